//! Text and numbers as they stand in XML 1.0. Knows no elements.

use std::fmt;

/// Appends text, also between quotes. What XML 1.0 does not allow at all, and other control characters, become the
/// replacement character; line breaks and tabs become spaces, since every text of a figure is one line.
pub(crate) fn escape(markup: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => markup.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => markup.push(char::REPLACEMENT_CHARACTER),
            control if control.is_control() => markup.push(char::REPLACEMENT_CHARACTER),
            letter => markup.push(letter),
        }
    }
}

/// A length in hundredths of a pixel: differences of two are exact, so that a path of relative steps does not drift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hundredths(pub i64);

impl Hundredths {
    /// No drawing is larger; a length beyond it, or none at all, is cut to it.
    const MOST: f64 = 1e6;

    /// The nearest to a length in pixels; 0 for NaN.
    pub fn of(length: f64) -> Self {
        Self((length.clamp(-Self::MOST, Self::MOST) * 100.0).round() as i64)
    }
}

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        if whole > 0 || part == 0 {
            write!(f, "{whole}")?;
        }
        match part {
            0 => Ok(()),
            tenths if tenths % 10 == 0 => write!(f, ".{}", tenths / 10),
            part => write!(f, ".{part:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text_whatever_it_contains() {
        let mut markup = String::new();
        escape(&mut markup, "<b a=\"1\">&]]>'\u{0}\u{1b}\u{fffe}\tא😀\u{9f}");
        assert_eq!(
            markup,
            "&lt;b a=&quot;1&quot;&gt;&amp;]]&gt;'\u{fffd}\u{fffd}\u{fffd} א😀\u{fffd}"
        );
    }

    #[test]
    fn lengths_are_written_in_as_few_letters_as_hundredths_allow() {
        let written = |length: f64| Hundredths::of(length).to_string();
        assert_eq!(written(12.0), "12");
        assert_eq!(written(12.345), "12.35");
        assert_eq!(written(12.301), "12.3");
        assert_eq!(written(-0.5), "-.5");
        assert_eq!(written(0.04), ".04");
        assert_eq!(written(-0.001), "0");
        assert_eq!(written(f64::NAN), "0");
        assert_eq!(written(f64::INFINITY), "1000000");
    }
}
