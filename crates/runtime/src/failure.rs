//! The reason of a failure, and its text in Python.

use recording::AttemptFailure;
use scenario::PyNumber;
use std::fmt;

/// A failure as the task that awaits it gets it.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The operation raised.
    Raised {
        /// Its delay.
        delay: PyNumber,
    },
    /// An attempt ran out of time.
    TimedOut {
        /// The operation's delay.
        delay: PyNumber,
        /// The timeout of an attempt.
        timeout: PyNumber,
    },
    /// The deadline passed.
    DeadlinePassed {
        /// The deadline.
        deadline: PyNumber,
    },
    /// No operation succeeded.
    AllFailed {
        /// The number of operations.
        count: usize,
    },
    /// The user cancelled the operation.
    Cancelled {
        /// Its delay.
        delay: PyNumber,
    },
}

impl Failure {
    /// The reason for which an attempt with this result failed.
    #[must_use]
    pub const fn why(&self) -> AttemptFailure {
        match self {
            Self::TimedOut { .. } => AttemptFailure::Timeout,
            _ => AttemptFailure::Failed,
        }
    }

    /// The failure as Python shows it inside a list.
    #[must_use]
    pub fn repr(&self) -> String {
        match self {
            Self::Raised { .. } | Self::AllFailed { .. } => format!("RuntimeError('{self}')"),
            Self::Cancelled { .. } => format!("CancelledError('{self}')"),
            Self::TimedOut { .. } | Self::DeadlinePassed { .. } => format!("TimeoutError('{self}')"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raised { delay } => write!(f, "operation with delay {delay} failed"),
            Self::TimedOut { delay, timeout } => write!(f, "operation with delay {delay} timed out after {timeout}"),
            Self::DeadlinePassed { deadline } => write!(f, "timed out after {deadline}"),
            Self::Cancelled { delay } => write!(f, "operation with delay {delay} was cancelled"),
            Self::AllFailed { count } => write!(f, "all {count} operations failed"),
        }
    }
}
