//! Varies one modifier over a range: each setting runs once, or with 200 seeds if the scenario has chance.

use super::measurement::Measurement;
use super::spread::Spread;
use super::timeout_candidates;
use super::{Bounds, ComparisonError, ComparisonProgress, can_fail};
use recording::RunOutcome;
use scenario::time::Micros;
use scenario::{Quantity, Scenario};
use std::fmt;
use std::num::NonZeroU32;

/// The number of seeds per setting: enough for ten runs below the 5th percentile.
const SEEDS: u32 = 200;

/// The bounds with chance: eight settings of 200 runs are then 3.2 million operations, 4 s of work natively.
const BOUNDS_WITH_CHANCE: Bounds = Bounds {
    tasks: 2_000,
    attempts: 6_000,
    runs: SEEDS,
};

/// The bounds without chance: the longest list is that of the comparison of policies.
const BOUNDS: Bounds = Bounds {
    tasks: 20_000,
    attempts: 60_000,
    runs: 1,
};

/// The limits that are tried, up to one that most services can handle.
const LIMITS: [u32; 4] = [1, 2, 4, 8];

/// The most retries that are tried: where a fifth attempt is needed, retrying does not help.
const MOST_RETRIES: u32 = 4;

/// A modifier that can be swept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// The number of operations that may be under way at once.
    Limit,
    /// The longest time an attempt may take.
    Timeout,
    /// The number of attempts after a failed first one.
    Retries,
}

/// A value of a modifier.
///
/// Displays as a person writes it: `4`, `1.5s`, `none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// At most this many operations at a time; `None` is no limit.
    Limit(Option<NonZeroU32>),
    /// The timeout of an attempt; `None` is no timeout.
    Timeout(Option<Quantity>),
    /// The number of attempts after a failed first one.
    Retries(u32),
}

/// The figures of one setting, over the runs so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The setting.
    pub setting: Setting,
    /// The number of runs: 1 without chance, up to 200 with it.
    pub runs: u32,
    /// From the start to the end of the run, including operations that outlive main.
    pub makespan: Spread<Micros>,
    /// The operations that failed: their last attempt raised an error or timed out. Cancelled operations did not fail.
    pub failures: Spread<u32>,
    /// The number of runs whose outcome is ok.
    pub ok: u32,
}

/// A modifier over a range, as far as it has been simulated. All settings run with the same seeds.
pub struct Sweep {
    scenario: Scenario,
    modifier: Modifier,
    settings: Vec<(Setting, Samples)>,
    /// The number of runs per setting.
    runs: u32,
    done: usize,
    under_way: Option<Measurement>,
}

/// The results of the runs of one setting.
#[derive(Default)]
struct Samples {
    makespans: Vec<Micros>,
    failures: Vec<u32>,
    ok: u32,
}

impl Modifier {
    /// All modifiers, in the order of their inputs.
    pub const ALL: [Self; 3] = [Self::Limit, Self::Timeout, Self::Retries];

    /// The label of its input.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Limit => "Limit",
            Self::Timeout => "Timeout",
            Self::Retries => "Retries",
        }
    }

    /// The settings that are tried for a scenario, in order. Limit and timeout end with `None`.
    #[must_use]
    pub fn settings(self, scenario: &Scenario) -> Vec<Setting> {
        match self {
            Self::Limit => {
                let limits = LIMITS.into_iter().map(NonZeroU32::new);
                limits.chain([None]).map(Setting::Limit).collect()
            }
            Self::Timeout => {
                let timeouts = timeout_candidates::timeouts(&scenario.tasks).into_iter().map(Some);
                timeouts.chain([None]).map(Setting::Timeout).collect()
            }
            Self::Retries => (0..=MOST_RETRIES).map(Setting::Retries).collect(),
        }
    }
}

impl Setting {
    /// The scenario with this setting in place of its own.
    #[must_use]
    pub fn applied_to(&self, scenario: &Scenario) -> Scenario {
        let mut applied = scenario.clone();
        match self {
            Self::Limit(limit) => applied.limit = *limit,
            Self::Timeout(timeout) => applied.timeout.clone_from(timeout),
            Self::Retries(retries) => applied.retry = *retries,
        }
        applied
    }

