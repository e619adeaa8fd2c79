//! Marks in the lanes that are dragged along the time and moved by keys: which of them has the stop of the Tab key, which is
//! dragged, and when a drag begins and ends. What a mark means, and how it looks, is its owner's.

use super::picture::Picture;
use super::pointing::Pointing;
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{ListRow, Memo, RwSignal, effect, memo};
use crate::ui::stage::selection::Selection;
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::{Element, FocusOptions, HtmlElement, PointerEvent};

/// A pointer that moves less than this, in CSS pixels, clicks instead of dragging.
const SHORTEST_DRAG: f64 = 3.0;

/// The state that the marks of one kind share. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct LaneMarks {
    picture: Picture,
    pointing: Pointing,
    /// The lane whose mark is in the tab order.
    stop: Memo<Option<usize>>,
    current: RwSignal<usize>,
    /// The lane whose mark gets the focus once it is in the page.
    wanted: RwSignal<Option<usize>>,
    dragged: RwSignal<Option<usize>>,
    drag: StoredValue<Option<PointerDrag>, LocalStorage>,
    begins_or_ends: Callback<()>,
}

impl LaneMarks {
    /// Marks in `lanes`, which are those in view. `begins_or_ends` is called with every drag, twice. Owned by the component that
    /// calls this.
    pub fn new(
        picture: Picture,
        pointing: Pointing,
        selection: Selection,
        lanes: Memo<Vec<usize>>,
        begins_or_ends: Callback<()>,
    ) -> Self {
        let current = RwSignal::new(0);
        effect(move || {
            if let Some(task) = selection.task() {
                current.set(task.index());
            }
        });
        // If the lane in the tab order is out of view, Tab goes to the first one in view.
        let stop = memo(move || {
            let current = current.get();
            lanes.with(|lanes| lanes.iter().find(|lane| **lane == current).or(lanes.first()).copied())
        });
        Self {
            picture,
            pointing,
            stop,
            current,
            wanted: RwSignal::new(None),
            dragged: RwSignal::new(None),
            drag: StoredValue::new_local(None),
            begins_or_ends,
        }
    }

    /// The `tabindex` of the mark in this lane. Tracked.
    pub fn tab_index(&self, lane: usize) -> String {
        if self.stop.get() == Some(lane) { "0" } else { "-1" }.to_owned()
    }

    /// Whether the mark in this lane is dragged. Tracked.
    pub fn is_dragged(&self, lane: usize) -> bool {
        self.dragged.get() == Some(lane)
    }

    /// Follows a row: its mark gets the focus when it is wanted, and its drag ends where it has got to when the row leaves.
    pub fn follow(&self, row: ListRow, mark: NodeRef<Div>) {
        let marks = *self;
        effect(move || {
            let Some(mark) = mark.get() else { return };
            if marks.wanted.get() == Some(row.get()) {
                marks.wanted.set(None);
                // A row that has just come into the page may still be moved in the DOM in this task, which would remove the focus.
                queue_microtask(move || focus_without_scrolling(&mark));
            }
        });
        row.on_leave(move || {
            if marks.dragged.try_get_untracked().flatten() == Some(row.get_untracked()) {
                marks.forget();
            }
        });
    }

    /// The keys have gone to the mark in this lane.
    pub fn focused(&self, lane: usize) {
        self.current.set(lane);
    }

    /// Focuses the mark in this lane, which may be out of view.
    pub fn go_to(&self, lane: usize) {
        self.pointing.bring_into_view(lane);
        self.wanted.set(Some(lane));
    }

    /// Follows the pointer from `element` in this lane. `act` is told what becomes of the drag; `Cancelled` only of one that has
    /// moved. Two fingers that zoom drag nothing.
    pub fn grab(&self, element: &Element, lane: usize, event: &PointerEvent, mut act: Box<dyn FnMut(DragStep<'_>)>) {
        let marks = *self;
        let step = move |step: DragStep<'_>| {
            let step = if marks.pointing.is_pinching() {
                DragStep::Cancelled
            } else {
                step
            };
            let dragged = marks.dragged.with_untracked(Option::is_some);
            match step {
                DragStep::Moved(_) if !dragged => {
                    marks.begins_or_ends.run(());
                    marks.picture.axis().hold_end(true);
                    marks.dragged.set(Some(lane));
                }
                DragStep::Cancelled if !dragged => return,
                _ => {}
            }
            act(step);
            if !matches!(step, DragStep::Moved(_)) {
                marks.end();
            }
        };
        let drag = PointerDrag::start(element, event, Along::X, SHORTEST_DRAG, step);
        self.drag.set_value(Some(drag));
    }

    /// Ends a drag where it has got to.
    pub fn forget(&self) {
        self.drag.try_update_value(Option::take);
        self.end();
    }

    fn end(&self) {
        if self.dragged.try_get_untracked().flatten().is_some() {
            self.begins_or_ends.run(());
            self.picture.axis().hold_end(false);
            self.dragged.set(None);
        }
    }
}

/// Focuses without scrolling, because the frame of the picture must not scroll.
pub fn focus_without_scrolling(node: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = node.focus_with_options(&options); // it fails only for an element that is not in the page
}
