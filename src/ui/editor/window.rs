//! The range of rows of a long table that are in the page. Knows heights, but not the rows.

use crate::ui::text_size::rem_in_pixels;
use crate::ui::window_of::put;
use timeline::LongList;
use timeline::long_list::ScrollPosition;

/// Up to this number, all rows are in the page and scroll with it: they are cheap to lay out, and the browser's search
/// finds them.
pub const MOST_ROWS_IN_PAGE: usize = 200;

/// Rows beyond each edge of the view that are in the page, so that a quick scroll shows no gap.
const SPARE_ROWS: usize = 8;

/// The part of a long table that is in view. CSS px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    position: ScrollPosition,
    height: f64,
    row_height: f64,
}

impl Window {
    /// The top, before anything is laid out: with `--h-table-max` and `--h-row` of tokens.css, until the first scroll
    /// measures them.
    #[must_use]
    pub fn at_the_top() -> Self {
        Self {
            position: ScrollPosition::default(),
            height: rem_in_pixels(30.0),
            row_height: rem_in_pixels(2.125),
        }
    }

    /// The part in view after the browser has scrolled the element.
    #[must_use]
    pub fn scrolled(self, scroller: &web_sys::Element, count: usize) -> Self {
        let measured = self.measured(scroller);
        let list = measured.list(count);
        let position = list.scrolled(self.position, f64::from(scroller.scroll_top()));
        Self {
            position: put(scroller, list, position),
            ..measured
        }
    }

    /// Scrolls the element so that the row is at the top, and returns the part in view.
    #[must_use]
    pub fn with_row(self, row: usize, scroller: &web_sys::Element, count: usize) -> Self {
        let measured = self.measured(scroller);
        let list = measured.list(count);
        let position = list.at(row as f64 * measured.row_height);
        Self {
            position: put(scroller, list, position),
            ..measured
        }
    }

    fn measured(self, scroller: &web_sys::Element) -> Self {
        let row = scroller.query_selector(".task-row").ok().flatten();
        Self {
            position: self.position,
            height: f64::from(scroller.client_height()),
            row_height: row.map_or_else(
                || Self::at_the_top().row_height,
                |row| row.get_bounding_client_rect().height().max(1.0),
            ),
        }
    }

    /// The rows that must be in the page, of `count` rows.
    #[must_use]
    pub fn rows(&self, count: usize) -> RowRange {
        if count <= MOST_ROWS_IN_PAGE {
            return RowRange { first: 0, last: count };
        }
        let seen = self.list(count).seen(self.position);
        RowRange {
            first: seen.start.saturating_sub(SPARE_ROWS),
            last: (seen.end + SPARE_ROWS).min(count),
        }
    }

    /// The heights of the rows that are left out, before and after those in the page.
    #[must_use]
    pub fn gaps(&self, shown: RowRange, count: usize) -> (f64, f64) {
        let list = self.list(count);
        if shown.first == 0 && shown.last == count {
            return (0.0, 0.0);
        }
        let before = list.row_in_element(shown.first, self.position);
        let after = list.element_height() - before - (shown.last - shown.first) as f64 * self.row_height;
        (before, after.max(0.0))
    }

    const fn list(&self, count: usize) -> LongList {
        LongList {
            count,
            row: self.row_height,
            view: self.height,
        }
    }
}

/// The rows that are in the page: `first` up to but not including `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRange {
    /// The index of the first row.
    pub first: usize,
    /// The index after the last row.
    pub last: usize,
}

impl RowRange {
    /// Whether the row is in the page.
    #[must_use]
    pub const fn contains(self, row: usize) -> bool {
        self.first <= row && row < self.last
    }
}
