//! The lower half: one tab list over Console, Events and Why, and the table of tasks docked beside it.

use super::console::ConsolePanel;
use super::events::EventsPanel;
use super::why::WhyPanel;
use super::{Panel, Selection};
use crate::ui::session::Session;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The tabs with the panel that is open.
#[component]
pub fn Panels(
    /// What runs.
    session: Session,
    /// What is selected.
    selection: Selection,
    /// Which panel is open.
    open: RwSignal<Panel>,
) -> impl IntoView {
    let count = move |panel: Panel| {
        session.version.track();
        let count = session.with_record(|trace, folds| match panel {
            Panel::Console => folds.console.len(),
            Panel::Events => trace.events.len(),
            Panel::Why => 0,
        });
        count.filter(|count| *count > 0)
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let place = Panel::ALL.iter().position(|panel| *panel == open.get_untracked()).unwrap_or_default();
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
    view! {
        <div class="tabs">
            <div class="tabs-list" role="tablist" aria-label="Record" on:keydown=press>
                {Panel::ALL
                    .map(|panel| {
                        let is_open = move || open.get() == panel;
                        view! {
                            <button
                                class="tab"
                                type="button"
                                role="tab"
                                id=panel.tab_id()
                                aria-selected=move || is_open().to_string()
                                aria-controls=panel.panel_id()
                                tabindex=move || if is_open() { "0" } else { "-1" }
                                on:click=move |_| open.set(panel)
                            >
                                {panel.label()}
                            </button>
                            <span class="tab-count" aria-hidden="true">
                                {move || count(panel)}
                            </span>
                        }
                    })
                    .into_iter()
                    .collect::<Vec<_>>()}
            </div>
        </div>
        <div class="tab-panel" role="tabpanel" id=move || open.get().panel_id() aria-label=move || open.get().label()>
            {move || match open.get() {
                Panel::Console => view! { <ConsolePanel session selected=selection.task /> }.into_any(),
                Panel::Events => view! { <EventsPanel session selection /> }.into_any(),
                Panel::Why => view! { <WhyPanel session selection /> }.into_any(),
            }}
        </div>
    }
}
