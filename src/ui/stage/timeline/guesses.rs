//! The guessed ends of the tasks in view: sliders over the canvas while Predict is on and nothing has run, marks while the
//! run draws over them and after it.
//!
//! ```text
//!        ║ 1 s ┄┄┄┄┄┄┄┄┄▸          the guess, and from it to the end that came
//!   ├──────── sleep ────────┤
//! ```

use super::picture::Picture;
use super::pointing::Pointing;
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, RwSignal, effect, memo};
use crate::ui::session::{Guessing, Session};
use crate::ui::stage::selection::Selection;
use crate::ui::text_size::rem;
use explain::glossary::Term;
use explain::guess::{GradedTask, dragged, rounded, step};
use leptos::prelude::*;
use recording::TaskId;
use scenario::time::Micros;
use std::borrow::Cow;
use timeline::Scale;
use web_sys::{Element, FocusOptions, HtmlElement, KeyboardEvent, PointerEvent};

/// A pointer that moves less than this, in CSS pixels, clicks instead of dragging.
const SHORTEST_DRAG: f64 = 3.0;
/// With less room than this to its right, in CSS pixels, the words beside a handle are on its left.
const ROOM_FOR_WORDS: f64 = 150.0;

/// The state that all handles share. Copies are handles to the same state.
#[derive(Clone, Copy)]
struct Guesses {
    session: Session,
    guessing: Guessing,
    picture: Picture,
    pointing: Pointing,
    scale: Memo<Scale>,
    /// The lane whose handle is in the tab order.
    current: RwSignal<usize>,
    /// The lane whose handle gets the focus once it is in the page.
    wanted: RwSignal<Option<usize>>,
    dragged: RwSignal<Option<usize>>,
    drag: StoredValue<Option<PointerDrag>, LocalStorage>,
}

/// The guesses of the lanes in view, with one stop of the Tab key. Nothing while Predict is off.
#[component]
pub fn GuessedEnds(
    /// The session.
    session: Session,
    /// The picture, for the geometry.
    picture: Picture,
    /// Scrolls lanes into view.
    pointing: Pointing,
    /// The selection: Tab goes to the selected task's handle.
    selection: Selection,
) -> impl IntoView {
    let Session { guessing, record, .. } = session;
    let guesses = Guesses {
        session,
        guessing,
        picture,
        pointing,
        scale: memo(move || {
            picture.track_record();
            picture.axis().scale_tracked()
        }),
        current: RwSignal::new(0),
        wanted: RwSignal::new(None),
        dragged: RwSignal::new(None),
        drag: StoredValue::new_local(None),
    };
    let shown = memo(move || guessing.on() && record.launched().is_some() || guessing.asks());
    effect(move || {
        if let Some(task) = selection.task() {
            guesses.current.set(task.index());
        }
    });
    effect(move || {
        if !guessing.asks() {
            guesses.drag.try_update_value(Option::take);
            guesses.end();
        }
    });
    let lanes = memo(move || {
        let visible = picture.rows().with(timeline::Rows::tasks_in_view);
        let most = explain::guess::MOST_GUESSED_TASKS as usize + 1;
        if shown.get() && picture.count.get() <= most {
            visible.collect()
        } else {
            Vec::new()
        }
    });
    // If the lane in the tab order is out of view, Tab goes to the first one in view.
    let stop = memo(move || {
        let current = guesses.current.get();
        lanes.with(|lanes| lanes.iter().find(|lane| **lane == current).or(lanes.first()).copied())
    });
    let top = move || picture.rows().with(|rows| rem(rows.lanes_top()));
    view! {
        <div class="guesses" style:top=top>
            <ReusedRows each=move || lanes.get() let:row>
                <GuessedEnd guesses stop row />
            </ReusedRows>
        </div>
    }
}

