//! The state of one loop and the moves on it: recording, waking, timers, permits, cancelling.
//!
//! Futures reach it through [`Runtime`]. No borrow is held while foreign code runs: a waker, a poll, a drop.

use super::clock::{Clock, Spent};
use super::failure::Failure;
use super::join::Join;
use super::permits::Permits;
use super::timers::{Timer, Timers};
use async_task::Runnable;
use recording::{
    Account, Budget, CancelReason, ClockChange, Event, EventKind, Outcome, TaskId, TimerId, TimerKind, Trace,
    WaitingOn, WokenBy,
};
use scenario::time::Micros;
use scenario::{Operation, PyNumber, Scenario};
use std::cell::{Ref, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

/// How an operation ended, for whoever awaits it.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcomes {
    /// It returned this.
    Finished(PyNumber),
    /// It raised this.
    Failed(Failure),
    /// Its future was dropped.
    Cancelled,
}

/// An entry of the ready queue.
#[derive(Clone, Copy, Debug)]
pub enum Entry {
    /// Poll a task, unless it has been polled or cancelled since: the ticket tells.
    Poll {
        /// Whom.
        task: TaskId,
        /// Which of its wakes this entry is for.
        ticket: u32,
    },
    /// Serve a timer, unless it has been cleared since.
    Fire(TimerId),
    /// Tell whoever awaits it that a task has ended.
    Tell(TaskId),
    /// Wake whom a cancelled task wakes as it unwinds; see [`Core::begin_unwinding`].
    Unwind {
        /// The deadline's timer: main is woken by it.
        deadline: TimerId,
    },
}

/// What schedule functions leave for the loop to pick up. They must be `Send`, so the meeting point is a mutex; it is
/// never contended.
type Inbox = Arc<Mutex<Vec<(TaskId, Runnable)>>>;

/// A task as the loop holds it.
#[derive(Default)]
struct Slot {
    /// Dropping it cancels the task. `None` before it is spawned, for joined futures, and after its end.
    handle: Option<async_task::Task<()>>,
    waker: Option<Waker>,
    /// There while it is scheduled.
    runnable: Option<Runnable>,
    ticket: u32,
    spawned: bool,
    /// It is joined into main: main is polled for it.
    joined: bool,
    /// It was woken, and main has not polled it since.
    noted: bool,
    waiting_on: Option<WaitingOn>,
    /// A permit was handed to it that it has not yet noticed.
    granted: bool,
    outcome: Option<Outcomes>,
    /// Main has looked at its failure.
    retrieved: bool,
    /// Python would not warn of its failure, though nobody looks at it.
    quiet: bool,
}

/// All that one loop holds.
pub struct Core {
    trace: Trace,
    /// What the trace may still grow by.
    account: Account,
    clock: Box<dyn Clock>,
    /// The last stamp. What happens inside a poll carries it.
    stamp: Micros,
    ready: VecDeque<Entry>,
    inbox: Inbox,
    slots: Vec<Slot>,
    timers: Timers,
    permits: Option<Permits>,
    /// Main's book-keeping; see [`Join`].
    pub join: Join,
    /// The task whose poll is under way.
    running: Option<TaskId>,
    /// It was woken during that poll.
    rewoken: bool,
    /// Its poll computes: the loop is held until the clock says otherwise.
    held: bool,
    /// A cancelled task is being dropped whose wakes come later: see [`Core::begin_unwinding`].
    unwinding: bool,
    /// The wake by its permit, until it unwinds.
    put_off: Option<(TaskId, WokenBy)>,
    /// The deadline cancelled this task while it stood in the queue; see [`Core::cancel_in_the_queue`].
    cancelled_in_the_queue: Option<(TaskId, TimerId)>,
    /// The deadline has passed, and a failure that is on its way to main comes first.
    pub deadline_beaten: bool,
    /// Joined futures that were woken and that the join has not yet taken note of, in wake order.
    woken_children: VecDeque<TaskId>,
    /// The joined future whose poll is under way inside main's.
    running_child: Option<TaskId>,
    /// Why futures joined into main are dropped, should they be dropped now.
    pub drop_reason: CancelReason,
    main_outcome: Option<Outcome>,
    /// How many operations run or wait.
    alive: usize,
}

