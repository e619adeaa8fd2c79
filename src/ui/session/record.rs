//! The shown recording: the plan of a run, a run while it is recorded, or a recording that was opened. The trace and
//! its folds are kept outside of signals; signals with numbers announce that they have grown or were replaced.

use crate::run::Run;
use crate::ui::frames::{Frames, Next};
use crate::ui::reactive::{Handle, Memo, RwSignal, lasting, memo};
use crate::ui::whole::{Whole, when_whole};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use recording::folds::FOLDED_AT_ONCE;
use recording::{ClockKind, FoldDepth, Folds, RunOutcome, Trace, Truncation};
use scenario::Scenario;
use scenario::time::Micros;

/// The time for folding in each frame: half of a frame, so that the rest of the page fits in.
const FOLD_MS: f64 = 8.0;
/// The step of the shown time if the user prefers reduced motion.
const REDUCED_STEP: Micros = Micros::from_millis(250);

/// The recording that is shown. Copies are handles to the same one; it ends, and its run with it, with the owner that
/// made it.
///
/// Reading it in a reactive scope tracks [`Record::id`], so that the reader runs again when another record is shown.
/// Its growth is tracked only by the methods that say so. Only the session can set it.
pub type Record = Handle<RecordParts>;

/// The parts of [`Record`].
pub struct RecordParts {
    content: StoredValue<Content, LocalStorage>,
    id: RwSignal<RecordId>,
    /// Incremented when more events are folded, at most once a frame.
    growth: RwSignal<u64>,
    /// Grows while causes are folded and findings are searched.
    explained: RwSignal<usize>,
    now: RwSignal<Micros>,
    state: RwSignal<RecordState>,
    /// The scenario of the run, as it was launched.
    launched: RwSignal<Option<Scenario>>,
    /// The record of the person's own run, while a recording from elsewhere is shown.
    aside: StoredValue<Option<Aside>, LocalStorage>,
    truncation: Memo<Option<Truncation>>,
    frames: Frames,
    whole: Whole,
    reduced_motion: bool,
}

/// The identity of a record. State computed from one record is not valid for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordId {
    series: u32,
    plan: u32,
}

/// The state of the shown record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// The plan of a run: the tasks, without events.
    Planned,
    /// A run is going, paused or not.
    Growing,
    /// A run has ended with this outcome.
    Ended(RunOutcome),
    /// The program in the editor has run, and ended with this outcome.
    Ran(RunOutcome),
    /// A complete recording that was made elsewhere, with its outcome if it has one.
    Opened(Option<RunOutcome>),
}

struct Content {
    recorded: Recorded,
    folds: Folds,
}

/// A run that has ended and is not shown.
struct Aside {
    content: Content,
    state: RecordState,
    launched: Option<Scenario>,
}

enum Recorded {
    Planned(Trace),
    Live(Run),
    /// A recording that grows no more: opened, or simulated.
    Complete(Trace),
}

impl RecordId {
    /// The number of the run or opened recording; it does not change while a plan is edited.
    #[must_use]
    pub const fn series(self) -> u32 {
        self.series
    }

    const fn next_series(self) -> Self {
        Self {
            series: self.series + 1,
            plan: 0,
        }
    }

    const fn next_plan(self) -> Self {
        Self {
            plan: self.plan + 1,
            ..self
        }
    }
}

impl RecordState {
    /// Whether it is more than a plan.
    #[must_use]
    pub const fn begun(self) -> bool {
        !matches!(self, Self::Planned)
    }

    /// Whether nothing more will be recorded.
    #[must_use]
    pub const fn complete(self) -> bool {
        matches!(self, Self::Ended(_) | Self::Ran(_) | Self::Opened(_))
    }

    /// Whether its list can be edited in the timeline: not during a run, and a recording from elsewhere has no list.
    #[must_use]
    pub const fn editable(self) -> bool {
        matches!(self, Self::Planned | Self::Ended(_))
    }

    /// Whether a recorder of another program made it: the one in the editor, or one elsewhere.
    #[must_use]
    pub const fn of_program(self) -> bool {
        matches!(self, Self::Ran(_) | Self::Opened(_))
    }

    /// Whether it was made elsewhere.
    #[must_use]
    pub const fn opened(self) -> bool {
        matches!(self, Self::Opened(_))
    }

    /// The outcome, if it has ended and has one.
    #[must_use]
    pub const fn outcome(self) -> Option<RunOutcome> {
        match self {
            Self::Planned | Self::Growing => None,
            Self::Ended(outcome) | Self::Ran(outcome) => Some(outcome),
            Self::Opened(outcome) => outcome,
        }
    }
}

