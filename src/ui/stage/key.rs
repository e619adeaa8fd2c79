//! The key: the states that are on screen, and only those.

use crate::trace::{State, WaitingOn};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::session::{Folds, Phase, Session};
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
) -> impl IntoView {
    let present = Memo::new(move |_| {
        session.version.track();
        let predicted = session.phase.get() == Phase::Idle;
        session.with_record(|_, Folds { lanes, .. }| {
            ENTRIES.map(|entry| match entry {
                Entry::Bar(Sample::Predicted) => predicted,
                Entry::Bar(Sample::Ready) => lanes.has_been(State::Ready),
                Entry::Bar(Sample::Running) => lanes.has_been(State::Running),
                Entry::Bar(Sample::Timer) => predicted || lanes.has_been(State::Waiting(WaitingOn::Timer)),
                Entry::Bar(Sample::Backoff) => lanes.has_been(State::Waiting(WaitingOn::Backoff)),
                Entry::Bar(Sample::Child) => predicted || lanes.has_been(State::Waiting(WaitingOn::Child)),
                Entry::Bar(Sample::Permit) => lanes.has_been(State::Waiting(WaitingOn::Permit)),
                Entry::Bar(Sample::Cancelled) => lanes.has_been(State::Cancelled),
                Entry::End(Glyph::Failed, _) => lanes.has_been(State::Failed),
                Entry::End(..) => lanes.has_been(State::Finished),
            })
        })
    });
    let entries = move || {
        let present = present.get().unwrap_or_default();
        ENTRIES
            .into_iter()
            .zip(present)
            .filter_map(|(entry, present)| present.then_some(entry))
            .collect::<Vec<_>>()
    };
    view! {
        <ul class="key" aria-label="Key">
            <For each=entries key=|entry| *entry let:entry>
                <li class="key-item">
                    {match entry {
                        Entry::Bar(sample) => view! { <Swatch sample /> {sample.words()} }.into_any(),
                        Entry::End(glyph, words) => {
                            view! {
                                <span class="key-glyph ink" data-state=if glyph == Glyph::Done { "done" } else { "failed" }>
                                    <Icon glyph />
                                </span>
                                {words}
                            }
                                .into_any()
                        }
                    }}
                </li>
            </For>
        </ul>
    }
}
