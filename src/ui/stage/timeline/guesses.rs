//! The guessed ends of the tasks in view: sliders over the canvas while Predict is on and nothing has run, marks while the
//! run draws over them and after it.
//!
//! ```text
//!        ║ 1 s ┄┄┄┄┄┄┄┄┄▸          the guess, and from it to the end that came
//!   ├──────── sleep ────────┤
//!                                      │ never finishes   past the end of the axis
//! ```

use super::lane_marks::{LaneMarks, focus_without_scrolling};
use super::picture::Picture;
use super::pointing::Pointing;
use crate::ui::explain::Explanations;
use crate::ui::page::{set_attribute_in as set, set_style_in as set_style, set_text_in as set_text};
use crate::ui::pointer_drag::{Along, DragStep};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, effect, memo};
use crate::ui::session::{Guessing, Session, SessionParts};
use crate::ui::stage::selection::Selection;
use crate::ui::text_size::rem;
use explain::glossary::Term;
use explain::guess::{GuessedEnd, MOST_GUESSED_TASKS, dragged, moved};
use leptos::html::Div;
use leptos::prelude::*;
use recording::TaskId;
use std::borrow::Cow;
use timeline::{Rows, Scale};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// With less room than this to its right, in CSS pixels, the words beside a handle are on its left.
const ROOM_FOR_WORDS: f64 = 150.0;
/// Where a task that never finishes has its mark, in CSS pixels past the end of the axis.
const PAST_THE_END: f64 = 10.0;
/// A guess that is dragged further past the end of the axis than this, in CSS pixels, is that the task never finishes.
const BEYOND: f64 = 4.0;

/// The state that all handles share. Copies are handles to the same state.
#[derive(Clone, Copy)]
struct Guesses {
    session: Session,
    guessing: Guessing,
    picture: Picture,
    pointing: Pointing,
    explanations: Explanations,
    marks: LaneMarks,
    scale: Memo<Scale>,
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
    /// Explains a guess while it is moved.
    explanations: Explanations,
) -> impl IntoView {
    let SessionParts { guessing, record, .. } = *session;
    let lanes = memo(move || {
        let asks = guessing.asks();
        let shown = asks || guessing.on() && record.launched().is_some();
        if !shown || picture.count.get() > MOST_GUESSED_TASKS as usize + 1 {
            return Vec::new();
        }
        let guessed = |lane: &usize| asks || guessing.end(TaskId::from_index(*lane)).is_some();
        picture
            .rows()
            .with(Rows::tasks_in_view)
            .filter(guessed)
            .collect::<Vec<usize>>()
    });
    let guesses = Guesses {
        session,
        guessing,
        picture,
        pointing,
        explanations,
        marks: LaneMarks::new(picture, pointing, selection, lanes, Callback::new(|()| {})),
        scale: memo(move || {
            picture.track_record();
            picture.axis().scale_tracked()
        }),
    };
    effect(move || {
        if !guessing.asks() {
            guesses.marks.forget();
        }
    });
    let top = move || picture.rows().with(|rows| rem(rows.lanes_top()));
    view! {
        <div class="guesses" style:top=top>
            <ReusedRows each=move || lanes.get() let:row>
                <GuessedEndOf guesses row />
            </ReusedRows>
        </div>
    }
}

