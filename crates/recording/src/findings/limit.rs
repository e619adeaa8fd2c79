//! Limits for which no operation waited, or for which operations waited most of their time.

use super::{Finding, FindingKind, MOST_EVIDENCE, Severity, shortened};
use crate::causes::CauseView;
use crate::{EventKind, RunOutcome, TaskId};
use scenario::time::Micros;
use scenario::words::count;

/// The share of their time, in percent, from which operations wait mostly for permits.
const MOST_OF_THE_TIME: u64 = 50;

/// A limit for which no operation ever waited.
#[derive(Debug, Default)]
pub struct NeverBound {
    got: Vec<(TaskId, usize)>,
    /// The number of permits in use, now and at most.
    out: usize,
    most: usize,
}

impl NeverBound {
    /// Whether the permits in use need counting.
    pub fn counts(&self, view: &CauseView) -> bool {
        let limited = view
            .causes
            .join_settings()
            .is_some_and(|settings| settings.limit.is_some());
        // Before the end of the run, or in events that are missing, an operation may wait.
        let complete =
            matches!(view.trace.outcome, Some(RunOutcome::Ok | RunOutcome::Failed)) && !view.causes.truncated();
        limited && complete && view.causes.queued_for_permits() == 0
    }

    /// Counts the permits in use.
    pub fn check_event(&mut self, view: &CauseView, index: usize) {
        match view.kind(index) {
            Some(EventKind::Acquired { .. }) => self.out += 1,
            Some(EventKind::Released { .. }) => self.out = self.out.saturating_sub(1),
            _ => {}
        }
        self.most = self.most.max(self.out);
    }

    /// Checks one operation, in list order.
    pub fn check_task(&mut self, view: &CauseView, task: TaskId, own: &[u32]) {
        if self.counts(view) {
            let got = first_of(view, own, |kind| matches!(kind, EventKind::Acquired { .. }));
            self.got.extend(got.map(|index| (task, index)));
        }
    }

    /// The finding, if there is one.
    pub fn finding(&mut self, view: &CauseView) -> Option<Finding> {
        let limit = view.causes.join_settings()?.limit?;
        let got = std::mem::take(&mut self.got);
        (!got.is_empty()).then(|| never_bound(limit, got, self.most))
    }
}

fn never_bound(limit: u32, got: Vec<(TaskId, usize)>, most: usize) -> Finding {
    let tasks = got.iter().map(|&(task, _)| task).collect();
    Finding {
        kind: FindingKind::LimitNeverBound,
        severity: Severity::Note,
        title: "The limit never bound".into(),
        evidence: shortened(got),
        text: format!(
            "At most {limit} at a time were allowed, and never more than {most} asked: nobody queued for a free slot."
        ),
        matters: "It protects nothing in this run, and its slots are taken and given back all the same.".into(),
        change: "Leave it out, or set it to what the thing behind it can really take.".into(),
        tasks,
    }
}

/// A limit for which operations waited for half of their time or more.
#[derive(Debug, Default)]
pub struct QueuesMost {
    waited: Micros,
    lived: Micros,
    waits: Vec<(Micros, TaskId, usize)>,
}

impl QueuesMost {
    /// Checks one operation, in list order.
    pub fn check(&mut self, view: &CauseView, task: TaskId, own: &[u32]) {
        let spawned = || first_of(view, own, |kind| matches!(kind, EventKind::Spawned { .. }));
        let Some(spawned) = view
            .causes
            .join_settings()
            .and_then(|settings| settings.limit)
            .and_then(|_| spawned())
        else {
            return;
        };
        let until = view
            .causes
            .end_of(task)
            .map_or(view.trace.last_stamp(), |end| view.at(end));
        self.lived = self.lived + (until - view.at(spawned));
        if let Some(queued) = first_of(view, own, |kind| kind.queues_for_permit()) {
            let got = first_of(view, own, |kind| matches!(kind, EventKind::Acquired { .. }));
            let wait = got.map_or(until, |got| view.at(got)) - view.at(queued);
            self.waited = self.waited + wait;
            self.waits.push((wait, task, queued));
        }
    }

    /// The finding, if there is one.
    pub fn finding(&mut self, view: &CauseView) -> Option<Finding> {
        let limit = view.causes.join_settings()?.limit?;
        queues_most(view, limit, std::mem::take(&mut self.waits), self.waited, self.lived)
    }
}

fn queues_most(
    view: &CauseView,
    limit: u32,
    waits: Vec<(Micros, TaskId, usize)>,
    waited: Micros,
    lived: Micros,
) -> Option<Finding> {
    let percent = waited.0.saturating_mul(100).checked_div(lived.0)?;
    if percent < MOST_OF_THE_TIME {
        return None;
    }
    let tasks: Vec<TaskId> = waits.iter().map(|&(_, task, _)| task).collect();
    let longest_first = |&(wait, _, index): &(Micros, TaskId, usize)| (std::cmp::Reverse(wait), index);
    // Sorts only those that are shown, since there may be a million.
    let mut shown: Vec<(Micros, TaskId, usize)> = Vec::with_capacity(MOST_EVIDENCE);
    for wait in waits {
        let index = shown.partition_point(|other| longest_first(other) <= longest_first(&wait));
        if index < MOST_EVIDENCE {
            shown.truncate(MOST_EVIDENCE - 1);
            shown.insert(index, wait);
        }
    }
    let (longest, slowest, _) = *shown.first()?;
    Some(Finding {
        kind: FindingKind::LimitQueuesMost,
        severity: Severity::Note,
        title: "The limit queued most of the time".into(),
        evidence: shortened(shown.iter().map(|&(_, task, index)| (task, index)).collect()),
        text: format!(
            "With at most {limit} at a time, {} queued for a free slot, {} of the operations' time in all; {} waited \
             longest, {}.",
            count(tasks.len(), "task"),
            format_args!("{percent} %"),
            view.name(slowest),
            view.precision.length(longest)
        ),
        matters: "Waiting in line is what a limit costs: the last in line is as slow as all before it together.".into(),
        change: "Raise the limit if what it protects can take more; if it cannot, tell the caller to come later."
            .into(),
        tasks,
    })
}

fn first_of(view: &CauseView, own: &[u32], wanted: impl Fn(&EventKind) -> bool) -> Option<usize> {
    let mut own = own.iter().map(|&event| event as usize);
    own.find(|&event| view.kind(event).is_some_and(|kind| wanted(&kind)))
}
