//! The findings of recorded programs: locks, queues, lost tasks, and that nothing else is reported.

use super::found_in;
use recording::Trace;
use recording::findings::{Finding, FindingKind, Severity};
use std::fs::{self, File};
use std::io::BufReader;

fn opened(path: &str) -> Trace {
    let file = File::open(path).expect("a fixture");
    trace_file::read(BufReader::new(file)).expect("a recording").trace
}

/// The kinds and texts of what is found in a recorded program.
fn found(name: &str) -> (Trace, Vec<Finding>) {
    let (fixture, recorded) = (
        format!("tests/fixtures/{name}.trace.jsonl"),
        format!("tests/recorded/{name}.trace.jsonl"),
    );
    let trace = opened(if fs::exists(&fixture).expect("a folder") {
        &fixture
    } else {
        &recorded
    });
    let found = found_in(&trace);
    (trace, found)
}

#[track_caller]
fn one(name: &str, kind: FindingKind) -> Finding {
    let (trace, found) = found(name);
    let finding = found.iter().find(|finding| finding.kind == kind);
    let finding = finding.unwrap_or_else(|| panic!("{name}: {found:#?}"));
    assert!(!finding.title.is_empty() && !finding.text.is_empty() && !finding.matters.is_empty());
    assert!(!finding.change.is_empty() && !finding.tasks.is_empty(), "{finding:#?}");
    for &(task, event) in &finding.evidence {
        assert_eq!(
            trace.events.get(event).and_then(|event| event.task),
            Some(task),
            "{name}"
        );
    }
    finding.clone()
}

#[test]
fn a_deadlock_says_who_waits_for_what_and_who_could_have_given_it() {
    let finding = one("consumers", FindingKind::Deadlock);
    assert_eq!(finding.title, "Deadlock: 2 tasks wait for queue, nobody can put");
    assert_eq!(
        finding.text,
        "consumer 1 since 5.720 s and consumer 2 since 4.920 s, line 10. Only producer put into it, and it finished at \
         1.720 s. main awaits 3 tasks, line 18."
    );
    assert_eq!(finding.severity, Severity::Problem);
    let finding = one("deadlock_top", FindingKind::Deadlock);
    assert!(
        finding.text.contains("Nobody ever put anything into it."),
        "{}",
        finding.text
    );
}

#[test]
fn locks_in_opposite_order_are_a_ring_even_if_a_timeout_ends_it() {
    for name in ["deadlock", "crossed"] {
        let finding = one(name, FindingKind::Deadlock);
        assert!(finding.title.ends_with("wait for each other"), "{}", finding.title);
        assert_eq!(finding.evidence.len(), 2);
    }
    let finding = one("crossed", FindingKind::Deadlock);
    assert_eq!(
        finding.text,
        "a holds lock left and waits for lock right since 0.020 s, line 9. b holds lock right and waits for lock left \
         since 0.020 s, line 9."
    );
    assert!(finding.matters.contains("timeout from outside"), "{}", finding.matters);
}

#[test]
fn a_permit_with_turns_taken_and_a_full_queue_are_reported_with_their_times() {
    let (_, all) = found("consumers");
    let kinds: Vec<FindingKind> = all.iter().map(|finding| finding.kind).collect();
    assert_eq!(
        kinds,
        [
            FindingKind::Deadlock,
            FindingKind::LoopBlocked,
            FindingKind::Convoy,
            FindingKind::BackPressure
        ]
    );
    assert_eq!(all[2].title, "db has one permit and was never free for 5.3 s");
    assert!(
        all[2].text.contains("7 times in all") && all[2].text.contains("waited 2.88 s"),
        "{}",
        all[2].text
    );
    assert!(
        all[3].text.starts_with("producer waited 680 ms for room in it"),
        "{}",
        all[3].text
    );
}

#[test]
fn a_lock_held_across_an_await_says_how_long_others_waited() {
    let finding = one("locks", FindingKind::HeldWhileWaiting);
    assert_eq!(
        finding.text,
        "reader 0 held lock cache while it was waiting on a timer, line 13. reader 1 waited 100 ms for it."
    );
}

#[test]
fn what_is_never_given_back_and_who_waits_in_vain() {
    let finding = one("semaphore_leak", FindingKind::NeverReleased);
    assert_eq!(
        finding.text,
        "careless took a slot of slots at 0 s and failed at 0 s without giving it back. patient went to wait for it at \
         0 s, line 13."
    );
}

#[test]
fn consumers_that_wait_for_a_slow_producer_starve() {
    let finding = one("starved", FindingKind::StarvedConsumers);
    assert_eq!(finding.severity, Severity::Note);
    assert_eq!(finding.tasks.len(), 2);
    // Seven items, one every 100 ms, for two consumers that need no time: they only wait.
    assert!(
        finding.text.contains("waited") && finding.text.contains('%'),
        "{}",
        finding.text
    );
}

