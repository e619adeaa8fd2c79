//! Simulates a link in virtual time and prints its console lines, or with `--trace` its trace file.
//!
//! ```text
//! cargo run -q --example simulate -- 'tasks=2,1,3&await=gather'
//! ```
//!
//! Takes a fragment, with or without `#`, or a whole address. Exits with 0 if the link was simulated, whatever its
//! outcome; with 2 and messages on stderr if a part is invalid or there are no tasks.

use recording::Budget;
use scenario::link;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: simulate [--trace] '<link>'";

fn main() -> ExitCode {
    // Arguments that are not valid Unicode are reported as an invalid part, without a panic.
    let arguments = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned());
    let (flags, links): (Vec<_>, Vec<_>) = arguments.partition(|argument| argument.starts_with("--"));
    let [link] = links.as_slice() else {
        return exit_with_errors(&[USAGE]);
    };
    if let Some(unknown) = flags.iter().find(|flag| *flag != "--trace") {
        return exit_with_errors(&[&format!("{unknown} is not a flag"), USAGE]);
    }
    let opened = link::read(link);
    if !opened.problems.is_empty() {
        return exit_with_errors(&opened.problems);
    }
    if opened.scenario.tasks.items.is_empty() {
        return exit_with_errors(&["There are no tasks. Try tasks=2,1"]);
    }
    let trace = runtime::simulate(&opened.scenario);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if flags.is_empty() {
        trace.console().try_for_each(|line| writeln!(out, "{line}"))
    } else {
        trace_file::write(&trace, &mut out)
    };
    if let Some(cut) = trace.truncation() {
        let (budget, missing) = (Budget::default().words(), cut.missing);
        eprintln!("The record is full ({budget}): {missing} events are missing at its end.");
    }
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => exit_with_errors(&[&error]),
    }
}

fn exit_with_errors(messages: &[impl std::fmt::Display]) -> ExitCode {
    for message in messages {
        eprintln!("{message}");
    }
    ExitCode::from(2)
}
