//! The table of tasks: where each one stands, its future, and how it ended.

use super::operation::Operation;
use recording::{AttemptFailure, TaskId};
use std::future::Future;
use std::pin::Pin;

/// How an operation ended, for whoever awaits it. What it returned or raised follows from the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskResult {
    /// It returned twice its delay.
    Finished,
    /// It raised.
    Failed(AttemptFailure),
    /// Its future was dropped.
    Cancelled,
}

/// Main, which awaits the operations.
pub type Main = Pin<Box<dyn Future<Output = ()>>>;

/// A task's future, taken out of the table: to be polled, or to be dropped, while nothing of the loop is borrowed.
pub enum TaskFuture {
    /// Main's.
    Main(Main),
    /// An operation's.
    Operation(Operation),
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// It was not spawned yet.
    #[default]
    Planned,
    /// It will be polled when it is woken.
    Waiting,
    /// Its poll is in the ready queue.
    Queued,
    /// It is being polled, or the loop is held by its poll.
    Polling,
    /// It is joined into main, which polls it.
    Joined {
        /// It was woken, and main has not polled it since.
        woken: bool,
    },
    /// It has ended like this.
    Ended(TaskResult),
}

#[derive(Default)]
struct Slot {
    future: Option<Operation>,
    phase: Phase,
    /// Python does not warn of its failure, should it fail: main has looked at it, or nobody has to.
    failure_is_seen: bool,
}

/// All tasks of a run; main's entry first, then the operations' in list order.
pub struct TaskTable {
    main: Option<Main>,
    slots: Vec<Slot>,
    /// How many operations run or wait.
    alive: usize,
}

impl TaskTable {
    /// A table of so many tasks, none of them spawned.
    pub fn new(tasks: usize) -> Self {
        Self {
            main: None,
            slots: std::iter::repeat_with(Slot::default).take(tasks).collect(),
            alive: 0,
        }
    }

    /// Makes a future a task of the loop. It is waiting until it is woken for the first time.
    pub fn spawn(&mut self, task: TaskId, future: TaskFuture) {
        self.slots[task.index()].phase = Phase::Waiting;
        self.alive += usize::from(task != TaskId::MAIN);
        self.put_back(task, future);
    }

    /// Joins an operation into main. It is due for its first poll.
    pub fn join(&mut self, future: Operation) {
        let slot = &mut self.slots[future.task().index()];
        slot.phase = Phase::Joined { woken: true };
        slot.future = Some(future);
        self.alive += 1;
    }

    /// Takes the future out. `None` when it has ended, or is out.
    pub fn take_future(&mut self, task: TaskId) -> Option<TaskFuture> {
        if task == TaskId::MAIN {
            self.main.take().map(TaskFuture::Main)
        } else {
            self.take_operation(task).map(TaskFuture::Operation)
        }
    }

    /// The same for an operation.
    pub fn take_operation(&mut self, task: TaskId) -> Option<Operation> {
        self.slots[task.index()].future.take()
    }

    /// Puts a future back that was taken out and has not ended.
    pub fn put_back(&mut self, task: TaskId, future: TaskFuture) {
        match future {
            TaskFuture::Main(main) => self.main = Some(main),
            TaskFuture::Operation(operation) => self.slots[task.index()].future = Some(operation),
        }
    }

    /// All futures that are left, for them to be dropped.
    pub fn take_all(&mut self) -> (Option<Main>, Vec<Operation>) {
        let operations = self.slots.iter_mut().filter_map(|slot| slot.future.take());
        (self.main.take(), operations.collect())
    }

    // --- where a task stands --------------------------------------------------------------------------------------

    /// A waiting task is to be polled. False for any other.
    pub fn queue(&mut self, task: TaskId) -> bool {
        let phase = &mut self.slots[task.index()].phase;
        let was_waiting = *phase == Phase::Waiting;
        if was_waiting {
            *phase = Phase::Queued;
        }
        was_waiting
    }

    /// Whether a poll of it is queued, and it has not been cancelled since.
    pub fn is_queued(&self, task: TaskId) -> bool {
        self.slots[task.index()].phase == Phase::Queued
    }

    /// Its poll begins.
    pub fn begin_poll(&mut self, task: TaskId) {
        self.slots[task.index()].phase = Phase::Polling;
    }

    /// Its poll returned, and it has not ended.
    pub fn end_poll(&mut self, task: TaskId) {
        self.slots[task.index()].phase = Phase::Waiting;
    }

    /// Whether it was spawned or joined, and has not ended.
    pub fn is_alive(&self, task: TaskId) -> bool {
        !matches!(self.slots[task.index()].phase, Phase::Planned | Phase::Ended(_))
    }

    /// Whether it is alive and a task of its own, not joined into main.
    pub fn is_alive_task(&self, task: TaskId) -> bool {
        self.is_alive(task) && !self.is_joined(task)
    }

    /// Whether it is joined into main, and has not ended.
    pub fn is_joined(&self, task: TaskId) -> bool {
        matches!(self.slots[task.index()].phase, Phase::Joined { .. })
    }

    /// Marks a joined operation as woken. False when it was already.
    pub fn wake_joined(&mut self, task: TaskId) -> bool {
        match &mut self.slots[task.index()].phase {
            Phase::Joined { woken } => !std::mem::replace(woken, true),
            _ => false,
        }
    }

    /// Whether a joined operation was woken since main last polled it.
    pub fn joined_is_woken(&self, task: TaskId) -> bool {
        self.slots[task.index()].phase == Phase::Joined { woken: true }
    }

    /// Main polls a joined operation: from here on it can be woken again.
    pub fn begin_joined_poll(&mut self, task: TaskId) {
        self.slots[task.index()].phase = Phase::Joined { woken: false };
    }

    /// How many operations run or wait.
    pub const fn alive(&self) -> usize {
        self.alive
    }

    // --- how a task ended -----------------------------------------------------------------------------------------

    /// It has ended.
    pub fn end(&mut self, task: TaskId, result: TaskResult) {
        self.slots[task.index()].phase = Phase::Ended(result);
        self.alive -= usize::from(task != TaskId::MAIN);
    }

    /// How it ended; `None` while it has not.
    pub fn result(&self, task: TaskId) -> Option<TaskResult> {
        match self.slots[task.index()].phase {
            Phase::Ended(result) => Some(result),
            _ => None,
        }
    }

    /// How it ended, for main, which from now on knows.
    pub fn retrieve(&mut self, task: TaskId) -> Option<TaskResult> {
        let result = self.result(task)?;
        self.pass_over_failure(task);
        Some(result)
    }

    /// Python will not warn of its failure, whoever looks at it or not.
    pub fn pass_over_failure(&mut self, task: TaskId) {
        self.slots[task.index()].failure_is_seen = true;
    }

    /// Whether an operation has failed.
    pub fn has_failed(&self, task: TaskId) -> bool {
        matches!(self.result(task), Some(TaskResult::Failed(_)))
    }

    /// Whether an operation has failed and Python warns that nobody has looked.
    pub fn failure_is_unseen(&self, task: TaskId) -> bool {
        self.has_failed(task) && !self.slots[task.index()].failure_is_seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_takes_forty_bytes() {
        // With its future: a million of them are what a run holds.
        assert!(size_of::<Slot>() <= 40, "{}", size_of::<Slot>());
    }
}
