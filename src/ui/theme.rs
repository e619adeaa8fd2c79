//! The theme, dark or light: the user's choice, or the system's. `first-paint.js` sets it before the first paint; this module
//! changes and saves it.

use super::icon_button::IconButton;
use super::icons::Glyph;
use crate::ui::preference;
use crate::ui::reactive::{RwSignal, hold_until_cleanup};
use explain::glossary::Term;
use gloo_events::EventListener;
use leptos::prelude::*;

/// One of the two sets of colours in `tokens.css`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Light text on a dark background.
    Dark,
    /// Dark text on a light background.
    Light,
}

/// The storage key of the choice; `first-paint.js` reads the same key.
const STORAGE_KEY: &str = "futurescope-theme";

impl Theme {
    /// The value of `data-theme`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The theme of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Dark, Self::Light].into_iter().find(|theme| theme.word() == word)
    }

    /// The current theme.
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

    /// Sets it and saves it for the next visit. If storage is disabled, it lasts until the page is left.
    fn choose(self) {
        set_attribute("data-theme", self);
        preference::keep(STORAGE_KEY, Some(self.word()));
    }
}

/// The theme as a signal, which follows the button and, with `first-paint.js`, the system.
///
/// Created once by the app. The painter reads its colours again when it changes.
#[must_use]
pub fn theme_signal() -> RwSignal<Theme> {
    let theme = RwSignal::new(Theme::current());
    let system = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    let listener = system.map(|system| {
        // The listener of first-paint.js was added first, so the attribute is already up to date.
        EventListener::new(&system, "change", move |_| {
            theme.try_set(Theme::current());
        })
    });
    hold_until_cleanup(listener);
    theme
}

/// Switches between dark and light, and saves the choice.
pub fn switch(theme: RwSignal<Theme>) {
    let other = theme.get_untracked().other();
    other.choose();
    theme.set(other);
}

/// Shows the theme of the page that embeds this one. It is not saved; `first-paint.js` keeps it when the system's changes.
pub fn follow_host(theme: RwSignal<Theme>, hosts: Theme) {
    set_attribute("data-host-theme", hosts);
    set_attribute("data-theme", hosts);
    theme.set(hosts);
}

fn set_attribute(name: &str, theme: Theme) {
    if let Some(root) = root() {
        let _ = root.set_attribute(name, theme.word()); // it fails only for an invalid name
    }
}

/// The button that switches between dark and light.
#[component]
pub fn ThemeButton(
    /// From [`theme_signal`].
    theme: RwSignal<Theme>,
) -> impl IntoView {
    view! {
        <IconButton label="Theme" term=Term::ThemeSwitch keys="T" glyph=Glyph::Theme press=move || switch(theme) />
    }
}

fn root() -> Option<web_sys::Element> {
    document().document_element()
}
