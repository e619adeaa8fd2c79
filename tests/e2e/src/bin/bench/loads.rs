//! The measurements of a first load: when something is seen, when Run works, and what was fetched until then; and the score of
//! Lighthouse.

use crate::figures::Report;
use futurescope_e2e::{Browser, ColourScheme, Failure, Result, Window, ensure, repository_root};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// How much slower the main thread is made.
const SLOWER: [u32; 2] = [1, 4];

/// The least number of loads of which the median is taken.
const LOADS: usize = 7;

/// Lighthouse's own figures vary by a few points.
const AUDITS: usize = 3;

/// The time after the run has started in which the rest of the page may load.
const AFTERMATH: Duration = Duration::from_millis(500);

/// Presses Run as soon as it can be pressed, and notes when the run starts: whether the press waits for the program or the
/// program was there before.
const PRESS: &str = "
    const load = window.loadForBench = { pressed: null, runs: null };
    const watch = new MutationObserver(() => {
        const run = document.querySelector('.app[data-size] .run-button');
        if (run && load.pressed === null) {
            load.pressed = performance.now();
            run.click();
        }
        if (document.documentElement?.dataset.run === 'running') {
            load.runs = performance.now();
            watch.disconnect();
        }
    });
    watch.observe(document, { subtree: true, childList: true, attributeFilter: ['data-run', 'data-size'] });
";

/// The bodies over the wire, in bytes: those that had come when the run started, and all.
const FETCHED: &str =
    "((until) => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter((entry) => entry.responseEnd <= until)
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0))";

/// Loads the page with nothing kept, which the server forbids, on a main thread as it is and on one that is slower.
pub async fn first_load(address: &str, repetitions: usize, report: &mut Report) -> Result {
    // A browser of its own, because the script stays in it.
    let browser = Browser::start(Window::DESKTOP, ColourScheme::Dark).await?;
    browser.run_before_page(PRESS).await?;
    let page = browser.page();
    for slower in SLOWER {
        let (mut painted, mut runs, mut until, mut all) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..repetitions.max(LOADS) {
            page.slow_down(slower).await?;
            // Each is a first visit.
            page.devtools(
                "Storage.clearDataForOrigin",
                json!({ "origin": address.trim_end_matches('/'), "storageTypes": "all" }),
            )
            .await?;
            page.open(address).await?;
            page.until("a press of Run has started a run", "loadForBench.runs")
                .await?;
            tokio::time::sleep(AFTERMATH).await;
            let paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";
            painted.push(page.number_of(paint).await?);
            runs.push(page.number_of("loadForBench.runs").await?);
            until.push(page.number_of(&format!("{FETCHED}(loadForBench.runs)")).await? / 1e3);
            all.push(page.number_of(&format!("{FETCHED}(Infinity)")).await? / 1e3);
        }
        page.slow_down(1).await?;
        let name = match slower {
            1 => "first load".to_owned(),
            _ => format!("first load, {slower} times slower"),
        };
        report.add(&format!("{name}: first contentful paint"), "ms", "", &painted);
        let goal = if slower == 1 { "" } else { "goal: below 450" };
        report.add(&format!("{name}: a press of Run starts a run"), "ms", goal, &runs);
        if slower == 1 {
            report.add("first load: fetched until then, gzip", "KB", "goal: below 300", &until);
            report.add("first load: fetched in all, gzip", "KB", "", &all);
        }
    }
    Ok(())
}

/// The score of Lighthouse for a phone on a slow network, as it simulates it by default. `LIGHTHOUSE` names its program;
/// without one the reason is printed, and nothing is measured.
pub async fn lighthouse(address: &str, report: &mut Report) -> Result {
    let Some(program) = std::env::var_os("LIGHTHOUSE") else {
        println!("LIGHTHOUSE is not set: its score is not measured");
        return Ok(());
    };
    let mut scores = Vec::new();
    let mut parts: [(&str, &str, Vec<f64>); 4] = [
        ("first-contentful-paint", "first contentful paint", Vec::new()),
        ("largest-contentful-paint", "largest contentful paint", Vec::new()),
        ("total-blocking-time", "total blocking time", Vec::new()),
        ("cumulative-layout-shift", "layout shift", Vec::new()),
    ];
    for _ in 0..AUDITS {
        let result = audit(Path::new(&program), address).await?;
        let score = result["categories"]["performance"]["score"].as_f64();
        scores.push(
            score.ok_or_else(|| Failure(format!("Lighthouse gives no score: {}", result["runtimeError"])))? * 100.0,
        );
        for (name, _, values) in &mut parts {
            values.push(result["audits"][*name]["numericValue"].as_f64().unwrap_or_default());
        }
    }
    report.add("Lighthouse, phone: performance", "of 100", "goal: at least 98", &scores);
    for (name, words, values) in parts {
        let unit = if name == "cumulative-layout-shift" { "" } else { "ms" };
        report.add(&format!("Lighthouse, phone: {words}"), unit, "", &values);
    }
    Ok(())
}

async fn audit(program: &Path, address: &str) -> Result<Value> {
    let folder = repository_root().join("target").join("e2e");
    tokio::fs::create_dir_all(&folder).await?;
    let file: PathBuf = folder.join("lighthouse.json");
    let mut lighthouse = Command::new(program);
    lighthouse
        .arg(address)
        .args(["--only-categories=performance", "--output=json", "--quiet"])
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage")
        .arg(format!("--output-path={}", file.display()))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(browser) = std::env::var_os("CHROME") {
        lighthouse.env("CHROME_PATH", browser);
    }
    let status = lighthouse.status().await?;
    ensure(status.success(), || format!("Lighthouse fails: {status}"))?;
    let text = tokio::fs::read_to_string(&file).await?;
    serde_json::from_str(&text).map_err(|error| Failure(format!("{}: {error}", file.display())))
}
