//! The critical path of the shown record: searched in slices when its panel is opened, shown as a list by the panel and as
//! a line by the timeline. Nothing is searched while nobody looks.

use crate::ui::frames::{Frames, Next, now_ms};
use crate::ui::reactive::{Handle, Memo, RwSignal, effect, hold_until_cleanup, lasting, memo};
use crate::ui::session::{Record, RecordId};
use crate::ui::stage::panels::docking::Docking;
use crate::ui::stage::selection::Panel;
use crate::ui::whole::when_whole;
use leptos::prelude::*;
use recording::TaskId;
use recording::critical_path::{CriticalPathSearch, CriticalPathToEnd, NoPath, roots};
use std::sync::Arc;

/// The time for the search in each frame: half of a frame, as for folding.
const SEARCH_MS: f64 = 8.0;
/// The events between two checks of the time: at most a millisecond or two of work.
const AT_ONCE: usize = 128;
/// The ends that are offered of a recording with several roots.
const MOST_ROOTS: usize = 20;

/// The path and what it is searched for. Copies are handles to the same state.
pub type ShownPath = Handle<ShownPathParts>;

/// The parts of [`ShownPath`].
pub struct ShownPathParts {
    record: Record,
    open: Memo<bool>,
    /// The end that the user has chosen, in the record with this id.
    chosen: RwSignal<Option<(RecordId, TaskId)>>,
    search: StoredValue<Option<(PathTarget, CriticalPathSearch)>>,
    found: RwSignal<Option<FoundPath>>,
}

/// What is searched for.
#[derive(Clone, PartialEq)]
struct PathTarget {
    record: RecordId,
    task: TaskId,
    roots: Vec<TaskId>,
}

#[derive(Clone)]
struct FoundPath {
    target: PathTarget,
    path: Result<Arc<CriticalPathToEnd>, NoPath>,
}

impl ShownPath {
    /// Nothing is searched until the panel of the path is open. Owned by the component that calls this.
    #[must_use]
    pub fn new(record: Record, frames: Frames, docking: Docking) -> Self {
        let path = lasting(ShownPathParts {
            record,
            open: memo(move || !docking.folded() && docking.panel() == Panel::CriticalPath),
            chosen: RwSignal::new(None),
            search: StoredValue::new(None),
            found: RwSignal::new(None),
        });
        when_whole(move || path.search_while_open(frames));
        path
    }

    fn search_while_open(self, frames: Frames) {
        let path = self;
        effect(move || {
            let target = path.target();
            if !path.open.get()
                || path
                    .found
                    .with(|found| found.as_ref().map(|found| &found.target) == target.as_ref())
            {
                return;
            }
            path.search.set_value(None);
            if let Some(target) = target {
                path.begin(target);
                frames.request_update();
            }
        });
        hold_until_cleanup(frames.listen_for_update(move || path.follow()));
    }

    /// The path, or why there is none; `None` while it is searched. Tracked.
    #[must_use]
    pub fn found(&self) -> Option<Result<Arc<CriticalPathToEnd>, NoPath>> {
        let state = self.record.state();
        if !state.begun() {
            return Some(Err(NoPath::NotRun));
        }
        if !state.complete() {
            return Some(Err(NoPath::Running));
        }
        let id = self.record.id();
        let found = self.found.get().filter(|found| found.target.record == id);
        found.map(|found| found.path)
    }

    /// The path to draw in the timeline: while its panel is open, so that its numbers can be read in the list. Tracked.
    #[must_use]
    pub fn drawn(&self) -> Option<Arc<CriticalPathToEnd>> {
        self.open.get().then(|| self.found()?.ok()).flatten()
    }

    /// The tasks to whose end the path can lead, if there are several. Tracked.
    #[must_use]
    pub fn ends(&self) -> Vec<TaskId> {
        let roots = self
            .found
            .with(|found| found.as_ref().map(|found| found.target.roots.clone()));
        roots.filter(|roots| roots.len() > 1).unwrap_or_default()
    }

    /// Searches the path to the end of this task.
    pub fn choose(&self, task: TaskId) {
        let id = untrack(|| self.record.id());
        self.chosen.set(Some((id, task)));
    }

    /// What to search for, once all of a record that has ended is folded. Tracked.
    fn target(&self) -> Option<PathTarget> {
        if !self.open.get() || !self.record.state().complete() {
            return None;
        }
        let record = self.record.id();
        let chosen = self.chosen.get().filter(|(of, _)| *of == record).map(|(_, task)| task);
        let roots = self.record.with_causes(|trace, folds| {
            let folded = folds.causes.folded() == trace.events.len();
            folded.then(|| roots(trace, folds, MOST_ROOTS))
        });
        let roots = roots.flatten()?;
        let task = chosen.or(roots.first().copied()).unwrap_or(TaskId::MAIN);
        Some(PathTarget { record, task, roots })
    }

    fn begin(&self, target: PathTarget) {
        let search = self
            .record
            .with(|trace, folds| CriticalPathSearch::of(trace, folds, target.task));
        match search {
            Some(Ok(search)) => self.search.set_value(Some((target, search))),
            Some(Err(why)) => self.found.set(Some(FoundPath { target, path: Err(why) })),
            None => {}
        }
    }

    /// Searches for at most [`SEARCH_MS`].
    fn follow(&self) -> Next {
        let until = now_ms() + SEARCH_MS;
        let Some((target, mut search)) = self.search.try_update_value(Option::take).flatten() else {
            return Next::Still;
        };
        let id = untrack(|| self.record.id());
        if target.record != id || !self.open.get_untracked() {
            return Next::Still;
        }
        let path = self.record.with(|trace, folds| {
            while !search.over() {
                search.advance(trace, folds, AT_ONCE);
                if now_ms() >= until {
                    break;
                }
            }
            if search.over() {
                Ok(search.found(trace))
            } else {
                Err(search)
            }
        });
        match path {
            Some(Ok(Some(path))) => self.found.set(Some(FoundPath {
                target,
                path: Ok(Arc::new(path)),
            })),
            Some(Err(search)) => {
                self.search.set_value(Some((target, search)));
                return Next::Moving;
            }
            _ => {}
        }
        Next::Still
    }
}
