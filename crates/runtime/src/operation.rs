//! `with permit: retry: timeout: slow_operation(delay)`, as futures that record what they do as they do it.

use super::core::{Acquired, Runtime, TimerGuard};
use super::failure::Failure;
use recording::{EventKind, TaskId, TimerKind, WaitingOn, WokenBy};
use scenario::time::Micros;
use scenario::{PyNumber, Quantity};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The longest pause between attempts: 24 h, however often backoff doubles (docs/semantics.md).
const LONGEST_BACKOFF: Micros = Micros::from_secs(24 * 60 * 60);

/// One operation from its permit to its end, which it records.
pub async fn operation(runtime: Runtime, lane: TaskId) {
    let permit = Acquire {
        runtime: runtime.clone(),
        lane,
        queued: false,
    }
    .await;
    let result = attempts(&runtime, lane).await;
    drop(permit); // before the end is told, so that the next in line starts whatever main does about it
    runtime.with(|core| core.end_operation(lane, result));
}

async fn attempts(runtime: &Runtime, lane: TaskId) -> Result<PyNumber, Failure> {
    let plan = runtime.plan();
    let mut number = 1;
    loop {
        runtime.record(lane, EventKind::Attempt { number });
        let attempt = slow_operation(runtime.clone(), lane, number);
        let result = match &plan.scenario.timeout {
            None => attempt.await,
            Some(timeout) => Timeout::new(runtime, lane, timeout.micros(), attempt)
                .await
                .unwrap_or_else(|| {
                    Err(Failure::TimedOut {
                        delay: plan.operation(lane).number,
                        timeout: timeout.number(),
                    })
                }),
        };
        let failure = match result {
            Ok(number) => return Ok(number),
            Err(failure) => failure,
        };
        let message = &failure.to_string();
        runtime.record(
            lane,
            EventKind::AttemptFailed {
                number,
                message,
                why: failure.why(),
            },
        );
        if number > plan.scenario.retry {
            return Err(failure);
        }
        if plan.scenario.backoff.as_secs() > 0.0 {
            let pause = backoff(&plan.scenario.backoff, number);
            Sleep::new(runtime, lane, TimerKind::Backoff, pause).await;
        }
        number += 1;
    }
}

/// The tutorial's coroutine.
async fn slow_operation(runtime: Runtime, lane: TaskId, attempt: u32) -> Result<PyNumber, Failure> {
    let plan = runtime.plan();
    let operation = plan.operation(lane);
    let delay = operation.number;
    runtime.print(lane, format!("Starting operation with delay {delay}"));
    // By the number as written: one that rounds to no microsecond is a timer all the same, due at once.
    if delay.is_above_zero() {
        Sleep::new(&runtime, lane, TimerKind::Sleep, operation.delay).await;
    } else {
        YieldOnce {
            runtime: &runtime,
            lane,
            yielded: false,
        }
        .await;
    }
    if operation.cpu > Micros::ZERO {
        Compute {
            runtime: &runtime,
            cpu: operation.cpu,
        }
        .await;
    }
    if operation.attempt_fails(plan.scenario.seed, attempt) {
        return Err(Failure::Raised { delay });
    }
    runtime.print(lane, format!("Operation with delay {delay} finished"));
    Ok(delay.doubled())
}

/// The pause after failed attempt `number`, from 1: doubled each time, and only then rounded, as any length is.
fn backoff(first: &Quantity, number: u32) -> Micros {
    // Doubling a float64 is exact.
    let pause = first.as_secs() * 2_f64.powi(i32::try_from(number - 1).unwrap_or(i32::MAX));
    Micros::rounded(pause.min(LONGEST_BACKOFF.as_secs()))
}

/// Waits for a permit, if there is a limit.
struct Acquire {
    runtime: Runtime,
    lane: TaskId,
    queued: bool,
}

/// A permit that is given back when this is dropped.
#[must_use = "dropping a permit gives it back"]
struct Permit {
    runtime: Runtime,
    lane: TaskId,
}

impl Future for Acquire {
    type Output = Option<Permit>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        match self.runtime.try_permit(self.lane) {
            Acquired::Unlimited => Poll::Ready(None),
            Acquired::Held => {
                self.queued = false;
                Poll::Ready(Some(Permit {
                    runtime: self.runtime.clone(),
                    lane: self.lane,
                }))
            }
            Acquired::Queued => {
                self.queued = true;
                self.runtime.with(|core| core.waits_on(self.lane, WaitingOn::Permit));
                Poll::Pending
            }
        }
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        if self.queued {
            self.runtime.leave_permit_queue(self.lane);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.runtime.release_permit(self.lane);
    }
}

/// A sleep whose timer is set when it is made, and cleared when it is dropped before its time.
struct Sleep {
    runtime: Runtime,
    lane: TaskId,
    on: WaitingOn,
    timer: TimerGuard,
}

impl Sleep {
    fn new(runtime: &Runtime, lane: TaskId, what: TimerKind, length: Micros) -> Self {
        let on = if what == TimerKind::Backoff {
            WaitingOn::Backoff
        } else {
            WaitingOn::Timer
        };
        Self {
            runtime: runtime.clone(),
            lane,
            on,
            timer: runtime.set_timer(lane, what, length),
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.timer.fired() {
            return Poll::Ready(());
        }
        self.runtime.with(|core| core.waits_on(self.lane, self.on));
        Poll::Pending
    }
}

/// `sleep(0)`: wakes itself once.
struct YieldOnce<'a> {
    runtime: &'a Runtime,
    lane: TaskId,
    yielded: bool,
}

impl Future for YieldOnce<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.yielded, true) {
            return Poll::Ready(());
        }
        self.runtime.wake(self.lane, WokenBy::Itself);
        Poll::Pending
    }
}

/// Computes, holding the thread.
struct Compute<'a> {
    runtime: &'a Runtime,
    cpu: Micros,
}

impl Future for Compute<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.runtime.spend(self.cpu) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref(); // this very poll goes on when the loop has given the page its turn
        Poll::Pending
    }
}

/// Drops what it guards when its timer has fired before it is polled; `None` then.
///
/// The timer is set when this is made, before the first poll of what it guards, so that it wins a tie.
struct Timeout<F> {
    guarded: Option<Pin<Box<F>>>,
    timer: TimerGuard,
}

impl<F: Future> Timeout<F> {
    fn new(runtime: &Runtime, lane: TaskId, length: Micros, guarded: F) -> Self {
        Self {
            timer: runtime.set_timer(lane, TimerKind::Timeout, length),
            guarded: Some(Box::pin(guarded)),
        }
    }
}

impl<F: Future> Future for Timeout<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.timer.fired() {
            self.guarded = None;
        }
        match &mut self.guarded {
            None => Poll::Ready(None),
            Some(guarded) => guarded.as_mut().poll(cx).map(Some),
        }
    }
}
