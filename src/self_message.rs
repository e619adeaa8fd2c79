//! A message that the page posts to itself, to continue in another task of the browser.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageChannel;

/// Calls a function in a task of its own, as soon as the browser gets to it. A timeout of 0 ms would fire after 4 ms
/// without work, because browsers delay nested timeouts.
pub struct SelfMessage {
    channel: MessageChannel,
    _received: Closure<dyn FnMut()>,
}

impl SelfMessage {
    /// A channel without messages. It calls `received` for each message until it is dropped.
    ///
    /// # Panics
    ///
    /// Outside of a browser.
    #[must_use]
    pub fn new(received: impl FnMut() + 'static) -> Self {
        let channel = MessageChannel::new().expect("a window has message channels");
        let received = Closure::new(received);
        channel.port1().set_onmessage(Some(received.as_ref().unchecked_ref()));
        Self {
            channel,
            _received: received,
        }
    }

    /// Posts a message.
    pub fn post(&self) {
        // It fails only for values that cannot be copied.
        let _ = self.channel.port2().post_message(&JsValue::NULL);
    }
}

impl Drop for SelfMessage {
    fn drop(&mut self) {
        self.channel.port1().set_onmessage(None);
        self.channel.port1().close();
    }
}
