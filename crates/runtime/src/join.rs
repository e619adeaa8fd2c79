//! What the tell of an end does: the book-keeping between an operation's end and main's next poll.
//!
//! Pure: says what is to be done, does nothing. The order is CPython's: see docs/semantics.md, “The turn”.

use recording::TaskId;
use std::collections::VecDeque;

/// What main is joined on, for operations that are tasks of their own.
#[derive(Debug, Default)]
pub enum Join {
    /// Nothing that a tell concerns.
    #[default]
    Nothing,
    /// One handle at a time, in list order (`spawn`).
    Handle {
        /// The handle that main awaits now.
        awaiting: TaskId,
    },
    /// All of them (`gather`, `settle`, `group`).
    All {
        /// How many ends have not been told.
        left: usize,
        /// What a failure does.
        on_failure: OnFailure,
        /// The failure that decided the join.
        failed: Option<TaskId>,
        /// Whether main has been woken for good.
        decided: bool,
    },
    /// Whichever ends (`race`, `first-ok`).
    Any {
        /// Which ends main has seen.
        seen: Vec<bool>,
        /// The ends it has not.
        unseen: Vec<TaskId>,
        /// How many operations' ends it has not seen, ended or not.
        left: usize,
    },
    /// Each end, in the order of the tells (`as-completed`).
    Each {
        /// Told, not yet taken by main.
        told: VecDeque<TaskId>,
    },
}

/// What a failure does to a join of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// It is one of the outcomes.
    Keep,
    /// It decides the join; the others keep running.
    Decide,
    /// It decides the join and cancels the others there and then.
    CancelOthers,
}

/// What the loop has to do about an end that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// Poll main at once.
    PollMain,
    /// Wake main: it is polled in the turn after.
    WakeMain,
    /// Cancel the other operations, then wake main.
    CancelOthersAndWakeMain,
}

impl Join {
    /// Takes note of an end.
    pub fn tell(&mut self, child: TaskId, failed: bool) -> Told {
        match self {
            Self::Nothing => Told::Nothing,
            Self::Handle { awaiting } if *awaiting == child => Told::PollMain,
            Self::Handle { .. } => Told::Nothing,
            Self::All {
                left,
                on_failure,
                failed: first,
                decided,
            } => {
                *left -= 1;
                if *decided {
                    return Told::Nothing;
                }
                let decides = failed && *on_failure != OnFailure::Keep;
                *decided = decides || *left == 0;
                match (decides, *on_failure) {
                    (true, OnFailure::CancelOthers) => {
                        *first = Some(child);
                        Told::CancelOthersAndWakeMain
                    }
                    (true, _) => {
                        *first = Some(child);
                        Told::WakeMain
                    }
                    (false, _) if *decided => Told::WakeMain,
                    (false, _) => Told::Nothing,
                }
            }
            Self::Any { seen, .. } => match seen.get(child.index()) {
                Some(false) => Told::WakeMain,
                _ => Told::Nothing,
            },
            Self::Each { told } => {
                told.push_back(child);
                Told::WakeMain
            }
        }
    }

    /// The handle main awaits now, with `spawn`.
    pub const fn awaited_handle(&self) -> Option<TaskId> {
        match self {
            Self::Handle { awaiting } => Some(*awaiting),
            _ => None,
        }
    }

    /// Whether this is a join of all that no end has decided yet.
    pub const fn undecided(&self) -> bool {
        matches!(self, Self::All { decided: false, .. })
    }

    /// The failure that decided a join of all.
    pub const fn failed(&self) -> Option<TaskId> {
        match self {
            Self::All { failed, .. } => *failed,
            _ => None,
        }
    }

    /// A join on any of `operations`, none of which has ended.
    pub fn any_of(operations: usize) -> Self {
        Self::Any {
            seen: vec![false; operations + 1],
            unseen: Vec::new(),
            left: operations,
        }
    }

    /// An operation has ended, told or not: main sees it when it is polled.
    pub fn note_end(&mut self, task: TaskId) {
        if let Self::Any { unseen, .. } = self {
            unseen.push(task);
        }
    }

    /// Main looks, with `race` and `first-ok`: what has ended since it last did, in list order. `None` when it has seen all.
    pub fn see(&mut self) -> Option<Vec<TaskId>> {
        let Self::Any { seen, unseen, left } = self else {
            return None;
        };
        if *left == 0 {
            return None;
        }
        let mut ended = std::mem::take(unseen);
        ended.sort_unstable();
        *left -= ended.len();
        for task in &ended {
            seen[task.index()] = true;
        }
        Some(ended)
    }

    /// Takes the next told end, with `as-completed`.
    pub fn take_told(&mut self) -> Option<TaskId> {
        match self {
            Self::Each { told } => told.pop_front(),
            _ => None,
        }
    }
}
