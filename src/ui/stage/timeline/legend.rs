//! The key below the timeline: an entry for each state that is drawn.

use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{Memo, RwSignal, Show, memo};
use crate::ui::session::{Guessing, Predicted, Record, RecordState};
use crate::ui::stage::critical_path::ShownPath;
use crate::ui::stage::time_axis::TimeAxis;
use crate::ui::swatch::Swatch;
use compare::MOST_PREDICTED_TASKS;
use explain::glossary::Term;
use leptos::prelude::*;
use timeline::key::{DrawnPrediction, DrawnRecord, KeyEntry, KeyWords, overdue_is_drawn};

/// The row below the timeline.
#[component]
pub fn Legend(
    /// The recording.
    record: Record,
    /// The prediction.
    predicted: Predicted,
    /// The critical path.
    path: ShownPath,
    /// Whether earlier runs are drawn under this one.
    overlaid: RwSignal<bool>,
    /// The part of the time that is in view.
    axis: TimeAxis,
    /// What the person guesses.
    guessing: Guessing,
) -> impl IntoView {
    let present = memo(move || {
        record.track_growth();
        let state = record.state();
        let by_itself = state == RecordState::Planned || predicted.stale();
        let scale = axis.scale_tracked();
        let critical_path = !predicted.stale() && path.drawn().is_some();
        predicted.with(|prediction| {
            let drawn = prediction.filter(|_| by_itself || state == RecordState::Growing);
            let drawn = drawn.map(|prediction| DrawnPrediction {
                lanes: &prediction.history.lanes,
                by_itself,
            });
            record
                .with(|trace, folds| {
                    let recorded = DrawnRecord {
                        trace,
                        lanes: &folds.history.lanes,
                        resources: &folds.history.resources,
                        overdue: overdue_is_drawn(&folds.history.timers, &scale),
                        critical_path,
                    };
                    KeyEntry::ALL.map(|entry| entry.occurs(recorded, drawn))
                })
                .unwrap_or_default()
        })
    });
    let words = memo(move || {
        record.track_growth();
        let words = record.with(|trace, folds| KeyWords::of(trace, &folds.history.resources));
        words.unwrap_or_default()
    });
    let entry = move |index: usize| {
        let is_present = memo(move || present.with(|present| present[index]));
        (move || is_present.get().then(|| entry_view(KeyEntry::ALL[index], words))).into_any()
    };
    let entries = Vec::from_iter((0..KeyEntry::ALL.len()).map(entry));
    let guesses_are_drawn =
        memo(move || guessing.asks() || guessing.about_the_list() && guessing.with(|guess| !guess.is_empty()));
    let too_many = memo(move || {
        let idle = record.state() == RecordState::Planned;
        let shown = predicted.shown();
        idle && predicted.foretells()
            && shown.with(|shown| shown.as_ref().is_some_and(|it| it.tasks.count() > MOST_PREDICTED_TASKS))
    });
    let earlier = memo(move || record.with(|_, folds| folds.earlier.len()).unwrap_or_default());
    let label = move || match earlier.get() {
        1 => "1 earlier run".to_owned(),
        count => format!("{count} earlier runs"),
    };
    view! {
        <div class="key">
            <ul class="key-list" aria-label="Key">
                {move || guesses_are_drawn.get().then(guess_entry)}
                {entries}
            </ul>
            <Show when=move || too_many.get()>
                <span class="key-note">"No prediction for more than 1,000 tasks"</span>
            </Show>
            <Show when={move || earlier.get() > 0}>
                <button
                    class="button key-earlier"
                    type="button"
                    data-explains=Term::EarlierRuns.id()
                    aria-pressed=move || overlaid.get().to_string()
                    on:click=move |_| overlaid.update(|on| *on = !*on)
                >
                    {label}
                </button>
            </Show>
        </div>
    }
}

/// The entry of the guesses, which are drawn over everything else.
fn guess_entry() -> AnyView {
    view! {
        <li class="key-item" data-explains=Term::YourGuess.id()>
            <span class="key-guess"></span>
            <button class="term" type="button">"your guess"</button>
        </li>
    }
    .into_any()
}

/// What explains an entry.
fn explains(entry: KeyEntry, words: KeyWords) -> Term {
    match entry {
        KeyEntry::Predicted => Term::Predicted,
        KeyEntry::Ready => Term::Ready,
        KeyEntry::Running => Term::Running,
        KeyEntry::Timer => Term::OnTimer,
        KeyEntry::Backoff => Term::BackoffPause,
        KeyEntry::Overdue => Term::Overdue,
        KeyEntry::Child if words.foreign() => Term::OnOthers,
        KeyEntry::Child => Term::OnItsTasks,
        KeyEntry::Permit => Term::OnSlot,
        KeyEntry::Resource => match words.only_wait() {
            Some(on) => Term::of_wait(on),
            None => Term::OnResource,
        },
        KeyEntry::FreePermits => Term::FreePermits,
        KeyEntry::PermitHolder => Term::PermitHolder,
        KeyEntry::QueueLength => Term::QueueLength,
        KeyEntry::LockHolder => Term::LockHolder,
        KeyEntry::EventSet => Term::EventSet,
        KeyEntry::ConditionWaiting => Term::ConditionWaiting,
        KeyEntry::BarrierWaiting => Term::BarrierWaiting,
        KeyEntry::Cancelling => Term::Cancelling,
        KeyEntry::Cancelled => Term::Cancelled,
        KeyEntry::Finished => Term::Finished,
        KeyEntry::Failed => Term::Failed,
        KeyEntry::CriticalPath => Term::CriticalPath,
    }
}

fn entry_view(entry: KeyEntry, words: Memo<KeyWords>) -> AnyView {
    let end = |glyph, state| {
        view! {
            <span class="key-glyph ink" data-state=state>
                <Icon glyph />
            </span>
        }
        .into_any()
    };
    let sample = match entry {
        KeyEntry::Finished => end(Glyph::Done, "done"),
        KeyEntry::Failed => end(Glyph::Failed, "failed"),
        _ => view! { <Swatch entry /> }.into_any(),
    };
    let term = move || explains(entry, words.get()).id().to_owned();
    view! {
        <li class="key-item" data-explains=term>
            {sample}
            <button class="term" type="button">{move || entry.words(words.get())}</button>
        </li>
    }
    .into_any()
}
