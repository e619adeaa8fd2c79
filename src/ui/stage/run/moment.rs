//! The moment line: one sentence about the shown moment, and messages about the page itself.

use crate::ui::notes::Notes;
use crate::ui::reactive::{RwSignal, memo};
use crate::ui::session::{RecordState, RunPhase, Session};
use crate::ui::stage::Panel;
use leptos::prelude::*;
use recording::facts::{RecordedBy, verdict};
use recording::sentences::{just_happened, progress};
use recording::{Folds, Trace};
use scenario::words;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The line between the timeline and the panels.
#[component]
pub fn MomentLine(
    /// The session.
    session: Session,
    /// The open panel.
    panel: RwSignal<Panel>,
) -> impl IntoView {
    let notes = expect_context::<Notes>();
    let Session {
        record,
        playhead,
        controls,
        ..
    } = session;
    let text = memo(move || {
        record.track_growth();
        sentence(&session)
    });
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
        <div class="moment">
            <span class="moment-time">{move || words::moment(playhead.moment().at)}</span>
            // Changing counts and scrubbing are not announced to screen readers; other sentences are.
            <span
                class="moment-text"
                aria-live=move || {
                    // The run status announces how the run ended, the Console what was printed.
                    let told = matches!(controls.phase(), RunPhase::Running | RunPhase::Done(_)) || !playhead.live();
                    (if told { "off" } else { "polite" }).to_owned()
                }
            >
                {move || text.get()}
            </span>
            <Show when=move || !playhead.live()>
                <button class="button moment-button" type="button" title="Back to live (L)" on:click=move |_| { playhead.go_live(); focus_on(".timeline"); }>
                    "Live"
                </button>
            </Show>
            <Show when=move || record.state().begun() && panel.get() != Panel::Why>
                <button class="button moment-button" type="button" title="Why (W)" on:click=move |_| { panel.set(Panel::Why); focus_on("#tab-why"); }>
                    "Why?"
                </button>
            </Show>
        </div>
    }
}

/// A line for each message.
fn lines(notes: Vec<String>) -> Vec<AnyView> {
    let line = |note| view! { <span class="moment-problem">{note}</span> }.into_any();
    notes.into_iter().map(line).collect()
}

/// Moves the focus from a button that is about to disappear.
fn focus_on(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus(); // fails only for an element that cannot have the focus
    }
}

fn sentence(session: &Session) -> String {
    let Session {
        edit,
        record,
        playhead,
        controls,
        predicted,
        ..
    } = *session;
    let readable = edit.scenario_signal().with(Option::is_some);
    let full = record.with(|trace, _| trace.truncation().is_some()).unwrap_or_default();
    let progress_at = |events| {
        let ended = record.with(|trace, folds| progress(trace, folds.history.lanes.ended_after(events)));
        ended.unwrap_or_default()
    };
    match record.state() {
        RecordState::Planned if !readable => {
            "Something can’t be read, so the timeline still shows the last list that could. Run is off until it is fixed."
                .into()
        }
        RecordState::Planned if !controls.can_run() => "Add a task, or pick an example.".into(),
        RecordState::Planned if edit.lesson().is_some() => edit.lesson().unwrap_or_default().into(),
        RecordState::Planned => predicted
            .shown()
            .with(|shown| shown.as_ref().map(|scenario| scenario.policy.sentence().to_owned()))
            .unwrap_or_default(),
        _ if !playhead.live() && controls.phase() != RunPhase::Running => {
            let events = playhead.events_at();
            record.with(|trace, _| just_happened(trace, events)).unwrap_or_default()
        }
        _ if full && !predicted.stale() => {
            format!("When the record was full: {}", progress_at(playhead.events_at()))
        }
        RecordState::Growing | RecordState::Opened(None) => progress_at(playhead.events_at()),
        RecordState::Ended(_) if predicted.stale() => {
            "The scenario has changed since. The record of the last run stays until you run again.".into()
        }
        state @ (RecordState::Ended(outcome) | RecordState::Opened(Some(outcome))) => {
            let by = if state == RecordState::Ended(outcome) {
                RecordedBy::You
            } else {
                RecordedBy::Others
            };
            let deviation = predicted.deviation();
            let words = |trace: &Trace, folds: &Folds| {
                let verdict = verdict(trace, &folds.history.lanes, outcome, by);
                match deviation.with(|deviation| deviation.as_ref().map(|deviation| deviation.text(trace))) {
                    Some(deviation) => format!("{verdict} {deviation}"),
                    None => verdict,
                }
            };
            record.with(words).unwrap_or_default()
        }
    }
}
