//! What a task waits for, in words: with the name of the resource or task, if the recorder knew it.

use super::describe::resource;
use super::{EventKind, PollResult, ResourceId, SourceLine, StackId, TaskId, TimerKind, Trace, WaitingOn};
use scenario::time::Micros;

/// How many events before a wait are searched for its timer: a poll records only a few events before it sleeps.
const EVENTS_OF_A_POLL: usize = 64;

/// The timer that a task waits on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitedTimer {
    /// When it was set.
    pub set: Micros,
    /// When it is due.
    pub due: Micros,
}

/// The timer of this kind that the task waits on after the poll that ended at `event`.
#[must_use]
pub fn timer(trace: &Trace, task: TaskId, event: u32, wanted: TimerKind) -> Option<WaitedTimer> {
    let before = trace.events.range(0..event as usize);
    before
        .rev()
        .take(EVENTS_OF_A_POLL)
        .filter(|event| event.task == Some(task))
        .take_while(|event| event.kind != EventKind::PollStart)
        .find_map(|event| match event.kind {
            EventKind::TimerSet { what, deadline, .. } if what == wanted => Some(WaitedTimer {
                set: event.at,
                due: deadline,
            }),
            _ => None,
        })
}

/// What a task waits for after this end of a poll (its index in [`Trace::events`]): `waiting for lock cache`, `waiting
/// on 3 tasks`. `None` for another event, and for a poll in which the task woke itself.
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

/// The tasks that a task waits for after this end of a poll; empty if the recorder did not name them.
#[must_use]
pub fn awaited(trace: &Trace, event: usize) -> Vec<TaskId> {
    trace.events.extra(event).tasks
}

/// The line at which something happened: that of the event, or else of the innermost call of its stack. `None` if the
/// recorder did not know it.
#[must_use]
pub fn line(trace: &Trace, event: usize) -> Option<SourceLine> {
    let extra = trace.events.extra(event);
    let innermost = |stack: StackId| Some(trace.code.stacks.get(stack.0 as usize)?.last()?.at);
    extra.line.or_else(|| extra.stack.and_then(innermost))
}

/// A line in words: `line 10`, in another file than the program `line 10 of jobs.py`.
#[must_use]
pub fn line_in_words(trace: &Trace, line: SourceLine) -> String {
    match trace.code.files.get(line.file.0 as usize) {
        Some(file) if line.file.0 > 0 => format!("line {} of {}", line.line, file.name),
        _ => format!("line {}", line.line),
    }
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
            Some(name) => format!("waiting for a free slot of {name}"),
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
        [one] => Some(format!("awaiting {}", trace.name_in_words(*one))),
        many => Some(format!("awaiting {}", scenario::words::count(many.len(), "task"))),
    }
}
