//! Signals, memos, effects and lists as the page uses them: compiled once, not once for every type and closure.
//!
//! What Leptos makes of the type of a value or a closure is kilobytes for each. Values behind one pointer and closures behind
//! a box have one type, which makes the page a third smaller. An effect that looks at its own last value takes Leptos' own.
//!
//! For the same reason a text or an attribute that changes is handed over as a `String` or an `Option<String>`, and a part of
//! the page that comes and goes as an `AnyView`.

mod held;

pub use held::{Memo, RwSignal, memo, memo_with_last};

use leptos::prelude::*;
use std::sync::Arc;

/// Runs `run` once the page stands, and again whenever what it has read changes. Ends with its owner.
pub fn effect(run: impl FnMut() + 'static) {
    fn boxed(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_| run());
    }
    boxed(Box::new(run));
}

/// A view for each of `places`, which stays as it is while its place is among them.
pub fn for_each<P>(
    places: impl Fn() -> P + Send + Sync + 'static,
    row: impl Fn(usize) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    P: IntoIterator<Item = usize>,
{
    type Places = Box<dyn Fn() -> Vec<usize> + Send + Sync>;
    type Row = Arc<dyn Fn(usize) -> AnyView + Send + Sync>;
    fn boxed(places: Places, row: Row) -> AnyView {
        view! { <For each=places key=|place| *place children=move |place| row(place) /> }.into_any()
    }
    boxed(Box::new(move || places().into_iter().collect()), Arc::new(row))
}

/// A view that is in the page only while `when` holds; it is made anew each time.
pub fn shown_while(
    when: impl Fn() -> bool + Send + Sync + 'static,
    made: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let when = memo(when);
    let made: Box<dyn Fn() -> AnyView + Send + Sync> = Box::new(made);
    (move || when.get().then(&made)).into_any()
}
