//! The key: the states that are on screen, and only those.

use super::prediction::Predicted;
use crate::trace::{Lanes, State, WaitingOn};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{for_each, memo};
use crate::ui::session::Session;
use crate::ui::swatch::{Sample, Swatch};
use leptos::prelude::*;

/// An entry of the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Entry {
    Bar(Sample),
    End(Glyph, &'static str),
}

/// What can be in the key, in its order.
const ENTRIES: [Entry; 10] = [
    Entry::Bar(Sample::Predicted),
    Entry::Bar(Sample::Ready),
    Entry::Bar(Sample::Running),
    Entry::Bar(Sample::Timer),
    Entry::Bar(Sample::Backoff),
    Entry::Bar(Sample::Child),
    Entry::Bar(Sample::Permit),
    Entry::Bar(Sample::Cancelled),
    Entry::End(Glyph::Done, "finished"),
    Entry::End(Glyph::Failed, "failed"),
];

/// The row below the timeline.
#[component]
pub fn Key(
    /// What runs.
    session: Session,
    /// What would happen.
    predicted: Predicted,
) -> impl IntoView {
    let present = memo(move || {
        session.version.track();
        let predicted = predicted.with(|prediction| prediction.map(|prediction| present(&prediction.history.lanes)));
        let [_, recorded @ ..] = session
            .with_record(|_, folds| present(&folds.history.lanes))
            .unwrap_or_default();
        let [_, foreseen @ ..] = predicted.unwrap_or_default();
        (
            predicted.is_some(),
            if predicted.is_some() { foreseen } else { recorded },
        )
    });
    let entries = move || {
        let (predicted, others) = present.get();
        (0..ENTRIES.len()).filter(move |&place| if place == 0 { predicted } else { others[place - 1] })
    };
    view! {
        <ul class="key" aria-label="Key">
            {for_each(entries, |place| entry_view(ENTRIES[place]))}
        </ul>
    }
}

/// Which entries a record or a prediction has something of.
fn present(lanes: &Lanes) -> [bool; ENTRIES.len()] {
    ENTRIES.map(|entry| match entry {
        Entry::Bar(Sample::Predicted) => false,
        Entry::Bar(Sample::Ready) => lanes.has_been(State::Ready),
        Entry::Bar(Sample::Running) => lanes.has_been(State::Running),
        Entry::Bar(Sample::Timer) => lanes.has_been(State::Waiting(WaitingOn::Timer)),
        Entry::Bar(Sample::Backoff) => lanes.has_been(State::Waiting(WaitingOn::Backoff)),
        Entry::Bar(Sample::Child) => lanes.has_been(State::Waiting(WaitingOn::Child)),
        Entry::Bar(Sample::Permit) => lanes.has_been(State::Waiting(WaitingOn::Permit)),
        Entry::Bar(Sample::Cancelled) => lanes.has_been(State::Cancelled),
        Entry::End(Glyph::Failed, _) => lanes.has_been(State::Failed),
        Entry::End(..) => lanes.has_been(State::Finished),
    })
}

fn entry_view(entry: Entry) -> AnyView {
    let (sample, words) = match entry {
        Entry::Bar(sample) => (view! { <Swatch sample /> }.into_any(), sample.words()),
        Entry::End(glyph, words) => {
            let state = if glyph == Glyph::Done { "done" } else { "failed" };
            let mark = view! {
                <span class="key-glyph ink" data-state=state>
                    <Icon glyph />
                </span>
            };
            (mark.into_any(), words)
        }
    };
    view! { <li class="key-item">{sample}{words}</li> }.into_any()
}
