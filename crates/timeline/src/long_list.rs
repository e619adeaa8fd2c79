//! Where in a list a scrolled element stands, when the list is higher than a browser makes an element. Knows heights only.
//!
//! ```text
//!   scrolled 0 ┬ ─ ─ ─ ─ ─ ─ ─ ─ ┬ top 0          the list, its first rows: as they are
//!              │                 │
//!              ├ ─ ─ ─ ─ ─ ─ ─ ─ ┤
//!              │                  \               the many in the middle, closer together
//!   element    │                   │ list
//!              │                  /
//!              ├ ─ ─ ─ ─ ─ ─ ─ ─ ┤
//!              │                 │                its last rows: as they are
//!              ┴ ─ ─ ─ ─ ─ ─ ─ ─ ┴ top of the last view
//! ```
//!
//! A thumb that is dragged, and Home and End, go along that line. A wheel, an arrow key, a page go by as many pixels of the
//! list as of the element, and with them the two drift off the line; before an end can be missed, they are put back on it.

use std::ops::Range;

/// The height up to which an element is as high as its list, in CSS pixels.
///
/// Chromium's elements end at 33.5 million device pixels, Firefox' at 17.9 million CSS pixels. This holds on screens of, or
/// pages zoomed to, five device pixels to a CSS pixel.
pub const HIGHEST: f64 = 6_000_000.0;

/// So much of the list at either end is never pressed together: the ends are exact.
const END: f64 = 500_000.0;

/// So far the two may drift apart in the middle of the list: hours of the wheel, and a hundredth of the way.
const MOST_DRIFT: f64 = 60_000.0;

/// Closer to an end than this there is no drift.
const NO_DRIFT: f64 = 20_000.0;

/// A list, and how much of it is seen at once. CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LongList {
    /// How many rows there are.
    pub count: usize,
    /// How high each is.
    pub row: f64,
    /// How high what shows them is.
    pub view: f64,
}

/// Where it is scrolled to. CSS pixels, whole ones.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPosition {
    /// How far the element is scrolled.
    pub scrolled: f64,
    /// What of the list is at the top of the view.
    pub top: f64,
}

impl LongList {
    /// How high the list is.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.count as f64 * self.row
    }

    /// How high the element is to be: as high as the list, if that can be.
    #[must_use]
    pub fn element_height(&self) -> f64 {
        self.height().min(HIGHEST)
    }

    /// The rows that are seen with `place` at the top, at least partly.
    #[must_use]
    pub fn seen(&self, place: ScrollPosition) -> Range<usize> {
        if self.row <= 0.0 {
            return 0..0;
        }
        let first = (place.top / self.row).floor().max(0.0) as usize;
        let last = ((place.top + self.view) / self.row).ceil().max(0.0) as usize;
        first.min(self.count)..last.min(self.count)
    }

    /// The rows to be in the page: those that are seen, and at least `spare` more on either side where there are any.
    ///
    /// There are always as many of them, wherever the list is scrolled, so that a scroll neither makes nor drops a row.
    #[must_use]
    pub fn window(&self, place: ScrollPosition, spare: usize) -> Range<usize> {
        if self.row <= 0.0 {
            return 0..0;
        }
        // A view begins and ends within a row.
        let most_seen = (self.view / self.row).ceil().max(0.0) as usize + 1;
        let length = (most_seen + 2 * spare).min(self.count);
        let first = self.seen(place).start.saturating_sub(spare).min(self.count - length);
        first..first + length
    }

    /// Where a row begins in the element, so that it is seen where it belongs.
    #[must_use]
    pub fn row_in_element(&self, row: usize, place: ScrollPosition) -> f64 {
        (row as f64 * self.row + place.scrolled - place.top).max(0.0)
    }

    /// Where the list stands when the element has been scrolled from `from` to `scrolled`. The place may say that the
    /// element is to be scrolled elsewhere: there it shows the same.
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

    /// The same row at the top, and the element not scrolled too far from where that row is to be found: when the list has
    /// become longer or shorter.
    #[must_use]
    pub fn settled(&self, place: ScrollPosition) -> ScrollPosition {
        if self.fits() {
            return ScrollPosition {
                top: place.scrolled,
                ..place
            };
        }
        let on_the_line = self.scrolled_at(place.top);
        if (place.scrolled - on_the_line).abs() <= self.drift(place.top) {
            return place;
        }
        ScrollPosition {
            scrolled: on_the_line,
            ..place
        }
    }

    /// With this of the list at the top of the view, or as near to it as the end allows.
    #[must_use]
    pub fn at(&self, top: f64) -> ScrollPosition {
        let top = top.round().clamp(0.0, self.last_top());
        ScrollPosition {
            scrolled: self.scrolled_at(top),
            top,
        }
    }

    /// Where the view is to stand to have the row in its middle; `None` if it is in view already. The first `covered`
    /// pixels of the view, a head that stays, do not count.
    #[must_use]
    pub fn with_row(&self, row: usize, place: ScrollPosition, covered: f64) -> Option<ScrollPosition> {
        let top = row as f64 * self.row;
        let seen = top >= place.top && top + self.row + covered <= place.top + self.view;
        (!seen).then(|| self.at(top - self.view / 2.0))
    }

    fn fits(&self) -> bool {
        self.height() <= HIGHEST
    }

    /// As far as the element can be scrolled.
    fn last_scrolled(&self) -> f64 {
        (self.element_height() - self.view).max(0.0)
    }

    fn last_top(&self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// The longest way that a wheel, a key or a finger goes at once. A thumb moves by pixels of its track, which is about as
    /// high as the view, or by parts of one.
    fn longest_step(&self) -> f64 {
        (HIGHEST / (4.0 * self.view.max(1.0))).max(self.view)
    }

    fn drift(&self, top: f64) -> f64 {
        let to_the_end = top.min(self.last_top() - top);
        ((to_the_end - NO_DRIFT) / 2.0).clamp(0.0, MOST_DRIFT)
    }

    /// How much of the list there is to a pixel of the element, in the middle.
    fn slope(&self) -> f64 {
        (self.last_top() - 2.0 * END) / (self.last_scrolled() - 2.0 * END)
    }

    /// Along the line, from the element to the list.
    fn top_at(&self, scrolled: f64) -> f64 {
        if self.fits() || scrolled <= END {
            scrolled
        } else if scrolled >= self.last_scrolled() - END {
            scrolled + self.last_top() - self.last_scrolled()
        } else {
            (END + (scrolled - END) * self.slope()).round()
        }
    }

    /// Along the line, from the list to the element.
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
