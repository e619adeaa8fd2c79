//! The life of every timer: set, due, then served or cleared, and how late. Folded from the trace as it grows.

use super::lanes::{NONE, as_u32, deadline_of};
use super::lists::{Ascending, Pieces, ReadAt, Series, partition_point};
use super::{ClockChange, Event, EventKind, Events, TaskId, TimerId, TimerKind, Trace};
use scenario::time::Micros;
use std::collections::BTreeMap;

/// The life of one timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerLife {
    /// The timer.
    pub timer: TimerId,
    /// The task that set it.
    pub task: TaskId,
    /// Its purpose.
    pub what: TimerKind,
    /// When it was set.
    pub set: Micros,
    /// The index of the event that set it, in [`super::Trace::events`].
    pub event: u32,
    /// When it is due.
    pub deadline: Micros,
    /// How it ended.
    pub end: TimerEnd,
}

/// How a timer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerEnd {
    /// It is still set.
    Live,
    /// It was served.
    Fired {
        /// When.
        at: Micros,
        /// The index of the event in [`super::Trace::events`].
        event: u32,
    },
    /// It was dropped before it was served.
    Cleared {
        /// When.
        at: Micros,
        /// The index of the event in [`super::Trace::events`].
        event: u32,
    },
}

/// How late timers were served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lateness {
    /// The number of timers that were served.
    pub timers: u32,
    /// The median lateness.
    pub median: Micros,
    /// The 99th percentile.
    pub percentile_99: Micros,
    /// The largest lateness.
    pub worst: Micros,
}

/// The timers of a trace, up to the last folded event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimerRecord {
    /// In the order in which they were set, which is that of their ids. A timer whose id is not larger than the
    /// previous one, which the runtime never records, is left out.
    timers: TimerTable,
    /// The events that served a timer, ascending.
    fired: Ascending,
    /// The number of timers for each lateness. Clocks move in steps, so there are few different values.
    late_by: BTreeMap<Micros, u32>,
    /// The largest lateness of a sleep or a backoff pause.
    longest_overdue: Micros,
    stepped: bool,
    speed_changed: bool,
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
    /// Folds one more event.
    pub(super) fn fold(&mut self, trace: &Trace, index: usize, event: &Event) {
        match (&event.kind, event.task) {
            (&EventKind::TimerSet { timer, .. }, Some(_)) => {
                self.timers.set(timer, index);
            }
            (&EventKind::TimerFired { timer }, _) => {
                if let Some(position) = self.timers.live(trace, timer) {
                    let deadline = self.timers.deadline(trace, position).unwrap_or_default();
                    let late = event.at - deadline;
                    *self.late_by.entry(late).or_default() += 1;
                    if late > self.longest_overdue && self.timers.ends_a_wait(trace, position) {
                        self.longest_overdue = late;
                    }
                    self.timers.end(position, index);
                    self.fired.push(as_u32(index));
                }
            }
            (&EventKind::TimerCleared { timer }, _) => {
                if let Some(position) = self.timers.live(trace, timer) {
                    self.timers.end(position, index);
                }
            }
            (
                EventKind::Clock {
                    what: ClockChange::Stepped,
                },
                _,
            ) => self.stepped = true,
            (
                EventKind::Clock {
                    what: ClockChange::Speed,
                },
                _,
            ) => self.speed_changed = true,
            _ => {}
        }
    }

    /// All timers, in the order in which they were set.
    #[must_use]
    pub fn all<'a>(&'a self, trace: &'a Trace) -> Series<'a, TimerLife> {
        Series::recorded(&self.timers, &trace.events, 0..self.timers.set_by.len())
    }

    /// The life of this timer.
    #[must_use]
    pub fn timer(&self, trace: &Trace, timer: TimerId) -> Option<TimerLife> {
        self.timers
            .read_at(&trace.events, self.timers.position_of(trace, timer)?)
    }

    /// The timers that were set in a window of time, both ends included.
    #[must_use]
    pub fn set_in<'a>(&'a self, trace: &'a Trace, from: Micros, until: Micros) -> Series<'a, TimerLife> {
        let first = self.timers.set_by.count_below(trace.events.count_before(from));
        let behind = self.timers.set_by.count_below(trace.events.count_until(until));
        self.all(trace).slice(first..behind)
    }

    /// The timers whose time from deadline to service overlaps a window of time, in the order in which they were
    /// served.
    pub fn served_in(&self, trace: &Trace, from: Micros, until: Micros) -> impl Iterator<Item = TimerLife> {
        let timers = self
            .fired_in(trace, from, until)
            .filter_map(|position| self.served(trace, position));
        timers.filter(move |timer| timer.deadline <= until)
    }

    /// The timers of [`TimerRecord::served_in`] that were late by `shortest` or more, without those whose deadline and
    /// service are both less than `apart` after those of the previous one returned: as many as can be distinguished in
    /// a picture. Costs a few binary searches for each of them, since deadlines ascend in the order of service; in a
    /// browser that calls timers out of order, one of them may be left out.
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
        let mut position = window.start;
        while position < window.end {
            let Some(timer) = self.served(trace, position).filter(|timer| timer.deadline <= until) else {
                break;
            };
            let at = timer.served().unwrap_or_default();
            position = if at - timer.deadline < shortest {
                // The next ones are not due earlier, so those served before this time are not late enough.
                served_before(timer.deadline + shortest).max(position + 1)
            } else {
                late.push(timer);
                let near = served_before(at + apart).max(position + 1);
                partition_point(position + 1..near, |next| {
                    let deadline = self.served_deadline(trace, next);
                    deadline.is_some_and(|deadline| deadline < timer.deadline + apart)
                })
            };
        }
        late
    }

    /// Whether the user stepped, which makes lateness meaningless.
    #[must_use]
    pub const fn stepped(&self) -> bool {
        self.stepped
    }

    /// Whether the clock changed its speed during the run.
    #[must_use]
    pub const fn speed_changed(&self) -> bool {
        self.speed_changed
    }

    /// How late timers were served; `None` if none was served, and in a stepped run, in which the user's pauses are no
    /// lateness.
    ///
    /// Median and 99th percentile are nearest ranks, so each is the lateness of some timer.
    #[must_use]
    pub fn lateness(&self) -> Option<Lateness> {
        let (worst, _) = self.late_by.last_key_value().filter(|_| !self.stepped)?;
        Some(Lateness {
            timers: as_u32(self.fired.len()),
            median: self.percentile(50),
            percentile_99: self.percentile(99),
            worst: *worst,
        })
    }

    /// The longest time that a task waited for the loop after its sleep or its backoff pause was over.
    #[must_use]
    pub const fn longest_overdue(&self) -> Micros {
        self.longest_overdue
    }

    /// The smallest lateness that this many percent of the timers do not exceed.
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

    /// The indexes, in the order of service, of the timers that were served in a window, or so soon after it that they
    /// may have been due in it.
    fn fired_in(&self, trace: &Trace, from: Micros, until: Micros) -> std::ops::Range<usize> {
        let worst = self.late_by.last_key_value().map_or(Micros::ZERO, |(late, _)| *late);
        let first = self.fired.count_below(trace.events.count_before(from));
        let behind = self.fired.count_below(trace.events.count_until(until + worst));
        first..behind.max(first)
    }

    /// The timer at this position in the order of service.
    fn served(&self, trace: &Trace, position: usize) -> Option<TimerLife> {
        self.timer(trace, self.served_timer(trace, position)?)
    }

    fn served_deadline(&self, trace: &Trace, position: usize) -> Option<Micros> {
        let timer = self.served_timer(trace, position)?;
        self.timers.deadline(trace, self.timers.position_of(trace, timer)?)
    }

    fn served_timer(&self, trace: &Trace, position: usize) -> Option<TimerId> {
        match trace.events.get(self.fired.get(position)? as usize)?.kind {
            EventKind::TimerFired { timer } => Some(timer),
            _ => None,
        }
    }
}

