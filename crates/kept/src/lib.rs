//! The person's work as typed, valid or not, as one text that can be stored and read again. Knows no storage; [`shelf`]
//! decides which of several works are kept, and [`progress`] remembers which examples are done.
//!
//! A saved text has two lines of pairs, as in a link, and then the list verbatim:
//!
//! ```text
//! futurescope-work=1&id=m1x8-4f&at=1700000000000&after=m1x2-07&after-at=1699999990000
//! limit=&timeout=3x&timeout-was=3s&…&await=gather&unit=task&leftovers=cancel&timers=each&list=14
//! 2, 1 # a note
//! ```
//!
//! A field that cannot be read (`timeout=3x`) is followed by its last readable text (`timeout-was=3s`). A program follows the
//! list; `program=120` has its length in bytes, and `runs=program` says that Run runs it and not the list. `input` has what the program
//! is to read, among the pairs, so that an earlier version of the page, which ignores it, opens the rest.

pub mod progress;
pub mod shelf;
mod words;

pub use words::{AddressHolds, SaveError, SaveResult, about_keeping};

use form_urlencoded::Serializer;
use scenario::{Leftovers, Policy, TimerMode, Unit};

/// The version of this format. Texts of another version are not changed.
const VERSION: &str = "1";

/// The key that a saved text starts with.
const MAGIC: &str = "futurescope-work";

/// The keys of the fields, in the order of [`SavedWork::fields`]; the same as in a link.
pub const FIELDS: [&str; 7] = ["limit", "timeout", "deadline", "retry", "backoff", "speed", "seed"];

/// What of a work Run runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkKind {
    /// The task list, with its policy and modifiers.
    #[default]
    List,
    /// The Python program.
    Program,
}

impl WorkKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::List, Self::Program];

    /// The word for it in a saved text.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Program => "program",
        }
    }
}

/// A text as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The current text.
    pub text: String,
    /// The last text that could be read; `None` if the current one can be.
    pub readable: Option<String>,
}

/// The text of a table cell that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellText {
    /// The row, from 0.
    pub row: usize,
    /// The name of the column.
    pub column: String,
    /// The text as typed.
    pub text: String,
}

/// Everything that the person has typed and chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedWork {
    /// The task list, with its comments.
    pub list: Typed,
    /// Cells that cannot be read.
    pub cells: Vec<CellText>,
    /// The fields, in the order of [`FIELDS`].
    pub fields: [Typed; 7],
    /// The policy.
    pub policy: Policy,
    /// The unit as chosen, even if the policy does not support it.
    pub unit: Unit,
    /// What happens to operations that are still running when main ends.
    pub leftovers: Leftovers,
    /// How sleeps become browser timers.
    pub timers: TimerMode,
    /// The title of the example that was last opened.
    pub example: Option<String>,
    /// The Python program; empty if there is none.
    pub program: String,
    /// What the program is to read from its standard input.
    pub input: String,
    /// What Run runs.
    pub kind: WorkKind,
}

/// A work at one point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The id of the work: letters, digits and `-`.
    pub id: String,
    /// The time of its last change, in milliseconds since 1970.
    pub at: u64,
}

/// The metadata of a work, which precedes it in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The work, and when it last changed.
    pub stamp: Stamp,
    /// The work that this one continues, as it was when it was opened.
    pub continues: Option<Stamp>,
}

/// Why a saved text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not a saved work.
    Junk,
    /// It was written by another version of the page.
    OtherVersion,
}

/// Writes a work as a text to store.
#[must_use]
pub fn write(head: &Head, work: &SavedWork) -> String {
    let mut first = Serializer::new(String::new());
    first.append_pair(MAGIC, VERSION);
    first.append_pair("id", &head.stamp.id);
    first.append_pair("at", &head.stamp.at.to_string());
    if let Some(before) = &head.continues {
        first.append_pair("after", &before.id);
        first.append_pair("after-at", &before.at.to_string());
    }

    let mut second = Serializer::new(String::new());
    for (key, typed) in FIELDS.into_iter().zip(&work.fields) {
        second.append_pair(key, &typed.text);
        if let Some(readable) = &typed.readable {
            second.append_pair(&was(key), readable);
        }
    }
    second.append_pair("await", work.policy.id());
    second.append_pair("unit", work.unit.id());
    second.append_pair("leftovers", work.leftovers.id());
    second.append_pair("timers", work.timers.id());
    if let Some(example) = &work.example {
        second.append_pair("example", example);
    }
    for cell in &work.cells {
        second.append_pair("cell", &format!("{} {} {}", cell.row, cell.column, cell.text));
    }
    second.append_pair("list", &work.list.text.len().to_string());
    if let Some(readable) = &work.list.readable {
        second.append_pair(&was("list"), &readable.len().to_string());
    }
    if !work.program.is_empty() {
        second.append_pair("program", &work.program.len().to_string());
    }
    if !work.input.is_empty() {
        second.append_pair("input", &work.input);
    }
    if work.kind != WorkKind::default() {
        second.append_pair("runs", work.kind.id());
    }
    let readable = work.list.readable.as_deref().unwrap_or_default();
    let texts = [&work.list.text, readable, &work.program];
    [&first.finish(), "\n", &second.finish(), "\n", &texts.concat()].concat()
}

