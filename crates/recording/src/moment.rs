//! Positions in a trace, and navigation between them: by time, by event, by task, by step. Knows nothing of the meaning
//! of events.
//!
//! Every lookup is a binary search in an index that grows with the trace; nothing is replayed.

use super::events::OfTask;
use super::lanes::as_u32;
use super::lists::Ascending;
use super::{Event, EventKind, TaskId, Trace};
use scenario::time::Micros;
use std::iter::Rev;

/// A position in a trace: the number of events that have happened, and the time.
///
/// Ordered by events, then by time. Between two events time passes without events, so `at` may be later than the last
/// event that has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The number of events that have happened, from 0 to all of them.
    pub events: usize,
    /// The time.
    pub at: Micros,
}

/// The positions in a trace at which a step ends, up to the last folded event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    folded: usize,
    /// For each stop, the number of events that have happened, ascending.
    stops: Ascending,
    /// The last turn, if it may become a stop but is none yet.
    turn: Option<u32>,
}

impl Moment {
    /// The moment before the first event.
    pub const START: Self = Self {
        events: 0,
        at: Micros::ZERO,
    };

    /// The moment when all events with a stamp of at most `at` have happened.
    #[must_use]
    pub fn at_time(trace: &Trace, at: Micros) -> Self {
        let events = trace.events.count_until(at);
        Self { events, at }
    }

    /// The moment right after the first `events` events; the end if there are fewer.
    #[must_use]
    pub fn after(trace: &Trace, events: usize) -> Self {
        let events = events.min(trace.events.len());
        let last = events.checked_sub(1).and_then(|last| trace.events.get(last));
        Self {
            events,
            at: last.map_or(Micros::ZERO, |event| event.at),
        }
    }

    /// The moment right after the last event.
    #[must_use]
    pub fn end(trace: &Trace) -> Self {
        Self::after(trace, trace.events.len())
    }

    /// The moment after the next event; `None` at the end.
    #[must_use]
    pub fn next_event(self, trace: &Trace) -> Option<Self> {
        (self.events < trace.events.len()).then(|| Self::after(trace, self.events + 1))
    }

    /// The moment of the last event that has happened; if it is exactly that, of the one before. `None` at the start.
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
    /// Folds one more event. `inside` is true if it begins or ends a poll within another task's poll.
    pub(super) fn fold(&mut self, trace: &Trace, index: usize, event: &Event, inside: bool) {
        self.folded = index + 1;
        let joined = || event.task.is_some_and(|task| trace.is_joined(task));
        match event.kind {
            EventKind::Turn => self.turn = Some(as_u32(index + 1)),
            EventKind::PollStart => self.turn = None,
            EventKind::TimerFired { .. } => {
                if let Some(turn) = self.turn.take() {
                    self.stops.push(turn);
                }
            }
            EventKind::PollEnd(_) if !inside && !joined() => self.stops.push(as_u32(index + 1)),
            _ => {}
        }
    }

    /// The events of a task, as their indexes in [`Trace::events`], ascending.
    #[must_use]
    pub fn of_task<'a>(&self, trace: &'a Trace, task: TaskId) -> OfTask<'a> {
        trace.events.of_task(task, 0..self.folded)
    }

    /// The events of a task among the first `events` of the trace, the last first.
    pub fn of_task_back<'a>(&self, trace: &'a Trace, task: TaskId, events: usize) -> Rev<OfTask<'a>> {
        trace.events.of_task(task, 0..events.min(self.folded)).rev()
    }

    /// The index of the task's last event among the first `events` of the trace.
    #[must_use]
    pub fn last_of_task(&self, trace: &Trace, task: TaskId, events: usize) -> Option<usize> {
        self.of_task_back(trace, task, events).next()
    }

    /// The moment right after the next event of this task.
    #[must_use]
    pub fn next_of_task(&self, trace: &Trace, from: Moment, task: TaskId) -> Option<Moment> {
        let next = trace.events.of_task(task, from.events..self.folded).next()?;
        Some(Moment::after(trace, next + 1))
    }

    /// The moment right after the previous event of this task.
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

    /// The end of a step that starts at `from`, before the live edge: the end of the loop's next poll, or before that
    /// the deadline that the loop waited for. After the last of these, the end of a run that is over.
    ///
    /// A deadline is a stop if a turn begins with it: the time has come, and no timer has been served yet. A poll of a
    /// joined future is part of main's, and one of an eager task is part of its creator's: neither is a stop.
    #[must_use]
    pub fn next_stop(&self, trace: &Trace, from: Moment) -> Option<Moment> {
        let next = self.stops.count_below(from.events + 1);
        match self.stops.get(next) {
            Some(stop) => Some(Moment::after(trace, stop as usize)),
            None if trace.outcome.is_some() => Some(Moment::end(trace)).filter(|end| *end > from),
            None => None,
        }
    }

    /// The previous stop (see [`Moments::next_stop`]); before the first one, the start.
    #[must_use]
    pub fn previous_stop(&self, trace: &Trace, from: Moment) -> Option<Moment> {
        let reached = (0..self.stops.count_below(from.events + 1)).rev();
        let stops = reached.filter_map(|index| self.stops.get(index));
        let mut moments = stops.map(|stop| Moment::after(trace, stop as usize));
        let stop = moments.find(|moment| *moment < from);
        stop.or_else(|| (from > Moment::START).then_some(Moment::START))
    }
}
