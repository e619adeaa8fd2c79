//! The story of one task: what it waited for and for how long, what woke it, and which tasks it woke.

use super::edges::CauseView;
use super::index::Causes;
use crate::{EventKind, Lanes, Split, State, TaskId, Trace, WaitingOn, WokenBy};
use scenario::time::Micros;

/// The data that a selected task's lane shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskStory {
    /// Where its time went; the parts add up to the total.
    pub split: Split,
    /// Its waits, in order.
    pub waits: Vec<Wait>,
    /// Its wakes, in order.
    pub woken: Vec<Edge>,
    /// The wakes of other tasks that it caused, in order. Main causes as many as there are tasks.
    pub woke: Vec<Edge>,
}

/// An interval in which a task waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What it waited for.
    pub on: WaitingOn,
    /// Its start.
    pub from: Micros,
    /// Its end; the moment in question for a task that is still waiting.
    pub until: Micros,
    /// The event that began the wait, as its index in [`Trace::events`].
    pub event: usize,
}

/// An arrow from a cause to the wake that it caused. Events are indexes in [`Trace::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// When the task was woken.
    pub at: Micros,
    /// What called the waker. A timer's arrow begins at the loop, because no task's code called the waker.
    pub by: WokenBy,
    /// The event that led to the wake; `None` if it is not in the trace.
    pub cause: Option<usize>,
    /// The task on whose lane that event is drawn.
    pub from: Option<TaskId>,
    /// The `woken` event; for a joined future, which has none, its `poll-start`.
    pub wake: usize,
    /// The task that was woken.
    pub to: TaskId,
}

/// The story of `task` up to `now` or its end. Costs as much as the task has events.
///
/// `lanes` and `causes` must have folded the trace.
#[must_use]
pub fn for_task(trace: &Trace, lanes: &Lanes, causes: &Causes, task: TaskId, now: Micros) -> TaskStory {
    let Some(lane) = lanes.lane(trace, task).filter(|_| causes.lists(task)) else {
        return TaskStory::default();
    };
    let view = CauseView::of(trace, causes);
    let waits = lane.stretches(now).take_while(|(segment, _)| segment.from <= now);
    let waits = waits.filter_map(|(segment, over)| match segment.state {
        State::Waiting(on) => Some(Wait {
            on,
            from: segment.from,
            until: over.min(now),
            event: segment.event as usize,
        }),
        _ => None,
    });
    let by_now = |event: &usize| view.at(*event) <= now;
    let own = causes.events_of(trace, task).take_while(by_now);
    let woke = causes.woke(task).take_while(by_now);
    TaskStory {
        split: lane.split(now),
        waits: waits.collect(),
        woken: own.filter_map(|index| wake_at(&view, task, index)).collect(),
        woke: woke.filter_map(|index| edge(&view, index)).collect(),
    }
}

/// The arrow of one wake: of the `woken` event at this index of the trace, or of the poll in which a creator runs an
/// eager task. `None` for any other event.
///
/// `causes` must have folded the trace up to that event.
#[must_use]
pub fn wake(trace: &Trace, causes: &Causes, index: usize) -> Option<Edge> {
    edge(&CauseView::of(trace, causes), index)
}

/// The wake of this task at this index; `None` if the event is no wake.
fn wake_at(view: &CauseView, task: TaskId, index: usize) -> Option<Edge> {
    match view.kind(index)? {
        EventKind::PollStart if !view.trace.is_joined(task) => edge(view, index),
        EventKind::Woken { .. } => edge(view, index),
        EventKind::PollStart if view.trace.is_joined(task) => {
            let cause = view.cause(index)?;
            let event = view.event(cause)?;
            let from = event.task?;
            let by = match event.kind {
                EventKind::TimerFired { timer } => WokenBy::Timer(timer),
                EventKind::Released { .. } => WokenBy::permit_of(from),
                EventKind::Spawned { .. } => WokenBy::Spawn,
                _ => WokenBy::Itself,
            };
            Some(Edge {
                at: view.at(index),
                by,
                cause: Some(cause),
                from: if by == WokenBy::Spawn {
                    view.trace.tasks.parent(task)
                } else {
                    Some(from)
                },
                wake: index,
                to: task,
            })
        }
        _ => None,
    }
}

fn edge(view: &CauseView, index: usize) -> Option<Edge> {
    let event = view.event(index)?;
    let to = event.task?;
    let by = match event.kind {
        EventKind::Woken { by } => by,
        EventKind::PollStart => view.spawned_eagerly(to, index).map(|_| WokenBy::Spawn)?,
        _ => return None,
    };
    let cause = view.cause(index);
    let from = match by {
        WokenBy::Spawn => view.trace.tasks.parent(to),
        WokenBy::Task(task) => Some(task),
        WokenBy::Resource { by, .. } | WokenBy::Cancel(by) => by,
        WokenBy::Timer(_) => cause.and_then(|cause| view.event(cause)?.task),
        WokenBy::Itself => Some(to),
        WokenBy::User | WokenBy::Io | WokenBy::Thread | WokenBy::Other => None,
    };
    Some(Edge {
        at: event.at,
        by,
        cause,
        from,
        wake: index,
        to,
    })
}
