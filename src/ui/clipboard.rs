//! Copies text, with the clipboard API if it is available, otherwise with `execCommand("copy")`.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

/// Copies `text`. False if the browser refuses it.
pub async fn copy(text: &str) -> bool {
    write(text).await || copy_selection(text).unwrap_or_default()
}

/// Copies the text of a field. False if the browser refuses it; then the text is selected, and the field has the focus.
pub async fn copy_field(field: &HtmlTextAreaElement) -> bool {
    if write(&field.value()).await {
        return true;
    }
    let _ = field.focus(); // it fails only for a field that is not in the page
    field.select();
    copy_what_is_selected()
}

/// Copies with the clipboard API.
async fn write(text: &str) -> bool {
    let navigator = window().navigator();
    // Without https there is no clipboard, although its type in web-sys is not optional.
    let offered = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|it| it.is_object());
    offered && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn copy_what_is_selected() -> bool {
    document()
        .unchecked_ref::<HtmlDocument>()
        .exec_command("copy")
        .unwrap_or_default()
}

/// Selects the text in an invisible field and copies the selection.
fn copy_selection(text: &str) -> Option<bool> {
    let document = document();
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    field.set_class_name("visually-hidden");
    field.set_value(text);
    let focused: Option<web_sys::HtmlElement> = document.active_element().and_then(|element| element.dyn_into().ok());
    document.body()?.append_child(&field).ok()?;
    field.select();
    let copied = copy_what_is_selected();
    field.remove();
    if let Some(focused) = focused {
        // It fails only for an element that has been removed from the page.
        let _ = focused.focus();
    }
    Some(copied)
}
