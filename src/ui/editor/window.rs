//! Which rows of a long table are in the page. Knows heights, knows no rows.

use crate::ui::text_size::rem_in_pixels;

/// Up to here all rows are in the page and scroll with it: cheap to lay out, and found by the browser's search.
pub const MOST_ROWS_IN_PAGE: usize = 200;

/// Rows beyond the edges that are in the page all the same, so that a quick scroll shows no gap.
const SPARE_ROWS: usize = 8;

/// The part of a long table that is seen. CSS px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    scroll_top: f64,
    height: f64,
    /// How high a row is.
    pub row_height: f64,
}

impl Window {
    /// Before anything is laid out: `--h-table-max` and `--h-row` of tokens.css, corrected by the first scroll.
    #[must_use]
    pub fn at_the_top() -> Self {
        Self {
            scroll_top: 0.0,
            height: rem_in_pixels(30.0),
            row_height: rem_in_pixels(2.125),
        }
    }

    /// What the scrolling element shows now.
    #[must_use]
    pub fn of(scroller: &web_sys::Element) -> Self {
        let row = scroller.query_selector(".task-row").ok().flatten();
        Self {
            scroll_top: f64::from(scroller.scroll_top()),
            height: f64::from(scroller.client_height()),
            row_height: row.map_or_else(
                || Self::at_the_top().row_height,
                |row| row.get_bounding_client_rect().height().max(1.0),
            ),
        }
    }

    /// The rows that are to be in the page, of so many.
    #[must_use]
    pub fn rows(&self, count: usize) -> Shown {
        if count <= MOST_ROWS_IN_PAGE {
            return Shown { first: 0, last: count };
        }
        let first = (self.scroll_top / self.row_height) as usize;
        let seen = (self.height / self.row_height) as usize + 1;
        Shown {
            first: first.saturating_sub(SPARE_ROWS).min(count),
            last: (first + seen + SPARE_ROWS).min(count),
        }
    }
}

/// The rows that are in the page: `first` up to but without `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The first.
    pub first: usize,
    /// The one behind the last.
    pub last: usize,
}

impl Shown {
    /// Whether the row is in the page.
    #[must_use]
    pub const fn contains(self, row: usize) -> bool {
        self.first <= row && row < self.last
    }
}
