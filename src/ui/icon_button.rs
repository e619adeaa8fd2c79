//! A button with a glyph in place of a word.

use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::Memo;
use explain::glossary::Term;
use leptos::prelude::*;

/// The button. While it is `off` it only has `aria-disabled`, so that it keeps the focus, and a press does nothing.
#[component]
pub fn IconButton(
    /// Its name for assistive technology.
    label: &'static str,
    /// What explains it.
    term: Term,
    /// The keys that do the same.
    keys: &'static str,
    /// The glyph.
    glyph: Glyph,
    /// Whether a press does nothing at the moment; without it, a press always acts.
    #[prop(optional)]
    off: Option<Memo<bool>>,
    /// What a press does.
    press: impl Fn() + 'static,
) -> impl IntoView {
    let button = IconButtonParts {
        label,
        term,
        keys,
        glyph,
        off,
    };
    button.view(Box::new(press))
}

struct IconButtonParts {
    label: &'static str,
    term: Term,
    keys: &'static str,
    glyph: Glyph,
    off: Option<Memo<bool>>,
}

impl IconButtonParts {
    /// Compiled once, and not for each closure.
    fn view(self, press: Box<dyn Fn()>) -> AnyView {
        let Self {
            label,
            term,
            keys,
            glyph,
            off,
        } = self;
        let click = move |_| {
            if !off.is_some_and(|off| off.get_untracked()) {
                press();
            }
        };
        view! {
            <button
                class="button"
                data-shape="icon"
                type="button"
                aria-label=label
                data-explains=term.id()
                data-keys=keys
                aria-disabled=move || off.map(|off| off.get().to_string())
                on:click=click
            >
                <Icon glyph />
            </button>
        }
        .into_any()
    }
}
