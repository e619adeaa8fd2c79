//! A simulated machine with delays, as a clock for the event loop.

use crate::support::Draws;
use recording::ClockKind;
use runtime::clock::{Clock, Spent, VirtualClock};
use runtime::{DueTimer, TimerKey, Timers};
use scenario::time::Micros;

/// A simulated machine with delays.
#[derive(Default)]
pub struct Machine {
    pub clock: VirtualClock,
    /// How much later than the deadline the loop is woken, each time it waits.
    pub late: Micros,
    /// The time that passes between two readings of the clock.
    pub reading: Micros,
    /// The extra time that each computation takes.
    pub slower: Micros,
    /// Whether timers that are due together are served in reverse order.
    pub backwards: bool,
    /// How far the machine is ahead of `clock`.
    pub ahead: Micros,
    /// If set, draws the lateness anew each time, up to `late`.
    pub draws: Option<Draws>,
}

impl Machine {
    #[allow(dead_code, reason = "each test file uses its part")]
    pub fn late(late_ms: u64) -> Self {
        Self {
            late: Micros::from_millis(late_ms),
            ..Self::default()
        }
    }

    fn read(&mut self) -> Micros {
        self.clock.now() + self.ahead
    }
}

impl Clock for Machine {
    fn kind(&self) -> ClockKind {
        ClockKind::Real
    }
    fn resolution(&self) -> Micros {
        Micros(100)
    }
    fn now(&mut self) -> Micros {
        self.ahead = self.ahead + self.reading;
        self.read()
    }
    fn arm(&mut self, _: TimerKey, _: Micros) {}
    fn disarm(&mut self, _: TimerKey) {}
    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer> {
        let mut due = timers.take_until(now);
        if self.backwards {
            due.reverse();
        }
        due
    }
    fn skip_to_next(&mut self, timers: &Timers) -> bool {
        let Some(deadline) = timers.next_deadline() else {
            return false;
        };
        let late = match &mut self.draws {
            Some(draws) => Micros(draws.below(self.late.0 + 1)),
            None => self.late,
        };
        self.ahead = self.ahead + (deadline - self.read()) + late;
        true
    }
    fn finish(&mut self) {}
    fn spend(&mut self, cpu: Micros) -> Spent {
        self.ahead = self.ahead + cpu + self.slower;
        Spent::Done
    }
    fn hold_is_over(&mut self) -> bool {
        true
    }
    fn begin_slice(&mut self) {}
    fn slice_is_over(&mut self) -> bool {
        false
    }
}
