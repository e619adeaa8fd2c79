//! The stage: what runs, drawn and written. Each part is derived from the session's record.

mod console;
mod key;
mod moment;
mod tasks;
mod timeline;
mod transport;

use super::frames::Frames;
use super::segmented::TabRow;
use super::session::Session;
use super::theme::Theme;
use crate::trace::TaskId;
use console::ConsolePanel;
use key::Key;
use leptos::prelude::*;
use moment::Moment;
use tasks::TasksTable;
use timeline::Timeline;
use transport::Transport;

/// Everything to the right of the editor.
#[component]
pub fn Stage(
    /// What runs.
    session: Session,
    /// The page's one frame loop.
    frames: Frames,
    /// Colours are read again when it changes.
    theme: RwSignal<Theme>,
) -> impl IntoView {
    let selected = RwSignal::new(None::<TaskId>);
    // Whatever was selected is gone when another record is shown.
    let record = Memo::new(move |_| session.phase.get() == crate::ui::session::Phase::Idle);
    Effect::new(move |_| {
        record.track();
        selected.set(None);
    });
    view! {
        <Transport session />
        <Timeline session frames theme selected />
        <Key session />
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
