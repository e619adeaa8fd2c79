//! Answers to a question about one task at one moment: the event in question, the task's story, and the cancels that it
//! requested or received. Knows nothing of how they are shown.

use crate::cancelling;
use crate::causes::{self, Causes, TaskStory};
use crate::waits;
use crate::{EventKind, Folds, History, Moment, State, TaskId, Trace};
use scenario::time::Micros;
use scenario::words;

/// Letters of a failure's message.
const MOST_OF_A_MESSAGE: usize = 200;

/// The story of the selected task.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectedStory {
    /// The task.
    pub task: TaskId,
    /// Its name.
    pub name: String,
    /// What happened to it, up to the moment.
    pub story: TaskStory,
    /// What each of its waits was for, in words.
    pub waits: Vec<String>,
    /// Whether its program is not one of the playground, so that it may wait for more than permits and children.
    pub foreign: bool,
    /// The cancels that it requested or received, in order.
    pub cancels: Vec<RequestedCancel>,
    /// What became of the last cancel that it received, in a recorded program.
    pub cancel: Option<String>,
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

/// A failure, and where it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldFailure {
    /// The event with which the task failed, as its index.
    pub event: usize,
    /// `B failed at 1.001 s`.
    pub title: String,
    /// What it says, and who took it.
    pub text: String,
}

/// The first `most` failures of a record, in list order, and how many there are: for a run of which there is nothing else to
/// point out. Costs as much as there are tasks.
#[must_use]
pub fn failures(trace: &Trace, folds: &Folds, most: usize) -> (Vec<ToldFailure>, usize) {
    let lanes = &folds.history.lanes;
    let all = (0..trace.tasks.len()).map(TaskId::from_index);
    let failed = all.filter(|&task| lanes.state(task) == State::Failed);
    let mut count = 0;
    let mut told = Vec::new();
    for task in failed {
        count += 1;
        // One more, as main's may be left out.
        if told.len() <= most {
            told.extend(failure(trace, folds, task));
        }
    }
    // main comes first in the list; where an operation failed, its failure is main's too.
    if count > 1 && trace.scenario().is_some() && lanes.state(TaskId::MAIN) == State::Failed {
        told.remove(0);
        count -= 1;
    }
    told.truncate(most);
    (told, count)
}

fn failure(trace: &Trace, folds: &Folds, task: TaskId) -> Option<ToldFailure> {
    let event = folds.history.lanes.ended_by(task)?;
    let failed = trace.events.get(event)?;
    let EventKind::Failed { message } = failed.kind else {
        return None;
    };
    let title = format!("{} failed at {}", trace.name_in_words(task), words::moment(failed.at));
    let message = words::shortened(message, MOST_OF_A_MESSAGE);
    let text = match causes::failure_handling(trace, &folds.causes, task) {
        Some(handling) => format!("{message}: {handling}."),
        None => format!("{message}."),
    };
    Some(ToldFailure { event, title, text })
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
    let name = trace.label(task).filter(|_| known)?.into_owned();
    let mut story = causes::for_task(trace, &folds.history.lanes, &folds.causes, task, moment.at);
    // Events that share the time stamp and come after the playhead have not happened yet.
    story.woken.retain(|edge| edge.wake < moment.events);
    story.woke.retain(|edge| edge.wake < moment.events);
    let waits = story.waits.iter();
    let waits = waits.map(|wait| waits::words(trace, wait.event).unwrap_or_else(|| wait.on.words().into()));
    Some(SelectedStory {
        task,
        name,
        waits: waits.collect(),
        foreign: trace.scenario().is_none(),
        story,
        cancels: cancels(trace, &folds.causes, task, moment.events),
        cancel: cancelling::told(trace, folds.history.lanes.cancels(), task, moment),
    })
}

/// The first cancel that was requested of `task`, and those that it requested of others as their first, among the first
/// `before` events, in order.
#[must_use]
pub fn cancels(trace: &Trace, causes: &Causes, task: TaskId, before: usize) -> Vec<RequestedCancel> {
    let received = causes.cancel_of(task).filter(|&index| index < before);
    let requested = causes.requested_by(task).take_while(|&index| index < before);
    let mut indexes: Vec<usize> = requested.chain(received).collect();
    scenario::sort::by(&mut indexes, Ord::cmp);
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
