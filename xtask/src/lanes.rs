//! The lanes of `cargo xtask test`: the commands that each runs, and its results.
//!
//! A failed lane does not stop the others; only the lanes that load dist/ depend on another one, for its build. The numbers
//! of tests are read from the output of the test runners ([`crate::tally`]).

use crate::axe;
use crate::browser;
use crate::build;
use crate::programs::{first_line, name_of};
use crate::tally::Tally;
use crate::toolbox::{Need, Toolbox};
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// The time limit of the browser tests in seconds. They use real timers, so a slow machine needs more than the runner's
/// 20.
const BROWSER_TESTS_SECONDS: &str = "600";

/// The commands that may be Python 3, in the order in which they are tried.
const PYTHONS: [&str; 6] = [
    "python3",
    "python",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
];

/// A group of checks. They run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    Format,
    Lint,
    Weblint,
    Native,
    Codegen,
    Python,
    Docs,
    Browser,
    Build,
    EndToEnd,
    Browsers,
}

impl Lane {
    const ALL: [Self; 11] = [
        Self::Format,
        Self::Lint,
        Self::Weblint,
        Self::Native,
        Self::Codegen,
        Self::Python,
        Self::Docs,
        Self::Browser,
        Self::Build,
        Self::EndToEnd,
        Self::Browsers,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lint => "lint",
            Self::Weblint => "weblint",
            Self::Native => "native",
            Self::Codegen => "codegen",
            Self::Python => "python",
            Self::Docs => "docs",
            Self::Browser => "browser",
            Self::Build => "build",
            Self::EndToEnd => "e2e",
            Self::Browsers => "browsers",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Format => "rustfmt changes no file",
            Self::Lint => "clippy reports nothing, native",
            Self::Weblint => "clippy reports nothing, wasm32",
            Self::Native => "tests that need no browser",
            Self::Codegen => "the generated programs under CPython, Node and tokio; joined futures under futures 0.3",
            Self::Python => "the recorder for Python, on every Python from 3.11 on that is found",
            Self::Docs => "the documentation builds without a warning",
            Self::Browser => "wasm-bindgen tests in headless Chromium",
            Self::Build => "a release build into dist/",
            Self::EndToEnd => "dist/ over HTTP in Chromium",
            Self::Browsers => "dist/ over HTTP in Firefox and WebKit",
        }
    }

    const fn needs(self) -> &'static [Need] {
        match self {
            Self::Format => &[Need::Rustfmt],
            Self::Lint => &[Need::Clippy],
            Self::Weblint => &[Need::WasmTarget, Need::Clippy],
            Self::Native | Self::Codegen | Self::Python => &[],
            Self::Docs => &[Need::WasmTarget],
            Self::Browser => &[Need::WasmTarget, Need::WasmBindgen, Need::Browser],
            Self::Build => &build::NEEDS,
            Self::EndToEnd => &[Need::Browser],
            // A browser that is not there is named, and the other is tested.
            Self::Browsers => &[],
        }
    }
}

/// The names of the lanes, as arguments.
pub fn names() -> Vec<&'static str> {
    Lane::ALL.into_iter().map(Lane::name).collect()
}

