//! The virtual list: determines which rows of a long list must be in the page, and their position in the scrolled
//! element.

use super::measured::{Extent, measured};
use crate::ui::page::set_style;
use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use leptos::html::Div;
use leptos::prelude::*;
use std::ops::Range;
use timeline::LongList;
use timeline::long_list::ScrollPosition;
use web_sys::Element;

/// Rows kept above and below the view, so that a short scroll shows no gap before the next frame.
const SPARE_ROWS: usize = 6;

/// The scroll position in a list of any length. Copies are handles to the same position.
#[derive(Clone, Copy)]
pub struct Scrolled {
    list: Memo<LongList>,
    position: RwSignal<ScrollPosition>,
}

impl Scrolled {
    /// The top of `list`. Owned by the component that calls this.
    #[must_use]
    pub fn new(list: Memo<LongList>) -> Self {
        Self {
            list,
            position: RwSignal::new(ScrollPosition::default()),
        }
    }

    /// Tracks the list without reading it.
    pub fn track_list(&self) {
        self.list.track();
    }

    /// The list. Tracked.
    #[must_use]
    pub fn list(&self) -> LongList {
        self.list.get()
    }

    /// The scroll position. Tracked.
    #[must_use]
    pub fn position(&self) -> ScrollPosition {
        self.position.get()
    }

    /// The rows that must be in the page: those in view, and `spare` more on either side. Tracked.
    #[must_use]
    pub fn window(&self, spare: usize) -> Range<usize> {
        self.list().window(self.position(), spare)
    }

    /// Updates the position after the browser scrolled the element.
    pub fn follow(&self, element: &Element) {
        let list = self.list.get_untracked();
        let position = list.scrolled(self.position.get_untracked(), f64::from(element.scroll_top()));
        self.put(element, position);
    }

    /// Scrolls the element so that `top` of the list is at the top of the view.
    pub fn go_to(&self, element: &Element, top: f64) {
        self.put(element, self.list.get_untracked().at(top));
    }

    /// Updates the position after the list or the view has changed, and keeps the same row at the top.
    pub fn settle(&self, element: &Element) {
        let position = self.position.get_untracked();
        let settled = self.list.get_untracked().settled(position);
        if settled != position {
            self.put(element, settled);
        }
    }

    /// Resets the position, because the scrolled element is a new one.
    pub fn start_anew(&self) {
        self.position.set(ScrollPosition::default());
    }

    fn put(&self, element: &Element, position: ScrollPosition) {
        let position = put(element, self.list.get_untracked(), position);
        if self.position.get_untracked() != position {
            self.position.set(position);
        }
    }
}

/// Scrolls the element to `position`, and returns the position that it then has.
fn put(element: &Element, list: LongList, position: ScrollPosition) -> ScrollPosition {
    if f64::from(element.scroll_top()) != position.scrolled {
        element.set_scroll_top(position.scrolled as i32);
    }
    // The element may not have its final height yet.
    let scrolled = f64::from(element.scroll_top());
    if scrolled == position.scrolled {
        position
    } else {
        list.scrolled(position, scrolled)
    }
}

/// The rows of a list that are in the page, and the heights of the space above and below them.
#[derive(Clone, Copy)]
pub struct VirtualList {
    /// The element that scrolls: use it as its `node_ref`.
    pub scroller: NodeRef<Div>,
    range: Memo<Range<usize>>,
    scrolled: Scrolled,
}

impl VirtualList {
    /// A list of `count` rows, whose height is the custom property `row_token` of tokens.css. Owned by the component
    /// that calls this.
    #[must_use]
    pub fn new(count: Memo<usize>, row_token: &'static str) -> Self {
        Self::with_all_up_to(0, count, row_token)
    }

    /// The same, under a sticky head that is as high as so many rows.
    #[must_use]
    pub fn under_heads(heads: usize, count: Memo<usize>, row_token: &'static str) -> Self {
        Self::with(heads, 0, count, row_token)
    }

    /// The same, but all rows of a list of up to `all_up_to` rows are in the page, and it need not scroll by itself.
    #[must_use]
    pub fn with_all_up_to(all_up_to: usize, count: Memo<usize>, row_token: &'static str) -> Self {
        Self::with(0, all_up_to, count, row_token)
    }

