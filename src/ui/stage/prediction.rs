//! What would happen: a scenario run on the virtual clock by the same code. Of what is recorded while the record is of what
//! is edited; of what is edited as soon as it is not. And how far a run deviated from it.

use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use crate::ui::session::{RunPhase, Session};
use leptos::prelude::*;
use recording::deviation::Deviation;
use recording::{History, RunOutcome, Trace};
use runtime::simulate;
use scenario::Scenario;

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
    deviation: Memo<Option<Deviation>>,
}

impl Predicted {
    /// Follows what is edited and what runs. Owned by the component that calls this.
    #[must_use]
    pub fn new(session: Session) -> Self {
        let prediction = StoredValue::new_local(None::<Prediction>);
        let version = RwSignal::new(0);
        let scenario = memo(move || {
            if session.stale() {
                session.edit.scenario()
            } else {
                session.shown().get()
            }
        });
        effect(move || {
            let predicted = scenario.with(|scenario| scenario.as_ref().and_then(Prediction::of));
            prediction.set_value(predicted);
            version.update(|version| *version += 1);
        });
        let deviation = memo(move || {
            version.track();
            // What the person stopped was not to end there.
            let ended = matches!(session.phase.get(), RunPhase::Done(RunOutcome::Ok | RunOutcome::Failed));
            if !ended || session.stale() {
                return None;
            }
            let against = |trace: &Trace| {
                prediction.with_value(|it| it.as_ref().and_then(|it| Deviation::between(&it.trace, trace).ok()))
            };
            session.with_record(|trace, _| against(trace)).flatten()
        });
        Self {
            prediction,
            version,
            deviation,
        }
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

    /// How far the run deviated, once it has ended; `None` for one that was stepped, was stopped or is too long. Tracked.
    #[must_use]
    pub const fn deviation(&self) -> Memo<Option<Deviation>> {
        self.deviation
    }
}
