//! Formats counts, points in time and lengths of time, each form once for all sentences, tables and labels of the page.
//!
//! | form | used for | `150_250_000` µs |
//! |---|---|---|
//! | [`length`] | labels and sentences, rounded | `2 min 30 s` |
//! | [`exact_length`] | values that the person sets, exact | `2 min 30.25 s` |
//! | [`estimated_length`] | estimates, in two units | `2 min 30 s` |
//! | [`moment`] | a point in time of a run | `150.250 s` |
//! | [`moment_in_a_sentence`] | the same, but `0 s` at the start | `150.250 s` |
//! | [`seconds`] | the same in a column whose head has the unit | `150.250` |
//! | [`seconds_to_the_microsecond`] | the same where the order matters | `150.250000` |

use super::time::Micros;
use std::borrow::Cow;

/// A count with its noun: `1 task`, `12 tasks`.
///
/// ```
/// assert_eq!(scenario::words::count(12, "task"), "12 tasks");
/// ```
#[must_use]
pub fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

/// What people read for the task at `index` (from 1) of a list that gives it no name: a letter, and from the 27th on its
/// number.
///
/// ```
/// use scenario::words::letter;
///
/// assert_eq!([1, 26, 27].map(letter), ["A", "Z", "27"]);
/// ```
#[must_use]
pub fn letter(index: u32) -> Cow<'static, str> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let at = (index as usize).checked_sub(1);
    match at.and_then(|at| LETTERS.get(at..=at)) {
        Some(letter) => letter.into(),
        None => index.to_string().into(),
    }
}

/// A large number with commas: `1,000,000`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A ratio, a share or a length in its unit, with three significant figures: `0.05`, `2.95`, `15.0`, `902`.
#[must_use]
pub fn three_figures(value: f64) -> String {
    match value {
        _ if value >= 100.0 => format!("{value:.0}"),
        _ if value >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A length as in the label of a bar, rounded to thousandths of its unit: `600 ms`, `1.8 s`, `2 min 30 s`, `3 h`.
///
/// ```
/// use scenario::{time::Micros, words::length};
///
/// assert_eq!([0, 437, 1_800_000, 150_000_000].map(|it| length(Micros(it))), ["0 s", "0.437 ms", "1.8 s", "2 min 30 s"]);
/// ```
#[must_use]
pub fn length(length: Micros) -> String {
    let whole = length.0;
    match whole {
        0 => "0 s".into(),
        1..1_000_000 => format!("{} ms", trimmed(whole as f64 / 1e3, 3)),
        // Seconds up to two minutes, because they are easier to compare.
        1_000_000..120_000_000 => format!("{} s", trimmed(whole as f64 / 1e6, 3)),
        120_000_000..3_600_000_000 => two_units(whole / 1_000_000, "min", "s"),
        _ => two_units(whole / 60_000_000, "h", "min"),
    }
}

/// A range of lengths: `0 – 50 ms`, `300 – 450 ms`, `900 ms – 1.1 s`.
#[must_use]
pub fn lengths(from: Micros, until: Micros) -> String {
    let (from, until) = (length(from), length(until));
    let has_unit = |unit: &str| until.split_once(' ').is_some_and(|(_, own)| own == unit);
    match from.split_once(' ') {
        Some(("0", _)) => format!("0 – {until}"),
        Some((number, unit)) if has_unit(unit) => format!("{number} – {until}"),
        _ => format!("{from} – {until}"),
    }
}

/// An exact length: `3.25 s`, `2 min 5.05 s`.
#[must_use]
pub fn exact_length(exact: Micros) -> String {
    let rest = Micros(exact.0 % 60_000_000);
    if exact < Micros::from_secs(120) || rest.0.is_multiple_of(1_000_000) {
        length(exact)
    } else {
        format!("{} min {} s", exact.0 / 60_000_000, rest.as_secs())
    }
}

/// An estimate, as in `about 1 h 57 min`: rounded to hundredths below two minutes, to seconds below an hour, and to minutes
/// from there on.
///
/// ```
/// use scenario::words::estimated_length;
///
/// let estimates = [0.0, 0.0005, 1.5, 150.0, 7_000.0].map(estimated_length);
/// assert_eq!(estimates, ["0 s", "0.5 ms", "1.5 s", "2 min 30 s", "1 h 57 min"]);
/// ```
#[must_use]
pub fn estimated_length(seconds: f64) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 60.0 * MINUTE;
    match seconds {
        0.0 => "0 s".into(),
        short if short < 1.0 => format!("{} ms", trimmed(short * 1e3, 2)),
        some if some < 2.0 * MINUTE => format!("{} s", trimmed(some, 2)),
        long if long < HOUR => two_units(long.round() as u64, "min", "s"),
        longer => two_units((longer / MINUTE).round() as u64, "h", "min"),
    }
}

/// Rounds a remaining time to milliseconds, which is how it is displayed, however fine the clock is.
#[must_use]
pub const fn whole_millis(length: Micros) -> Micros {
    Micros((length.0 + 500) / 1_000 * 1_000)
}

/// A point in time as at the now-line: in seconds with three decimals, rounded down, `2.120 s`.
#[must_use]
pub fn moment(at: Micros) -> String {
    format!("{} s", seconds(at))
}

/// A point in time in a sentence: as [`moment`], but the start of the run is `0 s`.
#[must_use]
pub fn moment_in_a_sentence(at: Micros) -> String {
    if at == Micros::ZERO { "0 s".into() } else { moment(at) }
}

/// A point in time without its unit, as in the console: `1.001`.
#[must_use]
pub fn seconds(at: Micros) -> String {
    format!("{}.{:03}", at.0 / 1_000_000, at.0 % 1_000_000 / 1_000)
}

/// A point in time without its unit, to the microsecond: `1.001437`.
#[must_use]
pub fn seconds_to_the_microsecond(at: Micros) -> String {
    format!("{}.{:06}", at.0 / 1_000_000, at.0 % 1_000_000)
}

/// A number with at most `decimals` decimals and without trailing zeros.
fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').into()
}