    /// `head` is the height of the sticky head over the rows, in rows.
    fn with(head: usize, all_up_to: usize, count: Memo<usize>, row_token: &'static str) -> Self {
        let scroller = NodeRef::<Div>::new();
        let extent: RwSignal<Extent> = measured(scroller);
        // The height may differ at another width of the page.
        let row = memo(move || {
            extent.track();
            token_in_pixels(row_token).unwrap_or(DEFAULT_ROW)
        });
        let scrolled = Scrolled::new(memo(move || LongList {
            count: count.get(),
            row: row.get(),
            view: (extent.get().height.min(highest_view()) - head as f64 * row.get()).max(0.0),
        }));
        let range = memo(move || {
            if count.get() <= all_up_to {
                return 0..count.get();
            }
            scrolled.window(SPARE_ROWS)
        });
        effect(move || {
            scrolled.track_list();
            if let Some(scroller) = scroller.get() {
                scrolled.settle(&scroller);
            }
        });
        Self {
            scroller,
            range,
            scrolled,
        }
    }

    /// Call it when the scroller has been removed from the page: a new one begins at the top.
    pub fn start_anew(&self) {
        self.scrolled.start_anew();
    }

    /// Call it when the scroller has scrolled.
    pub fn scrolled(&self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            self.scrolled.follow(&scroller);
        }
    }

    /// Scrolls so that this row is in view.
    pub fn bring_into_view(&self, row: usize) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        let list = self.scrolled.list.get_untracked();
        let position = self.scrolled.position.get_untracked();
        // A head is not in the view as it is computed.
        if let Some(position) = list.with_row(row, position, 0.0) {
            self.scrolled.put(&scroller, position);
        }
    }

    /// Scrolls so that this row is at the top, unless it is in the page.
    pub fn bring_into_page(&self, row: usize) {
        if let Some(scroller) = self.scroller.get_untracked()
            && !self.range.with_untracked(|range| range.contains(&row))
        {
            let top = row as f64 * self.scrolled.list.with_untracked(|list| list.row);
            self.scrolled.go_to(&scroller, top);
        }
    }

    /// The rows to show. Tracked.
    #[must_use]
    pub fn rows(&self) -> Range<usize> {
        self.range.get()
    }

    /// The height of the space above the rows, as a CSS length. Tracked.
    #[must_use]
    pub fn above(&self) -> String {
        format!("{}px", self.above_in_pixels())
    }

    /// The height of the space below the rows, as a CSS length. Tracked.
    #[must_use]
    pub fn below(&self) -> String {
        format!("{}px", self.below_in_pixels())
    }

    /// The height of the space above the rows, in CSS pixels. Tracked.
    #[must_use]
    pub fn above_in_pixels(&self) -> f64 {
        let first = self.range.with(|range| range.start);
        self.scrolled.list().row_in_element(first, self.scrolled.position())
    }

    /// The height of the space below the rows, in CSS pixels. Tracked.
    #[must_use]
    pub fn below_in_pixels(&self) -> f64 {
        let list = self.scrolled.list();
        let shown = self.range.with(|range| range.len() as f64 * list.row);
        (list.element_height() - self.above_in_pixels() - shown).max(0.0)
    }
}

/// The height of a row in CSS pixels if the style sheet is missing.
const DEFAULT_ROW: f64 = 24.0;

/// The largest height of a view. The scroller is higher only if the style sheet is missing: then it is as high as the
/// list.
fn highest_view() -> f64 {
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    2.0 * height.unwrap_or_default()
}

/// The current value of a length in tokens.css, in CSS pixels, whatever its unit.
fn token_in_pixels(token: &str) -> Option<f64> {
    let probe = document().create_element("div").ok()?;
    let style = format!("position: absolute; visibility: hidden; height: var({token})");
    set_style(&probe, &style);
    document().body()?.append_child(&probe).ok()?;
    let height = probe.get_bounding_client_rect().height();
    probe.remove();
    (height > 0.0).then_some(height)
}
