//! Saves files, with a link that has the attribute `download`.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Downloads `text` as a file of this name. Nothing happens if the browser cannot create one.
pub fn download(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    // It fails if there is no memory for another copy of the text.
    let _ = Blob::new_with_str_sequence(&parts).and_then(|file| download_blob(name, &file));
}

/// Downloads a file of this name.
///
/// # Errors
///
/// If the browser refuses.
pub fn download_blob(name: &str, file: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(file)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}
