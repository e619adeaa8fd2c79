//! The words of the trace file for enums without fields. One table for reading and writing.

use super::{
    AttemptFailure, CancelReason, ClockChange, ClockKind, Missing, ResourceKind, RunOutcome, TimerKind, WaitingOn,
};

/// Declares the word of each value of an enum without fields, in the order in which the values are declared.
macro_rules! vocabulary {
    ($($type:ident { $($value:ident = $word:literal,)+ })+) => {
        $(
            impl $type {
                /// All values, in order.
                pub const ALL: &'static [Self] = &[$(Self::$value),+];

                /// The word in the trace file.
                #[must_use]
                pub const fn word(self) -> &'static str {
                    match self {
                        $(Self::$value => $word,)+
                    }
                }

                /// The value of this word of the trace file; `None` for an unknown word.
                #[must_use]
                pub fn from_word(word: &str) -> Option<Self> {
                    match word {
                        $($word => Some(Self::$value),)+
                        _ => None,
                    }
                }
            }

            const _: () = {
                let mut index = 0;
                while index < $type::ALL.len() {
                    assert!($type::ALL[index] as usize == index, "the table is in the order of the declaration");
                    index += 1;
                }
            };
        )+
    };
}

vocabulary! {
    WaitingOn {
        Timer = "timer",
        Child = "child",
        Backoff = "backoff",
        Gather = "gather",
        Wait = "wait",
        Group = "group",
        Semaphore = "semaphore",
        Lock = "lock",
        Condition = "condition",
        Event = "event",
        Barrier = "barrier",
        QueueGet = "queue-get",
        QueuePut = "queue-put",
        QueueJoin = "queue-join",
        Thread = "thread",
        Io = "io",
        Future = "future",
    }
    ResourceKind {
        Semaphore = "semaphore",
        Lock = "lock",
        Condition = "condition",
        Event = "event",
        Barrier = "barrier",
        Queue = "queue",
        Future = "future",
    }
    TimerKind {
        Sleep = "sleep",
        Timeout = "timeout",
        Deadline = "deadline",
        Backoff = "backoff",
        Call = "call",
    }
    AttemptFailure {
        Failed = "failed",
        Timeout = "timeout",
    }
    CancelReason {
        Group = "group",
        Race = "race",
        FirstOk = "first-ok",
        Deadline = "deadline",
        Timeout = "timeout",
        Gather = "gather",
        Leftovers = "leftovers",
        Stop = "stop",
        User = "user",
        Program = "program",
        Dropped = "dropped",
    }
    ClockChange {
        Paused = "paused",
        Resumed = "resumed",
        Speed = "speed",
        Hidden = "hidden",
        Shown = "shown",
        Stepped = "stepped",
    }
    Missing {
        Budget = "budget",
        Limit = "limit",
    }
    ClockKind {
        Real = "real",
        Virtual = "virtual",
    }
    RunOutcome {
        Ok = "ok",
        Failed = "failed",
        Stopped = "stopped",
        Deadlock = "deadlock",
        Limit = "limit",
    }
}
