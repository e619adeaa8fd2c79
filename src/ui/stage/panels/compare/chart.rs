//! The markup of a curve over settings, with its axis. The geometry is in [`timeline::curve`].

use compare::{Point, Setting, Spread};
use scenario::time::Micros;
use std::fmt::Write;
use timeline::curve::{CurveFrame, Value, round_step};
use timeline::ticks::{label, step};
use timeline::words::estimate_width;

/// The height of the curve of makespans, in CSS pixels.
pub const HEIGHT: f64 = 148.0;
/// The height of the curve of failures, with the names of the settings below it.
const HEIGHT_OF_FAILURES: f64 = 104.0;
/// The room above a curve, for its title.
const ABOVE: f64 = 28.0;
/// The room below a curve, without and with the names of the settings.
const BELOW: f64 = 8.0;
const BELOW_WITH_NAMES: f64 = 26.0;
/// The room left of a curve, for the values of its grid lines.
const LEFT: f64 = 60.0;
/// The room right of a curve, for half a ring.
const RIGHT: f64 = 12.0;
/// The approximate distance of grid lines: two lines of small type.
const BETWEEN_LINES: f64 = 26.0;

/// The smallest distance of the names of two settings.
const BETWEEN_NAMES: f64 = 6.0;

/// One of the two curves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The makespans.
    Makespan,
    /// The failures.
    Failures,
}

impl Kind {
    /// The height of its picture, in CSS pixels.
    pub const fn height(self) -> f64 {
        match self {
            Self::Makespan => HEIGHT,
            Self::Failures => HEIGHT_OF_FAILURES,
        }
    }
}

/// The frame of a curve in a picture of this width.
pub fn frame(kind: Kind, width: f64, columns: usize, most: f64) -> CurveFrame {
    let below = match kind {
        Kind::Makespan => BELOW,
        Kind::Failures => BELOW_WITH_NAMES,
    };
    CurveFrame {
        left: LEFT,
        width: (width - LEFT - RIGHT).max(1.0),
        top: ABOVE,
        height: kind.height() - ABOVE - below,
        columns,
        most,
    }
}

/// The content of its `svg` element.
pub fn markup(kind: Kind, settings: &[Setting], points: &[Point], current: Option<usize>, width: f64) -> String {
    let of_setting = |setting: &Setting| points.iter().find(|point| point.setting.is_same(setting));
    let values = settings.iter().enumerate();
    let values: Vec<(usize, Value)> = values
        .filter_map(|(index, setting)| Some((index, value(kind, of_setting(setting)?))))
        .collect();
    let highest = values.iter().fold(1.0, |most: f64, (_, value)| most.max(value.high));
    let empty = frame(kind, width, settings.len(), highest);
    let lines = (empty.height / BETWEEN_LINES).max(1.0);
    let step = match kind {
        Kind::Makespan => step(highest / lines),
        Kind::Failures => round_step(highest / lines) as u64,
    };
    let most = (highest / step as f64).ceil() * step as f64;
    let frame = CurveFrame { most, ..empty };
    let mut markup = String::new();
    // Writing to a string does not fail, here and below.
    if let Some(index) = current {
        let column = frame.width / settings.len().max(1) as f64;
        let _ = write!(
            markup,
            r#"<rect class="chart-current" x="{:.1}" y="0" width="{column:.1}" height="{}"/>"#,
            frame.x(index) - column / 2.0,
            kind.height()
        );
    }
    let mut at = 0;
    while at as f64 <= most {
        let y = frame.y(at as f64).round() + 0.5;
        let name = match kind {
            Kind::Makespan => with_unit(label(Micros(at), Micros(step), Micros(most as u64))),
            Kind::Failures => at.to_string(),
        };
        let _ = write!(
            markup,
            r#"<path class="chart-grid" d="M{LEFT} {y}H{:.1}"/><text class="chart-value" x="{}" y="{:.1}">{name}</text>"#,
            frame.left + frame.width,
            LEFT - 8.0,
            y + 4.0
        );
        at += step;
    }
    let title = match kind {
        Kind::Makespan => "Total time",
        Kind::Failures => "Failures",
    };
    let _ = write!(markup, r#"<text class="chart-title" x="0" y="14">{title}</text>"#);
    let curve = frame.curve(&values);
    let kind_word = match kind {
        Kind::Makespan => "makespan",
        Kind::Failures => "failures",
    };
    let _ = write!(
        markup,
        r#"<g class="chart-curve" data-kind="{kind_word}"><path class="chart-band" d="{}"/><path class="chart-line" d="{}"/><path class="chart-ring" d="{}"/></g>"#,
        curve.band, curve.line, curve.rings
    );
    if kind == Kind::Failures {
        for index in named(&frame, settings, current) {
            let _ = write!(
                markup,
                r#"<text class="chart-name" x="{:.1}" y="{}">{}</text>"#,
                frame.x(index),
                HEIGHT_OF_FAILURES - 6.0,
                settings[index]
            );
        }
    }
    markup
}

/// The settings whose names have room below their columns, by index: the current one, and others from the left.
fn named(frame: &CurveFrame, settings: &[Setting], current: Option<usize>) -> Vec<usize> {
    let span = |index: usize| {
        let half = (estimate_width(&settings[index].to_string()) + BETWEEN_NAMES) / 2.0;
        (frame.x(index) - half, frame.x(index) + half)
    };
    let mut named: Vec<usize> = current.into_iter().collect();
    for index in 0..settings.len() {
        let (left, right) = span(index);
        let free = named
            .iter()
            .all(|&other| span(other).1 <= left || right <= span(other).0);
        if free {
            named.push(index);
        }
    }
    named
}

fn value(kind: Kind, point: &Point) -> Value {
    let of = |low: f64, median: f64, high: f64| Value { low, median, high };
    match kind {
        Kind::Makespan => {
            let Spread { low, median, high } = point.makespan;
            of(low.0 as f64, median.0 as f64, high.0 as f64)
        }
        Kind::Failures => {
            let Spread { low, median, high } = point.failures;
            of(low.into(), median.into(), high.into())
        }
    }
}

/// Adds the unit to fractions of a second, which have none on the timeline's axis.
fn with_unit(name: String) -> String {
    if name.contains('.') && !name.contains(' ') {
        name + " s"
    } else {
        name
    }
}
