//! The row above the table of tasks: the search by name, the states with their counts, and how many tasks are left.

use super::durations::BrushedRange;
use super::rows::ListedRows;
use crate::ui::reactive::memo;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::State;
use recording::statistics::StateFilter;
use scenario::words;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The id of the search field, by which its key finds it.
const SEARCH_ID: &str = "find-task";

/// The states in which tasks are counted at their end, in the order in which they are shown.
pub const ENDS: [(StateFilter, &str, Term); 5] = [
    (StateFilter::Finished, "Finished", Term::of_state(State::Finished)),
    (StateFilter::Failed, "Failed", Term::of_state(State::Failed)),
    (StateFilter::TimedOut, "Timed out", Term::TimedOut),
    (StateFilter::Retried, "Retried", Term::Retried),
    (StateFilter::Cancelled, "Cancelled", Term::of_state(State::Cancelled)),
];
/// The other that can be chosen. A wait for a slot can be seen in its column.
const NOT_ENDED: (StateFilter, &str, Term) = (StateFilter::NotEnded, "Not ended", Term::NotEnded);

/// The search field of the table of tasks, if it can be seen.
#[must_use]
pub fn search_field() -> Option<HtmlInputElement> {
    let field: HtmlInputElement = document().get_element_by_id(SEARCH_ID)?.dyn_into().ok()?;
    field.offset_parent().is_some().then_some(field)
}

/// The row with all filters.
#[component]
pub fn TaskFilters(
    /// What they filter.
    rows: ListedRows,
) -> impl IntoView {
    let name = memo(move || rows.with_request(|request| request.name.clone()));
    let state = memo(move || rows.with_request(|request| request.state));
    let counts = memo(move || rows.counts());
    let left = memo(move || rows.left());
    // Screen readers hear an answer to the person, not each change of a run.
    let said = memo(move || {
        let _ = rows.answered();
        untrack(|| left.get())
    });
    let choice = move |(filter, word, term): (StateFilter, &'static str, Term)| {
        let count = move || counts.with(|counts| counts.of(filter));
        let chosen = move || state.get() == Some(filter);
        view! {
            <Show when=move || chosen() || count() != 0>
                <button
                    class="segmented-option"
                    type="button"
                    data-filter=word
                    data-on=move || chosen().to_string()
                    aria-pressed=move || chosen().to_string()
                    data-explains=term.id()
                    on:click=move |_| rows.filter_by_state(Some(filter).filter(|_| state.get_untracked() != Some(filter)))
                >
                    {word}
                    <span class="tasks-filter-count">{move || words::thousands(count() as u64)}</span>
                </button>
            </Show>
        }
        .into_any()
    };
    view! {
        <div class="filters tasks-filters" data-explains-side="above">
            <span class="field tasks-search" data-explains=Term::FindTask.id()>
                <input
                    id=SEARCH_ID
                    class="field-input"
                    type="search"
                    aria-label="Find a task by name"
                    aria-keyshortcuts="/"
                    placeholder="name"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || name.get()
                    on:input=move |event| rows.filter_by_name(event_target_value(&event))
                />
            </span>
            <div class="segmented" role="group" aria-label="Only tasks that are">
                <button
                    class="segmented-option"
                    type="button"
                    data-on=move || state.get().is_none().to_string()
                    aria-pressed=move || state.get().is_none().to_string()
                    data-explains=Term::AllTasks.id()
                    on:click=move |_| rows.filter_by_state(None)
                >
                    "All"
                </button>
                {Vec::from(ENDS.map(choice))}
                {choice(NOT_ENDED)}
            </div>
            <BrushedRange rows />
            <span class="tasks-left" aria-hidden="true">{move || left.get()}</span>
            <span class="visually-hidden" role="status">
                {move || {
                    let said = said.get();
                    if said.is_empty() { said } else { format!("{said} tasks") }
                }}
            </span>
        </div>
    }
}
