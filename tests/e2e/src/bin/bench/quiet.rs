//! Waiting until the page has nothing more to do: what it still does after a run or an edit belongs to that.

use futurescope_e2e::{Page, Result, ensure};
use std::time::{Duration, Instant};

/// What is put off is put off for less than this.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Of each look: asking takes less, and so does a cursor that blinks.
const AT_REST_MS: f64 = 5.0;

/// Past this the page never comes to rest.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until the main thread has done next to nothing for a while, so that its long tasks have been reported, too.
pub async fn until_quiet(page: &Page) -> Result {
    let start = Instant::now();
    let mut before = page.work().await?.main_thread_ms;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now = page.work().await?.main_thread_ms;
        if now - before < AT_REST_MS {
            return Ok(());
        }
        ensure(start.elapsed() < PATIENCE, || {
            format!("the page is not at rest after {} s", PATIENCE.as_secs())
        })?;
        before = now;
    }
}
