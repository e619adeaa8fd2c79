//! The state of one loop, and what concerns several of its parts: waking, timers, permits; in modules of their own polls,
//! ends and causes.
//!
//! Futures reach it through `handle`. No borrow is held while a future is polled or dropped.

mod causes;
mod deadline_state;
mod decisions;
mod ends;
mod poll_under_way;
mod polls;

pub use deadline_state::{DeadlineState, WakeCall};
use decisions::Decisions;
pub use poll_under_way::ChildPoll;
use poll_under_way::PollUnderWay;

use super::clock::{Clock, Spent};
use super::join::Join;
use super::permits::{Acquired, Permits};
use super::plan::RunPlan;
use super::ready::{ReadyEntry, ReadyQueue};
use super::recorder::RunRecorder;
use super::tasks::{Main, TaskTable};
use super::texts::{DelayText, DelayTextCache};
use super::timers::{DueTimer, TimerKey, Timers};
use recording::{
    CancelReason, ClockChange, EventKind, ResourceId, RunOutcome, TaskId, TimerId, TimerKind, Trace, WokenBy,
};
use scenario::PyNumber;
use scenario::time::Micros;
use std::collections::VecDeque;

/// All that one loop holds.
pub struct Core {
    /// Records the events.
    pub recorder: RunRecorder,
    clock: Box<dyn Clock>,
    /// The clock was read at the boundary of a poll just now: the next poll needs no reading of its own.
    just_read: bool,
    /// The ready queue.
    pub ready: ReadyQueue,
    /// The state of each task.
    pub tasks: TaskTable,
    timers: Timers,
    permits: Option<Permits>,
    /// What main awaits.
    pub join: Join,
    /// The state of the run's deadline.
    pub deadline: DeadlineState,
    poll: Option<PollUnderWay>,
    /// Joined operations that were woken and that the join has not yet taken, in wake order, with the event that woke
    /// each.
    woken_children: VecDeque<(TaskId, u32)>,
    /// The reason to record if operations joined into main are dropped now.
    pub drop_reason: CancelReason,
    outcome: Option<RunOutcome>,
    /// The run is no longer needed: dropping its futures records nothing.
    discarded: bool,
    decisions: Decisions,
    texts: DelayTextCache,
}

impl Core {
    /// The state of a loop that has not run. Its events are appended to `trace`.
    pub fn new(plan: &RunPlan, clock: Box<dyn Clock>, trace: Trace) -> Self {
        Self {
            recorder: RunRecorder::new(trace),
            clock,
            just_read: false,
            ready: ReadyQueue::default(),
            tasks: TaskTable::new(plan.tasks()),
            timers: Timers::default(),
            permits: plan.scenario.limit.map(|limit| Permits::new(limit.get(), plan.tasks())),
            join: Join::Nothing,
            deadline: DeadlineState::default(),
            poll: None,
            woken_children: VecDeque::new(),
            drop_reason: CancelReason::Dropped,
            outcome: None,
            discarded: false,
            decisions: Decisions::default(),
            texts: DelayTextCache::default(),
        }
    }

    /// The run is no longer needed: from now on nothing is recorded. Drops the operations, and returns main for it to be
    /// dropped.
    pub fn discard(&mut self) -> Option<Main> {
        self.discarded = true;
        self.ready.clear();
        self.clock.finish();
        self.tasks.clear()
    }

    /// A text about a delay.
    pub fn text(&mut self, text: DelayText, delay: PyNumber) -> &str {
        self.texts.get(text, delay)
    }
}

/// Recording and time.
impl Core {
    /// Records an event whose cause follows from the order of events. Returns its index.
    pub fn record(&mut self, task: Option<TaskId>, kind: EventKind<'_>) -> u32 {
        self.recorder.record(task, kind)
    }