#[component]
fn GuessedEnd(guesses: Guesses, stop: Memo<Option<usize>>, row: ListRow) -> impl IntoView {
    let Guesses { guessing, picture, .. } = guesses;
    let node = NodeRef::<leptos::html::Div>::new();
    let task = move || TaskId::from_index(row.get());
    let end = memo(move || guessing.end(task()));
    let asks = memo(move || guessing.asks());
    let graded = memo(move || {
        guessing
            .grade()
            .with(|grade| grade.as_ref().and_then(|grade| grade.task(task()).cloned()))
    });
    let name = memo(move || {
        let of = |trace: &recording::Trace| trace.label(task()).map(Cow::into_owned);
        guesses
            .session
            .record
            .with(|trace, _| of(trace))
            .flatten()
            .unwrap_or_default()
    });
    let x = memo(move || guesses.scale.get().x_from_time(end.get().unwrap_or_default()).round());
    // One attribute costs less than one for each of its parts.
    let at = move || {
        let scale = guesses.scale.get();
        let beyond = !scale.fitted() && !(0.0..=scale.width()).contains(&x.get());
        let hidden = beyond || !asks.get() && end.get().is_none();
        let shown = if hidden { "; display: none" } else { "" };
        format!("left: {}px{shown}", x.get() * picture.text_scale())
    };
    let lane = move || {
        picture.rows().with(|rows| {
            let top = rows.task_y(task()) - rows.lanes_top();
            format!("top: {}; height: {}", rem(top), rem(rows.lane))
        })
    };
    let state = move || {
        let right = graded.with(|graded| graded.as_ref().map(|graded| graded.verdict.right()));
        match (right, asks.get(), end.get()) {
            (Some(true), ..) => "right",
            (Some(false), ..) => "wrong",
            (None, true, Some(_)) => "set",
            (None, true, None) => "unset",
            (None, false, _) => "drawn-over",
        }
        .to_owned()
    };
    let edge = move || (guesses.scale.get().width() - x.get() < ROOM_FOR_WORDS).to_string();
    let words = move || match (graded.get(), end.get()) {
        (Some(_), _) => String::new(),
        (None, Some(end)) => rounded(end),
        (None, None) if row.get() == 0 => "drag to where main ends".to_owned(),
        (None, None) => format!("drag to where {} ends", name.get()),
    };
    // From the guess to the end that came.
    let gap = move || {
        let ended = graded.with(|graded| graded.as_ref().filter(|it| !it.verdict.right())?.ended)?;
        let to = guesses.scale.get().x_from_time(ended) - x.get();
        let scale = picture.text_scale();
        let style = format!("left: {}px; width: {}px", to.min(0.0) * scale, to.abs() * scale);
        let side = if to < 0.0 { "left" } else { "right" };
        Some(view! { <span class="guess-gap" data-to=side style=style></span> }.into_any())
    };
    let value_text = move || {
        let sentence = |graded: &GradedTask| graded.sentence(&name.get());
        match (graded.with(|graded| graded.as_ref().map(sentence)), end.get()) {
            (Some(sentence), _) => sentence,
            (None, Some(end)) => rounded(end),
            (None, None) => "not guessed".to_owned(),
        }
    };
    effect(move || {
        let Some(node) = node.get() else { return };
        if guesses.wanted.get() == Some(row.get()) {
            guesses.wanted.set(None);
            queue_microtask(move || focus_without_scrolling(&node));
        }
    });
    row.on_leave(move || {
        if guesses.dragged.try_get_untracked().flatten() == Some(row.get_untracked()) {
            guesses.drag.try_update_value(Option::take);
            guesses.end();
        }
    });
    let press = move |event: PointerEvent, on_the_handle: bool| {
        let Some(node) = node.get_untracked() else { return };
        if event.button() != 0 || !event.is_primary() || !guessing.asks_untracked() {
            return;
        }
        if on_the_handle {
            event.stop_propagation();
            focus_without_scrolling(&node);
        }
        let target = event
            .current_target()
            .and_then(|target| wasm_bindgen::JsCast::dyn_into::<Element>(target).ok());
        if let Some(target) = target {
            guesses.grab(&target, row.get_untracked(), on_the_handle, &event);
        }
    };
    view! {
        <div
            class="guess"
            data-state=state
            style=lane
        >
            // All of the lane: a press guesses that moment.
            <div class="guess-lane" on:pointerdown=move |event| press(event, false)></div>
            <div class="guess-at" style=at>
                {gap}
                <div
                    class="guess-handle"
                    role="slider"
                    node_ref=node
                    tabindex=move || if stop.get() == Some(row.get()) { "0" } else { "-1" }.to_owned()
                    aria-label=move || format!("End of {}, your guess", name.get())
                    aria-valuemin="0"
                    aria-valuemax=move || (guesses.scale.get().end().0 / 1_000).to_string()
                    aria-valuenow=move || (end.get().unwrap_or_default().0 / 1_000).to_string()
                    aria-valuetext=value_text
                    aria-disabled=move || (!asks.get()).then(|| "true".to_owned())
                    data-explains=move || if asks.get() { Term::GuessHandle } else { Term::YourGuess }.id().to_owned()
                    data-keys="← →"
                    on:pointerdown=move |event| press(event, true)
                    on:keydown=move |event| guesses.key(row.get_untracked(), &event)
                    on:focus=move |_| guesses.current.set(row.get_untracked())
                >
                    <span class="guess-grip"></span>
                </div>
                <span class="guess-words" aria-hidden="true" data-edge=edge>
                    {words}
                </span>
            </div>
        </div>
    }
}

