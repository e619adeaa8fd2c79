//! Handles at the ends of the bars in view, which change the delays: sliders over the canvas, for pointer, finger and
//! keys. They change the list, in the user's units; the drawing follows from the list.
//!
//! ```text
//!   ▕ timer 2 s ─────────────▏┃ ✕      the grip, and beside it what makes the task fail or succeed
//!                          └ 24 ┘      wide enough to be hit; 44 for a finger
//! ```

use super::listed::ListedTasks;
use super::picture::Picture;
use super::pointing::Pointing;
use crate::ui::edit::{Edit, EditGroup};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, RwSignal, effect, memo, memo_with_last};
use crate::ui::session::Session;
use crate::ui::stage::selection::Selection;
use crate::ui::text_size::rem;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::{Moments, TaskId, Trace};
use scenario::time::Micros;
use scenario::words::exact_length;
use timeline::bar_ends::{BarEnd, LONG_STEP, LONGEST_MS, STEP, bar_ends, dragged};
use timeline::{Rows, Scale};
use web_sys::{Element, FocusOptions, HtmlElement, KeyboardEvent, PointerEvent};

/// A pointer that moves less than this, in CSS pixels, clicks instead of dragging.
const SHORTEST_DRAG: f64 = 3.0;
/// The width of a handle that stays visible at the edge of the plot, in CSS pixels.
const WIDEST_GRIP: f64 = 8.0;
/// With less room than this to its right, in CSS pixels, the button beside a handle is on its left: half a handle and a
/// button in their sizes for a finger.
const ROOM_FOR_BUTTON: f64 = 66.0;

/// The state of a handle when its drag began.
struct TakenHandle {
    lane: usize,
    item: usize,
    from_x: f64,
    micros_per_pixel: f64,
    delay: Micros,
    text: String,
}

/// The state that all handles share. Copies are handles to the same state.
#[derive(Clone, Copy)]
struct SleepEnds {
    edit: Edit,
    picture: Picture,
    pointing: Pointing,
    listed: ListedTasks,
    scale: Memo<Scale>,
    /// In the order of the lanes.
    shown: Memo<Vec<BarEnd>>,
    /// The lane whose handle is in the tab order.
    current: RwSignal<usize>,
    /// The lane whose handle gets the focus once it is in the page.
    wanted: RwSignal<Option<usize>>,
    dragged: RwSignal<Option<usize>>,
    drag: StoredValue<Option<PointerDrag>, LocalStorage>,
}

/// The handles of the lanes in view, with one stop of the Tab key. Hidden during a run.
#[component]
pub fn Handles(
    /// The session.
    session: Session,
    /// The picture, for the geometry.
    picture: Picture,
    /// Scrolls lanes into view.
    pointing: Pointing,
    /// The selection: Tab goes to the selected task's handle.
    selection: Selection,
) -> impl IntoView {
    let Session {
        edit,
        record,
        predicted,
        guessing,
        ..
    } = session;
    let visible = memo(move || picture.rows().with(Rows::tasks_in_view));
    // During a run the handles are hidden and stay as they were: creating those in view takes longer than a frame.
    // While the person guesses, the handles at the guessed ends stand here.
    let editable = memo(move || record.state().editable() && !guessing.on());
    let shown = memo_with_last(move |last: Option<&Vec<BarEnd>>| {
        if !editable.get() {
            return last.cloned().unwrap_or_default();
        }
        record.track_growth();
        let visible = visible.get();
        predicted.with(|prediction| {
            let ends = |trace: &Trace, moments: &Moments, names: &Trace| {
                edit.draft.with(|draft| {
                    let readable = draft.readable();
                    let ends = || bar_ends(draft.list(), visible.clone(), trace, moments, names);
                    readable.then(ends).unwrap_or_default()
                })
            };
            let found = record.with(|trace, folds| match prediction {
                Some(prediction) => ends(&prediction.trace, &prediction.history.moments, trace),
                None => ends(trace, &folds.history.moments, trace),
            });
            found.unwrap_or_default()
        })
    });
    let ends = SleepEnds {
        edit,
        picture,
        pointing,
        listed: ListedTasks::new(edit, record),
        scale: memo_with_last(move |last: Option<&Scale>| match last {
            Some(last) if !editable.get() => *last,
            _ => {
                picture.track_record();
                picture.axis().scale_tracked()
            }
        }),
        shown,
        current: RwSignal::new(0),
        wanted: RwSignal::new(None),
        dragged: RwSignal::new(None),
        drag: StoredValue::new_local(None),
    };
    effect(move || {
        if !editable.get()
            && let Some(dragged) = ends.dragged.get_untracked()
        {
            ends.forget(dragged);
        }
    });
    effect(move || {
        if let Some(task) = selection.task() {
            ends.current.set(task.index());
        }
    });
    // If the lane in the tab order is out of view, Tab goes to the first handle in view.
    let stop = memo(move || {
        let current = ends.current.get();
        shown.with(|shown| {
            let found = shown.iter().find(|end| end.lane == current).or(shown.first());
            found.map(|end| end.lane)
        })
    });
    let top = move || picture.rows().with(|rows| rem(rows.lanes_top()));
    let lanes = move || shown.with(|shown| shown.iter().map(|end| end.lane).collect::<Vec<_>>());
    view! {
        <div class="timeline-handles" style:top=top hidden=move || !editable.get()>
            <ReusedRows each=lanes let:row>
                <Handle ends stop row />
            </ReusedRows>
        </div>
    }
}

