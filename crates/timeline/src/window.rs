//! The part of the time that is in view as a value by itself, what zooms it, and how it is written. Does not know
//! pixels; [`crate::Scale`] does.

use super::scale::Scale;
use scenario::time::Micros;

/// A button, a key and a notch of the wheel zoom by this factor.
pub const ZOOM_STEP: f64 = 1.5;
/// The room on either side of a range that is zoomed to, as a share of it.
const MARGIN: f64 = 0.05;
/// A wheel with notches moves by at least this many pixels at once; less is a pinch on a touchpad, which browsers report
/// as a wheel with Ctrl.
const SMALLEST_NOTCH: f64 = 50.0;
/// The pixels of a touchpad's pinch that zoom by the factor e. Chromium and Firefox report a pinch so.
const PINCH_PIXELS: f64 = 100.0;
/// A second has this many decimals in a range at least.
const FEWEST_DECIMALS: usize = 1;
/// The decimals of a second in microseconds.
const MOST_DECIMALS: usize = 6;

/// A part of the time, from the left edge of the view to the right one, without the paddings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeWindow {
    pub(crate) from: Fine,
    pub(crate) span: f64,
}

/// A moment in parts of a microsecond. At the closest zoom one microsecond is as wide as the plot, and a float alone
/// cannot hold a part of it after a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub(crate) struct Fine {
    /// The whole microseconds.
    whole: u64,
    /// The rest, from 0 to below 1.
    part: f64,
}

impl TimeWindow {
    /// From one moment to another.
    #[must_use]
    pub fn between(from: Micros, to: Micros) -> Self {
        Self {
            from: Fine::from(from.min(to)),
            span: from.max(to).since(from.min(to)).0 as f64,
        }
    }

    /// From one moment to another with a little room on both sides, so that what begins and ends there is in view.
    #[must_use]
    pub fn around(from: Micros, to: Micros) -> Self {
        let exact = Self::between(from, to);
        // A range without a length still has a neighbourhood.
        let room = (exact.span * MARGIN).max(1.0);
        Self {
            from: exact.from.plus(-room),
            span: exact.span + 2.0 * room,
        }
    }

    /// Its first moment.
    #[must_use]
    pub fn from(&self) -> Micros {
        self.from.rounded()
    }

    /// Its last moment.
    #[must_use]
    pub fn to(&self) -> Micros {
        self.from.plus(self.span).rounded()
    }
}

impl Fine {
    /// So many microseconds later, or earlier if negative; never before 0.
    pub(crate) fn plus(self, micros: f64) -> Self {
        let sum = self.part + micros;
        let floor = sum.floor();
        // A cast from f64 saturates.
        let whole = if floor < 0.0 {
            self.whole.checked_sub((-floor) as u64)
        } else {
            Some(self.whole.saturating_add(floor as u64))
        };
        whole.map_or(Self::default(), |whole| Self {
            whole,
            part: sum - floor,
        })
    }

    /// The microseconds from here to another moment; negative if that is earlier.
    pub(crate) fn until(self, at: Micros) -> f64 {
        let whole = if at.0 >= self.whole {
            (at.0 - self.whole) as f64
        } else {
            -((self.whole - at.0) as f64)
        };
        whole - self.part
    }

    pub(crate) fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The nearest microsecond.
    pub(crate) fn rounded(self) -> Micros {
        Micros(self.whole.saturating_add(u64::from(self.part >= 0.5)))
    }
}

impl From<Micros> for Fine {
    fn from(at: Micros) -> Self {
        Self { whole: at.0, part: 0.0 }
    }
}

/// The factor by which a wheel zooms that has turned by so many pixels, downwards if positive. A notch is one step
/// however many pixels the browser makes of it; a touchpad's pinch zooms as far as the fingers move.
#[must_use]
pub fn wheel_factor(pixels_down: f64) -> f64 {
    if pixels_down.abs() >= SMALLEST_NOTCH {
        ZOOM_STEP.powf(-pixels_down.signum())
    } else {
        (-pixels_down / PINCH_PIXELS).exp()
    }
}

/// The range in view beside the end of the run: `8.0 – 16.0 s of 26.3 s`. All of the run is `0 – 26.3 s`.
#[must_use]
pub fn range_in_words(scale: &Scale) -> String {
    let end = scale.end();
    let Some(window) = scale.window() else {
        return format!("0 – {}", with_unit(end, end, FEWEST_DECIMALS));
    };
    // As fine as a twentieth of what is in view.
    let decimals = (FEWEST_DECIMALS..MOST_DECIMALS)
        .find(|&decimals| 10_f64.powi(-(decimals as i32)) * 1e6 <= window.span / 20.0)
        .unwrap_or(MOST_DECIMALS);
    let from = number(window.from(), end, decimals);
    let to = with_unit(window.to(), end, decimals);
    format!("{from} – {to} of {}", with_unit(end, end, FEWEST_DECIMALS))
}

/// In milliseconds if the run is shorter than a second.
fn in_millis(end: Micros) -> bool {
    end < Micros::from_secs(1)
}

fn number(at: Micros, end: Micros, decimals_of_a_second: usize) -> String {
    if in_millis(end) {
        format!("{:.*}", decimals_of_a_second.saturating_sub(3), at.0 as f64 / 1e3)
    } else {
        format!("{:.*}", decimals_of_a_second, at.as_secs())
    }
}

fn with_unit(at: Micros, end: Micros, decimals_of_a_second: usize) -> String {
    let unit = if in_millis(end) { "ms" } else { "s" };
    format!("{} {unit}", number(at, end, decimals_of_a_second))
}