/// A loop's state as the futures on it share it.
#[derive(Clone)]
pub struct Runtime {
    core: Rc<RefCell<Core>>,
    plan: Rc<Plan>,
}

/// What does not change during a run.
pub struct Plan {
    /// The scenario as it was when the run began.
    pub scenario: Scenario,
    /// Its operations, their chance drawn; the one with id `n` at `n - 1`.
    pub operations: Vec<Operation>,
}

impl Plan {
    /// The ids of the operations, in list order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TaskId> + use<> {
        (1..=self.operations.len() as u32).map(TaskId)
    }

    /// The operation with this id.
    pub fn operation(&self, id: TaskId) -> &Operation {
        &self.operations[id.index() - 1]
    }
}

impl Runtime {
    /// A loop on which nothing has happened yet.
    pub fn new(scenario: &Scenario, clock: Box<dyn Clock>) -> Self {
        let plan = Plan {
            scenario: scenario.clone(),
            operations: scenario.operations(),
        };
        let trace = Trace::of(scenario, &plan.operations, clock.kind(), clock.resolution());
        let core = Core {
            slots: trace.tasks.iter().map(|_| Slot::default()).collect(),
            account: Account::open(Budget::default(), &trace),
            trace,
            clock,
            stamp: Micros::ZERO,
            ready: VecDeque::new(),
            inbox: Inbox::default(),
            timers: Timers::default(),
            permits: scenario.limit.map(|limit| Permits::new(limit.get())),
            join: Join::Nothing,
            running: None,
            rewoken: false,
            held: false,
            unwinding: false,
            put_off: None,
            cancelled_in_the_queue: None,
            deadline_beaten: false,
            woken_children: VecDeque::new(),
            running_child: None,
            drop_reason: CancelReason::Dropped,
            main_outcome: None,
            alive: 0,
        };
        Self {
            core: Rc::new(RefCell::new(core)),
            plan: Rc::new(plan),
        }
    }

    /// What does not change during a run.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Looks at the core. Not to be kept while foreign code runs.
    pub fn with<T>(&self, look: impl FnOnce(&mut Core) -> T) -> T {
        look(&mut self.core.borrow_mut())
    }

