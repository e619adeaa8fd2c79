//! What is pointed out, and where failures went: what is recorded, and nothing that only a scenario could tell.

use crate::Recorded;
use recording::TaskId;
use recording::causes::{FailureHandling, failure_handling};
use recording::findings::{FindingKind, Severity};

#[test]
fn a_failure_that_nobody_looked_at_is_pointed_out_without_a_reason_that_is_not_known() {
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
fn the_failure_of_a_root_that_nobody_looked_at_is_pointed_out_too() {
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
fn who_looked_at_a_failure_is_left_open_where_it_is_not_recorded() {
    let it = Recorded::read("nested");
    for name in ["third page", "pages"] {
        assert_eq!(failure_handling(&it.trace, &it.causes, it.task(name)), None, "{name}");
    }
    let it = Recorded::read("roots");
    assert_eq!(failure_handling(&it.trace, &it.causes, it.task("second")), None);
}

#[test]
fn nothing_is_pointed_out_that_a_scenario_would_have_to_ask_for() {
    for name in ["nested", "queue", "locks", "late", "roots", "deadlock", "sundry"] {
        assert_eq!(Recorded::read(name).findings(), [], "{name}");
    }
}

#[test]
fn a_recording_is_held_against_no_prediction() {
    let it = Recorded::read("locks");
    let refused = recording::Deviation::between(&it.trace, &it.trace).expect_err("nothing predicts it");
    assert_eq!(
        refused.to_string(),
        "Of a recording of another program nothing is predicted."
    );
}
