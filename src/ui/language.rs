//! Which language the page shows its code in: the person's last choice, else Python.

use crate::ui::reactive::RwSignal;
use codegen::Language;
use leptos::prelude::*;

/// Where the choice is kept.
const STORAGE_KEY: &str = "futurescope-language";

/// The language in view. Copies are handles to the same choice.
#[derive(Clone, Copy)]
pub struct LanguageInView(RwSignal<Language>);

impl LanguageInView {
    /// The language. Tracked.
    #[must_use]
    pub fn get(&self) -> Language {
        self.0.get()
    }

    /// Changes it and keeps it for the next visit. Where storage is off, it lasts until the page is left.
    pub fn choose(&self, language: Language) {
        self.0.set(language);
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.set_item(STORAGE_KEY, language.id());
        }
    }
}

/// The choice as it was kept. Made once, where the app is, and handed down as a context.
#[must_use]
pub fn language_signal() -> LanguageInView {
    let storage = window().local_storage().ok().flatten();
    let kept = storage.and_then(|storage| storage.get_item(STORAGE_KEY).ok().flatten());
    let kept = Language::ALL
        .into_iter()
        .find(|language| Some(language.id()) == kept.as_deref());
    LanguageInView(RwSignal::new(kept.unwrap_or_default()))
}

/// The choice of the page around; of its own where there is none.
#[must_use]
pub fn language_in_view() -> LanguageInView {
    use_context().unwrap_or_else(language_signal)
}
