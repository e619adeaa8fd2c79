//! Closes popups with Escape, wherever the focus is.

use super::listener::Listener;
use crate::ui::reactive::hold_until_cleanup;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// Calls `close` for Escape while `open` returns true, and stops the propagation of the key. Ends with the owner that
/// calls this.
pub fn close_with_escape(open: impl Fn() -> bool + 'static, close: impl Fn() + 'static) {
    let listener = Listener::ahead(&document(), "keydown", move |event: Event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else {
            return;
        };
        if event.key() == "Escape" && !event.is_composing() && open() {
            event.prevent_default();
            event.stop_propagation();
            close();
        }
    });
    hold_until_cleanup(listener);
}
