//! Every cancelled task says who cancelled it, and why.

use crate::answers::{assert_why, assert_why_ended};

#[test]
fn a_group_cancels_the_rest_when_one_fails() {
    assert_why_ended(
        "tasks=orders: 1.2, users: 0.8 fail&await=group",
        "orders",
        "
        Why was orders cancelled at 0.800 s?
        users failed at 0.800 s, so the group cancelled orders, with 400 ms left to sleep.
        0.000 main started users
        0.000 users set its timer for 800 ms
        0.800 the timer of users fired and woke users
        0.800 users was polled at once
        0.800 users failed: operation with delay 0.8 failed
        0.800 the group cancelled orders, as it does with the rest when one fails
        ",
    );
}

#[test]
fn a_race_cancels_the_other_tasks() {
    assert_why_ended(
        "tasks=a: 2, b: 1&await=race",
        "a",
        "
        Why was a cancelled at 1.000 s?
        b ended first, at 1.000 s, so main cancelled a as a loser of the race, with 1 s left to sleep.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b finished with 2
        1.000 main cancelled a, as the race was over
        ",
    );
}

#[test]
fn a_first_success_cancels_the_rest() {
    assert_why_ended(
        "tasks=a: 2, b: 1, c: 500ms fail&await=first-ok",
        "a",
        "
        Why was a cancelled at 1.000 s?
        b was the first success, at 1.000 s, so main cancelled a, with 1 s left to sleep.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired and woke b
        1.000 b was polled at once
        1.000 b finished with 2
        1.000 main cancelled a, as there was a first success
        ",
    );
}

#[test]
fn a_deadline_cancels_the_tasks_that_have_not_ended() {
    assert_why_ended(
        "tasks=a: 3, b: 1&await=gather&deadline=2",
        "a",
        "
        Why was a cancelled at 2.000 s?
        The deadline passed at 2.000 s, so main cancelled a, with 1 s left to sleep.
        0.000 the run started main
        0.000 main set its deadline of 2 s
        2.000 the deadline of main passed
        2.000 main cancelled a, as the deadline had passed
        ",
    );
}

#[test]
fn main_fails_with_the_deadline() {
    assert_why_ended(
        "tasks=a: 3, b: 1&await=gather&deadline=2",
        "main",
        "
        Why did main fail at 2.000 s?
        The deadline of 2 s passed at 2.000 s, before main had what it awaits.
        0.000 the run started main
        0.000 main set its deadline of 2 s
        2.000 the deadline of main passed and woke main
        2.000 main failed: timed out after 2
        ",
    );
}

#[test]
fn the_end_of_main_cancels_its_leftovers() {
    assert_why_ended(
        "tasks=a: 1 fail, b: 3&await=gather",
        "b",
        "
        Why was b cancelled at 1.000 s?
        main failed at 1.000 s, and the end of main cancelled what was left over: b, with 2 s left to sleep.
        0.000 main started a
        0.000 a set its timer for 1 s
        1.000 the timer of a fired and woke a
        1.000 a was polled at once
        1.000 a failed: operation with delay 1 failed; its end woke main
        1.000 main failed: operation with delay 1 failed
        1.000 the end of main cancelled b as a leftover
        ",
    );
}

#[test]
fn a_decided_join_drops_its_other_futures() {
    assert_why_ended(
        "tasks=a: 3, b: 1 fail&await=gather&unit=future",
        "a",
        "
        Why was a cancelled at 1.000 s?
        b failed at 1.000 s and decided the join, so main dropped a, with 2 s left to sleep.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired
        1.000 main polled b at once
        1.000 b failed: operation with delay 1 failed
        1.000 main cancelled a, as the join was decided without it
        ",
    );
}

#[test]
fn a_joined_race_drops_the_other_futures() {
    assert_why_ended(
        "tasks=a: 3, b: 1&await=race&unit=future",
        "a",
        "
        Why was a cancelled at 1.000 s?
        b finished at 1.000 s and decided the join, so main dropped a, with 2 s left to sleep.
        0.000 main started b
        0.000 b set its timer for 1 s
        1.000 the timer of b fired
        1.000 main polled b at once
        1.000 b finished with 2
        1.000 main cancelled a, as the join was decided without it
        ",
    );
}

#[test]
fn a_task_cancelled_while_it_waits_for_a_permit_says_so() {
    assert_why_ended(
        "tasks=a: 1 fail, b: 1, c: 1&await=group&limit=1",
        "c",
        "
        Why was c cancelled at 1.000 s?
        a failed at 1.000 s, so the group cancelled c, while it queued for a free slot.
        0.000 main started a
        0.000 a set its timer for 1 s
        1.000 the timer of a fired and woke a
        1.000 a was polled at once
        1.000 a failed: operation with delay 1 failed
        1.000 the group cancelled c, as it does with the rest when one fails
        ",
    );
}

#[test]
fn a_task_cancelled_during_its_backoff_says_so() {
    assert_why_ended(
        "tasks=a: 1 fail, b: 2&await=race&retry=1&backoff=5",
        "a",
        "
        Why was a cancelled at 2.000 s?
        b ended first, at 2.000 s, so main cancelled a as a loser of the race, while it paused before its next attempt.
        0.000 main started b
        0.000 b set its timer for 2 s
        2.000 the timer of b fired and woke b
        2.000 b was polled at once
        2.000 b finished with 4
        2.000 main cancelled a, as the race was over
        ",
    );
}

#[test]
fn a_permit_of_a_cancelled_task_passes_on() {
    assert_why(
        "tasks=a: 3, b: 2, c: 1&await=spawn&limit=1&deadline=2",
        "b",
        "acquired",
        "
        Why did b get a slot at 2.000 s?
        a gave its slot to b at 2.000 s, after b had queued for 2 s.
        0.000 the run started main
        0.000 main set its deadline of 2 s
        0.000 b queued for a free slot: a held the only slot
        2.000 the deadline of main passed
        2.000 main asked for the end of a, as the deadline had passed
        2.000 a was cancelled and gave its slot to b
        2.000 b got a slot
        ",
    );
}
