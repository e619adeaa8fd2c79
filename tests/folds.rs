//! Folding a growing trace: slices give the same result as one pass, and the folds are done in order of urgency.

use recording::causes::Causes;
use recording::findings::{decided_by_several, findings};
use recording::folds::FOLDED_AT_ONCE;
use recording::{FoldDepth, Folds, History, Lanes, Trace};
use runtime::simulate;
use scenario::link;
use scenario::time::Micros;

fn trace(fragment: &str) -> Trace {
    simulate(&link::read(fragment).scenario)
}

/// A trace of several slices that has findings.
fn long() -> Trace {
    let trace = trace("tasks=10ms%20x1000,20ms%20fail&await=gather&limit=20");
    assert!(trace.events.len() > 3 * FOLDED_AT_ONCE);
    trace
}

#[test]
fn folding_in_slices_equals_folding_at_once() {
    let trace = long();
    let mut folds = Folds::default();
    let mut slices = 0;
    while !folds.extend(&trace, FoldDepth::Everything, || true) {
        slices += 1;
    }
    assert!(slices > 6, "a slice ends when the time is up: {slices}");
    let (mut history, mut causes) = (History::default(), Causes::default());
    history.extend(&trace);
    causes.extend(&trace);
    assert_eq!(folds.causes, causes);
    assert_eq!(folds.history.folded(), history.folded());
    assert_eq!(
        folds.history.metrics(&trace, trace.last_stamp()),
        history.metrics(&trace, trace.last_stamp())
    );
    let mut found = findings(&trace, &causes);
    found.extend(decided_by_several(&trace, &folds));
    assert_eq!(folds.findings(), Some(found.as_slice()));
}

#[test]
fn visible_indexes_are_folded_before_causes_and_causes_before_findings() {
    let trace = long();
    let events = trace.events.len();
    let mut folds = Folds::default();
    let mut told = Vec::new();
    while !folds.extend(&trace, FoldDepth::Everything, || true) {
        told.push((
            folds.history.folded(),
            folds.causes.folded(),
            folds.findings().is_some(),
        ));
    }
    assert!(told.is_sorted());
    for (history, causes, over) in told {
        assert!(history == events || causes == 0, "{causes} causes at {history} events");
        assert!(causes == events || !over);
    }
}

#[test]
fn under_load_only_the_visible_indexes_are_folded_and_causes_come_later() {
    let trace = long();
    let mut folds = Folds::default();
    assert!(!folds.extend(&trace, FoldDepth::History, || false));
    assert_eq!(folds.history.folded(), trace.events.len());
    assert_eq!(folds.explained(), 0);
    assert!(!folds.explains(0));
    assert!(folds.extend(&trace, FoldDepth::Everything, || false));
    assert!(folds.explains(trace.events.len() - 1));
    assert!(!folds.explains(trace.events.len()));
}

#[test]
fn a_run_in_progress_is_not_searched_for_findings() {
    let mut trace = long();
    trace.outcome = None;
    let mut folds = Folds::default();
    assert!(folds.extend(&trace, FoldDepth::Everything, || false));
    assert_eq!(folds.explained(), trace.events.len());
    assert_eq!(folds.findings(), None);
}

#[test]
fn two_earlier_runs_of_as_many_tasks_are_kept_the_latest_first() {
    let mut folds = Folds::default();
    // The runs are distinguished by their lengths.
    let mut run = |fragment: &str, ended: bool, next: usize| {
        let trace = trace(fragment);
        folds.extend(&trace, FoldDepth::Everything, || false);
        folds = folds.before_another_run(ended.then_some(&trace), next);
        assert_eq!(folds.history.folded(), 0);
        let length =
            |(trace, lanes): &(Trace, Lanes)| lanes.iter(trace).filter_map(|(_, lane)| Some(lane.end()?.at)).max();
        folds.earlier.iter().filter_map(length).collect::<Vec<_>>()
    };
    let s = Micros::from_secs;
    assert_eq!(run("tasks=1,2&await=gather", true, 3), [s(2)]);
    assert_eq!(run("tasks=1,3&await=gather", true, 3), [s(3), s(2)]);
    assert_eq!(
        run("tasks=1,4&await=gather", false, 3),
        [s(3), s(2)],
        "it had not ended"
    );
    assert_eq!(run("tasks=1,5&await=gather", true, 3), [s(5), s(3)]);
    assert_eq!(run("tasks=1,6&await=gather", true, 4), [], "the next is of more tasks");
}

#[test]
fn runs_of_more_than_a_thousand_tasks_are_not_kept() {
    let trace = trace("tasks=1ms%20x1001");
    let mut folds = Folds::default();
    folds.extend(&trace, FoldDepth::Everything, || false);
    assert!(
        folds
            .before_another_run(Some(&trace), trace.tasks.len())
            .earlier
            .is_empty()
    );
}
