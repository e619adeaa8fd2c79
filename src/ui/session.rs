//! The state shown on the page, in seven parts; each component uses the parts that it needs.
//!
//! - [`record`]: the recording. A plan, a run on the browser's clock, or a recording that was opened.
//! - [`playhead`]: the shown moment of it.
//! - [`controls`]: the controls of a run.
//! - [`program_runs`]: runs the program in the editor.
//! - [`replay`]: moves the playhead through a record that has ended.
//! - [`prediction`]: the scenario that the recording is compared with, and its prediction.
//! - [`guessing`]: what the person guesses in place of a prediction, and its grade.
//!
//! All of them can be read anywhere, but are set only by their own methods. Reading a record tracks its identity.

pub mod controls;
pub mod guessing;
pub mod playhead;
pub mod prediction;
pub mod program_runs;
pub mod record;
pub mod replay;

pub use controls::{RunControls, RunPhase};
pub use guessing::Guessing;
pub use playhead::Playhead;
pub use prediction::Predicted;
pub use program_runs::{ProgramRuns, ProgramStage, PythonLoading};
pub use record::{Record, RecordId, RecordState};
pub use replay::Replay;

use super::edit::Edit;
use super::frames::Frames;
use crate::ui::reactive::{Handle, RwSignal, effect, lasting, memo};
use compare::Prediction;
use leptos::prelude::{untrack, use_context};
use recording::{Budget, Trace};
use scenario::{Scenario, TaskList};

/// The state of the editor and of the stage. Copies are handles to the same state; it ends, and its run with it, with
/// the owner that made it.
pub type Session = Handle<SessionParts>;

/// The parts of [`Session`].
pub struct SessionParts {
    /// The state of the editor.
    pub edit: Edit,
    /// The page's one frame loop.
    pub frames: Frames,
    /// The recording that is shown.
    pub record: Record,
    /// The moment of it that is shown.
    pub playhead: Playhead,
    /// The controls of the run.
    pub controls: RunControls,
    /// The replay of the recording.
    pub replay: Replay,
    /// The runs of the program in the editor.
    pub program: ProgramRuns,
    /// The prediction that it is compared with.
    pub predicted: Predicted,
    /// What the person guesses in its place.
    pub guessing: Guessing,
}

impl Session {
    /// A session in which nothing has run. Owned by the component that calls this.
    #[must_use]
    pub fn new(edit: Edit, frames: Frames) -> Self {
        let record = Record::new(frames);
        let playhead = Playhead::new(record);
        let guesses = RwSignal::new(false);
        let withheld = memo(move || guesses.get() || edit.question_is_open());
        let predicted = Predicted::new(record, edit, withheld);
        let replay = Replay::new(record, playhead, edit, frames);
        let budget = use_context::<Budget>().unwrap_or_default();
        let program = ProgramRuns::new((record, playhead, replay), edit, frames, budget);
        let session = lasting(SessionParts {
            edit,
            frames,
            record,
            playhead,
            controls: RunControls::new((record, playhead), edit, frames, program, budget),
            replay,
            program,
            predicted,
            guessing: Guessing::new(guesses, record, edit, predicted),
        });
        // This effect does not copy state to state: the plan is the record of a run that has not begun.
        let shown = session.predicted.shown();
        effect(move || {
            if let Some(scenario) = shown.get() {
                record.plan(&scenario);
            }
        });
        // The record of a list is not that of a program.
        effect(move || {
            let runs_program = edit.runs_program();
            let other = match record.state_untracked() {
                RecordState::Planned | RecordState::Growing | RecordState::Ended(_) => runs_program,
                RecordState::Ran(_) => !runs_program,
                RecordState::Opened(_) => false,
            };
            if other {
                untrack(|| session.clear());
            }
        });
        // An edited list is asked for anew, and the record of the last one would tell.
        effect(move || {
            edit.scenario_signal().track();
            if session.guessing.on() && untrack(|| predicted.stale()) {
                session.clear();
            }
        });
        session
    }

    /// The number of lanes, main's included: as many as the recording or the prediction has tasks. Tracked.
    #[must_use]
    pub fn lanes(&self) -> usize {
        let recorded = self.record.with_growth(|trace, _| trace.tasks.len());
        let predicted = |prediction: Option<&Prediction>| prediction.map_or(0, |it| it.trace.tasks.len());
        recorded.unwrap_or_default().max(self.predicted.with(predicted))
    }

    /// Replaces the scenario by another, and clears the recording.
    pub fn open(&self, scenario: &Scenario) {
        self.clear();
        self.edit.open(scenario);
    }

    /// Takes the guess back, and the run with which it was compared.
    pub fn guess_again(&self) {
        self.guessing.clear();
        self.clear();
    }

    /// Shows a recording that was made elsewhere. A current run is stopped; the editor is unchanged, and the run comes back
    /// with [`Session::close_recording`].
    pub fn open_recording(&self, recording: Trace) {
        if self.controls.phase_untracked().under_way() {
            self.controls.stop();
        }
        self.playhead.go_live();
        self.record.open(recording);
        self.frames.request_update();
    }

    /// Shows what was shown before a recording was opened: the run that had ended, or the plan of the edited scenario.
    pub fn close_recording(&self) {
        if !self.record.state_untracked().opened() {
            return;
        }
        self.playhead.go_live();
        if self.record.reopen() {
            self.frames.request_update();
        } else {
            self.clear();
        }
    }

    /// Clears the recording, and shows the plan of the edited scenario. A current run is stopped.
    pub fn clear(&self) {
        self.playhead.go_live();
        let scenario = if untrack(|| self.edit.runs_program()) {
            // What a program does is not known before it has run.
            Some(Scenario {
                tasks: TaskList::default(),
                ..Scenario::default()
            })
        } else {
            self.predicted.readable().get_untracked()
        };
        self.record.clear(&scenario.unwrap_or_default());
    }
}
