//! `limit` as a queue of permits: first come, first served, handed over directly, as `asyncio.Semaphore` does.

use recording::TaskId;
use std::collections::VecDeque;

/// The permits of one run and who waits for them.
#[derive(Debug)]
pub struct Permits {
    limit: u32,
    free: u32,
    waiting: VecDeque<TaskId>,
}

impl Permits {
    /// `limit` free permits.
    #[must_use]
    pub fn new(limit: u32) -> Self {
        Self {
            limit,
            free: limit,
            waiting: VecDeque::new(),
        }
    }

    /// Takes a free permit, or queues `task` for one and returns false.
    pub fn acquire(&mut self, task: TaskId) -> bool {
        if self.free > 0 {
            self.free -= 1;
            return true;
        }
        self.waiting.push_back(task);
        false
    }

    /// `task` does not want one any more.
    pub fn leave(&mut self, task: TaskId) {
        // Cancelling goes in list order, and so does this queue: whoever still waits in it is near the front.
        if let Some(place) = self.waiting.iter().position(|&waiting| waiting == task) {
            self.waiting.remove(place);
        }
    }

    /// Gives a permit back: the next in line, if there is one, holds it from here on.
    pub fn release(&mut self) -> Option<TaskId> {
        let next = self.waiting.pop_front();
        if next.is_none() {
            self.free += 1;
        }
        next
    }

    /// How many there are.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        self.limit
    }

    /// How many are free.
    #[must_use]
    pub const fn free(&self) -> u32 {
        self.free
    }
}
