//! The prediction during a run and over a stale recording, and earlier runs below the bars.

use crate::*;
use runtime::simulate;
use scenario::link;
use timeline::scene::EarlierRunBar;

fn run(fragment: &str) -> (Trace, Lanes) {
    let trace = simulate(&link::read(fragment).scenario);
    let lanes = folded(&trace);
    (trace, lanes)
}

const fn forecast<'a>((trace, lanes): &'a (Trace, Lanes)) -> Option<Forecast<'a>> {
    Some(Forecast { trace, lanes })
}

#[test]
fn an_end_that_deviates_has_a_ring_where_it_was_predicted() {
    let plan = run("tasks=2,1&await=gather");
    let (trace, lanes) = run("tasks=2,1.2&await=gather");
    let scene = layout(&Input {
        forecast: forecast(&plan),
        ..input(&trace, &lanes, secs(2))
    });
    assert_eq!(scene.predicted_bars, []);
    assert_eq!(scene.deviated, [(516.0, 122.0)]);
    assert!(!scene.dimmed);
}

#[test]
fn an_end_that_deviates_by_less_than_4_px_has_no_ring() {
    let plan = run("tasks=2,1&await=gather");
    for (real, rings) in [("tasks=2,1.007&await=gather", 0), ("tasks=2,1.009&await=gather", 1)] {
        let (trace, lanes) = run(real);
        let scene = layout(&Input {
            forecast: forecast(&plan),
            ..input(&trace, &lanes, secs(2))
        });
        assert_eq!(scene.deviated.len(), rings, "{real}");
    }
}

#[test]
fn over_a_stale_recording_the_whole_prediction_is_drawn_and_the_recording_dimmed() {
    let plan = run("tasks=1,2&await=gather");
    let (trace, lanes) = run("tasks=2,1&await=gather");
    let scene = layout(&Input {
        forecast: forecast(&plan),
        stale: true,
        ..input(&trace, &lanes, secs(2))
    });
    assert!(scene.dimmed && scene.deviated.is_empty());
    let seen: Vec<_> = scene
        .predicted_bars
        .iter()
        .map(|predicted_bar| (predicted_bar.kind, predicted_bar.rect.right(), predicted_bar.ring))
        .collect();
    let expected = [
        (Some(BarKind::Child), 1_016.0, Some((1_016.0, 50.0))),
        (Some(BarKind::Timer), 516.0, Some((516.0, 86.0))),
        (Some(BarKind::Timer), 1_016.0, Some((1_016.0, 122.0))),
    ];
    assert_eq!(seen, expected);
    assert_eq!(scene.bars.len(), 3, "the recording is still drawn");
    assert!(scene.predicted_bars[1].label.is_some());
}

#[test]
fn a_task_added_since_the_run_has_its_prediction_below_the_recorded_lanes() {
    let plan = run("tasks=2,1,1.5&await=gather");
    let (trace, lanes) = run("tasks=2,1&await=gather");
    let scene = layout(&Input {
        rows: Rows::new(4, 36.0, 400.0),
        forecast: forecast(&plan),
        stale: true,
        ..input(&trace, &lanes, secs(2))
    });
    let added = scene.predicted_bars.last().expect("it is predicted");
    assert_eq!((added.task, added.ring), (TaskId(3), Some((766.0, 158.0))));
}

#[test]
fn earlier_runs_are_bars_below_the_bar_as_far_as_there_is_room() {
    let (trace, lanes) = run("tasks=2,1&await=gather");
    let before = run("tasks=2,1.2&await=gather");
    let first = run("tasks=2,1.4&await=gather");
    let [before, first] = [&before, &first].map(|(trace, lanes)| (trace, lanes));
    let earlier = [before, first, first, first];
    let of_second = |rows: Rows| {
        let scene = layout(&Input {
            rows,
            earlier: &earlier,
            ..input(&trace, &lanes, secs(2))
        });
        let earlier_run_bars = scene
            .earlier_run_bars
            .into_iter()
            .filter(|earlier_run_bar| earlier_run_bar.task == TaskId(2));
        earlier_run_bars
            .map(|earlier_run_bar: EarlierRunBar| (earlier_run_bar.kind, earlier_run_bar.rect))
            .collect::<Vec<_>>()
    };
    // The bar of lane 2 ends at 131, its lane at 140: room for two earlier-run bars of 2 px.
    let earlier_run_bar = |y, width| (BarKind::Timer, Rect::new(16.0, y, width, 2.0));
    assert_eq!(
        of_second(Rows::new(3, 36.0, 400.0)),
        [earlier_run_bar(133.0, 600.0), earlier_run_bar(136.0, 700.0)]
    );
    assert_eq!(of_second(Rows::new(3, 12.0, 400.0)), [], "12 px have no room");
}

#[test]
fn over_a_stale_recording_no_old_result_is_written() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let labels = |stale| {
        let scene = layout(&Input {
            stale,
            ..input(&trace, &lanes, secs(2))
        });
        scene.ends.iter().filter(|end| end.label.is_some()).count()
    };
    assert!(labels(false) > 0);
    assert_eq!(labels(true), 0);
}
