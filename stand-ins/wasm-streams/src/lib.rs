//! Streams between a page and a server, of which this page has none.
//!
//! The crate this stands in for exports its streams to JavaScript, so that no linker can leave them out: 8 KB of a page that
//! never opens one. What Leptos' server functions need of it to compile is here, and does nothing.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;
use web_sys::ReadableStream as Raw;

/// A stream that is handed on, never read.
pub struct ReadableStream(Raw);

impl ReadableStream {
    /// The stream, as it is.
    #[must_use]
    pub fn from_raw(raw: Raw) -> Self {
        Self(raw)
    }

    /// An empty stream; `_stream` is dropped.
    ///
    /// # Panics
    ///
    /// In a browser without streams.
    pub fn from_stream(_stream: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        Self(Raw::new().expect("browsers with WebAssembly have streams"))
    }

    /// The stream, as it is.
    #[must_use]
    pub fn into_raw(self) -> Raw {
        self.0
    }

    /// A stream of nothing.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> + 'static {
        stream::empty()
    }
}
