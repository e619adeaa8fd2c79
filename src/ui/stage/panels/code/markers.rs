//! The markers beside the lines of the program, for the moment of the playhead. Which tasks are at which line is kept
//! from frame to frame, so that a frame costs only the events since the last one.

use super::written::WrittenProgram;
use crate::ui::frames::{Frames, Next};
use crate::ui::measured::Extent;
use crate::ui::reactive::{Memo, RwSignal, hold_until_cleanup, memo};
use crate::ui::session::{Playhead, Record, RecordId, RunControls, RunPhase};
use crate::ui::stage::Selection;
use codegen::{CodePositions, LineMarker, line_in_view, line_markers};
use leptos::prelude::*;
use recording::{Folds, TaskId, Trace};
use std::sync::Arc;

/// In a panel narrower than this, in CSS pixels, one name is shown beside a line, so that it covers none of the line.
const NARROW: f64 = 520.0;
/// In a panel wider than this there is room for more than three names.
const WIDE: f64 = 880.0;

/// The program that is shown, if there is one.
pub type ShownProgram = Memo<Option<Arc<WrittenProgram>>>;

/// The markers beside the lines. Copies are handles to the same ones.
#[derive(Clone, Copy)]
pub struct LineMarkers {
    line_markers: Memo<Vec<LineMarker>>,
    code_positions: StoredValue<Option<FoldedPositions>>,
    selection: Selection,
}

/// The line of each task, for one record and one program.
struct FoldedPositions {
    record: RecordId,
    program: Arc<WrittenProgram>,
    code_positions: CodePositions,
    settled: bool,
}

impl LineMarkers {
    /// Follows the playhead. There are no markers while `stale` says that the program is not the record's. Owned by the
    /// component that calls this.
    pub fn new(
        (record, playhead, frames): (Record, Playhead, Frames),
        selection: Selection,
        program: ShownProgram,
        stale: Memo<bool>,
        room: RwSignal<Extent>,
    ) -> Self {
        let code_positions = StoredValue::new(None::<FoldedPositions>);
        let piece = RwSignal::new(0_u32);
        let most = memo(move || match room.get().width {
            width if width < NARROW => 1,
            width if width < WIDE => 3,
            _ => 5,
        });
        let line_markers = memo(move || {
            piece.track();
            let moment = playhead.moment_by_event();
            let (id, selected, most) = (record.id(), selection.task(), most.get());
            let Some(program) = program.get().filter(|_| !stale.get()) else {
                return Vec::new();
            };
            let line_markers = code_positions.try_update_value(|followed| {
                let known = followed
                    .take()
                    .filter(|it| it.record == id && Arc::ptr_eq(&it.program, &program));
                let followed = followed.insert(known.unwrap_or_else(|| FoldedPositions {
                    record: id,
                    code_positions: CodePositions::new(&program.program),
                    program: program.clone(),
                    settled: false,
                }));
                followed.settled = record
                    .with(|trace, folds| followed.code_positions.follow(trace, &folds.history.lanes, moment))
                    .unwrap_or(true);
                if !followed.settled {
                    frames.request();
                }
                let lines = program.beside.iter().map(|beside| beside.line);
                line_markers(&followed.code_positions, lines, selected, most)
            });
            line_markers.unwrap_or_default()
        });
        // A seek over very many tasks is made in pieces, one in each frame.
        let listening = frames.listen(move || {
            if code_positions.try_with_value(|it| it.as_ref().is_some_and(|it| !it.settled)) == Some(true) {
                piece.try_update(|piece| *piece += 1);
            }
            Next::Still
        });
        hold_until_cleanup(listening);
        Self {
            line_markers,
            code_positions,
            selection,
        }
    }

    /// The marker beside the line at this index of [`WrittenProgram::beside`]. Tracked.
    pub fn line_marker(&self, index: usize) -> LineMarker {
        self.line_markers
            .with(|line_markers| line_markers.get(index).cloned().unwrap_or_default())
    }

    /// The index in [`WrittenProgram::beside`] of the line to bring into view, see [`line_in_view`]. Tracked.
    pub fn in_view(&self, record: Record, playhead: Playhead, controls: RunControls) -> Option<usize> {
        self.track();
        let moves = playhead.live() && controls.phase() == RunPhase::Running;
        let (events, selected) = (playhead.events_at(), self.selection.task());
        let last = |trace: &Trace, _: &Folds| trace.events.get(events.checked_sub(1)?)?.task;
        let last = record.with(last).flatten();
        let index = |followed: &Option<FoldedPositions>| {
            let followed = followed.as_ref()?;
            let line = line_in_view(&followed.code_positions, selected, last, moves)?;
            followed.program.beside.iter().position(|beside| beside.line == line)
        };
        let shown = self.line_markers.with(|line_markers| !line_markers.is_empty());
        shown
            .then(|| self.code_positions.try_with_value(index).flatten())
            .flatten()
    }

    /// All tasks at this line, in list order. Linear in the number of tasks.
    pub fn at(&self, line: usize) -> Vec<TaskId> {
        let at = |followed: &Option<FoldedPositions>| followed.as_ref().map(|it| it.code_positions.at(line));
        self.code_positions.try_with_value(at).flatten().unwrap_or_default()
    }

    /// Tracks the markers without reading them.
    pub fn track(&self) {
        self.line_markers.track();
    }
}
