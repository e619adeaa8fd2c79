//! `with permit: retry: timeout: slow_operation(delay)`, as a future that records what it does as it does it.
//!
//! Written as a state machine by hand, because a run holds up to a million of them: 32 bytes each, in one vector.

use super::core::{Core, Runtime};
use super::permits::Acquired;
use super::plan::RunPlan;
use super::texts::DelayText;
use super::timers::TimerKey;
use recording::{AttemptFailure, EventKind, TaskId, TimerKind, WaitingOn};
use scenario::time::Micros;
use scenario::{PyNumber, Quantity};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The longest pause between attempts: 24 h, however often backoff doubles (docs/semantics.md).
const LONGEST_BACKOFF: Micros = Micros::from_secs(24 * 60 * 60);

/// One operation from its permit to its end, which it records. Dropping it before its end cancels it.
///
/// It does not use its waker: timers and permits have the id of their task, and [`Core::wake`] queues that task.
pub struct OperationFuture {
    runtime: Runtime,
    body: Body,
}

/// The state of an operation without its reference to the loop.
struct Body {
    task: TaskId,
    stage: OperationStage,
    /// The timer of the current sleep or backoff.
    sleep: Option<TimerKey>,
    /// The timeout of the current attempt, if attempts have one. It is set before the sleep's timer, so that it wins a
    /// tie.
    timeout: Option<TimerKey>,
}

/// The delay of an attempt that succeeded, which returns twice the delay, or the reason of its failure.
pub type AttemptResult = Result<PyNumber, AttemptFailure>;

/// What an operation does when it is polled next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OperationStage {
    /// It was never polled.
    New,
    /// It takes the permit for which it has queued.
    InLine,
    /// Its attempt continues when its sleep is over.
    Sleeping,
    /// Its attempt yields to other tasks: `sleep(0)`.
    Yielding,
    /// Its attempt continues after it has yielded.
    Yielded,
    /// Its attempt computes, and then ends.
    Computing,
    /// Its next attempt begins when its pause is over.
    BackingOff,
    /// It has ended.
    Ended,
}

