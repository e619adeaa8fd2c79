//! The positions and labels of the axis' ticks.

use super::scale::Scale;
use super::words::estimate_width;
use scenario::time::Micros;

/// Labels are at least this far apart from middle to middle, in CSS pixels.
const LABEL_DISTANCE: f64 = 64.0;
/// And at least this far apart from end to start: labels of many digits need more than [`LABEL_DISTANCE`].
const LABEL_GAP: f64 = 12.0;
/// Minor ticks are left out when they would be closer than this.
const MINOR_DISTANCE: f64 = 7.0;

const MILLISECOND: u64 = 1_000;
const SECOND: u64 = 1_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

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
    let major = labelled_step(scale);
    let parts = minor_parts(major);
    let minor = major / parts;
    let minors = major.is_multiple_of(parts) && minor as f64 * scale.pixels_per_micro() >= MINOR_DISTANCE;
    let step = if minors { minor } else { major };
    let (first, last) = scale.visible();
    let reach = reach(scale);
    (first.0.div_ceil(step)..=last.0 / step)
        .map(|number| {
            let at = Micros(number * step);
            let x = scale.x_from_time(at);
            let major_here = at.0.is_multiple_of(major);
            let label = major_here.then(|| label(at, Micros(major), reach)).filter(|label| {
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

/// The shortest step whose labels do not touch. After an hour, labels of microseconds have ten digits.
fn labelled_step(scale: &Scale) -> u64 {
    let per_micro = scale.pixels_per_micro();
    let (first, last) = scale.visible();
    let reach = reach(scale);
    let widest = |step: u64| {
        let labels =
            (first.0.div_ceil(step)..=last.0 / step).map(|number| label(Micros(number * step), Micros(step), reach));
        labels.map(|label| estimate_width(&label)).fold(0.0, f64::max)
    };
    // Compared with a tolerance, because a view that a person has zoomed to is not exactly so many pixels long.
    let apart = |step: u64| step as f64 * per_micro + 1e-6;
    steps()
        .filter(|&step| apart(step) >= LABEL_DISTANCE)
        .find(|&step| apart(step) >= widest(step) + LABEL_GAP)
        .unwrap_or(LONGEST_STEP)
}

/// Into how many parts minor ticks divide a step: quarters of a day and hours are more familiar than fifths.
const fn minor_parts(major: u64) -> u64 {
    const SIX_HOURS: u64 = 6 * HOUR;
    const TWELVE_HOURS: u64 = 12 * HOUR;
    const TWO_DAYS: u64 = 2 * DAY;
    match major {
        SIX_HOURS | TWELVE_HOURS => 6,
        DAY | TWO_DAYS => 4,
        _ => 5,
    }
}

/// The last moment of the view, by which the unit of short steps is chosen.
fn reach(scale: &Scale) -> Micros {
    scale.time_from_x(scale.right_edge())
}

/// The label of a major tick, by the length of the steps: days and hours, hours and minutes, or seconds with the unit on
/// whole ones; milliseconds or microseconds if the view ends before one second or one millisecond.
#[must_use]
pub fn label(at: Micros, step: Micros, reach: Micros) -> String {
    if at == Micros::ZERO {
        return "0".into();
    }
    if step.0 >= MINUTE {
        let parts = [
            (at.0 / DAY, "d"),
            (at.0 % DAY / HOUR, "h"),
            (at.0 % HOUR / MINUTE, "min"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        return parts
            .map(|(count, unit)| format!("{count} {unit}"))
            .collect::<Vec<_>>()
            .join(" ");
    }
    if reach.0 < MILLISECOND {
        return format!("{} µs", at.0);
    }
    if reach.0 < SECOND {
        return format!("{:.*} ms", decimals(step.0, MILLISECOND), at.0 as f64 / 1e3);
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

/// The shortest round step, in microseconds, that is not below `least`.
#[must_use]
pub fn step(least: f64) -> u64 {
    // The longest step is used when a plot is too narrow for any label.
    steps().find(|&step| step as f64 >= least).unwrap_or(LONGEST_STEP)
}

/// The round steps, each of which divides the next unit: 1-2-5 × 10ⁿ microseconds up to 20 s, then minutes, hours and
/// days.
fn steps() -> impl Iterator<Item = u64> {
    let seconds = ladder(1).take_while(|&step| step <= 20 * SECOND);
    let minutes = ladder(MINUTE).take_while(|&step| step <= 20 * MINUTE);
    let hours = [1, 2, 6, 12].map(|hours| hours * HOUR);
    seconds.chain(minutes).chain(hours).chain(ladder(DAY))
}

/// About a thousand million days.
const LONGEST_STEP: u64 = 500_000_000 * HOUR;

fn ladder(unit: u64) -> impl Iterator<Item = u64> {
    (0..8).flat_map(move |power| [1, 2, 5].map(|factor| factor * 10_u64.pow(power) * unit))
}

/// How many decimals of `unit` it takes to write a multiple of `step`.
fn decimals(step: u64, unit: u64) -> usize {
    (0..7)
        .find(|&decimals| (step * 10_u64.pow(decimals)).is_multiple_of(unit))
        .unwrap_or(6) as usize
}
