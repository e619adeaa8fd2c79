//! The lower half: one tab list over Console, Events, Why, Code and Compare.

pub mod code;
mod compare;
mod console;
pub mod docking;
mod events;
pub mod tasks;
mod why;

use super::inquiry::Inquiry;
use super::selection::{Panel, Selection};
use crate::ui::reactive::{RwSignal, memo};
use crate::ui::session::Session;
use code::CodePanel;
use compare::ComparePanel;
use console::ConsolePanel;
use events::EventsPanel;
use leptos::prelude::*;
use scenario::words;
use wasm_bindgen::JsCast;
use why::WhyPanel;

/// The tabs with the panel that is open.
#[component]
pub fn Panels(
    /// What runs.
    session: Session,
    /// What is selected.
    selection: Selection,
    /// What is asked.
    inquiry: Inquiry,
    /// Which panel is open.
    open: RwSignal<Panel>,
) -> impl IntoView {
    let Session {
        edit,
        frames,
        record,
        playhead,
        controls,
        predicted,
    } = session;
    let count = move |panel: Panel| {
        let count = match panel {
            Panel::Console => record.with_growth(|_, folds| folds.history.console.len()),
            Panel::Events => record.with_growth(|_, folds| folds.history.folded()),
            Panel::Why => inquiry.findings_count(),
            Panel::Code | Panel::Compare => None,
        };
        count.filter(|count| *count > 0)
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let place = Panel::ALL
            .iter()
            .position(|panel| *panel == open.get_untracked())
            .unwrap_or_default();
        let next = match event.key().as_str() {
            "ArrowRight" => (place + 1) % Panel::ALL.len(),
            "ArrowLeft" => (place + Panel::ALL.len() - 1) % Panel::ALL.len(),
            "Home" => 0,
            "End" => Panel::ALL.len() - 1,
            _ => return,
        };
        event.prevent_default();
        open.set(Panel::ALL[next]);
        let tab = document().get_element_by_id(Panel::ALL[next].tab_id());
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    let tab = move |panel: Panel| {
        let is_open = memo(move || open.get() == panel);
        view! {
            <button
                class="tab"
                type="button"
                role="tab"
                id=panel.tab_id()
                aria-selected=move || is_open.get().to_string()
                aria-controls=move || is_open.get().then(|| panel.panel_id().to_owned())
                tabindex=move || if is_open.get() { "0".to_owned() } else { "-1".to_owned() }
                on:click=move |_| open.set(panel)
            >
                {panel.label()}
            </button>
            <span class="tab-count" aria-hidden="true">
                {move || count(panel).map_or_else(String::new, |count| words::thousands(count as u64))}
            </span>
        }
        .into_any()
    };
    let tabs = Panel::ALL.map(tab);
    view! {
        <div class="tabs">
            <div class="tabs-list" role="tablist" aria-label="Record" on:keydown=press>
                {Vec::from(tabs)}
            </div>
        </div>
        <div class="tab-panel" role="tabpanel" id=move || open.get().panel_id().to_owned() aria-label=move || open.get().label().to_owned()>
            {move || match open.get() {
                Panel::Console => view! { <ConsolePanel record playhead frames selection /> }.into_any(),
                Panel::Events => view! { <EventsPanel record playhead frames selection inquiry /> }.into_any(),
                Panel::Why => view! { <WhyPanel record inquiry predicted /> }.into_any(),
                Panel::Code => view! { <CodePanel record playhead controls predicted frames selection /> }.into_any(),
                Panel::Compare => view! { <ComparePanel edit controls frames /> }.into_any(),
            }}
        </div>
    }
}
