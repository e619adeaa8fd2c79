//! Tests of the overview strip: what it shows of the run, and how the window in it is dragged.

use super::*;
use recording::DensityBucket;
use timeline::overview::{GRIP_REACH, dragged, overview_part};
use timeline::{OverviewPart, overview};

fn bucket(from_ms: u64, to_ms: u64, in_flight: f64) -> DensityBucket {
    DensityBucket {
        from: ms(from_ms),
        to: ms(to_ms),
        in_flight,
        failures: 0,
        held: false,
    }
}

/// 500 px for a second.
fn fitted() -> Scale {
    Scale::fit(secs(2), WIDTH, false)
}

#[test]
fn the_area_is_as_high_as_tasks_are_in_flight() {
    let strip = overview(
        &[bucket(0, 500, 4.0), bucket(500, 1_000, 0.0), bucket(1_000, 2_000, 1.0)],
        &fitted(),
        Some(secs(1)),
    );
    let expected = [Rect::new(16.0, 9.0, 250.0, 27.0), Rect::new(516.0, 29.25, 500.0, 6.75)];
    assert_eq!(strip.area, expected);
    assert_eq!(strip.playhead, Some(Rect::new(515.25, 0.0, 1.5, 38.0)));
    assert_eq!((strip.failures.len(), strip.held.len()), (0, 0));
}

#[test]
fn one_failure_among_thousands_of_buckets_keeps_its_mark() {
    for failing in [0, 1, 777, 4_998, 4_999] {
        let buckets: Vec<DensityBucket> = (0..5_000_u64)
            .map(|index| DensityBucket {
                from: Micros(index * 400),
                to: Micros(index * 400 + 400),
                failures: u32::from(index == failing),
                held: index == failing,
                in_flight: 1.0,
            })
            .collect();
        let strip = overview(&buckets, &fitted(), None);
        assert_eq!((strip.failures.len(), strip.held.len()), (1, 1), "{failing}");
        let x = fitted().x_from_time(Micros(failing * 400));
        assert!((strip.failures[0].x - x).abs() <= 1.5, "{failing}");
        assert!(strip.held[0].width >= 2.0);
        assert_eq!(
            strip.area,
            [Rect::new(16.0, 9.0, 1_000.0, 27.0)],
            "as many tasks from start to end are one area"
        );
    }
}

#[test]
fn the_area_has_a_column_for_each_pixel_at_most() {
    let buckets: Vec<DensityBucket> = (0..5_000_u64)
        .map(|index| DensityBucket {
            from: Micros(index * 400),
            to: Micros(index * 400 + 400),
            in_flight: (index % 7) as f64,
            ..bucket(0, 0, 0.0)
        })
        .collect();
    let strip = overview(&buckets, &fitted(), None);
    assert!((500..=1_000).contains(&strip.area.len()), "{}", strip.area.len());
    assert!(
        strip
            .area
            .iter()
            .all(|column| column.x.fract() == 0.0 && column.width >= 1.0)
    );
    assert!(strip.area.windows(2).all(|pair| pair[0].right() <= pair[1].x));
}

#[test]
fn a_failure_at_the_very_end_has_its_mark() {
    let failed = DensityBucket {
        failures: 1,
        held: true,
        ..bucket(2_000, 2_000, 0.0)
    };
    let strip = overview(&[bucket(0, 2_000, 1.0), failed], &fitted(), None);
    assert_eq!((strip.failures.len(), strip.held.len()), (1, 1));
}

#[test]
fn neighbouring_holds_are_one_bar() {
    let held = |from, to| DensityBucket {
        held: true,
        ..bucket(from, to, 1.0)
    };
    let strip = overview(
        &[held(0, 10), held(10, 20), bucket(20, 100, 1.0), held(100, 110)],
        &fitted(),
        None,
    );
    let bars: Vec<(f64, f64)> = strip.held.iter().map(|bar| (bar.x, bar.width)).collect();
    assert_eq!(bars, [(16.0, 10.0), (66.0, 5.0)]);
}

