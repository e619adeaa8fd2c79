//! The frame of the page: top bar, editor, and the stage as its child. Does not know runs.

use super::edit::Edit;
use super::editor::Editor;
use super::explain::Explanations;
use super::icons::{BrandMark, Glyph, Icon};
use super::picker::ExamplePicker;
use super::theme::{Theme, ThemeButton};
use crate::ui::reactive::{RwSignal, Signal, effect};
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
                <button
                    class="button"
                    data-shape="icon"
                    type="button"
                    aria-label="Undo"
                    data-explains=Term::UndoEdit.id()
                    data-keys="Ctrl Z"
                    aria-disabled=move || (!edit.history.can_undo.get()).to_string()
                    on:click=move |_| { edit.undo(); }
                >
                    <Icon glyph=Glyph::Undo />
                </button>
                <button
                    class="button"
                    data-shape="icon"
                    type="button"
                    aria-label="Redo"
                    data-explains=Term::RedoEdit.id()
                    data-keys="Shift Ctrl Z"
                    aria-disabled=move || (!edit.history.can_redo.get()).to_string()
                    on:click=move |_| { edit.redo(); }
                >
                    <Icon glyph=Glyph::Redo />
                </button>
                <span class="rule"></span>
                <ThemeButton theme />
                <button
                    class="button"
                    data-shape="icon"
                    type="button"
                    aria-label="Help"
                    data-explains=Term::HelpButton.id()
                    data-keys="?"
                    on:click=move |_| explanations.open_help()
                >
                    <Icon glyph=Glyph::Help />
                </button>
            </header>
            <Editor edit open=editing />
            <main class="stage">{children()}</main>
        </div>
    }
}