#[component]
fn Handle(ends: SleepEnds, stop: Memo<Option<usize>>, row: ListRow) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    let task = move || TaskId::from_index(row.get_untracked());
    let end = memo(move || {
        ends.shown.with(|shown| {
            let found = shown.binary_search_by_key(&row.get(), |end| end.lane);
            found.ok().map(|found| shown[found].clone())
        })
    });
    let title = move || end.with(|end| end.as_ref().map_or_else(String::new, |end| end.title.clone()));
    let delay = move || end.with(|end| end.as_ref().map_or(Micros::ZERO, |end| end.delay));
    let fixed = move || end.with(|end| end.as_ref().is_some_and(|end| end.fixed));
    let fails = move || end.with(|end| end.as_ref().is_some_and(|end| end.fails));
    // Zoomed in, an end that is out of view has no handle in view either.
    let out_of_view = move || {
        let at = end.with(|end| end.as_ref().map_or(Micros::ZERO, |end| end.from + end.delay));
        let scale = ends.scale.get();
        let x = scale.x_from_time(at);
        let beyond = !scale.fitted() && !(0.0..=scale.width()).contains(&x);
        beyond.to_string()
    };
    // The planned end of a sleep that was cut short may be beyond the plot: its handle is then at the plot's edge.
    let x_in_plot = move || {
        let at = end.with(|end| end.as_ref().map_or(Micros::ZERO, |end| end.from + end.delay));
        let scale = ends.scale.get();
        let x = scale.x_from_time(at).min(scale.width() - WIDEST_GRIP).round();
        (x, scale.width() - x < ROOM_FOR_BUTTON)
    };
    let left = move || format!("{}px", x_in_plot().0 * ends.picture.text_scale());
    let by_the_edge = move || x_in_plot().1.to_string();
    let top = move || {
        let y = ends
            .picture
            .rows()
            .with(|rows| rows.task_y(TaskId::from_index(row.get())) - rows.lanes_top());
        rem(y)
    };
    let height = move || ends.picture.rows().with(|rows| rem(rows.lane));
    let failure_mode_name = move || {
        if fails() {
            format!("Let {} succeed", title())
        } else {
            format!("Let {} fail", title())
        }
    };
    effect(move || {
        let Some(node) = node.get() else { return };
        if ends.wanted.get() == Some(row.get()) {
            ends.wanted.set(None);
            // A row that has just come into the page may still be moved in the DOM in this task, which would remove the
            // focus.
            queue_microtask(move || focus_without_scrolling(&node));
        }
    });
    // When the row goes out of view, the delay dragged so far stays.
    row.on_leave(move || ends.forget(row.get_untracked()));
    let press = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.stop_propagation();
        let Some(node) = node.get_untracked() else { return };
        focus_without_scrolling(&node);
        if let Some(end) = end.get_untracked() {
            ends.grab(&node, &end, &event);
        }
    };
    view! {
        <div
            class="timeline-handle"
            data-dragged=move || (ends.dragged.get() == Some(row.get())).to_string()
            data-fixed=move || fixed().to_string()
            data-edge=by_the_edge
            data-out-of-view=out_of_view
            style:left=left
            style:top=top
            style:height=height
        >
            <div
                class="timeline-handle-end"
                role="slider"
                node_ref=node
                tabindex=move || if stop.get() == Some(row.get()) { "0" } else { "-1" }.to_owned()
                aria-label=move || format!("Delay of {}", title())
                aria-valuemin="0"
                aria-valuemax=LONGEST_MS.to_string()
                aria-valuenow=move || (delay().0 / 1_000).to_string()
                aria-valuetext=move || exact_length(delay())
                aria-disabled=move || fixed().then(|| "true".to_owned())
                aria-keyshortcuts="F"
                data-explains=move || if fixed() { Term::DrawnDelay } else { Term::BarEnd }.id().to_owned()
                data-keys="← →"
                on:pointerdown=press
                on:keydown=move |event| ends.key(task(), end, &event)
                on:focus=move |_| ends.current.set(row.get_untracked())
            >
                <span class="timeline-handle-grip"></span>
                <span class="timeline-handle-value" aria-hidden="true">{move || exact_length(delay())}</span>
            </div>
            <button
                class="timeline-failure-mode ink"
                type="button"
                tabindex="-1"
                data-state=move || if fails() { "done" } else { "failed" }.to_owned()
                aria-label=failure_mode_name
                data-explains=Term::Outcome.id()
                data-keys="F"
                on:pointerdown=|event| event.stop_propagation()
                on:pointerup=|event| event.stop_propagation()
                on:click=move |event| {
                    event.stop_propagation();
                    ends.listed.toggle_failure_mode(task());
                }
            >
                {move || {
                    let glyph = if fails() { Glyph::Done } else { Glyph::Failed };
                    view! { <Icon glyph small=true /> }.into_any()
                }}
            </button>
        </div>
    }
}

