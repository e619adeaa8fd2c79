//! What became of the others: sentences worked out by hand, and counts against a fold over the events alone.

use super::compared;
use super::slices::each_link;
use compare::{Decision, OtherCounts};
use recording::causes::{Causes, FailureHandling, failure_handling};
use recording::{CancelReason, EventKind, TaskId, Trace};
use scenario::Policy;

fn sentences(link: &str) -> Vec<(&'static str, String)> {
    let comparison = compared(link);
    let row = |figure: &compare::PolicyFigures| {
        let others = figure.others.as_ref().expect("main has ended");
        (figure.policy.id(), others.to_string())
    };
    comparison.figures().iter().map(row).collect()
}

fn assert_sentences(link: &str, expected: [(&str, &str); 8]) {
    let said = sentences(link);
    let said: Vec<(&str, &str)> = said.iter().map(|(policy, said)| (*policy, said.as_str())).collect();
    assert_eq!(said, expected, "#{link}");
}

#[test]
fn gather_and_a_group_differ_under_a_failure_when_main_cancels_the_rest() {
    assert_sentences(
        "tasks=orders: 1s fail,invoices: 2s fail,report: 3s",
        [
            ("one-by-one", "orders fails at 1 s. The other 2 never start."),
            (
                "spawn",
                "orders fails at 1 s. The other 2 keep running until main ends, which cancels them.",
            ),
            (
                "gather",
                "orders fails at 1 s. The other 2 keep running until main ends, which cancels them.",
            ),
            ("settle", "Main gets all 3 outcomes, 2 failures too."),
            ("group", "orders fails at 1 s. The group cancels the other 2."),
            ("race", "orders is first, at 1 s, and fails. Main cancels the other 2."),
            (
                "first-ok",
                "report is the first to succeed, at 3 s. By then, 2 have failed.",
            ),
            ("as-completed", "Main gets all 3 outcomes, 2 failures too."),
        ],
    );
}

#[test]
fn what_keeps_running_after_main_is_told_apart() {
    let said = sentences("tasks=orders: 1s fail,invoices: 2s fail,report: 3s,mail: 4s&leftovers=finish");
    let of = |policy: Policy| {
        let row = said.iter().find(|(id, _)| *id == policy.id());
        row.map(|(_, said)| said.as_str()).unwrap_or_default()
    };
    assert_eq!(
        of(Policy::Gather),
        "orders fails at 1 s. The other 3 keep running after main has ended: 2 finish, 1 fails. Nobody hears of 1 failure."
    );
    assert_eq!(of(Policy::Group), "orders fails at 1 s. The group cancels the other 3.");
    assert_eq!(
        sentences("tasks=1 fail,2&leftovers=finish")[2].1,
        "A fails at 1 s. The other one keeps running after main has ended, and finishes."
    );
}

#[test]
fn a_failure_that_main_looks_at_late_says_when_it_hears_of_it() {
    let said = sentences("tasks=2,1 fail,3");
    assert_eq!(
        said[1],
        (
            "spawn",
            "B fails at 1 s; main hears of it at 2 s. By then, 1 has finished. \
             1 other keeps running until main ends, which cancels it."
                .into()
        )
    );
}

#[test]
fn joined_futures_are_dropped_with_their_join() {
    let said = sentences("tasks=2,1 fail,3&await=gather&unit=future");
    assert_eq!(said[2].1, "B fails at 1 s. The join drops the other 2.");
    assert_eq!(said[4].1, said[2].1, "there is no group of futures");
    // `spawn` makes tasks, whatever the unit.
    assert!(
        said[1]
            .1
            .ends_with("1 other keeps running until main ends, which cancels it.")
    );
}

#[test]
fn without_a_failure_all_finish_and_only_a_race_has_others() {
    let said = sentences("tasks=2,1,3");
    for policy in [0, 1, 2, 3, 4, 7] {
        assert_eq!(said[policy].1, "All 3 finish.");
    }
    assert_eq!(said[5].1, "B is first, at 1 s. Main cancels the other 2.");
    assert_eq!(
        said[6].1,
        "B is the first to succeed, at 1 s. Main cancels the other 2."
    );
    assert_eq!(sentences("tasks=1")[2].1, "It finishes.");
    assert_eq!(sentences("tasks=1 fail")[6].1, "It fails, and main with it.");
    assert_eq!(sentences("tasks=1 fail")[7].1, "Main gets its failure as an outcome.");
    assert_eq!(sentences("tasks=1 fail")[2].1, "A fails at 1 s.");
}

#[test]
fn a_deadline_cancels_what_has_not_ended() {
    let said = sentences("tasks=1,2 fail,5,6&deadline=3");
    assert_eq!(
        said[3].1,
        "The deadline passes at 3 s. By then, 1 has finished and 1 has failed. It cancels 2 of 4. \
         Nobody hears of 1 failure."
    );
    assert_eq!(
        sentences("tasks=4,5&deadline=3")[0].1,
        "The deadline passes at 3 s. It cancels 1 of 2. 1 of 2 never starts."
    );
    assert_eq!(
        sentences("tasks=4,5&deadline=3")[2].1,
        "The deadline passes at 3 s. It cancels all 2."
    );
}

#[test]
fn a_long_list_calls_its_unnamed_tasks_by_number() {
    let said = sentences("tasks=2 x29,1 fail");
    assert_eq!(said[4].1, "Task 30 fails at 1 s. The group cancels the other 29.");
}

