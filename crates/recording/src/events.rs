//! The events of a recording, in chunks of columns, so that a run of a million tasks fits into memory.
//!
//! An [`Event`] is built when it is read. A row stores only the parts in which the event differs from the previous row:
//! most events have the task and the stamp of their predecessor, and most kinds need no number. A chunk is never copied
//! to make room for the next one.
//!
//! ```text
//!   row    code         task   stamp   cause   words
//!   0      spawned      1      0 µs
//!   1      woken        ·      ·       0
//!   2      poll-start   ·      40 µs
//!   3      printed      ·      ·               text 0          · as in the row before
//! ```

mod by_task;
mod codes;
mod columns;
mod extras;
mod run_order;
mod texts;

pub use by_task::{OfTask, OfTasks};
pub use extras::Extra;

use super::{Event, EventKind, TaskId};
use columns::{Chunk, Cursor};
use extras::Extras;
use scenario::time::Micros;
use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;
use texts::TextTable;

/// Rows per chunk: enough to make the fixed cost of a chunk negligible, few enough that a chunk fills soon.
const ROWS: usize = 1 << 16;

/// The events of a recording, in the order in which they happened. Events are appended, and read as values.
///
/// ```
/// use recording::{Event, EventKind, Events, TaskId};
/// use scenario::time::Micros;
///
/// let mut events = Events::default();
/// events.push(Event {
///     at: Micros(40),
///     task: Some(TaskId(1)),
///     cause: None,
///     kind: EventKind::Printed { text: "Starting operation with delay 2" },
/// });
/// assert_eq!(events.get(0).map(|event| event.at), Some(Micros(40)));
/// ```
#[derive(Clone, Default)]
pub struct Events {
    chunks: Vec<Chunk>,
    texts: TextTable,
    extras: Extras,
    len: usize,
    /// The stamp of the last event.
    latest: Micros,
}

impl Events {
    /// Appends an event. Stamps never decrease: an earlier stamp than the last one is raised to it.
    pub fn push(&mut self, mut event: Event<'_>) {
        event.at = event.at.max(self.latest);
        self.latest = event.at;
        let (code, words) = codes::encode(event.at, &event.kind, |text| self.texts.number(text));
        let fits = |chunk: &Chunk| chunk.len() < ROWS && chunk.reaches(event.at);
        if !self.chunks.last().is_some_and(fits) {
            // The first chunk grows with its recording, since most recordings are short. After that, full chunks are
            // likely.
            let rows = if self.chunks.is_empty() { 0 } else { ROWS };
            if let Some(last) = self.chunks.last_mut() {
                last.complete();
            }
            self.chunks.push(Chunk::new(self.len, event.at, rows));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(event.at, event.task, event.cause, code, words.as_slice());
            self.len += 1;
        }
    }

    /// Appends an event with its data besides the kind.
    pub fn push_with(&mut self, event: Event<'_>, extra: &Extra<'_>) {
        self.extras.push(self.len, extra, &mut self.texts);
        self.push(event);
    }

    /// Removes the last event. Its text, if it has one, is kept.
    pub fn pop(&mut self) {
        let Some(chunk) = self.chunks.last_mut() else { return };
        chunk.pop();
        self.len -= 1;
        self.extras.truncate(self.len);
        if chunk.len() == 0 {
            self.chunks.pop();
        }
        self.latest = self
            .len
            .checked_sub(1)
            .and_then(|last| self.at(last))
            .unwrap_or_default();
    }

