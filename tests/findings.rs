//! The findings of a run: what is reported, for which tasks, and that nothing else is.

#[path = "support/edited.rs"]
mod edited;

use edited::edit;
use recording::causes::Causes;
use recording::findings::{Finding, FindingKind, MOST_EVIDENCE, Severity, findings};
use recording::{RunOutcome, TaskId, Trace};
use scenario::link;
use scenario::time::Micros;

fn simulated(fragment: &str) -> Trace {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "#{fragment}: {:?}", opened.problems);
    runtime::simulate(&opened.scenario)
}

fn found_in(trace: &Trace) -> Vec<Finding> {
    let mut causes = Causes::default();
    causes.extend(trace);
    findings(trace, &causes)
}

fn kinds(fragment: &str) -> Vec<FindingKind> {
    found_in(&simulated(fragment))
        .iter()
        .map(|finding| finding.kind)
        .collect()
}

/// The only finding, and its evidence as stamps, names and kinds of events.
#[track_caller]
fn only(fragment: &str) -> (Finding, Vec<String>) {
    let trace = simulated(fragment);
    let found = found_in(&trace);
    let [finding] = found.as_slice() else {
        panic!("#{fragment}: {found:#?}");
    };
    let shown = |&(task, index): &(TaskId, usize)| {
        let event = &trace.events.get(index).expect("the event is there");
        assert_eq!(event.task, Some(task), "#{fragment}");
        let name = trace.name(task).unwrap_or_default();
        let millis = event.at.0 / 1_000;
        format!("{millis} ms {name} {}", event.kind.name())
    };
    let evidence = finding.evidence.iter().map(shown).collect();
    (finding.clone(), evidence)
}

const NONE: [FindingKind; 0] = [];

#[test]
fn the_tutorials_programs_and_plain_ones_have_no_findings() {
    let plain = [
        "",
        "tasks=2,1,3&await=gather",
        "tasks=1,2&await=gather",
        "tasks=1&await=one-by-one",
    ];
    for fragment in plain {
        assert_eq!(kinds(fragment), NONE, "#{fragment}");
    }
    for policy in [
        "one-by-one",
        "spawn",
        "gather",
        "settle",
        "group",
        "race",
        "first-ok",
        "as-completed",
    ] {
        assert_eq!(kinds(&format!("tasks=2,1,3&await={policy}")), NONE, "{policy}");
    }
}

#[test]
fn a_policy_used_as_intended_has_no_findings() {
    for policy in ["one-by-one", "settle", "group", "race", "first-ok", "as-completed"] {
        assert_eq!(kinds(&format!("tasks=2,1 fail,3&await={policy}")), NONE, "{policy}");
    }
}

#[test]
fn a_poll_that_computes_blocks_the_loop() {
    let (finding, evidence) = only("tasks=render: 500ms cpu 1.5s, clicks: 800ms, scroll: 1s&await=gather");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::LoopBlocked, Severity::Problem)
    );
    assert_eq!(
        finding.text,
        "render held the loop for 1.5 s in one poll. 2 tasks waited meanwhile, 1.2 s at the longest."
    );
    assert_eq!(evidence, ["500 ms render poll-start"]);
    assert_eq!(finding.tasks, [TaskId(1)]);
}

#[test]
fn a_long_poll_while_no_other_task_is_due_is_a_note() {
    let (finding, _) = only("tasks=render: 1 cpu 50ms, other: 2&await=gather");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::LoopBlocked, Severity::Note)
    );
    assert_eq!(
        finding.text,
        "render held the loop for 50 ms in one poll. Nobody else was due meanwhile."
    );
    assert_eq!(kinds("tasks=render: 1 cpu 49ms, other: 2&await=gather"), NONE);
}

