//! One simulation and its figures, computed in slices. The caller chooses the scenario and uses the figures.

use super::ENTRIES_IN_STEP;
use super::others::Others;
use recording::causes::Causes;
use recording::{Ended, Lanes, LoopRecord, Meter, Metrics, RunOutcome, TaskId, TimerRecord, Trace};
use runtime::Simulation;
use scenario::Scenario;
use scenario::time::Micros;
use serde::{Deserialize, Serialize};

/// The events whose causes one step folds: less than a millisecond natively.
const CAUSES_IN_STEP: usize = 5_000;

/// A simulation in progress, folded slice by slice.
pub struct Measurement {
    simulation: Simulation,
    lanes: Lanes,
    meter: Meter,
    /// The causes, if what became of the others is asked for.
    causes: Option<Causes>,
    over: bool,
}

/// Whether a measurement finds out what became of the others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AskOthers {
    Yes,
    /// It costs as much again as the figures.
    No,
}

/// The figures of a complete simulation.
pub struct Measured {
    pub trace: Trace,
    pub lanes: Lanes,
    pub makespan: Micros,
    pub outcome: RunOutcome,
    pub most_at_once: u32,
    /// The total time that operations waited for a permit.
    pub queued: Micros,
    pub wasted: Micros,
    /// How the operations ended.
    pub ends: EndCounts,
    pub others: Option<Others>,
}

/// The number of operations of a run by how they end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndCounts {
    /// Finished with a result.
    pub finished: u32,
    /// Failed. A cancelled operation did not fail.
    pub failed: u32,
    /// Cancelled: their futures are dropped.
    pub cancelled: u32,
    /// Never started.
    pub never_started: u32,
}

impl Measurement {
    /// A simulation of `scenario` that has not started.
    fn of(scenario: &Scenario, others: AskOthers) -> Self {
        Self {
            simulation: Simulation::in_slices(scenario, ENTRIES_IN_STEP),
            lanes: Lanes::default(),
            meter: Meter::default(),
            causes: (others == AskOthers::Yes).then(Causes::default),
            over: false,
        }
    }

    /// Does one part of the simulation `under_way`: starts that of the scenario that `next` returns, advances it, or
    /// returns the figures of a complete one. These are separate steps, because each takes long for many tasks.
    pub fn step(under_way: &mut Option<Self>, others: AskOthers, next: impl FnOnce() -> Scenario) -> Option<Measured> {
        match under_way.take() {
            None => *under_way = Some(Self::of(&next(), others)),
            Some(measurement) if measurement.over() => return Some(measurement.finish()),
            Some(mut measurement) => {
                measurement.advance();
                *under_way = Some(measurement);
            }
        }
        None
    }

    /// Runs one slice and folds its events; after the last one, folds a part of the causes.
    fn advance(&mut self) {
        if self.over {
            if let Some(causes) = &mut self.causes {
                let until = causes.folded() + CAUSES_IN_STEP;
                causes.extend_to(&self.simulation.trace(), until);
            }
            return;
        }
        self.over = self.simulation.advance();
        let trace = self.simulation.trace();
        let meter = &mut self.meter;
        meter.list_tasks(&trace);
        self.lanes
            .extend_with(&trace, trace.events.len(), |index, event, transition| {
                meter.fold(&trace, index, event, transition, false);
            });
    }

    /// Whether the simulation is complete, and the causes if they are asked for.
    fn over(&self) -> bool {
        let events = || self.simulation.trace().events.len();
        self.over && self.causes.as_ref().is_none_or(|causes| causes.folded() >= events())
    }

    /// The figures of the complete simulation.
    fn finish(self) -> Measured {
        let Self {
            simulation,
            lanes,
            meter,
            causes,
            ..
        } = self;
        let trace = simulation.into_trace();
        // The loop and the timers are not compared, and so not folded.
        let (loops, timers) = (LoopRecord::default(), TimerRecord::default());
        let Metrics {
            makespan,
            most_at_once,
            wasted,
            ..
        } = meter.metrics(&trace, &lanes, &loops, &timers, trace.last_stamp());
        let (mut queued, mut ends) = (Micros::ZERO, EndCounts::default());
        lanes.each_in(&trace, TaskId::MAIN.index() + 1..lanes.len(), |_, lane| {
            queued = queued + lane.split(makespan).waiting_permit;
            match lane.end().map(|end| end.how) {
                Some(Ended::Failed) => ends.failed += 1,
                Some(Ended::Finished) => ends.finished += 1,
                Some(Ended::Cancelled | Ended::Destroyed) => ends.cancelled += 1,
                None => ends.never_started += 1,
            }
        });
        Measured {
            makespan,
            // A simulation runs to its end, which sets an outcome.
            outcome: trace.outcome.unwrap_or(RunOutcome::Stopped),
            most_at_once,
            queued,
            wasted: wasted.unwrap_or_default(),
            ends,
            others: causes.and_then(|causes| Others::of(&trace, &lanes, &causes)),
            trace,
            lanes,
        }
    }
}
