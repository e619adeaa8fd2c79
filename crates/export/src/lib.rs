//! A record as files: the trace, the same for Perfetto, the console as text, the tasks as CSV, all figures as JSON.
//!
//! ```text
//!   Trace + Folds ──► FileWriter ──► a piece of the file, and another, and another
//! ```
//!
//! Files are written a piece at a time, each of about a millisecond of work, and nothing of them is kept: the file of a
//! run of a million tasks is never in memory as a whole. Knows no file system and no page. `docs/exported-files.md`
//! describes the files.

mod console;
mod figures;
mod file_name;
mod json;
mod perfetto;
mod tasks;
mod trace;

pub use file_name::file_name;
pub use perfetto::LOOP_TRACK;

use console::ConsoleFile;
use figures::FiguresFile;
use perfetto::PerfettoFile;
use recording::{Deviation, Folds, Trace};
use scenario::time::Micros;
use tasks::TasksFile;
use trace::TraceFile;

/// What is saved: a record with everything folded from it.
#[derive(Clone, Copy)]
pub struct Saved<'a> {
    /// The record.
    pub trace: &'a Trace,
    /// Its indexes, which must have folded all of its events.
    pub folds: &'a Folds,
    /// How far it deviated from its prediction, if that is known.
    pub deviation: Option<&'a Deviation>,
}

/// The kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The trace file, version 2 (`docs/trace-format.md`).
    Trace,
    /// For ui.perfetto.dev, in Chrome's trace event format.
    Perfetto,
    /// What the program printed.
    Console,
    /// A row for each task.
    Tasks,
    /// What the page shows as figures, with the microseconds behind them.
    Figures,
}

/// Writes a file a piece at a time. It must be given the same record in every call.
pub trait FileWriter {
    /// Appends the next piece to `out`: about a millisecond of work. Not to be called again after
    /// [`Written::Complete`].
    fn write_on(&mut self, saved: &Saved<'_>, out: &mut Vec<u8>) -> Written;
}

/// How much of a file is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Written {
    /// This share of it, 0 to 1.
    Part(f64),
    /// All of it.
    Complete,
}

impl FileKind {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 5] = [Self::Trace, Self::Perfetto, Self::Console, Self::Tasks, Self::Figures];

    /// The end of the file's name, after the first dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Trace => "trace.jsonl",
            Self::Perfetto => "perfetto.json",
            Self::Console => "console.txt",
            Self::Tasks => "tasks.csv",
            Self::Figures => "figures.json",
        }
    }

    /// What is in the file, in a few words.
    #[must_use]
    pub const fn content(self) -> &'static str {
        match self {
            Self::Trace => "Every event, to open here again",
            Self::Perfetto => "Every poll, wait and wake, for ui.perfetto.dev",
            Self::Console => "What the program printed",
            Self::Tasks => "A row for each task, for a spreadsheet",
            Self::Figures => "All figures and findings, with their microseconds",
        }
    }

    /// About how many bytes the file of this record takes: the mean of runs of many tasks. A trace is packed to less.
    #[must_use]
    pub fn estimated_bytes(self, trace: &Trace, lines: usize) -> u64 {
        let (rows, each) = match self {
            Self::Trace => (trace.events.len(), 80),
            Self::Perfetto => (trace.events.len(), 65),
            Self::Console => (lines, 36),
            Self::Tasks => (trace.tasks.len(), 95),
            Self::Figures => (1, 4_000),
        };
        rows as u64 * each
    }

    /// A file of this kind of which nothing is written yet.
    #[must_use]
    pub fn writer(self) -> Box<dyn FileWriter> {
        match self {
            Self::Trace => Box::new(TraceFile::default()),
            Self::Perfetto => Box::new(PerfettoFile::default()),
            Self::Console => Box::new(ConsoleFile::default()),
            Self::Tasks => Box::new(TasksFile::default()),
            Self::Figures => Box::new(FiguresFile::default()),
        }
    }
}

impl Saved<'_> {
    /// The moment at which figures are read: the end of the record.
    fn now(&self) -> Micros {
        self.trace.last_stamp()
    }
}

/// The whole file at once, for small records.
///
/// ```
/// use export::{FileKind, Saved, write_whole};
/// use recording::{FoldDepth, Folds};
///
/// let trace = runtime::simulate(&scenario::Scenario::default());
/// let mut folds = Folds::default();
/// folds.extend(&trace, FoldDepth::Everything, || false);
/// let saved = Saved { trace: &trace, folds: &folds, deviation: None };
/// assert_eq!(write_whole(FileKind::Console, &saved).split(|byte| *byte == b'\n').count(), 6);
/// ```
#[must_use]
pub fn write_whole(kind: FileKind, saved: &Saved<'_>) -> Vec<u8> {
    let (mut writer, mut out) = (kind.writer(), Vec::new());
    while writer.write_on(saved, &mut out) != Written::Complete {}
    out
}

/// A number of bytes in words: `20 KB`, `1.5 MB`.
///
/// ```
/// use export::size_in_words;
///
/// assert_eq!([40, 1_200, 1_500_000].map(size_in_words), ["1 KB", "1.2 KB", "1.5 MB"]);
/// ```
#[must_use]
pub fn size_in_words(bytes: u64) -> String {
    let (unit, word) = match bytes {
        0..1_000_000 => (1e3, "KB"),
        1_000_000..1_000_000_000 => (1e6, "MB"),
        _ => (1e9, "GB"),
    };
    let count = (bytes as f64 / unit).max(1.0);
    // Two digits: it is an estimate.
    if count < 10.0 {
        format!("{} {word}", (count * 10.0).round() / 10.0)
    } else {
        let tens = if count < 100.0 { 1.0 } else { 10.0 };
        format!("{} {word}", (count / tens).round() * tens)
    }
}

/// How far a count has come.
fn share(done: usize, total: usize) -> Written {
    Written::Part(done as f64 / total.max(1) as f64)
}
