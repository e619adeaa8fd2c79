//! The bar that is pointed at, or that the keys have gone to, and its answer in the tooltip. Which bar it is comes from the
//! crate [`timeline`], what it answers from [`explain::bar`].
//!
//! ```text
//!   .timeline-told-lane     its lane, which the tooltip does not cover
//!     ├ .timeline-told        the ring around it, when the keys have gone to it
//!     └ .timeline-told-anchor where the tooltip points
//! ```

use super::picture::Picture;
use crate::ui::explain::Explanations;
use crate::ui::language::{LanguageInView, language_in_view};
use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use crate::ui::session::Session;
use crate::ui::shown_program::ShownProgram;
use compare::Prediction;
use explain::bar::{BarAnswer, BarSource, answer};
use leptos::html::{Canvas, Div, Section};
use leptos::prelude::*;
use recording::{History, TaskId, Trace};
use scenario::time::Micros;
use timeline::{PointedBar, Rect};
use web_sys::{Element, PointerEvent};

/// The part of the plot's width at which a bar is brought into view.
const BROUGHT_TO: f64 = 0.2;

/// A bar and how it was reached.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Told {
    pointed: PointedBar,
    /// The x of the pointer, in the picture's pixels; `None` if the keys have gone to it.
    pointer: Option<f64>,
}

/// The bar that answers. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct BarsTold {
    session: Session,
    picture: Picture,
    explanations: Explanations,
    programs: Programs,
    told: RwSignal<Option<Told>>,
    /// Whether its tooltip was open when a finger came down.
    was_open: StoredValue<bool>,
    lane: NodeRef<Div>,
    ring: NodeRef<Div>,
    anchor: NodeRef<Div>,
    canvas: NodeRef<Canvas>,
    scroller: NodeRef<Section>,
}

/// The programs of the record and of the prediction, for the numbers of their lines.
#[derive(Clone, Copy)]
struct Programs {
    recorded: Memo<Option<ShownProgram>>,
    predicted: Memo<Option<ShownProgram>>,
}

impl Programs {
    fn new(session: Session, language: LanguageInView) -> Self {
        let Session { record, predicted, .. } = session;
        let written = move || {
            let language = language.get();
            record
                .with(|trace, _| ShownProgram::of(trace.scenario()?, language))
                .flatten()
        };
        let planned = move || {
            let language = language.get();
            predicted.with(|prediction| ShownProgram::of(prediction?.trace.scenario()?, language))
        };
        Self {
            recorded: memo(written),
            predicted: memo(planned),
        }
    }
}

impl BarsTold {
    /// No bar yet. Owned by the component that calls this.
    #[must_use]
    pub fn new(
        session: Session,
        picture: Picture,
        explanations: Explanations,
        (canvas, scroller): (NodeRef<Canvas>, NodeRef<Section>),
    ) -> Self {
        let bars = Self {
            session,
            picture,
            explanations,
            programs: Programs::new(session, language_in_view()),
            told: RwSignal::new(None),
            was_open: StoredValue::new(false),
            lane: NodeRef::new(),
            ring: NodeRef::new(),
            anchor: NodeRef::new(),
            canvas,
            scroller,
        };
        let series = memo(move || session.record.id());
        effect(move || {
            series.track();
            untrack(|| bars.forget());
        });
        // Of a bar that still grows, and in a view that moves.
        effect(move || {
            let Some(told) = bars.told.get() else { return };
            let _ = session.playhead.moment();
            session.record.track_growth();
            picture.rows().track();
            let _ = picture.axis().scale_tracked();
            untrack(|| bars.tell(told));
        });
        bars
    }

    /// What the bar that the keys have gone to answers, as a sentence; empty if there is none. Tracked.
    #[must_use]
    pub fn sentence(&self) -> String {
        let told = self.told.get().filter(|told| told.pointer.is_none());
        let answer = told.and_then(|told| self.answer(told.pointed));
        answer.map_or_else(String::new, |answer| answer.sentence())
    }

