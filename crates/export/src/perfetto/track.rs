//! What is known of a track while its slices are written.

use recording::{State, TaskId};

/// A task's track, up to the last event written.
#[derive(Clone, Copy, Debug, Default)]
pub struct TaskTrack {
    /// The task's state, and since when.
    pub state: State,
    pub since: u64,
    /// The end of its last slice.
    pub until: u64,
    /// Where the arrow of its last wake begins: a track and a time in it.
    pub woken: Option<(u32, u64)>,
    /// Its last poll.
    pub poll: Option<PollSpan>,
}

/// A poll under way.
#[derive(Clone, Copy, Debug)]
pub struct OpenPoll {
    pub task: TaskId,
    /// Its `poll-start`, as its index.
    pub first: u32,
    /// The stamp of that.
    pub at: u64,
    /// Where its slice begins.
    pub from: u64,
    /// Where the arrow to it begins.
    pub woken: Option<(u32, u64)>,
}

/// The events of a poll, and where its slice begins.
#[derive(Clone, Copy, Debug)]
pub struct PollSpan {
    pub task: TaskId,
    pub first: u32,
    /// Its `poll-end`; `None` while it is under way.
    pub last: Option<u32>,
    pub from: u64,
}

/// An arrow from the slice in which a wake was caused to the poll that followed.
#[derive(Clone, Copy, Debug)]
pub struct WakeArrow {
    pub from_track: u32,
    pub from: u64,
    pub to_track: u32,
    pub to: u64,
}

impl PollSpan {
    /// Whether this event happened during the poll.
    pub fn contains(&self, event: u32) -> bool {
        self.first <= event && self.last.is_none_or(|last| event <= last)
    }
}
