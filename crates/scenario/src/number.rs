//! Durations as a person writes them, and numbers as Python prints them. Knows no lists and no links; the messages for
//! invalid durations are in `advice`.
//!
//! The exact decimal is converted once to the nearest float64 in seconds, and everything else is derived from that.

mod advice;
mod decimal;

pub use advice::is_unit_word;
pub use decimal::float;

use super::validation_error::ValidationError;
use crate::time::Micros;
use std::fmt;

/// A unit of time, written as a suffix in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// `ms`
    Millis,
    /// `s`
    Seconds,
    /// `m`
    Minutes,
}

impl TimeUnit {
    /// The suffix, as in `300ms`.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Millis => "ms",
            Self::Seconds => "s",
            Self::Minutes => "m",
        }
    }
}

/// A duration as written, at most 24 h. Without a unit it is in seconds.
///
/// `2`, `2s` and `2000ms` have the same length and are different quantities, because they print differently.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    digits: Box<str>,
    unit: Option<TimeUnit>,
    // The bits of its seconds as float64. Computed once: there may be many digits, and every attempt needs the value.
    seconds: u64,
}

/// Why a text is not a duration.
pub type QuantityError = ValidationError;

/// The longest duration, in seconds: 24 h, the limit of docs/links.md. In milliseconds it still fits into the 31 bits
/// of a browser timer, and in microseconds into a float64.
const LONGEST_SECONDS: u64 = 86_400;

/// The most decimals tried. A hundred-millionth of a minute is less than a microsecond, and 24 h in microseconds times
/// 10^8 still fits into 64 bits.
const MOST_DECIMALS: u32 = 8;

impl Quantity {
    /// Parses a duration: digits, an optional point with more digits, an optional unit.
    ///
    /// # Errors
    ///
    /// If the text is not a duration or is longer than 24 h; the error suggests a fix.
    ///
    /// ```
    /// use scenario::Quantity;
    /// let error = Quantity::parse("3sec").expect_err("there is no such unit");
    /// assert_eq!(error.to_string(), "“3sec” is not a duration. Try 3s or 3000ms.");
    /// ```
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (digits, unit) = split_unit(text);
        if !is_number(digits) {
            return Err(advice::advice(text));
        }
        let quantity = Self::of(digits, unit);
        if quantity.as_secs() > LONGEST_SECONDS as f64 {
            return Err(advice::too_long(text, unit));
        }
        Ok(quantity)
    }

    /// `whole` seconds without a unit, as in `2`; at most 24 h.
    #[must_use]
    pub fn plain(whole: u64) -> Self {
        Self::whole(whole.min(LONGEST_SECONDS), None)
    }

    /// `whole` seconds, as in `2s`; at most 24 h.
    #[must_use]
    pub fn seconds(whole: u64) -> Self {
        Self::whole(whole.min(LONGEST_SECONDS), Some(TimeUnit::Seconds))
    }

    /// `whole` milliseconds, as in `300ms`; at most 24 h.
    #[must_use]
    pub fn millis(whole: u64) -> Self {
        Self::whole(whole.min(LONGEST_SECONDS * 1_000), Some(TimeUnit::Millis))
    }

    /// `whole` minutes, as in `1m`; at most 24 h.
    #[must_use]
    pub fn minutes(whole: u64) -> Self {
        Self::whole(whole.min(LONGEST_SECONDS / 60), Some(TimeUnit::Minutes))
    }

    /// The unit as written.
    #[must_use]
    pub const fn unit(&self) -> Option<TimeUnit> {
        self.unit
    }

    /// The float64 nearest to the written decimal, in seconds.
    #[must_use]
    pub const fn as_secs(&self) -> f64 {
        f64::from_bits(self.seconds)
    }

    /// The length: its seconds, rounded half up to microseconds.
    #[must_use]
    pub fn micros(&self) -> Micros {
        Micros::rounded(self.as_secs())
    }

    /// Its seconds as the program prints them: an integer if written in seconds, in minutes or without a unit and
    /// without a fraction.
    #[must_use]
    pub fn number(&self) -> PyNumber {
        let seconds_in_unit = match self.unit {
            None | Some(TimeUnit::Seconds) => Some(1),
            Some(TimeUnit::Minutes) => Some(60),
            Some(TimeUnit::Millis) => None,
        };
        let whole = seconds_in_unit.and_then(|each| self.digits.parse::<u64>().ok()?.checked_mul(each));
        whole.map_or_else(|| PyNumber::Float(self.as_secs()), PyNumber::Int)
    }

    /// A quantity in the same unit that lasts exactly `length`, at most 24 h, with as few digits as possible. Returns
    /// itself, as written, if it has this length, and uses seconds if the number of minutes has no finite decimal form.
    ///
    /// ```
    /// use scenario::Quantity;
    /// use scenario::time::Micros;
    /// let written = Quantity::parse("1800ms").expect("it is a duration");
    /// assert_eq!(written.with_length(Micros(1_850_000)).to_string(), "1850ms");
    /// ```
    #[must_use]
    pub fn with_length(&self, length: Micros) -> Self {
        let length = Micros(length.0.min(LONGEST_SECONDS * 1_000_000));
        if self.micros() == length {
            return self.clone();
        }
        let unit = match self.unit {
            Some(TimeUnit::Millis) => 1_000,
            None | Some(TimeUnit::Seconds) => 1_000_000,
            Some(TimeUnit::Minutes) => 60_000_000,
        };
        let shortest = (0..=MOST_DECIMALS).find_map(|decimals| {
            let power = 10_u64.pow(decimals);
            let scaled = length.0 * power / unit;
            let digits = match (scaled / power, scaled % power) {
                (whole, 0) => whole.to_string(),
                (whole, fraction) => format!("{whole}.{fraction:0width$}", width = decimals as usize),
            };
            (scaled * unit == length.0 * power).then(|| Self::of(&digits, self.unit))
        });
        shortest.unwrap_or_else(|| {
            let seconds = Self::of("0", Some(TimeUnit::Seconds));
            seconds.with_length(length)
        })
    }

    fn whole(whole: u64, unit: Option<TimeUnit>) -> Self {
        Self::of(&whole.to_string(), unit)
    }

    /// A quantity from a decimal for which [`is_number`] is true.
    fn of(digits: &str, unit: Option<TimeUnit>) -> Self {
        let seconds = match unit {
            None | Some(TimeUnit::Seconds) => float(digits, 0),
            Some(TimeUnit::Millis) => float(digits, -3),
            Some(TimeUnit::Minutes) => float(&times(digits, 60), 0),
        };
        Self {
            digits: digits.into(),
            unit,
            seconds: seconds.to_bits(),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)?;
        f.write_str(self.unit.map_or("", TimeUnit::suffix))
    }
}

