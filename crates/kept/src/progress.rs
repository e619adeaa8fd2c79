//! The examples that a person has run to their end, as a text that can be stored and read again: a key in each line, the oldest
//! first. Anything else in it is ignored.

use scenario::examples::{LONGEST_PATH_TITLE, LONGEST_TITLE};

/// The most examples that are remembered; then the oldest are forgotten.
pub const MOST_DONE: usize = 500;

/// The longest key, in characters: two titles with a colon and a blank between them.
const LONGEST_KEY: usize = LONGEST_PATH_TITLE + LONGEST_TITLE + 2;

/// Which examples are done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoneExamples {
    done: Vec<String>,
}

impl DoneExamples {
    /// What was stored; any text can be read.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut progress = Self::default();
        // No more lines than are remembered: a text of many others costs nothing.
        let last = text.lines().rev().take(MOST_DONE).collect::<Vec<_>>();
        for key in last.into_iter().rev() {
            progress.mark(key);
        }
        progress
    }

    /// The text to store.
    #[must_use]
    pub fn write(&self) -> String {
        self.done.join("\n")
    }

    /// Marks an example as done. Returns whether that is new.
    pub fn mark(&mut self, key: &str) -> bool {
        let usable = !key.is_empty() && key.chars().count() <= LONGEST_KEY && !key.contains(char::is_control);
        if !usable || self.is_done(key) {
            return false;
        }
        self.done.push(key.to_owned());
        let too_many = self.done.len().saturating_sub(MOST_DONE);
        self.done.drain(..too_many);
        true
    }

    /// Whether an example is done.
    #[must_use]
    pub fn is_done(&self, key: &str) -> bool {
        self.done.iter().any(|done| done == key)
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }
}
