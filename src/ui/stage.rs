//! The stage: shows the run as a timeline, tables and text. Each part is derived from the session's recording.

mod cancel_button;
mod caption;
mod critical_path;
mod inquiry;
mod panels;
mod run;
mod selection;
mod time_axis;
mod timeline;

use super::explain::Explanations;
use super::keys::follow_keys;
use super::measured::Extent;
use super::present::Present;
use super::session::Session;
use super::set_up::SetUp;
use super::theme::Theme;
use crate::ui::reactive::{RwSignal, effect, memo};
use caption::CaptionBox;
use critical_path::ShownPath;
use explain::glossary::Term;
use inquiry::Inquiry;
use leptos::prelude::*;
use panels::Panels;
use panels::code::CodePanel;
use panels::docking::Docking;
use panels::tasks::TasksTable;
use run::actions::Controls;
use run::full::RecordFull;
use run::metrics::MetricsRow;
use run::notes::NotesLine;
use run::transport::Transport;
use selection::{Panel, Selection};
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
    let panel = RwSignal::new(Panel::Console);
    let Session {
        frames,
        record,
        playhead,
        controls,
        predicted,
        guessing,
        ..
    } = session;
    let inquiry = Inquiry::new(record, playhead, selection);
    let path = ShownPath::new(record, frames, panel);
    let overlaid = RwSignal::new(false);
    // The selection does not exist in another run or recording.
    let series = memo(move || record.id().series());
    effect(move || {
        series.track();
        selection.choose(None);
    });
    let axis = TimeAxis::new(session, window_size);
    let all_tasks = AllTasks::new(session);
    let docking = Docking::new(panel, window_size);
    provide_context(docking);
    let present = expect_context::<Present>();
    // A presentation has the program and no other panel. Asking why leaves it.
    let panel_before = StoredValue::new(None::<Panel>);
    effect(move || {
        let (on, open) = (present.on(), panel.get());
        match (on, panel_before.get_value()) {
            (true, None) => {
                panel_before.set_value(Some(open));
                panel.set(Panel::Code);
            }
            (true, Some(_)) if open != Panel::Code => {
                panel_before.set_value(None);
                present.leave();
            }
            (false, Some(before)) => {
                panel_before.set_value(None);
                panel.set(before);
            }
            _ => {}
        }
    });
    let keys = Controls {
        session,
        selection,
        axis,
        panel,
        docking,
        all_tasks,
        theme,
        explanations,
        set_up,
        present,
        paths: expect_context(),
    };
    follow_keys(
        single_keys,
        move |action| keys.can(action),
        move |action| keys.act(action),
    );
    view! {
        <Transport session axis />
        <CaptionBox session panel selection />
        <Overview session theme axis all_tasks />
        <Timeline session theme selection inquiry path panel overlaid window_size axis explanations all_tasks />
        <Legend record predicted path overlaid axis guessing />
        <MetricsRow record />
        <RecordFull record controls />
        <NotesLine />
        <div class="lower" data-wide=move || panel.get().wide().to_string()>
            <div class="lower-pane">
                <Panels session selection inquiry path open=panel />
            </div>
            <div class="lower-pane" data-pane="tasks">
                {move || if docking.beside() {
                    view! {
                        <div class="tabs" data-explains-side="above"><h2 class="tab" data-on="true" data-explains=Term::Code.id()>"Code"</h2></div>
                        <CodePanel record playhead controls predicted frames selection />
                    }.into_any()
                } else {
                    view! { <TasksTable session selection /> }.into_any()
                }}
            </div>
        </div>
    }
}
