//! The turn of the loop: which entries run, in which order, and when the loop yields to the page.
//!
//! The order is CPython's `BaseEventLoop._run_once`; see docs/semantics.md, “The turn”.

use super::bulk::{AfterBulk, BulkStep, BulkWork};
use super::clock::Clock;
use super::core::Core;
use super::deadline::DeadlineStep;
use super::handle::Runtime;
use super::join::JoinDecision;
use super::policies;
use super::ready::ReadyEntry;
use super::tasks::TaskFuture;
use super::timers::DueTimer;
use recording::{Budget, CancelReason, ClockChange, EventKind, RunOutcome, TaskId, TimerKind, Trace, WokenBy};
use scenario::{Leftovers, Policy, Scenario, Speed, Unit};
use std::cell::{Cell, Ref};
use std::task::{Context, Waker};

/// A run: the loop, with main and the operations on it.
pub struct EventLoop {
    runtime: Runtime,
    life: Cell<Life>,
    pace: Cell<Pace>,
    /// The number of entries of the current turn that have not run; `None` between turns.
    left_in_turn: Cell<Option<usize>>,
    /// Work on every operation that is done in slices: nothing else happens before it is over.
    bulk: Cell<Option<BulkStep>>,
    /// Main's completion was notified: leftovers are cancelled when this turn is over.
    main_notified: Cell<bool>,
    /// The run pauses, once, when the record is full.
    pauses_when_full: Cell<bool>,
}

/// The stage of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// Its clock has not been started.
    New,
    /// Its clock was started, or will be by [`EventLoop::resume`].
    Started,
    /// It is over.
    Done,
}

/// Whether scenario time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// It passes.
    Running,
    /// It stands still.
    Paused,
    /// It stands still, except for a step that is not over.
    Stepping,
}

/// Why [`EventLoop::drive`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriveResult {
    /// The slice is over, or a poll computes: call again as soon as the page has done its work.
    Yielded,
    /// Nothing is ready: call again when a timer is due.
    Waiting,
    /// Time stands still: call again after a step, or when it continues.
    Paused,
    /// The run is over.
    Done,
}

impl EventLoop {
    /// A loop with main woken for the first time, at time 0.
    ///
    /// `clock` starts when the loop first runs. Work before that, here or by the caller, takes no scenario time.
    #[must_use]
    pub fn new(scenario: &Scenario, clock: Box<dyn Clock>) -> Self {
        let runtime = Runtime::new(scenario, clock);
        let main = Box::pin(policies::main(runtime.clone()));
        runtime.spawn(TaskId::MAIN, None, TaskFuture::Main(main));
        Self {
            runtime,
            life: Cell::new(Life::New),
            pace: Cell::new(Pace::Running),
            left_in_turn: Cell::new(None),
            bulk: Cell::new(None),
            main_notified: Cell::new(false),
            pauses_when_full: Cell::new(false),
        }
    }

    /// Limits the record to `budget`, instead of [`Budget::OF_A_RUN`]. The run continues unchanged after that, but its
    /// events are only counted: the trace ends with `truncated`.
    pub fn keep_within(&self, budget: Budget) {
        self.runtime.with(|core| core.recorder.keep_within(budget));
    }

    /// The limit on the memory of the record.
    #[must_use]
    pub fn budget(&self) -> Budget {
        self.runtime.with(|core| core.recorder.budget())
    }

    /// Pauses when the record is full, so that the user can decide: [`EventLoop::resume`] continues unrecorded.
    pub fn pause_when_full(&self) {
        self.pauses_when_full.set(true);
    }

