//! A comparison that has started, of policies or of a modifier's values.

use compare::{ComparedOver, Comparison, ComparisonError, ComparisonProgress, Point, PolicyFigures, Setting, Sweep};
use scenario::Scenario;
use serde::{Deserialize, Serialize};
use timeline::Sketch;

/// The figures of a policy, and its sketch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyRow {
    /// The figures, without the recording. From a worker, without the others either.
    pub figure: PolicyFigures,
    /// What became of the others, as sentences.
    pub others: String,
    /// The sketch; `None` of a run whose recording was too long to be kept.
    pub sketch: Option<Sketch>,
}

/// The simulations of a comparison, as far as they have been run.
#[derive(Default)]
pub enum ComparisonJob {
    /// Nothing can be compared.
    #[default]
    Nothing,
    /// All policies.
    Policies(Box<Comparison>),
    /// The values of a modifier.
    Range(Box<Sweep>),
}

impl ComparisonJob {
    /// A job that has not started.
    ///
    /// # Errors
    ///
    /// If there is nothing to compare, or it would take too long.
    pub fn new(over: ComparedOver, scenario: &Scenario) -> Result<Self, ComparisonError> {
        match over {
            ComparedOver::Policies => Comparison::new(scenario).map(|made| Self::Policies(Box::new(made))),
            ComparedOver::Range(modifier) => Sweep::new(scenario, modifier).map(|made| Self::Range(Box::new(made))),
        }
    }

    /// The progress.
    #[must_use]
    pub fn progress(&self) -> ComparisonProgress {
        match self {
            Self::Nothing => ComparisonProgress { done: 0, total: 0 },
            Self::Policies(comparison) => comparison.progress(),
            Self::Range(sweep) => sweep.progress(),
        }
    }

    /// Runs one step, and returns the policy that it completed, if any. Only the sketch of its run is kept.
    pub fn step(&mut self) -> Option<PolicyRow> {
        match self {
            Self::Nothing => None,
            Self::Range(sweep) => {
                sweep.step();
                None
            }
            Self::Policies(comparison) => {
                let before = comparison.figures().len();
                comparison.step();
                let policy = comparison.figures().get(before)?.policy;
                let recording = comparison.take_recording(policy);
                let figure = comparison.figure(policy)?.clone();
                let others = figure.others.as_ref().map(ToString::to_string).unwrap_or_default();
                let sketch = recording.map(|run| Sketch::of(&run.trace, &run.lanes, figure.makespan));
                Some(PolicyRow { figure, others, sketch })
            }
        }
    }

    /// The settings of a sweep, in order.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        match self {
            Self::Range(sweep) => sweep.settings().cloned().collect(),
            Self::Nothing | Self::Policies(_) => Vec::new(),
        }
    }

    /// The results of a sweep so far. Sorts them, so do not call it after every step.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        match self {
            Self::Range(sweep) => sweep.points(),
            Self::Nothing | Self::Policies(_) => Vec::new(),
        }
    }
}

/// The number of runs in these results.
#[must_use]
pub fn runs_of(points: &[Point]) -> usize {
    points.iter().map(|point| point.runs as usize).sum()
}
