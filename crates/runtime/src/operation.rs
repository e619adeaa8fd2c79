//! `with permit: retry: timeout: slow_operation(delay)`, as a future that records what it does as it does it.
//!
//! Written as a table of stages, since a run holds up to a million of them: 32 bytes each, in one vector.

use super::core::{Core, Runtime};
use super::permits::Acquired;
use super::plan::Plan;
use super::texts::Line;
use super::timers::TimerKey;
use recording::{AttemptFailure, EventKind, TaskId, TimerKind, WaitingOn, WokenBy};
use scenario::Quantity;
use scenario::time::Micros;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The longest pause between attempts: 24 h, however often backoff doubles (docs/semantics.md).
const LONGEST_BACKOFF: Micros = Micros::from_secs(24 * 60 * 60);

/// One operation from its permit to its end, which it records. Dropping it before its end cancels it.
///
/// It leaves its waker alone: timers and permits know which task they are for, and [`Core::wake`] queues that one.
pub struct Operation {
    runtime: Runtime,
    body: Body,
}

/// What an operation does, given the loop.
struct Body {
    task: TaskId,
    stage: Stage,
    /// The attempt under way, from 1; at most 21.
    attempt: u8,
    /// The timer of the sleep or the backoff under way.
    sleep: Option<TimerKey>,
    /// The timer of the attempt under way, if attempts have one. It is set before the sleep's, so that it wins a tie.
    timeout: Option<TimerKey>,
}

/// What an operation does next when it is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It was never polled.
    New,
    /// It asks for a permit, for which it has queued.
    InLine,
    /// Its attempt goes on when its sleep is over.
    Sleeping,
    /// Its attempt goes on at once: `sleep(0)`, which has given the others a turn.
    Yielded,
    /// Its attempt computes, and then ends.
    Computing,
    /// Its next attempt begins when its pause is over.
    BackingOff,
    /// It has ended.
    Ended,
}

impl Operation {
    /// The operation with this id. Nothing happens before it is polled.
    pub fn new(runtime: Runtime, task: TaskId) -> Self {
        let body = Body {
            task,
            stage: Stage::New,
            attempt: 1,
            sleep: None,
            timeout: None,
        };
        Self { runtime, body }
    }

    /// Its id.
    pub const fn task(&self) -> TaskId {
        self.body.task
    }
}

impl Future for Operation {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let Self { runtime, body } = &mut *self;
        runtime.with(|core| body.poll(core, runtime.plan()))
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        let Self { runtime, body } = self;
        if !matches!(body.stage, Stage::New | Stage::Ended) {
            runtime.with(|core| body.unwind(core));
        }
    }
}

impl Body {
    fn poll(&mut self, core: &mut Core, plan: &Plan) -> Poll<()> {
        loop {
            if self.timed_out(core) {
                self.clear_sleep(core);
                self.clear_timeout(core);
                if let Some(poll) = self.end_attempt(core, plan, Err(AttemptFailure::Timeout)) {
                    return poll;
                }
            }
            match self.stage {
                Stage::New | Stage::InLine => {
                    if core.acquire_permit(self.task) == Acquired::Queued {
                        self.stage = Stage::InLine;
                        core.waits_on(self.task, WaitingOn::Permit);
                        return Poll::Pending;
                    }
                    self.begin_attempt(core, plan);
                    if self.stage == Stage::Yielded {
                        return Poll::Pending;
                    }
                }
                Stage::Sleeping => {
                    if !self.slept(core) {
                        core.waits_on(self.task, WaitingOn::Timer);
                        return Poll::Pending;
                    }
                    self.stage = Stage::Computing;
                }
                Stage::Yielded => self.stage = Stage::Computing,
                Stage::Computing => {
                    let cpu = plan.cpu(self.task);
                    if cpu > Micros::ZERO && !core.spend(cpu) {
                        return Poll::Pending; // this very poll goes on when the loop has given the page its turn
                    }
                    let result = self.end_slow_operation(core, plan);
                    self.clear_timeout(core);
                    if let Some(poll) = self.end_attempt(core, plan, result) {
                        return poll;
                    }
                }
                Stage::BackingOff => {
                    if !self.slept(core) {
                        core.waits_on(self.task, WaitingOn::Backoff);
                        return Poll::Pending;
                    }
                    self.begin_attempt(core, plan);
                    if self.stage == Stage::Yielded {
                        return Poll::Pending;
                    }
                }
                Stage::Ended => return Poll::Ready(()),
            }
        }
    }

