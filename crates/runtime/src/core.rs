//! The state of one loop, and the moves on it that concern more than one of its parts: waking, timers, permits, polls, ends.
//!
//! Futures reach it through [`Runtime`]. No borrow is held while a future is polled or dropped.

use super::clock::{Clock, Spent};
use super::deadline::DeadlineState;
use super::failure::Failure;
use super::join::{Join, JoinDecision};
use super::permits::{Acquired, Permits};
use super::plan::Plan;
use super::ready::{Entry, ReadyQueue};
use super::recorder::Recorder;
use super::tasks::{TaskFuture, TaskResult, TaskTable};
use super::texts::{Line, Texts};
use super::timers::{Timer, TimerKey, Timers};
use recording::{
    AttemptFailure, CancelReason, ClockChange, EventKind, Outcome, PollResult, TaskId, TimerKind, Trace, WaitingOn,
    WokenBy,
};
use scenario::time::Micros;
use scenario::{PyNumber, Scenario};
use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// All that one loop holds.
pub struct Core {
    /// What has happened.
    pub recorder: Recorder,
    clock: Box<dyn Clock>,
    /// The clock was read at the boundary of a poll just now: the next poll needs no reading of its own.
    just_read: bool,
    /// What happens next.
    pub ready: ReadyQueue,
    /// Where each task stands.
    pub tasks: TaskTable,
    timers: Timers,
    permits: Option<Permits>,
    /// Main's book-keeping; see [`Join`].
    pub join: Join,
    /// What the deadline leaves to be done.
    pub deadline: DeadlineState,
    poll: Option<PollUnderWay>,
    /// Joined operations that were woken and that the join has not yet taken note of, in wake order.
    woken_children: VecDeque<TaskId>,
    /// Why operations joined into main are dropped, should they be dropped now.
    pub drop_reason: CancelReason,
    outcome: Option<Outcome>,
    texts: Texts,
}

/// A poll that has not returned.
struct PollUnderWay {
    task: TaskId,
    /// The task was woken during its poll: it is queued again when the poll returns.
    woken_again: bool,
    /// What it will wait for when it returns, as the innermost future said last; `None` when it woke itself.
    waits_on: Option<WaitingOn>,
    /// It computes, and the loop is held until the clock says otherwise.
    held: bool,
    /// The joined operation that main polls inside this poll, and what that one will wait for.
    child: Option<(TaskId, Option<WaitingOn>)>,
}

/// A loop's state as the futures on it share it.
#[derive(Clone)]
pub struct Runtime(Rc<Shared>);

struct Shared {
    core: RefCell<Core>,
    plan: Plan,
}

impl Runtime {
    /// A loop on which nothing has happened yet.
    pub fn new(scenario: &Scenario, clock: Box<dyn Clock>) -> Self {
        let plan = Plan::new(scenario);
        let trace = Trace::planned(scenario, clock.kind(), clock.resolution());
        let core = Core {
            recorder: Recorder::new(trace),
            clock,
            just_read: false,
            ready: ReadyQueue::default(),
            tasks: TaskTable::new(plan.tasks()),
            timers: Timers::default(),
            permits: scenario.limit.map(|limit| Permits::new(limit.get(), plan.tasks())),
            join: Join::Nothing,
            deadline: DeadlineState::default(),
            poll: None,
            woken_children: VecDeque::new(),
            drop_reason: CancelReason::Dropped,
            outcome: None,
            texts: Texts::default(),
        };
        Self(Rc::new(Shared {
            core: RefCell::new(core),
            plan,
        }))
    }

    /// What does not change during a run.
    pub fn plan(&self) -> &Plan {
        &self.0.plan
    }

    /// Looks at the core. No future may be polled or dropped meanwhile.
    pub fn with<T>(&self, look: impl FnOnce(&mut Core) -> T) -> T {
        look(&mut self.0.core.borrow_mut())
    }

