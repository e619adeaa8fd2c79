//! Measures dist/ in Chromium, beside bare JavaScript in the same session. Prints a table, writes target/bench.json.
//!
//! A figure is never an assertion: the exit code says only whether everything could be measured. Arguments: how often
//! each is measured (5).

mod figures;
mod measures;
mod probes;

use figures::Report;
use futurescope_e2e::{Browser, ColourScheme, Failure, Result, Site, Window, dist_folder, ensure, repository_root};
use std::process::ExitCode;

/// Enough for a median; the 95th percentile of so few is their worst.
const REPETITIONS: usize = 5;

#[tokio::main]
async fn main() -> ExitCode {
    match measure().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn measure() -> Result {
    let repetitions = match std::env::args().nth(1) {
        None => REPETITIONS,
        Some(word) => word
            .parse()
            .map_err(|_| Failure(format!("`{word}` is not how often: give a whole number")))?,
    };
    ensure(repetitions > 0, || "nothing is measured 0 times".to_owned())?;

    let site = Site::start(&dist_folder(), "/").await?;
    let browser = Browser::start(Window::DESKTOP, ColourScheme::Dark).await?;
    browser.run_before_page(probes::MOMENTS).await?;
    let page = browser.page();

    let mut report = Report::new(browser_version(&page).await?, repetitions);
    measures::sizes(&dist_folder(), &mut report)?;
    measures::first_load(&page, site.address(), repetitions, &mut report).await?;
    measures::many_tasks(&page, site.address(), repetitions, &mut report).await?;
    measures::frames(&page, site.address(), repetitions, &mut report).await?;
    measures::pausing(&page, site.address(), repetitions, &mut report).await?;
    measures::editing(&page, site.address(), &mut report).await?;
    measures::comparing(&page, site.address(), &mut report).await?;
    measures::opening_code(&page, site.address(), &mut report).await?;
    measures::scrubbing(&page, site.address(), &mut report).await?;
    browser.run_before_page(probes::COUNTERS).await?;
    measures::idleness(&page, site.address(), &mut report).await?;

    print!("{}", report.table());
    let file = repository_root().join("target").join("bench.json");
    tokio::fs::create_dir_all(repository_root().join("target")).await?;
    tokio::fs::write(&file, report.json()).await?;
    println!(
        "\nwritten to {}",
        file.strip_prefix(repository_root()).unwrap_or(&file).display()
    );
    Ok(())
}

async fn browser_version(page: &futurescope_e2e::Page) -> Result<String> {
    let agent = page.evaluate("navigator.userAgent").await?;
    let agent = agent.as_str().unwrap_or_default();
    let chrome = agent.split_whitespace().find(|word| word.contains("Chrome/"));
    Ok(chrome.unwrap_or(agent).to_owned())
}
