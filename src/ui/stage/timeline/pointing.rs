//! Pointer and keys on the timeline: a drag in the axis scrubs, with Alt it zooms to what is drawn; a click selects, or seeks
//! when it is close to an event; arrow keys move the selection, and with Alt the selected task; comma and full stop go along its
//! bars. While all tasks are in rows, a click on a row selects a task of it; Shift with an arrow goes from row to row, and on to the
//! lanes of resources. The hit
//! test is in [`super::picture`].

use super::all_tasks::AllTasks;
use super::flight::FlightLook;
use super::listed::ListedTasks;
use super::picture::Picture;
use super::told::BarsTold;
use crate::ui::page::is_embedded;
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{Handle, RwSignal, lasting};
use crate::ui::session::{RecordState, Session};
use crate::ui::stage::inquiry::Inquiry;
use crate::ui::stage::panels::docking::Docking;
use crate::ui::stage::selection::{Panel, Selection};
use leptos::html::{Div, Section};
use leptos::prelude::*;
use recording::TaskId;
use timeline::{ShownLanes, TimeWindow, Zone};
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent};

/// A pointer that moves less than this, in CSS pixels, clicks instead of dragging.
const SHORTEST_DRAG: f64 = 3.0;

/// The handlers of the timeline's pointer and key events. Copies are handles to the same state.
pub type Pointing = Handle<PointingParts>;

/// The parts of [`Pointing`].
pub struct PointingParts {
    session: Session,
    selection: Selection,
    inquiry: Inquiry,
    picture: Picture,
    docking: Docking,
    bars: BarsTold,
    look: FlightLook,
    all_tasks: AllTasks,
    plot: NodeRef<Div>,
    scroller: NodeRef<Section>,
    drag: StoredValue<Option<PointerDrag>, LocalStorage>,
    /// The range that is being drawn in the axis, in the picture's pixels.
    drawn: RwSignal<Option<[f64; 2]>>,
    /// Whether two fingers have zoomed since the first came down: they do not scrub or select.
    pinching: StoredValue<bool, LocalStorage>,
}

impl Pointing {
    /// Handlers for these elements. Owned by the component that calls this.
    #[must_use]
    pub fn new(
        session: Session,
        selection: Selection,
        inquiry: Inquiry,
        picture: Picture,
        docking: Docking,
        (bars, look, all_tasks): (BarsTold, FlightLook, AllTasks),
        (plot, scroller): (NodeRef<Div>, NodeRef<Section>),
    ) -> Self {
        lasting(PointingParts {
            session,
            selection,
            inquiry,
            picture,
            docking,
            bars,
            look,
            all_tasks,
            plot,
            scroller,
            drag: StoredValue::new_local(None),
            drawn: RwSignal::new(None),
            pinching: StoredValue::new_local(false),
        })
    }

    /// The range that is being drawn with Alt: its left edge and its width as CSS lengths. Tracked.
    #[must_use]
    pub fn drawn_range(&self) -> Option<[String; 2]> {
        let [from, to] = self.drawn.get()?;
        let scale = self.picture.text_scale();
        Some([from.min(to), (to - from).abs()].map(|length| format!("{}px", length * scale)))
    }

    /// Ends the current drag or click, because a second finger has come down. Both fingers then zoom.
    pub fn begin_pinch(&self) {
        self.pinching.set_value(true);
        self.drag.try_update_value(Option::take);
        self.drawn.set(None);
    }

    /// Whether two fingers have zoomed since the first came down.
    #[must_use]
    pub fn is_pinching(&self) -> bool {
        self.pinching.get_value()
    }

    /// Handles a pointer that moves over the plot.
    pub fn moved(&self, event: &PointerEvent) {
        let at = self.position(event);
        if self.look.pointer_moved(event, at) {
            self.bars.forget_pointed();
        } else {
            self.bars.pointer_moved(event, at);
        }
    }

