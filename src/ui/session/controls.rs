//! The controls of a run on the browser's clock: launch, pause, resume, stop, step, the speed, cancelling a task by hand,
//! and what is done when the record is full.
//!
//! Editing never touches a run: a run has its own copy of the scenario.

use super::playhead::Playhead;
use super::record::{Record, RecordState};
use crate::run::Run;
use crate::ui::edit::{Edit, Field};
use crate::ui::frames::{Frames, Next};
use crate::ui::listener::Listener;
use crate::ui::reactive::{RwSignal, effect, hold_until_cleanup};
use leptos::prelude::*;
use recording::{Budget, RunOutcome, State, TaskId, Trace};
use runtime::DriveResult;
use scenario::{Scenario, Speed, Unit};

/// Where the page's run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunPhase {
    /// No run is shown.
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

    const fn of(record: RecordState, paused: bool) -> Self {
        match record {
            RecordState::Planned | RecordState::Opened(_) => Self::Idle,
            RecordState::Growing if paused => Self::Paused,
            RecordState::Growing => Self::Running,
            RecordState::Ended(outcome) => Self::Done(outcome),
        }
    }
}

/// The controls of the page's run. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct RunControls {
    record: Record,
    playhead: Playhead,
    edit: Edit,
    frames: Frames,
    paused: RwSignal<bool>,
    /// How much memory the record of a run may take.
    budget: Budget,
}

impl RunControls {
    /// Launches what `edit` writes, into `record`. Owned by the component that calls this.
    pub(super) fn new(record: Record, playhead: Playhead, edit: Edit, frames: Frames) -> Self {
        let controls = Self {
            record,
            playhead,
            edit,
            frames,
            paused: RwSignal::new(false),
            budget: use_context::<Budget>().unwrap_or_default(),
        };
        controls.follow_speed();
        controls.follow_visibility();
        hold_until_cleanup(frames.listen(move || controls.follow()));
        controls
    }

    /// Where the run stands. Tracked.
    #[must_use]
    pub fn phase(&self) -> RunPhase {
        RunPhase::of(self.record.state(), self.paused.get())
    }

    /// The same, not tracked.
    #[must_use]
    pub fn phase_untracked(&self) -> RunPhase {
        RunPhase::of(self.record.state_untracked(), self.paused.get_untracked())
    }

    /// Whether what is edited can be launched. Tracked.
    #[must_use]
    pub fn can_run(&self) -> bool {
        let ready = |scenario: &Option<Scenario>| scenario.as_ref().is_some_and(|it| !it.tasks.items.is_empty());
        self.edit.scenario_signal().with(ready)
    }

    /// Launches what is edited, if it can run. A run that is on is stopped first.
    pub fn launch(&self) {
        self.begin(false);
    }

    /// Cancels everything that runs, at once.
    pub fn stop(&self) {
        self.record.with_run(Run::stop);
        self.follow();
    }

    /// Run, Pause, Resume or Run again, whichever stands on the button.
    pub fn run_or_pause(&self) {
        match self.phase_untracked() {
            RunPhase::Idle | RunPhase::Done(_) => self.launch(),
            RunPhase::Running => self.pause(),
            RunPhase::Paused => self.resume(),
        }
    }

    /// Lets the run's time stand still.
    pub fn pause(&self) {
        if self.phase_untracked() == RunPhase::Running {
            self.record.with_run(Run::pause);
            self.paused.set(true);
            self.follow();
        }
    }

    /// Lets it go on, and looks along with it. A run whose record is full goes on unrecorded.
    pub fn resume(&self) {
        if self.phase_untracked() == RunPhase::Paused {
            self.playhead.go_live();
            self.paused.set(false);
            self.record.with_run(Run::resume);
            self.frames.request();
        }
    }

    /// Behind the live edge: to the next poll or deadline of the record. At it: one step of the run; from idle, of a new one.
    pub fn step(&self) {
        if !self.playhead.live_untracked() {
            self.playhead.step();
            return;
        }
        match self.phase_untracked() {
            RunPhase::Done(_) => return,
            RunPhase::Idle if self.record.state_untracked().begun() => return,
            // Nobody would see what it does.
            RunPhase::Running | RunPhase::Paused if self.record_is_full() => return,
            RunPhase::Idle => self.begin(true),
            RunPhase::Running | RunPhase::Paused => {}
        }
        if self.phase_untracked().under_way() {
            self.record.with_run(Run::step);
            self.set_paused();
            self.follow();
            self.frames.request();
        }
    }

