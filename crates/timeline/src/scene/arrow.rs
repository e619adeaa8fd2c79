//! An arrow from what woke a task to the task, as plain data.

/// A vertical from cause to woken, cut to what is in view.
///
/// ```text
///     ────●────  the cause: dot
///         │
///     ────V────  the woken: open head
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// Where it stands.
    pub x: f64,
    /// The y at the cause, or at the edge beyond which the cause is.
    pub from: f64,
    /// The y at the woken, or at the edge beyond which it is.
    pub to: f64,
    /// Whether it begins in view, at a lane.
    pub dot: bool,
    /// Whether it ends in view.
    pub head: bool,
    /// Whether a permit was passed on, which has its own ink.
    pub permit: bool,
    /// Whether it comes from the loop: dashed.
    pub dashed: bool,
}
