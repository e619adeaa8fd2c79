//! Tests of the hit test: zone, lane, bar, and the nearest moment within 6 px.

use super::*;

/// The hit in [`two_and_one`] without a band: main's bar is at y = 41 to 59, task 2's at 113 to 131.
fn at(x: f64, y: f64) -> Hit {
    let trace = two_and_one();
    let lanes = folded(&trace);
    hit(&input(&trace, &lanes, secs(2)), x, y).expect("inside the plot")
}

fn near(x: f64, y: f64) -> Option<(Micros, LaneMoment)> {
    at(x, y).near.map(|near| (near.at, near.what))
}

#[test]
fn the_pointer_finds_lane_and_time() {
    let trace = Handmade::new(3, Unit::Task).trace;
    let lanes = folded(&trace);
    let rows = Rows {
        scroll_top: 36.0,
        band: 64.0,
        ..Rows::new(4, 36.0, 400.0)
    };
    let input = Input {
        rows,
        ..input(&trace, &lanes, Micros::ZERO)
    };
    let found = |y| hit(&input, 516.0, y).map(|hit| (hit.zone, hit.task, hit.at));
    let at = secs(1);
    assert_eq!(found(10.0), Some((Zone::Axis, None, at)));
    assert_eq!(found(50.0), Some((Zone::Band, None, at)));
    assert_eq!(found(96.0), Some((Zone::Lanes, Some(TaskId(1)), at)));
    assert_eq!(found(132.0), Some((Zone::Lanes, Some(TaskId(2)), at)));
    assert_eq!(found(390.0), Some((Zone::Lanes, None, at)));
    assert_eq!(found(400.0), None);
    assert_eq!(hit(&input, -1.0, 50.0), None);
}

#[test]
fn the_pointer_finds_the_bar_it_is_on() {
    // Ready, running, waiting: the third segment is the one with a length.
    let segment = |x, y| at(x, y).segment.map(|segment| segment.state);
    assert_eq!(segment(300.0, 122.0), Some(State::Waiting(WaitingOn::Timer)));
    assert_eq!(at(300.0, 112.0).segment, None);
    assert_eq!(at(600.0, 122.0).segment, None);
    assert_eq!(segment(600.0, 50.0), Some(State::Waiting(WaitingOn::Child)));
}

#[test]
fn the_nearest_moment_within_6_px_is_found() {
    assert_eq!(near(300.0, 122.0), None);
    assert_eq!(near(510.0, 122.0), Some((secs(1), LaneMoment::Ended)));
    assert_eq!(near(509.9, 122.0), None);
    assert_eq!(near(522.0, 122.0), Some((secs(1), LaneMoment::Ended)));
    assert_eq!(near(522.1, 122.0), None);
}

#[test]
fn a_poll_is_preferred_among_states_of_one_moment() {
    // Spawned, ready, running and waiting share 0 s.
    assert_eq!(
        near(18.0, 122.0),
        Some((Micros::ZERO, LaneMoment::Began(State::Running)))
    );
    let trace = two_and_one();
    let lanes = folded(&trace);
    let lane = lanes.lane(&trace, TaskId(2)).expect("it is listed");
    let segment = lane.segments().nth(1).expect("it was polled");
    assert_eq!(at(14.0, 122.0).near.and_then(|near| near.event), Some(segment.event));
}

#[test]
fn in_the_band_the_poll_that_held_the_thread_is_found() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let polls = [held(0, 0, 0), held(2, 1_000, 1_200)];
    let input = Input {
        rows: rows_with_band(&lanes, BAND_HEIGHT),
        event_loop: Some(LoopActivity {
            polls: polls[..].into(),
            ..LoopActivity::default()
        }),
        ..input(&trace, &lanes, secs(2))
    };
    let found = |x| {
        let hit = hit(&input, x, 50.0).expect("inside the plot");
        (hit.task, hit.near)
    };
    let near = |at, index| {
        Some(Near {
            at,
            what: LaneMoment::Poll(index),
            event: Some(polls[index].first),
        })
    };
    assert_eq!(found(22.0), (Some(TaskId(0)), near(Micros::ZERO, 0)));
    assert_eq!(found(22.5), (None, None));
    assert_eq!(found(510.0), (Some(TaskId(2)), near(secs(1), 1)));
    assert_eq!(found(560.0), (Some(TaskId(2)), near(secs(1), 1)));
    assert_eq!(found(622.1), (None, None));
}
