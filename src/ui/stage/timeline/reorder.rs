//! Dragging a name up or down the column of names: the dragged item, and the gap in which it would be dropped. A finger
//! drags only the grip, because on a name it scrolls.

use super::listed::ListedTasks;
use crate::ui::edit::Edit;
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{Handle, RwSignal, lasting};
use crate::ui::session::Record;
use crate::ui::stage::selection::Selection;
use leptos::prelude::*;
use recording::TaskId;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// A name that moves less than this, in CSS pixels, is clicked instead of dragged.
const SHORTEST_DRAG: f64 = 4.0;

/// A name that is dragged.
#[derive(Clone, Copy, PartialEq)]
struct Moving {
    lane: usize,
    item: usize,
    /// Where it would be dropped: before the item with this index, which begins at this lane.
    target: Option<(usize, usize)>,
}

/// The drag of a name, if there is one. Copies are handles to the same state.
pub type Reorder = Handle<ReorderParts>;

/// The parts of [`Reorder`].
pub struct ReorderParts {
    edit: Edit,
    listed: ListedTasks,
    selection: Selection,
    moving: RwSignal<Option<Moving>>,
    drag: StoredValue<Option<PointerDrag>, LocalStorage>,
    just_dropped: StoredValue<bool>,
}

impl Reorder {
    /// No name is dragged. Owned by the component that calls this.
    #[must_use]
    pub fn new(edit: Edit, record: Record, selection: Selection) -> Self {
        lasting(ReorderParts {
            edit,
            listed: ListedTasks::new(edit, record),
            selection,
            moving: RwSignal::new(None),
            drag: StoredValue::new_local(None),
            just_dropped: StoredValue::new(false),
        })
    }

    /// Whether names can be dragged now. Tracked.
    #[must_use]
    pub fn possible(&self) -> bool {
        self.listed.open()
    }

    /// Whether this name is being dragged. Tracked.
    #[must_use]
    pub fn moves(&self, lane: usize) -> bool {
        self.moving
            .with(|moving| moving.is_some_and(|moving| moving.lane == lane && moving.target.is_some()))
    }

    /// The lane before which it would be dropped. Tracked.
    #[must_use]
    pub fn target_lane(&self) -> Option<usize> {
        let target = self.moving.with(|moving| moving.and_then(|moving| moving.target));
        target.map(|(_, lane)| lane)
    }

    /// Handles a pointer that is pressed on the name of this lane.
    pub fn press(&self, lane: usize, event: &PointerEvent) {
        self.just_dropped.set_value(false);
        let on = |selector| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
        };
        let by_mouse = event.pointer_type() == "mouse";
        if event.button() != 0 || !(by_mouse || on(".timeline-name-grip")) || on(".timeline-name-cancel") {
            return;
        }
        let task = TaskId::from_index(lane);
        let Some(member) = self.listed.member_at_index(task) else {
            return;
        };
        let Some(row) = event.current_target().and_then(|row| row.dyn_into::<Element>().ok()) else {
            return;
        };
        let reorder = *self;
        let step = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => reorder.pull(event),
            DragStep::Dropped | DragStep::Clicked => reorder.drop_here(),
            DragStep::Cancelled => reorder.cancel(),
        };
        let drag = PointerDrag::start(&row, event, Along::Y, SHORTEST_DRAG, step);
        self.drag.set_value(Some(drag));
        self.moving.set(Some(Moving {
            lane,
            item: member.item,
            target: None,
        }));
    }

    /// Follows the pointer.
    fn pull(&self, event: &PointerEvent) {
        let Some(moving) = self.moving.get_untracked() else {
            return;
        };
        let y = Along::Y.position(event);
        let Some(row) = event.current_target().and_then(|row| row.dyn_into::<Element>().ok()) else {
            return;
        };
        let frame = row.get_bounding_client_rect();
        let lane = moving.lane as f64 + (y - frame.top()) / frame.height().max(1.0);
        let target = Some(self.nearest_gap(lane));
        if target != moving.target {
            self.moving.set(Some(Moving { target, ..moving }));
        }
    }

    /// Moves the item to the gap in which it is dropped.
    fn drop_here(&self) {
        let Some(moving) = self.moving.get_untracked() else {
            return;
        };
        self.moving.set(None);
        let Some((gap, _)) = moving.target else { return };
        self.just_dropped.set_value(true);
        // Removing the item shifts those after it.
        let to = if gap > moving.item { gap - 1 } else { gap };
        let task = TaskId::from_index(moving.lane);
        let selected = self.selection.task_untracked() == Some(task);
        if let Some(moved) = self.listed.move_item(task, to)
            && selected
        {
            self.selection.choose(Some(moved));
        }
    }

    /// Cancels the drag of this lane's name, because it has gone out of view.
    pub fn forget(&self, lane: usize) {
        let moving = self.moving.try_get_untracked().flatten();
        if moving.is_some_and(|moving| moving.lane == lane) {
            self.drag.try_update_value(Option::take);
            self.cancel();
        }
    }

    /// Ends the drag without moving the item.
    fn cancel(&self) {
        if let Some(moving) = self.moving.try_get_untracked().flatten() {
            self.just_dropped.set_value(moving.target.is_some());
            self.moving.set(None);
        }
    }

    /// Whether the next click event is the end of a drag. Returns true once for each drag.
    #[must_use]
    pub fn was_a_drag(&self) -> bool {
        self.just_dropped.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// The gap between items nearest to this height in lanes: the index of the item after it, and the lane where that
    /// begins.
    fn nearest_gap(&self, lane: f64) -> (usize, usize) {
        self.edit.draft.with_untracked(|draft| draft.list().nearest_gap(lane))
    }
}
