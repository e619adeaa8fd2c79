//! Signals, memos, effects and lists as the page uses them: compiled once, not once for every type and closure.
//!
//! What Leptos makes of the type of a value or a closure is kilobytes for each. Values behind one pointer and closures behind
//! a box have one type, which makes the page smaller. An effect that looks at its own last value takes Leptos' own.
//!
//! For the same reason a text or an attribute that changes is handed over as a `String` or an `Option<String>`, and a part of
//! the page that comes and goes as an `AnyView`.

mod held;
mod reader;

pub use held::{Memo, RwSignal, Signal, memo, memo_with_last};

use crate::ui::markup::{List, Part, changing};
use leptos::prelude::{AnyView, Effect, StoredValue, UpdateValue, on_cleanup};

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

/// A view for each of `places`, which rise; it stays as it is while its place is among them.
pub fn for_each<P>(places: impl Fn() -> P + 'static, row: impl Fn(usize) -> AnyView + 'static) -> AnyView
where
    P: IntoIterator<Item = usize>,
{
    let list = List {
        places: Box::new(move || places().into_iter().collect()),
        row: Box::new(row),
    };
    Part::List(list).into_view()
}

/// A view that is in the page only while `when` holds; it is made anew each time.
pub fn shown_while(
    when: impl Fn() -> bool + Send + Sync + 'static,
    made: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let when = memo(when);
    changing(move || when.get().then(&made))
}
