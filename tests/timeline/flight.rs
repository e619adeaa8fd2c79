//! Tests of the row of tasks in flight: when it is there, and what it shows at any zoom.

use super::*;
use recording::DensityBucket;
use timeline::scene::FlightRow;

fn bucket(from_ms: u64, to_ms: u64, in_flight: f64, failures: u32) -> DensityBucket {
    DensityBucket {
        from: ms(from_ms),
        to: ms(to_ms),
        in_flight,
        failures,
        held: false,
    }
}

/// The rows of so many tasks in a canvas of this height.
fn rows(tasks: usize, height: f64) -> Rows {
    Rows {
        band: BAND_HEIGHT,
        ..Rows::new(tasks + 1, 36.0, height)
    }
    .with_flight(4)
}

/// The row of these buckets: 32 to 60 px below the top, with room for 21 px between top and foot.
fn row(buckets: &[DensityBucket], most: u64, predicted: bool, scale: Scale) -> FlightRow {
    let trace = Handmade::new(8, Unit::Task).trace;
    let lanes = folded(&trace);
    let scene = layout(&Input {
        rows: rows(8, 400.0),
        scale,
        flight: Some(Flight {
            buckets,
            most,
            predicted,
        }),
        ..input(&trace, &lanes, secs(2))
    });
    scene.flight.expect("there is room for it")
}

/// 500 px for a second.
fn fitted() -> Scale {
    Scale::fit(secs(2), WIDTH, false)
}

#[test]
fn the_row_is_there_from_eight_tasks_on_and_leaves_room_for_the_first_lanes() {
    assert_eq!([7, 8, 1_000].map(|tasks| rows(tasks, 400.0).flight), [0.0, 28.0, 28.0]);
    // Axis, row, band and four lanes.
    let least = 32.0 + 28.0 + 64.0 + 4.0 * 36.0;
    assert_eq!([least - 1.0, least].map(|height| rows(8, height).flight), [0.0, 28.0]);
    let rows = rows(8, least);
    assert_eq!(
        (rows.band_top(), rows.lanes_top(), rows.lane_y(1)),
        (60.0, 124.0, 160.0)
    );
}

#[test]
fn it_moves_the_band_and_the_lanes_down() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let polls = [held(1, 0, 100)];
    let scene = |flight| {
        layout(&Input {
            rows: Rows {
                flight,
                ..rows_with_band(&lanes, BAND_HEIGHT)
            },
            event_loop: Some(LoopActivity {
                polls: polls[..].into(),
                ..LoopActivity::default()
            }),
            ..input(&trace, &lanes, secs(2))
        })
    };
    let (without, with) = (scene(0.0), scene(FLIGHT_HEIGHT));
    assert_eq!(without.flight, None);
    assert_eq!(with.band.y - without.band.y, FLIGHT_HEIGHT);
    assert_eq!(with.lanes.y - without.lanes.y, FLIGHT_HEIGHT);
    let poll = |scene: &Scene| scene.event_loop.as_ref().map(|lane| lane.marks[0].rect.y);
    assert_eq!(poll(&with), poll(&without).map(|y| y + FLIGHT_HEIGHT));
    assert_eq!(with.bars[0].rect.y - without.bars[0].rect.y, FLIGHT_HEIGHT);
    let lanes_of_hit = |y| {
        let input = Input {
            rows: Rows {
                flight: FLIGHT_HEIGHT,
                ..rows_with_band(&lanes, BAND_HEIGHT)
            },
            ..input(&trace, &lanes, secs(2))
        };
        hit(&input, 516.0, y).map(|hit| (hit.zone, hit.task))
    };
    assert_eq!(lanes_of_hit(31.0), Some((Zone::Axis, None)));
    assert_eq!(lanes_of_hit(32.0), Some((Zone::Flight, None)));
    assert_eq!(lanes_of_hit(59.0), Some((Zone::Flight, None)));
    assert_eq!(lanes_of_hit(60.0), Some((Zone::Band, None)));
    assert_eq!(lanes_of_hit(124.0), Some((Zone::Lanes, Some(TaskId(0)))));
}

#[test]
fn the_area_is_as_high_as_tasks_are_in_flight() {
    let row = row(
        &[
            bucket(0, 500, 4.0, 0),
            bucket(500, 1_000, 0.0, 0),
            bucket(1_000, 1_500, 1.0, 0),
            bucket(1_500, 2_000, 1.0, 0),
        ],
        4,
        false,
        fitted(),
    );
    // Neighbours of one height are one column.
    let expected = [Rect::new(16.0, 37.0, 250.0, 21.0), Rect::new(516.0, 52.75, 500.0, 5.25)];
    assert_eq!(row.area, expected);
    assert_eq!((row.failures, row.predicted), (Vec::new(), Vec::new()));
    assert_eq!(row.rect, Rect::new(0.0, 32.0, WIDTH, 28.0));
}

