//! Tests of the timeline: scale, ticks, rows, layout, hit test, and the calls to the pen.

mod anything;
mod axis;
mod bar_ends;
mod bars;
mod cost;
mod critical_path;
mod curve;
#[path = "../support/edited.rs"]
mod edited;
mod facts;
mod flight;
mod frame;
#[path = "../handmade/mod.rs"]
mod handmade;
mod hits;
mod joined;
mod key;
mod long_list;
mod loop_lane;
mod overdue;
mod overview;
mod painting;
mod playhead;
mod predicted_bars;
mod resources;
mod rows;
mod scale;
mod scenes;
mod sketch;
mod state_rows;
mod text;
mod tree;
mod wakes;
mod window;

use handmade::{Handmade, two_and_one};
use recording::{
    CancelReason, Depth, EventKind, History, Lanes, Poll, State, TaskId, TimerId, TimerKind, Trace, Turn, WaitingOn,
    WokenBy,
};
use scenario::Unit;
use scenario::time::Micros;
use scenario::words::{length, moment};
use timeline::pen::{Text, Texture};
use timeline::rows::{BAND_HEIGHT, FLIGHT_HEIGHT, LOW_BAND_HEIGHT};
use timeline::scene::{BarKind, EndKind, Label, LoopLane};
use timeline::words::{elided, estimate_width};
use timeline::{
    AxisEnd, Detail, DrawnWake, Flight, Forecast, HeightSplit, Hit, Ink, Input, LaneMoment, LateTimer, LoopActivity,
    Near, Pen, Rect, Rows, Scale, Scene, SelectedMoment, SizeClass, TimeWindow, WakeKind, WakeSource, ZOOM_STEP, Zone,
    hit, late_timers, layout, paint, queue_steps, range_in_words, ticks, wheel_factor,
};

const SECOND: u64 = 1_000_000;

/// 16 + 1000 + 104 px: 500 px per second when 2 s are fitted.
const WIDTH: f64 = 1_120.0;

fn secs(whole: u64) -> Micros {
    Micros::from_secs(whole)
}

fn ms(whole: u64) -> Micros {
    Micros::from_millis(whole)
}

fn folded(trace: &Trace) -> Lanes {
    let mut lanes = Lanes::default();
    lanes.extend(trace);
    assert_eq!(lanes.illegal(), []);
    lanes
}

fn input<'a>(trace: &'a Trace, lanes: &'a Lanes, now: Micros) -> Input<'a> {
    let rows = Rows::new(lanes.len(), 36.0, 400.0);
    Input::of(trace, lanes, now, Scale::fit(secs(2), WIDTH, false), rows)
}

/// Lanes of 36 px below a band of this height.
fn rows_with_band(lanes: &Lanes, band: f64) -> Rows {
    Rows {
        band,
        ..Rows::new(lanes.len(), 36.0, 400.0)
    }
}

/// A poll that returned.
fn polled(task: TaskId, from: Micros, to: Micros) -> Poll {
    Poll {
        task,
        from,
        to: Some(to),
        first: 0,
        last: None,
    }
}

/// The length of the ready queue from a moment on.
fn queued(at: Micros, ready: u32) -> Depth {
    Depth { at, event: 0, ready }
}

/// A turn that began at a moment.
fn turn(from: Micros) -> Turn {
    Turn {
        from,
        to: from,
        event: 0,
        polls: 1,
        fired: 0,
    }
}

/// A poll with its times in milliseconds.
fn held(task: u32, from_ms: u64, to_ms: u64) -> Poll {
    polled(TaskId(task), ms(from_ms), ms(to_ms))
}

fn scene_of(trace: &Trace, now: Micros) -> Scene {
    let lanes = folded(trace);
    layout(&input(trace, &lanes, now))
}

fn bar_rects(scene: &Scene) -> Vec<(u32, BarKind, Rect)> {
    scene.bars.iter().map(|bar| (bar.task.0, bar.kind, bar.rect)).collect()
}
