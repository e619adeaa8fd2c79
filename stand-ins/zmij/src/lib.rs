//! Floating point numbers as text, by the standard library.
//!
//! The crate this stands in for has a table of 10 KB, which no compression makes smaller, so that numbers are written faster. The
//! page writes none: serde_json could, in the message about a number where it expected something else.

use std::fmt::Debug;

/// A number as text.
#[derive(Debug, Default)]
pub struct Buffer(String);

impl Buffer {
    /// No text yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The shortest text that is read as the same number.
    pub fn format<F: Float>(&mut self, number: F) -> &str {
        self.0 = format!("{number:?}");
        &self.0
    }

    /// The same; `{:?}` also writes numbers that are not finite.
    pub fn format_finite<F: Float>(&mut self, number: F) -> &str {
        self.format(number)
    }
}

/// A type of numbers with a point.
pub trait Float: Debug {}

impl Float for f32 {}
impl Float for f64 {}

#[cfg(test)]
mod tests {
    use super::Buffer;

    #[test]
    fn numbers_are_written_as_json_has_them() {
        let text = |number: f64| Buffer::new().format(number).to_owned();
        assert_eq!([1.0, 0.1, -2.5, 1e300].map(text), ["1.0", "0.1", "-2.5", "1e300"]);
    }
}
