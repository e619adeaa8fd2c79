//! Who is shown beside which line, followed with the playhead: a frame costs what has happened in it.

use super::written::WrittenProgram;
use crate::ui::frames::{Frames, Next};
use crate::ui::measured::Extent;
use crate::ui::reactive::{Memo, RwSignal, hold_until_cleanup, memo};
use crate::ui::session::{Playhead, Record, RecordId, RunControls, RunPhase};
use crate::ui::stage::Selection;
use codegen::CodePositions;
use leptos::prelude::*;
use recording::{Folds, TaskId, Trace};
use std::sync::Arc;

/// In a narrower panel one name stands beside a line, so that it hides none of it.
const NARROW: f64 = 520.0;
/// In a wider panel there is room for more names than three.
const WIDE: f64 = 880.0;

/// The program that is shown, if there is one.
pub type ShownProgram = Memo<Option<Arc<WrittenProgram>>>;

/// What is beside the lines. Copies are handles to the same thing.
#[derive(Clone, Copy)]
pub struct LineMarkers {
    line_markers: Memo<Vec<LineMarker>>,
    code_positions: StoredValue<Option<FoldedPositions>>,
}

/// What is beside one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMarker {
    /// Who is named.
    pub named: Vec<TaskId>,
    /// How many stand here in all.
    pub count: usize,
    /// Whether one of them is being polled.
    pub running: bool,
    /// Whether the selected task is one of them.
    pub selected: bool,
}

/// Who stands where, in which record and at the lines of which program.
struct FoldedPositions {
    record: RecordId,
    program: Arc<WrittenProgram>,
    code_positions: CodePositions,
    settled: bool,
}

impl LineMarkers {
    /// Follows the playhead, while `stale` does not say that the program is not that of the record. Owned by the
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
                line_markers(followed, selected, most)
            });
            line_markers.unwrap_or_default()
        });
        // A jump over very many tasks is made in pieces, one a frame.
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
        }
    }

    /// What is beside the line at this place of [`WrittenProgram::beside`]. Tracked.
    pub fn line_marker(&self, place: usize) -> LineMarker {
        self.line_markers
            .with(|line_markers| line_markers.get(place).cloned().unwrap_or_default())
    }

    /// The place beside the text that a person who looks on wants in view: where the selected task stands or else, while
    /// time is held, whoever did something last. Tracked.
    pub fn looked_for(&self, record: Record, playhead: Playhead, controls: RunControls) -> Option<usize> {
        let moves = playhead.live() && controls.phase() == RunPhase::Running;
        let events = playhead.events_at();
        let last = |trace: &Trace, _: &Folds| trace.events.get(events.checked_sub(1)?)?.task;
        self.line_markers.with(|line_markers| {
            let selected = line_markers.iter().position(|line_marker| line_marker.selected);
            if selected.is_some() || moves {
                return selected;
            }
            let task = record.with(last).flatten()?;
            let place = |followed: &Option<FoldedPositions>| {
                let followed = followed.as_ref()?;
                let line = followed.code_positions.line_of(task)?;
                followed.program.beside.iter().position(|beside| beside.line == line)
            };
            self.code_positions.try_with_value(place).flatten()
        })
    }

    /// Everyone at this line, in list order. Costs as much as there are tasks.
    pub fn at(&self, line: usize) -> Vec<TaskId> {
        let at = |followed: &Option<FoldedPositions>| followed.as_ref().map(|it| it.code_positions.at(line));
        self.code_positions.try_with_value(at).flatten().unwrap_or_default()
    }

    /// Says that who stands where is looked at, without looking. Tracked.
    pub fn track(&self) {
        self.line_markers.track();
    }
}

fn line_markers(followed: &FoldedPositions, selected: Option<TaskId>, most: usize) -> Vec<LineMarker> {
    let FoldedPositions {
        program,
        code_positions,
        ..
    } = followed;
    let mut first = code_positions.first(most);
    let line_markers = program.beside.iter().map(|beside| {
        let here = |task: &TaskId| code_positions.line_of(*task) == Some(beside.line);
        let running = code_positions.running().iter().copied().find(here);
        let selected = selected.filter(here);
        let mut named = first.get_mut(beside.line).map(std::mem::take).unwrap_or_default();
        // Whoever is talked about is named, however many stand before.
        for task in [selected, running].into_iter().flatten() {
            if !named.contains(&task) {
                named.truncate(most.saturating_sub(1));
                named.push(task);
            }
        }
        named.sort_unstable();
        LineMarker {
            named,
            count: code_positions.count(beside.line),
            running: running.is_some(),
            selected: selected.is_some(),
        }
    });
    line_markers.collect()
}