    /// The trace so far.
    pub fn trace(&self) -> Ref<'_, Trace> {
        Ref::map(self.core.borrow(), |core| &core.trace)
    }

    /// The trace, taken out of a loop that is not needed any more.
    pub fn take_trace(&self) -> Trace {
        self.with(|core| Trace {
            source: std::mem::take(&mut core.trace.source),
            tasks: std::mem::take(&mut core.trace.tasks),
            events: std::mem::take(&mut core.trace.events),
            ..core.trace
        })
    }

    /// Records something that happens now to `task`.
    pub fn record(&self, task: TaskId, kind: EventKind) {
        self.with(|core| core.record(Some(task), kind));
    }

    /// Records a line that the program prints now.
    pub fn print(&self, task: TaskId, line: String) {
        self.record(task, EventKind::Printed { text: &line });
    }

    // --- waking ---------------------------------------------------------------------------------------------------

    /// Makes a future a task of the loop and wakes it for the first time.
    pub fn spawn(&self, task: TaskId, parent: Option<TaskId>, future: impl Future<Output = ()> + 'static) {
        let inbox = self.with(|core| {
            core.record(Some(task), EventKind::Spawned { parent });
            core.slots[task.index()].spawned = true;
            core.alive += usize::from(task != TaskId::MAIN);
            core.inbox.clone()
        });
        let schedule = move |runnable| lock(&inbox).push((task, runnable));
        let (runnable, handle) = async_task::spawn_local(future, schedule);
        self.with(|core| {
            let slot = &mut core.slots[task.index()];
            slot.waker = Some(runnable.waker());
            slot.handle = Some(handle);
        });
        runnable.schedule();
        self.with(|core| core.queue_woken(WokenBy::Spawn));
    }

    /// Calls the waker of `lane`, or main's for a joined future, and queues the poll it asks for.
    pub fn wake(&self, lane: TaskId, by: WokenBy) {
        if self.with(|core| core.put_off(lane, by)) {
            return;
        }
        let (host, waker) = self.with(|core| core.call_for(lane));
        let Some(waker) = waker else { return };
        if self.with(|core| core.note_rewoken(host, by)) {
            waker.wake_by_ref(); // scheduled by async-task when the poll returns
            return;
        }
        waker.wake_by_ref();
        self.with(|core| core.queue_woken(by));
    }

    /// Calls main's waker and takes the poll it asks for past the queue. False when main is queued already, or running.
    pub fn wake_main_past_the_queue(&self, by: WokenBy) -> bool {
        let Some(waker) = self.with(|core| core.slots[0].waker.clone()) else {
            return false;
        };
        waker.wake_by_ref();
        self.with(|core| {
            let Some((_, runnable)) = lock(&core.inbox).pop() else {
                return false;
            };
            core.record(Some(TaskId::MAIN), EventKind::Woken { by });
            core.slots[0].runnable = Some(runnable);
            core.slots[0].ticket += 1;
            true
        })
    }

    // --- timers ---------------------------------------------------------------------------------------------------

    /// Sets a timer for `length` from now. It is cleared when the guard is dropped.
    pub fn set_timer(&self, lane: TaskId, what: TimerKind, length: Micros) -> TimerGuard {
        let timer = self.with(|core| {
            let deadline = core.stamp + length;
            let timer = core.timers.set(Timer {
                lane,
                what,
                deadline,
                fired: false,
            });
            core.record(Some(lane), EventKind::TimerSet { timer, what, deadline });
            core.clock.arm(timer, deadline);
            timer
        });
        TimerGuard {
            runtime: self.clone(),
            timer,
        }
    }

    // --- permits --------------------------------------------------------------------------------------------------

    /// Takes a permit if one is free, else queues for one.
    pub fn try_permit(&self, lane: TaskId) -> Acquired {
        self.with(|core| {
            if std::mem::take(&mut core.slots[lane.index()].granted) {
                core.record(Some(lane), EventKind::PermitGot);
                return Acquired::Held;
            }
            let Some(permits) = &mut core.permits else {
                return Acquired::Unlimited;
            };
            if permits.acquire(lane) {
                core.record(Some(lane), EventKind::PermitGot);
                return Acquired::Held;
            }
            core.record(Some(lane), EventKind::PermitWait);
            Acquired::Queued
        })
    }

    /// Leaves the queue for a permit; one that was handed over meanwhile passes on.
    pub fn leave_permit_queue(&self, lane: TaskId) {
        let granted = self.with(|core| {
            let granted = std::mem::take(&mut core.slots[lane.index()].granted);
            // Whoever was handed a permit has left the queue already: looking for it there would go through all of it.
            if let Some(permits) = core.permits.as_mut().filter(|_| !granted) {
                permits.leave(lane);
            }
            granted
        });
        if granted {
            self.release_permit(lane);
        }
    }

    /// Gives a permit back and wakes the next in line.
    pub fn release_permit(&self, lane: TaskId) {
        let next = self.with(|core| {
            let next = core.permits.as_mut().and_then(Permits::release);
            core.record(Some(lane), EventKind::PermitReleased { to: next });
            if let Some(next) = next {
                core.slots[next.index()].granted = true;
            }
            core.first_in_line(next.map(|next| (next, WokenBy::Permit(lane))))
        });
        if let Some((next, by)) = next {
            self.wake(next, by);
        }
    }

    // --- cancelling -----------------------------------------------------------------------------------------------

    /// Cancels a task: drops its future here and now. Nothing happens to one that has ended or was never spawned.
    pub fn cancel(&self, task: TaskId, by: Option<TaskId>, why: CancelReason) {
        let parts = self.with(|core| {
            let slot = &mut core.slots[task.index()];
            if !slot.spawned || slot.joined || slot.outcome.is_some() {
                // CPython's `cancel` takes the warning away from a task that has failed. What cancels for another reason
                // than the deadline passes over what has ended.
                slot.quiet |= why == CancelReason::Deadline;
                return None;
            }
            let parts = (slot.handle.take(), slot.runnable.take());
            if task != TaskId::MAIN {
                core.record(Some(task), EventKind::CancelRequested { by, why });
            }
            Some(parts)
        });
        let Some((handle, runnable)) = parts else { return };
        drop(runnable); // a queued poll is discarded, and the future with it
        drop(handle); // else async-task schedules it once more, for its future to be dropped
        let last = self.with(|core| lock(&core.inbox).pop());
        drop(last);
        self.with(|core| {
            if task == TaskId::MAIN {
                // Only now: what was joined into main has been dropped with it, and is cancelled before main is.
                core.record(Some(task), EventKind::CancelRequested { by, why });
            }
            core.record(Some(task), EventKind::Cancelled);
            core.set_outcome(task, Outcomes::Cancelled);
        });
    }

    /// Cancels every task among the operations that has not ended, in list order.
    pub fn cancel_all(&self, by: Option<TaskId>, why: CancelReason) {
        for task in self.plan.ids() {
            self.cancel(task, by, why);
        }
    }

    // --- computing ------------------------------------------------------------------------------------------------

    /// Spends computing time inside the poll that is under way. False: the loop is held; ask again when polled again.
    pub fn spend(&self, cpu: Micros) -> bool {
        self.with(|core| {
            if std::mem::take(&mut core.held) {
                core.read_clock();
                return true;
            }
            match core.clock.spend(cpu) {
                Spent::Done => {
                    core.read_clock();
                    true
                }
                Spent::Held => {
                    core.held = true;
                    false
                }
            }
        })
    }
}

