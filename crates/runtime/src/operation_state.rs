//! The state of an operation between two polls, without what it does in them.
//!
//! A run holds up to a million of them, in one vector. `operation` polls them.

use super::timers::TimerKey;
use recording::{AttemptFailure, TaskId};
use scenario::PyNumber;

/// An operation that has not ended. What it holds is released by ending it, or by `unwind`: dropping it releases nothing.
#[must_use = "an operation that is not polled to its end is cancelled by unwinding it"]
pub struct OperationState {
    pub(super) task: TaskId,
    pub(super) stage: OperationStage,
    /// The timer of the current sleep or backoff.
    pub(super) sleep: Option<TimerKey>,
    /// The timeout of the current attempt, if attempts have one. It is set before the sleep's timer, so that it wins a
    /// tie.
    pub(super) timeout: Option<TimerKey>,
}

/// The delay of an attempt that succeeded, which returns twice the delay, or the reason of its failure.
pub type AttemptResult = Result<PyNumber, AttemptFailure>;

/// What an operation does when it is polled next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OperationStage {
    /// It was never polled.
    New,
    /// It takes the permit for which it has queued.
    InLine,
    /// Its attempt continues when its sleep is over.
    Sleeping,
    /// Its attempt yields to other tasks: `sleep(0)`.
    Yielding,
    /// Its attempt continues after it has yielded.
    Yielded,
    /// Its attempt computes, and then ends.
    Computing,
    /// Its next attempt begins when its pause is over.
    BackingOff,
    /// It has ended.
    Ended,
}

impl OperationState {
    /// The operation with this id. Nothing happens before it is polled.
    pub const fn new(task: TaskId) -> Self {
        Self {
            task,
            stage: OperationStage::New,
            sleep: None,
            timeout: None,
        }
    }

    /// Its id.
    pub const fn task(&self) -> TaskId {
        self.task
    }
}
