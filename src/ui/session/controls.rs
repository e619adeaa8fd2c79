//! The controls of a run on the browser's clock: launch, pause, resume, stop, step, the speed, cancelling a task, and
//! pausing when the record is full.
//!
//! Editing does not affect a run, which has its own copy of the scenario.

use super::playhead::Playhead;
use super::program_runs::ProgramRuns;
use super::record::{Record, RecordState};
use crate::run::Run;
use crate::ui::edit::Edit;
use crate::ui::frames::{Frames, Next};
use crate::ui::reactive::{Handle, RwSignal, effect, hold_until_cleanup, lasting};
use compare::MOST_PREDICTED_TASKS;
use gloo_events::EventListener;
use leptos::prelude::*;
use recording::{Budget, RunOutcome, State, TaskId, Trace};
use runtime::{DriveResult, simulate};
use scenario::{Scenario, Speed, Unit};

/// The phase of the page's run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunPhase {
    /// No run is shown.
    Idle,
    /// A run is going.
    Running,
    /// A run is paused.
    Paused,
    /// A run has ended with this outcome, and its record is shown.
    Done(RunOutcome),
}

impl RunPhase {
    /// The value of `data-run`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done(_) => "done",
        }
    }

    /// Whether a run has begun and not ended, paused or not.
    #[must_use]
    pub const fn under_way(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }

    const fn of(record: RecordState, paused: bool) -> Self {
        match record {
            RecordState::Planned | RecordState::Opened(_) => Self::Idle,
            RecordState::Growing if paused => Self::Paused,
            RecordState::Growing => Self::Running,
            RecordState::Ended(outcome) | RecordState::Ran(outcome) => Self::Done(outcome),
        }
    }
}

/// The controls of the page's run. Copies are handles to the same one.
pub type RunControls = Handle<RunControlsParts>;

/// The parts of [`RunControls`].
pub struct RunControlsParts {
    record: Record,
    playhead: Playhead,
    edit: Edit,
    frames: Frames,
    paused: RwSignal<bool>,
    /// The runs of the program in the editor.
    program: ProgramRuns,
    /// The limit on the memory of a run's record.
    budget: Budget,
}

impl RunControls {
    /// Controls that run the scenario of `edit`, recorded in `record`. Owned by the component that calls this.
    pub(super) fn new(
        (record, playhead): (Record, Playhead),
        edit: Edit,
        frames: Frames,
        program: ProgramRuns,
        budget: Budget,
    ) -> Self {
        let controls = lasting(RunControlsParts {
            record,
            playhead,
            edit,
            frames,
            paused: RwSignal::new(false),
            program,
            budget,
        });
        controls.follow_speed();
        controls.follow_visibility();
        hold_until_cleanup(frames.listen_for_update(move || controls.follow()));
        controls
    }

    /// The phase of the run. Tracked.
    #[must_use]
    pub fn phase(&self) -> RunPhase {
        if self.program.under_way() {
            return RunPhase::Running;
        }
        RunPhase::of(self.record.state(), self.paused.get())
    }

    /// The same, not tracked.
    #[must_use]
    pub fn phase_untracked(&self) -> RunPhase {
        if untrack(|| self.program.under_way()) {
            return RunPhase::Running;
        }
        RunPhase::of(self.record.state_untracked(), self.paused.get_untracked())
    }

    /// Whether the edited scenario, or the program, can be launched. Tracked.
    #[must_use]
    pub fn can_run(&self) -> bool {
        if self.edit.runs_program() {
            return self.program.can_run();
        }
        let ready = |scenario: &Option<Scenario>| scenario.as_ref().is_some_and(|it| !it.tasks.items.is_empty());
        self.edit.scenario_signal().with(ready)
    }

    /// Launches the edited scenario, or the program, if it can run. A current run is stopped first.
    pub fn launch(&self) {
        if self.runs_program() {
            self.program.launch();
        } else {
            self.begin(false);
        }
    }

    /// Whether [`RunControls::end_at_once`] can be used: the scenario can run and is short enough to be predicted. Tracked.
    #[must_use]
    pub fn can_end_at_once(&self) -> bool {
        let predictable = |scenario: &Scenario| scenario.tasks.count() <= MOST_PREDICTED_TASKS;
        let launched = |launched: Option<&Scenario>| launched.is_some_and(predictable);
        if self.edit.runs_program() {
            return false;
        }
        if self.phase().under_way() {
            self.record.with_launched(launched)
        } else {
            self.can_run() && self.edit.scenario_signal().with(|edited| launched(edited.as_ref()))
        }
    }

    /// Shows the simulated run, in virtual time, in place of one on the browser's clock: of the current run's scenario,
    /// which is stopped, or else of the edited one. Does nothing if that is not possible.
    pub fn end_at_once(&self) {
        if !untrack(|| self.can_end_at_once()) {
            return;
        }
        let scenario = if self.phase_untracked().under_way() {
            untrack(|| self.record.launched())
        } else {
            self.edit.scenario_signal().get_untracked()
        };
        if let Some(scenario) = scenario {
            let simulated = simulate(&scenario);
            self.paused.set(false);
            self.playhead.go_live();
            self.record.simulated(simulated, scenario);
            self.frames.request_update();
        }
    }