    /// Records a line that an operation prints about its delay.
    pub fn print_line(&mut self, task: TaskId, line: DelayText, delay: PyNumber) {
        let text = self.texts.get(line, delay);
        self.recorder.record(Some(task), EventKind::Printed { text });
    }

    /// Sets the stamp of the next events to the clock's time.
    pub fn read_clock(&mut self) {
        self.recorder.move_to(self.clock.now());
    }

    /// The clock itself.
    pub fn clock(&mut self) -> &mut dyn Clock {
        &mut *self.clock
    }

    /// Begins a slice of work. Time has passed since the last one.
    pub fn begin_slice(&mut self) {
        self.just_read = false;
        self.clock.begin_slice();
    }

    /// Records a change of the clock.
    pub fn note_clock(&mut self, what: ClockChange) {
        self.read_clock();
        self.record(None, EventKind::Clock { what });
    }

    /// Moves a clock that can do so to the next deadline.
    pub fn skip_to_next(&mut self) -> bool {
        self.clock.skip_to_next(&self.timers)
    }

    /// While paused: moves the clock to exactly the next deadline.
    pub fn jump_to_next(&mut self) {
        if let Some(deadline) = self.timers.next_deadline() {
            self.clock.jump_to(deadline);
        }
    }

    /// Spends computing time inside the current poll. False if the loop is held: call it again in the next poll.
    pub fn spend(&mut self, cpu: Micros) -> bool {
        let poll = self.poll.as_mut().expect("only what is polled computes");
        if !std::mem::take(&mut poll.held) && self.clock.spend(cpu) == Spent::Held {
            poll.held = true;
            return false;
        }
        self.read_clock();
        true
    }
}

/// Waking.
impl Core {
    /// Queues a poll of `task`, or of main for an operation joined into it, because of the event `cause`. Nothing
    /// happens to one that is queued already or has ended; one that is being polled is queued again when its poll
    /// returns.
    pub fn wake(&mut self, task: TaskId, by: WokenBy, cause: u32) {
        if self.deadline.defer(task, WakeCall { by, cause }) {
            return;
        }
        let mut host = task;
        if self.tasks.is_joined(task) {
            host = TaskId::MAIN;
            if self.tasks.wake_joined(task) {
                self.woken_children.push_back((task, cause));
            }
        }
        if let Some(poll) = self.poll.as_mut().filter(|poll| poll.task == host) {
            if poll.woken_again.is_none() {
                // A joined operation that wakes itself does so inside main's poll: by itself, as far as main is
                // concerned.
                let cause = if by == WokenBy::Itself { poll.start } else { cause };
                let woken = self
                    .recorder
                    .record_effect(Some(host), EventKind::Woken { by }, Some(cause));
                poll.woken_again = Some(woken);
            }
        } else if self.tasks.queue(host) {
            let woken = self
                .recorder
                .record_effect(Some(host), EventKind::Woken { by }, Some(cause));
            self.ready.push(ReadyEntry::Poll { task: host, woken });
        }
    }

    /// The task or operation that is polled wakes itself.
    pub fn wake_itself(&mut self, task: TaskId) {
        if let Some(start) = self.poll.as_ref().map(|poll| poll.start_of(task)) {
            self.wake(task, WokenBy::Itself, start);
        }
    }

    /// Wakes main because an operation has ended, without queueing a poll: the caller polls main with the returned
    /// wake. `None` if main is already queued or has ended.
    pub fn wake_main_past_the_queue(&mut self, ended: TaskId) -> Option<u32> {
        let by = WokenBy::Task(ended);
        let cause = self.tasks.end_event(ended);
        let main = TaskId::MAIN;
        let queued = self.tasks.queue(main);
        queued.then(|| self.recorder.record_effect(Some(main), EventKind::Woken { by }, cause))
    }

    /// Wakes main because an operation has ended.
    pub fn wake_main_for(&mut self, ended: TaskId) {
        if let Some(end) = self.tasks.end_event(ended) {
            self.wake(TaskId::MAIN, WokenBy::Task(ended), end);
        }
    }