    /// Handles a pointer that is pressed on the plot.
    pub fn pressed(&self, event: &PointerEvent) {
        self.bars.finger_down();
        if event.is_primary() {
            self.pinching.set_value(false);
        }
        if event.button() != 0 || self.pinching.get_value() {
            return;
        }
        let Some(plot) = self.plot.get_untracked() else { return };
        let (x, y) = self.position(event);
        let in_axis = self.picture.hit(x, y).is_some_and(|hit| hit.zone == Zone::Axis);
        if in_axis && event.alt_key() {
            self.draw_range(&plot, x, event);
            return;
        }
        if !self.session.record.state_untracked().begun() {
            return;
        }
        let shortest = if in_axis {
            0.0
        } else {
            SHORTEST_DRAG * self.picture.text_scale()
        };
        let pointing = *self;
        let step = move |step: DragStep<'_>| {
            if let DragStep::Moved(event) = step {
                pointing.scrub(pointing.position(event).0);
            }
        };
        let drag = PointerDrag::start(&plot, event, Along::X, shortest, step);
        self.drag.set_value(Some(drag));
        if in_axis {
            self.scrub(x);
        }
    }

    /// Draws a range in the axis, which comes into view when the button goes up.
    fn draw_range(&self, plot: &Element, from: f64, event: &PointerEvent) {
        let pointing = *self;
        let shortest = SHORTEST_DRAG * self.picture.text_scale();
        let step = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => pointing.drawn.set(Some([from, pointing.position(event).0])),
            DragStep::Dropped => pointing.show_drawn(),
            DragStep::Clicked | DragStep::Cancelled => pointing.drawn.set(None),
        };
        self.drag
            .set_value(Some(PointerDrag::start(plot, event, Along::X, shortest, step)));
    }

    /// Brings the range that was drawn into view.
    fn show_drawn(&self) {
        let scale = self.picture.scale();
        if let Some([from, to]) = self.drawn.try_update(Option::take).flatten() {
            let (from, to) = (scale.time_from_x(from), scale.time_from_x(to));
            self.picture.axis().show(TimeWindow::between(from, to));
        }
    }

    /// Handles a pointer that is released on the plot.
    pub fn released(&self, event: &PointerEvent) {
        let was = self.drag.try_update_value(Option::take).flatten();
        self.show_drawn();
        if event.button() != 0
            || event.alt_key()
            || self.pinching.get_value()
            || was.is_some_and(|drag| drag.has_moved())
        {
            return;
        }
        let (x, y) = self.position(event);
        if event.pointer_type() == "touch" && !self.look.tapped((x, y)) {
            self.bars.tapped((x, y));
        }
        if let Some(task) = self.bars.task_at((x, y)) {
            self.selection.choose(Some(task));
            return;
        }
        let Some(hit) = self.picture.hit(x, y) else { return };
        match (hit.near.and_then(|near| near.event), hit.task) {
            // During a run a click only selects, because it should not leave the live edge by accident.
            (Some(event), _) if self.session.record.state_untracked() != RecordState::Growing => {
                self.inquiry.go_to(event as usize)
            }
            (_, Some(task)) => self.selection.toggle(task),
            (_, None) => {}
        }
    }

    /// Handles a double click on the plot: from a row to the lanes, where the task is that the first click has selected.
    pub fn double_clicked(&self, event: &MouseEvent) {
        let (x, y) = self.position(event);
        if self.picture.row_at(x, y).is_some() {
            self.bars.forget();
            self.all_tasks.switch();
        }
    }

    /// Handles a key on the timeline.
    pub fn key(&self, event: &KeyboardEvent) {
        if self.edits(event) {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        if self.goes_along_rows(event) {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        if event.shift_key() {
            return;
        }
        if self.folds(event) {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        let last = self.picture.lane_count().saturating_sub(1);
        let here = self.selection.task_untracked().map(|task| self.picture.lane_of(task));
        let next = match event.key().as_str() {
            "ArrowDown" => here.map_or(0, |here| (here + 1).min(last)),
            "ArrowUp" => here.map_or(last, |here| here.saturating_sub(1)),
            "Enter" if here.is_some() => {
                event.prevent_default();
                self.docking.open(Panel::Why);
                return;
            }
            "Delete" if here.is_some() => {
                event.prevent_default();
                if let Some(task) = self.selection.task_untracked() {
                    self.session.controls.cancel(task);
                }
                return;
            }
            "," | "." if let Some(task) = self.selection.task_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                self.show(task);
                self.bars.step(task, event.key() == ".");
                return;
            }
            "Escape" if here.is_some() => {
                event.prevent_default();
                self.bars.forget();
                self.selection.choose(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.bars.forget();
        let in_tree = untrack(|| self.picture.tree.shape()).lanes.is_some();
        let task = if in_tree {
            untrack(|| self.picture.task_in(next))
        } else {
            None
        };
        self.selection
            .choose(task.or_else(|| u32::try_from(next).ok().map(TaskId)));
        self.bring_into_view(next);
    }

    /// Folds the selected task, or unfolds it. Returns whether the key does so.
    fn folds(&self, event: &KeyboardEvent) -> bool {
        let fold = match event.key().as_str() {
            "ArrowLeft" => true,
            "ArrowRight" => false,
            _ => return false,
        };
        let selected = self.selection.task_untracked().filter(|_| !event.shift_key());
        selected.is_some_and(|task| self.picture.tree.fold(task, fold))
    }

    /// Scrolls until the lane of this task is in view, and unfolds what it is in.
    pub fn show(&self, task: TaskId) {
        self.picture.tree.reveal(task);
        self.bring_into_view(self.picture.lane_of(task));
    }

    /// Goes from row to row and from time to time while all tasks are in rows, and among the lanes of resources, or selects the task
    /// that the row names. Returns whether the key does so.
    fn goes_along_rows(&self, event: &KeyboardEvent) -> bool {
        let selected = self.selection.task_untracked();
        match (event.key().as_str(), event.shift_key()) {
            (key @ ("ArrowUp" | "ArrowDown"), true) => self.bars.step_row(selected, key == "ArrowDown"),
            (key @ ("," | "."), false) => self.bars.step_in_row(key == "."),
            ("Enter", false) => {
                let task = self.bars.task_of_keys();
                if task.is_some() {
                    self.bars.forget();
                    self.selection.choose(task);
                }
                task.is_some()
            }
            _ => false,
        }
    }

    /// Edits the selected task, and returns whether the key does so: Alt and an arrow move it, F lets it fail or
    /// succeed.
    fn edits(&self, event: &KeyboardEvent) -> bool {
        let Some(task) = self.selection.task_untracked() else {
            return false;
        };
        // Another page shows its own list: the keys are left to that page and to the browser.
        if event.ctrl_key() || event.meta_key() || event.shift_key() || is_embedded() {
            return false;
        }
        let listed = ListedTasks::new(self.session.edit, self.session.record);
        match (event.key().as_str(), event.alt_key()) {
            ("f" | "F", false) => listed.toggle_failure_mode(task),
            (key @ ("ArrowUp" | "ArrowDown"), true) => {
                if let Some(moved) = listed.step(task, key == "ArrowDown") {
                    self.selection.choose(Some(moved));
                    self.bring_into_view(moved.index());
                }
                true
            }
            _ => false,
        }
    }

    fn scrub(&self, x: f64) {
        // A pointer beyond the plot stays at its edge, so that the view does not run away under it.
        let scale = self.picture.scale();
        let x = x.clamp(0.0, scale.width());
        self.session.playhead.seek_time(scale.time_from_x(x));
    }

    /// Scrolls until the lane is in view.
    pub fn bring_into_view(&self, lane: usize) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        let rows = self.picture.rows().get_untracked();
        if rows.shown != ShownLanes::All {
            return;
        }
        let (top, bottom) = (lane as f64 * rows.lane, (lane + 1) as f64 * rows.lane);
        let room = rows.lanes_bottom() - rows.lanes_top();
        if top < rows.scroll_top || bottom > rows.scroll_top + room {
            // Updates the position now, not only with the scroll event, so that the element that gets the focus is in
            // the page.
            let top = (bottom - room / 2.0) * self.picture.text_scale();
            self.picture.scrolled.go_to(&scroller, top);
        }
    }

    /// The position of the pointer from the plot's top left corner, in pixels at the usual text size.
    pub fn position(&self, event: &MouseEvent) -> (f64, f64) {
        self.plot.get_untracked().map_or((0.0, 0.0), |plot| {
            let frame = plot.get_bounding_client_rect();
            let scale = self.picture.text_scale();
            (
                (f64::from(event.client_x()) - frame.left()) / scale,
                (f64::from(event.client_y()) - frame.top()) / scale,
            )
        })
    }
}
