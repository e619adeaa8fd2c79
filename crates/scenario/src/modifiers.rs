//! Reads and writes limit, timeout, deadline, retries, backoff, seed and speed as the text of a link or of an input.
//! Used by [`super::link`] and by the page.
//!
//! Space around a value is ignored. Every validation error suggests a fix.

use super::Speed;
use super::number::{Quantity, float, is_digits, is_number};
use super::validation_error::{ValidationError, quoted};
use crate::time::Micros;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

/// The allowed limits. The largest is the number of tasks that a list can have.
pub const LIMITS: RangeInclusive<u32> = 1..=1_000_000;

/// The allowed numbers of retries.
pub const RETRIES: RangeInclusive<u32> = 0..=20;

/// The shortest timeout and deadline: the step of browser timers.
pub const SHORTEST_TIMEOUT: Micros = Micros::from_millis(1);

/// The longest first backoff.
pub const LONGEST_BACKOFF: Micros = Micros::from_secs(60 * 60);

/// Reads a limit; an empty text and `none` are no limit.
///
/// # Errors
///
/// If it is not a whole number from 1 to 1,000,000.
pub fn read_limit(text: &str) -> Result<Option<NonZeroU32>, ValidationError> {
    if is_none(text) {
        return Ok(None);
    }
    whole(text, LIMITS, "Write 1 to 1000000, or none.").map(NonZeroU32::new)
}

/// Writes a limit for an input or a link; no limit is an empty text.
#[must_use]
pub fn write_limit(limit: Option<NonZeroU32>) -> String {
    limit.map_or_else(String::new, |limit| limit.to_string())
}

/// Reads the timeout of an attempt; an empty text and `none` are no timeout.
///
/// # Errors
///
/// If it is not a duration from 1 ms to 24 h.
pub fn read_timeout(text: &str) -> Result<Option<Quantity>, ValidationError> {
    if is_none(text) {
        return Ok(None);
    }
    let timeout = Quantity::parse(text.trim())?;
    if timeout.micros() < SHORTEST_TIMEOUT {
        return Err(ValidationError::new(
            format!("{} is shorter than 1 ms.", quoted(text.trim())),
            "Write 1ms or more, or none.",
        ));
    }
    Ok(Some(timeout))
}

/// Reads the deadline of main; an empty text and `none` are no deadline.
///
/// # Errors
///
/// If it is not a duration from 1 ms to 24 h.
pub fn read_deadline(text: &str) -> Result<Option<Quantity>, ValidationError> {
    read_timeout(text)
}

/// Writes a timeout or a deadline for an input or a link, as it was written; none is an empty text.
#[must_use]
pub fn write_timeout(timeout: Option<&Quantity>) -> String {
    timeout.map_or_else(String::new, Quantity::to_string)
}

/// Reads the number of attempts after a failed first one.
///
/// # Errors
///
/// If it is not a whole number from 0 to 20.
pub fn read_retry(text: &str) -> Result<u32, ValidationError> {
    whole(text, RETRIES, "Write 0 to 20.")
}

/// Reads the pause after the first failed attempt.
///
/// # Errors
///
/// If it is not a duration of at most 1 h.
pub fn read_backoff(text: &str) -> Result<Quantity, ValidationError> {
    let backoff = Quantity::parse(text.trim())?;
    if backoff.micros() > LONGEST_BACKOFF {
        return Err(ValidationError::new(
            format!("{} is longer than 1 h.", quoted(text.trim())),
            "Write at most 3600s or 60m.",
        ));
    }
    Ok(backoff)
}

/// Reads the seed of the random numbers.
///
/// # Errors
///
/// If it is not a whole number below 2^32.
pub fn read_seed(text: &str) -> Result<u32, ValidationError> {
    whole(text, 0..=u32::MAX, "Write 0 to 4294967295.")
}

/// Reads a speed.
///
/// # Errors
///
/// If it is not a number from 0.1 to 10.
pub fn read_speed(text: &str) -> Result<Speed, ValidationError> {
    let written = text.trim();
    let factor = is_number(written).then(|| float(written, 0));
    factor.and_then(Speed::new).ok_or_else(|| {
        let what = if factor.is_some() {
            "is out of range"
        } else {
            "is not a speed"
        };
        ValidationError::new(
            format!("{} {what}.", quoted(written)),
            "Write 0.1 to 10; 1 is real time.",
        )
    })
}

/// Writes a speed for an input or a link: the shortest digits that read back to it.
#[must_use]
pub fn write_speed(speed: Speed) -> String {
    speed.factor().to_string()
}

fn is_none(text: &str) -> bool {
    matches!(text.trim(), "" | "none")
}

fn whole(text: &str, range: RangeInclusive<u32>, fix: &str) -> Result<u32, ValidationError> {
    let written = text.trim();
    if !is_digits(written) {
        return Err(ValidationError::new(
            format!("{} is not a whole number.", quoted(written)),
            fix,
        ));
    }
    written
        .parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| ValidationError::new(format!("{} is out of range.", quoted(written)), fix))
}
