//! The part of the time that is in view, and the scale between time and x. The timeline, the overview, the transport and
//! the keys share it; all of them zoom and pan through it.

use super::selection::Selection;
use crate::ui::embed::Embedded;
use crate::ui::measured::{Extent, measured};
use crate::ui::reactive::{Handle, Memo, RwSignal, effect, lasting, memo};
use crate::ui::session::{RecordState, Session, SessionParts};
use crate::ui::text_size::followed_text_scale;
use compare::Prediction;
use explain::guess::Guess;
use leptos::html::Div;
use leptos::prelude::*;
use recording::{History, Lane, Moment, Trace};
use scenario::Scenario;
use scenario::time::Micros;
use timeline::{AxisEnd, Scale, TimeWindow, leaves_labels_out, range_in_words};

/// A key that pans moves the view by this share of it.
const PAN_SHARE: f64 = 0.25;

/// The time axis of the stage. Copies are handles to the same one.
pub type TimeAxis = Handle<TimeAxisParts>;

/// The parts of [`TimeAxis`].
pub struct TimeAxisParts {
    session: Session,
    /// The element of the plot, whose width is the length of the axis.
    pub plot: NodeRef<Div>,
    /// An element with text, by which changes of the text size are noticed.
    pub caption: NodeRef<Div>,
    plot_size: RwSignal<Extent>,
    window_size: RwSignal<Extent>,
    embedded: Embedded,
    text_scale: Memo<f64>,
    /// The predicted end, or an estimate; while the person guesses, one that does not depend on how main awaits.
    expected: Memo<Micros>,
    /// The end of the axis.
    end: Memo<Micros>,
    held_end: RwSignal<Option<Micros>>,
    /// `None` while all of the run is in view.
    window: RwSignal<Option<TimeWindow>>,
    /// Whether the view follows the now-line of a run: unless the user has panned away from it.
    follows: RwSignal<bool>,
}

impl TimeAxis {
    /// An axis with all of the run in view. Owned by the component that calls this.
    #[must_use]
    pub fn new(session: Session, window_size: RwSignal<Extent>) -> Self {
        let SessionParts {
            record,
            predicted,
            guessing,
            ..
        } = *session;
        let (plot, caption) = (NodeRef::new(), NodeRef::new());
        let caption_size = measured(caption);
        let expected = memo(move || {
            if !predicted.foretells() {
                return guessing.axis_end();
            }
            let reach = predicted.with(|prediction| prediction.map(Prediction::reach));
            reach.unwrap_or_else(|| {
                predicted
                    .shown()
                    .with(|shown| shown.as_ref().map(Scenario::rough_length).unwrap_or_default())
            })
        });
        let held_end = RwSignal::new(None::<Micros>);
        // The marks of a guess stay in view beside what came.
        let with_guesses = move |recorded: Micros| match guessing.grade().with(Option::is_some) {
            true => recorded.max(guessing.with(Guess::latest)),
            false => recorded,
        };
        let end = memo(move || {
            let recorded = || record.with_growth(|trace, folds| folds.history.lanes.reach(trace));
            AxisEnd {
                recorded: record.state().complete().then(recorded).flatten().map(with_guesses),
                expected: expected.get(),
                stale: predicted.stale(),
                now: record.now(),
                held: held_end.get(),
            }
            .end()
        });
        let axis = lasting(TimeAxisParts {
            session,
            plot,
            caption,
            plot_size: measured(plot),
            window_size,
            embedded: Embedded::of_page(),
            text_scale: followed_text_scale(move || caption_size.track()),
            expected,
            end,
            held_end,
            window: RwSignal::new(None),
            follows: RwSignal::new(true),
        });
        axis.reset_with_the_record();
        axis.keep_the_playhead_in_view();
        axis
    }

    /// The scale at which all of the run is in view. Not tracked.
    #[must_use]
    pub fn fitted(&self) -> Scale {
        let width = self.plot_size.get_untracked().width / self.text_scale.get_untracked();
        let narrow = leaves_labels_out(self.window_size.get_untracked().width, self.embedded.on_untracked());
        Scale::fit(self.end.get_untracked(), width, narrow)
    }

    /// The scale of the view. Not tracked.
    #[must_use]
    pub fn scale(&self) -> Scale {
        let fitted = self.fitted();
        self.window
            .get_untracked()
            .map_or(fitted, |window| fitted.showing(window))
    }

    /// The scale of the view. Tracked.
    #[must_use]
    pub fn scale_tracked(&self) -> Scale {
        self.track();
        self.window.track();
        self.scale()
    }

    /// Tracks everything that the scale depends on, except the view.
    pub fn track(&self) {
        self.track_sizes();
        self.track_end();
    }

    /// Tracks the sizes of window, plot and text.
    pub fn track_sizes(&self) {
        self.plot_size.track();
        self.window_size.track();
        let _ = self.embedded.on();
        self.text_scale.track();
    }

    /// Tracks the end of the axis, which moves while a run is later than predicted.
    pub fn track_end(&self) {
        self.end.track();
    }

    /// How many CSS pixels a pixel of the picture is large.
    #[must_use]
    pub fn text_scale(&self) -> Memo<f64> {
        self.text_scale
    }