/// Timers with ascending ids: the events that set them, and the events that ended them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TimerTable {
    set_by: Ascending,
    ended_by: Pieces<u32>,
    /// The first and the last id.
    first: u32,
    last: u32,
}

impl TimerTable {
    /// Adds a timer, if its id is larger than the last one. Returns whether it was added.
    pub fn set(&mut self, timer: TimerId, index: usize) -> bool {
        if self.set_by.len() == 0 {
            self.first = timer.0;
        } else if timer.0 <= self.last {
            return false;
        }
        self.last = timer.0;
        self.set_by.push(as_u32(index));
        self.ended_by.push(NONE);
        true
    }

    /// Records the event that ended the timer at this position.
    pub fn end(&mut self, position: usize, index: usize) {
        if let Some(end) = self.ended_by.get_mut(position) {
            *end = as_u32(index);
        }
    }

    /// The position of this timer, if it has not ended.
    pub fn live(&self, trace: &Trace, timer: TimerId) -> Option<usize> {
        let position = self.position_of(trace, timer)?;
        (self.ended_by.get(position)? == NONE).then_some(position)
    }

    /// The position of this timer.
    pub fn position_of(&self, trace: &Trace, timer: TimerId) -> Option<usize> {
        let count = self.set_by.len();
        let guess = timer.0.checked_sub(self.first)? as usize;
        // If no id is missing, the position follows from the id.
        if (self.last - self.first) as usize + 1 == count {
            return (guess < count).then_some(guess);
        }
        let id = |position: usize| match trace.events.get(self.set_by.get(position)? as usize)?.kind {
            EventKind::TimerSet { timer, .. } => Some(timer),
            _ => None,
        };
        let position = partition_point(0..count.min(guess + 1), |position| {
            id(position).is_some_and(|id| id < timer)
        });
        (id(position) == Some(timer)).then_some(position)
    }

    /// The deadline of the timer at this position.
    pub fn deadline(&self, trace: &Trace, position: usize) -> Option<Micros> {
        deadline_of(trace, self.set_by.get(position)?)
    }

    /// Whether the timer at this position is a sleep's or a backoff pause's: a task waits for nothing else.
    fn ends_a_wait(&self, trace: &Trace, position: usize) -> bool {
        let set = self
            .set_by
            .get(position)
            .and_then(|event| trace.events.get(event as usize));
        set.is_some_and(|set| {
            matches!(
                set.kind,
                EventKind::TimerSet {
                    what: TimerKind::Sleep | TimerKind::Backoff,
                    ..
                }
            )
        })
    }

    /// The event that set the timer at this position.
    pub fn set_by(&self, position: usize) -> Option<u32> {
        self.set_by.get(position)
    }

    /// The event that ended the timer at this position.
    pub fn ended_by(&self, position: usize) -> Option<u32> {
        self.ended_by.get(position).filter(|&end| end != NONE)
    }
}

impl ReadAt<TimerLife> for TimerTable {
    fn read_at(&self, events: &Events, position: usize) -> Option<TimerLife> {
        let set_by = self.set_by.get(position)?;
        let set = events.get(set_by as usize)?;
        let EventKind::TimerSet { timer, what, deadline } = set.kind else {
            return None;
        };
        let end = self.ended_by(position);
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
