//! A deadline that passes, for every policy: which tasks are cancelled, when, and in which turn main reports it.

use crate::rendered::{assert_trace, assert_trace_from, simulated};
use recording::RunOutcome;
use scenario::time::Micros;

/// Timer 0 belongs to the deadline, which is set before any operation is started.
fn two_that_take_too_long(policy: &str) -> String {
    format!("tasks=a: 3, b: 4&await={policy}&deadline=2")
}

#[test]
fn one_by_one_drops_the_one_it_awaits() {
    assert_trace_from(
        Micros::from_secs(2),
        &two_that_take_too_long("one-by-one"),
        r#"
        2.000 turn
        2.000 main timer 0 fired · woken by timer 0
        2.000 turn
        2.000 main [
        2.000 a cancel requested by main for deadline · timer 1 cleared · cancelled
        2.000 main prints "Failed: timed out after 2" · failed: timed out after 2 ]
        "#,
    );
}

#[test]
fn spawn_cancels_the_awaited_handle_at_once_and_the_rest_when_main_resumes() {
    assert_trace_from(
        Micros::from_secs(2),
        &two_that_take_too_long("spawn"),
        r#"
        2.000 turn
        2.000 main timer 0 fired
        2.000 a cancel requested by main for deadline · timer 1 cleared · cancelled
        2.000 turn
        2.000 main woken by timer 0
        2.000 turn
        2.000 main [
        2.000 b cancel requested by main for deadline · timer 2 cleared · cancelled
        2.000 main prints "Failed: timed out after 2" · failed: timed out after 2 ]
        "#,
    );
}

#[test]
fn with_spawn_the_permit_of_the_cancelled_handle_passes_on_and_its_new_holder_starts_once() {
    let link = "tasks=a: 3, b: 2, c: 1&await=spawn&limit=1&deadline=2";
    assert_trace(
        link,
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [ sets timer 0 for deadline, due 2.000
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 c spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ permit got · attempt 1 · prints "Starting operation with delay 3" · sets timer 1 for sleep, due 3.000 ] on timer
        0.000 b [ ] on semaphore
        0.000 c [ ] on semaphore
        2.000 turn
        2.000 main timer 0 fired
        2.000 a cancel requested by main for deadline · timer 1 cleared · permit released to b · cancelled
        2.000 turn
        2.000 b woken by permit of a
        2.000 main woken by timer 0
        2.000 turn
        2.000 b [ permit got · attempt 1 · prints "Starting operation with delay 2" · sets timer 2 for sleep, due 4.000 ] on timer
        2.000 main [
        2.000 b cancel requested by main for deadline · timer 2 cleared · permit released to c
        2.000 c woken by permit of b
        2.000 b cancelled
        2.000 c cancel requested by main for deadline · permit released · cancelled
        2.000 main prints "Failed: timed out after 2" · failed: timed out after 2 ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Failed));
}

#[test]
fn gather_and_settle_cancel_their_children_where_the_timer_fires() {
    for policy in ["gather", "settle"] {
        assert_trace_from(
            Micros::from_secs(2),
            &two_that_take_too_long(policy),
            r#"
            2.000 turn
            2.000 main timer 0 fired
            2.000 a cancel requested by main for deadline · timer 1 cleared · cancelled
            2.000 b cancel requested by main for deadline · timer 2 cleared · cancelled
            2.000 main woken by timer 0
            2.000 turn
            2.000 main [ prints "Failed: timed out after 2" · failed: timed out after 2 ]
            "#,
        );
    }
}

#[test]
fn the_other_policies_cancel_when_main_resumes() {
    for policy in ["group", "race", "first-ok", "as-completed"] {
        assert_trace_from(
            Micros::from_secs(2),
            &two_that_take_too_long(policy),
            r#"
            2.000 turn
            2.000 main timer 0 fired · woken by timer 0
            2.000 turn
            2.000 main [
            2.000 a cancel requested by main for deadline · timer 1 cleared · cancelled
            2.000 b cancel requested by main for deadline · timer 2 cleared · cancelled
            2.000 main prints "Failed: timed out after 2" · failed: timed out after 2 ]
            "#,
        );
    }
}

#[test]
fn joined_futures_are_dropped_with_the_future_that_awaits_them() {
    for policy in ["gather", "settle", "group", "race", "first-ok", "as-completed"] {
        assert_trace_from(
            Micros::from_secs(2),
            &format!("{}&unit=future", two_that_take_too_long(policy)),
            r#"
            2.000 turn
            2.000 main timer 0 fired · woken by timer 0
            2.000 turn
            2.000 main [
            2.000 a cancel requested by main for deadline · timer 1 cleared · cancelled
            2.000 b cancel requested by main for deadline · timer 2 cleared · cancelled
            2.000 main prints "Failed: timed out after 2" · failed: timed out after 2 ]
            "#,
        );
    }
}

