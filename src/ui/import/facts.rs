//! What an opened record is of, in the place of the set-up.

use super::Import;
use crate::ui::explain::Explained;
use crate::ui::reactive::memo;
use explain::glossary::Term;
use leptos::prelude::*;

/// The facts, a row each.
#[component]
pub fn RecordFacts(
    /// What opens files.
    import: Import,
) -> impl IntoView {
    let about = memo(move || import.about());
    let rows = move || {
        let about = about.get();
        let file = about
            .iter()
            .map(|about| ("File", Term::OpenedRecord, about.file.clone()));
        let others = about.iter().flat_map(|about| &about.rows);
        let rows = file.chain(others.map(|row| (row.label, row.term, row.value.clone())));
        let row = |(label, term, value)| {
            view! {
                <div class="record-fact">
                    <dt><Explained term>{label}</Explained></dt>
                    <dd>{value}</dd>
                </div>
            }
            .into_any()
        };
        rows.map(row).collect::<Vec<_>>()
    };
    let notices = move || {
        let about = about.get();
        let notices = about.iter().flat_map(|about| &about.notices);
        notices
            .map(|notice| view! { <p class="record-notice">{notice.clone()}</p> }.into_any())
            .collect::<Vec<_>>()
    };
    view! {
        <section class="editor-section" data-part="record" aria-labelledby="record-title">
            <div class="editor-heading">
                <h2 id="record-title"><Explained term=Term::OpenedRecord>"Record"</Explained></h2>
            </div>
            <dl class="record-facts">{rows}</dl>
            {notices}
            <p class="record-note">"A record is shown, not run. Your own tasks are kept as you left them."</p>
        </section>
    }
}
