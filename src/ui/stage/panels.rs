//! The lower half: one tab list over Console, Events, Why, Code, Critical path and Compare.

pub mod code;
mod compare;
mod console;
pub mod docking;
mod events;
mod path;
pub mod tasks;
mod why;

use super::critical_path::ShownPath;
use super::inquiry::Inquiry;
use super::selection::{Panel, Selection};
use crate::ui::reactive::{RwSignal, Signal, memo};
use crate::ui::session::Session;
use crate::ui::tab_list::{Tab, TabList};
use code::CodePanel;
use compare::{ComparePanel, ComparisonChoices};
use console::ConsolePanel;
use events::EventsPanel;
use leptos::prelude::*;
use path::PathPanel;
use scenario::words;
use why::WhyPanel;

/// The tabs with the open panel.
#[component]
pub fn Panels(
    /// The session.
    session: Session,
    /// The selection.
    selection: Selection,
    /// The question about the recording and its answer.
    inquiry: Inquiry,
    /// The critical path.
    path: ShownPath,
    /// The open panel.
    open: RwSignal<Panel>,
) -> impl IntoView {
    let Session {
        edit,
        frames,
        record,
        playhead,
        controls,
        predicted,
        guessing,
        ..
    } = session;
    let choices = ComparisonChoices::new();
    let foretells = memo(move || predicted.foretells());
    let count = move |panel: Panel| {
        let count = match panel {
            Panel::Console => record.with_growth(|_, folds| folds.history.console.len()),
            Panel::Events => record.with_growth(|_, folds| folds.history.folded()),
            Panel::Why => inquiry.findings_count(),
            Panel::Code | Panel::CriticalPath | Panel::Compare => None,
        };
        count.filter(|count| *count > 0)
    };
    let behind = move |index: usize| {
        let count = move || count(Panel::ALL[index]).map_or_else(String::new, |count| words::thousands(count as u64));
        view! { <span class="tab-count" aria-hidden="true">{count}</span> }.into_any()
    };
    let tabs = Panel::ALL.map(|panel| Tab {
        label: panel.label(),
        id: panel.tab_id().to_owned(),
        panel_id: Some(panel.panel_id()),
        explains: Some(panel.term()),
    });
    let open_index = Signal::derive(move || Panel::ALL.iter().position(|it| *it == open.get()).unwrap_or_default());
    let on_open = Callback::new(move |index: usize| open.set(Panel::ALL[index]));
    view! {
        <div class="tabs" data-explains-side="above">
            <TabList name="Record" tabs=tabs.into() open=open_index on_open behind=Callback::new(behind) />
        </div>
        <div class="tab-panel" role="tabpanel" id=move || open.get().panel_id().to_owned() aria-label=move || open.get().label().to_owned()>
            {move || match open.get() {
                Panel::Console => view! { <ConsolePanel record playhead frames selection guessing /> }.into_any(),
                Panel::Events => view! { <EventsPanel record playhead frames selection inquiry /> }.into_any(),
                Panel::Why => view! { <WhyPanel record frames inquiry predicted /> }.into_any(),
                Panel::Code => view! { <CodePanel record playhead controls predicted frames selection /> }.into_any(),
                Panel::CriticalPath => view! { <PathPanel record playhead selection path /> }.into_any(),
                Panel::Compare if !foretells.get() => view! {
                    <div class="panel empty" tabindex="0" role="region" aria-label="What would happen">
                        <p class="empty-title">"Compare would tell what you are guessing"</p>
                        <p>"It runs your tasks in every way, the one you guess among them. Run first, or switch Predict off."</p>
                    </div>
                }.into_any(),
                Panel::Compare => view! { <ComparePanel edit controls frames choices /> }.into_any(),
            }}
        </div>
    }
}