impl OperationFuture {
    /// The operation with this id. Nothing happens before it is polled.
    pub fn new(runtime: Runtime, task: TaskId) -> Self {
        let body = Body {
            task,
            stage: OperationStage::New,
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

impl Future for OperationFuture {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let Self { runtime, body } = &mut *self;
        runtime.with(|core| body.poll(core, runtime.plan()))
    }
}

impl Drop for OperationFuture {
    fn drop(&mut self) {
        let Self { runtime, body } = self;
        if !matches!(body.stage, OperationStage::New | OperationStage::Ended) {
            runtime.with(|core| body.unwind(core));
        }
    }
}

impl Body {
    fn poll(&mut self, core: &mut Core, plan: &RunPlan) -> Poll<()> {
        loop {
            if self.timed_out(core) {
                self.clear_sleep(core);
                self.clear_timeout(core);
                self.end_attempt(core, plan, Err(AttemptFailure::Timeout));
            }
            match self.stage {
                OperationStage::New | OperationStage::InLine => {
                    if core.acquire_permit(self.task) == Acquired::Queued {
                        self.stage = OperationStage::InLine;
                        core.waits_on(self.task, WaitingOn::Semaphore);
                        return Poll::Pending;
                    }
                    self.begin_attempt(core, plan);
                }
                OperationStage::Sleeping => {
                    if !self.slept(core) {
                        core.waits_on(self.task, WaitingOn::Timer);
                        return Poll::Pending;
                    }
                    self.stage = OperationStage::Computing;
                }
                OperationStage::Yielding => {
                    self.stage = OperationStage::Yielded;
                    core.wake_itself(self.task);
                    return Poll::Pending;
                }
                OperationStage::Yielded => self.stage = OperationStage::Computing,
                OperationStage::Computing => {
                    let cpu = plan.cpu(self.task);
                    if cpu > Micros::ZERO && !core.spend(cpu) {
                        return Poll::Pending; // the same poll continues after the loop has yielded to the page
                    }
                    let result = self.end_slow_operation(core, plan);
                    self.clear_timeout(core);
                    self.end_attempt(core, plan, result);
                }
                OperationStage::BackingOff => {
                    if !self.slept(core) {
                        core.waits_on(self.task, WaitingOn::Backoff);
                        return Poll::Pending;
                    }
                    self.begin_attempt(core, plan);
                }
                OperationStage::Ended => return Poll::Ready(()),
            }
        }
    }

    /// The tutorial's coroutine up to its sleep.
    fn begin_attempt(&mut self, core: &mut Core, plan: &RunPlan) {
        let attempt = core.tasks.begin_attempt(self.task);
        let number = attempt.into();
        core.record(Some(self.task), EventKind::Attempt { number });
        if let Some(timeout) = &plan.scenario.timeout {
            self.timeout = Some(core.set_timer(self.task, TimerKind::Timeout, timeout.micros()));
        }
        let (length, delay) = plan.delay(self.task, attempt);
        core.print_line(self.task, DelayText::Starting, delay);
        // By the number as written: one that rounds to no microsecond is a timer all the same, due at once.
        if delay.is_above_zero() {
            self.sleep = Some(core.set_timer(self.task, TimerKind::Sleep, length));
            self.stage = OperationStage::Sleeping;
        } else {
            self.stage = OperationStage::Yielding;
        }
    }

    /// The tutorial's coroutine from its sleep on.
    fn end_slow_operation(&self, core: &mut Core, plan: &RunPlan) -> AttemptResult {
        let attempt = core.tasks.attempt(self.task);
        if plan.attempt_fails(self.task, attempt) {
            return Err(AttemptFailure::Failed);
        }
        let delay = plan.number(self.task, attempt);
        core.print_line(self.task, DelayText::Finished, delay);
        Ok(delay)
    }

    /// Handles the end of an attempt: begins the next one, perhaps after a pause, or ends the operation.
    fn end_attempt(&mut self, core: &mut Core, plan: &RunPlan, result: AttemptResult) {
        if let Err(why) = result {
            let number = u32::from(core.tasks.attempt(self.task));
            core.record_failed_attempt(self.task, why, plan);
            if number <= plan.scenario.retry {
                if plan.scenario.backoff.as_secs() > 0.0 {
                    let pause = backoff(&plan.scenario.backoff, number);
                    self.sleep = Some(core.set_timer(self.task, TimerKind::Backoff, pause));
                    self.stage = OperationStage::BackingOff;
                } else {
                    self.begin_attempt(core, plan);
                }
                return;
            }
        }
        // Before main is notified, so that the next task in the queue starts even if main then cancels it.
        core.leave_permits(self.task);
        core.end_operation(self.task, result, plan);
        self.stage = OperationStage::Ended;
    }

    /// Releases what it holds, from the innermost to the outermost.
    fn unwind(&mut self, core: &mut Core) {
        self.clear_sleep(core);
        self.clear_timeout(core);
        core.leave_permits(self.task);
        self.stage = OperationStage::Ended;
    }

    /// Whether the timer of the current sleep has fired. If so, the operation no longer holds it.
    fn slept(&mut self, core: &mut Core) -> bool {
        let slept = self.sleep.is_none() || core.tasks.timer_has_fired(self.task, TimerKind::Sleep);
        if slept {
            self.sleep = None;
        }
        slept
    }

    /// Whether the current attempt has timed out, which wins over anything that ends at the same time.
    fn timed_out(&self, core: &Core) -> bool {
        self.timeout.is_some() && core.tasks.timer_has_fired(self.task, TimerKind::Timeout)
    }

    fn clear_sleep(&mut self, core: &mut Core) {
        if let Some(timer) = self.sleep.take() {
            core.clear_timer(self.task, TimerKind::Sleep, timer);
        }
    }

    fn clear_timeout(&mut self, core: &mut Core) {
        if let Some(timer) = self.timeout.take() {
            core.clear_timer(self.task, TimerKind::Timeout, timer);
        }
    }
}

/// The pause after failed attempt `number`, from 1. It doubles with each attempt, and is rounded after that.
fn backoff(first: &Quantity, number: u32) -> Micros {
    // Doubling a float64 is exact.
    let pause = first.as_secs() * 2_f64.powi(i32::try_from(number - 1).unwrap_or(i32::MAX));
    Micros::rounded(pause.min(LONGEST_BACKOFF.as_secs()))
}
