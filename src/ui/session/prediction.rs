//! The scenario that a record is compared with, and what would happen in it: run on the virtual clock by the same code. It is
//! what is recorded while the record is of what is edited, and what is edited as soon as it is not. A recording that was
//! made elsewhere is compared with none.

use super::record::{Record, RecordState};
use crate::ui::edit::Edit;
use crate::ui::reactive::{Memo, RwSignal, effect, memo, memo_with_last};
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

/// The scenario that the record is compared with, and its prediction. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct Predicted {
    /// The scenario as it is edited, or as it last could be read.
    readable: Memo<Option<Scenario>>,
    /// The scenario that the record is of.
    shown: Memo<Option<Scenario>>,
    stale: Memo<bool>,
    prediction: StoredValue<Option<Prediction>, LocalStorage>,
    version: RwSignal<u32>,
    deviation: Memo<Option<Deviation>>,
}

impl Predicted {
    /// Follows what is edited and what is recorded. Owned by the component that calls this.
    pub(super) fn new(record: Record, edit: Edit) -> Self {
        let readable = memo_with_last(move |before: Option<&Option<Scenario>>| {
            edit.scenario().or_else(|| before.cloned().flatten())
        });
        let shown = memo(move || match record.state() {
            RecordState::Planned => readable.get(),
            RecordState::Growing | RecordState::Ended(_) => record.launched(),
            RecordState::Opened(_) => None,
        });
        let stale = memo(move || {
            let ended = matches!(record.state(), RecordState::Ended(_));
            ended && record.with_launched(|launched| launched.is_some_and(|launched| moved_on(edit, launched)))
        });
        let prediction = StoredValue::new_local(None::<Prediction>);
        let version = RwSignal::new(0);
        let scenario = memo(move || if stale.get() { edit.scenario() } else { shown.get() });
        effect(move || {
            let predicted = scenario.with(|scenario| scenario.as_ref().and_then(Prediction::of));
            prediction.set_value(predicted);
            version.update(|version| *version += 1);
        });
        let deviation = memo(move || {
            version.track();
            // What the person stopped was not to end there.
            let ended = matches!(record.state(), RecordState::Ended(RunOutcome::Ok | RunOutcome::Failed));
            if !ended || stale.get() {
                return None;
            }
            let against = |trace: &Trace| {
                prediction.with_value(|it| it.as_ref().and_then(|it| Deviation::between(&it.trace, trace).ok()))
            };
            record.with(|trace, _| against(trace)).flatten()
        });
        Self {
            readable,
            shown,
            stale,
            prediction,
            version,
            deviation,
        }
    }

    /// What would run next: the scenario as it is edited or, while that cannot be read, as it last could be.
    #[must_use]
    pub const fn readable(&self) -> Memo<Option<Scenario>> {
        self.readable
    }

    /// What the record is of: the scenario as it was launched or, before a run, as it is edited; `None` of a recording that
    /// was made elsewhere.
    #[must_use]
    pub const fn shown(&self) -> Memo<Option<Scenario>> {
        self.shown
    }

    /// Whether a record is shown that the edited scenario has moved on from. Tracked.
    #[must_use]
    pub fn stale(&self) -> bool {
        self.stale.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn stale_untracked(&self) -> bool {
        self.stale.get_untracked()
    }

    /// Looks at the prediction, if there is one. Tracked.
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

/// Whether what is edited is another scenario than what was launched. The speed is how a run is watched, not what it does.
fn moved_on(edit: Edit, launched: &Scenario) -> bool {
    edit.scenario_signal().with(|edited| {
        edited.as_ref().is_none_or(|it| {
            Scenario {
                speed: launched.speed,
                ..it.clone()
            } != *launched
        })
    })
}
