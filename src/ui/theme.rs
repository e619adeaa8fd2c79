//! Dark or light: the person's choice, else the system's. `theme.js` has set it before first paint; this keeps it.

use super::icons::{Glyph, Icon};
use crate::ui::reactive::{RwSignal, hold_until_cleanup};
use gloo_events::EventListener;
use leptos::prelude::*;

/// Which of the two sets of colours in `tokens.css` is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// Where the choice is kept; `theme.js` reads the same key.
const STORAGE_KEY: &str = "futurescope-theme";

impl Theme {
    /// The word in `data-theme`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The one that is on.
    #[must_use]
    pub fn current() -> Self {
        let word = root().and_then(|root| root.get_attribute("data-theme"));
        if word.as_deref() == Some("light") {
            Self::Light
        } else {
            Self::Dark
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Dark,
        }
    }

    /// Turns it on and keeps it for the next visit. Where storage is off, it lasts until the page is left.
    fn choose(self) {
        if let Some(root) = root() {
            // It fails only for a name that is no attribute's.
            let _ = root.set_attribute("data-theme", self.word());
        }
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.set_item(STORAGE_KEY, self.word());
        }
    }
}

/// The theme as a signal, which follows the button and, through `theme.js`, the system.
///
/// Made once, where the app is; the painter reads its colours again when it changes.
#[must_use]
pub fn theme_signal() -> RwSignal<Theme> {
    let theme = RwSignal::new(Theme::current());
    let system = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    let listener = system.map(|system| {
        // theme.js listens too and came first, so that the attribute already says what holds now.
        EventListener::new(&system, "change", move |_| {
            theme.try_set(Theme::current());
        })
    });
    hold_until_cleanup(listener);
    theme
}

/// Changes between dark and light, and keeps the choice.
pub fn switch(theme: RwSignal<Theme>) {
    let other = theme.get_untracked().other();
    other.choose();
    theme.set(other);
}

/// The button that changes between dark and light.
#[component]
pub fn ThemeButton(
    /// From [`theme_signal`].
    theme: RwSignal<Theme>,
) -> impl IntoView {
    view! {
        <button class="button" data-shape="icon" type="button" aria-label="Theme" title="Theme" on:click=move |_| switch(theme)>
            <Icon glyph=Glyph::Theme />
        </button>
    }
}

fn root() -> Option<web_sys::Element> {
    document().document_element()
}
