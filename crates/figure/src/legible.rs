//! How wide text is, and how it is broken into lines, where no font can be measured: a figure is read with fonts that its
//! writer does not have.

use timeline::words::{elided, estimate_width};

/// How much wider the widest of the usual interface fonts is than the estimate.
const WIDEST_FONT: f64 = 1.1;
/// How much wider letters of weight 500 and more are.
const BOLD: f64 = 1.06;
/// A letter of the fonts of programs, as a part of their size.
pub(crate) const MONO: f64 = 0.61;

/// The width of a text of this size and weight, in pixels.
pub(crate) fn width(text: &str, size: f64, weight: u16) -> f64 {
    let bold = if weight >= 500 { BOLD } else { 1.0 };
    estimate_width(text) * WIDEST_FONT * bold * size / 11.0
}

/// The text, shortened to this room; empty if fewer than three letters would be left.
pub(crate) fn fitted(text: &str, room: f64, size: f64, weight: u16) -> String {
    elided(text, room, &|text| width(text, size, weight)).unwrap_or_default()
}

/// The text in lines of at most this width, broken between words. What does not fit into `most` lines is left out, with an
/// ellipsis at the end of the last line.
pub(crate) fn wrapped(text: &str, room: f64, size: f64, weight: u16, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(last) if full || width(&format!("{last} {word}"), size, weight) <= room => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fitted(line, room, size, weight)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words_and_shortened_at_the_end() {
        let lines = wrapped("one two three four five six seven", 70.0, 11.0, 400, 2);
        assert_eq!(lines, ["one two", "three four…"]);
        assert_eq!(wrapped("  ", 70.0, 11.0, 400, 2), Vec::<String>::new());
        assert_eq!(wrapped("one", 700.0, 11.0, 400, 2), ["one"]);
    }
}
