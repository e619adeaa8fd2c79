//! The buttons Run, Pause, Stop and the steps, the time, and the run status.

use crate::ui::edit::Edit;
use crate::ui::embed::OpenInFull;
use crate::ui::icon_button::IconButton;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::measured::measured;
use crate::ui::page::show_dock_height;
use crate::ui::present::PresentKeys;
use crate::ui::program::ProgramTab;
use crate::ui::reactive::memo;
use crate::ui::session::{Guessing, Record, RecordState, Replay, RunControls, RunPhase, Session, SessionParts};
use crate::ui::stage::run::speed::SpeedChoice;
use crate::ui::stage::time_axis::TimeAxis;
use crate::ui::stage::timeline::scrubber;
use crate::ui::whole::{WhenWhole, when_whole_or};
use explain::glossary::Term;
use explain::guess::Grade;
use leptos::html::{Button, Div, Input};
use leptos::prelude::*;
use recording::facts::duration;
use recording::{Moment, RunOutcome, State, Truncation};
use scenario::words;
use std::sync::Arc;
use timeline::ZOOM_STEP;
use web_sys::KeyboardEvent;

/// The row at the top of the stage; on a phone the dock at its bottom.
#[component]
pub fn Transport(
    /// The session.
    session: Session,
    /// The part of the time that is in view.
    axis: TimeAxis,
) -> impl IntoView {
    let SessionParts {
        edit,
        record,
        playhead,
        controls,
        replay,
        guessing,
        program,
        ..
    } = *session;
    let run = NodeRef::<Button>::new();
    let under_way = memo(move || controls.phase().under_way());
    let opened = memo(move || record.is_opened());
    let off = move || !under_way.get() && (opened.get() || !controls.can_run());
    let executes = memo(move || program.under_way());
    let label = move || match controls.phase() {
        // It cannot be paused while it is executed: what is recorded can.
        RunPhase::Running if executes.get() => {
            if record.state().begun() {
                "Run again"
            } else {
                "Run"
            }
        }
        RunPhase::Idle => "Run",
        RunPhase::Running => "Pause",
        RunPhase::Paused => "Resume",
        RunPhase::Done(_) => "Run again",
    };
    let running = memo(move || controls.phase() == RunPhase::Running && !executes.get());
    let stop = move |_| {
        if under_way.get_untracked() {
            controls.stop();
            if let Some(run) = run.get_untracked() {
                let _ = run.focus();
            }
        }
    };
    // A key that is held down presses the button only once.
    let once = move |event: KeyboardEvent| {
        if event.repeat() {
            event.prevent_default();
        }
    };
    let at_the_start = memo(move || playhead.moment() == Moment::START);
    let at_the_end = memo(move || match record.state() {
        RecordState::Planned => off(),
        // There are no recorded events to step through.
        RecordState::Growing => playhead.live() && record.truncation().is_some(),
        RecordState::Ended(_) | RecordState::Ran(_) | RecordState::Opened(_) => playhead.live(),
    });
    let cannot_end = memo(move || opened.get() || !controls.can_end_at_once());
    let step_back = move || controls.step_back();
    let step = move || controls.step();
    // On a phone the axis scrolls out of view, so the dock has a scrubber for the finger. Assistive technology uses the
    // Playhead of the timeline.
    let dock = NodeRef::<Div>::new();
    show_dock_height(measured(dock));
    let scrub_input = NodeRef::<Input>::new();
    scrubber::follow(record, playhead, scrub_input);
    let phase_in_words = move || {
        if record.truncation().is_some() {
            status_unrecorded(controls, edit, record)
        } else {
            status(controls, edit, record)
        }
    };
    let clock_in_words = move || {
        if record.is_simulated() { " in virtual time" } else { "" }
    };
    let length_in_words = move || {
        let end = record.truncation();
        end.map_or_else(|| how_long(ended_phase(controls, record), record), recorded_up_to)
    };
    let program_guess = use_context::<ProgramTab>().map(|program_tab| program_tab.guess);
    let guess_words = move || {
        if edit.runs_program() {
            program_guess.and_then(|guess| guess.words())
        } else {
            guess_in_words(guessing)
        }
    };
    view! {
        <div class="transport" node_ref=dock>
            <input
                class="dock-scrubber"
                type="range"
                aria-hidden="true"
                tabindex="-1"
                min="0"
                step="1"
                node_ref=scrub_input
                prop:disabled=move || !record.state().begun()
                on:input=move |event| scrubber::scrub(playhead, &event_target_value(&event))
            />
            <button
                class="run-button"
                data-explains=Term::RunButton.id()
                data-keys="Space"
                data-kind=move || if running.get() { "pause".to_owned() } else { "run".to_owned() }
                type="button"
                node_ref=run
                disabled=off
                aria-disabled=move || executes.get().then(|| "true".to_owned())
                on:click=move |_| controls.run_or_pause()
                on:keydown=once
            >
                {move || view! { <Icon glyph=if running.get() { Glyph::Pause } else { Glyph::Play } /> }.into_any()}
                {move || label().to_owned()}
            </button>
            <button
                class="run-button"
                data-kind="stop"
                data-explains=Term::StopButton.id()
                type="button"
                aria-disabled=move || (!under_way.get()).to_string()
                on:click=stop
                on:keydown=once
            >
                <Icon glyph=Glyph::Stop />
                <span class="stop-word">"Stop"</span>
            </button>
            <IconButton label="Step back" term=Term::StepBackButton keys="←" glyph=Glyph::StepBack off=at_the_start press=step_back />
            <IconButton label="Step" term=Term::StepButton keys="→" glyph=Glyph::Step off=at_the_end press=step />
            <IconButton
                label="End at once"
                term=Term::EndAtOnceButton
                keys="A"
                glyph=Glyph::EndAtOnce
                off=cannot_end
                press=move || controls.end_at_once()
            />
            <ReplayButton replay />
            <span class="rule"></span>
            <span class="time-readout" data-explains=Term::Playhead.id()>{move || words::moment(playhead.moment().at)}</span>
            <span class="run-words">
                <span
                    class="run-status"
                    role="status"
                    aria-label="Run status"
                    data-tone=move || tone(ended_phase(controls, record), record).to_owned()
                    title=move || format!("{}{}{}", phase_in_words(), clock_in_words(), length_in_words())
                >
                    {phase_in_words}
                    {clock_in_words}
                    {length_in_words}
                </span>
                <span class="guess-status">{move || guess_words().map(guess_status)}</span>
            </span>
            <ZoomButtons axis />
            {when_whole_or(Some(place_of_speed), Arc::new(move || view! { <SpeedChoice speed=edit.speed /> }.into_any()))}
            <WhenWhole>
                <PresentKeys edit />
                <OpenInFull session />
            </WhenWhole>
        </div>
    }
}