    /// The trace so far.
    pub fn trace(&self) -> Ref<'_, Trace> {
        Ref::map(self.0.core.borrow(), |core| core.recorder.trace())
    }

    /// Records a line that main prints now.
    pub fn print(&self, line: &str) {
        self.with(|core| core.record(Some(TaskId::MAIN), EventKind::Printed { text: line }));
    }

    /// Makes a future a task of the loop and wakes it for the first time.
    pub fn spawn(&self, task: TaskId, parent: Option<TaskId>, future: TaskFuture) {
        self.with(|core| {
            core.record(Some(task), EventKind::Spawned { parent });
            core.tasks.spawn(task, future);
            core.wake(task, WokenBy::Spawn);
        });
    }

    /// Sets a timer for `length` from now. It is cleared when the guard is dropped.
    pub fn set_timer(&self, task: TaskId, what: TimerKind, length: Micros) -> TimerGuard {
        TimerGuard {
            timer: self.with(|core| core.set_timer(task, what, length)),
            runtime: self.clone(),
        }
    }

    /// What an operation returned, as Python prints it, or what it raised.
    pub fn value(&self, task: TaskId, result: TaskResult) -> Result<Box<str>, Failure> {
        let plan = self.plan();
        match result {
            TaskResult::Finished => Ok(self.with(|core| core.texts.get(Line::Value, plan.number(task)).into())),
            TaskResult::Failed(why) => Err(plan.failure(task, why)),
            TaskResult::Cancelled => Err(Failure::Cancelled {
                delay: plan.number(task),
            }),
        }
    }

    /// Drops what is left of a run that nobody wants to go on: its futures hold the loop, and the loop holds them.
    pub fn discard(&self) {
        let (main, operations) = self.with(|core| core.tasks.take_all());
        drop(main); // drops what is joined into it
        drop(operations);
    }
}

/// Recording and time.
impl Core {
    /// Records something that happens now.
    pub fn record(&mut self, task: Option<TaskId>, kind: EventKind) {
        self.recorder.record(task, kind);
    }

    /// Records a line that an operation prints about its delay.
    pub fn print_line(&mut self, task: TaskId, line: Line, delay: PyNumber) {
        let text = self.texts.get(line, delay);
        self.recorder.record(Some(task), EventKind::Printed { text });
    }

    /// Records that an attempt of an operation has failed.
    pub fn record_failed_attempt(&mut self, task: TaskId, number: u32, why: AttemptFailure, plan: &Plan) {
        let message = message(&mut self.texts, plan, task, why);
        let message = &*message;
        self.recorder
            .record(Some(task), EventKind::AttemptFailed { number, message, why });
    }

    /// Reads the clock; stamps never go back.
    pub fn read_clock(&mut self) {
        self.recorder.move_to(self.clock.now());
    }

    /// The clock itself.
    pub fn clock(&mut self) -> &mut dyn Clock {
        &mut *self.clock
    }

    /// The loop begins to work; time has passed since it last did.
    pub fn begin_slice(&mut self) {
        self.just_read = false;
        self.clock.begin_slice();
    }

    /// Records what has happened to the clock.
    pub fn note_clock(&mut self, what: ClockChange) {
        self.read_clock();
        self.record(None, EventKind::Clock { what });
    }

    /// Lets a clock that can do so move on to the next deadline.
    pub fn skip_to_next(&mut self) -> bool {
        self.clock.skip_to_next(&self.timers)
    }

    /// While paused: moves the clock to exactly the next deadline.
    pub fn jump_to_next(&mut self) {
        if let Some(deadline) = self.timers.next_deadline() {
            self.clock.jump_to(deadline);
        }
    }

    /// Spends computing time inside the poll that is under way. False: the loop is held; ask again when polled again.
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
    /// Queues a poll of `task`, or of main for an operation joined into it. Nothing happens to one that is queued already
    /// or has ended; one that is being polled is queued again when its poll returns.
    pub fn wake(&mut self, task: TaskId, by: WokenBy) {
        if self.deadline.defer(task, by) {
            return;
        }
        let mut host = task;
        if self.tasks.is_joined(task) {
            host = TaskId::MAIN;
            if self.tasks.wake_joined(task) {
                self.woken_children.push_back(task);
            }
        }
        if let Some(poll) = self.poll.as_mut().filter(|poll| poll.task == host) {
            if !std::mem::replace(&mut poll.woken_again, true) {
                self.record(Some(host), EventKind::Woken { by });
            }
        } else if self.tasks.queue(host) {
            self.record(Some(host), EventKind::Woken { by });
            self.ready.push(Entry::Poll(host));
        }
    }

