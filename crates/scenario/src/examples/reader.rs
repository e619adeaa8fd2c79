//! Reads a path file: lines of a key and a value (docs/paths.md).

use super::{Example, Path};
use crate::link;
use crate::programs::{ProgramAnswer, ProgramExample, ProgramPath, read_check};
use crate::validation_error::{ValidationError, quoted};
use std::error::Error;
use std::fmt;

/// The largest path file, in bytes.
pub const MOST_BYTES: usize = 64 * 1024;

/// The most examples in a path.
pub const MOST_EXAMPLES: usize = 50;

/// The longest title of a path, in characters.
pub const LONGEST_PATH_TITLE: usize = 40;

/// The longest title of an example, in characters.
pub const LONGEST_TITLE: usize = 40;

/// The longest question, lesson or sentence after the run, in characters.
pub const LONGEST_SENTENCE: usize = 200;

/// The longest answer, in characters: a line of the Console's panel.
pub const LONGEST_ANSWER: usize = 60;

/// The keys of a path file. `path` comes first, and `example` begins an example.
pub const KEYS: [&str; 6] = ["path", "example", "question", "lesson", "seen", "link"];

/// The keys of a path file of programs.
pub const PROGRAM_KEYS: [&str; 8] = [
    "path", "example", "question", "answer", "if", "lesson", "seen", "program",
];

/// Why a path file cannot be read.
///
/// Displays as `Line 7: The example “Fail fast” has no link. Add a line with link: and the address of its program.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, with a fix.
    pub why: ValidationError,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}: {}", self.line, self.why)
    }
}

impl Error for PathError {}

/// Reads a path file.
///
/// # Errors
///
/// If it is not one, or is larger than the limits: the first line that is wrong, and why.
pub fn read_path(file: &str) -> Result<Path, PathError> {
    let path = read_draft(file, &KEYS)?;
    let mut examples: Vec<Example> = Vec::with_capacity(path.examples.len());
    for draft in path.examples {
        let said = draft.finish("link", "the address of its program")?;
        let opened = link::read(&said.runs);
        if let Some(problem) = opened.problems.first() {
            return Err(error(
                said.line,
                format!("{}: {}", problem.part, problem.why.what),
                problem.why.fix.clone(),
            ));
        }
        let link = link::write(&opened.scenario);
        if let Some(same) = examples.iter().find(|before| before.link == link) {
            return Err(same_program(said.line, &same.title));
        }
        examples.push(Example {
            title: said.title,
            question: said.question,
            teaches: said.lesson,
            seen: said.seen,
            link,
        });
    }
    Ok(Path {
        title: path.title,
        examples,
    })
}

/// Reads a path file whose examples say with the key `program` which file they run. `text_of` has the text of a file by its name.
///
/// # Errors
///
/// As [`read_path`], and if there is no such file.
pub fn read_program_path<'a>(file: &str, text_of: &dyn Fn(&str) -> Option<&'a str>) -> Result<ProgramPath, PathError> {
    let path = read_draft(file, &PROGRAM_KEYS)?;
    let mut examples: Vec<ProgramExample> = Vec::with_capacity(path.examples.len());
    for draft in path.examples {
        let said = draft.finish("program", "the name of its file")?;
        let Some(text) = text_of(&said.runs) else {
            let what = format!("There is no file {}.", quoted(&said.runs));
            return Err(error(said.line, what, "Write the name of a program beside the path."));
        };
        if let Some(same) = examples.iter().find(|before| before.name == said.runs) {
            return Err(same_program(said.line, &same.title));
        }
        examples.push(ProgramExample {
            title: said.title,
            question: said.question,
            answers: said.answers,
            lesson: said.lesson,
            seen: said.seen,
            name: said.runs,
            text: text.to_owned(),
        });
    }
    Ok(ProgramPath {
        title: path.title,
        examples,
    })
}

fn same_program(line: usize, title: &str) -> PathError {
    let what = format!("This is the program of {} already.", quoted(title));
    error(line, what, "Give each example a program of its own.")
}

/// A path as far as it does not depend on what its examples run.
struct PathDraft {
    title: String,
    examples: Vec<ExampleDraft>,
}