#[test]
fn the_counts_are_those_of_a_fold_over_the_events() {
    each_link(|link| {
        let comparison = compared(link);
        for figure in comparison.figures() {
            let others = figure.others.as_ref().expect("main has ended");
            let trace = &figure.recording.as_ref().expect("few events are kept").trace;
            let context = format!("#{link} as {}", figure.policy.id());
            let decider = decider(trace, &others.decision);
            let mut counted = folded(trace, decider);
            counted.unheard = unheard(trace, decider);
            assert_eq!(others.counts, counted, "{context}");
            let all = counted.all() + u32::from(decider.is_some());
            assert_eq!(
                all as usize,
                trace.tasks.len() - 1,
                "{context}: everyone is counted once"
            );
            let ends = figure.ends;
            let failed = counted.failed + counted.failed_later;
            let (decider_failed, decider_finished) = match others.decision {
                Decision::One { failed, .. } => (u32::from(failed), u32::from(!failed)),
                _ => (0, 0),
            };
            assert_eq!(ends.failed, failed + decider_failed, "{context}");
            assert_eq!(
                ends.finished,
                counted.finished + counted.finished_later + decider_finished,
                "{context}"
            );
            assert_eq!(
                ends.cancelled,
                counted.cancelled + counted.cancelled_with_main,
                "{context}"
            );
            assert_eq!(ends.never_started, counted.never_started, "{context}");
            assert_numbers(&others.to_string(), &counted, &context);
        }
    });
}

/// The operation with the label and the end of a decision.
fn decider(trace: &Trace, decision: &Decision) -> Option<TaskId> {
    let Decision::One { label, failed, at } = decision else {
        return None;
    };
    let end = trace.events.iter().find_map(|event| {
        let ends = match event.kind {
            EventKind::Failed { .. } => *failed,
            EventKind::Finished { .. } => !*failed,
            _ => false,
        };
        let task = event
            .task
            .filter(|task| ends && *task != TaskId::MAIN && event.at == *at)?;
        (trace.name_in_words(task) == *label).then_some(task)
    });
    Some(end.expect("the decision is an end of the trace"))
}

/// The counts, from the events alone.
fn folded(trace: &Trace, decider: Option<TaskId>) -> OtherCounts {
    let mut counts = OtherCounts::default();
    let mut main_over = false;
    let mut reasons = vec![None; trace.tasks.len()];
    let mut ended = 0;
    for event in &trace.events {
        let Some(task) = event.task else { continue };
        if Some(task) == decider {
            continue;
        }
        let counter = match event.kind {
            EventKind::CancelRequested { why, .. } => {
                reasons[task.index()] = Some(why);
                continue;
            }
            EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled if task == TaskId::MAIN => {
                main_over = true;
                continue;
            }
            EventKind::Finished { .. } if main_over => &mut counts.finished_later,
            EventKind::Finished { .. } => &mut counts.finished,
            EventKind::Failed { .. } if main_over => &mut counts.failed_later,
            EventKind::Failed { .. } => &mut counts.failed,
            EventKind::Cancelled if reasons[task.index()] == Some(CancelReason::Leftovers) => {
                assert!(main_over, "leftovers are cancelled after main");
                &mut counts.cancelled_with_main
            }
            EventKind::Cancelled => &mut counts.cancelled,
            _ => continue,
        };
        *counter += 1;
        ended += 1;
    }
    let others = trace.tasks.len() - 1 - usize::from(decider.is_some());
    counts.never_started = (others - ended) as u32;
    counts
}

/// The failures that no code looked at, by what is recorded about each.
fn unheard(trace: &Trace, decider: Option<TaskId>) -> u32 {
    let mut causes = Causes::default();
    causes.extend(trace);
    let policy = trace.scenario().map(|scenario| scenario.policy);
    let tasks = (1..trace.tasks.len()).map(TaskId::from_index);
    let unheard = tasks.filter(|task| {
        let handling = failure_handling(trace, &causes, *task);
        let warned = trace
            .events
            .iter()
            .any(|event| event.task == Some(*task) && event.kind == EventKind::NeverRetrieved);
        let unheard = matches!(
            handling,
            Some(FailureHandling::Nowhere { .. } | FailureHandling::Swallowed { .. })
        );
        assert!(unheard || !warned, "Python warns of what nobody heard of");
        if policy == Some(Policy::Gather) && decider.is_some() && handling.is_some() && !trace.is_joined(*task) {
            assert_eq!(unheard, Some(*task) != decider, "main hears of the first failure only");
        }
        unheard
    });
    unheard.count() as u32
}

/// The numbers in the sentences are the counts.
fn assert_numbers(said: &str, counts: &OtherCounts, context: &str) {
    let said = said.split_once(". ").map_or("", |(_, rest)| rest);
    let mentions = |word: &str| said.contains(word);
    let of = |number: u32, word: &str| assert_eq!(number > 0, mentions(word), "{context}: {said}: {word}");
    of(counts.never_started, "never");
    of(counts.cancelled_with_main, "until main ends");
    of(counts.unheard, "Nobody hears");
    let later = counts.finished_later + counts.failed_later;
    assert_eq!(
        later > 0,
        mentions("after main has ended") || mentions("last turn"),
        "{context}: {said}"
    );
    let cancelled = mentions("cancels the") || mentions("cancels ") || mentions("drops");
    assert!(counts.cancelled == 0 || cancelled, "{context}: {said}");
}
