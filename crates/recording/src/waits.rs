//! What a task waits for, in words: with the name of what it is, or of whom, where whoever recorded it knew.

use super::describe::resource;
use super::{EventKind, PollResult, ResourceId, TaskId, Trace, WaitingOn};

/// What the task waits for that this event (its index in [`Trace::events`]) left waiting: `waiting for lock cache`, `waiting
/// on 3 tasks`. `None` for another event than the end of a poll, or of one after which the task woke itself.
#[must_use]
pub fn words(trace: &Trace, event: usize) -> Option<String> {
    let EventKind::PollEnd(PollResult::Pending { on: Some(on) }) = trace.events.get(event)?.kind else {
        return None;
    };
    let extra = trace.events.extra(event);
    let known = match extra.res {
        Some(res) if on.is_resource() => for_resource(trace, on, res),
        _ => for_tasks(trace, on, &extra.tasks),
    };
    Some(known.unwrap_or_else(|| on.words().into()))
}

/// Whom the task waits for that this event left waiting; empty where whoever recorded it did not say.
#[must_use]
pub fn awaited(trace: &Trace, event: usize) -> Vec<TaskId> {
    trace.events.extra(event).tasks
}

fn for_resource(trace: &Trace, on: WaitingOn, res: ResourceId) -> Option<String> {
    let it = resource(trace, res);
    Some(match on {
        WaitingOn::Semaphore => match trace
            .resources
            .get(res.0 as usize)
            .map(|resource| resource.name.as_str())
        {
            None | Some("" | "permits") => return None,
            Some(name) => format!("waiting for a permit of {name}"),
        },
        WaitingOn::Lock | WaitingOn::Event => format!("waiting for {it}"),
        WaitingOn::Condition => format!("waiting to be notified by {it}"),
        WaitingOn::Barrier => format!("waiting at {it}"),
        WaitingOn::QueueGet => format!("waiting for something in {it}"),
        WaitingOn::QueuePut => format!("waiting for room in {it}"),
        WaitingOn::QueueJoin => format!("waiting for {it} to be done"),
        WaitingOn::Timer
        | WaitingOn::Backoff
        | WaitingOn::Child
        | WaitingOn::Gather
        | WaitingOn::Wait
        | WaitingOn::Group
        | WaitingOn::Thread
        | WaitingOn::Io
        | WaitingOn::Future => return None,
    })
}

fn for_tasks(trace: &Trace, on: WaitingOn, tasks: &[TaskId]) -> Option<String> {
    let waits_for_tasks = matches!(
        on,
        WaitingOn::Child | WaitingOn::Gather | WaitingOn::Wait | WaitingOn::Group
    );
    match tasks {
        _ if !waits_for_tasks => None,
        [] => None,
        [one] => Some(format!("waiting on {}", trace.name_in_words(*one))),
        many => Some(format!("waiting on {}", scenario::words::count(many.len(), "task"))),
    }
}
