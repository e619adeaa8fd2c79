//! Findings and the handling of failures: only what is recorded, and nothing that requires a scenario.

use crate::Recorded;
use recording::TaskId;
use recording::causes::{FailureHandling, failure_handling};
use recording::findings::{FindingKind, Severity};

#[test]
fn a_failure_that_was_never_retrieved_is_reported_without_an_unknown_reason() {
    for it in [Recorded::read("lost"), Recorded::without_causes("lost")] {
        let found = it.findings();
        let kinds: Vec<FindingKind> = found.iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, [FindingKind::LoopBlocked, FindingKind::NeverRetrieved]);
        assert_eq!(
            found[0].text,
            "busy held the loop for 133.759 ms in one poll. 1 task waited meanwhile, 83.759 ms at the longest."
        );
        assert_eq!(found[1].severity, Severity::Problem);
        assert_eq!(found[1].text, "lost failed at 0.183 s, and nobody looked at it.");
        assert_eq!(
            found[1].change,
            "Await the task, or start it in a group, which waits for its tasks and passes their failures on."
        );
        assert_eq!(
            found[1].evidence,
            [(it.task("lost"), it.event("lost", "never-retrieved", 0))]
        );
        assert_eq!(
            it.answer("lost", "failed", 0),
            "lost failed: KeyError: 'b'; nobody looked at it."
        );
        assert_eq!(
            it.answer("lost", "never-retrieved", 0),
            "lost failed at 0.183 s, and nobody looked at that."
        );
    }
}

#[test]
fn a_failure_of_a_root_that_was_never_retrieved_is_reported() {
    let it = Recorded::by_hand(&[
        r#"{"task":0,"name":"root","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
        r#"{"at_us":0,"task":0,"kind":"failed","message":"ValueError"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-end","result":"ended"}"#,
        r#"{"at_us":9,"task":0,"kind":"never-retrieved"}"#,
        r#"{"end":"ok","events":6}"#,
    ]);
    let found = it.findings();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].text, "root failed at 0 s, and nobody looked at it.");
    let failure_mode = failure_handling(&it.trace, &it.causes, TaskId(0));
    assert_eq!(
        failure_mode,
        Some(FailureHandling::Nowhere {
            event: 5,
            because: None
        })
    );
}

#[test]
fn the_handling_of_a_failure_is_unknown_if_it_is_not_recorded() {
    let it = Recorded::read("nested");
    for name in ["third page", "pages"] {
        assert_eq!(failure_handling(&it.trace, &it.causes, it.task(name)), None, "{name}");
    }
    let it = Recorded::read("roots");
    assert_eq!(failure_handling(&it.trace, &it.causes, it.task("second")), None);
}

#[test]
fn findings_that_require_a_scenario_are_not_reported() {
    for name in ["nested", "queue", "locks", "late", "roots", "deadlock", "sundry"] {
        for finding in Recorded::read(name).findings() {
            let of_a_scenario = matches!(
                finding.kind,
                FindingKind::FailureSeenLate
                    | FindingKind::UnawaitedWork
                    | FindingKind::TimeoutTooShort
                    | FindingKind::RetriesMultiply
                    | FindingKind::LimitNeverBound
                    | FindingKind::LimitQueuesMost
            );
            assert!(!of_a_scenario, "{name}: {finding:?}");
        }
    }
}

#[test]
fn a_recording_is_not_compared_with_a_prediction() {
    let it = Recorded::read("locks");
    let refused = recording::Deviation::between(&it.trace, &it.trace).expect_err("nothing predicts it");
    assert_eq!(
        refused.to_string(),
        "Of a recording of another program nothing is predicted."
    );
}
