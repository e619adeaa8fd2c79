//! The bar that is pointed at, or that the keys have gone to, and its answer in the tooltip: or, while all tasks are in rows, the
//! row. Which one it is comes from the crate [`timeline`], what it answers from [`explain::bar`] and [`explain::rows`].
//!
//! ```text
//!   .timeline-told-lane     its lane, which the tooltip does not cover
//!     ├ .timeline-told        the ring around it, when the keys have gone to it
//!     └ .timeline-told-anchor where the tooltip points
//! ```

use super::picture::Picture;
use crate::ui::explain::Explanations;
use crate::ui::language::{LanguageInView, language_in_view};
use crate::ui::page::set_style;
use crate::ui::reactive::{Handle, Memo, RwSignal, effect, lasting, memo};
use crate::ui::session::{Session, SessionParts};
use crate::ui::shown_program::ShownProgram;
use compare::Prediction;
use explain::bar::{BarAnswer, BarSource, answer};
use explain::rows::{self, RowAnswer};
use leptos::html::{Canvas, Div, Section};
use leptos::prelude::*;
use recording::{History, ResourceId, TaskId, Trace};
use scenario::time::Micros;
use timeline::{PointedBar, Rect, RowPoint};
use web_sys::PointerEvent;

/// The part of the plot's width at which a bar is brought into view.
const BROUGHT_TO: f64 = 0.2;

/// The part of the plot's width between times that the keys go to in a row.
const ROW_STEP: f64 = 0.02;
/// A pointer that has moved this far in a row, in CSS pixels, asks again after the answer was closed.
const ASKS_AGAIN: f64 = 16.0;

/// What answers.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pointed {
    Bar(PointedBar),
    /// A row at a time; `None` for the playhead, or the middle of the view before the run.
    Row(usize, Option<Micros>),
    /// The lane of a resource at a time; `None` for the playhead.
    Resource(ResourceId, Option<Micros>),
}

impl Pointed {
    /// Whether it is the same bar, or the same row at any time.
    fn is_at(self, other: Self) -> bool {
        match (self, other) {
            (Self::Row(row, _), Self::Row(other, _)) => row == other,
            (Self::Resource(res, _), Self::Resource(other, _)) => res == other,
            _ => self == other,
        }
    }
}

/// A bar or a row, and how it was reached.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Told {
    pointed: Pointed,
    /// The x of the pointer, in the picture's pixels; `None` if the keys have gone to it.
    pointer: Option<f64>,
}

/// The bar that answers. Copies are handles to the same one.
pub type BarsTold = Handle<BarsToldParts>;

/// The parts of [`BarsTold`].
pub struct BarsToldParts {
    session: Session,
    picture: Picture,
    explanations: Explanations,
    programs: Programs,
    told: RwSignal<Option<Told>>,
    /// Whether its tooltip was open when a finger came down.
    was_open: StoredValue<bool>,
    /// Where in the row the pointer was when it last asked.
    asked_at: StoredValue<f64>,
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
        let SessionParts { record, predicted, .. } = *session;
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
        let bars = lasting(BarsToldParts {
            session,
            picture,
            explanations,
            programs: Programs::new(session, language_in_view()),
            told: RwSignal::new(None),
            was_open: StoredValue::new(false),
            asked_at: StoredValue::new(0.0),
            lane: NodeRef::new(),
            ring: NodeRef::new(),
            anchor: NodeRef::new(),
            canvas,
            scroller,
        });
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

