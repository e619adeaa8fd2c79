//! Operations joined into main (`unit=future`): polled inside main's polls, never ready and never woken themselves.

use crate::rendered::{assert_trace, assert_trace_from, rendered, simulated};
use recording::{EventKind, Lanes, RunOutcome, TaskId};
use scenario::time::Micros;

const JOINING: [&str; 6] = ["gather", "settle", "group", "race", "first-ok", "as-completed"];

#[test]
fn gather_drops_the_futures_still_pending_when_a_failure_decides_it() {
    let link = "tasks=a: 2, b: 1 fail, c: 1&await=gather&unit=future";
    assert_trace(
        link,
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned
        0.000 b spawned
        0.000 c spawned
        0.000 a [ attempt 1 · prints "Starting operation with delay 2" · sets timer 0 for sleep, due 2.000 ] on timer
        0.000 b [ attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 1.000 ] on timer
        0.000 c [ attempt 1 · prints "Starting operation with delay 1" · sets timer 2 for sleep, due 1.000 ] on timer
        0.000 main ] on child
        1.000 turn
        1.000 b timer 1 fired
        1.000 main woken by timer 1
        1.000 c timer 2 fired
        1.000 turn
        1.000 main [
        1.000 b [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 a cancel requested by main for dropped · timer 0 cleared · cancelled
        1.000 c cancel requested by main for dropped · cancelled
        1.000 main prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Failed));
}

#[test]
fn main_polls_only_the_child_whose_timer_fired() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 2, b: 1&await=settle&unit=future",
        r#"
        1.000 turn
        1.000 b timer 1 fired
        1.000 main woken by timer 1
        1.000 turn
        1.000 main [
        1.000 b [ prints "Operation with delay 1 finished" · finished 2 ]
        1.000 main ] on child
        2.000 turn
        2.000 a timer 0 fired
        2.000 main woken by timer 0
        2.000 turn
        2.000 main [
        2.000 a [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 main prints "Results: [4, 2]" · finished [4, 2] ]
        "#,
    );
}

#[test]
fn as_completed_prints_an_outcome_before_the_next_in_line_starts() {
    assert_trace(
        "tasks=a: 1, b: 2&await=as-completed&unit=future&limit=1",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned
        0.000 b spawned
        0.000 a [ permit got · attempt 1 · prints "Starting operation with delay 1" · sets timer 0 for sleep, due 1.000 ] on timer
        0.000 b [ ] on semaphore
        0.000 main ] on child
        1.000 turn
        1.000 a timer 0 fired
        1.000 main woken by timer 0
        1.000 turn
        1.000 main [
        1.000 a [ prints "Operation with delay 1 finished" · permit released to b
        1.000 main woken by permit of a
        1.000 a finished 2 ]
        1.000 main prints "Result: 2"
        1.000 b [ permit got · attempt 1 · prints "Starting operation with delay 2" · sets timer 1 for sleep, due 3.000 ] on timer
        1.000 main ] on child
        1.000 turn
        1.000 main [ ] on child
        3.000 turn
        3.000 b timer 1 fired
        3.000 main woken by timer 1
        3.000 turn
        3.000 main [
        3.000 b [ prints "Operation with delay 2 finished" · permit released · finished 4 ]
        3.000 main prints "Result: 4" · finished [2, 4] ]
        "#,
    );
}

#[test]
fn race_drops_the_next_in_line_before_it_starts() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1, b: 2&await=race&unit=future&limit=1",
        r#"
        1.000 turn
        1.000 a timer 0 fired
        1.000 main woken by timer 0
        1.000 turn
        1.000 main [
        1.000 a [ prints "Operation with delay 1 finished" · permit released to b
        1.000 main woken by permit of a
        1.000 a finished 2 ]
        1.000 b cancel requested by main for dropped · permit released · cancelled
        1.000 main prints "Result: 2" · finished 2 ]
        "#,
    );
}

