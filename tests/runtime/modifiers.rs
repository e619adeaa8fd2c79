//! The effect of limit, timeout, retry, backoff, seed, `cpu` and a delay of 0 on an operation. Deadline, leftovers and
//! unit have files of their own.

use crate::rendered::{assert_trace, assert_trace_from, rendered, simulated};
use recording::{EventKind, TaskId, TimerKind, Trace};
use scenario::time::Micros;

#[test]
fn a_limit_starts_the_next_in_line_before_main_is_notified_of_the_end() {
    assert_trace(
        "tasks=a: 2, b: 1, c: 1&await=gather&limit=2",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 c spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ permit got · attempt 1 · prints "Starting operation with delay 2" · sets timer 0 for sleep, due 2.000 ] on timer
        0.000 b [ permit got · attempt 1 · prints "Starting operation with delay 1" · sets timer 1 for sleep, due 1.000 ] on timer
        0.000 c [ ] on semaphore
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 turn
        1.000 b [ prints "Operation with delay 1 finished" · permit released to c
        1.000 c woken by permit of b
        1.000 b finished 2 ]
        1.000 turn
        1.000 c [ permit got · attempt 1 · prints "Starting operation with delay 1" · sets timer 2 for sleep, due 2.000 ] on timer
        2.000 turn
        2.000 a timer 0 fired · woken by timer 0
        2.000 c timer 2 fired · woken by timer 2
        2.000 turn
        2.000 a [ prints "Operation with delay 2 finished" · permit released · finished 4 ]
        2.000 c [ prints "Operation with delay 1 finished" · permit released · finished 2 ]
        2.000 turn
        2.000 main woken by task c
        2.000 turn
        2.000 main [ prints "Results: [4, 2, 2]" · finished [4, 2, 2] ]
        "#,
    );
}

#[test]
fn a_permit_handed_over_too_late_passes_on_unused() {
    // a wins and passes its permit to b, which starts before main cancels it; then c gets the permit and is cancelled
    // in turn.
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1, b: 2, c: 3, d: 4&await=race&limit=1",
        r#"
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ prints "Operation with delay 1 finished" · permit released to b
        1.000 b woken by permit of a
        1.000 a finished 2 ]
        1.000 turn
        1.000 b [ permit got · attempt 1 · prints "Starting operation with delay 2" · sets timer 1 for sleep, due 3.000 ] on timer
        1.000 main woken by task a
        1.000 turn
        1.000 main [
        1.000 b cancel requested by main for race · timer 1 cleared · permit released to c
        1.000 c woken by permit of b
        1.000 b cancelled
        1.000 c cancel requested by main for race · permit released to d
        1.000 d woken by permit of c
        1.000 c cancelled
        1.000 d cancel requested by main for race · permit released · cancelled
        1.000 main prints "Result: 2" · finished 2 ]
        "#,
    );
}

#[test]
fn a_limit_of_one_runs_tasks_one_after_the_other() {
    let trace = simulated("tasks=a: 2, b: 1, c: 3&await=settle&limit=1");
    assert_eq!(
        lines(&trace),
        [
            "0 Starting operation with delay 2",
            "2000 Operation with delay 2 finished",
            "2000 Starting operation with delay 1",
            "3000 Operation with delay 1 finished",
            "3000 Starting operation with delay 3",
            "6000 Operation with delay 3 finished",
            "6000 Results: [4, 2, 6]",
        ]
    );
}

#[test]
fn a_timeout_set_before_its_sleep_wins_a_tie() {
    assert_trace(
        "tasks=a: 1.5&timeout=1.5",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · sets timer 0 for timeout, due 1.500 · prints "Starting operation with delay 1.5" · sets timer 1 for sleep, due 1.500 ] on timer
        1.500 turn
        1.500 a timer 0 fired · woken by timer 0 · timer 1 fired
        1.500 turn
        1.500 a [ attempt 1 out of time: operation with delay 1.5 timed out after 1.5 · failed: operation with delay 1.5 timed out after 1.5 ]
        1.500 turn
        1.500 main woken by task a · [ prints "Failed: operation with delay 1.5 timed out after 1.5" · failed: operation with delay 1.5 timed out after 1.5 ]
        "#,
    );
}

#[test]
fn a_timeout_one_microsecond_later_than_the_sleep_is_cleared() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1&timeout=1.000001",
        r#"
        1.000 turn
        1.000 a timer 1 fired · woken by timer 1
        1.000 turn
        1.000 a [ prints "Operation with delay 1 finished" · timer 0 cleared · finished 2 ]
        1.000 turn
        1.000 main woken by task a · [ prints "Results: 2" · finished 2 ]
        "#,
    );
}

