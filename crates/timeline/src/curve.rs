//! A curve over a few settings: its line, its band and its dots, as SVG path data. Does not know colours or the page.

use std::fmt::Write;

/// The radius of a dot, which is a ring as at the end of a predicted bar.
const RING: f64 = 3.0;

/// The result of one setting, in the unit of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The 5th percentile.
    pub low: f64,
    /// The median.
    pub median: f64,
    /// The 95th percentile.
    pub high: f64,
}

/// The area of a curve, in CSS pixels.
///
/// ```text
///   left       columns of the same width       left + width
///     │  ○───┐   .      .      .      .     │   top
///     │      └──○───────○──────○──────○     │
///     └─────────────────────────────────────┘   top + height, the value 0
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurveFrame {
    /// The left edge of the first column.
    pub left: f64,
    /// The width of all columns.
    pub width: f64,
    /// The y of the value `most`.
    pub top: f64,
    /// From `top` down to the value 0.
    pub height: f64,
    /// The number of settings.
    pub columns: usize,
    /// The value at the top.
    pub most: f64,
}

/// SVG path data of a curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The line from dot to dot.
    pub line: String,
    /// The area between the low and the high bounds; empty if they are the same everywhere.
    pub band: String,
    /// A ring for each value.
    pub rings: String,
}

impl CurveFrame {
    /// The x of the middle of a column.
    #[must_use]
    pub fn x(&self, column: usize) -> f64 {
        self.left + self.width * (column as f64 + 0.5) / self.columns.max(1) as f64
    }

    /// The y of a value.
    #[must_use]
    pub fn y(&self, value: f64) -> f64 {
        self.top + self.height * (1.0 - value / self.most.max(f64::MIN_POSITIVE))
    }

    /// The column at this x; `None` left or right of all of them.
    #[must_use]
    pub fn column_at(&self, x: f64) -> Option<usize> {
        let index = (x - self.left) / self.width * self.columns as f64;
        (index >= 0.0 && index < self.columns as f64).then_some(index as usize)
    }

    /// The curve of these values with their columns, from left to right. A column may have none yet.
    #[must_use]
    pub fn curve(&self, values: &[(usize, Value)]) -> Curve {
        let mut curve = Curve::default();
        let spread = values.iter().any(|(_, value)| value.low < value.high);
        for &(column, value) in values {
            let (x, y) = (self.x(column), self.y(value.median));
            let pen = if curve.line.is_empty() { 'M' } else { 'L' };
            // Writing to a string does not fail.
            let _ = write!(curve.line, "{pen}{x:.1} {y:.1}");
            let _ = write!(
                curve.rings,
                "M{:.1} {y:.1}a{RING} {RING} 0 1 0 {side} 0a{RING} {RING} 0 1 0 -{side} 0",
                x - RING,
                side = 2.0 * RING
            );
            if spread {
                let _ = write!(curve.band, "{pen}{x:.1} {:.1}", self.y(value.high));
            }
        }
        if spread {
            for (column, value) in values.iter().rev() {
                let _ = write!(curve.band, "L{:.1} {:.1}", self.x(*column), self.y(value.low));
            }
            curve.band.push('z');
        }
        curve
    }
}

/// A round step, 1, 2 or 5 times a power of ten, not below 1 and not below `least`.
#[must_use]
pub fn round_step(least: f64) -> f64 {
    let mut power = 1.0;
    loop {
        for factor in [1.0, 2.0, 5.0] {
            if factor * power >= least || power >= 1e15 {
                return factor * power;
            }
        }
        power *= 10.0;
    }
}
