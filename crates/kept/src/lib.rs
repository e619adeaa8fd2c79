//! The person's work as it is typed, good or bad, written as one text to be kept and read again. Knows no storage; which
//! of several works are kept is [`shelf`].
//!
//! A kept text is two lines of pairs, as in a link, and then the list, verbatim:
//!
//! ```text
//! futurescope-work=1&id=m1x8-4f&at=1700000000000&after=m1x2-07&after-at=1699999990000
//! limit=&timeout=3x&timeout-was=3s&…&await=gather&unit=task&leftovers=cancel&timers=each&list=14
//! 2, 1 # a note
//! ```
//!
//! What cannot be read (`timeout=3x`) has beside it what was there when it last could (`timeout-was=3s`).

pub mod shelf;
mod words;

pub use words::{AddressHolds, Kept, Refused, SaveResult, about_keeping};

use form_urlencoded::Serializer;
use scenario::{Leftovers, Policy, TimerMode, Unit};

/// Of what is written here. A text of another version is left alone.
const VERSION: &str = "1";

/// The key that a kept text begins with.
const MAGIC: &str = "futurescope-work";

/// The fields, in the order of [`SavedWork::fields`], by their keys in a link.
pub const FIELDS: [&str; 7] = ["limit", "timeout", "deadline", "retry", "backoff", "speed", "seed"];

/// A text as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// As it stands.
    pub text: String,
    /// What stood there when it last could be read; `None` while the text can be.
    pub readable: Option<String>,
}

/// What is typed in a cell of the table and cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellText {
    /// From 0.
    pub row: usize,
    /// The column's word.
    pub column: String,
    /// As typed.
    pub text: String,
}

/// All that is typed and chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedWork {
    /// The list, comments and all.
    pub list: Typed,
    /// Cells that cannot be read.
    pub cells: Vec<CellText>,
    /// The fields, in the order of [`FIELDS`].
    pub fields: [Typed; 7],
    /// How main awaits.
    pub policy: Policy,
    /// As chosen, whether the policy can have it or not.
    pub unit: Unit,
    /// What becomes of leftovers.
    pub leftovers: Leftovers,
    /// How sleeps are put to the browser.
    pub timers: TimerMode,
    /// The title of the example that was opened last.
    pub example: Option<String>,
}

/// A work as it was at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Which work: letters, digits and `-`.
    pub id: String,
    /// When it last changed, in milliseconds since 1970.
    pub at: u64,
}

/// What is said of a work before the work itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which work, and when it last changed.
    pub stamp: Stamp,
    /// The work that it goes on with, as that was when it was opened.
    pub continues: Option<Stamp>,
}

/// Why a kept text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no kept work.
    Junk,
    /// Another version of the page has written it.
    OtherVersion,
}

/// The text to keep `work` as.
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
    let readable = work.list.readable.as_deref().unwrap_or_default();
    [&first.finish(), "\n", &second.finish(), "\n", &work.list.text, readable].concat()
}

/// What is said before the work.
///
/// # Errors
///
/// When it is no kept text, or one of another version.
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

/// Reads what [`write()`] has written.
///
/// # Errors
///
/// When it is no kept text, or one of another version.
pub fn read(kept: &str) -> Result<(Head, SavedWork), Unreadable> {
    let head = read_head(kept)?;
    let mut lines = kept.splitn(3, '\n').skip(1);
    let (Some(pairs), Some(texts)) = (lines.next(), lines.next()) else {
        return Err(Unreadable::Junk);
    };
    let mut work = SavedWork::default();
    let (mut list, mut list_was) = (None, None);
    for (key, value) in form_urlencoded::parse(pairs.as_bytes()) {
        if let Some(place) = FIELDS.iter().position(|field| *field == key) {
            work.fields[place].text = value.into_owned();
            continue;
        }
        if let Some(place) = FIELDS.iter().position(|field| was(field) == key) {
            work.fields[place].readable = Some(value.into_owned());
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
            _ => {}
        }
    }
    let list = list.ok_or(Unreadable::Junk)?;
    let (text, readable) = texts.split_at_checked(list).ok_or(Unreadable::Junk)?;
    if readable.len() != list_was.unwrap_or_default() {
        return Err(Unreadable::Junk);
    }
    work.list = Typed {
        text: text.to_owned(),
        readable: list_was.map(|_| readable.to_owned()),
    };
    Ok((head, work))
}

impl SavedWork {
    /// Its beginning on one line, to tell it from another by.
    #[must_use]
    pub fn excerpt(&self) -> String {
        /// As much as fits beside two buttons on a phone in two lines.
        const LONGEST: usize = 40;
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
        match excerpt.char_indices().nth(LONGEST) {
            Some((cut, _)) => format!("{}…", excerpt[..cut].trim_end_matches([' ', ','])),
            None => excerpt,
        }
    }
}

/// The key of what stood in the field when it last could be read.
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
