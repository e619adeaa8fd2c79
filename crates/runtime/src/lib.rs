//! The event loop: one executor for both clocks, and everything that runs on it.
//!
//! ```text
//!   policies ── main, as one future ──┐
//!   operation ─ permit, retry, timeout, sleep, cpu ─┤ instrumented futures, recording as they go
//!   joined ──── operations inside main ──┘
//!                    │ wake, timer, permit, cancel
//!                    ▼
//!   event_loop ── the turn ──► core ── ready queue, timers, permits, join, trace
//!                    ▲
//!                  clock ── virtual | browser (wasm32)
//! ```
//!
//! What is recorded is recorded here, where it happens. Knows no page and, but for `browser`, no browser.

pub mod clock;
mod core;
pub mod event_loop;
mod failure;
mod join;
mod joined;
mod operation;
mod permits;
mod policies;
mod simulation;
pub mod stopwatch;
mod timers;

pub use event_loop::{EventLoop, Progress};
pub use simulation::Simulation;
pub use timers::{Timer, Timers};

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
    debug_assert_eq!(progress, Progress::Done, "the virtual clock never waits");
    event_loop.into_trace()
}
