//! What is shown on the page, in four parts; whoever shows something takes the parts that it needs.
//!
//! - [`record`]: what is recorded. A plan, a run on the browser's clock, or a recording that was opened.
//! - [`playhead`]: which moment of it is shown.
//! - [`controls`]: what can be done to a run.
//! - [`prediction`]: which scenario the record is compared with, and what would happen in it.
//!
//! All of them can be read anywhere and are set by their own methods alone. Whatever is read of a record tracks which one it
//! is.

pub mod controls;
pub mod playhead;
pub mod prediction;
pub mod record;

pub use controls::{RunControls, RunPhase};
pub use playhead::Playhead;
pub use prediction::{Predicted, Prediction};
pub use record::{Record, RecordId, RecordState};

use super::edit::Edit;
use super::frames::Frames;
use crate::ui::reactive::effect;
use recording::Trace;
use scenario::Scenario;

/// What is edited and what is shown. Copies are handles to the same thing; it ends, and its run with it, with the owner that
/// made it.
#[derive(Clone, Copy)]
pub struct Session {
    /// What is edited.
    pub edit: Edit,
    /// The page's one frame loop.
    pub frames: Frames,
    /// What is recorded.
    pub record: Record,
    /// Which moment of it is shown.
    pub playhead: Playhead,
    /// What can be done to a run.
    pub controls: RunControls,
    /// What it is compared with.
    pub predicted: Predicted,
}

impl Session {
    /// A session in which nothing has run. Owned by the component that calls this.
    #[must_use]
    pub fn new(edit: Edit, frames: Frames) -> Self {
        let record = Record::new(frames);
        let playhead = Playhead::new(record);
        let session = Self {
            edit,
            frames,
            record,
            playhead,
            controls: RunControls::new(record, playhead, edit, frames),
            predicted: Predicted::new(record, edit),
        };
        // The plan of a run is not state copied to state: it is the record of a run that has not begun.
        let shown = session.predicted.shown();
        effect(move || {
            if let Some(scenario) = shown.get() {
                record.plan(&scenario);
            }
        });
        session
    }

    /// Shows another scenario, ready to run, in place of what was recorded.
    pub fn open(&self, scenario: &Scenario) {
        self.clear();
        self.edit.open(scenario);
    }

    /// Shows a recording that was made elsewhere. A run that is on is stopped; what is edited stays.
    pub fn open_recording(&self, recording: Trace) {
        self.playhead.go_live();
        self.record.open(recording);
        self.frames.request();
    }

    /// Clears what was recorded: back to the plan of what is edited. A run that is on is stopped.
    pub fn clear(&self) {
        self.playhead.go_live();
        let scenario = self.predicted.readable().get_untracked();
        self.record.clear(&scenario.unwrap_or_default());
    }
}
