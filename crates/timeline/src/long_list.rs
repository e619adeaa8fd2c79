//! The scroll position in a list that is higher than the highest element a browser allows. Knows heights only.
//!
//! ```text
//!   scrolled 0 ┬ ─ ─ ─ ─ ─ ─ ─ ─ ┬ top 0          the first rows of the list: one to one
//!              │                 │
//!              ├ ─ ─ ─ ─ ─ ─ ─ ─ ┤
//!              │                  \               the rows in the middle: compressed
//!   element    │                   │ list
//!              │                  /
//!              ├ ─ ─ ─ ─ ─ ─ ─ ─ ┤
//!              │                 │                the last rows: one to one
//!              ┴ ─ ─ ─ ─ ─ ─ ─ ─ ┴ top of the last view
//! ```
//!
//! Dragging the thumb, Home and End follow that line. The wheel, an arrow key and a page key move the list by as many
//! pixels as the element, so the two positions drift off the line; they are reset to it in time for both ends to be
//! reached.

use std::ops::Range;

/// The height up to which an element is as high as its list, in CSS pixels.
///
/// Chromium's elements end at 33.5 million device pixels, Firefox' at 17.9 million CSS pixels. This holds on screens
/// of, or pages zoomed to, five device pixels to a CSS pixel.
pub const HIGHEST: f64 = 6_000_000.0;

/// The pixels at each end of the list that are not compressed, so that both ends are exact.
const END: f64 = 500_000.0;

/// The largest drift in the middle of the list: hours of turning the wheel, and a hundredth of the element's height.
const MOST_DRIFT: f64 = 60_000.0;

/// Closer to an end than this no drift is allowed.
const NO_DRIFT: f64 = 20_000.0;

/// A list and the height of the view that shows it. CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LongList {
    /// The number of rows.
    pub count: usize,
    /// The height of a row.
    pub row: f64,
    /// The height of the view.
    pub view: f64,
}

/// The scroll position of the element and of the list. Whole CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPosition {
    /// How far the element is scrolled.
    pub scrolled: f64,
    /// The position in the list that is at the top of the view.
    pub top: f64,
}

impl LongList {
    /// The height of the list.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.count as f64 * self.row
    }

    /// The height that the element must have: that of the list, at most [`HIGHEST`].
    #[must_use]
    pub fn element_height(&self) -> f64 {
        self.height().min(HIGHEST)
    }

    /// The rows that are at least partly visible at this position.
    #[must_use]
    pub fn seen(&self, position: ScrollPosition) -> Range<usize> {
        if self.row <= 0.0 {
            return 0..0;
        }
        let first = (position.top / self.row).floor().max(0.0) as usize;
        let last = ((position.top + self.view) / self.row).ceil().max(0.0) as usize;
        first.min(self.count)..last.min(self.count)
    }

    /// The rows that must be in the page: those in view, and at least `spare` more on either side, if there are as
    /// many.
    ///
    /// Their number is the same at every scroll position, so that scrolling neither creates nor drops rows.
    #[must_use]
    pub fn window(&self, position: ScrollPosition, spare: usize) -> Range<usize> {
        if self.row <= 0.0 {
            return 0..0;
        }
        // The first and the last row may be partly in view.
        let most_seen = (self.view / self.row).ceil().max(0.0) as usize + 1;
        let length = (most_seen + 2 * spare).min(self.count);
        let first = self.seen(position).start.saturating_sub(spare).min(self.count - length);
        first..first + length
    }

    /// The top of a row in the element, for it to appear at the right height of the view.
    #[must_use]
    pub fn row_in_element(&self, row: usize, position: ScrollPosition) -> f64 {
        (row as f64 * self.row + position.scrolled - position.top).max(0.0)
    }

    /// The position after the browser scrolled the element from `from` to `scrolled`. If the result has another
    /// `scrolled`, the caller must scroll the element to it; the same rows stay in view.
    #[must_use]
    pub fn scrolled(&self, from: ScrollPosition, scrolled: f64) -> ScrollPosition {
        let by = scrolled - from.scrolled;
        if self.fits() || scrolled <= 0.0 || scrolled >= self.last_scrolled() || by.abs() > self.longest_step() {
            return ScrollPosition {
                scrolled,
                top: self.top_at(scrolled),
            };
        }
        self.settled(ScrollPosition {
            scrolled,
            top: (from.top + by).clamp(0.0, self.last_top()),
        })
    }

    /// Keeps the row at the top, and limits the drift of the element. For use when the list has become longer or
    /// shorter.
    #[must_use]
    pub fn settled(&self, position: ScrollPosition) -> ScrollPosition {
        if self.fits() {
            return ScrollPosition {
                top: position.scrolled,
                ..position
            };
        }
        let on_the_line = self.scrolled_at(position.top);
        if (position.scrolled - on_the_line).abs() <= self.drift(position.top) {
            return position;
        }
        ScrollPosition {
            scrolled: on_the_line,
            ..position
        }
    }

    /// The position with `top` at the top of the view, or as near to it as the end of the list allows.
    #[must_use]
    pub fn at(&self, top: f64) -> ScrollPosition {
        let top = top.round().clamp(0.0, self.last_top());
        ScrollPosition {
            scrolled: self.scrolled_at(top),
            top,
        }
    }

    /// The position with the row in the middle of the view; `None` if it is in view already. The first `covered` pixels
    /// of the view, under a sticky header, do not count.
    #[must_use]
    pub fn with_row(&self, row: usize, position: ScrollPosition, covered: f64) -> Option<ScrollPosition> {
        let top = row as f64 * self.row;
        let seen = top >= position.top && top + self.row + covered <= position.top + self.view;
        (!seen).then(|| self.at(top - self.view / 2.0))
    }

    fn fits(&self) -> bool {
        self.height() <= HIGHEST
    }

    /// The last position to which the element can be scrolled.
    fn last_scrolled(&self) -> f64 {
        (self.element_height() - self.view).max(0.0)
    }

    fn last_top(&self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// The longest scroll that is taken for a wheel, a key or a finger, and not for a dragged thumb. A thumb moves by
    /// pixels of its track, which is about as high as the view, or by fractions of one.
    fn longest_step(&self) -> f64 {
        (HIGHEST / (4.0 * self.view.max(1.0))).max(self.view)
    }

    fn drift(&self, top: f64) -> f64 {
        let to_the_end = top.min(self.last_top() - top);
        ((to_the_end - NO_DRIFT) / 2.0).clamp(0.0, MOST_DRIFT)
    }

    /// Pixels of the list for each pixel of the element, in the compressed middle.
    fn slope(&self) -> f64 {
        (self.last_top() - 2.0 * END) / (self.last_scrolled() - 2.0 * END)
    }

    /// Maps a position in the element to the list, along the line.
    fn top_at(&self, scrolled: f64) -> f64 {
        if self.fits() || scrolled <= END {
            scrolled
        } else if scrolled >= self.last_scrolled() - END {
            scrolled + self.last_top() - self.last_scrolled()
        } else {
            (END + (scrolled - END) * self.slope()).round()
        }
    }

    /// Maps a position in the list to the element, along the line.
    fn scrolled_at(&self, top: f64) -> f64 {
        if self.fits() || top <= END {
            top
        } else if top >= self.last_top() - END {
            top - self.last_top() + self.last_scrolled()
        } else {
            (END + (top - END) / self.slope()).round()
        }
    }
}
