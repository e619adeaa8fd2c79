//! Limits the memory of a recording, and estimates it event by event. What is done about a full recording is decided
//! elsewhere.
//!
//! The estimate counts the row of the event, its text if it is new, and its share of the indexes folded from the trace
//! ([`super::History`], [`super::causes::Causes`]), each at its size with 64-bit pointers and with the spare room of
//! vectors that double. The same scenario is therefore truncated at the same event on every machine, and the memory in
//! use stays below the budget; tested by `tests/budget`.

use super::{Event, EventKind, Missing, Trace, Truncation};
use scenario::time::Micros;

/// The bytes that a recording may take, including the indexes folded from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(u64);

impl Budget {
    /// The default budget of a run: a quarter of the address space of wasm32. A run of a million tasks fits; a million
    /// tasks that fail 21 times each do not.
    pub const OF_A_RUN: Self = Self::bytes(1 << 30);

    /// A budget of this many bytes.
    #[must_use]
    pub const fn bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// Its number of bytes.
    #[must_use]
    pub const fn as_bytes(self) -> u64 {
        self.0
    }

    /// The budget as shown on the page: `1 GB`.
    #[must_use]
    pub fn words(self) -> String {
        const UNITS: [(u64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
        let fits = UNITS.into_iter().find(|(size, _)| self.0 >= *size);
        match fits {
            Some((size, unit)) => format!("{} {unit}", self.0 / size),
            None => format!("{} bytes", self.0),
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::OF_A_RUN
    }
}

/// Appends events to a trace until its budget is used up, and counts the events after that.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    budget: Budget,
    left: u64,
    /// Whether the trace ends with `truncated`.
    full: bool,
}

impl Account {
    /// An account for a trace that may grow up to `budget`. The events that it has already are counted and kept.
    #[must_use]
    pub fn open(budget: Budget, trace: &Trace) -> Self {
        Self {
            budget,
            left: budget.0.saturating_sub(taken_by(trace)),
            full: trace.truncation().is_some(),
        }
    }

    /// Whether the recording is full, so that further events are only counted.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.full
    }

    /// Its budget.
    #[must_use]
    pub const fn budget(&self) -> Budget {
        self.budget
    }

    /// Appends the event if there is room for it. Otherwise the trace ends with `truncated`, which counts this event
    /// and all later ones: a recording has no gaps.
    pub fn record(&mut self, trace: &mut Trace, event: Event<'_>) {
        if self.full
            && let Some(Truncation { at, missing }) = trace.truncation()
        {
            trace.events.pop();
            trace.events.push(truncated(at, missing + 1));
            return;
        }
        let (texts, text_bytes) = (trace.events.texts(), trace.events.text_bytes());
        trace.events.push(event);
        // A text that is stored already needs no more memory.
        let new_text = (trace.events.text_bytes() - text_bytes) as u64;
        if let Some(left) = self.left.checked_sub(of_event(&event.kind) + new_text) {
            self.left = left;
        } else {
            trace.events.pop();
            trace.events.forget_texts(texts);
            trace.events.push(truncated(event.at, 1));
            self.full = true;
        }
    }
}

/// The event that ends a recording of which this many events are missing.
pub const fn truncated(at: Micros, missing: u64) -> Event<'static> {
    Event {
        at,
        task: None,
        cause: None,
        kind: EventKind::Truncated {
            count: missing,
            why: Missing::Budget,
        },
    }
}

/// The estimated bytes of a trace and its indexes. Room for a `truncated` is always reserved.
#[must_use]
pub fn taken_by(trace: &Trace) -> u64 {
    let tasks = trace.tasks.counted() + trace.tasks.len() as u64 * TASK;
    let events: u64 = trace.events.iter().map(|event| of_event(&event.kind)).sum();
    tasks + events + (trace.events.text_bytes() + trace.events.extra_bytes()) as u64 + EVENT
}

/// The overhead of the allocator for each allocation.
const PIECE: u64 = 16;

/// The bytes of growing lists with this many bytes of elements: short lists double when they are full, long ones add a
/// piece. Right after growing they have spare room, but lists of different lengths do not all grow at once.
const fn grown(bytes: u64) -> u64 {
    bytes * 7 / 4
}

