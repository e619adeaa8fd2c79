//! The queue of what the loop does next, first in, first out.

use super::timers::DueTimer;
use recording::{TaskId, TimerId};
use std::collections::{BTreeSet, VecDeque};

/// An entry of the ready queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyEntry {
    /// Poll a task, unless it has been cancelled since.
    Poll {
        /// The task.
        task: TaskId,
        /// The index of the `woken` event that caused the poll.
        woken: u32,
    },
    /// Serve a timer, unless it has been cleared since.
    Fire(DueTimer),
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
    /// The timers among them that were cleared.
    cleared: BTreeSet<TimerId>,
}

impl ReadyQueue {
    /// Memory for this many entries, 48 KB, is kept when the queue shrinks.
    const KEPT: usize = 4_096;

    /// Adds an entry at its end.
    pub fn push(&mut self, entry: ReadyEntry) {
        self.entries.push_back(entry);
    }

    /// Adds the timers that are due at its end.
    pub fn push_due(&mut self, due: Vec<DueTimer>) {
        self.entries.extend(due.into_iter().map(ReadyEntry::Fire));
    }

    /// Notes that a timer in the queue was cleared.
    pub fn clear_timer(&mut self, timer: TimerId) {
        self.cleared.insert(timer);
    }

    /// Whether to serve a timer whose entry was just taken: false if it was cleared.
    pub fn serves(&mut self, timer: TimerId) -> bool {
        self.cleared.is_empty() || !self.cleared.remove(&timer)
    }

    /// Takes the first entry. A queue of a million entries frees its memory as it becomes shorter.
    pub fn pop(&mut self) -> Option<ReadyEntry> {
        let entry = self.entries.pop_front();
        let (len, capacity) = (self.entries.len(), self.entries.capacity());
        if capacity > Self::KEPT && len < capacity / 4 {
            self.entries.shrink_to(2 * len);
        }
        entry
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Removes all entries and frees their memory.
    pub fn clear(&mut self) {
        self.entries = VecDeque::new();
        self.cleared.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_12_bytes() {
        // A million of them wait when a million tasks are spawned.
        assert_eq!(size_of::<ReadyEntry>(), 12);
    }
}
