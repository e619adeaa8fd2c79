//! The table of tasks: the state of each, its future, and its result.

use super::operation_state::OperationState;
use recording::{AttemptFailure, TaskId, TimerKind};
use std::future::Future;
use std::pin::Pin;

/// The result of an operation. Its return value or exception follows from the plan.
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

/// A task's future, or the state of an operation, taken out of the table to be polled or cancelled.
pub enum TaskFuture {
    /// Main's.
    Main(Main),
    /// An operation.
    Operation(OperationState),
}

/// The phase of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum TaskPhase {
    /// It has not been spawned.
    #[default]
    Planned,
    /// It will be polled when it is woken.
    Waiting,
    /// Its poll is in the ready queue.
    Queued,
    /// It is being polled, or the loop is held by its poll.
    Polling,
    /// It is joined into main, which polls it.
    Joined,
    /// The same, and it was woken since main last polled it.
    JoinedAndWoken,
    /// It has ended like this.
    Ended(TaskResult),
}

/// The data of a task besides its future.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    phase: TaskPhase,
    flags: TaskFlags,
    /// The number of its attempts that have begun; at most 21.
    attempts: u8,
}

/// Facts about a task, one bit each.
#[derive(Clone, Copy, Debug, Default)]
struct TaskFlags(u8);

impl TaskFlags {
    /// Python does not warn if it fails: main has retrieved its result, or the warning was suppressed.
    const FAILURE_IS_SEEN: u8 = 1;

    /// The timer that was set last for this purpose was served. A task never sleeps and backs off at the same time.
    const fn fired(what: TimerKind) -> u8 {
        match what {
            TimerKind::Sleep | TimerKind::Backoff => 2,
            TimerKind::Timeout => 4,
            TimerKind::Deadline | TimerKind::Call => 8,
        }
    }

    const fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    const fn set(&mut self, flag: u8) {
        self.0 |= flag;
    }

    const fn clear(&mut self, flag: u8) {
        self.0 &= !flag;
    }
}

/// All tasks of a run: main first, then the operations in list order.
///
/// The futures are stored separately from the slots, because most operations only read a slot, and a million slots of
/// three bytes fit in the processor's cache.
pub struct TaskTable {
    slots: Vec<Slot>,
    main: Option<Main>,
    operations: Vec<Option<OperationState>>,
    /// By task: the event of its end; [`Self::NO_EVENT`] while it has not ended.
    ends: Vec<u32>,
    /// The number of operations that run or wait.
    alive: usize,
}

impl TaskTable {
    const NO_EVENT: u32 = u32::MAX;

    /// A table of so many tasks, none of them spawned.
    pub fn new(tasks: usize) -> Self {
        Self {
            slots: vec![Slot::default(); tasks],
            main: None,
            operations: std::iter::repeat_with(|| None).take(tasks).collect(),
            ends: vec![Self::NO_EVENT; tasks],
            alive: 0,
        }
    }

    /// Adds a future as a task of the loop. It waits until it is woken for the first time.
    pub fn spawn(&mut self, task: TaskId, future: TaskFuture) {
        self.slots[task.index()].phase = TaskPhase::Waiting;
        self.alive += usize::from(task != TaskId::MAIN);
        self.put_back(task, future);
    }

    /// Joins an operation into main. Its first poll is due.
    pub fn join(&mut self, future: OperationState) {
        let index = future.task().index();
        self.slots[index].phase = TaskPhase::JoinedAndWoken;
        self.operations[index] = Some(future);
        self.alive += 1;
    }

    /// Takes the future out. `None` if it has ended, or is already taken out.
    pub fn take_future(&mut self, task: TaskId) -> Option<TaskFuture> {
        if task == TaskId::MAIN {
            self.main.take().map(TaskFuture::Main)
        } else {
            self.take_operation(task).map(TaskFuture::Operation)
        }
    }

    /// The same for an operation.
    pub fn take_operation(&mut self, task: TaskId) -> Option<OperationState> {
        self.operations.get_mut(task.index())?.take()
    }

    /// Puts a future back that was taken out and has not ended.
    pub fn put_back(&mut self, task: TaskId, future: TaskFuture) {
        match future {
            TaskFuture::Main(main) => self.main = Some(main),
            TaskFuture::Operation(operation) => self.operations[task.index()] = Some(operation),
        }
    }

    /// Drops all operations that are left, and returns main for it to be dropped. Nothing is added afterwards.
    pub fn clear(&mut self) -> Option<Main> {
        self.operations = Vec::new();
        self.main.take()
    }

    // --- the phase of a task --------------------------------------------------------------------------------------

    /// Marks a waiting task as queued. False for any other.
    pub fn queue(&mut self, task: TaskId) -> bool {
        let phase = &mut self.slots[task.index()].phase;
        let was_waiting = *phase == TaskPhase::Waiting;
        if was_waiting {
            *phase = TaskPhase::Queued;
        }
        was_waiting
    }

    /// Whether a poll of it is queued, and it has not been cancelled since.
    pub fn is_queued(&self, task: TaskId) -> bool {
        self.slots[task.index()].phase == TaskPhase::Queued
    }

