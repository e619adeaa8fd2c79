//! What a record that was opened from a file is of: as rows, and as a line. Knows no page.

use crate::glossary::Term;
use crate::set_up::{SEPARATOR, SetUpLine};
use codegen::Language;
use recording::{ClockKind, RunOutcome, Source};
use scenario::words::{length, shortened, thousands};
use trace_file::OpenedTrace;

/// Names from a file are shortened to this many characters.
const LONGEST_NAME: usize = 120;

/// What a record is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutRecord {
    /// The name of the file.
    pub file: String,
    /// Everything else, a row each.
    pub rows: Vec<AboutRow>,
    /// What is wrong with the file, a sentence each.
    pub notices: Vec<String>,
}

/// A row of what a record is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutRow {
    /// The label.
    pub label: &'static str,
    /// What explains the label.
    pub term: Term,
    /// The value.
    pub value: String,
}

impl AboutRecord {
    /// What the record is of that was read from the file of this name, with the words of this language.
    ///
    /// ```
    /// use explain::opened::AboutRecord;
    ///
    /// let mut file = Vec::new();
    /// trace_file::write(&runtime::simulate(&Default::default()), &mut file).expect("a vector takes all");
    /// let opened = trace_file::read(file.as_slice()).expect("it is a trace file");
    /// let about = AboutRecord::new(&opened, "two.trace.jsonl", codegen::Language::Python);
    /// assert_eq!(about.line(), "two.trace.jsonl · 2 tasks · 2 s");
    /// ```
    #[must_use]
    pub fn new(opened: &OpenedTrace, file: &str, language: Language) -> Self {
        let trace = &opened.trace;
        let mut rows = Vec::new();
        let mut row = |label, term, value: String| rows.push(AboutRow { label, term, value });
        match &trace.source {
            Source::Playground(scenario) => {
                row("Recorded by", Term::RecordedBy, "this page".into());
                row(
                    "Set-up",
                    Term::SetUp,
                    SetUpLine::new(scenario, language).parts.join(SEPARATOR),
                );
            }
            Source::Recorder(recorder) => {
                let name = shortened(&recorder.name, LONGEST_NAME);
                let by = recorder.language.as_deref().map_or_else(
                    || name.to_string(),
                    |language| format!("{name}, of {}", shortened(language, LONGEST_NAME)),
                );
                row("Recorded by", Term::RecordedBy, by);
                if let Some(program) = recorder.program.as_deref() {
                    row(
                        "Program",
                        Term::RecordedProgram,
                        shortened(program, LONGEST_NAME).into_owned(),
                    );
                }
            }
        }
        let clock = match trace.clock {
            ClockKind::Real => "real: as it was measured",
            ClockKind::Virtual => "virtual: every time is exact",
        };
        row("Clock", Term::RecordClock, clock.into());
        row("Tasks", Term::TasksTable, tasks(opened));
        let unknown = match opened.unknown {
            0 => String::new(),
            some => format!(", {} of kinds unknown here", thousands(some)),
        };
        row(
            "Events",
            Term::Events,
            format!("{}{unknown}", thousands(trace.events.len() as u64)),
        );
        row("Total time", Term::TotalTime, length(trace.last_stamp()));
        row("End", Term::EndOfRecord, end(opened));
        Self {
            file: shortened(file, LONGEST_NAME).into_owned(),
            rows,
            notices: opened.notices(),
        }
    }

    /// The record in one line: `late.trace.jsonl · late.py · 4 tasks · 1.2 s`.
    #[must_use]
    pub fn line(&self) -> String {
        self.parts().join(SEPARATOR)
    }

    /// The parts of that line.
    #[must_use]
    pub fn parts(&self) -> Vec<String> {
        let said = |label: &str| {
            self.rows
                .iter()
                .find(|row| row.label == label)
                .map(|row| row.value.clone())
        };
        let tasks = said("Tasks").map(|tasks| tasks.split(", ").next().unwrap_or_default().to_owned());
        let parts = [Some(self.file.clone()), said("Program"), tasks, said("Total time")];
        parts.into_iter().flatten().collect()
    }
}

/// `4 tasks`; of another program, how many of them nobody made: `6 tasks, 2 of them roots`.
fn tasks(opened: &OpenedTrace) -> String {
    let trace = &opened.trace;
    let all = trace.tasks.len();
    if trace.scenario().is_some() {
        return many_tasks(all.saturating_sub(1));
    }
    let roots = trace
        .tasks
        .ids()
        .filter(|task| trace.tasks.parent(*task).is_none())
        .count();
    match roots {
        0 | 1 => many_tasks(all),
        _ => format!("{}, {} of them roots", many_tasks(all), thousands(roots as u64)),
    }
}

/// `1 task`, `215,000 tasks`.
fn many_tasks(number: usize) -> String {
    match number {
        1 => "1 task".to_owned(),
        _ => format!("{} tasks", thousands(number as u64)),
    }
}

/// How the recorded program ended.
fn end(opened: &OpenedTrace) -> String {
    let trace = &opened.trace;
    let message = trace.message.as_deref().map(|message| shortened(message, LONGEST_NAME));
    let how = match trace.outcome {
        None => "not in the record: it was cut off",
        Some(RunOutcome::Ok) => "finished",
        Some(RunOutcome::Failed) => "failed",
        Some(RunOutcome::Stopped) => "stopped",
        Some(RunOutcome::Deadlock) => "deadlock: every task waited for another",
        Some(RunOutcome::Limit) => "recorded up to a limit",
    };
    message.map_or_else(|| how.to_owned(), |message| format!("{how}: {message}"))
}