#[test]
fn a_strip_of_nothing_is_empty() {
    let strip = overview(&[], &fitted(), None);
    assert_eq!((strip.area.len(), strip.failures.len(), strip.playhead), (0, 0, None));
    let log = painting::Log::of_overview(&strip);
    assert_eq!(log, ["fill --surface-0 ×1"]);
}

#[test]
fn the_strip_is_painted_from_back_to_front() {
    let strip = overview(
        &[DensityBucket {
            failures: 1,
            held: true,
            ..bucket(0, 2_000, 1.0)
        }],
        &fitted(),
        Some(secs(1)),
    );
    let expected = [
        "fill --surface-0 ×1",
        "fill --st-timer ×1",
        "fill --st-running ×1",
        "fill --st-failed ×1",
        "fill --now ×1",
    ];
    assert_eq!(painting::Log::of_overview(&strip), expected);
}

#[test]
fn a_press_takes_a_grip_the_window_or_the_empty_part() {
    // From 266 to 516 px.
    let window = Some(TimeWindow::between(ms(500), ms(1_000)));
    let part = |x| overview_part(&fitted(), window, x, GRIP_REACH);
    assert_eq!(part(255.0), OverviewPart::Outside);
    assert_eq!(part(257.0), OverviewPart::Start);
    assert_eq!(part(275.0), OverviewPart::Start);
    assert_eq!(part(390.0), OverviewPart::Window);
    assert_eq!(part(510.0), OverviewPart::End);
    assert_eq!(part(525.0), OverviewPart::End);
    assert_eq!(part(600.0), OverviewPart::Outside);
    // While all of the run is in view, the grips are at its ends.
    let part_of_all = |x| overview_part(&fitted(), None, x, GRIP_REACH);
    assert_eq!(
        [part_of_all(16.0), part_of_all(390.0), part_of_all(1_020.0)],
        [OverviewPart::Start, OverviewPart::Outside, OverviewPart::End]
    );
    // A narrow window can still be moved, and a window of no width resized on both sides.
    let narrow = Some(TimeWindow::between(ms(500), ms(512)));
    let part = |x| overview_part(&fitted(), narrow, x, GRIP_REACH);
    assert_eq!(
        [part(262.0), part(269.0), part(276.0)],
        [OverviewPart::Start, OverviewPart::Window, OverviewPart::End]
    );
    let closed = Some(TimeWindow::between(ms(500), ms(501)));
    let part = |x| overview_part(&fitted(), closed, x, GRIP_REACH);
    assert_eq!([part(262.0), part(270.0)], [OverviewPart::Start, OverviewPart::End]);
}

#[test]
fn a_drag_moves_or_resizes_the_window_within_the_run() {
    let window = TimeWindow::between(ms(500), ms(1_000));
    let after = |part, by_x| {
        let window = dragged(&fitted(), window, part, by_x).expect("a window");
        (window.from(), window.to())
    };
    assert_eq!(after(OverviewPart::Window, 100.0), (ms(700), ms(1_200)));
    assert_eq!(after(OverviewPart::Window, -1e6), (Micros::ZERO, ms(500)));
    assert_eq!(after(OverviewPart::Window, 1e6), (ms(1_500), secs(2)));
    assert_eq!(after(OverviewPart::Start, 50.0), (ms(600), ms(1_000)));
    assert_eq!(after(OverviewPart::Start, -1e6), (Micros::ZERO, ms(1_000)));
    assert_eq!(after(OverviewPart::End, 1e6), (ms(500), secs(2)));
    // A grip dragged over the other one turns the window round.
    assert_eq!(after(OverviewPart::Start, 300.0), (ms(1_000), ms(1_100)));
    assert_eq!(dragged(&fitted(), window, OverviewPart::Outside, 9.0), None);
}
