//! A whole trace for every policy, starting with the tutorial's two programs.

use crate::rendered::{assert_trace, assert_trace_from, simulated};
use recording::RunOutcome;
use scenario::time::Micros;

#[test]
fn the_first_tutorial_program_awaits_two_tasks_in_list_order() {
    assert_trace(
        "",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 1 spawned · woken by spawn
        0.000 2 spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 1 [ attempt 1 · prints "Starting operation with delay 2" · sets timer 0 for sleep, due 2.000 ] on timer
        0.000 2 [ attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 1.000 ] on timer
        1.000 turn
        1.000 2 timer 1 fired · woken by timer 1
        1.000 turn
        1.000 2 [ prints "Operation with delay 1 finished" · finished 2 ]
        1.000 turn
        2.000 turn
        2.000 1 timer 0 fired · woken by timer 0
        2.000 turn
        2.000 1 [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 turn
        2.000 main woken by task 1 · [ prints "Results: 4, 2" · finished 4, 2 ]
        "#,
    );
    assert_eq!(simulated("").outcome, Some(RunOutcome::Ok));
}

#[test]
fn the_second_tutorial_program_gathers_three() {
    let link = "tasks=2,1,3&await=gather";
    assert_trace(
        link,
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 1 spawned · woken by spawn
        0.000 2 spawned · woken by spawn
        0.000 3 spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 1 [ attempt 1 · prints "Starting operation with delay 2" · sets timer 0 for sleep, due 2.000 ] on timer
        0.000 2 [ attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 1.000 ] on timer
        0.000 3 [ attempt 1 · prints "Starting operation with delay 3" · sets timer 2 for sleep, due 3.000 ] on timer
        1.000 turn
        1.000 2 timer 1 fired · woken by timer 1
        1.000 turn
        1.000 2 [ prints "Operation with delay 1 finished" · finished 2 ]
        1.000 turn
        2.000 turn
        2.000 1 timer 0 fired · woken by timer 0
        2.000 turn
        2.000 1 [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 turn
        3.000 turn
        3.000 3 timer 2 fired · woken by timer 2
        3.000 turn
        3.000 3 [ prints "Operation with delay 3 finished" · finished 6 ]
        3.000 turn
        3.000 main woken by task 3
        3.000 turn
        3.000 main [ prints "Results: [4, 2, 6]" · finished [4, 2, 6] ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Ok));
}

#[test]
fn one_by_one_starts_each_when_the_one_before_has_ended_and_ends_at_a_failure() {
    let link = "tasks=a: 2, b: 1 fail, c: 1&await=one-by-one";
    assert_trace(
        link,
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · [ attempt 1 · prints "Starting operation with delay 2" · sets timer 0 for sleep, due 2.000 ] on timer
        0.000 main ] on child
        2.000 turn
        2.000 a timer 0 fired
        2.000 main woken by timer 0
        2.000 turn
        2.000 main [
        2.000 a [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 b spawned · [ attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 3.000 ] on timer
        2.000 main ] on child
        3.000 turn
        3.000 b timer 1 fired
        3.000 main woken by timer 1
        3.000 turn
        3.000 main [
        3.000 b [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        3.000 main prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Failed));
}

#[test]
fn spawn_sees_a_failure_only_when_it_reaches_that_handle() {
    // b fails at 1; main awaits a until 2, and takes b's failure in the same poll. c is then left over.
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 2, b: 1 fail, c: 3&await=spawn",
        r#"
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 b [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 turn
        2.000 turn
        2.000 a timer 0 fired · woken by timer 0
        2.000 turn
        2.000 a [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 turn
        2.000 main woken by task a · [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        2.000 turn
        2.000 c cancel requested for leftovers · timer 2 cleared · cancelled
        "#,
    );
}

#[test]
fn gather_passes_main_the_first_failure_at_once() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 2, b: 1 fail&await=gather",
        r#"
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 b [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 turn
        1.000 main woken by task b
        1.000 turn
        1.000 main [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        1.000 turn
        1.000 a cancel requested for leftovers · timer 0 cleared · cancelled
        "#,
    );
}

#[test]
fn settle_lists_failures_and_timeouts_among_the_results() {
    let link = "tasks=a: 2, b: 1 fail&await=settle&timeout=1.5";
    assert_trace(
        link,
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · sets timer 0 for timeout, due 1.500 · prints "Starting operation with delay 2" · sets timer 1 for sleep, due 2.000 ] on timer
        0.000 b [ attempt 1 · sets timer 2 for timeout, due 1.500 · prints "Starting operation with delay 1" · sets timer 3 for sleep, due 1.000 ] on timer
        1.000 turn
        1.000 b timer 3 fired · woken by timer 3
        1.000 turn
        1.000 b [ timer 2 cleared · attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 turn
        1.500 turn
        1.500 a timer 0 fired · woken by timer 0
        1.500 turn
        1.500 a [ timer 1 cleared · attempt 1 out of time: operation with delay 2 timed out after 1.5 · failed: operation with delay 2 timed out after 1.5 ]
        1.500 turn
        1.500 main woken by task a
        1.500 turn
        1.500 main [ prints "Results: [TimeoutError('operation with delay 2 timed out after 1.5'), RuntimeError('operation with delay 1 failed')]" · finished [TimeoutError('operation with delay 2 timed out after 1.5'), RuntimeError('operation with delay 1 failed')] ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Ok));
}

#[test]
fn a_groups_failure_cancels_the_others_when_it_is_notified_even_the_one_that_got_its_permit() {
    let link = "tasks=a: 3, b: 1 fail, c: 2&await=group&limit=2&leftovers=finish";
    assert_trace(
        link,
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 c spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ permit got · attempt 1 · prints "Starting operation with delay 3" · sets timer 0 for sleep, due 3.000 ] on timer
        0.000 b [ permit got · attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 1.000 ] on timer
        0.000 c [ ] on semaphore
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 b [ attempt 1 failed: operation with delay 1 failed · permit released to c
        1.000 c woken by permit of b
        1.000 b failed: operation with delay 1 failed ]
        1.000 turn
        1.000 c [ permit got · attempt 1 · prints "Starting operation with delay 2" · sets timer 2 for sleep, due 3.000 ] on timer
        1.000 a cancel requested by b for group · timer 0 cleared · permit released · cancelled
        1.000 c cancel requested by b for group · timer 2 cleared · permit released · cancelled
        1.000 main woken by task b
        1.000 turn
        1.000 main [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Failed));
}

#[test]
fn race_cancels_the_losers_when_main_resumes() {
    assert_trace(
        "tasks=a: 2, b: 1, c: 3&await=race",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 c spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · prints "Starting operation with delay 2" · sets timer 0 for sleep, due 2.000 ] on timer
        0.000 b [ attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 1.000 ] on timer
        0.000 c [ attempt 1 · prints "Starting operation with delay 3" · sets timer 2 for sleep, due 3.000 ] on timer
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 b [ prints "Operation with delay 1 finished" · finished 2 ]
        1.000 turn
        1.000 main woken by task b
        1.000 turn
        1.000 main [
        1.000 a cancel requested by main for race · timer 0 cleared · cancelled
        1.000 c cancel requested by main for race · timer 2 cleared · cancelled
        1.000 main prints "Result: 2" · finished 2 ]
        "#,
    );
}

#[test]
fn of_several_ended_tasks_the_first_in_the_list_wins_the_race() {
    // c blocks the loop from 1 to 2, so that a and b are served together; b, due earlier, ends first.
    assert_trace_from(
        Micros::from_millis(2_000),
        "tasks=a: 1.5, b: 1.2, c: 1 cpu 1 fail 1&await=race&retry=1",
        r#"
        2.000 c attempt 1 failed: operation with delay 1 failed · attempt 2 · prints "Starting operation with delay 1" · sets timer 3 for sleep, due 3.000 ] on timer
        2.000 turn
        2.000 b timer 1 fired · woken by timer 1
        2.000 a timer 0 fired · woken by timer 0
        2.000 turn
        2.000 b [ prints "Operation with delay 1.2 finished" · finished 2.4 ]
        2.000 a [ prints "Operation with delay 1.5 finished" · finished 3.0 ]
        2.000 turn
        2.000 main woken by task b
        2.000 turn
        2.000 main [
        2.000 c cancel requested by main for race · timer 3 cleared · cancelled
        2.000 main prints "Result: 3.0" · finished 3.0 ]
        "#,
    );
}

#[test]
fn a_race_is_won_by_a_failure_too() {
    let trace = simulated("tasks=a: 2, b: 1 fail&await=race");
    assert_eq!(trace.console().last(), Some("Failed: operation with delay 1 failed"));
    assert_eq!(
        (trace.outcome, trace.last_stamp()),
        (Some(RunOutcome::Failed), Micros::from_secs(1))
    );
}

#[test]
fn first_success_takes_a_failure_and_continues_to_wait() {
    let link = "tasks=a: 2, b: 1 fail, c: 3&await=first-ok";
    assert_trace_from(
        Micros::from_secs(1),
        link,
        r#"
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 b [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 turn
        1.000 main woken by task b
        1.000 turn
        1.000 main [ ] on child
        2.000 turn
        2.000 a timer 0 fired · woken by timer 0
        2.000 turn
        2.000 a [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 turn
        2.000 main woken by task a
        2.000 turn
        2.000 main [
        2.000 c cancel requested by main for first-ok · timer 2 cleared · cancelled
        2.000 main prints "Result: 4" · finished 4 ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Ok));
}

#[test]
fn first_success_fails_when_the_last_of_all_has_failed() {
    let trace = simulated("tasks=a: 2 fail, b: 1 fail, c: 3 fail&await=first-ok");
    assert_eq!(trace.console().last(), Some("Failed: all 3 operations failed"));
    assert_eq!(
        (trace.outcome, trace.last_stamp()),
        (Some(RunOutcome::Failed), Micros::from_secs(3))
    );
}

#[test]
fn as_completed_prints_each_outcome_when_its_task_ends_and_is_ok() {
    let link = "tasks=a: 2, b: 1 fail&await=as-completed";
    assert_trace(
        link,
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · prints "Starting operation with delay 2" · sets timer 0 for sleep, due 2.000 ] on timer
        0.000 b [ attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 1.000 ] on timer
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 b [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 turn
        1.000 main woken by task b
        1.000 turn
        1.000 main [ prints "Failed: operation with delay 1 failed" ] on child
        2.000 turn
        2.000 a timer 0 fired · woken by timer 0
        2.000 turn
        2.000 a [ prints "Operation with delay 2 finished" · finished 4 ]
        2.000 turn
        2.000 main woken by task a
        2.000 turn
        2.000 main [ prints "Result: 4" · finished [RuntimeError('operation with delay 1 failed'), 4] ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Ok));
}

#[test]
fn as_completed_takes_all_outcomes_notified_before_it_is_polled() {
    // Main is notified of both in one turn: it is woken once and prints both in the order of the notifications.
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1, b: 1&await=as-completed",
        r#"
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 a [ prints "Operation with delay 1 finished" · finished 2 ]
        1.000 b [ prints "Operation with delay 1 finished" · finished 2 ]
        1.000 turn
        1.000 main woken by task a
        1.000 turn
        1.000 main [ prints "Result: 2" · prints "Result: 2" · finished [2, 2] ]
        "#,
    );
}

#[test]
fn first_success_over_many_failures_checks_each_end_once() {
    // 20,000 ends at different moments: the work that main does for each must not grow with the list.
    let trace = simulated("tasks=0..1440m fail x20000&await=first-ok");
    assert_eq!(trace.console().last(), Some("Failed: all 20000 operations failed"));
}
