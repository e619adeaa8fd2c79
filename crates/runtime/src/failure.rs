//! Why something failed, and how Python words it.

use recording::AttemptFailure;
use scenario::PyNumber;
use std::fmt;

/// A failure on its way to whoever takes it.
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
        /// How long the attempt had.
        timeout: PyNumber,
    },
    /// The whole ran out of time.
    DeadlinePassed {
        /// How long it had.
        deadline: PyNumber,
    },
    /// No operation succeeded.
    AllFailed {
        /// How many there were.
        count: usize,
    },
    /// The operation was cancelled by the person.
    Cancelled {
        /// Its delay.
        delay: PyNumber,
    },
}

impl Failure {
    /// Why an attempt that ended in this failed.
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
