//! Reads a path file: lines of a key and a value (docs/paths.md).

use super::{Example, Path};
use crate::link;
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

/// The keys of a path file. `path` comes first, and `example` begins an example.
pub const KEYS: [&str; 6] = ["path", "example", "question", "lesson", "seen", "link"];

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
    if file.len() > MOST_BYTES {
        let what = format!("The file is larger than {MOST_BYTES} bytes.");
        return Err(error(1, what, "Divide it into several paths."));
    }
    let mut title = None;
    let mut drafts: Vec<ExampleDraft> = Vec::new();
    for entry in entries(file)? {
        let line = entry.line;
        match (entry.key, drafts.last_mut()) {
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
                if drafts.iter().any(|draft| draft.title == title) {
                    let what = format!("{} is the title of an example before.", quoted(&title));
                    return Err(error(line, what, "Give each example a title of its own."));
                }
                if drafts.len() == MOST_EXAMPLES {
                    let what = format!("The path has more than {MOST_EXAMPLES} examples.");
                    return Err(error(line, what, "Divide it into several paths."));
                }
                drafts.push(ExampleDraft::new(line, title));
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
    if drafts.is_empty() {
        return Err(error(
            last,
            "The path has no examples.",
            "Add a line such as example: Two tasks.",
        ));
    }
    let mut examples: Vec<Example> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let line = draft.link.as_ref().map_or(draft.line, |(line, _)| *line);
        let example = draft.finish()?;
        if let Some(same) = examples.iter().find(|before| before.link == example.link) {
            let what = format!("This is the program of {} already.", quoted(&same.title));
            return Err(error(line, what, "Give each example a program of its own."));
        }
        examples.push(example);
    }
    Ok(Path { title, examples })
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
    /// One of [`KEYS`].
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
fn entries(file: &str) -> Result<Vec<Entry>, PathError> {
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
            let known = KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(key.trim()))?;
            Some((known, value))
        });
        let Some((key, value)) = named else {
            let what = format!(
                "{} does not begin with a word of a path file and a colon.",
                quoted(text)
            );
            let fix = format!(
                "The words are {}. Indent a line that continues the one before.",
                KEYS.join(", ")
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
    lesson: Option<String>,
    seen: Option<String>,
    link: Option<(usize, String)>,
}

impl ExampleDraft {
    const fn new(line: usize, title: String) -> Self {
        Self {
            line,
            title,
            question: None,
            lesson: None,
            seen: None,
            link: None,
        }
    }

    fn take(&mut self, entry: &Entry) -> Result<(), PathError> {
        let Entry { line, key, .. } = *entry;
        let text = match key {
            "question" => &mut self.question,
            "lesson" => &mut self.lesson,
            "seen" => &mut self.seen,
            _ => {
                if self.link.is_some() {
                    return Err(twice(line, key, &self.title));
                }
                self.link = Some((line, entry.value.clone()));
                return Ok(());
            }
        };
        if text.is_some() {
            return Err(twice(line, key, &self.title));
        }
        *text = Some(entry.at_most(LONGEST_SENTENCE)?);
        Ok(())
    }

    fn finish(self) -> Result<Example, PathError> {
        let missing = |key: &str, fix: &str| {
            let what = format!("The example {} has no {key}.", quoted(&self.title));
            error(self.line, what, format!("Add a line with {key}: and {fix}."))
        };
        let teaches = self.lesson.ok_or_else(|| missing("lesson", "what it teaches"))?;
        let (line, written) = self.link.ok_or_else(|| missing("link", "the address of its program"))?;
        let opened = link::read(&written);
        if let Some(problem) = opened.problems.first() {
            return Err(error(
                line,
                format!("{}: {}", problem.part, problem.why.what),
                problem.why.fix.clone(),
            ));
        }
        Ok(Example {
            title: self.title,
            question: self.question.unwrap_or_default(),
            seen: self.seen.unwrap_or_else(|| teaches.clone()),
            teaches,
            link: link::write(&opened.scenario),
        })
    }
}

fn twice(line: usize, key: &str, title: &str) -> PathError {
    let what = format!("The example {} has a {key} already.", quoted(title));
    error(line, what, "Leave one of them out.")
}
