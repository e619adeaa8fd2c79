//! What the bars of the timeline answer: a table of scenarios, moments and texts.

use crate::captioned::Run;
use codegen::Language;
use explain::bar::{BarSource, answer};
use recording::{BarPart, Moment, State, TaskBar, TaskId, bars};
use scenario::time::Micros;

/// A failure that ends main, one that nobody hears of, a timer that is overdue and a task that is cancelled.
const FAILURES: &str = "tasks=A:1.2s,B:1s fail,C:3s,D:1s cpu 400ms fail&await=gather";
/// A limit, a timeout and a backoff.
const LIMITED: &str = "tasks=a:1s,b:1s,c:1s&limit=2&timeout=800ms&retry=1&backoff=200ms&await=settle";

/// Every bar of a task that takes some time, and its end, as told at this moment.
fn told(run: &Run, task: u32, at_ms: u64, predicted: bool) -> Vec<String> {
    let (trace, lanes, edge) = (&run.trace, &run.folds.history.lanes, run.trace.last_stamp());
    let source = BarSource {
        trace,
        history: &run.folds.history,
        program: run.program.as_ref(),
        moment: Moment::at_time(trace, Micros::from_millis(at_ms).min(edge)),
        edge,
        predicted,
    };
    let task = TaskId(task);
    let lane = lanes.lane(trace, task).expect("a task");
    let mut parts = Vec::new();
    for segment in lane.segments() {
        let times = bars::times(trace, lanes, task, segment.event).expect("a bar");
        let served = times.until.unwrap_or(edge);
        if served > times.from {
            parts.push(BarPart::State(segment.event));
        }
        if times.timer.is_some_and(|timer| served > timer.due) {
            parts.push(BarPart::Overdue(segment.event));
        }
    }
    parts.extend(lane.end().map(|_| BarPart::End));
    let told = |part| answer(&source, TaskBar { task, part }).expect("an answer").sentence();
    parts.into_iter().map(told).collect()
}

/// What the bars of a run's task answer after its end.
#[track_caller]
fn answers(link: &str, task: u32, expected: &[&str]) {
    assert_eq!(
        told(&Run::of(link, Language::Python), task, u64::MAX / 1_000, false),
        expected
    );
}

#[test]
fn a_sleep_says_since_when_until_when_how_long_and_what_came_of_it() {
    answers(
        "tasks=ann:2,bob:1",
        1,
        &[
            "ann: waiting on a timer, since 0 s, until 2.000 s, for 2 s, waits for its timer of 2 s (line 6), then \
             finished: 4.",
            "ann: finished, at 2.000 s, after 2 s, value 4.",
        ],
    );
}

#[test]
fn an_overdue_timer_says_since_when_it_was_due_and_who_held_the_loop() {
    answers(
        FAILURES,
        1,
        &[
            "A: waiting on a timer, since 0 s, until 1.200 s, for 1.2 s, waits for its timer of 1.2 s (line 7), then \
             overdue for 200 ms.",
            "A: overdue, since 1.200 s, until 1.400 s, for 200 ms, waits for the event loop, timer of 1.2 s, due 200 \
             ms before it was served, D held the loop, then finished: 2.4.",
            "A: finished, at 1.400 s, after 1.4 s, value 2.4.",
        ],
    );
}

#[test]
fn while_it_is_overdue_the_time_since_then_counts_and_nothing_later_is_told() {
    let run = Run::of(FAILURES, Language::Python);
    assert_eq!(
        told(&run, 1, 1_300, false)[1],
        "A: overdue, since 1.200 s, until 1.400 s, for 200 ms, waits for the event loop, timer of 1.2 s, due 100 ms \
         ago, D holds the loop."
    );
    assert_eq!(
        told(&run, 3, 1_300, false)[0],
        "C: waiting on a timer, since 0 s, until 1.400 s, for 1.4 s, waits for its timer of 3 s, due at 3.000 s (line \
         7)."
    );
}

#[test]
fn a_failed_task_says_its_error_and_a_cancelled_one_what_it_did_not_use() {
    answers(
        FAILURES,
        4,
        &[
            "D: waiting on a timer, since 0 s, until 1.000 s, for 1 s, waits for its timer of 1 s (line 7), then \
             failed: operation with delay 1 failed.",
            "D: running, since 1.000 s, until 1.400 s, for 400 ms, then failed: operation with delay 1 failed.",
            "D: failed, at 1.400 s, after 1.4 s, error operation with delay 1 failed.",
        ],
    );
    answers(
        FAILURES,
        3,
        &[
            "C: waiting on a timer, since 0 s, until 1.400 s, for 1.4 s, waits for its timer of 3 s, due at 3.000 s \
             (line 7), then cancelled, 1.6 s unspent.",
            "C: cancelled, at 1.400 s, after 1.4 s, unspent 1.6 s of its timer.",
        ],
    );
}

