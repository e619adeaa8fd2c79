//! Collects the input of the layout and of the hit test in the crate [`timeline`]: recording, prediction, selection and
//! geometry. Draws nothing, and has no event listeners.

use crate::canvas::TextWidths;
use crate::ui::embed::Embedded;
use crate::ui::measured::Extent;
use crate::ui::reactive::{Handle, Memo, RwSignal, lasting, memo};
use crate::ui::session::{RecordState, Session, SessionParts};
use crate::ui::stage::critical_path::ShownPath;
use crate::ui::stage::inquiry::Inquiry;
use crate::ui::stage::selection::Selection;
use crate::ui::stage::time_axis::TimeAxis;
use crate::ui::stage::timeline::all_tasks::AllTasks;
use crate::ui::stage::timeline::tree::Tree;
use crate::ui::virtual_list::Scrolled;
use explain::rows::AskedRow;
use leptos::prelude::*;
use recording::{History, Lanes, ResourceId, StateGrid, TaskId, Trace};
use scenario::time::Micros;
use timeline::{
    BAND_HEIGHT, Detail, DrawnResources, Flight, Forecast, Hit, Input, LOW_BAND_HEIGHT, LongList, LoopActivity,
    PHONE_WIDTH, PointedBar, Rect, ResourceLanes, RowPoint, Rows, SHORT_WINDOW, Scale, Scene, SizeClass, TWO_COLUMNS,
    TaskTree, bar_at, bar_beside, bar_box, bar_times, first_bar, hit, lane_box, late_timers, layout, least_height,
    leaves_labels_out, queue_steps, resource_at, row_at, row_box, state_rows, times_of_marks,
};

/// The height of a lane, in CSS pixels, while a panel takes the whole width (docs/design.md, “Layout”).
const COMPACT_LANE: f64 = 24.0;

/// The drawing of what the session shows. Copies are handles to the same one.
pub type Picture = Handle<PictureParts>;

/// The parts of [`Picture`].
pub struct PictureParts {
    session: Session,
    selection: Selection,
    inquiry: Inquiry,
    path: ShownPath,
    sizes: MeasuredSizes,
    /// The number of lanes, including main's.
    pub count: Memo<usize>,
    rows: Memo<Rows>,
    /// The order of the lanes.
    pub tree: Tree,
    /// The lanes of resources.
    pub resources: Memo<ResourceLanes>,
    /// The scroll position of the lanes.
    pub scrolled: Scrolled,
    axis: TimeAxis,
    overlaid: RwSignal<bool>,
    all_tasks: AllTasks,
    widths: StoredValue<TextWidths, LocalStorage>,
}

/// Sizes that the page measures.
#[derive(Clone, Copy)]
pub struct MeasuredSizes {
    /// The window's size.
    pub window: RwSignal<Extent>,
    /// The size of the scrolling element.
    pub scroller: RwSignal<Extent>,
    /// The text size, as a multiple of the usual one. The drawing is laid out in pixels at the usual text size, which
    /// are this many CSS pixels: lanes, letters and marks grow with the text beside them.
    pub text_scale: Memo<f64>,
    /// Whether the panel below takes the whole width, and with it some of the timeline's height.
    pub wide_panel: Memo<bool>,
    /// Whether lanes share the height that the timeline has, whatever their number.
    pub lanes_share: Memo<bool>,
    /// Whether the page is embedded in another.
    pub embedded: Embedded,
}

/// What is laid out of a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LaidOut {
    /// All that the canvas shows.
    Whole,
    /// The lanes alone.
    Lanes,
    /// What a figure does not collect by itself.
    Figure,
}

