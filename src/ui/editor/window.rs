//! Which rows of a long table are in the page. Knows heights, knows no rows.

use crate::ui::text_size::rem_in_pixels;
use crate::ui::window_of::put;
use timeline::LongList;
use timeline::long_list::ScrollPosition;

/// Up to here all rows are in the page and scroll with it: cheap to lay out, and found by the browser's search.
pub const MOST_ROWS_IN_PAGE: usize = 200;

/// Rows beyond the edges that are in the page all the same, so that a quick scroll shows no gap.
const SPARE_ROWS: usize = 8;

/// The part of a long table that is seen. CSS px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    place: ScrollPosition,
    height: f64,
    row_height: f64,
}

impl Window {
    /// Before anything is laid out: `--h-table-max` and `--h-row` of tokens.css, corrected by the first scroll.
    #[must_use]
    pub fn at_the_top() -> Self {
        Self {
            place: ScrollPosition::default(),
            height: rem_in_pixels(30.0),
            row_height: rem_in_pixels(2.125),
        }
    }

    /// What the element shows of so many rows, now that it has scrolled.
    #[must_use]
    pub fn scrolled(self, scroller: &web_sys::Element, count: usize) -> Self {
        let measured = self.measured(scroller);
        let list = measured.list(count);
        let place = list.scrolled(self.place, f64::from(scroller.scroll_top()));
        Self {
            place: put(scroller, list, place),
            ..measured
        }
    }

    /// Scrolls the element so that the row is at the top; what it then shows.
    #[must_use]
    pub fn with_row(self, row: usize, scroller: &web_sys::Element, count: usize) -> Self {
        let measured = self.measured(scroller);
        let list = measured.list(count);
        let place = list.at(row as f64 * measured.row_height);
        Self {
            place: put(scroller, list, place),
            ..measured
        }
    }

    fn measured(self, scroller: &web_sys::Element) -> Self {
        let row = scroller.query_selector(".task-row").ok().flatten();
        Self {
            place: self.place,
            height: f64::from(scroller.client_height()),
            row_height: row.map_or_else(
                || Self::at_the_top().row_height,
                |row| row.get_bounding_client_rect().height().max(1.0),
            ),
        }
    }

    /// The rows that are to be in the page, of so many.
    #[must_use]
    pub fn rows(&self, count: usize) -> RowRange {
        if count <= MOST_ROWS_IN_PAGE {
            return RowRange { first: 0, last: count };
        }
        let seen = self.list(count).seen(self.place);
        RowRange {
            first: seen.start.saturating_sub(SPARE_ROWS),
            last: (seen.end + SPARE_ROWS).min(count),
        }
    }

    /// How high what is left out before and after the rows in the page is.
    #[must_use]
    pub fn gaps(&self, shown: RowRange, count: usize) -> (f64, f64) {
        let list = self.list(count);
        if shown.first == 0 && shown.last == count {
            return (0.0, 0.0);
        }
        let before = list.row_in_element(shown.first, self.place);
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

/// The rows that are in the page: `first` up to but without `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRange {
    /// The first.
    pub first: usize,
    /// The one behind the last.
    pub last: usize,
}

impl RowRange {
    /// Whether the row is in the page.
    #[must_use]
    pub const fn contains(self, row: usize) -> bool {
        self.first <= row && row < self.last
    }
}
