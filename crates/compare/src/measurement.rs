//! One simulation and what it comes to, a slice at a time. Which scenario and what for is for others to say.

use super::{ENTRIES_IN_STEP, EndCounts};
use recording::{Ended, Lanes, LoopRecord, Meter, Metrics, RunOutcome, TaskId, TimerRecord, Trace};
use runtime::Simulation;
use scenario::Scenario;
use scenario::time::Micros;

/// A simulation under way, folded as it goes.
pub struct Measurement {
    simulation: Simulation,
    lanes: Lanes,
    meter: Meter,
    over: bool,
}

/// What a simulation came to.
pub struct Measured {
    pub trace: Trace,
    pub lanes: Lanes,
    pub makespan: Micros,
    pub outcome: RunOutcome,
    pub most_at_once: u32,
    /// For how long operations waited for a permit, all of them added up.
    pub queued: Micros,
    pub thrown_away: Micros,
    /// How the operations ended.
    pub ends: EndCounts,
}

impl Measurement {
    /// Of a scenario, nothing of it done yet.
    pub fn of(scenario: &Scenario) -> Self {
        Self {
            simulation: Simulation::in_slices(scenario, ENTRIES_IN_STEP),
            lanes: Lanes::default(),
            meter: Meter::default(),
            over: false,
        }
    }

    /// Runs a slice and folds it.
    pub fn advance(&mut self) {
        self.over = self.simulation.advance();
        let trace = self.simulation.trace();
        let meter = &mut self.meter;
        meter.list_tasks(&trace);
        self.lanes
            .extend_with(&trace, trace.events.len(), |index, event, transition| {
                meter.fold(&trace, index, event, transition);
            });
    }

    /// Whether the simulation has come to its end.
    pub const fn over(&self) -> bool {
        self.over
    }

    /// What it came to.
    pub fn finish(self) -> Measured {
        let Self {
            simulation,
            lanes,
            meter,
            ..
        } = self;
        let trace = simulation.into_trace();
        // What the loop and the timers did is not compared, and not folded.
        let (loops, timers) = (LoopRecord::default(), TimerRecord::default());
        let Metrics {
            makespan,
            most_at_once,
            thrown_away,
            ..
        } = meter.metrics(&trace, &lanes, &loops, &timers, trace.last_stamp());
        let (mut queued, mut ends) = (Micros::ZERO, EndCounts::default());
        lanes.each_in(&trace, TaskId::MAIN.index() + 1..lanes.len(), |_, lane| {
            queued = queued + lane.split(makespan).waiting_permit;
            match lane.end().map(|end| end.how) {
                Some(Ended::Failed) => ends.failed += 1,
                Some(Ended::Finished) => ends.finished += 1,
                Some(Ended::Cancelled) => ends.cancelled += 1,
                None => ends.never_started += 1,
            }
        });
        Measured {
            makespan,
            // Nobody stops a simulation, and it runs to its end.
            outcome: trace.outcome.unwrap_or(RunOutcome::Stopped),
            most_at_once,
            queued,
            thrown_away,
            ends,
            trace,
            lanes,
        }
    }
}
