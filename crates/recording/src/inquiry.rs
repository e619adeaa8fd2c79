//! Answers to a question about one task at one moment: the event in question, the task's story, and the cancels that it
//! requested or received. Knows nothing of how they are shown.

use crate::causes::{self, Causes, TaskStory};
use crate::waits;
use crate::{EventKind, Folds, History, Moment, TaskId, Trace};
use scenario::time::Micros;

/// The story of the selected task.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectedStory {
    /// The task.
    pub task: TaskId,
    /// Its name.
    pub name: String,
    /// What happened to it, up to the moment.
    pub told: TaskStory,
    /// What each of its waits was for, in words.
    pub waits: Vec<String>,
    /// Whether its program is not one of the playground, so that it may wait for more than permits and children.
    pub foreign: bool,
    /// The cancels that it requested or received, in order.
    pub cancels: Vec<RequestedCancel>,
}

/// A cancel that one task requested of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestedCancel {
    /// When it was requested.
    pub at: Micros,
    /// The task that requested it.
    pub by: TaskId,
    /// The task that was to be cancelled.
    pub task: TaskId,
}

/// The event in question when `events` have happened, as its index: the last one of the selected task, for a task that has
/// ended its end. With no task selected, the last event before the playhead; `None` if the playhead is at the `live` edge.
#[must_use]
pub fn event_in_question(
    trace: &Trace,
    history: &History,
    task: Option<TaskId>,
    events: usize,
    live: bool,
) -> Option<usize> {
    match task {
        Some(task) => {
            // Of a completed task, how it ended is in question, not how its last poll returned.
            let end = history.lanes.ended_by(task).filter(|_| live);
            end.or_else(|| history.moments.last_of_task(trace, task, events))
        }
        None => events.checked_sub(1).filter(|_| !live),
    }
}

/// The story of `task` up to `moment`. `None` while the causes are not folded up to it, and for an unknown task.
#[must_use]
pub fn story(trace: &Trace, folds: &Folds, task: TaskId, moment: Moment) -> Option<SelectedStory> {
    let known = folds.causes.folded() >= moment.events;
    let name = trace.name(task).filter(|_| known)?.to_owned();
    let mut told = causes::for_task(trace, &folds.history.lanes, &folds.causes, task, moment.at);
    // Events that share the time stamp and come after the playhead have not happened yet.
    told.woken.retain(|edge| edge.wake < moment.events);
    told.woke.retain(|edge| edge.wake < moment.events);
    let waits = told.waits.iter();
    let waits = waits.map(|wait| waits::words(trace, wait.event).unwrap_or_else(|| wait.on.words().into()));
    Some(SelectedStory {
        task,
        name,
        waits: waits.collect(),
        foreign: trace.scenario().is_none(),
        told,
        cancels: cancels(trace, &folds.causes, task, moment.events),
    })
}

/// The first cancel that was requested of `task`, and those that it requested of others as their first, among the first
/// `before` events, in order.
#[must_use]
pub fn cancels(trace: &Trace, causes: &Causes, task: TaskId, before: usize) -> Vec<RequestedCancel> {
    let received = causes.cancel_of(task).filter(|&index| index < before);
    let requested = causes.requested_by(task).take_while(|&index| index < before);
    let mut indexes: Vec<usize> = requested.chain(received).collect();
    indexes.sort_unstable();
    indexes.dedup();
    let cancel = |index: usize| {
        let event = trace.events.get(index)?;
        let EventKind::CancelRequested { by: Some(by), .. } = event.kind else {
            return None;
        };
        Some(RequestedCancel {
            at: event.at,
            by,
            task: event.task?,
        })
    };
    indexes.into_iter().filter_map(cancel).collect()
}
