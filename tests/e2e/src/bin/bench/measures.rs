//! The measurements of the page alone. [`crate::figures`] reports the figures.

use crate::figures::Report;
use crate::quiet::until_quiet;
use flate2::Compression;
use flate2::write::GzEncoder;
use futurescope_e2e::{LongTask, Page, Result};
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The number of tasks for measurements without a comparison.
const TASKS: usize = 10_000;

/// The time after a run in which drawing still counts as part of it.
const AFTERMATH: Duration = Duration::from_millis(500);

/// The time without activity before idleness is measured.
const SETTLING: Duration = Duration::from_secs(1);
const IDLE: Duration = Duration::from_secs(2);

/// Of the 16 ms of a frame, this leaves the rest to the browser.
const FRAME_GOAL: &str = "goal: below 4 at p95";

/// The total size of all files, raw and with `gzip -9`.
pub fn sizes(folder: &Path, report: &mut Report) -> Result {
    let (mut raw, mut packed) = (0, 0);
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(path)?;
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&bytes)?;
            raw += bytes.len();
            packed += encoder.finish()?.len();
        }
    }
    report.add("all files of dist/, raw", "KB", "", &[raw as f64 / 1e3]);
    report.add("all files of dist/, gzip -9", "KB", "", &[packed as f64 / 1e3]);
    Ok(())
}

/// Layout and paint of each frame while 1,000 tasks run, as the page measures them itself with `?measure`.
pub async fn frames(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    let link = format!("{address}?measure#tasks=0.5s..3s%20x1000&await=gather");
    let mut durations = Vec::new();
    for _ in 0..repetitions {
        page.open_idle(&link).await?;
        press_run_to_end(page).await?;
        let measured = "performance.getEntriesByName('futurescope-frame', 'measure').map((frame) => frame.duration)";
        let measured = page.evaluate(measured).await?;
        durations.extend(measured.as_array().into_iter().flatten().filter_map(Value::as_f64));
    }
    report.add(
        "1000 running tasks: layout and paint of a frame",
        "ms",
        FRAME_GOAL,
        &durations,
    );
    Ok(())
}

/// Pause and Resume with 10,000 pending sleeps: how long the click blocks the main thread, and the tasks longer than 50
/// ms until all timers are set again.
pub async fn pausing(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    for timers in ["shared", "each"] {
        let link = format!("{address}#tasks=60s%20x{TASKS}&await=gather&timers={timers}");
        let (mut paused, mut resumed, mut longest) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..repetitions {
            page.open_idle(&link).await?;
            page.button("Run").await?.click().await?;
            page.until("all sleeps are pending", "document.querySelector('[aria-label=\"Console\"][role=log]')?.textContent.length && document.querySelector('.tab-count').textContent === '10,000'")
                .await?;
            tokio::time::sleep(AFTERMATH).await;
            let since = page.number_of("performance.now()").await?;
            let press = "(() => { const start = performance.now(); document.querySelector('.run-button').click(); return performance.now() - start; })()";
            paused.push(page.number_of(press).await?);
            page.until_run("paused").await?;
            tokio::time::sleep(AFTERMATH).await;
            resumed.push(page.number_of(press).await?);
            page.until_run("running").await?;
            tokio::time::sleep(AFTERMATH).await;
            let tasks = long_tasks_since(page, since).await?;
            longest.push(tasks.iter().map(|task| task.duration_ms).fold(0.0, f64::max));
            page.button("Stop").await?.click().await?;
            page.until_run("done").await?;
        }
        let name = format!("{TASKS} pending sleeps, timers={timers}");
        report.add(&format!("{name}: press Pause"), "ms", "goal: below 50", &paused);
        report.add(&format!("{name}: press Resume"), "ms", "goal: below 50", &resumed);
        report.add(&format!("{name}: longest long task of both"), "ms", "goal: 0", &longest);
    }
    Ok(())
}

