//! Tests of the bars: which one is at a point, which is next to it, and where it is drawn.

use super::*;
use recording::{BarPart, Segment, TaskBar};
use timeline::{PointedBar, bar_at, bar_beside, bar_box, bar_times, first_bar, lane_box};

/// The state and the part of a bar, for reading.
fn name_of(trace: &Trace, lanes: &Lanes, pointed: PointedBar) -> String {
    let lane = lanes.lane(trace, pointed.bar.task).expect("a lane");
    let state = |event: u32| {
        let mut from = lane.segments_from(event as usize + 1);
        from.next()
            .map_or("none".into(), |Segment { state, .. }| state.to_string())
    };
    match pointed.bar.part {
        BarPart::State(event) => state(event),
        BarPart::Overdue(_) => "overdue".into(),
        BarPart::End => "end".into(),
    }
}

/// A task that sleeps for a second, is served 400 ms late, and finishes.
fn late() -> Trace {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1)
        .sleep(0, 1, TimerKind::Sleep, 1_000)
        .fire(1_400, 1)
        .finish(1_400, 1_400, 1, "7");
    made.trace
}

#[test]
fn a_point_anywhere_in_a_lane_finds_the_bar_at_its_time() {
    let trace = late();
    let lanes = folded(&trace);
    let input = input(&trace, &lanes, ms(1_400));
    // 500 px a second from 16 px on; the lane of task 1 is at y = 68 to 104.
    for y in [69.0, 86.0, 103.0] {
        let found = |x| bar_at(&input, x, y).map(|bar| name_of(&trace, &lanes, bar));
        assert_eq!(found(300.0).as_deref(), Some("waiting on a timer"), "y {y}");
        assert_eq!(found(600.0).as_deref(), Some("overdue"), "y {y}");
        assert_eq!(found(716.0).as_deref(), Some("running"), "y {y}");
        assert_eq!(found(730.0).as_deref(), Some("end"), "y {y}");
        assert_eq!(found(900.0), None, "y {y}");
    }
    assert_eq!(bar_at(&input, 300.0, 10.0), None, "the axis has no bar");
    assert_eq!(bar_at(&input, 300.0, 390.0), None, "below the last lane");
}

#[test]
fn keys_go_from_bar_to_bar_and_back() {
    let trace = late();
    let lanes = folded(&trace);
    let input = input(&trace, &lanes, ms(1_400));
    let mut here = first_bar(&input, TaskId(1), false).expect("a first bar");
    let mut names = vec![name_of(&trace, &lanes, here)];
    while let Some(next) = bar_beside(&input, here, true) {
        here = next;
        names.push(name_of(&trace, &lanes, here));
    }
    assert_eq!(names, ["running", "waiting on a timer", "overdue", "running", "end"]);
    assert_eq!(first_bar(&input, TaskId(1), true), Some(here));
    let mut back = vec![name_of(&trace, &lanes, here)];
    while let Some(before) = bar_beside(&input, here, false) {
        here = before;
        back.push(name_of(&trace, &lanes, here));
    }
    names.reverse();
    assert_eq!(back, names);
}

#[test]
fn a_bar_knows_its_times_and_its_box() {
    let trace = late();
    let lanes = folded(&trace);
    let input = input(&trace, &lanes, ms(1_400));
    let sleep = bar_at(&input, 300.0, 86.0).expect("the sleep");
    assert_eq!(bar_times(&input, sleep), Some((Micros::ZERO, secs(1))));
    assert_eq!(bar_box(&input, sleep), Some(Rect::new(16.0, 77.0, 500.0, 18.0)));
    assert_eq!(lane_box(&input, sleep), Some(Rect::new(0.0, 68.0, WIDTH, 36.0)));
    let overdue = bar_beside(&input, sleep, true).expect("the overdue part");
    assert_eq!(bar_box(&input, overdue), Some(Rect::new(516.0, 77.0, 200.0, 18.0)));
}

#[test]
fn before_a_run_the_bars_are_the_predictions() {
    let (planned, run) = (Handmade::new(1, Unit::Task).trace, late());
    let (lanes, plan) = (folded(&planned), folded(&run));
    let input = Input {
        forecast: Some(Forecast {
            trace: &run,
            lanes: &plan,
        }),
        ..input(&planned, &lanes, Micros::ZERO)
    };
    let found = bar_at(&input, 300.0, 86.0).expect("a predicted bar");
    assert!(found.predicted);
    assert_eq!(name_of(&run, &plan, found), "waiting on a timer");
    assert!(first_bar(&input, TaskId(1), false).is_some_and(|bar| bar.predicted));
}

#[test]
fn the_lane_of_the_loop_answers_for_the_task_that_holds_it() {
    let trace = late();
    let lanes = folded(&trace);
    let polls = [Poll {
        first: 9,
        ..held(1, 300, 900)
    }];
    let input = Input {
        rows: rows_with_band(&lanes, BAND_HEIGHT),
        event_loop: Some(LoopActivity {
            polls: polls[..].into(),
            ..LoopActivity::default()
        }),
        ..input(&trace, &lanes, ms(1_400))
    };
    let found = bar_at(&input, 300.0, 50.0).expect("a poll");
    assert_eq!(
        (found.bar, found.in_loop_lane),
        (
            TaskBar {
                task: TaskId(1),
                part: BarPart::State(9)
            },
            true
        )
    );
    assert_eq!(bar_at(&input, 600.0, 50.0), None);
}
