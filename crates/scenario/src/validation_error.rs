//! What a person is told when something they wrote cannot be taken. Knows the shape of a message, not its reasons.

use std::error::Error;
use std::fmt;

/// Why a piece of text cannot be taken, in two sentences.
///
/// Displays as `“3sec” is not a duration. Try 3s or 3000ms.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    /// What is wrong, as a sentence.
    pub what: String,
    /// What would be right, as a sentence.
    pub fix: String,
}

impl ValidationError {
    /// A validation error of two sentences.
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

/// As much of a bad word as a message shows: enough to find it again, little enough to leave room for the sentence.
pub const LONGEST_QUOTE: usize = 40;

/// `text` in quotation marks, cut to [`LONGEST_QUOTE`] characters. What cannot be seen is escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quote = String::from("“");
    for (place, letter) in text.chars().enumerate() {
        if place == LONGEST_QUOTE {
            quote.push('…');
            break;
        }
        if unseen(letter) {
            quote.extend(letter.escape_default());
        } else {
            quote.push(letter);
        }
    }
    quote.push('”');
    quote
}

/// Control characters, and those that hide or turn the text around them.
fn unseen(letter: char) -> bool {
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
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(quoted("a\tb\u{202e}\u{0}"), "“a\\tb\\u{202e}\\u{0}”");
    }
}
