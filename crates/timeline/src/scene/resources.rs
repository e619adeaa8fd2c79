//! The lanes of resources as plain data.

use super::{BarKind, Label, Rect};

/// Lanes of queues, locks and the like, below the lanes of tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceRows {
    /// The area of all of them.
    pub rect: Rect,
    /// The rules between them: the y of each, 1 px high.
    pub rules: Vec<f64>,
    /// The areas below the lines.
    pub areas: Vec<(BarKind, Rect)>,
    /// The levels over time.
    pub lines: Vec<LevelLine>,
    /// The limits: a dashed line along the top of each.
    pub limits: Vec<(BarKind, Rect)>,
    /// The stretches of time in which somebody holds one.
    pub held: Vec<HeldBox>,
    /// Words beside the levels.
    pub words: Vec<ResourceWord>,
}

/// A level over time, as the corners of its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelLine {
    /// The wait that has the same ink.
    pub kind: BarKind,
    /// The corners.
    pub points: Vec<(f64, f64)>,
}

/// A stretch of time in which somebody holds a resource, or an event is set.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldBox {
    /// The wait that has the same ink.
    pub kind: BarKind,
    /// Its area, cut a little outside the canvas.
    pub rect: Rect,
    /// Whether it stands for several that are too short to be drawn.
    pub several: bool,
    /// Who holds it.
    pub label: Option<Label>,
}

/// A word in the lane of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceWord {
    /// The wait that has the same ink; `None` for a note.
    pub kind: Option<BarKind>,
    /// The word.
    pub label: Label,
}