    /// Follows the pointer.
    pub fn pointer_moved(&self, event: &PointerEvent, (x, y): (f64, f64)) {
        if event.pointer_type() == "touch" || event.buttons() != 0 {
            return;
        }
        let on_canvas = event.target().is_some_and(|target| self.is_canvas(&target));
        if !on_canvas {
            self.forget_pointed();
            return;
        }
        let Some(pointed) = self.picture.bar_at(x, y) else {
            self.forget_pointed();
            self.explanations.leave();
            return;
        };
        let Some(anchor) = self.anchor.get_untracked() else {
            return;
        };
        let here = self.told.get_untracked();
        if here.is_some_and(|here| here.pointed == pointed) {
            if self.explanations.is_open_at(&anchor) {
                self.explanations.stay();
            } else if here.is_some_and(|here| here.pointer.is_some()) {
                self.tell_of(pointed, Some(x));
            }
            return;
        }
        if self.tell_of(pointed, Some(x)) {
            self.explanations.hover(&anchor);
        }
    }

    /// A finger has come down.
    pub fn finger_down(&self) {
        let open = self
            .anchor
            .get_untracked()
            .is_some_and(|anchor| self.explanations.is_open_at(&anchor));
        self.was_open.set_value(open);
    }

    /// A finger has tapped: the bar answers, or stops answering if it did already.
    pub fn tapped(&self, (x, y): (f64, f64)) {
        let Some(pointed) = self.picture.bar_at(x, y) else {
            return;
        };
        let same = self.told.get_untracked().is_some_and(|told| told.pointed == pointed);
        if same && self.was_open.get_value() {
            self.forget();
            return;
        }
        let Some(anchor) = self.anchor.get_untracked() else {
            return;
        };
        if self.tell_of(pointed, Some(x)) {
            self.explanations.tap(&anchor);
        }
    }

    /// Goes to the next bar of the selected task or the one before it.
    pub fn step(&self, task: TaskId, forward: bool) {
        let here = self.told.get_untracked().map(|told| told.pointed);
        let here = here.filter(|here| here.bar.task == task && !here.in_loop_lane);
        let next = match here {
            Some(here) => self.picture.bar_beside(here, forward).unwrap_or(here),
            None => match self.picture.first_bar(task, !forward) {
                Some(first) => first,
                None => return,
            },
        };
        self.bring_into_view(next);
        let nodes = self.anchor.get_untracked().zip(self.scroller.get_untracked());
        if let Some((anchor, scroller)) = nodes
            && self.tell_of(next, None)
        {
            self.explanations.focus(&anchor, &scroller);
        }
    }

    /// No bar answers.
    pub fn forget(&self) {
        let open = self.anchor.try_get_untracked().flatten();
        if open.is_some_and(|anchor| self.explanations.is_open_at(&anchor)) {
            self.explanations.close();
        }
        self.told.try_set(None);
    }

    /// The pointer has gone; the bar that the keys have gone to stays.
    pub fn forget_pointed(&self) {
        let told = self.told.get_untracked();
        let open = self
            .anchor
            .get_untracked()
            .is_some_and(|anchor| self.explanations.is_open_at(&anchor));
        if !open && told.is_some_and(|told| told.pointer.is_some()) {
            self.told.set(None);
        }
    }

    fn is_canvas(&self, target: &web_sys::EventTarget) -> bool {
        let canvas = self.canvas.get_untracked();
        canvas.is_some_and(|canvas| AsRef::<web_sys::EventTarget>::as_ref(&*canvas) == target)
    }

    /// Makes this the bar that answers; false if it is out of view or there is nothing to say.
    fn tell_of(&self, pointed: PointedBar, pointer: Option<f64>) -> bool {
        let told = Told { pointed, pointer };
        if self.told.get_untracked() != Some(told) {
            self.told.set(Some(told));
        }
        self.tell(told)
    }

