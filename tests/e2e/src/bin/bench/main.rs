//! Measures dist/ in Chromium beside bare JavaScript in the same session, the event loop natively beside tokio, and the Python
//! recorder beside plain Python.
//! Prints a table with the goal of each figure, and writes target/bench.json.
//!
//! Figures are never asserted: the exit code says only whether everything could be measured. Arguments: the number of
//! repetitions (5), and the parts to measure (all).

mod figures;
mod files;
mod lists;
mod loads;
mod many;
mod measures;
mod native;
mod probes;
mod programs;
mod quiet;
mod recorder;

use figures::Report;
use futurescope_e2e::{
    Browser, ColourScheme, Failure, Page, Result, Site, Window, dist_folder, ensure, repository_root,
};
use std::process::ExitCode;

/// Enough for a median. The 95th percentile of so few is their worst.
const REPETITIONS: usize = 5;

/// The parts that can be measured alone, in the order in which they are measured: the parts without a browser first,
/// before one is started, and the part that changes all later pages last.
const PARTS: [&str; 21] = [
    "native",
    "recorder",
    "sizes",
    "load",
    "lighthouse",
    "10k",
    "100k",
    "1m",
    "cancelled",
    "frames",
    "pausing",
    "editing",
    "typing",
    "wheel",
    "comparing",
    "code",
    "path",
    "scrubbing",
    "files",
    "program",
    "idle",
];

/// The parts that need no browser.
const WITHOUT_BROWSER: [&str; 3] = ["native", "recorder", "sizes"];

#[tokio::main]
async fn main() -> ExitCode {
    let (repetitions, parts) = match parse_arguments(std::env::args().skip(1)) {
        Ok(parse_arguments) => parse_arguments,
        Err(failure) => {
            eprintln!("bench: {failure}");
            return ExitCode::from(2);
        }
    };
    match measure(repetitions, &parts).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            eprintln!("bench: {failed} of {} parts could not be measured", parts.len());
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The number of repetitions, and the parts in the order of [`PARTS`].
fn parse_arguments(arguments: impl Iterator<Item = String>) -> Result<(usize, Vec<&'static str>)> {
    let mut repetitions = REPETITIONS;
    let mut named = Vec::new();
    for word in arguments {
        if let Ok(count) = word.parse() {
            repetitions = count;
        } else {
            ensure(PARTS.contains(&word.as_str()), || {
                format!(
                    "`{word}` is neither a number of repetitions nor a part; the parts: {}",
                    PARTS.join(", ")
                )
            })?;
            named.push(word);
        }
    }
    ensure(repetitions > 0, || "nothing is measured 0 times".to_owned())?;
    let chosen = PARTS
        .into_iter()
        .filter(|part| named.is_empty() || named.iter().any(|name| name == part));
    Ok((repetitions, chosen.collect()))
}

/// Measures the parts and prints the table. Returns the number of parts that could not be measured.
async fn measure(repetitions: usize, parts: &[&str]) -> Result<usize> {
    let mut report = Report::new(load_of_the_machine(), repetitions);
    let mut failed = 0;
    let mut note = |part: &str, result: Result| {
        if let Err(failure) = result {
            eprintln!("bench: {part}: {failure}");
            failed += 1;
        }
    };
    let (without, with): (Vec<&str>, Vec<&str>) = parts.iter().partition(|part| WITHOUT_BROWSER.contains(part));
    for part in without {
        note(
            part,
            match part {
                "native" => native::million(repetitions, &mut report).await,
                "recorder" => recorder::beside_plain(repetitions, &mut report).await,
                _ => measures::sizes(&dist_folder(), &mut report),
            },
        );
    }
    if !with.is_empty() {
        let site = Site::start_for_measuring(&dist_folder()).await?;
        let browser = Browser::start(Window::DESKTOP, ColourScheme::Dark).await?;
        browser.run_before_page(probes::MOMENTS).await?;
        let page = browser.page();
        page.count_work().await?;
        report.of_browser(browser_version(&page).await?);
        for part in with {
            if part == "idle" {
                browser.run_before_page(probes::COUNTERS).await?;
            }
            let result = measure_in_browser(part, &page, site.address(), repetitions, &mut report).await;
            note(part, result);
        }
    }

    print!("{}", report.table());
    let file = repository_root().join("target").join("bench.json");
    tokio::fs::create_dir_all(repository_root().join("target")).await?;
    tokio::fs::write(&file, report.json()).await?;
    println!(
        "\nwritten to {}",
        file.strip_prefix(repository_root()).unwrap_or(&file).display()
    );
    Ok(failed)
}

async fn measure_in_browser(part: &str, page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    match part {
        "load" => loads::first_load(address, repetitions, report).await,
        "lighthouse" => loads::lighthouse(address, report).await,
        "10k" => {
            many::shared(page, address, &many::TEN_THOUSAND, repetitions, report).await?;
            many::each(page, address, repetitions, report).await
        }
        "100k" => many::shared(page, address, &many::HUNDRED_THOUSAND, repetitions, report).await,
        "1m" => many::shared(page, address, &many::MILLION, repetitions, report).await,
        "cancelled" => many::cancelled(page, address, repetitions, report).await,
        "frames" => measures::frames(page, address, repetitions, report).await,
        "pausing" => measures::pausing(page, address, repetitions, report).await,
        "editing" => measures::editing(page, address, report).await,
        "typing" => lists::typing(page, address, repetitions, report).await,
        "wheel" => lists::wheel(page, address, report).await,
        "comparing" => measures::comparing(page, address, report).await,
        "code" => measures::opening_code(page, address, report).await,
        "path" => measures::critical_path(page, address, report).await,
        "scrubbing" => measures::scrubbing(page, address, report).await,
        "files" => files::files(page, address, repetitions, report).await,
        "program" => programs::programs(repetitions, report).await,
        "idle" => measures::idleness(page, address, report).await,
        _ => Err(Failure(format!("`{part}` is not measured in a browser"))),
    }
}

/// The load average of the last minute, if the system provides it: figures of a busy machine are less reliable.
fn load_of_the_machine() -> String {
    let loads = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    loads.split_whitespace().next().unwrap_or("unknown").to_owned()
}

async fn browser_version(page: &Page) -> Result<String> {
    let agent = page.evaluate("navigator.userAgent").await?;
    let agent = agent.as_str().unwrap_or_default();
    let chrome = agent.split_whitespace().find(|word| word.contains("Chrome/"));
    Ok(chrome.unwrap_or(agent).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{PARTS, REPETITIONS, parse_arguments};

    fn parsed(words: &[&str]) -> Option<(usize, Vec<&'static str>)> {
        parse_arguments(words.iter().map(|&word| word.to_owned())).ok()
    }

    #[test]
    fn everything_is_measured_unless_parts_are_named() {
        assert_eq!(parsed(&[]), Some((REPETITIONS, PARTS.to_vec())));
        assert_eq!(parsed(&["2"]), Some((2, PARTS.to_vec())));
        assert_eq!(parsed(&["wheel", "native", "1"]), Some((1, vec!["native", "wheel"])));
    }

    #[test]
    fn an_unknown_part_is_rejected() {
        assert_eq!(parsed(&["wheels"]), None);
        assert_eq!(parsed(&["0"]), None);
    }
}