/// Reads only the metadata of a saved text.
///
/// # Errors
///
/// If the text is not a saved work, or has another version.
pub fn read_head(kept: &str) -> Result<Head, Unreadable> {
    let line = kept.split('\n').next().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(line.as_bytes());
    let first = pairs.next().filter(|(key, _)| key == MAGIC).ok_or(Unreadable::Junk)?;
    if first.1 != VERSION {
        return Err(Unreadable::OtherVersion);
    }
    let (mut id, mut at, mut after, mut after_at) = (None, None, None, None);
    for (key, value) in pairs {
        match &*key {
            "id" => id = Some(value.into_owned()),
            "at" => at = value.parse().ok(),
            "after" => after = Some(value.into_owned()),
            "after-at" => after_at = value.parse().ok(),
            _ => {}
        }
    }
    let stamp = |(id, at)| Stamp { id, at };
    Ok(Head {
        stamp: id.zip(at).map(stamp).ok_or(Unreadable::Junk)?,
        continues: after.zip(after_at).map(stamp),
    })
}

/// Reads a text that [`write()`] has written.
///
/// # Errors
///
/// If the text is not a saved work, or has another version.
pub fn read(kept: &str) -> Result<(Head, SavedWork), Unreadable> {
    let head = read_head(kept)?;
    let mut lines = kept.splitn(3, '\n').skip(1);
    let (Some(pairs), Some(texts)) = (lines.next(), lines.next()) else {
        return Err(Unreadable::Junk);
    };
    let mut work = SavedWork::default();
    let (mut list, mut list_was, mut program) = (None, None, 0);
    for (key, value) in form_urlencoded::parse(pairs.as_bytes()) {
        if let Some(index) = FIELDS.iter().position(|field| *field == key) {
            work.fields[index].text = value.into_owned();
            continue;
        }
        if let Some(index) = FIELDS.iter().position(|field| was(field) == key) {
            work.fields[index].readable = Some(value.into_owned());
            continue;
        }
        match &*key {
            "await" => work.policy = one_of(&value, &Policy::ALL, Policy::id)?,
            "unit" => work.unit = one_of(&value, &Unit::ALL, Unit::id)?,
            "leftovers" => work.leftovers = one_of(&value, &Leftovers::ALL, Leftovers::id)?,
            "timers" => work.timers = one_of(&value, &TimerMode::ALL, TimerMode::id)?,
            "example" => work.example = Some(value.into_owned()),
            "cell" => work.cells.push(read_cell(&value)?),
            "list" => list = Some(length(&value)?),
            "list-was" => list_was = Some(length(&value)?),
            "program" => program = length(&value)?,
            "input" => work.input = value.into_owned(),
            "runs" => work.kind = one_of(&value, &WorkKind::ALL, WorkKind::id)?,
            _ => {}
        }
    }
    let list = list.ok_or(Unreadable::Junk)?;
    let (text, rest) = texts.split_at_checked(list).ok_or(Unreadable::Junk)?;
    let readable = rest.split_at_checked(list_was.unwrap_or_default());
    let (readable, rest) = readable.ok_or(Unreadable::Junk)?;
    if rest.len() != program {
        return Err(Unreadable::Junk);
    }
    rest.clone_into(&mut work.program);
    work.list = Typed {
        text: text.to_owned(),
        readable: list_was.map(|_| readable.to_owned()),
    };
    Ok((head, work))
}

impl SavedWork {
    /// The beginning of the list on one line, to tell works apart; of a program, its first lines that are not imports.
    #[must_use]
    pub fn excerpt(&self) -> String {
        /// The number of characters that fit beside two buttons on a phone in two lines.
        const LONGEST: usize = 40;
        if self.kind == WorkKind::Program {
            let is_import = |line: &str| line.starts_with("import ") || line.starts_with("from ");
            let mut lines = self.program.lines().map(str::trim).filter(|line| !line.is_empty());
            let first = lines.clone().find(|line| !is_import(line)).or_else(|| lines.next());
            return cut_at(first.unwrap_or_default(), LONGEST);
        }
        let lines = self.list.text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut excerpt = String::new();
        for line in lines {
            if !excerpt.is_empty() {
                excerpt.push_str(if excerpt.ends_with(',') { " " } else { ", " });
            }
            excerpt.extend(line.chars().take(LONGEST + 1));
            if excerpt.chars().count() > LONGEST {
                break;
            }
        }
        cut_at(&excerpt, LONGEST)
    }
}

/// The first characters of a text, with an ellipsis if there are more.
fn cut_at(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end_matches([' ', ','])),
        None => text.to_owned(),
    }
}

/// The key for the last readable text of a field.
fn was(key: &str) -> String {
    format!("{key}-was")
}

fn read_cell(value: &str) -> Result<CellText, Unreadable> {
    let mut parts = value.splitn(3, ' ');
    match (parts.next().map(str::parse), parts.next(), parts.next()) {
        (Some(Ok(row)), Some(column), Some(text)) => Ok(CellText {
            row,
            column: column.to_owned(),
            text: text.to_owned(),
        }),
        _ => Err(Unreadable::Junk),
    }
}

fn length(value: &str) -> Result<usize, Unreadable> {
    value.parse().map_err(|_| Unreadable::Junk)
}

fn one_of<T: Copy>(value: &str, all: &[T], id: impl Fn(T) -> &'static str) -> Result<T, Unreadable> {
    all.iter()
        .copied()
        .find(|one| id(*one) == value)
        .ok_or(Unreadable::Junk)
}
