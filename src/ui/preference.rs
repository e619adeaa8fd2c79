//! A choice that the browser keeps for the next visit. If storage is disabled, it lasts until the page is left.

use super::page::is_embedded;
use leptos::prelude::window;

/// What was kept under this key.
#[must_use]
pub fn kept(key: &str) -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(key).ok().flatten()
}

/// Keeps this under the key, or forgets what was. A page that is embedded in another keeps nothing.
pub fn keep(key: &str, value: Option<&str>) {
    if is_embedded() {
        return;
    }
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}
