//! The event loop: one executor for both clocks, and everything that runs on it.
//!
//! ```text
//!   policies ── main, as one future ──┐
//!   operation ─ permit, retry, timeout, sleep, cpu ─┤ instrumented, recording as they go
//!   joined ──── operations inside main ──┘
//!                    │ wake, timer, permit, cancel
//!                    ▼
//!   event_loop ── the turn ──► core ── recorder, tasks, ready, timers, permits, join, deadline, cancelling, bulk
//!                    ▲
//!                  clock ── virtual | the page's
//! ```
//!
//! What is recorded is recorded here, where it happens. Knows no page and no browser.

mod bulk;
mod cancelling;
pub mod clock;
mod core;
mod deadline;
pub mod event_loop;
mod failure;
mod handle;
mod join;
mod joined;
mod operation;
mod operation_state;
mod permits;
mod plan;
mod policies;
mod ready;
mod recorder;
mod simulation;
pub mod stopwatch;
mod tasks;
mod texts;
mod timers;

pub use event_loop::{DriveResult, EventLoop};
pub use simulation::Simulation;
pub use timers::{DueTimer, Timer, TimerKey, Timers};

use recording::{Budget, Trace};
use scenario::Scenario;

/// Runs a scenario to its end on the virtual clock.
///
/// The same scenario gives the same trace, byte for byte, on every machine. A list without tasks gives a trace in which
/// only main takes part.
///
/// ```
/// use scenario::Scenario;
///
/// let trace = runtime::simulate(&Scenario::default());
/// assert_eq!(trace.console().last(), Some("Results: 4, 2"));
/// ```
#[must_use]
pub fn simulate(scenario: &Scenario) -> Trace {
    simulate_within(scenario, Budget::default())
}

/// The same, recorded up to `budget`: past it the run goes on to its end, and the trace ends with `truncated`.
#[must_use]
pub fn simulate_within(scenario: &Scenario, budget: Budget) -> Trace {
    let event_loop = EventLoop::new(scenario, Box::new(clock::VirtualClock::default()));
    event_loop.keep_within(budget);
    let progress = event_loop.drive();
    debug_assert_eq!(progress, DriveResult::Done, "the virtual clock never waits");
    event_loop.into_trace()
}