#[test]
fn computing_past_the_timeout_counts_as_complete() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1 cpu 1&timeout=1.5",
        r#"
        1.000 turn
        1.000 a timer 1 fired · woken by timer 1
        1.000 turn
        1.000 a [
        2.000 a prints "Operation with delay 1 finished" · timer 0 cleared · finished 2 ]
        2.000 turn
        2.000 main woken by task a · [ prints "Results: 2" · finished 2 ]
        "#,
    );
}

#[test]
fn a_timeout_that_fired_before_its_task_is_polled_wins_over_a_sleep_due_earlier() {
    // b blocks the loop from 0.5 to 2.5, so that a's sleep (1) and its timeout (1.5) are served together, the sleep
    // first.
    assert_trace_from(
        Micros::from_millis(2_500),
        "tasks=a: 1, b: 0.5 cpu 2&await=settle&timeout=1.5",
        r#"
        2.500 b prints "Operation with delay 0.5 finished" · timer 2 cleared · finished 1.0 ]
        2.500 turn
        2.500 a timer 1 fired · woken by timer 1 · timer 0 fired
        2.500 turn
        2.500 a [ attempt 1 out of time: operation with delay 1 timed out after 1.5 · failed: operation with delay 1 timed out after 1.5 ]
        2.500 turn
        2.500 main woken by task a
        2.500 turn
        2.500 main [ prints "Results: [TimeoutError('operation with delay 1 timed out after 1.5'), 1.0]" · finished [TimeoutError('operation with delay 1 timed out after 1.5'), 1.0] ]
        "#,
    );
}

#[test]
fn retries_follow_a_failed_attempt_after_a_doubling_backoff() {
    assert_trace(
        "tasks=a: 1 fail 2&retry=3&backoff=0.5",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · prints "Starting operation with delay 1" · sets timer 0 for sleep, due 1.000 ] on timer
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ attempt 1 failed: operation with delay 1 failed · sets timer 1 for backoff, due 1.500 ] on backoff
        1.500 turn
        1.500 a timer 1 fired · woken by timer 1
        1.500 turn
        1.500 a [ attempt 2 · prints "Starting operation with delay 1" · sets timer 2 for sleep, due 2.500 ] on timer
        2.500 turn
        2.500 a timer 2 fired · woken by timer 2
        2.500 turn
        2.500 a [ attempt 2 failed: operation with delay 1 failed · sets timer 3 for backoff, due 3.500 ] on backoff
        3.500 turn
        3.500 a timer 3 fired · woken by timer 3
        3.500 turn
        3.500 a [ attempt 3 · prints "Starting operation with delay 1" · sets timer 4 for sleep, due 4.500 ] on timer
        4.500 turn
        4.500 a timer 4 fired · woken by timer 4
        4.500 turn
        4.500 a [ prints "Operation with delay 1 finished" · finished 2 ]
        4.500 turn
        4.500 main woken by task a · [ prints "Results: 2" · finished 2 ]
        "#,
    );
}

#[test]
fn a_retry_without_backoff_starts_in_the_poll_that_failed_and_so_does_one_after_a_timeout() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 2&retry=1&timeout=1",
        r#"
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ timer 1 cleared · attempt 1 out of time: operation with delay 2 timed out after 1 · attempt 2 · sets timer 2 for timeout, due 2.000 · prints "Starting operation with delay 2" · sets timer 3 for sleep, due 3.000 ] on timer
        2.000 turn
        2.000 a timer 2 fired · woken by timer 2
        2.000 turn
        2.000 a [ timer 3 cleared · attempt 2 out of time: operation with delay 2 timed out after 1 · failed: operation with delay 2 timed out after 1 ]
        2.000 turn
        2.000 main woken by task a · [ prints "Failed: operation with delay 2 timed out after 1" · failed: operation with delay 2 timed out after 1 ]
        "#,
    );
}

#[test]
fn backoff_keeps_the_permit() {
    let trace = simulated("tasks=a: 1 fail 1, b: 1&await=settle&limit=1&retry=1&backoff=3");
    assert_eq!(
        lines(&trace),
        [
            "0 Starting operation with delay 1",
            "4000 Starting operation with delay 1",
            "5000 Operation with delay 1 finished",
            "5000 Starting operation with delay 1",
            "6000 Operation with delay 1 finished",
            "6000 Results: [2, 2]",
        ]
    );
}

