//! The paths of recordings of other programs: from their causes, and without them fewer answers but no wrong ones.

use crate::edited::edit;
use crate::mixtures::random_mixture;
use crate::support::{Draws, open};
use crate::{check_laws, folded, listed};
use recording::critical_path::{CriticalPathToEnd, NoPath, StepKind, roots};
use recording::{TaskId, Trace};
use std::path::Path;

const FIXTURES: [&str; 8] = [
    "deadlock", "late", "locks", "lost", "nested", "queue", "roots", "sundry",
];

fn read(name: &str) -> Trace {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}.trace.jsonl"));
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    trace_file::read(&*text).expect("the fixture is valid").trace
}

fn without_causes(mut trace: Trace) -> Trace {
    edit(&mut trace, |events| {
        events.iter_mut().for_each(|event| event.cause = None)
    });
    trace
}

/// The rows of the path to the end of the root that ended last, and what the recording does not tell.
fn path_in(trace: &Trace) -> (String, Option<String>) {
    let folds = folded(trace);
    let root = roots(trace, &folds, 1)[0];
    let path = CriticalPathToEnd::of(trace, &folds, root).expect("the root has ended");
    (listed(trace, &path), path.caveat())
}

#[test]
fn every_recorded_program_has_paths_that_add_up() {
    for name in FIXTURES {
        for trace in [read(name), without_causes(read(name))] {
            let folds = folded(&trace);
            for task in (0..trace.tasks.len()).map(TaskId::from_index) {
                if let Ok(path) = CriticalPathToEnd::of(&trace, &folds, task) {
                    check_laws(&trace, &folds, &path, name);
                }
            }
        }
    }
}

#[test]
fn a_lock_is_waited_for_in_the_lane_of_its_holder() {
    let rows = "0.100 s 14 % starter sleeps on its timer\n\
                0.300 s 29 % reader 0 sleeps on its timer\n\
                0.400 s 14 % reader 0 sleeps on its timer\n\
                0.600 s 29 % reader 2 sleeps on its timer\n\
                0.700 s 14 % reader 2 sleeps on its timer\n";
    assert_eq!(path_in(&read("locks")), (rows.into(), None));
}

#[test]
fn without_causes_a_wait_stays_with_the_task_that_waits() {
    assert_eq!(
        path_in(&read("nested")),
        ("0.300 s 100 % third page sleeps on its timer\n".into(), None)
    );
    let caveat =
        "The recording does not say what ended 300 ms of waiting, so the path stays in the waiting task there.";
    assert_eq!(
        path_in(&without_causes(read("nested"))),
        (
            "0.300 s 100 % images waiting for its group\n".into(),
            Some(caveat.into())
        )
    );
}

#[test]
fn each_root_has_a_path_of_its_own_the_last_to_end_first() {
    let trace = read("roots");
    let folds = folded(&trace);
    assert_eq!(roots(&trace, &folds, 9), [TaskId(3), TaskId(0)]);
    assert_eq!(roots(&trace, &folds, 1), [TaskId(3)]);
    let rows = |task| CriticalPathToEnd::of(&trace, &folds, task).map(|path| listed(&trace, &path));
    assert_eq!(
        rows(TaskId(3)).as_deref(),
        Ok("0.200 s 100 % second nothing is recorded of what led to its start\n")
    );
    assert_eq!(
        rows(TaskId(0)).as_deref(),
        Ok("0.200 s 100 % work('a', 0.2) sleeps on its timer\n")
    );
}

#[test]
fn a_deadlocked_program_has_no_path() {
    let trace = read("deadlock");
    let folds = folded(&trace);
    assert_eq!(roots(&trace, &folds, 9), []);
    assert_eq!(CriticalPathToEnd::of(&trace, &folds, TaskId(0)), Err(NoPath::NoEnd));
}

#[test]
fn random_runs_without_causes_have_no_wrong_steps() {
    let mut unexplained = 0;
    for case in 0..500 {
        let link = random_mixture(&mut Draws::of(case));
        let trace = without_causes(runtime::simulate(&open(&link)));
        let folds = folded(&trace);
        for task in (0..trace.tasks.len()).map(TaskId::from_index) {
            if let Ok(path) = CriticalPathToEnd::of(&trace, &folds, task) {
                check_laws(&trace, &folds, &path, &link);
                let waits = path
                    .steps
                    .iter()
                    .filter(|step| matches!(step.kind, StepKind::Waiting(_)));
                unexplained += waits.count();
            }
        }
    }
    assert!(unexplained > 0);
}
