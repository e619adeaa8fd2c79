//! What closes a panel that is open over the timeline, beside its tab: Escape, and the focus on what it covers.

use super::docking::Docking;
use crate::ui::popup::act_on_unused_escape;
use crate::ui::reactive::hold_until_cleanup;
use gloo_events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// Listens until the owner that calls this ends.
pub fn fold_when_left(docking: Docking) {
    let open = move || untrack(|| docking.is_bar() && !docking.folded());
    act_on_unused_escape(open, move || {
        focus_on_tab();
        docking.fold();
    });
    let focused = EventListener::new(&document(), "focusin", move |event| {
        if open() && is_covered(event) {
            docking.fold();
        }
    });
    hold_until_cleanup(focused);
}

/// A focus in the panel goes to its tab before that is gone.
fn focus_on_tab() {
    let inside = document()
        .active_element()
        .is_some_and(|element| element.closest(".tab-panel").ok().flatten().is_some());
    let tab = document()
        .query_selector(".lower [role=tab][tabindex=\"0\"]")
        .ok()
        .flatten();
    if let Some(tab) = tab
        .filter(|_| inside)
        .and_then(|tab| tab.dyn_into::<HtmlElement>().ok())
    {
        let _ = tab.focus(); // it fails only for what is not in the page
    }
}

/// Whether the keyboard has moved the focus to something under the panel. What is pressed is in view.
fn is_covered(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let panel = document().query_selector(".lower .tab-panel").ok().flatten();
    let Some((target, panel)) = target.zip(panel) else {
        return false;
    };
    let other = target
        .closest(".lower, .app > :not(.stage), dialog")
        .ok()
        .flatten()
        .is_none();
    let (own, over) = (target.get_bounding_client_rect(), panel.get_bounding_client_rect());
    let under = own.bottom() > over.top() && own.top() < over.bottom();
    other && under && target.matches(":focus-visible").unwrap_or_default()
}
