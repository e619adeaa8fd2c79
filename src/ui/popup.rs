//! Opens dialogs, and closes popups and other things with Escape, wherever the focus is.

use crate::ui::reactive::{effect, hold_until_cleanup};
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// Shows `dialog` over the page while `open` returns true, which is tracked, and calls `opened` each time it opens. Ends with the
/// owner that calls this.
pub fn show_dialog(dialog: NodeRef<Dialog>, open: impl Fn() -> bool + 'static, opened: impl Fn() + 'static) {
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        if open() && !dialog.open() {
            let _ = dialog.show_modal(); // it fails only for one that is not in the page
            opened();
        } else if !open() && dialog.open() {
            dialog.close();
        }
    });
}

/// Calls `close` for Escape while `open` returns true, and stops the propagation of the key. Ends with the owner that
/// calls this.
pub fn close_with_escape(open: impl Fn() -> bool + 'static, close: impl Fn() + 'static) {
    hold_until_cleanup(key_before_all_others(move |event| {
        if event.key() == "Escape" && !event.is_composing() && open() {
            event.prevent_default();
            event.stop_propagation();
            close();
        }
    }));
}

/// Calls `act` for an Escape that nothing else has used, while `open` returns true: what was opened later prevents the
/// default of the key. Ends with the owner that calls this.
pub fn act_on_unused_escape(open: impl Fn() -> bool + 'static, act: impl Fn() + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let escape = event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape" && !event.is_composing());
        if escape && !event.default_prevented() && open() {
            event.prevent_default();
            act();
        }
    });
    hold_until_cleanup(listener);
}

/// Calls `listen` for every key that goes down, before whatever else listens in the page: it can be kept from all others.
pub fn key_before_all_others(mut listen: impl FnMut(&KeyboardEvent) + 'static) -> EventListener {
    let options = EventListenerOptions {
        phase: EventListenerPhase::Capture,
        passive: false,
    };
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            listen(event);
        }
    })
}
