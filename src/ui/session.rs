//! What runs and what was recorded: launch, stop, and the record outside of signals, announced by version numbers.
//!
//! Editing never touches a run: a run has its own copy of the scenario.

use super::edit::Edit;
use super::frames::{Frames, Listening, Next};
use crate::runtime::browser::Run;
use crate::scenario::Scenario;
use crate::time::Micros;
use crate::trace::{ClockKind, Console, Lanes, Outcome, Trace};
use crate::ui::reactive::{Memo, RwSignal, effect, memo, memo_with_last};
use leptos::prelude::*;

/// Where the page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has run, or what has run was put away.
    Idle,
    /// A run is on.
    Running,
    /// A run has ended like this, and its record is shown.
    Done(Outcome),
}

impl Phase {
    /// The word in `data-run`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Done(_) => "done",
        }
    }
}

/// The page's runs. Copies are handles to the same thing; it ends, and its run with it, with the owner that made it.
#[derive(Clone, Copy)]
pub struct Session {
    /// What is edited.
    pub edit: Edit,
    /// Where the page stands.
    pub phase: RwSignal<Phase>,
    /// Counts up when the record has grown or was replaced, at most once a frame.
    pub version: RwSignal<u64>,
    /// Scenario time: how far the run has come, or how long it took.
    pub now: RwSignal<Micros>,
    /// What the record is of: the scenario as it was launched, or, before a run, as it is edited.
    shown: Memo<Option<Scenario>>,
    launched: RwSignal<Option<Scenario>>,
    record: StoredValue<Record, LocalStorage>,
    /// The page's one frame loop.
    pub frames: Frames,
}

/// What is shown: a run with its lanes, or the plan of one.
struct Record {
    run: Option<Run>,
    /// Before a run: who would take part.
    plan: Trace,
    lanes: Lanes,
    console: Console,
    listening: Option<Listening>,
}

impl Session {
    /// A session in which nothing has run, owned by the component that calls this.
    #[must_use]
    pub fn new(edit: Edit, frames: Frames) -> Self {
        let launched = RwSignal::new(None::<Scenario>);
        let last_readable = memo_with_last(move |before: Option<&Option<Scenario>>| {
            edit.scenario().or_else(|| before.cloned().flatten())
        });
        let shown = memo(move || launched.get().or_else(|| last_readable.get()));
        let record = Record {
            run: None,
            plan: Trace::planned(&Scenario::default(), ClockKind::Real, Micros(1)),
            lanes: Lanes::default(),
            console: Console::default(),
            listening: None,
        };
        let session = Self {
            edit,
            phase: RwSignal::new(Phase::Idle),
            version: RwSignal::new(0),
            now: RwSignal::new(Micros::ZERO),
            shown,
            launched,
            record: StoredValue::new_local(record),
            frames,
        };
        session.listen();
        // The plan of a run is not state copied to state: it is the record of a run that has not begun.
        effect(move || {
            let scenario = shown.get();
            session.plan(scenario.as_ref());
        });
        session
    }

    /// Whether `Run` can be pressed. Tracked.
    #[must_use]
    pub fn can_run(&self) -> bool {
        self.edit
            .scenario_signal()
            .with(|scenario| scenario.as_ref().is_some_and(|it| !it.tasks.items.is_empty()))
    }

    /// Whether a record is shown that the edited scenario has moved on from. Tracked.
    #[must_use]
    pub fn stale(&self) -> bool {
        let differs = |launched: &Option<Scenario>| {
            let Some(launched) = launched else { return false };
            self.edit.scenario_signal().with(|edited| {
                // The speed is how a run is watched, not what it does.
                edited.as_ref().is_none_or(|it| {
                    Scenario {
                        speed: launched.speed,
                        ..it.clone()
                    } != *launched
                })
            })
        };
        matches!(self.phase.get(), Phase::Done(_)) && self.launched.with(differs)
    }