    /// Whether this is the scenario's own setting. `1500ms` equals `1.5s`.
    #[must_use]
    pub fn is_set_in(&self, scenario: &Scenario) -> bool {
        let length = |timeout: &Option<Quantity>| timeout.as_ref().map(Quantity::micros);
        match self {
            Self::Limit(limit) => *limit == scenario.limit,
            Self::Timeout(timeout) => length(timeout) == length(&scenario.timeout),
            Self::Retries(retries) => *retries == scenario.retry,
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(Some(limit)) => write!(f, "{limit}"),
            Self::Timeout(Some(timeout)) => write!(f, "{timeout}"),
            Self::Limit(None) | Self::Timeout(None) => f.write_str("none"),
            Self::Retries(retries) => write!(f, "{retries}"),
        }
    }
}

impl Point {
    /// The share of the runs whose outcome is ok, from 0 to 1.
    #[must_use]
    pub fn ok_share(&self) -> f64 {
        f64::from(self.ok) / f64::from(self.runs.max(1))
    }
}

impl Sweep {
    /// A sweep that has not started.
    ///
    /// # Errors
    ///
    /// If there are no tasks, or more than 2,000 with chance, or more than 20,000 without; fewer if each may make
    /// several attempts.
    pub fn new(scenario: &Scenario, modifier: Modifier) -> Result<Self, ComparisonError> {
        let bounds = if scenario.has_chance() {
            BOUNDS_WITH_CHANCE
        } else {
            BOUNDS
        };
        let repeats = can_fail(scenario) || scenario.timeout.is_some() || modifier == Modifier::Timeout;
        let attempts_each = match modifier {
            _ if !repeats => 1,
            Modifier::Retries => 1 + MOST_RETRIES,
            Modifier::Limit | Modifier::Timeout => 1 + scenario.retry,
        };
        bounds.check(scenario.tasks.count(), attempts_each)?;
        let settings = modifier.settings(scenario).into_iter();
        Ok(Self {
            scenario: scenario.clone(),
            modifier,
            settings: settings.map(|setting| (setting, Samples::default())).collect(),
            runs: bounds.runs,
            done: 0,
            under_way: None,
        })
    }

    /// Does a part of one simulation that fits into a frame. Does nothing once all are complete.
    ///
    /// Runs every setting with one seed before the next seed, so that the whole curve appears early and then becomes
    /// more precise.
    pub fn step(&mut self) -> ComparisonProgress {
        let progress = self.progress();
        if progress.finished() {
            return progress;
        }
        let nth_seed = (self.done / self.settings.len()) as u32;
        let index = self.done % self.settings.len();
        let Some((setting, samples)) = self.settings.get_mut(index) else {
            return progress;
        };
        let next = || {
            let mut scenario = setting.applied_to(&self.scenario);
            scenario.seed = scenario.seed.wrapping_add(nth_seed);
            scenario
        };
        if let Some(measured) = Measurement::step(&mut self.under_way, next) {
            samples.makespans.push(measured.makespan);
            samples.failures.push(measured.ends.failed);
            samples.ok += u32::from(measured.outcome == RunOutcome::Ok);
            self.done += 1;
        }
        self.progress()
    }

    /// The number of complete runs out of all.
    #[must_use]
    pub const fn progress(&self) -> ComparisonProgress {
        ComparisonProgress {
            done: self.done,
            total: self.settings.len() * self.runs as usize,
        }
    }

    /// The modifier that is varied.
    #[must_use]
    pub const fn modifier(&self) -> Modifier {
        self.modifier
    }

    /// The number of runs per setting: 200 seeds from the scenario's own on if it has chance, else 1.
    #[must_use]
    pub const fn runs(&self) -> u32 {
        self.runs
    }

    /// The curve so far: a point for each setting with at least one run. Sorts all samples, so do not call it after
    /// every step.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let points = self.settings.iter().filter_map(|(setting, samples)| {
            Some(Point {
                setting: setting.clone(),
                runs: samples.makespans.len() as u32,
                makespan: Spread::of(&samples.makespans)?,
                failures: Spread::of(&samples.failures)?,
                ok: samples.ok,
            })
        });
        points.collect()
    }
}
