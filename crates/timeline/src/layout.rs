//! Turns a recording into bars and labels, in pixels. Does not know the canvas.
//!
//! The cost depends on what is visible: lanes and times out of view are skipped, and a lane yields at most a few items
//! for each pixel.

mod critical_path;
mod earlier_run_bars;
mod ends;
mod event_loop;
mod flight;
mod joined;
mod lane;
mod predicted_bars;
mod resources;
mod state_rows;
mod wakes;

pub(crate) use ends::reach_of_end;
pub use event_loop::{LateTimer, LoopActivity, late_timers, queue_steps};
pub use flight::Flight;
pub(crate) use lane::{SHORTEST_OVERDUE, overdue_since};
pub use resources::{DrawnResources, ResourceLane, ResourceLanes, ResourceShape, resource_at};
pub use state_rows::{RowPoint, height_with_state_rows, least_height, row_at, row_box, state_rows, times_of_marks};
pub use wakes::{DrawnWake, WakeKind, WakeSource};

use super::rows::Rows;
use super::scale::Scale;
use super::scene::{Axis, NowLine, Rect, RulerMark, Scene, Size};
use super::ticks::{Tick, ticks};
use super::tree::TaskTree;
use super::words::estimate_width;
use recording::causes::Causes;
use recording::critical_path::CriticalPathToEnd;
use recording::{Lanes, StateGrid, TaskId, Trace};
use scenario::time::Micros;
use scenario::words;

/// The usual width of the now-line's flag; longer times make it wider.
const FLAG_WIDTH: f64 = 62.0;
/// From the top of the axis to the flag, and the height of the flag without its point, which ends 4 px above the lanes.
const FLAG_TOP: f64 = 5.0;
const FLAG_HEIGHT: f64 = 18.0;
/// Labels of the axis this close to the now-line would touch the flag.
const FLAG_REACH: f64 = 50.0;
/// The mark at the live edge reaches this far into the axis, as high as a major tick.
const LIVE_EDGE_REACH: f64 = 7.0;
/// Big marks of the ruler are at least this far apart, so that the small ones (a fifth) come and go at about 11 px.
const RULER_DISTANCE: f64 = 40.0;
/// Small marks closer than this would merge into a grey line.
const RULER_SMALL_DISTANCE: f64 = 11.0;

/// Everything that [`layout`] needs for one frame.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The recording.
    pub trace: &'a Trace,
    /// The lanes of that recording, up to its last event.
    pub lanes: &'a Lanes,
    /// The end of the recorded time: a state that has not ended is drawn up to here.
    pub edge: Micros,
    /// The playhead; the same as `edge` unless the user went back.
    pub now: Micros,
    /// Whether the run is still going.
    pub live: bool,
    /// Converts between time and x.
    pub scale: Scale,
    /// Converts between lanes and y.
    pub rows: Rows,
    /// The order of the lanes, and which tasks are folded, in a record of another program whose tasks are a tree; `None` for lanes
    /// in the order of the list.
    pub tree: Option<&'a TaskTree>,
    /// The states of what is in folded tasks, by [`StateGrid::of_groups`].
    pub groups: Option<&'a StateGrid>,
    /// The lanes of resources, in a record of another program that has some.
    pub resources: Option<DrawnResources<'a>>,
    /// The task whose lane is tinted.
    pub selected: Option<TaskId>,
    /// The causes of the recording's events, which tell what became of a failure.
    pub causes: Option<&'a Causes>,
    /// Whether the plot is on a phone, where labels at the ends that are longer than 7 letters are left out.
    pub phone: bool,
    /// The moment that is marked by a ring.
    pub focus: Option<SelectedMoment>,
    /// The activity of the event loop, for its band. `None` leaves the band empty.
    pub event_loop: Option<LoopActivity<'a>>,
    /// The tasks in flight over the whole run, for their row.
    pub flight: Option<Flight<'a>>,
    /// The wakes to draw, and no others: the selected task's. Sorted by `at`.
    pub wakes: &'a [DrawnWake],
    /// The critical path to draw, of a record that has ended.
    pub critical_path: Option<&'a CriticalPathToEnd>,
    /// Whether the list was edited since the run: the recording is dimmed, and the prediction is of the edited list.
    pub stale: bool,
    /// The prediction. If it is of the recorded list, it is drawn beyond the edge and where an end deviated; if the
    /// list was edited since, all of it is drawn over the recording.
    pub forecast: Option<Forecast<'a>>,
    /// Earlier runs of the same list, the latest first: drawn below the bars as far as there is room.
    pub earlier: &'a [(&'a Trace, &'a Lanes)],
    /// Measures the width of a text at 11 px, in CSS pixels; [`crate::words::estimate_width`] where there is no canvas.
    pub text_width: &'a dyn Fn(&str) -> f64,
}

