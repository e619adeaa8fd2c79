//! The rows of paths: what takes time has a row of its own, what happens thousands of times is grouped.

use crate::support::open;
use crate::{NoPath, check_laws, folded, listed, path_of};
use recording::critical_path::{CriticalPathToEnd, MOST_STEPS, share_in_words};
use recording::{Budget, TaskId};
use scenario::time::Micros;

#[track_caller]
fn assert_rows(link: &str, expected: &str) {
    let trace = runtime::simulate(&open(link));
    let folds = folded(&trace);
    let path = CriticalPathToEnd::of(&trace, &folds, TaskId::MAIN).expect("main has ended");
    if path.count <= MOST_STEPS {
        check_laws(&trace, &folds, &path, link);
    }
    assert_eq!(listed(&trace, &path), expected);
}

#[test]
fn a_task_that_holds_the_loop_is_on_the_way_of_the_task_that_waits() {
    assert_rows(
        "tasks=B:1 fail,D:1 cpu 400ms&await=gather",
        "1.000 s 71 % B sleeps on its timer\n1.400 s 29 % D runs and holds the loop, for which main waits\n",
    );
}

#[test]
fn main_ends_when_it_looks_and_not_when_it_was_decided() {
    assert_rows(
        "tasks=A:2,B:1 fail&await=spawn",
        "2.000 s 100 % A sleeps on its timer\n",
    );
}

#[test]
fn a_slot_is_waited_for_in_the_lane_of_its_holder() {
    assert_rows(
        "tasks=A:1,B:2,C:3&limit=1",
        "1.000 s 17 % A sleeps on its timer\n3.000 s 33 % B sleeps on its timer\n6.000 s 50 % C sleeps on its timer\n",
    );
}

#[test]
fn attempts_and_pauses_alternate() {
    assert_rows(
        "tasks=A:1 fail&retry=2&backoff=0.5",
        "1.000 s 22 % A sleeps on its timer\n\
         1.500 s 11 % A pauses before its next attempt (backoff)\n\
         2.500 s 22 % A sleeps on its timer\n\
         3.500 s 22 % A pauses before its next attempt (backoff)\n\
         4.500 s 22 % A sleeps on its timer\n",
    );
}

#[test]
fn ten_thousand_sleeps_in_a_row_are_one_row() {
    assert_rows(
        "tasks=0.001 x10000&limit=1",
        "10.000 s 100 % 10,000 tasks 10,000 steps: sleeping\n",
    );
}

#[test]
fn a_long_step_among_thousands_of_short_ones_has_its_own_row() {
    assert_rows(
        "tasks=0.001 x3000,slow:2,0.001 cpu 1ms x1000&limit=1",
        "3.000 s 43 % 3,000 tasks 3,000 steps: sleeping\n\
         5.000 s 29 % slow sleeps on its timer\n\
         7.000 s 29 % 1,000 tasks 2,000 steps: running 50 % (1,000×), sleeping 50 % (1,000×)\n",
    );
}

#[test]
fn short_steps_beside_a_long_one_are_counted_in_its_row() {
    assert_rows(
        "tasks=A:0.001,B:2,C:0.001&limit=1",
        "2.002 s 100 % B sleeps on its timer (and 2 short steps)\n",
    );
}

#[test]
fn more_long_steps_than_a_screen_holds_are_grouped() {
    let trace = runtime::simulate(&open("tasks=0.1 x30,long:2,0.1 x30&limit=1"));
    let path = path_of(&trace).expect("main has ended");
    assert_eq!(
        listed(&trace, &path),
        "3.000 s 38 % 30 tasks 30 steps: sleeping\n\
         5.000 s 25 % long sleeps on its timer\n\
         8.000 s 38 % 30 tasks 30 steps: sleeping\n",
    );
}

#[test]
fn a_path_too_long_to_draw_step_by_step_keeps_its_rows() {
    let trace = runtime::simulate(&open("tasks=0.001 x60000&limit=1"));
    let path = path_of(&trace).expect("main has ended");
    assert_eq!((path.steps.len(), path.count, path.rows.len()), (0, 60_000, 1));
}

#[test]
fn there_is_no_path_without_an_end_or_without_time() {
    let planned = recording::Trace::planned(&open("tasks=1"), recording::ClockKind::Virtual, Micros(1));
    assert_eq!(path_of(&planned), Err(NoPath::NotRun));
    assert_eq!(path_of(&runtime::simulate(&open("tasks=0"))), Err(NoPath::NoTime));
    let full = runtime::simulate_within(&open("tasks=1 x1000"), Budget::bytes(20_000));
    assert_eq!(path_of(&full), Err(NoPath::CutOff));
}

#[test]
fn shares_never_claim_more_than_there_is() {
    let share = |part, whole| share_in_words(Micros(part), Micros(whole));
    assert_eq!(share(1, 1), "100 %");
    assert_eq!(share(999_999, 1_000_000), "> 99.9 %");
    assert_eq!(share(997, 1_000), "99.7 %");
    assert_eq!(share(71_428, 100_000), "71 %");
    assert_eq!(share(96, 1_000), "9.6 %");
    assert_eq!(share(1, 1_001), "< 0.1 %");
    assert_eq!(share(0, 0), "–");
}
