//! Bookkeeping between a task's completion and main's next poll.
//!
//! Pure: returns what the loop has to do. The order is CPython's: see docs/semantics.md, “The turn”.

use recording::TaskId;
use std::collections::VecDeque;

/// What main awaits, for operations that are tasks of their own.
#[derive(Debug, Default)]
pub enum Join {
    /// Nothing that depends on a completion.
    #[default]
    Nothing,
    /// One handle at a time, in list order (`spawn`).
    Handle {
        /// The handle that main awaits now.
        awaiting: TaskId,
    },
    /// All of them (`gather`, `settle`, `group`).
    All {
        /// The number of completions of which main was not notified.
        left: usize,
        /// The effect of a failure.
        on_failure: OnFailure,
        /// The failure that decided the join.
        failed: Option<TaskId>,
        /// Whether the join is decided: main has been woken, and is not woken again.
        decided: bool,
    },
    /// Whichever ends (`race`, `first-ok`).
    Any {
        /// By task: whether main has seen its end.
        seen: Vec<bool>,
        /// The tasks that have ended and whose end main has not seen.
        unseen: Vec<TaskId>,
        /// The number of operations whose end main has not seen, ended or not.
        left: usize,
    },
    /// Each end, in the order of the notifications (`as-completed`).
    Each {
        /// Completed, not yet taken by main.
        completed: VecDeque<TaskId>,
    },
}

/// The effect of a failure on a join of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// It is one of the results.
    Keep,
    /// It decides the join; the others keep running.
    Decide,
    /// It decides the join and cancels the others at once.
    CancelOthers,
}

/// What the loop has to do because of a completion.
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
    /// Notes a completion.
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

    /// Whether this is a join of all that is not decided yet.
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

    /// Notes that an operation has ended, whether or not main was notified: main sees it in its next poll.
    pub fn note_end(&mut self, task: TaskId) {
        if let Self::Any { unseen, .. } = self {
            unseen.push(task);
        }
    }

    /// For main's poll, with `race` and `first-ok`: the operations that have ended since the last call, in list order.
    /// `None` once main has seen the ends of all.
    pub fn see(&mut self) -> Option<Vec<TaskId>> {
        let Self::Any { seen, unseen, left } = self else {
            return None;
        };
        if *left == 0 {
            return None;
        }
        let mut ended = std::mem::take(unseen);
        scenario::sort::by(&mut ended, Ord::cmp);
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
