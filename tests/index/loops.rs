//! The loop's own index, on runs small enough to be worked out by hand.

use crate::ran;
use recording::{Depth, History, Holder, Moment, TaskId, TimerEnd, TimerKind, Trace};
use scenario::time::Micros;

/// At 1 s both are due; a computes until 2 s, and b, woken in the same turn, until 2.5 s.
const BLOCKING: &str = "tasks=a: 1 cpu 1s, b: 1 cpu 500ms&await=gather";

fn ms(whole: u64) -> Micros {
    Micros::from_millis(whole)
}

fn polls(trace: &Trace, history: &History, from: u64, until: u64) -> Vec<(u32, u64, u64)> {
    let polls = history.loops.polls_in(trace, ms(from), ms(until)).iter();
    polls
        .map(|poll| {
            (
                poll.task.0,
                poll.from.0 / 1_000,
                poll.to.expect("it returned").0 / 1_000,
            )
        })
        .collect()
}

fn held(trace: &Trace, history: &History, at: u64) -> Option<(u32, u64)> {
    let holder = history.holder(trace, Moment::at_time(trace, ms(at)))?;
    Some((holder.task.0, holder.since.0 / 1_000))
}

#[test]
fn a_task_that_computes_holds_the_thread_and_the_other_is_queued() {
    let (trace, history) = ran(BLOCKING);
    assert_eq!(held(&trace, &history, 999), None);
    assert_eq!(held(&trace, &history, 1_000), Some((1, 1_000)));
    assert_eq!(held(&trace, &history, 1_999), Some((1, 1_000)));
    assert_eq!(held(&trace, &history, 2_000), Some((2, 2_000)));
    assert_eq!(held(&trace, &history, 2_500), None);
    let depths = [0, 500, 1_000, 1_999, 2_000, 2_500].map(|at| history.loops.depth(Moment::at_time(&trace, ms(at))));
    assert_eq!(depths, [0, 0, 1, 1, 0, 0]);
    assert_eq!(history.loops.busy(&trace, ms(1_500)..ms(2_250)), ms(750));
    assert_eq!(history.loops.ready(&trace, ms(0)..ms(1_500)), ms(500));
}

#[test]
fn a_window_shows_the_poll_that_reaches_into_it() {
    let (trace, history) = ran(BLOCKING);
    assert_eq!(polls(&trace, &history, 1_200, 1_300), [(1, 1_000, 2_000)]);
    assert_eq!(polls(&trace, &history, 2_100, 2_400), [(2, 2_000, 2_500)]);
    assert_eq!(polls(&trace, &history, 100, 900), []);
    assert_eq!(
        polls(&trace, &history, 2_500, 9_000),
        [(2, 2_000, 2_500), (0, 2_500, 2_500)]
    );
}

#[test]
fn a_turn_counts_its_entries_and_lasts_until_the_last_of_them() {
    let (trace, history) = ran(BLOCKING);
    let turns: Vec<_> = history
        .loops
        .turns(&trace)
        .iter()
        .map(|turn| (turn.from.0 / 1_000, turn.to.0 / 1_000, turn.polls, turn.fired))
        .collect();
    let expected = [
        (0, 0, 1, 0),         // main
        (0, 0, 2, 0),         // a, b
        (1_000, 1_000, 0, 2), // both timers
        (1_000, 2_500, 2, 0), // a, b
        (2_500, 2_500, 0, 0), // the notifications
        (2_500, 2_500, 1, 0), // main
    ];
    assert_eq!(turns, expected);
    assert_eq!(
        history.loops.turns_in(&trace, ms(1_200), ms(1_300)),
        history.loops.turns(&trace).slice(3..4)
    );
    assert_eq!(history.loops.turns_in(&trace, ms(100), ms(900)).len(), 0);
    assert_eq!(history.loops.turns(&trace).get(2).map(|turn| turn.entries()), Some(2));
}

