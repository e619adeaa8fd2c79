//! A list of tabs, as one control: a single stop of the Tab key, in which arrows, Home and End open another tab.
//!
//! The stop is the tab that has the focus, or else the open one. So no `tabindex` of a focused tab changes when it opens its
//! panel: Chromium would compute styles and layout there and then, with the old panel gone and the new one not there yet.

use crate::ui::reactive::{RwSignal, Signal, memo};
use explain::glossary::Term;
use leptos::html::Button;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// One of the tabs.
pub struct Tab {
    /// What it says.
    pub label: &'static str,
    /// The id of its element.
    pub id: String,
    /// The id of the panel that it opens, if it opens one. It is in the page only while it is open.
    pub panel_id: Option<&'static str>,
    /// What explains it.
    pub explains: Option<Term>,
}

/// The tabs, by their index.
#[component]
pub fn TabList(
    /// Its accessible name.
    name: &'static str,
    /// All of them, in order.
    tabs: Vec<Tab>,
    /// Which is open.
    open: Signal<usize>,
    /// Called with the one that is to be opened.
    on_open: Callback<usize>,
    /// Shown behind a tab, outside of it. Without it, the tabs look like one control of several segments.
    #[prop(optional)]
    behind: Option<Callback<usize, AnyView>>,
    /// Whether none of them shows its panel; without it, one always does.
    #[prop(optional)]
    folded: Option<Signal<bool>>,
) -> impl IntoView {
    let count = tabs.len();
    let focused = RwSignal::new(None::<usize>);
    let nodes: Vec<_> = tabs.iter().map(|_| NodeRef::<Button>::new()).collect();
    let (list_class, tab_class) = match behind {
        Some(_) => ("tabs-list", "tab"),
        None => ("segmented", "segmented-option"),
    };
    let views = tabs
        .into_iter()
        .zip(nodes.clone())
        .enumerate()
        .map(|(index, (tab, node))| {
            let is_chosen = memo(move || open.get() == index);
            let is_stop = memo(move || focused.get().unwrap_or_else(|| open.get()) == index);
            let is_open = memo(move || is_chosen.get() && !folded.is_some_and(|folded| folded.get()));
            view! {
                <button
                    class=tab_class
                    type="button"
                    role="tab"
                    id=tab.id
                    node_ref=node
                    aria-controls=move || tab.panel_id.filter(|_| is_open.get()).map(str::to_owned)
                    aria-selected=move || is_open.get().to_string()
                    data-on=move || is_open.get().to_string()
                    data-explains=tab.explains.map(Term::id)
                    tabindex=move || if is_stop.get() { "0" } else { "-1" }.to_owned()
                    on:focus=move |_| focused.set(Some(index))
                    on:click=move |_| on_open.run(index)
                >
                    {tab.label}
                </button>
                {behind.map(|behind| behind.run(index))}
            }
            .into_any()
        });
    let press = move |event: KeyboardEvent| {
        let here = focused.get_untracked().unwrap_or_else(|| open.get_untracked());
        let next = match event.key().as_str() {
            "ArrowRight" => (here + 1) % count,
            "ArrowLeft" => (here + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = nodes[next].get_untracked() {
            // It fails only for an element that is not in the page.
            let _ = tab.focus();
        }
        on_open.run(next);
    };
    view! {
        <div class=list_class role="tablist" aria-label=name on:keydown=press on:focusout=move |_| focused.try_set(None)>
            {views.collect_view()}
        </div>
    }
}
