//! What the page shows of files beside their content: that one is held over the page, that one is being read, and that the
//! shown record was opened.

use super::{FILE_FIELD, FOR_SECOND, Import, choose_file};
use crate::ui::progress::WorkLine;
use crate::ui::reactive::{Show, memo};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// The field for choosing a file, and what lies over the page.
#[component]
pub fn ImportLayer(
    /// What opens files.
    import: Import,
) -> impl IntoView {
    let chosen = move |event| {
        let field = event_target::<HtmlInputElement>(&event);
        let files = field.files();
        if let Some(file) = files.and_then(|files| files.get(0)) {
            let second = field.get_attribute(FOR_SECOND).as_deref() == Some("true");
            import.open_chosen(&file, second);
        }
    };
    let work = memo(move || import.under_way.get());
    view! {
        <input
            type="file"
            accept=".jsonl,.json,.gz,.txt,application/gzip,application/json,text/plain"
            aria-label="Trace file"
            hidden
            id=FILE_FIELD
            on:change=chosen
        />
        <WorkLine work late=true cancel=Callback::new(move |()| import.cancel()) />
        <Show when=move || import.held.get()>
            <div class="drop-here" aria-hidden="true"><span class="drop-here-text">"Drop to open"</span></div>
        </Show>
    }
}

/// A line above the stage while an opened record is shown: what it is of, and the way back.
#[component]
pub fn RecordBar(
    /// What opens files.
    import: Import,
) -> impl IntoView {
    let shown = move || import.shows_record();
    let line = move || {
        let about = import.about();
        about.map_or_else(
            || "An opened record".to_owned(),
            |about| format!("Record: {}", about.line()),
        )
    };
    view! {
        <Show when=shown>
            <aside class="offer record-bar" aria-label="Opened record">
                <span class="offer-text">{line}</span>
                <Show when=move || import.has_scenario()>
                    <button class="button" data-shape="outlined" type="button" on:click=move |_| import.open_scenario()>
                        "Open this scenario"
                    </button>
                </Show>
                <Show when=move || import.session.record.with_aside(|_, _| ()).is_some()>
                    <button class="button" data-shape="outlined" type="button" on:click=move |_| import.compare_with_own()>
                        "Compare with your run"
                    </button>
                </Show>
                <button class="button" data-shape="outlined" type="button" on:click=move |_| choose_file(true)>
                    "Compare with a file…"
                </button>
                <button class="button record-back" data-shape="outlined" type="button" on:click=move |_| import.back()>
                    "Back to your work"
                </button>
            </aside>
        </Show>
    }
}
