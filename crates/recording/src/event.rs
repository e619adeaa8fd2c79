//! The kinds of event, one to one with the trace file.

use scenario::time::Micros;

/// The number of a task, from 0 in the order of declaration. In the playground main is 0, and the operations follow in
/// list order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

impl TaskId {
    /// The task that awaits the others in the playground. It has no meaning in the recording of another program.
    pub const MAIN: Self = Self(0);

    /// The task with this index in [`super::Trace::tasks`]. An index that no list can have gives an id that no trace
    /// contains.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Its index in [`super::Trace::tasks`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The number of a timer of this run, ascending in the order of registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(pub u32);

/// An event: something that happened at one moment, to one task or to the loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<'a> {
    /// The time, in scenario time from the start of the run.
    pub at: Micros,
    /// The task it happened to; `None` for an event of the loop (turn, clock, truncated).
    pub task: Option<TaskId>,
    /// The index of the earlier event that caused it, if the recorder knew; with `None`, only the order of events
    /// tells.
    pub cause: Option<u32>,
    /// The kind of the event, with its data.
    pub kind: EventKind<'a>,
}

/// The kinds of event, in the order of the trace file's documentation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventKind<'a> {
    /// The future was created and handed to the loop, or joined into main.
    Spawned {
        /// The task that spawned it; `None` for a root.
        parent: Option<TaskId>,
    },
    /// The loop begins a turn, which runs the entries that are in the ready queue now.
    Turn,
    /// The loop called `poll` on the future.
    PollStart,
    /// `poll` returned.
    PollEnd(PollResult),
    /// The task entered the ready queue, or will enter it when its current poll returns.
    Woken {
        /// What called its waker.
        by: WokenBy,
    },
    /// A timer was registered.
    TimerSet {
        /// The timer.
        timer: TimerId,
        /// Its purpose.
        what: TimerKind,
        /// Its deadline.
        deadline: Micros,
    },
    /// A timer was served. Its lateness is the event's stamp minus its deadline.
    TimerFired {
        /// The timer.
        timer: TimerId,
    },
    /// A timer was dropped before it was served.
    TimerCleared {
        /// The timer.
        timer: TimerId,
    },
    /// The task now holds a permit, a lock or the like.
    Acquired {
        /// The resource.
        res: ResourceId,
        /// The number that is free afterwards, if the recorder knew.
        size: Option<u32>,
    },
    /// The task released what it held.
    Released {
        /// The resource.
        res: ResourceId,
        /// The next waiter, which is woken by this event and holds the resource from now on.
        to: Option<TaskId>,
        /// The number that is free afterwards, if the recorder knew.
        size: Option<u32>,
    },
    /// The task put an item into a queue.
    Put {
        /// The queue.
        res: ResourceId,
        /// The number of items in the queue afterwards, if the recorder knew.
        size: Option<u32>,
    },
    /// The task took an item out of a queue.
    Got {
        /// The queue.
        res: ResourceId,
        /// The number of items in the queue afterwards, if the recorder knew.
        size: Option<u32>,
    },
    /// The task set an event, or notified a condition.
    Set {
        /// The event or condition.
        res: ResourceId,
        /// The number of tasks that still wait for it, if the recorder knew.
        size: Option<u32>,
    },
    /// An attempt starts.
    Attempt {
        /// The number of the attempt, from 1.
        number: u32,
    },
    /// An attempt failed. Another one follows, unless the task fails.
    AttemptFailed {
        /// The number of the attempt, from 1.
        number: u32,
        /// The message of the failure.
        message: &'a str,
        /// Whether it raised or timed out.
        why: AttemptFailure,
    },
    /// The program printed a line.
    Printed {
        /// The line, without its line break.
        text: &'a str,
    },
    /// The task returned.
    Finished {
        /// The result as Python prints it.
        value: &'a str,
    },
    /// The task raised.
    Failed {
        /// The message of the failure.
        message: &'a str,
    },
    /// Cancellation of the task was requested.
    CancelRequested {
        /// The task that requested it; `None` for the user and for the end of the run.
        by: Option<TaskId>,
        /// The reason.
        why: CancelReason,
    },
    /// The task's future was dropped.
    Cancelled,
    /// The task failed, nothing had looked at its failure by the end of the run, and Python warns of that. Failures
    /// that nothing looked at and that Python does not warn of have no event: see
    /// [`FailureHandling::Swallowed`](super::causes::FailureHandling::Swallowed).
    NeverRetrieved,
    /// The program or its runtime printed a warning.
    Warned {
        /// The text of the warning.
        text: &'a str,
    },
    /// The task was destroyed while it was pending, because nothing referred to it any more.
    Destroyed,
    /// No task can run any more, and some are waiting: those in [`Extra::tasks`](super::Extra::tasks).
    Deadlock,
    /// The task has been blocking the loop for a long time, at [`Extra::line`](super::Extra::line).
    Stuck,
    /// The clock was changed.
    Clock {
        /// How.
        what: ClockChange,
    },
    /// Events after this one are missing.
    Truncated {
        /// The number of missing events.
        count: u64,
        /// The reason.
        why: Missing,
    },
    /// An event of a kind that this version does not know. It is kept, and has no effect.
    Unknown {
        /// The kind, as named in the trace file.
        name: &'a str,
    },
}

impl<'a> EventKind<'a> {
    /// The names in the trace file of all kinds that this version knows, in the order of its documentation.
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

