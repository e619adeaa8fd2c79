//! The positions and labels of the axis' ticks.

use super::scale::Scale;
use super::words::estimate_width;
use scenario::time::Micros;

/// Labels are at least this far apart, in CSS pixels.
const LABEL_DISTANCE: f64 = 64.0;
/// Minor ticks are left out when they would be closer than this.
const MINOR_DISTANCE: f64 = 7.0;
/// Minor ticks for each major one.
const MINORS: u64 = 5;

const SECOND: u64 = 1_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// A tick of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Its moment.
    pub at: Micros,
    /// Its x, in CSS pixels from the left of the plot.
    pub x: f64,
    /// Whether it has a grid line.
    pub major: bool,
    /// Its label; `None` for minor ticks and where the label would be cut by the plot's edge.
    pub label: Option<String>,
}

/// The ticks in view, from left to right.
#[must_use]
pub fn ticks(scale: &Scale) -> Vec<Tick> {
    let major = major_step(1.0 / scale.pixels_per_micro());
    let minor = major / MINORS;
    let minors = major.is_multiple_of(MINORS) && minor as f64 * scale.pixels_per_micro() >= MINOR_DISTANCE;
    let step = if minors { minor } else { major };
    let (first, last) = scale.visible();
    (first.0.div_ceil(step)..=last.0 / step)
        .map(|number| {
            let at = Micros(number * step);
            let x = scale.x_from_time(at);
            let major_here = at.0.is_multiple_of(major);
            let label = major_here
                .then(|| label(at, Micros(major), scale.span()))
                .filter(|label| {
                    let half = estimate_width(label) / 2.0;
                    x - half >= 0.0 && x + half <= scale.width()
                });
            Tick {
                at,
                x,
                major: major_here,
                label,
            }
        })
        .collect()
}

/// The label of a major tick: in milliseconds if less than a second is in view, in minutes or hours if the steps are
/// that long, otherwise in seconds with the unit on whole ones.
#[must_use]
pub fn label(at: Micros, step: Micros, span: Micros) -> String {
    if at == Micros::ZERO {
        return "0".into();
    }
    if step.0 >= HOUR {
        return format!("{} h", at.0 / HOUR);
    }
    if step.0 >= MINUTE {
        return format!("{} min", at.0 / MINUTE);
    }
    if span.0 < SECOND {
        return format!("{:.*} ms", decimals(step.0, 1_000), at.0 as f64 / 1e3);
    }
    let unit = if at.0.is_multiple_of(SECOND) { " s" } else { "" };
    // `1.0 s` beside `0.5`, but no decimals if a step is ten seconds or more.
    let least = if step.0 >= 10 * SECOND { 0 } else { 1 };
    format!("{:.*}{unit}", decimals(step.0, SECOND).max(least), at.as_secs())
}

/// The step in microseconds whose labels are far enough apart.
pub(super) fn major_step(micros_per_pixel: f64) -> u64 {
    step(LABEL_DISTANCE * micros_per_pixel)
}

/// The shortest round step, in microseconds, that is not below `least`: 1-2-5 × 10ⁿ microseconds up to 20 s, then
/// minutes and hours, so that every step divides the next unit.
#[must_use]
pub fn step(least: f64) -> u64 {
    let seconds = ladder(1).take_while(|&step| step <= 20 * SECOND);
    let minutes = ladder(MINUTE).take_while(|&step| step <= 20 * MINUTE);
    // The longest step is used when a plot is too narrow for any label.
    seconds
        .chain(minutes)
        .chain(ladder(HOUR))
        .find(|&step| step as f64 >= least)
        .unwrap_or(500_000_000 * HOUR)
}

fn ladder(unit: u64) -> impl Iterator<Item = u64> {
    (0..9).flat_map(move |power| [1, 2, 5].map(|factor| factor * 10_u64.pow(power) * unit))
}

/// How many decimals of `unit` it takes to write a multiple of `step`.
fn decimals(step: u64, unit: u64) -> usize {
    (0..7)
        .find(|&decimals| (step * 10_u64.pow(decimals)).is_multiple_of(unit))
        .unwrap_or(6) as usize
}