/// Reads a path file with these keys.
fn read_draft(file: &str, keys: &[&'static str]) -> Result<PathDraft, PathError> {
    if file.len() > MOST_BYTES {
        let what = format!("The file is larger than {MOST_BYTES} bytes.");
        return Err(error(1, what, "Divide it into several paths."));
    }
    let mut title = None;
    let mut examples: Vec<ExampleDraft> = Vec::new();
    for entry in entries(file, keys)? {
        let line = entry.line;
        match (entry.key, examples.last_mut()) {
            ("path", None) if title.is_none() => title = Some(entry.titled(LONGEST_PATH_TITLE)?),
            ("path", _) => {
                return Err(error(
                    line,
                    "A file has one path.",
                    "Write the other path into a file of its own.",
                ));
            }
            _ if title.is_none() => {
                return Err(error(
                    line,
                    "The path has no title yet.",
                    "Begin the file with a line such as path: First steps.",
                ));
            }
            ("example", _) => {
                let title = entry.titled(LONGEST_TITLE)?;
                if examples.iter().any(|draft| draft.title == title) {
                    let what = format!("{} is the title of an example before.", quoted(&title));
                    return Err(error(line, what, "Give each example a title of its own."));
                }
                if examples.len() == MOST_EXAMPLES {
                    let what = format!("The path has more than {MOST_EXAMPLES} examples.");
                    return Err(error(line, what, "Divide it into several paths."));
                }
                examples.push(ExampleDraft::new(line, title));
            }
            (key, None) => {
                let what = format!("{} belongs to an example, and none has begun.", quoted(key));
                return Err(error(line, what, "Write a line such as example: Two tasks above it."));
            }
            (_, Some(draft)) => draft.take(&entry)?,
        }
    }
    let last = file.lines().count().max(1);
    let title = title.ok_or_else(|| {
        error(
            last,
            "The file has no path.",
            "Begin it with a line such as path: First steps.",
        )
    })?;
    if examples.is_empty() {
        return Err(error(
            last,
            "The path has no examples.",
            "Add a line such as example: Two tasks.",
        ));
    }
    Ok(PathDraft { title, examples })
}

fn error(line: usize, what: impl Into<String>, fix: impl Into<String>) -> PathError {
    PathError {
        line,
        why: ValidationError::new(what, fix),
    }
}

/// A key with its value, which may go on in the lines below it.
struct Entry {
    line: usize,
    /// One of [`KEYS`] or [`PROGRAM_KEYS`].
    key: &'static str,
    value: String,
}

impl Entry {
    /// The value, if it is not empty and has at most this many characters.
    fn at_most(&self, longest: usize) -> Result<String, PathError> {
        let Self { line, key, value } = self;
        match value.chars().count() {
            0 => Err(error(
                *line,
                format!("There is nothing after {key}:."),
                "Write it there, or indented in the lines below.",
            )),
            count if count > longest => Err(error(
                *line,
                format!("This has {count} characters."),
                format!("{key}: may have {longest}."),
            )),
            _ => Ok(value.clone()),
        }
    }

    /// The same for a title. It may not have the colon that parts the title of a path from that of an example.
    fn titled(&self, longest: usize) -> Result<String, PathError> {
        let title = self.at_most(longest)?;
        if title.contains(": ") {
            return Err(error(
                self.line,
                "A title cannot have a colon before a blank.",
                "Write a dash or a comma.",
            ));
        }
        Ok(title)
    }
}

/// The entries of a file. Empty lines and lines that start with `#` are skipped; an indented line continues the value
/// before it.
fn entries(file: &str, keys: &[&'static str]) -> Result<Vec<Entry>, PathError> {
    let mut entries: Vec<Entry> = Vec::new();
    let file = file.strip_prefix('\u{feff}').unwrap_or(file);
    for (index, written) in file.lines().enumerate() {
        let line = index + 1;
        let text = written.trim();
        if text.is_empty() || written.starts_with('#') {
            continue;
        }
        if let (Some(entry), true) = (entries.last_mut(), written.starts_with(char::is_whitespace)) {
            if !entry.value.is_empty() {
                entry.value.push(' ');
            }
            entry.value.push_str(text);
            continue;
        }
        let named = text.split_once(':').and_then(|(key, value)| {
            let known = keys
                .iter()
                .copied()
                .find(|known| known.eq_ignore_ascii_case(key.trim()))?;
            Some((known, value))
        });
        let Some((key, value)) = named else {
            let what = format!(
                "{} does not begin with a word of a path file and a colon.",
                quoted(text)
            );
            let fix = format!(
                "The words are {}. Indent a line that continues the one before.",
                keys.join(", ")
            );
            return Err(error(line, what, fix));
        };
        entries.push(Entry {
            line,
            key,
            value: value.trim().to_owned(),
        });
    }
    Ok(entries)
}

/// An example as far as it has been read.
struct ExampleDraft {
    line: usize,
    title: String,
    question: Option<String>,
    answers: Vec<ProgramAnswer>,
    lesson: Option<String>,
    seen: Option<String>,
    /// What it runs, with the line where that is written.
    runs: Option<(usize, String)>,
}

impl ExampleDraft {
    const fn new(line: usize, title: String) -> Self {
        Self {
            line,
            title,
            question: None,
            answers: Vec::new(),
            lesson: None,
            seen: None,
            runs: None,
        }
    }

    fn take(&mut self, entry: &Entry) -> Result<(), PathError> {
        let Entry { line, key, .. } = *entry;
        let text = match key {
            "question" => &mut self.question,
            "lesson" => &mut self.lesson,
            "seen" => &mut self.seen,
            "answer" | "if" => return self.take_answer(entry),
            _ => {
                if self.runs.is_some() {
                    return Err(twice(line, key, &self.title));
                }
                self.runs = Some((line, entry.value.clone()));
                return Ok(());
            }
        };
        if text.is_some() {
            return Err(twice(line, key, &self.title));
        }
        *text = Some(entry.at_most(LONGEST_SENTENCE)?);
        Ok(())
    }

    /// An answer, or what the record must show for the one above. Not inlined, so that the first part of the page, which reads
    /// paths of lists, does not have it.
    #[inline(never)]
    fn take_answer(&mut self, entry: &Entry) -> Result<(), PathError> {
        let line = entry.line;
        if entry.key == "answer" {
            let answer = ProgramAnswer {
                text: entry.at_most(LONGEST_ANSWER)?,
                checks: Vec::new(),
            };
            self.answers.push(answer);
            return Ok(());
        }
        let check = read_check(&entry.value).map_err(|why| PathError { line, why })?;
        if let Some(answer) = self.answers.last_mut() {
            answer.checks.push(check);
        }
        Ok(())
    }

    /// The whole example, with what it runs as it was written with this key.
    fn finish(mut self, key: &str, fix: &str) -> Result<SaidExample, PathError> {
        let answers = std::mem::take(&mut self.answers);
        if answers.iter().any(|answer| answer.checks.is_empty()) {
            return Err(error(
                self.line,
                "An answer has no check.",
                "Add a line with if: below it.",
            ));
        }
        let missing = |key: &str, fix: &str| {
            let what = format!("The example {} has no {key}.", quoted(&self.title));
            error(self.line, what, format!("Add a line with {key}: and {fix}."))
        };
        let lesson = self.lesson.ok_or_else(|| missing("lesson", "what it teaches"))?;
        let (line, runs) = self.runs.ok_or_else(|| missing(key, fix))?;
        Ok(SaidExample {
            line,
            title: self.title,
            question: self.question.unwrap_or_default(),
            answers,
            seen: self.seen.unwrap_or_else(|| lesson.clone()),
            lesson,
            runs,
        })
    }
}

/// An example as it is written in the file, complete.
struct SaidExample {
    /// The line that says what it runs.
    line: usize,
    title: String,
    question: String,
    answers: Vec<ProgramAnswer>,
    lesson: String,
    seen: String,
    /// What it runs, as written.
    runs: String,
}

fn twice(line: usize, key: &str, title: &str) -> PathError {
    let what = format!("The example {} has a {key} already.", quoted(title));
    error(line, what, "Leave one of them out.")
}
