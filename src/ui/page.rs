//! What the document itself shows: where the run stands, on `<html>`, and the words after a panic.

use super::measured::Extent;
use super::session::Phase;
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Keeps `data-run` and `data-outcome` of `<html>` (FORMATS). Owned by the component that calls this.
pub fn show_run_state(phase: RwSignal<Phase>) {
    effect(move || {
        let phase = phase.get();
        set("data-run", Some(phase.word()));
        set(
            "data-outcome",
            if let Phase::Done(outcome) = phase {
                Some(outcome.word())
            } else {
                None
            },
        );
    });
}

/// Shows the stage alone, for a page that holds this one in a frame.
pub fn show_embedded(embed: bool) {
    set("data-embed", embed.then_some("true"));
}

/// Tells the style sheets how high the transport stands where it is a dock, so that it covers nothing that has the focus
/// and nothing at the end of the page.
pub fn show_dock_height(dock: RwSignal<Extent>) {
    effect(move || {
        let root = document()
            .document_element()
            .and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let Some(root) = root {
            let height = format!("{}px", dock.get().height + DOCK_BORDER);
            // It fails only for a name that is no property's.
            let _ = root.style().set_property("--h-dock", &height);
        }
    });
}

/// What a measured height leaves out.
const DOCK_BORDER: f64 = 1.0;

/// Shows a panic to the person instead of leaving a dead page: what happened, what to do, and where to take it.
pub fn show_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string();
        web_sys::console::error_1(&text.clone().into());
        show_panic(&text);
    }));
}

fn show_panic(text: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let Some(body) = document.body() else { return };
    let element = |name: &str, class: &str, words: &str| {
        let element = document.create_element(name).ok()?;
        element.set_class_name(class);
        element.set_text_content(Some(words));
        Some(element)
    };
    let Some(notice) = element("section", "notice", "") else {
        return;
    };
    let _ = notice.set_attribute("data-kind", "panic");
    let _ = notice.set_attribute("role", "alert");
    let parts = [
        element("h2", "notice-title", "Futurescope has stopped working"),
        element(
            "p",
            "notice-words",
            "This is a bug in Futurescope, not in your list. What you wrote is kept: reload the page to go on. \
             If it happens again, please report it with the address of this page and the text below.",
        ),
        element("pre", "notice-detail", text),
    ];
    for part in parts.into_iter().flatten() {
        let _ = notice.append_child(&part);
    }
    let _ = body.append_child(&notice);
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
