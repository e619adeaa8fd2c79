//! Tests of the arrows of wakes, to the pixel.
//!
//! Lanes of 36 px below a band of 64 px: main's middle is at y = 114, task 1's at 150, task 2's at 186.

use super::*;
use timeline::scene::Arrow;

fn wake(at_ms: u64, from: WakeSource, to: u32, kind: WakeKind) -> DrawnWake {
    DrawnWake {
        at: ms(at_ms),
        from,
        to: TaskId(to),
        kind,
    }
}

fn lane(task: u32) -> WakeSource {
    WakeSource::Lane(TaskId(task))
}

fn arrows(wakes: &[DrawnWake], change: impl FnOnce(Rows) -> Rows) -> Vec<Arrow> {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let rows = change(rows_with_band(&lanes, BAND_HEIGHT));
    layout(&Input {
        rows,
        wakes,
        ..input(&trace, &lanes, secs(2))
    })
    .arrows
}

#[test]
fn an_arrow_goes_from_the_cause_to_the_woken_task_clear_of_both_bars() {
    let wakes = [
        wake(500, lane(1), 2, WakeKind::Permit),
        wake(1_000, lane(2), 0, WakeKind::End),
        wake(1_500, WakeSource::Loop, 2, WakeKind::Timer),
    ];
    let up = Arrow {
        x: 516.0,
        from: 175.0,
        to: 125.0,
        dot: true,
        head: true,
        permit: false,
        dashed: false,
    };
    let permit = Arrow {
        x: 266.0,
        from: 161.0,
        to: 175.0,
        permit: true,
        ..up
    };
    let timer = Arrow {
        x: 766.0,
        from: 63.0,
        to: 175.0,
        dot: false,
        dashed: true,
        ..up
    };
    assert_eq!(arrows(&wakes, |rows| rows), [permit, up, timer]);
}

#[test]
fn in_low_lanes_an_arrow_goes_from_middle_to_middle() {
    let wakes = [wake(1_000, lane(2), 1, WakeKind::End)];
    let found = arrows(&wakes, |rows| Rows { lane: 12.0, ..rows });
    assert_eq!(
        found.iter().map(|arrow| (arrow.from, arrow.to)).collect::<Vec<_>>(),
        [(126.0, 114.0)]
    );
}

#[test]
fn an_arrow_to_a_lane_out_of_view_reaches_the_edge_without_a_head() {
    let ends = |wake: DrawnWake, change: fn(Rows) -> Rows| {
        arrows(&[wake], change)
            .first()
            .map(|arrow| (arrow.from, arrow.to, arrow.dot, arrow.head))
    };
    // Main is scrolled out above, or task 2 is below.
    let scrolled = |rows| Rows {
        scroll_top: 36.0,
        ..rows
    };
    let short = |rows| Rows { height: 140.0, ..rows };
    assert_eq!(
        ends(wake(1_000, lane(2), 0, WakeKind::End), scrolled),
        Some((139.0, 96.0, true, false))
    );
    assert_eq!(
        ends(wake(1_000, lane(0), 2, WakeKind::Spawn), scrolled),
        Some((96.0, 139.0, false, true))
    );
    assert_eq!(
        ends(wake(1_000, lane(2), 0, WakeKind::End), short),
        Some((140.0, 125.0, false, true))
    );
    assert_eq!(
        ends(wake(1_000, WakeSource::Loop, 2, WakeKind::Timer), short),
        Some((63.0, 140.0, false, false))
    );
    // Both ends are beyond the same edge.
    assert_eq!(ends(wake(1_000, lane(1), 2, WakeKind::Permit), short), None);
}

#[test]
fn a_task_that_wakes_itself_and_a_wake_out_of_view_have_no_arrow() {
    let wakes = [
        wake(500, lane(1), 1, WakeKind::End),
        wake(3_000, lane(1), 0, WakeKind::End),
    ];
    assert_eq!(arrows(&wakes, |rows| rows), []);
}

#[test]
fn arrows_that_would_cover_each_other_are_merged() {
    let wakes: Vec<DrawnWake> = (0..10_000)
        .map(|index| DrawnWake {
            at: Micros(index),
            ..wake(0, lane(1), 0, WakeKind::End)
        })
        .collect();
    assert_eq!(arrows(&wakes, |rows| rows).len(), 5);
}

#[test]
fn without_a_band_the_arrow_of_a_timer_begins_at_the_top_of_the_lanes() {
    let wakes = [wake(1_000, WakeSource::Loop, 1, WakeKind::Timer)];
    let found = arrows(&wakes, |rows| Rows { band: 0.0, ..rows });
    assert_eq!(
        found.iter().map(|arrow| (arrow.from, arrow.to)).collect::<Vec<_>>(),
        [(32.0, 75.0)]
    );
}