    /// The name in the trace file, such as `poll-start`.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        match self {
            Self::Unknown { name } => name,
            _ => self.known_name(),
        }
    }

    /// The name in the trace file; `unknown` for a kind that this version does not know.
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

    /// Whether this is the end of a poll after which the task waits for a permit of a semaphore.
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
    /// The recording was full: see [`super::Budget`].
    Budget,
    /// The recorder stopped because of its own limit.
    Limit,
}

/// How a poll returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollResult {
    /// `Poll::Pending`.
    Pending {
        /// What the task waits for now; `None` if it woke itself.
        on: Option<WaitingOn>,
    },
    /// `Poll::Ready`.
    Ended,
}

/// What a waiting task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitingOn {
    /// The timer of its sleep.
    Timer,
    /// One or more of the tasks that it awaits.
    Child,
    /// The timer of the pause before its next attempt.
    Backoff,
    /// Everything that it gathered.
    Gather,
    /// The first, or all, of a set of tasks.
    Wait,
    /// The members of its task group.
    Group,
    /// A permit of a semaphore.
    Semaphore,
    /// A lock.
    Lock,
    /// A notification of a condition.
    Condition,
    /// An event to be set.
    Event,
    /// The other tasks at a barrier.
    Barrier,
    /// An item in a queue.
    QueueGet,
    /// Room in a queue.
    QueuePut,
    /// All items of a queue to be done.
    QueueJoin,
    /// Work on another thread.
    Thread,
    /// Input or output.
    Io,
    /// A future that is not a task.
    Future,
}

/// The kinds of waiting that pictures and sums distinguish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaitFamily {
    /// Time.
    Timer,
    /// Something it awaits: tasks, a future, a thread, input or output.
    Awaited,
    /// A permit of a semaphore.
    Permit,
    /// Something else that others hold, fill or set: a lock, a queue, an event.
    Resource,
    /// The pause before its next attempt.
    Backoff,
}

impl WaitFamily {
    /// A phrase for any wait of this family, such as `waiting for others`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Timer => "waiting on a timer",
            Self::Awaited => "waiting for others",
            Self::Permit => "waiting for a free slot",
            Self::Resource => "waiting for what others hold",
            Self::Backoff => "waiting to retry",
        }
    }
}

impl WaitingOn {
    /// The family of this wait.
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

    /// A phrase for a waiting task, such as `waiting for a permit`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Timer => "waiting on a timer",
            Self::Child => "awaiting its tasks",
            Self::Backoff => "waiting to retry",
            Self::Gather => "waiting for all it gathered",
            Self::Wait => "waiting for a set of tasks",
            Self::Group => "waiting for its group",
            Self::Semaphore => "waiting for a free slot",
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

/// The number of a resource that tasks share and wait for: its index in [`super::Trace::resources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

impl ResourceId {
    /// The permits of a run in the playground.
    pub const PERMITS: Self = Self(0);
}

/// The kind of a resource that woke a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A semaphore with a permit that was released.
    Semaphore,
    /// A lock that was released.
    Lock,
    /// A condition that was notified.
    Condition,
    /// An event that was set.
    Event,
    /// A barrier that all tasks have reached.
    Barrier,
    /// A queue with a new item, with room, or with all items done.
    Queue,
    /// A future that got its result.
    Future,
}

/// What called a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WokenBy {
    /// The spawn of the task.
    Spawn,
    /// A timer of the task.
    Timer(TimerId),
    /// The end of this task.
    Task(TaskId),
    /// A resource: a permit that was released, an event that was set, and the like.
    Resource {
        /// The kind of the resource.
        what: ResourceKind,
        /// The resource, if the recorder knew it.
        res: Option<ResourceId>,
        /// The task that released or set it, if the recorder knew it.
        by: Option<TaskId>,
    },
    /// The task itself, to be polled again in the next turn.
    Itself,
    /// The user.
    User,
    /// A request to cancel it, by this task if the recorder knew it.
    Cancel(Option<TaskId>),
    /// Input or output.
    Io,
    /// The end of work on another thread.
    Thread,
    /// Something else, named by [`Extra::word`](super::Extra::word).
    Other,
}

impl WokenBy {
    /// A permit of the playground that `task` released.
    #[must_use]
    pub const fn permit_of(task: TaskId) -> Self {
        Self::Resource {
            what: ResourceKind::Semaphore,
            res: Some(ResourceId::PERMITS),
            by: Some(task),
        }
    }
}

/// The purpose of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimerKind {
    /// The operation's delay.
    Sleep,
    /// The timeout of an attempt.
    Timeout,
    /// The deadline of the whole run.
    Deadline,
    /// The pause before the next attempt.
    Backoff,
    /// A call scheduled for a time, such as `loop.call_later`.
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

/// The reason for a cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// Another task of its group failed.
    Group,
    /// Another task ended first.
    Race,
    /// Another task succeeded first.
    FirstOk,
    /// The deadline passed.
    Deadline,
    /// The timeout around it passed.
    Timeout,
    /// The gather that awaits it was cancelled.
    Gather,
    /// Main has ended.
    Leftovers,
    /// The user pressed Stop.
    Stop,
    /// The user cancelled this task.
    User,
    /// The program requested it.
    Program,
    /// The join that it was part of was decided without it.
    Dropped,
}

/// A change of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// It was paused.
    Paused,
    /// It was resumed.
    Resumed,
    /// Its speed changed.
    Speed,
    /// The tab was hidden.
    Hidden,
    /// The tab was shown again.
    Shown,
    /// The user stepped.
    Stepped,
}
