//! How each policy reacts to the end of an operation, and which operation Why names as the cause of main's result.

use crate::answers::{assert_why, assert_why_ended, indexed, simulated};
use recording::TaskId;
use recording::causes::failure_in_words;

#[test]
fn a_sleep_that_is_over_finishes_its_task() {
    assert_why_ended(
        "tasks=users: 1, orders: 2&await=gather",
        "users",
        "
        Why did users finish at 1.000 s?
        users slept 1 s and finished with 2.
        0.000 main started users
        0.000 users set its timer for 1 s
        1.000 the timer of users fired and woke users
        1.000 users was polled at once
        1.000 users finished with 2
        ",
    );
}

#[test]
fn main_finishes_with_the_last_handle_it_awaited() {
    assert_why_ended(
        "tasks=a: 2, b: 1&await=spawn",
        "main",
        "
        Why did main finish at 2.000 s?
        a was the last that main awaited: it finished at 2.000 s.
        0.000 main started a
        0.000 a set its timer for 2 s
        2.000 the timer of a fired and woke a
        2.000 a was polled at once
        2.000 a finished with 4, which woke main
        2.000 main was polled at once
        2.000 main finished with 4, 2
        ",
    );
}

#[test]
fn one_by_one_starts_the_next_as_the_one_before_has_ended() {
    assert_why_ended(
        "tasks=a: 2, b: 1&await=one-by-one",
        "b",
        "
        Why did b finish at 3.000 s?
        b slept 1 s and finished with 2.
        2.000 main started b, as a had ended
        2.000 b set its timer for 1 s
        3.000 the timer of b fired
        3.000 main polled b at once
        3.000 b finished with 2
        ",
    );
}

#[test]
fn one_by_one_finishes_with_its_last() {
    assert_why_ended(
        "tasks=a: 2, b: 1&await=one-by-one",
        "main",
        "
        Why did main finish at 3.000 s?
        b was the last that main awaited: it finished at 3.000 s.
        2.000 main started b, as a had ended
        2.000 b set its timer for 1 s
        3.000 the timer of b fired and woke main
        3.000 main polled b at once
        3.000 b finished with 2
        3.000 main finished with 4, 2
        ",
    );
}

#[test]
fn a_failure_ends_one_by_one() {
    assert_why_ended(
        "tasks=a: 1 fail, b: 1&await=one-by-one",
        "main",
        "
        Why did main fail at 1.000 s?
        a failed at 1.000 s, and main took it at once.
        0.000 main started a
        0.000 a set its timer for 1 s
        1.000 the timer of a fired and woke main
        1.000 main polled a at once
        1.000 a failed: operation with delay 1 failed
        1.000 main failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn spawn_sees_a_failure_only_after_the_handles_before_it_have_ended() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=spawn",
        "main",
        "
        Why did main fail at 2.000 s?
        b failed at 1.000 s, and main took it 1 s later, woken by the end of a: it awaits in list order.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed
        2.000 a finished with 4, which woke main
        2.000 main was polled at once
        2.000 main failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn that_failure_says_when_it_reached_main() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=spawn",
        "b",
        "
        Why did b fail at 1.000 s?
        b slept 1 s and failed: operation with delay 1 failed; it reached main at 2.000 s.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn gather_passes_the_first_failure_to_main_at_once() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=gather",
        "main",
        "
        Why did main fail at 1.000 s?
        b failed at 1.000 s, and main took it at once.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed; its end woke main
        1.000 main failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn settle_keeps_a_failure_among_the_results() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=settle",
        "b",
        "
        Why did b fail at 1.000 s?
        b slept 1 s and failed: operation with delay 1 failed; main got it at 2.000 s, as one of its results.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn settle_finishes_when_all_have_ended() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=settle",
        "main",
        "
        Why did main finish at 2.000 s?
        a was the last that main awaited: it finished at 2.000 s.
        0.000 main started a
        0.000 a set its timer for 2 s
        2.000 the timer of a fired and woke a
        2.000 a was polled at once
        2.000 a finished with 4, which woke main
        2.000 main finished with [4, RuntimeError('operation with delay 1 failed')]
        ",
    );
}