    /// Runs turns until nothing is ready, the slice is over, or the run is.
    pub fn drive(&self) -> DriveResult {
        if self.done() {
            return DriveResult::Done;
        }
        if self.life.replace(Life::Started) == Life::New {
            self.runtime.with(|core| core.clock().start());
        }
        self.runtime.with(Core::begin_slice);
        if self.is_stopping() {
            return self.go_on_stopping();
        }
        match self.pace.get() {
            Pace::Running => {}
            Pace::Paused => return DriveResult::Paused,
            Pace::Stepping => return self.go_on_stepping(),
        }
        if self.bulk.get().is_some() {
            self.runtime.with(Core::read_clock);
            if !self.go_on_with_bulk() {
                return DriveResult::Yielded;
            }
            if self.pauses_here() {
                return DriveResult::Paused;
            }
        }
        loop {
            if self.runtime.with(|core| core.held()) && !self.go_on_with_held_poll() {
                return DriveResult::Yielded;
            }
            while self.left_in_turn.get().is_some_and(|left| left > 0) {
                let ran = self.run_next_entry();
                if self.pauses_here() {
                    return DriveResult::Paused;
                }
                if ran == Ran::Held || self.runtime.with(|core| core.clock().slice_is_over()) {
                    return DriveResult::Yielded;
                }
            }
            if self.left_in_turn.take().is_some() && !self.end_turn() {
                return DriveResult::Yielded;
            }
            if self.done() {
                return DriveResult::Done;
            }
            if !self.begin_turn() {
                let busy = self.runtime.with(|core| core.clock().busy());
                return if busy {
                    DriveResult::Yielded
                } else {
                    DriveResult::Waiting
                };
            }
        }
    }

    /// Cancels all operations in list order, then main. Prints nothing.
    ///
    /// The run is over when this returns, or after further calls of [`EventLoop::drive`] if that takes more than a
    /// slice of the clock.
    pub fn stop(&self) {
        if self.done() || self.is_stopping() {
            return;
        }
        if let Some(bulk) = self.bulk.get().and_then(|bulk| bulk.stopped_while_closing()) {
            self.bulk.set(Some(bulk)); // nothing is left to cancel
            return;
        }
        self.runtime.with(|core| {
            core.begin_slice();
            if core.held() {
                core.release_hold();
            }
            core.read_clock();
            core.drop_reason = CancelReason::Stop;
        });
        let (by, why) = (None, CancelReason::Stop);
        self.begin_bulk(BulkWork::Cancel { by, why }, AfterBulk::StopMain);
    }

    /// Ends a run that is no longer needed: clears its timers and drops its futures, without recording anything more.
    pub fn discard(&self) {
        self.life.set(Life::Done);
        self.bulk.set(None);
        self.left_in_turn.set(None);
        self.runtime.discard();
    }

    /// Stops time: nothing is polled and no timer fires until [`EventLoop::resume`].
    pub fn pause(&self) {
        if self.done() || self.paused() || self.is_stopping() {
            return;
        }
        self.pace.set(Pace::Paused);
        self.life.set(Life::Started);
        self.runtime.with(|core| {
            core.clock().pause();
            core.note_clock(ClockChange::Paused);
        });
    }

    /// Continues time. Call [`EventLoop::drive`] afterwards.
    pub fn resume(&self) {
        if self.done() || !self.paused() {
            return;
        }
        self.pace.set(Pace::Running);
        if self.runtime.with(|core| core.recorder.full()) {
            self.pauses_when_full.set(false); // the user has decided
        }
        self.runtime.with(|core| {
            // Before time continues, so that the event has the stamp of the pause.
            core.note_clock(ClockChange::Resumed);
            let pending = core.pending_timers();
            core.clock().resume(pending);
        });
    }

    /// Changes the speed of time. This never changes the order of events.
    pub fn set_speed(&self, speed: Speed) {
        if self.done() {
            return;
        }
        self.runtime.with(|core| {
            let pending = core.pending_timers();
            core.clock().set_speed(speed, pending);
            core.note_clock(ClockChange::Speed);
        });
    }

    /// Records that the page was hidden or shown, because browsers slow down the timers of hidden pages.
    pub fn note_visibility(&self, hidden: bool) {
        if !self.done() {
            let what = if hidden {
                ClockChange::Hidden
            } else {
                ClockChange::Shown
            };
            self.runtime.with(|core| core.note_clock(what));
        }
    }