#[test]
fn a_short_poll_counts_when_another_waits_for_it_longer_than_a_frame() {
    assert_eq!(
        kinds("tasks=a: 1 cpu 17ms, b: 1&await=gather"),
        [FindingKind::LoopBlocked]
    );
    assert_eq!(kinds("tasks=a: 1 cpu 16ms, b: 1&await=gather"), NONE);
}

#[test]
fn a_joined_future_that_computes_is_named_and_not_main() {
    let (finding, evidence) = only("tasks=render: 500ms cpu 200ms, clicks: 600ms&await=gather&unit=future");
    assert_eq!(finding.kind, FindingKind::LoopBlocked);
    assert_eq!(evidence, ["500 ms render poll-start"]);
}

#[test]
fn a_failure_stays_unseen_while_main_awaits_others_first() {
    let (finding, evidence) = only("tasks=a: 2, b: 1 fail&await=spawn");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::FailureSeenLate, Severity::Warning)
    );
    assert_eq!(
        finding.text,
        "b failed at 1.000 s; main took the failure at 2.000 s, 1 s later, as it awaits its handles in list order."
    );
    assert_eq!(evidence, ["1000 ms b failed", "2000 ms main failed"]);
}

#[test]
fn a_failure_that_main_takes_soon_did_not_stay_unseen() {
    assert_eq!(kinds("tasks=a: 1.1, b: 1 fail&await=spawn"), NONE, "100 ms");
    assert_eq!(
        kinds("tasks=a: 1.101, b: 0.99 fail&await=spawn"),
        [FindingKind::FailureSeenLate]
    );
    assert_eq!(
        kinds("tasks=a: 20, b: 19 fail&await=spawn"),
        NONE,
        "a twentieth of the run"
    );
    assert_eq!(kinds("tasks=a: 1 fail, b: 500ms&await=spawn"), NONE, "the first handle");
}

#[test]
fn a_failure_that_was_never_retrieved_is_a_problem() {
    let (finding, evidence) = only("tasks=a: 1 fail, b: 1 fail&await=spawn");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::NeverRetrieved, Severity::Problem)
    );
    assert_eq!(
        finding.text,
        "b failed at 1.000 s, and nobody looked at it: main awaits in list order and ended with the failure of a first."
    );
    assert_eq!(evidence, ["1000 ms b never-retrieved"]);
    assert_eq!(kinds("tasks=a: 1 fail, b: 1 fail&await=group"), NONE);
    assert_eq!(kinds("tasks=a: 1 fail, b: 1 fail&await=settle"), NONE);
}

#[test]
fn a_failure_that_was_never_retrieved_without_a_warning_of_python_was_swallowed() {
    let (finding, evidence) = only("tasks=a: 1 fail, b: 1 fail&await=gather");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::Swallowed, Severity::Problem)
    );
    assert_eq!(
        finding.text,
        "b failed at 1.000 s, and nobody looked at it: main had already failed with a. Python does not warn of it."
    );
    assert_eq!(evidence, ["1000 ms b failed"]);
    let (finding, _) = only("tasks=a: 1 fail, b: 1 fail, c: 3&await=settle&deadline=2");
    assert_eq!(
        finding.text,
        "a failed at 1.000 s, and nobody looked at it: the deadline passed before main had come to it. Python does not \
         warn of it. The same befell 1 other failure."
    );
    assert_eq!(
        kinds("tasks=a: 2, b: 1 fail&await=spawn&deadline=1.5"),
        [FindingKind::Swallowed]
    );
    assert_eq!(
        kinds("tasks=a: 2, b: 1 fail&await=first-ok&deadline=1.5"),
        NONE,
        "main looked at it and waited on"
    );
}

#[test]
fn a_failure_in_a_stopped_run_is_not_reported() {
    let mut trace = simulated("tasks=a: 1 fail, b: 1 fail&await=gather");
    trace.outcome = Some(RunOutcome::Stopped);
    assert_eq!(found_in(&trace), []);
}