impl Core {
    /// Records something that happens now.
    pub fn record(&mut self, task: Option<TaskId>, kind: EventKind) {
        let event = Event {
            at: self.stamp,
            task,
            cause: None,
            kind,
        };
        self.account.record(&mut self.trace, event);
    }

    /// Lets the trace grow up to `budget`, instead of [`Budget::OF_A_RUN`].
    pub fn keep_within(&mut self, budget: Budget) {
        self.account = Account::open(budget, &self.trace);
    }

    /// Whether the record is full, and what happens is only counted.
    pub fn full(&self) -> bool {
        self.trace.truncation().is_some()
    }

    /// How much the record may take.
    pub const fn budget(&self) -> Budget {
        self.account.budget()
    }

    /// Reads the clock; stamps never go back.
    pub fn read_clock(&mut self) -> Micros {
        self.stamp = self.stamp.max(self.clock.now());
        self.stamp
    }

    /// The clock itself.
    pub fn clock(&mut self) -> &mut dyn Clock {
        &mut *self.clock
    }

    // --- the queue ------------------------------------------------------------------------------------------------

    /// How many entries wait.
    pub fn queue_length(&self) -> usize {
        self.ready.len()
    }

    /// The next entry.
    pub fn next_entry(&mut self) -> Option<Entry> {
        self.ready.pop_front()
    }

    /// Queues an entry.
    pub fn queue(&mut self, entry: Entry) {
        self.ready.push_back(entry);
    }

    /// Queues the timers that are due now.
    pub fn queue_due(&mut self) {
        let now = self.read_clock();
        let due = self.clock.take_due(now, &mut self.timers);
        self.ready.extend(due.into_iter().map(Entry::Fire));
    }

    /// The timers not yet queued to be served, in the order of serving.
    pub fn pending_timers(&self) -> Vec<(TimerId, Micros)> {
        self.timers.pending()
    }

