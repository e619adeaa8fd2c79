//! What a page finds that was here before: nothing, unless a test leaves it something.
//!
//! A test that fails ends where it stands: its page stays mounted, and would follow the address of the next.

use wasm_bindgen::JsValue;

/// Forgets the work that an earlier test has left, in the browser's storages and at this entry of the tab's history, and
/// takes away the page of a test that has failed. To be called after the address is set and before the page is mounted.
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