#[test]
fn work_that_continues_after_main_has_failed_is_reported() {
    let (finding, evidence) = only("tasks=a: 1 fail, b: 3, c: 2&await=gather&leftovers=finish");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::UnawaitedWork, Severity::Warning)
    );
    assert_eq!(
        finding.text,
        "main failed at 1.000 s; b and c ran on for 2 s, until 3.000 s."
    );
    assert_eq!(
        evidence,
        ["1000 ms main failed", "3000 ms b finished", "2000 ms c finished"]
    );
    assert_eq!(finding.tasks, [TaskId(2), TaskId(3)]);
}

#[test]
fn work_cancelled_by_the_end_of_main_is_not_reported() {
    assert_eq!(kinds("tasks=a: 1 fail, b: 3&await=spawn"), NONE);
    assert_eq!(kinds("tasks=a: 1 fail, b: 3&await=gather"), NONE);
}

#[test]
fn work_cancelled_by_a_policy_or_a_deadline_is_not_reported() {
    assert_eq!(kinds("tasks=a: 1 fail, b: 3&await=group"), NONE);
    assert_eq!(kinds("tasks=a: 1, b: 3&await=race"), NONE);
    assert_eq!(kinds("tasks=a: 1, b: 3&await=gather&deadline=2"), NONE);
    assert_eq!(
        kinds("tasks=a: 1 fail, b: 500ms&await=gather&leftovers=finish"),
        NONE,
        "nothing was still running"
    );
}

#[test]
fn a_timeout_no_longer_than_its_delay_is_too_short() {
    let (finding, evidence) = only("tasks=slow: 3, quick: 500ms&await=settle&timeout=1");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::TimeoutTooShort, Severity::Problem)
    );
    assert_eq!(
        finding.text,
        "slow takes 3 s, and an attempt may take 1 s: the only attempt ran out of time."
    );
    assert_eq!(evidence, ["1000 ms slow attempt-failed"]);
    assert_eq!(
        kinds("tasks=slow: 1&await=settle&timeout=1"),
        [FindingKind::TimeoutTooShort],
        "the timeout wins a tie"
    );
    let (finding, _) = only("tasks=slow: 3&await=settle&timeout=1&retry=1");
    assert!(
        finding.text.ends_with("all 2 attempts ran out of time."),
        "{}",
        finding.text
    );
}

/// Each attempt draws its own delay, so that only the low end of a range decides whether none can succeed.
#[test]
fn a_timeout_is_too_short_for_a_range_when_it_is_so_for_its_low_end() {
    let (finding, _) = only("tasks=slow: 2s..3s&await=settle&timeout=1&retry=1");
    assert_eq!(
        finding.text,
        "slow takes 2 s or more, and an attempt may take 1 s: all 2 attempts ran out of time."
    );
    // Drawn: 2.487, 2.187 and 2.028 s.
    assert_eq!(
        kinds("tasks=a: 1s..3s&await=settle&timeout=1.4&retry=2&seed=7"),
        [FindingKind::RetriesMultiply]
    );
}

#[test]
fn a_timeout_that_was_missed_for_another_reason_is_not_too_short() {
    assert_eq!(kinds("tasks=a: 1&await=settle&timeout=1.001"), NONE);
    assert_eq!(
        kinds("tasks=a: 500ms cpu 1, b: 900ms&await=settle&timeout=1"),
        [FindingKind::LoopBlocked],
        "b was served late"
    );
    assert_eq!(
        kinds("tasks=a: 3, b: 500ms&await=race&timeout=1"),
        NONE,
        "cancelled before its time was up"
    );
    // Its computation overruns the timeout, which fires before the sleep is polled: the attempt counts as complete.
    assert_eq!(
        kinds("tasks=a: 900ms cpu 200ms&await=settle&timeout=1"),
        [FindingKind::LoopBlocked]
    );
}

