//! A poll that has not returned: of a task, and inside main's of an operation joined into it.

use recording::{TaskId, WaitingOn};

/// A poll that has not returned.
pub(super) struct PollUnderWay {
    pub(super) task: TaskId,
    /// Its `poll-start`.
    pub(super) start: u32,
    /// The task was woken during its poll, by this event: it is queued again when the poll returns.
    pub(super) woken_again: Option<u32>,
    /// What the task waits for when the poll returns, as the innermost future reported last; `None` if it woke itself.
    pub(super) waits_on: Option<WaitingOn>,
    /// It computes, or was interrupted so that the page can do its work: the loop is held until the clock releases it.
    pub(super) held: bool,
    /// The poll of a joined operation inside this poll of main's.
    pub(super) child: Option<ChildPollUnderWay>,
}

/// The poll of a joined operation that has not returned.
pub(super) struct ChildPollUnderWay {
    pub(super) task: TaskId,
    /// Its `poll-start`.
    pub(super) start: u32,
    /// What the operation waits for when the poll returns.
    pub(super) waits_on: Option<WaitingOn>,
}

impl PollUnderWay {
    /// The `poll-start` of the task that is polled, or of the operation that is polled inside this poll.
    pub(super) fn start_of(&self, task: TaskId) -> u32 {
        let child = self.child.as_ref().filter(|child| child.task == task);
        child.map_or(self.start, |child| child.start)
    }
}

/// How the poll of a joined operation returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildPoll {
    /// It is not over: it computes, and the loop is held.
    Held,
    /// The operation waits.
    Pending {
        /// It was woken while it was polled.
        woken: bool,
    },
    /// The operation ended.
    Ended,
}
