//! Run and Stop, the time, and the run status.

use crate::timeline::words;
use crate::trace::Outcome;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::modifiers::SpeedPresets;
use crate::ui::session::{Phase, Session};
use leptos::prelude::*;

/// The row at the top of the stage; on a phone the dock at its bottom.
#[component]
pub fn Transport(
    /// What runs.
    session: Session,
) -> impl IntoView {
    let under_way = Memo::new(move |_| session.phase.get().under_way());
    let off = move || !under_way.get() && !session.can_run();
    let label = move || match session.phase.get() {
        Phase::Idle => "Run",
        Phase::Running => "Pause",
        Phase::Paused => "Resume",
        Phase::Done(_) => "Run again",
    };
    let glyph = move || if session.phase.get() == Phase::Running { Glyph::Pause } else { Glyph::Play };
    let kind = move || if session.phase.get() == Phase::Running { "pause" } else { "run" };
    let nothing_before = move || session.moment().events == 0;
    let nothing_after = move || match session.phase.get() {
        Phase::Idle => off(),
        Phase::Running | Phase::Paused => false,
        Phase::Done(_) => session.live(),
    };
    view! {
        <div class="transport">
            <button class="run-button" data-kind=kind type="button" disabled=off on:click=move |_| session.run_or_pause()>
                {move || view! { <Icon glyph=glyph() /> }}
                {label}
            </button>
            <button
                class="run-button"
                data-kind="stop"
                type="button"
                disabled=move || !under_way.get()
                on:click=move |_| {
                    session.stop();
                }
            >
                <Icon glyph=Glyph::Stop />
                "Stop"
            </button>
            <button
                class="button"
                data-shape="icon"
                type="button"
                aria-label="Step back"
                title="Step back (←)"
                disabled=nothing_before
                on:click=move |_| session.step_back()
            >
                <Icon glyph=Glyph::StepBack />
            </button>
            <button
                class="button"
                data-shape="icon"
                type="button"
                aria-label="Step"
                title="Step (→)"
                disabled=nothing_after
                on:click=move |_| session.step()
            >
                <Icon glyph=Glyph::Step />
            </button>
            <span class="rule"></span>
            <span class="time-readout">{move || words::moment(session.moment().at)}</span>
            <span
                class="run-status"
                role="status"
                aria-label="Run status"
                data-tone=move || tone(session.phase.get())
            >
                {move || status(&session)}
                <span class="run-status-time">{move || duration(&session)}</span>
            </span>
            <span class="spacer"></span>
            <SpeedPresets speed=session.edit.speed />
        </div>
    }
}

fn tone(phase: Phase) -> &'static str {
    match phase {
        Phase::Idle => "idle",
        Phase::Running => "running",
        Phase::Paused => "paused",
        Phase::Done(outcome) => outcome.word(),
    }
}

/// Says where the run stands, in a word or two. Changes only when the phase does, so that it can be read out.
fn status(session: &Session) -> &'static str {
    match session.phase.get() {
        Phase::Idle if session.can_run() => "Ready to run",
        Phase::Idle => "Nothing to run yet",
        Phase::Running => "Running",
        Phase::Paused => "Paused",
        Phase::Done(Outcome::Ok) => "Finished",
        Phase::Done(Outcome::Failed) => "Failed",
        Phase::Done(Outcome::Stopped) => "Stopped",
    }
}

/// How long it took, once it has ended.
fn duration(session: &Session) -> String {
    match session.phase.get() {
        Phase::Idle | Phase::Running | Phase::Paused => String::new(),
        Phase::Done(Outcome::Ok) => format!(" in {}", words::moment(session.now.get())),
        Phase::Done(_) => format!(" after {}", words::moment(session.now.get())),
    }
}
