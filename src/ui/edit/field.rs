//! A text field that stands for a value: keeps what is typed, good or bad, and the last good value.

use crate::ui::reactive::RwSignal;
use leptos::prelude::*;
use scenario::validation_error::ValidationError;

/// What is typed, what it means, and what is wrong with it. Copies are handles to the same field.
pub struct Field<T: Send + Sync + 'static> {
    text: RwSignal<String>,
    good: RwSignal<T>,
    validation_error: RwSignal<Option<ValidationError>>,
    read: fn(&str) -> Result<T, ValidationError>,
    write: fn(&T) -> String,
}

/// A field without its value: what an input needs. One type for all fields, so that the page has one input and not one
/// for each type of value.
#[derive(Clone, Copy)]
pub struct FieldView {
    /// What is in the field.
    pub text: RwSignal<String>,
    /// What is wrong with it, if anything.
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
    /// A field that shows `value`. `read` and `write` are each other's inverse.
    pub fn new(value: T, read: fn(&str) -> Result<T, ValidationError>, write: fn(&T) -> String) -> Self {
        Self {
            text: RwSignal::new(write(&value)),
            good: RwSignal::new(value),
            validation_error: RwSignal::new(None),
            read,
            write,
        }
    }

    /// Takes what was typed. The last good value stays while it cannot be read.
    pub fn type_in(&self, text: String) {
        match (self.read)(&text) {
            Ok(value) => {
                self.validation_error.set(None);
                if self.good.with_untracked(|good| *good != value) {
                    self.good.set(value);
                }
            }
            Err(validation_error) => self.validation_error.set(Some(validation_error)),
        }
        self.text.set(text);
    }

    /// Shows another text in place of what is there, if it is another.
    pub fn show(&self, text: &str) {
        if self.text.with_untracked(|now| now != text) {
            self.type_in(text.to_owned());
        }
    }

    /// Shows another value in place of what is there.
    pub fn open(&self, value: T) {
        self.text.set((self.write)(&value));
        self.validation_error.set(None);
        self.good.set(value);
    }

    /// Shows the last good value as it is written; what cannot be read goes.
    pub fn restore(&self) {
        self.open(self.good.get_untracked());
    }

    /// Shows the value as it is written, if what is typed can be read; what cannot be stays to be mended.
    pub fn leave(&self) {
        if self.validation_error.with_untracked(Option::is_none) {
            self.text.set(self.good.with_untracked(self.write));
        }
    }

    /// What an input needs of it.
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

    /// What is in the field. Tracked.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn text_untracked(&self) -> String {
        self.text.get_untracked()
    }

    /// Says that what is in the field is looked at. Tracked.
    pub fn track(&self) {
        self.text.track();
    }

    /// What the field says, or `None` while that cannot be read. Tracked.
    #[must_use]
    pub fn read(&self) -> Option<T> {
        self.validation_error.with(Option::is_none).then(|| self.good.get())
    }

    /// The last value that could be read. Tracked.
    #[must_use]
    pub fn good(&self) -> T {
        self.good.get()
    }

    /// The last good value as it is written, not tracked.
    #[must_use]
    pub fn good_as_written(&self) -> String {
        self.good.with_untracked(self.write)
    }

    /// Whether what is in the field cannot be read, not tracked.
    #[must_use]
    pub fn refused_untracked(&self) -> bool {
        self.validation_error.with_untracked(Option::is_some)
    }

    /// The last good value, not tracked.
    #[must_use]
    pub fn good_untracked(&self) -> T {
        self.good.get_untracked()
    }

    /// What is wrong, if anything. Tracked.
    #[must_use]
    pub fn validation_error(&self) -> Option<ValidationError> {
        self.validation_error.get()
    }
}