#[test]
fn of_several_futures_that_are_due_the_first_in_the_list_wins_the_race() {
    // b was woken first, but select_all polls in list order and returns a.
    assert_trace_from(
        Micros::from_secs(2),
        "tasks=a: 1.5, b: 1.2, c: 1 cpu 1 fail 1&await=race&unit=future&retry=1",
        r#"
        2.000 c attempt 1 failed: operation with delay 1 failed · attempt 2 · prints "Starting operation with delay 1" · sets timer 3 for sleep, due 3.000 ] on timer
        2.000 main ] on child
        2.000 turn
        2.000 b timer 1 fired
        2.000 main woken by timer 1
        2.000 a timer 0 fired
        2.000 turn
        2.000 main [
        2.000 a [ prints "Operation with delay 1.5 finished" · finished 3.0 ]
        2.000 b cancel requested by main for dropped · cancelled
        2.000 c cancel requested by main for dropped · timer 3 cleared · cancelled
        2.000 main prints "Result: 3.0" · finished 3.0 ]
        "#,
    );
}

#[test]
fn up_to_thirty_are_polled_in_list_order_and_more_in_wake_order() {
    // The last in the list has the older timer, so that it is woken first.
    let finishes_last = |policy: &str, others: usize| {
        let trace = simulated(&format!(
            "tasks=1 fail 1 x{others},2&await={policy}&retry=1&unit=future"
        ));
        let mut finished = trace.console().filter(|line| line.ends_with("finished"));
        finished.next_back().map(str::to_owned)
    };
    for policy in ["gather", "settle", "group"] {
        let last_in_list = Some("Operation with delay 2 finished".to_owned());
        assert_eq!(finishes_last(policy, 1), last_in_list, "{policy} of 2");
        assert_eq!(finishes_last(policy, 29), last_in_list, "{policy} of 30");
        let woken_last = Some("Operation with delay 1 finished".to_owned());
        assert_eq!(finishes_last(policy, 30), woken_last, "{policy} of 31");
    }
    let results = |policy: &str, others: usize| {
        let trace = simulated(&format!(
            "tasks=1 fail 1 x{others},2&await={policy}&retry=1&unit=future"
        ));
        let results = trace.console().filter(|line| line.starts_with("Result"));
        results.map(str::to_owned).collect::<Vec<_>>()
    };
    for policy in ["race", "first-ok"] {
        assert_eq!(results(policy, 1), ["Result: 2"], "{policy} of 2");
        assert_eq!(results(policy, 30), ["Result: 2"], "{policy} of 31");
    }
    assert_eq!(results("as-completed", 1), ["Result: 4", "Result: 2"]);
}

#[test]
fn a_permit_that_passes_down_the_list_starts_the_next_in_the_same_poll() {
    // b comes after a and starts at once. a's second attempt yields, and waits for main's next poll.
    assert_trace(
        "tasks=a: 0 fail 1, b: 1 fail, c: 2&await=settle&unit=future&limit=2&retry=1",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned
        0.000 b spawned
        0.000 c spawned
        0.000 a [ permit got · attempt 1 · prints "Starting operation with delay 0"
        0.000 main woken by itself
        0.000 a ] pending
        0.000 b [ permit got · attempt 1 · prints "Starting operation with delay 1" · sets timer 0 for sleep, due 1.000 ] on timer
        0.000 c [ ] on semaphore
        0.000 main ] on child
        0.000 turn
        0.000 main [
        0.000 a [ attempt 1 failed: operation with delay 0 failed · attempt 2 · prints "Starting operation with delay 0"
        0.000 main woken by itself
        0.000 a ] pending
        0.000 main ] on child
        0.000 turn
        0.000 main [
        0.000 a [ prints "Operation with delay 0 finished" · permit released to c
        0.000 main woken by permit of a
        0.000 a finished 0 ]
        0.000 c [ permit got · attempt 1 · prints "Starting operation with delay 2" · sets timer 1 for sleep, due 2.000 ] on timer
        0.000 main ] on child
        0.000 turn
        0.000 main [ ] on child
        1.000 turn
        1.000 b timer 0 fired
        1.000 main woken by timer 0
        1.000 turn
        1.000 main [
        1.000 b [ attempt 1 failed: operation with delay 1 failed · attempt 2 · prints "Starting operation with delay 1" · sets timer 2 for sleep, due 2.000 ] on timer
        1.000 main ] on child
        2.000 turn
        2.000 c timer 1 fired
        2.000 main woken by timer 1
        2.000 b timer 2 fired
        2.000 turn
        2.000 main [
        2.000 b [ attempt 2 failed: operation with delay 1 failed · permit released · failed: operation with delay 1 failed ]
        2.000 c [ prints "Operation with delay 2 finished" · permit released · finished 4 ]
        2.000 main prints "Results: [0, RuntimeError('operation with delay 1 failed'), 4]" · finished [0, RuntimeError('operation with delay 1 failed'), 4] ]
        "#,
    );
}

