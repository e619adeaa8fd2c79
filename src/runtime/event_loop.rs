//! The turn: which entries run, in which order, and when the loop gives the page back.
//!
//! The order is CPython's `BaseEventLoop._run_once`; see SEMANTICS, "The turn".

use super::clock::Clock;
use super::core::{Core, Entry, Outcomes, Runtime};
use super::join::Told;
use super::policies;
use crate::scenario::{Leftovers, Policy, Scenario};
use crate::trace::{CancelReason, EventKind, Outcome, TaskId, TimerId, TimerKind, Trace, WokenBy};
use std::cell::{Cell, Ref};

/// A run: the loop with main and the operations on it.
pub struct EventLoop {
    runtime: Runtime,
    /// How many entries of the turn under way are still to run.
    left_in_turn: Cell<usize>,
    in_turn: Cell<bool>,
    /// Main's end has been told: what is left over is cancelled when this turn is over.
    main_told: Cell<bool>,
    done: Cell<bool>,
}

/// Why [`EventLoop::drive`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Its slice is over, or a poll computes on: call again as soon as the page has had its turn.
    Yielded,
    /// Nothing is ready: call again when a timer is due.
    Waiting,
    /// The run is over.
    Done,
}

impl EventLoop {
    /// A loop with main woken for the first time, at time 0 of `clock`.
    #[must_use]
    pub fn new(scenario: &Scenario, clock: Box<dyn Clock>) -> Self {
        let runtime = Runtime::new(scenario, clock);
        runtime.spawn(TaskId::MAIN, None, policies::main(runtime.clone()));
        Self {
            runtime,
            left_in_turn: Cell::new(0),
            in_turn: Cell::new(false),
            main_told: Cell::new(false),
            done: Cell::new(false),
        }
    }

    /// Runs turns until nothing is ready, the slice is over, or the run is.
    pub fn drive(&self) -> Progress {
        if self.done.get() {
            return Progress::Done;
        }
        self.runtime.with(|core| core.clock().begin_slice());
        loop {
            if self.runtime.with(|core| core.held()) && !self.go_on_with_held_poll() {
                return Progress::Yielded;
            }
            while self.left_in_turn.get() > 0 {
                self.left_in_turn.set(self.left_in_turn.get() - 1);
                if !self.run_next_entry() || self.runtime.with(|core| core.clock().slice_is_over()) {
                    return Progress::Yielded;
                }
            }
            if self.in_turn.replace(false) {
                self.end_turn();
            }
            if self.done.get() {
                return Progress::Done;
            }
            if !self.begin_turn() {
                return Progress::Waiting;
            }
        }
    }

    /// Cancels all operations in list order, then main. Prints nothing. The run is over when this returns.
    pub fn stop(&self) {
        if self.done.get() {
            return;
        }
        self.runtime.with(|core| {
            if core.held() {
                core.release_hold();
            }
            core.read_clock();
            core.drop_reason = CancelReason::Stop;
        });
        self.runtime.cancel_all(None, CancelReason::Stop);
        if self.runtime.with(|core| core.main_outcome()).is_none() {
            self.runtime.cancel(TaskId::MAIN, None, CancelReason::Stop);
        }
        self.close(Outcome::Stopped);
    }

    /// Whether the run is over.
    #[must_use]
    pub fn done(&self) -> bool {
        self.done.get()
    }

