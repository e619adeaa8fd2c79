//! The notes about the page itself, under the timeline.

use crate::ui::notes::Notes;
use crate::ui::page::focus_on;
use crate::ui::reactive::Show;
use leptos::prelude::*;
use scenario::words;

/// The notes, while there are any.
#[component]
pub fn NotesLine() -> impl IntoView {
    let notes = expect_context::<Notes>();
    view! {
        <Show when=move || notes.any()>
            <div class="moment" data-tone="problem" role="alert">
                <div class="moment-text">
                    {move || lines(notes.first().0)}
                    {move || {
                        let more = notes.first().1;
                        (more > 0).then(|| view! {
                            <details class="moment-more">
                                <summary class="moment-count">{format!("and {} more", words::thousands(more as u64))}</summary>
                                <div class="moment-rest" tabindex="0" role="region" aria-label="More messages">{lines(notes.rest())}</div>
                            </details>
                        }.into_any())
                    }}
                </div>
                <button class="button moment-button" type="button" on:click=move |_| { notes.clear(); focus_on(".run-button"); }>
                    "Dismiss"
                </button>
            </div>
        </Show>
    }
}

/// A line for each message.
fn lines(notes: Vec<String>) -> Vec<AnyView> {
    let line = |note| view! { <span class="moment-problem">{note}</span> }.into_any();
    notes.into_iter().map(line).collect()
}