#[test]
fn retries_that_double_the_attempts_multiply_the_load() {
    let (finding, evidence) = only("tasks=a: 1 fail 1, b: 1 fail 1&await=settle&retry=1&backoff=100ms");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::RetriesMultiply, Severity::Warning)
    );
    assert_eq!(
        finding.text,
        "4 attempts for 2 operations: 2 of them were made again, with a first pause of 100 ms."
    );
    assert_eq!(evidence, ["1100 ms a attempt", "1100 ms b attempt"]);
}

#[test]
fn occasional_retries_are_not_reported() {
    assert_eq!(
        kinds("tasks=a: 1 fail 1&await=settle&retry=3"),
        NONE,
        "one attempt more"
    );
    assert_eq!(
        kinds("tasks=a: 1 fail 2, b: 1, c: 1&await=settle&retry=3"),
        NONE,
        "5 attempts for 3"
    );
    assert_eq!(kinds("tasks=1,1,1&await=settle&retry=3"), NONE);
}

#[test]
fn a_limit_at_which_no_task_waited_is_reported() {
    let (finding, evidence) = only("tasks=1,2&await=gather&limit=2");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::LimitNeverBound, Severity::Note)
    );
    assert_eq!(
        finding.text,
        "At most 2 at a time were allowed, and never more than 2 asked: nobody queued for a free slot."
    );
    assert_eq!(evidence, ["0 ms 1 acquired", "0 ms 2 acquired"]);
    assert_eq!(kinds("tasks=1,2,1&await=gather&limit=2"), NONE);
}

#[test]
fn a_limit_that_tasks_wait_for_half_of_their_time_is_reported() {
    // Waits 0, 1, 2 and 3 s, and sleeps 1 s each: 6 of 10 s.
    let (finding, evidence) = only("tasks=1,1,1,1&await=gather&limit=1");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::LimitQueuesMost, Severity::Note)
    );
    assert_eq!(
        finding.text,
        "With at most 1 at a time, 3 tasks queued for a free slot, 60 % of the operations' time in all; D waited longest, 3 s."
    );
    assert_eq!(evidence, ["0 ms 4 poll-end", "0 ms 3 poll-end", "0 ms 2 poll-end"]);
    assert_eq!(finding.tasks, [TaskId(2), TaskId(3), TaskId(4)]);
    assert_eq!(kinds("tasks=1,1&await=gather&limit=1"), NONE, "1 of 3 s");
    assert_eq!(
        kinds("tasks=1,1,1&await=gather&limit=1"),
        [FindingKind::LimitQueuesMost],
        "3 of 6 s"
    );
}

#[test]
fn evidence_is_limited_and_tasks_are_complete() {
    let trace = simulated("tasks=1 fail x30&await=gather");
    let found = found_in(&trace);
    let [unseen] = found.as_slice() else {
        panic!("{found:#?}")
    };
    assert_eq!((unseen.evidence.len(), unseen.tasks.len()), (MOST_EVIDENCE, 29));
    assert!(
        unseen.text.ends_with("The same befell 28 other failures."),
        "{}",
        unseen.text
    );
}

#[test]
fn the_most_severe_comes_first() {
    assert_eq!(
        kinds("tasks=a: 1 fail, b: 2 fail, c: 3 cpu 60ms&await=gather&leftovers=finish&limit=9"),
        [
            FindingKind::Swallowed,
            FindingKind::UnawaitedWork,
            FindingKind::LoopBlocked,
            FindingKind::LimitNeverBound
        ]
    );
}

#[test]
fn a_run_in_progress_has_only_findings_that_are_certain() {
    let whole = simulated("tasks=a: 1 cpu 60ms, b: 5&await=gather&limit=2");
    let mut so_far = whole.clone();
    so_far.outcome = None;
    edit(&mut so_far, |events| {
        events.retain(|event| event.at <= Micros::from_secs(2))
    });
    let found = found_in(&so_far);
    let kinds: Vec<FindingKind> = found.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::LoopBlocked], "the limit may bind yet");
}

#[path = "findings/program.rs"]
mod program;