    /// While paused: moves the clock to exactly the next deadline.
    pub fn jump_to_next(&mut self) {
        if let Some(deadline) = self.timers.next_deadline() {
            self.clock.jump_to(deadline);
        }
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

    /// From here to [`Core::end_unwinding`], the wake by the permit of a task that is being cancelled is put off: CPython
    /// raises `CancelledError` in the task in the next turn, and only there does its permit pass on.
    pub fn begin_unwinding(&mut self) {
        self.unwinding = true;
    }

    /// Queues the place at which the cancelled task unwinds: there main is woken by its deadline, behind what was put off.
    pub fn end_unwinding(&mut self, deadline: TimerId) {
        self.unwinding = false;
        self.ready.push_back(Entry::Unwind { deadline });
    }

    /// Takes the wake that was put off.
    pub fn take_put_off(&mut self) -> Option<(TaskId, WokenBy)> {
        self.put_off.take()
    }

    fn put_off(&mut self, lane: TaskId, by: WokenBy) -> bool {
        if self.unwinding {
            self.put_off = Some((lane, by));
        }
        self.unwinding
    }

    /// Whom to wake when a permit goes to `next`. While a wake is put off, this permit is the first to be given back in
    /// CPython: who stands first in line is woken by it, and `next` where the cancelled task unwinds.
    fn first_in_line(&mut self, next: Option<(TaskId, WokenBy)>) -> Option<(TaskId, WokenBy)> {
        if self.put_off.is_some() && !self.unwinding {
            return std::mem::replace(&mut self.put_off, next);
        }
        next
    }

    /// Whether a poll of this task is queued.
    pub fn scheduled(&self, task: TaskId) -> bool {
        self.slots[task.index()].runnable.is_some()
    }

    /// The deadline has passed for a handle whose poll is queued: it is cancelled where that poll would have been.
    pub fn cancel_in_the_queue(&mut self, handle: TaskId, deadline: TimerId) {
        self.cancelled_in_the_queue = Some((handle, deadline));
    }

    /// The deadline's timer, if it has cancelled this task in the queue: once.
    pub fn take_cancelled_in_the_queue(&mut self, task: TaskId) -> Option<TimerId> {
        let scheduled = self.scheduled(task);
        let taken = self.cancelled_in_the_queue.take_if(|(handle, _)| *handle == task);
        taken.filter(|_| scheduled).map(|(_, deadline)| deadline)
    }

    /// Whose waker to call for a lane, and the waker. A joined future is noted as the one main is woken for.
    fn call_for(&mut self, lane: TaskId) -> (TaskId, Option<Waker>) {
        let mut host = lane;
        if self.slots[lane.index()].joined {
            host = TaskId::MAIN;
            if !std::mem::replace(&mut self.slots[lane.index()].noted, true) {
                self.woken_children.push_back(lane);
            }
        }
        (host, self.slots[host.index()].waker.clone())
    }

    /// If `host` is the one being polled: notes that it was woken meanwhile, once.
    fn note_rewoken(&mut self, host: TaskId, by: WokenBy) -> bool {
        if self.running != Some(host) {
            return false;
        }
        if !std::mem::replace(&mut self.rewoken, true) {
            self.record(Some(host), EventKind::Woken { by });
        }
        true
    }

    /// Queues what schedule functions have left.
    fn queue_woken(&mut self, by: WokenBy) {
        let arrived = std::mem::take(&mut *lock(&self.inbox));
        for (task, runnable) in arrived {
            self.record(Some(task), EventKind::Woken { by });
            self.queue_runnable(task, runnable);
        }
    }

    fn queue_runnable(&mut self, task: TaskId, runnable: Runnable) {
        let slot = &mut self.slots[task.index()];
        slot.runnable = Some(runnable);
        slot.ticket += 1;
        let ticket = slot.ticket;
        self.ready.push_back(Entry::Poll { task, ticket });
    }

    // --- polls ----------------------------------------------------------------------------------------------------

    /// Takes what a poll entry is for, unless it is stale.
    pub fn take_runnable(&mut self, task: TaskId, ticket: Option<u32>) -> Option<Runnable> {
        let slot = &mut self.slots[task.index()];
        if ticket.is_some_and(|ticket| ticket != slot.ticket) {
            return None;
        }
        slot.runnable.take()
    }

    /// A poll begins.
    pub fn begin_poll(&mut self, task: TaskId) {
        self.read_clock();
        self.record(Some(task), EventKind::PollStart);
        self.running = Some(task);
        self.rewoken = false;
    }

    /// `run()` came back. False when the poll is not over: it computes, and the loop is held.
    pub fn end_poll(&mut self, task: TaskId) -> bool {
        let arrived = std::mem::take(&mut *lock(&self.inbox));
        if self.held {
            self.slots[task.index()].runnable = arrived.into_iter().map(|(_, runnable)| runnable).next_back();
            return false;
        }
        self.running = None;
        self.read_clock();
        let ended = self.slots[task.index()].outcome.is_some() || (task == TaskId::MAIN && self.main_outcome.is_some());
        self.record_poll_end(task, ended);
        for (task, runnable) in arrived {
            self.queue_runnable(task, runnable);
        }
        if ended {
            self.slots[task.index()].handle = None;
        }
        true
    }

    /// The waker to call again for a poll that has returned: it was woken meanwhile, and going on after a hold has used
    /// that wake up.
    pub fn wake_used_up(&self, task: TaskId) -> Option<Waker> {
        let used_up = self.rewoken && !self.held && lock(&self.inbox).is_empty();
        self.slots[task.index()].waker.clone().filter(|_| used_up)
    }

    /// Records how a poll returned; what it waits for is what the innermost future said last.
    pub fn record_poll_end(&mut self, lane: TaskId, ended: bool) {
        use recording::PollResult::{Ended, Pending};
        let on = self.slots[lane.index()].waiting_on.take();
        self.record(
            Some(lane),
            EventKind::PollEnd(if ended { Ended } else { Pending { on } }),
        );
    }

    /// What the lane's poll will wait for when it returns.
    pub fn waits_on(&mut self, lane: TaskId, on: WaitingOn) {
        self.slots[lane.index()].waiting_on = Some(on);
    }

    /// The task whose poll is under way or held.
    pub const fn running(&self) -> Option<TaskId> {
        self.running
    }

    /// Whether the loop is held by a poll that computes.
    pub const fn held(&self) -> bool {
        self.held
    }

    /// Ends a held poll before its time, as Stop does: it goes back to the queue, as if it had woken itself.
    pub fn release_hold(&mut self) {
        self.held = false;
        let Some(task) = self.running.take() else { return };
        self.read_clock();
        if let Some(child) = self.running_child.take() {
            self.slots[child.index()].waiting_on = None;
            self.record_poll_end(child, false);
        }
        if !self.rewoken {
            self.record(Some(task), EventKind::Woken { by: WokenBy::Itself });
        }
        self.slots[task.index()].waiting_on = None;
        self.record_poll_end(task, false);
    }
}

/// Futures joined into main.
impl Core {
    /// Main begins to await `child` inline: it is woken through main from here on, and due for its first poll.
    pub fn join_child(&mut self, child: TaskId) {
        self.record(
            Some(child),
            EventKind::Spawned {
                parent: Some(TaskId::MAIN),
            },
        );
        let slot = &mut self.slots[child.index()];
        slot.spawned = true;
        slot.joined = true;
        slot.noted = true;
        self.alive += 1;
        self.woken_children.push_back(child);
    }

