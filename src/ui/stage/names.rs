//! The names of the lanes in view, with their states, beside the picture.

use crate::timeline::Rows;
use crate::timeline::facts::{facts, token_for};
use crate::trace::{State, TaskId};
use crate::ui::icons::{Icon, glyph_for};
use crate::ui::session::Session;
use crate::ui::stage::Selection;
use leptos::prelude::*;

/// From this lane height on, a name has a glyph and a note.
const ROOM_FOR_NOTES: f64 = 24.0;

/// The column of names. Decoration for the ear: the table Tasks says the same.
#[component]
pub fn Names(
    /// What runs.
    session: Session,
    /// Which lanes are where.
    rows: Memo<Rows>,
    /// What is selected.
    selection: Selection,
) -> impl IntoView {
    let lane = Memo::new(move |_| rows.with(|rows| rows.lane));
    let visible = Memo::new(move |_| rows.with(Rows::visible));
    let shift = move || rows.with(|rows| format!("translateY({}px)", -rows.scroll_top));
    view! {
        <div class="timeline-names" aria-hidden="true" style:transform=shift>
            <For each=move || visible.get() key=|place| *place let:place>
                <Name session lane place selection />
            </For>
        </div>
    }
}

#[component]
fn Name(session: Session, lane: Memo<f64>, place: usize, selection: Selection) -> impl IntoView {
    let task = TaskId(u32::try_from(place).unwrap_or(u32::MAX));
    let name = Memo::new(move |_| {
        session.version.track();
        session
            .with_record(|trace, _| trace.tasks.get(task.index()).map(|task| task.name.clone()))
            .flatten()
            .unwrap_or_default()
    });
    let state = Memo::new(move |_| {
        let events = session.events_at();
        session
            .with_record(|_, folds| folds.lanes.lane(task).map(|lane| lane.state_after(events)))
            .flatten()
            .unwrap_or_default()
    });
    let counts_down = move |state: State| matches!(state, State::Waiting(_) | State::Running | State::RunningWoken);
    let roomy = move || lane.get() >= ROOM_FOR_NOTES;
    let note = Memo::new(move |_| {
        if !roomy() {
            return String::new();
        }
        // Only what counts down looks at the time, so that the others stay as they are.
        let moment = if counts_down(state.get()) {
            session.moment()
        } else {
            session.events_at();
            session.moment_untracked()
        };
        session
            .with_record(|trace, folds| facts(trace, &folds.lanes, &folds.moments, task, moment).note)
            .unwrap_or_default()
    });
    let is_selected = move || selection.task.get() == Some(task);
    view! {
        <div
            class="timeline-name"
            data-state=move || token_for(state.get())
            data-selected=move || is_selected().to_string()
            data-dense=move || (!roomy()).to_string()
            style:top=move || format!("{}px", place as f64 * lane.get())
            style:height=move || format!("{}px", lane.get())
            on:click=move |_| selection.toggle(task)
        >
            <Show when=roomy>
                <span class="timeline-name-glyph ink" data-state=move || token_for(state.get())>
                    {move || view! { <Icon glyph=glyph_for(state.get()) small=true /> }}
                </span>
            </Show>
            <span class="timeline-name-text">{name}</span>
            <span class="timeline-name-note ink" data-state=move || token_for(state.get())>
                {note}
            </span>
        </div>
    }
}
