//! How much memory a record may take, and the count of what it takes, event by event. Knows nothing of what is done about
//! a record that is full.
//!
//! Counted is the row of the event, its text if it is new, and its share of everything that is folded from a trace ([`super::History`],
//! [`super::causes::Causes`]), each as large as it is with 64-bit pointers and with room for vectors that double. So the
//! same scenario is cut at the same event on every machine, and what a record really takes stays below its budget; kept by
//! `tests/budget`.

use super::{Event, EventKind, Missing, TaskInfo, Trace, Truncation};
use scenario::time::Micros;

/// How many bytes a record may take, with all that is folded from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(u64);

impl Budget {
    /// What a run gets unless it is told otherwise: a quarter of what wasm32 can address. A million tasks fit; a million that
    /// fail 21 times over do not.
    pub const OF_A_RUN: Self = Self::bytes(1 << 30);

    /// So many bytes.
    #[must_use]
    pub const fn bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// How many bytes.
    #[must_use]
    pub const fn as_bytes(self) -> u64 {
        self.0
    }

    /// In words, as the page says it: `1 GB`.
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

/// Appends to a trace what its budget has room for, and counts what it has no room for.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    budget: Budget,
    left: u64,
    /// The trace ends with `truncated`.
    full: bool,
}

impl Account {
    /// For a trace that may grow up to `budget`. What is in it is counted, and stays.
    #[must_use]
    pub fn open(budget: Budget, trace: &Trace) -> Self {
        Self {
            budget,
            left: budget.0.saturating_sub(taken_by(trace)),
            full: trace.truncation().is_some(),
        }
    }

    /// Whether the record is full, and later events are only counted.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.full
    }

    /// The budget it was opened with.
    #[must_use]
    pub const fn budget(&self) -> Budget {
        self.budget
    }

    /// Appends the event. When there is no room for it, the trace ends with `truncated`, which counts it and every later
    /// one: a record has no holes.
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
        // A text that was there already takes nothing.
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

/// What ends a record of which so many events are missing.
pub(crate) const fn truncated(at: Micros, missing: u64) -> Event<'static> {
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

/// What a trace takes with all that is folded from it, as its budget counts it. Room for a `truncated` is always kept.
#[must_use]
pub fn taken_by(trace: &Trace) -> u64 {
    let tasks: u64 = trace.tasks.iter().map(of_task).sum();
    let events: u64 = trace.events.iter().map(|event| of_event(&event.kind)).sum();
    tasks + events + (trace.events.text_bytes() + trace.events.extra_bytes()) as u64 + EVENT
}

/// What the allocator takes for a piece of memory beside the piece.
const PIECE: u64 = 16;

/// What so many bytes take in lists that grow: short ones double when they are full, long ones add a piece. Just after that
/// they have room to spare; but they hold different numbers of things, and do not all grow at once.
const fn grown(bytes: u64) -> u64 {
    bytes * 7 / 4
}

/// A row in the columns of events, with a task and a stamp of its own, its place among its task's events, and its share of
/// what is kept for blocks of steps.
pub(crate) const EVENT: u64 = grown(ROW + 2 * WORD + 2 + 1);
/// What a row takes in columns beside its words: its code, and its bits and starts in the others.
const ROW: u64 = 2;
/// A word of a row.
const WORD: u64 = 4;
/// A change of a task's state: a step of the ready queue's depth.
const CHANGE: u64 = grown(3);
/// A wake or a cancel among those that a task caused, with another task than the one before.
const WAKE: u64 = grown(2 + 8);
/// A poll: where it begins and ends, in the loop's record and in that of who held the thread, and its share of their blocks.
const POLL: u64 = grown(4 + 4 + 2);
/// A turn in the loop's record, and a stop.
const TURN: u64 = grown(16 + 2);
/// Where a timer was set and where it ended, in the timers' record and in that of causes.
const TIMER: u64 = grown(6 + 6);
/// A served timer: its place, and a lateness of its own.
const SERVED: u64 = grown(2) + 24;
/// Who held the permits when a task queued, in a hash map that is half empty.
const QUEUED: u64 = grown(48);
/// A permit that is taken or given back: a step of how many are free, and a place among those who hold one.
const PERMIT: u64 = grown(8) + 24;
/// Places in indexes of ends, lines and stops.
const PLACES: u64 = grown(2 * 2);

/// What a task takes before anything has happened to it: who it is; then where it stands, what it works at, the event with
/// which its first attempt began and the one that set its timeout, and six marks of causes, in lists that double where tasks
/// come one by one.
pub(crate) const TASK: u64 = 56 + 2 * (16 + 5 + 4 + 4 + 6 * 4);

/// The words of an event whose kind has numbers: one or two, and rarely three.
const WORDS: u64 = grown(2 * WORD);

/// What an event takes, with all that is folded from it.
pub(crate) fn of_event(kind: &EventKind) -> u64 {
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

pub(crate) fn of_task(task: &TaskInfo) -> u64 {
    TASK + of_text(&task.name)
}

pub(crate) const fn of_text(text: &str) -> u64 {
    text.len() as u64 + PIECE
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::size_of;

    #[test]
    fn nothing_is_larger_than_it_counts_for() {
        let within = |size: usize, counted: u64| assert!(size as u64 <= counted, "{size} > {counted}");
        within(size_of::<TaskInfo>(), 56);
        within(crate::lanes::SIZE_OF_STATUS, 16);
        within(crate::metrics::SIZE_OF_ACTIVITY, 5);
        within(crate::loops::SIZE_OF_TURN, 16);
    }

    #[test]
    fn a_budget_is_said_in_the_unit_that_suits() {
        assert_eq!(Budget::OF_A_RUN.words(), "1 GB");
        assert_eq!(Budget::bytes(20 << 10).words(), "20 KB");
        assert_eq!(Budget::bytes(300).words(), "300 bytes");
    }
}
