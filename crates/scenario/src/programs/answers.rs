//! The answers to the question of an example program, and what each says of the record (docs/paths.md). Which one is right is not
//! written anywhere: it is the one whose checks the record of the run meets.

use crate::Quantity;
use crate::time::Micros;
use crate::validation_error::{ValidationError, quoted};

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramAnswer {
    /// The answer, as shown.
    pub text: String,
    /// It is right if the record meets all of them; at least one.
    pub checks: Vec<RecordCheck>,
}

/// What is to be found in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordCheck {
    /// This line is printed, at this time if there is one.
    Prints {
        /// All of the line.
        line: String,
        /// When.
        at: Option<Micros>,
    },
    /// This line is printed before another one, which may never be printed.
    PrintsBefore {
        /// All of the line.
        line: String,
        /// All of the other line.
        other: String,
    },
    /// This line is printed so many times from one time to another.
    PrintsTimes {
        /// All of the line.
        line: String,
        /// How often; may be 0.
        times: usize,
        /// The first time that counts.
        from: Micros,
        /// The last time that counts.
        until: Micros,
    },
    /// This line is never printed.
    NeverPrints(String),
    /// The task with this name ends at this time, however it does.
    EndsAt(String, Micros),
    /// The task with this name ends like this.
    Becomes(String, TaskEnd),
    /// The task with this name waits so long in this line of the program, in all.
    Waits {
        /// The name of the task.
        task: String,
        /// How long.
        length: Micros,
        /// The line, from 1.
        line: u32,
    },
    /// There are so many tasks, main included.
    Tasks(usize),
    /// The program ends in a deadlock.
    Deadlock,
}

/// How a task ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskEnd {
    /// It returns.
    Finished,
    /// It raises an exception.
    Failed,
    /// It is cancelled.
    Cancelled,
}

impl TaskEnd {
    /// The words of a check.
    const WORDS: [(&'static str, Self); 3] = [
        (" finishes", Self::Finished),
        (" fails", Self::Failed),
        (" is cancelled", Self::Cancelled),
    ];
}

/// Reads a check: `prints at 2 s: Results: 4, 2`, `main ends at 3 s`.
///
/// # Errors
///
/// If it has none of the forms, or a time is wrong.
pub(crate) fn read_check(text: &str) -> Result<RecordCheck, ValidationError> {
    if let Some((form, line)) = text.split_once(": ")
        && let Some(check) = read_printed(form, line)?
    {
        return Ok(check);
    }
    if text == "deadlock" {
        return Ok(RecordCheck::Deadlock);
    }
    if let Some(count) = text.strip_suffix(" tasks").or_else(|| text.strip_suffix(" task")) {
        return Ok(RecordCheck::Tasks(count_of(count)?));
    }
    if let Some((task, at)) = text.rsplit_once(" ends at ") {
        return Ok(RecordCheck::EndsAt(task.to_owned(), time(at)?));
    }
    if let Some((task, rest)) = text.split_once(" waits ")
        && let Some((length, line)) = rest.split_once(" in line ")
    {
        return Ok(RecordCheck::Waits {
            task: task.to_owned(),
            length: time(length)?,
            line: count_of(line)? as u32,
        });
    }
    for (words, end) in TaskEnd::WORDS {
        if let Some(task) = text.strip_suffix(words) {
            return Ok(RecordCheck::Becomes(task.to_owned(), end));
        }
    }
    Err(ValidationError::new(
        format!("{} is no check of a record.", quoted(text)),
        "Write for example prints at 2 s: done, or main ends at 3 s.",
    ))
}

/// A check of a printed line, of which the part before the colon is the form; `None` for another form.
fn read_printed(form: &str, line: &str) -> Result<Option<RecordCheck>, ValidationError> {
    let line = line.to_owned();
    Ok(Some(match form {
        "prints" => RecordCheck::Prints { line, at: None },
        "never prints" => RecordCheck::NeverPrints(line),
        _ => {
            let Some(form) = form.strip_prefix("prints ") else {
                return Ok(None);
            };
            if let Some(at) = form.strip_prefix("at ") {
                let at = Some(time(at)?);
                RecordCheck::Prints { line, at }
            } else if let Some(other) = form.strip_prefix("before ") {
                let other = other.to_owned();
                RecordCheck::PrintsBefore { line, other }
            } else if let Some((times, span)) = form.split_once(" times from ")
                && let Some((from, until)) = span.split_once(" to ")
            {
                RecordCheck::PrintsTimes {
                    line,
                    times: count_of(times)?,
                    from: time(from)?,
                    until: time(until)?,
                }
            } else {
                return Ok(None);
            }
        }
    }))
}

fn time(text: &str) -> Result<Micros, ValidationError> {
    let written: String = text.split_whitespace().collect();
    Quantity::parse(&written).map(|time| time.micros())
}

fn count_of(text: &str) -> Result<usize, ValidationError> {
    // Nine digits fit into every type that holds a count.
    let digits = text.len() <= 9 && text.bytes().all(|digit| digit.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| ValidationError::new(format!("{} is no number.", quoted(text)), "Write digits."))
}
