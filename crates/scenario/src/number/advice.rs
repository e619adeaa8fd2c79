//! The error message for a text that is not a duration: what is wrong, and what its writer probably meant. Every
//! duration that a message suggests has been parsed successfully.

use super::{LONGEST_SECONDS, Quantity, TimeUnit, float, is_digits, is_number, split_unit, times};
use crate::validation_error::{LONGEST_QUOTE, ValidationError, quoted};

/// Whether `word` is a unit or looks like one: `s`, `MS`, `sec`, `hours`.
#[must_use]
pub fn is_unit_word(word: &str) -> bool {
    word.len() <= LONGEST_QUOTE && ProbableUnit::from_word(&word.to_ascii_lowercase()).is_some()
}

/// The error for a text that is not a duration: what is wrong, and what its writer probably meant.
pub(super) fn advice(text: &str) -> ValidationError {
    let shown = quoted(text);
    let unknown = || {
        ValidationError::new(
            format!("{shown} is not a duration."),
            "Write a number with ms, s or m, such as 300ms, 2s or 1m.",
        )
    };
    let written = text.trim();
    if written.is_empty() {
        return ValidationError::new("There is no duration.", "Write a number, such as 2, 300ms or 1m.");
    }
    if written.chars().count() > LONGEST_QUOTE {
        return unknown();
    }
    let lower = written.to_ascii_lowercase();
    match lower.trim_start_matches(['+', '-', '−']) {
        "nan" => return ValidationError::new(format!("{shown} is not a number."), "Write digits, such as 2 or 0.5."),
        "inf" | "infinity" | "∞" => {
            return ValidationError::new(
                format!("{shown} has no end, and 24 h is the longest."),
                "Write at most 86400 or 1440m.",
            );
        }
        _ => {}
    }
    if let Some(rest) = written.strip_prefix(['-', '−'])
        && rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.')
    {
        let fix = Quantity::parse(rest).map_or_else(
            |_| "Write 0 or more.".to_owned(),
            |positive| format!("Try {positive} or 0."),
        );
        return ValidationError::new(format!("{shown} is negative, and a duration cannot be."), fix);
    }
    if let Some(validation_error) = exponent_advice(&shown, &lower) {
        return validation_error;
    }
    if let Some(seconds) = minutes_and_seconds(&lower) {
        return ValidationError::new(format!("{shown} has two units."), format!("Try {seconds}s."));
    }
    let unit_starts = lower.find(is_letter).unwrap_or(lower.len());
    let (digits, unit) = lower.split_at(unit_starts);
    let Some(decimal) = corrected(digits) else {
        return unknown();
    };
    if unit.is_empty() {
        return Quantity::parse(&decimal).map_or_else(
            |_| too_long(text, None),
            |right| ValidationError::new(spelling_mistake(&shown, written, &lower), format!("Try {right}.")),
        );
    }
    let Some(meant) = ProbableUnit::from_word(unit) else {
        return unknown();
    };
    let mut spellings = meant.spellings(&decimal);
    spellings.retain(|spelling| Quantity::parse(spelling).is_ok());
    if matches!(unit, "s" | "ms" | "m") {
        spellings.truncate(1);
    }
    let unsupported = match meant {
        ProbableUnit::Hours => Some("hours"),
        ProbableUnit::Days => Some("days"),
        ProbableUnit::Micros => Some("microseconds"),
        _ => None,
    };
    match (unsupported, spellings.is_empty()) {
        (Some(unit), true) => ValidationError::new(
            format!("{shown} is longer than 24 h, and {unit} are not a unit."),
            "Write at most 1440m.",
        ),
        (None, true) => too_long(text, split_unit(unit).1.or(Some(TimeUnit::Seconds))),
        (Some(unit), false) => ValidationError::new(
            format!("{shown} is in {unit}, which are not a unit."),
            format!("Try {}.", spellings.join(" or ")),
        ),
        (None, false) => ValidationError::new(
            spelling_mistake(&shown, written, &lower),
            format!("Try {}.", spellings.join(" or ")),
        ),
    }
}

/// The error for a duration beyond 24 h, with the maximum in the same unit.
pub(super) fn too_long(text: &str, unit: Option<TimeUnit>) -> ValidationError {
    let most = match unit {
        None => Quantity::plain(LONGEST_SECONDS),
        Some(TimeUnit::Seconds) => Quantity::seconds(LONGEST_SECONDS),
        Some(TimeUnit::Millis) => Quantity::millis(LONGEST_SECONDS * 1_000),
        Some(TimeUnit::Minutes) => Quantity::minutes(LONGEST_SECONDS / 60),
    };
    ValidationError::new(
        format!("{} is longer than 24 h.", quoted(text)),
        format!("Write at most {most}."),
    )
}

