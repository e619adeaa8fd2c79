//! Failures that were seen late or never, and work that continued when no code awaited it any more.

use super::{Finding, FindingKind, Severity, names_of, shortened};
use crate::causes::{CauseView, FailureHandling, failure_handling, is_swallowed};
use crate::{EventKind, RunOutcome, TaskId};
use scenario::time::Micros;
use scenario::words::count;
use scenario::words::moment_in_a_sentence;
use scenario::{Leftovers, Policy};

/// A failure that main sees within this time counts as seen at once: a tenth of a second feels immediate to people.
const SEEN_AT_ONCE: Micros = Micros::from_millis(100);
/// A failure that waits for less than this part of the run does not count as seen late.
const PART_OF_THE_RUN: u64 = 10;

/// A failure that main looked at late, because it awaited other handles first.
pub fn seen_late(view: &CauseView) -> Option<Finding> {
    if view.causes.join_settings()?.policy != Policy::Spawn {
        return None;
    }
    let failed = view.causes.main_decided_by()? as usize;
    let failure = view.event(failed)?;
    let end = view.causes.end_of(TaskId::MAIN)?;
    let unseen = view.at(end) - failure.at;
    let by_an_operation = matches!(failure.kind, EventKind::Failed { .. });
    if !by_an_operation || unseen <= SEEN_AT_ONCE || unseen.0.saturating_mul(PART_OF_THE_RUN) < view.at(end).0 {
        return None;
    }
    let task = failure.task?;
    Some(Finding {
        kind: FindingKind::FailureSeenLate,
        severity: Severity::Warning,
        title: "A failure stayed unseen".into(),
        evidence: vec![(task, failed), (TaskId::MAIN, end)],
        text: format!(
            "{} failed at {}; main took the failure at {}, {} later, as it awaits its handles in list order.",
            view.name(task),
            moment_in_a_sentence(failure.at),
            moment_in_a_sentence(view.at(end)),
            view.precision.length(unseen)
        ),
        matters: "Until main looks, everything goes on as if nothing had happened, and the error is reported late."
            .into(),
        change: "Join all, or fail fast: both learn of the first failure when it happens.".into(),
        tasks: vec![task],
    })
}

/// Failures that no code had looked at by the end of the run, and of which Python warns.
#[derive(Debug, Default)]
pub struct NeverRetrieved {
    seen: Vec<(TaskId, usize)>,
}

impl NeverRetrieved {
    /// Checks one task, in order.
    pub fn check(&mut self, view: &CauseView, task: TaskId) {
        if let Some(unseen) = view.causes.unseen(task) {
            self.seen.push((task, unseen));
        }
    }

    /// The finding, if there is one.
    ///
    /// `why` tells of a recorded program why nobody looked at the failure of a task.
    pub fn finding(&mut self, view: &CauseView, why: impl Fn(TaskId) -> Option<String>) -> Option<Finding> {
        never_retrieved(view, std::mem::take(&mut self.seen), why)
    }
}

fn never_retrieved(
    view: &CauseView,
    unseen: Vec<(TaskId, usize)>,
    why: impl Fn(TaskId) -> Option<String>,
) -> Option<Finding> {
    // If the user stopped the run, main had no chance to look. In a truncated recording, the list of failures may be
    // incomplete.
    if view.trace.outcome == Some(RunOutcome::Stopped) || view.causes.truncated() {
        return None;
    }
    let &(first, _) = unseen.first()?;
    let failed = view.causes.end_of(first)?;
    let because = match failure_handling(view.trace, view.causes, first)? {
        FailureHandling::Nowhere { because, .. } => {
            let because = because.or_else(|| why(first));
            because.map_or(String::new(), |because| format!(": {because}"))
        }
        _ => return None,
    };
    let tasks: Vec<TaskId> = unseen.iter().map(|&(task, _)| task).collect();
    let others = and_others(tasks.len());
    Some(Finding {
        kind: FindingKind::NeverRetrieved,
        severity: Severity::Problem,
        title: "A failure was never retrieved".into(),
        text: format!(
            "{} failed at {}, and nobody looked at it{because}.{others}",
            view.name(first),
            moment_in_a_sentence(view.at(failed))
        ),
        evidence: shortened(unseen),
        matters:
            "An error that nobody looks at is lost: a warning behind the program's own output is all that is left."
                .into(),
        change: match view.causes.join_settings() {
            Some(_) => "Settle all to get every outcome, or fail fast, which gathers all failures in one error.",
            None => "Await the task, or start it in a group, which waits for its tasks and passes their failures on.",
        }
        .into(),
        tasks,
    })
}

