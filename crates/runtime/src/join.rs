//! Book-keeping between a task's completion and main's next poll.
//!
//! Pure: says what is to be done, does nothing. The order is CPython's: see docs/semantics.md, “The turn”.

use recording::TaskId;
use std::collections::VecDeque;

/// What main is joined on, for operations that are tasks of their own.
#[derive(Debug, Default)]
pub enum Join {
    /// Nothing that a completion concerns.
    #[default]
    Nothing,
    /// One handle at a time, in list order (`spawn`).
    Handle {
        /// The handle that main awaits now.
        awaiting: TaskId,
    },
    /// All of them (`gather`, `settle`, `group`).
    All {
        /// Of how many completions it was not notified.
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
    /// Each end, in the order of the notifications (`as-completed`).
    Each {
        /// Completed, not yet taken by main.
        completed: VecDeque<TaskId>,
    },
}

/// What a failure does to a join of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// It is one of the results.
    Keep,
    /// It decides the join; the others keep running.
    Decide,
    /// It decides the join and cancels the others there and then.
    CancelOthers,
}

/// What a completion means for main: the loop has to do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinDecision {
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
    /// Takes note of a completion.
    pub fn notify_completion(&mut self, child: TaskId, failed: bool) -> JoinDecision {
        match self {
            Self::Nothing => JoinDecision::Nothing,
            Self::Handle { awaiting } if *awaiting == child => JoinDecision::PollMain,
            Self::Handle { .. } => JoinDecision::Nothing,
            Self::All {
                left,
                on_failure,
                failed: first,
                decided,
            } => {
                *left -= 1;
                if *decided {
                    return JoinDecision::Nothing;
                }
                let decides = failed && *on_failure != OnFailure::Keep;
                *decided = decides || *left == 0;
                match (decides, *on_failure) {
                    (true, OnFailure::CancelOthers) => {
                        *first = Some(child);
                        JoinDecision::CancelOthersAndWakeMain
                    }
                    (true, _) => {
                        *first = Some(child);
                        JoinDecision::WakeMain
                    }
                    (false, _) if *decided => JoinDecision::WakeMain,
                    (false, _) => JoinDecision::Nothing,
                }
            }
            Self::Any { seen, .. } => match seen.get(child.index()) {
                Some(false) => JoinDecision::WakeMain,
                _ => JoinDecision::Nothing,
            },
            Self::Each { completed } => {
                completed.push_back(child);
                JoinDecision::WakeMain
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

    /// An operation has ended, notified or not: main sees it when it is polled.
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

    /// Takes the next completion, with `as-completed`.
    pub fn take_completed(&mut self) -> Option<TaskId> {
        match self {
            Self::Each { completed } => completed.pop_front(),
            _ => None,
        }
    }
}