#[test]
fn backoff_doubles_up_to_a_day_and_no_further() {
    const HOUR: u64 = 3_600;
    let trace = simulated("tasks=0 fail&retry=8&backoff=60m");
    let mut hours = Vec::new();
    for event in &trace.events {
        if let EventKind::TimerSet {
            what: TimerKind::Backoff,
            deadline,
            ..
        } = event.kind
        {
            hours.push((deadline - event.at).0 / Micros::from_secs(HOUR).0);
        }
    }
    assert_eq!(hours, [1, 2, 4, 8, 16, 24, 24, 24]);
    assert_eq!(trace.last_stamp(), Micros::from_secs(103 * HOUR));
}

#[test]
fn twenty_retries_with_the_longest_backoff_end() {
    // 1 + 2 + 4 + 8 + 16 hours, then 15 days.
    let trace = simulated("tasks=0 fail&retry=20&backoff=3600");
    assert_eq!(trace.last_stamp(), Micros::from_secs((31 + 15 * 24) * 3_600));
    assert_eq!(lines(&trace).len(), 22);
}

#[test]
fn a_delay_of_zero_sets_no_timer_and_wakes_itself_once() {
    assert_trace(
        "tasks=a: 0, b: 0.0&await=gather",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · prints "Starting operation with delay 0" · woken by itself ] pending
        0.000 b [ attempt 1 · prints "Starting operation with delay 0.0" · woken by itself ] pending
        0.000 turn
        0.000 a [ prints "Operation with delay 0 finished" · finished 0 ]
        0.000 b [ prints "Operation with delay 0.0 finished" · finished 0.0 ]
        0.000 turn
        0.000 main woken by task b
        0.000 turn
        0.000 main [ prints "Results: [0, 0.0]" · finished [0, 0.0] ]
        "#,
    );
}

#[test]
fn computing_blocks_the_loop_and_makes_the_others_late() {
    // b is due at 1.2; a computes from 1 to 1.5.
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1 cpu 500ms, b: 1.2&await=settle",
        r#"
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [
        1.500 a prints "Operation with delay 1 finished" · finished 2 ]
        1.500 turn
        1.500 b timer 1 fired · woken by timer 1
        1.500 turn
        1.500 b [ prints "Operation with delay 1.2 finished" · finished 2.4 ]
        1.500 turn
        1.500 main woken by task b
        1.500 turn
        1.500 main [ prints "Results: [2, 2.4]" · finished [2, 2.4] ]
        "#,
    );
}

#[test]
fn two_tasks_that_compute_in_one_turn_compute_one_after_the_other() {
    let trace = simulated("tasks=1 cpu 1s, 1 cpu 0.25&await=gather");
    assert_eq!(
        lines(&trace)[2..],
        [
            "2000 Operation with delay 1 finished",
            "2250 Operation with delay 1 finished",
            "2250 Results: [2, 2]",
        ]
    );
}

#[test]
fn an_attempt_computes_before_it_fails() {
    let trace = simulated("tasks=a: 1 cpu 1 fail");
    assert_eq!(lines(&trace)[1..], ["2000 Failed: operation with delay 1 failed"]);
}

