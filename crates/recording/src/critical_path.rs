//! The critical path to the end of a task: the chain of steps that decided how long it took, from the start of the
//! recording to that end, and its rows for a list of about a screen.
//!
//! ```text
//!   main  ├ runs ┤                                ├ runs ┤ end
//!   B            ├── sleeps ──┤ runs ┤            │
//!   D                                ├─── runs ───┤          main is ready, and D holds the loop
//! ```
//!
//! The steps follow one another without a gap, so that their lengths add up to the stamp of the end. A wait whose end has
//! no recorded cause is a step of the waiting task itself: nothing is guessed. Where the time of all paths went, by
//! cause and against a prediction, is in [`crate::deviation`].

mod rows;
mod steps;
mod words;

pub use rows::{MOST_ROWS, PathPart, PathRow};
pub use words::share_in_words;

use crate::causes::CauseView;
use crate::{EventKind, Folds, TaskId, TimerKind, Trace, WaitingOn};
use rows::PathStretches;
use scenario::time::Micros;
use std::fmt;
use steps::PathSteps;

/// The most steps that are kept one by one, for the drawing. A longer path is drawn by its rows.
pub const MOST_STEPS: usize = 50_000;

/// A step of the path: what was waited for, or what ran, for this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// When it began: when the step before it ended.
    pub from: Micros,
    /// When it ended.
    pub to: Micros,
    /// The task in whose lane the time passed.
    pub task: TaskId,
    /// What the time passed with.
    pub kind: StepKind,
    /// The event that ended it, as its index in [`Trace::events`].
    pub event: u32,
}

/// What the time of a step passed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// The loop was polling the task.
    Running,
    /// The same, while this other task was ready, or its timer was due: it is this task's way that the path follows.
    HoldingLoop(TaskId),
    /// The task was ready, and the loop had not polled it yet.
    Queued,
    /// The task's timer was due and not served, although no poll held the loop for most of that time: in the playground
    /// the browser was late.
    Overdue,
    /// A timer ran.
    Timer(TimerKind),
    /// The task was waiting, and the recording does not say what ended that.
    Waiting(WaitingOn),
    /// Nothing is recorded of this time.
    Unknown,
}

/// Why there is no path. Displays as a sentence for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPath {
    /// Nothing is recorded yet.
    NotRun,
    /// The run goes on.
    Running,
    /// The recording ends before the task does.
    CutOff,
    /// The task has no recorded end.
    NoEnd,
    /// No time had passed when it ended.
    NoTime,
}

/// The path to the end of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalPathToEnd {
    /// The task.
    pub task: TaskId,
    /// The stamp of its end, to which the lengths of the rows and of the steps add up.
    pub total: Micros,
    /// The number of steps that took time.
    pub count: usize,
    /// The path in at most [`MOST_ROWS`] rows, in order of time.
    pub rows: Vec<PathRow>,
    /// The steps in order of time; empty if there are more than [`MOST_STEPS`].
    pub steps: Vec<PathStep>,
    /// How long the path is in waits of which the recording does not say what ended them.
    pub unexplained: Micros,
}

/// The search for a path in slices. The result does not depend on the slices.
///
/// A search is for one trace, which must not grow meanwhile.
#[derive(Debug)]
pub struct CriticalPathSearch {
    task: TaskId,
    total: Micros,
    /// The event whose step is next; `None` at the start of the recording.
    at: Option<usize>,
    count: usize,
    unexplained: Micros,
    stretches: PathStretches,
    /// In reverse order of time.
    steps: Vec<PathStep>,
}

impl PathStep {
    /// How long it took.
    #[must_use]
    pub fn length(&self) -> Micros {
        self.to - self.from
    }
}

/// The tasks to whose end there is a path, the one that ended last first: main in the playground, otherwise the tasks
/// without a parent. At most `most`. Costs as much as there are tasks.
#[must_use]
pub fn roots(trace: &Trace, folds: &Folds, most: usize) -> Vec<TaskId> {
    if trace.scenario().is_some() {
        return vec![TaskId::MAIN];
    }
    let all = (0..trace.tasks.len()).map(TaskId::from_index);
    let ended = all.filter(|&task| trace.is_root(task));
    let mut ended: Vec<(usize, TaskId)> = ended
        .filter_map(|task| Some((folds.causes.end_of(task)?, task)))
        .collect();
    scenario::sort::by(&mut ended, |one, other| other.cmp(one));
    ended.truncate(most);
    ended.into_iter().map(|(_, task)| task).collect()
}

