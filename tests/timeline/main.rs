//! Sentences over the timeline: scale, ticks, rows, layout, hit test, and what a painter is told.

mod anything;
mod axis;
mod cost;
#[path = "../handmade/mod.rs"]
mod handmade;
mod painting;
mod rows;
mod scale;
mod scenes;
mod text;

use futurescope::scenario::Unit;
use futurescope::time::Micros;
use futurescope::timeline::pen::{Text, Texture};
use futurescope::timeline::scene::{BarKind, EndKind, Label};
use futurescope::timeline::words::{elided, estimate_width, length, moment};
use futurescope::timeline::{
    Detail, Forecast, Hit, Ink, Input, Pen, Rect, Rows, Scale, Scene, Zone, hit, layout, paint, ticks,
};
use futurescope::trace::{CancelReason, EventKind, Lanes, TaskId, TimerId, TimerKind, Trace, WaitingOn, WokenBy};
use handmade::{Handmade, two_and_one};

const SECOND: u64 = 1_000_000;

/// 16 + 1000 + 104: with 2 s fitted, 500 px a second.
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
    Input {
        trace,
        lanes,
        edge: now,
        now,
        live: false,
        scale: Scale::fit(secs(2), WIDTH, false),
        rows: Rows::new(lanes.len(), 36.0, 400.0),
        selected: None,
        phone: false,
        forecast: None,
        text_width: &estimate_width,
    }
}

fn scene_of(trace: &Trace, now: Micros) -> Scene {
    let lanes = folded(trace);
    layout(&input(trace, &lanes, now))
}

fn bar_rects(scene: &Scene) -> Vec<(u32, BarKind, Rect)> {
    scene.bars.iter().map(|bar| (bar.task.0, bar.kind, bar.rect)).collect()
}
