//! The frame of the page: top bar, editor, and the stage as its child. Does not know runs.

use super::edit::Edit;
use super::editor::Editor;
use super::explain::Explanations;
use super::icon_button::IconButton;
use super::icons::{BrandMark, Glyph};
use super::picker::ExamplePicker;
use super::theme::{Theme, ThemeButton};
use crate::ui::reactive::{RwSignal, Signal, effect, memo};
use explain::glossary::Term;
use leptos::prelude::*;
use scenario::examples::Example;

/// Everything but the stage, which is the child and is placed in `<main class="stage">`.
#[component]
pub fn PageFrame(
    /// The state of the editor.
    edit: Edit,
    /// From [`super::theme::theme_signal`].
    theme: RwSignal<Theme>,
    /// What opens Help.
    explanations: Explanations,
    /// Whether a run is going: on a phone this closes the editor's page.
    running: Signal<bool>,
    /// Called with the chosen example.
    on_choose: Callback<&'static Example>,
    /// The stage.
    children: Children,
) -> impl IntoView {
    // On a phone the editor is a page of its own; in a wider window this has no effect.
    let editing = RwSignal::new(false);
    effect(move || {
        if running.get() {
            editing.set(false);
        }
    });
    let nothing_to_undo = memo(move || !edit.history.can_undo.get());
    let nothing_to_redo = memo(move || !edit.history.can_redo.get());
    view! {
        <div class="app" data-editing=move || editing.get().to_string()>
            <header class="top-bar">
                <h1 class="brand">
                    <BrandMark />
                    <span class="brand-name">"Futurescope"</span>
                </h1>
                <span class="rule"></span>
                <ExamplePicker edit on_choose />
                <span class="spacer"></span>
                <IconButton label="Undo" term=Term::UndoEdit keys="Ctrl Z" glyph=Glyph::Undo off=nothing_to_undo press=move || { edit.undo(); } />
                <IconButton label="Redo" term=Term::RedoEdit keys="Shift Ctrl Z" glyph=Glyph::Redo off=nothing_to_redo press=move || { edit.redo(); } />
                <span class="rule"></span>
                <ThemeButton theme />
                <IconButton label="Help" term=Term::HelpButton keys="?" glyph=Glyph::Help press=move || explanations.open_help() />
            </header>
            <Editor edit open=editing />
            <main class="stage">{children()}</main>
        </div>
    }
}
