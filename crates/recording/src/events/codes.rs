//! The kinds of event as numbers: a code, and up to three words behind it.
//!
//! What is said often has a code of its own and needs no word: the first attempt, a permit that goes to nobody.

use crate::{
    AttemptFailure, CancelReason, ClockChange, EventKind, Missing, PollResult, TaskId, TimerId, TimerKind, WaitingOn,
    WokenBy,
};
use scenario::time::Micros;

/// The words behind a code.
#[derive(Clone, Copy, Default)]
pub struct Words {
    words: [u32; 3],
    len: usize,
}

impl Words {
    const NONE: Self = Self { words: [0; 3], len: 0 };

    fn of<const N: usize>(given: [u32; N]) -> Self {
        let mut words = [0; 3];
        words[..N].copy_from_slice(&given);
        Self { words, len: N }
    }

    pub fn as_slice(&self) -> &[u32] {
        &self.words[..self.len]
    }
}

/// Codes from here on stand for the values of a small enum, one each.
macro_rules! ranges {
    ($($name:ident: $count:expr, $words:expr;)*) => {
        ranges!(@from 0; $($name: $count, $words;)*);

        /// How many words are behind each code.
        const WORDS: [u8; 256] = {
            let mut words = [0; 256];
            $({
                let mut code = $name;
                while code < $name + $count {
                    words[code as usize] = $words;
                    code += 1;
                }
            })*
            words
        };
    };
    (@from $from:expr; $name:ident: $count:expr, $words:expr; $($rest:tt)*) => {
        const $name: u8 = $from;
        ranges!(@from $from + $count; $($rest)*);
    };
    (@from $from:expr;) => {};
}

// A name, how many codes it has, and how many words are behind each of them.
ranges! {
    SPAWNED_ROOT: 1, 0;
    SPAWNED_BY_MAIN: 1, 0;
    SPAWNED: 1, 1; // parent
    TURN: 1, 0;
    POLL_START: 1, 0;
    POLL_ENDED: 1, 0;
    POLL_PENDING: 1, 0;
    POLL_PENDING_ON: WAITS.len() as u8, 0;
    WOKEN_BY_SPAWN: 1, 0;
    WOKEN_BY_ITSELF: 1, 0;
    WOKEN_BY_USER: 1, 0;
    WOKEN_BY_TIMER: 1, 1; // timer
    WOKEN_BY_TASK: 1, 1; // task
    WOKEN_BY_PERMIT: 1, 1; // task
    TIMER_SET: TIMERS.len() as u8, 2; // timer, microseconds from the stamp to the deadline
    TIMER_SET_FAR: TIMERS.len() as u8, 3; // timer, low and high half of the deadline
    TIMER_FIRED: 1, 1; // timer
    TIMER_CLEARED: 1, 1; // timer
    PERMIT_WAIT: 1, 0;
    PERMIT_GOT: 1, 0;
    PERMIT_RELEASED: 1, 0;
    PERMIT_RELEASED_TO: 1, 1; // task
    FIRST_ATTEMPT: 1, 0;
    ATTEMPT: 1, 1; // number
    ATTEMPT_FAILED: FAILURES.len() as u8, 2; // number, message
    PRINTED: 1, 1; // text
    FINISHED: 1, 1; // value
    FAILED: 1, 1; // message
    CANCEL_REQUESTED: REASONS.len() as u8, 0;
    CANCEL_REQUESTED_BY: REASONS.len() as u8, 1; // task
    CANCELLED: 1, 0;
    NEVER_RETRIEVED: 1, 0;
    CLOCK: CHANGES.len() as u8, 0;
    TRUNCATED: MISSING.len() as u8, 2; // low and high half of the count
    NONE_LEFT: 1, 0; // no code of an event: whatever has come so far fits a byte
}

const _: () = assert!(NONE_LEFT < u8::MAX, "a code is a byte");

const WAITS: [WaitingOn; 4] = [
    WaitingOn::Timer,
    WaitingOn::Child,
    WaitingOn::Permit,
    WaitingOn::Backoff,
];

const TIMERS: [TimerKind; 4] = [
    TimerKind::Sleep,
    TimerKind::Timeout,
    TimerKind::Deadline,
    TimerKind::Backoff,
];

const FAILURES: [AttemptFailure; 2] = [AttemptFailure::Failed, AttemptFailure::Timeout];

const REASONS: [CancelReason; 8] = [
    CancelReason::Group,
    CancelReason::Race,
    CancelReason::FirstOk,
    CancelReason::Deadline,
    CancelReason::Leftovers,
    CancelReason::Stop,
    CancelReason::User,
    CancelReason::Dropped,
];