#[component]
fn GuessedEndOf(guesses: Guesses, row: ListRow) -> impl IntoView {
    let (lane, handle) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    guesses.marks.follow(row, handle);
    effect(move || {
        if let Some((lane, handle)) = lane.get().zip(handle.get()) {
            guesses.show(&lane, &handle, row.get());
        }
    });
    let press = move |event: PointerEvent, on_the_handle: bool| {
        let asks = guesses.guessing.asks_untracked();
        let Some(handle) = handle
            .get_untracked()
            .filter(|_| asks && event.button() == 0 && event.is_primary())
        else {
            return;
        };
        if on_the_handle {
            event.stop_propagation();
            focus_without_scrolling(&handle);
        }
        let target = event
            .current_target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(target) = target {
            guesses.grab(&target, row.get_untracked(), on_the_handle, &event);
        }
    };
    view! {
        <div class="guess" node_ref=lane>
            // All of the lane: a press guesses that moment.
            <div class="guess-lane" on:pointerdown=move |event| press(event, false)></div>
            <div class="guess-at">
                <span class="guess-gap"></span>
                <div
                    class="guess-handle"
                    role="slider"
                    node_ref=handle
                    aria-valuemin="0"
                    data-keys="← → N"
                    on:pointerdown=move |event| press(event, true)
                    on:keydown=move |event| guesses.key(row.get_untracked(), &event)
                    on:focus=move |_| guesses.marks.focused(row.get_untracked())
                >
                    <span class="guess-grip"></span>
                </div>
                <span class="guess-words" aria-hidden="true"></span>
            </div>
            <button
                class="guess-never"
                type="button"
                tabindex="-1"
                data-explains=Term::NeverFinishes.id()
                data-keys="N"
                on:pointerdown=|event| event.stop_propagation()
                on:pointerup=|event| event.stop_propagation()
                on:click=move |event| {
                    event.stop_propagation();
                    guesses.move_by("n", false, row.get_untracked());
                }
            >
                "never"
                <span class="guess-never-rest">" finishes"</span>
            </button>
        </div>
    }
}

impl Guesses {
    /// Writes a lane's guess into its elements. Tracked. One effect for all attributes is a fraction of the code of one for each.
    fn show(&self, lane: &Element, handle: &Element, row: usize) {
        let task = TaskId::from_index(row);
        let (end, asks, scale) = (self.guessing.end(task), self.guessing.asks(), self.scale.get());
        let graded = self.guessing.grade();
        let graded = graded.with(|grade| grade.as_ref()?.task(task).cloned());
        let name = self
            .session
            .record
            .with(|trace, _| trace.label(task).map(Cow::into_owned));
        let name = name.flatten().unwrap_or_default();
        let text_scale = self.picture.text_scale();
        let state = match (&graded, asks, end) {
            (Some(graded), ..) if graded.right => "right",
            (Some(_), ..) => "wrong",
            (None, true, Some(_)) => "set",
            (None, true, None) => "unset",
            (None, false, _) => "drawn-over",
        };
        let (top, height) = self
            .picture
            .rows()
            .with(|rows| (rows.task_y(task) - rows.lanes_top(), rows.lane));
        set_style(lane, "", &format!("top: {}; height: {}", rem(top), rem(height)));
        set(lane, "", "data-state", state);

        let x = self.x(end, &scale);
        let beyond = !scale.fitted() && !(0.0..=scale.width()).contains(&x);
        let hidden = if beyond { "; display: none" } else { "" };
        set_style(lane, ".guess-at", &format!("left: {}px{hidden}", x * text_scale));

        // From the guess to the end that came.
        let ended = graded
            .as_ref()
            .filter(|graded| !graded.right)
            .and_then(|graded| graded.ended);
        let gap = match ended.map(|ended| scale.x_from_time(ended) - x) {
            Some(to) => {
                set(lane, ".guess-gap", "data-to", if to < 0.0 { "left" } else { "right" });
                format!(
                    "left: {}px; width: {}px",
                    to.min(0.0) * text_scale,
                    to.abs() * text_scale
                )
            }
            None => "display: none".to_owned(),
        };
        set_style(lane, ".guess-gap", &gap);

        let words = match (&graded, end) {
            (Some(_), _) => String::new(),
            (None, Some(GuessedEnd::Never)) if asks => String::new(),
            (None, Some(GuessedEnd::Never)) => "never finishes".to_owned(),
            (None, Some(end)) => end.words(),
            (None, None) if row == 0 => "drag to where main ends".to_owned(),
            (None, None) => format!("drag to where {name} ends"),
        };
        set(
            lane,
            ".guess-words",
            "data-edge",
            &(scale.width() - x < ROOM_FOR_WORDS).to_string(),
        );
        set_text(lane, ".guess-words", &words);

        let never = end == Some(GuessedEnd::Never);
        set(lane, ".guess-never", "aria-label", &format!("{name} never finishes"));
        set(lane, ".guess-never", "aria-pressed", &never.to_string());

        let millis = |end: GuessedEnd| end.at().map_or(scale.end(), |at| at).0 / 1_000;
        let said = match (&graded, end) {
            (Some(graded), _) => graded.sentence(&name),
            (None, Some(end)) => format!("{name} {}", end.clause()),
            (None, None) => format!("not set for {name}"),
        };
        let value = match (&graded, end) {
            (Some(_), _) => said.clone(),
            (None, Some(GuessedEnd::Never)) => "never finishes".to_owned(),
            (None, Some(end)) => end.words(),
            (None, None) => "not guessed".to_owned(),
        };
        let term = if asks { Term::GuessHandle } else { Term::YourGuess };
        for (attribute, value) in [
            ("tabindex", self.marks.tab_index(row)),
            ("aria-label", format!("End of {name}, your guess")),
            ("aria-valuemax", (scale.end().0 / 1_000).to_string()),
            ("aria-valuenow", end.map_or(0, millis).to_string()),
            ("aria-valuetext", value),
            ("aria-disabled", (!asks).to_string()),
            ("data-explains", term.id().to_owned()),
            ("data-full", said),
        ] {
            set(handle, "", attribute, &value);
        }
        self.explanations.refresh(handle);
    }

