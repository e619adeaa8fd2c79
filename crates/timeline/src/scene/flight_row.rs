//! The row of tasks in flight as plain data.

use super::Rect;

/// How many tasks were in flight and where tasks failed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlightRow {
    /// The whole row.
    pub rect: Rect,
    /// The tasks in flight: columns of one height each.
    pub area: Vec<Rect>,
    /// The upper edge of a predicted area, which is drawn dashed; empty of a recording, whose area is filled.
    pub predicted: Vec<(f64, f64)>,
    /// The failures: the more in a column, the higher.
    pub failures: Vec<Rect>,
}
