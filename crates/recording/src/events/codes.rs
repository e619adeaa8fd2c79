//! The kinds of event as numbers: a code, followed by up to three words.
//!
//! Frequent values have a code of their own and need no word: the first attempt, a permit that is handed to no task.

use crate::{
    AttemptFailure, CancelReason, ClockChange, EventKind, Missing, PollResult, ResourceId, ResourceKind, TaskId,
    TimerId, TimerKind, WaitingOn, WokenBy,
};
use scenario::time::Micros;

/// The words after a code.
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

/// Defines ranges of codes. Each code of a range means one value of a small enum.
macro_rules! ranges {
    ($($name:ident: $count:expr, $words:expr;)*) => {
        ranges!(@from 0; $($name: $count, $words;)*);

        /// The number of words after each code.
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

// For each range: its name, the number of its codes, and the number of words after each of them.
ranges! {
    SPAWNED_ROOT: 1, 0;
    SPAWNED_BY_MAIN: 1, 0;
    SPAWNED: 1, 1; // parent
    TURN: 1, 0;
    POLL_START: 1, 0;
    POLL_ENDED: 1, 0;
    POLL_PENDING: 1, 0;
    POLL_PENDING_ON: WaitingOn::ALL.len() as u8, 0;
    WOKEN_BY_SPAWN: 1, 0;
    WOKEN_BY_ITSELF: 1, 0;
    WOKEN_BY_USER: 1, 0;
    WOKEN_BY_TIMER: 1, 1; // timer
    WOKEN_BY_TASK: 1, 1; // task
    WOKEN_BY_RESOURCE: ResourceKind::ALL.len() as u8, 2; // resource, task
    WOKEN_BY_CANCEL: 1, 1; // task
    WOKEN_BY_IO: 1, 0;
    WOKEN_BY_THREAD: 1, 0;
    WOKEN_BY_OTHER: 1, 0;
    TIMER_SET: TimerKind::ALL.len() as u8, 2; // timer, microseconds from the stamp to the deadline
    TIMER_SET_FAR: TimerKind::ALL.len() as u8, 3; // timer, low and high half of the deadline
    TIMER_FIRED: 1, 1; // timer
    TIMER_CLEARED: 1, 1; // timer
    ACQUIRED: 1, 2; // resource, size
    RELEASED: 1, 2; // resource, size
    RELEASED_TO: 1, 3; // resource, size, task
    PUT: 1, 2; // resource, size
    GOT: 1, 2; // resource, size
    SET: 1, 2; // resource, size
    FIRST_ATTEMPT: 1, 0;
    ATTEMPT: 1, 1; // number
    ATTEMPT_FAILED: AttemptFailure::ALL.len() as u8, 2; // number, message
    PRINTED: 1, 1; // text
    FINISHED: 1, 1; // value
    FAILED: 1, 1; // message
    CANCEL_REQUESTED: CancelReason::ALL.len() as u8, 0;
    CANCEL_REQUESTED_BY: CancelReason::ALL.len() as u8, 1; // task
    CANCELLED: 1, 0;
    NEVER_RETRIEVED: 1, 0;
    WARNED: 1, 1; // text
    DESTROYED: 1, 0;
    DEADLOCK: 1, 0;
    STUCK: 1, 0;
    CLOCK: ClockChange::ALL.len() as u8, 0;
    TRUNCATED: Missing::ALL.len() as u8, 2; // low and high half of the count
    UNKNOWN: 1, 1; // name
    NONE_LEFT: 1, 0; // not the code of an event; checks that the codes so far fit a byte
}

const _: () = assert!(NONE_LEFT < u8::MAX, "a code is a byte");

/// The word for an absent number.
const NONE: u32 = u32::MAX;

/// The number of words after this code.
pub const fn words_of(code: u8) -> usize {
    WORDS[code as usize] as usize
}

/// The code of a kind, and its words. `number` returns the number of a text.
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
        EventKind::PollEnd(PollResult::Pending { on: Some(on) }) => (POLL_PENDING_ON + on as u8, Words::NONE),
        EventKind::Woken { by } => match by {
            WokenBy::Spawn => (WOKEN_BY_SPAWN, Words::NONE),
            WokenBy::Itself => (WOKEN_BY_ITSELF, Words::NONE),
            WokenBy::User => (WOKEN_BY_USER, Words::NONE),
            WokenBy::Timer(timer) => (WOKEN_BY_TIMER, Words::of([timer.0])),
            WokenBy::Task(task) => (WOKEN_BY_TASK, Words::of([task.0])),
            WokenBy::Resource { what, res, by } => {
                let words = [res.map_or(NONE, |res| res.0), by.map_or(NONE, |by| by.0)];
                (WOKEN_BY_RESOURCE + what as u8, Words::of(words))
            }
            WokenBy::Cancel(by) => (WOKEN_BY_CANCEL, Words::of([by.map_or(NONE, |by| by.0)])),
            WokenBy::Io => (WOKEN_BY_IO, Words::NONE),
            WokenBy::Thread => (WOKEN_BY_THREAD, Words::NONE),
            WokenBy::Other => (WOKEN_BY_OTHER, Words::NONE),
        },
        EventKind::TimerSet { timer, what, deadline } => {
            let what = what as u8;
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
        EventKind::Acquired { res, size } => (ACQUIRED, sized(res, size)),
        EventKind::Released { res, to: None, size } => (RELEASED, sized(res, size)),
        EventKind::Released {
            res,
            to: Some(to),
            size,
        } => (RELEASED_TO, Words::of([res.0, size.unwrap_or(NONE), to.0])),
        EventKind::Put { res, size } => (PUT, sized(res, size)),
        EventKind::Got { res, size } => (GOT, sized(res, size)),
        EventKind::Set { res, size } => (SET, sized(res, size)),
        EventKind::Attempt { number: 1 } => (FIRST_ATTEMPT, Words::NONE),
        EventKind::Attempt { number } => (ATTEMPT, Words::of([number])),
        EventKind::AttemptFailed {
            number: attempt,
            message,
            why,
        } => {
            let words = Words::of([attempt, number(message)]);
            (ATTEMPT_FAILED + why as u8, words)
        }
        EventKind::Printed { text } => (PRINTED, Words::of([number(text)])),
        EventKind::Finished { value } => (FINISHED, Words::of([number(value)])),
        EventKind::Failed { message } => (FAILED, Words::of([number(message)])),
        EventKind::CancelRequested { by: None, why } => (CANCEL_REQUESTED + why as u8, Words::NONE),
        EventKind::CancelRequested { by: Some(by), why } => (CANCEL_REQUESTED_BY + why as u8, Words::of([by.0])),
        EventKind::Cancelled => (CANCELLED, Words::NONE),
        EventKind::NeverRetrieved => (NEVER_RETRIEVED, Words::NONE),
        EventKind::Warned { text } => (WARNED, Words::of([number(text)])),
        EventKind::Destroyed => (DESTROYED, Words::NONE),
        EventKind::Deadlock => (DEADLOCK, Words::NONE),
        EventKind::Stuck => (STUCK, Words::NONE),
        EventKind::Unknown { name } => (UNKNOWN, Words::of([number(name)])),
        EventKind::Clock { what } => (CLOCK + what as u8, Words::NONE),
        EventKind::Truncated { count, why } => (TRUNCATED + why as u8, Words::of(halves(count))),
    }
}

/// The kind that [`encode`] turned into this code and these words. `text` returns the text with a number.
pub fn decode<'a>(at: Micros, code: u8, words: &[u32], text: impl Fn(u32) -> &'a str) -> EventKind<'a> {
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let known = |index: usize| Some(word(index)).filter(|&word| word != NONE);
    let (res, size) = (ResourceId(word(0)), known(1));
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
        POLL_PENDING_ON..WOKEN_BY_SPAWN => pending(Some(WaitingOn::ALL[usize::from(code - POLL_PENDING_ON)])),
        WOKEN_BY_SPAWN => EventKind::Woken { by: WokenBy::Spawn },
        WOKEN_BY_ITSELF => EventKind::Woken { by: WokenBy::Itself },
        WOKEN_BY_USER => EventKind::Woken { by: WokenBy::User },
        WOKEN_BY_TIMER => EventKind::Woken {
            by: WokenBy::Timer(timer()),
        },
        WOKEN_BY_TASK => EventKind::Woken {
            by: WokenBy::Task(task(0)),
        },
        WOKEN_BY_RESOURCE..WOKEN_BY_CANCEL => EventKind::Woken {
            by: WokenBy::Resource {
                what: ResourceKind::ALL[usize::from(code - WOKEN_BY_RESOURCE)],
                res: known(0).map(ResourceId),
                by: known(1).map(TaskId),
            },
        },
        WOKEN_BY_CANCEL => EventKind::Woken {
            by: WokenBy::Cancel(known(0).map(TaskId)),
        },
        WOKEN_BY_IO => EventKind::Woken { by: WokenBy::Io },
        WOKEN_BY_THREAD => EventKind::Woken { by: WokenBy::Thread },
        WOKEN_BY_OTHER => EventKind::Woken { by: WokenBy::Other },
        TIMER_SET..TIMER_SET_FAR => EventKind::TimerSet {
            timer: timer(),
            what: TimerKind::ALL[usize::from(code - TIMER_SET)],
            deadline: Micros(at.0 + u64::from(word(1))),
        },
        TIMER_SET_FAR..TIMER_FIRED => EventKind::TimerSet {
            timer: timer(),
            what: TimerKind::ALL[usize::from(code - TIMER_SET_FAR)],
            deadline: Micros(whole(word(1), word(2))),
        },
        TIMER_FIRED => EventKind::TimerFired { timer: timer() },
        TIMER_CLEARED => EventKind::TimerCleared { timer: timer() },
        ACQUIRED => EventKind::Acquired { res, size },
        RELEASED => EventKind::Released { res, to: None, size },
        RELEASED_TO => EventKind::Released {
            res,
            to: Some(task(2)),
            size,
        },
        PUT => EventKind::Put { res, size },
        GOT => EventKind::Got { res, size },
        SET => EventKind::Set { res, size },
        FIRST_ATTEMPT => EventKind::Attempt { number: 1 },
        ATTEMPT => EventKind::Attempt { number: word(0) },
        ATTEMPT_FAILED..PRINTED => EventKind::AttemptFailed {
            number: word(0),
            message: text(word(1)),
            why: AttemptFailure::ALL[usize::from(code - ATTEMPT_FAILED)],
        },
        PRINTED => EventKind::Printed { text: text(word(0)) },
        FINISHED => EventKind::Finished { value: text(word(0)) },
        FAILED => EventKind::Failed { message: text(word(0)) },
        CANCEL_REQUESTED..CANCEL_REQUESTED_BY => EventKind::CancelRequested {
            by: None,
            why: CancelReason::ALL[usize::from(code - CANCEL_REQUESTED)],
        },
        CANCEL_REQUESTED_BY..CANCELLED => EventKind::CancelRequested {
            by: Some(task(0)),
            why: CancelReason::ALL[usize::from(code - CANCEL_REQUESTED_BY)],
        },
        CANCELLED => EventKind::Cancelled,
        NEVER_RETRIEVED => EventKind::NeverRetrieved,
        WARNED => EventKind::Warned { text: text(word(0)) },
        DESTROYED => EventKind::Destroyed,
        DEADLOCK => EventKind::Deadlock,
        STUCK => EventKind::Stuck,
        UNKNOWN => EventKind::Unknown { name: text(word(0)) },
        CLOCK..TRUNCATED => EventKind::Clock {
            what: ClockChange::ALL[usize::from(code - CLOCK)],
        },
        TRUNCATED..UNKNOWN => EventKind::Truncated {
            count: whole(word(0), word(1)),
            why: Missing::ALL[usize::from(code - TRUNCATED)],
        },
        // TURN, and codes that `encode` never returns.
        _ => EventKind::Turn,
    }
}

fn sized(res: ResourceId, size: Option<u32>) -> Words {
    Words::of([res.0, size.unwrap_or(NONE)])
}

const fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

const fn whole(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}