    /// The tutorial's coroutine up to its sleep.
    fn begin_attempt(&mut self, core: &mut Core, plan: &Plan) {
        let number = u32::from(self.attempt);
        core.record(Some(self.task), EventKind::Attempt { number });
        if let Some(timeout) = &plan.scenario.timeout {
            self.timeout = Some(core.set_timer(self.task, TimerKind::Timeout, timeout.micros()));
        }
        let (length, delay) = plan.delay(self.task);
        core.print_line(self.task, Line::Starting, delay);
        // By the number as written: one that rounds to no microsecond is a timer all the same, due at once.
        if delay.is_above_zero() {
            self.sleep = Some(core.set_timer(self.task, TimerKind::Sleep, length));
            self.stage = Stage::Sleeping;
        } else {
            core.wake(self.task, WokenBy::Itself);
            self.stage = Stage::Yielded;
        }
    }

    /// The tutorial's coroutine from its sleep on.
    fn end_slow_operation(&self, core: &mut Core, plan: &Plan) -> Result<(), AttemptFailure> {
        if plan.attempt_fails(self.task, u32::from(self.attempt)) {
            return Err(AttemptFailure::Failed);
        }
        core.print_line(self.task, Line::Finished, plan.number(self.task));
        Ok(())
    }

    /// An attempt has ended: ends the operation, or begins its next attempt. `None` when it is to be polled on.
    fn end_attempt(&mut self, core: &mut Core, plan: &Plan, result: Result<(), AttemptFailure>) -> Option<Poll<()>> {
        if let Err(why) = result {
            let number = u32::from(self.attempt);
            core.record_failed_attempt(self.task, number, why, plan);
            if number <= plan.scenario.retry {
                self.attempt += 1;
                if plan.scenario.backoff.as_secs() > 0.0 {
                    let pause = backoff(&plan.scenario.backoff, number);
                    self.sleep = Some(core.set_timer(self.task, TimerKind::Backoff, pause));
                    self.stage = Stage::BackingOff;
                } else {
                    self.begin_attempt(core, plan);
                    if self.stage == Stage::Yielded {
                        return Some(Poll::Pending);
                    }
                }
                return None;
            }
        }
        // Before its completion is notified, so that the next in line starts whatever main does about it.
        core.leave_permits(self.task);
        core.end_operation(self.task, result, plan);
        self.stage = Stage::Ended;
        Some(Poll::Ready(()))
    }

    /// Lets go of what it holds, from the inside out.
    fn unwind(&mut self, core: &mut Core) {
        self.clear_sleep(core);
        self.clear_timeout(core);
        core.leave_permits(self.task);
        self.stage = Stage::Ended;
    }

    /// Whether the timer of the sleep under way has fired. It is not held any longer then.
    fn slept(&mut self, core: &mut Core) -> bool {
        let slept = self.sleep.is_none_or(|timer| core.timer_has_fired(timer));
        if slept {
            self.clear_sleep(core);
        }
        slept
    }

    /// Whether the attempt under way has run out of time. It wins over whatever ends at the same moment.
    fn timed_out(&self, core: &Core) -> bool {
        self.timeout.is_some_and(|timer| core.timer_has_fired(timer))
    }

    fn clear_sleep(&mut self, core: &mut Core) {
        if let Some(timer) = self.sleep.take() {
            core.clear_timer(timer);
        }
    }

    fn clear_timeout(&mut self, core: &mut Core) {
        if let Some(timer) = self.timeout.take() {
            core.clear_timer(timer);
        }
    }
}

/// The pause after failed attempt `number`, from 1: doubled each time, and only then rounded, as any length is.
fn backoff(first: &Quantity, number: u32) -> Micros {
    // Doubling a float64 is exact.
    let pause = first.as_secs() * 2_f64.powi(i32::try_from(number - 1).unwrap_or(i32::MAX));
    Micros::rounded(pause.min(LONGEST_BACKOFF.as_secs()))
}
