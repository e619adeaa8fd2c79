//! What the timeline is drawn from: the record, the prediction, the selection and the geometry, put together for the
//! layout and the hit test of [`timeline`]. Draws nothing and listens to nothing itself.

use crate::ui::measured::Extent;
use crate::ui::reactive::{Memo, RwSignal, memo};
use crate::ui::session::{RecordState, Session};
use crate::ui::stage::inquiry::Inquiry;
use crate::ui::stage::selection::Selection;
use crate::ui::stage::{PHONE_WIDTH, TWO_COLUMNS};
use crate::ui::virtual_list::Scrolled;
use compare::Prediction;
use recording::{Lanes, Trace};
use scenario::Scenario;
use scenario::time::Micros;
use timeline::{
    AxisEnd, BAND_HEIGHT, Forecast, Hit, Input, LOW_BAND_HEIGHT, LongList, LoopActivity, Rows, SHORT_WINDOW, Scale,
    Scene, hit, late_timers, layout, queue_steps, words,
};

/// Where a panel takes the whole width, the picture makes room for it (docs/design.md, “Layout”).
const COMPACT_LANE: f64 = 24.0;

/// The picture of what the session shows. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct Picture {
    session: Session,
    selection: Selection,
    inquiry: Inquiry,
    places: Places,
    /// How many lanes there are, main's included.
    pub count: Memo<usize>,
    rows: Memo<Rows>,
    /// How far the lanes are scrolled.
    pub scrolled: Scrolled,
    expected: Memo<Micros>,
    overlaid: RwSignal<bool>,
    held_end: RwSignal<Option<Micros>>,
}

/// What the page measures for it.
#[derive(Clone, Copy)]
pub struct Places {
    /// The window's size.
    pub window: RwSignal<Extent>,
    /// The size of what scrolls.
    pub scroller: RwSignal<Extent>,
    /// The size of the plot.
    pub plot: RwSignal<Extent>,
    /// How many times the usual size text is. The picture's own pixels, in which all of it is laid out, are as many times
    /// as large as CSS pixels: lanes, letters and marks grow with the text beside them.
    pub text_scale: Memo<f64>,
    /// Whether the panel below takes the width, and with it some of the height.
    pub wide_panel: Memo<bool>,
}

impl Picture {
    /// Follows what it is made from. Owned by the component that calls this.
    #[must_use]
    pub fn new(
        session: Session,
        selection: Selection,
        inquiry: Inquiry,
        places: Places,
        overlaid: RwSignal<bool>,
    ) -> Self {
        let Session { record, predicted, .. } = session;
        let count = memo(move || {
            record.track_growth();
            let recorded = record.with(|trace, _| trace.tasks.len()).unwrap_or_default();
            let predicted = predicted.with(|prediction| prediction.map_or(0, |it| it.trace.tasks.len()));
            recorded.max(predicted)
        });
        let unscrolled = memo(move || {
            let (window, scale) = (places.window.get(), places.text_scale.get());
            let yields = places.wide_panel.get() && window.width >= TWO_COLUMNS;
            let low = yields || window.height < SHORT_WINDOW || window.width < PHONE_WIDTH;
            let lane = Rows::lane_height(count.get().saturating_sub(1), window.height);
            let lane = if yields { lane.min(COMPACT_LANE) } else { lane };
            Rows {
                band: if low { LOW_BAND_HEIGHT } else { BAND_HEIGHT },
                ..Rows::new(count.get(), lane, places.scroller.get().height / scale)
            }
        });
        let scrolled = Scrolled::new(memo(move || {
            // In CSS pixels, as what scrolls it is.
            let (rows, scale) = (unscrolled.get(), places.text_scale.get());
            LongList {
                count: rows.count,
                row: rows.lane * scale,
                view: (rows.height - rows.lanes_top()) * scale,
            }
        }));
        let rows = memo(move || Rows {
            scroll_top: scrolled.position().top / places.text_scale.get(),
            ..unscrolled.get()
        });
        let expected = memo(move || {
            let reach = predicted.with(|prediction| prediction.map(Prediction::reach));
            reach.unwrap_or_else(|| {
                predicted
                    .shown()
                    .with(|shown| shown.as_ref().map(Scenario::rough_length).unwrap_or_default())
            })
        });
        Self {
            session,
            selection,
            inquiry,
            places,
            count,
            rows,
            scrolled,
            expected,
            overlaid,
            held_end: RwSignal::new(None),
        }
    }

