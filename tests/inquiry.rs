//! What is asked about one task at one moment, and the arrows that are drawn for it.

mod support;

#[path = "support/families.rs"]
mod families;

use families::random_family;
use recording::inquiry::{RequestedCancel, cancels, event_in_question, failures, story};
use recording::{AttemptFailure, EventKind, FoldDepth, Folds, Moment, Tally, TaskId, Trace};
use runtime::simulate;
use support::{Draws, Family, open, random_link};
use timeline::{WakeKind, WakeSource, arrows};

fn folded(fragment: &str) -> (Trace, Folds) {
    let trace = simulate(&open(fragment));
    let mut folds = Folds::default();
    folds.extend(&trace, FoldDepth::Everything, || false);
    (trace, folds)
}

fn last_of(trace: &Trace, folds: &Folds, task: TaskId, before: usize) -> Option<usize> {
    folds.history.moments.last_of_task(trace, task, before)
}

/// The same by looking at every event.
fn slow_cancels(trace: &Trace, task: TaskId, before: usize) -> Vec<RequestedCancel> {
    let mut cancelled = Vec::new();
    let mut found = Vec::new();
    for event in trace.events.iter().take(before) {
        let (EventKind::CancelRequested { by, .. }, Some(to)) = (&event.kind, event.task) else {
            continue;
        };
        if cancelled.contains(&to) {
            continue;
        }
        cancelled.push(to);
        if let Some(by) = *by
            && (by == task || to == task)
        {
            found.push(RequestedCancel {
                at: event.at,
                by,
                task: to,
            });
        }
    }
    found
}

#[test]
fn cancels_of_random_runs_are_those_that_a_look_at_every_event_finds() {
    let mut found = 0;
    for number in 0..600 {
        let family = Family {
            ties: number % 2 == 0,
            cpu: number % 3 == 0,
            joined: number % 5 == 0,
        };
        let fragment = random_link(&mut Draws::of(number), family);
        let (trace, folds) = folded(&fragment);
        for before in [trace.events.len() / 2, trace.events.len()] {
            for task in 0..trace.tasks.len() {
                let task = TaskId(u32::try_from(task).expect("few tasks"));
                let cancels = cancels(&trace, &folds.causes, task, before);
                assert_eq!(
                    cancels,
                    slow_cancels(&trace, task, before),
                    "#{fragment}, {task:?} at {before}"
                );
                found += cancels.len();
            }
        }
    }
    assert!(found > 200, "{found} cancels");
}

#[test]
fn in_a_long_run_a_cancelled_task_knows_who_cancelled_it_and_the_one_that_failed_which_it_cancelled() {
    let (trace, folds) = folded("tasks=1s%20x30000,0.5%20fail&await=group");
    let all = trace.events.len();
    let failed = TaskId(30_001);
    for task in [1, 15_000, 30_000].map(TaskId) {
        let found = cancels(&trace, &folds.causes, task, all);
        let at = scenario::time::Micros::from_millis(500);
        assert_eq!(found, [RequestedCancel { at, by: failed, task }]);
    }
    let found = cancels(&trace, &folds.causes, failed, all);
    assert_eq!(found.len(), 30_000, "all of them, however long the recording is");
    assert!(found.iter().all(|cancel| cancel.by == failed));
    assert_eq!(found, slow_cancels(&trace, failed, all));
}

#[test]
fn the_event_in_question_is_the_last_of_the_selected_task_or_of_all() {
    let (trace, folds) = folded("tasks=1,2&await=gather");
    let history = &folds.history;
    let all = trace.events.len();
    let asked = |task: Option<u32>, events, live| event_in_question(&trace, history, task.map(TaskId), events, live);
    assert_eq!(
        asked(None, all, true),
        None,
        "live, without a selection, nothing is asked"
    );
    assert_eq!(asked(None, 5, false), Some(4));
    assert_eq!(asked(None, 0, false), None);
    let end = trace
        .events
        .iter()
        .position(|event| event.task == Some(TaskId(1)) && matches!(event.kind, EventKind::Finished { .. }))
        .expect("it finishes");
    assert_eq!(asked(Some(1), all, true), Some(end), "how it ended");
    assert_eq!(asked(Some(1), all, false), last_of(&trace, &folds, TaskId(1), all));
    assert!(
        asked(Some(1), end, false) < Some(end),
        "before its end, what happened before"
    );
    assert_eq!(asked(Some(9), all, true), None, "an unknown task");
}

