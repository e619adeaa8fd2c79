//! Where time comes from: the one thing that differs between a run and its prediction.

use super::timers::{DueTimer, TimerKey, Timers};
use recording::ClockKind;
use scenario::Speed;
use scenario::time::Micros;
use std::num::NonZeroUsize;

/// Gives the loop its stamps and tells it which timers are due.
pub trait Clock {
    /// Which clock this is.
    fn kind(&self) -> ClockKind;

    /// The steps in which it moves.
    fn resolution(&self) -> Micros;

    /// The loop starts: scenario time runs from here on. Asked once, before the first turn; never if the run was paused
    /// before, since [`Clock::resume`] starts it then.
    ///
    /// A clock that moves only when it is asked to has nothing to do here.
    fn start(&mut self) {}

    /// Scenario time since the loop started. May not fall.
    fn now(&mut self) -> Micros;

    /// A timer was registered.
    fn arm(&mut self, timer: TimerKey, deadline: Micros);

    /// A timer was cleared before it was due.
    fn disarm(&mut self, timer: TimerKey);

    /// Takes the timers to be served in the turn that begins at `now` out of `timers`, in the order of serving.
    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer>;

    /// Scenario time stands still from here on; what is set is dropped.
    ///
    /// A clock that moves only when it is asked to has nothing to do here, nor in the four that follow.
    fn pause(&mut self) {}

    /// Scenario time goes on. `_pending` timers, in the order of serving, are to be set again, a slice at a time.
    fn resume(&mut self, _pending: Vec<(TimerKey, Micros)>) {}

    /// Scenario time goes on faster or slower from here on. `_pending` as for [`Clock::resume`]; unused while paused.
    fn set_speed(&mut self, _speed: Speed, _pending: Vec<(TimerKey, Micros)>) {}

    /// While paused: moves to exactly `at`.
    fn jump_to(&mut self, _at: Micros) {}

    /// While paused: lets time pass until the hold is over, and no further.
    fn pass_the_hold(&mut self) {}

    /// Nothing is ready. Moves on to the next deadline and returns true, or returns false: it will come by itself.
    fn skip_to_next(&mut self, timers: &Timers) -> bool;

    /// The run is over: nothing may be left set.
    fn finish(&mut self);

    /// Spends `cpu` of scenario time inside a poll.
    fn spend(&mut self, cpu: Micros) -> Spent;

    /// Whether the time of a [`Spent::Held`] is over.
    fn hold_is_over(&mut self) -> bool;

    /// Whether the clock has work of its own left, for which the loop is to come back.
    fn busy(&self) -> bool {
        false
    }

    /// Whether so many `_timers` are due soon that the thread will be busy with them.
    fn is_crowded(&mut self, _timers: &Timers) -> bool {
        false
    }

    /// A slice of work begins.
    fn begin_slice(&mut self);

    /// Whether the loop should give the page back. Asked once after each entry of the ready queue.
    fn slice_is_over(&mut self) -> bool;

    /// The same in the middle of main's poll. Asked once for each task that the poll spawns, cancels, polls or takes the
    /// result of: there may be a million of them.
    fn slice_is_over_in_poll(&mut self) -> bool {
        false
    }
}

/// How computing time was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// All of it.
    Done,
    /// Not yet: hold the loop until [`Clock::hold_is_over`], polling nothing meanwhile.
    Held,
}

/// The clock of predictions and tests: stands still while anything can run, then jumps to the next deadline.
///
/// By default its slices never end.
#[derive(Debug, Default)]
pub struct VirtualClock {
    now: Micros,
    /// How many entries of the ready queue, and pieces of main's polls, make a slice; `None` for a slice without end.
    entries_in_slice: Option<NonZeroUsize>,
    run_in_slice: usize,
}

impl VirtualClock {
    /// One whose slices end after so many entries of the ready queue, of which each task that main's poll has to do with is
    /// one. It counts them, since it knows no other time than its own; what happens does not change by it.
    #[must_use]
    pub fn in_slices(entries: NonZeroUsize) -> Self {
        Self {
            entries_in_slice: Some(entries),
            ..Self::default()
        }
    }
}

impl Clock for VirtualClock {
    fn kind(&self) -> ClockKind {
        ClockKind::Virtual
    }

    fn resolution(&self) -> Micros {
        Micros(1)
    }

    fn now(&mut self) -> Micros {
        self.now
    }

    fn arm(&mut self, _: TimerKey, _: Micros) {}

    fn disarm(&mut self, _: TimerKey) {}

    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer> {
        timers.take_until(now)
    }

    fn jump_to(&mut self, at: Micros) {
        self.now = self.now.max(at);
    }

    fn skip_to_next(&mut self, timers: &Timers) -> bool {
        let Some(deadline) = timers.next_deadline() else {
            return false;
        };
        self.now = self.now.max(deadline);
        true
    }

    fn finish(&mut self) {}

    fn spend(&mut self, cpu: Micros) -> Spent {
        self.now = self.now + cpu;
        Spent::Done
    }

    fn hold_is_over(&mut self) -> bool {
        true
    }

    fn begin_slice(&mut self) {
        self.run_in_slice = 0;
    }

    fn slice_is_over(&mut self) -> bool {
        self.run_in_slice += 1;
        self.entries_in_slice
            .is_some_and(|entries| self.run_in_slice >= entries.get())
    }

    fn slice_is_over_in_poll(&mut self) -> bool {
        self.slice_is_over()
    }
}