    fn tell(&self, told: Told) -> bool {
        let answer = self.answer(told.pointed);
        let placed = self.put(told);
        match (answer, self.anchor.get_untracked()) {
            (Some(answer), Some(anchor)) if placed => {
                self.explanations.answer(&anchor, answer);
                true
            }
            _ => {
                self.forget();
                false
            }
        }
    }

    fn answer(&self, pointed: PointedBar) -> Option<BarAnswer> {
        let Session { record, predicted, .. } = self.session;
        if pointed.predicted {
            let plan = self.programs.predicted.get_untracked();
            return predicted.with_untracked(|prediction| {
                let Prediction { trace, history, .. } = prediction?;
                let edge = history.lanes.last_stamp(trace);
                self.answer_of(trace, history, (plan.as_ref(), edge, true), pointed)
            });
        }
        let program = self.programs.recorded.get_untracked();
        let edge = record.now_untracked();
        let said =
            record.with(|trace, folds| self.answer_of(trace, &folds.history, (program.as_ref(), edge, false), pointed));
        said.flatten()
    }

    fn answer_of(
        &self,
        trace: &Trace,
        history: &History,
        (program, edge, predicted): (Option<&ShownProgram>, Micros, bool),
        pointed: PointedBar,
    ) -> Option<BarAnswer> {
        let source = BarSource {
            trace,
            history,
            program: program.map(|program| &*program.0),
            moment: self.session.playhead.moment_untracked(),
            edge,
            predicted,
        };
        answer(&source, pointed.bar)
    }

    /// Moves lane, ring and anchor to the bar; false if it is out of view.
    fn put(&self, told: Told) -> bool {
        let Some((lane, bar)) = self.picture.bar_boxes(told.pointed) else {
            return false;
        };
        let nodes = (
            self.lane.get_untracked(),
            self.ring.get_untracked(),
            self.anchor.get_untracked(),
        );
        let (Some(lane_node), Some(ring), Some(anchor)) = nodes else {
            return false;
        };
        let scale = self.picture.text_scale();
        let style = |node: &Element, style: String| {
            let _ = node.set_attribute("style", &style); // it fails only for a name that is none
        };
        style(
            &lane_node,
            format!("top: {}px; height: {}px", lane.y * scale, lane.height * scale),
        );
        let left = told.pointer.map_or(bar.x, |x| x.clamp(bar.x, bar.right()));
        let width = told.pointer.map_or(bar.width, |_| 1.0);
        style(&anchor, format!("left: {}px; width: {}px", left * scale, width * scale));
        let Rect { x, y, width, height } = bar;
        let top = (y - lane.y) * scale;
        let (x, width, height) = (x * scale, width * scale, height * scale);
        style(
            &ring,
            format!("left: {x}px; top: {top}px; width: {width}px; height: {height}px"),
        );
        true
    }

    /// Pans until the start of the bar is in view.
    fn bring_into_view(&self, pointed: PointedBar) {
        let Some((from, until)) = self.picture.bar_times(pointed) else {
            return;
        };
        let axis = self.picture.axis();
        let scale = axis.scale();
        let (left, right) = (scale.x_from_time(from), scale.x_from_time(until));
        if right < 0.0 || left > scale.width() {
            axis.set(scale.panned(scale.width() * BROUGHT_TO - left));
        }
    }
}

/// The ring around the bar that the keys have gone to, and where its tooltip points.
#[component]
pub fn ToldBar(
    /// The bar.
    bars: BarsTold,
) -> impl IntoView {
    let by_keys = move || bars.told.with(|told| told.is_some_and(|told| told.pointer.is_none()));
    view! {
        <div class="timeline-told-lane" node_ref=bars.lane>
            <div class="timeline-told" data-on=move || by_keys().to_string() node_ref=bars.ring></div>
            <div class="timeline-told-anchor" data-answers="" node_ref=bars.anchor></div>
        </div>
    }
}
