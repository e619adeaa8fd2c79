//! The lower half: one tab list over Console, Events, Why, Code, Critical path and Compare, and over what has no place of its
//! own.

pub mod code;
pub mod compare;
pub mod console;
pub mod docking;
mod events;
mod folding;
mod path;
pub mod tasks;
mod why;

use super::critical_path::ShownPath;
use super::inquiry::Inquiry;
use super::run::metrics::MetricsRow;
use super::selection::{Panel, Selection};
use super::time_axis::TimeAxis;
use super::timeline::legend::Legend;
use crate::ui::icon_button::IconButton;
use crate::ui::icons::Glyph;
use crate::ui::import::{BesidePanel, Import};
use crate::ui::reactive::{RwSignal, Signal, effect, memo};
use crate::ui::session::{Session, SessionParts};
use crate::ui::tab_list::{Tab, TabList};
use code::CodePanel;
use compare::{ComparePanel, ComparisonChoices};
use console::ConsolePanel;
use docking::Docking;
use events::EventsPanel;
use explain::glossary::Term;
use leptos::prelude::*;
use path::PathPanel;
use scenario::words;
use tasks::TasksTable;
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
    /// Which panel is open.
    docking: Docking,
    /// The part of the time that is in view.
    axis: TimeAxis,
    /// Whether earlier runs are drawn under this one.
    overlaid: RwSignal<bool>,
) -> impl IntoView {
    let SessionParts {
        edit,
        frames,
        record,
        playhead,
        controls,
        predicted,
        guessing,
        ..
    } = *session;
    let choices = ComparisonChoices::new();
    let import = use_context::<Import>();
    // What two records differ in stands in Compare.
    let beside = memo(move || import.is_some_and(|import| import.compares()));
    effect(move || {
        if beside.get() {
            docking.open(Panel::Compare);
        }
    });
    let foretells = memo(move || predicted.foretells());
    let count = move |panel: Panel| {
        let count = match panel {
            Panel::Console => record.with_growth(|_, folds| folds.history.console.len()),
            Panel::Tasks => record.with_growth(|trace, _| trace.work_count()),
            Panel::Events => record.with_growth(|_, folds| folds.history.folded()),
            Panel::Why => inquiry.findings_count(),
            Panel::Code | Panel::CriticalPath | Panel::Compare | Panel::Figures => None,
        };
        count.filter(|count| *count > 0)
    };
    let shown = memo(move || docking.tabs());
    let tab_list = move || {
        let panels = shown.get();
        let tabs = panels.iter().map(|panel| Tab {
            label: panel.label(),
            id: panel.tab_id().to_owned(),
            panel_id: Some(panel.panel_id()),
            explains: Some(panel.term()),
        });
        let tabs = tabs.collect();
        let counted = panels.clone();
        let behind = move |index: usize| {
            let panel = counted[index];
            let count = move || count(panel).map_or_else(String::new, |count| words::thousands(count as u64));
            view! { <span class="tab-count" aria-hidden="true">{count}</span> }.into_any()
        };
        let pressed = panels.clone();
        let on_open = Callback::new(move |index: usize| docking.press_tab(pressed[index]));
        let open = Signal::derive(move || panels.iter().position(|it| *it == docking.panel()).unwrap_or_default());
        let folded = Signal::derive(move || docking.folded());
        view! { <TabList name="Record" tabs open on_open behind=Callback::new(behind) folded /> }.into_any()
    };
    folding::fold_when_left(docking);
    view! {
        <div class="tabs" data-explains-side="above">
            {tab_list}
            {move || docking.is_bar().then(|| view! {
                <span class="spacer"></span>
                <IconButton label="Panels" term=Term::FoldPanels keys="Esc" glyph=Glyph::Down press=move || docking.press_tab(untrack(|| docking.panel())) />
            }.into_any())}
        </div>
        {move || (!docking.folded()).then(|| view! {
            <div class="tab-panel" role="tabpanel" id=move || docking.panel().panel_id().to_owned() aria-label=move || docking.panel().label().to_owned()>
                {move || match docking.panel() {
                    Panel::Console => view! { <ConsolePanel record playhead frames selection guessing predicted /> }.into_any(),
                    Panel::Tasks => view! { <TasksTable session selection /> }.into_any(),
                    Panel::Events => view! { <EventsPanel record playhead frames selection inquiry /> }.into_any(),
                    Panel::Why => view! { <WhyPanel record frames inquiry predicted edit /> }.into_any(),
                    Panel::Code => view! { <CodePanel record playhead controls predicted frames selection /> }.into_any(),
                    Panel::CriticalPath => view! { <PathPanel record playhead selection path /> }.into_any(),
                    Panel::Compare if !foretells.get() => view! {
                        <div class="panel empty" tabindex="0" role="region" aria-label="What would happen">
                            <p class="empty-title">"Compare would tell what you are guessing"</p>
                            <p>"It runs your tasks in every way, the one you guess among them. Run first, or switch Predict off."</p>
                        </div>
                    }.into_any(),
                    Panel::Compare if beside.get() => {
                        import.map(|import| view! { <BesidePanel import /> }).into_any()
                    }
                    Panel::Compare => view! { <ComparePanel session choices /> }.into_any(),
                    Panel::Figures => view! {
                        <div class="panel" tabindex="0" role="region" aria-label="Figures of the run">
                            <MetricsRow record predicted guessing />
                            <Legend record predicted path overlaid axis guessing />
                        </div>
                    }.into_any(),
                }}
            </div>
        }.into_any())}
    }
}
