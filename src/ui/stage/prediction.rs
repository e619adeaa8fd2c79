//! What would happen: the scenario as it stands, run on the virtual clock by the same code. Before a run only.

use crate::runtime::simulate;
use crate::scenario::Scenario;
use crate::trace::{History, Trace};
use crate::ui::session::{Phase, Session};
use leptos::prelude::*;

/// Up to so many tasks it is worked out, within a frame.
pub const MOST_TASKS: u64 = 1_000;

/// A prediction: a trace of its own.
pub struct Prediction {
    /// What would happen.
    pub trace: Trace,
    /// The same, folded.
    pub history: History,
}

impl Prediction {
    /// The prediction of `scenario`, if it is not too long a list.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Option<Self> {
        if scenario.tasks.count() > MOST_TASKS {
            return None;
        }
        let trace = simulate(scenario);
        let mut history = History::default();
        history.extend(&trace);
        Some(Self { trace, history })
    }
}

/// The prediction that is shown, if one is. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct Predicted {
    prediction: StoredValue<Option<Prediction>, LocalStorage>,
    version: RwSignal<u32>,
}

impl Predicted {
    /// Follows what is edited while nothing has run. Owned by the component that calls this.
    #[must_use]
    pub fn new(session: Session) -> Self {
        let predicted = Self {
            prediction: StoredValue::new_local(None),
            version: RwSignal::new(0),
        };
        Effect::new(move |_| {
            let idle = session.phase.get() == Phase::Idle;
            let prediction = session
                .shown()
                .with(|shown| shown.as_ref().filter(|_| idle).and_then(Prediction::of));
            predicted.prediction.set_value(prediction);
            predicted.version.update(|version| *version += 1);
        });
        predicted
    }

    /// Looks at it. Tracked.
    pub fn with<T>(&self, look: impl FnOnce(Option<&Prediction>) -> T) -> T {
        self.version.track();
        self.with_untracked(look)
    }

    /// Looks at it, not tracked.
    pub fn with_untracked<T>(&self, look: impl FnOnce(Option<&Prediction>) -> T) -> T {
        self.prediction.with_value(|prediction| look(prediction.as_ref()))
    }
}
