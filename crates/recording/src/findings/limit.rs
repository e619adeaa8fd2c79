//! Limits that made nobody wait, or made everybody wait most of the time.

use super::{Finding, FindingKind, Severity, operations, shortened};
use crate::causes::View;
use crate::{EventKind, Outcome, TaskId};
use scenario::time::Micros;
use scenario::words::count;

/// From half of their time on, operations wait for permits more than for everything else together.
const MOST_OF_THE_TIME: u64 = 50;

/// A limit at which no operation ever had to wait for a permit.
pub fn never_bound(view: &View) -> Option<Finding> {
    let limit = view.causes.asked()?.limit?;
    // Before the end it may bind yet; what is missing from a record may have bound.
    let complete = matches!(view.trace.outcome, Some(Outcome::Ok | Outcome::Failed)) && !view.causes.truncated();
    if !complete || view.causes.queued_for_permits() > 0 {
        return None;
    }
    let mut got = Vec::new();
    for task in operations(view.trace) {
        got.extend(first_of(view, task, |kind| matches!(kind, EventKind::Acquired { .. })).map(|place| (task, place)));
    }
    if got.is_empty() {
        return None;
    }
    let most = most_at_once(view);
    let tasks = got.iter().map(|&(task, _)| task).collect();
    Some(Finding {
        kind: FindingKind::LimitNeverBound,
        severity: Severity::Note,
        title: "The limit never bound".into(),
        evidence: shortened(got),
        text: format!(
            "At most {limit} at a time were allowed, and never more than {most} asked: nobody queued for a permit."
        ),
        matters: "It protects nothing in this run, and its permits are taken and given back all the same.".into(),
        change: "Leave it out, or set it to what the thing behind it can really take.".into(),
        tasks,
    })
}

/// A limit that kept operations in the queue for half of their time or more.
pub fn queues_most(view: &View) -> Option<Finding> {
    let limit = view.causes.asked()?.limit?;
    let (mut waited, mut lived) = (Micros::ZERO, Micros::ZERO);
    let mut waits: Vec<(Micros, TaskId, usize)> = Vec::new();
    for task in operations(view.trace) {
        let Some(spawned) = view.causes.marks(task).and_then(|marks| marks.spawned) else {
            continue;
        };
        let until = view
            .causes
            .end_of(task)
            .map_or(view.trace.last_stamp(), |end| view.at(end));
        lived = lived + (until - view.at(spawned as usize));
        if let Some(queued) = first_of(view, task, |kind| kind.queues_for_permit()) {
            let got = first_of(view, task, |kind| matches!(kind, EventKind::Acquired { .. }));
            let wait = got.map_or(until, |got| view.at(got)) - view.at(queued);
            waited = waited + wait;
            waits.push((wait, task, queued));
        }
    }
    let percent = waited.0.saturating_mul(100).checked_div(lived.0)?;
    if percent < MOST_OF_THE_TIME {
        return None;
    }
    waits.sort_by_key(|&(wait, _, place)| (std::cmp::Reverse(wait), place));
    let (longest, slowest, _) = *waits.first()?;
    let mut tasks: Vec<TaskId> = waits.iter().map(|&(_, task, _)| task).collect();
    tasks.sort_unstable();
    Some(Finding {
        kind: FindingKind::LimitQueuesMost,
        severity: Severity::Note,
        title: "The limit queued most of the time".into(),
        evidence: shortened(waits.iter().map(|&(_, task, place)| (task, place)).collect()),
        text: format!(
            "With at most {limit} at a time, {} queued for a permit, {} of the operations' time in all; {} waited \
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

fn first_of(view: &View, task: TaskId, asked: impl Fn(&EventKind) -> bool) -> Option<usize> {
    let own = view.causes.events_of(task).iter().map(|&place| place as usize);
    own.into_iter()
        .find(|&place| view.kind(place).is_some_and(|kind| asked(&kind)))
}

/// How many permits were out at once, at most.
fn most_at_once(view: &View) -> usize {
    let (mut out, mut most): (usize, usize) = (0, 0);
    for event in &view.trace.events {
        match event.kind {
            EventKind::Acquired { .. } => out += 1,
            EventKind::Released { .. } => out = out.saturating_sub(1),
            _ => {}
        }
        most = most.max(out);
    }
    most
}