#[test]
fn a_deadline_cancels_whatever_leftovers_says() {
    for policy in [
        "one-by-one",
        "spawn",
        "gather",
        "settle",
        "group",
        "race",
        "first-ok",
        "as-completed",
    ] {
        let trace = simulated(&format!("{}&leftovers=finish", two_that_take_too_long(policy)));
        assert_eq!(trace.last_stamp(), Micros::from_secs(2), "{policy}");
        assert_eq!(trace.console().last(), Some("Failed: timed out after 2"), "{policy}");
        assert_eq!(trace.outcome, Some(RunOutcome::Failed), "{policy}");
    }
}

#[test]
fn a_deadline_not_reached_is_cleared() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1&await=gather&deadline=1.001",
        r#"
        1.000 turn
        1.000 a timer 1 fired · woken by timer 1
        1.000 turn
        1.000 a [ prints "Operation with delay 1 finished" · finished 2 ]
        1.000 turn
        1.000 main woken by task a
        1.000 turn
        1.000 main [ timer 0 cleared · prints "Results: [2]" · finished [2] ]
        "#,
    );
}

#[test]
fn a_deadline_wins_a_tie_with_the_last_sleep() {
    // Its timer was set first, so that main is woken first, and cancels a before a is polled.
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1&await=race&deadline=1",
        r#"
        1.000 turn
        1.000 main timer 0 fired · woken by timer 0
        1.000 a timer 1 fired · woken by timer 1
        1.000 turn
        1.000 main [
        1.000 a cancel requested by main for deadline · cancelled
        1.000 main prints "Failed: timed out after 1" · failed: timed out after 1 ]
        "#,
    );
}

#[test]
fn a_group_that_has_failed_beats_the_deadline() {
    // a computes past the deadline: the group is notified of its end in the same turn in which the deadline's timer
    // fires.
    assert_trace_from(
        Micros::from_secs(2),
        "tasks=a: 1 cpu 1 fail, b: 5&await=group&deadline=1.5",
        r#"
        2.000 a attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        2.000 turn
        2.000 b cancel requested by a for group · timer 2 cleared · cancelled
        2.000 main woken by task a · timer 0 fired
        2.000 turn
        2.000 main [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        "#,
    );
}

#[test]
fn a_gather_that_has_failed_does_not_beat_the_deadline() {
    assert_trace_from(
        Micros::from_secs(2),
        "tasks=a: 1 cpu 1 fail, b: 5&await=gather&deadline=1.5",
        r#"
        2.000 a attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        2.000 turn
        2.000 main woken by task a · timer 0 fired
        2.000 turn
        2.000 main [
        2.000 b cancel requested by main for deadline · timer 2 cleared · cancelled
        2.000 main prints "Failed: timed out after 1.5" · failed: timed out after 1.5 ]
        "#,
    );
}

#[test]
fn a_gather_not_yet_notified_of_a_failure_beats_the_deadline_while_another_child_is_pending() {
    assert_trace_from(
        Micros::from_secs(2),
        "tasks=a: 0 cpu 1s fail, b: 1&await=gather&deadline=1&retry=1",
        r#"
        2.000 a attempt 2 failed: operation with delay 0 failed · failed: operation with delay 0 failed ]
        2.000 main timer 0 fired
        2.000 b cancel requested by main for deadline · timer 1 cleared · cancelled
        2.000 turn
        2.000 main woken by task a
        2.000 turn
        2.000 main [ prints "Failed: operation with delay 0 failed" · failed: operation with delay 0 failed ]
        "#,
    );
}

#[test]
fn a_gather_with_none_pending_loses_to_the_deadline_even_if_a_child_has_failed() {
    assert_trace_from(
        Micros::from_secs(2),
        "tasks=a: 0 cpu 1s fail&await=gather&deadline=1&retry=1",
        r#"
        2.000 a attempt 2 failed: operation with delay 0 failed · failed: operation with delay 0 failed ]
        2.000 main timer 0 fired · woken by timer 0
        2.000 turn
        2.000 main [ prints "Failed: timed out after 1" · failed: timed out after 1 ]
        "#,
    );
}

