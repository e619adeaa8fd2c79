//! What an attribute or a property is set to: a text or none, known now or worked out as long as the element stands.

use crate::ui::reactive::Signal;
use wasm_bindgen::JsValue;

/// The value of an attribute; with none, the attribute is not there.
pub enum Value {
    /// Set once.
    Once(Option<String>),
    /// Worked out again whenever what it reads changes.
    Changing(Box<dyn FnMut() -> Option<String>>),
}

/// The value of a property of an element's object.
pub trait Property {
    /// As the browser takes it.
    fn into_js(self) -> JsValue;
}

impl Property for bool {
    fn into_js(self) -> JsValue {
        JsValue::from_bool(self)
    }
}

impl Property for f64 {
    fn into_js(self) -> JsValue {
        JsValue::from_f64(self)
    }
}

impl Property for String {
    fn into_js(self) -> JsValue {
        JsValue::from_str(&self)
    }
}

/// A text, or none.
pub trait Text {
    /// The text.
    fn into_text(self) -> Option<String>;
}

impl Text for String {
    fn into_text(self) -> Option<String> {
        Some(self)
    }
}

impl Text for &'static str {
    fn into_text(self) -> Option<String> {
        Some(self.to_owned())
    }
}

/// There and empty, or not there.
impl Text for bool {
    fn into_text(self) -> Option<String> {
        self.then(String::new)
    }
}

impl<T: Text> Text for Option<T> {
    fn into_text(self) -> Option<String> {
        self.and_then(T::into_text)
    }
}

impl<T: Text, F: FnMut() -> T + 'static> From<F> for Value {
    fn from(mut work_out: F) -> Self {
        Self::Changing(Box::new(move || work_out().into_text()))
    }
}

impl From<Signal<String>> for Value {
    fn from(signal: Signal<String>) -> Self {
        Self::Changing(Box::new(move || Some(signal.get())))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Once(Some(text))
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Once(Some(text.to_owned()))
    }
}

impl<T: Text> From<Option<T>> for Value {
    fn from(text: Option<T>) -> Self {
        Self::Once(text.into_text())
    }
}

impl From<bool> for Value {
    fn from(there: bool) -> Self {
        Self::Once(there.into_text())
    }
}
