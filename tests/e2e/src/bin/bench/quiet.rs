//! Waits until the page has nothing more to do, because work after a run or an edit is part of its cost.

use futurescope_e2e::{Page, Result, ensure};
use std::time::{Duration, Instant};

/// The interval between two checks. Delayed work is delayed by less than this.
const CHECK_EVERY: Duration = Duration::from_millis(400);

/// The computing time per interval below which the page is idle. Checking it, or a blinking cursor, takes less.
const IDLE_MS: f64 = 5.0;

/// After this time the page counts as never idle.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until the main thread has done almost nothing for a while, so that its long tasks have been reported too.
pub async fn until_quiet(page: &Page) -> Result {
    let start = Instant::now();
    let mut before = page.work().await?.main_thread_ms;
    loop {
        tokio::time::sleep(CHECK_EVERY).await;
        let now = page.work().await?.main_thread_ms;
        if now - before < IDLE_MS {
            return Ok(());
        }
        ensure(start.elapsed() < PATIENCE, || {
            format!("the page is not at rest after {} s", PATIENCE.as_secs())
        })?;
        before = now;
    }
}
