//! The kinds of event, one to one with the trace file.

use scenario::time::Micros;

/// Which task, numbered from 0 in the order of declaration. In the playground main is 0, and the operations follow in list
/// order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

impl TaskId {
    /// The task that awaits the others in the playground. In the recording of another program it means nothing.
    pub const MAIN: Self = Self(0);

    /// The task at this index of [`super::Trace::tasks`]. An index that no list can have gives a task that no trace has.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

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
        /// By whom; `None` for a root.
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
    /// It holds a permit, a lock or the like from here on.
    Acquired {
        /// Of what.
        res: ResourceId,
        /// How much is free after it, where whoever recorded it knew.
        size: Option<u32>,
    },
    /// It gave back what it held.
    Released {
        /// Of what.
        res: ResourceId,
        /// The next in line, who is woken by it and holds it from here on.
        to: Option<TaskId>,
        /// How much is free after it, where whoever recorded it knew.
        size: Option<u32>,
    },
    /// It put something into a queue.
    Put {
        /// Which.
        res: ResourceId,
        /// How much is in it after it, where whoever recorded it knew.
        size: Option<u32>,
    },
    /// It took something out of a queue.
    Got {
        /// Which.
        res: ResourceId,
        /// How much is in it after it, where whoever recorded it knew.
        size: Option<u32>,
    },
    /// It set an event, or notified a condition.
    Set {
        /// Which.
        res: ResourceId,
        /// How many still wait after it, where whoever recorded it knew.
        size: Option<u32>,
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
    /// Python is silent about there is no event: see [`FailureHandling::Swallowed`](super::causes::FailureHandling::Swallowed).
    NeverRetrieved,
    /// The program or its language warned of something.
    Warned {
        /// What it says.
        text: &'a str,
    },
    /// It was thrown away while it waited: nobody held it any more.
    Destroyed,
    /// Nothing can run any more, and tasks wait: those that [`Extra::tasks`](super::Extra::tasks) names.
    Deadlock,
    /// It does not let go of the loop; [`Extra::line`](super::Extra::line) says where.
    Stuck,
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
    /// An event of a kind that this version does not know. It means nothing, and is kept.
    Unknown {
        /// The kind, as the trace file names it.
        name: &'a str,
    },
}

impl<'a> EventKind<'a> {
    /// The words in the trace file of all kinds that have a meaning, in the order of its documentation.
    pub const NAMES: [&'static str; 27] = [
        "spawned",
        "turn",
        "poll-start",
        "poll-end",
        "woken",
        "timer-set",
        "timer-fired",
        "timer-cleared",
        "acquired",
        "released",
        "put",
        "got",
        "set",
        "attempt",
        "attempt-failed",
        "printed",
        "finished",
        "failed",
        "cancel-requested",
        "cancelled",
        "never-retrieved",
        "warned",
        "destroyed",
        "deadlock",
        "stuck",
        "clock",
        "truncated",
    ];

    /// The word in the trace file, as in `poll-start`.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        match self {
            Self::Unknown { name } => name,
            _ => self.known_name(),
        }
    }

    /// The same, and `unknown` for a kind without meaning.
    #[must_use]
    pub const fn known_name(&self) -> &'static str {
        match self {
            Self::Spawned { .. } => "spawned",
            Self::Turn => "turn",
            Self::PollStart => "poll-start",
            Self::PollEnd(_) => "poll-end",
            Self::Woken { .. } => "woken",
            Self::TimerSet { .. } => "timer-set",
            Self::TimerFired { .. } => "timer-fired",
            Self::TimerCleared { .. } => "timer-cleared",
            Self::Acquired { .. } => "acquired",
            Self::Released { .. } => "released",
            Self::Put { .. } => "put",
            Self::Got { .. } => "got",
            Self::Set { .. } => "set",
            Self::Attempt { .. } => "attempt",
            Self::AttemptFailed { .. } => "attempt-failed",
            Self::Printed { .. } => "printed",
            Self::Finished { .. } => "finished",
            Self::Failed { .. } => "failed",
            Self::CancelRequested { .. } => "cancel-requested",
            Self::Cancelled => "cancelled",
            Self::NeverRetrieved => "never-retrieved",
            Self::Warned { .. } => "warned",
            Self::Destroyed => "destroyed",
            Self::Deadlock => "deadlock",
            Self::Stuck => "stuck",
            Self::Clock { .. } => "clock",
            Self::Truncated { .. } => "truncated",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Whether it is the end of a poll after which the task waits for a permit of a semaphore.
    #[must_use]
    pub const fn queues_for_permit(&self) -> bool {
        matches!(
            self,
            Self::PollEnd(PollResult::Pending {
                on: Some(WaitingOn::Semaphore)
            })
        )
    }
}

