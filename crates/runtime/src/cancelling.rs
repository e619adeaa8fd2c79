//! Cancelling: a future is dropped, or an operation unwound, at once, and its permit is handed on.

use super::core::Core;
use super::handle::Runtime;
use super::tasks::TaskFuture;
use recording::{CancelReason, TaskId};

impl Runtime {
    /// Cancels a task: drops its future at once. Does nothing for a task that has ended or was never spawned, or that
    /// is joined into main, which drops it itself.
    pub fn cancel(&self, task: TaskId, by: Option<TaskId>, why: CancelReason) {
        let Some(future) = self.with(|core| core.begin_cancel(task, by, why)) else {
            return;
        };
        match future {
            TaskFuture::Main(main) => drop(main), // not inside `with`: it drops the operations joined into it
            TaskFuture::Operation(operation) => self.with(|core| operation.unwind(core)),
        }
        self.with(|core| core.end_cancel(task, by, why));
    }

    /// The same for an operation, also for one that is joined into main.
    pub fn cancel_operation(&self, task: TaskId, by: Option<TaskId>, why: CancelReason) {
        if self.with(|core| core.tasks.is_joined(task)) {
            self.drop_joined(task);
        } else {
            self.cancel(task, by, why);
        }
    }

    /// Drops an operation that is joined into main before its end, if it has not ended.
    pub fn drop_joined(&self, child: TaskId) {
        self.with(|core| {
            let Some(operation) = core.tasks.take_operation(child) else {
                return;
            };
            let why = core.drop_reason;
            let by = (why != CancelReason::Stop).then_some(TaskId::MAIN);
            core.record_cancel(child, by, why);
            operation.unwind(core);
            core.end_as_cancelled(child, why);
        });
    }
}

impl Core {
    fn begin_cancel(&mut self, task: TaskId, by: Option<TaskId>, why: CancelReason) -> Option<TaskFuture> {
        if !self.tasks.is_alive_task(task) {
            // CPython's `cancel` suppresses the warning of a task that has failed. Only the deadline calls it for tasks
            // that have ended.
            if why == CancelReason::Deadline {
                self.tasks.pass_over_failure(task);
            }
            return None;
        }
        if task != TaskId::MAIN {
            self.record_cancel(task, by, why);
        }
        self.tasks.take_future(task)
    }

    fn end_cancel(&mut self, task: TaskId, by: Option<TaskId>, why: CancelReason) {
        if task == TaskId::MAIN {
            // Only now, because the operations joined into main were dropped with it, and are cancelled before main.
            self.record_cancel(task, by, why);
        }
        self.end_as_cancelled(task, why);
    }
}