fn two_units(small: u64, large_unit: &str, small_unit: &str) -> String {
    match (small / 60, small % 60) {
        (large, 0) => format!("{large} {large_unit}"),
        (large, rest) => format!("{large} {large_unit} {rest} {small_unit}"),
    }
}

/// The count above which names are not compared, because comparing all would be too slow; the index is then always
/// given.
pub const MOST_COMPARED: usize = 10_000;

/// A name for one of `count` things that is unique among them, for the accessible name of a button: the name, or the
/// name with the index if others have the same. `has_this_name` tells for an index, from 0, whether that thing has this
/// name.
///
/// ```
/// use scenario::words::unique_name;
///
/// let names = ["main", "users", "orders", "users"];
/// let name = |index: usize| unique_name(names[index], index, names.len(), |other| names[other] == names[index]);
/// assert_eq!([name(1), name(2), name(3)], ["users, task 1", "orders", "users, task 3"]);
/// ```
#[must_use]
pub fn unique_name(name: &str, index: usize, count: usize, has_this_name: impl Fn(usize) -> bool) -> String {
    let unique = if count > MOST_COMPARED {
        // A name that consists of its own index is unique.
        name.strip_prefix("task ").unwrap_or(name) == index.to_string()
    } else {
        (0..count).filter(|&other| has_this_name(other)).nth(1).is_none()
    };
    if unique {
        name.to_owned()
    } else {
        // Unique, because a name contains no comma.
        format!("{name}, task {index}")
    }
}

/// The first `most` characters of a text, with the number of those left out; the whole text if it is not longer.
///
/// ```
/// assert_eq!(scenario::words::shortened("4 5 6", 5), "4 5 6");
/// assert_eq!(scenario::words::shortened("4 5 6 7", 5), "4 5 6… (2 more letters)");
/// ```
#[must_use]
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => text.into(),
        Some((cut, _)) => {
            let left = text[cut..].chars().count();
            let letters = if left == 1 { "letter" } else { "letters" };
            let left = thousands(left as u64);
            format!("{}… ({left} more {letters})", &text[..cut]).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_rounded_and_has_no_trailing_zeros() {
        let said = |micros| length(Micros(micros));
        assert_eq!(said(600_000), "600 ms");
        assert_eq!(said(1_800_600), "1.801 s");
        assert_eq!(said(100_000_000), "100 s");
        assert_eq!(said(119_999_999), "120 s");
        assert_eq!(said(120_000_000), "2 min");
        assert_eq!(said(3_599_999_999), "59 min 59 s");
        assert_eq!(said(10_800_000_000), "3 h");
    }

    #[test]
    fn an_exact_length_leaves_nothing_out() {
        assert_eq!(exact_length(Micros(3_250_000)), "3.25 s");
        assert_eq!(exact_length(Micros(125_050_000)), "2 min 5.05 s");
        assert_eq!(exact_length(Micros(125_000_000)), "2 min 5 s");
    }

    #[test]
    fn a_moment_is_seconds_with_three_decimals() {
        assert_eq!(moment(Micros(0)), "0.000 s");
        assert_eq!(moment_in_a_sentence(Micros(0)), "0 s");
        assert_eq!(moment_in_a_sentence(Micros(1_000_449)), "1.000 s");
        assert_eq!(moment(Micros(u64::MAX)), "18446744073709.551 s");
        assert_eq!(seconds(Micros(1_001_999)), "1.001");
        assert_eq!(seconds_to_the_microsecond(Micros(1_001_437)), "1.001437");
    }

    #[test]
    fn a_large_number_has_commas() {
        assert_eq!(
            ["1", "999", "1,000", "1,000,000"],
            [1, 999, 1_000, 1_000_000].map(thousands)
        );
    }
}
