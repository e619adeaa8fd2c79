//! Compares all eight policies over the same tasks, with one run each. All runs draw chance from the scenario's seed.

use super::measurement::{AskOthers, EndCounts, Measured, Measurement};
use super::others::Others;
use super::{Bounds, ComparisonError, ComparisonProgress, can_fail};
use recording::{Lanes, RunOutcome, Trace};
use scenario::time::Micros;
use scenario::words::count;
use scenario::{Policy, Scenario};
use serde::{Deserialize, Serialize};

/// Eight runs of more tasks take seconds in a page. The bound on attempts keeps one trace below 100 MB.
const BOUNDS: Bounds = Bounds {
    tasks: 20_000,
    attempts: 60_000,
    runs: 1,
};

/// The most events kept in all eight traces together: 200 MB, at about 200 bytes for an event and its share of the
/// lanes. 1,000 tasks make 120,000 events.
const MOST_EVENTS: usize = 1_000_000;

/// The runs of all eight policies, as far as they have been simulated.
pub struct Comparison {
    scenario: Scenario,
    figures: Vec<PolicyFigures>,
    under_way: Option<Measurement>,
    events_kept: usize,
    baseline: Option<Baseline>,
}

/// The figures of one policy, in virtual time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyFigures {
    /// The policy.
    pub policy: Policy,
    /// From the start to the end of the run, including operations that outlive main.
    pub makespan: Micros,
    /// The makespan of `OneByOne` divided by this one. `None` if this one is 0, or if `OneByOne` does not complete the
    /// list: see [`Baseline`].
    pub speed_up: Option<f64>,
    /// The outcome of the run.
    pub outcome: RunOutcome,
    /// How many operations end in which way.
    pub ends: EndCounts,
    /// What became of the operations beside the one that decided how main ended.
    #[serde(skip)]
    pub others: Option<Others>,
    /// The largest number of operations at one time that hold a permit and have not ended.
    pub most_at_once: u32,
    /// The total time that operations wait for a permit.
    pub queued: Micros,
    /// The total time that cancelled operations had run for.
    pub wasted: Micros,
    /// The recording, for drawing; `None` after it was taken, or if it would exceed the events kept.
    #[serde(skip)]
    pub recording: Option<Recording>,
}

/// The trace of a simulated run and its lanes.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The trace.
    pub trace: Trace,
    /// The lanes folded from it.
    pub lanes: Lanes,
}

/// The run of `OneByOne`, against which the others are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Its makespan.
    pub makespan: Micros,
    /// The number of operations that finish or fail in it.
    pub ended: u32,
    /// The number of all operations.
    pub total: u32,
}

impl Comparison {
    /// A comparison that has not started.
    ///
    /// # Errors
    ///
    /// If there are no tasks, or more than 20,000, or fewer with many retries.
    pub fn new(scenario: &Scenario) -> Result<Self, ComparisonError> {
        let repeats = can_fail(scenario) || scenario.timeout.is_some();
        let attempts_each = if repeats { 1 + scenario.retry } else { 1 };
        BOUNDS.check(scenario.tasks.count(), attempts_each)?;
        Ok(Self {
            scenario: scenario.clone(),
            figures: Vec::with_capacity(Policy::ALL.len()),
            under_way: None,
            events_kept: 0,
            baseline: None,
        })
    }

    /// Does a part of one simulation that fits into a frame. Does nothing once all eight are complete.
    pub fn step(&mut self) -> ComparisonProgress {
        // `OneByOne` comes first because the others are measured against it.
        let Some(&policy) = Policy::ALL.get(self.figures.len()) else {
            return self.progress();
        };
        let next = || Scenario {
            policy,
            ..self.scenario.clone()
        };
        if let Some(measured) = Measurement::step(&mut self.under_way, AskOthers::Yes, next) {
            self.add(policy, measured);
        }
        self.progress()
    }

    /// The number of complete runs out of eight.
    #[must_use]
    pub const fn progress(&self) -> ComparisonProgress {
        ComparisonProgress {
            done: self.figures.len(),
            total: Policy::ALL.len(),
        }
    }

    /// The figures so far, in the order of [`Policy::ALL`].
    #[must_use]
    pub fn figures(&self) -> &[PolicyFigures] {
        &self.figures
    }

    /// The figures of this policy, once its run is complete.
    #[must_use]
    pub fn figure(&self, policy: Policy) -> Option<&PolicyFigures> {
        self.figures.iter().find(|figure| figure.policy == policy)
    }

    /// Takes the recording of this policy, once its run is complete. The figures stay.
    #[must_use]
    pub fn take_recording(&mut self, policy: Policy) -> Option<Recording> {
        let figure = self.figures.iter_mut().find(|figure| figure.policy == policy)?;
        let recording = figure.recording.take()?;
        self.events_kept -= recording.trace.events.len();
        Some(recording)
    }

    /// The run that the others are measured against, once it is complete.
    #[must_use]
    pub const fn baseline(&self) -> Option<Baseline> {
        self.baseline
    }

    /// The longest makespan so far, which is the end of the common axis.
    #[must_use]
    pub fn longest(&self) -> Micros {
        let makespans = self.figures.iter().map(|figure| figure.makespan);
        makespans.max().unwrap_or_default()
    }

    fn add(&mut self, policy: Policy, measured: Measured) {
        if policy == Policy::OneByOne {
            self.baseline = Some(Baseline::with(measured.makespan, measured.ends));
        }
        let one_by_one = self.baseline.filter(|baseline| baseline.whole());
        let speed_up = one_by_one
            .filter(|_| measured.makespan > Micros::ZERO)
            .map(|baseline| baseline.makespan.0 as f64 / measured.makespan.0 as f64);
        let events = self.events_kept + measured.trace.events.len();
        let recording = (events <= MOST_EVENTS).then(|| {
            self.events_kept = events;
            Recording {
                trace: measured.trace,
                lanes: measured.lanes,
            }
        });
        self.figures.push(PolicyFigures {
            policy,
            makespan: measured.makespan,
            speed_up,
            outcome: measured.outcome,
            ends: measured.ends,
            others: measured.others,
            most_at_once: measured.most_at_once,
            queued: measured.queued,
            wasted: measured.wasted,
            recording,
        });
    }
}

impl Baseline {
    /// The baseline, from the figures of `OneByOne`.
    #[must_use]
    pub const fn of(one_by_one: &PolicyFigures) -> Self {
        Self::with(one_by_one.makespan, one_by_one.ends)
    }

    const fn with(makespan: Micros, ends: EndCounts) -> Self {
        let ended = ends.finished + ends.failed;
        Self {
            makespan,
            ended,
            total: ended + ends.cancelled + ends.never_started,
        }
    }

    /// Whether every operation finished or failed. Otherwise the other policies do more work, and are not comparable.
    #[must_use]
    pub const fn whole(self) -> bool {
        self.ended == self.total
    }

    /// Why nothing is measured against it, as a sentence; `None` if it is complete.
    #[must_use]
    pub fn note(self) -> Option<String> {
        (!self.whole()).then(|| {
            format!(
                "One by one ends after {} of {}: it is no measure for the others.",
                self.ended,
                count(self.total as usize, "operation")
            )
        })
    }
}