    /// Marks its poll as begun.
    pub fn begin_poll(&mut self, task: TaskId) {
        self.slots[task.index()].phase = TaskPhase::Polling;
    }

    /// Marks a task as waiting whose poll returned without ending it.
    pub fn end_poll(&mut self, task: TaskId) {
        self.slots[task.index()].phase = TaskPhase::Waiting;
    }

    /// Whether it was spawned or joined, and has not ended.
    pub fn is_alive(&self, task: TaskId) -> bool {
        !matches!(self.slots[task.index()].phase, TaskPhase::Planned | TaskPhase::Ended(_))
    }

    /// Whether it is alive and not joined into main.
    pub fn is_alive_task(&self, task: TaskId) -> bool {
        self.is_alive(task) && !self.is_joined(task)
    }

    /// Whether it is joined into main, and has not ended.
    pub fn is_joined(&self, task: TaskId) -> bool {
        matches!(
            self.slots[task.index()].phase,
            TaskPhase::Joined | TaskPhase::JoinedAndWoken
        )
    }

    /// Marks a joined operation as woken. False if it already was.
    pub fn wake_joined(&mut self, task: TaskId) -> bool {
        let phase = &mut self.slots[task.index()].phase;
        let was_asleep = *phase == TaskPhase::Joined;
        if was_asleep {
            *phase = TaskPhase::JoinedAndWoken;
        }
        was_asleep
    }

    /// Whether a joined operation was woken since main last polled it.
    pub fn joined_is_woken(&self, task: TaskId) -> bool {
        self.slots[task.index()].phase == TaskPhase::JoinedAndWoken
    }

    /// Marks the poll of a joined operation as begun: from now on it can be woken again.
    pub fn begin_joined_poll(&mut self, task: TaskId) {
        self.slots[task.index()].phase = TaskPhase::Joined;
    }

    /// The number of operations that run or wait.
    pub const fn alive(&self) -> usize {
        self.alive
    }

    // --- its attempts ---------------------------------------------------------------------------------------------

    /// Notes that its next attempt begins, and returns the number of it, from 1.
    pub fn begin_attempt(&mut self, task: TaskId) -> u8 {
        let attempts = &mut self.slots[task.index()].attempts;
        *attempts += 1;
        *attempts
    }

    /// The number of its current or last attempt, from 1; 0 before the first.
    pub fn attempt(&self, task: TaskId) -> u8 {
        self.slots[task.index()].attempts
    }

    // --- its timers -----------------------------------------------------------------------------------------------

    /// Notes that a timer was set for it.
    pub fn set_timer(&mut self, task: TaskId, what: TimerKind) {
        self.slots[task.index()].flags.clear(TaskFlags::fired(what));
    }

    /// Notes that the timer that was set last for this purpose was served.
    pub fn fire_timer(&mut self, task: TaskId, what: TimerKind) {
        self.slots[task.index()].flags.set(TaskFlags::fired(what));
    }

    /// Whether the timer that was set last for this purpose was served.
    pub fn timer_has_fired(&self, task: TaskId, what: TimerKind) -> bool {
        self.slots[task.index()].flags.has(TaskFlags::fired(what))
    }

    // --- the result of a task
    // -----------------------------------------------------------------------------------------

    /// Notes that it has ended, with the event `end`.
    pub fn end(&mut self, task: TaskId, result: TaskResult, end: u32) {
        self.ends[task.index()] = end;
        self.slots[task.index()].phase = TaskPhase::Ended(result);
        self.alive -= usize::from(task != TaskId::MAIN);
    }

    /// The event of its end; `None` while it has not ended.
    pub fn end_event(&self, task: TaskId) -> Option<u32> {
        Some(self.ends[task.index()]).filter(|&end| end != Self::NO_EVENT)
    }

    /// Its result; `None` while it has not ended.
    pub fn result(&self, task: TaskId) -> Option<TaskResult> {
        match self.slots[task.index()].phase {
            TaskPhase::Ended(result) => Some(result),
            _ => None,
        }
    }

    /// Its result, which counts as retrieved from now on.
    pub fn retrieve(&mut self, task: TaskId) -> Option<TaskResult> {
        let result = self.result(task)?;
        self.pass_over_failure(task);
        Some(result)
    }

    /// Suppresses Python's warning of its failure.
    pub fn pass_over_failure(&mut self, task: TaskId) {
        self.slots[task.index()].flags.set(TaskFlags::FAILURE_IS_SEEN);
    }

    /// Whether an operation has failed.
    pub fn has_failed(&self, task: TaskId) -> bool {
        matches!(self.result(task), Some(TaskResult::Failed(_)))
    }

    /// Whether an operation has failed and Python warns that its exception was never retrieved.
    pub fn failure_is_unseen(&self, task: TaskId) -> bool {
        self.has_failed(task) && !self.slots[task.index()].flags.has(TaskFlags::FAILURE_IS_SEEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_takes_27_bytes() {
        // A run holds up to a million of them.
        assert_eq!((size_of::<Slot>(), size_of::<Option<OperationState>>()), (3, 24));
    }
}
