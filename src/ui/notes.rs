//! What the person should know about the page itself: bad parts of a link, an address too long to write.

use crate::ui::reactive::RwSignal;

/// So many are read before the first is mended; more would push the page away.
const MOST_AT_ONCE: usize = 3;

/// The notes that are shown. Copies are handles to the same list.
#[derive(Clone, Copy)]
pub struct Notes(RwSignal<Vec<String>>);

impl Notes {
    /// None yet; owned by the component that calls this.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Shows these in place of what was shown.
    pub fn show(&self, notes: Vec<String>) {
        self.0.set(notes);
    }

    /// Shows none.
    pub fn clear(&self) {
        self.0.set(Vec::new());
    }

    /// The first few, and how many there are beyond them. Tracked.
    #[must_use]
    pub fn first(&self) -> (Vec<String>, usize) {
        self.0.with(|notes| {
            let first = notes.iter().take(MOST_AT_ONCE).cloned().collect();
            (first, notes.len().saturating_sub(MOST_AT_ONCE))
        })
    }

    /// Those beyond the first few. Tracked.
    #[must_use]
    pub fn rest(&self) -> Vec<String> {
        self.0.with(|notes| notes.iter().skip(MOST_AT_ONCE).cloned().collect())
    }

    /// Whether any is shown. Tracked.
    #[must_use]
    pub fn any(&self) -> bool {
        self.0.with(|notes| !notes.is_empty())
    }
}

impl Default for Notes {
    fn default() -> Self {
        Self::new()
    }
}
