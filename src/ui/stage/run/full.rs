//! The notice that the record is full: where it ends, and whether the run should continue unrecorded.

use crate::ui::reactive::{Show, memo};
use crate::ui::session::{Record, RunControls, RunPhase};
use leptos::prelude::*;
use scenario::words;

/// The notice under the timeline, while the shown record is full.
#[component]
pub fn RecordFull(
    /// The recording.
    record: Record,
    /// The controls of the run.
    controls: RunControls,
) -> impl IntoView {
    let text = memo(move || {
        let Some(end) = record.truncation() else {
            return String::new();
        };
        let at = words::moment(end.at);
        let budget = controls.budget().words();
        let known =
            format!("The record is full: {budget}. It ends at {at}; states, figures and lines are those of then.");
        match controls.phase() {
            // Only an opened record is full while nothing runs.
            RunPhase::Done(_) | RunPhase::Idle => {
                format!("{known} {} after that were not recorded.", events(end.missing))
            }
            RunPhase::Running => format!("{known} The run goes on unrecorded."),
            RunPhase::Paused => format!("{known} What comes now cannot be shown."),
        }
    });
    let asks = memo(move || record.truncation().is_some() && controls.phase() == RunPhase::Paused);
    view! {
        <Show when=move || record.truncation().is_some()>
            <div class="moment" data-tone="full" role="alert" aria-label="Record full">
                <span class="moment-text">{move || text.get()}</span>
                <Show when=move || asks.get()>
                    <button class="button moment-button" type="button" on:click=move |_| controls.resume()>
                        "Go on unrecorded"
                    </button>
                    <button class="button moment-button" type="button" on:click=move |_| controls.stop()>
                        "Stop"
                    </button>
                </Show>
            </div>
        </Show>
    }
}

fn events(count: u64) -> String {
    match count {
        1 => "1 event".into(),
        _ => format!("{} events", words::thousands(count)),
    }
}
