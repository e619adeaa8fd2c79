//! The task list: its text as a person writes it, and its parsed form. The grammar of one item is in `reader`;
//! [`super::draft`] keeps the text itself.

mod reader;

use super::number::{Quantity, float, is_number};
use super::validation_error::ValidationError;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The most tasks that a list may have, each `xN` counted N times: as many as one page can run and draw.
pub const MOST_TASKS: u64 = 1_000_000;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;

/// The number of errors after which reading stops.
pub const MOST_ERRORS: usize = 100;

/// The operations to await, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TaskList {
    /// The items as written, before `xN` is multiplied out.
    pub items: Vec<Item>,
}

impl TaskList {
    /// The number of tasks, each `xN` counted N times.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.items.iter().map(|item| u64::from(item.repeat)).sum()
    }

    /// The list on one line, without comments. Parses to the same list.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for TaskList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.items.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{item}")?;
        }
        Ok(())
    }
}

/// One item of the list: an operation, or `repeat` of them. Displays in canonical order: name, delay, cpu, fail, x.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// The name; a task without one is named by its index. No comma, `#` or line break, at most 200 characters,
    /// trimmed.
    pub name: Option<String>,
    /// How long it sleeps.
    pub delay: Delay,
    /// How long it then computes and blocks the loop, at most 2 s.
    pub cpu: Option<Quantity>,
    /// Whether its attempts fail.
    pub failure_mode: FailureMode,
    /// The number of operations, at least 1.
    pub repeat: u32,
}

impl Item {
    /// A single operation that sleeps and succeeds.
    #[must_use]
    pub const fn of(delay: Quantity) -> Self {
        Self {
            name: None,
            delay: Delay { low: delay, high: None },
            cpu: None,
            failure_mode: FailureMode::Succeeds,
            repeat: 1,
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "{name}: ")?;
        }
        write!(f, "{}", self.delay)?;
        if let Some(cpu) = &self.cpu {
            write!(f, " cpu {cpu}")?;
        }
        match &self.failure_mode {
            FailureMode::Succeeds => {}
            FailureMode::Fails => f.write_str(" fail")?,
            FailureMode::FailsFirst(attempts) => write!(f, " fail {attempts}")?,
            FailureMode::FailsByChance(chance) => write!(f, " fail {chance}")?,
        }
        if self.repeat != 1 {
            write!(f, " x{}", self.repeat)?;
        }
        Ok(())
    }
}

/// The delay of an operation: a duration, or a range to draw from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Delay {
    /// The delay, or the low end of its range.
    pub low: Quantity,
    /// The high end, not below the low one.
    pub high: Option<Quantity>,
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.low)?;
        self.high.as_ref().map_or(Ok(()), |high| write!(f, "..{high}"))
    }
}

/// Whether the attempts of an operation fail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum FailureMode {
    /// No attempt fails.
    #[default]
    Succeeds,
    /// Every attempt fails.
    Fails,
    /// A number of first attempts fail, the others succeed.
    FailsFirst(u32),
    /// Each attempt fails with this chance.
    FailsByChance(Percent),
}

/// A chance from 0 % to 100 %, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Percent {
    // Shared, because an item with `x1000000` copies it to each of its operations.
    digits: Arc<str>,
    // The bits of its float64. Computed once, because every attempt needs it.
    value: u64,
}

impl Percent {
    /// Parses digits with an optional point and more digits, up to 100, without the `%`.
    #[must_use]
    pub fn new(digits: &str) -> Option<Self> {
        if !is_number(digits) {
            return None;
        }
        let value = float(digits, 0);
        (value <= 100.0).then(|| Self {
            digits: digits.into(),
            value: value.to_bits(),
        })
    }

    /// The percentage, from 0 to 100.
    #[must_use]
    pub const fn value(&self) -> f64 {
        f64::from_bits(self.value)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.digits)
    }
}

/// A list and the spans of its items in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenList {
    /// The parsed list.
    pub list: TaskList,
    /// The byte range of each item in the text, without the space and the comments around it.
    pub spans: Vec<Range<usize>>,
}

