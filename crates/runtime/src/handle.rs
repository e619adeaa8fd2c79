//! The handle by which main and the loop reach the state of the loop.

use super::clock::Clock;
use super::core::Core;
use super::failure::Failure;
use super::plan::RunPlan;
use super::tasks::{TaskFuture, TaskResult};
use super::texts::DelayText;
use super::timers::TimerKey;
use recording::{EventKind, TaskId, TimerKind, Trace, WokenBy};
use scenario::time::Micros;
use scenario::{Operations, Scenario};
use std::cell::{Ref, RefCell};
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

/// The state of a loop, shared by the futures on it.
#[derive(Clone)]
pub struct Runtime(Rc<Shared>);

struct Shared {
    core: RefCell<Core>,
    plan: RunPlan,
}

impl Runtime {
    /// A loop without events.
    pub fn new(scenario: &Scenario, clock: Box<dyn Clock>) -> Self {
        let operations = Arc::new(Operations::of(scenario.clone()));
        let plan = RunPlan::new(Arc::clone(&operations));
        let trace = Trace::of_operations(operations, clock.kind(), clock.resolution());
        let core = Core::new(&plan, clock, trace);
        Self(Rc::new(Shared {
            core: RefCell::new(core),
            plan,
        }))
    }

    /// The data that does not change during a run.
    pub fn plan(&self) -> &RunPlan {
        &self.0.plan
    }

    /// Calls `look` with the core. No future may be polled or dropped in it.
    pub fn with<T>(&self, look: impl FnOnce(&mut Core) -> T) -> T {
        look(&mut self.0.core.borrow_mut())
    }

    /// The trace so far.
    pub fn trace(&self) -> Ref<'_, Trace> {
        Ref::map(self.0.core.borrow(), |core| core.recorder.trace())
    }

    /// Records a line that main prints now.
    pub fn print(&self, line: &str) {
        self.with(|core| core.record_decided(EventKind::Printed { text: line }));
    }

    /// Makes a future a task of the loop and wakes it for the first time.
    pub fn spawn(&self, task: TaskId, parent: Option<TaskId>, future: TaskFuture) {
        self.with(|core| {
            let spawned = core.record_spawned(task, parent);
            core.tasks.spawn(task, future);
            core.wake(task, WokenBy::Spawn, spawned);
        });
    }

    /// Sets a timer for `length` from now. It is cleared when the guard is dropped.
    pub fn set_timer(&self, task: TaskId, what: TimerKind, length: Micros) -> TimerGuard {
        TimerGuard {
            task,
            what,
            timer: self.with(|core| core.set_timer(task, what, length)),
            runtime: self.clone(),
        }
    }

    /// Ends a piece of the current poll. If the loop's slice is over, yields to the page here; the poll continues
    /// afterwards, and nothing else of the run happens in between.
    pub fn end_piece(&self) -> impl Future<Output = ()> + use<'_> {
        let mut cut = false;
        poll_fn(move |_| {
            self.with(|core| {
                if cut {
                    core.go_on_after_cut();
                } else {
                    cut = core.cut_poll();
                    if cut {
                        return Poll::Pending;
                    }
                }
                Poll::Ready(())
            })
        })
    }

    /// The return value of an operation, as Python prints it, or its exception.
    pub fn value(&self, task: TaskId, result: TaskResult) -> Result<Box<str>, Failure> {
        self.with_value(task, result, |value| Box::from(value))
    }

    /// Calls `look` with the return value of an operation, as Python prints it. Returns its exception as an error.
    pub fn with_value<T>(&self, task: TaskId, result: TaskResult, look: impl FnOnce(&str) -> T) -> Result<T, Failure> {
        let plan = self.plan();
        self.with(|core| {
            let attempt = core.tasks.attempt(task);
            match result {
                TaskResult::Finished => Ok(look(core.text(DelayText::Value, plan.number(task, attempt)))),
                TaskResult::Failed(why) => Err(plan.failure(task, attempt, why)),
                TaskResult::Cancelled => Err(Failure::Cancelled {
                    delay: plan.number(task, attempt),
                }),
            }
        })
    }

    /// Drops the operations and main of a run that is no longer needed: main refers to the loop as the loop refers to it.
    /// Clears the timers, and records nothing.
    pub fn discard(&self) {
        // Taken out first, because main drops the operations joined into it, and finds none.
        let main = self.with(Core::discard);
        drop(main);
    }
}

/// A timer that is cleared when this is dropped.
#[must_use = "dropping a timer clears it"]
pub struct TimerGuard {
    runtime: Runtime,
    task: TaskId,
    what: TimerKind,
    timer: TimerKey,
}

impl TimerGuard {
    /// Whether it was served.
    pub fn fired(&self) -> bool {
        self.runtime
            .with(|core| core.tasks.timer_has_fired(self.task, self.what))
    }
}

impl Drop for TimerGuard {
    fn drop(&mut self) {
        self.runtime
            .with(|core| core.clear_timer(self.task, self.what, self.timer));
    }
}