#[test]
fn the_depth_in_a_window_begins_with_the_depth_at_its_start() {
    let (trace, history) = ran(BLOCKING);
    let depths = |from, until| -> Vec<(u64, u32)> {
        let steps = history.loops.depth_in(&trace, ms(from), ms(until)).iter();
        steps.map(|Depth { at, ready, .. }| (at.0 / 1_000, ready)).collect()
    };
    assert_eq!(depths(1_200, 1_300), [(1_000, 1)]);
    assert_eq!(depths(100, 900), [(0, 0)]);
    assert_eq!(depths(1_500, 2_400), [(1_000, 1), (2_000, 0)]);
}

#[test]
fn a_timer_behind_a_computation_is_served_late() {
    let (trace, history) = ran("tasks=a: 1 cpu 1s, b: 1.5&await=gather");
    let late: Vec<_> = history
        .timers
        .all(&trace)
        .iter()
        .map(|timer| (timer.task.0, timer.what, timer.deadline, timer.lateness()))
        .collect();
    let sleep = TimerKind::Sleep;
    assert_eq!(
        late,
        [(1, sleep, ms(1_000), Some(ms(0))), (2, sleep, ms(1_500), Some(ms(500)))]
    );
    let served = |from, until| {
        history
            .timers
            .served_in(&trace, ms(from), ms(until))
            .map(|timer| timer.task.0)
            .collect::<Vec<_>>()
    };
    assert!(served(0, 900).is_empty());
    assert_eq!(served(1_600, 1_700), [2]); // due before, served after
    assert_eq!(served(0, 9_000), [1, 2]);
    assert!(served(2_001, 9_000).is_empty());
}

#[test]
fn a_timer_that_is_no_longer_needed_is_cleared_and_has_no_lateness() {
    let (trace, history) = ran("tasks=a: 2, b: 1&await=race");
    let ends = history.timers.all(&trace).iter().map(|timer| match timer.end {
        TimerEnd::Live => panic!("the run is over"),
        TimerEnd::Fired { at, .. } => ("fired", at),
        TimerEnd::Cleared { at, .. } => ("cleared", at),
    });
    assert_eq!(ends.collect::<Vec<_>>(), [("cleared", ms(1_000)), ("fired", ms(1_000))]);
    assert_eq!(
        history.timers.all(&trace).first().map(|timer| timer.lateness()),
        Some(None)
    );
}

#[test]
fn a_joined_future_holds_the_thread_inside_main() {
    let (trace, history) = ran("tasks=a: 1 cpu 1s, b: 2&await=gather&unit=future");
    let expected = Holder {
        task: TaskId::MAIN,
        since: ms(1_000),
        inside: Some(TaskId(1)),
    };
    assert_eq!(
        history.holder(&trace, Moment::at_time(&trace, ms(1_500))),
        Some(expected)
    );
    let main = history
        .loops
        .polls_in(&trace, ms(1_200), ms(1_300))
        .first()
        .expect("main was polled");
    let inside: Vec<_> = history
        .loops
        .inside(&trace, &main)
        .iter()
        .map(|poll| (poll.task.0, poll.length(ms(0))))
        .collect();
    assert_eq!((main.task, inside), (TaskId::MAIN, vec![(1, ms(1_000))]));
    assert_eq!(history.loops.inside_polls_in(&trace, ms(1_200), ms(1_300)).len(), 1);
    let printed = trace
        .events
        .iter()
        .rposition(|event| event.task == Some(TaskId(1)))
        .expect("it ran");
    assert_eq!(history.loops.poll_of(&trace, printed), Some(main));
}

#[test]
fn the_extremes_of_a_long_queue_are_found_in_every_column() {
    // 4,000 tasks spawned at once and polled one after another: more steps than a few blocks hold.
    let (trace, history) = ran("tasks=0.5 x4000&await=gather&timers=shared");
    let whole = history.loops.depth_columns(&trace, ms(0), ms(9_000), ms(100));
    let shown: Vec<_> = whole.iter().map(|step| (step.at, step.ready)).collect();
    let highest = history
        .loops
        .depth_in(&trace, ms(0), ms(9_000))
        .iter()
        .map(|step| step.ready)
        .max();
    assert!(
        shown.iter().map(|(_, ready)| *ready).max() == highest && shown.len() <= 8,
        "{shown:?}"
    );
}
