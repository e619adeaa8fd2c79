//! The size of text on the page. Lists with rows of a fixed height, and the timeline's canvas, are scaled by it.

use crate::ui::reactive::{Memo, memo};
use leptos::prelude::*;

/// CSS pixels in a rem at the default text size of browsers.
const USUAL_REM: f64 = 16.0;

/// The page's text size relative to the default: 2 if a rem is 32 px. Larger in a presentation.
#[must_use]
pub fn text_scale() -> f64 {
    document().document_element().map_or(1.0, |root| times_usual(&root))
}

/// [`text_scale`] as a memo. It is read again whenever a signal that `trigger` reads changes, such as the size of an
/// element that is measured in rem.
#[must_use]
pub fn followed_text_scale(trigger: impl Fn() + Send + Sync + 'static) -> Memo<f64> {
    memo(move || {
        trigger();
        text_scale()
    })
}

/// Converts CSS pixels at the default text size to a CSS length in rem.
#[must_use]
pub fn rem(pixels: f64) -> String {
    format!("{}rem", pixels / USUAL_REM)
}

fn times_usual(element: &web_sys::Element) -> f64 {
    let style = window().get_computed_style(element).ok().flatten();
    let written = style.and_then(|style| style.get_property_value("font-size").ok());
    // Not `str::parse`, because it adds 10 KB of tables to the page.
    let pixels = written.map_or(f64::NAN, |written| js_sys::Number::parse_float(&written));
    if pixels > 0.0 { pixels / USUAL_REM } else { 1.0 }
}
