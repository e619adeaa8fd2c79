//! `limit` as a queue of permits: first come, first served, handed over directly, as `asyncio.Semaphore` does.

use recording::TaskId;
use std::collections::VecDeque;

/// The permits of one run, and the tasks that wait for them.
#[derive(Debug)]
pub struct Permits {
    limit: u32,
    free: u32,
    waiting: VecDeque<TaskId>,
    /// By task id.
    claims: Vec<Claim>,
}

/// The relation of a task to the permits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Claim {
    /// Nothing.
    #[default]
    None,
    /// It is in the queue.
    Waiting,
    /// A permit was handed to it, and it was not polled since.
    HandedOver,
    /// It holds a permit.
    Held,
}

/// The result of asking for a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// The task holds a permit until it releases it.
    Held,
    /// The task is in the queue, and will be woken.
    Queued,
}

impl Permits {
    /// `limit` free permits for tasks with ids below `tasks`.
    #[must_use]
    pub fn new(limit: u32, tasks: usize) -> Self {
        Self {
            limit,
            free: limit,
            waiting: VecDeque::new(),
            claims: vec![Claim::None; tasks],
        }
    }

    /// Takes a free permit, or one that was handed to `task`, or queues it for one.
    pub fn acquire(&mut self, task: TaskId) -> Acquired {
        let claim = &mut self.claims[task.index()];
        if *claim != Claim::HandedOver {
            if self.free == 0 {
                *claim = Claim::Waiting;
                self.waiting.push_back(task);
                return Acquired::Queued;
            }
            self.free -= 1;
        }
        *claim = Claim::Held;
        Acquired::Held
    }

    /// `task` ends: it leaves the queue. True if it has a permit, which the caller must release.
    pub fn leave(&mut self, task: TaskId) -> bool {
        match std::mem::take(&mut self.claims[task.index()]) {
            Claim::None => false,
            Claim::HandedOver | Claim::Held => true,
            Claim::Waiting => {
                // Cancelling goes in list order, and so does this queue: whoever still waits in it is near the front.
                if let Some(index) = self.waiting.iter().position(|&waiting| waiting == task) {
                    self.waiting.remove(index);
                }
                false
            }
        }
    }

    /// Releases a permit after [`Permits::leave`] returned true: hands it to the first task in the queue, if there is
    /// one.
    pub fn release(&mut self) -> Option<TaskId> {
        let next = self.waiting.pop_front();
        match next {
            Some(next) => self.claims[next.index()] = Claim::HandedOver,
            None => self.free += 1,
        }
        next
    }

    /// The number of free permits.
    #[must_use]
    pub const fn free(&self) -> u32 {
        self.free
    }

    /// The number of permits that are not free.
    #[must_use]
    pub const fn out(&self) -> u32 {
        self.limit - self.free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: TaskId = TaskId(1);
    const B: TaskId = TaskId(2);
    const C: TaskId = TaskId(3);

    #[test]
    fn a_permit_goes_to_who_came_first() {
        let mut permits = Permits::new(1, 4);
        assert_eq!(permits.acquire(A), Acquired::Held);
        assert_eq!(permits.acquire(B), Acquired::Queued);
        assert_eq!(permits.acquire(C), Acquired::Queued);
        assert!(permits.leave(A));
        assert_eq!(permits.release(), Some(B));
        assert_eq!(permits.out(), 1, "it is not free in between");
        assert_eq!(permits.acquire(B), Acquired::Held);
    }

    #[test]
    fn who_goes_away_leaves_the_line_and_passes_on_what_was_handed_over() {
        let mut permits = Permits::new(1, 4);
        permits.acquire(A);
        permits.acquire(B);
        permits.acquire(C);
        assert!(!permits.leave(B), "it had none");
        assert!(permits.leave(A));
        assert_eq!(permits.release(), Some(C));
        assert!(permits.leave(C), "it was handed over, though C has not noticed");
        assert_eq!(permits.release(), None);
        assert_eq!(permits.out(), 0);
    }
}