impl CriticalPathSearch {
    /// Begins the search for the path to the end of `task`. `folds` must have folded all events and their causes.
    ///
    /// # Errors
    ///
    /// If the task has no end, or no time had passed before it.
    pub fn of(trace: &Trace, folds: &Folds, task: TaskId) -> Result<Self, NoPath> {
        let Some(end) = folds.causes.end_of(task) else {
            return Err(match trace.events.last().map(|event| event.kind) {
                None => NoPath::NotRun,
                Some(EventKind::Truncated { .. }) => NoPath::CutOff,
                Some(_) => NoPath::NoEnd,
            });
        };
        let total = trace.events.at(end).unwrap_or_default();
        if total == Micros::ZERO {
            return Err(NoPath::NoTime);
        }
        Ok(Self {
            task,
            total,
            at: Some(end),
            count: 0,
            unexplained: Micros::ZERO,
            stretches: PathStretches::of(total),
            steps: Vec::new(),
        })
    }

    /// Whether the search is complete.
    #[must_use]
    pub const fn over(&self) -> bool {
        self.at.is_none()
    }

    /// Follows the path back by at most this many events.
    pub fn advance(&mut self, trace: &Trace, folds: &Folds, events: usize) {
        let path = PathSteps {
            view: CauseView::of(trace, &folds.causes),
            loops: &folds.history.loops,
        };
        for _ in 0..events {
            let Some(at) = self.at else { return };
            self.at = path.before(at, |step| self.add(step));
        }
    }

    /// The path; `None` before the search is over.
    #[must_use]
    pub fn found(mut self, trace: &Trace) -> Option<CriticalPathToEnd> {
        self.at.is_none().then(|| {
            self.steps.reverse();
            CriticalPathToEnd {
                task: self.task,
                total: self.total,
                count: self.count,
                rows: self.stretches.into_rows(trace),
                steps: if self.count > MOST_STEPS {
                    Vec::new()
                } else {
                    self.steps
                },
                unexplained: self.unexplained,
            }
        })
    }

    fn add(&mut self, step: PathStep) {
        if step.length() == Micros::ZERO {
            return;
        }
        self.count += 1;
        if self.count <= MOST_STEPS {
            self.steps.push(step);
        } else {
            self.steps = Vec::new();
        }
        if step.kind.is_unexplained() {
            self.unexplained = self.unexplained + step.length();
        }
        self.stretches.push(step);
    }
}

impl CriticalPathToEnd {
    /// The path to the end of `task`, in one call; see [`CriticalPathSearch`].
    ///
    /// # Errors
    ///
    /// If the task has no end, or no time had passed before it.
    ///
    /// ```
    /// use recording::critical_path::CriticalPathToEnd;
    /// use recording::{FoldDepth, Folds, TaskId};
    ///
    /// let trace = runtime::simulate(&Default::default());
    /// let mut folds = Folds::default();
    /// folds.extend(&trace, FoldDepth::Everything, || false);
    /// let path = CriticalPathToEnd::of(&trace, &folds, TaskId::MAIN).expect("main has ended");
    /// let rows: Vec<String> = path.rows.iter().map(|row| row.what(&trace)).collect();
    /// assert_eq!(rows, ["sleeps on its timer"]);
    /// ```
    pub fn of(trace: &Trace, folds: &Folds, task: TaskId) -> Result<Self, NoPath> {
        let mut search = CriticalPathSearch::of(trace, folds, task)?;
        search.advance(trace, folds, usize::MAX);
        search.found(trace).ok_or(NoPath::NoEnd)
    }
}

impl StepKind {
    /// Whether something else ended this wait, and the recording does not say what.
    const fn is_unexplained(self) -> bool {
        match self {
            Self::Waiting(on) => !matches!(
                on,
                WaitingOn::Timer | WaitingOn::Backoff | WaitingOn::Thread | WaitingOn::Io
            ),
            _ => false,
        }
    }
}

impl NoPath {
    /// The same in a few words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::NotRun => "Nothing has run yet",
            Self::Running => "The run has not ended",
            Self::CutOff => "The recording is cut off",
            Self::NoEnd => "No end is recorded",
            Self::NoTime => "No time passed",
        }
    }
}

impl fmt::Display for NoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRun => "After a run, the steps that decided how long it took stand here.",
            Self::Running => "The path leads back from the end, so it is known when the run is over.",
            Self::CutOff => "It stops before the end, so what led there is not known.",
            Self::NoEnd => "No task that others started from has ended, so there is no path to its end.",
            Self::NoTime => "The end came at once, so no step took a share of the time.",
        })
    }
}

impl std::error::Error for NoPath {}
