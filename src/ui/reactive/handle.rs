//! [`Handle`]: state with many parts, handed around as one pointer.

use std::ops::Deref;

/// A handle to parts that are themselves handles to signals. Copies are one pointer, where those of the parts would be written
/// out again in every closure that captures them: that is 50 KB of the page.
///
/// The parts, some hundred bytes, stay until the page is left, although what they are handles to ends with its owner: so this is
/// for what the page makes once.
pub struct Handle<T: 'static>(&'static T);

/// A handle to these parts.
#[must_use]
pub fn lasting<T>(parts: T) -> Handle<T> {
    Handle(Box::leak(Box::new(parts)))
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}
