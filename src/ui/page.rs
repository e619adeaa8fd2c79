//! What the document itself says, on `<html>`: where the run stands, and the words of a panic.

use super::measured::Extent;
use super::session::{RunControls, RunPhase};
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Keeps `data-run` and `data-outcome` of `<html>` (docs/design.md, “Names”). Owned by the component that calls this.
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

/// Leaves the words of a panic for `faults.js`, which shows them: the program has stopped by then.
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
