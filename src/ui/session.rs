//! What runs and what was recorded: launch, stop, and the record outside of signals, announced by version numbers.
//!
//! Editing never touches a run: a run has its own copy of the scenario.

use super::edit::Edit;
use super::frames::{Frames, Listening, Next};
use super::listener::Listener;
use crate::run::Run;
use crate::ui::reactive::{Memo, RwSignal, effect, hold_until_cleanup, memo, memo_with_last};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use recording::causes::Causes;
use recording::findings::FindingSearch;
use recording::{Budget, ClockKind, History, Lanes, Moment, RunOutcome, State, TaskId, Trace, Truncation};
use runtime::DriveResult;
use scenario::time::Micros;
use scenario::{Scenario, Speed, Unit};

/// Where the page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunPhase {
    /// Nothing has run, or what has run was put away.
    Idle,
    /// A run is on.
    Running,
    /// A run is on, and its time stands still.
    Paused,
    /// A run has ended like this, and its record is shown.
    Done(RunOutcome),
}

impl RunPhase {
    /// The word in `data-run`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done(_) => "done",
        }
    }

    /// Whether a run is on, moving or not.
    #[must_use]
    pub const fn under_way(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

/// The page's runs. Copies are handles to the same thing; it ends, and its run with it, with the owner that made it.
#[derive(Clone, Copy)]
pub struct Session {
    /// What is edited.
    pub edit: Edit,
    /// Where the page stands.
    pub phase: RwSignal<RunPhase>,
    /// Counts up when more of the record is folded or it was replaced, at most once a frame.
    pub version: RwSignal<u64>,
    /// Scenario time: how far the run has come, or how long it took. While events are still to be folded, how far that has
    /// come, so that all that is shown is of one moment.
    pub now: RwSignal<Micros>,
    /// Grows while causes are folded and findings are searched.
    explained: RwSignal<usize>,
    /// Where the person looks; `None` is live: where the run is.
    playhead: RwSignal<Option<Moment>>,
    record_number: RwSignal<u32>,
    /// Which record is shown: counts up with every run, and with every plan of one.
    which_record: RwSignal<u32>,
    /// What the record is of: the scenario as it was launched, or, before a run, as it is edited.
    shown: Memo<Option<Scenario>>,
    /// The scenario as it is edited, or as it last could be read.
    readable: Memo<Option<Scenario>>,
    launched: RwSignal<Option<Scenario>>,
    stale: Memo<bool>,
    /// How much memory the record of a run may take.
    budget: Budget,
    record: StoredValue<Record, LocalStorage>,
    /// The page's one frame loop.
    pub frames: Frames,
    reduced_motion: bool,
}

/// How far the time jumps where motion is to be reduced.
const REDUCED_STEP: Micros = Micros::from_millis(250);

/// So many earlier runs are kept: as many as fit under a bar.
const MOST_KEPT: usize = 2;
/// Runs of more tasks have lanes too low to lay anything under, and take memory.
const MOST_KEPT_TASKS: usize = 1_000;

/// What is shown: a run, or the plan of one.
struct Record {
    run: Option<Run>,
    /// Before a run: who would take part.
    plan: Trace,
    folds: Folds,
    listening: Option<Listening>,
}

/// All that is folded from a trace as it grows, in slices: what is not folded yet has not happened yet, for all that is
/// shown.
#[derive(Default)]
pub struct Folds {
    /// What any moment of it is looked up in.
    pub history: History,
    /// What led to what. Behind the history in a long run: see [`Folds::explains`].
    pub causes: Causes,
    /// What there is to point out, searched once the run has ended.
    pub search: FindingSearch,
    /// What tasks did in runs of as many tasks that ended before this one, the latest first.
    pub earlier: Vec<(Trace, Lanes)>,
}

/// How long a frame folds: half of it, so that the rest of the page fits in.
const FOLD_MS: f64 = 8.0;
/// So many events or steps take a fraction of a millisecond, between two looks at the clock.
const FOLDED_AT_ONCE: usize = 2_048;

impl Folds {
    /// Whether the causes of this event are known.
    #[must_use]
    pub const fn explains(&self, event: usize) -> bool {
        event < self.causes.folded()
    }

    /// How many events the causes are folded up to, and one more when the search is over.
    const fn explained(&self) -> usize {
        self.causes.folded() + self.search.over() as usize
    }

    /// Folds for [`FOLD_MS`] at most: first what is drawn, then, unless the run needs the thread itself, what led to what,
    /// and after the end what there is to point out. Whether all of that is done.
    fn extend(&mut self, trace: &Trace, under_load: bool) -> bool {
        let clock = window().performance();
        let now_ms = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
        let until = now_ms() + FOLD_MS;
        let events = trace.events.len();
        while self.history.folded() < events {
            self.history.extend_to(trace, self.history.folded() + FOLDED_AT_ONCE);
            if now_ms() >= until {
                return false;
            }
        }
        if under_load {
            return false;
        }
        while self.causes.folded() < events {
            self.causes.extend_to(trace, self.causes.folded() + FOLDED_AT_ONCE);
            if now_ms() >= until {
                return false;
            }
        }
        if trace.outcome.is_none() {
            return true;
        }
        while !self.search.over() {
            self.search.advance(trace, &self.causes, FOLDED_AT_ONCE);
            if now_ms() >= until {
                return self.search.over();
            }
        }
        true
    }
}

impl Record {
    /// The runs to keep beside one of so many tasks: those kept already and what is shown now, if it has ended.
    fn earlier_for(&mut self, tasks: usize) -> Vec<(Trace, Lanes)> {
        let mut earlier = std::mem::take(&mut self.folds.earlier);
        earlier.retain(|(_, lanes)| lanes.len() == tasks && tasks <= MOST_KEPT_TASKS);
        let run = self.run.as_ref().filter(|run| run.done() && tasks <= MOST_KEPT_TASKS);
        if let Some(trace) = run.map(Run::trace).filter(|trace| trace.tasks.len() == tasks) {
            let lanes = std::mem::take(&mut self.folds.history.lanes);
            earlier.insert(0, (trace.clone(), lanes));
        }
        earlier.truncate(MOST_KEPT);
        earlier
    }
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
        let phase = RwSignal::new(RunPhase::Idle);
        let stale = memo(move || {
            let differs = |launched: &Option<Scenario>| {
                let Some(launched) = launched else { return false };
                edit.scenario_signal().with(|edited| {
                    // The speed is how a run is watched, not what it does.
                    edited.as_ref().is_none_or(|it| {
                        Scenario {
                            speed: launched.speed,
                            ..it.clone()
                        } != *launched
                    })
                })
            };
            matches!(phase.get(), RunPhase::Done(_)) && launched.with(differs)
        });
        let record = Record {
            run: None,
            plan: Trace::planned(&Scenario::default(), ClockKind::Real, Micros(1)),
            folds: Folds::default(),
            listening: None,
        };
        let session = Self {
            edit,
            phase,
            stale,
            budget: use_context::<Budget>().unwrap_or_default(),
            version: RwSignal::new(0),
            now: RwSignal::new(Micros::ZERO),
            explained: RwSignal::new(0),
            playhead: RwSignal::new(None),
            record_number: RwSignal::new(0),
            which_record: RwSignal::new(0),
            shown,
            readable: last_readable,
            launched,
            record: StoredValue::new_local(record),
            frames,
            reduced_motion: reduced_motion(),
        };
        session.listen();
        session.follow_speed();
        session.follow_visibility();
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
        self.stale.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn stale_untracked(&self) -> bool {
        self.stale.get_untracked()
    }

    /// What the record is of. Tracked.
    #[must_use]
    pub const fn shown(&self) -> Memo<Option<Scenario>> {
        self.shown
    }

    /// What would run next: the scenario as it is edited or, while that cannot be read, as it last could be. Tracked.
    #[must_use]
    pub const fn readable(&self) -> Memo<Option<Scenario>> {
        self.readable
    }

    /// Launches what is edited, if it can run. A run that is on is stopped first.
    pub fn launch(&self) {
        self.begin(RunPhase::Running);
    }

    fn begin(&self, phase: RunPhase) {
        let Some(scenario) = self.edit.scenario_signal().get_untracked() else {
            return;
        };
        if scenario.tasks.items.is_empty() {
            return;
        }
        self.launched.set(Some(scenario.clone()));
        let session = *self;
        let frames = self.frames;
        let progressed = move |progress| session.progressed(progress);
        let run = match phase {
            RunPhase::Paused => Run::launch_paused(&scenario, progressed),
            _ => Run::launch(&scenario, progressed),
        };
        run.keep_within(self.budget);
        self.replace_record(|record| {
            record.folds = Folds {
                earlier: record.earlier_for(run.trace().tasks.len()),
                ..Folds::default()
            };
            record.run = Some(run);
        });
        self.now.set(Micros::ZERO);
        self.explained.set(0);
        self.playhead.set(None);
        self.record_number.update(|number| *number += 1);
        self.phase.set(phase);
        self.version.update(|version| *version += 1);
        frames.request();
    }

    /// The run has done something, and will go on like this.
    fn progressed(&self, progress: DriveResult) {
        self.frames.set_under_load(progress == DriveResult::Yielded);
        // The end is announced at once, with all there is to show of a short run; folding a long record takes many frames.
        if progress == DriveResult::Done {
            let left = self.with_record(|trace, folds| trace.events.len().saturating_sub(folds.history.folded()));
            if left.is_some_and(|left| left <= FOLDED_AT_ONCE) {
                self.follow();
            } else {
                self.follow_phase();
            }
        }
        self.frames.request();
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

    /// Run, Pause, Resume or Run again, whichever stands on the button.
    pub fn run_or_pause(&self) {
        match self.phase.get_untracked() {
            RunPhase::Idle | RunPhase::Done(_) => self.launch(),
            RunPhase::Running => self.pause(),
            RunPhase::Paused => self.resume(),
        }
    }

    /// Lets the run's time stand still.
    pub fn pause(&self) {
        if self.phase.get_untracked() == RunPhase::Running {
            self.with_run(Run::pause);
            self.phase.set(RunPhase::Paused);
            self.follow();
        }
    }

    /// Lets it go on, and looks along with it.
    pub fn resume(&self) {
        if self.phase.get_untracked() == RunPhase::Paused {
            self.playhead.set(None);
            self.phase.set(RunPhase::Running);
            self.with_run(Run::resume);
            self.frames.request();
        }
    }

    /// Where the record ends although the run went on, or goes on. Follows what is recorded.
    #[must_use]
    pub fn truncation(&self) -> Memo<Option<Truncation>> {
        let session = *self;
        memo(move || {
            session.version.track();
            session.phase.track();
            session.with_record(|trace, _| trace.truncation()).flatten()
        })
    }

    /// How much memory the record of a run may take.
    #[must_use]
    pub const fn budget(&self) -> Budget {
        self.budget
    }

    /// Whether what happens is not recorded any more.
    fn record_is_full(&self) -> bool {
        self.with_record(|trace, _| trace.truncation().is_some())
            .unwrap_or_default()
    }

    /// Behind the live edge: to the next poll or deadline of the record. At it: one step of the run; from idle, of a new one.
    pub fn step(&self) {
        if self.playhead.get_untracked().is_some() {
            self.look_at(|trace, folds, from| folds.history.moments.next_stop(trace, from));
            return;
        }
        match self.phase.get_untracked() {
            RunPhase::Done(_) => return,
            // Nobody would see what it does.
            RunPhase::Running | RunPhase::Paused if self.record_is_full() => return,
            RunPhase::Idle => self.begin(RunPhase::Paused),
            RunPhase::Running | RunPhase::Paused => {}
        }
        if self.phase.get_untracked().under_way() {
            self.with_run(Run::step);
            self.phase.set(RunPhase::Paused);
            self.follow();
            self.frames.request();
        }
    }

    /// To the previous poll or deadline of the record. A run that is on is paused first.
    pub fn step_back(&self) {
        self.pause();
        self.look_at(|trace, folds, from| folds.history.moments.previous_stop(trace, from));
    }

    /// Moves the playhead from where it is; to the live edge where `to` says so. A run that is on goes on meanwhile.
    pub fn look_at(&self, to: impl FnOnce(&Trace, &Folds, Moment) -> Option<Moment>) {
        let from = self.moment_untracked();
        let found = self.with_record(|trace, folds| (to(trace, folds, from), folds.history.folded()));
        let Some((found, length)) = found else {
            return;
        };
        let Some(moment) = found else { return };
        // In a silent stretch nothing more has happened, and still it is an earlier moment.
        let behind = moment.events < length || moment.at < self.now.get_untracked();
        self.playhead.set(Some(moment).filter(|_| behind));
    }

    /// To a moment in scenario time; at or past the edge of the record, to live.
    pub fn look_at_time(&self, at: Micros) {
        if at >= self.now.get_untracked() {
            self.go_live();
        } else {
            self.look_at(|trace, _, _| Some(Moment::at_time(trace, at)));
        }
    }

    /// To where the run is, and along with it.
    pub fn go_live(&self) {
        self.playhead.set(None);
    }

    /// Whether the person looks at where the run is. Tracked.
    #[must_use]
    pub fn live(&self) -> bool {
        self.playhead.with(Option::is_none)
    }

    /// The same, not tracked.
    #[must_use]
    pub fn live_untracked(&self) -> bool {
        self.playhead.with_untracked(Option::is_none)
    }

    /// Counts up when another run is shown, or none any more; a plan that is edited stays what it is.
    #[must_use]
    pub const fn record_number(&self) -> RwSignal<u32> {
        self.record_number
    }

    /// Which record is shown, a plan included: what is worked out from one holds for no other. Tracked.
    #[must_use]
    pub fn which_record(&self) -> u32 {
        self.which_record.get()
    }

    /// The moment that everything on the page shows. Tracked.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.version.track();
        match self.playhead.get() {
            Some(moment) => moment,
            None => Moment {
                events: self.length(),
                at: self.now.get(),
            },
        }
    }

    /// How many events have happened at the moment that everything shows. Tracked, but not the time that passes meanwhile.
    #[must_use]
    pub fn events_at(&self) -> usize {
        self.version.track();
        self.playhead
            .get()
            .map_or_else(|| self.length(), |moment| moment.events)
    }

    /// The moment that everything shows, announced when something happens and not as time passes. Tracked.
    #[must_use]
    pub fn moment_by_event(&self) -> Moment {
        let _ = self.events_at();
        self.moment_untracked()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn moment_untracked(&self) -> Moment {
        let live = || Moment {
            events: self.length(),
            at: self.now.get_untracked(),
        };
        self.playhead.get_untracked().unwrap_or_else(live)
    }

    /// Whether a task that is in this state can be cancelled by hand: while a run is on and the person looks at where it is.
    /// A joined future has no handle to cancel it by, and main ends with Stop. Tracked.
    #[must_use]
    pub fn can_cancel(&self, task: TaskId, state: State) -> bool {
        let is_task = |trace: &Trace| trace.task(task).and_then(|info| info.unit) == Some(Unit::Task);
        self.phase.get().under_way()
            && self.live()
            && !self.record_is_full()
            && matches!(state, State::Ready | State::Waiting(_))
            && self.with_record(|trace, _| is_task(trace)).unwrap_or_default()
    }

    /// Cancels one task of the run that is on, as `task.cancel()` does. False if it cannot be, or if the person looks at the
    /// past: what is seen there is not what would be cancelled.
    pub fn cancel(&self, task: TaskId) -> bool {
        if !self.live_untracked() {
            return false;
        }
        let cancelled = self
            .record
            .with_value(|record| record.run.as_ref().is_some_and(|run| run.cancel(task)));
        self.follow();
        self.frames.request();
        cancelled
    }

    /// Follows how far the causes of events are known, and whether there are findings.
    pub fn track_causes(&self) {
        self.explained.track();
    }

    fn length(&self) -> usize {
        self.with_record(|_, folds| folds.history.folded()).unwrap_or_default()
    }

    fn with_run(&self, act: impl FnOnce(&Run)) {
        self.record.with_value(|record| record.run.as_ref().map(act));
    }

    /// A change of speed holds for the run that is on.
    fn follow_speed(&self) {
        let session = *self;
        let last = StoredValue::new(None::<Speed>);
        effect(move || {
            let Some(speed) = session.edit.speed.read() else { return };
            let before = last.try_update_value(|last| last.replace(speed)).flatten();
            if before.is_some_and(|before| before != speed) && session.phase.get_untracked().under_way() {
                session.with_run(|run| run.set_speed(speed));
            }
        });
    }

    /// Browsers slow the timers of a hidden page: the trace says when it was one.
    fn follow_visibility(&self) {
        let session = *self;
        let listener = Listener::new(&document(), "visibilitychange", move |_| {
            let hidden = document().hidden();
            session
                .record
                .try_with_value(|record| record.run.as_ref().map(|run| run.note_visibility(hidden)));
        });
        hold_until_cleanup(listener);
    }

    /// Puts the record away: back to idle.
    pub fn put_away(&self) {
        self.replace_record(|record| {
            record.run = None;
            record.folds = Folds::default();
        });
        self.launched.set(None);
        self.now.set(Micros::ZERO);
        self.explained.set(0);
        self.playhead.set(None);
        self.record_number.update(|number| *number += 1);
        self.phase.set(RunPhase::Idle);
        let shown = self.shown.get_untracked();
        self.plan(shown.as_ref());
    }

    /// Looks at the record and what is folded from it. Which record it is, is tracked: whoever looks is told of another one.
    /// That the record has grown is not: read [`Session::version`] or a moment for that.
    pub fn with_record<T>(&self, look: impl FnOnce(&Trace, &Folds) -> T) -> Option<T> {
        // Frames and handlers follow nothing, and Leptos warns of whoever tracks there.
        if Observer::get().is_some() {
            self.which_record.track();
        }
        self.record.try_with_value(|record| match &record.run {
            Some(run) => look(&run.trace(), &record.folds),
            None => look(&record.plan, &record.folds),
        })
    }

    /// Changes what is shown, and announces it as another record.
    fn replace_record(&self, change: impl FnOnce(&mut Record)) {
        self.record.update_value(change);
        self.which_record.update(|which| *which += 1);
    }

    /// Shows another scenario, ready to run: what was recorded is put away.
    pub fn open(&self, scenario: &Scenario) {
        self.put_away();
        self.edit.open(scenario);
    }

    /// Shows who would take part, while nothing has run.
    fn plan(&self, scenario: Option<&Scenario>) {
        let Some(scenario) = scenario else { return };
        if self.record.with_value(|record| record.run.is_none()) {
            self.replace_record(|record| {
                record.plan = Trace::planned(scenario, ClockKind::Real, Micros(1));
                record.folds = Folds::default();
            });
        }
        self.version.update(|version| *version += 1);
    }

    fn listen(&self) {
        let session = *self;
        let listening = self.frames.listen(move || session.follow());
        self.record.update_value(|record| record.listening = listening);
    }

    /// Brings folds, signals and phase up to what the run has recorded.
    fn follow(&self) -> Next {
        let before = self.record.try_with_value(|record| record.folds.history.folded());
        let seen = self.record.try_update_value(|record| {
            let run = record.run.as_ref()?;
            let (edge, folds) = (run.now(), &mut record.folds);
            let trace = run.trace();
            let complete = folds.extend(&trace, self.frames.under_load());
            let folded = folds.history.folded();
            let now = if folded < trace.events.len() {
                folds.history.lanes.last_stamp(&trace)
            } else {
                edge
            };
            let truncated = trace.truncation().is_some();
            drop(trace);
            let moving = run.moving() && !truncated;
            Some((now, complete, folded, folds.explained(), moving))
        });
        let Some(Some((now, complete, folded, explained, moving))) = seen else {
            return Next::Still;
        };
        if before != Some(folded) {
            self.version.try_update(|version| *version += 1);
        }
        if self.explained.try_get_untracked() != Some(explained) {
            self.explained.try_set(explained);
        }
        let shown = self.now.try_get_untracked().unwrap_or_default();
        // Who wants little motion sees the time go on with each event, and every quarter of a second.
        let due = !self.reduced_motion || before != Some(folded) || !moving || now >= shown + REDUCED_STEP;
        if shown != now && due {
            self.now.try_set(now);
        }
        self.follow_phase();
        if moving || !complete { Next::Moving } else { Next::Still }
    }

    /// Says where the run stands, once it has ended or has paused by itself.
    fn follow_phase(&self) {
        let seen = self.record.try_with_value(|record| {
            let run = record.run.as_ref()?;
            Some((run.trace().outcome, run.paused()))
        });
        let Some(phase) = self.phase.try_get_untracked().filter(|phase| phase.under_way()) else {
            return;
        };
        match seen.flatten() {
            Some((Some(outcome), _)) => {
                self.phase.try_set(RunPhase::Done(outcome));
            }
            // It paused by itself: its record is full.
            Some((None, true)) if phase == RunPhase::Running => {
                self.phase.try_set(RunPhase::Paused);
            }
            _ => {}
        }
    }
}

/// Whether the person asked for little motion.
fn reduced_motion() -> bool {
    let asked = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    asked.is_some_and(|query| query.matches())
}
