//! Any tree of tasks: nested groups, tasks that a child spawns late, several roots.

use crate::Recorded;
use scenario::time::Micros;

#[test]
fn in_nested_groups_a_cancel_names_the_failure_that_caused_it() {
    let it = Recorded::read("nested");
    assert_eq!(
        it.answer("second page", "cancelled", 0),
        "third page failed at 0.300 s, so the group cancelled second page, with 600 ms left to sleep."
    );
    assert_eq!(
        it.answer("images", "cancelled", 0),
        "pages failed at 0.300 s, so the group cancelled images, while it was awaiting 2 tasks."
    );
    // Its group cancelled it, and it failed nevertheless.
    assert_eq!(
        it.answer("pages", "cancel-requested", 0),
        "third page failed at 0.300 s, so the group asked for the end of pages, while it was awaiting 3 tasks."
    );
    assert_eq!(
        it.answer("pages", "failed", 0),
        "pages failed: ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)."
    );
    assert_eq!(it.note("main", 250), "0 of 2 done");
    assert_eq!(it.note("pages", 150), "1 of 3 done");
    assert_eq!(it.note("images", 250), "1 of 2 done");
    assert_eq!(it.verdict(), "nested.py came to its end. 3 tasks were cancelled.");
}

#[test]
fn without_causes_a_group_gives_fewer_answers() {
    let it = Recorded::without_causes("nested");
    let less = "The group cancelled second page, as it does with the rest when one fails, with 600 ms left to sleep.";
    assert_eq!(it.answer("second page", "cancelled", 0), less);
    assert_eq!(
        it.links("second page", "cancelled", 0),
        ["the group cancelled second page, as it does with the rest when one fails"]
    );
    assert_eq!(
        it.links("photo", "cancelled", 0),
        ["the group cancelled photo, as it does with the rest when one fails"]
    );
}

#[test]
fn a_task_that_a_child_spawns_late_belongs_to_the_child() {
    for it in [Recorded::read("late"), Recorded::without_causes("late")] {
        assert_eq!(it.describe("save", "spawned", 0), "is spawned by request");
        assert_eq!(it.answer("save", "spawned", 0), "request started save.");
        assert_eq!(it.note("save", 50), "not started");
        assert_eq!(it.note("save", 150), "350 ms left");
        // The task that main awaits is not its child.
        assert_eq!(it.note("main", 150), "awaiting request");
        assert_eq!(it.note("main", 450), "awaiting save");
        let links = it.links("main", "finished", 0);
        assert_eq!(
            links,
            [
                "request started save",
                "save set its timer for 400 ms",
                "the timer of save fired and woke save",
                "save was polled at once",
                "save finished with None, which woke main",
                "main was polled at once",
                "main finished with None",
            ]
        );
    }
}

#[test]
fn a_cancel_request_that_a_task_survives_is_not_a_cancel() {
    let it = Recorded::read("late");
    assert_eq!(
        it.answer("main", "cancel-requested", 0),
        "A timeout passed, which asked for the end of main, with 4.9 s left to sleep."
    );
    let main = it
        .history
        .lanes
        .lane(&it.trace, it.task("main"))
        .expect("main has a lane");
    assert_eq!(main.planned_end(), None, "the sleep that was given up is no plan");
    assert_eq!(it.verdict(), "late.py came to its end.");
}

#[test]
fn a_cancel_that_takes_its_time_says_when_it_was_asked_for() {
    let it = Recorded::read("sundry");
    assert_eq!(
        it.answer("stubborn", "cancelled", 0),
        "The program has main cancel stubborn at 0.310 s, with 9.9 s left to sleep."
    );
    assert_eq!(
        it.answer("stubborn", "cancel-requested", 0),
        "main asked for the end of stubborn, as the program says, with 9.9 s left to sleep."
    );
    assert_eq!(it.answer("deaf", "finished", 0), "deaf finished with 'survived'.");
    // What it sleeps for while it cleans up is its plan, and not the 10 s before.
    let stubborn = it
        .history
        .lanes
        .lane(&it.trace, it.task("stubborn"))
        .expect("it has a lane");
    assert_eq!(stubborn.planned_end(), Some(Micros::from_millis(410)));
}