    /// Wakes main for a poll that is not queued: the caller polls it. False when main is queued already, or has ended.
    pub fn wake_main_past_the_queue(&mut self, by: WokenBy) -> bool {
        let queued = self.tasks.queue(TaskId::MAIN);
        if queued {
            self.record(Some(TaskId::MAIN), EventKind::Woken { by });
        }
        queued
    }
}

/// Timers.
impl Core {
    /// Sets a timer for `length` from now.
    pub fn set_timer(&mut self, task: TaskId, what: TimerKind, length: Micros) -> TimerKey {
        let deadline = self.recorder.stamp() + length;
        let key = self.timers.set(task, what, deadline);
        let timer = key.id;
        self.record(Some(task), EventKind::TimerSet { timer, what, deadline });
        self.clock.arm(key, deadline);
        key
    }

    /// Whether a timer that its owner holds was served.
    pub fn timer_has_fired(&self, timer: TimerKey) -> bool {
        self.timers.has_fired(timer)
    }

    /// Its owner lets go of a timer.
    pub fn clear_timer(&mut self, key: TimerKey) {
        let Some(&Timer { task, .. }) = self.timers.get(key) else {
            return;
        };
        if self.timers.remove(key) {
            self.clock.disarm(key);
            self.record(Some(task), EventKind::TimerCleared { timer: key.id });
        }
    }

    /// Marks a timer served and says whose it is; `None` when it was cleared meanwhile.
    pub fn fire(&mut self, key: TimerKey) -> Option<Timer> {
        let fired = self.timers.fire(key)?;
        self.read_clock();
        self.just_read = true;
        self.clock.disarm(key);
        self.record(Some(fired.task), EventKind::TimerFired { timer: key.id });
        Some(fired)
    }

    /// Queues the timers that are due now.
    pub fn queue_due(&mut self) {
        self.read_clock();
        let due = self.clock.take_due(self.recorder.stamp(), &mut self.timers);
        self.ready.push_due(due);
    }

    /// The timers not yet queued to be served, in the order of serving.
    pub fn pending_timers(&self) -> Vec<(TimerKey, Micros)> {
        self.timers.pending()
    }
}

/// Permits.
impl Core {
    /// Takes a permit if one is free or was handed over, else queues for one. Without a limit there is always one.
    pub fn acquire_permit(&mut self, task: TaskId) -> Acquired {
        let Some(permits) = &mut self.permits else {
            return Acquired::Held;
        };
        let acquired = permits.acquire(task);
        let kind = match acquired {
            Acquired::Held => EventKind::PermitGot,
            Acquired::Queued => EventKind::PermitWait,
        };
        self.record(Some(task), kind);
        acquired
    }

    /// Leaves the line for a permit, or gives back the one that `task` holds.
    pub fn leave_permits(&mut self, task: TaskId) {
        if let Some(permits) = &mut self.permits
            && permits.leave(task)
        {
            let next = permits.release();
            self.hand_over_permit(task, next);
        }
    }

    fn hand_over_permit(&mut self, from: TaskId, to: Option<TaskId>) {
        self.record(Some(from), EventKind::PermitReleased { to });
        let next = to.map(|next| (next, WokenBy::Permit(from)));
        if let Some((next, by)) = self.deadline.first_in_line(next) {
            self.wake(next, by);
        }
    }
}

/// Polls.
impl Core {
    /// The next entry of the ready queue.
    pub fn next_entry(&mut self) -> Option<Entry> {
        let entry = self.ready.pop();
        self.just_read &= matches!(entry, Some(Entry::Poll(_)));
        entry
    }

    /// A poll begins, if it is queued: takes the future that is to be polled.
    pub fn begin_poll(&mut self, task: TaskId) -> Option<TaskFuture> {
        if !self.tasks.is_queued(task) {
            return None;
        }
        if !self.just_read {
            self.read_clock();
        }
        self.record(Some(task), EventKind::PollStart);
        self.tasks.begin_poll(task);
        self.poll = Some(PollUnderWay {
            task,
            woken_again: false,
            waits_on: None,
            held: false,
            child: None,
        });
        self.tasks.take_future(task)
    }

    /// The poll that is held goes on, if it is over: takes the future that is to be polled again.
    pub fn go_on_with_held_poll(&mut self) -> Option<TaskFuture> {
        if !self.clock.hold_is_over() {
            return None;
        }
        let task = self.poll.as_ref()?.task;
        self.tasks.take_future(task)
    }

