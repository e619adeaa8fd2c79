//! The program in two parts: the first draws and runs, what is asked for earlier than the second is there waits for it, and
//! the parts make the same program however it is divided.

use super::loading::Copy;
use futurescope_e2e::page::PRESS_AT_ONCE;
use futurescope_e2e::{Failure, Page, Result, SPAWNED_LINES, ensure, repository_root, same};
use serde_json::{Value, json};

/// The address of the second part, for Chromium.
const SECOND: &str = "*_second-*.wasm";

/// Counts the synchronous requests of the second part: those of a function that is called before it is there.
const COUNT_EARLY_CALLS: &str = "
    window.earlyCallsForTests = 0;
    const open = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (...given) {
        if (String(given[1]).includes('_second')) window.earlyCallsForTests += 1;
        return open.apply(this, given);
    };
";

/// Fails unless a function of the second part was called before that was there, or was not, as `wanted`.
async fn was_called_early(page: &Page, wanted: bool) -> Result {
    same(
        "a function of the second part was called",
        page.evaluate("earlyCallsForTests > 0").await?,
        json!(wanted),
    )
}

/// Lets requests of the second part fail, or no longer.
async fn block_second(page: &Page, blocked: bool) -> Result {
    page.devtools("Network.enable", json!({})).await?;
    let addresses: &[&str] = if blocked { &[SECOND] } else { &[] };
    page.devtools("Network.setBlockedURLs", json!({ "urls": addresses }))
        .await?;
    Ok(())
}

/// Opens the page without its second part, and waits until it says so.
async fn open_first_part(page: &Page, address: &str) -> Result {
    page.run_before(COUNT_EARLY_CALLS).await?;
    block_second(page, true).await?;
    page.open(address).await?;
    page.until_run("idle").await?;
    page.until(
        "the page says what is missing",
        "document.querySelector('.part-missing[role=status]')",
    )
    .await?;
    same(
        "the state of the program",
        page.evaluate("document.documentElement.dataset.program").await?,
        json!("first"),
    )
}

/// Lets the second part through.
async fn complete(page: &Page) -> Result {
    block_second(page, false).await?;
    page.until(
        "the program is whole",
        "document.documentElement.dataset.program === 'whole'",
    )
    .await?;
    same(
        "notices",
        page.evaluate("document.querySelectorAll('.part-missing').length")
            .await?,
        json!(0),
    )?;
    // The requests that failed.
    let messages = page.console_messages().await?;
    ensure(
        messages.iter().all(|message| message.message.contains("_second-")),
        || format!("{messages:?}"),
    )
}

pub async fn the_first_part_draws_and_runs_alone(page: &Page, address: &str) -> Result {
    open_first_part(page, address).await?;
    page.button("Run").await?.click().await?;
    page.until_run("done").await?;
    // What a run does not change stands until the program brings its own.
    same(
        "what stands",
        page.evaluate(
            "['.editor', '.transport', '.timeline'].map(part => getComputedStyle(document.querySelector('[data-first-paint] ' + part)).visibility)",
        )
        .await?,
        json!(["visible", "hidden", "hidden"]),
    )?;
    was_called_early(page, false).await?;
    complete(page).await?;
    same(
        "what stands",
        page.evaluate("document.querySelectorAll('[data-first-paint]').length")
            .await?,
        json!(0),
    )?;
    // Of the run that the first part has made.
    same("console", page.console_lines().await?, SPAWNED_LINES.as_slice())?;
    page.button("Run again").await?.click().await?;
    page.until_run("done").await?;
    same("console", page.console_lines().await?, SPAWNED_LINES.as_slice())
}

/// Sizes that are not among those with which the blocks are noted, with the pixels of the screen for each of the page.
const OTHER_SIZES: [(u32, u32, f64); 10] = [
    (320, 480, 2.0),
    (360, 640, 3.0),
    (412, 915, 2.625),
    (640, 480, 1.0),
    (768, 1024, 2.0),
    (820, 1180, 2.0),
    (1000, 600, 1.0),
    (1180, 820, 2.0),
    (1366, 768, 1.25),
    (2560, 1440, 1.0),
];