/// Failures that no code had looked at by the end of the run, and of which Python does not warn.
#[derive(Debug, Default)]
pub struct Swallowed {
    seen: Vec<(TaskId, usize)>,
}

impl Swallowed {
    /// Checks one operation, in list order.
    pub fn check(&mut self, view: &CauseView, task: TaskId) {
        let end = || view.causes.end_of(task).filter(|_| is_swallowed(view, task));
        self.seen.extend(end().map(|end| (task, end)));
    }

    /// The finding, if there is one.
    pub fn finding(&mut self, view: &CauseView) -> Option<Finding> {
        words_of_swallowed(view, std::mem::take(&mut self.seen))
    }
}

fn words_of_swallowed(view: &CauseView, swallowed: Vec<(TaskId, usize)>) -> Option<Finding> {
    // During the run, main may still look at them; if the user stopped it, main had no chance to. In a truncated
    // recording, a warning may be missing.
    if matches!(view.trace.outcome, None | Some(RunOutcome::Stopped)) || view.causes.truncated() {
        return None;
    }
    let &(first, failed) = swallowed.first()?;
    let because = match failure_handling(view.trace, view.causes, first)? {
        FailureHandling::Swallowed { because } => because,
        _ => return None,
    };
    let (tasks, others) = (
        swallowed.iter().map(|&(task, _)| task).collect(),
        and_others(swallowed.len()),
    );
    Some(Finding {
        kind: FindingKind::Swallowed,
        severity: Severity::Problem,
        title: "A failure was swallowed".into(),
        text: format!(
            "{} failed at {}, and nobody looked at it: {because}. Python does not warn of it.{others}",
            view.name(first),
            moment_in_a_sentence(view.at(failed))
        ),
        evidence: shortened(swallowed),
        matters: "The error is lost without a word: no result holds it, and no warning comes.".into(),
        change: "Settle all to get every outcome, or fail fast, which gathers all failures in one error.".into(),
        tasks,
    })
}

/// The clause about the failures other than the one that is named.
fn and_others(failures: usize) -> String {
    match failures {
        1 => String::new(),
        many => format!(" The same befell {}.", count(many - 1, "other failure")),
    }
}

/// Operations that continued after main had failed.
#[derive(Debug, Default)]
pub struct UnawaitedWork {
    seen: Vec<(TaskId, usize)>,
}

impl UnawaitedWork {
    /// Checks one operation, in list order.
    pub fn check(&mut self, view: &CauseView, task: TaskId) {
        let ends = || Some((view.causes.end_of(task)?, view.causes.end_of(TaskId::MAIN)?));
        // An operation that ended at the stamp of main's end did not continue.
        if let Some((end, main_end)) = ends()
            && view.at(end) > view.at(main_end)
        {
            self.seen.push((task, end));
        }
    }

    /// The finding, if there is one.
    pub fn finding(&mut self, view: &CauseView) -> Option<Finding> {
        unawaited_work(view, std::mem::take(&mut self.seen))
    }
}

fn unawaited_work(view: &CauseView, left: Vec<(TaskId, usize)>) -> Option<Finding> {
    let settings = view.causes.join_settings()?;
    // Leftovers that are cancelled with main do not continue. A truncated recording does not tell how long they did.
    let left_to_finish =
        matches!(settings.policy, Policy::Gather | Policy::Spawn) && settings.leftovers == Leftovers::Finish;
    if !left_to_finish || view.causes.truncated() {
        return None;
    }
    let main_end = view.causes.end_of(TaskId::MAIN)?;
    if !matches!(view.kind(main_end)?, EventKind::Failed { .. }) {
        return None;
    }
    let &(_, last) = left.iter().max_by_key(|&&(_, end)| end)?;
    let tasks: Vec<TaskId> = left.iter().map(|&(task, _)| task).collect();
    let who = names_of(view, &tasks);
    let failed_at = moment_in_a_sentence(view.at(main_end));
    let on = view.precision.length(view.at(last) - view.at(main_end));
    let text = format!(
        "main failed at {failed_at}; {who} ran on for {on}, until {}.",
        moment_in_a_sentence(view.at(last))
    );
    let mut evidence = vec![(TaskId::MAIN, main_end)];
    evidence.extend(left);
    Some(Finding {
        kind: FindingKind::UnawaitedWork,
        severity: Severity::Warning,
        title: "Work went on that nobody awaited".into(),
        evidence: shortened(evidence),
        text,
        matters: "It costs time, connections and load, and nobody will look at its results or its failures.".into(),
        change: "Fail fast: a group cancels the others when one fails, before the failure reaches main.".into(),
        tasks,
    })
}
