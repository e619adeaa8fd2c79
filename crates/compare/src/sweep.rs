//! Varies one modifier over a range: each setting runs once, or with 200 seeds if the scenario has chance.

use super::measurement::{AskOthers, Measurement};
use super::spread::Spread;
use super::timeout_candidates;
use super::{Bounds, ComparisonError, ComparisonProgress, can_fail};
use recording::RunOutcome;
use scenario::modifiers::{read_limit, read_retry, read_timeout};
use scenario::time::Micros;
use scenario::validation_error::ValidationError;
use scenario::{Quantity, Scenario};
use serde::{Deserialize, Serialize};
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

/// The most settings of a sweep: with chance each costs 200 runs, and more points do not fit below a curve.
pub const MOST_SETTINGS: usize = 20;

/// A modifier that can be swept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// The number of runs in which main raised no error.
    pub ok: u32,
}

/// A modifier over a range, as far as it has been simulated. All settings run with the same seeds.
pub struct Sweep {
    scenario: Scenario,
    modifier: Modifier,
    settings: Vec<(Setting, Samples)>,
    /// The number of runs per setting.
    runs: u32,
    /// The setting that `under_way` is a run of, by index.
    measured: usize,
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

    /// The settings that are tried for a scenario, in order: the usual ones and the scenario's own.
    #[must_use]
    pub fn settings(self, scenario: &Scenario) -> Vec<Setting> {
        let mut settings = self.usual_settings(scenario);
        let own = self.setting_of(scenario);
        if let Err(index) = index_of(&settings, &own, |setting| setting) {
            settings.insert(index, own);
        }
        settings
    }

    /// The settings that are tried whatever the scenario's own, in order. Limit and timeout end with `None`.
    #[must_use]
    pub fn usual_settings(self, scenario: &Scenario) -> Vec<Setting> {
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

    /// The scenario's own setting.
    #[must_use]
    pub fn setting_of(self, scenario: &Scenario) -> Setting {
        match self {
            Self::Limit => Setting::Limit(scenario.limit),
            Self::Timeout => Setting::Timeout(scenario.timeout.clone()),
            Self::Retries => Setting::Retries(scenario.retry),
        }
    }

    /// Reads settings as a person types them, separated by commas. Space and empty parts are ignored.
    ///
    /// ```
    /// use compare::{Modifier, Setting};
    ///
    /// let typed = Modifier::Retries.read("7, 9").expect("they are numbers");
    /// assert_eq!(typed, [Setting::Retries(7), Setting::Retries(9)]);
    /// ```
    ///
    /// # Errors
    ///
    /// If the input of this modifier would not take one of them.
    pub fn read(self, text: &str) -> Result<Vec<Setting>, ValidationError> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(|part| match self {
                Self::Limit => read_limit(part).map(Setting::Limit),
                Self::Timeout => read_timeout(part).map(Setting::Timeout),
                Self::Retries => read_retry(part).map(Setting::Retries),
            })
            .collect()
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
        self.is_same(&self.modifier().setting_of(scenario))
    }

