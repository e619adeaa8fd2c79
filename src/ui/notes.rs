//! Notes to the user about the page itself: invalid parts of a link, and where their work cannot be saved.

use crate::ui::reactive::RwSignal;

/// The number of notes shown at once; more would push the page out of view.
const MOST_AT_ONCE: usize = 3;

/// The notes that are shown. Copies are handles to the same list.
#[derive(Clone, Copy)]
pub struct Notes {
    opened: RwSignal<Vec<String>>,
    kept: RwSignal<Option<String>>,
}

impl Notes {
    /// No notes; owned by the component that calls this.
    #[must_use]
    pub fn new() -> Self {
        Self {
            opened: RwSignal::new(Vec::new()),
            kept: RwSignal::new(None),
        }
    }

    /// Replaces the notes about what was opened.
    pub fn show(&self, notes: Vec<String>) {
        self.opened.set(notes);
    }

    /// Adds a note about what was opened.
    pub fn add(&self, note: &str) {
        self.opened.update(|notes| notes.push(note.to_owned()));
    }

    /// Replaces the note about saving.
    pub fn about_keeping(&self, note: Option<String>) {
        if self.kept.with_untracked(|kept| *kept != note) {
            self.kept.set(note);
        }
    }

    /// Removes all notes.
    pub fn clear(&self) {
        self.opened.set(Vec::new());
        self.kept.set(None);
    }

    /// The first few notes, and the number of the others. Tracked.
    #[must_use]
    pub fn first(&self) -> (Vec<String>, usize) {
        let notes = self.all();
        let rest = notes.len().saturating_sub(MOST_AT_ONCE);
        (notes.into_iter().take(MOST_AT_ONCE).collect(), rest)
    }

    /// The notes after the first few. Tracked.
    #[must_use]
    pub fn rest(&self) -> Vec<String> {
        self.all().into_iter().skip(MOST_AT_ONCE).collect()
    }

    /// All notes. The one about saving comes first, because it is about the user's own work.
    fn all(&self) -> Vec<String> {
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