pub async fn the_first_part_suffices_in_windows_of_other_sizes(page: &Page, address: &str) -> Result {
    page.run_before(COUNT_EARLY_CALLS).await?;
    block_second(page, true).await?;
    // Each visit is a first one.
    page.run_before(
        "if (location.protocol === 'http:') {
            [localStorage, sessionStorage].forEach(storage => storage.clear());
            Object.defineProperty(navigator.serviceWorker, 'controller', { value: null });
        }",
    )
    .await?;
    let mut early = Vec::new();
    for (width, height, scale) in OTHER_SIZES {
        // A page of another size would be laid out anew.
        page.open("about:blank").await?;
        let is_phone = width.min(height) < 600;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        page.open(address).await?;
        page.until_run("idle").await?;
        page.until(
            "the page says what is missing",
            "document.querySelector('.part-missing')",
        )
        .await?;
        let idle = page.evaluate("earlyCallsForTests").await?;
        page.button("Run").await?.click().await?;
        page.until_run("done").await?;
        let run = page.evaluate("earlyCallsForTests").await?;
        if (&idle, &run) != (&json!(0), &json!(0)) {
            early.push(format!(
                "{width}x{height} at {scale}: {idle} when idle, {run} after a run"
            ));
        }
    }
    ensure(early.is_empty(), || {
        format!("functions of the second part were called: {early:?}")
    })
}

pub async fn a_press_at_once_runs_with_the_first_part_alone(page: &Page, address: &str) -> Result {
    page.run_before(COUNT_EARLY_CALLS).await?;
    page.run_before(PRESS_AT_ONCE).await?;
    block_second(page, true).await?;
    page.open(address).await?;
    page.until_run("done").await?;
    was_called_early(page, false).await?;
    complete(page).await?;
    same("console", page.console_lines().await?, SPAWNED_LINES.as_slice())?;
    // A second visit starts with both parts, although no service worker has them here.
    page.open(address).await?;
    page.until_run("done").await?;
    same(
        "the state of the program",
        page.evaluate("document.documentElement.dataset.program ?? null")
            .await?,
        Value::Null,
    )?;
    was_called_early(page, false).await
}

pub async fn what_is_asked_for_early_is_done_when_the_rest_is_there(page: &Page, address: &str) -> Result {
    open_first_part(page, address).await?;
    page.button("Export").await?.click().await?;
    same(
        "menus",
        page.evaluate("document.querySelectorAll('[role=menu]:popover-open').length")
            .await?,
        json!(0),
    )?;
    was_called_early(page, false).await?;
    complete(page).await?;
    page.until(
        "the menu is open",
        "document.querySelector('[role=menuitem]')?.checkVisibility()",
    )
    .await
}

/// Where constants of the second part will be, the first part has bytes with which no text is text and no table right.
pub async fn the_first_part_reads_no_constant_of_the_second(page: &Page, _: &str) -> Result {
    let copy = copy_of_build("no-constants")?;
    let notes = repository_root().join("target").join("blocks");
    split::split_and_fill(copy.folder(), &notes, 0xFF).map_err(Failure)?;
    finish::finish(copy.folder()).map_err(Failure)?;
    let site = copy.serve().await?;
    the_first_part_draws_and_runs_alone(page, site.address()).await
}

/// A copy of what Trunk has built, which is not split yet.
fn copy_of_build(name: &str) -> Result<Copy> {
    let built = repository_root().join("target").join("page");
    ensure(built.is_dir(), || {
        "target/page is missing: run `cargo xtask build` first".into()
    })?;
    Copy::of(name, &built)
}

pub async fn a_program_whose_first_part_has_next_to_nothing_does_the_same(page: &Page, _: &str) -> Result {
    let copy = copy_of_build("nothing-first")?;
    let counting = copy_of_build("counting")?;
    let blocks = split::instrument(counting.folder()).map_err(Failure)?;
    let notes = repository_root().join("target").join("no-blocks");
    std::fs::write(&notes, vec![0; blocks])?;
    split::split(copy.folder(), &notes).map_err(Failure)?;
    finish::finish(copy.folder()).map_err(Failure)?;
    let site = copy.serve().await?;
    page.run_before(COUNT_EARLY_CALLS).await?;
    page.open_idle(site.address()).await?;
    was_called_early(page, true).await?;
    page.button("Run").await?.click().await?;
    page.until_run("done").await?;
    same("console", page.console_lines().await?, SPAWNED_LINES.as_slice())?;
    page.button("Export").await?.click().await?;
    page.until(
        "the menu is open",
        "document.querySelector('[role=menuitem]')?.checkVisibility()",
    )
    .await
}