const CHANGES: [ClockChange; 6] = [
    ClockChange::Paused,
    ClockChange::Resumed,
    ClockChange::Speed,
    ClockChange::Hidden,
    ClockChange::Shown,
    ClockChange::Stepped,
];

const MISSING: [Missing; 1] = [Missing::Budget];

/// How many words are behind this code.
pub const fn words_of(code: u8) -> usize {
    WORDS[code as usize] as usize
}

/// The code of a kind, and what is behind it. `number` gives a text its number.
pub fn encode(at: Micros, kind: &EventKind<'_>, mut number: impl FnMut(&str) -> u32) -> (u8, Words) {
    match *kind {
        EventKind::Spawned { parent: None } => (SPAWNED_ROOT, Words::NONE),
        EventKind::Spawned {
            parent: Some(TaskId::MAIN),
        } => (SPAWNED_BY_MAIN, Words::NONE),
        EventKind::Spawned { parent: Some(parent) } => (SPAWNED, Words::of([parent.0])),
        EventKind::Turn => (TURN, Words::NONE),
        EventKind::PollStart => (POLL_START, Words::NONE),
        EventKind::PollEnd(PollResult::Ended) => (POLL_ENDED, Words::NONE),
        EventKind::PollEnd(PollResult::Pending { on: None }) => (POLL_PENDING, Words::NONE),
        EventKind::PollEnd(PollResult::Pending { on: Some(on) }) => {
            (POLL_PENDING_ON + index_in(&WAITS, on), Words::NONE)
        }
        EventKind::Woken { by } => match by {
            WokenBy::Spawn => (WOKEN_BY_SPAWN, Words::NONE),
            WokenBy::Itself => (WOKEN_BY_ITSELF, Words::NONE),
            WokenBy::User => (WOKEN_BY_USER, Words::NONE),
            WokenBy::Timer(timer) => (WOKEN_BY_TIMER, Words::of([timer.0])),
            WokenBy::Task(task) => (WOKEN_BY_TASK, Words::of([task.0])),
            WokenBy::Permit(task) => (WOKEN_BY_PERMIT, Words::of([task.0])),
        },
        EventKind::TimerSet { timer, what, deadline } => {
            let what = index_in(&TIMERS, what);
            let length = deadline
                .0
                .checked_sub(at.0)
                .and_then(|length| u32::try_from(length).ok());
            match length {
                Some(length) => (TIMER_SET + what, Words::of([timer.0, length])),
                None => {
                    let [low, high] = halves(deadline.0);
                    (TIMER_SET_FAR + what, Words::of([timer.0, low, high]))
                }
            }
        }
        EventKind::TimerFired { timer } => (TIMER_FIRED, Words::of([timer.0])),
        EventKind::TimerCleared { timer } => (TIMER_CLEARED, Words::of([timer.0])),
        EventKind::PermitWait => (PERMIT_WAIT, Words::NONE),
        EventKind::PermitGot => (PERMIT_GOT, Words::NONE),
        EventKind::PermitReleased { to: None } => (PERMIT_RELEASED, Words::NONE),
        EventKind::PermitReleased { to: Some(to) } => (PERMIT_RELEASED_TO, Words::of([to.0])),
        EventKind::Attempt { number: 1 } => (FIRST_ATTEMPT, Words::NONE),
        EventKind::Attempt { number } => (ATTEMPT, Words::of([number])),
        EventKind::AttemptFailed {
            number: attempt,
            message,
            why,
        } => {
            let words = Words::of([attempt, number(message)]);
            (ATTEMPT_FAILED + index_in(&FAILURES, why), words)
        }
        EventKind::Printed { text } => (PRINTED, Words::of([number(text)])),
        EventKind::Finished { value } => (FINISHED, Words::of([number(value)])),
        EventKind::Failed { message } => (FAILED, Words::of([number(message)])),
        EventKind::CancelRequested { by: None, why } => (CANCEL_REQUESTED + index_in(&REASONS, why), Words::NONE),
        EventKind::CancelRequested { by: Some(by), why } => {
            (CANCEL_REQUESTED_BY + index_in(&REASONS, why), Words::of([by.0]))
        }
        EventKind::Cancelled => (CANCELLED, Words::NONE),
        EventKind::NeverRetrieved => (NEVER_RETRIEVED, Words::NONE),
        EventKind::Clock { what } => (CLOCK + index_in(&CHANGES, what), Words::NONE),
        EventKind::Truncated { count, why } => (TRUNCATED + index_in(&MISSING, why), Words::of(halves(count))),
    }
}