    /// Takes the next child that was woken, in wake order.
    pub fn next_woken_child(&mut self) -> Option<TaskId> {
        self.woken_children.pop_front()
    }

    /// Main polls a child, or goes on with a poll that was held. From here on the child can be woken again.
    pub fn begin_child_poll(&mut self, child: TaskId) {
        if self.running_child.replace(child).is_none() {
            self.slots[child.index()].noted = false;
            self.record(Some(child), EventKind::PollStart);
        }
    }

    /// The child's poll returned.
    pub fn end_child_poll(&mut self, child: TaskId, ended: bool) -> ChildPoll {
        if self.held {
            return ChildPoll::Held;
        }
        self.running_child = None;
        self.record_poll_end(child, ended);
        if ended {
            return ChildPoll::Ended;
        }
        ChildPoll::Pending {
            woken: self.slots[child.index()].noted,
        }
    }

    /// Who drops futures joined into main, should they be dropped now, and why.
    pub fn dropped_by(&self) -> (Option<TaskId>, CancelReason) {
        let by = (self.drop_reason != CancelReason::Stop).then_some(TaskId::MAIN);
        (by, self.drop_reason)
    }

    /// A joined future was dropped before its end.
    pub fn child_dropped(&mut self, child: TaskId) {
        self.record(Some(child), EventKind::Cancelled);
        self.set_outcome(child, Outcomes::Cancelled);
    }
}

/// Ends and what becomes of them.
impl Core {
    /// An operation ended by itself: records it.
    pub fn end_operation(&mut self, task: TaskId, result: Result<PyNumber, Failure>) {
        let outcome = match result {
            Ok(number) => {
                let value = &number.to_string();
                self.record(Some(task), EventKind::Finished { value });
                Outcomes::Finished(number)
            }
            Err(failure) => {
                let message = &failure.to_string();
                self.record(Some(task), EventKind::Failed { message });
                Outcomes::Failed(failure)
            }
        };
        self.set_outcome(task, outcome);
    }

    fn set_outcome(&mut self, task: TaskId, outcome: Outcomes) {
        self.slots[task.index()].outcome = Some(outcome);
        if task != TaskId::MAIN {
            self.alive -= 1;
            self.join.note_end(task);
        }
    }

