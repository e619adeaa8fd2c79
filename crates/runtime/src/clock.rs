//! The clocks. Nothing else differs between a run and its prediction.

use super::timers::{DueTimer, TimerKey, Timers};
use recording::ClockKind;
use scenario::Speed;
use scenario::time::Micros;
use std::num::NonZeroUsize;

/// Provides the stamps of a loop and the timers that are due.
pub trait Clock {
    /// The kind of the clock.
    fn kind(&self) -> ClockKind;

    /// The resolution of its readings.
    fn resolution(&self) -> Micros;

    /// Starts scenario time. Called once, before the first turn; never if the run was paused before, because
    /// [`Clock::resume`] starts it then.
    ///
    /// A virtual clock has nothing to do here.
    fn start(&mut self) {}

    /// Scenario time since the loop started. It must not decrease.
    fn now(&mut self) -> Micros;

    /// Called when a timer is registered.
    fn arm(&mut self, timer: TimerKey, deadline: Micros);

    /// Called when a timer is cleared before it is due.
    fn disarm(&mut self, timer: TimerKey);

    /// Takes the timers to be served in the turn that begins at `now` out of `timers`, in the order of serving.
    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer>;

    /// Stops scenario time, and drops the timers that it has set.
    ///
    /// A virtual clock has nothing to do here, nor in the four methods that follow.
    fn pause(&mut self) {}

    /// Continues scenario time. The `_pending` timers, in the order of serving, have to be set again, a slice at a
    /// time.
    fn resume(&mut self, _pending: Vec<(TimerKey, Micros)>) {}

    /// Changes the speed of scenario time. `_pending` as for [`Clock::resume`]; unused while paused.
    fn set_speed(&mut self, _speed: Speed, _pending: Vec<(TimerKey, Micros)>) {}

    /// While paused: moves to exactly `at`.
    fn jump_to(&mut self, _at: Micros) {}

    /// While paused: continues time until the hold is over.
    fn pass_the_hold(&mut self) {}

    /// Called when nothing is ready. Moves to the next deadline and returns true, or returns false if time passes by
    /// itself.
    fn skip_to_next(&mut self, timers: &Timers) -> bool;

    /// Drops all timers that it has set: the run is over.
    fn finish(&mut self);

    /// Spends `cpu` of scenario time inside a poll.
    fn spend(&mut self, cpu: Micros) -> Spent;

    /// Whether the time of a [`Spent::Held`] is over.
    fn hold_is_over(&mut self) -> bool;

    /// Whether the clock has work left, for which the loop has to be driven again.
    fn busy(&self) -> bool {
        false
    }

    /// Whether so many timers are due soon that they will keep the thread busy.
    fn is_crowded(&mut self, _timers: &Timers) -> bool {
        false
    }

    /// Begins a slice of work.
    fn begin_slice(&mut self);

    /// Whether the slice is over and the loop should yield to the page. Called once after each entry of the ready
    /// queue.
    fn slice_is_over(&mut self) -> bool;

    /// The same within an entry of the queue. Called once for each task that is spawned, cancelled or polled, or whose
    /// result is taken, because there may be a million of them.
    fn slice_is_over_in_poll(&mut self) -> bool {
        false
    }
}

/// How much of a computing time was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// All of it.
    Done,
    /// Not all of it: the loop has to be held, without polling anything, until [`Clock::hold_is_over`].
    Held,
}

/// The clock of predictions and tests. It stands still while anything can run, then jumps to the next deadline.
///
/// By default its slices never end.
#[derive(Debug, Default)]
pub struct VirtualClock {
    now: Micros,
    /// The number of entries of the ready queue, and of pieces of long ones, in a slice; `None` for slices that never
    /// end.
    entries_in_slice: Option<NonZeroUsize>,
    run_in_slice: usize,
}

impl VirtualClock {
    /// A clock whose slices end after this many entries of the ready queue. Each task that one entry spawns, cancels or
    /// polls counts as an entry. Slices do not change what is recorded.
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
