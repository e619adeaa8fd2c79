//! The lane of the event loop as plain data. Says what is where, not how it is painted.

use super::{Label, Rect};
use recording::TaskId;

/// What the band between axis and lanes shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoopLane {
    /// What the polls stand on: 1 px, from the start of the run to the edge of the record.
    pub baseline: Rect,
    /// Whether nothing has run yet, and the baseline is a promise.
    pub predicted: bool,
    /// Who held the thread, from left to right.
    pub marks: Vec<LoopMark>,
    /// The length of the ready queue as the corners of its steps; empty when the band has no room for it.
    pub queue: Vec<(f64, f64)>,
    /// Where turns began, as far apart as they can be told.
    pub turns: Vec<Rect>,
    /// Timers that were due while the loop could not serve them.
    pub late: Vec<LateMark>,
}

/// One poll, or several that share a place.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopMark {
    /// Whose poll; of several, the first's.
    pub task: TaskId,
    /// How many polls.
    pub count: usize,
    /// Where. One poll is as wide as it was long and at least 2 px, several are 3 px.
    pub rect: Rect,
    /// The holder's name in a wide one, `×6` beside several.
    pub label: Option<Label>,
}

/// A timer that was served late.
///
/// ```text
///        due          served
///         ┆ line[0]
///     ████┆█████████████            over: its part across the block that held it
///     ────┆────────────┬────        baseline
///         └┄┄┄┄┄┄┄┄┄┄┄┄┘ line[3]
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LateMark {
    /// Whose timer.
    pub task: TaskId,
    /// Down at the moment it was due, along to the moment it was served, and up to the baseline. Of several served
    /// together the first goes along; the others only come down to its line.
    pub line: [(f64, f64); 4],
    /// The part of the line across the block that held the loop; `None` when no block did.
    pub over: Option<[(f64, f64); 2]>,
}