    /// To the previous poll or deadline of the record. A run that is on is paused first.
    pub fn step_back(&self) {
        self.pause();
        self.playhead.step_back();
    }

    /// How fast time passes in a run: the field that is edited, which a run that is on follows.
    #[must_use]
    pub const fn speed(&self) -> Field<Speed> {
        self.edit.speed
    }

    /// Makes time pass so many times as fast, as far as there are speeds.
    pub fn change_speed(&self, factor: f64) {
        let speed = self.edit.speed.good_untracked().factor() * factor;
        if let Some(speed) = Speed::new(speed.clamp(0.1, 10.0)) {
            self.edit.speed.open(speed);
        }
    }

    /// How much memory the record of a run may take.
    #[must_use]
    pub const fn budget(&self) -> Budget {
        self.budget
    }

    /// Whether a task that is in this state can be cancelled by hand: while a run is on and the person looks at where it is.
    /// A joined future has no handle to cancel it by, and main ends with Stop. Tracked.
    #[must_use]
    pub fn can_cancel(&self, task: TaskId, state: State) -> bool {
        let is_task = |trace: &Trace| trace.task(task).and_then(|info| info.unit) == Some(Unit::Task);
        self.phase().under_way()
            && self.playhead.live()
            && !self.record_is_full()
            && matches!(state, State::Ready | State::Waiting(_))
            && self.record.with(|trace, _| is_task(trace)).unwrap_or_default()
    }

    /// Cancels one task of the run that is on, as `task.cancel()` does. False if it cannot be, or if the person looks at the
    /// past: what is seen there is not what would be cancelled.
    pub fn cancel(&self, task: TaskId) -> bool {
        if !self.playhead.live_untracked() {
            return false;
        }
        let cancelled = self.record.with_run(|run| run.cancel(task)).unwrap_or_default();
        self.follow();
        self.frames.request();
        cancelled
    }

    fn begin(&self, paused: bool) {
        let Some(scenario) = self.edit.scenario_signal().get_untracked() else {
            return;
        };
        if scenario.tasks.items.is_empty() {
            return;
        }
        let controls = *self;
        let progressed = move |progress| controls.progressed(progress);
        let run = if paused {
            Run::launch_paused(&scenario, progressed)
        } else {
            Run::launch(&scenario, progressed)
        };
        run.keep_within(self.budget);
        self.paused.set(paused);
        self.playhead.go_live();
        self.record.record(run, scenario);
        self.frames.request();
    }

    /// The run has done something, and will go on like this.
    fn progressed(&self, progress: DriveResult) {
        self.frames.set_under_load(progress == DriveResult::Yielded);
        // The end is announced at once, with all there is to show of a short run; folding a long record takes many frames.
        if progress == DriveResult::Done {
            if self.record.nearly_folded() {
                self.follow();
            } else {
                self.record.announce_end();
            }
        }
        self.frames.request();
    }

    /// Brings the record up to what has happened; whether more will.
    fn follow(&self) -> Next {
        let next = self.record.follow();
        // A run whose record is full has paused by itself.
        if self.record.with_run(Run::paused) == Some(true) {
            self.set_paused();
        }
        next
    }

    fn set_paused(&self) {
        if self.paused.try_get_untracked() == Some(false) {
            self.paused.try_set(true);
        }
    }

    /// Whether what happens is not recorded any more.
    fn record_is_full(&self) -> bool {
        let full = self.record.with(|trace, _| trace.truncation().is_some());
        full.unwrap_or_default()
    }

    /// A change of speed holds for the run that is on.
    fn follow_speed(&self) {
        let controls = *self;
        let last = StoredValue::new(None::<Speed>);
        effect(move || {
            let Some(speed) = controls.edit.speed.read() else {
                return;
            };
            let before = last.try_update_value(|last| last.replace(speed)).flatten();
            if before.is_some_and(|before| before != speed) && controls.phase_untracked().under_way() {
                controls.record.with_run(|run| run.set_speed(speed));
            }
        });
    }

    /// Browsers slow the timers of a hidden page: the trace says when it was one.
    fn follow_visibility(&self) {
        let record = self.record;
        let listener = Listener::new(&document(), "visibilitychange", move |_| {
            let hidden = document().hidden();
            record.with_run(|run| run.note_visibility(hidden));
        });
        hold_until_cleanup(listener);
    }
}