    /// Wakes main because its deadline has passed.
    pub fn wake_main_for_deadline(&mut self, timer: TimerId) {
        if let Some(fired) = self.decisions.deadline_fired {
            self.wake(TaskId::MAIN, WokenBy::Timer(timer), fired);
        }
    }
}

/// Timers.
impl Core {
    /// Sets a timer for `length` from now.
    pub fn set_timer(&mut self, task: TaskId, what: TimerKind, length: Micros) -> TimerKey {
        let deadline = self.recorder.stamp() + length;
        let key = self.timers.set(task, what, deadline);
        self.tasks.set_timer(task, what);
        let timer = key.id;
        self.record(Some(task), EventKind::TimerSet { timer, what, deadline });
        self.clock.arm(key, deadline);
        key
    }

    /// Clears the timer that the task has set last for this purpose.
    pub fn clear_timer(&mut self, task: TaskId, what: TimerKind, key: TimerKey) {
        if self.discarded || self.tasks.timer_has_fired(task, what) {
            return;
        }
        if self.timers.remove(key) {
            self.clock.disarm(key);
        } else {
            self.ready.clear_timer(key.id);
        }
        self.record(Some(task), EventKind::TimerCleared { timer: key.id });
    }

    /// Marks a timer as served and returns the event; `None` if it was cleared after it was due.
    pub fn fire(&mut self, timer: DueTimer) -> Option<u32> {
        let DueTimer { id, task, what } = timer;
        if !self.ready.serves(id) {
            return None;
        }
        self.read_clock();
        self.just_read = true;
        let event = self.record(Some(task), EventKind::TimerFired { timer: id });
        self.tasks.fire_timer(task, what);
        if what == TimerKind::Deadline {
            self.decisions.deadline_fired = Some(event);
        }
        Some(event)
    }

    /// Queues the timers that are due now.
    pub fn queue_due(&mut self) {
        self.read_clock();
        let due = self.clock.take_due(self.recorder.stamp(), &mut self.timers);
        self.ready.push_due(due);
    }

    /// Whether the thread will soon be busy with timers.
    pub fn is_crowded(&mut self) -> bool {
        self.clock.is_crowded(&self.timers)
    }

    /// The timers not yet queued to be served, in the order of serving.
    pub fn pending_timers(&self) -> Vec<(TimerKey, Micros)> {
        self.timers.pending()
    }
}

/// Permits.
impl Core {
    /// Takes a permit if one is free or was handed over, otherwise queues for one. Without a limit a permit is always
    /// free.
    pub fn acquire_permit(&mut self, task: TaskId) -> Acquired {
        let Some(permits) = &mut self.permits else {
            return Acquired::Held;
        };
        let acquired = permits.acquire(task);
        if acquired == Acquired::Held {
            let (res, size) = (ResourceId::PERMITS, Some(permits.free()));
            self.record(Some(task), EventKind::Acquired { res, size });
        }
        acquired
    }

    /// Removes `task` from the queue for a permit, or releases its permit.
    pub fn leave_permits(&mut self, task: TaskId) {
        if let Some(permits) = self.permits.as_mut().filter(|_| !self.discarded)
            && permits.leave(task)
        {
            let next = permits.release();
            self.hand_over_permit(task, next);
        }
    }

    fn hand_over_permit(&mut self, from: TaskId, to: Option<TaskId>) {
        let (res, size) = (ResourceId::PERMITS, self.permits.as_ref().map(Permits::free));
        let released = self.record(Some(from), EventKind::Released { res, to, size });
        let wake = WakeCall {
            by: WokenBy::permit_of(from),
            cause: released,
        };
        if let Some((next, WakeCall { by, cause })) = self.deadline.first_in_line(to.map(|next| (next, wake))) {
            self.wake(next, by, cause);
        }
    }
}
