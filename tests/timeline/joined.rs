//! Futures that are joined into main are drawn as a part of it; spawned tasks are not.

use super::*;

/// Main joins a sleep of 2 s and one of 1 s: the same as [`two_and_one`], in one task.
fn joined_two_and_one() -> Trace {
    let mut made = Handmade::new(2, Unit::Future);
    let parent = Some(TaskId::MAIN);
    made.spawn(0, 0).push(0, 0, EventKind::PollStart);
    made.push(0, 1, EventKind::Spawned { parent })
        .push(0, 2, EventKind::Spawned { parent });
    made.sleep(0, 1, TimerKind::Sleep, 2_000)
        .sleep(0, 2, TimerKind::Sleep, 1_000)
        .pending(0, 0, Some(WaitingOn::Child));
    for (at, task, timer) in [(1_000, 2, 2), (2_000, 1, 1)] {
        let timer = TimerId(timer);
        made.push(at, task, EventKind::TimerFired { timer })
            .wake(at, 0, WokenBy::Timer(timer))
            .push(at, 0, EventKind::PollStart)
            .finish(at, at, task, "2");
        if task == 2 {
            made.pending(at, 0, Some(WaitingOn::Child));
        }
    }
    made.push(2_000, 0, EventKind::Finished { value: "[4, 2]" });
    made.trace
}

fn joined_scene(change: impl FnOnce(Rows) -> Rows, scale: Scale) -> Scene {
    let trace = joined_two_and_one();
    let lanes = folded(&trace);
    let rows = change(Rows::new(lanes.len(), 36.0, 400.0));
    layout(&Input {
        rows,
        scale,
        ..input(&trace, &lanes, secs(2))
    })
}

fn fitted() -> Scale {
    Scale::fit(secs(2), WIDTH, false)
}

#[test]
fn a_rail_goes_from_main_to_the_last_joined_lane_with_a_branch_to_each() {
    let scene = joined_scene(|rows| rows, fitted());
    let expected = [
        Rect::new(4.0, 50.0, 2.0, 72.0),
        Rect::new(4.0, 49.5, 8.0, 1.0),
        Rect::new(4.0, 85.5, 8.0, 1.0),
        Rect::new(4.0, 121.5, 8.0, 1.0),
    ];
    assert_eq!(scene.rail, expected);
}

#[test]
fn polls_of_main_are_drawn_through_the_joined_lanes_and_line_up_with_their_ticks() {
    let scene = joined_scene(|rows| rows, fitted());
    let expected = [14.0, 514.0, 1_014.0].map(|x| Rect::new(x, 68.0, 2.0, 72.0));
    assert_eq!(scene.parent_polls, expected);
    let ticks: Vec<_> = scene
        .polls
        .iter()
        .filter(|poll| poll.task != TaskId::MAIN)
        .map(|poll| (poll.task.0, poll.rect.x))
        .collect();
    assert_eq!(ticks, [(1, 14.0), (1, 1_014.0), (2, 14.0), (2, 514.0)]);
    assert!(scene.bars.iter().all(|bar| bar.kind != BarKind::Ready));
}

#[test]
fn spawned_tasks_have_no_rail_and_no_polls_of_main() {
    let scene = scene_of(&two_and_one(), secs(2));
    assert_eq!((scene.rail.len(), scene.parent_polls.len()), (0, 0));
}

#[test]
fn a_rail_with_an_end_out_of_view_reaches_the_edge() {
    let scene = joined_scene(
        |rows| Rows {
            scroll_top: 36.0,
            ..rows
        },
        fitted(),
    );
    assert_eq!(
        scene.rail[..2],
        [Rect::new(4.0, 32.0, 2.0, 54.0), Rect::new(4.0, 49.5, 8.0, 1.0)]
    );
    assert_eq!(scene.parent_polls[0], Rect::new(14.0, 32.0, 2.0, 72.0));
    let short = joined_scene(|rows| Rows { height: 100.0, ..rows }, fitted());
    assert_eq!(short.rail[0], Rect::new(4.0, 50.0, 2.0, 50.0));
    assert_eq!(short.parent_polls[0], Rect::new(14.0, 68.0, 2.0, 32.0));
}

#[test]
fn zoomed_in_past_the_start_and_in_low_lanes_the_rail_has_no_branches() {
    let zoomed = joined_scene(|rows| rows, fitted().zoomed(4.0, 700.0));
    assert_eq!(zoomed.rail.len(), 1);
    let low = joined_scene(|rows| Rows { lane: 4.0, ..rows }, fitted());
    assert_eq!(low.rail, [Rect::new(4.0, 34.0, 2.0, 8.0)]);
}

#[test]
fn a_long_poll_of_main_is_drawn_through_the_joined_lanes_with_its_length() {
    let mut made = Handmade::new(1, Unit::Future);
    made.spawn(0, 0).push(0, 0, EventKind::PollStart);
    made.push(
        0,
        1,
        EventKind::Spawned {
            parent: Some(TaskId::MAIN),
        },
    );
    made.poll(0, 120, 1, WaitingOn::Timer)
        .pending(120, 0, Some(WaitingOn::Child));
    let scene = scene_of(&made.trace, secs(1));
    assert_eq!(scene.parent_polls, [Rect::new(16.0, 68.0, 60.0, 36.0)]);
    let polled: Vec<_> = bar_rects(&scene)
        .into_iter()
        .filter(|(_, kind, _)| *kind == BarKind::Running)
        .collect();
    assert_eq!(
        polled,
        [
            (0, BarKind::Running, Rect::new(16.0, 41.0, 60.0, 18.0)),
            (1, BarKind::Running, Rect::new(16.0, 77.0, 60.0, 18.0)),
        ]
    );
}

#[test]
fn main_s_polls_are_painted_behind_the_bars_and_the_rail_over_them() {
    let log = painting::Log::of(&joined_scene(|rows| rows, fitted()));
    let index_of = |call: &str| log.iter().rposition(|line| line == call).expect("it is painted");
    assert!(index_of("fill --st-running ×3") < index_of("fill --st-timer-fill ×2"));
    // The rail and its three branches; before, the rails of main's two bars are as many.
    assert!(index_of("fill --st-child ×4") > index_of("fill --st-running ×7"));
}
