//! The frame of the page: top bar, editor, and the stage as its child. Does not know runs.

use super::edit::Edit;
use super::editor::Editor;
use super::explain::Explanations;
use super::export::{Export, ExportButton};
use super::icon_button::IconButton;
use super::icons::Icon;
use super::icons::{BrandMark, Glyph};
use super::import::Import;
use super::measured::Extent;
use super::paths::Paths;
use super::picker::ExamplePicker;
use super::present::{Present, PresentButton};
use super::program::{ProgramPicker, ProgramTab};
use super::session::Guessing;
use super::set_up::SetUp;
use super::share::ShareButton;
use super::theme::{Theme, ThemeButton};
use crate::ui::page::focus_on;
use crate::ui::popup::{act_on_unused_escape, close_with_escape};
use crate::ui::reactive::{Memo, RwSignal, Signal, effect, memo};
use crate::ui::whole::InTurn;
use explain::glossary::Term;
use leptos::prelude::*;
use timeline::SizeClass;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A window of this width, in CSS pixels at the usual text size, has room for what the page is for beside its name.
const ROOM_FOR_PURPOSE: f64 = 1_360.0;

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
    /// The size of the window.
    window_size: RwSignal<Extent>,
    /// Whether the person guesses.
    guessing: Guessing,
    /// The paths of the examples.
    paths: Paths,
    /// The menu of Export.
    export: Export,
    /// The stage.
    children: Children,
) -> impl IntoView {
    effect(move || {
        if running.get() && untrack(|| set_up.covers()) {
            set_up.close();
        }
    });
    // Escape in a field or a menu of the set-up acts there first.
    act_on_unused_escape(move || untrack(|| set_up.covers()), move || set_up.close());
    // What has the focus must be in view: the transport is, beside the open set-up.
    let reached = move |event: web_sys::FocusEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let beside = target.is_some_and(|target| target.closest(".transport").ok().flatten().is_some());
        if !beside && untrack(|| set_up.covers()) {
            set_up.close();
        }
    };
    let present = use_context::<Present>();
    let program_tab = use_context::<ProgramTab>();
    let has_room_for_purpose = memo(move || window_size.get().width >= ROOM_FOR_PURPOSE);
    // Behind an opened record, the set-up is hidden and stays as it is.
    let import = use_context::<Import>();
    let hidden = memo(move || import.is_some_and(|import| import.shows_record()));
    // The program's editor has its own steps.
    let nothing_to_undo = memo(move || hidden.get() || edit.runs_program() || !edit.history.can_undo.get());
    let nothing_to_redo = memo(move || hidden.get() || edit.runs_program() || !edit.history.can_redo.get());
    // A program that is no example has no question.
    let nothing_to_guess = memo(move || {
        let own = || edit.runs_program() && !program_tab.is_some_and(|program_tab| program_tab.guess.can_be_asked());
        hidden.get() || own()
    });
    view! {
        <div class="app" data-set-up=move || set_up.shown_as() data-kind=move || edit.kind.get().id().to_owned() data-size=move || if present.is_some_and(|present| present.on()) { SizeClass::Wide } else { set_up.size() }.word()>
            <header class="top-bar">
                <h1 class="brand">
                    <BrandMark />
                    <span class="brand-name">"Futurescope"</span>
                </h1>
                {move || has_room_for_purpose.get().then(|| view! { <p class="purpose">"Run async tasks and watch who waits for whom."</p> }.into_any())}
                <span class="rule"></span>
                <InTurn>
                    {move || match program_tab.filter(|_| edit.runs_program()) {
                        Some(program_tab) => view! { <ProgramPicker program_tab /> }.into_any(),
                        None => view! { <ExamplePicker edit paths /> }.into_any(),
                    }}
                    <PredictButton guessing off=nothing_to_guess />
                </InTurn>
                <span class="spacer"></span>
                <InTurn>
                    <IconButton label="Undo" term=Term::UndoEdit keys="Ctrl Z" glyph=Glyph::Undo off=nothing_to_undo press=move || { edit.undo(); } />
                    <IconButton label="Redo" term=Term::RedoEdit keys="Shift Ctrl Z" glyph=Glyph::Redo off=nothing_to_redo press=move || { edit.redo(); } />
                    <span class="rule"></span>
                    <MoreOfPage>
                        <ShareButton />
                        <ExportButton export />
                        <PresentButton />
                        <ThemeButton theme />
                    </MoreOfPage>
                    <IconButton label="Help" term=Term::HelpButton keys="?" glyph=Glyph::Help press=move || explanations.open_help() />
                </InTurn>
            </header>
            <Editor edit set_up />
            <main class="stage" on:focusin=reached>{children()}</main>
        </div>
    }
}

/// Buttons of the top bar that a phone has no room for: there they are a menu, with their names.
#[component]
fn MoreOfPage(children: Children) -> impl IntoView {
    let open = RwSignal::new(false);
    let is_open = move || open.try_get_untracked().unwrap_or_default();
    close_with_escape(is_open, move || {
        open.set(false);
        focus_on(".more-of-page-button");
    });
    // A choice closes it, and so does a press beside it.
    view! {
        <button
            class="button more-of-page-button"
            data-shape="icon"
            type="button"
            aria-label="Menu"
            aria-expanded=move || open.get().to_string()
            data-explains=Term::MoreOfPage.id()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon glyph=Glyph::More />
        </button>
        {move || open.get().then(|| view! { <div class="menu-backdrop" on:pointerdown=move |_| open.set(false)></div> }.into_any())}
        <div class="more-of-page" data-open=move || open.get().to_string() on:click=move |_| open.set(false)>{children()}</div>
    }
}

/// Switches Predict: while it is on, the person guesses in place of being shown.
#[component]
fn PredictButton(guessing: Guessing, off: Memo<bool>) -> impl IntoView {
    view! {
        <button
            class="button predict"
            type="button"
            aria-pressed=move || guessing.on().to_string()
            aria-label="Predict"
            aria-disabled=move || off.get().to_string()
            data-explains=Term::Predict.id()
            data-keys="G"
            on:click=move |_| if !off.get_untracked() { guessing.switch() }
        >
            <Icon glyph=Glyph::Eye />
            <span class="predict-word">"Predict"</span>
        </button>
    }
}
