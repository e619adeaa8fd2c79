//! Every timer's life: set, due, then served or cleared, and how late. Folded from the trace as it grows.

use super::lanes::{NONE, deadline_of, place as index_of};
use super::lists::{Ascending, Pieces, ReadAt, Series, partition_point};
use super::{ClockChange, Event, EventKind, Events, TaskId, TimerId, TimerKind, Trace};
use scenario::time::Micros;
use std::collections::BTreeMap;

/// One timer's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerLife {
    /// Which.
    pub timer: TimerId,
    /// Whose.
    pub task: TaskId,
    /// What for.
    pub what: TimerKind,
    /// When it was set.
    pub set: Micros,
    /// The event that set it, as its place in [`super::Trace::events`].
    pub event: u32,
    /// When it is due.
    pub deadline: Micros,
    /// What became of it.
    pub end: TimerEnd,
}

/// What became of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerEnd {
    /// It is set.
    Live,
    /// It was served.
    Fired {
        /// When.
        at: Micros,
        /// The event, as its place in [`super::Trace::events`].
        event: u32,
    },
    /// It was dropped before it was served.
    Cleared {
        /// When.
        at: Micros,
        /// The event, as its place in [`super::Trace::events`].
        event: u32,
    },
}

/// How late timers were served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lateness {
    /// How many were served.
    pub timers: u32,
    /// Half of them were no later than this.
    pub median: Micros,
    /// 99 of 100 were no later than this.
    pub percentile_99: Micros,
    /// None was later than this.
    pub worst: Micros,
}

/// The timers of a trace, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimerRecord {
    /// In the order in which they were set, which is that of their ids. One whose id does not go up, as no run records
    /// it, is left out.
    timers: TimerTable,
    /// The events that served one.
    fired: Ascending,
    /// How many were late by so much. Clocks move in steps, so that few lengths are different.
    late_by: BTreeMap<Micros, u32>,
    stepped: bool,
}

impl TimerLife {
    /// How late it was served; `None` if it was not.
    #[must_use]
    pub fn lateness(&self) -> Option<Micros> {
        self.served().map(|at| at - self.deadline)
    }

    const fn served(&self) -> Option<Micros> {
        match self.end {
            TimerEnd::Fired { at, .. } => Some(at),
            TimerEnd::Live | TimerEnd::Cleared { .. } => None,
        }
    }
}

impl TimerRecord {
    /// Folds one event more.
    pub(super) fn fold(&mut self, trace: &Trace, index: usize, event: &Event) {
        match (&event.kind, event.task) {
            (&EventKind::TimerSet { timer, .. }, Some(_)) => {
                self.timers.set(timer, index);
            }
            (&EventKind::TimerFired { timer }, _) => {
                if let Some(place) = self.timers.live(trace, timer) {
                    let deadline = self.timers.deadline(trace, place).unwrap_or_default();
                    *self.late_by.entry(event.at - deadline).or_default() += 1;
                    self.timers.end(place, index);
                    self.fired.push(index_of(index));
                }
            }
            (&EventKind::TimerCleared { timer }, _) => {
                if let Some(place) = self.timers.live(trace, timer) {
                    self.timers.end(place, index);
                }
            }
            (
                EventKind::Clock {
                    what: ClockChange::Stepped,
                },
                _,
            ) => self.stepped = true,
            _ => {}
        }
    }

    /// All timers, in the order in which they were set.
    #[must_use]
    pub fn all<'a>(&'a self, trace: &'a Trace) -> Series<'a, TimerLife> {
        Series::recorded(&self.timers, &trace.events, 0..self.timers.set_by.len())
    }

    /// This timer's life.
    #[must_use]
    pub fn timer(&self, trace: &Trace, timer: TimerId) -> Option<TimerLife> {
        self.timers.read_at(&trace.events, self.timers.place_of(trace, timer)?)
    }

    /// The timers that were set in a window of time that both ends belong to.
    #[must_use]
    pub fn set_in<'a>(&'a self, trace: &'a Trace, from: Micros, until: Micros) -> Series<'a, TimerLife> {
        let first = self.timers.set_by.count_below(trace.events.count_before(from));
        let behind = self.timers.set_by.count_below(trace.events.count_until(until));
        self.all(trace).slice(first..behind)
    }

    /// The timers whose time from due to served lies in a window of time or reaches into it, in the order in which they
    /// were served.
    pub fn served_in(&self, trace: &Trace, from: Micros, until: Micros) -> impl Iterator<Item = TimerLife> {
        let timers = self
            .fired_in(trace, from, until)
            .filter_map(|place| self.served(trace, place));
        timers.filter(move |timer| timer.deadline <= until)
    }

    /// Of the timers of [`TimerRecord::served_in`], those that were late by `shortest` or more, without those that were both
    /// due and served less than `apart` from the last one given: as many as can be told apart in a picture. Costs a few
    /// binary searches for each of them, as deadlines rise in the order of serving; a browser that calls out of order may
    /// hide one behind its neighbours.
    #[must_use]
    pub fn late_in(
        &self,
        trace: &Trace,
        from: Micros,
        until: Micros,
        shortest: Micros,
        apart: Micros,
    ) -> Vec<TimerLife> {
        let window = self.fired_in(trace, from, until);
        let served_before = |at: Micros| self.fired.count_below(trace.events.count_before(at));
        let mut late: Vec<TimerLife> = Vec::new();
        let mut place = window.start;
        while place < window.end {
            let Some(timer) = self.served(trace, place).filter(|timer| timer.deadline <= until) else {
                break;
            };
            let at = timer.served().unwrap_or_default();
            place = if at - timer.deadline < shortest {
                // The next ones are due no earlier, so none is late enough that was served earlier than this.
                served_before(timer.deadline + shortest).max(place + 1)
            } else {
                late.push(timer);
                let near = served_before(at + apart).max(place + 1);
                partition_point(place + 1..near, |next| {
                    let deadline = self.served_deadline(trace, next);
                    deadline.is_some_and(|deadline| deadline < timer.deadline + apart)
                })
            };
        }
        late
    }