#[test]
fn a_seed_gives_the_same_run_again_and_another_seed_another() {
    let run = |seed: u32| {
        rendered(&simulated(&format!(
            "tasks=1s..3s x5, 1 fail 50%25 x5&await=settle&seed={seed}"
        )))
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn the_sleeps_have_the_drawn_lengths() {
    let trace = simulated("tasks=1s..3s x50&await=gather&seed=42");
    for (index, task) in trace.tasks.iter().enumerate().skip(1) {
        let slept = trace.events.iter().find_map(|event| match event.kind {
            EventKind::TimerSet {
                what: TimerKind::Sleep,
                deadline,
                ..
            } if event.task == Some(TaskId(index as u32)) => Some(deadline - event.at),
            _ => None,
        });
        let delay = task.delay.expect("an operation has a delay");
        assert_eq!(slept, Some(delay));
        assert!(
            (1_000_000..=3_000_000).contains(&delay.0) && delay.0.is_multiple_of(1_000),
            "{delay:?}"
        );
    }
}

/// The drawn delays are those of `each_attempt_draws_its_own_delay_from_a_range` in tests/scenario.
#[test]
fn each_attempt_sleeps_prints_fails_and_returns_by_its_own_delay() {
    let trace = simulated("tasks=a: 1s..3s fail 1&retry=2");
    assert_eq!(
        lines(&trace),
        [
            "0 Starting operation with delay 2.707",
            "2707 Starting operation with delay 1.356",
            "4063 Operation with delay 1.356 finished",
            "4063 Results: 2.712",
        ]
    );
    assert_eq!(messages(&trace), ["1 operation with delay 2.707 failed"]);
}

#[test]
fn the_last_attempt_gives_the_failure_that_reaches_main_its_delay() {
    let trace = simulated("tasks=1s..3s fail, b: 1s..3s&await=settle&retry=1&timeout=1.7");
    // Two attempts of each: 2.707 and 1.356 s, and 1.598 s.
    assert_eq!(
        lines(&trace),
        [
            "0 Starting operation with delay 2.707",
            "0 Starting operation with delay 1.598",
            "1598 Operation with delay 1.598 finished",
            "1700 Starting operation with delay 1.356",
            "3056 Results: [RuntimeError('operation with delay 1.356 failed'), 3.196]",
        ]
    );
    assert_eq!(
        messages(&trace),
        [
            "1 operation with delay 2.707 timed out after 1.7",
            "2 operation with delay 1.356 failed",
        ]
    );
    let trace = simulated("tasks=1s..3s, 1s..3s&await=settle&retry=2&timeout=1.4&seed=7");
    // 2.487, 2.187 and 2.028 s; 1.087 s.
    assert_eq!(
        lines(&trace).last().map(String::as_str),
        Some("4200 Results: [TimeoutError('operation with delay 2.028 timed out after 1.4'), 2.174]")
    );
}

#[test]
fn an_operation_joined_into_main_draws_a_delay_for_each_attempt_too() {
    for policy in ["one-by-one", "gather&unit=future"] {
        let trace = simulated(&format!("tasks=1s..3s fail 1&retry=1&backoff=0.5&await={policy}"));
        assert_eq!(
            lines(&trace)[..3],
            [
                "0 Starting operation with delay 2.707",
                "3207 Starting operation with delay 1.356",
                "4563 Operation with delay 1.356 finished",
            ],
            "{policy}"
        );
    }
}

/// The failed attempts: their numbers and messages.
fn messages(trace: &Trace) -> Vec<String> {
    let failed = trace.events.iter().filter_map(|event| match event.kind {
        EventKind::AttemptFailed { number, message, .. } => Some(format!("{number} {message}")),
        _ => None,
    });
    failed.collect()
}

/// The console, each line preceded by its moment in milliseconds.
fn lines(trace: &Trace) -> Vec<String> {
    let printed = trace.events.iter().filter_map(|event| match &event.kind {
        EventKind::Printed { text } => Some(format!("{} {text}", event.at.0 / 1_000)),
        _ => None,
    });
    printed.collect()
}

#[test]
fn a_delay_that_rounds_to_no_microsecond_is_a_timer_due_at_once_and_served_a_turn_later() {
    assert_trace(
        "tasks=a: 0.0001ms, b: 0&await=as-completed",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 b spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · prints "Starting operation with delay 1e-07" · sets timer 0 for sleep, due 0.000 ] on timer
        0.000 b [ attempt 1 · prints "Starting operation with delay 0" · woken by itself ] pending
        0.000 turn
        0.000 b [ prints "Operation with delay 0 finished" · finished 0 ]
        0.000 a timer 0 fired · woken by timer 0
        0.000 turn
        0.000 main woken by task b
        0.000 a [ prints "Operation with delay 1e-07 finished" · finished 2e-07 ]
        0.000 turn
        0.000 main [ prints "Result: 0" ] on child · woken by task a
        0.000 turn
        0.000 main [ prints "Result: 2e-07" · finished [0, 2e-07] ]
        "#,
    );
}

#[test]
fn a_backoff_that_rounds_to_no_microsecond_is_a_timer_too() {
    assert_trace(
        "tasks=a: 0 fail 1&await=gather&retry=1&backoff=0.0001ms",
        r#"
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [
        0.000 a spawned · woken by spawn
        0.000 main ] on child
        0.000 turn
        0.000 a [ attempt 1 · prints "Starting operation with delay 0" · woken by itself ] pending
        0.000 turn
        0.000 a [ attempt 1 failed: operation with delay 0 failed · sets timer 0 for backoff, due 0.000 ] on backoff
        0.000 turn
        0.000 a timer 0 fired · woken by timer 0
        0.000 turn
        0.000 a [ attempt 2 · prints "Starting operation with delay 0" · woken by itself ] pending
        0.000 turn
        0.000 a [ prints "Operation with delay 0 finished" · finished 0 ]
        0.000 turn
        0.000 main woken by task a
        0.000 turn
        0.000 main [ prints "Results: [0]" · finished [0] ]
        "#,
    );
}