    /// The bar or the row at a point of the plot.
    fn at(&self, (x, y): (f64, f64)) -> Option<Pointed> {
        if let Some(res) = self.picture.resource_at(y) {
            let at = self.picture.scale().time_from_x(x);
            return (at <= self.session.record.now_untracked()).then_some(Pointed::Resource(res, Some(at)));
        }
        let row = self.picture.row_at(x, y);
        row.map(|point| Pointed::Row(point.row, Some(point.at)))
            .or_else(|| self.picture.bar_at(x, y).map(Pointed::Bar))
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
        let Some(pointed) = self.at((x, y)) else {
            self.forget_pointed();
            self.explanations.leave();
            return;
        };
        let Some(anchor) = self.anchor.get_untracked() else {
            return;
        };
        let here = self.told.get_untracked();
        if here.is_some_and(|here| here.pointed.is_at(pointed)) {
            let (open, by_pointer) = (
                self.explanations.is_open_at(&anchor),
                here.is_some_and(|here| here.pointer.is_some()),
            );
            if open {
                self.explanations.stay();
            }
            if by_pointer && (!open || here.is_some_and(|here| here.pointed != pointed)) {
                self.tell_of(pointed, Some(x));
            }
            if open || (x - self.asked_at.get_value()).abs() < ASKS_AGAIN || matches!(pointed, Pointed::Bar(..)) {
                return;
            }
        }
        if self.tell_of(pointed, Some(x)) {
            self.asked_at.set_value(x);
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
        let Some(pointed) = self.at((x, y)) else {
            return;
        };
        let same = self
            .told
            .get_untracked()
            .is_some_and(|told| told.pointed.is_at(pointed));
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
        let here = match self.told.get_untracked().map(|told| told.pointed) {
            Some(Pointed::Bar(bar)) if bar.bar.task == task && !bar.in_loop_lane => Some(bar),
            _ => None,
        };
        let next = match here {
            Some(here) => self.picture.bar_beside(here, forward).unwrap_or(here),
            None => match self.picture.first_bar(task, !forward) {
                Some(first) => first,
                None => return,
            },
        };
        self.bring_into_view(next);
        self.go_to(Pointed::Bar(next));
    }

    /// Goes to the row of tasks or the lane of a resource below, or above; first to the row of the selected task, or to the first or
    /// the last one. False if there are neither rows nor resources.
    pub fn step_row(&self, selected: Option<TaskId>, down: bool) -> bool {
        let rows = self.picture.row_count();
        let resources = self.picture.resources.with_untracked(|resources| {
            let resources = resources.lanes.iter().map(|lane| lane.res);
            resources.collect::<Vec<ResourceId>>()
        });
        let Some(last) = (rows + resources.len()).checked_sub(1) else {
            return false;
        };
        let here = match self.of_keys() {
            Some(Pointed::Row(row, at)) => Some((row, at)),
            Some(Pointed::Resource(here, at)) => {
                let lane = resources.iter().position(|res| *res == here);
                lane.map(|lane| (rows + lane, at))
            }
            _ => None,
        };
        let (place, at) = match here {
            Some((place, at)) if down => ((place + 1).min(last), at),
            Some((place, at)) => (place.saturating_sub(1), at),
            None => {
                let selected = selected.and_then(|task| self.picture.row_of(task));
                (selected.unwrap_or(if down { 0 } else { last }).min(last), None)
            }
        };
        let resource = place.checked_sub(rows).and_then(|lane| resources.get(lane));
        self.go_to(resource.map_or(Pointed::Row(place, at), |res| Pointed::Resource(*res, at)));
        true
    }

    /// Goes to an earlier or a later time in the row that the keys have gone to, in the lane of a resource to when something
    /// happened to it. False if they have gone to none.
    pub fn step_in_row(&self, later: bool) -> bool {
        let (row, at) = match self.of_keys() {
            Some(Pointed::Row(row, at)) => (row, at),
            Some(Pointed::Resource(res, at)) => {
                let from = self.time_in_row(at);
                let step = |history: &History| history.resources.step_beside(res, from, later);
                let next = self.session.record.with(|_, folds| step(&folds.history)).flatten();
                if let Some(next) = next {
                    self.bring_time_into_view(next, next);
                    self.go_to(Pointed::Resource(res, Some(next)));
                }
                return true;
            }
            _ => return false,
        };
        let scale = self.picture.scale();
        let step = scale.width() * if later { ROW_STEP } else { -ROW_STEP };
        let x = scale.x_from_time(self.time_in_row(at)) + step;
        let at = scale
            .time_from_x(x.clamp(0.0, scale.width()))
            .min(self.picture.rows_edge());
        self.go_to(Pointed::Row(row, Some(at)));
        true
    }

    /// The task that is selected from the row at a point of the plot.
    #[must_use]
    pub fn task_at(&self, (x, y): (f64, f64)) -> Option<TaskId> {
        let point = self.picture.row_at(x, y)?;
        self.answer_of_row(point)?.task
    }

    /// The task that is selected from the row that the keys have gone to.
    #[must_use]
    pub fn task_of_keys(&self) -> Option<TaskId> {
        let Some(Pointed::Row(row, at)) = self.of_keys() else {
            return None;
        };
        let at = self.time_in_row(at);
        self.answer_of_row(RowPoint { row, at })?.task
    }

    /// What the keys have gone to.
    fn of_keys(&self) -> Option<Pointed> {
        let told = self.told.get_untracked().filter(|told| told.pointer.is_none());
        told.map(|told| told.pointed)
    }

    /// The time at which a row or the lane of a resource answers.
    fn time_in_row(&self, at: Option<Micros>) -> Micros {
        at.unwrap_or_else(|| {
            let SessionParts { record, playhead, .. } = *self.session;
            if record.state_untracked().begun() {
                playhead.moment_untracked().at
            } else {
                let scale = self.picture.scale();
                scale.time_from_x(scale.width() / 2.0).min(self.picture.rows_edge())
            }
        })
    }

    /// The keys go to this bar or row.
    fn go_to(&self, pointed: Pointed) {
        let nodes = self.anchor.get_untracked().zip(self.scroller.get_untracked());
        if let Some((anchor, scroller)) = nodes
            && self.tell_of(pointed, None)
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
    fn tell_of(&self, pointed: Pointed, pointer: Option<f64>) -> bool {
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

    fn answer(&self, pointed: Pointed) -> Option<BarAnswer> {
        match pointed {
            Pointed::Bar(bar) => self.with_source(bar.predicted, |source| answer(source, bar.bar)),
            Pointed::Row(row, at) => {
                let at = self.time_in_row(at);
                self.answer_of_row(RowPoint { row, at }).map(|answer| answer.told)
            }
            Pointed::Resource(res, at) => {
                let at = self.time_in_row(at);
                self.with_source(false, |source| {
                    explain::resource::answer(source.trace, source.history, res, at, source.edge)
                })
            }
        }
    }

    fn answer_of_row(&self, point: RowPoint) -> Option<RowAnswer> {
        let asked = self.picture.asked_row(point)?;
        let planned = !self.session.record.state_untracked().begun();
        self.with_source(planned, |source| rows::answer(source, asked))
    }

    /// Calls `look` with the record, or the prediction.
    fn with_source<T>(&self, predicted: bool, look: impl FnOnce(&BarSource<'_>) -> Option<T>) -> Option<T> {
        let SessionParts { record, .. } = *self.session;
        let source = |trace: &Trace, history: &History, program: Option<&ShownProgram>, edge: Micros| {
            let source = BarSource {
                trace,
                history,
                program: program.map(|program| &*program.0),
                moment: self.session.playhead.moment_untracked(),
                edge,
                predicted,
            };
            look(&source)
        };
        if predicted {
            let plan = self.programs.predicted.get_untracked();
            return self.session.predicted.with_untracked(|prediction| {
                let Prediction { trace, history, .. } = prediction?;
                source(trace, history, plan.as_ref(), history.lanes.last_stamp(trace))
            });
        }
        let program = self.programs.recorded.get_untracked();
        let edge = record.now_untracked();
        let said = record.with(|trace, folds| source(trace, &folds.history, program.as_ref(), edge));
        said.flatten()
    }

    /// Where the lane and the bar or row in it are, and where the tooltip points: its left edge and width.
    fn boxes(&self, told: Told) -> Option<(Rect, Rect, [f64; 2])> {
        match told.pointed {
            Pointed::Bar(bar) => {
                let (lane, bar) = self.picture.bar_boxes(bar)?;
                let left = told.pointer.map_or(bar.x, |x| x.clamp(bar.x, bar.right()));
                Some((lane, bar, [left, told.pointer.map_or(bar.width, |_| 1.0)]))
            }
            Pointed::Row(row, at) => {
                let at = self.time_in_row(at);
                let (lane, drawn, x) = self.picture.row_boxes(RowPoint { row, at })?;
                Some((lane, drawn, [x, 1.0]))
            }
            Pointed::Resource(res, at) => {
                let (lane, drawn, x) = self.picture.resource_boxes(res, self.time_in_row(at))?;
                Some((lane, drawn, [x, 1.0]))
            }
        }
    }

    /// Moves lane, ring and anchor to the bar or row; false if it is out of view.
    fn put(&self, told: Told) -> bool {
        let Some((lane, bar, [left, width])) = self.boxes(told) else {
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
        set_style(
            &lane_node,
            &format!("top: {}px; height: {}px", lane.y * scale, lane.height * scale),
        );
        set_style(
            &anchor,
            &format!("left: {}px; width: {}px", left * scale, width * scale),
        );
        let Rect { x, y, width, height } = bar;
        let top = (y - lane.y) * scale;
        let (x, width, height) = (x * scale, width * scale, height * scale);
        set_style(
            &ring,
            &format!("left: {x}px; top: {top}px; width: {width}px; height: {height}px"),
        );
        true
    }

    /// Pans until the start of the bar is in view.
    fn bring_into_view(&self, pointed: PointedBar) {
        if let Some((from, until)) = self.picture.bar_times(pointed) {
            self.bring_time_into_view(from, until);
        }
    }

    /// Pans until this time is in view, if nothing up to the other one is.
    fn bring_time_into_view(&self, from: Micros, until: Micros) {
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
    let on = move || match bars.told.get() {
        Some(Told { pointer: None, .. }) => "true",
        Some(Told {
            pointed: Pointed::Row(..) | Pointed::Resource(..),
            ..
        }) => "row",
        _ => "false",
    };
    view! {
        <div class="timeline-told-lane" node_ref=bars.lane>
            <div class="timeline-told" data-on=move || on().to_owned() node_ref=bars.ring></div>
            <div class="timeline-told-anchor" data-answers="" node_ref=bars.anchor></div>
        </div>
    }
}
