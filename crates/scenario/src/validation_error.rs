//! The error for a text that a person wrote and that cannot be used. Knows the form of the message, not the reasons.

use std::error::Error;
use std::fmt;

/// Why a text is invalid, in two sentences.
///
/// Displays as `“3sec” is not a duration. Try 3s or 3000ms.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    /// What is wrong, as a sentence.
    pub what: String,
    /// A fix, as a sentence.
    pub fix: String,
}

impl ValidationError {
    /// A validation error from its two sentences.
    pub fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            fix: fix.into(),
        }
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.fix)
    }
}

impl Error for ValidationError {}

/// The number of characters of an invalid word that a message quotes: enough to find it, few enough for one sentence.
pub const LONGEST_QUOTE: usize = 40;

/// `text` in quotation marks, cut to [`LONGEST_QUOTE`] characters, with invisible characters escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quote = String::from("“");
    for (index, letter) in text.chars().enumerate() {
        if index == LONGEST_QUOTE {
            quote.push('…');
            break;
        }
        if invisible(letter) {
            quote.extend(letter.escape_default());
        } else {
            quote.push(letter);
        }
    }
    quote.push('”');
    quote
}

/// Whether a character is invisible, or changes the direction of the text around it.
fn invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_is_cut_at_forty_characters() {
        assert_eq!(quoted(&"é".repeat(41)), format!("“{}…”", "é".repeat(40)));
        assert_eq!(quoted(&"é".repeat(40)), format!("“{}”", "é".repeat(40)));
    }

    #[test]
    fn invisible_characters_are_escaped() {
        assert_eq!(quoted("a\tb\u{202e}\u{0}"), "“a\\tb\\u{202e}\\u{0}”");
    }
}