/// As wide as the choice of the speed, which is mounted later.
fn place_of_speed() -> AnyView {
    view! { <span class="speed"><span class="speed-word">"Speed"</span><span class="field speed-field"></span></span> }
        .into_any()
}

/// Plays the record, or pauses that. While there is nothing to play it only has `aria-disabled`, so that it keeps the
/// focus, and a press does nothing.
#[component]
fn ReplayButton(replay: Replay) -> impl IntoView {
    let possible = replay.possible();
    let playing = memo(move || replay.playing());
    view! {
        <button
            class="button"
            data-shape="icon"
            type="button"
            aria-label=move || if playing.get() { "Pause the replay".to_owned() } else { "Replay".to_owned() }
            data-explains=Term::ReplayButton.id()
            data-keys="P"
            aria-disabled=move || (!possible.get()).to_string()
            on:click=move |_| replay.play_or_pause()
        >
            {move || view! { <Icon glyph=if playing.get() { Glyph::Pause } else { Glyph::Replay } /> }.into_any()}
        </button>
    }
}

/// Zoom out, fit, zoom in, and beside them the range in view.
#[component]
fn ZoomButtons(axis: TimeAxis) -> impl IntoView {
    let fitted = memo(move || !axis.zoomed());
    let range = move || if fitted.get() { String::new() } else { axis.range() };
    view! {
        <span class="zoom" role="group" aria-label="Zoom">
            <span class="zoom-range">{range}</span>
            <IconButton label="Zoom out" term=Term::ZoomOut keys="−" glyph=Glyph::Minus off=fitted press=move || axis.zoom(1.0 / ZOOM_STEP) />
            <IconButton label="Show the whole run" term=Term::WholeRun keys="0" glyph=Glyph::Fit off=fitted press=move || axis.fit() />
            <IconButton label="Zoom in" term=Term::ZoomIn keys="+" glyph=Glyph::Plus press=move || axis.zoom(ZOOM_STEP) />
        </span>
    }
}