impl Guesses {
    /// Follows the pointer from a handle, or from anywhere in its lane, where a click guesses too.
    fn grab(&self, element: &Element, lane: usize, on_the_handle: bool, event: &PointerEvent) {
        let task = TaskId::from_index(lane);
        let before = self.guessing.with_untracked(|guess| guess.end(task));
        let scale = self.picture.scale();
        let from_x = Along::X.position(event);
        let at = if on_the_handle {
            scale.x_from_time(before.unwrap_or_default())
        } else {
            self.pointing.position(event).0
        };
        let guesses = *self;
        let guess_at = move |by: f64| {
            let to = scale.time_from_x(at + by / guesses.picture.text_scale());
            let end = dragged(to.0 as f64, guesses.guessing.axis_end_untracked());
            guesses.guessing.set_end(task, Some(end));
        };
        let step = move |step: DragStep<'_>| match step {
            // A finger of two that zoom guesses nothing.
            _ if guesses.pointing.is_pinching() => {
                guesses.guessing.set_end(task, before);
                guesses.end();
            }
            DragStep::Moved(event) => {
                if guesses.dragged.get_untracked().is_none() {
                    guesses.picture.axis().hold_end(true);
                    guesses.dragged.set(Some(lane));
                }
                guess_at(Along::X.position(event) - from_x);
            }
            DragStep::Dropped => guesses.end(),
            DragStep::Clicked if on_the_handle => {}
            DragStep::Clicked => guess_at(0.0),
            DragStep::Cancelled => {
                guesses.guessing.set_end(task, before);
                guesses.end();
            }
        };
        let drag = PointerDrag::start(element, event, Along::X, SHORTEST_DRAG, step);
        self.drag.set_value(Some(drag));
    }

    fn end(&self) {
        if self.dragged.try_get_untracked().flatten().is_some() {
            self.picture.axis().hold_end(false);
            self.dragged.set(None);
        }
    }

    fn key(&self, lane: usize, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let task = TaskId::from_index(lane);
        let asks = self.guessing.asks_untracked();
        let before = self.guessing.with_untracked(|guess| guess.end(task));
        let axis = self.guessing.axis_end_untracked();
        let by = step(axis, event.shift_key());
        let at = before.unwrap_or_default();
        let last = self.picture.count.get_untracked().saturating_sub(1);
        match event.key().as_str() {
            "ArrowRight" if asks => self.guessing.set_end(task, Some(at + by)),
            "ArrowLeft" if asks => self.guessing.set_end(task, Some(at.since(by))),
            "Home" if asks => self.guessing.set_end(task, Some(Micros::ZERO)),
            "End" if asks => self.guessing.set_end(task, Some(axis)),
            "Delete" | "Backspace" if asks => self.guessing.set_end(task, None),
            "ArrowUp" => self.go_to(lane.saturating_sub(1)),
            "ArrowDown" => self.go_to((lane + 1).min(last)),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
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
    let _ = node.focus_with_options(&options); // it fails only for an element that is not in the page
}
