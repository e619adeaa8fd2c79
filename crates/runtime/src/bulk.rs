//! Work on every operation of a run, in list order: a step of the loop that takes long when there are many.
//!
//! [`super::EventLoop`] does it in slices. Nothing else of the run happens between two of them, as in a long poll of main.

use super::handle::Runtime;
use recording::{CancelReason, RunOutcome, TaskId, TimerId};

/// Bulk work under way.
#[derive(Clone, Copy, Debug)]
pub struct BulkStep {
    work: BulkWork,
    then: AfterBulk,
    next: TaskId,
}

/// What is done with each operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkWork {
    /// It is cancelled, if it has not ended.
    Cancel {
        /// The task that cancels it.
        by: Option<TaskId>,
        /// Why.
        why: CancelReason,
    },
    /// Its failure is reported, if nobody has looked at it.
    ReportUnseenFailure,
}

/// What the loop does when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterBulk {
    /// Goes on with the turn.
    GoOn,
    /// Wakes main because this task has failed.
    WakeMainFor(TaskId),
    /// Wakes main because its deadline has passed.
    WakeMainForDeadline(TimerId),
    /// Cancels main as well, which ends the run.
    StopMain,
    /// Ends the run: reports failures, then closes.
    End(RunOutcome),
    /// Closes the run, which has ended.
    Close(RunOutcome),
}

impl BulkStep {
    /// One that has not begun.
    pub const fn new(work: BulkWork, then: AfterBulk) -> Self {
        Self {
            work,
            then,
            next: TaskId(1),
        }
    }

    /// What follows it.
    pub const fn then(&self) -> AfterBulk {
        self.then
    }

    /// The same with the outcome of a run that somebody stops; `None` if not all has ended yet.
    pub const fn stopped_while_closing(self) -> Option<Self> {
        match self.then {
            AfterBulk::Close(_) => Some(Self {
                then: AfterBulk::Close(RunOutcome::Stopped),
                ..self
            }),
            _ => None,
        }
    }

    /// Whether somebody has stopped the run.
    pub const fn stops(&self) -> bool {
        matches!(self.then, AfterBulk::StopMain | AfterBulk::Close(RunOutcome::Stopped))
    }

    /// Goes on until the bulk is over, or the clock's slice. True when it is over.
    pub fn advance(&mut self, runtime: &Runtime) -> bool {
        let operations = runtime.plan().operations();
        while self.next.index() <= operations {
            let task = self.next;
            self.next = TaskId(task.0 + 1);
            match self.work {
                BulkWork::Cancel { by, why } => runtime.cancel_operation(task, by, why),
                BulkWork::ReportUnseenFailure => runtime.with(|core| core.report_unseen_failure(task)),
            }
            if runtime.with(|core| core.clock().slice_is_over_in_poll()) {
                break;
            }
        }
        self.next.index() > operations
    }
}