#[test]
fn a_settle_not_yet_notified_of_the_last_end_loses_to_the_deadline() {
    assert_trace_from(
        Micros::from_secs(2),
        "tasks=a: 0 cpu 1s fail 1&await=settle&deadline=1&retry=1",
        r#"
        2.000 a prints "Operation with delay 0 finished" · finished 0 ]
        2.000 main timer 0 fired · woken by timer 0
        2.000 turn
        2.000 main [ prints "Failed: timed out after 1" · failed: timed out after 1 ]
        "#,
    );
}

#[test]
fn main_resumed_by_the_deadline_cancels_its_group_before_it_is_notified_of_a_failure() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 0 cpu 1s, b: 0 fail, c: 0&await=group&limit=1&deadline=1",
        r#"
        1.000 a prints "Operation with delay 0 finished" · permit released to b
        1.000 b woken by permit of a
        1.000 a finished 0 ]
        1.000 turn
        1.000 b [ permit got · attempt 1 · prints "Starting operation with delay 0" · woken by itself ] pending
        1.000 main timer 0 fired · woken by timer 0
        1.000 turn
        1.000 b [ attempt 1 failed: operation with delay 0 failed · permit released to c
        1.000 c woken by permit of b
        1.000 b failed: operation with delay 0 failed ]
        1.000 main [
        1.000 c cancel requested by main for deadline · permit released · cancelled
        1.000 main ] on child
        1.000 turn
        1.000 main woken by task b
        1.000 turn
        1.000 main [ prints "Failed: operation with delay 0 failed" · failed: operation with delay 0 failed ]
        "#,
    );
}

#[test]
fn a_cancelled_handle_in_the_ready_queue_ends_and_releases_its_permit_at_its_turn_in_the_queue() {
    assert_trace_from(
        Micros::from_secs(2),
        "tasks=a: 1, b: 0.5 cpu 1.5, c: 3, d: 3&await=spawn&limit=2&deadline=1.5",
        r#"
        2.000 b prints "Operation with delay 0.5 finished" · permit released to c
        2.000 c woken by permit of b
        2.000 b finished 1.0 ]
        2.000 turn
        2.000 c [ permit got · attempt 1 · prints "Starting operation with delay 3" · sets timer 3 for sleep, due 5.000 ] on timer
        2.000 a timer 1 fired · woken by timer 1
        2.000 main timer 0 fired
        2.000 turn
        2.000 a cancel requested by main for deadline · permit released to d
        2.000 d woken by permit of a
        2.000 a cancelled
        2.000 main woken by timer 0
        2.000 turn
        2.000 d [ permit got · attempt 1 · prints "Starting operation with delay 3" · sets timer 4 for sleep, due 5.000 ] on timer
        2.000 main [
        2.000 c cancel requested by main for deadline · timer 3 cleared · permit released · cancelled
        2.000 d cancel requested by main for deadline · timer 4 cleared · permit released · cancelled
        2.000 main prints "Failed: timed out after 1.5" · failed: timed out after 1.5 ]
        "#,
    );
}

#[test]
fn a_permit_released_before_the_cancelled_handle_unwinds_goes_to_the_first_in_line() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1, b: 0 cpu 1s, c: 0, d: 0, e: 1&await=spawn&limit=2&deadline=1",
        r#"
        1.000 b prints "Operation with delay 0 finished" · permit released to c
        1.000 c woken by permit of b
        1.000 b finished 0 ]
        1.000 turn
        1.000 c [ permit got · attempt 1 · prints "Starting operation with delay 0" · woken by itself ] pending
        1.000 main timer 0 fired
        1.000 a cancel requested by main for deadline · timer 1 cleared · permit released to d · cancelled
        1.000 turn
        1.000 c [ prints "Operation with delay 0 finished" · permit released to e
        1.000 d woken by permit of a
        1.000 c finished 0 ]
        1.000 e woken by permit of c
        1.000 main woken by timer 0
        1.000 turn
        1.000 d [ permit got · attempt 1 · prints "Starting operation with delay 0" · woken by itself ] pending
        1.000 e [ permit got · attempt 1 · prints "Starting operation with delay 1" · sets timer 2 for sleep, due 2.000 ] on timer
        1.000 main [
        1.000 d cancel requested by main for deadline · permit released · cancelled
        1.000 e cancel requested by main for deadline · timer 2 cleared · permit released · cancelled
        1.000 main prints "Failed: timed out after 1" · failed: timed out after 1 ]
        "#,
    );
}

#[test]
fn an_operation_the_deadline_cancels_is_not_started_again() {
    let trace = simulated("tasks=a: 1 fail&deadline=2.5&retry=9&backoff=1");
    let starts = trace.console().filter(|line| line.starts_with("Starting")).count();
    assert_eq!((starts, trace.last_stamp()), (2, Micros::from_millis(2_500)));
}
