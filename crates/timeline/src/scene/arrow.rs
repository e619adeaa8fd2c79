//! An arrow from the cause of a wake to the woken task, as plain data.

/// A vertical arrow from the cause to the woken task, cut to the area in view.
///
/// ```text
///     ────●────  the cause: dot
///         │
///     ────V────  the woken task: open head
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// Its x.
    pub x: f64,
    /// The y at the cause, or at the edge of the view if the cause is beyond it.
    pub from: f64,
    /// The y at the woken task, or at the edge of the view if the task is beyond it.
    pub to: f64,
    /// Whether it begins at a lane in view.
    pub dot: bool,
    /// Whether it ends in view.
    pub head: bool,
    /// Whether a permit was passed on; such arrows have an ink of their own.
    pub permit: bool,
    /// Whether it is dashed, because it comes from the loop.
    pub dashed: bool,
}
