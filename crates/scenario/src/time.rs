//! Scenario time in whole microseconds. Knows no clock.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// A point in time or a length of time in the scenario, in microseconds.
///
/// The unit says nothing about precision: a browser's clock advances in steps of about 100 µs.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Micros(pub u64);

impl Micros {
    /// The start of a run.
    pub const ZERO: Self = Self(0);

    /// `whole` milliseconds.
    #[must_use]
    pub const fn from_millis(whole: u64) -> Self {
        Self(whole * 1_000)
    }

    /// `whole` seconds.
    #[must_use]
    pub const fn from_secs(whole: u64) -> Self {
        Self(whole * 1_000_000)
    }

    /// Converts seconds, rounding half up to microseconds.
    #[must_use]
    pub fn rounded(seconds: f64) -> Self {
        Self((seconds * 1e6 + 0.5).floor() as u64)
    }

    /// In seconds, for drawing and display. Do not use it to order events.
    #[must_use]
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The time from `earlier` to this, or zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

/// The signed difference of two points in time, in microseconds; negative if the second is earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift(pub i64);

impl Shift {
    /// The difference from `planned` to `real`.
    ///
    /// ```
    /// use scenario::time::{Micros, Shift};
    /// assert_eq!(Shift::between(Micros(1_000), Micros(400)), Shift(-600));
    /// ```
    #[must_use]
    pub fn between(planned: Micros, real: Micros) -> Self {
        Self(signed(real) - signed(planned))
    }

    /// The absolute value.
    #[must_use]
    pub const fn length(self) -> Micros {
        Micros(self.0.unsigned_abs())
    }

    /// Whether it is positive.
    #[must_use]
    pub const fn later(self) -> bool {
        self.0 > 0
    }
}

impl From<Micros> for Shift {
    fn from(length: Micros) -> Self {
        Self(signed(length))
    }
}

impl Add for Shift {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Shift {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Shift {
    fn sum<I: Iterator<Item = Self>>(shifts: I) -> Self {
        shifts.fold(Self::default(), Add::add)
    }
}

fn signed(length: Micros) -> i64 {
    i64::try_from(length.0).unwrap_or(i64::MAX) // 292,000 years
}

impl Add for Micros {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Micros {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.since(other)
    }
}

impl fmt::Debug for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} µs", self.0)
    }
}