    /// Whether only a part of the run is in view. Tracked.
    #[must_use]
    pub fn zoomed(&self) -> bool {
        self.window.with(Option::is_some) && !self.scale_tracked().fitted()
    }

    /// The range in view in words. Tracked.
    #[must_use]
    pub fn range(&self) -> String {
        range_in_words(&self.scale_tracked())
    }

    /// Keeps the axis from becoming shorter while a bar is dragged, or releases it.
    pub fn hold_end(&self, held: bool) {
        let end = held.then(|| self.scale().end());
        self.held_end.set(end);
    }

    /// Changes the view to that of this scale. The view follows a run if its now-line is in view.
    pub fn set(&self, scale: Scale) {
        let record = self.session.record;
        let growing = record.state_untracked() == RecordState::Growing;
        self.follows.set(growing && scale.shows(record.now_untracked()));
        self.window.set(scale.window());
        self.session.frames.request_now();
    }

    /// Brings a part of the time into view.
    pub fn show(&self, window: TimeWindow) {
        self.set(self.fitted().showing(window));
    }

    /// Brings all of the run into view.
    pub fn fit(&self) {
        self.set(self.fitted());
    }

    /// Zooms in by this factor, or out if it is below 1, around the playhead or the middle of the view.
    pub fn zoom(&self, factor: f64) {
        let scale = self.scale();
        let playhead = self.session.playhead.moment_untracked().at;
        self.set(scale.zoomed(factor, scale.anchor(playhead)));
    }

    /// Pans by a quarter of the view.
    pub fn pan(&self, later: bool) {
        let scale = self.scale();
        let by_x = scale.span().0 as f64 * PAN_SHARE * scale.pixels_per_micro();
        self.set(scale.panned(if later { -by_x } else { by_x }));
    }

    /// Zooms to the life of the selected task, or to the bar of it that the playhead is at.
    pub fn zoom_to(&self, selection: Selection, bar: bool) {
        let Some(task) = selection.task_untracked() else { return };
        let SessionParts {
            record,
            playhead,
            predicted,
            ..
        } = *self.session;
        let (edge, moment) = (record.now_untracked(), playhead.moment_untracked());
        let range = |trace: &Trace, history: &History, moment: Moment, edge: Micros| {
            let lane = history.lanes.lane(trace, task)?;
            if bar {
                bar_at(&lane, moment, edge)
            } else {
                life(&lane, edge)
            }
        };
        let recorded = record
            .with(|trace, folds| range(trace, &folds.history, moment, edge))
            .flatten();
        let found = recorded.or_else(|| {
            predicted.with_untracked(|prediction| {
                let prediction = prediction?;
                range(
                    &prediction.trace,
                    &prediction.history,
                    Moment::START,
                    self.expected.get_untracked(),
                )
            })
        });
        if let Some((from, to)) = found {
            self.show(TimeWindow::around(from, to));
        }
    }

    /// Moves the view along with the now-line of a run. Called in each frame before anything is drawn.
    pub fn follow(&self) {
        let SessionParts { record, playhead, .. } = *self.session;
        let state = record.state_untracked();
        if !state.begun() || !playhead.live_untracked() || !self.follows.get_untracked() {
            return;
        }
        if state.complete() {
            // The end may come without a frame before it. From then on the view is the user's.
            self.follows.set(false);
        }
        let Some(before) = self.window.get_untracked() else {
            return;
        };
        let scale = self.fitted().showing(before).following(record.now_untracked());
        if scale.window() != Some(before) {
            self.window.set(scale.window());
        }
    }

    /// Whether the view is another one. Tracked.
    pub fn track_view(&self) {
        self.window.track();
    }

    /// Another scenario or recording begins with all of it in view. A run of the same list keeps the view.
    fn reset_with_the_record(self) {
        let record = self.session.record;
        let series = memo(move || record.id().series());
        effect(move || {
            series.track();
            self.follows.set(true);
            if record.state_untracked() != RecordState::Growing {
                self.window.set(None);
            }
        });
    }

    /// A step, a seek and an answer in the Why panel may move the playhead out of view.
    fn keep_the_playhead_in_view(self) {
        let SessionParts { record, playhead, .. } = *self.session;
        let shown = memo(move || (!playhead.live()).then(|| playhead.moment().at));
        effect(move || {
            let at = shown.get();
            if self.window.with_untracked(Option::is_none) {
                return;
            }
            if at.is_none() && record.state_untracked() == RecordState::Growing {
                self.follows.set(true);
                return;
            }
            let scale = self.scale();
            let revealed = scale.revealing(at.unwrap_or_else(|| record.now_untracked()));
            if revealed != scale {
                self.set(revealed);
            }
        });
    }
}

/// From when a task was spawned to when it ended, or would have.
fn life(lane: &Lane<'_>, edge: Micros) -> Option<(Micros, Micros)> {
    let from = lane.spawned()?;
    let ended = lane.end().map(|end| end.at);
    let to = ended.max(lane.planned_end()).unwrap_or(edge);
    Some((from, to))
}

/// The bar of a task at a moment, or its last one.
fn bar_at(lane: &Lane<'_>, moment: Moment, edge: Micros) -> Option<(Micros, Micros)> {
    let (segment, to) = lane.stretches_from(moment.events, edge).next()?;
    Some((segment.from, to))
}
