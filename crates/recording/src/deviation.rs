//! How far a run deviated from its prediction, for each task and in total, and why.
//!
//! Computed from the two traces alone. Each end is followed back along its causes to the start of the run, in both
//! traces, and the time on this path is divided by cause:
//!
//! ```text
//!   prediction  ├──── sleep ────┤ end
//!   run         ├──── sleep ────┤ timer late ├ queued ├ poll ┤ end
//!                               └───────── deviated ──────────┘
//! ```
//!
//! The differences between the two paths are the causes of the deviation; they add up to it, to the microsecond. Runs
//! no simulation: the caller has both traces.

mod critical_path;
mod words;

use super::causes::{CauseView, Causes};
use super::{ClockChange, EventKind, Lanes, LoopRecord, RunOutcome, State, TaskId, Trace};
pub(super) use critical_path::{CriticalPath, PathSource, PathWalker};
use scenario::time::{Micros, Shift};
use std::fmt;

/// The deviation of a run from its prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// The predicted and the real outcome, if they differ.
    pub outcome: Option<(RunOutcome, RunOutcome)>,
    /// The first two ends in another order than predicted: the task that ended first in the run, then the one predicted
    /// to end first.
    pub order: Option<(TaskId, TaskId)>,
    /// By how much the run was longer than predicted.
    pub makespan: Shift,
    /// The causes of this shift, on the path to the last end. They add up to it; the largest comes first.
    pub why: Vec<Share>,
    /// Every task, main first.
    pub tasks: Vec<TaskDeviation>,
}

/// The deviation of one task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskDeviation {
    /// The task.
    pub task: TaskId,
    /// Its predicted end; `None` if the task was not predicted to start.
    pub predicted: Option<Ending>,
    /// Its real end; `None` if the task did not start.
    pub real: Option<Ending>,
    /// How much later than predicted it ended; `None` unless it ended in both traces, and in the same state.
    pub by: Option<Shift>,
    /// The causes of this shift. They add up to it; the largest comes first, and those of length 0 are left out.
    pub why: Vec<Share>,
}

/// The time and the state in which a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The time.
    pub at: Micros,
    /// Finished, failed or cancelled.
    pub how: State,
}

/// A part of a deviation with one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The cause.
    pub cause: Cause,
    /// How much more time it took than predicted; negative if it took less.
    pub by: Shift,
    /// The predicted time.
    pub predicted: Micros,
    /// With [`Cause::Held`], the task whose poll held the thread longest: in the run or, if it took less, in the prediction.
    pub holder: Option<TaskId>,
}

/// The causes of the time on the path to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A timer is due and no task holds the thread: the browser serves it late.
    Timers,
    /// A timer is due, or a poll is queued, while another poll holds the only thread.
    Held,
    /// A timer is due, or a poll is queued, while the tab is hidden.
    Hidden,
    /// The polls on the path.
    Polls,
    /// A poll is queued and no task holds the thread: the loop has yielded to the page, or is between two entries.
    Queue,
    /// Sleeps, timeouts and backoffs. As long as predicted, unless the path leads through other tasks than predicted.
    Sleeps,
}

/// Why two traces cannot be compared. Displays as a sentence for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotComparable {
    /// One is the recording of another program.
    NotPredicted,
    /// Their scenarios differ.
    OtherScenario,
    /// One of them has not ended.
    Running,
    /// The user stepped, so that the time of the run stood still in between.
    Stepped,
    /// Events are missing.
    Truncated,
}

impl Deviation {
    /// The deviation of `real` from `prediction`. Costs the length of both traces times their logarithm: natively 3 ms
    /// for 1,000 tasks and 110 ms for 20,000, in one call.
    ///
    /// # Errors
    ///
    /// If the traces have no scenario or different ones, or one of them has not ended, was stepped, or is truncated.
    ///
    /// ```
    /// use scenario::time::Shift;
    /// use recording::Deviation;
    ///
    /// let prediction = runtime::simulate(&Default::default());
    /// let deviation = Deviation::between(&prediction, &prediction).expect("they are of one scenario");
    /// assert_eq!(deviation.makespan, Shift(0));
    /// assert_eq!(deviation.text(&prediction), "The run takes 2 s, as predicted.");
    /// ```
    pub fn between(prediction: &Trace, real: &Trace) -> Result<Self, NotComparable> {
        let outcomes = comparable(prediction, real)?;
        let (planned, run) = (Side::of(prediction), Side::of(real));
        let (planned_source, run_source) = (planned.source(), run.source());
        let (mut planned_paths, mut run_paths) = (planned.paths(), run.paths());

        let ids = (0..real.tasks.len()).map(|index| TaskId(super::lanes::as_u32(index)));
        let tasks = ids.map(|task| {
            let (predicted, ended) = (planned.ending(task), run.ending(task));
            let ends = predicted
                .zip(ended)
                .filter(|(predicted, ended)| predicted.how == ended.how);
            let Some((predicted_end, end)) = ends else {
                return TaskDeviation {
                    task,
                    predicted,
                    real: ended,
                    by: None,
                    why: Vec::new(),
                };
            };
            TaskDeviation {
                task,
                predicted,
                real: ended,
                by: Some(Shift::between(predicted_end.at, end.at)),
                why: shares(
                    &planned_paths.of_end(planned_source, task),
                    &run_paths.of_end(run_source, task),
                ),
            }
        });
        let tasks: Vec<TaskDeviation> = tasks.collect();
        let order = first_swapped(&planned.order(), &run.order());
        Ok(Self {
            outcome: (outcomes.0 != outcomes.1).then_some(outcomes),
            order,
            makespan: Shift::between(prediction.last_stamp(), real.last_stamp()),
            why: shares(&planned_paths.of_run(planned_source), &run_paths.of_run(run_source)),
            tasks,
        })
    }