/// The phase of the run or, of an opened record, how it ended.
fn ended_phase(controls: RunControls, record: Record) -> RunPhase {
    match record.state() {
        RecordState::Opened(Some(outcome)) => RunPhase::Done(outcome),
        _ => controls.phase(),
    }
}

fn tone(phase: RunPhase, record: Record) -> &'static str {
    match phase {
        RunPhase::Idle => "idle",
        RunPhase::Running => "running",
        RunPhase::Paused => "paused",
        // Main came to its end, but not all is well.
        RunPhase::Done(RunOutcome::Ok) if any_failed(record) => "mixed",
        RunPhase::Done(outcome) => outcome.word(),
    }
}

fn any_failed(record: Record) -> bool {
    record
        .with_growth(|_, folds| folds.history.lanes.has_been(State::Failed))
        .unwrap_or_default()
}

/// How much is guessed, and after the run how much of it is right.
fn guess_in_words(guessing: Guessing) -> Option<String> {
    if guessing.withholds() && guessing.on() {
        return Some(guessing.asked().words());
    }
    guessing.grade().with(|grade| grade.as_ref().map(Grade::whole_score))
}

/// What is said of the guess. A narrow row has its last sentence, the count: that Predict is on shows at its button. Not inlined,
/// so that the first part of the program does not have it.
#[inline(never)]
fn guess_status(words: String) -> AnyView {
    match words.split_once(". ") {
        Some((about, count)) => {
            let (about, count) = (format!("{about}. "), count.to_owned());
            view! { <span class="guess-about">{about}</span>{count} }.into_any()
        }
        None => words.into_any(),
    }
}

/// How long it took, once it has ended.
fn how_long(phase: RunPhase, record: Record) -> String {
    let RunPhase::Done(outcome) = phase else {
        return String::new();
    };
    let words = record.with_growth(|trace, folds| duration(trace, &folds.history.lanes, outcome));
    words.unwrap_or_default()
}

/// The phase of the run in a word or two. Changes only with the phase, because each change is announced to screen
/// readers.
fn status(controls: RunControls, edit: Edit, record: Record) -> &'static str {
    match ended_phase(controls, record) {
        RunPhase::Idle if record.is_opened() => "Record cut off",
        RunPhase::Idle if controls.can_run() => "Ready to run",
        RunPhase::Idle if edit.runs_program() => "Nothing to run yet",
        RunPhase::Idle if edit.scenario_signal().with(Option::is_some) => "Nothing to run yet",
        RunPhase::Idle => "Can’t run",
        RunPhase::Running => "Running",
        RunPhase::Paused => "Paused",
        RunPhase::Done(RunOutcome::Ok) => "Finished",
        RunPhase::Done(RunOutcome::Failed) => "Failed",
        RunPhase::Done(RunOutcome::Stopped) => "Stopped",
        RunPhase::Done(RunOutcome::Limit) => "Recorded up to a limit",
        RunPhase::Done(RunOutcome::Deadlock) => "Deadlocked",
    }
}

/// The same for a run whose record is full.
fn status_unrecorded(controls: RunControls, edit: Edit, record: Record) -> &'static str {
    match controls.phase() {
        RunPhase::Running => "Running unrecorded",
        RunPhase::Paused => "Paused, record full",
        _ => status(controls, edit, record),
    }
}

/// The duration of a run that was not recorded to its end is unknown.
fn recorded_up_to(end: Truncation) -> String {
    format!(", recorded up to {}", words::moment(end.at))
}
