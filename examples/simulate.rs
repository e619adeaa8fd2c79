//! Runs a link in virtual time: prints its console lines, or with `--trace` its trace file.
//!
//! ```text
//! cargo run -q --example simulate -- 'tasks=2,1,3&await=gather'
//! ```
//!
//! Takes the fragment, with or without `#`, or a whole address. Exits 0 when it ran, whatever the outcome; 2, with
//! messages on stderr, when a part is bad or there are no tasks.

use recording::{Budget, file};
use scenario::link;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: simulate [--trace] '<link>'";

fn main() -> ExitCode {
    // Whatever the shell hands over: what is not Unicode is refused as a bad part, not with a panic.
    let arguments = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned());
    let (flags, links): (Vec<_>, Vec<_>) = arguments.partition(|argument| argument.starts_with("--"));
    let [link] = links.as_slice() else {
        return refuse(&[USAGE]);
    };
    if let Some(unknown) = flags.iter().find(|flag| *flag != "--trace") {
        return refuse(&[&format!("{unknown} is not a flag"), USAGE]);
    }
    let opened = link::read(link);
    if !opened.problems.is_empty() {
        return refuse(&opened.problems);
    }
    if opened.scenario.tasks.items.is_empty() {
        return refuse(&["There are no tasks. Try tasks=2,1"]);
    }
    let trace = runtime::simulate(&opened.scenario);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if flags.is_empty() {
        trace.console().try_for_each(|line| writeln!(out, "{line}"))
    } else {
        file::write(&trace, &mut out)
    };
    if let Some(cut) = trace.truncation() {
        let (budget, missing) = (Budget::default().words(), cut.missing);
        eprintln!("The record is full ({budget}): {missing} events are missing at its end.");
    }
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => refuse(&[&error]),
    }
}

fn refuse(messages: &[impl std::fmt::Display]) -> ExitCode {
    for message in messages {
        eprintln!("{message}");
    }
    ExitCode::from(2)
}