/// An edit of a list of 1,000 tasks: from the keystroke to the end of the frame that draws the new prediction.
pub async fn editing(page: &Page, address: &str, report: &mut Report) -> Result {
    page.open_idle(&format!("{address}#tasks=0.5s..3s%20x1000&await=gather&limit=300"))
        .await?;
    tokio::time::sleep(AFTERMATH).await;
    let since = page.number_of("performance.now()").await?;
    let edit = "(async () => {
        const label = [...document.querySelectorAll('label')].find((label) => label.textContent.includes('Limit'));
        const field = label.control ?? label.querySelector('input');
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
        const costs = [];
        for (let edit = 0; edit < 20; edit += 1) {
            await new Promise(requestAnimationFrame);
            await new Promise((resolve) => setTimeout(resolve, 100));
            const start = performance.now();
            set.call(field, String(100 + edit));
            field.dispatchEvent(new Event('input', { bubbles: true }));
            // The page requests its frame first, so this one runs after it.
            await new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 0));
            costs.push(performance.now() - start);
        }
        return costs;
    })()";
    let costs = page.evaluate(edit).await?;
    let costs: Vec<f64> = costs
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    report.add(
        "an edit of 1000 tasks: until its prediction is drawn",
        "ms",
        "goal: one frame",
        &costs,
    );
    let tasks = long_tasks_since(page, since).await?;
    let longest = tasks.iter().map(|task| task.duration_ms).fold(0.0, f64::max);
    report.add(
        "an edit of 1000 tasks: longest long task of 20",
        "ms",
        "goal: 0",
        &[longest],
    );
    Ok(())
}

/// All eight policies over 1,000 and over 10,000 tasks: the time until all figures are shown, and the tasks that block
/// the page in the meantime.
pub async fn comparing(page: &Page, address: &str, report: &mut Report) -> Result {
    for tasks in [1_000, TASKS] {
        page.open_idle(&format!("{address}#tasks=1s..3s%20x{tasks}&limit=50"))
            .await?;
        tokio::time::sleep(AFTERMATH).await;
        let since = page.number_of("performance.now()").await?;
        page.tab("Compare").await?.click().await?;
        let made = "document.querySelectorAll('.compare-row[data-made=true]').length === 8";
        page.until("all eight are there", made).await?;
        let took = page.number_of("performance.now()").await? - since;
        tokio::time::sleep(AFTERMATH).await;
        let long = long_tasks_since(page, since).await?;
        let longest = long.iter().map(|task| task.duration_ms).fold(0.0, f64::max);
        report.add(
            &format!("{tasks} tasks under eight policies: until compared"),
            "ms",
            "",
            &[took],
        );
        report.add(
            &format!("{tasks} tasks under eight policies: longest long task"),
            "ms",
            "goal: 0",
            &[longest],
        );
    }
    Ok(())
}

/// Opening Code with a million tasks that have different delays: the tasks longer than 50 ms.
pub async fn opening_code(page: &Page, address: &str, report: &mut Report) -> Result {
    page.open_idle(&format!("{address}#tasks=1s..3s%20x1000000&await=gather"))
        .await?;
    tokio::time::sleep(AFTERMATH).await;
    let since = page.number_of("performance.now()").await?;
    page.tab("Code").await?.click().await?;
    page.until(
        "the program is there",
        "document.querySelector('pre')?.textContent.length > 0",
    )
    .await?;
    let took = page.number_of("performance.now()").await? - since;
    tokio::time::sleep(AFTERMATH).await;
    let long = long_tasks_since(page, since).await?;
    let longest = long.iter().map(|task| task.duration_ms).fold(0.0, f64::max);
    report.add("1000000 tasks: until Code is open", "ms", "", &[took]);
    report.add(
        "1000000 tasks: longest long task of opening Code",
        "ms",
        "goal: 0",
        &[longest],
    );
    Ok(())
}

