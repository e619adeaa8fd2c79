//! `limit` as a queue of permits: first come, first served, handed over directly, as `asyncio.Semaphore` does.

use recording::TaskId;
use std::collections::VecDeque;

/// The permits of one run and who waits for them.
#[derive(Debug)]
pub struct Permits {
    limit: u32,
    free: u32,
    waiting: VecDeque<TaskId>,
    /// By task id.
    claims: Vec<Claim>,
}

/// What a task has to do with the permits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Claim {
    /// Nothing.
    #[default]
    None,
    /// It waits in line.
    Waiting,
    /// A permit was handed to it that it has not noticed yet.
    HandedOver,
    /// It holds a permit.
    Held,
}

/// What came of asking for a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// It is held, until it is given back.
    Held,
    /// It will come; the task will be woken.
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

    /// `task` goes away: what it has to do with the permits ends. True when it has a permit, which is to be released.
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

    /// Gives a permit back, for which [`Permits::leave`] was asked: it is handed to the next in line, if there is one.
    pub fn release(&mut self) -> Option<TaskId> {
        let next = self.waiting.pop_front();
        match next {
            Some(next) => self.claims[next.index()] = Claim::HandedOver,
            None => self.free += 1,
        }
        next
    }

    /// How many are not free.
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
