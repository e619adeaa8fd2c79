//! The scenario that a record is compared with, and its prediction: a run by the same code on the virtual clock. It is
//! the record's scenario, or the edited one if that has changed since the run. A recording of another program is compared
//! with none.

use super::record::{Record, RecordState};
use crate::ui::edit::Edit;
use crate::ui::reactive::{Handle, Memo, RwSignal, effect, lasting, memo, memo_with_last};
use crate::ui::whole::Whole;
use compare::Prediction;
use leptos::prelude::*;
use recording::deviation::Deviation;
use recording::{RunOutcome, Trace};
use scenario::Scenario;

/// The scenario that the record is compared with, and its prediction. Copies are handles to the same state.
pub type Predicted = Handle<PredictedParts>;

/// The parts of [`Predicted`].
pub struct PredictedParts {
    /// The edited scenario, or its last valid state.
    readable: Memo<Option<Scenario>>,
    /// The scenario of the record.
    shown: Memo<Option<Scenario>>,
    stale: Memo<bool>,
    foretells: Memo<bool>,
    prediction: StoredValue<Option<Prediction>, LocalStorage>,
    version: RwSignal<u32>,
    deviation: Memo<Option<Deviation>>,
}

impl Predicted {
    /// Follows the editor and the record. While what will happen is `withheld`, nothing is predicted before a run has ended.
    /// Owned by the component that calls this.
    pub(super) fn new(record: Record, edit: Edit, withheld: Memo<bool>) -> Self {
        let readable = memo_with_last(move |before: Option<&Option<Scenario>>| {
            edit.scenario().or_else(|| before.cloned().flatten())
        });
        let shown = memo(move || match record.state() {
            RecordState::Planned if edit.runs_program() => None,
            RecordState::Planned => readable.get(),
            RecordState::Growing | RecordState::Ended(_) => record.launched(),
            RecordState::Ran(_) => None,
            RecordState::Opened(_) => record.with(|trace, _| trace.scenario().cloned()).flatten(),
        });
        let stale = memo(move || {
            let ended = matches!(record.state(), RecordState::Ended(_));
            ended && record.with_launched(|launched| launched.is_some_and(|launched| moved_on(edit, launched)))
        });
        let prediction = StoredValue::new_local(None::<Prediction>);
        let version = RwSignal::new(0);
        let foretells = memo(move || {
            let told = record.state().complete() && !stale.get();
            told || !withheld.get()
        });
        let scenario = memo(move || match (foretells.get(), stale.get()) {
            (false, _) => None,
            (true, true) => edit.scenario(),
            (true, false) => shown.get(),
        });
        effect(move || {
            let predicted = scenario.with(|scenario| scenario.as_ref().and_then(Prediction::of));
            prediction.set_value(predicted);
            version.update(|version| *version += 1);
        });
        let whole = Whole::of_page();
        let deviation = memo(move || {
            version.track();
            if !whole.get() {
                return None;
            }
            // A stopped run has no deviation, because it was not predicted to end there; a simulated one is the prediction.
            let ended = record.state().outcome();
            let ended = matches!(ended, Some(RunOutcome::Ok | RunOutcome::Failed));
            if !ended || stale.get() || record.is_simulated() {
                return None;
            }
            let against = |trace: &Trace| {
                prediction.with_value(|it| it.as_ref().and_then(|it| Deviation::between(&it.trace, trace).ok()))
            };
            record.with(|trace, _| against(trace)).flatten()
        });
        lasting(PredictedParts {
            readable,
            shown,
            stale,
            foretells,
            prediction,
            version,
            deviation,
        })
    }

    /// The scenario that would run next: the edited one or, while that is invalid, its last valid state.
    #[must_use]
    pub fn readable(&self) -> Memo<Option<Scenario>> {
        self.readable
    }

    /// The scenario of the record: as it was launched or, before a run, as it is edited; `None` for a recording of another
    /// program.
    #[must_use]
    pub fn shown(&self) -> Memo<Option<Scenario>> {
        self.shown
    }

    /// Whether the scenario was edited since the shown run. Tracked.
    #[must_use]
    pub fn stale(&self) -> bool {
        self.stale.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn stale_untracked(&self) -> bool {
        self.stale.get_untracked()
    }

    /// Whether what will happen may be shown: not while the person is asked for it. Tracked.
    #[must_use]
    pub fn foretells(&self) -> bool {
        self.foretells.get()
    }

    /// Calls `look` with the prediction, if there is one. Tracked.
    pub fn with<T>(&self, look: impl FnOnce(Option<&Prediction>) -> T) -> T {
        self.version.track();
        self.with_untracked(look)
    }

    /// The same, not tracked.
    pub fn with_untracked<T>(&self, look: impl FnOnce(Option<&Prediction>) -> T) -> T {
        self.prediction.with_value(|prediction| look(prediction.as_ref()))
    }

    /// The deviation of a run that has ended; `None` for one that was stepped, was stopped or is too long. Tracked.
    #[must_use]
    pub fn deviation(&self) -> Memo<Option<Deviation>> {
        self.deviation
    }
}

/// Whether the edited scenario differs from the launched one, except for the speed, which does not change the result.
fn moved_on(edit: Edit, launched: &Scenario) -> bool {
    edit.scenario_signal()
        .with(|edited| edited.as_ref().is_none_or(|it| !it.same_but_for_speed(launched)))
}