#[test]
fn one_failure_among_thousands_keeps_its_mark_at_any_zoom() {
    for failing in [0_u64, 1, 777, 1_022, 1_023] {
        let buckets: Vec<DensityBucket> = (0..1_024_u64)
            .map(|index| DensityBucket {
                from: Micros(index * 2_000),
                to: Micros(index * 2_000 + 2_000),
                in_flight: 10_000.0,
                failures: u32::from(index == failing),
                held: false,
            })
            .collect();
        for factor in [1.0, 0.3, 2.0, 5.0, 20.0] {
            let at = Micros(failing * 2_000 + 1_000);
            let fitted = Scale::fit(Micros(2_048_000), WIDTH, false);
            let scale = fitted.zoomed(factor, fitted.x_from_time(at));
            let row = row(&buckets, 10_000, false, scale);
            assert_eq!(row.failures.len(), 1, "{failing} ×{factor}");
            let mark = row.failures[0];
            let x = scale.x_from_time(at);
            assert!(
                mark.x - 1.0 <= x && x <= mark.right() + 1.0,
                "{failing} ×{factor}: {mark:?}"
            );
            assert!(mark.height >= 5.0 && mark.width >= 2.0);
            assert_eq!(row.area.len(), 1, "as many tasks from start to end are one area");
        }
    }
}

#[test]
fn more_failures_are_higher_marks() {
    let row = row(
        &[bucket(0, 20, 9.0, 1), bucket(20, 40, 9.0, 10), bucket(40, 60, 9.0, 4)],
        9,
        false,
        fitted(),
    );
    let marks: Vec<(f64, f64, f64)> = row
        .failures
        .iter()
        .map(|mark| (mark.x, mark.width, mark.height))
        .collect();
    assert_eq!(marks, [(16.0, 10.0, 5.0), (26.0, 10.0, 14.0), (36.0, 10.0, 8.0)]);
}

#[test]
fn in_a_wide_bucket_each_failure_is_where_it_happened() {
    let mut made = Handmade::new(8, Unit::Task);
    made.spawn(0, 1).spawn(0, 2).fail(400, 1, "no").fail(1_600, 2, "no");
    let mut history = History::default();
    history.extend(&made.trace);
    let buckets = [bucket(0, 2_000, 2.0, 2)];
    let scale = fitted();
    let failures = |scale| {
        let scene = layout(&Input {
            rows: rows(8, 400.0),
            scale,
            flight: Some(Flight {
                buckets: &buckets,
                most: 2,
                predicted: false,
            }),
            ..input(&made.trace, &history.lanes, secs(2))
        });
        scene.flight.map(|row| row.failures).unwrap_or_default()
    };
    let xs = |scale: Scale| -> Vec<f64> { failures(scale).iter().map(|mark| mark.x + 1.0).collect() };
    assert_eq!(xs(scale), [scale.x_from_time(ms(400)), scale.x_from_time(ms(1_600))]);
    let zoomed = scale.showing(TimeWindow::between(ms(300), ms(500)));
    assert_eq!(xs(zoomed), [zoomed.x_from_time(ms(400))], "the other is out of view");
}

#[test]
fn what_is_predicted_is_a_dashed_edge() {
    let buckets = [bucket(0, 500, 2.0, 0), bucket(500, 1_000, 1.0, 3)];
    let row = row(&buckets, 2, true, fitted());
    assert_eq!(row.area, []);
    assert_eq!(
        row.predicted,
        [(16.0, 37.0), (266.0, 37.0), (266.0, 47.5), (516.0, 47.5)]
    );
}

#[test]
fn the_row_is_painted_between_axis_and_band() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let buckets = [bucket(0, 100, 2.0, 1), bucket(100, 2_000, 1.0, 0)];
    let mut scene = layout(&Input {
        rows: Rows {
            flight: FLIGHT_HEIGHT,
            ..rows_with_band(&lanes, BAND_HEIGHT)
        },
        flight: Some(Flight {
            buckets: &buckets,
            most: 2,
            predicted: false,
        }),
        ..input(&trace, &lanes, secs(2))
    });
    scene.grid.truncate(2);
    let log = painting::Log::of(&scene);
    let expected = [
        "fill --surface-1 ×1",
        "clip 32 60",
        "fill --line-strong ×2",
        "fill --st-timer ×2",
        "fill --st-failed ×1",
        "fill --line ×1",
        "unclip",
        "clip 60 124",
    ];
    assert_eq!(log[..expected.len()], expected);
}
