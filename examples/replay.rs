//! Reads a trace file, gzipped or plain, and prints its console lines, why a task ended, or its metrics.
//!
//! ```text
//! cargo run -q --example replay -- run.trace.jsonl
//! cargo run -q --example replay -- --why users run.trace.jsonl.gz
//! cargo run -q --example simulate -- --trace 'tasks=2,1,3' | cargo run -q --example replay -- --stats -
//! ```
//!
//! With `--why` and `--stats`, the metrics follow the answer. `-` is standard input. A task is given by its name or its
//! number. Exits with 0 if the file could be read, and prints notices about it to stderr; with 2 and messages on stderr
//! if it could not, or if an argument is invalid.

use recording::causes::{self, Causes};
use recording::findings::findings;
use recording::statistics::{Distribution, Statistics};
use recording::{Event, EventKind, History, RunOutcome, TaskId, Trace};
use scenario::words::{self, count};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: replay [--why TASK] [--stats] FILE (- is standard input)";

fn main() -> ExitCode {
    let arguments = match Arguments::of(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(messages) => return exit_with_errors(&messages),
    };
    let opened = if arguments.file == "-" {
        trace_file::read(io::stdin().lock())
    } else {
        match File::open(&arguments.file) {
            Ok(input) => trace_file::read(BufReader::new(input)),
            Err(error) => {
                return exit_with_errors(&[format!(
                    "{} cannot be opened: {error}",
                    arguments.file.to_string_lossy()
                )]);
            }
        }
    };
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => return exit_with_errors(&[error.to_string()]),
    };
    for notice in opened.notices() {
        eprintln!("{notice}");
    }
    let trace = &opened.trace;
    let task = match arguments
        .why
        .as_deref()
        .map(|name| task_called(trace, name))
        .transpose()
    {
        Ok(task) => task,
        Err(message) => return exit_with_errors(&[message]),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match (task, arguments.stats) {
        (None, false) => trace.console().try_for_each(|line| writeln!(out, "{line}")),
        (None, true) => stats(trace, &mut out),
        (Some(task), false) => why(trace, task, &mut out),
        (Some(task), true) => why(trace, task, &mut out).and_then(|()| stats(trace, &mut out)),
    };
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => exit_with_errors(&[error.to_string()]),
    }
}

/// The arguments of the command line.
struct Arguments {
    file: std::ffi::OsString,
    why: Option<String>,
    stats: bool,
}

impl Arguments {
    fn of(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<Self, Vec<String>> {
        let usage = || vec![USAGE.to_owned()];
        let (mut files, mut why, mut stats) = (Vec::new(), None, false);
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--why") => {
                    let task = arguments.next().ok_or_else(usage)?;
                    why = Some(task.to_string_lossy().into_owned());
                }
                Some("--stats") => stats = true,
                Some(flag) if flag.starts_with("--") => {
                    return Err(vec![format!("{flag} is not a flag"), USAGE.to_owned()]);
                }
                _ => files.push(argument),
            }
        }
        let file = files.pop().filter(|_| files.is_empty()).ok_or_else(usage)?;
        Ok(Self { file, why, stats })
    }
}

/// The first task with this name, else the one with this number.
fn task_called(trace: &Trace, called: &str) -> Result<TaskId, String> {
    let by_name = trace.tasks.first_called(called);
    let by_number = || {
        called
            .parse()
            .ok()
            .map(TaskId)
            .filter(|&task| trace.tasks.contains(task))
    };
    let names: Vec<_> = trace.tasks.iter().take(5).map(|task| task.name).collect();
    by_name
        .or_else(by_number)
        .ok_or_else(|| format!("there is no task {called:?}. Try one of: {}", names.join(", ")))
}

/// Prints the cause of the task's last event, and the events that led to it.
fn why(trace: &Trace, task: TaskId, out: &mut impl Write) -> io::Result<()> {
    let mut index = Causes::default();
    index.extend(trace);
    let last = index.events_of(trace, task).last();
    let Some(event) = index.end_of(task).or(last) else {
        return writeln!(out, "Nothing happened to {}.", trace.name_in_words(task));
    };
    let chain = causes::why(trace, &index, event);
    writeln!(out, "{}\n{}", chain.question, chain.answer)?;
    for link in &chain.links {
        writeln!(out, "{}  {}", seconds(link.at.0), link.text)?;
    }
    Ok(())
}

