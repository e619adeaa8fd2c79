//! Objects of JavaScript, for what is passed to scripts and other pages.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object with these properties.
pub fn js_object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in properties {
        let _ = Reflect::set(&object, &(*key).into(), value); // it fails only for what is frozen
    }
    object
}