/// Why events are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The record was full; see [`super::Budget`].
    Budget,
    /// The recorder stopped at a limit of its own.
    Limit,
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
    /// One or more of the tasks it awaits.
    Child,
    /// The pause before its next attempt.
    Backoff,
    /// All that it gathered.
    Gather,
    /// The first, or all, of a set of tasks.
    Wait,
    /// The members of its task group.
    Group,
    /// A permit of a semaphore.
    Semaphore,
    /// A lock.
    Lock,
    /// To be notified by a condition.
    Condition,
    /// An event that is to be set.
    Event,
    /// The others at a barrier.
    Barrier,
    /// Something in a queue.
    QueueGet,
    /// Room in a queue.
    QueuePut,
    /// All of a queue to be done.
    QueueJoin,
    /// Work in another thread.
    Thread,
    /// Input or output.
    Io,
    /// A bare future.
    Future,
}

/// What sort of thing a task waits for: as many as pictures and sums tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitFamily {
    /// Time.
    Timer,
    /// What it awaits: tasks, a future, a thread, input or output.
    Awaited,
    /// A permit of a semaphore.
    Permit,
    /// Whatever else others hold, fill or set: a lock, a queue, an event.
    Resource,
    /// The pause before its next attempt.
    Backoff,
}

impl WaitFamily {
    /// A phrase for any wait of the family: `waiting for others`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Timer => "waiting on a timer",
            Self::Awaited => "waiting for others",
            Self::Permit => "waiting for a permit",
            Self::Resource => "waiting for what others hold",
            Self::Backoff => "waiting to retry",
        }
    }
}

impl WaitingOn {
    /// What sort of thing it is.
    #[must_use]
    pub const fn family(self) -> WaitFamily {
        match self {
            Self::Timer => WaitFamily::Timer,
            Self::Backoff => WaitFamily::Backoff,
            Self::Child | Self::Gather | Self::Wait | Self::Group | Self::Thread | Self::Io | Self::Future => {
                WaitFamily::Awaited
            }
            Self::Semaphore => WaitFamily::Permit,
            Self::Lock
            | Self::Condition
            | Self::Event
            | Self::Barrier
            | Self::QueueGet
            | Self::QueuePut
            | Self::QueueJoin => WaitFamily::Resource,
        }
    }

    /// Whether it is something that others hold, fill or set.
    #[must_use]
    pub const fn is_resource(self) -> bool {
        matches!(self.family(), WaitFamily::Permit | WaitFamily::Resource)
    }

    /// As it is said of a task: `waiting for a permit`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Timer => "waiting on a timer",
            Self::Child => "waiting on children",
            Self::Backoff => "waiting to retry",
            Self::Gather => "waiting for all it gathered",
            Self::Wait => "waiting for a set of tasks",
            Self::Group => "waiting for its group",
            Self::Semaphore => "waiting for a permit",
            Self::Lock => "waiting for a lock",
            Self::Condition => "waiting to be notified",
            Self::Event => "waiting for an event to be set",
            Self::Barrier => "waiting at a barrier",
            Self::QueueGet => "waiting for something in a queue",
            Self::QueuePut => "waiting for room in a queue",
            Self::QueueJoin => "waiting for a queue to be done",
            Self::Thread => "waiting for a thread",
            Self::Io => "waiting for input or output",
            Self::Future => "waiting for a future",
        }
    }
}

/// Something that tasks share and wait for. Numbers go up in the order of declaration: the index in
/// [`super::Trace::resources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

impl ResourceId {
    /// The permits of a run in the playground.
    pub const PERMITS: Self = Self(0);
}

/// What sort of thing set a task free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A semaphore, of which a permit came free.
    Semaphore,
    /// A lock that came free.
    Lock,
    /// A condition that notified.
    Condition,
    /// An event that was set.
    Event,
    /// A barrier that all have reached.
    Barrier,
    /// A queue that got something, or room, or was done.
    Queue,
    /// A future that got its result.
    Future,
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
    /// A permit that came free, an event that was set, and the like.
    Resource {
        /// What sort of thing.
        what: ResourceKind,
        /// Which, where whoever recorded it knew.
        res: Option<ResourceId>,
        /// The task that gave it back or set it, where whoever recorded it knew.
        by: Option<TaskId>,
    },
    /// Itself, to be polled again in the next turn.
    Itself,
    /// The person.
    User,
    /// Being asked to cancel, by this task where whoever recorded it knew.
    Cancel(Option<TaskId>),
    /// Input or output.
    Io,
    /// The end of work in another thread.
    Thread,
    /// Something else, which [`Extra::word`](super::Extra::word) names.
    Other,
}

impl WokenBy {
    /// A permit of the playground's that `task` gave back.
    #[must_use]
    pub const fn permit_of(task: TaskId) -> Self {
        Self::Resource {
            what: ResourceKind::Semaphore,
            res: Some(ResourceId::PERMITS),
            by: Some(task),
        }
    }
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
    /// A call at a time.
    Call,
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
    /// The timeout around it passed.
    Timeout,
    /// The gather that awaits it was cancelled.
    Gather,
    /// Main had ended.
    Leftovers,
    /// The person pressed Stop.
    Stop,
    /// The person cancelled this one task.
    User,
    /// The program asked for it.
    Program,
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
