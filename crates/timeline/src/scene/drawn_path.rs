//! The critical path as plain data.

use super::Rect;

/// A point: its x and its y.
pub type Point = (f64, f64);

/// The line of the critical path, with its marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawnPath {
    /// The line, in parts where it is interrupted by dashed ones.
    pub lines: Vec<Vec<Point>>,
    /// The parts that stand for steps too many to draw.
    pub dashed: Vec<[Point; 2]>,
    /// The tip of the arrow at the end, if it is in view, and whether it points up.
    pub head: Option<(f64, f64, bool)>,
    /// The numbers of the rows, where there is room for them.
    pub marks: Vec<PathMark>,
}

/// The number of a row of the critical path, on its line.
#[derive(Clone, Debug, PartialEq)]
pub struct PathMark {
    /// The middle of the disc.
    pub x: f64,
    /// The same.
    pub y: f64,
    /// The radius of the disc.
    pub radius: f64,
    /// The number in it.
    pub number: String,
    /// The share beside it, if there is room.
    pub share: Option<String>,
    /// The area of the share, in which the line is interrupted.
    pub share_area: Rect,
}
