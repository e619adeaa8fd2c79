//! Every timer's life: set, due, then served or cleared, and how late. Folded from the trace as it grows.

use super::lanes::place;
use super::{ClockChange, Event, EventKind, TaskId, TimerId, TimerKind};
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
    timers: Vec<TimerLife>,
    /// Places in `timers`, in the order in which they were served.
    fired: Vec<u32>,
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
    pub(super) fn fold(&mut self, index: usize, event: &Event) {
        let (at, index) = (event.at, place(index));
        match (&event.kind, event.task) {
            (&EventKind::TimerSet { timer, what, deadline }, Some(task))
                if self.timers.last().is_none_or(|last| last.timer < timer) =>
            {
                self.timers.push(TimerLife {
                    timer,
                    task,
                    what,
                    set: at,
                    event: index,
                    deadline,
                    end: TimerEnd::Live,
                });
            }
            (&EventKind::TimerFired { timer }, _) => self.fire(timer, at, index),
            (&EventKind::TimerCleared { timer }, _) => {
                if let Some(live) = self.place_of(timer).map(|place| &mut self.timers[place])
                    && live.end == TimerEnd::Live
                {
                    live.end = TimerEnd::Cleared { at, event: index };
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
    pub fn all(&self) -> &[TimerLife] {
        &self.timers
    }

    /// This timer's life.
    #[must_use]
    pub fn timer(&self, timer: TimerId) -> Option<&TimerLife> {
        self.place_of(timer).map(|place| &self.timers[place])
    }

    /// The timers that were set in a window of time that both ends belong to.
    #[must_use]
    pub fn set_in(&self, from: Micros, until: Micros) -> &[TimerLife] {
        let first = self.timers.partition_point(|timer| timer.set < from);
        let behind = self.timers.partition_point(|timer| timer.set <= until);
        self.timers.get(first..behind).unwrap_or_default()
    }

    /// The timers whose time from due to served lies in a window of time or reaches into it, in the order in which they
    /// were served.
    pub fn served_in(&self, from: Micros, until: Micros) -> impl Iterator<Item = &TimerLife> {
        // Who was due in the window was served at the latest so much behind it.
        let worst = self.late_by.last_key_value().map_or(Micros::ZERO, |(late, _)| *late);
        let served = |place: &u32| self.timers[*place as usize].served().unwrap_or_default();
        let first = self.fired.partition_point(|place| served(place) < from);
        let behind = self.fired.partition_point(|place| served(place) <= until + worst);
        let places = self.fired.get(first..behind).unwrap_or_default();
        let timers = places.iter().map(|place| &self.timers[*place as usize]);
        timers.filter(move |timer| timer.deadline <= until)
    }

    /// Of the timers of [`TimerRecord::served_in`], those that were late by `shortest` or more, without those that were both
    /// due and served less than `apart` from the last one given: as many as can be told apart in a picture. Costs a few
    /// binary searches for each of them, as deadlines rise in the order of serving; a browser that calls out of order may
    /// hide one behind its neighbours.
    #[must_use]
    pub fn late_in(&self, from: Micros, until: Micros, shortest: Micros, apart: Micros) -> Vec<&TimerLife> {
        let worst = self.late_by.last_key_value().map_or(Micros::ZERO, |(late, _)| *late);
        let life = |place: &u32| &self.timers[*place as usize];
        let served = |place: &u32| life(place).served().unwrap_or_default();
        let first = self.fired.partition_point(|place| served(place) < from);
        let behind = self.fired.partition_point(|place| served(place) <= until + worst);
        let fired = self.fired.get(..behind).unwrap_or_default();
        let mut late: Vec<&TimerLife> = Vec::new();
        let mut index = first;
        while let Some(timer) = fired.get(index).map(life).filter(|timer| timer.deadline <= until) {
            let at = timer.served().unwrap_or_default();
            let rest = &fired[index + 1..];
            let passed = if at - timer.deadline < shortest {
                // The next ones are due no earlier, so none is late enough that was served earlier than this.
                rest.partition_point(|next| served(next) < timer.deadline + shortest)
            } else {
                late.push(timer);
                let near_due = rest.partition_point(|next| life(next).deadline < timer.deadline + apart);
                let near_served = rest.partition_point(|next| served(next) < at + apart);
                near_due.min(near_served)
            };
            index += 1 + passed;
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
            timers: place(self.fired.len()),
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

    fn fire(&mut self, timer: TimerId, at: Micros, event: u32) {
        let Some(index) = self.place_of(timer) else { return };
        let live = &mut self.timers[index];
        if live.end != TimerEnd::Live {
            return;
        }
        live.end = TimerEnd::Fired { at, event };
        *self.late_by.entry(at - live.deadline).or_default() += 1;
        self.fired.push(place(index));
    }

    fn place_of(&self, timer: TimerId) -> Option<usize> {
        // Ids are dense where nothing is missing: the first guess is nearly always right.
        let first = self.timers.first()?.timer.0;
        let guess = timer.0.checked_sub(first)? as usize;
        if self.timers.get(guess).is_some_and(|life| life.timer == timer) {
            return Some(guess);
        }
        self.timers.binary_search_by_key(&timer, |life| life.timer).ok()
    }
}