/// A row in the columns of events with a task and a stamp of its own, its entry among its task's events, and its share
/// of the blocks of steps.
pub const EVENT: u64 = grown(ROW + 2 * WORD + 2 + 1);
/// A row's bytes in the columns besides its words: its code, and its bits and counts in the sparse columns.
const ROW: u64 = 2;
/// A word of a row.
const WORD: u64 = 4;
/// A change of a task's state: a step of the ready queue's length.
const CHANGE: u64 = grown(3);
/// A wake or a cancellation in the index by the task that caused it, with another task than the previous one.
const WAKE: u64 = grown(2 + 8);
/// A poll: its start and end in the loop's record and in that of the thread's holder, and its share of their blocks.
const POLL: u64 = grown(4 + 4 + 2);
/// A turn in the loop's record, and a stop.
const TURN: u64 = grown(16 + 2);
/// The events that set and ended a timer, in the timers' record and in the index of causes.
const TIMER: u64 = grown(6 + 6);
/// A served timer: its event, and a different lateness.
const SERVED: u64 = grown(2) + 24;
/// The holders of the permits when a task queued, in a hash map that is half empty.
const QUEUED: u64 = grown(48);
/// A permit that is acquired or released: a step of the number of free permits, and an entry among their holders.
const PERMIT: u64 = grown(8) + 24;
/// Entries in the indexes of ends, lines and stops.
const PLACES: u64 = grown(2 * 2);

/// A task before its first event: its state, activity, the events of its first attempt and of its timeout, and six entries
/// in the index of causes, in lists that double if tasks are declared one by one. Its name and the like are counted by the
/// list of tasks.
pub const TASK: u64 = 2 * (16 + 5 + 4 + 4 + 6 * 4);

/// The words of an event whose kind has numbers: one or two, rarely three.
const WORDS: u64 = grown(2 * WORD);

/// The estimated bytes of an event and of what is folded from it.
pub fn of_event(kind: &EventKind) -> u64 {
    let event = if matches!(kind, EventKind::Truncated { .. }) {
        0
    } else {
        EVENT
    };
    event
        + match kind {
            EventKind::Spawned { .. } => WORDS + CHANGE + PLACES,
            EventKind::Turn => TURN + PLACES,
            EventKind::PollStart => CHANGE + POLL,
            EventKind::PollEnd(_) if kind.queues_for_permit() => CHANGE + PLACES + QUEUED,
            EventKind::PollEnd(_) => CHANGE + PLACES,
            EventKind::Woken { .. } => WORDS + CHANGE + WAKE,
            EventKind::TimerSet { .. } => WORDS + TIMER,
            EventKind::TimerFired { .. } => WORDS + SERVED + PLACES,
            EventKind::TimerCleared { .. } => WORDS,
            EventKind::Acquired { .. } | EventKind::Released { .. } => WORDS + grown(WORD) + PERMIT,
            EventKind::Put { .. } | EventKind::Got { .. } | EventKind::Set { .. } => WORDS,
            EventKind::Attempt { .. } | EventKind::AttemptFailed { .. } => WORDS,
            EventKind::Printed { .. } => WORDS + PLACES,
            EventKind::Finished { .. } | EventKind::Failed { .. } => WORDS + CHANGE + PLACES,
            EventKind::CancelRequested { .. } => WORDS + PLACES + WAKE,
            EventKind::NeverRetrieved | EventKind::Clock { .. } => PLACES,
            EventKind::Warned { .. } | EventKind::Unknown { .. } => WORDS,
            EventKind::Deadlock | EventKind::Stuck => 0,
            EventKind::Cancelled | EventKind::Destroyed => CHANGE + PLACES,
            EventKind::Truncated { .. } => 0,
        }
}

/// The bytes of a text that is stored.
pub const fn of_text(text: &str) -> u64 {
    text.len() as u64 + PIECE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_entry_fits_its_estimate() {
        let within = |size: usize, counted: u64| assert!(size as u64 <= counted, "{size} > {counted}");
        within(crate::lanes::SIZE_OF_STATUS, 16);
        within(crate::metrics::SIZE_OF_ACTIVITY, 5);
        within(crate::loops::SIZE_OF_TURN, 16);
    }

    #[test]
    fn a_budget_is_shown_in_a_suitable_unit() {
        assert_eq!(Budget::OF_A_RUN.words(), "1 GB");
        assert_eq!(Budget::bytes(20 << 10).words(), "20 KB");
        assert_eq!(Budget::bytes(300).words(), "300 bytes");
    }
}
