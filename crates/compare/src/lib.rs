//! Runs the same tasks with every policy, or with a range of values of one modifier, in virtual time, and reports the
//! figures of each run.
//!
//! Nothing is estimated: every figure is folded from the trace of a simulation. The work is done in steps, each so
//! short that a page can do some of them per frame. Knows no page and no clock.
//!
//! ```
//! use compare::Comparison;
//! use scenario::{Policy, Scenario};
//!
//! let mut comparison = Comparison::new(&Scenario::default()).expect("there are two tasks"); // 2 and 1
//! while !comparison.step().finished() {}
//! let gathered = comparison.figure(Policy::Gather).expect("all eight are made");
//! assert_eq!(gathered.speed_up, Some(1.5)); // 2 s instead of 3 s
//! ```

mod compared_over;
mod measurement;
mod others;
mod policies;
mod prediction;
mod spread;
mod sweep;
mod timeout_candidates;

pub use compared_over::ComparedOver;
pub use measurement::EndCounts;
pub use others::{Decision, OtherCounts, Others};
pub use policies::{Baseline, Comparison, PolicyFigures, Recording};
pub use prediction::{MOST_PREDICTED_TASKS, Prediction};
pub use spread::Spread;
pub use sweep::{MOST_SETTINGS, Modifier, Point, Setting, Sweep};

use scenario::words::count;
use scenario::{FailureMode, Scenario};
use std::fmt;
use std::num::NonZeroUsize;

/// The entries of the ready queue that one step runs: about a millisecond natively, so that a step fits into a frame on
/// a slow machine too.
const ENTRIES_IN_STEP: NonZeroUsize = NonZeroUsize::new(1_000).expect("it is not nought");

/// The progress of a comparison or a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparisonProgress {
    /// Simulations that are complete.
    pub done: usize,
    /// All simulations.
    pub total: usize,
}

impl ComparisonProgress {
    /// Whether all simulations are complete.
    #[must_use]
    pub const fn finished(self) -> bool {
        self.done >= self.total
    }
}

/// Why nothing can be compared. Displays as a sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonError {
    /// The list is empty.
    NoTasks,
    /// The simulations would take too long or block the page.
    TooMany {
        /// The number of tasks in the list.
        tasks: u64,
        /// The largest number allowed.
        most: u64,
        /// The number of runs per setting.
        runs: u32,
    },
    /// A sweep has [`MOST_SETTINGS`] already.
    TooManySettings,
}

impl fmt::Display for ComparisonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NoTasks => f.write_str("There are no tasks to compare. Add a task, or pick an example."),
            Self::TooMany { tasks, most, runs: 1 } => {
                write!(f, "The list has {}, and at most {most} are compared.", tasks_of(tasks))
            }
            Self::TooManySettings => write!(f, "{MOST_SETTINGS} values are the most. Remove one first."),
            Self::TooMany { tasks, most, runs } => write!(
                f,
                "The list has {}, and at most {most} are run with {runs} seeds. Shorten the list, or take chance out of it.",
                tasks_of(tasks)
            ),
        }
    }
}

impl std::error::Error for ComparisonError {}

fn tasks_of(tasks: u64) -> String {
    count(usize::try_from(tasks).unwrap_or(usize::MAX), "task")
}

/// The most that may be simulated for one setting.
#[derive(Clone, Copy)]
struct Bounds {
    /// The most tasks in the list.
    tasks: u64,
    /// The most attempts in one run; each records about nine events.
    attempts: u64,
    /// The number of runs per setting.
    runs: u32,
}

impl Bounds {
    /// Rejects a list that is empty, or too long for tasks that may make `attempts_each` attempts.
    fn check(self, tasks: u64, attempts_each: u32) -> Result<(), ComparisonError> {
        let most = self.tasks.min(self.attempts / u64::from(attempts_each.max(1)));
        match tasks {
            0 => Err(ComparisonError::NoTasks),
            _ if tasks > most => Err(ComparisonError::TooMany {
                tasks,
                most,
                runs: self.runs,
            }),
            _ => Ok(()),
        }
    }
}

/// Whether an attempt may fail without a timeout.
fn can_fail(scenario: &Scenario) -> bool {
    scenario
        .tasks
        .items
        .iter()
        .any(|item| item.failure_mode != FailureMode::Succeeds)
}
