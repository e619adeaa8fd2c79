//! `cargo xtask serve | test | build | bench`: installs the tools that are missing, prints what it does, and runs them.
//!
//! Knows the tools and the order of the steps; what is compiled and tested is defined in the packages.

mod axe;
mod browser;
mod build;
mod cached;
mod engines;
mod lanes;
mod lighthouse;
mod lock;
mod npm;
mod program;
mod programs;
mod tally;
mod toolbox;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use toolbox::{Need, Toolbox};

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve [options of trunk serve]   serve the page and rebuild it when a file changes
  build [--accept-sizes]           make dist/, print the sizes of its files and what has grown; then keep these sizes as
                                   those to compare with
  test [lane]...                   run all lanes, or only those named
  bench [part]... [repetitions]    measure dist/ in Chromium beside bare JavaScript, the event loop natively beside tokio,
                                   and the Python recorder beside plain Python; print a table, write target/bench.json.
                                   Parts: native, recorder, sizes, load, lighthouse, 10k, 100k, 1m, cancelled, frames,
                                   pausing, editing, typing, wheel, comparing, code, path, scrubbing, files, program, idle.
                                   FUTURESCOPE_DIST names a build to measure instead of a new one

What is missing (the wasm target, Trunk, wasm-bindgen, wasm-opt, Pyodide, CodeMirror, Chromium, Firefox, WebKitGTK) is
installed first.";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned());
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let root = repository_root();
    let mut toolbox = Toolbox::new(&root);

    let outcome = match command.as_str() {
        "serve" => serve(&mut toolbox, &rest),
        "build" if rest.is_empty() => build::run(&mut toolbox, false),
        "build" if rest == ["--accept-sizes"] => build::run(&mut toolbox, true),
        "test" => return lanes::run(&mut toolbox, &rest),
        "bench" => bench(&mut toolbox, &rest),
        "" | "help" | "-h" | "--help" => {
            println!("{USAGE}\n\nLanes: {}", lanes::names().join(", "));
            return ExitCode::SUCCESS;
        }
        _ => Err(format!(
            "`{}` is not a command here.\n\n{USAGE}",
            [vec![command.clone()], rest].concat().join(" ")
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn serve(toolbox: &mut Toolbox, options: &[String]) -> Result<(), String> {
    // wasm-opt does not run on a debug build.
    toolbox.ensure_installed(&[Need::WasmTarget, Need::Trunk, Need::WasmBindgen])?;
    build::put_program_in_place(toolbox)?;
    programs::say("serving the page; its address follows when it is built, and Ctrl-C ends it");
    let mut trunk = toolbox.command("trunk");
    trunk.arg("serve").args(options);
    become_command(trunk)
}

fn bench(toolbox: &mut Toolbox, options: &[String]) -> Result<(), String> {
    // Measuring only natively needs neither browser nor build, and a build given by path is measured as it is.
    let named: Vec<&String> = options.iter().filter(|word| word.parse::<usize>().is_err()).collect();
    let native = |part: &&String| matches!(part.as_str(), "native" | "recorder");
    if named.is_empty() || !named.iter().all(native) {
        if std::env::var_os("FUTURESCOPE_DIST").is_none() {
            build::run(toolbox, false)?;
        }
        toolbox.ensure_installed(&[Need::Browser])?;
    }
    if (named.is_empty() || named.iter().any(|part| *part == "lighthouse"))
        && let Err(why) = toolbox.ensure_installed(&[Need::Lighthouse])
    {
        println!("xtask: the score of Lighthouse is not measured: {why}");
    }
    let mut bench = toolbox.command("cargo");
    bench
        .args(["run", "--quiet", "-p", "futurescope-e2e", "--bin", "bench", "--"])
        .args(options);
    programs::run(bench)
}

/// Replaces this process with `command`, so that terminating one terminates both.
#[cfg(unix)]
fn become_command(mut command: Command) -> Result<(), String> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(format!("{} does not start: {error}", command.get_program().display()))
}

#[cfg(not(unix))]
fn become_command(command: Command) -> Result<(), String> {
    programs::run(command)
}

fn repository_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies one folder below the root")
        .to_path_buf()
}
