//! The stage: shows the run as a timeline, tables and text. Each part is derived from the session's recording.

mod cancel_button;
mod caption;
mod critical_path;
mod inquiry;
mod panels;
mod run;
pub(super) mod selection;
mod split;
mod time_axis;
mod timeline;

use super::embed::{Embedded, follow_host};
use super::explain::Explanations;
use super::keys::follow_keys;
use super::measured::Extent;
use super::present::Present;
use super::program::ProgramTab;
use super::session::{Session, SessionParts};
use super::set_up::SetUp;
use super::theme::Theme;
use super::whole::{InTurn, when_whole_or};
use crate::ui::reactive::{RwSignal, effect, memo};
use ::timeline::key::{KeyEntry, KeyWords};
use caption::CaptionBox;
use critical_path::ShownPath;
use explain::glossary::Term;
use inquiry::Inquiry;
use leptos::prelude::*;
use panels::Panels;
use panels::code::CodePanel;
pub use panels::compare::sketch_markup;
pub use panels::console::report_row;
use panels::docking::Docking;
use panels::tasks::TasksTable;
use recording::figures::FigureKind;
use recording::statistics::ListingRequest;
use run::actions::Controls;
use run::full::RecordFull;
use run::metrics::MetricsRow;
use run::notes::NotesLine;
use run::transport::Transport;
use selection::{Panel, Selection};
use split::{SharedHeight, Splitter};
use std::sync::Arc;
use time_axis::TimeAxis;
use timeline::Timeline;
use timeline::all_tasks::AllTasks;
use timeline::legend::Legend;
use timeline::overview::Overview;

/// Everything to the right of the editor.
#[component]
pub fn Stage(
    /// The session.
    session: Session,
    /// The theme; the timeline's colours are read again when it changes.
    theme: RwSignal<Theme>,
    /// What opens Help.
    explanations: Explanations,
    /// Whether keys without Ctrl act.
    single_keys: RwSignal<bool>,
    /// The size of the window.
    window_size: RwSignal<Extent>,
    /// Whether the set-up is open.
    set_up: SetUp,
) -> impl IntoView {
    let selection = Selection::nothing();
    let SessionParts {
        frames,
        record,
        playhead,
        controls,
        predicted,
        guessing,
        ..
    } = *session;
    follow_host(session, memo(move || selection.task()), theme, window_size);
    if let Some(program_tab) = use_context::<ProgramTab>() {
        program_tab.follow(selection);
    }
    let inquiry = Inquiry::new(record, playhead, selection);
    let docking = Docking::new(window_size, session.edit);
    let path = ShownPath::new(record, frames, docking);
    let overlaid = RwSignal::new(false);
    // The selection does not exist in another run or recording.
    let series = memo(move || record.id().series());
    effect(move || {
        series.track();
        selection.choose(None);
    });
    let axis = TimeAxis::new(session, window_size);
    let shared = SharedHeight::new(window_size);
    let all_tasks = AllTasks::new(session);
    provide_context(docking);
    // What the table of tasks lists, which the counts beside the figures ask for, too.
    provide_context(RwSignal::new(ListingRequest::default()));
    let present = expect_context::<Present>();
    // A presentation has the program and no other panel. Asking why leaves it.
    let panel_before = StoredValue::new(None::<Panel>);
    effect(move || {
        let (on, open) = (present.on(), docking.panel());
        match (on, panel_before.get_value()) {
            (true, None) => {
                panel_before.set_value(Some(open));
                docking.open(Panel::Code);
            }
            (true, Some(_)) if open != Panel::Code => {
                panel_before.set_value(None);
                present.leave();
            }
            (false, Some(before)) => {
                panel_before.set_value(None);
                docking.open(before);
                docking.fold();
            }
            _ => {}
        }
    });
    let keys = Controls {
        session,
        selection,
        axis,
        docking,
        all_tasks,
        theme,
        explanations,
        set_up,
        present,
        embedded: Embedded::of_page(),
        sharing: expect_context(),
        paths: expect_context(),
        program_guess: use_context::<ProgramTab>().map(|program_tab| program_tab.guess),
        export: expect_context(),
    };
    follow_keys(
        single_keys,
        move |action| keys.can(action),
        move |action| keys.act(action),
    );
    view! {
        <InTurn><Transport session axis /></InTurn>
        <InTurn><CaptionBox session docking selection explanations /></InTurn>
        <Overview session theme axis all_tasks />
        <InTurn>
            <Timeline session theme selection inquiry path docking overlaid window_size axis explanations shared all_tasks />
        </InTurn>
        {move || docking.key_in_view().then(|| when_whole_or(Some(place_of_key), Arc::new(move || {
            view! { <Legend record predicted path overlaid axis guessing /> }.into_any()
        })))}
        {move || (!docking.is_bar()).then(|| when_whole_or(Some(place_of_figures), Arc::new(move || {
            view! { <MetricsRow record predicted guessing /> }.into_any()
        })))}
        <RecordFull record controls />
        <NotesLine />
        {when_whole_or(Some(place_of_splitter), Arc::new(move || view! { <Splitter shared /> }.into_any()))}
        <div
            class="lower"
            data-wide=move || docking.wide().to_string()
            data-folded=move || docking.folded().to_string()
            data-split=move || shared.kind()
            style=("--split", move || shared.css())
            node_ref=shared.panels
        >
            <div class="lower-pane">
                {when_whole_or(Some(place_of_tabs), Arc::new(move || {
                    view! { <Panels session selection inquiry path docking axis overlaid /> }.into_any()
                }))}
            </div>
            // On a phone it is below the other, which grows: without a place of its own, nothing moves.
            {when_whole_or(None, Arc::new(move || {
                let beside = move |panel: Panel| {
                    let beside = match panel {
                        Panel::Code => view! {
                            <div class="tabs" data-explains-side="above"><h2 class="tab" data-on="true" data-explains=Term::Code.id()>"Code"</h2></div>
                            <CodePanel record playhead controls predicted frames selection />
                        }.into_any(),
                        _ => view! { <TasksTable session selection /> }.into_any(),
                    };
                    view! { <div class="lower-pane" data-pane="tasks">{beside}</div> }.into_any()
                };
                (move || docking.beside().map(beside)).into_any()
            }))}
        </div>
    }
}

// What stands in the place of a part that is mounted later, as high as that, so that nothing moves then.

fn place_of_tabs() -> AnyView {
    view! { <div class="tabs"></div> }.into_any()
}

fn place_of_splitter() -> AnyView {
    view! { <div class="splitter"></div> }.into_any()
}

/// With the entries of a plan of sleeps, without their samples.
fn place_of_key() -> AnyView {
    let entry = |entry: KeyEntry| {
        view! { <li class="key-item"><span class="key-swatch"></span><span class="term">{entry.words(KeyWords::default())}</span></li> }
            .into_any()
    };
    let entries = [KeyEntry::Predicted, KeyEntry::Timer, KeyEntry::Child].map(entry);
    view! { <div class="key"><ul class="key-list">{entries.into_iter().collect::<Vec<_>>()}</ul></div> }.into_any()
}

fn place_of_figures() -> AnyView {
    let figure = |figure: FigureKind| {
        view! {
            <div class="metric">
                <dt class="metric-label"><span class="term">{figure.label()}</span></dt>
                <dd class="metric-value"></dd>
            </div>
        }
        .into_any()
    };
    let figures = FigureKind::ALL.map(figure).into_iter().collect::<Vec<_>>();
    view! { <div class="figures"><dl class="metrics">{figures}</dl></div> }.into_any()
}