    /// Where a guess has its mark.
    fn x(&self, end: Option<GuessedEnd>, scale: &Scale) -> f64 {
        match end {
            Some(GuessedEnd::Never) => scale.x_from_time(scale.end()) + PAST_THE_END,
            _ => scale.x_from_time(end.and_then(GuessedEnd::at).unwrap_or_default()),
        }
        .round()
    }

    /// Follows the pointer from a handle, or from anywhere in its lane, where a click guesses too.
    fn grab(&self, element: &Element, lane: usize, on_the_handle: bool, event: &PointerEvent) {
        let guesses = *self;
        let task = TaskId::from_index(lane);
        let before = self.guessing.with_untracked(|guess| guess.end(task));
        let scale = self.picture.scale();
        let from_x = Along::X.position(event);
        let at = if on_the_handle {
            self.x(before, &scale)
        } else {
            self.pointing.position(event).0
        };
        let guess_at = move |by: f64| {
            let x = at + by / guesses.picture.text_scale();
            let beyond = x > scale.x_from_time(scale.end()) + BEYOND;
            let axis_end = guesses.guessing.axis_end_untracked();
            let end = dragged(scale.time_from_x(x).0 as f64, axis_end, beyond);
            guesses.guessing.set_end(task, Some(end));
        };
        let act = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => guess_at(Along::X.position(event) - from_x),
            DragStep::Clicked if !on_the_handle => guess_at(0.0),
            DragStep::Clicked | DragStep::Dropped => {}
            DragStep::Cancelled => guesses.guessing.set_end(task, before),
        };
        self.marks.grab(element, lane, event, Box::new(act));
    }

    fn key(&self, lane: usize, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let last = self.picture.count.get_untracked().saturating_sub(1);
        match event.key().as_str() {
            "ArrowUp" => self.marks.go_to(lane.saturating_sub(1)),
            "ArrowDown" => self.marks.go_to((lane + 1).min(last)),
            key if self.guessing.asks_untracked() && self.move_by(key, event.shift_key(), lane) => {}
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Moves a guess by a key. Returns false for another key.
    fn move_by(&self, key: &str, long: bool, lane: usize) -> bool {
        let task = TaskId::from_index(lane);
        let before = self.guessing.with_untracked(|guess| guess.end(task));
        let to = moved(key, long, before, self.guessing.axis_end_untracked());
        if let Some(to) = to {
            self.guessing.set_end(task, to);
        }
        to.is_some()
    }
}
