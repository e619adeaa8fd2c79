//! A bar of a task's lane: a stretch of time in one state, the time that a timer was overdue, or the task's end. Knows
//! times, and no pixels.

use super::{Lane, Lanes, Segment, State, TaskId, TimerKind, Trace, WaitingOn, waits};
use scenario::time::Micros;

/// A bar of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TaskBar {
    /// The task.
    pub task: TaskId,
    /// Which of its bars.
    pub part: BarPart,
}

/// One of a task's bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarPart {
    /// The stretch of time in the state that this event began.
    State(u32),
    /// The time from when the timer of that wait was due until it was served.
    Overdue(u32),
    /// What became of the task, from its end on.
    End,
}

/// A stretch of time in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarTimes {
    /// The state.
    pub state: State,
    /// When it began.
    pub from: Micros,
    /// When it ended; `None` if it had not ended when the recording did.
    pub until: Option<Micros>,
    /// When the timer that it waits on is due.
    pub timer: Option<waits::WaitedTimer>,
}

/// The times of the state that this event began; `None` if the event began none.
#[must_use]
pub fn times(trace: &Trace, lanes: &Lanes, task: TaskId, event: u32) -> Option<BarTimes> {
    let lane = lanes.lane(trace, task)?;
    let mut segments = lane.segments_from(event as usize + 1);
    let Segment { from, state, .. } = segments.next().filter(|segment| segment.event == event)?;
    let next = segments.next();
    let end = lane.end().filter(|_| next.is_none());
    let timer = match state {
        State::Waiting(WaitingOn::Timer) => Some(TimerKind::Sleep),
        State::Waiting(WaitingOn::Backoff) => Some(TimerKind::Backoff),
        _ => None,
    };
    Some(BarTimes {
        state,
        from,
        until: next.map(|next| next.from).or(end.map(|end| end.at)),
        timer: timer.and_then(|what| waits::timer(trace, task, event, what)),
    })
}

/// The state after the one that this event began.
#[must_use]
pub fn segment_after(lane: &Lane<'_>, event: u32) -> Option<Segment> {
    lane.segments_from(event as usize + 1)
        .find(|segment| segment.event > event)
}