    /// The number of events.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no events.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The event with this index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Event<'_>> {
        let chunk = self.chunk_of(index)?;
        let row = chunk.row(index - chunk.first());
        Some(self.read(row))
    }

    /// The stamp of the event with this index.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<Micros> {
        let chunk = self.chunk_of(index)?;
        Some(chunk.at(index - chunk.first()))
    }

    /// The task of the event with this index.
    #[must_use]
    pub fn task(&self, index: usize) -> Option<TaskId> {
        let chunk = self.chunk_of(index)?;
        chunk.task(index - chunk.first())
    }

    /// The last event.
    #[must_use]
    pub fn last(&self) -> Option<Event<'_>> {
        self.get(self.len.checked_sub(1)?)
    }

    /// The number of events with a stamp of at most `at`. They are the first ones, since stamps never decrease.
    #[must_use]
    pub fn count_until(&self, at: Micros) -> usize {
        let begun = self.chunks.partition_point(|chunk| chunk.at(0) <= at);
        let Some(chunk) = begun.checked_sub(1).map(|last| &self.chunks[last]) else {
            return 0;
        };
        let (mut low, mut high) = (0, chunk.len());
        while low < high {
            let middle = low.midpoint(high);
            if chunk.at(middle) <= at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        chunk.first() + low
    }

    /// The number of events with a stamp before `at`.
    #[must_use]
    pub fn count_before(&self, at: Micros) -> usize {
        at.0.checked_sub(1).map_or(0, |before| self.count_until(Micros(before)))
    }

    /// All events, in order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        self.range(0..self.len)
    }

    /// The events with these indexes, in order, as far as they exist.
    #[must_use]
    pub fn range(&self, range: Range<usize>) -> Iter<'_> {
        let end = range.end.min(self.len);
        Iter {
            events: self,
            next: range.start.min(end),
            end,
            cursor: None,
        }
    }

    /// The number of different texts.
    pub const fn texts(&self) -> usize {
        self.texts.len()
    }

    /// Drops all texts but the first `texts`. No event may refer to the others.
    pub fn forget_texts(&mut self, texts: usize) {
        self.texts.truncate(texts);
    }

    /// The bytes that a [`Budget`](super::Budget) counts for its texts and their lookup.
    pub const fn text_bytes(&self) -> usize {
        self.texts.counted()
    }

    /// The bytes that a [`Budget`](super::Budget) counts for data besides the kinds.
    pub const fn extra_bytes(&self) -> usize {
        self.extras.counted()
    }

    fn chunk_of(&self, index: usize) -> Option<&Chunk> {
        if index >= self.len {
            return None;
        }
        // All chunks are full, except where a stamp did not fit, so the first guess is nearly always right.
        let holds = |chunk: &&Chunk| (chunk.first()..chunk.first() + chunk.len()).contains(&index);
        if let Some(chunk) = self.chunks.get(index / ROWS).filter(holds) {
            return Some(chunk);
        }
        let begun = self.chunks.partition_point(|chunk| chunk.first() <= index);
        self.chunks.get(begun.checked_sub(1)?)
    }

    fn read(&self, row: columns::EventRow<'_>) -> Event<'_> {
        Event {
            at: row.at,
            task: row.task,
            cause: row.cause,
            kind: codes::decode(row.at, row.code, row.words, |number| self.texts.text(number)),
        }
    }
}

/// Iterates over events, from the front or from the back.
#[derive(Clone)]
pub struct Iter<'a> {
    events: &'a Events,
    next: usize,
    end: usize,
    /// The front position in the columns: advancing it costs less than looking up an index.
    cursor: Option<Cursor<'a>>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if self.next >= self.end {
            return None;
        }
        let row = match self.cursor.as_mut().and_then(Cursor::next) {
            Some(row) => row,
            None => {
                let chunk = self.events.chunk_of(self.next)?;
                let cursor = self.cursor.insert(chunk.cursor(self.next - chunk.first()));
                cursor.next()?
            }
        };
        self.next += 1;
        Some(self.events.read(row))
    }

    fn nth(&mut self, n: usize) -> Option<Event<'a>> {
        if n > 0 {
            self.next = self.next.saturating_add(n).min(self.end);
            self.cursor = None;
        }
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.next;
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        self.end -= 1;
        self.events.get(self.end)
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl FusedIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Events {
    type Item = Event<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<'a> Extend<Event<'a>> for Events {
    fn extend<I: IntoIterator<Item = Event<'a>>>(&mut self, events: I) {
        for event in events {
            self.push(event);
        }
    }
}

impl<'a> FromIterator<Event<'a>> for Events {
    fn from_iter<I: IntoIterator<Item = Event<'a>>>(events: I) -> Self {
        let mut made = Self::default();
        made.extend(events);
        made
    }
}

impl PartialEq for Events {
    fn eq(&self, other: &Self) -> bool {
        let extras = || self.with_extras().map(|index| self.extra(index));
        let others = || other.with_extras().map(|index| other.extra(index));
        self.len == other.len
            && self.iter().eq(other.iter())
            && self.with_extras().eq(other.with_extras())
            && extras().eq(others())
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// The text for a number without a text. It is not read, as only numbers of texts are written.
const NO_TEXT: &str = "";

impl<'a> EventKind<'a> {
    /// Its text, if its kind has one.
    #[must_use]
    pub const fn text(&self) -> Option<&'a str> {
        match self {
            Self::Printed { text } | Self::Finished { value: text } | Self::Warned { text } => Some(text),
            Self::Failed { message } | Self::AttemptFailed { message, .. } => Some(message),
            _ => None,
        }
    }
}
