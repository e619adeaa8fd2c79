//! A text field for a value: keeps the typed text, valid or not, and the last valid value.

use crate::ui::reactive::RwSignal;
use leptos::prelude::*;
use scenario::validation_error::ValidationError;

/// The typed text, its value, and its error. Copies are handles to the same field.
pub struct Field<T: Send + Sync + 'static> {
    text: RwSignal<String>,
    valid: RwSignal<T>,
    validation_error: RwSignal<Option<ValidationError>>,
    read: fn(&str) -> Result<T, ValidationError>,
    write: fn(&T) -> String,
}

/// A field without the type of its value, for an input. One type for all fields means that the input is compiled once
/// and not for each type of value.
#[derive(Clone, Copy)]
pub struct FieldView {
    /// The text in the field.
    pub text: RwSignal<String>,
    /// The validation error of the text, if any.
    pub validation_error: RwSignal<Option<ValidationError>>,
    /// [`Field::type_in`]
    pub type_in: Callback<String>,
    /// [`Field::leave`]
    pub leave: Callback<()>,
    /// [`Field::restore`]
    pub restore: Callback<()>,
}

impl<T: Send + Sync + 'static> Clone for Field<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Field<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Field<T> {
    /// A field that shows `value`. `read` must be the inverse of `write`.
    pub fn new(value: T, read: fn(&str) -> Result<T, ValidationError>, write: fn(&T) -> String) -> Self {
        Self {
            text: RwSignal::new(write(&value)),
            valid: RwSignal::new(value),
            validation_error: RwSignal::new(None),
            read,
            write,
        }
    }

    /// Sets the typed text. The last valid value is kept while the text is invalid.
    pub fn type_in(&self, text: String) {
        match (self.read)(&text) {
            Ok(value) => {
                self.validation_error.set(None);
                if self.valid.with_untracked(|valid| *valid != value) {
                    self.valid.set(value);
                }
            }
            Err(validation_error) => self.validation_error.set(Some(validation_error)),
        }
        self.text.set(text);
    }

    /// Sets the text, if it differs from the current one.
    pub fn show(&self, text: &str) {
        if self.text.with_untracked(|now| now != text) {
            self.type_in(text.to_owned());
        }
    }

    /// Replaces the text by that of another value.
    pub fn open(&self, value: T) {
        self.text.set((self.write)(&value));
        self.validation_error.set(None);
        self.valid.set(value);
    }

    /// Replaces the text by that of the last valid value.
    pub fn restore(&self) {
        self.open(self.valid.get_untracked());
    }

    /// Formats the text in the usual form when the field loses focus. Invalid text stays, to be corrected.
    pub fn leave(&self) {
        if self.validation_error.with_untracked(Option::is_none) {
            self.text.set(self.valid.with_untracked(self.write));
        }
    }

    /// The field without the type of its value.
    #[must_use]
    pub fn view(self) -> FieldView {
        FieldView {
            text: self.text,
            validation_error: self.validation_error,
            type_in: Callback::new(move |text| self.type_in(text)),
            leave: Callback::new(move |()| self.leave()),
            restore: Callback::new(move |()| self.restore()),
        }
    }

    /// The text in the field. Tracked.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn text_untracked(&self) -> String {
        self.text.get_untracked()
    }

    /// Tracks the text without reading it.
    pub fn track(&self) {
        self.text.track();
    }

    /// The value of the text; `None` while it is invalid. Tracked.
    #[must_use]
    pub fn read(&self) -> Option<T> {
        self.validation_error.with(Option::is_none).then(|| self.valid.get())
    }

    /// The last valid value. Tracked.
    #[must_use]
    pub fn valid(&self) -> T {
        self.valid.get()
    }

    /// The last valid value as text, not tracked.
    #[must_use]
    pub fn valid_as_written(&self) -> String {
        self.valid.with_untracked(self.write)
    }

    /// Whether the text is invalid, not tracked.
    #[must_use]
    pub fn invalid_untracked(&self) -> bool {
        self.validation_error.with_untracked(Option::is_some)
    }

    /// The last valid value, not tracked.
    #[must_use]
    pub fn valid_untracked(&self) -> T {
        self.valid.get_untracked()
    }

    /// The validation error of the text, if any. Tracked.
    #[must_use]
    pub fn validation_error(&self) -> Option<ValidationError> {
        self.validation_error.get()
    }
}
