//! The lifecycle of a task: one table of legal moves. Any other move is a bug, and is reported as one.

use super::{EventKind, PollResult, WaitingOn};
use std::error::Error;
use std::fmt;

/// Where a task stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// In the editor, not yet spawned. Counts in no total.
    #[default]
    Created,
    /// Made, at this very stamp to be woken (a task) or polled (a joined future).
    Spawned,
    /// In the ready queue.
    Ready,
    /// Being polled: it holds the thread.
    Running,
    /// Being polled, and already woken again: it will be ready when the poll returns.
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
    /// The state after an event of this kind. `joined` says whether it is a future that main polls
    /// ([`scenario::Unit::Future`]) or a task that the loop polls.
    ///
    /// # Errors
    ///
    /// [`IllegalMove`] when the event cannot happen here: whoever recorded it has a bug.
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

            // Waking and polling: the loop wakes tasks, main polls what is joined into it.
            (Spawned | Waiting(_), Kind::Woken { .. }) if !joined => Ready,
            (Running, Kind::Woken { .. }) if !joined => RunningWoken,
            // A task that is polled before it was woken is eager: its creator runs it while it spawns it.
            (Spawned | Ready, Kind::PollStart) if !joined => Running,
            (Spawned | Waiting(_), Kind::PollStart) if joined => Running,
            (Running, Kind::PollEnd(Pending { on: Some(on) })) => Waiting(*on),
            (Running, Kind::PollEnd(Pending { on: None })) if joined => Waiting(WaitingOn::Timer),
            (RunningWoken, Kind::PollEnd(Pending { .. })) => Ready,

            // An end is recorded inside the poll, before the poll returns.
            (Running | RunningWoken, Kind::Finished { .. }) => Finished,
            (Running | RunningWoken, Kind::Failed { .. }) => Failed,
            (Finished | Failed, Kind::PollEnd(Ended)) => self,
            (Spawned | Ready | Waiting(_), Kind::Cancelled) => Cancelled,
            // In a recorded program a cancel is an exception, raised in a poll.
            (Running | RunningWoken, Kind::Cancelled) => Cancelled,
            (Cancelled | Destroyed, Kind::PollEnd(Ended)) => self,
            (Spawned | Ready | Waiting(_) | Running | RunningWoken, Kind::Destroyed) => Destroyed,

            // What only code inside a poll can do.
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
            // A call at a time that a recorded program asked for may outlive the task that asked.
            (Finished | Failed | Cancelled | Destroyed, Kind::TimerFired { .. } | Kind::TimerCleared { .. }) => self,
            // By the code inside a poll, or by a drop just before `cancelled`.
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

    /// Whether nothing more can happen to it.
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

/// An event that cannot happen in the state it was recorded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalMove {
    /// Where the task stood.
    pub from: State,
    /// The kind of the event, as the trace file names it.
    pub kind: &'static str,
}

impl fmt::Display for IllegalMove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot happen to a task that is {}", self.kind, self.from)
    }
}

impl Error for IllegalMove {}
