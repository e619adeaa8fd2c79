//! What is under the pointer. Knows where things are, not what they look like.

use super::rows::Rows;
use super::scale::Scale;
use crate::time::Micros;
use crate::trace::TaskId;

/// What lies at a point of the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which part of the plot.
    pub zone: Zone,
    /// Whose lane.
    pub task: Option<TaskId>,
    /// The moment at this x; in the paddings time goes on, left of 0 it is 0.
    pub at: Micros,
}

/// A part of the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The scrub area.
    Axis,
    /// The band of the loop.
    Band,
    /// A lane, or the empty space below the last one.
    Lanes,
}

/// What lies at this point, in CSS pixels from the plot's top left corner. `None` outside the plot.
#[must_use]
pub fn hit(scale: &Scale, rows: &Rows, x: f64, y: f64) -> Option<Hit> {
    if !(0.0..scale.width()).contains(&x) || !(0.0..rows.height).contains(&y) {
        return None;
    }
    let zone = match y {
        _ if y < rows.axis => Zone::Axis,
        _ if y < rows.lanes_top() => Zone::Band,
        _ => Zone::Lanes,
    };
    Some(Hit {
        zone,
        task: rows.lane_at(y),
        at: scale.time_from_x(x),
    })
}
