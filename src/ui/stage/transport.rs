//! Run and Stop, the time, and the run status.

use crate::timeline::words;
use crate::trace::Outcome;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::markup::view;
use crate::ui::modifiers::SpeedPresets;
use crate::ui::reactive::memo;
use crate::ui::session::{Phase, Session};
use leptos::html::Button;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The row at the top of the stage; on a phone the dock at its bottom.
#[component]
pub fn Transport(
    /// What runs.
    session: Session,
) -> impl IntoView {
    let run = NodeRef::<Button>::new();
    let running = memo(move || session.phase.get() == Phase::Running);
    let run_label = move || match session.phase.get() {
        Phase::Done(_) => "Run again",
        Phase::Idle | Phase::Running => "Run",
    };
    // What goes off under the finger keeps the focus: `aria-disabled` says so and the press does nothing.
    let start = move |_| {
        if !running.get_untracked() {
            session.launch();
        }
    };
    let stop = move |_| {
        if running.get_untracked() {
            session.stop();
            if let Some(run) = run.get_untracked() {
                let _ = run.focus();
            }
        }
    };
    // A key that is held down presses once.
    let once = move |event: KeyboardEvent| {
        if event.repeat() {
            event.prevent_default();
        }
    };
    view! {
        <div class="transport">
            <button
                class="run-button"
                type="button"
                node_ref=run
                disabled=move || !running.get() && !session.can_run()
                aria-disabled=move || running.get().to_string()
                on:click=start
                on:keydown=once
            >
                <Icon glyph=Glyph::Play />
                {move || run_label().to_owned()}
            </button>
            <button
                class="run-button"
                data-kind="stop"
                type="button"
                aria-disabled=move || (!running.get()).to_string()
                on:click=stop
                on:keydown=once
            >
                <Icon glyph=Glyph::Stop />
                "Stop"
            </button>
            <span class="rule"></span>
            <span class="time-readout">{move || words::moment(session.now.get())}</span>
            <span
                class="run-status"
                role="status"
                aria-label="Run status"
                data-tone=move || tone(session.phase.get()).to_owned()
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
        Phase::Done(outcome) => outcome.word(),
    }
}

/// Says where the run stands, in a word or two. Changes only when the phase does, so that it can be read out.
fn status(session: &Session) -> &'static str {
    match session.phase.get() {
        Phase::Idle if session.can_run() => "Ready to run",
        Phase::Idle if session.edit.scenario_signal().with(Option::is_some) => "Nothing to run yet",
        Phase::Idle => "Can’t run",
        Phase::Running => "Running",
        Phase::Done(Outcome::Ok) => "Finished",
        Phase::Done(Outcome::Failed) => "Failed",
        Phase::Done(Outcome::Stopped) => "Stopped",
    }
}

/// How long it took, once it has ended.
fn duration(session: &Session) -> String {
    match session.phase.get() {
        Phase::Idle | Phase::Running => String::new(),
        Phase::Done(Outcome::Ok) => format!(" in {}", words::moment(session.now.get())),
        Phase::Done(_) => format!(" after {}", words::moment(session.now.get())),
    }
}