    /// Main ended by itself: records it.
    pub fn end_main(&mut self, result: Result<String, Failure>) {
        let outcome = match result {
            Ok(value) => {
                self.record(Some(TaskId::MAIN), EventKind::Finished { value: &value });
                Outcome::Ok
            }
            Err(failure) => {
                let message = &failure.to_string();
                self.record(Some(TaskId::MAIN), EventKind::Failed { message });
                Outcome::Failed
            }
        };
        self.main_outcome = Some(outcome);
    }

    /// How main ended; `None` while it has not.
    pub const fn main_outcome(&self) -> Option<Outcome> {
        self.main_outcome
    }

    /// How an operation ended, without taking a failure.
    pub fn outcome(&self, task: TaskId) -> Option<&Outcomes> {
        self.slots[task.index()].outcome.as_ref()
    }

    /// How an operation ended, for main, who from now on knows.
    pub fn retrieve(&mut self, task: TaskId) -> Option<Outcomes> {
        let slot = &mut self.slots[task.index()];
        slot.retrieved |= slot.outcome.is_some();
        slot.outcome.clone()
    }

    /// How many operations run or wait.
    pub const fn alive_count(&self) -> usize {
        self.alive
    }

    /// Whether an operation runs or waits.
    pub fn alive(&self, task: TaskId) -> bool {
        let slot = &self.slots[task.index()];
        slot.spawned && slot.outcome.is_none()
    }

    /// Whether it is joined into main.
    pub fn joined(&self, task: TaskId) -> bool {
        self.slots[task.index()].joined
    }

    /// Whether an operation has failed.
    pub fn failed(&self, task: TaskId) -> bool {
        matches!(self.outcome(task), Some(Outcomes::Failed(_)))
    }

    /// The run is over: of which failures Python warns is said, and the outcome written. `gathers`: `asyncio.gather` looks at
    /// every failure of its children, the later ones too, and drops them.
    pub fn close(&mut self, outcome: Outcome, gathers: bool) {
        for index in 1..self.slots.len() {
            let slot = &self.slots[index];
            let warns = !(slot.retrieved || slot.quiet || gathers);
            if warns && matches!(slot.outcome, Some(Outcomes::Failed(_))) {
                self.record(Some(TaskId(index as u32)), EventKind::NeverRetrieved);
            }
        }
        self.ready.clear();
        self.clock.finish();
        self.trace.outcome = Some(outcome);
    }

    /// What a run must not leave behind: timers held, permits out, tasks alive.
    pub fn left_behind(&self) -> (usize, u32, usize) {
        let limit = self.permits.as_ref().map_or(0, Permits::limit);
        let free = self.permits.as_ref().map_or(0, Permits::free);
        (self.timers.len(), limit - free, self.alive)
    }

    /// Marks a timer served and says whose it is; `None` when it was cleared meanwhile.
    pub fn fire(&mut self, timer: TimerId) -> Option<Timer> {
        self.timers.get(timer)?;
        self.read_clock();
        let fired = self.timers.fire(timer)?;
        self.clock.disarm(timer);
        self.record(Some(fired.lane), EventKind::TimerFired { timer });
        Some(fired)
    }
}

/// How the poll of a joined future returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildPoll {
    /// It is not over: it computes, and the loop is held.
    Held,
    /// The future waits.
    Pending {
        /// It was woken while it was polled.
        woken: bool,
    },
    /// The future ended.
    Ended,
}

/// What came of asking for a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// There is no limit.
    Unlimited,
    /// It is held, until it is given back.
    Held,
    /// It will come; the task will be woken.
    Queued,
}

/// A timer that is cleared when this is dropped.
#[must_use = "dropping a timer clears it"]
pub struct TimerGuard {
    runtime: Runtime,
    timer: TimerId,
}

impl TimerGuard {
    /// Whether it was served.
    pub fn fired(&self) -> bool {
        self.runtime
            .with(|core| core.timers.get(self.timer).is_some_and(|timer| timer.fired))
    }
}

impl Drop for TimerGuard {
    fn drop(&mut self) {
        self.runtime.with(|core| {
            let Some(timer) = core.timers.remove(self.timer) else {
                return;
            };
            if !timer.fired {
                core.clock.disarm(self.timer);
                core.record(Some(timer.lane), EventKind::TimerCleared { timer: self.timer });
            }
        });
    }
}

fn lock(inbox: &Inbox) -> std::sync::MutexGuard<'_, Vec<(TaskId, Runnable)>> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