#[test]
fn a_group_fails_with_its_first_failure() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=group",
        "main",
        "
        Why did main fail at 1.000 s?
        b failed at 1.000 s, and main took it at once.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed; its end woke main
        1.000 main failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn a_second_failure_is_part_of_the_error_of_the_group() {
    assert_why_ended(
        "tasks=a: 1 fail, b: 1 fail&await=group",
        "b",
        "
        Why did b fail at 1.000 s?
        b slept 1 s and failed: operation with delay 1 failed; it reached main in the error of the group, behind that of a.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn a_race_is_won_by_the_first_to_end() {
    assert_why_ended(
        "tasks=a: 2, b: 1&await=race",
        "main",
        "
        Why did main finish at 1.000 s?
        b was the first to end: it finished at 1.000 s, and main took that.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b finished with 2, which woke main
        1.000 main finished with 2
        ",
    );
}

#[test]
fn of_tasks_that_end_in_one_turn_the_first_in_the_list_wins_the_race() {
    assert_why_ended(
        "tasks=a: 1, b: 1&await=race",
        "main",
        "
        Why did main finish at 1.000 s?
        a was the first to end: it finished at 1.000 s, and main took that.
        0.000 main started a
        0.000 a set its timer for 1 s
        1.000 the timer of a fired and woke a
        1.000 a was polled at once
        1.000 a finished with 2, which woke main
        1.000 main finished with 2
        ",
    );
}

#[test]
fn a_race_may_be_won_by_a_failure() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=race",
        "main",
        "
        Why did main fail at 1.000 s?
        b was the first to end: it failed at 1.000 s, and main took that.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed; its end woke main
        1.000 main failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn first_success_finishes_with_it() {
    assert_why_ended(
        "tasks=a: 2, b: 500ms fail&await=first-ok",
        "main",
        "
        Why did main finish at 2.000 s?
        a was the first to succeed, at 2.000 s.
        0.000 main started a
        0.000 a set its timer for 2 s
        2.000 the timer of a fired and woke a
        2.000 a was polled at once
        2.000 a finished with 4, which woke main
        2.000 main finished with 4
        ",
    );
}

#[test]
fn first_success_ignores_a_failure() {
    assert_why_ended(
        "tasks=a: 2, b: 500ms fail&await=first-ok",
        "b",
        "
        Why did b fail at 0.500 s?
        b slept 500 ms and failed: operation with delay 0.5 failed; main looked at it and waited on for a success.
        0.000 main started b
        0.000 b set its timer for 500 ms
        0.500 the timer of b fired and woke b
        0.500 b was polled at once
        0.500 b failed: operation with delay 0.5 failed
        ",
    );
}

#[test]
fn first_success_fails_when_all_have_failed() {
    assert_why_ended(
        "tasks=a: 2 fail, b: 1 fail&await=first-ok",
        "main",
        "
        Why did main fail at 2.000 s?
        All had failed, a as the last of them at 2.000 s.
        0.000 main started a
        0.000 a set its timer for 2 s
        2.000 the timer of a fired and woke a
        2.000 a was polled at once
        2.000 a failed: operation with delay 2 failed; its end woke main
        2.000 main failed: all 2 operations failed
        ",
    );
}

#[test]
fn as_completed_takes_each_outcome_in_the_order_of_the_ends() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=as-completed",
        "b",
        "
        Why did b fail at 1.000 s?
        b slept 1 s and failed: operation with delay 1 failed; main took it at 1.000 s and went on.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn as_completed_finishes_with_the_last_end() {
    assert_why_ended(
        "tasks=a: 2, b: 1 fail&await=as-completed",
        "main",
        "
        Why did main finish at 2.000 s?
        a was the last that main awaited: it finished at 2.000 s.
        0.000 main started a
        0.000 a set its timer for 2 s
        2.000 the timer of a fired and woke a
        2.000 a was polled at once
        2.000 a finished with 4, which woke main
        2.000 main finished with [RuntimeError('operation with delay 1 failed'), 4]
        ",
    );
}

#[test]
fn a_failure_after_mains_end_is_reported_as_never_retrieved() {
    assert_why(
        "tasks=a: 1 fail, b: 2 fail&await=spawn&leftovers=finish",
        "b",
        "never-retrieved",
        "
        Why was the failure of b never retrieved?
        b failed at 2.000 s, and nobody looked at that, as main awaits in list order and ended with the failure of a first.
        0.000 main started b
        0.000 b set its timer for 2 s
        2.000 the timer of b fired and woke b
        2.000 b was polled at once
        2.000 b failed: operation with delay 2 failed
        2.000 the failure of b was never retrieved
        ",
    );
}

#[test]
fn a_later_failure_under_gather_is_reported_as_swallowed() {
    assert_why_ended(
        "tasks=a: 1 fail, b: 2 fail&await=gather&leftovers=finish",
        "b",
        "
        Why did b fail at 2.000 s?
        b slept 2 s and failed: operation with delay 2 failed; it was swallowed: main had already failed with a, and no warning comes.
        0.000 main started b
        0.000 b set its timer for 2 s
        2.000 the timer of b fired and woke b
        2.000 b was polled at once
        2.000 b failed: operation with delay 2 failed
        ",
    );
}

#[test]
fn a_failure_that_main_had_not_taken_by_the_deadline_is_reported_as_swallowed() {
    for policy in ["spawn", "settle"] {
        assert_why_ended(
            &format!("tasks=a: 3, b: 1 fail&await={policy}&deadline=2"),
            "b",
            "
            Why did b fail at 1.000 s?
            b slept 1 s and failed: operation with delay 1 failed; it was swallowed: the deadline passed before main had come to it, and no warning comes.
            0.000 main started b
            0.000 b set its timer for 1 s
            1.000 the timer of b fired and woke b
            1.000 b was polled at once
            1.000 b failed: operation with delay 1 failed
            ",
        );
    }
}

#[test]
fn a_failure_of_a_gather_before_the_deadline_reaches_main() {
    // a computes past the deadline, and main has not been notified of its failure when the timer fires.
    assert_why_ended(
        "tasks=a: 0 cpu 1s fail, b: 1&await=gather&deadline=1&retry=1",
        "main",
        "
        Why did main fail at 2.000 s?
        a failed at 2.000 s, and main took it at once.
        0.000 main started a
        0.000 a was polled at once and woke itself
        0.000 a was polled at once and held the loop for 1 s and woke itself
        1.000 a was polled at once and held the loop for 1 s
        2.000 a failed: operation with delay 0 failed; its end woke main
        2.000 main failed: operation with delay 0 failed
        ",
    );
}

#[test]
fn a_failure_in_the_turn_of_the_winner_is_never_retrieved() {
    assert_why_ended(
        "tasks=a: 1, b: 1 fail&await=race",
        "b",
        "
        Why did b fail at 1.000 s?
        b slept 1 s and failed: operation with delay 1 failed; nobody looked at it, as a had already won the race.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b failed: operation with delay 1 failed
        ",
    );
}

#[test]
fn a_failure_is_heard_by_nobody_timed_out_or_only_failed() {
    for (link, expected) in [
        // The second failure comes after gather has passed on the first.
        (
            "tasks=1 fail,2 fail&await=gather&leftovers=finish",
            ["failed", "heard by nobody"],
        ),
        ("tasks=1 fail,2 fail&await=settle", ["failed"; 2]),
        ("tasks=3,2 fail&await=settle&timeout=1", ["timed out", "timed out"]),
        // The only attempt that counts is the last.
        (
            "tasks=1 fail,2&await=settle&timeout=1.5&retry=1",
            ["failed", "timed out"],
        ),
    ] {
        let trace = simulated(link);
        let causes = indexed(&trace);
        let words = [1, 2].map(|task| failure_in_words(&trace, &causes, TaskId(task)));
        assert_eq!(words, expected, "{link}");
    }
}
