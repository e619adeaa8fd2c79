//! A run of many sleeps in the page, beside bare JavaScript that does the same in the same browser: `Promise.all` over
//! `setTimeout`. Each repetition measures one after the other, so that the state of the machine is the same for both.

use crate::figures::{Report, TIMES};
use crate::measures::long_tasks_since;
use crate::quiet::until_quiet;
use futurescope_e2e::{Failure, LongTask, Page, Result, same};
use std::time::Duration;

/// The delay of each task, in milliseconds.
const DELAY_MS: f64 = 500.0;

/// The longest a run may take; a million tasks on a busy machine take half of it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A number of tasks, with the goals for it.
pub struct Size {
    tasks: usize,
    /// The most repetitions in a reasonable time.
    most: usize,
    lateness: &'static str,
    ratio: &'static str,
    longest: &'static str,
    memory: &'static str,
}

/// Ten thousand.
pub const TEN_THOUSAND: Size = Size {
    tasks: 10_000,
    most: usize::MAX,
    lateness: "",
    ratio: "goal: 1",
    longest: "goal: 50",
    memory: "",
};

/// A hundred thousand.
pub const HUNDRED_THOUSAND: Size = Size {
    tasks: 100_000,
    most: usize::MAX,
    lateness: "",
    ratio: "goal: 0.5, aim: 0.33",
    longest: "goal: 50",
    memory: "",
};

/// A million.
pub const MILLION: Size = Size {
    tasks: 1_000_000,
    most: 3,
    lateness: "goal: 3000, aim: 1500",
    ratio: "",
    longest: "goal: 50",
    memory: "goal: 600",
};

/// The measurements of one run of many sleeps.
struct ManySleeps {
    /// The time from the click to the end, minus the delay.
    late_ms: f64,
    /// The long tasks that ended after the click.
    long_tasks: Vec<LongTask>,
    /// The computing time of the main thread, until the page was idle again.
    main_thread_ms: f64,
    /// How often a full recording paused the run.
    pauses: f64,
    /// The memory of the program at the end: that of wasm in the page, the heap in bare JavaScript.
    memory_bytes: f64,
}