    /// The trace so far. Not to be kept across [`EventLoop::drive`] or [`EventLoop::stop`].
    #[must_use]
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.runtime.trace()
    }

    /// The trace.
    #[must_use]
    pub fn into_trace(self) -> Trace {
        self.runtime.take_trace()
    }

    /// What the loop holds: timers, permits out, tasks alive. All zero once the run is over.
    #[must_use]
    pub fn held_resources(&self) -> (usize, u32, usize) {
        self.runtime.with(|core| core.left_behind())
    }

    /// The clock's reading now, in scenario time; 0 at the start.
    #[must_use]
    pub fn now(&self) -> crate::time::Micros {
        self.runtime.with(|core| core.clock().now())
    }

    // --- the turn -------------------------------------------------------------------------------------------------

    /// Steps 1 and 2: waits or jumps if the queue is empty, then queues the timers that are due. False: still waiting.
    fn begin_turn(&self) -> bool {
        self.runtime.with(|core| {
            core.queue_due();
            while core.queue_length() == 0 {
                if !core.skip_to_next() {
                    return false;
                }
                core.queue_due();
            }
            core.record(None, EventKind::Turn);
            self.left_in_turn.set(core.queue_length());
            self.in_turn.set(true);
            true
        })
    }

    /// Step 3, one entry. False: a poll computes, and the loop is held.
    fn run_next_entry(&self) -> bool {
        match self.runtime.with(|core| core.next_entry()) {
            Some(Entry::Poll { task, ticket }) => self.poll(task, Some(ticket)),
            Some(Entry::Fire(timer)) => {
                self.fire(timer);
                true
            }
            Some(Entry::Tell(task)) => self.tell(task),
            Some(Entry::Wake { lane, by }) => {
                self.runtime.wake(lane, by);
                true
            }
            None => true,
        }
    }

    /// Step 4, and the end of the run.
    ///
    /// Main's end is told like any other, in the turn after its last poll; `asyncio.run` stops its loop there, when that
    /// turn is over.
    fn end_turn(&self) {
        let Some(outcome) = self.runtime.with(|core| core.main_outcome()) else {
            return;
        };
        if self.runtime.with(|core| core.alive_count()) > 0 {
            if self.runtime.plan().scenario.leftovers == Leftovers::Finish || !self.main_told.get() {
                return;
            }
            self.runtime.with(|core| core.read_clock());
            self.runtime.cancel_all(None, CancelReason::Leftovers);
        }
        self.close(outcome);
    }

    fn close(&self, outcome: Outcome) {
        self.runtime.with(|core| core.close(outcome));
        self.left_in_turn.set(0);
        self.in_turn.set(false);
        self.done.set(true);
        debug_assert_eq!(
            self.held_resources(),
            (0, 0, 0),
            "a run leaves no timer, permit or task behind"
        );
    }

    // --- entries --------------------------------------------------------------------------------------------------

    fn poll(&self, task: TaskId, ticket: Option<u32>) -> bool {
        let Some(runnable) = self.runtime.with(|core| core.take_runnable(task, ticket)) else {
            return true;
        };
        self.runtime.with(|core| core.begin_poll(task));
        runnable.run();
        self.after_run(task)
    }

    fn go_on_with_held_poll(&self) -> bool {
        let ready = self.runtime.with(|core| {
            if !core.clock().hold_is_over() {
                return None;
            }
            let task = core.running()?;
            Some((task, core.take_runnable(task, None)?))
        });
        let Some((task, runnable)) = ready else { return false };
        runnable.run();
        self.after_run(task)
    }

    fn after_run(&self, task: TaskId) -> bool {
        self.runtime.with(|core| {
            if !core.end_poll(task) {
                return false;
            }
            let ended = if task == TaskId::MAIN {
                core.main_outcome().is_some()
            } else {
                !core.alive(task)
            };
            if ended {
                core.queue(Entry::Tell(task));
            }
            true
        })
    }

    fn fire(&self, timer: TimerId) {
        let Some(fired) = self.runtime.with(|core| core.fire(timer)) else {
            return;
        };
        if fired.what == TimerKind::Deadline && !self.deadline_passes(timer) {
            return;
        }
        self.runtime.wake(fired.lane, WokenBy::Timer(timer));
    }

    /// What the deadline does where it fires, before main knows. False when main is not to be woken here.
    fn deadline_passes(&self, timer: TimerId) -> bool {
        let runtime = &self.runtime;
        match runtime.plan().scenario.policy {
            Policy::Spawn => {
                let awaited = runtime.with(|core| core.join.awaited_handle());
                let Some(handle) = awaited else { return true };
                if runtime.with(|core| core.alive(handle)) {
                    // CPython's handle unwinds in the next turn, and only then wakes whom its permit went to, then main.
                    runtime.with(Core::begin_unwinding);
                    runtime.cancel(handle, Some(TaskId::MAIN), CancelReason::Deadline);
                    runtime.with(|core| core.end_unwinding(WokenBy::Timer(timer)));
                }
                false // main is woken behind what unwinds, or by the tell that is queued already
            }
            Policy::Gather | Policy::Settle if runtime.with(|core| core.join.undecided()) => {
                runtime.cancel_all(Some(TaskId::MAIN), CancelReason::Deadline);
                true
            }
            _ => true,
        }
    }

    fn tell(&self, task: TaskId) -> bool {
        if task == TaskId::MAIN {
            self.main_told.set(true);
            return true;
        }
        let told = self.runtime.with(|core| {
            if core.main_outcome().is_some() {
                return Told::Nothing;
            }
            let failed = core
                .outcome(task)
                .is_some_and(|outcome| !matches!(outcome, Outcomes::Finished(_)));
            core.join.tell(task, failed)
        });
        match told {
            Told::Nothing => {}
            Told::PollMain => {
                if self.runtime.wake_main_past_the_queue(WokenBy::Task(task)) {
                    return self.poll(TaskId::MAIN, None);
                }
            }
            Told::WakeMain => self.runtime.wake(TaskId::MAIN, WokenBy::Task(task)),
            Told::CancelOthersAndWakeMain => {
                self.runtime.with(|core| core.read_clock());
                self.runtime.cancel_all(Some(task), CancelReason::Group);
                self.runtime.wake(TaskId::MAIN, WokenBy::Task(task));
            }
        }
        true
    }
}
