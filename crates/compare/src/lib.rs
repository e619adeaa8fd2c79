//! What if the same tasks were awaited in another way, or one modifier were another: runs in virtual time, and what each
//! comes to.
//!
//! Nothing is modelled: every figure is folded from the trace of a simulation. The work is done in steps, each so short
//! that a page can do some, look at its clock, and go on after the next frame. Knows no page and no clock.
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

mod ladder;
mod measurement;
mod policies;
mod spread;
mod sweep;

pub use policies::{Baseline, Comparison, EndCounts, PolicyFigures, Recording};
pub use spread::Spread;
pub use sweep::{Modifier, Point, Setting, Sweep};

use scenario::words::count;
use scenario::{FailureMode, Scenario};
use std::fmt;
use std::num::NonZeroUsize;

/// Entries of the ready queue in a step: a millisecond natively, so that a page on a slow machine still holds less than
/// a frame.
const ENTRIES_IN_STEP: NonZeroUsize = NonZeroUsize::new(1_000).expect("it is not nought");

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparisonProgress {
    /// Simulations made.
    pub done: usize,
    /// Simulations there are to make.
    pub of: usize,
}

impl ComparisonProgress {
    /// Whether there is nothing left to do.
    #[must_use]
    pub const fn finished(self) -> bool {
        self.done >= self.of
    }
}

/// Why nothing is compared. Displays as a sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// The list is empty.
    NoTasks,
    /// It would take too long, or hold the page.
    TooMany {
        /// How many tasks the list has.
        tasks: u64,
        /// How many it may have.
        most: u64,
        /// How often each setting would be run.
        runs: u32,
    },
}

impl fmt::Display for NotMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NoTasks => f.write_str("There are no tasks to compare. Add a task, or pick an example."),
            Self::TooMany { tasks, most, runs: 1 } => {
                write!(f, "The list has {}, and at most {most} are compared.", tasks_of(tasks))
            }
            Self::TooMany { tasks, most, runs } => write!(
                f,
                "The list has {}, and at most {most} are run with {runs} seeds. Shorten the list, or take chance out of it.",
                tasks_of(tasks)
            ),
        }
    }
}

impl std::error::Error for NotMade {}

fn tasks_of(tasks: u64) -> String {
    count(usize::try_from(tasks).unwrap_or(usize::MAX), "task")
}

/// How much may be simulated for one setting.
#[derive(Clone, Copy)]
struct Bounds {
    /// Tasks in the list.
    tasks: u64,
    /// Attempts in the longest run: each records some nine events.
    attempts: u64,
    /// How often each setting is run.
    runs: u32,
}

impl Bounds {
    /// Refuses a list that is empty or too long, if each of its tasks may make so many attempts.
    fn check(self, tasks: u64, attempts_each: u32) -> Result<(), NotMade> {
        let most = self.tasks.min(self.attempts / u64::from(attempts_each.max(1)));
        match tasks {
            0 => Err(NotMade::NoTasks),
            _ if tasks > most => Err(NotMade::TooMany {
                tasks,
                most,
                runs: self.runs,
            }),
            _ => Ok(()),
        }
    }
}

/// Whether an attempt may fail by itself.
fn can_fail(scenario: &Scenario) -> bool {
    scenario
        .tasks
        .items
        .iter()
        .any(|item| item.failure_mode != FailureMode::Succeeds)
}
