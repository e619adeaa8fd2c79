//! The lifecycle of a task, as one table of legal transitions. Any other transition is reported as a bug.

use super::{EventKind, PollResult, WaitingOn};
use std::error::Error;
use std::fmt;

/// The state of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// In the editor, not spawned yet. Not counted in totals.
    #[default]
    Created,
    /// Spawned. At the same stamp it is woken (a task) or polled (a joined future).
    Spawned,
    /// In the ready queue.
    Ready,
    /// Being polled, on the loop's thread.
    Running,
    /// Being polled, and woken again already: it will be ready when the poll returns.
    RunningWoken,
    /// Pending, until its waker is called.
    Waiting(WaitingOn),
    /// It returned.
    Finished,
    /// It raised.
    Failed,
    /// Its future was dropped.
    Cancelled,
    /// It was thrown away while it waited: nobody held it any more.
    Destroyed,
}

impl State {
    /// The state after an event of this kind. `joined` is true for a future that main polls
    /// ([`scenario::Unit::Future`]), false for a task that the loop polls.
    ///
    /// # Errors
    ///
    /// [`IllegalMove`] if the event cannot happen in this state, which is a bug of the recorder.
    ///
    /// ```
    /// use recording::{EventKind, State};
    ///
    /// let joined = false;
    /// assert_eq!(State::Ready.after(joined, &EventKind::PollStart), Ok(State::Running));
    /// assert!(State::Finished.after(joined, &EventKind::PollStart).is_err());
    /// ```
    pub fn after(self, joined: bool, kind: &EventKind) -> Result<Self, IllegalMove> {
        use EventKind as Kind;
        use PollResult::{Ended, Pending};
        use State::{Cancelled, Created, Destroyed, Failed, Finished, Ready, Running, RunningWoken, Spawned, Waiting};

        let next = match (self, kind) {
            (Created, Kind::Spawned { .. }) => Spawned,

            // Wake and poll: the loop wakes tasks; main polls the futures that are joined into it.
            (Spawned | Waiting(_), Kind::Woken { .. }) if !joined => Ready,
            (Running, Kind::Woken { .. }) if !joined => RunningWoken,
            // A task that is polled before it is woken is eager: its creator runs it while it spawns it.
            (Spawned | Ready, Kind::PollStart) if !joined => Running,
            (Spawned | Waiting(_), Kind::PollStart) if joined => Running,
            (Running, Kind::PollEnd(Pending { on: Some(on) })) => Waiting(*on),
            (Running, Kind::PollEnd(Pending { on: None })) if joined => Waiting(WaitingOn::Timer),
            (RunningWoken, Kind::PollEnd(Pending { .. })) => Ready,

            // The end of a task is recorded before its poll returns.
            (Running | RunningWoken, Kind::Finished { .. }) => Finished,
            (Running | RunningWoken, Kind::Failed { .. }) => Failed,
            (Finished | Failed, Kind::PollEnd(Ended)) => self,
            (Spawned | Ready | Waiting(_), Kind::Cancelled) => Cancelled,
            // In a recorded program, a cancellation is an exception that is raised in a poll.
            (Running | RunningWoken, Kind::Cancelled) => Cancelled,
            (Cancelled | Destroyed, Kind::PollEnd(Ended)) => self,
            (Spawned | Ready | Waiting(_) | Running | RunningWoken, Kind::Destroyed) => Destroyed,

            // Events that only code inside a poll can cause.
            (
                Running | RunningWoken,
                Kind::Attempt { .. }
                | Kind::AttemptFailed { .. }
                | Kind::Printed { .. }
                | Kind::Acquired { .. }
                | Kind::Put { .. }
                | Kind::Got { .. }
                | Kind::Set { .. },
            ) => self,
            (Waiting(_) | Ready | Running | RunningWoken, Kind::TimerFired { .. }) => self,
            // A call that a recorded program scheduled may outlive the task that scheduled it.
            (Finished | Failed | Cancelled | Destroyed, Kind::TimerFired { .. } | Kind::TimerCleared { .. }) => self,
            // Caused by code inside a poll, or by a drop just before `cancelled`.
            (
                Spawned | Ready | Waiting(_) | Running | RunningWoken,
                Kind::TimerCleared { .. } | Kind::Released { .. },
            ) => self,
            // Its clean-up runs when it is thrown away.
            (Destroyed, Kind::Released { .. }) => self,
            (Failed, Kind::NeverRetrieved) => self,
            (Finished | Failed | Cancelled | Destroyed, Kind::Destroyed) => self,
            (
                Spawned | Ready | Waiting(_) | Running | RunningWoken | Finished | Failed | Cancelled | Destroyed,
                Kind::TimerSet { .. }
                | Kind::CancelRequested { .. }
                | Kind::Turn
                | Kind::Warned { .. }
                | Kind::Deadlock
                | Kind::Stuck
                | Kind::Clock { .. }
                | Kind::Truncated { .. },
            ) => self,
            (_, Kind::Unknown { .. }) => self,

            _ => {
                return Err(IllegalMove {
                    from: self,
                    kind: kind.known_name(),
                });
            }
        };
        Ok(next)
    }

    /// Whether the task has ended.
    #[must_use]
    pub const fn ended(self) -> bool {
        matches!(self, Self::Finished | Self::Failed | Self::Cancelled | Self::Destroyed)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Spawned => "spawned",
            Self::Ready => "ready",
            Self::Running => "running",
            Self::RunningWoken => "running and woken",
            Self::Waiting(on) => on.words(),
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Destroyed => "destroyed",
        })
    }
}

/// An event that cannot happen in the state of its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalMove {
    /// The state of the task.
    pub from: State,
    /// The kind of the event, as named in the trace file.
    pub kind: &'static str,
}

impl fmt::Display for IllegalMove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot happen to a task that is {}", self.kind, self.from)
    }
}

impl Error for IllegalMove {}