fn stats(trace: &Trace, out: &mut impl Write) -> io::Result<()> {
    let mut history = History::default();
    history.extend(trace);
    let outcome = trace
        .outcome
        .map_or("none: the recording was cut off", RunOutcome::word);
    writeln!(out, "outcome   {outcome}")?;
    if let Some(message) = &trace.message {
        writeln!(out, "message   {message}")?;
    }
    writeln!(out, "length    {}", seconds(trace.last_stamp().0))?;
    writeln!(out, "tasks     {}", trace.tasks.len())?;
    writeln!(out, "resources {}", trace.resources.len())?;
    writeln!(out, "events    {}", trace.events.len())?;
    let mut of_kind: HashMap<&str, usize> = HashMap::new();
    for event in &trace.events {
        *of_kind.entry(event.kind.name()).or_default() += 1;
    }
    for name in EventKind::NAMES {
        if let Some(events) = of_kind.get(name) {
            writeln!(out, "  {name:<16} {events}")?;
        }
    }
    let unknown = trace.events.iter().filter(is_unknown).count();
    if unknown > 0 {
        writeln!(out, "  {:<16} {unknown}", "of unknown kinds")?;
    }
    let roots = trace.tasks.iter().filter(|task| task.parent.is_none());
    writeln!(out, "roots     {}", roots.count())?;
    let metrics = history.metrics(trace, trace.last_stamp());
    if let (Some(speed_up), Some(busy)) = (metrics.speed_up(), metrics.busy_share()) {
        let work = words::length(metrics.one_by_one);
        writeln!(out, "work      {work}, {}× the length", words::three_figures(speed_up))?;
        writeln!(out, "busy      {} %", words::three_figures(busy * 100.0))?;
    }
    writeln!(out, "at once   {}", metrics.most_at_once)?;
    if let Some(lateness) = metrics.lateness {
        writeln!(out, "late      {} at most", words::length(lateness.worst))?;
    }
    let mut statistics = Statistics::default();
    while !statistics.advance_to(trace, trace.events.len(), usize::MAX) {}
    let (tally, in_flight) = statistics.counts(trace);
    let ends = [
        (tally.finished, "finished"),
        (tally.failed, "failed"),
        (tally.timed_out, "timed out"),
        (tally.retried, "retried"),
        (tally.cancelled, "cancelled"),
        (in_flight, "not ended"),
    ];
    let ends: Vec<String> = ends
        .iter()
        .filter(|(tasks, _)| *tasks > 0)
        .map(|(tasks, how)| format!("{tasks} {how}"))
        .collect();
    writeln!(out, "ends      {}", ends.join(", "))?;
    if let Some(durations) = Distribution::new(trace, &statistics).percentiles() {
        let length = words::length;
        writeln!(
            out,
            "durations {} (p50), {} (p95), {} (p99), {} at most",
            length(durations.p50),
            length(durations.p95),
            length(durations.p99),
            length(durations.max)
        )?;
    }
    let mut causes = Causes::default();
    causes.extend(trace);
    for finding in findings(trace, &causes) {
        writeln!(out, "finding   {}: {}", finding.title, finding.text)?;
    }
    match history.lanes.illegal() {
        [] => Ok(()),
        misplaced => {
            writeln!(out, "misplaced {}", count(misplaced.len(), "event"))?;
            misplaced
                .iter()
                .take(5)
                .try_for_each(|event| writeln!(out, "  {event}"))
        }
    }
}

fn is_unknown(event: &Event) -> bool {
    matches!(event.kind, EventKind::Unknown { .. })
}

fn seconds(micros: u64) -> String {
    format!("{}.{:06} s", micros / 1_000_000, micros % 1_000_000)
}

fn exit_with_errors(messages: &[String]) -> ExitCode {
    for message in messages {
        eprintln!("{message}");
    }
    ExitCode::from(2)
}