#[test]
fn a_wait_for_a_slot_a_timeout_and_a_backoff_say_what_comes_next() {
    answers(
        LIMITED,
        3,
        &[
            "c: waiting for a free slot, since 0 s, until 1.800 s, for 1.8 s, waits for a free slot: at most 2 at a \
             time (line 32), then waiting on a timer.",
            "c: waiting on a timer, since 1.800 s, until 2.600 s, for 800 ms, waits for its timer of 1 s, due at \
             2.800 s (line 8), then waiting to retry.",
            "c: waiting to retry, since 2.600 s, until 2.800 s, for 200 ms, waits for its backoff pause of 200 ms \
             (line 28), then waiting on a timer.",
            "c: waiting on a timer, since 2.800 s, until 3.600 s, for 800 ms, waits for its timer of 1 s, due at \
             3.800 s (line 8), then failed: operation with delay 1 timed out after 0.8.",
            "c: failed, at 3.600 s, after 3.6 s, error operation with delay 1 timed out after 0.8.",
        ],
    );
}

#[test]
fn main_says_how_many_tasks_it_awaits() {
    answers(
        FAILURES,
        0,
        &[
            "main: awaiting its tasks, since 0 s, until 1.400 s, for 1.4 s, waits for 4 tasks (line 17), then failed: \
             operation with delay 1 failed.",
            "main: failed, at 1.400 s, after 1.4 s, error operation with delay 1 failed.",
        ],
    );
}

#[test]
fn a_prediction_is_told_as_one_with_all_that_is_to_come() {
    let run = Run::of("tasks=ann:2,bob:1", Language::Python);
    assert_eq!(
        told(&run, 2, 0, true)[0],
        "bob, predicted: waiting on a timer, since 0 s, until 1.000 s, for 1 s, waits for its timer of 1 s (line 6), \
         then finished: 2."
    );
}

#[test]
fn another_program_names_its_locks_and_what_goes_on_has_no_end() {
    let run = Run::fixture("locks");
    assert_eq!(
        told(&run, 2, 9_000, false)[2],
        "reader 1: waiting for a lock, since 0.300 s, until 0.400 s, for 100 ms, waits for lock cache, then waiting \
         on a timer."
    );
    assert_eq!(
        told(&Run::fixture("deadlock"), 0, 9_000, false),
        ["main: waiting for all it gathered, since 0 s, for 100 ms so far, waits for one, two."]
    );
}

#[test]
fn a_step_that_takes_no_time_has_one_moment() {
    let run = Run::of("tasks=ann:2,bob:1", Language::Python);
    let lane = run.folds.history.lanes.lane(&run.trace, TaskId(1)).expect("ann");
    let step = lane
        .segments()
        .find(|segment| segment.state == State::Running)
        .expect("a step");
    let source = BarSource {
        trace: &run.trace,
        history: &run.folds.history,
        program: None,
        moment: Moment::end(&run.trace),
        edge: run.trace.last_stamp(),
        predicted: false,
    };
    let bar = TaskBar {
        task: TaskId(1),
        part: BarPart::State(step.event),
    };
    let told = answer(&source, bar).map(|told| told.sentence());
    assert_eq!(told.as_deref(), Some("ann: running, at 0 s, then waiting on a timer."));
    // An event that began no state has no bar.
    let none = BarPart::State(u32::MAX - 1);
    assert_eq!(answer(&source, TaskBar { part: none, ..bar }), None);
}

#[test]
fn the_row_of_tasks_in_flight_answers_at_any_moment() {
    let run = Run::of("tasks=1 x2,1 fail,1 x2,1 fail&await=settle&limit=2", Language::Python);
    let end = run.trace.last_stamp();
    assert_eq!(end, Micros::from_secs(3));
    let told = |ms: u64, predicted: bool| {
        let at = Micros::from_millis(ms);
        explain::flight::answer(&run.trace, &run.folds.history, at, end, predicted).map(|told| told.title)
    };
    for (ms, expected) in [
        (500, "At 0.500 s: 2 in flight, none failed so far"),
        (1_990, "At 1.990 s: 2 in flight, none failed so far"),
        (2_500, "At 2.500 s: 2 in flight, 1 failed so far"),
        (3_000, "At 3.000 s: 2 in flight, 2 failed so far"),
    ] {
        assert_eq!(told(ms, false).as_deref(), Some(expected));
    }
    assert_eq!(
        told(2_500, true).as_deref(),
        Some("At 2.500 s, predicted: 2 in flight, 1 failed by then")
    );
    assert_eq!(told(3_001, false), None);
}
