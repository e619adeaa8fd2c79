//! A row that is dragged to another index: where the drag started, where the pointer is, where the row would be
//! dropped. Pure.

use crate::ui::edit::cells::index_after_move;

/// A drag in progress. Lengths in CSS px, `y` in the viewport.
///
/// ```text
///   row 1 ─────────        row 1
///   row 2  ▲ grabbed       row 3   moved up by a row
///   row 3  │               row 2   under the pointer
///          ▼ pointer
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowDrag {
    /// The row that was grabbed.
    pub from: usize,
    row_count: usize,
    row_height: f64,
    grabbed_at_y: f64,
    pointer_y: f64,
}

impl RowDrag {
    /// A drag that has not moved yet.
    #[must_use]
    pub fn start(from: usize, row_count: usize, row_height: f64, y: f64) -> Self {
        Self {
            from,
            row_count,
            // A row that is not laid out has height 0, which must not be a divisor.
            row_height: row_height.max(1.0),
            grabbed_at_y: y,
            pointer_y: y,
        }
    }

    /// The same drag with the pointer at `y`.
    #[must_use]
    pub const fn at(self, y: f64) -> Self {
        Self { pointer_y: y, ..self }
    }

    /// The index at which the row would be dropped.
    #[must_use]
    pub fn to(&self) -> usize {
        let rows = (self.moved() / self.row_height).round();
        let index = self.from as f64 + rows;
        index.clamp(0.0, self.row_count.saturating_sub(1) as f64) as usize
    }

    /// How far `row` is drawn from its position during the drag.
    #[must_use]
    pub fn offset(&self, row: usize) -> f64 {
        if row == self.from {
            return self.moved();
        }
        let index = index_after_move(row, self.from, self.to());
        (index as f64 - row as f64) * self.row_height
    }

    fn moved(&self) -> f64 {
        let highest = -(self.from as f64) * self.row_height;
        let lowest = (self.row_count.saturating_sub(1) as f64 - self.from as f64) * self.row_height;
        (self.pointer_y - self.grabbed_at_y).clamp(highest, lowest.max(highest))
    }
}