#[test]
fn as_completed_stops_polling_once_two_futures_have_woken_themselves() {
    // c starts in main's second poll, before a and b continue.
    assert_trace(
        "tasks=a: 0, b: 0, c: 0&await=as-completed&unit=future",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned
        0.000 b spawned
        0.000 c spawned
        0.000 a [ attempt 1 · prints "Starting operation with delay 0"
        0.000 main woken by itself
        0.000 a ] pending
        0.000 b [ attempt 1 · prints "Starting operation with delay 0" ] pending
        0.000 main ] on child
        0.000 turn
        0.000 main [
        0.000 c [ attempt 1 · prints "Starting operation with delay 0"
        0.000 main woken by itself
        0.000 c ] pending
        0.000 a [ prints "Operation with delay 0 finished" · finished 0 ]
        0.000 main prints "Result: 0"
        0.000 b [ prints "Operation with delay 0 finished" · finished 0 ]
        0.000 main prints "Result: 0"
        0.000 c [ prints "Operation with delay 0 finished" · finished 0 ]
        0.000 main prints "Result: 0" · finished [0, 0, 0] ]
        "#,
    );
}

#[test]
fn first_success_ignores_a_failure_and_continues() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 2, b: 1 fail, c: 3&await=first-ok&unit=future",
        r#"
        1.000 turn
        1.000 b timer 1 fired
        1.000 main woken by timer 1
        1.000 turn
        1.000 main [
        1.000 b [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 main ] on child
        2.000 turn
        2.000 a timer 0 fired
        2.000 main woken by timer 0
        2.000 turn
        2.000 main [
        2.000 a [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 c cancel requested by main for dropped · timer 2 cleared · cancelled
        2.000 main prints "Result: 4" · finished 4 ]
        "#,
    );
}

#[test]
fn a_delay_of_zero_wakes_main_for_its_child() {
    assert_trace(
        "tasks=a: 0&await=gather&unit=future",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · [ attempt 1 · prints "Starting operation with delay 0"
        0.000 main woken by itself
        0.000 a ] pending
        0.000 main ] on child
        0.000 turn
        0.000 main [
        0.000 a [ prints "Operation with delay 0 finished" · finished 0 ]
        0.000 main prints "Results: [0]" · finished [0] ]
        "#,
    );
}

#[test]
fn a_joined_future_is_never_woken_and_its_time_is_running_or_waiting() {
    for policy in JOINING {
        let trace = simulated(&format!(
            "tasks=a: 1 cpu 500ms, b: 0.5 fail 1, c: 2, d: 0&await={policy}&unit=future&limit=2&retry=1&backoff=250ms"
        ));
        let woken = |task: TaskId| {
            let of_task = trace.events.iter().filter(move |event| event.task == Some(task));
            of_task
                .filter(|event| matches!(event.kind, EventKind::Woken { .. }))
                .count()
        };
        let mut lanes = Lanes::default();
        lanes.extend(&trace);
        for (task, lane) in lanes.iter(&trace).skip(1) {
            assert_eq!(woken(task), 0, "{policy}, {task:?}");
            let split = lane.split(trace.last_stamp());
            let (Some(spawned), Some(end)) = (lane.spawned(), lane.end()) else {
                panic!("{policy}: {task:?} has no end")
            };
            assert_eq!(split.ready, Micros::ZERO, "{policy}, {task:?}");
            assert_eq!(split.running + split.waiting(), end.at - spawned, "{policy}, {task:?}");
        }
    }
}

#[test]
fn spawn_does_not_join() {
    let mut joined = crate::rendered::scenario("tasks=a: 2, b: 1&await=spawn");
    joined.unit = scenario::Unit::Future;
    let trace = runtime::simulate(&joined);
    assert_eq!(rendered(&trace), rendered(&simulated("tasks=a: 2, b: 1&await=spawn")));
}

#[test]
fn one_by_one_awaits_inline_whatever_the_unit() {
    let link = "tasks=a: 2, b: 1&await=one-by-one";
    assert_eq!(
        rendered(&simulated(&format!("{link}&unit=future"))),
        rendered(&simulated(link))
    );
}
