//! The ends of tasks and of the run, and the effect of a completion on main.

use super::Core;
use crate::failure::Failure;
use crate::join::JoinDecision;
use crate::operation_state::AttemptResult;
use crate::permits::Permits;
use crate::plan::RunPlan;
use crate::tasks::TaskResult;
use crate::texts::{DelayText, DelayTextCache};
use recording::{AttemptFailure, CancelReason, EventKind, RunOutcome, TaskId};
use std::borrow::Cow;

/// Ends.
impl Core {
    /// Records that the current attempt of an operation has failed.
    pub fn record_failed_attempt(&mut self, task: TaskId, why: AttemptFailure, plan: &RunPlan) {
        let attempt = self.tasks.attempt(task);
        let message = &message(&mut self.texts, plan, task, attempt, why);
        let number = attempt.into();
        self.recorder
            .record(Some(task), EventKind::AttemptFailed { number, message, why });
    }

    /// Records the end of an operation that was not cancelled.
    pub fn end_operation(&mut self, task: TaskId, result: AttemptResult, plan: &RunPlan) {
        match result {
            Ok(delay) => {
                let value = self.texts.get(DelayText::Value, delay);
                let end = self.recorder.record(Some(task), EventKind::Finished { value });
                self.end_task(task, TaskResult::Finished, end);
                self.decisions.last_end = Some(end);
            }
            Err(why) => {
                let attempt = self.tasks.attempt(task);
                let message = &message(&mut self.texts, plan, task, attempt, why);
                let end = self.recorder.record(Some(task), EventKind::Failed { message });
                self.end_task(task, TaskResult::Failed(why), end);
                self.decisions.last_end = Some(end);
            }
        }
    }

    /// Records the end of a task that was cancelled and whose future is dropped.
    pub fn end_as_cancelled(&mut self, task: TaskId, why: CancelReason) {
        let end = self.record(Some(task), EventKind::Cancelled);
        self.end_task(task, TaskResult::Cancelled, end);
        if why == CancelReason::User {
            self.decisions.last_end = Some(end); // main is notified of it like of any other
        }
    }

    /// Notes that a task has ended, with the event `end`.
    fn end_task(&mut self, task: TaskId, result: TaskResult, end: u32) {
        self.tasks.end(task, result, end);
        if task != TaskId::MAIN {
            self.join.note_end(task);
        }
    }

    /// Records the end of main, if it was not cancelled.
    pub fn end_main(&mut self, result: &Result<String, Failure>) {
        let (outcome, result, end) = match result {
            Ok(value) => {
                let end = self.record_decided(EventKind::Finished { value });
                (RunOutcome::Ok, TaskResult::Finished, end)
            }
            Err(failure) => {
                let message = &failure.to_string();
                let end = self.record_decided(EventKind::Failed { message });
                (RunOutcome::Failed, TaskResult::Failed(failure.why()), end)
            }
        };
        self.outcome = Some(outcome);
        self.end_task(TaskId::MAIN, result, end);
    }

    /// The outcome of the run, which follows from main's end; `None` until main has ended without being cancelled.
    pub const fn outcome(&self) -> Option<RunOutcome> {
        self.outcome
    }

    /// What the loop has to do because of the completion of an operation. Nothing, once main has ended.
    pub fn decide_join(&mut self, completed: TaskId) -> JoinDecision {
        if self.outcome.is_some() {
            return JoinDecision::Nothing;
        }
        let result = self.tasks.result(completed);
        let failed = result.is_some_and(|result| result != TaskResult::Finished);
        self.join.notify_completion(completed, failed)
    }

    /// The run is over. Records that nobody has looked at the failure of this operation, if it has failed and Python
    /// warns.
    pub fn report_unseen_failure(&mut self, task: TaskId) {
        if self.tasks.failure_is_unseen(task) {
            self.record(Some(task), EventKind::NeverRetrieved);
        }
    }

    /// The run is over: writes its outcome, and frees what the loop needs no more.
    pub fn close(&mut self, outcome: RunOutcome) {
        self.ready.clear();
        self.clock.finish();
        self.recorder.close(outcome);
    }

    /// What a run must not leave behind: timers held, permits out, tasks alive.
    pub fn left_behind(&self) -> (usize, u32, usize) {
        let permits = self.permits.as_ref().map_or(0, Permits::out);
        (self.timers.len(), permits, self.tasks.alive())
    }
}

/// The message of the `attempt` that failed for this reason.
fn message<'a>(
    texts: &'a mut DelayTextCache,
    plan: &RunPlan,
    task: TaskId,
    attempt: u8,
    why: AttemptFailure,
) -> Cow<'a, str> {
    match why {
        AttemptFailure::Failed => texts.get(DelayText::Failed, plan.number(task, attempt)).into(),
        AttemptFailure::Timeout => plan.failure(task, attempt, why).to_string().into(),
    }
}
