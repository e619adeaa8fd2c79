//! The effects of a deadline that has passed, until main is polled.
//!
//! CPython raises `CancelledError` in a cancelled task in the next turn; here the future is dropped at once. The
//! effects of that turn on other tasks are the same as in CPython: see docs/semantics.md, “Policies”.

use super::core::{Core, DeadlineState, WakeCall};
use super::handle::Runtime;
use super::ready::ReadyEntry;
use recording::{CancelReason, TaskId, TimerId};
use scenario::Policy;

/// What the loop does when the deadline's timer has fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineStep {
    /// Nothing.
    Nothing,
    /// Wake main.
    WakeMain,
    /// Cancel all operations.
    CancelAll {
        /// Then wake main.
        wakes_main: bool,
    },
}

impl Runtime {
    /// The deadline's timer has fired: does what concerns a single task, and returns what the loop has to do.
    pub fn deadline_passes(&self, timer: TimerId) -> DeadlineStep {
        match self.plan().scenario.policy {
            Policy::Spawn => {
                let handle = self.with(|core| core.join.awaited_handle());
                if let Some(handle) = handle {
                    self.deadline_cancels_handle(handle, timer);
                }
                // Otherwise main is woken where the handle unwinds, or by the notification that is queued already.
                if handle.is_none() {
                    DeadlineStep::WakeMain
                } else {
                    DeadlineStep::Nothing
                }
            }
            Policy::Gather | Policy::Settle if self.with(|core| core.join.undecided()) => {
                // While a child is pending, CPython's gather awaits the ends of all, and is notified of a failure
                // first.
                let gathers = self.plan().scenario.policy == Policy::Gather;
                let has_failed = |core: &Core| self.plan().ids().any(|task| core.tasks.has_failed(task));
                let beaten = gathers && self.with(|core| core.tasks.alive() > 0 && has_failed(core));
                if beaten {
                    self.with(|core| core.deadline = DeadlineState::Beaten);
                }
                // If a failure comes first, the notification that is queued wakes main.
                DeadlineStep::CancelAll { wakes_main: !beaten }
            }
            _ => DeadlineStep::WakeMain,
        }
    }

    fn deadline_cancels_handle(&self, handle: TaskId, timer: TimerId) {
        if self.with(|core| core.tasks.is_queued(handle)) {
            self.with(|core| core.deadline = DeadlineState::CancelsInQueue { handle, timer });
        } else if self.with(|core| core.tasks.is_alive(handle)) {
            self.with(|core| core.deadline = DeadlineState::Cancelling { deferred: None });
            self.cancel(handle, Some(TaskId::MAIN), CancelReason::Deadline);
            self.with(|core| {
                if let DeadlineState::Cancelling { deferred } = core.deadline {
                    core.deadline = DeadlineState::Unwinding { deferred };
                }
                core.ready.push(ReadyEntry::RaiseCancelled(timer));
            });
        }
    }

    /// Runs at the position in the queue at which CPython raises `CancelledError` in the handle that the deadline
    /// cancelled.
    pub fn raise_cancelled(&self, timer: TimerId) {
        self.with(|core| {
            if let DeadlineState::Unwinding { deferred } = std::mem::take(&mut core.deadline)
                && let Some((next, WakeCall { by, cause })) = deferred
            {
                core.wake(next, by, cause);
            }
            core.wake_main_for_deadline(timer);
        });
    }

    /// Cancels a handle whose poll is due, if the deadline passed while that poll was queued. False if the handle is to
    /// be polled.
    pub fn cancelled_in_queue(&self, task: TaskId) -> bool {
        let timer = self.with(|core| {
            let is_queued = core.tasks.is_queued(task);
            let timer = core.deadline.take_cancel_in_queue(task).filter(|_| is_queued);
            timer.inspect(|_| core.read_clock())
        });
        let Some(timer) = timer else { return false };
        self.cancel(task, Some(TaskId::MAIN), CancelReason::Deadline);
        self.with(|core| core.wake_main_for_deadline(timer));
        true
    }
}
