//! Estimates the width of text, and shortens text to a width. Does not know the font.

/// The widths of letters in common interface fonts at 11 px, in CSS pixels.
const NARROW: f64 = 3.2;
const USUAL: f64 = 6.0;
const BROAD: f64 = 9.2;
/// The width of an ideograph or an emoji at 11 px.
const SQUARE: f64 = 11.0;
/// From the CJK radicals on, most scripts have square letters.
const FIRST_SQUARE: char = '\u{2E80}';

/// The estimated width at 11 px, in CSS pixels.
#[must_use]
pub fn estimate_width(text: &str) -> f64 {
    let width = |letter| match letter {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '[' | ']' | 'f' | 'i' | 'j' | 'l' | 't' => NARROW,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => BROAD,
        FIRST_SQUARE.. => SQUARE,
        _ => USUAL,
    };
    text.chars().map(width).sum()
}

/// `text`, shortened with an ellipsis if it is wider than `room`; `None` if fewer than three letters would be left.
#[must_use]
pub fn elided(text: &str, room: f64, width: &dyn Fn(&str) -> f64) -> Option<String> {
    // Wider than any plot: a program can print text of any length, but only this many letters are measured.
    const LONGEST: usize = 500;
    const SHORTEST: usize = 3;
    let ends: Vec<usize> = text.char_indices().skip(1).map(|(at, _)| at).take(LONGEST).collect();
    if ends.len() < LONGEST && width(text) <= room {
        return Some(text.into());
    }
    let cut = |end: usize| format!("{}…", text[..end].trim_end());
    let fitting = ends.partition_point(|&end| width(&cut(end)) <= room);
    (fitting >= SHORTEST).then(|| cut(ends[fitting - 1]))
}
