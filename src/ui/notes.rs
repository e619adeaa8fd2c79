//! What the person should know about the page itself: bad parts of a link, and where their work is not kept.

use crate::ui::reactive::RwSignal;

/// So many are read before the first is mended; more would push the page away.
const MOST_AT_ONCE: usize = 3;

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

    /// The first few, and how many there are beyond them. Tracked.
    #[must_use]
    pub fn first(&self) -> (Vec<String>, usize) {
        let notes = self.all();
        let rest = notes.len().saturating_sub(MOST_AT_ONCE);
        (notes.into_iter().take(MOST_AT_ONCE).collect(), rest)
    }

    /// Those beyond the first few. Tracked.
    #[must_use]
    pub fn rest(&self) -> Vec<String> {
        self.all().into_iter().skip(MOST_AT_ONCE).collect()
    }

    /// What is kept comes first: it is about the person's own work.
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