/// The kind that [`encode`] made this of. `text` gives a number its text.
pub fn decode<'a>(at: Micros, code: u8, words: &[u32], text: impl Fn(u32) -> &'a str) -> EventKind<'a> {
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let task = |index: usize| TaskId(word(index));
    let timer = || TimerId(word(0));
    let pending = |on| EventKind::PollEnd(PollResult::Pending { on });
    match code {
        SPAWNED_ROOT => EventKind::Spawned { parent: None },
        SPAWNED_BY_MAIN => EventKind::Spawned {
            parent: Some(TaskId::MAIN),
        },
        SPAWNED => EventKind::Spawned { parent: Some(task(0)) },
        POLL_START => EventKind::PollStart,
        POLL_ENDED => EventKind::PollEnd(PollResult::Ended),
        POLL_PENDING => pending(None),
        POLL_PENDING_ON..WOKEN_BY_SPAWN => pending(Some(WAITS[usize::from(code - POLL_PENDING_ON)])),
        WOKEN_BY_SPAWN => EventKind::Woken { by: WokenBy::Spawn },
        WOKEN_BY_ITSELF => EventKind::Woken { by: WokenBy::Itself },
        WOKEN_BY_USER => EventKind::Woken { by: WokenBy::User },
        WOKEN_BY_TIMER => EventKind::Woken {
            by: WokenBy::Timer(timer()),
        },
        WOKEN_BY_TASK => EventKind::Woken {
            by: WokenBy::Task(task(0)),
        },
        WOKEN_BY_PERMIT => EventKind::Woken {
            by: WokenBy::Permit(task(0)),
        },
        TIMER_SET..TIMER_SET_FAR => EventKind::TimerSet {
            timer: timer(),
            what: TIMERS[usize::from(code - TIMER_SET)],
            deadline: Micros(at.0 + u64::from(word(1))),
        },
        TIMER_SET_FAR..TIMER_FIRED => EventKind::TimerSet {
            timer: timer(),
            what: TIMERS[usize::from(code - TIMER_SET_FAR)],
            deadline: Micros(whole(word(1), word(2))),
        },
        TIMER_FIRED => EventKind::TimerFired { timer: timer() },
        TIMER_CLEARED => EventKind::TimerCleared { timer: timer() },
        PERMIT_WAIT => EventKind::PermitWait,
        PERMIT_GOT => EventKind::PermitGot,
        PERMIT_RELEASED => EventKind::PermitReleased { to: None },
        PERMIT_RELEASED_TO => EventKind::PermitReleased { to: Some(task(0)) },
        FIRST_ATTEMPT => EventKind::Attempt { number: 1 },
        ATTEMPT => EventKind::Attempt { number: word(0) },
        ATTEMPT_FAILED..PRINTED => EventKind::AttemptFailed {
            number: word(0),
            message: text(word(1)),
            why: FAILURES[usize::from(code - ATTEMPT_FAILED)],
        },
        PRINTED => EventKind::Printed { text: text(word(0)) },
        FINISHED => EventKind::Finished { value: text(word(0)) },
        FAILED => EventKind::Failed { message: text(word(0)) },
        CANCEL_REQUESTED..CANCEL_REQUESTED_BY => EventKind::CancelRequested {
            by: None,
            why: REASONS[usize::from(code - CANCEL_REQUESTED)],
        },
        CANCEL_REQUESTED_BY..CANCELLED => EventKind::CancelRequested {
            by: Some(task(0)),
            why: REASONS[usize::from(code - CANCEL_REQUESTED_BY)],
        },
        CANCELLED => EventKind::Cancelled,
        NEVER_RETRIEVED => EventKind::NeverRetrieved,
        CLOCK..TRUNCATED => EventKind::Clock {
            what: CHANGES[usize::from(code - CLOCK)],
        },
        TRUNCATED..NONE_LEFT => EventKind::Truncated {
            count: whole(word(0), word(1)),
            why: MISSING[usize::from(code - TRUNCATED)],
        },
        // TURN, and what `encode` never makes.
        _ => EventKind::Turn,
    }
}

/// The index of a value in the list of all values of its type.
fn index_in<T: PartialEq>(all: &[T], value: T) -> u8 {
    let index = all.iter().position(|one| *one == value);
    index.expect("the list has all values of its type") as u8
}

const fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

const fn whole(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}
