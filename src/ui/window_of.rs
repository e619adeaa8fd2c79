//! Which rows of a long list are in view, so that only those exist.

use super::measured::measured;
use super::text_size::rem_in_pixels;
use crate::ui::reactive::{Memo, RwSignal, memo};
use leptos::html::Div;
use leptos::prelude::*;
use std::ops::Range;

/// Rows kept above and below the view, so that a short scroll shows no gap before the next frame.
const MARGIN: usize = 6;

/// The rows in view of a list, and the space the others take.
#[derive(Clone, Copy)]
pub struct WindowOf {
    /// Put it on the element that scrolls.
    pub scroller: NodeRef<Div>,
    range: Memo<Range<usize>>,
    count: Memo<usize>,
    scroll_top: RwSignal<f64>,
    row_height: f64,
}

impl WindowOf {
    /// For `count` rows, each as high as the custom property `row_token` of tokens.css says. Owned by the component that
    /// calls this.
    #[must_use]
    pub fn new(count: Memo<usize>, row_token: &'static str) -> Self {
        let row_height = token_in_pixels(row_token).unwrap_or(DEFAULT_ROW);
        let scroller = NodeRef::<Div>::new();
        let extent = measured(scroller);
        let scroll_top = RwSignal::new(0.0);
        let range = memo(move || {
            let first = (scroll_top.get() / row_height).floor() as usize;
            let rows = (extent.get().height / row_height).ceil() as usize;
            let count = count.get();
            first.saturating_sub(MARGIN).min(count)..(first + rows + MARGIN).min(count)
        });
        Self {
            scroller,
            range,
            count,
            scroll_top,
            row_height,
        }
    }

    /// Call it when the scroller has scrolled.
    pub fn scrolled(&self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            self.scroll_top.set(f64::from(scroller.scroll_top()));
        }
    }

    /// Scrolls so that the row at this place is in view.
    pub fn bring_into_view(&self, row: usize) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        let (top, height) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
        let row_top = row as f64 * self.row_height;
        // The head of a table covers its first row's height.
        if row_top < top || row_top + 2.0 * self.row_height > top + height {
            scroller.set_scroll_top((row_top - height / 2.0).max(0.0) as i32);
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
        format!("{}px", self.range.with(|range| range.start) as f64 * self.row_height)
    }

    /// The height of what is left out below, as a CSS length. Tracked.
    #[must_use]
    pub fn below(&self) -> String {
        format!(
            "{}px",
            self.count.get().saturating_sub(self.range.with(|range| range.end)) as f64 * self.row_height
        )
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