    /// What the record is of. Tracked.
    #[must_use]
    pub const fn shown(&self) -> Memo<Option<Scenario>> {
        self.shown
    }

    /// Launches what is edited, if it can run. A run that is on is stopped first.
    pub fn launch(&self) {
        let Some(scenario) = self.edit.scenario_signal().get_untracked() else {
            return;
        };
        if scenario.tasks.items.is_empty() {
            return;
        }
        self.launched.set(Some(scenario.clone()));
        let frames = self.frames;
        let run = Run::launch(&scenario, move || frames.request());
        self.record.update_value(|record| {
            record.lanes = Lanes::default();
            record.console = Console::default();
            record.run = Some(run);
        });
        self.now.set(Micros::ZERO);
        self.phase.set(Phase::Running);
        self.version.update(|version| *version += 1);
        frames.request();
    }

    /// Cancels everything that runs, at once.
    pub fn stop(&self) {
        self.record.with_value(|record| {
            if let Some(run) = &record.run {
                run.stop();
            }
        });
        self.follow();
    }

    /// Puts the record away: back to idle.
    fn put_away(&self) {
        self.record.update_value(|record| {
            record.run = None;
            record.lanes = Lanes::default();
            record.console = Console::default();
        });
        self.launched.set(None);
        self.now.set(Micros::ZERO);
        self.phase.set(Phase::Idle);
        let shown = self.shown.get_untracked();
        self.plan(shown.as_ref());
    }

    /// Looks at the record. Not tracked: read [`Session::version`] for that.
    pub fn with_record<T>(&self, look: impl FnOnce(&Trace, &Lanes) -> T) -> Option<T> {
        self.record.try_with_value(|record| match &record.run {
            Some(run) => look(&run.trace(), &record.lanes),
            None => look(&record.plan, &record.lanes),
        })
    }

    /// Looks at the record and its printed lines. Not tracked: read [`Session::version`] for that.
    pub fn with_console<T>(&self, look: impl FnOnce(&Trace, &Console) -> T) -> Option<T> {
        self.record.try_with_value(|record| match &record.run {
            Some(run) => look(&run.trace(), &record.console),
            None => look(&record.plan, &record.console),
        })
    }

    /// Shows another scenario, ready to run: what was recorded is put away.
    pub fn open(&self, scenario: &Scenario) {
        self.put_away();
        self.edit.open(scenario);
    }

    /// Shows who would take part, while nothing has run.
    fn plan(&self, scenario: Option<&Scenario>) {
        let Some(scenario) = scenario else { return };
        self.record.update_value(|record| {
            if record.run.is_none() {
                record.plan = Trace::planned(scenario, ClockKind::Real, Micros(1));
                record.lanes = Lanes::default();
                record.lanes.extend(&record.plan);
            }
        });
        self.version.update(|version| *version += 1);
    }

    fn listen(&self) {
        let session = *self;
        let listening = self.frames.listen(move || session.follow());
        self.record.update_value(|record| record.listening = listening);
    }

    /// Brings lanes, signals and phase up to what the run has recorded.
    fn follow(&self) -> Next {
        let before = self.record.try_with_value(|record| record.lanes.folded());
        let seen = self.record.try_update_value(|record| {
            let run = record.run.as_ref()?;
            record.lanes.extend(&run.trace());
            record.console.extend(&run.trace());
            Some((run.now(), run.trace().outcome, record.lanes.folded()))
        });
        let Some(Some((now, outcome, folded))) = seen else {
            return Next::Still;
        };
        if before != Some(folded) {
            self.version.try_update(|version| *version += 1);
        }
        if self.now.try_get_untracked() != Some(now) {
            self.now.try_set(now);
        }
        let Some(outcome) = outcome else { return Next::Moving };
        if self.phase.try_get_untracked() == Some(Phase::Running) {
            self.phase.try_set(Phase::Done(outcome));
        }
        Next::Still
    }
}