    /// Whether time stands still.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.pace.get() != Pace::Running
    }

    /// Whether a step is not over, because its poll computes or it cancels very many tasks.
    #[must_use]
    pub fn stepping(&self) -> bool {
        self.pace.get() == Pace::Stepping
    }

    /// Runs the queue up to and including one poll. If nothing is ready, moves to the next deadline and queues the
    /// timers that are due. Pauses first. [`DriveResult::Yielded`] if the step is not over: [`EventLoop::drive`]
    /// continues it.
    pub fn step(&self) -> DriveResult {
        if self.done() || self.is_stopping() {
            return self.drive();
        }
        self.pause();
        self.runtime.with(|core| core.note_clock(ClockChange::Stepped));
        self.pace.set(Pace::Stepping);
        self.runtime.with(Core::begin_slice);
        self.go_on_stepping()
    }

    /// Cancels one operation, as `task.cancel()` does. False for one that has ended, was not spawned, holds the thread
    /// or is joined into main: a joined future is no task. False also while all operations are being cancelled.
    pub fn cancel(&self, task: TaskId) -> bool {
        let can = !self.done()
            && self.bulk.get().is_none()
            && task != TaskId::MAIN
            && self
                .runtime
                .with(|core| core.tasks.is_alive_task(task) && core.polling() != Some(task));
        if can {
            self.runtime.with(Core::read_clock);
            self.runtime.cancel(task, None, CancelReason::User);
            self.runtime
                .with(|core| core.ready.push(ReadyEntry::NotifyCompletion(task)));
        }
        can
    }

    /// Whether the run is over.
    #[must_use]
    pub fn done(&self) -> bool {
        self.life.get() == Life::Done
    }

    /// The trace so far. Not to be kept across [`EventLoop::drive`] or [`EventLoop::stop`].
    #[must_use]
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.runtime.trace()
    }

    /// The trace.
    #[must_use]
    pub fn into_trace(self) -> Trace {
        self.runtime.with(|core| core.recorder.take_trace())
    }

    /// The numbers of timers, permits that are not free, and tasks that are alive. All zero once the run is over.
    #[must_use]
    pub fn held_resources(&self) -> (usize, u32, usize) {
        self.runtime.with(|core| core.left_behind())
    }

    /// Whether so many timers are due soon that they will keep the thread busy, so that other work should wait.
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        !self.done() && self.runtime.with(Core::is_crowded)
    }

    /// The clock's reading now, in scenario time; 0 at the start.
    #[must_use]
    pub fn now(&self) -> scenario::time::Micros {
        self.runtime.with(|core| core.clock().now())
    }

    /// Pauses when the record is full, once, even in the middle of a turn.
    fn pauses_here(&self) -> bool {
        let pauses = self.pauses_when_full.get() && self.runtime.with(|core| core.recorder.full());
        if pauses {
            self.pauses_when_full.set(false);
            self.pause();
        }
        pauses
    }

    fn go_on_stepping(&self) -> DriveResult {
        if self.bulk.get().is_some() {
            self.runtime.with(Core::read_clock);
            if !self.go_on_with_bulk() {
                return DriveResult::Yielded;
            }
        } else if self.runtime.with(|core| core.held()) {
            self.runtime.with(|core| core.clock().pass_the_hold());
            return if self.go_on_with_held_poll() {
                self.end_step()
            } else {
                DriveResult::Yielded
            };
        }
        loop {
            if self.left_in_turn.get().unwrap_or(0) == 0 {
                if self.left_in_turn.take().is_some() && !self.end_turn() {
                    return DriveResult::Yielded;
                }
                if self.done() || !self.begin_turn_of_step() {
                    return self.end_step();
                }
            }
            match self.run_next_entry() {
                Ran::NoPoll => {}
                Ran::Poll => return self.end_step(),
                Ran::Held => return DriveResult::Yielded,
            }
        }
    }

    /// Begins the next turn; false when the step ends here, because it moved the clock.
    fn begin_turn_of_step(&self) -> bool {
        let ready = self.runtime.with(|core| {
            core.queue_due();
            core.ready.len() > 0
        });
        if !ready {
            self.runtime.with(|core| core.jump_to_next());
        }
        self.begin_turn();
        ready
    }

    fn end_step(&self) -> DriveResult {
        if self.left_in_turn.get() == Some(0) {
            self.left_in_turn.set(None);
            if !self.end_turn() {
                return DriveResult::Yielded;
            }
        }
        self.pace.set(Pace::Paused);
        if self.done() {
            DriveResult::Done
        } else {
            DriveResult::Paused
        }
    }

    // --- the turn -------------------------------------------------------------------------------------------------

    /// Steps 1 and 2: waits or jumps if the queue is empty, then queues the timers that are due. False if nothing is
    /// ready.
    fn begin_turn(&self) -> bool {
        self.runtime.with(|core| {
            core.queue_due();
            while core.ready.len() == 0 {
                if !core.skip_to_next() {
                    return false;
                }
                core.queue_due();
            }
            core.record(None, EventKind::Turn);
            self.left_in_turn.set(Some(core.ready.len()));
            true
        })
    }

    /// Step 3, one entry.
    fn run_next_entry(&self) -> Ran {
        let left = self.left_in_turn.get().unwrap_or(0);
        self.left_in_turn.set(Some(left.saturating_sub(1)));
        match self.runtime.with(Core::next_entry) {
            Some(ReadyEntry::Poll { task, woken }) => return self.poll(task, woken),
            Some(ReadyEntry::Fire(timer)) => return self.fire(timer),
            Some(ReadyEntry::NotifyCompletion(task)) => return self.notify_completion(task),
            Some(ReadyEntry::RaiseCancelled(timer)) => self.runtime.raise_cancelled(timer),
            None => {}
        }
        Ran::NoPoll
    }

    /// Step 4, and the end of the run. False when the slice is over before.
    ///
    /// Main's completion is notified like any other, in the turn after its last poll; `asyncio.run` stops its loop
    /// there, when that turn is over.
    fn end_turn(&self) -> bool {
        let Some(outcome) = self.runtime.with(|core| core.outcome()) else {
            return true;
        };
        if self.runtime.with(|core| core.tasks.alive()) == 0 {
            return self.go_on_after(AfterBulk::End(outcome));
        }
        if self.runtime.plan().scenario.leftovers == Leftovers::Finish || !self.main_notified.get() {
            return true;
        }
        self.runtime.with(Core::read_clock);
        let (by, why) = (None, CancelReason::Leftovers);
        self.begin_bulk(BulkWork::Cancel { by, why }, AfterBulk::End(outcome))
    }

    fn close(&self, outcome: RunOutcome) {
        self.runtime.with(|core| core.close(outcome));
        self.left_in_turn.set(None);
        self.life.set(Life::Done);
        debug_assert_eq!(
            self.held_resources(),
            (0, 0, 0),
            "a run leaves no timer, permit or task behind"
        );
    }

    // --- work on all operations -----------------------------------------------------------------------------------

    /// Begins bulk work, and goes on with it as far as the slice allows. True when it is over, with what follows it.
    fn begin_bulk(&self, work: BulkWork, then: AfterBulk) -> bool {
        self.bulk.set(Some(BulkStep::new(work, then)));
        self.go_on_with_bulk()
    }

    fn go_on_with_bulk(&self) -> bool {
        let Some(mut bulk) = self.bulk.get() else { return true };
        let over = bulk.advance(&self.runtime);
        self.bulk.set((!over).then_some(bulk));
        over && self.go_on_after(bulk.then())
    }

    fn go_on_stopping(&self) -> DriveResult {
        self.runtime.with(Core::read_clock);
        if self.go_on_with_bulk() {
            DriveResult::Done
        } else {
            DriveResult::Yielded
        }
    }

    /// Does what follows bulk work. False when that is bulk work again, and the slice is over before it is done.
    fn go_on_after(&self, then: AfterBulk) -> bool {
        match then {
            AfterBulk::GoOn => {}
            AfterBulk::WakeMainFor(task) => self.runtime.with(|core| core.wake_main_for(task)),
            AfterBulk::WakeMainForDeadline(timer) => self.runtime.with(|core| core.wake_main_for_deadline(timer)),
            AfterBulk::StopMain => {
                if self.runtime.with(|core| core.outcome()).is_none() {
                    self.runtime.cancel(TaskId::MAIN, None, CancelReason::Stop);
                }
                return self.go_on_after(AfterBulk::End(RunOutcome::Stopped));
            }
            AfterBulk::End(outcome) => {
                let scenario = &self.runtime.plan().scenario;
                // `asyncio.gather` looks at every failure of its children, the later ones too, and drops them.
                let looks_at_all = scenario.policy == Policy::Gather && scenario.runs_as() == Unit::Task;
                if !looks_at_all {
                    return self.begin_bulk(BulkWork::ReportUnseenFailure, AfterBulk::Close(outcome));
                }
                self.close(outcome);
            }
            AfterBulk::Close(outcome) => self.close(outcome),
        }
        true
    }

    /// Whether somebody has stopped the run, and not all is cancelled yet.
    fn is_stopping(&self) -> bool {
        self.bulk.get().is_some_and(|bulk| bulk.stops())
    }

    // --- entries --------------------------------------------------------------------------------------------------

    fn poll(&self, task: TaskId, woken: u32) -> Ran {
        if self.runtime.cancelled_in_queue(task) {
            return Ran::NoPoll;
        }
        match self.runtime.with(|core| core.begin_poll(task, woken)) {
            Some(future) => self.poll_future(future),
            None => Ran::NoPoll,
        }
    }

    fn go_on_with_held_poll(&self) -> bool {
        let future = self.runtime.with(Core::go_on_with_held_poll);
        future.is_some_and(|future| self.poll_future(future) == Ran::Poll)
    }

    fn poll_future(&self, mut future: TaskFuture) -> Ran {
        let polled = match &mut future {
            // Nothing on this loop is woken through a waker: see `Core::wake`.
            TaskFuture::Main(main) => main.as_mut().poll(&mut Context::from_waker(Waker::noop())),
            TaskFuture::Operation(operation) => {
                let plan = self.runtime.plan();
                self.runtime.with(|core| operation.poll(core, plan))
            }
        };
        let rest = polled.is_pending().then_some(future);
        if self.runtime.with(|core| core.end_poll(rest)) {
            Ran::Poll
        } else {
            Ran::Held
        }
    }

    fn fire(&self, timer: DueTimer) -> Ran {
        let Some(event) = self.runtime.with(|core| core.fire(timer)) else {
            return Ran::NoPoll;
        };
        let step = match timer.what {
            TimerKind::Deadline => self.runtime.deadline_passes(timer.id),
            _ => DeadlineStep::WakeMain,
        };
        match step {
            DeadlineStep::Nothing => Ran::NoPoll,
            DeadlineStep::WakeMain => {
                self.runtime
                    .with(|core| core.wake(timer.task, WokenBy::Timer(timer.id), event));
                Ran::NoPoll
            }
            DeadlineStep::CancelAll { wakes_main } => {
                let (by, why) = (Some(TaskId::MAIN), CancelReason::Deadline);
                let then = if wakes_main {
                    AfterBulk::WakeMainForDeadline(timer.id)
                } else {
                    AfterBulk::GoOn
                };
                self.bulk_in_turn(BulkWork::Cancel { by, why }, then)
            }
        }
    }

    fn bulk_in_turn(&self, work: BulkWork, then: AfterBulk) -> Ran {
        if self.begin_bulk(work, then) {
            Ran::NoPoll
        } else {
            Ran::Held
        }
    }

    fn notify_completion(&self, task: TaskId) -> Ran {
        if task == TaskId::MAIN {
            self.main_notified.set(true);
            return Ran::NoPoll;
        }
        match self.runtime.with(|core| core.decide_join(task)) {
            JoinDecision::Nothing => {}
            JoinDecision::PollMain => {
                if let Some(woken) = self.runtime.with(|core| core.wake_main_past_the_queue(task)) {
                    return self.poll(TaskId::MAIN, woken);
                }
            }
            JoinDecision::WakeMain => self.runtime.with(|core| core.wake_main_for(task)),
            JoinDecision::CancelOthersAndWakeMain => {
                self.runtime.with(Core::read_clock);
                let (by, why) = (Some(task), CancelReason::Group);
                return self.bulk_in_turn(BulkWork::Cancel { by, why }, AfterBulk::WakeMainFor(task));
            }
        }
        Ran::NoPoll
    }
}

impl Drop for EventLoop {
    fn drop(&mut self) {
        self.runtime.discard();
    }
}

/// The result of running an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ran {
    /// A poll, which is over.
    Poll,
    /// A poll that computes, or work on all operations that takes more than the slice: the loop is held.
    Held,
    /// No poll.
    NoPoll,
}
