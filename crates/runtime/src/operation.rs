//! `with permit: retry: timeout: slow_operation(delay)`, as a state machine that records what it does as it does it.
//!
//! It is polled as a future is, but by the loop or by main directly, and has no waker: timers and permits have the id of
//! their task, and [`Core::wake`] queues that task.

use super::core::Core;
use super::operation_state::{AttemptResult, OperationStage, OperationState};
use super::permits::Acquired;
use super::plan::RunPlan;
use super::texts::DelayText;
use recording::{AttemptFailure, EventKind, TimerKind, WaitingOn};
use scenario::Quantity;
use scenario::time::Micros;
use std::task::Poll;

/// The longest pause between attempts: 24 h, however often backoff doubles (docs/semantics.md).
const LONGEST_BACKOFF: Micros = Micros::from_secs(24 * 60 * 60);

impl OperationState {
    /// Goes on from its permit to its end, which it records.
    pub fn poll(&mut self, core: &mut Core, plan: &RunPlan) -> Poll<()> {
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

    /// Cancels it: releases what it holds, from the innermost to the outermost.
    pub fn unwind(mut self, core: &mut Core) {
        if matches!(self.stage, OperationStage::New | OperationStage::Ended) {
            return; // it holds nothing
        }
        self.clear_sleep(core);
        self.clear_timeout(core);
        core.leave_permits(self.task);
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