/// An error in a text: its position, what is wrong, and a fix.
///
/// Displays as `Line 3, column 4: “3sec” is not a duration. Try 3s or 3000ms.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The number of characters that are wrong, at least 1.
    pub length: u32,
    /// What is wrong, as a sentence.
    pub what: String,
    /// A fix, as a sentence.
    pub fix: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Line {}, column {}: {} {}",
            self.line, self.column, self.what, self.fix
        )
    }
}

impl std::error::Error for ParseError {}

/// Reads a task list.
///
/// # Errors
///
/// All errors in the text, in its order, up to [`MOST_ERRORS`].
///
/// ```
/// use scenario::text::parse;
/// let written = parse("users: 2s x3 # the slow ones").expect("it follows the grammar");
/// assert_eq!(written.list.count(), 3);
/// assert_eq!(written.spans, [0..12]);
/// ```
pub fn parse(text: &str) -> Result<WrittenList, Vec<ParseError>> {
    let mut written = WrittenList::default();
    let mut errors = Vec::new();
    let mut count = 0;
    for raw in split_items(text) {
        match reader::read_item(text, raw.span.clone()) {
            Ok(item) => {
                let count_before = count;
                count += u64::from(item.repeat);
                if count > MOST_TASKS && count_before <= MOST_TASKS {
                    errors.push(raw.error(text, raw.span.clone(), too_many(count_before, item.repeat)));
                }
                written.list.items.push(item);
                written.spans.push(raw.span);
            }
            Err(validation_errors) => {
                let room = MOST_ERRORS - errors.len();
                let first = validation_errors.into_iter().take(room);
                errors.extend(first.map(|(at, validation_error)| raw.error(text, at, validation_error)));
            }
        }
        if errors.len() >= MOST_ERRORS {
            break;
        }
    }
    if errors.is_empty() { Ok(written) } else { Err(errors) }
}

/// `text` without the space around it and without the byte order mark that a pasted file may start with.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Whether a character only separates words.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{feff}'
}

fn too_many(count_before: u64, repeat: u32) -> ValidationError {
    let fix = match MOST_TASKS - count_before {
        left if repeat == 1 || left == 0 => "Take some out, or lower an x.".to_owned(),
        left => format!("Try x{left} or less here."),
    };
    ValidationError::new("The list has more than 1,000,000 tasks from here on.", fix)
}

/// The text between two separators: an item, which may be invalid.
struct RawItem {
    span: Range<usize>,
    line: u32,
    line_start: usize,
}

impl RawItem {
    fn error(&self, text: &str, at: Range<usize>, validation_error: ValidationError) -> ParseError {
        let characters = |range: Range<usize>| u32::try_from(text[range].chars().count()).unwrap_or(u32::MAX);
        ParseError {
            line: self.line,
            column: characters(self.line_start..at.start).saturating_add(1),
            length: characters(at).max(1),
            what: validation_error.what,
            fix: validation_error.fix,
        }
    }
}

/// Splits the text at commas and line ends. Drops comments and empty items, and trims the rest.
fn split_items(text: &str) -> Vec<RawItem> {
    let bytes = text.as_bytes();
    let mut items = Vec::new();
    let (mut line, mut line_start, mut start, mut at) = (1_u32, 0, 0, 0);
    let mut in_comment = false;
    while at <= bytes.len() {
        let byte = bytes.get(at).copied();
        let line_ends = matches!(byte, None | Some(b'\n' | b'\r'));
        if line_ends || (!in_comment && matches!(byte, Some(b',' | b'#'))) {
            if !in_comment {
                let lead = text[start..at].trim_start_matches(is_space);
                let item = trimmed(lead);
                let item_start = at - lead.len();
                if !item.is_empty() {
                    items.push(RawItem {
                        span: item_start..item_start + item.len(),
                        line,
                        line_start,
                    });
                }
            }
            in_comment = byte == Some(b'#');
            if byte == Some(b'\r') && bytes.get(at + 1) == Some(&b'\n') {
                at += 1;
            }
            start = at + 1;
            if line_ends {
                line = line.saturating_add(1);
                line_start = start;
            }
        }
        at += 1;
    }
    items
}
