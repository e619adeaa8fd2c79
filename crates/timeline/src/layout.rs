//! Turns a trace into bars and labels. Knows pixels, knows no canvas.
//!
//! Costs what is visible: lanes out of view are not looked at, and in a lane only what is in view, at most a few things
//! for each pixel.

mod earlier_run_bars;
mod ends;
mod event_loop;
mod joined;
mod lane;
mod predicted_bars;
mod wakes;

pub use event_loop::{LateTimer, LoopActivity, late_timers, queue_steps};
pub use wakes::{DrawnWake, WakeKind, WakeSource};

use super::rows::Rows;
use super::scale::Scale;
use super::scene::{Axis, NowLine, Rect, RulerMark, Scene, Size};
use super::ticks::{Tick, ticks};
use recording::{Lanes, TaskId, Trace};
use scenario::time::Micros;
use scenario::words;

/// The flag of the now-line at its usual width; longer times make it wider.
const FLAG_WIDTH: f64 = 62.0;
/// From the top of the axis to the flag, and the flag without its point: it ends 4 px above the lanes.
const FLAG_TOP: f64 = 5.0;
const FLAG_HEIGHT: f64 = 18.0;
/// Labels of the axis this close to the now-line would touch the flag.
const FLAG_REACH: f64 = 50.0;
/// The mark at the live edge begins as high as a major tick.
const LIVE_EDGE_REACH: f64 = 7.0;
/// Big marks of the ruler are at least this far apart, so that the small ones (a fifth) come and go at about 11 px.
const RULER_DISTANCE: f64 = 40.0;
/// Small marks closer than this are a grey line, not a ruler.
const RULER_SMALL_DISTANCE: f64 = 11.0;

/// What a frame is made of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// What happened.
    pub trace: &'a Trace,
    /// The same, folded up to the last event.
    pub lanes: &'a Lanes,
    /// How far the record goes: what has not ended is drawn up to here.
    pub edge: Micros,
    /// The playhead; the same as `edge` unless the person went back.
    pub now: Micros,
    /// Whether the run goes on.
    pub live: bool,
    /// Time ⇄ x.
    pub scale: Scale,
    /// Where the lanes are. Its width is the scale's.
    pub rows: Rows,
    /// Whose lane is tinted.
    pub selected: Option<TaskId>,
    /// Whether words over 7 letters are left out at the ends.
    pub phone: bool,
    /// The moment that has a ring.
    pub focus: Option<SelectedMoment>,
    /// Who held the thread, for the band of the loop. `None` leaves the band empty.
    pub event_loop: Option<LoopActivity<'a>>,
    /// The wakes to draw, and no others: the selected task's. Sorted by `at`.
    pub wakes: &'a [DrawnWake],
    /// Whether the list was edited since: the record is dimmed, and the prediction is not of it.
    pub stale: bool,
    /// What is predicted: of what is recorded, drawn beyond its edge and where an end came elsewhere; of a list edited
    /// since, drawn whole and over the record.
    pub forecast: Option<Forecast<'a>>,
    /// Earlier runs of the same list, the latest first: laid under the bars as far as there is room.
    pub earlier: &'a [(&'a Trace, &'a Lanes)],
    /// How wide a text is at 11 px, in CSS pixels; [`crate::words::estimate_width`] when nothing better is known.
    pub text_width: &'a dyn Fn(&str) -> f64,
}

/// A selected moment: something that happened to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelectedMoment {
    /// To whom.
    pub task: TaskId,
    /// When.
    pub at: Micros,
}

/// A prediction: a trace of the same scenario on the virtual clock.
#[derive(Clone, Copy)]
pub struct Forecast<'a> {
    /// What would happen.
    pub trace: &'a Trace,
    /// The same, folded.
    pub lanes: &'a Lanes,
}

/// The scene of a frame.
#[must_use]
pub fn layout(input: &Input<'_>) -> Scene {
    let Input { scale, rows, .. } = input;
    let width = scale.width();
    let ticks = ticks(scale);
    let visible = rows.visible();
    let selected = input.selected.map(TaskId::index).filter(|lane| visible.contains(lane));
    let now_x = scale.x_from_time(input.now);
    let mut scene = Scene {
        size: Size {
            width,
            height: rows.height,
        },
        band: Rect::new(0.0, rows.axis, width, rows.band),
        lanes: rows.lanes_rect(width),
        selected: selected.map(|lane| Rect::new(0.0, rows.lane_y(lane), width, rows.lane)),
        rules: visible.clone().map(|lane| rows.lane_y(lane + 1) - 1.0).collect(),
        grid: ticks.iter().filter(|tick| tick.major).map(|tick| tick.x).collect(),
        ruler: ruler(scale),
        event_loop: event_loop::draw(input),
        arrows: wakes::draw(input),
        veil: veil(input, now_x),
        axis: axis(input, ticks, now_x),
        live_edge: live_edge(input),
        now: now_line(input, now_x),
        focus: focus(input),
        ..Scene::default()
    };
    joined::draw(input, &mut scene);
    for place in visible {
        let Some(task) = u32::try_from(place).ok().map(TaskId) else {
            break;
        };
        if let Some(lane) = input.lanes.lane(input.trace, task) {
            lane::draw(input, task, &lane, &mut scene);
            ends::draw(input, task, &lane, &mut scene);
        }
        predicted_bars::draw(input, task, &mut scene);
        earlier_run_bars::draw(input, task, &mut scene);
    }
    scene.dimmed = input.stale && !input.trace.events.is_empty();
    scene
}

/// Before anything has happened nothing is veiled: all is prediction, and drawn as such.
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

/// Behind the live edge, where the run has come to in the meantime: from the axis' ticks down through all lanes.
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
    (rows.visible().contains(&task.index()) && (0.0..=scale.width()).contains(&x))
        .then(|| (x, rows.lane_y(task.index()) + rows.lane / 2.0))
}

/// A mark every 0.1 s and a higher one every 0.5 s, or the same in another power of ten when that fits the scale better.
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