    /// Stops the run: cancels all tasks at once.
    pub fn stop(&self) {
        if untrack(|| self.program.under_way()) {
            self.program.stop();
            return;
        }
        self.record.with_run(Run::stop);
        self.follow();
    }

    /// The action of the button Run, Pause, Resume or Run again, depending on the phase.
    pub fn run_or_pause(&self) {
        match self.phase_untracked() {
            RunPhase::Idle | RunPhase::Done(_) => self.launch(),
            RunPhase::Running => self.pause(),
            RunPhase::Paused => self.resume(),
        }
    }

    /// Pauses the run.
    pub fn pause(&self) {
        if self.record.with_run(|_| ()).is_some() && self.phase_untracked() == RunPhase::Running {
            self.record.with_run(Run::pause);
            self.paused.set(true);
            self.follow();
        }
    }

    /// Resumes the run and moves the playhead to the live edge. A run whose record is full continues unrecorded.
    pub fn resume(&self) {
        if self.phase_untracked() == RunPhase::Paused {
            self.playhead.go_live();
            self.paused.set(false);
            self.record.with_run(Run::resume);
            self.frames.request_update();
        }
    }

    /// Before the live edge, moves the playhead to the next poll or deadline of the record. At the live edge, makes one
    /// step of the run, or of a new run if there is none.
    pub fn step(&self) {
        if !self.playhead.live_untracked() {
            self.playhead.step();
            return;
        }
        match self.phase_untracked() {
            RunPhase::Done(_) => return,
            RunPhase::Idle if self.record.state_untracked().begun() || self.runs_program() => return,
            // The step would not be recorded, so it could not be shown.
            RunPhase::Running | RunPhase::Paused if self.record_is_full() => return,
            RunPhase::Idle => self.begin(true),
            RunPhase::Running | RunPhase::Paused => {}
        }
        if self.phase_untracked().under_way() {
            self.record.with_run(Run::step);
            self.set_paused();
            self.follow();
            self.frames.request_update();
        }
    }

    /// Moves the playhead to the previous poll or deadline of the record. A current run is paused first.
    pub fn step_back(&self) {
        self.pause();
        self.playhead.step_back();
    }

    /// Multiplies the speed by `factor`, within the allowed range.
    pub fn change_speed(&self, factor: f64) {
        let speed = self.edit.speed.get_untracked().factor() * factor;
        if let Some(speed) = Speed::new(speed.clamp(0.1, 10.0)) {
            self.edit.speed.set(speed);
        }
    }

    /// The limit on the memory of a run's record.
    #[must_use]
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// Whether the user can cancel a task in this state: during a run, with the playhead at the live edge. A joined
    /// future has no handle to cancel, and main is ended with Stop. Tracked.
    #[must_use]
    pub fn can_cancel(&self, task: TaskId, state: State) -> bool {
        let is_task = |trace: &Trace| trace.tasks.unit(task) == Some(Unit::Task);
        self.record.state() == RecordState::Growing
            && self.playhead.live()
            && !self.record_is_full()
            && matches!(state, State::Ready | State::Waiting(_))
            && self.record.with(|trace, _| is_task(trace)).unwrap_or_default()
    }

    /// Cancels one task of the current run, as `task.cancel()` does. False if that is not possible, or if the playhead
    /// is before the live edge, where the shown state is not the current one.
    pub fn cancel(&self, task: TaskId) -> bool {
        if !self.playhead.live_untracked() {
            return false;
        }
        let cancelled = self.record.with_run(|run| run.cancel(task)).unwrap_or_default();
        self.follow();
        self.frames.request_update();
        cancelled
    }

    /// Whether Run runs the program.
    fn runs_program(&self) -> bool {
        untrack(|| self.edit.runs_program())
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
        self.frames.request_update();
    }

    /// Called after each slice of the run, with its result.
    fn progressed(&self, progress: DriveResult) {
        self.frames.set_under_load(progress == DriveResult::Yielded);
        // The end is announced at once, together with the events of a short run; folding a long record takes many
        // frames.
        if progress == DriveResult::Done {
            if self.record.nearly_folded() {
                self.follow();
            } else {
                self.record.announce_end();
            }
        }
        self.frames.request_update();
    }

    /// Updates the record with the latest events, and returns whether to request another frame.
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

    /// Whether further events are no longer recorded.
    fn record_is_full(&self) -> bool {
        let full = self.record.with(|trace, _| trace.truncation().is_some());
        full.unwrap_or_default()
    }

    /// Applies changes of the speed to the current run.
    fn follow_speed(&self) {
        let controls = *self;
        let last = StoredValue::new(None::<Speed>);
        effect(move || {
            let speed = controls.edit.speed.get();
            let before = last.try_update_value(|last| last.replace(speed)).flatten();
            if before.is_some_and(|before| before != speed) && controls.phase_untracked().under_way() {
                controls.record.with_run(|run| run.set_speed(speed));
            }
        });
    }

    /// Records when the page was hidden, because browsers slow down the timers of a hidden page.
    fn follow_visibility(&self) {
        let record = self.record;
        let listener = EventListener::new(&document(), "visibilitychange", move |_| {
            let hidden = document().hidden();
            record.with_run(|run| run.note_visibility(hidden));
        });
        hold_until_cleanup(listener);
    }
}
