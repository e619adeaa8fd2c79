//! The tree of tasks of an opened record, and which of them are folded: a part of the view, not of the record. What is in folded
//! tasks is folded into a grid of states, in slices, for those in view and near it.

use super::picture::Picture;
use crate::ui::frames::{Frames, Next, now_ms};
use crate::ui::reactive::{Handle, Memo, RwSignal, effect, hold_until_cleanup, lasting, memo};
use crate::ui::session::{Record, RecordId};
use leptos::prelude::*;
use recording::folds::FOLDED_AT_ONCE;
use recording::{StateGrid, TaskId};
use timeline::{Rows, TaskTree};

/// The lanes up to which a record is opened with nothing folded.
const MOST_LANES: usize = 120;
/// The time for folding in each frame.
const FOLD_MS: f64 = 8.0;
/// The folded tasks whose states are kept, at most: more than have lanes in a window, and 8 MB.
const MOST_GROUPS: usize = 128;

/// The tree of tasks. Copies are handles to the same one.
pub type Tree = Handle<TreeParts>;

/// The parts of [`Tree`].
pub struct TreeParts {
    record: Record,
    kept: StoredValue<KeptTree, LocalStorage>,
    /// The number of times that something was folded or unfolded.
    folds: RwSignal<u32>,
    shape: Memo<TreeShape>,
    groups: StoredValue<(TreeShape, Vec<TaskId>, StateGrid), LocalStorage>,
}

#[derive(Default)]
struct KeptTree {
    of: (RecordId, usize),
    tree: Option<TaskTree>,
}

/// What changes whenever the tree does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TreeShape {
    of: RecordId,
    tasks: usize,
    folds: u32,
    /// The number of lanes; `None` if tasks have lanes in the order of the list.
    pub lanes: Option<usize>,
}

impl Tree {
    /// The tree of what the record shows. Owned by the component that calls this.
    #[must_use]
    pub fn new(record: Record) -> Self {
        let kept = StoredValue::new_local(KeptTree::default());
        let folds = RwSignal::new(0);
        let shape = memo(move || {
            let of = record.id();
            let tasks = record.with_growth(|trace, _| trace.tasks.len()).unwrap_or_default();
            let folds = folds.get();
            let lanes = kept.try_update_value(|kept| {
                if kept.of != (of, tasks) {
                    let mut tree = record.with(|trace, _| TaskTree::of(trace)).flatten();
                    match (&mut tree, kept.tree.as_ref().filter(|_| kept.of.0 == of)) {
                        (Some(tree), Some(earlier)) => tree.fold_as(earlier),
                        (Some(tree), None) => {
                            record.with(|trace, _| tree.fold_deep(trace, MOST_LANES));
                        }
                        (None, _) => {}
                    }
                    *kept = KeptTree { of: (of, tasks), tree };
                }
                kept.tree.as_ref().map(TaskTree::lanes)
            });
            TreeShape {
                of,
                tasks,
                folds,
                lanes: lanes.flatten(),
            }
        });
        lasting(TreeParts {
            record,
            kept,
            folds,
            shape,
            groups: StoredValue::new_local(Default::default()),
        })
    }

    /// Changes whenever lanes do. Tracked.
    #[must_use]
    pub fn shape(&self) -> TreeShape {
        self.shape.get()
    }

    /// Calls `look` with the tree, if tasks are one. Tracked.
    pub fn with<T>(&self, look: impl FnOnce(&TaskTree) -> T) -> Option<T> {
        self.shape.track();
        self.kept.try_with_value(|kept| kept.tree.as_ref().map(look)).flatten()
    }

    /// Calls `look` with the tree and the states of what is folded in it. Not tracked.
    pub fn with_groups<T>(&self, look: impl FnOnce(Option<&TaskTree>, Option<&StateGrid>) -> T) -> Option<T> {
        let _ = self.shape.get_untracked();
        self.kept
            .try_with_value(|kept| {
                self.groups
                    .try_with_value(|(_, _, grid)| look(kept.tree.as_ref(), Some(grid)))
            })
            .flatten()
    }

    /// Folds or unfolds a task. Returns whether anything changed.
    pub fn fold(&self, task: TaskId, fold: bool) -> bool {
        let changed = self
            .kept
            .try_update_value(|kept| kept.tree.as_mut().is_some_and(|tree| tree.fold(task, fold)));
        if changed == Some(true) {
            self.folds.update(|folds| *folds += 1);
        }
        changed == Some(true)
    }

    /// Unfolds whatever this task is in.
    pub fn reveal(&self, task: TaskId) {
        loop {
            let hides = |tree: &TaskTree| {
                (!tree.has_lane(task))
                    .then(|| tree.task_in(tree.lane_of(task)?))
                    .flatten()
            };
            let folded = untrack(|| self.with(hides)).flatten();
            if !folded.is_some_and(|folded| self.fold(folded, false)) {
                return;
            }
        }
    }

    /// Keeps the states of what is in the folded tasks near the view. Owned by the component that calls this.
    pub fn keep_groups(&self, picture: Picture, frames: Frames) {
        let tree = *self;
        hold_until_cleanup(frames.listen_for_update(move || tree.follow_groups(picture)));
        effect(move || {
            tree.shape.track();
            picture.rows().track();
            tree.record.track_growth();
            frames.request_update();
        });
    }

    fn follow_groups(&self, picture: Picture) -> Next {
        let shape = self.shape.get_untracked();
        let visible = picture.rows().with_untracked(Rows::visible);
        let wanted = self.kept.try_with_value(|kept| {
            let tree = kept.tree.as_ref()?;
            let missing = self.groups.try_with_value(|(of, groups, _)| {
                let same = (of.of, of.folds) == (shape.of, shape.folds);
                let is_missing = |task: &TaskId| !same || !groups.contains(task);
                tree.folded_in(visible.clone()).any(|task| is_missing(&task))
            });
            let near = visible.start.saturating_sub(visible.len())..visible.end + visible.len();
            (missing == Some(true)).then(|| {
                let mut groups: Vec<TaskId> = tree.folded_in(visible.clone()).take(MOST_GROUPS).collect();
                let others = tree.folded_in(near).filter(|task| !groups.contains(task));
                let others: Vec<TaskId> = others.take(MOST_GROUPS - groups.len()).collect();
                groups.extend(others);
                groups
            })
        });
        let complete = self.groups.try_update_value(|(of, groups, grid)| {
            if let Some(wanted) = wanted.flatten() {
                *grid = StateGrid::of_groups(wanted.clone());
                (*of, *groups) = (shape, wanted);
            }
            if groups.is_empty() || of.of != shape.of {
                return true;
            }
            let until = now_ms() + FOLD_MS;
            let folded = self.record.with(|trace, folds| {
                let folded = folds.history.folded();
                loop {
                    grid.extend_to(trace, folded.min(grid.folded() + FOLDED_AT_ONCE));
                    if grid.folded() >= folded {
                        return true;
                    }
                    if now_ms() >= until {
                        return false;
                    }
                }
            });
            folded.unwrap_or(true)
        });
        if complete == Some(false) {
            Next::Moving
        } else {
            Next::Still
        }
    }
}
