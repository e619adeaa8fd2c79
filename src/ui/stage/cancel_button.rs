//! The button that cancels a task: in the table of tasks, and in the column of names.

use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::Memo;
use crate::ui::session::{Record, RunControls};
use explain::glossary::Term;
use leptos::prelude::*;
use recording::TaskId;
use recording::facts::unique_task_name;

/// Where a button is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ButtonPlace {
    /// In the table of tasks.
    Table,
    /// In the column of names, which is hidden from assistive technology: the table has the same button.
    Names,
}

/// Cancels a task. To be shown only while the task can be cancelled.
#[component]
pub fn CancelButton(
    /// The recording.
    record: Record,
    /// The controls of the run.
    controls: RunControls,
    /// The task.
    task: Memo<Option<TaskId>>,
    /// Where the button is.
    place: ButtonPlace,
) -> impl IntoView {
    let in_table = place == ButtonPlace::Table;
    let label = move || {
        in_table.then(|| {
            let name = |task| record.with(|trace, _| unique_task_name(trace, task));
            format!("Cancel {}", task.get().and_then(name).unwrap_or_default())
        })
    };
    view! {
        <button
            class=if in_table { "button" } else { "timeline-name-cancel" }
            data-shape=in_table.then_some("icon")
            type="button"
            tabindex=(!in_table).then_some("-1")
            aria-label=label
            data-explains=Term::CancelTask.id()
            data-keys="Del"
            on:mousedown=move |event| {
                // The button goes away when the task ends: the focus stays where it is, so that it is not lost.
                if !in_table {
                    event.prevent_default();
                }
            }
            on:click=move |event| {
                event.stop_propagation();
                if let Some(task) = task.get_untracked() {
                    controls.cancel(task);
                }
            }
        >
            <Icon glyph=Glyph::Cancelled small=true />
        </button>
    }
}
