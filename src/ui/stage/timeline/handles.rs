//! Handles at the ends of the bars in view, which change the delays: sliders over the canvas, for pointer, finger and
//! keys. They change the list, in the user's units; the drawing follows from the list.
//!
//! ```text
//!   ▕ timer 2 s ─────────────▏┃ ✕      the grip, and beside it what makes the task fail or succeed
//!                          └ 24 ┘      wide enough to be hit; 44 for a finger
//! ```

use super::lane_marks::{LaneMarks, focus_without_scrolling};
use super::listed::ListedTasks;
use super::picture::Picture;
use super::pointing::Pointing;
use crate::ui::edit::{Edit, EditGroup};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::pointer_drag::{Along, DragStep};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, effect, memo, memo_with_last};
use crate::ui::session::{Session, SessionParts};
use crate::ui::stage::selection::Selection;
use crate::ui::text_size::rem;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::{Moments, TaskId, Trace};
use scenario::time::Micros;
use scenario::words::exact_length;
use timeline::bar_ends::{BarEnd, LONG_STEP, LONGEST_MS, STEP, bar_ends, dragged};
use timeline::{Rows, Scale};
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// The width of a handle that stays visible at the edge of the plot, in CSS pixels.
const WIDEST_GRIP: f64 = 8.0;
/// With less room than this to its right, in CSS pixels, the button beside a handle is on its left: half a handle and a
/// button in their sizes for a finger.
const ROOM_FOR_BUTTON: f64 = 66.0;

/// The state of a handle when its drag began.
struct TakenHandle {
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
    marks: LaneMarks,
    listed: ListedTasks,
    scale: Memo<Scale>,
    /// In the order of the lanes.
    shown: Memo<Vec<BarEnd>>,
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
    let SessionParts {
        edit,
        record,
        predicted,
        guessing,
        ..
    } = *session;
    let visible = memo(move || picture.rows().with(Rows::tasks_in_view));
    // During a run the handles are hidden and stay as they were: creating those in view takes longer than a frame.
    // While the person is asked for the ends, these would tell them.
    let editable = memo(move || record.state().editable() && !guessing.on() && !guessing.withholds());
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
    let lanes = memo(move || shown.with(|shown| shown.iter().map(|end| end.lane).collect::<Vec<_>>()));
    // All changes of a drag are one step of Undo.
    let apart = Callback::new(move |()| edit.end_group());
    let marks = LaneMarks::new(picture, pointing, selection, lanes, apart);
    let ends = SleepEnds {
        edit,
        picture,
        marks,
        listed: ListedTasks::new(edit, record),
        scale: memo_with_last(move |last: Option<&Scale>| match last {
            Some(last) if !editable.get() => *last,
            _ => {
                picture.track_record();
                picture.axis().scale_tracked()
            }
        }),
        shown,
    };
    effect(move || {
        if !editable.get() {
            marks.forget();
        }
    });
    let top = move || picture.rows().with(|rows| rem(rows.lanes_top()));
    view! {
        <div class="timeline-handles" style:top=top hidden=move || !editable.get()>
            <ReusedRows each=move || lanes.get() let:row>
                <Handle ends row />
            </ReusedRows>
        </div>
    }
}

#[component]
fn Handle(ends: SleepEnds, row: ListRow) -> impl IntoView {
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
    ends.marks.follow(row, node);
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
            data-dragged=move || ends.marks.is_dragged(row.get()).to_string()
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
                tabindex=move || ends.marks.tab_index(row.get())
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
                on:focus=move |_| ends.marks.focused(row.get_untracked())
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
            item: end.item,
            from_x: Along::X.position(event),
            micros_per_pixel: 1.0 / (self.picture.scale().pixels_per_micro() * self.picture.text_scale()),
            delay: end.delay,
            text: self.edit.draft.with_untracked(|draft| draft.text().to_owned()),
        };
        let ends = *self;
        let act = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => ends.pull(&taken, event),
            // The timeline handles a press without movement: it selects a task, or seeks.
            DragStep::Dropped | DragStep::Clicked => {}
            DragStep::Cancelled => ends.revert(&taken),
        };
        self.marks.grab(handle, end.lane, event, Box::new(act));
    }

    fn pull(&self, drag: &TakenHandle, event: &PointerEvent) {
        let by_x = Along::X.position(event) - drag.from_x;
        let delay = dragged(drag.delay, by_x, drag.micros_per_pixel, event.alt_key());
        self.listed.set_delay(drag.item, delay);
    }

    fn revert(&self, drag: &TakenHandle) {
        let edit = self.edit;
        edit.grouped(EditGroup::Bar(drag.item), || {
            edit.draft.update(|draft| draft.set_text(drag.text.clone()));
        });
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
                    self.marks.go_to(task.index());
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
            self.marks.go_to(next);
        }
    }
}
