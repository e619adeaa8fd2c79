//! The tasks as CSV: a row for each, with the columns of the table Tasks and the microseconds behind them.
//!
//! RFC 4180: commas, CRLF, cells with quotes where they need them. A text that a spreadsheet would take for a formula
//! gets a leading apostrophe.

use crate::{FileWriter, Saved, Written, share};
use recording::TaskId;
use recording::facts::words_for;
use recording::statistics::{Statistics, TaskFigures};
use scenario::time::Micros;
use scenario::words;

/// The events that are folded for a piece.
const EVENTS: usize = 4_096;
/// The rows of a piece.
const ROWS: usize = 512;
/// Letters of a result above which the rest is counted, as in the table: main's result is as long as the list.
const MOST_OF_RESULT: usize = 1_000;

/// The heads of the columns. Times are in seconds where it says so, and in microseconds in the columns that end in `_us`.
pub const HEADS: [&str; 19] = [
    "Number",
    "Name",
    "State",
    "Attempts",
    "Waited for a slot (s)",
    "Running time (s)",
    "Held the loop (s)",
    "Start (s)",
    "End (s)",
    "Duration (s)",
    "vs. predicted (s)",
    "Result",
    "waited_for_slot_us",
    "running_time_us",
    "held_loop_us",
    "start_us",
    "end_us",
    "duration_us",
    "vs_predicted_us",
];

/// The file, of which so much is written.
#[derive(Default)]
pub struct TasksFile {
    statistics: Statistics,
    written: usize,
}

impl FileWriter for TasksFile {
    fn write_on(&mut self, saved: &Saved<'_>, out: &mut Vec<u8>) -> Written {
        let trace = saved.trace;
        // A row takes about as long as two events.
        let total = trace.events.len() + 2 * trace.tasks.len();
        if !self.statistics.advance_to(trace, trace.events.len(), EVENTS) {
            return share(self.statistics.folded(), total);
        }
        if self.written == 0 {
            let mut row = CsvRow::new(out);
            HEADS.into_iter().for_each(|head| row.text(head));
            row.end();
        }
        let until = trace.tasks.len().min(self.written + ROWS);
        for index in self.written..until {
            self.row(saved, TaskId::from_index(index), out);
        }
        self.written = until;
        if until < trace.tasks.len() {
            share(trace.events.len() + 2 * until, total)
        } else {
            Written::Complete
        }
    }
}

impl TasksFile {
    fn row(&self, saved: &Saved<'_>, task: TaskId, out: &mut Vec<u8>) {
        let (trace, now) = (saved.trace, saved.now());
        let Some(figures) = self.statistics.task(task, now) else {
            return;
        };
        let by = saved
            .deviation
            .and_then(|deviation| deviation.task(task)?.by)
            .map(|by| by.0);
        let TaskFigures {
            state,
            spawned,
            ended,
            attempts,
            ..
        } = figures;
        let lengths = [
            spawned.map(|_| figures.waited_for_slot),
            figures.running_time(now),
            spawned.map(|_| figures.held_loop),
            spawned,
            ended,
            figures.duration(now),
        ];
        let mut row = CsvRow::new(out);
        row.number(&task.0.to_string());
        row.text(&trace.label(task).unwrap_or_default());
        row.text(words_for(state));
        row.number(&some(attempts.into(), attempts > 0));
        for length in lengths {
            row.number(&length.map_or_else(String::new, words::seconds));
        }
        row.number(&by.map_or_else(String::new, signed_seconds));
        row.text(&words::shortened(result(saved, task), MOST_OF_RESULT));
        for length in lengths {
            row.number(&some(length.unwrap_or_default().0, length.is_some()));
        }
        row.number(&by.map_or_else(String::new, |by| by.to_string()));
        row.end();
    }
}

/// What the task returned, or the message of its failure.
fn result<'a>(saved: &Saved<'a>, task: TaskId) -> &'a str {
    let lane = saved.folds.history.lanes.lane(saved.trace, task);
    lane.map_or("", |lane| lane.result())
}

fn some(number: u64, known: bool) -> String {
    if known { number.to_string() } else { String::new() }
}

fn signed_seconds(by: i64) -> String {
    let sign = if by < 0 { "-" } else { "" };
    format!("{sign}{}", words::seconds_to_the_microsecond(Micros(by.unsigned_abs())))
}

/// A row under way.
struct CsvRow<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> CsvRow<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, empty: true }
    }

    /// A cell with a number of ours, or nothing.
    fn number(&mut self, number: &str) {
        self.comma();
        self.out.extend_from_slice(number.as_bytes());
    }

    /// A cell with a text of the program.
    fn text(&mut self, text: &str) {
        self.comma();
        let formula = looks_like_a_formula(text);
        let quoted = text.contains(['"', ',', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ');
        if quoted {
            self.out.push(b'"');
        }
        if formula {
            self.out.push(b'\'');
        }
        if quoted {
            self.out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            self.out.push(b'"');
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    fn end(self) {
        self.out.extend_from_slice(b"\r\n");
    }

    fn comma(&mut self) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
    }
}

/// Whether a spreadsheet would take this text for a formula. A plain number with a sign is none.
fn looks_like_a_formula(text: &str) -> bool {
    // Some spreadsheets skip spaces, and take the full-width forms for the usual ones.
    let begin = text.trim_start_matches([' ', '\u{feff}', '\0']);
    let signed = |digits: &str| !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit() || it == '.');
    match begin.chars().next() {
        Some('+' | '-') => !begin.get(1..).is_some_and(signed),
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        _ => false,
    }
}
