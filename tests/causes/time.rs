//! Explanations of delays: late timers, the ready queue, permits, attempts.

use crate::answers::{assert_why, assert_why_ended};

#[test]
fn a_timer_is_served_late_while_a_poll_holds_the_loop() {
    assert_why_ended(
        "tasks=render: 500ms cpu 1.5s, clicks: 800ms, scroll: 1s&await=gather",
        "scroll",
        "
        Why did scroll finish at 2.000 s?
        scroll slept 1 s, was served 1 s late because render held the loop, and finished with 2.
        0.000 main started scroll
        0.000 scroll set its timer for 1 s
        0.500 render was polled at once and held the loop for 1.5 s
        2.000 the timer of scroll fired, served 1 s late because render held the loop, and woke scroll
        2.000 scroll was polled at once
        2.000 scroll finished with 2
        ",
    );
}

#[test]
fn the_timer_itself_says_how_late_and_why() {
    assert_why(
        "tasks=render: 500ms cpu 1.5s, clicks: 800ms, scroll: 1s&await=gather",
        "clicks",
        "timer-fired",
        "
        Why did the timer of clicks fire at 2.000 s?
        It was set at 0 s for 800 ms, and was served 1.2 s late because render held the loop.
        0.000 main started clicks
        0.000 clicks set its timer for 800 ms
        0.500 render was polled at once and held the loop for 1.5 s
        2.000 the timer of clicks fired, served 1.2 s late because render held the loop
        ",
    );
}

#[test]
fn a_task_waits_in_the_queue_behind_a_poll() {
    assert_why(
        "tasks=render: 1 cpu 1, clicks: 1&await=gather",
        "clicks",
        "poll-start",
        "
        Why was clicks polled at 2.000 s?
        Its timer woke clicks at 1.000 s, and it was polled after 1 s in the queue behind render.
        0.000 main started clicks
        0.000 clicks set its timer for 1 s
        1.000 the timer of clicks fired and woke clicks
        1.000 render was polled at once and held the loop for 1 s
        2.000 clicks was polled after 1 s in the queue behind render
        ",
    );
}

#[test]
fn a_task_that_computed_says_for_how_long() {
    assert_why_ended(
        "tasks=render: 1 cpu 120ms&await=gather",
        "render",
        "
        Why did render finish at 1.120 s?
        render slept 1 s, computed for 120 ms, and finished with 2.
        0.000 main started render
        0.000 render set its timer for 1 s
        1.000 the timer of render fired and woke render
        1.000 render was polled at once and held the loop for 120 ms
        1.120 render finished with 2
        ",
    );
}

#[test]
fn a_permit_passes_to_the_next_task() {
    assert_why_ended(
        "tasks=a: 1, b: 2&await=gather&limit=1",
        "b",
        "
        Why did b finish at 3.000 s?
        b queued 1 s for a free slot, slept 2 s, and finished with 4.
        0.000 main started a
        0.000 a set its timer for 1 s
        0.000 b queued for a free slot: a held the only slot
        1.000 the timer of a fired and woke a
        1.000 a finished with 2 and gave its slot to b
        1.000 b set its timer for 2 s
        3.000 the timer of b fired and woke b
        3.000 b was polled at once
        3.000 b finished with 4
        ",
    );
}

#[test]
fn a_task_queues_for_a_permit_that_others_hold() {
    assert_why(
        "tasks=a: 1, b: 1, c: 1&await=gather&limit=2",
        "c",
        "semaphore",
        "
        Why did c queue for a free slot at 0 s?
        a and b held both slots.
        0.000 main started c
        0.000 c queued for a free slot: a and b held both slots
        ",
    );
}

#[test]
fn a_permit_names_the_task_that_released_it() {
    assert_why(
        "tasks=a: 1, b: 2&await=gather&limit=1",
        "b",
        "acquired",
        "
        Why did b get a slot at 1.000 s?
        a gave its slot to b at 1.000 s, after b had queued for 1 s.
        0.000 main started a
        0.000 a set its timer for 1 s
        0.000 b queued for a free slot: a held the only slot
        1.000 the timer of a fired and woke a
        1.000 a finished with 2 and gave its slot to b
        1.000 b got a slot
        ",
    );
}

#[test]
fn a_free_permit_is_acquired_at_once() {
    assert_why(
        "tasks=a: 1, b: 2&await=gather&limit=2",
        "b",
        "acquired",
        "
        Why did b get a slot at 0 s?
        A slot was free.
        0.000 main started b
        0.000 b got a slot
        ",
    );
}

#[test]
fn a_failed_attempt_is_retried_after_a_pause() {
    assert_why_ended(
        "tasks=a: 1 fail 1&await=settle&retry=2&backoff=200ms",
        "a",
        "
        Why did a finish at 2.200 s?
        a came to attempt 2, slept 1 s, and finished with 2.
        0.000 main started a
        0.000 a set its timer for 1 s
        1.000 the timer of a fired and woke a
        1.000 a was polled at once
        1.000 attempt 1 of a failed: operation with delay 1 failed
        1.000 a paused for 200 ms before its next attempt
        1.200 the pause of a was over and woke a
        1.200 a set its timer for 1 s in attempt 2
        2.200 the timer of a fired and woke a
        2.200 a was polled at once
        2.200 a finished with 2
        ",
    );
}

