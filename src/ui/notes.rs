//! What the person should know about the page itself: bad parts of a link, and where their work is not kept.

use crate::ui::reactive::RwSignal;

/// The notes that are shown. Copies are handles to the same list.
#[derive(Clone, Copy)]
pub struct Notes {
    opened: RwSignal<Vec<String>>,
    kept: RwSignal<Option<String>>,
}

impl Notes {
    /// None yet; owned by the component that calls this.
    #[must_use]
    pub fn new() -> Self {
        Self {
            opened: RwSignal::new(Vec::new()),
            kept: RwSignal::new(None),
        }
    }

    /// Shows these, about what was opened, in place of what was shown about it.
    pub fn show(&self, notes: Vec<String>) {
        self.opened.set(notes);
    }

    /// Shows this one as well.
    pub fn add(&self, note: &str) {
        self.opened.update(|notes| notes.push(note.to_owned()));
    }

    /// Shows this, about what is kept, in place of what was shown about it.
    pub fn about_keeping(&self, note: Option<String>) {
        if self.kept.with_untracked(|kept| *kept != note) {
            self.kept.set(note);
        }
    }

    /// Shows none.
    pub fn clear(&self) {
        self.opened.set(Vec::new());
        self.kept.set(None);
    }

    /// Those shown. Tracked.
    #[must_use]
    pub fn get(&self) -> Vec<String> {
        self.kept.get().into_iter().chain(self.opened.get()).collect()
    }

    /// Whether any is shown. Tracked.
    #[must_use]
    pub fn any(&self) -> bool {
        self.kept.with(Option::is_some) || self.opened.with(|notes| !notes.is_empty())
    }
}

impl Default for Notes {
    fn default() -> Self {
        Self::new()
    }
}