#[test]
fn each_root_is_independent() {
    for it in [Recorded::read("roots"), Recorded::without_causes("roots")] {
        assert_eq!(it.answer("first", "spawned", 0), "The run started first.");
        assert_eq!(it.answer("second", "spawned", 0), "The run started second.");
        assert_eq!(it.note("first", 50), "0 of 2 done");
        assert_eq!(it.note("first", 150), "1 of 2 done");
        assert_eq!(
            it.answer("second", "failed", 0),
            "second failed: RuntimeError: second failed."
        );
        assert_eq!(
            it.answer("c", "cancelled", 0),
            "The end of the run cancelled c as a leftover, with 100 ms left to sleep."
        );
        assert_eq!(
            it.describe("c", "cancel-requested", 0),
            "its end is asked for: the run has ended"
        );
        assert_eq!(it.describe("c", "cancelled", 0), "is cancelled");
        assert_eq!(
            it.chain("", "printed", 0).question,
            "Why was a line printed outside of tasks at 0.200 s?"
        );
        assert_eq!(
            it.answer("", "printed", 0),
            "“['a', 'b']” was printed outside of tasks."
        );
        assert_eq!(it.verdict(), "roots.py came to its end. 1 task was cancelled.");
        let lines: Vec<_> = (0..it.history.console.len())
            .map(|number| it.history.console.line(&it.trace, number).expect("the line is there"))
            .map(|line| (line.at.0, line.task, line.text))
            .collect();
        assert_eq!(
            lines,
            [(200_000, None, "['a', 'b']"), (200_000, None, "caught second failed")]
        );
    }
}

/// Two roots with two children each, without information about what they wait for.
#[test]
fn children_are_counted_for_each_parent() {
    let mut lines = vec![r#"{"task":0,"name":"a","parent":null}"#.to_owned()];
    let task = |task: u32, name: &str, parent: &str| format!(r#"{{"task":{task},"name":"{name}","parent":{parent}}}"#);
    lines.push(task(1, "b", "null"));
    let event = |at: u64, task: u32, rest: &str| format!(r#"{{"at_us":{at},"task":{task},"kind":{rest}}}"#);
    let mut begin = |at: u64, id: u32, parent: &str| {
        lines.push(event(at, id, &format!(r#""spawned","parent":{parent}"#)));
        lines.push(event(at, id, r#""woken","by":"spawn""#));
    };
    begin(0, 0, "null");
    begin(0, 1, "null");
    for root in [0, 1] {
        lines.push(event(10, root, r#""poll-start""#));
        for child in [2 * root + 2, 2 * root + 3] {
            lines.push(task(child, &format!("child {child}"), &root.to_string()));
            lines.push(event(10, child, &format!(r#""spawned","parent":{root}"#)));
            lines.push(event(10, child, r#""woken","by":"spawn""#));
        }
        lines.push(event(10, root, r#""poll-end","result":"pending","on":"child""#));
    }
    for (at, child) in [(1_000, 2), (2_000, 4), (3_000, 5)] {
        lines.push(event(at, child, r#""poll-start""#));
        lines.push(event(at, child, r#""finished","value":"None""#));
        lines.push(event(at, child, r#""poll-end","result":"ended""#));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let it = Recorded::by_hand(&lines);
    let notes = |at_ms: u64| (it.note("a", at_ms), it.note("b", at_ms));
    assert_eq!(notes(0), ("queued".into(), "queued".into()));
    assert_eq!(notes(1), ("1 left".into(), "2 left".into()));
    assert_eq!(notes(2), ("1 left".into(), "1 left".into()));
    assert_eq!(notes(3), ("1 left".into(), "awaiting its tasks".into()));
    let after = |name: &str, event: usize| {
        let parent = it.task(name);
        it.history.lanes.children_after(&it.trace, parent, event as u32)
    };
    let last = it.trace.events.len() - 1;
    assert_eq!((after("a", last), after("b", last), after("child 2", last)), (1, 0, 0));
    assert_eq!(after("a", it.event("child 2", "spawned", 0)), 1);
}