/// The critical path of 100,000 tasks under a limit, and one of very many steps, in virtual time: until it is listed, and
/// the tasks longer than 50 ms.
pub async fn critical_path(page: &Page, address: &str, report: &mut Report) -> Result {
    for (name, fragment, key) in [
        (
            "100000 tasks, limit=1000",
            "tasks=1ms%20x100000&await=gather&limit=1000&timers=shared&speed=10",
            " ",
        ),
        (
            "1000 tasks of 10 attempts each, limit=1",
            "tasks=1s%20fail%209%20x1000&await=settle&limit=1&retry=9",
            "a",
        ),
    ] {
        page.open_idle(&format!("{address}#{fragment}")).await?;
        page.evaluate("document.activeElement.blur()").await?;
        page.type_text(key).await?;
        page.until_run("done").await?;
        until_quiet(page).await?;
        let since = page.number_of("performance.now()").await?;
        page.type_text("k").await?;
        page.until(
            "the path is listed",
            "document.querySelectorAll('.path-row').length > 0",
        )
        .await?;
        let took = page.number_of("performance.now()").await? - since;
        tokio::time::sleep(AFTERMATH).await;
        let long = long_tasks_since(page, since).await?;
        let longest = long.iter().map(|task| task.duration_ms).fold(0.0, f64::max);
        report.add(&format!("{name}: until the critical path is listed"), "ms", "", &[took]);
        report.add(&format!("{name}: longest long task of it"), "ms", "goal: 0", &[longest]);
    }
    Ok(())
}

/// Scrubbing through the recording of 10,000 tasks: the time from a move of the playhead until the page is drawn again,
/// and the tasks longer than 50 ms.
pub async fn scrubbing(page: &Page, address: &str, report: &mut Report) -> Result {
    page.open_idle(&format!("{address}#tasks=0.5s%20x{TASKS}&await=gather&timers=shared"))
        .await?;
    press_run_to_end(page).await?;
    let since = page.number_of("performance.now()").await?;
    let scrub = "(async () => {
        const playhead = document.querySelector('.timeline-playhead');
        const frame = () => new Promise(requestAnimationFrame);
        const costs = [];
        for (let move = 0; move < 50; move += 1) {
            const start = performance.now();
            playhead.value = Math.round(playhead.max * ((move * 37) % 50) / 50);
            playhead.dispatchEvent(new Event('input'));
            costs.push(performance.now() - start);
            await frame();
            await frame();
        }
        return costs;
    })()";
    let costs = page.evaluate(scrub).await?;
    let costs: Vec<f64> = costs
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    report.add(&format!("{TASKS} tasks: a move of the playhead"), "ms", "", &costs);
    let tasks = long_tasks_since(page, since).await?;
    let longest = tasks.iter().map(|task| task.duration_ms).fold(0.0, f64::max);
    report.add(
        &format!("{TASKS} tasks: longest long task of 50 moves"),
        "ms",
        "goal: 0",
        &[longest],
    );
    Ok(())
}

/// The requests of the page to the browser once a run has ended and nothing moves.
pub async fn idleness(page: &Page, address: &str, report: &mut Report) -> Result {
    page.open_idle(&format!("{address}#tasks=0.2,0.1&await=gather")).await?;
    press_run_to_end(page).await?;
    tokio::time::sleep(SETTLING).await;
    page.evaluate("countedForBench.frames = countedForBench.timers = 0")
        .await?;
    tokio::time::sleep(IDLE).await;
    let frames = page.number_of("countedForBench.frames").await?;
    let timers = page.number_of("countedForBench.timers").await?;
    let pending = page.number_of("countedForBench.pending.size").await?;
    report.add("idle for 2 s after a run: frames asked for", "", "goal: 0", &[frames]);
    report.add("idle for 2 s after a run: timers asked for", "", "goal: 0", &[timers]);
    report.add("idle for 2 s after a run: timers pending", "", "goal: 0", &[pending]);
    Ok(())
}

/// Presses Run, and waits for the end and for the drawing after it.
pub async fn press_run_to_end(page: &Page) -> Result {
    page.button("Run").await?.click().await?;
    page.until_run("done").await?;
    tokio::time::sleep(AFTERMATH).await;
    Ok(())
}

/// The long tasks that ended after this time of the document.
pub async fn long_tasks_since(page: &Page, start_ms: f64) -> Result<Vec<LongTask>> {
    let tasks = page.long_tasks().await?;
    // The task of a click starts before the event of the click.
    Ok(tasks
        .into_iter()
        .filter(|task| task.start_ms + task.duration_ms > start_ms)
        .collect())
}