impl Picture {
    /// Follows the session. Owned by the component that calls this.
    #[must_use]
    pub fn new(
        session: Session,
        selection: Selection,
        (inquiry, path): (Inquiry, ShownPath),
        axis: TimeAxis,
        sizes: MeasuredSizes,
        overlaid: RwSignal<bool>,
        all_tasks: AllTasks,
    ) -> Self {
        let count = memo(move || session.lanes());
        let tree = Tree::new(session.record);
        let in_tree = move || tree.shape().lanes.filter(|_| !all_tasks.shown());
        let bare = memo(move || {
            let (window, scale) = (sizes.window.get(), sizes.text_scale.get());
            let yields = sizes.wide_panel.get() && window.width >= TWO_COLUMNS;
            let low = yields || window.height < SHORT_WINDOW || window.width < PHONE_WIDTH;
            let lanes = in_tree().unwrap_or_else(|| count.get());
            let lane = Rows::lane_height(lanes.saturating_sub(1), window.height);
            let lane = if yields { lane.min(COMPACT_LANE) } else { lane };
            let rows = Rows {
                band: if low { LOW_BAND_HEIGHT } else { BAND_HEIGHT },
                ..Rows::new(lanes, lane, sizes.scroller.get().height / scale)
            };
            (
                rows,
                !yields && SizeClass::of(window.width, window.height) == SizeClass::Wide,
            )
        });
        let resources = memo(move || {
            if sizes.embedded.on() {
                return ResourceLanes::default();
            }
            let (window, scale, lane) = (
                sizes.window.get(),
                sizes.text_scale.get(),
                bare.with(|(rows, _)| rows.lane),
            );
            let room = ResourceLanes::room(window.width / scale, window.height / scale);
            let lanes = session
                .record
                .with_growth(|trace, folds| ResourceLanes::within(trace, &folds.history.resources, room, lane));
            lanes.unwrap_or_default()
        });
        let unscrolled = memo(move || {
            let (rows, wide) = bare.get();
            let rows = Rows {
                foot: resources.with(ResourceLanes::height),
                ..rows
            };
            let rows = if wide {
                rows.with_flight(rows.least_lanes())
            } else {
                rows
            };
            if sizes.embedded.on() {
                return Rows::embedded(count.get(), sizes.scroller.get().height / sizes.text_scale.get());
            }
            if all_tasks.shown() {
                // Main and the selected task keep their lanes over the rows of all tasks.
                let rows = Rows {
                    lane: COMPACT_LANE,
                    ..rows
                };
                rows.of_main_and(selection.task())
            } else if sizes.lanes_share.get() {
                rows.sharing()
            } else {
                rows
            }
        });
        let scrolled = Scrolled::new(memo(move || {
            // In CSS pixels, like the scrolling element.
            let (rows, scale) = (unscrolled.get(), sizes.text_scale.get());
            LongList {
                count: rows.count,
                row: rows.lane * scale,
                view: (rows.lanes_bottom() - rows.lanes_top()) * scale,
            }
        }));
        let rows = memo(move || Rows {
            scroll_top: scrolled.position().top / sizes.text_scale.get(),
            ..unscrolled.get()
        });
        lasting(PictureParts {
            session,
            selection,
            inquiry,
            path,
            sizes,
            count,
            rows,
            tree,
            resources,
            scrolled,
            axis,
            overlaid,
            all_tasks,
            widths: StoredValue::new_local(TextWidths::default()),
        })
    }

    /// The time axis.
    #[must_use]
    pub fn axis(&self) -> TimeAxis {
        self.axis
    }

    /// The geometry of the lanes.
    #[must_use]
    pub fn rows(&self) -> Memo<Rows> {
        self.rows
    }

    /// The number of lanes that keys go through, whether they are shown or not: all tasks have one while they are in rows. Not
    /// tracked.
    #[must_use]
    pub fn lane_count(&self) -> usize {
        let lanes = untrack(|| self.tree.shape().lanes.filter(|_| !self.all_tasks.shown()));
        lanes.unwrap_or_else(|| self.count.get_untracked())
    }

    /// The lane of this task among them, or of the folded task that it is in. Not tracked.
    #[must_use]
    pub fn lane_of(&self, task: TaskId) -> usize {
        let in_tree =
            untrack(|| !self.all_tasks.shown()).then(|| untrack(|| self.tree.with(|tree| tree.lane_of(task))));
        in_tree.flatten().flatten().unwrap_or(task.index())
    }

