//! Measures files: how long one of 100 MB takes to open, and what blocks the main thread while it is opened, while a record of
//! 100,000 tasks is saved, and while pictures of 1,000 tasks are.

use crate::figures::Report;
use crate::measures::{long_tasks_since, press_run_to_end};
use crate::quiet::until_quiet;
use futurescope_e2e::records::{ALL_FOLDED, LARGE_FILE, drop_file, make_large_file, record_line};
use futurescope_e2e::{LongTask, Page, Result, ensure};
use serde_json::json;

const NONE_ABOVE_50: &str = "goal: 0 (none above 50)";

/// Notes the names of saved files in place of saving them.
const NOTE_FILES: &str = "window.savedForBench = [];
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) savedForBench.push(this.download); else HTMLElement.prototype.click.call(this);
    };";

/// All of it.
pub async fn files(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    opening(page, address, repetitions, report).await?;
    saving(page, address, repetitions, report).await?;
    pictures(page, address, repetitions, report).await
}

async fn opening(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    let (mut took, mut longest) = (Vec::new(), Vec::new());
    for _ in 0..repetitions {
        page.open_idle(&format!("{address}#tasks=1")).await?;
        make_large_file(page).await?;
        until_quiet(page).await?;
        let since = page.number_of("performance.now()").await?;
        drop_file(page, LARGE_FILE, "[window.large]").await?;
        record_line(page).await?;
        took.push(page.number_of("performance.now()").await? - since);
        page.until("everything is folded", ALL_FOLDED).await?;
        longest.push(longest_since(page, since).await?);
    }
    let name = "a file of 100 MB, 215000 tasks";
    report.add(&format!("{name}: until it is shown"), "ms", "goal: 10000", &took);
    report.add(&format!("{name}: longest long task"), "ms", NONE_ABOVE_50, &longest);
    Ok(())
}

async fn saving(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    page.open_idle(&format!("{address}#tasks=1s%20x100000&await=gather&timers=shared"))
        .await?;
    press_run_to_end(page).await?;
    page.evaluate(&format!("(() => {{ {NOTE_FILES} }})()")).await?;
    for entry in [
        "Trace as JSON",
        "Perfetto",
        "Console as text",
        "Tasks as CSV",
        "Figures as JSON",
    ] {
        let mut longest = Vec::new();
        for _ in 0..repetitions {
            until_quiet(page).await?;
            let since = page.number_of("performance.now()").await?;
            choose(page, entry).await?;
            saved(page, since, &mut longest).await?;
        }
        let name = format!("100000 tasks, {entry}: longest long task");
        report.add(&name, "ms", NONE_ABOVE_50, &longest);
    }
    Ok(())
}

async fn pictures(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    page.open_idle(&format!("{address}#tasks=100ms..400ms%20x1000&await=settle&limit=200"))
        .await?;
    press_run_to_end(page).await?;
    page.evaluate(&format!("(() => {{ {NOTE_FILES} }})()")).await?;
    for (kind, what) in [
        ("SVG", "Timeline"),
        ("SVG", "Durations"),
        ("SVG", "Code"),
        ("PNG 4×", "Timeline"),
    ] {
        let mut longest = Vec::new();
        for _ in 0..repetitions {
            choose(page, if kind == "SVG" { "SVG" } else { "PNG" }).await?;
            page.radio("Picture of", what).await?.click().await?;
            page.radio("File", kind).await?.click().await?;
            until_quiet(page).await?;
            let since = page.number_of("performance.now()").await?;
            page.button("Save").await?.click().await?;
            saved(page, since, &mut longest).await?;
        }
        let name = format!("1000 tasks, {what} as {kind}: longest long task");
        report.add(&name, "ms", NONE_ABOVE_50, &longest);
    }
    Ok(())
}

/// Chooses this entry of the menu.
async fn choose(page: &Page, entry: &str) -> Result {
    page.evaluate("document.querySelector('.timeline').focus()").await?;
    page.type_text("x").await?;
    let item = format!(
        "[...document.querySelectorAll('[role=menuitem]')]
            .find((item) => item.firstElementChild.textContent === {} && item.ariaDisabled === 'false')",
        json!(entry)
    );
    page.until("the entry can be chosen", &format!("{item} !== undefined"))
        .await?;
    page.evaluate(&format!("{item}.click()")).await?;
    Ok(())
}

/// Waits until a file is saved, and adds the longest long task since then.
async fn saved(page: &Page, since: f64, longest: &mut Vec<f64>) -> Result {
    page.until("it is saved", "savedForBench.length > 0").await?;
    let names = page.number_of("savedForBench.splice(0).length").await?;
    ensure(names == 1.0, || format!("{names} files were saved"))?;
    longest.push(longest_since(page, since).await?);
    Ok(())
}

async fn longest_since(page: &Page, since: f64) -> Result<f64> {
    let long: Vec<LongTask> = long_tasks_since(page, since).await?;
    Ok(long.iter().map(|task| task.duration_ms).fold(0.0, f64::max))
}
