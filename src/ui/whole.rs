//! Whether all of the program is there. A build splits it into a first part, with what the first picture and a run need,
//! and a second one, which is fetched after the first picture (ARCHITECTURE.md, “Two parts”).
//!
//! What only the second part has is mounted and begun when that part is there. What is asked for before, as a dialog by its
//! button, is a signal that is read then. A program that is not split is whole from the start.

use crate::ui::reactive::{RwSignal, effect, hold_until_cleanup};
use gloo_events::EventListener;
use leptos::prelude::*;

/// The attribute of `<html>` that says which part is there, and its value until the second one is.
const PART: &str = "data-program";
const FIRST: &str = "first";
/// Dispatched on the document when the second part has been joined.
const JOINED: &str = "futurescope-whole";

/// Whether all of the program is there. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Whole(RwSignal<bool>);

impl Whole {
    /// As the page says, and followed until the owner that calls this ends. Created once by the app.
    #[must_use]
    pub fn new() -> Self {
        let part = document().document_element().and_then(|root| root.get_attribute(PART));
        let whole = RwSignal::new(part.as_deref() != Some(FIRST));
        if !whole.get_untracked() {
            hold_until_cleanup(EventListener::once(&document(), JOINED, move |_| {
                whole.try_set(true);
            }));
        }
        Self(whole)
    }

    /// That of the page; whole where nothing says so.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(true)))
    }

    /// Whether it is. Tracked.
    #[must_use]
    pub fn get(&self) -> bool {
        self.0.get()
    }

    /// The same, not tracked. False when the page is gone.
    #[must_use]
    pub fn get_untracked(&self) -> bool {
        self.0.try_get_untracked().unwrap_or_default()
    }
}

impl Default for Whole {
    fn default() -> Self {
        Self::new()
    }
}

/// Calls `act` when the program is whole: at once if it is. What it begins ends with the owner that calls this.
pub fn when_whole(act: impl FnOnce() + 'static) {
    fn boxed(act: Box<dyn FnOnce()>) {
        let whole = Whole::of_page();
        if whole.get_untracked() {
            act();
            return;
        }
        let mut act = Some(act);
        effect(move || {
            if whole.get()
                && let Some(act) = act.take()
            {
                untrack(act);
            }
        });
    }
    boxed(Box::new(act));
}

/// Mounts its children when the program is whole: with everything else if it is.
#[component]
pub fn WhenWhole(
    /// What the first picture does not need.
    children: ChildrenFn,
) -> impl IntoView {
    when_whole_or(None, children)
}

/// The same, with something in its place until then.
pub fn when_whole_or(place: Option<fn() -> AnyView>, children: ChildrenFn) -> AnyView {
    let whole = Whole::of_page();
    (move || {
        if whole.get() {
            Some(children())
        } else {
            place.map(|place| place())
        }
    })
    .into_any()
}
