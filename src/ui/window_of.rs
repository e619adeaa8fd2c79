//! Which rows of a long list are in view, so that only those exist, and where in the element that scrolls they stand.

use super::measured::{Extent, measured};
use super::text_size::rem_in_pixels;
use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use leptos::html::Div;
use leptos::prelude::*;
use std::ops::Range;
use timeline::LongList;
use timeline::long_list::ScrollPosition;
use web_sys::Element;

/// Rows kept above and below the view, so that a short scroll shows no gap before the next frame.
const MARGIN: usize = 6;

/// Where in a list an element stands that scrolls it, however long the list. Copies are handles to the same thing.
#[derive(Clone, Copy)]
pub struct Scrolled {
    list: Memo<LongList>,
    place: RwSignal<ScrollPosition>,
}

impl Scrolled {
    /// At the top of `list`. Owned by the component that calls this.
    #[must_use]
    pub fn new(list: Memo<LongList>) -> Self {
        Self {
            list,
            place: RwSignal::new(ScrollPosition::default()),
        }
    }

    /// Says that the list is looked at, without looking. Tracked.
    pub fn track_list(&self) {
        self.list.track();
    }

    /// The list. Tracked.
    #[must_use]
    pub fn list(&self) -> LongList {
        self.list.get()
    }

    /// Where it stands. Tracked.
    #[must_use]
    pub fn place(&self) -> ScrollPosition {
        self.place.get()
    }

    /// The element has scrolled.
    pub fn follow(&self, element: &Element) {
        let list = self.list.get_untracked();
        let place = list.scrolled(self.place.get_untracked(), f64::from(element.scroll_top()));
        self.put(element, place);
    }

    /// Scrolls the element so that `top` of the list is at the top of the view.
    pub fn go_to(&self, element: &Element, top: f64) {
        self.put(element, self.list.get_untracked().at(top));
    }

    /// The list has changed, or what shows it: the same row stays at the top.
    pub fn settle(&self, element: &Element) {
        let place = self.place.get_untracked();
        let settled = self.list.get_untracked().settled(place);
        if settled != place {
            self.put(element, settled);
        }
    }

    fn put(&self, element: &Element, place: ScrollPosition) {
        let place = put(element, self.list.get_untracked(), place);
        if self.place.get_untracked() != place {
            self.place.set(place);
        }
    }
}

/// Scrolls the element to where `list` is at `place`; where it then is.
pub fn put(element: &Element, list: LongList, place: ScrollPosition) -> ScrollPosition {
    if f64::from(element.scroll_top()) != place.scrolled {
        element.set_scroll_top(place.scrolled as i32);
    }
    // It may not be as high yet as it will be.
    let scrolled = f64::from(element.scroll_top());
    if scrolled == place.scrolled {
        place
    } else {
        list.scrolled(place, scrolled)
    }
}

/// The rows in view of a list, and the space the others take.
#[derive(Clone, Copy)]
pub struct WindowOf {
    /// Put it on the element that scrolls.
    pub scroller: NodeRef<Div>,
    range: Memo<Range<usize>>,
    scrolled: Scrolled,
}

impl WindowOf {
    /// For `count` rows, each as high as the custom property `row_token` of tokens.css says. Owned by the component that
    /// calls this.
    #[must_use]
    pub fn new(count: Memo<usize>, row_token: &'static str) -> Self {
        let row = token_in_pixels(row_token).unwrap_or(DEFAULT_ROW);
        let scroller = NodeRef::<Div>::new();
        let extent: RwSignal<Extent> = measured(scroller);
        let scrolled = Scrolled::new(memo(move || LongList {
            count: count.get(),
            row,
            view: extent.get().height,
        }));
        let range = memo(move || {
            let list = scrolled.list();
            let seen = list.seen(scrolled.place());
            seen.start.saturating_sub(MARGIN)..(seen.end + MARGIN).min(list.count)
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

    /// Call it when the scroller has scrolled.
    pub fn scrolled(&self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            self.scrolled.follow(&scroller);
        }
    }

    /// Scrolls so that the row at this place is in view.
    pub fn bring_into_view(&self, row: usize) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        let list = self.scrolled.list.get_untracked();
        let place = self.scrolled.place.get_untracked();
        // The head of a table covers its first row's height.
        if let Some(place) = list.with_row(row, place, list.row) {
            self.scrolled.put(&scroller, place);
        }
    }

    /// The rows to show. Tracked.
    #[must_use]
    pub fn rows(&self) -> Range<usize> {
        self.range.get()
    }

    /// The height of what is left out above, as a CSS length. Tracked.
    #[must_use]
    pub fn above(&self) -> String {
        format!("{}px", self.above_in_pixels())
    }

    /// The height of what is left out below, as a CSS length. Tracked.
    #[must_use]
    pub fn below(&self) -> String {
        let list = self.scrolled.list();
        let shown = self.range.with(|range| range.len() as f64 * list.row);
        let below = list.element_height() - self.above_in_pixels() - shown;
        format!("{}px", below.max(0.0))
    }

    fn above_in_pixels(&self) -> f64 {
        let first = self.range.with(|range| range.start);
        self.scrolled.list().row_in_element(first, self.scrolled.place())
    }
}

/// Should the style sheet not be there.
const DEFAULT_ROW: f64 = 24.0;

/// A length in tokens.css, as it holds at this width of the page.
fn token_in_pixels(token: &str) -> Option<f64> {
    let root = document().document_element()?;
    let style = window().get_computed_style(&root).ok().flatten()?;
    let written = style.get_property_value(token).ok()?;
    // Not `str::parse`: it brings 10 KB of tables to the page.
    let number = js_sys::Number::parse_float(&written);
    let pixels = if written.trim_end().ends_with("rem") {
        rem_in_pixels(number)
    } else {
        number
    };
    pixels.is_finite().then_some(pixels)
}
