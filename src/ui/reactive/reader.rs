//! Removes a reader from the lists of the signals it has read, when its owner ends.
//!
//! reactive_graph 0.2.16 removes an effect or a memo from the signals it has read only when it runs again. One that has
//! ended stays in the list, with its memory, for as long as the signal lives. In a list whose rows are replaced over
//! signals that stay, this leaks memory.

use leptos::prelude::on_cleanup;
use leptos::reactive::graph::{Observer, Subscriber};
use std::cell::Cell;

thread_local! {
    /// The reader that was registered last and has not ended or run again since, so that it is not registered twice.
    static LAST: Cell<usize> = const { Cell::new(0) };
}

/// Call this where a value is read and tracked. An effect and a memo run with an owner of their own, which ends before
/// they do.
pub fn forget_reader_on_cleanup() {
    let Some(reader) = Observer::get() else { return };
    let id = reader.0;
    if LAST.replace(id) == id {
        return;
    }
    on_cleanup(move || {
        if LAST.get() == id {
            LAST.set(0);
        }
        reader.clear_sources(&reader);
    });
}