impl Record {
    /// The plan of the default scenario. Owned by the component that calls this.
    pub(super) fn new(frames: Frames) -> Self {
        let content = StoredValue::new_local(Content {
            recorded: Recorded::Planned(planned(&Scenario::default())),
            folds: Folds::default(),
        });
        let whole = Whole::of_page();
        if !whole.get_untracked() {
            // What the first part of the program leaves out is folded then.
            when_whole(move || frames.request_update());
        }
        let id = RwSignal::new(RecordId::default());
        let growth = RwSignal::new(0);
        let state = RwSignal::new(RecordState::Planned);
        let truncation = memo(move || {
            id.track();
            growth.track();
            state.track();
            content
                .try_with_value(|content| content.recorded.with(Trace::truncation))
                .flatten()
        });
        lasting(RecordParts {
            content,
            id,
            growth,
            explained: RwSignal::new(0),
            now: RwSignal::new(Micros::ZERO),
            state,
            launched: RwSignal::new(None),
            aside: StoredValue::new_local(None),
            truncation,
            frames,
            whole,
            reduced_motion: reduced_motion(),
        })
    }

    /// The identity of the record. Tracked.
    #[must_use]
    pub fn id(&self) -> RecordId {
        self.id.get()
    }

    /// Calls `look` with the trace and its folds. Tracks the identity of the record, but not its growth.
    pub fn with<T>(&self, look: impl FnOnce(&Trace, &Folds) -> T) -> Option<T> {
        self.track_id();
        self.content
            .try_with_value(|content| content.recorded.with(|trace| look(trace, &content.folds)))
    }

    /// The same, and tracks the growth.
    pub fn with_growth<T>(&self, look: impl FnOnce(&Trace, &Folds) -> T) -> Option<T> {
        self.track_growth();
        self.with(look)
    }

    /// The same as [`Record::with`], and tracks that more causes or findings are known.
    pub fn with_causes<T>(&self, look: impl FnOnce(&Trace, &Folds) -> T) -> Option<T> {
        self.explained.track();
        self.with(look)
    }

    /// Tracks the identity and the growth without reading.
    pub fn track_growth(&self) {
        self.growth.track();
        self.track_id();
    }

    /// The number of folded events. Tracks the identity of the record, but not its growth.
    #[must_use]
    pub fn folded(&self) -> usize {
        self.with(|_, folds| folds.history.folded()).unwrap_or_default()
    }

