//! Operations that are still running when main has ended.

use crate::rendered::{assert_trace, assert_trace_from, simulated};
use recording::RunOutcome;
use scenario::time::Micros;

#[test]
fn leftovers_finish_and_queued_ones_start_while_main_prints_nothing_more() {
    let link = "tasks=a: 1 fail, b: 2, c: 3&await=gather&limit=2&leftovers=finish";
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
        0.000 a [ permit got · attempt 1 · prints "Starting operation with delay 1" · sets timer 0 for sleep, due 1.000 ] on timer
        0.000 b [ permit got · attempt 1 · prints "Starting operation with delay 2" · sets timer 1 for sleep, due 2.000 ] on timer
        0.000 c [ ] on semaphore
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ attempt 1 failed: operation with delay 1 failed · permit released to c
        1.000 c woken by permit of a
        1.000 a failed: operation with delay 1 failed ]
        1.000 turn
        1.000 c [ permit got · attempt 1 · prints "Starting operation with delay 3" · sets timer 2 for sleep, due 4.000 ] on timer
        1.000 main woken by task a
        1.000 turn
        1.000 main [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        1.000 turn
        2.000 turn
        2.000 b timer 1 fired · woken by timer 1
        2.000 turn
        2.000 b [ prints "Operation with delay 2 finished" · permit released · finished 4 ]
        2.000 turn
        4.000 turn
        4.000 c timer 2 fired · woken by timer 2
        4.000 turn
        4.000 c [ prints "Operation with delay 3 finished" · permit released · finished 6 ]
        "#,
    );
    assert_eq!(simulated(link).outcome, Some(RunOutcome::Failed));
}

#[test]
fn leftovers_are_cancelled_in_list_order_and_their_permits_pass_on_until_none_is_waiting() {
    assert_trace_from(
        Micros::from_secs(1),
        "tasks=a: 1 fail, b: 2, c: 3, d: 4&await=gather&limit=2",
        r#"
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ attempt 1 failed: operation with delay 1 failed · permit released to c
        1.000 c woken by permit of a
        1.000 a failed: operation with delay 1 failed ]
        1.000 turn
        1.000 c [ permit got · attempt 1 · prints "Starting operation with delay 3" · sets timer 2 for sleep, due 4.000 ] on timer
        1.000 main woken by task a
        1.000 turn
        1.000 main [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        1.000 turn
        1.000 b cancel requested for leftovers · timer 1 cleared · permit released to d
        1.000 d woken by permit of b
        1.000 b cancelled
        1.000 c cancel requested for leftovers · timer 2 cleared · permit released · cancelled
        1.000 d cancel requested for leftovers · permit released · cancelled
        "#,
    );
}

#[test]
fn a_task_polled_in_the_turn_of_mains_end_still_prints() {
    // a's failure wakes main in the same turn in which c's timer, late because b computed, wakes c.
    let link = "tasks=a: 1 fail, b: 1 cpu 1, c: 1.5, d: 9&await=gather";
    assert_trace_from(
        Micros::from_secs(2),
        link,
        r#"
        2.000 b prints "Operation with delay 1 finished" · finished 2 ]
        2.000 turn
        2.000 main woken by task a
        2.000 c timer 2 fired · woken by timer 2
        2.000 turn
        2.000 main [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        2.000 c [ prints "Operation with delay 1.5 finished" · finished 3.0 ]
        2.000 turn
        2.000 d cancel requested for leftovers · timer 3 cleared · cancelled
        "#,
    );
}

#[test]
fn a_task_polled_in_the_turn_after_mains_end_still_prints() {
    // `asyncio.run` stops its loop at the end of that turn. z and y each compute for a turn, so that c is due at the
    // start of the turn in which main ends, and polled in the next.
    assert_trace_from(
        Micros::from_secs(4),
        "tasks=a: 0 fail, z: 0 cpu 1 fail 2, y: 1.5 cpu 1, c: 3.5, d: 9&await=gather&retry=2",
        r#"
        4.000 y prints "Operation with delay 1.5 finished" · finished 3.0 ]
        4.000 turn
        4.000 main [ prints "Failed: operation with delay 0 failed" · failed: operation with delay 0 failed ]
        4.000 c timer 1 fired · woken by timer 1
        4.000 turn
        4.000 c [ prints "Operation with delay 3.5 finished" · finished 7.0 ]
        4.000 d cancel requested for leftovers · timer 2 cleared · cancelled
        "#,
    );
}

#[test]
fn joined_futures_are_dropped_whatever_leftovers_says() {
    let trace = simulated("tasks=a: 1 fail, b: 2&await=gather&unit=future&leftovers=finish");
    assert_eq!(trace.last_stamp(), Micros::from_secs(1));
    let cancelled = crate::rendered::rendered(&trace);
    assert!(cancelled.contains("1.000 b cancel requested by main for dropped · timer 1 cleared · cancelled"));
}
