//! Signals, memos, effects and lists as the page uses them: compiled once, not once for every type and closure.
//!
//! What Leptos makes of the type of a value or a closure is kilobytes for each. Values behind one pointer and closures behind
//! a box have one type, which makes the page smaller by 32 KB gzip (of 535 KB wasm, opt-level z). Only Leptos' public
//! interface is used. An effect that looks at its own last value takes Leptos' own.
//!
//! For the same reason a text or an attribute that changes is handed over as a `String` or an `Option<String>`, and a part of
//! the page that comes and goes as an `AnyView`.

mod for_index;
mod held;
mod reader;
mod reused_rows;

pub use for_index::ForIndex;
pub use held::{Memo, RwSignal, Signal, memo, memo_with_last};
pub use reused_rows::{ListRow, ReusedRows};

use leptos::prelude::*;

/// Runs `run` once the page stands, and again whenever what it has read changes. Ends with its owner.
pub fn effect(run: impl FnMut() + 'static) {
    fn boxed(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_| run());
    }
    boxed(Box::new(run));
}

/// Keeps a listener, or whatever else ends when it is dropped, until the owner that calls this ends.
pub fn hold_until_cleanup<T: 'static>(value: T) {
    let kept = StoredValue::new_local(Some(value));
    on_cleanup(move || {
        kept.try_update_value(Option::take);
    });
}
