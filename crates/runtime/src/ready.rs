//! What the loop is to do next, first come, first served.

use super::timers::TimerKey;
use recording::{TaskId, TimerId};
use std::collections::VecDeque;

/// An entry of the ready queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyEntry {
    /// Poll a task, unless it has been cancelled since.
    Poll {
        /// Which.
        task: TaskId,
        /// The `woken` that asked for it, by its index.
        woken: u32,
    },
    /// Serve a timer, unless it has been cleared since.
    Fire(TimerKey),
    /// Notify whoever awaits it that a task has ended.
    NotifyCompletion(TaskId),
    /// Make the wakes that were deferred until CPython raises `CancelledError` in a cancelled task; see
    /// [`super::deadline`]. The timer is the deadline's.
    RaiseCancelled(TimerId),
}

/// The ready queue.
#[derive(Debug, Default)]
pub struct ReadyQueue {
    entries: VecDeque<ReadyEntry>,
}

impl ReadyQueue {
    /// Adds an entry at its end.
    pub fn push(&mut self, entry: ReadyEntry) {
        self.entries.push_back(entry);
    }

    /// Adds the timers that are due at its end.
    pub fn push_due(&mut self, due: Vec<TimerKey>) {
        self.entries.extend(due.into_iter().map(ReadyEntry::Fire));
    }

    /// Takes the first entry.
    pub fn pop(&mut self) -> Option<ReadyEntry> {
        self.entries.pop_front()
    }

    /// How many entries wait.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Forgets what waits, and gives its memory back.
    pub fn clear(&mut self) {
        self.entries = VecDeque::new();
    }
}