impl SleepEnds {
    fn grab(&self, handle: &Element, end: &BarEnd, event: &PointerEvent) {
        if end.fixed {
            return;
        }
        let taken = TakenHandle {
            lane: end.lane,
            item: end.item,
            from_x: Along::X.position(event),
            micros_per_pixel: 1.0 / (self.picture.scale().pixels_per_micro() * self.picture.text_scale()),
            delay: end.delay,
            text: self.edit.draft.with_untracked(|draft| draft.text().to_owned()),
        };
        let ends = *self;
        let step = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => ends.pull(&taken, event),
            DragStep::Dropped => ends.end(),
            // The timeline handles a press without movement: it selects a task, or seeks.
            DragStep::Clicked => {}
            DragStep::Cancelled => ends.revert(&taken),
        };
        let drag = PointerDrag::start(handle, event, Along::X, SHORTEST_DRAG, step);
        self.drag.set_value(Some(drag));
    }

    fn pull(&self, drag: &TakenHandle, event: &PointerEvent) {
        let by_x = Along::X.position(event) - drag.from_x;
        if self.dragged.with_untracked(Option::is_none) {
            self.edit.end_group();
            self.picture.axis().hold_end(true);
            self.dragged.set(Some(drag.lane));
        }
        let delay = dragged(drag.delay, by_x, drag.micros_per_pixel, event.alt_key());
        self.listed.set_delay(drag.item, delay);
    }

    /// Ends the drag of a handle that is removed.
    fn forget(&self, lane: usize) {
        if self.dragged.try_get_untracked().flatten() == Some(lane) {
            self.drag.try_update_value(Option::take);
            self.end();
        }
    }

    fn revert(&self, drag: &TakenHandle) {
        if self.dragged.with_untracked(Option::is_none) {
            return;
        }
        let edit = self.edit;
        edit.grouped(EditGroup::Bar(drag.item), || {
            edit.draft.update(|draft| draft.set_text(drag.text.clone()));
        });
        self.end();
    }

    fn end(&self) {
        self.edit.end_group();
        self.picture.axis().hold_end(false);
        self.dragged.set(None);
    }

    fn key(&self, task: TaskId, end: Memo<Option<BarEnd>>, event: &KeyboardEvent) {
        let Some(end) = end.get_untracked() else { return };
        if event.ctrl_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        match key.as_str() {
            "ArrowUp" | "ArrowDown" if event.alt_key() => {
                if let Some(task) = self.listed.step(task, key == "ArrowDown") {
                    self.go_to(task.index());
                }
            }
            _ if event.alt_key() => return,
            "ArrowLeft" | "ArrowRight" => {
                let step = if event.shift_key() { LONG_STEP } else { STEP };
                let delay = if key == "ArrowRight" {
                    end.delay + step
                } else {
                    end.delay.since(step)
                };
                // All changes by a key that is held down are one step of Undo.
                if !event.repeat() {
                    self.edit.end_group();
                }
                self.listed.set_delay(end.item, delay);
            }
            "ArrowUp" => self.go_along(end.lane, false),
            "ArrowDown" => self.go_along(end.lane, true),
            "f" | "F" if !event.shift_key() => {
                self.listed.toggle_failure_mode(task);
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Focuses the next handle, or the one of the first lane out of view.
    fn go_along(&self, lane: usize, down: bool) {
        let next = self.shown.with_untracked(|shown| {
            let lanes = shown.iter().map(|end| end.lane);
            if down {
                lanes.filter(|other| *other > lane).min()
            } else {
                lanes.filter(|other| *other < lane).max()
            }
        });
        let beyond = if down { lane + 1 } else { lane - 1 };
        let next = next.unwrap_or(beyond);
        if (1..self.picture.count.get_untracked()).contains(&next) {
            self.go_to(next);
        }
    }

    fn go_to(&self, lane: usize) {
        self.pointing.bring_into_view(lane);
        self.wanted.set(Some(lane));
    }
}

/// Focuses without scrolling, because the frame of the picture must not scroll.
fn focus_without_scrolling(node: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // It fails only for an element that is not in the page.
    let _ = node.focus_with_options(&options);
}
