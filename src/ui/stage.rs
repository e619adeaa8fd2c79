//! The stage: shows the run as a timeline, tables and text. Each part is derived from the session's recording.

mod cancel_button;
mod caption;
mod inquiry;
mod panels;
mod run;
mod selection;
mod time_axis;
mod timeline;

use super::explain::Explanations;
use super::keys::follow_keys;
use super::measured::Extent;
use super::session::Session;
use super::text_size::settings_scale;
use super::theme::Theme;
use crate::ui::reactive::{RwSignal, effect, hold_until_cleanup, memo};
use caption::CaptionBox;
use explain::glossary::Term;
use gloo_events::EventListener;
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
use timeline::legend::Legend;
use timeline::overview::Overview;

/// Below this width of the window, in CSS pixels, the page has its layout for phones (docs/design.md, “Layout”).
const PHONE_WIDTH: f64 = 640.0;
/// From this width on the lower half has two columns, and a panel can take both (docs/design.md, “Layout”).
const TWO_COLUMNS: f64 = 1_024.0;

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
) -> impl IntoView {
    let selection = Selection::nothing();
    let panel = RwSignal::new(Panel::Console);
    let Session {
        frames,
        record,
        playhead,
        controls,
        predicted,
        ..
    } = session;
    let inquiry = Inquiry::new(record, playhead, selection);
    let overlaid = RwSignal::new(false);
    // The selection does not exist in another run or recording.
    let series = memo(move || record.id().series());
    effect(move || {
        series.track();
        selection.choose(None);
    });
    let window_size = window_size();
    let axis = TimeAxis::new(session, window_size);
    let docking = Docking::new(panel, window_size);
    provide_context(docking);
    let keys = Controls {
        session,
        selection,
        axis,
        panel,
        docking,
        theme,
        explanations,
    };
    follow_keys(
        single_keys,
        move |action| keys.can(action),
        move |action| keys.act(action),
    );
    view! {
        <Transport session axis />
        <CaptionBox session panel />
        <Overview session theme axis />
        <Timeline session theme selection inquiry panel overlaid window_size axis explanations />
        <Legend record predicted overlaid axis />
        <MetricsRow record />
        <RecordFull record controls />
        <NotesLine />
        <div class="lower" data-wide=move || panel.get().wide().to_string()>
            <div class="lower-pane">
                <Panels session selection inquiry open=panel />
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

/// The window's size as a signal, until the owner that calls this ends. In CSS pixels at the usual text size, so that
/// with larger text the page has the layout of a smaller window, as in the style sheets.
fn window_size() -> RwSignal<Extent> {
    let read = || {
        let length =
            |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).unwrap_or_default();
        let scale = settings_scale();
        Extent {
            width: length(window().inner_width()) / scale,
            height: length(window().inner_height()) / scale,
        }
    };
    let size = RwSignal::new(read());
    let listener = EventListener::new(&window(), "resize", move |_| {
        size.try_set(read());
    });
    hold_until_cleanup(listener);
    size
}