    /// Keeps the axis from becoming shorter while something is drawn by hand, or lets it go again.
    pub fn hold_axis(&self, held: bool) {
        let end = held.then(|| self.scale().end());
        self.held_end.set(end);
    }

    /// Where the lanes are.
    #[must_use]
    pub const fn rows(&self) -> Memo<Rows> {
        self.rows
    }

    /// Says that all it depends on is looked at, but for the time that passes in a run. Tracked.
    pub fn track(&self) {
        self.track_record();
        self.track_view();
    }

    /// The part of it that is the run's.
    pub fn track_record(&self) {
        let _ = self.session.playhead.moment_by_event();
        let _ = self.session.controls.phase();
    }

    /// The part of it that is the person's.
    pub fn track_view(&self) {
        self.session.predicted.with(|_| ());
        let _ = self.session.predicted.stale();
        self.overlaid.track();
        self.places.plot.track();
        self.selection.track();
        self.rows.track();
        self.held_end.track();
    }

    /// Time ⇄ x, as it stands.
    #[must_use]
    pub fn scale(&self) -> Scale {
        let Session { record, predicted, .. } = self.session;
        let complete = record.state_untracked().complete();
        let recorded = || record.with(|trace, folds| folds.history.lanes.reach(trace));
        let end = AxisEnd {
            recorded: complete.then(recorded).flatten(),
            expected: self.expected.get_untracked(),
            stale: predicted.stale_untracked(),
            now: record.now_untracked(),
            held: self.held_end.get_untracked(),
        }
        .end();
        Scale::fit(
            end,
            self.places.plot.get_untracked().width / self.text_scale(),
            self.phone(),
        )
    }

    /// The scene of this moment.
    #[must_use]
    pub fn scene(&self) -> Option<Scene> {
        self.with_input(layout)
    }

    /// How many CSS pixels are in one of the picture's.
    #[must_use]
    pub fn text_scale(&self) -> f64 {
        self.places.text_scale.get_untracked()
    }

    /// What lies at a point of the plot, in the picture's pixels from its top left corner.
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<Hit> {
        self.with_input(|input| hit(input, x, y)).flatten()
    }

    fn phone(&self) -> bool {
        self.places.window.get_untracked().width < PHONE_WIDTH
    }

    fn with_input<T>(&self, look: impl FnOnce(&Input<'_>) -> T) -> Option<T> {
        let Session {
            record,
            playhead,
            predicted,
            ..
        } = self.session;
        let scale = self.scale();
        let focus = self.inquiry.focus_untracked();
        let stale = predicted.stale_untracked();
        let overlaid = self.overlaid.get_untracked();
        self.inquiry.wakes().with_untracked(|wakes| {
            record.with(|trace, folds| {
                self.session.predicted.with_untracked(|prediction| {
                    let history = &folds.history;
                    let earlier: Vec<(&Trace, &Lanes)> = folds
                        .earlier
                        .iter()
                        .filter(|_| overlaid)
                        .map(|(trace, lanes)| (trace, lanes))
                        .collect();
                    let late = late_timers(trace, &history.timers, &scale);
                    let depth = queue_steps(trace, &history.loops, &scale);
                    look(&Input {
                        trace,
                        lanes: &history.lanes,
                        edge: record.now_untracked(),
                        now: playhead.moment_untracked().at,
                        live: record.state_untracked() == RecordState::Growing,
                        scale,
                        rows: self.rows.get_untracked(),
                        selected: self.selection.task_untracked(),
                        phone: self.phone(),
                        focus,
                        event_loop: Some(LoopActivity {
                            polls: history.loops.polls(trace),
                            depth: &depth,
                            late: &late,
                            turns: history.loops.turns(trace),
                        }),
                        wakes,
                        stale,
                        earlier: &earlier,
                        forecast: prediction.map(|prediction| Forecast {
                            trace: &prediction.trace,
                            lanes: &prediction.history.lanes,
                        }),
                        text_width: &words::estimate_width,
                    })
                })
            })
        })
    }
}