/// The unit that a person probably meant by a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ProbableUnit {
    Micros,
    Millis,
    Seconds,
    Minutes,
    Hours,
    Days,
}

impl ProbableUnit {
    /// The unit for a word in lower case.
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "us" | "µs" | "μs" | "usec" | "micros" | "microsecond" | "microseconds" => Self::Micros,
            "ms" | "msec" | "msecs" | "milli" | "millis" | "millisec" | "millisecond" | "milliseconds" => Self::Millis,
            "s" | "sec" | "secs" | "second" | "seconds" => Self::Seconds,
            "m" | "min" | "mins" | "minute" | "minutes" => Self::Minutes,
            "h" | "hr" | "hrs" | "hour" | "hours" => Self::Hours,
            "d" | "day" | "days" => Self::Days,
            _ => return None,
        })
    }

    /// The valid spellings to write `decimal` in this unit, the one closest to the original first.
    fn spellings(self, decimal: &str) -> Vec<String> {
        match self {
            Self::Micros => vec![format!("{}ms", float(decimal, -3))],
            Self::Millis => vec![format!("{decimal}ms")],
            Self::Seconds => vec![format!("{decimal}s"), format!("{}ms", times(decimal, 1_000))],
            Self::Minutes => vec![format!("{decimal}m"), format!("{}s", times(decimal, 60))],
            Self::Hours => vec![
                format!("{}m", times(decimal, 60)),
                format!("{}s", times(decimal, 60 * 60)),
            ],
            Self::Days => vec![format!("{}m", times(decimal, 24 * 60))],
        }
    }
}

/// The sentence for a text that is a duration except for its spelling.
fn spelling_mistake(shown: &str, written: &str, lower: &str) -> String {
    let number = lower.trim_end_matches(is_letter);
    let known_unit = matches!(&lower[number.len()..], "ms" | "s" | "m");
    if lower.starts_with('.') {
        format!("{shown} starts with a point.")
    } else if lower.starts_with('+') {
        format!("{shown} has a sign.")
    } else if number.ends_with(char::is_whitespace) {
        format!("{shown} has a space before its unit.")
    } else if number.ends_with('.') {
        format!("{shown} has a point and nothing behind it.")
    } else if known_unit && written != lower {
        format!("{shown} has its unit in capitals.")
    } else {
        format!("{shown} is not a duration.")
    }
}

/// Replaces an exponent that does not fit into 64 bits. Half of the maximum, so that adding to it does not overflow.
const HUGE_EXPONENT: i64 = i64::MAX / 2;

/// The error for a number with an exponent: `1e3`, `1e400`, `2E-3s`.
fn exponent_advice(shown: &str, lower: &str) -> Option<ValidationError> {
    let (digits, unit) = split_unit(lower);
    let (mantissa, exponent) = digits.split_once('e')?;
    let exponent_digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if corrected(mantissa).is_none() || !is_digits(exponent_digits) {
        return None;
    }
    let suffix = unit.map_or("", TimeUnit::suffix);
    let huge = if exponent.starts_with('-') {
        -HUGE_EXPONENT
    } else {
        HUGE_EXPONENT
    };
    let value = float(&corrected(mantissa)?, exponent.parse().unwrap_or(huge));
    Some(match Quantity::parse(&format!("{value}{suffix}")) {
        Ok(right) => ValidationError::new(format!("{shown} has an exponent."), format!("Try {right}.")),
        Err(_) => ValidationError::new(
            format!("{shown} has an exponent, and 24 h is the longest."),
            "Write at most 86400 or 1440m.",
        ),
    })
}

/// The seconds in `1m30s` and `1m30`.
fn minutes_and_seconds(lower: &str) -> Option<u64> {
    let (minutes, seconds) = lower.split_once('m')?;
    let seconds = seconds.trim();
    let seconds = seconds.strip_suffix('s').unwrap_or(seconds);
    if !is_digits(minutes) || !is_digits(seconds) {
        return None;
    }
    let total = minutes
        .parse::<u64>()
        .ok()?
        .checked_mul(60)?
        .checked_add(seconds.parse().ok()?)?;
    (total <= LONGEST_SECONDS).then_some(total)
}

/// The number that was probably meant by `.5`, `5.`, `1,5`, `1_000` or `+2`.
fn corrected(digits: &str) -> Option<String> {
    let digits = digits.trim().trim_start_matches('+').replace(',', ".").replace('_', "");
    let digits = digits.strip_suffix('.').unwrap_or(&digits);
    let decimal = if digits.starts_with('.') {
        format!("0{digits}")
    } else {
        digits.to_owned()
    };
    is_number(&decimal).then_some(decimal)
}

/// Whether a character can be part of a unit. Counts everything beyond ASCII as a letter: the Unicode tables are not
/// worth their bytes in the page.
fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic() || !letter.is_ascii()
}