    /// The task in this lane. Tracked.
    #[must_use]
    pub fn task_in(&self, lane: usize) -> Option<TaskId> {
        let in_tree = (!self.all_tasks.shown()).then(|| self.tree.with(|tree| tree.task_in(lane)));
        in_tree
            .flatten()
            .unwrap_or_else(|| self.rows.with(|rows| rows.task_in(lane)))
    }

    /// The resource whose lane is at this y of the plot, and that lane.
    #[must_use]
    pub fn resource_at(&self, y: f64) -> Option<ResourceId> {
        let rows = self.rows.get_untracked();
        self.resources
            .with_untracked(|resources| resource_at(&resources.lanes, &rows, y).map(|lane| lane.res))
    }

    /// The lane of a resource, the part of it that is drawn, and the x of a time.
    #[must_use]
    pub fn resource_boxes(&self, res: ResourceId, at: Micros) -> Option<(Rect, Rect, f64)> {
        let (scale, rows) = (self.scale(), self.rows.get_untracked());
        let lane = self.resources.with_untracked(|resources| {
            let lane = resources.lanes.iter().find(|lane| lane.res == res)?;
            Some(Rect::new(0.0, rows.foot_top() + lane.top, scale.width(), lane.height))
        })?;
        let left = scale.x_from_time(Micros::ZERO).max(0.0);
        let right = scale
            .x_from_time(self.session.record.now_untracked())
            .min(scale.width());
        let drawn = Rect {
            x: left,
            width: (right - left).max(1.0),
            ..lane
        };
        Some((lane, drawn, scale.x_from_time(at).clamp(left, right.max(left))))
    }

    /// The height that the timeline has at least.
    #[must_use]
    pub fn least_height(&self) -> f64 {
        self.rows.with(least_height)
    }

    /// Whether all tasks are in rows, and there is nothing yet to draw in them: nothing has run, and nothing is predicted. Tracked.
    #[must_use]
    pub fn rows_are_empty(&self) -> bool {
        let SessionParts { record, predicted, .. } = *self.session;
        self.all_tasks.shown() && !record.state().begun() && predicted.with(|prediction| prediction.is_none())
    }

    /// Tracks the recording and the run, and what changes with them: prediction, lanes, the end of the axis.
    pub fn track_record(&self) {
        let _ = self.session.playhead.moment_by_event();
        let _ = self.session.controls.phase();
        self.session.predicted.with(|_| ());
        let _ = self.session.predicted.stale();
        self.axis.track_end();
        let _ = self.path.drawn();
        if self.rows.with(Rows::detail) == Detail::Full {
            // The labels say what became of a failure.
            self.session.record.with_causes(|_, _| ());
        }
    }

    /// Tracks what only the user changes: selection and sizes.
    pub fn track_view(&self) {
        self.overlaid.track();
        self.axis.track_sizes();
        self.selection.track();
    }