    /// The future was polled: `rest` is what is left of it, `None` when it has ended. False when the poll is not over: it
    /// computes, and the loop is held.
    pub fn end_poll(&mut self, rest: Option<TaskFuture>) -> bool {
        let Some(PollUnderWay { task, held, .. }) = self.poll else {
            return true;
        };
        let ended = rest.is_none();
        if let Some(rest) = rest {
            self.tasks.put_back(task, rest);
        }
        if held {
            return false;
        }
        self.read_clock();
        self.just_read = true;
        self.return_from_poll(ended);
        if ended {
            self.ready.push(Entry::NotifyCompletion(task));
        }
        true
    }

    fn return_from_poll(&mut self, ended: bool) {
        let Some(poll) = self.poll.take() else { return };
        self.record_poll_end(poll.task, poll.waits_on, ended);
        if !ended {
            self.tasks.end_poll(poll.task);
            if poll.woken_again && self.tasks.queue(poll.task) {
                self.ready.push(Entry::Poll(poll.task));
            }
        }
    }

    /// Records how a poll returned.
    fn record_poll_end(&mut self, task: TaskId, on: Option<WaitingOn>, ended: bool) {
        let result = if ended {
            PollResult::Ended
        } else {
            PollResult::Pending { on }
        };
        self.record(Some(task), EventKind::PollEnd(result));
    }

    /// What the poll of `task` will wait for when it returns.
    pub fn waits_on(&mut self, task: TaskId, on: WaitingOn) {
        match &mut self.poll {
            Some(poll) if poll.task == task => poll.waits_on = Some(on),
            Some(PollUnderWay {
                child: Some((child, waits_on)),
                ..
            }) if *child == task => *waits_on = Some(on),
            _ => {}
        }
    }

    /// The task whose poll is under way or held.
    pub fn polling(&self) -> Option<TaskId> {
        self.poll.as_ref().map(|poll| poll.task)
    }

    /// Whether the loop is held by a poll that computes.
    pub fn held(&self) -> bool {
        self.poll.as_ref().is_some_and(|poll| poll.held)
    }

    /// Ends a held poll before its time, as Stop does: it goes back to the queue, as if it had woken itself.
    pub fn release_hold(&mut self) {
        let Some(poll) = self.poll.as_mut().filter(|poll| poll.held) else {
            return;
        };
        poll.waits_on = None;
        let (task, child) = (poll.task, poll.child.take());
        let woken = std::mem::replace(&mut poll.woken_again, true);
        self.read_clock();
        if let Some((child, _)) = child {
            self.record_poll_end(child, None, false);
        }
        if !woken {
            self.record(Some(task), EventKind::Woken { by: WokenBy::Itself });
        }
        self.return_from_poll(false);
    }
}

/// Operations joined into main.
impl Core {
    /// Main begins to await an operation inline: it is woken through main from here on, and due for its first poll.
    pub fn join_child(&mut self, future: super::operation::Operation) {
        let child = future.task();
        let parent = Some(TaskId::MAIN);
        self.record(Some(child), EventKind::Spawned { parent });
        self.tasks.join(future);
        self.woken_children.push_back(child);
    }

    /// Takes the next child that was woken, in wake order.
    pub fn next_woken_child(&mut self) -> Option<TaskId> {
        self.woken_children.pop_front()
    }

    /// Main polls a child, or goes on with a poll that was held. From here on the child can be woken again.
    pub fn begin_child_poll(&mut self, child: TaskId) {
        let Some(poll) = self.poll.as_mut().filter(|poll| poll.child.is_none()) else {
            return;
        };
        poll.child = Some((child, None));
        self.tasks.begin_joined_poll(child);
        self.record(Some(child), EventKind::PollStart);
    }

    /// The child's poll returned; `rest` is what is left of it, `None` when it has ended.
    pub fn end_child_poll(&mut self, child: TaskId, rest: Option<TaskFuture>) -> ChildPoll {
        let ended = rest.is_none();
        if let Some(rest) = rest {
            self.tasks.put_back(child, rest);
        }
        if self.held() {
            return ChildPoll::Held;
        }
        let polled = self.poll.as_mut().and_then(|poll| poll.child.take());
        self.record_poll_end(child, polled.and_then(|(_, on)| on), ended);
        if ended {
            return ChildPoll::Ended;
        }
        ChildPoll::Pending {
            woken: self.tasks.joined_is_woken(child),
        }
    }
}

