//! A scenario's program, for the numbers of its lines.

use codegen::{Language, Program, program};
use scenario::Scenario;
use std::sync::Arc;

/// A program that is compared by identity, so that memos can hold it.
#[derive(Clone)]
pub struct ShownProgram(pub Arc<Program>);

impl ShownProgram {
    /// The program of this scenario; `None` if its list is empty.
    #[must_use]
    pub fn of(scenario: &Scenario, language: Language) -> Option<Self> {
        (!scenario.tasks.items.is_empty()).then(|| Self(Arc::new(program(language, scenario))))
    }
}

impl PartialEq for ShownProgram {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
