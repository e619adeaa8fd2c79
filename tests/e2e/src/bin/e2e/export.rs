//! Export: each kind of file is saved by the browser, read back from the folder of downloads, and opened or parsed.

use crate::steps::{ended, link, run_to};
use crate::trace_events::check;
use flate2::read::GzDecoder;
use futurescope_e2e::page::Key;
use futurescope_e2e::{Failure, Page, Result, ensure, same};
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Three tasks, one of which has a name that a spreadsheet would take for a formula.
const THREE: &str = "tasks=a:%200.2s,%3D1%2B1:%200.1s,c:%200.3s&await=gather&seed=7";
/// What the names of its files begin with.
const NAMED: &str = "futurescope-gather-3-tasks-seed-7";

/// The time for a file to be there. Generous, because the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder for downloads, which is removed in the end.
pub struct Downloads(PathBuf);

impl Downloads {
    /// Made anew, and told to the browser.
    pub async fn of(page: &Page) -> Result<Self> {
        let started = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let name = format!("futurescope-downloads-{}-{}", std::process::id(), started.as_nanos());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder)?;
        page.download_to(&folder).await?;
        Ok(Self(folder))
    }

    /// The complete file of this name, as soon as it is there.
    pub async fn file(&self, name: &str) -> Result<Vec<u8>> {
        let (path, start) = (self.0.join(name), Instant::now());
        // The browser reserves the name with an empty file, which the complete one replaces.
        while std::fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
            if start.elapsed() > PATIENCE {
                return Err(Failure(format!("{name} was not saved, but {:?}", names_in(&self.0))));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(std::fs::read(path)?)
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        // What is left in the folder for temporary files does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Chooses this entry of the menu.
pub async fn choose(page: &Page, entry: &str) -> Result {
    page.button("Export").await?.click().await?;
    let item = format!(
        "[...document.querySelectorAll('[role=menuitem]')]
            .find(item => item.firstElementChild.textContent === '{entry}' && item.ariaDisabled === 'false')"
    );
    page.until("the entry can be chosen", &format!("{item} !== undefined"))
        .await?;
    page.evaluate(&format!("{item}.click()")).await?;
    Ok(())
}

/// Counts the files, and those that are put together in a task in which a part was made, too: promises are settled after a task.
const COUNT_TASKS: &str = "
    window.wholeFiles = 0;
    window.wholeFilesWithParts = 0;
    let hasParts = false;
    const RealBlob = window.Blob;
    window.Blob = class extends RealBlob {
        constructor(parts, options) {
            super(parts, options);
            if ([...parts].some((part) => part instanceof RealBlob)) {
                wholeFiles += 1;
                wholeFilesWithParts += hasParts;
            } else {
                hasParts = true;
                Promise.resolve().then(() => { hasParts = false; });
            }
        }
    };";

pub async fn a_file_is_put_together_in_a_task_of_its_own(page: &Page, address: &str) -> Result {
    page.run_before(COUNT_TASKS).await?;
    saved(page, address, "Perfetto", "perfetto.json").await?;
    same("files", page.number_of("wholeFiles").await?, 1.0)?;
    same("with parts", page.number_of("wholeFilesWithParts").await?, 0.0)
}

/// Runs the three tasks, and saves a file of this kind.
async fn saved(page: &Page, address: &str, entry: &str, extension: &str) -> Result<Vec<u8>> {
    let downloads = Downloads::of(page).await?;
    page.open_idle(&link(address, THREE)).await?;
    run_to(page, "ok").await?;
    choose(page, entry).await?;
    downloads.file(&format!("{NAMED}.{extension}")).await
}

/// The text of a file.
fn text(file: Vec<u8>) -> Result<String> {
    String::from_utf8(file).map_err(|error| Failure(error.to_string()))
}

pub async fn the_trace_is_saved_packed_and_opens_again(page: &Page, address: &str) -> Result {
    let packed = saved(page, address, "Trace as JSON", "trace.jsonl.gz").await?;
    let mut lines = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut lines)?;
    let opened = trace_file::read(packed.as_slice()).map_err(|error| Failure(error.to_string()))?;
    same("messages", opened.notices(), Vec::<String>::new())?;
    same("tasks", opened.trace.tasks.len(), 4)?;
    let mut again = Vec::new();
    trace_file::write(&opened.trace, &mut again)?;
    ensure(again == lines.as_bytes(), || "written again, it is another file".into())
}

pub async fn the_perfetto_file_keeps_the_rules_of_its_format(page: &Page, address: &str) -> Result {
    let file = saved(page, address, "Perfetto", "perfetto.json").await?;
    let events = check(&file).map_err(Failure)?;
    let names: Vec<&str> = events.tracks.values().map(String::as_str).collect();
    same("tracks", names, vec!["event loop", "main", "a", "=1+1", "c"])?;
    ensure(events.arrows.len() >= 7, || format!("{} arrows", events.arrows.len()))
}

pub async fn the_console_is_saved_as_it_is_shown(page: &Page, address: &str) -> Result {
    let lines = text(saved(page, address, "Console as text", "console.txt").await?)?;
    ensure(lines.ends_with('\n'), || format!("{lines:?}"))?;
    same("lines", lines.lines().collect::<Vec<_>>(), page.console_lines().await?)
}

pub async fn the_tasks_are_saved_without_formulas(page: &Page, address: &str) -> Result {
    let rows = text(saved(page, address, "Tasks as CSV", "tasks.csv").await?)?;
    let names: Vec<&str> = rows
        .split_terminator("\r\n")
        .map(|row| row.split(',').nth(1).unwrap_or_default())
        .collect();
    same("names", names, vec!["Name", "main", "a", "'=1+1", "c"])
}

pub async fn the_figures_are_saved_with_their_findings(page: &Page, address: &str) -> Result {
    let figures = text(saved(page, address, "Figures as JSON", "figures.json").await?)?;
    let figures: Value = serde_json::from_str(&figures).map_err(|error| Failure(error.to_string()))?;
    same("policy", figures["policy"].as_str(), Some("gather"))?;
    ensure(figures["total_us"].as_u64() >= Some(300_000), || figures.to_string())?;
    ensure(figures["findings"].is_array(), || figures.to_string())
}

/// With the keyboard alone; and the console keeps nothing back of a run of very many tasks.
pub async fn a_hundred_thousand_tasks_are_saved(page: &Page, address: &str) -> Result {
    let downloads = Downloads::of(page).await?;
    page.open_idle(&link(address, "tasks=1s%20x100000&await=gather&timers=shared"))
        .await?;
    page.press(Key::Space).await?;
    ended(page, "ok").await?;
    page.until(
        "the page is at rest",
        "document.querySelector('.finding, .why-none, .panel') !== null",
    )
    .await?;
    for (entry, extension) in [
        ("Trace as JSON", "trace.jsonl.gz"),
        ("Perfetto", "perfetto.json"),
        ("Console as text", "console.txt"),
        ("Tasks as CSV", "tasks.csv"),
        ("Figures as JSON", "figures.json"),
    ] {
        choose(page, entry).await?;
        let file = downloads
            .file(&format!("futurescope-gather-100000-tasks-seed-1.{extension}"))
            .await?;
        ensure(!file.is_empty(), || format!("{entry} is empty"))?;
    }
    Ok(())
}
