//! Signals, memos, effects and lists that are compiled once, instead of once for every type and closure.
//!
//! Leptos' generic code takes kilobytes for each type of value or closure. Values behind one pointer and closures in a
//! box have one type, which makes the page smaller by 32 KB gzip (of 535 KB wasm, opt-level z). Only Leptos' public
//! interface is used. An effect that needs its own last value uses Leptos' own `Effect`.
//!
//! For the same reason a text or an attribute that changes is passed as a `String` or an `Option<String>`, and a
//! conditional part of the page as an `AnyView`.

mod handle;
mod held;
mod reader;
mod reused_rows;
mod show;

pub use handle::{Handle, lasting};
pub use held::{Memo, RwSignal, Signal, memo, memo_with_last};
pub use reused_rows::{ListRow, ReusedRows};
pub use show::Show;

use leptos::prelude::*;

/// Runs `run` after the page has been mounted, and again whenever a signal that it has read changes. Ends with its
/// owner.
pub fn effect(run: impl FnMut() + 'static) {
    fn boxed(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_| run());
    }
    boxed(Box::new(run));
}

/// Keeps a listener or another guard alive until the owner that calls this ends.
pub fn hold_until_cleanup<T: 'static>(value: T) {
    let kept = StoredValue::new_local(Some(value));
    on_cleanup(move || {
        kept.try_update_value(Option::take);
    });
}
