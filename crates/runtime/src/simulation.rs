//! A run in virtual time that gives the page back in between. Does nothing that [`super::simulate`] does not do.

use super::clock::VirtualClock;
use super::event_loop::{DriveResult, EventLoop};
use recording::Trace;
use scenario::Scenario;
use std::cell::Ref;
use std::num::NonZeroUsize;

/// A run on the virtual clock, a slice at a time.
///
/// Main's polls are cut where they are long: no slice grows with the list.
///
/// ```
/// use scenario::Scenario;
/// use std::num::NonZeroUsize;
///
/// let scenario = Scenario::default();
/// let sliced = runtime::Simulation::in_slices(&scenario, NonZeroUsize::MIN);
/// while !sliced.advance() {}
/// assert_eq!(sliced.into_trace(), runtime::simulate(&scenario));
/// ```
pub struct Simulation {
    event_loop: EventLoop,
}

impl Simulation {
    /// A run of which nothing has happened yet, in slices of so many entries of the ready queue.
    #[must_use]
    pub fn in_slices(scenario: &Scenario, entries: NonZeroUsize) -> Self {
        let clock = VirtualClock::in_slices(entries);
        Self {
            event_loop: EventLoop::new(scenario, Box::new(clock)),
        }
    }

    /// Runs one slice. True once the run is over.
    pub fn advance(&self) -> bool {
        let progress = self.event_loop.drive();
        debug_assert_ne!(progress, DriveResult::Waiting, "the virtual clock never waits");
        progress != DriveResult::Yielded
    }

    /// The trace so far. Not to be kept across [`Simulation::advance`].
    #[must_use]
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.event_loop.trace()
    }

    /// The trace.
    #[must_use]
    pub fn into_trace(self) -> Trace {
        self.event_loop.into_trace()
    }
}
