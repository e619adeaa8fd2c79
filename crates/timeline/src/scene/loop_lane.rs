//! The lane of the event loop as plain data. Painting is up to [`crate::paint()`].

use super::{Label, Rect};
use recording::TaskId;

/// The content of the band between axis and lanes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoopLane {
    /// The line below the polls: 1 px high, from the start of the run to the edge of the recording.
    pub baseline: Rect,
    /// Whether nothing has run yet, and the baseline is dashed.
    pub predicted: bool,
    /// The polls, from left to right.
    pub marks: Vec<LoopMark>,
    /// The length of the ready queue as the corners of its steps; empty when the band has no room for it.
    pub queue: Vec<(f64, f64)>,
    /// The marks where turns began, without those too close to be distinguished.
    pub turns: Vec<Rect>,
    /// Timers that were served late.
    pub late: Vec<LateMark>,
}

/// One poll, or several in one pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopMark {
    /// The task that was polled; of several, the first one's.
    pub task: TaskId,
    /// The number of polls.
    pub count: usize,
    /// Its area: as wide as the polls were long, and at least 1 px; as high as the share of this width that they held the
    /// loop, and at least 1 px.
    pub rect: Rect,
    /// A faint line as high as the lane where there is nothing else, so that short polls are not overlooked.
    pub tick: Option<Rect>,
    /// The task's name in a wide one, `6 steps` beside several.
    pub label: Option<Label>,
}

/// A timer that was served late.
///
/// ```text
///        due          served
///         ┆ line[0]
///     ████┆█████████████            over: its part across the poll that held the loop
///     ────┆────────────┬────        baseline
///         └┄┄┄┄┄┄┄┄┄┄┄┄┘ line[3]
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LateMark {
    /// The task that set the timer.
    pub task: TaskId,
    /// Down at the moment it was due, right to the moment it was served, and up to the baseline. Of several served
    /// together only the first has the level part; the others end on its line.
    pub line: [(f64, f64); 4],
    /// The part of the line across the poll that held the loop; `None` if there was none.
    pub over: Option<[(f64, f64); 2]>,
}
