//! Files that are dropped onto the page or pasted into it.

use super::Import;
use crate::ui::reactive::hold_until_cleanup;
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event};

/// Listens until the owner that calls this ends. Without it, the browser would show a dropped file in place of the page.
/// Text that is dropped or pasted is left to what it is dropped on.
pub fn listen(import: Import) {
    let options = EventListenerOptions::enable_prevent_default();
    let on = |name: &'static str, act: fn(Import, &Event)| {
        let listener = EventListener::new_with_options(&document(), name, options, move |event| act(import, event));
        hold_until_cleanup(listener);
    };
    on("dragover", |import, event| {
        if let Some(transfer) = dragged(event).filter(holds_files) {
            event.prevent_default();
            transfer.set_drop_effect("copy");
            import.hold(true);
        }
    });
    on("dragleave", |import, event| {
        // Leaving one element for another names that one.
        let into = event.dyn_ref::<DragEvent>().and_then(|event| event.related_target());
        if into.is_none() {
            import.hold(false);
        }
    });
    on("drop", |import, event| {
        import.hold(false);
        if let Some(transfer) = dragged(event).filter(holds_files) {
            event.prevent_default();
            open_first(import, &transfer);
        }
    });
    on("paste", |import, event| {
        let pasted = event
            .dyn_ref::<ClipboardEvent>()
            .and_then(ClipboardEvent::clipboard_data);
        // Text from a spreadsheet has a picture of itself beside it.
        let is_file = |transfer: &DataTransfer| holds_files(transfer) && !holds(transfer, "text/plain");
        if let Some(transfer) = pasted.filter(is_file) {
            event.prevent_default();
            open_first(import, &transfer);
        }
    });
}

impl Import {
    fn hold(&self, held: bool) {
        if self.held.get_untracked() != held {
            self.held.set(held);
        }
    }
}

fn dragged(event: &Event) -> Option<DataTransfer> {
    event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer)
}

fn holds_files(transfer: &DataTransfer) -> bool {
    holds(transfer, "Files")
}

fn holds(transfer: &DataTransfer, kind: &str) -> bool {
    transfer.types().includes(&JsValue::from_str(kind), 0)
}

fn open_first(import: Import, transfer: &DataTransfer) {
    if let Some(file) = transfer.files().and_then(|files| files.get(0)) {
        import.open(&file);
    }
}
