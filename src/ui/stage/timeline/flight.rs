//! The row of tasks in flight answers at any of its moments, under the pointer and to the keys. What it answers comes from
//! [`explain::flight`].
//!
//! ```text
//!   ▄▄▆▆▆▆████║█████████▆▆▅▅▄▂   .timeline-look, a slider at the moment that the keys have gone to
//! ```

use super::picture::Picture;
use crate::ui::explain::Explanations;
use crate::ui::page::set_style;
use crate::ui::reactive::{Handle, RwSignal, effect, lasting};
use crate::ui::session::{Session, SessionParts};
use explain::bar::BarAnswer;
use leptos::html::Div;
use leptos::prelude::*;
use scenario::time::Micros;
use web_sys::{KeyboardEvent, PointerEvent};

/// An arrow key goes so many pixels on: as many as a person can tell apart in the row.
const STEP: f64 = 8.0;

/// The moment of the row that answers. Copies are handles to the same one.
pub type FlightLook = Handle<FlightLookParts>;

/// The parts of [`FlightLook`].
pub struct FlightLookParts {
    session: Session,
    picture: Picture,
    explanations: Explanations,
    at: RwSignal<Micros>,
    /// The answer, for people who cannot see it.
    said: RwSignal<String>,
    /// The slider, which the tooltip points at.
    node: NodeRef<Div>,
}

impl FlightLook {
    /// At the start. Owned by the component that calls this.
    #[must_use]
    pub fn new(session: Session, picture: Picture, explanations: Explanations) -> Self {
        let look = lasting(FlightLookParts {
            session,
            picture,
            explanations,
            at: RwSignal::new(Micros::ZERO),
            said: RwSignal::new(String::new()),
            node: NodeRef::new(),
        });
        effect(move || {
            let _ = picture.axis().scale_tracked();
            picture.rows().track();
            look.node.track();
            untrack(|| look.put());
        });
        look
    }

    /// Follows a pointer, and returns whether it is in the row.
    pub fn pointer_moved(&self, event: &PointerEvent, at: (f64, f64)) -> bool {
        let Some(here) = self
            .moment_at(at)
            .filter(|_| event.pointer_type() != "touch" && event.buttons() == 0)
        else {
            return false;
        };
        let was_told = self.is_told();
        self.at.set(here);
        match (self.tell(), self.node.get_untracked()) {
            (true, Some(node)) if !was_told => self.explanations.hover(&node),
            (true, _) => self.explanations.stay(),
            _ => self.explanations.leave(),
        }
        true
    }

    /// A finger has tapped. Returns whether it was in the row.
    pub fn tapped(&self, at: (f64, f64)) -> bool {
        let Some(here) = self.moment_at(at) else { return false };
        self.at.set(here);
        if let Some(node) = self.node.get_untracked()
            && self.tell()
        {
            self.explanations.tap(&node);
        }
        true
    }

    fn is_told(&self) -> bool {
        let node = self.node.try_get_untracked().flatten();
        node.is_some_and(|node| self.explanations.is_open_at(&node))
    }

    /// The moment at a point of the plot, if it is in the row.
    fn moment_at(&self, (x, y): (f64, f64)) -> Option<Micros> {
        let scale = self.picture.scale();
        let rows = self.picture.rows().get_untracked();
        let inside = (rows.axis..rows.band_top()).contains(&y) && (0.0..scale.width()).contains(&x);
        inside.then(|| scale.time_from_x(x))
    }

    /// Passes the answer to the tooltip; false if there is none at that moment.
    fn tell(&self) -> bool {
        self.put();
        let told = untrack(|| self.answer());
        let title = told.as_ref().map_or_else(String::new, |told| told.title.clone());
        self.said.set(title);
        match (told, self.node.get_untracked()) {
            (Some(answer), Some(node)) => {
                self.explanations.answer(&node, answer);
                true
            }
            _ => false,
        }
    }

    /// Moves the slider to the moment: at once, because the tooltip is placed beside it.
    fn put(&self) {
        let Some(node) = self.node.get_untracked() else { return };
        let text = self.picture.text_scale();
        let rows = self.picture.rows().get_untracked();
        let left = self.picture.scale().x_from_time(self.at.get_untracked()) * text;
        let (top, height) = (rows.axis * text, rows.flight * text);
        set_style(&node, &format!("left: {left}px; top: {top}px; height: {height}px"));
    }

    /// What the row says at the moment, of the record or before the run of the prediction.
    fn answer(&self) -> Option<BarAnswer> {
        let SessionParts { record, predicted, .. } = *self.session;
        let at = self.at.get_untracked();
        if record.state().begun() {
            let now = record.now();
            let said = record.with(|trace, folds| explain::flight::answer(trace, &folds.history, at, now, false));
            return said.flatten();
        }
        predicted.with(|prediction| {
            let plan = prediction?;
            explain::flight::answer(&plan.trace, &plan.history, at, plan.trace.last_stamp(), true)
        })
    }

    /// The end of what the row shows.
    fn end(&self) -> Micros {
        let SessionParts { record, predicted, .. } = *self.session;
        if record.state().begun() {
            return record.now();
        }
        predicted.with(|prediction| prediction.map(|plan| plan.trace.last_stamp()).unwrap_or_default())
    }

    /// The keyboard has come: begins at the playhead.
    fn focused(&self) {
        self.go_to(self.session.playhead.moment_untracked().at);
        self.tell();
    }

    fn go_to(&self, to: Micros) {
        let (first, last) = self.picture.scale().visible();
        self.at
            .set(to.clamp(first, last.max(first)).min(untrack(|| self.end())));
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
            return;
        }
        let scale = self.picture.scale();
        let step = scale.time_from_x(scale.x_from_time(Micros::ZERO) + STEP);
        let here = self.at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => here.since(step),
            "ArrowRight" | "ArrowUp" => here + step,
            "Home" => Micros::ZERO,
            "End" => untrack(|| self.end()),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        self.go_to(to);
        if let Some(node) = self.node.get_untracked()
            && self.tell()
        {
            self.explanations.focus(&node, &node);
        }
    }
}

/// The slider in the row, which is drawn by the canvas.
#[component]
pub fn FlightSlider(
    /// Its moment.
    look: FlightLook,
) -> impl IntoView {
    // The end of a run that goes on is not followed: a slider that nobody moves is read out by nobody.
    let end = move || {
        look.at.track();
        untrack(|| look.end())
    };
    view! {
        <div
            class="timeline-look"
            role="slider"
            tabindex="0"
            data-answers=""
            aria-label="Tasks in flight"
            aria-valuemin="0"
            aria-valuemax=move || (end().0 / 1_000).to_string()
            aria-valuenow=move || (look.at.get().0 / 1_000).to_string()
            aria-valuetext=move || look.said.get()
            node_ref=look.node
            on:focusin=move |_| look.focused()
            on:keydown=move |event| look.key(&event)
        ></div>
    }
}