/// Sleeps of half a second with shared timers, beside bare JavaScript.
pub async fn shared(page: &Page, address: &str, size: &Size, repetitions: usize, report: &mut Report) -> Result {
    let link = link(address, size.tasks, "shared");
    let (mut runs, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..repetitions.min(size.most) {
        bare.push(run_in_bare_javascript(page, size.tasks).await?);
        runs.push(run_in_page(page, &link).await?);
    }
    add(report, &format!("{} tasks", size.tasks), size, &runs);
    let pauses: Vec<f64> = runs.iter().map(|run| run.pauses).collect();
    let name = format!("{} tasks: pauses for a full record", size.tasks);
    report.add(&name, "", "goal: 0", &pauses);
    let none = Size {
        lateness: "",
        longest: "",
        memory: "",
        ..*size
    };
    let name = format!("{} setTimeout, bare JavaScript", size.tasks);
    add(report, &name, &none, &bare);
    let times = |of: fn(&ManySleeps) -> f64| -> Vec<f64> {
        let pairs = runs.iter().zip(&bare);
        pairs.map(|(run, bare)| of(run) / of(bare)).collect()
    };
    let name = format!("{} tasks beside bare JavaScript", size.tasks);
    report.add(
        &format!("{name}: lateness"),
        TIMES,
        size.ratio,
        &times(|run| run.late_ms),
    );
    report.add(
        &format!("{name}: main thread"),
        TIMES,
        "",
        &times(|run| run.main_thread_ms),
    );
    Ok(())
}

/// The same with a timer for each task, as in the program that the page shows.
pub async fn each(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    let size = Size {
        longest: "",
        ..TEN_THOUSAND
    };
    let link = link(address, size.tasks, "each");
    let mut runs = Vec::new();
    for _ in 0..repetitions {
        runs.push(run_in_page(page, &link).await?);
    }
    add(report, &format!("{} tasks, timers=each", size.tasks), &size, &runs);
    Ok(())
}

/// The number of tasks of the runs in which all are cancelled at once.
const CANCELLED: usize = 100_000;

/// The time after Run at which all are cancelled: a multiple of what spawning them takes.
const CANCELLED_AFTER: Duration = Duration::from_secs(3);

/// A hundred thousand tasks that are cancelled while they sleep: by a deadline, as leftovers of a main that has failed, by a
/// failure in their group, and by Stop.
pub async fn cancelled(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    let seconds = CANCELLED_AFTER.as_secs();
    let others = CANCELLED - 1;
    let runs = [
        (
            "by a deadline",
            format!("60s%20x{CANCELLED}&deadline={seconds}s"),
            "failed",
        ),
        ("as leftovers", format!("{seconds}s%20fail,60s%20x{others}"), "failed"),
        (
            "by a failure in their group",
            format!("{seconds}s%20fail,60s%20x{others}&await=group"),
            "failed",
        ),
        ("by Stop", format!("60s%20x{CANCELLED}"), "stopped"),
    ];
    for (how, tasks, outcome) in runs {
        let await_all = if tasks.contains("await=") { "" } else { "&await=gather" };
        let link = format!("{address}#tasks={tasks}{await_all}&timers=shared");
        let mut longest = Vec::new();
        for _ in 0..repetitions {
            page.open_idle(&link).await?;
            until_quiet(page).await?;
            page.button("Run").await?.click().await?;
            let clicked = page.number_of("probeForBench.clicked").await?;
            if outcome == "stopped" {
                tokio::time::sleep(CANCELLED_AFTER).await;
                page.button("Stop").await?.click().await?;
            }
            page.evaluate("probeForBench.ended()").await?;
            same("data-outcome", page.outcome().await?, outcome)?;
            until_quiet(page).await?;
            let long_tasks = long_tasks_since(page, clicked).await?;
            longest.push(long_tasks.iter().map(|task| task.duration_ms).fold(0.0, f64::max));
        }
        let name = format!("{CANCELLED} tasks cancelled {how}: longest long task");
        report.add(&name, "ms", "goal: 50", &longest);
    }
    Ok(())
}

fn link(address: &str, tasks: usize, timers: &str) -> String {
    format!("{address}#tasks=0.5s%20x{tasks}&await=gather&timers={timers}")
}

fn add(report: &mut Report, name: &str, size: &Size, runs: &[ManySleeps]) {
    let figures = |of: fn(&ManySleeps) -> f64| runs.iter().map(of).collect::<Vec<_>>();
    let mut add = |what: &str, unit, goal, of| report.add(&format!("{name}: {what}"), unit, goal, &figures(of));
    add("beyond 0.5 s", "ms", size.lateness, |run| run.late_ms);
    add("long tasks", "", "", |run| run.long_tasks.len() as f64);
    add("longest long task", "ms", size.longest, |run| {
        run.long_tasks.iter().map(|task| task.duration_ms).fold(0.0, f64::max)
    });
    add("main thread", "ms", "", |run| run.main_thread_ms);
    add("memory at the end", "MB", size.memory, |run| run.memory_bytes / 1e6);
}

async fn run_in_page(page: &Page, link: &str) -> Result<ManySleeps> {
    page.open_idle(link).await?;
    until_quiet(page).await?;
    let run = page.button("Run").await?;
    let before = page.work().await?;
    run.click().await?;
    // One call that waits for the end, because each of many would take time on the main thread.
    let ended = page.evaluate("probeForBench.ended()");
    tokio::time::timeout(PATIENCE, ended)
        .await
        .map_err(|_| Failure(format!("no end after {} s: {link}", PATIENCE.as_secs())))??;
    same("data-outcome", page.outcome().await?, "ok")?;
    until_quiet(page).await?;
    let after = page.work().await?;
    let clicked = page.number_of("probeForBench.clicked").await?;
    let done = "probeForBench.states.findLast((change) => change.state === 'done').at";
    Ok(ManySleeps {
        late_ms: page.number_of(done).await? - clicked - DELAY_MS,
        long_tasks: long_tasks_since(page, clicked).await?,
        main_thread_ms: after.main_thread_ms - before.main_thread_ms,
        pauses: page.number_of("probeForBench.pauses").await?,
        memory_bytes: page.number_of("probeForBench.wasmBytes()").await?,
    })
}

async fn run_in_bare_javascript(page: &Page, tasks: usize) -> Result<ManySleeps> {
    page.open("about:blank").await?;
    let program = format!(
        "(async () => {{
            const start = performance.now();
            const sleep = () => new Promise((resolve) => setTimeout(resolve, {DELAY_MS}));
            await Promise.all(Array.from({{ length: {tasks} }}, sleep));
            return {{ start, end: performance.now() }};
        }})()"
    );
    let before = page.work().await?;
    let times = page.evaluate(&program).await?;
    let time = |key: &str| times[key].as_f64().unwrap_or_default();
    let memory_bytes = page.work().await?.heap_bytes;
    until_quiet(page).await?;
    let after = page.work().await?;
    Ok(ManySleeps {
        late_ms: time("end") - time("start") - DELAY_MS,
        long_tasks: long_tasks_since(page, time("start")).await?,
        main_thread_ms: after.main_thread_ms - before.main_thread_ms,
        pauses: 0.0,
        memory_bytes,
    })
}
