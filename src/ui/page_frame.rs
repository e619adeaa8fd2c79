//! The frame of the page: top bar, editor, and the stage as its child. Does not know runs.

use super::edit::Edit;
use super::editor::Editor;
use super::explain::Explanations;
use super::icon_button::IconButton;
use super::icons::Icon;
use super::icons::{BrandMark, Glyph};
use super::paths::Paths;
use super::picker::ExamplePicker;
use super::present::{Present, PresentButton};
use super::session::Guessing;
use super::set_up::SetUp;
use super::theme::{Theme, ThemeButton};
use crate::ui::reactive::{RwSignal, Signal, effect, hold_until_cleanup, memo};
use explain::glossary::Term;
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use timeline::SizeClass;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Everything but the stage, which is the child and is placed in `<main class="stage">`.
#[component]
pub fn PageFrame(
    /// The state of the editor.
    edit: Edit,
    /// From [`super::theme::theme_signal`].
    theme: RwSignal<Theme>,
    /// What opens Help.
    explanations: Explanations,
    /// Whether the set-up is open.
    set_up: SetUp,
    /// Whether a run is going: it closes a set-up that covers the timeline.
    running: Signal<bool>,
    /// Whether the person guesses.
    guessing: Guessing,
    /// The paths of the examples.
    paths: Paths,
    /// The stage.
    children: Children,
) -> impl IntoView {
    effect(move || {
        if running.get() && untrack(|| set_up.covers()) {
            set_up.close();
        }
    });
    // Escape in a field or a menu of the set-up acts there first.
    let options = EventListenerOptions::enable_prevent_default();
    let escape = EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let escape = event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape");
        if escape && !event.default_prevented() && untrack(|| set_up.covers()) {
            event.prevent_default();
            set_up.close();
        }
    });
    hold_until_cleanup(escape);
    // What has the focus must be in view: the transport is, beside the open set-up.
    let reached = move |event: web_sys::FocusEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let beside = target.is_some_and(|target| target.closest(".transport").ok().flatten().is_some());
        if !beside && untrack(|| set_up.covers()) {
            set_up.close();
        }
    };
    let present = use_context::<Present>();
    let nothing_to_undo = memo(move || !edit.history.can_undo.get());
    let nothing_to_redo = memo(move || !edit.history.can_redo.get());
    view! {
        <div class="app" data-set-up=move || set_up.shown_as() data-size=move || if present.is_some_and(|present| present.on()) { SizeClass::Wide } else { set_up.size() }.word()>
            <header class="top-bar">
                <h1 class="brand">
                    <BrandMark />
                    <span class="brand-name">"Futurescope"</span>
                </h1>
                <p class="purpose">"Run async tasks and watch who waits for whom."</p>
                <span class="rule"></span>
                <ExamplePicker edit paths />
                <PredictButton guessing />
                <span class="spacer"></span>
                <IconButton label="Undo" term=Term::UndoEdit keys="Ctrl Z" glyph=Glyph::Undo off=nothing_to_undo press=move || { edit.undo(); } />
                <IconButton label="Redo" term=Term::RedoEdit keys="Shift Ctrl Z" glyph=Glyph::Redo off=nothing_to_redo press=move || { edit.redo(); } />
                <span class="rule"></span>
                <PresentButton />
                <ThemeButton theme />
                <IconButton label="Help" term=Term::HelpButton keys="?" glyph=Glyph::Help press=move || explanations.open_help() />
            </header>
            <Editor edit set_up />
            <main class="stage" on:focusin=reached>{children()}</main>
        </div>
    }
}

/// Switches Predict: while it is on, the person guesses in place of being shown.
#[component]
fn PredictButton(guessing: Guessing) -> impl IntoView {
    view! {
        <button
            class="button predict"
            type="button"
            aria-pressed=move || guessing.on().to_string()
            aria-label="Predict"
            data-explains=Term::Predict.id()
            data-keys="G"
            on:click=move |_| guessing.switch()
        >
            <Icon glyph=Glyph::Eye />
            <span class="predict-word">"Predict"</span>
        </button>
    }
}
