//! `with permit: retry: timeout: slow_operation(delay)`.

use crate::Shared;
use crate::task::{Timer, World, yield_once};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;

/// The longest pause between attempts: 24 h.
const LONGEST_BACKOFF_S: f64 = 24.0 * 60.0 * 60.0;

/// Why something failed.
#[derive(Debug)]
pub struct Failure(pub String);

impl Failure {
    /// The failure as Python shows it in a list.
    pub fn shown(self) -> String {
        let name = if self.0.contains("timed out") {
            "TimeoutError"
        } else {
            "RuntimeError"
        };
        format!("{name}('{}')", self.0)
    }
}

/// The operation at `index`, from acquiring its permit to its end.
pub async fn operation(shared: Rc<Shared>, index: usize) -> Result<String, Failure> {
    let _permit = match &shared.permits {
        Some(permits) => Some(permits.acquire().await),
        None => None,
    };
    let scenario = &shared.scenario;
    let mut number = 1;
    loop {
        let attempt = slow_operation(&shared, index, number);
        let result = match &scenario.timeout {
            None => attempt.await,
            Some(timeout) => timed(&shared.world, timeout.us, attempt).await.unwrap_or_else(|| {
                let delay = &scenario.operations[index].delays[number as usize - 1].text;
                Err(Failure(format!(
                    "operation with delay {delay} timed out after {}",
                    timeout.text
                )))
            }),
        };
        if result.is_ok() || number > scenario.retry {
            return result;
        }
        if scenario.backoff_s > 0.0 {
            let pause = (scenario.backoff_s * 2_f64.powi(number as i32 - 1)).min(LONGEST_BACKOFF_S);
            Timer::new(&shared.world, (pause * 1_000_000.0 + 0.5).floor() as u64).await;
        }
        number += 1;
    }
}

async fn slow_operation(shared: &Shared, index: usize, attempt: u32) -> Result<String, Failure> {
    let world = &shared.world;
    let operation = &shared.scenario.operations[index];
    let attempt = attempt as usize - 1;
    let delay = &operation.delays[attempt];
    let text = &delay.text;
    world.print(format!("Starting operation with delay {text}"));
    if delay.sleeps {
        Timer::new(world, delay.us).await;
    } else {
        yield_once().await;
    }
    world.compute(operation.cpu_us);
    if operation.fails[attempt] {
        return Err(Failure(format!("operation with delay {text} failed")));
    }
    world.print(format!("Operation with delay {text} finished"));
    Ok(delay.double.clone())
}

/// Returns `None` if the time is up before `guarded` is polled again, even if `guarded` is ready.
pub async fn timed<F: Future>(world: &Rc<World>, length_us: u64, guarded: F) -> Option<F::Output> {
    let mut timer = Timer::new(world, length_us);
    let mut guarded = pin!(guarded);
    poll_fn(move |cx| {
        if Pin::new(&mut timer).poll(cx).is_ready() {
            return std::task::Poll::Ready(None);
        }
        guarded.as_mut().poll(cx).map(Some)
    })
    .await
}