/// A number of seconds that displays as Python's `print` shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PyNumber {
    /// An `int`, as in `2`.
    Int(u64),
    /// A `float`, as in `2.0` or `1e-05`.
    Float(f64),
}

impl PyNumber {
    /// A drawn delay: always a float, in seconds.
    #[must_use]
    pub fn from_micros_float(micros: Micros) -> Self {
        // Both numbers are exact in float64, so the quotient is the float64 nearest to the decimal.
        Self::Float(micros.0 as f64 / 1e6)
    }

    /// Whether it is above zero. `asyncio.sleep` then sets a timer, however short.
    #[must_use]
    pub fn is_above_zero(self) -> bool {
        match self {
            Self::Int(whole) => whole > 0,
            Self::Float(value) => value > 0.0,
        }
    }

    /// `delay * 2`, what `slow_operation` returns.
    #[must_use]
    pub const fn doubled(self) -> Self {
        match self {
            Self::Int(whole) => Self::Int(whole.saturating_mul(2)),
            Self::Float(value) => Self::Float(value * 2.0),
        }
    }
}

impl fmt::Display for PyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Int(whole) => write!(f, "{whole}"),
            Self::Float(value) => write_repr(value, f),
        }
    }
}

/// Python's `repr` of a float: the shortest digits that read back to it, with an exponent below 1e-4 and from 1e16 on.
fn write_repr(value: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if !value.is_finite() {
        return f.write_str(if value.is_nan() {
            "nan"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        });
    }
    // Rust prints the same digits, but never an exponent.
    let plain = value.abs().to_string();
    let minus = if value.is_sign_negative() { "-" } else { "" };
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let places_to_first = fraction.bytes().take_while(|digit| *digit == b'0').count() + 1;
    let exponent = if whole == "0" {
        -(places_to_first as i64)
    } else {
        whole.len() as i64 - 1
    };
    if value == 0.0 || (-4..16).contains(&exponent) {
        let point = if fraction.is_empty() { ".0" } else { "" };
        return write!(f, "{minus}{plain}{point}");
    }
    let digits = [whole, fraction].concat();
    let (first, rest) = digits.trim_matches('0').split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(f, "{minus}{first}{point}{rest}e{sign}{:02}", exponent.unsigned_abs())
}

/// Whether `text` is digits with an optional point and more digits.
#[must_use]
pub fn is_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    is_digits(whole) && is_digits(fraction)
}

/// Whether `text` is one or more digits and nothing else.
#[must_use]
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A decimal for which [`is_number`] is true, times `factor`: exact, without superfluous zeros.
fn times(decimal: &str, factor: u64) -> String {
    let fraction_length = decimal.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let mut from_the_right = Vec::with_capacity(decimal.len() + 8);
    let mut carry = 0;
    for digit in decimal.bytes().rev().filter(u8::is_ascii_digit) {
        let product = u64::from(digit - b'0') * factor + carry;
        from_the_right.push((product % 10) as u8 + b'0');
        carry = product / 10;
    }
    while carry > 0 {
        from_the_right.push((carry % 10) as u8 + b'0');
        carry /= 10;
    }
    let text = |digits: &[u8]| -> String { digits.iter().rev().map(|&digit| char::from(digit)).collect() };
    let (fraction, whole) = from_the_right.split_at(fraction_length);
    let (fraction, whole) = (text(fraction), text(whole));
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        digits => format!("{whole}.{digits}"),
    }
}

fn split_unit(text: &str) -> (&str, Option<TimeUnit>) {
    // `ms` first, because it also ends with `s`.
    [TimeUnit::Millis, TimeUnit::Seconds, TimeUnit::Minutes]
        .into_iter()
        .find_map(|unit| Some((text.strip_suffix(unit.suffix())?, Some(unit))))
        .unwrap_or((text, None))
}
