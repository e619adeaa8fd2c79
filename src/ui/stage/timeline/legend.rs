//! The legend: the states that are on screen, and only those.

use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{Memo, RwSignal, memo};
use crate::ui::session::prediction::MOST_TASKS;
use crate::ui::session::{Predicted, Record, RecordState};
use crate::ui::swatch::{Sample, Swatch};
use leptos::prelude::*;
use recording::{Lanes, State, WaitingOn};

/// An entry of the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum LegendEntry {
    Bar(Sample),
    End(Glyph, &'static str),
}

/// What can be in the key, in its order.
const ENTRIES: [LegendEntry; 11] = [
    LegendEntry::Bar(Sample::Predicted),
    LegendEntry::Bar(Sample::Ready),
    LegendEntry::Bar(Sample::Running),
    LegendEntry::Bar(Sample::Timer),
    LegendEntry::Bar(Sample::Backoff),
    LegendEntry::Bar(Sample::Child),
    LegendEntry::Bar(Sample::Permit),
    LegendEntry::Bar(Sample::Resource),
    LegendEntry::Bar(Sample::Cancelled),
    LegendEntry::End(Glyph::Done, "finished"),
    LegendEntry::End(Glyph::Failed, "failed"),
];

/// The row below the timeline.
#[component]
pub fn Legend(
    /// What is recorded.
    record: Record,
    /// What would happen.
    predicted: Predicted,
    /// Whether earlier runs are laid under this one.
    overlaid: RwSignal<bool>,
) -> impl IntoView {
    let present = memo(move || {
        record.track_growth();
        let state = record.state();
        let by_itself = state == RecordState::Planned || predicted.stale();
        let predicted = predicted.with(|prediction| prediction.map(|prediction| present(&prediction.history.lanes)));
        let dashed = predicted.is_some() && (by_itself || state == RecordState::Growing);
        let recorded = record
            .with(|_, folds| present(&folds.history.lanes))
            .unwrap_or_default();
        let foreseen = predicted.filter(|_| by_itself).unwrap_or_default();
        // A prediction draws what lasts: polls, queues and ends have no length in it.
        let drawn = |place: usize| match ENTRIES[place] {
            LegendEntry::Bar(Sample::Ready | Sample::Running | Sample::Cancelled) | LegendEntry::End(..) => false,
            LegendEntry::Bar(_) => foreseen[place],
        };
        let mut entries: [bool; ENTRIES.len()] = std::array::from_fn(|place| recorded[place] || drawn(place));
        entries[0] = dashed;
        entries
    });
    let foreign = memo(move || record.with(|trace, _| trace.scenario().is_none()).unwrap_or_default());
    let entry = move |index: usize| {
        let is_present = memo(move || present.with(|present| present[index]));
        (move || is_present.get().then(|| entry_view(ENTRIES[index], foreign))).into_any()
    };
    let entries = Vec::from_iter((0..ENTRIES.len()).map(entry));
    let too_many = memo(move || {
        let idle = record.state() == RecordState::Planned;
        let shown = predicted.shown();
        idle && shown.with(|shown| shown.as_ref().is_some_and(|it| it.tasks.count() > MOST_TASKS))
    });
    let earlier = memo(move || record.with(|_, folds| folds.earlier.len()).unwrap_or_default());
    let label = move || match earlier.get() {
        1 => "1 earlier run".to_owned(),
        count => format!("{count} earlier runs"),
    };
    view! {
        <div class="key">
            <ul class="key-list" aria-label="Key">
                {entries}
            </ul>
            <Show when=move || too_many.get()>
                <span class="key-note">"No prediction for more than 1,000 tasks"</span>
            </Show>
            <Show when={move || earlier.get() > 0}>
                <button
                    class="button key-earlier"
                    type="button"
                    title="Lay earlier runs under this one"
                    aria-pressed=move || overlaid.get().to_string()
                    on:click=move |_| overlaid.update(|on| *on = !*on)
                >
                    {label}
                </button>
            </Show>
        </div>
    }
}

/// Which entries a record or a prediction has something of.
fn present(lanes: &Lanes) -> [bool; ENTRIES.len()] {
    ENTRIES.map(|entry| match entry {
        LegendEntry::Bar(Sample::Predicted) => false,
        LegendEntry::Bar(Sample::Ready) => lanes.has_been(State::Ready),
        LegendEntry::Bar(Sample::Running) => lanes.has_been(State::Running),
        LegendEntry::Bar(Sample::Timer) => lanes.has_been(State::Waiting(WaitingOn::Timer)),
        LegendEntry::Bar(Sample::Backoff) => lanes.has_been(State::Waiting(WaitingOn::Backoff)),
        LegendEntry::Bar(Sample::Child) => lanes.has_been(State::Waiting(WaitingOn::Child)),
        LegendEntry::Bar(Sample::Permit) => lanes.has_been(State::Waiting(WaitingOn::Semaphore)),
        LegendEntry::Bar(Sample::Resource) => lanes.has_been(State::Waiting(WaitingOn::Lock)),
        LegendEntry::Bar(Sample::Cancelled) => lanes.has_been(State::Cancelled),
        LegendEntry::End(Glyph::Failed, _) => lanes.has_been(State::Failed),
        LegendEntry::End(..) => lanes.has_been(State::Finished),
    })
}

fn entry_view(entry: LegendEntry, foreign: Memo<bool>) -> AnyView {
    let words = move || match entry {
        LegendEntry::Bar(sample) if foreign.get() => sample.words_of_any_program(),
        LegendEntry::Bar(sample) => sample.words(),
        LegendEntry::End(_, words) => words,
    };
    let sample = match entry {
        LegendEntry::Bar(sample) => view! { <Swatch sample /> }.into_any(),
        LegendEntry::End(glyph, _) => {
            let state = if glyph == Glyph::Done { "done" } else { "failed" };
            let mark = view! {
                <span class="key-glyph ink" data-state=state>
                    <Icon glyph />
                </span>
            };
            mark.into_any()
        }
    };
    view! { <li class="key-item">{sample}{words}</li> }.into_any()
}
