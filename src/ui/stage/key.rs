//! The key: the states that are on screen, and only those.

use crate::trace::{State, WaitingOn};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{for_each, memo};
use crate::ui::session::{Phase, Session};
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
    let present = memo(move || {
        session.version.track();
        let predicted = session.phase.get() == Phase::Idle;
        session.with_record(|_, lanes| {
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
        (0..ENTRIES.len()).filter(move |&place| present[place])
    };
    view! {
        <ul class="key" aria-label="Key">
            {for_each(entries, |place| entry_view(ENTRIES[place]))}
        </ul>
    }
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
