//! Run and Stop, the time, and the run status.

use crate::timeline::words;
use crate::trace::Outcome;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::modifiers::SpeedPresets;
use crate::ui::reactive::memo;
use crate::ui::session::{Phase, Session};
use leptos::html::Button;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The row at the top of the stage; on a phone the dock at its bottom.
#[component]
pub fn Transport(
    /// What runs.
    session: Session,
) -> impl IntoView {
    let run = NodeRef::<Button>::new();
    let stop = NodeRef::<Button>::new();
    let running = memo(move || session.phase.get() == Phase::Running);
    let run_off = move || running.get() || !session.can_run();
    let run_label = move || match session.phase.get() {
        Phase::Done(_) => "Run again",
        Phase::Idle | Phase::Running => "Run",
    };
    // A button that goes off under the finger hands its focus to the one that can be pressed now.
    Effect::new(move |before: Option<bool>| {
        let now = running.get();
        if before.is_some_and(|before| before != now) {
            let (from, to) = if now { (run, stop) } else { (stop, run) };
            if let (Some(from), Some(to)) = (from.get_untracked(), to.get_untracked())
                && has_focus(&from)
            {
                let _ = to.focus();
            }
        }
        now
    });
    view! {
        <div class="transport">
            <button class="run-button" type="button" node_ref=run disabled=run_off on:click=move |_| session.launch()>
                <Icon glyph=Glyph::Play />
                {move || run_label().to_owned()}
            </button>
            <button
                class="run-button"
                data-kind="stop"
                type="button"
                node_ref=stop
                disabled=move || !running.get()
                on:click=move |_| { session.stop(); }
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

/// Whether it has the focus, or lost it to nobody when it went off.
fn has_focus(button: &web_sys::HtmlButtonElement) -> bool {
    document()
        .active_element()
        .is_none_or(|active| active.tag_name() == "BODY" || *button == active.unchecked_into())
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
        Phase::Idle => "Nothing to run yet",
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
