//! Failures that were never retrieved and of which CPython warns, by policy: they are named at the run's end, and no
//! others.

use crate::rendered::{seconds, simulated};
use recording::EventKind;

#[test]
fn spawn_does_not_retrieve_failures_after_the_one_it_reached() {
    assert_eq!(unseen("tasks=a: 2 fail, b: 1 fail, c: 1&await=spawn"), ["2.000 b"]);
    assert_eq!(
        unseen("tasks=a: 1 fail, b: 2 fail&await=spawn&leftovers=finish"),
        ["2.000 b"]
    );
}

#[test]
fn gather_marks_the_later_failures_as_seen() {
    assert_eq!(unseen("tasks=a: 1 fail, b: 1 fail, c: 1 fail&await=gather"), [""; 0]);
    assert_eq!(
        unseen("tasks=a: 1 fail, b: 2 fail&await=gather&leftovers=finish"),
        [""; 0]
    );
    assert_eq!(
        unseen("tasks=a: 1 fail, b: 2 fail&await=gather"),
        [""; 0],
        "b was cancelled before it failed"
    );
}

#[test]
fn race_leaves_a_failure_that_came_in_the_winners_turn() {
    assert_eq!(unseen("tasks=a: 1, b: 1 fail&await=race"), ["1.000 b"]);
    assert_eq!(unseen("tasks=a: 1 fail, b: 1&await=race"), [""; 0]);
}

#[test]
fn first_success_retrieves_failures_up_to_its_winner_in_list_order() {
    assert_eq!(unseen("tasks=a: 1, b: 1 fail&await=first-ok"), ["1.000 b"]);
    assert_eq!(unseen("tasks=a: 1 fail, b: 1&await=first-ok"), [""; 0]);
    assert_eq!(unseen("tasks=a: 1 fail, b: 1 fail&await=first-ok"), [""; 0]);
}

#[test]
fn a_group_retrieves_every_failure() {
    assert_eq!(unseen("tasks=a: 1 fail, b: 1 fail, c: 2&await=group"), [""; 0]);
}

#[test]
fn one_by_one_settle_and_as_completed_retrieve_every_failure() {
    for policy in ["one-by-one", "settle", "as-completed"] {
        assert_eq!(
            unseen(&format!("tasks=a: 1 fail, b: 2 fail, c: 1 fail&await={policy}")),
            [""; 0],
            "{policy}"
        );
    }
}

#[test]
fn a_deadlines_cancel_suppresses_the_warning_of_an_earlier_failure() {
    assert_eq!(unseen("tasks=a: 1 fail, b: 3&await=settle&deadline=2"), [""; 0]);
    assert_eq!(
        unseen("tasks=a: 1 fail, b: 3&await=as-completed&deadline=2"),
        [""; 0],
        "main had taken it"
    );
    assert_eq!(unseen("tasks=a: 3, b: 1 fail&await=spawn&deadline=2"), [""; 0]);
    // a computes past the deadline and ends in the same turn as b: main is cancelled and retrieves neither.
    for policy in ["race", "first-ok", "as-completed"] {
        assert_eq!(
            unseen(&format!("tasks=a: 1 cpu 1 fail, b: 1 fail&await={policy}&deadline=1.5")),
            [""; 0],
            "{policy}"
        );
    }
    assert_eq!(
        unseen("tasks=a: 2 fail, b: 1 fail&await=spawn&deadline=2.5"),
        ["2.000 b"],
        "the deadline did not pass"
    );
}

/// The tasks whose failures were never retrieved, each preceded by the stamp of the event that says so.
fn unseen(link: &str) -> Vec<String> {
    let trace = simulated(link);
    let unseen = trace
        .events
        .iter()
        .filter(|event| event.kind == EventKind::NeverRetrieved);
    unseen
        .filter_map(|event| Some(format!("{} {}", seconds(event.at), trace.name(event.task?)?)))
        .collect()
}