#[test]
fn a_story_ends_at_the_moment_and_waits_for_its_causes() {
    let (trace, mut folds) = folded("tasks=1,2,3&await=race");
    let end = Moment::end(&trace);
    let whole = story(&trace, &folds, TaskId::MAIN, end).expect("its causes are known");
    assert_eq!((whole.task, whole.name.as_str()), (TaskId::MAIN, "main"));
    assert_eq!(whole.cancels.len(), 2, "it cancels the two that lost");
    let early = Moment::after(&trace, 10);
    let told = story(&trace, &folds, TaskId::MAIN, early)
        .expect("its causes are known")
        .story;
    assert!(told.woke.iter().chain(&told.woken).all(|edge| edge.wake < 10));
    assert!(story(&trace, &folds, TaskId(9), end).is_none(), "an unknown task");
    folds.causes = recording::causes::Causes::default();
    assert!(story(&trace, &folds, TaskId::MAIN, end).is_none(), "not yet");
}

#[test]
fn each_wake_is_one_arrow_and_so_is_each_cancel_sorted_by_time() {
    let (trace, folds) = folded("tasks=1,2,3&await=race");
    let main = story(&trace, &folds, TaskId::MAIN, Moment::end(&trace)).expect("its causes are known");
    let wakes: Vec<_> = main.story.woken.iter().chain(&main.story.woke).copied().collect();
    let once = arrows(wakes.clone(), &main.cancels);
    let twice = arrows([wakes.clone(), wakes].concat(), &main.cancels);
    assert_eq!(once, twice);
    assert!(once.is_sorted_by_key(|arrow| arrow.at));
    let of_kind = |kind| once.iter().filter(|arrow| arrow.kind == kind).count();
    assert_eq!(of_kind(WakeKind::Spawn), 3);
    assert_eq!(of_kind(WakeKind::Cancel), 2);
    let mut ends = once.iter().filter(|arrow| arrow.kind == WakeKind::End);
    assert!(ends.any(|arrow| arrow.from == WakeSource::Lane(TaskId(1)) && arrow.to == TaskId::MAIN));
}

#[test]
fn the_failures_of_a_run_are_told_with_where_they_went() {
    let (trace, folds) = folded("tasks=ann:1%20fail,bob:2,carl:3%20fail&await=settle");
    let (told, count) = failures(&trace, &folds, 1);
    assert_eq!(count, 2);
    let told: Vec<_> = told.iter().map(|it| (it.title.as_str(), it.text.as_str())).collect();
    assert_eq!(
        told,
        [(
            "ann failed at 1.000 s",
            "operation with delay 1 failed: main got it at 3.000 s, as one of its results."
        )]
    );
    // The failure of main is that of the operation; by a deadline it is main's own.
    let (trace, folds) = folded("tasks=ann:1%20fail&await=gather");
    let (told, count) = failures(&trace, &folds, 3);
    assert_eq!((told[0].title.as_str(), count), ("ann failed at 1.000 s", 1));
    let (trace, folds) = folded("tasks=ann:2&await=gather&deadline=1");
    let (told, count) = failures(&trace, &folds, 3);
    assert_eq!((told[0].title.as_str(), count), ("main failed at 1.000 s", 1));
    let (trace, folds) = folded("tasks=ann:2");
    assert_eq!(failures(&trace, &folds, 3), (Vec::new(), 0));
}

/// The same counts from every event of every task.
fn slow_tally(trace: &Trace) -> Tally {
    let mut tally = Tally::default();
    for task in (1..trace.tasks.len()).map(TaskId::from_index) {
        let own: Vec<_> = trace.events.iter().filter(|event| event.task == Some(task)).collect();
        let last = own.iter().rev().find_map(|event| match event.kind {
            EventKind::AttemptFailed { why, .. } => Some(why),
            _ => None,
        });
        for event in &own {
            match event.kind {
                EventKind::Finished { .. } => tally.finished += 1,
                EventKind::Failed { .. } => {
                    tally.failed += 1;
                    tally.timed_out += usize::from(last == Some(AttemptFailure::Timeout));
                }
                EventKind::Cancelled => tally.cancelled += 1,
                _ => {}
            }
        }
        let attempts = own
            .iter()
            .filter(|event| matches!(event.kind, EventKind::Attempt { .. }));
        tally.retried += usize::from(attempts.count() > 1);
    }
    tally
}

#[test]
fn how_tasks_ended_is_counted_as_by_looking_at_all_their_events() {
    for number in 0..400 {
        let mut draws = Draws::of(number);
        let family = random_family(&mut draws);
        let link = random_link(&mut draws, family);
        let (trace, folds) = folded(&link);
        assert_eq!(folds.history.tally, slow_tally(&trace), "{link}");
    }
}
