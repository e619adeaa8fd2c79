//! A browser event listener that ends with its owner.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// A listener that is taken off its target when dropped.
#[must_use = "the listener ends when this is dropped"]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
    ahead: bool,
}

impl Listener {
    /// Calls `callback` for every `name` event of `target`.
    pub fn new(target: &EventTarget, name: &'static str, callback: impl FnMut(Event) + 'static) -> Self {
        Self::of(target, name, Closure::new(callback), false)
    }

    /// The same, ahead of whatever listens inside of `target`: an event can be kept from it.
    pub fn ahead(target: &EventTarget, name: &'static str, callback: impl FnMut(Event) + 'static) -> Self {
        Self::of(target, name, Closure::new(callback), true)
    }

    fn of(target: &EventTarget, name: &'static str, callback: Closure<dyn FnMut(Event)>, ahead: bool) -> Self {
        // It fails only for a callback that is no object; a closure is one.
        let _ = target.add_event_listener_with_callback_and_bool(name, callback.as_ref().unchecked_ref(), ahead);
        Self {
            target: target.clone(),
            name,
            callback,
            ahead,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.name,
            self.callback.as_ref().unchecked_ref(),
            self.ahead,
        );
    }
}