/// How the poll of a joined operation returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildPoll {
    /// It is not over: it computes, and the loop is held.
    Held,
    /// The operation waits.
    Pending {
        /// It was woken while it was polled.
        woken: bool,
    },
    /// The operation ended.
    Ended,
}

/// Ends and what becomes of them.
impl Core {
    /// An operation ended by itself: records it.
    pub fn end_operation(&mut self, task: TaskId, result: Result<(), AttemptFailure>, plan: &Plan) {
        match result {
            Ok(()) => {
                let value = self.texts.get(Line::Value, plan.number(task));
                self.recorder.record(Some(task), EventKind::Finished { value });
                self.end_task(task, TaskResult::Finished);
            }
            Err(why) => {
                let message = message(&mut self.texts, plan, task, why);
                let message = &*message;
                self.recorder.record(Some(task), EventKind::Failed { message });
                self.end_task(task, TaskResult::Failed(why));
            }
        }
    }

    /// A task has ended, one way or the other.
    pub fn end_task(&mut self, task: TaskId, result: TaskResult) {
        self.tasks.end(task, result);
        if task != TaskId::MAIN {
            self.join.note_end(task);
        }
    }

    /// Main ended by itself: records it.
    pub fn end_main(&mut self, result: &Result<String, Failure>) {
        let (outcome, result) = match result {
            Ok(value) => {
                let value = value.as_str();
                self.record(Some(TaskId::MAIN), EventKind::Finished { value });
                (Outcome::Ok, TaskResult::Finished)
            }
            Err(failure) => {
                let message = failure.to_string();
                let message = message.as_str();
                self.record(Some(TaskId::MAIN), EventKind::Failed { message });
                (Outcome::Failed, TaskResult::Failed(failure.why()))
            }
        };
        self.outcome = Some(outcome);
        self.end_task(TaskId::MAIN, result);
    }

    /// How the run ends, as main has decided by its own end; `None` while it has not ended by itself.
    pub const fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// What the completion of an operation means for main. Nothing, once main has ended.
    pub fn decide_join(&mut self, completed: TaskId) -> JoinDecision {
        if self.outcome.is_some() {
            return JoinDecision::Nothing;
        }
        let result = self.tasks.result(completed);
        let failed = result.is_some_and(|result| result != TaskResult::Finished);
        self.join.notify_completion(completed, failed)
    }

    /// The run is over: of which failures Python warns is said, and the outcome written. `gathers`: `asyncio.gather` looks at
    /// every failure of its children, the later ones too, and drops them.
    pub fn close(&mut self, outcome: Outcome, gathers: bool, plan: &Plan) {
        for task in plan.ids() {
            if !gathers && self.tasks.failure_is_unseen(task) {
                self.record(Some(task), EventKind::NeverRetrieved);
            }
        }
        self.ready.clear();
        self.clock.finish();
        self.recorder.close(outcome);
    }

    /// What a run must not leave behind: timers held, permits out, tasks alive.
    pub fn left_behind(&self) -> (usize, u32, usize) {
        let permits = self.permits.as_ref().map_or(0, Permits::out);
        (self.timers.len(), permits, self.tasks.alive())
    }
}

/// What an attempt that failed for this reason says.
fn message<'a>(texts: &'a mut Texts, plan: &Plan, task: TaskId, why: AttemptFailure) -> Cow<'a, str> {
    match why {
        AttemptFailure::Failed => texts.get(Line::Failed, plan.number(task)).into(),
        AttemptFailure::Timeout => plan.failure(task, why).to_string().into(),
    }
}

/// A timer that is cleared when this is dropped.
#[must_use = "dropping a timer clears it"]
pub struct TimerGuard {
    runtime: Runtime,
    timer: TimerKey,
}

impl TimerGuard {
    /// Whether it was served.
    pub fn fired(&self) -> bool {
        self.runtime.with(|core| core.timer_has_fired(self.timer))
    }
}

impl Drop for TimerGuard {
    fn drop(&mut self) {
        self.runtime.with(|core| core.clear_timer(self.timer));
    }
}