    /// Whether both are settings of one modifier and have one effect. `1500ms` equals `1.5s`.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.modifier() == other.modifier() && self.rank() == other.rank()
    }

    /// The modifier that it is a setting of.
    #[must_use]
    pub const fn modifier(&self) -> Modifier {
        match self {
            Self::Limit(_) => Modifier::Limit,
            Self::Timeout(_) => Modifier::Timeout,
            Self::Retries(_) => Modifier::Retries,
        }
    }

    /// The position in a sweep of its modifier: `None` comes last.
    fn rank(&self) -> u64 {
        match self {
            Self::Limit(limit) => limit.map_or(u64::MAX, |limit| limit.get().into()),
            Self::Timeout(timeout) => timeout.as_ref().map_or(u64::MAX, |timeout| timeout.micros().0),
            Self::Retries(retries) => (*retries).into(),
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
    /// The share of the runs in which main raised no error, from 0 to 1.
    #[must_use]
    pub fn ok_share(&self) -> f64 {
        f64::from(self.ok) / f64::from(self.runs.max(1))
    }
}

/// The index of a setting that has the effect of `wanted`, or the index at which it belongs.
fn index_of<T>(settings: &[T], wanted: &Setting, setting: impl Fn(&T) -> &Setting) -> Result<usize, usize> {
    settings.binary_search_by_key(&wanted.rank(), |it| setting(it).rank())
}

impl Sweep {
    /// A sweep over the usual settings and the scenario's own, that has not started.
    ///
    /// # Errors
    ///
    /// If there are no tasks, or more than 2,000 with chance, or more than 20,000 without; fewer if each may make
    /// several attempts.
    pub fn new(scenario: &Scenario, modifier: Modifier) -> Result<Self, ComparisonError> {
        let mut sweep = Self {
            scenario: scenario.clone(),
            modifier,
            settings: Vec::new(),
            runs: bounds(scenario).runs,
            measured: 0,
            under_way: None,
        };
        for setting in modifier.settings(scenario) {
            sweep.check(&setting)?;
            sweep.settings.push((setting, Samples::default()));
        }
        Ok(sweep)
    }

    /// Rejects a setting with which the simulations would take too long.
    fn check(&self, setting: &Setting) -> Result<(), ComparisonError> {
        let scenario = &self.scenario;
        let repeats = can_fail(scenario) || scenario.timeout.is_some() || self.modifier == Modifier::Timeout;
        let attempts_each = match setting {
            _ if !repeats => 1,
            Setting::Retries(retries) => 1 + retries,
            Setting::Limit(_) | Setting::Timeout(_) => 1 + scenario.retry,
        };
        bounds(scenario).check(scenario.tasks.count(), attempts_each)
    }

    /// Adds a setting, at its position; what is simulated already is kept. Does nothing if there is one with the same
    /// effect, or for a setting of another modifier.
    ///
    /// # Errors
    ///
    /// If its simulations would take too long, or if there are [`MOST_SETTINGS`] already.
    pub fn add(&mut self, setting: &Setting) -> Result<(), ComparisonError> {
        let Err(index) = index_of(&self.settings, setting, |(setting, _)| setting) else {
            return Ok(());
        };
        if setting.modifier() != self.modifier {
            return Ok(());
        }
        if self.settings.len() >= MOST_SETTINGS {
            return Err(ComparisonError::TooManySettings);
        }
        self.check(setting)?;
        self.settings.insert(index, (setting.clone(), Samples::default()));
        if index <= self.measured && self.under_way.is_some() {
            self.measured += 1;
        }
        Ok(())
    }

    /// Whether this setting is tried in any case: it is a usual one, or the scenario's own.
    #[must_use]
    pub fn is_usual(&self, setting: &Setting) -> bool {
        let settings = self.modifier.settings(&self.scenario);
        settings.iter().any(|usual| usual.is_same(setting))
    }

    /// Lets the sweep have the usual settings, the scenario's own and those of `more` that are of its modifier; the
    /// results of what stays are kept.
    ///
    /// # Errors
    ///
    /// The first error of [`Sweep::add`]; the others are added all the same.
    pub fn set_more(&mut self, more: &[Setting]) -> Result<(), ComparisonError> {
        let present: Vec<Setting> = self.settings().cloned().collect();
        for setting in &present {
            if !self.is_usual(setting) && !more.iter().any(|it| it.is_same(setting)) {
                self.remove(setting);
            }
        }
        more.iter().map(|setting| self.add(setting)).fold(Ok(()), Result::and)
    }

    /// Removes a setting with its results, if there is one with its effect.
    pub fn remove(&mut self, setting: &Setting) {
        let Ok(index) = index_of(&self.settings, setting, |(setting, _)| setting) else {
            return;
        };
        if setting.modifier() != self.modifier {
            return;
        }
        self.settings.remove(index);
        if index == self.measured {
            self.under_way = None;
        } else if index < self.measured {
            self.measured -= 1;
        }
    }

    /// The settings, in order.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.settings.iter().map(|(setting, _)| setting)
    }

    /// Does a part of one simulation that fits into a frame. Does nothing once all are complete.
    ///
    /// Runs every setting with one seed before the next seed, so that the whole curve appears early and then becomes
    /// more precise. A setting that is added later catches up first.
    pub fn step(&mut self) -> ComparisonProgress {
        if self.under_way.is_none() {
            let runs = |(_, samples): &(Setting, Samples)| samples.makespans.len();
            let fewest = (0..self.settings.len()).min_by_key(|&index| runs(&self.settings[index]));
            let Some(index) = fewest.filter(|&index| runs(&self.settings[index]) < self.runs as usize) else {
                return self.progress();
            };
            self.measured = index;
        }
        let Some((setting, samples)) = self.settings.get_mut(self.measured) else {
            return self.progress();
        };
        let nth_seed = samples.makespans.len() as u32;
        let next = || {
            let mut scenario = setting.applied_to(&self.scenario);
            scenario.seed = scenario.seed.wrapping_add(nth_seed);
            scenario
        };
        if let Some(measured) = Measurement::step(&mut self.under_way, AskOthers::No, next) {
            samples.makespans.push(measured.makespan);
            samples.failures.push(measured.ends.failed);
            samples.ok += u32::from(measured.outcome == RunOutcome::Ok);
        }
        self.progress()
    }

    /// The number of complete runs out of all.
    #[must_use]
    pub fn progress(&self) -> ComparisonProgress {
        ComparisonProgress {
            done: self.settings.iter().map(|(_, samples)| samples.makespans.len()).sum(),
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

/// The bounds of a sweep over this scenario.
fn bounds(scenario: &Scenario) -> Bounds {
    if scenario.has_chance() {
        BOUNDS_WITH_CHANCE
    } else {
        BOUNDS
    }
}
