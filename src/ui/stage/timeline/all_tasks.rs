//! All tasks in a few rows in place of their lanes, for lists too long to see whole: whether they are shown, and the
//! grid of states they are drawn from, which is folded only while they are.

use crate::ui::embed::Embedded;
use crate::ui::frames::{Frames, Next, now_ms};
use crate::ui::preference;
use crate::ui::reactive::{Handle, Memo, RwSignal, effect, hold_until_cleanup, lasting, memo};
use crate::ui::session::{Predicted, Record, RecordId, Session};
use compare::Prediction;
use leptos::prelude::*;
use recording::StateGrid;
use recording::folds::FOLDED_AT_ONCE;
use timeline::OVERVIEW_TASKS;

/// The time for folding in each frame, beside what the record itself folds.
const FOLD_MS: f64 = 8.0;

const STORAGE_KEY: &str = "futurescope-rows";
/// What is kept while rows are wanted.
const ROWS: &str = "rows";

/// Whether all tasks are shown in a few rows, and of which states. Copies are handles to the same state.
pub type AllTasks = Handle<AllTasksParts>;

/// The parts of [`AllTasks`].
pub struct AllTasksParts {
    record: Record,
    predicted: Predicted,
    frames: Frames,
    wanted: RwSignal<bool>,
    embedded: Embedded,
    many: Memo<bool>,
    grid: StoredValue<(RecordId, StateGrid), LocalStorage>,
}

impl AllTasks {
    /// What was shown at the last visit, or lanes. Owned by the component that calls this.
    #[must_use]
    pub fn new(session: Session) -> Self {
        let all = lasting(AllTasksParts {
            record: session.record,
            predicted: session.predicted,
            frames: session.frames,
            wanted: RwSignal::new(preference::kept(STORAGE_KEY).as_deref() == Some(ROWS)),
            many: memo(move || session.lanes() > OVERVIEW_TASKS + 1),
            embedded: Embedded::of_page(),
            grid: StoredValue::new_local(Default::default()),
        });
        hold_until_cleanup(session.frames.listen_for_update(move || all.follow()));
        effect(move || {
            if all.shown() {
                session.predicted.with(|_| ());
                session.frames.request_update();
            }
        });
        all
    }

    /// Whether there are so many tasks that they can be shown in rows. Tracked.
    #[must_use]
    pub fn many(&self) -> bool {
        self.many.get()
    }

    /// Whether they are shown: a short list has lanes whatever is wanted for long ones, and so has an embedded page. Tracked.
    #[must_use]
    pub fn shown(&self) -> bool {
        self.wanted.get() && self.many.get() && !self.embedded.on()
    }

    /// Shows rows, or lanes again.
    pub fn switch(&self) {
        if self.many.get_untracked() {
            self.wanted.update(|wanted| *wanted = !*wanted);
            preference::keep(STORAGE_KEY, self.wanted.get_untracked().then_some(ROWS));
            self.frames.request_update();
        }
    }

    /// Calls `look` with the grid, as far as it is folded, if rows are shown. Not tracked.
    pub fn with_grid<T>(&self, look: impl FnOnce(&StateGrid) -> T) -> Option<T> {
        let shown = untrack(|| self.shown());
        shown
            .then(|| self.grid.try_with_value(|(_, grid)| look(grid)))
            .flatten()
    }

    /// Folds what the record has folded, for [`FOLD_MS`] at most.
    fn follow(&self) -> Next {
        if !untrack(|| self.shown()) {
            return Next::Still;
        }
        let id = untrack(|| self.record.id());
        let complete = self.grid.try_update_value(|(of, grid)| {
            if *of != id {
                (*of, *grid) = (id, StateGrid::default());
            }
            let until = now_ms() + FOLD_MS;
            if !self.record.state_untracked().begun() {
                // The plan has no events: the prediction is shown in its place, which is short.
                *grid = StateGrid::default();
                self.predicted.with_untracked(|prediction| {
                    if let Some(Prediction { trace, .. }) = prediction {
                        grid.extend_to(trace, trace.events.len());
                    }
                });
                return Some(true);
            }
            let ended = self.record.state_untracked().complete();
            self.record.with(|trace, folds| {
                let folded = folds.history.folded();
                // At least once: a trace without events has rows, too.
                loop {
                    grid.extend_to(trace, folded.min(grid.folded() + FOLDED_AT_ONCE));
                    if grid.folded() >= folded {
                        if ended && folded == trace.events.len() {
                            grid.end_at(folds.history.lanes.last_stamp(trace));
                        }
                        return true;
                    }
                    if now_ms() >= until {
                        return false;
                    }
                }
            })
        });
        if complete.flatten() == Some(false) {
            Next::Moving
        } else {
            Next::Still
        }
    }
}