/// Runs the lanes named in `wanted`, or all of them, and prints the totals in the last line.
pub fn run(toolbox: &mut Toolbox, wanted: &[String]) -> ExitCode {
    if let Some(unknown) = wanted.iter().find(|name| !names().contains(&name.as_str())) {
        eprintln!("xtask: `{unknown}` is not a lane. Lanes: {}", names().join(", "));
        return ExitCode::FAILURE;
    }
    let chosen = Lane::ALL
        .into_iter()
        .filter(|lane| wanted.is_empty() || wanted.iter().any(|name| name == lane.name()));

    let mut results: Vec<(Lane, Tally)> = Vec::new();
    for lane in chosen {
        println!("\n==> {}: {}", lane.name(), lane.about());
        let start = Instant::now();
        let unbuilt = matches!(lane, Lane::EndToEnd | Lane::Browsers)
            && results
                .iter()
                .any(|(done, tally)| *done == Lane::Build && tally.failed > 0);
        let outcome = if unbuilt {
            Err("there is no build to load".to_owned())
        } else {
            run_lane(lane, toolbox)
        };
        let tally = outcome.unwrap_or_else(|why| {
            println!("xtask: {why}");
            Tally::one(false)
        });
        println!("xtask: {} took {:.1} s", lane.name(), start.elapsed().as_secs_f64());
        println!("{}: {tally}", lane.name());
        results.push((lane, tally));
    }

    println!("\n==> all lanes");
    let mut total = Tally::default();
    for (lane, tally) in results {
        println!("{}: {tally}", lane.name());
        total += tally;
    }
    println!("{total}");
    // The totals must be the last line, so flush them before exiting.
    let flushed = std::io::stdout().flush().is_ok();
    if total.failed == 0 && flushed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run_lane(lane: Lane, toolbox: &mut Toolbox) -> Result<Tally, String> {
    toolbox.ensure_installed(lane.needs())?;
    let cargo = |arguments: &[&str]| {
        let mut cargo = toolbox.command("cargo");
        cargo.args(arguments);
        cargo
    };
    match lane {
        Lane::Format => check(cargo(&["fmt", "--all", "--check"])),
        Lane::Lint => check(cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])),
        Lane::Weblint => {
            let target = ["clippy", "--target", "wasm32-unknown-unknown", "-p", "futurescope"];
            check(cargo(
                &[
                    &target[..],
                    &["--lib", "--bins", "--test", "browser", "--", "-D", "warnings"],
                ]
                .concat(),
            ))
        }
        Lane::Native => tests(cargo(&["test", "--workspace", "--no-fail-fast"])),
        // These tests build crates, which takes too long for every `cargo test`, so they are marked as ignored there.
        Lane::Codegen => {
            let target = ["test", "-p", "futurescope", "--test", "codegen"];
            tests(cargo(
                &[&target[..], &["--", "--include-ignored", "--nocapture"]].concat(),
            ))
        }
        Lane::Python => recorder_tests(toolbox),
        Lane::Docs => {
            // Documents for wasm32, the only target for which the page is complete; the crates below it document the
            // same there.
            let mut docs = cargo(&[
                "doc",
                "--no-deps",
                "--target",
                "wasm32-unknown-unknown",
                "--workspace",
                "--exclude",
                "xtask",
                "--exclude",
                "finish",
                "--exclude",
                "split",
                "--exclude",
                "futurescope-e2e",
                "--exclude",
                "futurescope-bench-native",
                "--lib",
            ]);
            docs.env("RUSTDOCFLAGS", "-D warnings");
            check(docs)
        }
        Lane::Browser => {
            let target = [
                "test",
                "--target",
                "wasm32-unknown-unknown",
                "-p",
                "futurescope",
                "--test",
                "browser",
            ];
            let mut browser_tests = cargo(&target);
            let runner = toolbox
                .find("wasm-bindgen-test-runner")
                .ok_or("wasm-bindgen-test-runner is missing")?;
            let browser = toolbox.browser().ok_or("there is no browser")?;
            browser_tests
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
                .env(
                    "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
                    browser::capabilities(toolbox.root(), browser)?,
                )
                .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
                .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TESTS_SECONDS);
            tests(browser_tests)
        }
        Lane::Build => {
            build::run(toolbox, false)?;
            Ok(Tally::one(true))
        }
        Lane::EndToEnd => {
            // Without axe-core the accessibility tests are skipped. That is acceptable on a machine without npm, but an
            // error in CI.
            if let Err(why) = toolbox.ensure_installed(&[Need::Axe]) {
                if axe::in_ci() {
                    return Err(why);
                }
                println!("xtask: {why}: the rules of accessibility are not checked");
            }
            let mut end_to_end = toolbox.command("cargo");
            end_to_end.args(["run", "--quiet", "-p", "futurescope-e2e", "--bin", "e2e"]);
            tests(end_to_end)
        }
        Lane::Browsers => {
            for need in [Need::Firefox, Need::WebKit] {
                if let Err(why) = toolbox.ensure_installed(&[need]) {
                    println!("xtask: {need:?} is not tested: {why}");
                }
            }
            let cargo = ["run", "--quiet", "-p", "futurescope-e2e", "--bin", "browsers"];
            // WebKitGTK has no mode without a display.
            let virtual_display = toolbox
                .find("xvfb-run")
                .filter(|_| std::env::var_os("DISPLAY").is_none());
            let mut browsers = toolbox.command(if virtual_display.is_some() { "xvfb-run" } else { "cargo" });
            if virtual_display.is_some() {
                browsers.args(["--auto-servernum", "--server-args=-screen 0 1600x1200x24", "cargo"]);
            }
            browsers.args(cargo);
            tests(browsers)
        }
    }
}

/// Runs the tests of the recorder. Without a Python that can run it, says so and checks nothing.
fn recorder_tests(toolbox: &Toolbox) -> Result<Tally, String> {
    // Any Python 3 can start the script, which then finds the others.
    let script = |python: &str, arguments: &[&str]| {
        let mut command = toolbox.command(python);
        command
            .arg("-B")
            .arg("recorder/python/tests/run_all.py")
            .args(arguments);
        command
    };
    let starts = |python: &&&str| first_line(&mut script(python, &["--list"])).is_some();
    let Some(python) = PYTHONS.iter().find(starts) else {
        println!("xtask: the recorder is skipped: no Python from 3.11 on was found");
        return Ok(Tally::default());
    };
    tests(script(python, &[]))
}

/// Runs a command as one check, which passes if the command succeeds.
fn check(mut command: Command) -> Result<Tally, String> {
    println!("$ {}", name_of(&command));
    let status = command
        .status()
        .map_err(|error| format!("`{}` does not start: {error}", name_of(&command)))?;
    Ok(Tally::one(status.success()))
}

/// Runs a command and counts the tests that its test runners report.
fn tests(mut command: Command) -> Result<Tally, String> {
    let name = name_of(&command);
    println!("$ {name}");
    if std::io::stdout().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        // The runners write to a pipe and would disable colours.
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{name}` does not start: {error}"))?;
    let output = child.stdout.take().ok_or_else(|| format!("`{name}` has no output"))?;
    let mut tally = Tally::default();
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    // Reads bytes, because a test may print invalid UTF-8.
    while lines
        .read_until(b'\n', &mut line)
        .map_err(|error| format!("`{name}` cannot be read: {error}"))?
        > 0
    {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        tally.read(&text);
        line.clear();
    }
    let status = child
        .wait()
        .map_err(|error| format!("`{name}` cannot be waited for: {error}"))?;
    Ok(tally.final_result(status.success()))
}
