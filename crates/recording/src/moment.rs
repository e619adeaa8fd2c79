//! Places in a trace, and the ways from one to another: by time, by event, by task, by step. Knows nothing of what
//! happened there.
//!
//! Every move is a binary search in an index that grows with the trace; nothing is replayed.

use super::events::OfTask;
use super::lanes::place;
use super::lists::Ascending;
use super::{Event, EventKind, TaskId, Trace};
use scenario::time::Micros;
use std::iter::Rev;

/// A place in a trace: how many of its events have happened, and what the time is.
///
/// Ordered by events, then by time. Between two events time passes and nothing happens, so `at` may be later than the
/// last event that has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// How many events have happened: 0 to all of them.
    pub events: usize,
    /// The time it is.
    pub at: Micros,
}

/// Where a trace can be stopped at, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    folded: usize,
    /// How many events have happened where a step ends, ascending.
    stops: Ascending,
    /// The last turn, if no stop has been made of it and one may be.
    turn: Option<u32>,
}

impl Moment {
    /// Before anything has happened.
    pub const START: Self = Self {
        events: 0,
        at: Micros::ZERO,
    };

    /// When all events with a stamp up to and with `at` have happened.
    #[must_use]
    pub fn at_time(trace: &Trace, at: Micros) -> Self {
        let events = trace.events.count_until(at);
        Self { events, at }
    }

    /// When the first `events` events have just happened; the end when there are not so many.
    #[must_use]
    pub fn after(trace: &Trace, events: usize) -> Self {
        let events = events.min(trace.events.len());
        let last = events.checked_sub(1).and_then(|last| trace.events.get(last));
        Self {
            events,
            at: last.map_or(Micros::ZERO, |event| event.at),
        }
    }

    /// When the last event has just happened.
    #[must_use]
    pub fn end(trace: &Trace) -> Self {
        Self::after(trace, trace.events.len())
    }

    /// When one more event has happened; `None` at the end.
    #[must_use]
    pub fn next_event(self, trace: &Trace) -> Option<Self> {
        (self.events < trace.events.len()).then(|| Self::after(trace, self.events + 1))
    }

    /// Back to the event that happened last, or from there to the one before it; `None` at the start.
    #[must_use]
    pub fn previous_event(self, trace: &Trace) -> Option<Self> {
        let here = Self::after(trace, self.events);
        if here < self {
            return Some(here);
        }
        let before = self.events.checked_sub(1)?;
        Some(Self::after(trace, before))
    }
}

impl Moments {
    /// Folds one event more; `inside` says whether it begins or ends a poll within another task's poll.
    pub(super) fn fold(&mut self, trace: &Trace, index: usize, event: &Event, inside: bool) {
        self.folded = index + 1;
        let joined = || event.task.is_some_and(|task| trace.is_joined(task));
        match event.kind {
            EventKind::Turn => self.turn = Some(place(index + 1)),
            EventKind::PollStart => self.turn = None,
            EventKind::TimerFired { .. } => {
                if let Some(turn) = self.turn.take() {
                    self.stops.push(turn);
                }
            }
            EventKind::PollEnd(_) if !inside && !joined() => self.stops.push(place(index + 1)),
            _ => {}
        }
    }

    /// The events of a task, as their indexes in [`Trace::events`], ascending.
    #[must_use]
    pub fn of_task<'a>(&self, trace: &'a Trace, task: TaskId) -> OfTask<'a> {
        trace.events.of_task(task, 0..self.folded)
    }

    /// Those among the first `events` events of the trace, the last first.
    pub fn of_task_back<'a>(&self, trace: &'a Trace, task: TaskId, events: usize) -> Rev<OfTask<'a>> {
        trace.events.of_task(task, 0..events.min(self.folded)).rev()
    }

    /// The last of the first `events` events of the trace that is this task's, as its index.
    #[must_use]
    pub fn last_of_task(&self, trace: &Trace, task: TaskId, events: usize) -> Option<usize> {
        self.of_task_back(trace, task, events).next()
    }

    /// When the next event of this task has just happened.
    #[must_use]
    pub fn next_of_task(&self, trace: &Trace, from: Moment, task: TaskId) -> Option<Moment> {
        let next = trace.events.of_task(task, from.events..self.folded).next()?;
        Some(Moment::after(trace, next + 1))
    }

    /// When the previous event of this task had just happened.
    #[must_use]
    pub fn previous_of_task(&self, trace: &Trace, from: Moment, task: TaskId) -> Option<Moment> {
        let own = self.of_task_back(trace, task, from.events);
        let mut moments = own.map(|event| Moment::after(trace, event + 1));
        moments.find(|moment| *moment < from)
    }

    /// How many steps have been made after the first `events` events: how many stops of [`Moments::next_stop`] they hold.
    #[must_use]
    pub fn steps_after(&self, events: usize) -> usize {
        self.stops.count_below(events + 1)
    }

    /// The stop that ends this step, counted from 1, as a number of events; `None` if there are not so many.
    #[must_use]
    pub fn stop(&self, step: usize) -> Option<usize> {
        self.stops.get(step.checked_sub(1)?).map(|stop| stop as usize)
    }

    /// How many steps there are up to the last event folded: one more than there are stops where the record of a run that
    /// is over goes on behind the last of them.
    #[must_use]
    pub fn steps(&self, trace: &Trace) -> usize {
        let stops = self.stops.len();
        let goes_on = || self.stop(stops).is_none_or(|last| last < trace.events.len());
        stops + usize::from(trace.outcome.is_some() && goes_on())
    }

    /// Where Step goes behind the live edge: the end of the next poll of the loop, or the deadline that it waited for
    /// before that. Behind the last of them, the end of a run that is over.
    ///
    /// A deadline is a stop when the turn begins with it: the time has come, and nothing is served yet. A poll of a
    /// joined future is part of main's, one of an eager task is part of its creator's: neither is a stop.
    #[must_use]
    pub fn next_stop(&self, trace: &Trace, from: Moment) -> Option<Moment> {
        let next = self.stops.count_below(from.events + 1);
        match self.stops.get(next) {
            Some(stop) => Some(Moment::after(trace, stop as usize)),
            None if trace.outcome.is_some() => Some(Moment::end(trace)).filter(|end| *end > from),
            None => None,
        }
    }

    /// Where Step back goes: the previous stop, see [`Moments::next_stop`]. Before the first of them, the start.
    #[must_use]
    pub fn previous_stop(&self, trace: &Trace, from: Moment) -> Option<Moment> {
        let reached = (0..self.stops.count_below(from.events + 1)).rev();
        let stops = reached.filter_map(|place| self.stops.get(place));
        let mut moments = stops.map(|stop| Moment::after(trace, stop as usize));
        let stop = moments.find(|moment| *moment < from);
        stop.or_else(|| (from > Moment::START).then_some(Moment::START))
    }
}
