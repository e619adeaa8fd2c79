//! One modifier over a range, each setting run once, or with 200 seeds when the scenario has chance in it.

use super::ladder;
use super::measurement::Measurement;
use super::spread::Spread;
use super::{Bounds, ComparisonProgress, NotMade, can_fail};
use recording::RunOutcome;
use scenario::time::Micros;
use scenario::{Quantity, Scenario};
use std::fmt;
use std::num::NonZeroU32;

/// Seeds for each setting: enough for the 5th percentile to have ten runs below it.
const SEEDS: u32 = 200;

/// With every seed: eight settings of 200 runs are then 3.2 million operations, 4 s of work natively.
const BOUNDS_WITH_CHANCE: Bounds = Bounds {
    tasks: 2_000,
    attempts: 6_000,
    runs: SEEDS,
};

/// Without chance: as long a list as the one that the policies are compared over.
const BOUNDS: Bounds = Bounds {
    tasks: 20_000,
    attempts: 60_000,
    runs: 1,
};

/// Limits tried: each twice the one before, until most services answer for themselves.
const LIMITS: [u32; 4] = [1, 2, 4, 8];

/// Retries tried: a fifth attempt that is needed says that retrying is not the answer.
const MOST_RETRIES: u32 = 4;

/// A modifier that can be swept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// How many operations may be under way at once.
    Limit,
    /// The longest an attempt may take.
    Timeout,
    /// How many attempts follow a failed first one.
    Retries,
}

/// A value of a modifier.
///
/// Displays as a person writes it: `4`, `1.5s`, `none`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// At most so many at a time; `None` is no limit.
    Limit(Option<NonZeroU32>),
    /// An attempt may take so long; `None` is no timeout.
    Timeout(Option<Quantity>),
    /// So many attempts follow a failed first one.
    Retries(u32),
}

/// What a setting comes to, over the runs made so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The setting.
    pub setting: Setting,
    /// How many runs this is from: 1 without chance, up to 200 with it.
    pub runs: u32,
    /// From the start to the run's end, leftovers included.
    pub makespan: Spread<Micros>,
    /// Operations that ended by failing: their last attempt raised or ran out of time. What was cancelled did not fail.
    pub failures: Spread<u32>,
    /// How many of the runs ended well.
    pub ok: u32,
}

/// A modifier over a range, as far as it has been simulated. Every setting is run with the same seeds.
pub struct Sweep {
    scenario: Scenario,
    modifier: Modifier,
    settings: Vec<(Setting, Samples)>,
    /// How often each setting is run.
    runs: u32,
    done: usize,
    under_way: Option<Measurement>,
}

/// What the runs of one setting came to.
#[derive(Default)]
struct Samples {
    makespans: Vec<Micros>,
    failures: Vec<u32>,
    ok: u32,
}

impl Modifier {
    /// All of them, in the order of their inputs.
    pub const ALL: [Self; 3] = [Self::Limit, Self::Timeout, Self::Retries];

    /// The visible label, which is that of its input.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Limit => "Limit",
            Self::Timeout => "Timeout",
            Self::Retries => "Retries",
        }
    }

    /// The settings that are tried for a scenario, in order. Limit and timeout end with none.
    #[must_use]
    pub fn settings(self, scenario: &Scenario) -> Vec<Setting> {
        match self {
            Self::Limit => {
                let limits = LIMITS.into_iter().map(NonZeroU32::new);
                limits.chain([None]).map(Setting::Limit).collect()
            }
            Self::Timeout => {
                let timeouts = ladder::timeouts(&scenario.tasks).into_iter().map(Some);
                timeouts.chain([None]).map(Setting::Timeout).collect()
            }
            Self::Retries => (0..=MOST_RETRIES).map(Setting::Retries).collect(),
        }
    }
}

impl Setting {
    /// The scenario with this setting in the place of its own.
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

    /// Whether it is what the scenario asks for already. `1500ms` is `1.5s`.
    #[must_use]
    pub fn is_that_of(&self, scenario: &Scenario) -> bool {
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
    /// How much of the runs ended well, 0 to 1.
    #[must_use]
    pub fn ok_share(&self) -> f64 {
        f64::from(self.ok) / f64::from(self.runs.max(1))
    }
}

impl Sweep {
    /// A sweep of which nothing is done yet.
    ///
    /// # Errors
    ///
    /// If there are no tasks, or more than 2,000 with chance among them, or more than 20,000 without; fewer where each may
    /// be attempted often.
    pub fn new(scenario: &Scenario, modifier: Modifier) -> Result<Self, NotMade> {
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

    /// Makes a part of one simulation, small enough for a frame. Does nothing once all are made.
    ///
    /// Every setting is run with one seed before any is run with the next, so that the whole curve is there early and
    /// grows steadier.
    pub fn step(&mut self) -> ComparisonProgress {
        let progress = self.progress();
        if progress.finished() {
            return progress;
        }
        let nth_seed = (self.done / self.settings.len()) as u32;
        let place = self.done % self.settings.len();
        let Some((setting, samples)) = self.settings.get_mut(place) else {
            return progress;
        };
        match self.under_way.take() {
            None => {
                let mut scenario = setting.applied_to(&self.scenario);
                scenario.seed = scenario.seed.wrapping_add(nth_seed);
                self.under_way = Some(Measurement::of(&scenario));
            }
            Some(measurement) if measurement.over() => {
                let measured = measurement.finish();
                samples.makespans.push(measured.makespan);
                samples.failures.push(measured.ends.failed);
                samples.ok += u32::from(measured.outcome == RunOutcome::Ok);
                self.done += 1;
            }
            Some(mut measurement) => {
                measurement.advance();
                self.under_way = Some(measurement);
            }
        }
        self.progress()
    }

    /// How many runs are made.
    #[must_use]
    pub const fn progress(&self) -> ComparisonProgress {
        ComparisonProgress {
            done: self.done,
            of: self.settings.len() * self.runs as usize,
        }
    }

    /// Which modifier is swept.
    #[must_use]
    pub const fn modifier(&self) -> Modifier {
        self.modifier
    }

    /// How often each setting is run: 200 seeds from the scenario's own on when it has chance in it, else once.
    #[must_use]
    pub const fn runs(&self) -> u32 {
        self.runs
    }

    /// The curve so far: a point for each setting that has been run at least once. Sorts what it has; not for every
    /// step.
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
