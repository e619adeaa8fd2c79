//! All eight policies over the same tasks. One run each: chance is drawn from the scenario's own seed, for all alike.

use super::measurement::{Measured, Measurement};
use super::{Bounds, ComparisonProgress, NotMade, can_fail};
use recording::{Lanes, RunOutcome, Trace};
use scenario::time::Micros;
use scenario::words::count;
use scenario::{Policy, Scenario};

/// Main's first poll, which spawns every task, cannot be cut: with so many it takes 6 ms natively, and stays below the
/// 50 ms that a page may be held. The attempts keep a single trace below 100 MB.
const BOUNDS: Bounds = Bounds {
    tasks: 20_000,
    attempts: 60_000,
    runs: 1,
};

/// The most events that are kept, of all eight traces together: at some 200 bytes an event with its share of the lanes,
/// 200 MB. 1,000 tasks make 120,000.
const MOST_EVENTS: usize = 1_000_000;

/// The same tasks awaited in all eight ways, as far as they have been simulated.
pub struct Comparison {
    scenario: Scenario,
    figures: Vec<PolicyFigures>,
    under_way: Option<Measurement>,
    events_kept: usize,
    baseline: Option<Baseline>,
}

/// What awaiting in one way comes to, in virtual time.
#[derive(Clone, Debug)]
pub struct PolicyFigures {
    /// Which way.
    pub policy: Policy,
    /// From the start to the run's end, leftovers included.
    pub makespan: Micros,
    /// How many times as long one by one takes: its makespan in this one's. `None` for a run without length, and where
    /// one by one does not get through the list: see [`Baseline`].
    pub speed_up: Option<f64>,
    /// How the run ends.
    pub outcome: RunOutcome,
    /// How the operations end.
    pub ends: EndCounts,
    /// The most operations that are past their permit and have not ended, at any one time.
    pub most_at_once: u32,
    /// For how long operations wait for a permit, all of them added up.
    pub queued: Micros,
    /// For how long operations that are cancelled have been at it, all of them added up.
    pub thrown_away: Micros,
    /// The run itself, to be drawn; `None` once it is taken, and where the traces together would fill the memory.
    pub recording: Option<Recording>,
}

/// How the operations of a run end, by their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EndCounts {
    /// Well.
    pub finished: u32,
    /// Badly. One that was cancelled did not fail.
    pub failed: u32,
    /// Their futures are dropped.
    pub cancelled: u32,
    /// They do not start.
    pub never_started: u32,
}

/// A simulated run and its lanes.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What would happen.
    pub trace: Trace,
    /// Folded from it.
    pub lanes: Lanes,
}

/// What one by one comes to, as the measure of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Its makespan.
    pub makespan: Micros,
    /// How many operations end by themselves in it, well or badly.
    pub ended: u32,
    /// How many there are.
    pub of: u32,
}

impl Comparison {
    /// A comparison of which nothing is done yet.
    ///
    /// # Errors
    ///
    /// If there are no tasks, or more than 20,000, or fewer with many retries.
    pub fn new(scenario: &Scenario) -> Result<Self, NotMade> {
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

    /// Makes a part of one simulation, small enough for a frame. Does nothing once all eight are made.
    pub fn step(&mut self) -> ComparisonProgress {
        // One by one is the first of all, so that the others can be measured against it.
        let Some(&policy) = Policy::ALL.get(self.figures.len()) else {
            return self.progress();
        };
        // Each of the three is a step of its own: with many tasks, each takes its time.
        match self.under_way.take() {
            None => {
                self.under_way = Some(Measurement::of(&Scenario {
                    policy,
                    ..self.scenario.clone()
                }));
            }
            Some(measurement) if measurement.over() => self.add(policy, measurement.finish()),
            Some(mut measurement) => {
                measurement.advance();
                self.under_way = Some(measurement);
            }
        }
        self.progress()
    }

    /// How many of the eight are made.
    #[must_use]
    pub const fn progress(&self) -> ComparisonProgress {
        ComparisonProgress {
            done: self.figures.len(),
            of: Policy::ALL.len(),
        }
    }

    /// The figures made so far, in the order of [`Policy::ALL`].
    #[must_use]
    pub fn figures(&self) -> &[PolicyFigures] {
        &self.figures
    }

    /// What this policy comes to, once it is made.
    #[must_use]
    pub fn figure(&self, policy: Policy) -> Option<&PolicyFigures> {
        self.figures.iter().find(|figure| figure.policy == policy)
    }

    /// Hands over the run of this policy, once it is made, to whoever keeps less of it. Leaves the figure.
    #[must_use]
    pub fn take_recording(&mut self, policy: Policy) -> Option<Recording> {
        let figure = self.figures.iter_mut().find(|figure| figure.policy == policy)?;
        let recording = figure.recording.take()?;
        self.events_kept -= recording.trace.events.len();
        Some(recording)
    }

    /// What the others are measured against, once it is made.
    #[must_use]
    pub const fn baseline(&self) -> Option<Baseline> {
        self.baseline
    }

    /// The longest makespan so far: the end of the axis that all share.
    #[must_use]
    pub fn longest(&self) -> Micros {
        let makespans = self.figures.iter().map(|figure| figure.makespan);
        makespans.max().unwrap_or_default()
    }

    fn add(&mut self, policy: Policy, measured: Measured) {
        if policy == Policy::OneByOne {
            self.baseline = Some(Baseline {
                makespan: measured.makespan,
                ended: measured.ends.finished + measured.ends.failed,
                of: measured.lanes.len().saturating_sub(1) as u32,
            });
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
            most_at_once: measured.most_at_once,
            queued: measured.queued,
            thrown_away: measured.thrown_away,
            recording,
        });
    }
}

impl Baseline {
    /// Whether every operation came to an end of its own: only then is it the same work in another way.
    #[must_use]
    pub const fn whole(self) -> bool {
        self.ended == self.of
    }

    /// Why nothing is measured against it, as a sentence; `None` when it is whole.
    #[must_use]
    pub fn note(self) -> Option<String> {
        (!self.whole()).then(|| {
            format!(
                "One by one ends after {} of {}: it is no measure for the others.",
                self.ended,
                count(self.of as usize, "operation")
            )
        })
    }
}
