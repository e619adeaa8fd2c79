//! The stage: what runs, drawn and written. Each part is derived from the session's record.

mod console;
mod key;
mod moment;
mod names;
mod prediction;
mod tasks;
mod timeline;
mod transport;

use super::listener::Listener;
use super::measured::Extent;
use super::session::Session;
use super::theme::Theme;
use crate::trace::TaskId;
use crate::ui::markup::view;
use crate::ui::reactive::{RwSignal, effect, memo};
use console::ConsolePanel;
use key::Key;
use leptos::prelude::*;
use moment::Moment;
use prediction::Predicted;
use tasks::TasksTable;
use timeline::Timeline;
use transport::Transport;

/// Everything to the right of the editor.
#[component]
pub fn Stage(
    /// What runs.
    session: Session,
    /// Colours are read again when it changes.
    theme: RwSignal<Theme>,
) -> impl IntoView {
    let selected = RwSignal::new(None::<TaskId>);
    let predicted = Predicted::new(session);
    // Whatever was selected is gone when another record is shown.
    let record = memo(move || session.phase.get() == crate::ui::session::Phase::Idle);
    effect(move || {
        record.track();
        selected.set(None);
    });
    view! {
        <Transport session />
        <Timeline session predicted theme selected />
        <Key session predicted />
        <Moment session />
        <div class="lower">
            <div class="lower-pane">
                <ConsolePanel session selected />
            </div>
            <div class="lower-pane">
                <TasksTable session selected />
            </div>
        </div>
    }
}

/// The window's size, followed until the owner that asked ends.
fn window_size() -> RwSignal<Extent> {
    let read = || {
        let length =
            |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).unwrap_or_default();
        Extent {
            width: length(window().inner_width()),
            height: length(window().inner_height()),
        }
    };
    let size = RwSignal::new(read());
    let listener = Listener::new(&window(), "resize", move |_| {
        size.try_set(read());
    });
    let listener = StoredValue::new_local(Some(listener));
    on_cleanup(move || {
        listener.try_update_value(Option::take);
    });
    size
}