#[test]
fn an_attempt_times_out() {
    assert_why(
        "tasks=a: 3&await=settle&timeout=1&retry=1&backoff=200ms",
        "a",
        "attempt-failed",
        "
        Why did attempt 2 of a fail at 2.200 s?
        The timeout of 1 s, set at 1.200 s, passed at 2.200 s before the attempt had ended.
        0.000 main started a
        0.000 a set its timeout of 1 s
        1.000 the timeout of a passed and woke a
        1.000 attempt 1 of a ran out of time: operation with delay 3 timed out after 1
        1.000 a paused for 200 ms before its next attempt
        1.200 the pause of a was over and woke a
        1.200 a set its timeout of 1 s in attempt 2
        2.200 the timeout of a passed and woke a
        2.200 attempt 2 of a ran out of time: operation with delay 3 timed out after 1
        ",
    );
}

#[test]
fn a_task_whose_attempts_all_time_out_fails() {
    assert_why_ended(
        "tasks=a: 3&await=settle&timeout=1&retry=1&backoff=200ms",
        "a",
        "
        Why did a fail at 2.200 s?
        a came to attempt 2 and failed: operation with delay 3 timed out after 1; main got it at 2.200 s, as one of its results.
        0.000 main started a
        0.000 a set its timeout of 1 s
        1.000 the timeout of a passed and woke a
        1.000 attempt 1 of a ran out of time: operation with delay 3 timed out after 1
        1.000 a paused for 200 ms before its next attempt
        1.200 the pause of a was over and woke a
        1.200 a set its timeout of 1 s in attempt 2
        2.200 the timeout of a passed and woke a
        2.200 a failed: operation with delay 3 timed out after 1
        ",
    );
}

#[test]
fn a_timeout_wins_a_tie_with_its_sleep() {
    assert_why_ended(
        "tasks=a: 1&await=settle&timeout=1",
        "a",
        "
        Why did a fail at 1.000 s?
        a slept 1 s and failed: operation with delay 1 timed out after 1; main got it at 1.000 s, as one of its results.
        0.000 main started a
        0.000 a set its timeout of 1 s
        1.000 the timeout of a passed and woke a
        1.000 a failed: operation with delay 1 timed out after 1
        ",
    );
}

#[test]
fn a_sleep_of_0_yields_for_a_turn() {
    assert_why_ended(
        "tasks=a: 0&await=gather",
        "a",
        "
        Why did a finish at 0 s?
        a gave way for a turn and finished with 0.
        0.000 main started a
        0.000 a was polled at once and woke itself
        0.000 a was polled at once
        0.000 a finished with 0
        ",
    );
}

#[test]
fn a_joined_future_is_polled_by_main() {
    assert_why_ended(
        "tasks=a: 1, b: 2&await=gather&unit=future",
        "a",
        "
        Why did a finish at 1.000 s?
        a slept 1 s and finished with 2.
        0.000 main started a
        0.000 a set its timer for 1 s
        1.000 the timer of a fired
        1.000 main polled a at once
        1.000 a finished with 2
        ",
    );
}

#[test]
fn main_is_woken_by_the_timer_of_a_joined_future() {
    assert_why_ended(
        "tasks=a: 1&await=gather&unit=future",
        "main",
        "
        Why did main finish at 1.000 s?
        a was the last that main awaited: it finished at 1.000 s.
        0.000 main started a
        0.000 a set its timer for 1 s
        1.000 the timer of a fired and woke main
        1.000 main polled a at once
        1.000 a finished with 2
        1.000 main finished with [2]
        ",
    );
}

#[test]
fn a_joined_future_names_the_future_that_released_its_permit() {
    assert_why_ended(
        "tasks=a: 1, b: 1&await=gather&limit=1&unit=future",
        "b",
        "
        Why did b finish at 2.000 s?
        b queued 1 s for a free slot, slept 1 s, and finished with 2.
        0.000 main started a
        0.000 a set its timer for 1 s
        0.000 b queued for a free slot: a held the only slot
        1.000 the timer of a fired
        1.000 a finished with 2 and gave its slot to b
        1.000 b set its timer for 1 s
        2.000 the timer of b fired
        2.000 main polled b at once
        2.000 b finished with 2
        ",
    );
}

#[test]
fn a_joined_future_is_late_while_another_computes() {
    assert_why_ended(
        "tasks=render: 1 cpu 1, clicks: 1.5&await=gather&unit=future",
        "clicks",
        "
        Why did clicks finish at 2.000 s?
        clicks slept 1.5 s, was served 500 ms late because render held the loop, and finished with 3.0.
        0.000 main started clicks
        0.000 clicks set its timer for 1.5 s
        1.000 main polled render at once and held the loop for 1 s
        2.000 the timer of clicks fired, served 500 ms late because render held the loop
        2.000 main polled clicks at once
        2.000 clicks finished with 3.0
        ",
    );
}

#[test]
fn a_long_chain_leaves_out_its_middle() {
    assert_why_ended(
        "tasks=1 x9&await=gather&limit=1",
        "9",
        "
        Why did I finish at 9.000 s?
        I queued 8 s for a free slot, slept 1 s, and finished with 2.
        0.000 main started A
        0.000 A set its timer for 1 s
        0.000 B queued for a free slot: A held the only slot
        0.000 26 links left out, through C, D, E and 6 others
        7.000 G finished with 2 and gave its slot to H
        7.000 H set its timer for 1 s
        8.000 the timer of H fired and woke H
        8.000 H finished with 2 and gave its slot to I
        8.000 I set its timer for 1 s
        9.000 the timer of I fired and woke I
        9.000 I was polled at once
        9.000 I finished with 2
        ",
    );
}
