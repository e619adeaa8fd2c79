//! The state that a page finds from earlier visits: none, unless a test creates it.
//!
//! A test that fails stops at once: its page stays mounted, and would react to the address of the next test.

use wasm_bindgen::JsValue;

/// Deletes the work that earlier tests have saved, in the browser's storages and in this entry of the tab's history,
/// and removes the page of a test that failed. Call it after setting the address and before mounting the page.
pub fn forget_earlier_work() {
    let window = web_sys::window().expect("a test page has a window");
    let document = window.document().expect("a window has a document");
    while let Some(left) = document.query_selector(".app").expect("it is a selector") {
        left.remove();
    }
    for storage in [window.local_storage(), window.session_storage()] {
        let storage = storage.expect("a test page may store").expect("there is a storage");
        storage.clear().expect("a storage can be cleared");
    }
    let history = window.history().expect("a window has a history");
    history
        .replace_state(&JsValue::NULL, "")
        .expect("a test page may touch its history");
}