#[test]
fn lost_work_is_named() {
    let finding = one("forgotten_await", FindingKind::ForgottenAwait);
    assert!(
        finding.text.starts_with("notify was called and not awaited (line 11)"),
        "{}",
        finding.text
    );
    let finding = one("destroyed_pending", FindingKind::TaskLost);
    assert_eq!(finding.severity, Severity::Problem);
    let finding = one("left_over", FindingKind::TaskLost);
    assert_eq!(finding.severity, Severity::Warning);
    assert!(
        finding.text.starts_with("save was waiting on a timer, line 10"),
        "{}",
        finding.text
    );
    let finding = one("swallowed", FindingKind::Swallowed);
    assert!(
        finding.text.contains("its gather had passed on the failure of"),
        "{}",
        finding.text
    );
}

#[test]
fn computing_is_marked_as_measured() {
    let finding = one("measured", FindingKind::LoopBlocked);
    assert!(finding.text.contains("were computed, as measured"), "{}", finding.text);
    let finding = one("consumers", FindingKind::LoopBlocked);
    assert!(
        !finding.text.contains("as measured"),
        "time.sleep is exact: {}",
        finding.text
    );
}

/// Programs in which nothing is wrong.
#[test]
fn programs_that_are_fine_have_no_findings() {
    let fine = [
        "barrier",
        "cancel_cleanup",
        "cancel_refused",
        "condition_contended",
        "gather_cancelled",
        "group_nested",
        "queue_workers",
        "shield",
        "timeout",
        "to_thread",
        "two_runs",
        "wait_first_completed",
        "async_generator_left",
        "sys_exit_message",
    ];
    for name in fine {
        let (_, found) = found(name);
        assert_eq!(found, [], "{name}");
    }
}

#[test]
fn a_failure_behind_a_gather_that_was_cancelled_is_swallowed() {
    let finding = one("gather_timeout", FindingKind::Swallowed);
    assert_eq!(
        finding.text,
        "broken failed at 0.030 s, and nobody heard of it: its gather had passed on the end as cancelled of quick. Python \
         does not warn of it."
    );
    // It is told once, though it failed while it was being cancelled.
    let (_, all) = found("gather_timeout");
    assert_eq!(all.len(), 1, "{all:#?}");
}

#[test]
fn a_failure_that_nobody_looked_at_says_why_where_that_is_recorded() {
    let text = |name| one(name, FindingKind::NeverRetrieved).text;
    assert_eq!(
        text("shield_fails"),
        "save failed at 0.080 s, and nobody looked at it: main had gone on without it at 0.020 s."
    );
    assert_eq!(
        text("wait_unlooked"),
        "bad failed at 0.020 s, and nobody looked at it: main had only waited for its end, which passes no failure on."
    );
    assert_eq!(
        text("never_retrieved"),
        "lost failed at 0 s, and nobody looked at it: no task ever waited for it."
    );
}

#[test]
fn a_wait_for_an_unknown_future_may_have_been_for_the_task() {
    // wait_for of Python 3.11 waits for a future of its own.
    let text = fs::read_to_string("tests/recorded/never_retrieved.trace.jsonl").expect("a recording");
    let unknown = text.replacen(
        r#""result":"pending","on":"timer","stack":0"#,
        r#""result":"pending","on":"future","stack":0"#,
        1,
    );
    assert_ne!(text, unknown);
    let trace = trace_file::read(unknown.as_bytes()).expect("it is valid").trace;
    let found = found_in(&trace);
    let lost = found.iter().find(|finding| finding.kind == FindingKind::NeverRetrieved);
    assert_eq!(
        lost.expect("it is found").text,
        "lost failed at 0 s, and nobody looked at it."
    );
}

#[test]
fn a_second_failure_of_a_group_says_that_it_came_with_the_cancel_and_where_it_went() {
    let finding = one("group_second_failure", FindingKind::FailedInCancel);
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(
        finding.text,
        "worse was asked to stop by its group at 0.020 s and failed at 0.020 s instead: KeyError: 'second' (line 15); it is in \
         the error of main, with 1 other failure."
    );
    // Tasks that end as cancelled, refuse, or run into a timeout of their own are not found.
    for name in [
        "cancel_cleanup",
        "cancel_refused",
        "semaphore_leak",
        "group_nested",
        "timeout",
        "shield",
    ] {
        let (_, all) = found(name);
        assert!(
            all.iter().all(|finding| finding.kind != FindingKind::FailedInCancel),
            "{name}: {all:#?}"
        );
    }
}

#[test]
fn the_failure_of_a_member_is_in_the_error_of_its_group() {
    use recording::causes::{FailureHandling, failure_handling};
    let handling = |name: &str, task: &str| {
        let (trace, _) = found(name);
        let mut causes = recording::causes::Causes::default();
        causes.extend(&trace);
        let task = trace.tasks.first_called(task).expect("there is one");
        failure_handling(&trace, &causes, task)
    };
    let in_error_of_main = |others| match handling("group_second_failure", others) {
        Some(FailureHandling::InErrorOf { owner, others, .. }) => (owner, others),
        other => panic!("{other:?}"),
    };
    assert_eq!(in_error_of_main("bad"), ("main".into(), 1));
    assert_eq!(in_error_of_main("worse"), ("main".into(), 1));
    let alone = handling("group_nested", "broken").expect("it is known");
    assert_eq!(alone.to_string(), "it is in the error of x");
    // A gather has no such error.
    assert_eq!(handling("swallowed", "work('a', 0.02, True)"), None);
}
