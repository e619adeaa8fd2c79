//! Runs named tests one after another, each in a browser of its own, and prints results in libtest's format.
//!
//! A test also fails if the browser has logged anything. Knows no tests.

use crate::{Browser, ColourScheme, Failure, Page, Result, Site, Window, dist_folder, ensure, repository_root};
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The time limit of a test.
const LONGEST_TEST: Duration = Duration::from_secs(120);

/// The time limit of each query after a test. A page in an endless loop does not answer.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// The return type of a test's body.
pub type Body<'a> = Pin<Box<dyn Future<Output = Result> + 'a>>;

/// A named test.
#[derive(Clone, Copy)]
pub struct Test {
    /// Its name, as a sentence.
    pub name: &'static str,
    /// The size of its window.
    pub window: Window,
    /// Whether it also runs under a subpath.
    pub also_under_subpath: bool,
    /// The body, which gets a new browser and the address of the page.
    pub body: for<'a> fn(&'a Page, &'a str) -> Body<'a>,
}

/// Creates a [`Test`] from an `async fn(&Page, &str) -> Result`, named like the function: with a desktop window, at the
/// root.
#[macro_export]
macro_rules! test {
    ($function:path) => {
        $crate::runner::Test {
            name: $crate::runner::last_segment(stringify!($function)),
            window: $crate::Window::DESKTOP,
            also_under_subpath: false,
            body: |page, address| Box::pin($function(page, address)),
        }
    };
}

impl Test {
    /// The same test, which also runs under a subpath.
    #[must_use]
    pub const fn also_under_subpath(self) -> Self {
        Self {
            also_under_subpath: true,
            ..self
        }
    }

    /// The same test, with another window.
    #[must_use]
    pub const fn on(self, window: Window) -> Self {
        Self { window, ..self }
    }
}

/// Runs the tests whose names contain one of the arguments of this process, or all.
pub async fn run(tests: &[Test]) -> ExitCode {
    let variants = tests.iter().flat_map(|test| {
        let subpath = test.also_under_subpath.then_some(("subpath", "/sub/path/"));
        [Some(("root", "/")), subpath]
            .into_iter()
            .flatten()
            .map(|(location, base)| (format!("{location}::{}", test.name), (base, *test)))
    });
    run_named(variants, async |name, (base, test)| run_one(&name, base, &test).await).await
}

/// Runs `body` for each of `tests`, a name and what the body gets besides, whose name contains one of the arguments of this
/// process, or for all, one after another. Prints the results in libtest's format.
pub async fn run_named<T>(
    tests: impl IntoIterator<Item = (String, T)>,
    body: impl AsyncFn(String, T) -> Result,
) -> ExitCode {
    let filters: Vec<String> = std::env::args().skip(1).collect();
    let chosen: Vec<_> = tests
        .into_iter()
        .filter(|(name, _)| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str())))
        .collect();

    println!("\nrunning {} tests", chosen.len());
    let start = Instant::now();
    let (mut passed, mut failures) = (0, Vec::new());
    for (name, test) in chosen {
        let began = Instant::now();
        let outcome = body(name.clone(), test).await;
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("test {name} ... {verdict} <{:.1}s>", began.elapsed().as_secs_f64());
        match outcome {
            Ok(()) => passed += 1,
            Err(failure) => failures.push((name, failure)),
        }
    }
    if !failures.is_empty() {
        println!("\nfailures:");
    }
    for (name, failure) in &failures {
        println!("\n---- {name} ----\n{failure}");
    }
    let verdict = if failures.is_empty() { "ok" } else { "FAILED" };
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "\ntest result: {verdict}. {passed} passed; {} failed; finished in {seconds:.2}s",
        failures.len()
    );
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The part after the last `::`.
#[must_use]
pub fn last_segment(path: &'static str) -> &'static str {
    path.rsplit("::").next().unwrap_or(path).trim()
}

async fn run_one(name: &str, base: &str, test: &Test) -> Result {
    let site = Site::start(&dist_folder(), base).await?;
    let browser = Browser::start(test.window, ColourScheme::Dark).await?;
    let page = browser.page();
    let body = tokio::time::timeout(LONGEST_TEST, (test.body)(&page, site.address()));
    let outcome = body
        .await
        .unwrap_or_else(|_| Err(Failure(format!("it hangs: {} s", LONGEST_TEST.as_secs()))));
    let log = tokio::time::timeout(LONGEST_ANSWER, check_log_is_empty(&page));
    let log = log
        .await
        .unwrap_or_else(|_| Err(Failure("the page does not answer".into())));
    let complaints: Vec<String> = [outcome, log]
        .into_iter()
        .filter_map(Result::err)
        .map(|failure| failure.0)
        .collect();
    if complaints.is_empty() {
        return Ok(());
    }
    let picture = repository_root()
        .join("target")
        .join("e2e")
        .join(format!("{}.png", name.replace("::", "-")));
    let seen = match tokio::time::timeout(LONGEST_ANSWER, page.screenshot(&picture)).await {
        Ok(Ok(())) => format!("what was on screen: {}", picture.display()),
        Ok(Err(why)) => format!("there is no picture of it: {why}"),
        Err(_) => "there is no picture of it: the page does not answer".into(),
    };
    Err(Failure(format!("{}\n{seen}", complaints.join("\n"))))
}

async fn check_log_is_empty(page: &Page) -> Result {
    let messages = page.console_messages().await?;
    let lines: Vec<_> = messages
        .iter()
        .map(|entry| format!("    {}: {}", entry.level, entry.message))
        .collect();
    ensure(lines.is_empty(), || {
        format!("the browser's console is not empty:\n{}", lines.join("\n"))
    })
}
