//! The example programs in Python, each with one lesson, in learning paths: the files of `paths/programs/` (docs/paths.md).
//!
//! They are not compiled in, because all constants of the page are loaded before its first picture. The page has them as
//! one file, which [`join`] makes at build time and [`read`] reads when they are first looked at.

mod answers;

pub(crate) use answers::read_check;
pub use answers::{ProgramAnswer, RecordCheck, TaskEnd};

use crate::examples::{PathError, read_program_path};
use crate::validation_error::ValidationError;

/// What a line of the joined file begins with, before the name of the file that follows. No line of Python does.
const BEGINS: &str = "=== ";

/// The longest text of a program, in bytes: what a link can carry.
pub const LONGEST_PROGRAM: usize = 32 * 1024;

/// A program with a title and a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramExample {
    /// The title. No other example, of a program or of a list, has the same.
    pub title: String,
    /// What to predict before the run; empty if the path has no question here.
    pub question: String,
    /// The answers to choose from; none if the path has none here.
    pub answers: Vec<ProgramAnswer>,
    /// The lesson, in one sentence.
    pub lesson: String,
    /// The same after the run: what was seen.
    pub seen: String,
    /// The name of its file, such as `01-two-tasks.py`.
    pub name: String,
    /// The text of the program, with lines that end in `\n`.
    pub text: String,
}

/// Programs in the order in which they are to be learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramPath {
    /// The title, as shown above its examples.
    pub title: String,
    /// The examples; at least one.
    pub examples: Vec<ProgramExample>,
}

/// Joins files, each with its name, into the one that [`read`] reads. Paths are the files in `.txt`, and keep their order.
#[must_use]
pub fn join(files: &[(String, String)]) -> String {
    let mut joined = String::new();
    for (name, text) in files {
        joined.push_str(&format!("{BEGINS}{name}\n"));
        for line in text.lines() {
            joined.push_str(line);
            joined.push('\n');
        }
    }
    joined
}

/// Reads the paths with their programs out of a joined file.
///
/// # Errors
///
/// If there is no path in it, a path is wrong, or a program is missing or too long: the line within its own file, and why.
///
/// # Example
///
/// ```
/// let path = "path: P\nexample: E\nlesson: L.\nprogram: e.py\n".to_owned();
/// let files = [("1.txt".to_owned(), path), ("e.py".to_owned(), "print(1)\n".to_owned())];
/// let paths = scenario::programs::read(&scenario::programs::join(&files))?;
/// assert_eq!(paths[0].examples[0].text, "print(1)\n");
/// # Ok::<(), scenario::examples::PathError>(())
/// ```
pub fn read(joined: &str) -> Result<Vec<ProgramPath>, PathError> {
    let files = files_in(joined);
    let text_of = |name: &str| files.iter().find(|(named, _)| *named == name).map(|(_, text)| *text);
    if let Some((name, _)) = files.iter().find(|(_, text)| text.len() > LONGEST_PROGRAM) {
        let what = format!("{name} is longer than {LONGEST_PROGRAM} bytes.");
        return Err(wrong(what, "Shorten it, so that a link can carry it."));
    }
    let paths = files.iter().filter(|(name, _)| name.ends_with(".txt"));
    let paths: Vec<ProgramPath> = paths
        .map(|(_, path)| read_program_path(path, &text_of))
        .collect::<Result<_, _>>()?;
    if paths.is_empty() {
        return Err(wrong("There is no path in the file.", "Build the page again."));
    }
    Ok(paths)
}

/// The names and texts of the files that were joined.
fn files_in(joined: &str) -> Vec<(&str, &str)> {
    let mut begins = Vec::new();
    let mut at = 0;
    for line in joined.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix(BEGINS) {
            begins.push((at, at + line.len(), name.trim_end()));
        }
        at += line.len();
    }
    let ends = begins.iter().skip(1).map(|(at, ..)| *at).chain([joined.len()]);
    let files = begins.iter().zip(ends);
    files
        .map(|((_, start, name), end)| (*name, &joined[*start..end]))
        .collect()
}

fn wrong(what: impl Into<String>, fix: &str) -> PathError {
    PathError {
        line: 1,
        why: ValidationError::new(what, fix),
    }
}
