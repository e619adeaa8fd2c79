//! What reads a signal is taken off the signal's list of readers when its owner ends.
//!
//! reactive_graph 0.2.16 takes an effect or a memo off what it has read only when it runs again. One that has ended stays in
//! the list, with its memory, for as long as the signal lives: with rows that come and go over signals that stay, for ever.

use leptos::prelude::on_cleanup;
use leptos::reactive::graph::{Observer, Subscriber};
use std::cell::Cell;

thread_local! {
    /// The reader that was seen last and has not ended or run again since: it need not be seen twice.
    static LAST: Cell<usize> = const { Cell::new(0) };
}

/// To be called where a value is read and tracked. An effect and a memo run with their own owner, which ends before they do.
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
