//! How wide words are, and what tells things of one name apart. Knows no font: widths are estimates.

use std::borrow::Cow;

/// Letters of common interface fonts at 11 px, by how wide they are.
const NARROW: f64 = 3.2;
const USUAL: f64 = 6.0;
const BROAD: f64 = 9.2;
/// An ideograph or an emoji at 11 px.
const SQUARE: f64 = 11.0;
/// From the radicals of Chinese on, most scripts set square letters.
const FIRST_SQUARE: char = '\u{2E80}';

/// Past so many names nobody looks through them for namesakes: the place is said in any case.
const MOST_COMPARED: usize = 10_000;

/// What one of `count` things is called where nothing but its name tells it from the others, such as on its buttons: by its
/// name, or, if others are called so too, with its place. `called_so` says of each, from 0, whether it has that name.
///
/// ```
/// use timeline::words::told_apart;
///
/// let names = ["main", "users", "orders", "users"];
/// let name = |place: usize| told_apart(names[place], place, names.len(), |other| names[other] == names[place]);
/// assert_eq!([name(1), name(2), name(3)], ["users, task 1", "orders", "users, task 3"]);
/// ```
#[must_use]
pub fn told_apart(name: &str, place: usize, count: usize, called_so: impl Fn(usize) -> bool) -> String {
    let unlike_others = if count > MOST_COMPARED {
        // Who is called by the place: whoever else is called so, is so with another place.
        name.strip_prefix("task ").unwrap_or(name) == place.to_string()
    } else {
        (0..count).filter(|&other| called_so(other)).nth(1).is_none()
    };
    if unlike_others {
        name.to_owned()
    } else {
        // No name has a comma in it: what is made here is nobody's name.
        format!("{name}, task {place}")
    }
}

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

/// The first `most` letters of a text, with the number of those left out; the text itself when it is no longer.
///
/// ```
/// assert_eq!(timeline::words::shortened("4 5 6", 5), "4 5 6");
/// assert_eq!(timeline::words::shortened("4 5 6 7", 5), "4 5 6… (2 more letters)");
/// ```
#[must_use]
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => text.into(),
        Some((cut, _)) => {
            let left = text[cut..].chars().count();
            let letters = if left == 1 { "letter" } else { "letters" };
            let left = scenario::words::thousands(left as u64);
            format!("{}… ({left} more {letters})", &text[..cut]).into()
        }
    }
}
