//! The tests of dist/ in Firefox and WebKit. An engine whose driver is not named by its environment variable
//! (`GECKODRIVER`, `WEBKITDRIVER`) is reported and left out. The arguments select tests by parts of their names
//! (`firefox::`, `tutorial`).

mod along;
mod tutorial;

use futurescope_e2e::engine::{Engine, EngineBrowser};
use futurescope_e2e::{Failure, Result, Site, copy_folder, dist_folder, ensure, repository_root, runner};
use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The time limit of a test.
const LONGEST_TEST: Duration = Duration::from_secs(120);

/// Keeps what a page logs.
const PROBE: &str = include_str!("probe.js");

/// The name of the probe in the copy of dist/.
const PROBE_FILE: &str = "probe-for-tests.js";

/// What stands in a page before its first script: the policy, which the probe keeps, too.
const BEFORE_SCRIPTS: &str = "<meta charset=\"utf-8\">";

/// The time limit of each query after a test.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// A named test.
struct Test {
    name: &'static str,
    body: for<'a> fn(&'a EngineBrowser, &'a Site) -> runner::Body<'a>,
}

/// Creates a [`Test`] from an `async fn(&EngineBrowser, &Site) -> Result`, named like the function.
macro_rules! test {
    ($function:path) => {
        Test {
            name: runner::last_segment(stringify!($function)),
            body: |browser, site| Box::pin($function(browser, site)),
        }
    };
}

#[tokio::main]
async fn main() -> ExitCode {
    let tests = [
        test!(tutorial::both_programs_print_the_tutorial_to_the_letter),
        test!(tutorial::a_run_is_paused_stepped_and_stopped),
        test!(tutorial::what_a_page_logs_is_seen),
        test!(along::a_shared_link_opens_the_same),
        test!(along::figures_in_a_page_run_and_are_driven),
        test!(along::every_kind_of_file_is_saved),
        test!(along::a_trace_file_is_opened_and_a_broken_one_named),
        test!(along::the_address_names_a_record),
        test!(along::a_file_that_is_pasted_is_opened),
        test!(along::a_long_comparison_is_made_by_the_worker),
        test!(along::it_works_without_a_network_after_the_first_visit),
        test!(tutorial::icons_and_words_stand_on_one_line),
    ];
    let mut named = Vec::new();
    for engine in Engine::ALL {
        if std::env::var_os(engine.variable()).is_none() {
            println!("{engine}: not tested, {} names no driver", engine.variable());
            continue;
        }
        named.extend(
            tests
                .iter()
                .map(|test| (format!("{engine}::{}", test.name), (engine, test))),
        );
    }
    runner::run_named(named, async |name, (engine, test)| run_one(&name, engine, test).await).await
}

/// Runs a test, and once more if the browser's own process has crashed, which is said.
async fn run_one(name: &str, engine: Engine, test: &Test) -> Result {
    match run_once(name, engine, test).await {
        Attempt::Ended(outcome) => outcome,
        Attempt::Crashed(Failure(why)) => {
            println!("\n{name}: the process of {engine} has crashed, once more: {why}");
            match run_once(name, engine, test).await {
                Attempt::Ended(outcome) => outcome,
                Attempt::Crashed(Failure(why)) => Err(Failure(format!("{engine} has crashed twice: {why}"))),
            }
        }
    }
}

/// How a test has ended.
enum Attempt {
    Ended(Result),
    /// The browser's process is gone, with what the driver said.
    Crashed(Failure),
}

async fn run_once(name: &str, engine: Engine, test: &Test) -> Attempt {
    let (site, browser) = match started(engine).await {
        Ok(both) => both,
        Err(why) => return Attempt::Ended(Err(why)),
    };
    let outcome = tokio::time::timeout(LONGEST_TEST, (test.body)(&browser, &site))
        .await
        .unwrap_or_else(|_| Err(Failure(format!("it hangs: {} s", LONGEST_TEST.as_secs()))));
    let outcome = match outcome {
        Ok(()) => answered(browser.logged()).await.and_then(|logged| {
            ensure(logged.is_empty(), || {
                format!("the browser's console is not empty:\n    {}", logged.join("\n    "))
            })
        }),
        failed => failed,
    };
    let outcome = match outcome {
        Err(why)
            if answered(async { Ok(browser.has_crashed().await) })
                .await
                .unwrap_or(false) =>
        {
            return Attempt::Crashed(why);
        }
        Err(Failure(why)) => {
            let picture = repository_root()
                .join("target")
                .join("e2e")
                .join(format!("{}.png", name.replace("::", "-")));
            let seen = match answered(browser.screenshot(&picture)).await {
                Ok(()) => format!("what was on screen: {}", picture.display()),
                Err(why) => format!("there is no picture of it: {why}"),
            };
            Err(Failure(format!("{why}\n{seen}")))
        }
        passed => passed,
    };
    // Whatever it answers: its process is killed next.
    let _ = answered(browser.close()).await;
    Attempt::Ended(outcome)
}

async fn started(engine: Engine) -> Result<(Site, EngineBrowser)> {
    let site = Site::start(&instrumented_dist()?, "/").await?;
    Ok((site, EngineBrowser::start(engine).await?))
}

/// What the browser answers, if it does so in time. A page in an endless loop does not.
async fn answered<T>(question: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(LONGEST_ANSWER, question)
        .await
        .unwrap_or_else(|_| Err(Failure("the browser does not answer".to_owned())))
}

/// A copy of dist/ in target/ in whose page the probe stands before all other scripts. No other file is changed: the service
/// worker compares them with their hashes.
pub fn instrumented_dist() -> Result<PathBuf> {
    let copy = repository_root().join("target").join("e2e").join("instrumented-dist");
    copy_folder(&dist_folder(), &copy)?;
    std::fs::write(copy.join(PROBE_FILE), PROBE)?;
    let path = copy.join("index.html");
    let text = std::fs::read_to_string(&path)?;
    ensure(text.matches(BEFORE_SCRIPTS).count() == 1, || {
        format!("index.html does not have `{BEFORE_SCRIPTS}` once")
    })?;
    let probe = format!("{BEFORE_SCRIPTS}<script src=\"{PROBE_FILE}\"></script>");
    std::fs::write(&path, text.replace(BEFORE_SCRIPTS, &probe))?;
    Ok(copy)
}