    /// The conversion between time and x.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.axis.scale()
    }

    /// The scene of the shown moment.
    #[must_use]
    pub fn scene(&self) -> Option<Scene> {
        self.with_input(LaidOut::Whole, |input| {
            let rows = |grid: &StateGrid| {
                let predicted = input.trace.events.is_empty();
                state_rows(grid, &input.scale, &input.rows, self.rows_edge(), predicted)
            };
            Scene {
                state_rows: self.all_tasks.with_grid(rows),
                ..layout(input)
            }
        })
    }

    /// The row of tasks at a point, as for [`Picture::hit`]; `None` if all tasks have lanes.
    #[must_use]
    pub fn row_at(&self, x: f64, y: f64) -> Option<RowPoint> {
        let (scale, rows, edge) = (self.scale(), self.rows.get_untracked(), self.rows_edge());
        let found = self
            .all_tasks
            .with_grid(|grid| row_at(grid, &scale, &rows, edge, (x, y)));
        found.flatten()
    }

    /// The row in which a task is.
    #[must_use]
    pub fn row_of(&self, task: TaskId) -> Option<usize> {
        let row = |grid: &StateGrid| task.index() / grid.tasks_in_a_row();
        self.all_tasks.with_grid(row)
    }

    /// The number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.all_tasks.with_grid(StateGrid::rows).unwrap_or_default()
    }

    /// Where a row is, and the x from and to which it is drawn, and the x of a time.
    #[must_use]
    pub fn row_boxes(&self, point: RowPoint) -> Option<(Rect, Rect, f64)> {
        let (scale, rows) = (self.scale(), self.rows.get_untracked());
        let row = self
            .all_tasks
            .with_grid(|grid| row_box(grid, &scale, &rows, point.row))
            .flatten()?;
        let left = scale.x_from_time(Micros::ZERO).max(0.0);
        let right = scale.x_from_time(self.rows_edge()).min(scale.width());
        let drawn = Rect {
            x: left,
            width: (right - left).max(1.0),
            ..row
        };
        Some((row, drawn, scale.x_from_time(point.at).clamp(left, right.max(left))))
    }

    /// What is asked of a row at a point.
    #[must_use]
    pub fn asked_row(&self, point: RowPoint) -> Option<AskedRow> {
        let (scale, edge) = (self.scale(), self.rows_edge());
        self.all_tasks.with_grid(|grid| AskedRow {
            tasks: grid.tasks_of(point.row),
            at: point.at,
            marks: times_of_marks(grid, &scale, edge, point),
            groups: grid.counted_at(point.row, point.at),
        })
    }

    /// The time up to which rows are drawn: the recorded time, or before the run all of the prediction.
    #[must_use]
    pub fn rows_edge(&self) -> Micros {
        let SessionParts { record, predicted, .. } = *self.session;
        let end = || predicted.with_untracked(|prediction| prediction.map(|it| it.trace.last_stamp()));
        let end = (!record.state_untracked().begun()).then(end).flatten();
        end.unwrap_or_else(|| record.now_untracked())
    }

    /// The number of CSS pixels in a pixel at the usual text size.
    #[must_use]
    pub fn text_scale(&self) -> f64 {
        self.sizes.text_scale.get_untracked()
    }

    /// The hit test at a point of the plot, in pixels at the usual text size from its top left corner.
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<Hit> {
        self.with_lanes(|input| hit(input, x, y)).flatten()
    }

    /// The bar at a point, as for [`Picture::hit`].
    #[must_use]
    pub fn bar_at(&self, x: f64, y: f64) -> Option<PointedBar> {
        self.with_lanes(|input| bar_at(input, x, y)).flatten()
    }

    /// The bar after this one of the same task, or before it.
    #[must_use]
    pub fn bar_beside(&self, from: PointedBar, forward: bool) -> Option<PointedBar> {
        self.with_lanes(|input| bar_beside(input, from, forward)).flatten()
    }

    /// The first bar of a task, or its last.
    #[must_use]
    pub fn first_bar(&self, task: TaskId, last: bool) -> Option<PointedBar> {
        self.with_lanes(|input| first_bar(input, task, last)).flatten()
    }

    /// When a bar began and ended.
    #[must_use]
    pub fn bar_times(&self, bar: PointedBar) -> Option<(Micros, Micros)> {
        self.with_lanes(|input| bar_times(input, bar)).flatten()
    }

    /// The lane of a bar in view, and the bar.
    #[must_use]
    pub fn bar_boxes(&self, bar: PointedBar) -> Option<(Rect, Rect)> {
        let boxes = |input: &Input<'_>| {
            let lane = lane_box(input, bar)?;
            Some((lane, bar_box(input, bar)?))
        };
        self.with_lanes(boxes).flatten()
    }

    /// The most tasks in flight at one moment: recorded, or before the run predicted. Tracked.
    #[must_use]
    pub fn most_in_flight(&self) -> Option<u64> {
        let SessionParts { record, predicted, .. } = *self.session;
        if record.state().begun() {
            record.track_growth();
            return record.with(|trace, folds| folds.history.most_in_flight(trace));
        }
        predicted.with(|prediction| prediction.map(|it| it.history.most_in_flight(&it.trace)))
    }

    fn phone(&self) -> bool {
        let width = self.sizes.window.get_untracked().width;
        leaves_labels_out(width, self.sizes.embedded.on_untracked())
    }

    /// Calls `look` with what a figure of it shows, whose rows and loop are its own.
    pub fn with_figure(&self, look: &mut dyn FnMut(&Input<'_>)) {
        let _ = self.with_input(LaidOut::Figure, look);
    }

    /// Without what only the lane of the loop shows.
    fn with_lanes<T>(&self, look: impl FnOnce(&Input<'_>) -> T) -> Option<T> {
        self.with_input(LaidOut::Lanes, look)
    }

    fn with_input<T>(&self, laid_out: LaidOut, look: impl FnOnce(&Input<'_>) -> T) -> Option<T> {
        let SessionParts {
            record,
            playhead,
            predicted,
            ..
        } = *self.session;
        let scale = self.scale();
        let focus = self.inquiry.focus_untracked();
        let stale = predicted.stale_untracked();
        let overlaid = self.overlaid.get_untracked();
        // Rows of all tasks have no lanes to draw a path or a wake through.
        let in_lanes = !untrack(|| self.all_tasks.shown());
        let path = untrack(|| self.path.drawn()).filter(|_| !stale && in_lanes);
        let wakes = self.inquiry.wakes();
        let resources = self.resources.get_untracked();
        let loop_lane = laid_out == LaidOut::Whole;
        let has_flight = laid_out == LaidOut::Figure || loop_lane && self.rows.get_untracked().flight > 0.0;
        let begun = record.state_untracked().begun();
        let with_tree = |widths: &TextWidths, tree: Option<&TaskTree>, groups: Option<&StateGrid>| {
            wakes.with_untracked(|wakes| {
                record.with(|trace, folds| {
                    self.session.predicted.with_untracked(|prediction| {
                        let history = &folds.history;
                        let earlier: Vec<(&Trace, &Lanes)> = folds
                            .earlier
                            .iter()
                            .filter(|_| overlaid)
                            .map(|(trace, lanes)| (trace, lanes))
                            .collect();
                        let (late, depth) = if loop_lane {
                            let late = late_timers(trace, &history.timers, &scale);
                            (late, queue_steps(trace, &history.loops, &scale))
                        } else {
                            (Vec::new(), Vec::new())
                        };
                        let buckets = |history: &History, now| {
                            if has_flight {
                                history.density.buckets(now)
                            } else {
                                Vec::new()
                            }
                        };
                        let (most, buckets) = match prediction.filter(|_| !begun) {
                            Some(it) => {
                                let buckets = buckets(&it.history, it.trace.last_stamp());
                                (it.history.most_in_flight(&it.trace), buckets)
                            }
                            None => {
                                let buckets = buckets(history, record.now_untracked());
                                (history.most_in_flight(trace), buckets)
                            }
                        };
                        look(&Input {
                            trace,
                            lanes: &history.lanes,
                            edge: record.now_untracked(),
                            now: playhead.moment_untracked().at,
                            live: record.state_untracked() == RecordState::Growing,
                            scale,
                            rows: self.rows.get_untracked(),
                            tree,
                            groups,
                            resources: (!resources.lanes.is_empty()).then_some(DrawnResources {
                                record: &history.resources,
                                lanes: &resources.lanes,
                            }),
                            selected: self.selection.task_untracked(),
                            phone: self.phone(),
                            focus,
                            event_loop: Some(LoopActivity {
                                polls: history.loops.polls(trace),
                                depth: &depth,
                                late: &late,
                                turns: history.loops.turns(trace),
                                busy: Some(&history.loops),
                            }),
                            flight: has_flight.then_some(Flight {
                                buckets: &buckets,
                                most,
                                predicted: !begun,
                            }),
                            wakes: if in_lanes { wakes } else { &[] },
                            stale,
                            critical_path: path.as_deref(),
                            earlier: &earlier,
                            causes: Some(&folds.causes),
                            forecast: prediction.map(|prediction| Forecast {
                                trace: &prediction.trace,
                                lanes: &prediction.history.lanes,
                            }),
                            text_width: &|text| widths.of(text),
                        })
                    })
                })
            })
        };
        self.widths
            .try_with_value(|widths| {
                self.tree
                    .with_groups(|tree, groups| with_tree(widths, tree.filter(|_| in_lanes), groups))
                    .flatten()
            })
            .flatten()
    }
}
