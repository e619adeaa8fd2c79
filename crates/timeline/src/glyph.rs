//! The glyphs at the ends of tasks, as paths in a box of 16 × 16. Paints nothing.

use super::scene::EndKind;

/// The side of the box the paths are drawn in.
pub const BOX: f64 = 16.0;

/// The path of a glyph in the syntax of SVG and `Path2D`, to be stroked with round ends.
#[must_use]
pub const fn path(how: EndKind) -> &'static str {
    match how {
        EndKind::Finished => "m3 8.5 3.3 3.3L13 4.8",
        EndKind::Failed => "m4 4 8 8M12 4l-8 8",
        EndKind::Cancelled => {
            "M2.1 4.2a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0M2.1 11.8a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0\
             M5.6 5.4l8 6.1M5.6 10.6l8-6.1"
        }
    }
}

/// The width of its stroke, in units of the box.
#[must_use]
pub const fn stroke(how: EndKind) -> f64 {
    match how {
        EndKind::Finished | EndKind::Failed => 1.9,
        EndKind::Cancelled => 1.5,
    }
}
