//! The page as a document: attributes of `<html>` (the phase of the run, whether the page is embedded or a presentation, the
//! message of a panic), and the focus.

use super::measured::Extent;
use super::session::{RunControls, RunPhase};
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Moves the focus to the first element that matches, if it can have it.
pub fn focus_on(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus(); // it fails for what cannot have it
    }
}

/// Sets an attribute of the first element in `root` that matches, or with no selector of `root` itself. An effect that sets several
/// attributes is a fraction of the code of a view with a closure for each.
pub fn set_attribute_in(root: &Element, selector: &str, attribute: &str, value: &str) {
    if let Some(found) = find_in(root, selector) {
        let _ = found.set_attribute(attribute, value); // it fails only for a name that is none
    }
}

/// Sets the whole style of such an element.
pub fn set_style_in(root: &Element, selector: &str, style: &str) {
    if let Some(found) = find_in(root, selector) {
        set_style(&found, style);
    }
}

/// Sets the whole style of an element, through the object model: a `style` attribute would be a violation of the page's
/// Content-Security-Policy, and have no effect.
pub fn set_style(element: &Element, style: &str) {
    element.unchecked_ref::<HtmlElement>().style().set_css_text(style); // SVG elements have the same property
}

/// Sets the text of such an element.
pub fn set_text_in(root: &Element, selector: &str, text: &str) {
    if let Some(found) = find_in(root, selector) {
        found.set_text_content(Some(text));
    }
}

fn find_in(root: &Element, selector: &str) -> Option<Element> {
    match selector {
        "" => Some(root.clone()),
        _ => root.query_selector(selector).ok().flatten(),
    }
}

/// Keeps `data-run` and `data-outcome` of `<html>` up to date (docs/design.md, “Names”). Owned by the component that
/// calls this.
pub fn show_run_state(controls: RunControls) {
    effect(move || {
        let phase = controls.phase();
        set("data-run", Some(phase.word()));
        set(
            "data-outcome",
            if let RunPhase::Done(outcome) = phase {
                Some(outcome.word())
            } else {
                None
            },
        );
    });
}

/// Shows only the stage, for a page that embeds this one.
pub fn show_embedded(embed: bool) {
    set("data-embed", embed.then_some("true"));
}

/// Whether it does, for what is kept in the browser by plain functions. Components ask `ui::embed::Embedded`.
#[must_use]
pub fn is_embedded() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute("data-embed"))
}

/// Shows the page as a presentation.
pub fn show_presented(on: bool) {
    set("data-present", on.then_some("true"));
}

/// Passes the height of the docked transport to the style sheets, so that it covers neither the focused element nor the
/// end of the page.
pub fn show_dock_height(dock: RwSignal<Extent>) {
    effect(move || {
        let root = document()
            .document_element()
            .and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let Some(root) = root {
            let height = format!("{}px", dock.get().height + DOCK_BORDER);
            // It fails only for an invalid property name.
            let _ = root.style().set_property("--h-dock", &height);
        }
    });
}

/// The border, which the measured height does not include.
const DOCK_BORDER: f64 = 1.0;

/// Stores the message of a panic for `faults.js`, which shows it, because the program has stopped by then.
pub fn show_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string();
        web_sys::console::error_1(&text.as_str().into());
        set("data-panic", Some(&text));
    }));
}

fn set(attribute: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    let _ = match value {
        Some(value) => root.set_attribute(attribute, value),
        None => root.remove_attribute(attribute),
    };
}
