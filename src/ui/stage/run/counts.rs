//! How many tasks finished, failed, timed out, were retried and cancelled: a pill each, which lists these tasks.

use crate::ui::icons::{Glyph, Icon};
use crate::ui::page::focus_on;
use crate::ui::reactive::{RwSignal, memo};
use crate::ui::session::Record;
use crate::ui::stage::panels::docking::Docking;
use crate::ui::stage::panels::tasks::ENDS;
use crate::ui::stage::selection::Panel;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::statistics::{ListingRequest, StateFilter};
use scenario::words;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// The counts beside the figures, once something has run. Those of no task are left out, except for the finished ones.
#[component]
pub fn TaskCounts(
    /// The recording.
    record: Record,
) -> impl IntoView {
    let request = expect_context::<RwSignal<ListingRequest>>();
    let docking = expect_context::<Docking>();
    let tally = memo(move || {
        let begun = record.state().begun();
        record.with_growth(|_, folds| folds.history.tally).filter(|_| begun)
    });
    let pill = move |(state, word, term): (StateFilter, &'static str, Term)| {
        let count = memo(move || {
            let count = tally.get()?.of(state)?;
            (count > 0 || state == StateFilter::Finished).then_some(count)
        });
        let chosen = memo(move || request.with(|request| request.state == Some(state)));
        let press = move |_| {
            if chosen.get_untracked() {
                request.update(|request| request.state = None);
                return;
            }
            // All that are counted are listed, in the order asked for.
            request.update(|request| {
                (request.state, request.duration) = (Some(state), None);
                request.name.clear();
            });
            let over = untrack(|| docking.is_bar());
            docking.open(Panel::Tasks);
            if over {
                // The figures, and the pill among them, give way to the table.
                focus_on("#tab-tasks");
            }
            // On a phone it may be far below.
            queue_microtask(show_table);
        };
        view! {
            <Show when=move || count.get().is_some()>
                <button
                    class="count"
                    type="button"
                    data-count=word
                    data-none=move || (count.get() == Some(0)).to_string()
                    aria-pressed=move || chosen.get().to_string()
                    data-explains=term.id()
                    on:click=press
                >
                    <Icon glyph=glyph_of(state) small=true />
                    <b>{move || words::thousands(count.get().unwrap_or_default() as u64)}</b>
                    {word.to_lowercase()}
                </button>
            </Show>
        }
        .into_any()
    };
    view! {
        <div class="counts" role="group" aria-label="How the tasks ended" data-explains-side="above">
            {Vec::from(ENDS.map(pill))}
        </div>
    }
}

/// Scrolls the page no further than to where the table begins to show.
fn show_table() {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    if let Ok(Some(panel)) = document().query_selector("[aria-label='All tasks']") {
        panel.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

const fn glyph_of(state: StateFilter) -> Glyph {
    match state {
        StateFilter::Failed => Glyph::Failed,
        StateFilter::TimedOut => Glyph::Timer,
        StateFilter::Retried => Glyph::Redo,
        StateFilter::Cancelled => Glyph::Cancelled,
        StateFilter::Finished | StateFilter::NotEnded | StateFilter::WaitingForSlot => Glyph::Done,
    }
}
