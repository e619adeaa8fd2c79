//! The state of the run's deadline, and the wake that it defers. [`crate::deadline`] uses it.

use recording::{TaskId, TimerId, WokenBy};

/// The call of a waker: its caller, and the event that caused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WakeCall {
    /// The caller.
    pub by: WokenBy,
    /// The index of the event.
    pub cause: u32,
}

/// A wake that is made later.
type DeferredWake = (TaskId, WakeCall);

/// The state of the run's deadline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeadlineState {
    /// It has not passed, or all its effects have happened.
    #[default]
    Idle,
    /// `spawn`: the handle that main awaits is being cancelled. A wake by its permit is deferred.
    Cancelling {
        /// The wake by its permit.
        deferred: Option<DeferredWake>,
    },
    /// `spawn`: that handle was cancelled. In the next turn, where CPython raises `CancelledError` in it, the deferred
    /// wake and main's are made.
    Unwinding {
        /// The wake by its permit.
        deferred: Option<DeferredWake>,
    },
    /// `spawn`: the poll of that handle was already queued. The handle is cancelled at the position of that poll in the
    /// queue.
    CancelsInQueue {
        /// The handle.
        handle: TaskId,
        /// The deadline's timer, which wakes main from there.
        timer: TimerId,
    },
    /// A failure of which main is about to be notified comes first: main continues to await it.
    Beaten,
}

impl DeadlineState {
    /// Whether a failure comes first.
    pub fn is_beaten(self) -> bool {
        self == Self::Beaten
    }

    /// Defers a wake. False if it must be made now.
    pub fn defer(&mut self, task: TaskId, wake: WakeCall) -> bool {
        let Self::Cancelling { deferred } = self else {
            return false;
        };
        *deferred = Some((task, wake));
        true
    }

    /// The task to wake when a permit is handed to `next`. While a wake by a permit is deferred, CPython releases this
    /// permit before the deferred one: this permit wakes the task whose wake was deferred, and `next` is deferred in
    /// its place.
    pub fn first_in_line(&mut self, next: Option<DeferredWake>) -> Option<DeferredWake> {
        match self {
            Self::Unwinding {
                deferred: deferred @ Some(_),
            } => std::mem::replace(deferred, next),
            _ => next,
        }
    }

    /// The deadline's timer, if it cancels this handle instead of the handle's poll. Only the first call returns it.
    pub fn take_cancel_in_queue(&mut self, task: TaskId) -> Option<TimerId> {
        match *self {
            Self::CancelsInQueue { handle, timer } if handle == task => {
                *self = Self::Idle;
                Some(timer)
            }
            _ => None,
        }
    }
}
