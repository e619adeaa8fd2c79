//! The kinds of event, one to one with the trace file.

use scenario::time::Micros;

/// Who: main is 0, the operations follow from 1 in list order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

impl TaskId {
    /// The task that awaits the others.
    pub const MAIN: Self = Self(0);

    /// Where it stands in [`super::Trace::tasks`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A timer of this run. Numbers go up in the order of registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(pub u32);

/// One thing that happened, at one moment, to one task or to the loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<'a> {
    /// When, in scenario time from the start of the run.
    pub at: Micros,
    /// To whom; `None` for what concerns the loop (turn, clock, truncated).
    pub task: Option<TaskId>,
    /// The earlier event that led to it, by its index, where whoever recorded it knew; `None` where only the order tells.
    pub cause: Option<u32>,
    /// What.
    pub kind: EventKind<'a>,
}

/// What happened. In the order of the trace file's documentation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventKind<'a> {
    /// The future was made and handed to the loop, or joined into main.
    Spawned {
        /// By whom; `None` for main itself.
        parent: Option<TaskId>,
    },
    /// The loop took the entries that are present as its next turn.
    Turn,
    /// The loop called the future's `poll`.
    PollStart,
    /// `poll` returned.
    PollEnd(PollResult),
    /// It entered the ready queue, or will when the poll it is in returns.
    Woken {
        /// Who or what called its waker.
        by: WokenBy,
    },
    /// A timer was registered.
    TimerSet {
        /// Which.
        timer: TimerId,
        /// What for.
        what: TimerKind,
        /// When it is due.
        deadline: Micros,
    },
    /// A timer was served; the event's stamp less its deadline is its lateness.
    TimerFired {
        /// Which.
        timer: TimerId,
    },
    /// A timer was dropped before it was served.
    TimerCleared {
        /// Which.
        timer: TimerId,
    },
    /// No permit was free; it queued for one.
    PermitWait,
    /// It holds a permit from here on.
    PermitGot,
    /// It gave its permit back.
    PermitReleased {
        /// The next in line, who is woken by it.
        to: Option<TaskId>,
    },
    /// An attempt starts.
    Attempt {
        /// From 1.
        number: u32,
    },
    /// An attempt failed; another follows unless `failed` does.
    AttemptFailed {
        /// From 1.
        number: u32,
        /// What the failure says.
        message: &'a str,
        /// Whether it raised or ran out of time.
        why: AttemptFailure,
    },
    /// The program printed a line.
    Printed {
        /// The line, without its end.
        text: &'a str,
    },
    /// It returned.
    Finished {
        /// The result as Python prints it.
        value: &'a str,
    },
    /// It raised.
    Failed {
        /// What the failure says.
        message: &'a str,
    },
    /// Someone asked for its end.
    CancelRequested {
        /// The task that asked; `None` for the person and for the end of the run.
        by: Option<TaskId>,
        /// For what reason.
        why: CancelReason,
    },
    /// Its future was dropped.
    Cancelled,
    /// It failed, by the end of the run nobody had looked, and Python warns of it. Of a failure that nobody looked at and
    /// Python is silent about there is no event: see [`FailureFate::Swallowed`](super::causes::FailureFate::Swallowed).
    NeverRetrieved,
    /// Something happened to the clock.
    Clock {
        /// What.
        what: ClockChange,
    },
    /// Events are missing from here.
    Truncated {
        /// How many.
        count: u64,
        /// Why.
        why: Missing,
    },
}

impl EventKind<'_> {
    /// The word in the trace file, as in `poll-start`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Spawned { .. } => "spawned",
            Self::Turn => "turn",
            Self::PollStart => "poll-start",
            Self::PollEnd(_) => "poll-end",
            Self::Woken { .. } => "woken",
            Self::TimerSet { .. } => "timer-set",
            Self::TimerFired { .. } => "timer-fired",
            Self::TimerCleared { .. } => "timer-cleared",
            Self::PermitWait => "permit-wait",
            Self::PermitGot => "permit-got",
            Self::PermitReleased { .. } => "permit-released",
            Self::Attempt { .. } => "attempt",
            Self::AttemptFailed { .. } => "attempt-failed",
            Self::Printed { .. } => "printed",
            Self::Finished { .. } => "finished",
            Self::Failed { .. } => "failed",
            Self::CancelRequested { .. } => "cancel-requested",
            Self::Cancelled => "cancelled",
            Self::NeverRetrieved => "never-retrieved",
            Self::Clock { .. } => "clock",
            Self::Truncated { .. } => "truncated",
        }
    }
}

/// Why events are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The record was full; see [`super::Budget`].
    Budget,
}

/// How a poll returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollResult {
    /// `Poll::Pending`.
    Pending {
        /// What it now waits for; `None` when it woke itself.
        on: Option<WaitingOn>,
    },
    /// `Poll::Ready`.
    Ended,
}

/// What a waiting task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitingOn {
    /// Its sleep.
    Timer,
    /// One or more of the operations it awaits.
    Child,
    /// A permit.
    Permit,
    /// The pause before its next attempt.
    Backoff,
}

/// Who or what called a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WokenBy {
    /// Being spawned.
    Spawn,
    /// A timer of its own.
    Timer(TimerId),
    /// The end of this task.
    Task(TaskId),
    /// A permit that this task gave back.
    Permit(TaskId),
    /// Itself, to be polled again in the next turn.
    Itself,
    /// The person.
    User,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimerKind {
    /// The operation's delay.
    Sleep,
    /// The longest an attempt may take.
    Timeout,
    /// The longest the whole may take.
    Deadline,
    /// The pause before the next attempt.
    Backoff,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptFailure {
    /// It raised.
    Failed,
    /// Its timeout passed.
    Timeout,
}

/// Why a task was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// Another of its group failed.
    Group,
    /// Another ended first.
    Race,
    /// Another succeeded first.
    FirstOk,
    /// The deadline passed.
    Deadline,
    /// Main had ended.
    Leftovers,
    /// The person pressed Stop.
    Stop,
    /// The person cancelled this one task.
    User,
    /// The join it was part of was decided without it.
    Dropped,
}

/// What happened to the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// It stands still.
    Paused,
    /// It goes on.
    Resumed,
    /// Its speed changed.
    Speed,
    /// The tab was hidden.
    Hidden,
    /// The tab was shown again.
    Shown,
    /// The person stepped.
    Stepped,
}