    /// The current scenario time of the run, or its duration once it has ended. While there are events left to fold,
    /// the stamp of the last folded one, so that everything shows the same moment. Tracked.
    #[must_use]
    pub fn now(&self) -> Micros {
        self.track_id();
        self.now.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn now_untracked(&self) -> Micros {
        self.now.get_untracked()
    }

    /// Whether it is a recording that was made elsewhere. Tracked.
    #[must_use]
    pub fn is_opened(&self) -> bool {
        self.state().opened()
    }

    /// The state of the record. Tracked.
    #[must_use]
    pub fn state(&self) -> RecordState {
        self.track_id();
        self.state.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn state_untracked(&self) -> RecordState {
        self.state.get_untracked()
    }

    /// Where a full record was truncated although the run continued. Tracked.
    #[must_use]
    pub fn truncation(&self) -> Option<Truncation> {
        self.track_id();
        self.truncation.get()
    }

    /// The scenario of the shown run, as it was launched; `None` for a plan and for an opened recording. Tracked.
    #[must_use]
    pub fn launched(&self) -> Option<Scenario> {
        self.with_launched(|launched| launched.cloned())
    }

    /// Calls `look` with the same. Tracked.
    pub fn with_launched<T>(&self, look: impl FnOnce(Option<&Scenario>) -> T) -> T {
        self.track_id();
        self.launched.with(|launched| look(launched.as_ref()))
    }

    /// Tracks the identity in a reactive scope. Leptos warns of tracking elsewhere, as in frames and event handlers.
    fn track_id(&self) {
        if Observer::get().is_some() {
            self.id.track();
        }
    }

    // --- for the session ------------------------------------------------------------------------------------------

    /// Shows the plan of `scenario`, unless a run or an opened recording is shown.
    pub(super) fn plan(&self, scenario: &Scenario) {
        if self.state.get_untracked() != RecordState::Planned {
            return;
        }
        self.replace(Recorded::Planned(planned(scenario)));
        self.id.update(|id| *id = id.next_plan());
        self.grown();
    }

    /// Shows a run that has just been launched.
    pub(super) fn record(&self, run: Run, scenario: Scenario) {
        self.replace_run(Recorded::Live(run), scenario);
        self.begin(RecordState::Growing);
    }

    /// Shows a run of `scenario` that was simulated. A current run is stopped.
    pub(super) fn simulated(&self, trace: Trace, scenario: Scenario) {
        let outcome = trace.outcome.unwrap_or(RunOutcome::Limit);
        self.replace_run(Recorded::Complete(trace), scenario);
        self.begin(RecordState::Ended(outcome));
    }

    /// Shows a run of the program in the editor. A run of it before stays as an earlier one.
    pub(super) fn ran(&self, trace: Trace, outcome: RunOutcome) {
        self.launched.set(None);
        self.aside.set_value(None);
        let again = matches!(self.state.get_untracked(), RecordState::Ran(_));
        self.content.update_value(|content| {
            let tasks = trace.tasks.len();
            content.folds = match &content.recorded {
                Recorded::Complete(before) if again => content.folds.before_another_run(Some(before), tasks),
                _ => Folds::default(),
            };
            content.recorded = Recorded::Complete(trace);
        });
        self.begin(RecordState::Ran(outcome));
    }

    /// Replaces the recording by another run, and keeps the run that has ended among the earlier ones.
    fn replace_run(&self, recorded: Recorded, scenario: Scenario) {
        self.launched.set(Some(scenario));
        self.aside.set_value(None);
        self.content.update_value(|content| {
            let ended = match &content.recorded {
                Recorded::Live(run) if run.done() => Some(run.trace()),
                _ => None,
            };
            let tasks = recorded.with(|trace| trace.tasks.len());
            content.folds = content.folds.before_another_run(ended.as_deref(), tasks);
            drop(ended);
            content.recorded = recorded;
        });
    }

    /// Whether the person prefers reduced motion.
    #[must_use]
    pub fn reduces_motion(&self) -> bool {
        self.reduced_motion
    }

    /// Whether it is a run on the virtual clock that has ended. Tracked.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.state().complete()
            && self
                .with(|trace, _| trace.clock == ClockKind::Virtual)
                .unwrap_or_default()
    }

    /// Shows a recording that was made elsewhere. A run that is shown is kept if it has ended; another is stopped.
    pub(super) fn open(&self, trace: Trace) {
        let outcome = trace.outcome;
        let recorded = Recorded::Complete(trace);
        let folds = Folds::default();
        let before = self
            .content
            .try_update_value(|content| std::mem::replace(content, Content { recorded, folds }));
        let launched = self.launched.try_update(Option::take).flatten();
        match self.state.get_untracked() {
            state @ (RecordState::Ended(_) | RecordState::Ran(_)) => {
                let ended = before.map(|content| Aside {
                    content,
                    state,
                    launched,
                });
                self.aside.set_value(ended);
            }
            RecordState::Planned | RecordState::Growing => self.aside.set_value(None),
            // The run that was kept before the first of several recordings.
            RecordState::Opened(_) => {}
        }
        self.begin(RecordState::Opened(outcome));
    }

    /// Calls `look` with the person's own run that is kept while an opened recording is shown, if there is one.
    pub fn with_aside<T>(&self, look: impl FnOnce(&Trace, &Folds) -> T) -> Option<T> {
        let of_aside = |aside: &Option<Aside>| {
            let content = &aside.as_ref()?.content;
            Some(content.recorded.with(|trace| look(trace, &content.folds)))
        };
        self.aside.try_with_value(of_aside).flatten()
    }

    /// Shows the run again that was shown before a recording was opened. Returns whether there is one.
    pub(super) fn reopen(&self) -> bool {
        let Some(Aside {
            content,
            state,
            launched,
        }) = self.aside.try_update_value(Option::take).flatten()
        else {
            return false;
        };
        self.content.set_value(content);
        self.launched.set(launched);
        self.begin(state);
        true
    }

    /// Shows the plan of `scenario`. A current run is stopped.
    pub(super) fn clear(&self, scenario: &Scenario) {
        self.launched.set(None);
        self.aside.set_value(None);
        self.replace(Recorded::Planned(planned(scenario)));
        self.begin(RecordState::Planned);
    }

    /// Replaces the recording by one of which nothing is folded yet.
    fn replace(&self, recorded: Recorded) {
        let folds = Folds::default();
        self.content.set_value(Content { recorded, folds });
    }

    fn begin(&self, state: RecordState) {
        self.now.set(Micros::ZERO);
        self.explained.set(0);
        self.id.update(|id| *id = id.next_series());
        self.state.set(state);
        self.grown();
    }

    fn grown(&self) {
        self.growth.try_update(|growth| *growth += 1);
    }

    /// Calls `look` with the run, if one is shown.
    pub(super) fn with_run<T>(&self, look: impl FnOnce(&Run) -> T) -> Option<T> {
        let look = |content: &Content| match &content.recorded {
            Recorded::Live(run) => Some(look(run)),
            Recorded::Planned(_) | Recorded::Complete(_) => None,
        };
        self.content.try_with_value(look).flatten()
    }

    /// Whether the events left to fold fit in one slice.
    pub(super) fn nearly_folded(&self) -> bool {
        let left = |trace: &Trace, folds: &Folds| trace.events.len().saturating_sub(folds.history.folded());
        untrack(|| self.with(left)).is_some_and(|left| left <= FOLDED_AT_ONCE)
    }

    /// Folds for at most [`FOLD_MS`], and updates the signals.
    pub(super) fn follow(&self) -> Next {
        let of_program = self.state.try_get_untracked().is_some_and(RecordState::of_program);
        let seen = self.content.try_update_value(|content| {
            let Content { recorded, folds } = content;
            let (edge, moving) = match recorded {
                Recorded::Planned(_) => return None,
                Recorded::Live(run) => (run.now(), run.moving()),
                Recorded::Complete(trace) => (trace.last_stamp(), false),
            };
            let before = folds.history.folded();
            recorded.with(|trace| {
                let complete = self.fold(trace, folds);
                let folded = folds.history.folded();
                // A long recording of a program would update the whole page in each of the frames that fold it.
                let quiet = of_program && folded < trace.events.len();
                let now = if quiet {
                    Micros::ZERO
                } else if folded < trace.events.len() {
                    folds.history.lanes.last_stamp(trace)
                } else {
                    edge
                };
                Some(Followed {
                    now,
                    complete,
                    more: folded != before && !quiet,
                    explained: folds.explained(),
                    moving: moving && trace.truncation().is_none(),
                })
            })
        });
        let Some(Some(seen)) = seen else {
            return Next::Still;
        };
        if seen.more {
            self.grown();
        }
        if self.explained.try_get_untracked() != Some(seen.explained) {
            self.explained.try_set(seen.explained);
        }
        let shown = self.now.try_get_untracked().unwrap_or_default();
        // With reduced motion, the time is updated with each event and every quarter of a second.
        let due = !self.reduced_motion || seen.more || !seen.moving || seen.now >= shown + REDUCED_STEP;
        if shown != seen.now && due {
            self.now.try_set(seen.now);
        }
        self.announce_end();
        if seen.moving || !seen.complete {
            Next::Moving
        } else {
            Next::Still
        }
    }

    /// Announces the end of the run as soon as it has ended, even if events are left to fold.
    pub(super) fn announce_end(&self) {
        let outcome = self.with_run(|run| run.trace().outcome).flatten();
        if let Some(outcome) = outcome
            && self.state.try_get_untracked() == Some(RecordState::Growing)
        {
            self.state.try_set(RecordState::Ended(outcome));
        }
    }

    fn fold(&self, trace: &Trace, folds: &mut Folds) -> bool {
        let clock = window().performance();
        let now_ms = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
        let until = now_ms() + FOLD_MS;
        let whole = self.whole.get_untracked();
        let depth = if self.frames.under_load() || !whole {
            FoldDepth::History
        } else {
            FoldDepth::Everything
        };
        let complete = folds.extend(trace, depth, || now_ms() >= until);
        // Until the program is whole, there is no more to fold than the history.
        complete || !whole && folds.history.folded() == trace.events.len()
    }
}

/// The result of folding in a frame.
struct Followed {
    now: Micros,
    complete: bool,
    more: bool,
    explained: usize,
    moving: bool,
}

impl Recorded {
    fn with<T>(&self, look: impl FnOnce(&Trace) -> T) -> T {
        match self {
            Self::Planned(trace) | Self::Complete(trace) => look(trace),
            Self::Live(run) => look(&run.trace()),
        }
    }
}

fn planned(scenario: &Scenario) -> Trace {
    Trace::planned(scenario, ClockKind::Real, Micros(1))
}

/// Whether the user prefers reduced motion.
fn reduced_motion() -> bool {
    let asked = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    asked.is_some_and(|query| query.matches())
}
