//! How wide words are. Knows no font: widths are estimates.

/// Letters of common interface fonts at 11 px, by how wide they are.
const NARROW: f64 = 3.2;
const USUAL: f64 = 6.0;
const BROAD: f64 = 9.2;
/// An ideograph or an emoji at 11 px.
const SQUARE: f64 = 11.0;
/// From the radicals of Chinese on, most scripts set square letters.
const FIRST_SQUARE: char = '\u{2E80}';

/// About how wide this is at 11 px, in CSS pixels.
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

/// `text`, cut to `room` with an ellipsis if it must be; `None` if not even three letters would be left.
#[must_use]
pub fn elided(text: &str, room: f64, width: &dyn Fn(&str) -> f64) -> Option<String> {
    // Longer than any plot is wide: what a program prints has no limit, what is measured has.
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
