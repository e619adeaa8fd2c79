//! A total that several tasks made one after the other: the critical path is the answer to why it took so long.

use super::{Finding, FindingKind, Severity};
use crate::causes::{CauseView, names};
use crate::critical_path::{CriticalPathSearch, CriticalPathToEnd, roots, share_in_words};
use crate::{Folds, TaskId, Trace};
use scenario::time::Micros;
use scenario::{Policy, words};
use std::borrow::Cow;

/// The events of a path that are followed. A longer path has too many steps to say in a sentence what they are.
const MOST_FOLLOWED: usize = 512;
/// A task with a smaller share of the total than this, in percent, is not what decides it.
const LEAST_SHARE: u64 = 5;
/// Of a recording with more than this share of unexplained waits, in percent, nothing is said.
const MOST_UNEXPLAINED: u64 = 5;
/// Tasks that are named; of more, the number is.
const MOST_NAMED: usize = 4;

/// What a task has of the total, and the event that ended its longest step.
struct OnPath {
    task: TaskId,
    length: Micros,
    longest: Micros,
    event: usize,
}

/// The finding, if several tasks in a row decided the total and others did not. `folds` must have folded all events and
/// their causes. Costs a few milliseconds at most, however long the recording is.
pub fn decided_by_several(trace: &Trace, folds: &Folds) -> Option<Finding> {
    let scenario = trace.scenario();
    // One by one, that is what it is for.
    if scenario.is_some_and(|scenario| scenario.policy == Policy::OneByOne) || trace.work_count() < 3 {
        return None;
    }
    let root = *roots(trace, folds, 1).first()?;
    let mut search = CriticalPathSearch::of(trace, folds, root).ok()?;
    search.advance(trace, folds, MOST_FOLLOWED);
    let path = search.found(trace)?;
    if path.unexplained.0.saturating_mul(100) > path.total.0.saturating_mul(MOST_UNEXPLAINED) {
        return None;
    }
    let deciding = deciding(trace, &path);
    let others = trace.work_count().saturating_sub(deciding.len());
    if deciding.len() < 2 || others == 0 {
        return None;
    }
    let view = CauseView::of(trace, &folds.causes);
    let all: Vec<Cow<str>> = deciding.iter().map(|on| view.name(on.task)).collect();
    let title = match all.as_slice() {
        [first, rest @ ..] if all.len() <= MOST_NAMED => {
            format!("The total is made of {first}, then {}", names(rest, rest.len()))
        }
        _ => format!(
            "The total is made of {} tasks, one after the other",
            words::thousands(all.len() as u64)
        ),
    };
    let shares: Vec<String> = deciding
        .iter()
        .zip(&all)
        .take(MOST_NAMED)
        .map(|(on, name)| format!("{name} took {}", share_in_words(on.length, path.total)))
        .collect();
    let rest = match only_other(trace, &deciding).filter(|_| others == 1) {
        Some(other) => format!("{} does not matter: without it", view.name(other)),
        None => format!("The other {} do not matter: without them", words::count(others, "task")),
    };
    let limited = scenario.is_some_and(|scenario| scenario.limit.is_some());
    // Of equally long steps, the first.
    let evidence = deciding
        .iter()
        .reduce(|best, on| if on.longest > best.longest { on } else { best })?;
    Some(Finding {
        kind: FindingKind::DecidedBySeveral,
        severity: Severity::Note,
        title,
        evidence: vec![(evidence.task, evidence.event)],
        text: format!(
            "Of the {}, {}. {rest} it would have taken as long.",
            view.precision.length(path.total),
            shares.join(", ")
        ),
        matters: "They are on the critical path: only a shorter step on it can end the run earlier.".into(),
        change: if limited {
            "Make one of them shorter, start the longest first, or raise the limit."
        } else {
            "Make one of them shorter, or let the later ones start without waiting for those before."
        }
        .into(),
        tasks: deciding.iter().map(|on| on.task).collect(),
    })
}

/// The tasks that decided the total, in order of time: those with a share that counts. What awaits all others is not one.
fn deciding(trace: &Trace, path: &CriticalPathToEnd) -> Vec<OnPath> {
    let mut all: Vec<OnPath> = Vec::new();
    for step in path.steps.iter().filter(|step| !trace.is_root(step.task)) {
        let length = step.length();
        let event = step.event as usize;
        match all.iter_mut().find(|on| on.task == step.task) {
            Some(on) => {
                on.length = on.length + length;
                if length > on.longest {
                    (on.longest, on.event) = (length, event);
                }
            }
            None => all.push(OnPath {
                task: step.task,
                length,
                longest: length,
                event,
            }),
        }
    }
    all.retain(|on| on.length.0.saturating_mul(100) >= path.total.0.saturating_mul(LEAST_SHARE));
    all
}

/// The only task that is not among these.
fn only_other(trace: &Trace, deciding: &[OnPath]) -> Option<TaskId> {
    let mut others = (0..trace.tasks.len())
        .map(TaskId::from_index)
        .filter(|&task| !trace.is_root(task) && deciding.iter().all(|on| on.task != task));
    others.next()
}
