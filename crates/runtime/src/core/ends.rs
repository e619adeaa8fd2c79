//! How tasks and the run end, and what a completion means for main.

use super::Core;
use crate::failure::Failure;
use crate::join::JoinDecision;
use crate::operation::AttemptResult;
use crate::permits::Permits;
use crate::plan::Plan;
use crate::tasks::TaskResult;
use crate::texts::{Line, Texts};
use recording::{AttemptFailure, EventKind, Outcome, TaskId};
use std::borrow::Cow;

/// Ends and what becomes of them.
impl Core {
    /// An operation ended by itself: records it.
    pub fn end_operation(&mut self, task: TaskId, result: AttemptResult, plan: &Plan) {
        match result {
            Ok(delay) => {
                let value = self.texts.get(Line::Value, delay);
                self.recorder.record(Some(task), EventKind::Finished { value });
                self.end_task(task, TaskResult::Finished);
            }
            Err(why) => {
                let message = &message(&mut self.texts, plan, task, why);
                self.recorder.record(Some(task), EventKind::Failed { message });
                self.end_task(task, TaskResult::Failed(why));
            }
        }
    }

    /// A task has ended, one way or the other.
    pub fn end_task(&mut self, task: TaskId, result: TaskResult) {
        self.tasks.end(task, result);
        if task != TaskId::MAIN {
            self.join.note_end(task);
        }
    }

    /// Main ended by itself: records it.
    pub fn end_main(&mut self, result: &Result<String, Failure>) {
        let (outcome, result) = match result {
            Ok(value) => {
                self.record(Some(TaskId::MAIN), EventKind::Finished { value });
                (Outcome::Ok, TaskResult::Finished)
            }
            Err(failure) => {
                let message = &failure.to_string();
                self.record(Some(TaskId::MAIN), EventKind::Failed { message });
                (Outcome::Failed, TaskResult::Failed(failure.why()))
            }
        };
        self.outcome = Some(outcome);
        self.end_task(TaskId::MAIN, result);
    }

    /// How the run ends, as main has decided by its own end; `None` while it has not ended by itself.
    pub const fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// What the completion of an operation means for main. Nothing, once main has ended.
    pub fn decide_join(&mut self, completed: TaskId) -> JoinDecision {
        if self.outcome.is_some() {
            return JoinDecision::Nothing;
        }
        let result = self.tasks.result(completed);
        let failed = result.is_some_and(|result| result != TaskResult::Finished);
        self.join.notify_completion(completed, failed)
    }

    /// The run is over: of which failures Python warns is said, and the outcome written. `gathers`: `asyncio.gather` looks at
    /// every failure of its children, the later ones too, and drops them.
    pub fn close(&mut self, outcome: Outcome, gathers: bool, plan: &Plan) {
        for task in plan.ids() {
            if !gathers && self.tasks.failure_is_unseen(task) {
                self.record(Some(task), EventKind::NeverRetrieved);
            }
        }
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

/// What an attempt that failed for this reason says.
pub(super) fn message<'a>(texts: &'a mut Texts, plan: &Plan, task: TaskId, why: AttemptFailure) -> Cow<'a, str> {
    match why {
        AttemptFailure::Failed => texts.get(Line::Failed, plan.number(task)).into(),
        AttemptFailure::Timeout => plan.failure(task, why).to_string().into(),
    }
}
