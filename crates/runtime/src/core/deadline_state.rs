//! How far the run's deadline has come, and the wake that it defers. What it does is [`crate::deadline`]'s.

use super::WakeCall;
use recording::{TaskId, TimerId};

/// A wake that is made later.
type DeferredWake = (TaskId, WakeCall);

/// How far the run's deadline has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeadlineState {
    /// It has not passed, or all that it leaves to be done is done.
    #[default]
    Idle,
    /// `spawn`: the handle that main awaits is being cancelled. A wake by its permit is deferred.
    Cancelling {
        /// The wake by its permit.
        deferred: Option<DeferredWake>,
    },
    /// `spawn`: that handle was cancelled. In the next turn, where CPython raises `CancelledError` in it, the deferred wake
    /// and main's are made.
    Unwinding {
        /// The wake by its permit.
        deferred: Option<DeferredWake>,
    },
    /// `spawn`: the poll of that handle was in the queue already. It is cancelled where that poll would have been.
    CancelsInQueue {
        /// The handle.
        handle: TaskId,
        /// The deadline's timer, which wakes main from there.
        timer: TimerId,
    },
    /// A failure that is on its way to main comes first: main goes on to wait for it.
    Beaten,
}

impl DeadlineState {
    /// Whether a failure comes first.
    pub fn is_beaten(self) -> bool {
        self == Self::Beaten
    }

    /// Takes a wake that is to be made later. False when it is to be made now.
    pub fn defer(&mut self, task: TaskId, wake: WakeCall) -> bool {
        let Self::Cancelling { deferred } = self else {
            return false;
        };
        *deferred = Some((task, wake));
        true
    }

    /// Whom to wake when a permit is handed to `next`. While a wake by a permit is deferred, this permit is the first to be
    /// given back in CPython: who stands first in line is woken by it, and `next` in the first one's stead.
    pub fn first_in_line(&mut self, next: Option<DeferredWake>) -> Option<DeferredWake> {
        match self {
            Self::Unwinding {
                deferred: deferred @ Some(_),
            } => std::mem::replace(deferred, next),
            _ => next,
        }
    }

    /// The deadline's timer, if it is to cancel this handle now that its poll is due: once.
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
