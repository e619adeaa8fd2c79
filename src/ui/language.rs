//! The language of the code on the page: the user's last choice, or Python.

use crate::ui::preference;
use crate::ui::reactive::RwSignal;
use codegen::Language;
use leptos::prelude::*;

/// The storage key of the choice.
const STORAGE_KEY: &str = "futurescope-language";

/// The chosen language. Copies are handles to the same choice.
#[derive(Clone, Copy)]
pub struct LanguageInView(RwSignal<Language>);

impl LanguageInView {
    /// The language. Tracked.
    #[must_use]
    pub fn get(&self) -> Language {
        self.0.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn get_untracked(&self) -> Language {
        self.0.get_untracked()
    }

    /// Sets it and saves it for the next visit. If storage is disabled, it lasts until the page is left.
    pub fn choose(&self, language: Language) {
        self.0.set(language);
        preference::keep(STORAGE_KEY, Some(language.id()));
    }
}

/// The saved choice as a signal. Created once by the app, and provided as a context.
#[must_use]
pub fn language_signal() -> LanguageInView {
    let kept = preference::kept(STORAGE_KEY);
    let kept = Language::ALL
        .into_iter()
        .find(|language| Some(language.id()) == kept.as_deref());
    LanguageInView(RwSignal::new(kept.unwrap_or_default()))
}

/// The choice from the context, or a signal of its own if there is none.
#[must_use]
pub fn language_in_view() -> LanguageInView {
    use_context().unwrap_or_else(language_signal)
}
