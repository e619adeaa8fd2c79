//! The eight ways to await a list. Only their names; `runtime::policies` implements them.

use crate::{Leftovers, Unit};
use serde::{Deserialize, Serialize};

/// How main awaits its operations, in the order in which the page lists them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Policy {
    /// Awaits each inline before the next starts; a failure ends the list.
    OneByOne,
    /// Starts all as tasks, awaits the handles in list order.
    #[default]
    Spawn,
    /// All at once; the first failure reaches main at once, the others keep running until main ends, or to their own end.
    Gather,
    /// All at once; every outcome, failures too, in list order.
    Settle,
    /// All at once; the first failure cancels the others, then reaches main.
    Group,
    /// The first operation to end wins, whether it finishes or fails; the others are cancelled.
    Race,
    /// The first operation to finish wins, the others are cancelled; fails if all fail.
    FirstOk,
    /// Takes each outcome when its operation ends.
    AsCompleted,
}

impl Policy {
    /// All of them, in the order of the radio group.
    pub const ALL: [Self; 8] = [
        Self::OneByOne,
        Self::Spawn,
        Self::Gather,
        Self::Settle,
        Self::Group,
        Self::Race,
        Self::FirstOk,
        Self::AsCompleted,
    ];

    /// The id in a link, as in `await=gather`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::OneByOne => "one-by-one",
            Self::Spawn => "spawn",
            Self::Gather => "gather",
            Self::Settle => "settle",
            Self::Group => "group",
            Self::Race => "race",
            Self::FirstOk => "first-ok",
            Self::AsCompleted => "as-completed",
        }
    }

    /// The visible label, which is also the accessible name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OneByOne => "One by one",
            Self::Spawn => "Spawn, then await",
            Self::Gather => "Join all",
            Self::Settle => "Settle all",
            Self::Group => "Fail fast",
            Self::Race => "Race",
            Self::FirstOk => "First success",
            Self::AsCompleted => "As completed",
        }
    }

    /// One sentence about what main does, with these leftovers and with operations that run as `unit`.
    ///
    /// ```
    /// use scenario::{Leftovers, Policy, Unit};
    ///
    /// let sentence = Policy::Gather.sentence_with(Leftovers::Finish, Unit::Task);
    /// assert_eq!(sentence, "All at once. The first failure reaches main, the others run to their own end.");
    /// ```
    #[must_use]
    pub const fn sentence_with(self, leftovers: Leftovers, unit: Unit) -> &'static str {
        match (self, leftovers, unit) {
            (Self::Gather, _, Unit::Future) => "All at once. The first failure reaches main, the others are dropped.",
            (Self::Gather, Leftovers::Finish, Unit::Task) => {
                "All at once. The first failure reaches main, the others run to their own end."
            }
            _ => self.sentence(),
        }
    }

    /// One sentence about what main does, if no modifier is changed.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::OneByOne => "Each starts when the one before has ended. A failure ends it.",
            Self::Spawn => "All start at once; main awaits them in list order.",
            Self::Gather => "All at once. The first failure reaches main, the others keep running until main ends.",
            Self::Settle => "All at once. Every result and every error is kept, in list order.",
            Self::Group => "All at once. The first failure cancels the others.",
            Self::Race => "The first to end wins, well or badly. The others are cancelled.",
            Self::FirstOk => "The first success wins, the others are cancelled. Fails if all fail.",
            Self::AsCompleted => "Takes each outcome as it comes.",
        }
    }
}
