//! What a comparison varies, and the scenario without it.

use crate::Modifier;
use scenario::{Policy, Scenario, Speed, Unit};
use serde::{Deserialize, Serialize};

/// What a comparison varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComparedOver {
    /// All eight policies.
    Policies,
    /// A range of values of one modifier.
    Range(Modifier),
}

impl ComparedOver {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Policies,
        Self::Range(Modifier::Limit),
        Self::Range(Modifier::Timeout),
        Self::Range(Modifier::Retries),
    ];

    /// Its label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Policies => "Policies",
            Self::Range(modifier) => modifier.label(),
        }
    }

    /// The scenario without what is varied and without the speed: a comparison is of this one, so that choosing one of its
    /// results does not change it.
    ///
    /// `unit` is the edited unit. With `spawn` the scenario's own unit is always `task`; the other policies use the edited
    /// one.
    #[must_use]
    pub fn base(self, scenario: &Scenario, unit: Unit) -> Scenario {
        let mut base = Scenario {
            speed: Speed::default(),
            ..scenario.clone()
        };
        match self {
            Self::Policies => {
                base.unit = unit;
                base.policy = Policy::default();
            }
            Self::Range(Modifier::Limit) => base.limit = None,
            Self::Range(Modifier::Timeout) => base.timeout = None,
            Self::Range(Modifier::Retries) => base.retry = 0,
        }
        base
    }
}