    /// Whether the person stepped, so that lateness says nothing.
    #[must_use]
    pub const fn stepped(&self) -> bool {
        self.stepped
    }

    /// How late timers were served; `None` when none was, and in a stepped run, where it is the person who was late.
    ///
    /// The median and the 99th percentile by nearest rank: lengths that some timer really was late by.
    #[must_use]
    pub fn lateness(&self) -> Option<Lateness> {
        let (worst, _) = self.late_by.last_key_value().filter(|_| !self.stepped)?;
        Some(Lateness {
            timers: index_of(self.fired.len()),
            median: self.percentile(50),
            percentile_99: self.percentile(99),
            worst: *worst,
        })
    }

    /// The smallest lateness that so many of a hundred do not exceed.
    fn percentile(&self, of_hundred: usize) -> Micros {
        let rank = (self.fired.len() * of_hundred).div_ceil(100);
        let mut counted = 0;
        for (late, count) in &self.late_by {
            counted += *count as usize;
            if counted >= rank {
                return *late;
            }
        }
        Micros::ZERO
    }

    /// Places in the order of serving of those that were served in a window or so long after it that they may have been due
    /// in it.
    fn fired_in(&self, trace: &Trace, from: Micros, until: Micros) -> std::ops::Range<usize> {
        let worst = self.late_by.last_key_value().map_or(Micros::ZERO, |(late, _)| *late);
        let first = self.fired.count_below(trace.events.count_before(from));
        let behind = self.fired.count_below(trace.events.count_until(until + worst));
        first..behind.max(first)
    }

    /// The timer at this place in the order of serving.
    fn served(&self, trace: &Trace, place: usize) -> Option<TimerLife> {
        self.timer(trace, self.served_timer(trace, place)?)
    }

    fn served_deadline(&self, trace: &Trace, place: usize) -> Option<Micros> {
        let timer = self.served_timer(trace, place)?;
        self.timers.deadline(trace, self.timers.place_of(trace, timer)?)
    }

    fn served_timer(&self, trace: &Trace, place: usize) -> Option<TimerId> {
        match trace.events.get(self.fired.get(place)? as usize)?.kind {
            EventKind::TimerFired { timer } => Some(timer),
            _ => None,
        }
    }
}

/// Timers whose ids go up: the events that set them, and those with which they ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TimerTable {
    set_by: Ascending,
    ended_by: Pieces<u32>,
    /// The first and the last id.
    first: u32,
    last: u32,
}

impl TimerTable {
    /// Adds one, if its id goes up.
    pub fn set(&mut self, timer: TimerId, index: usize) -> bool {
        if self.set_by.len() == 0 {
            self.first = timer.0;
        } else if timer.0 <= self.last {
            return false;
        }
        self.last = timer.0;
        self.set_by.push(index_of(index));
        self.ended_by.push(NONE);
        true
    }

    /// Notes the event with which the one at this place ended.
    pub fn end(&mut self, place: usize, index: usize) {
        if let Some(end) = self.ended_by.get_mut(place) {
            *end = index_of(index);
        }
    }

    /// Where this one stands, if it has not ended.
    pub fn live(&self, trace: &Trace, timer: TimerId) -> Option<usize> {
        let place = self.place_of(trace, timer)?;
        (self.ended_by.get(place)? == NONE).then_some(place)
    }

    /// Where this one stands.
    pub fn place_of(&self, trace: &Trace, timer: TimerId) -> Option<usize> {
        let count = self.set_by.len();
        let guess = timer.0.checked_sub(self.first)? as usize;
        // Ids are dense where nothing is missing: then each place is known.
        if (self.last - self.first) as usize + 1 == count {
            return (guess < count).then_some(guess);
        }
        let id = |place: usize| match trace.events.get(self.set_by.get(place)? as usize)?.kind {
            EventKind::TimerSet { timer, .. } => Some(timer),
            _ => None,
        };
        let place = partition_point(0..count.min(guess + 1), |place| id(place).is_some_and(|id| id < timer));
        (id(place) == Some(timer)).then_some(place)
    }

    /// When the one at this place is due.
    pub fn deadline(&self, trace: &Trace, place: usize) -> Option<Micros> {
        deadline_of(trace, self.set_by.get(place)?)
    }

    /// The event that set the one at this place.
    pub fn set_by(&self, place: usize) -> Option<u32> {
        self.set_by.get(place)
    }

    /// The event with which the one at this place ended.
    pub fn ended_by(&self, place: usize) -> Option<u32> {
        self.ended_by.get(place).filter(|&end| end != NONE)
    }
}

impl ReadAt<TimerLife> for TimerTable {
    fn read_at(&self, events: &Events, place: usize) -> Option<TimerLife> {
        let set_by = self.set_by.get(place)?;
        let set = events.get(set_by as usize)?;
        let EventKind::TimerSet { timer, what, deadline } = set.kind else {
            return None;
        };
        let end = self.ended_by(place);
        let end = end.and_then(|event| Some((events.get(event as usize)?, event)));
        Some(TimerLife {
            timer,
            task: set.task?,
            what,
            set: set.at,
            event: set_by,
            deadline,
            end: match end {
                None => TimerEnd::Live,
                Some((end, event)) if matches!(end.kind, EventKind::TimerFired { .. }) => {
                    TimerEnd::Fired { at: end.at, event }
                }
                Some((end, event)) => TimerEnd::Cleared { at: end.at, event },
            },
        })
    }
}