/// A selected moment of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelectedMoment {
    /// The task.
    pub task: TaskId,
    /// The moment.
    pub at: Micros,
}

/// A prediction: a recording of the same scenario on the virtual clock.
#[derive(Clone, Copy)]
pub struct Forecast<'a> {
    /// The predicted recording.
    pub trace: &'a Trace,
    /// Its lanes.
    pub lanes: &'a Lanes,
}

impl<'a> Input<'a> {
    /// A record alone, drawn up to `now`: nothing selected, predicted or folded, and no band for the loop or for resources.
    #[must_use]
    pub fn of(trace: &'a Trace, lanes: &'a Lanes, now: Micros, scale: Scale, rows: Rows) -> Self {
        Self {
            trace,
            lanes,
            edge: now,
            now,
            live: false,
            scale,
            rows,
            tree: None,
            groups: None,
            resources: None,
            selected: None,
            causes: None,
            phone: false,
            focus: None,
            event_loop: None,
            flight: None,
            wakes: &[],
            critical_path: None,
            stale: false,
            forecast: None,
            earlier: &[],
            text_width: &estimate_width,
        }
    }

    /// The task in this lane.
    #[must_use]
    pub fn task_in(&self, lane: usize) -> Option<TaskId> {
        match self.tree {
            Some(tree) => tree.task_in(lane),
            None => self.rows.task_in(lane),
        }
    }

    /// The lane of this task, or of the folded task that it is in; `None` if it has none.
    #[must_use]
    pub fn lane_of(&self, task: TaskId) -> Option<usize> {
        match self.tree {
            Some(tree) => tree.lane_of(task),
            None => self.rows.lane_of(task),
        }
    }

    /// Whether that lane is at least partly in view.
    #[must_use]
    pub fn shows(&self, task: TaskId) -> bool {
        self.lane_of(task)
            .is_some_and(|lane| self.rows.visible().contains(&lane))
    }

    /// The y of the top of that lane; below the canvas for a task that has none.
    #[must_use]
    pub fn task_y(&self, task: TaskId) -> f64 {
        self.lane_of(task)
            .map_or(self.rows.height, |lane| self.rows.lane_y(lane))
    }

    /// The task whose lane is at this y.
    #[must_use]
    pub fn lane_at(&self, y: f64) -> Option<TaskId> {
        self.task_in(self.rows.lane_number_at(y)?)
    }

    /// The grid of what is in this task, and its row there, if the task is folded.
    fn group(&self, task: TaskId) -> Option<(&StateGrid, usize)> {
        let grid = self.groups?;
        self.tree?.is_folded(task).then_some(())?;
        Some((grid, grid.row_of_group(task)?))
    }
}

/// Lays out the scene of a frame.
#[must_use]
pub fn layout(input: &Input<'_>) -> Scene {
    let Input { scale, rows, .. } = input;
    let width = scale.width();
    let ticks = ticks(scale);
    let visible = rows.visible();
    let selected = input.selected.filter(|task| input.shows(*task));
    let now_x = scale.x_from_time(input.now);
    let mut scene = Scene {
        size: Size {
            width,
            height: rows.height,
        },
        flight: flight::draw(input),
        band: Rect::new(0.0, rows.band_top(), width, rows.band),
        lanes: rows.lanes_rect(width),
        selected: selected.map(|task| Rect::new(0.0, input.task_y(task), width, rows.lane)),
        rules: visible.clone().map(|lane| rows.lane_y(lane + 1) - 1.0).collect(),
        grid: ticks.iter().filter(|tick| tick.major).map(|tick| tick.x).collect(),
        ruler: ruler(scale),
        event_loop: event_loop::draw(input),
        arrows: wakes::draw(input),
        critical_path: critical_path::draw(input),
        veil: veil(input, now_x),
        axis: axis(input, ticks, now_x),
        live_edge: live_edge(input),
        now: now_line(input, now_x),
        focus: focus(input),
        resources: resources::draw(input),
        ..Scene::default()
    };
    joined::draw(input, &mut scene);
    for task in visible.filter_map(|lane| input.task_in(lane)) {
        if input.tree.is_some_and(|tree| tree.is_folded(task)) {
            if let Some((grid, row)) = input.group(task) {
                let (y, height) = (input.task_y(task), rows.bar());
                let area = Rect::new(0.0, y + ((rows.lane - height) / 2.0).floor(), width, height);
                let drawn = scene.groups.get_or_insert_default();
                state_rows::draw_row(grid, row, scale, input.edge, area, drawn);
            }
            continue;
        }
        if let Some(lane) = input.lanes.lane(input.trace, task) {
            lane::draw(input, task, &lane, &mut scene);
            ends::draw(input, task, &lane, &mut scene);
        }
        predicted_bars::draw(input, task, &mut scene);
        earlier_run_bars::draw(input, task, &mut scene);
    }
    ends::stuck(input, &mut scene);
    scene.dimmed = input.stale && !input.trace.events.is_empty();
    scene
}