    /// This task's deviation; `None` if the trace does not list it.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<&TaskDeviation> {
        self.tasks.get(task.index())
    }

    /// The task that deviated most, main excluded, the first of equals; `None` if no task deviated.
    #[must_use]
    pub fn furthest(&self) -> Option<&TaskDeviation> {
        let operations = self.tasks.iter().filter(|deviation| deviation.task != TaskId::MAIN);
        let deviated = operations.filter_map(|deviation| Some((deviation, deviation.by?.length())));
        let deviated = deviated.filter(|(_, length)| *length > Micros::ZERO);
        let furthest = deviated.max_by_key(|(deviation, length)| (*length, std::cmp::Reverse(deviation.task)));
        furthest.map(|(deviation, _)| deviation)
    }
}

impl TaskDeviation {
    /// Whether the task ended in another state than predicted, or in only one of the two traces, so that there is no
    /// shift.
    #[must_use]
    pub fn ended_differently(&self) -> bool {
        self.by.is_none() && (self.predicted.is_some() || self.real.is_some())
    }
}

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPredicted => "Of a recording of another program nothing is predicted.",
            Self::OtherScenario => "The two are not runs of the same tasks in the same way.",
            Self::Running => "The run is not over.",
            Self::Stepped => "The run was stepped, so its times say nothing about lateness.",
            Self::Truncated => "Events are missing, so where the time went cannot be told.",
        })
    }
}

impl std::error::Error for NotComparable {}

/// The indexes folded from one of the two traces.
struct Side<'a> {
    trace: &'a Trace,
    lanes: Lanes,
    loops: LoopRecord,
    causes: Causes,
}

impl<'a> Side<'a> {
    fn of(trace: &'a Trace) -> Self {
        let mut side = Self {
            trace,
            lanes: Lanes::default(),
            loops: LoopRecord::default(),
            causes: Causes::default(),
        };
        let loops = &mut side.loops;
        side.lanes
            .extend_with(trace, trace.events.len(), |index, event, transition| {
                loops.fold(trace, index, event, transition);
            });
        side.causes.extend(trace);
        side
    }

    fn source(&self) -> PathSource<'_> {
        PathSource {
            view: CauseView::of(self.trace, &self.causes),
            loops: &self.loops,
        }
    }

    fn paths(&self) -> PathWalker {
        let mut paths = PathWalker::default();
        self.trace.events.iter().for_each(|event| paths.fold(&event));
        paths.end_at(self.trace.last_stamp());
        paths
    }

    fn ending(&self, task: TaskId) -> Option<Ending> {
        let end = self.lanes.lane(self.trace, task)?.end()?;
        Some(Ending {
            at: end.at,
            how: end.how.state(),
        })
    }

    /// The operations that ended by themselves, in the order of their ends.
    fn order(&self) -> Vec<TaskId> {
        let by_itself = |task: TaskId| self.ending(task).is_some_and(|end| end.how != State::Cancelled);
        let operations = self.lanes.iter(self.trace).map(|(task, _)| task);
        let operations = operations.filter(|task| *task != TaskId::MAIN && by_itself(*task));
        let mut order: Vec<TaskId> = operations.collect();
        scenario::sort::by_key(&mut order, |task| self.causes.end_of(*task));
        order
    }
}

fn comparable(prediction: &Trace, real: &Trace) -> Result<(RunOutcome, RunOutcome), NotComparable> {
    if real.scenario().is_none() {
        return Err(NotComparable::NotPredicted);
    }
    if prediction.source != real.source || prediction.tasks != real.tasks {
        return Err(NotComparable::OtherScenario);
    }
    for trace in [prediction, real] {
        for event in &trace.events {
            match event.kind {
                EventKind::Truncated { .. } => return Err(NotComparable::Truncated),
                EventKind::Clock {
                    what: ClockChange::Stepped,
                } => return Err(NotComparable::Stepped),
                _ => {}
            }
        }
    }
    prediction.outcome.zip(real.outcome).ok_or(NotComparable::Running)
}

/// The first index at which two orders differ, among the tasks that both have: the task there in the run, and the
/// predicted one.
fn first_swapped(planned: &[TaskId], run: &[TaskId]) -> Option<(TaskId, TaskId)> {
    let in_planned: std::collections::HashSet<_> = planned.iter().collect();
    let in_run: std::collections::HashSet<_> = run.iter().collect();
    let planned = planned.iter().filter(|task| in_run.contains(task));
    let run = run.iter().filter(|task| in_planned.contains(task));
    let swapped = run.zip(planned).find(|(came, was_to)| came != was_to);
    swapped.map(|(came, was_to)| (*came, *was_to))
}

/// The differences between the path of the run and that of the prediction.
pub(super) fn shares(planned: &CriticalPath, run: &CriticalPath) -> Vec<Share> {
    let all = Cause::ALL.into_iter().map(|cause| {
        let by = Shift::between(planned.spent(cause), run.spent(cause));
        let slower = if by.later() { run } else { planned };
        Share {
            cause,
            by,
            predicted: planned.spent(cause),
            holder: slower.holder().filter(|_| cause == Cause::Held),
        }
    });
    let mut shares: Vec<Share> = all.filter(|share| share.by != Shift(0)).collect();
    scenario::sort::by_key(&mut shares, |share| (std::cmp::Reverse(share.by.length()), share.cause));
    shares
}
