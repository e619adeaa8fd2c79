//! How large text is on the page. Lists of fixed rows and the picture, which draws letters of its own, grow with it.

use crate::ui::reactive::{Memo, memo};
use leptos::prelude::*;

/// CSS pixels in a rem, at the size of text that browsers come with.
const USUAL_REM: f64 = 16.0;

/// How many times the usual size the page's text is: 2 where a rem is 32 px.
#[must_use]
pub fn text_scale() -> f64 {
    document().document_element().map_or(1.0, |root| times_usual(&root))
}

/// The same for the text size of the browser's settings, which the breakpoints of the style sheets follow. It differs
/// from [`text_scale`] only where a style sheet sets the root's font size.
#[must_use]
pub fn settings_scale() -> f64 {
    let Some(body) = document().body() else { return 1.0 };
    let Ok(probe) = document().create_element("span") else {
        return 1.0;
    };
    // `medium` is the browser's own size, whatever stands around it.
    let _ = probe.set_attribute("style", "font-size: medium; position: absolute");
    let _ = body.append_child(&probe);
    let scale = times_usual(&probe);
    probe.remove();
    scale
}

/// [`text_scale`] as a value that is read again whenever `trigger`, the size of something measured in rem, changes.
#[must_use]
pub fn followed_text_scale(trigger: impl Fn() + Send + Sync + 'static) -> Memo<f64> {
    memo(move || {
        trigger();
        text_scale()
    })
}

/// A length that is so many CSS pixels at the usual size of text, as a CSS length that grows with it.
#[must_use]
pub fn rem(pixels: f64) -> String {
    format!("{}rem", pixels / USUAL_REM)
}

fn times_usual(element: &web_sys::Element) -> f64 {
    let style = window().get_computed_style(element).ok().flatten();
    let written = style.and_then(|style| style.get_property_value("font-size").ok());
    // Not `str::parse`: it brings 10 KB of tables to the page.
    let pixels = written.map_or(f64::NAN, |written| js_sys::Number::parse_float(&written));
    if pixels > 0.0 { pixels / USUAL_REM } else { 1.0 }
}