/// The veil right of the playhead. There is none before the run, when everything is drawn as a prediction.
fn veil(input: &Input<'_>, now_x: f64) -> Option<Rect> {
    let begun = !input.trace.events.is_empty();
    let ahead = input.live || input.now < input.edge;
    let (top, left) = (input.rows.axis, now_x.max(0.0));
    (begun && ahead && left < input.scale.width()).then(|| {
        Rect::new(
            left,
            top,
            input.scale.width() - left,
            (input.rows.height - top).max(0.0),
        )
    })
}

fn axis(input: &Input<'_>, mut ticks: Vec<Tick>, now_x: f64) -> Axis {
    for tick in ticks.iter_mut().filter(|tick| (tick.x - now_x).abs() < FLAG_REACH) {
        tick.label = None;
    }
    Axis {
        rect: Rect::new(0.0, 0.0, input.scale.width(), input.rows.axis),
        ticks,
    }
}

fn now_line(input: &Input<'_>, x: f64) -> Option<NowLine> {
    let plot = input.scale.width();
    if !(0.0..=plot).contains(&x) {
        return None;
    }
    let text = words::moment(input.now);
    let width = ((input.text_width)(&text) + 16.0).max(FLAG_WIDTH);
    let left = (x - width / 2.0).min(plot - width).max(0.0);
    let flag = Rect::new(left, FLAG_TOP, width, FLAG_HEIGHT);
    Some(NowLine {
        x,
        width: if input.live { 1.5 } else { 1.0 },
        flag,
        text,
    })
}

/// The mark at the live edge while the playhead is before it: from the ticks of the axis down through all lanes.
fn live_edge(input: &Input<'_>) -> Option<Rect> {
    let x = input.scale.x_from_time(input.edge);
    let top = input.rows.axis - LIVE_EDGE_REACH;
    (input.live && input.now < input.edge && (0.0..=input.scale.width()).contains(&x))
        .then(|| Rect::new(x - 0.5, top, 1.0, (input.rows.height - top).max(0.0)))
}

fn focus(input: &Input<'_>) -> Option<(f64, f64)> {
    let Input { scale, rows, .. } = input;
    let SelectedMoment { task, at } = input.focus?;
    let x = scale.x_from_time(at);
    (input.shows(task) && (0.0..=scale.width()).contains(&x)).then(|| (x, input.task_y(task) + rows.lane / 2.0))
}

/// A mark every 0.1 s and a higher one every 0.5 s, or the same in another power of ten when that fits the scale
/// better.
fn ruler(scale: &Scale) -> Vec<RulerMark> {
    let per_micro = scale.pixels_per_micro();
    let Some(small) = (0..16)
        .map(|power| 10_u64.pow(power))
        .find(|&step| (5 * step) as f64 * per_micro >= RULER_DISTANCE)
    else {
        return Vec::new();
    };
    let step = if small as f64 * per_micro >= RULER_SMALL_DISTANCE {
        small
    } else {
        5 * small
    };
    let (first, last) = scale.visible();
    (first.0.div_ceil(step)..=last.0 / step)
        .map(|number| {
            let at = Micros(number * step);
            let height = if at.0.is_multiple_of(5 * small) { 6.0 } else { 3.0 };
            RulerMark {
                x: scale.x_from_time(at),
                height,
            }
        })
        .collect()
}
