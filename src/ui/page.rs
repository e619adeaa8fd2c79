//! What the document itself says, on `<html>`: where the run stands, and the words of a panic.

use super::session::Phase;
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;

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
