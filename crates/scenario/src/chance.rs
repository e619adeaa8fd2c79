//! Chance that can be had again: every draw follows from the seed and from what it is drawn for, never from what was
//! drawn before. So policies and modifiers do not change it.

use super::number::PyNumber;
use super::text::{Delay, Percent};
use crate::time::Micros;
use std::ops::RangeInclusive;

/// What is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DrawnFor {
    /// How long an operation sleeps. Drawn once, with attempt 0.
    Delay,
    /// Whether an attempt fails.
    Failure,
}

/// 64 random bits for the operation at `place` (from 1) and its `attempt` (from 1; 0 for what all attempts share).
#[must_use]
pub fn draw(seed: u32, place: u32, what: DrawnFor, attempt: u32) -> u64 {
    SplitMix64::for_draw(seed, place, what, attempt).next()
}

/// A number of `range`, each as likely as any other. An empty range gives its start.
#[must_use]
#[inline]
pub fn draw_within(seed: u32, place: u32, what: DrawnFor, attempt: u32, range: RangeInclusive<u64>) -> u64 {
    let (low, high) = (*range.start(), *range.end());
    if low >= high {
        return low;
    }
    let mut bits = SplitMix64::for_draw(seed, place, what, attempt);
    let Some(count) = (high - low).checked_add(1) else {
        return bits.next();
    };
    // What lies above the last whole multiple of `count` would favour the low numbers: drawn again.
    let beyond_fair = u64::MAX - u64::MAX % count;
    loop {
        let drawn = bits.next();
        if drawn < beyond_fair {
            return low + drawn % count;
        }
    }
}

/// Whether something that has this `chance` happens: never at 0 %, always at 100 %.
#[must_use]
pub fn happens(seed: u32, place: u32, what: DrawnFor, attempt: u32, chance: &Percent) -> bool {
    // A float64 holds 53 bits: the upper ones, as a fraction from 0 to just below 1.
    let fraction = (draw(seed, place, what, attempt) >> 11) as f64 / (1_u64 << 53) as f64;
    fraction < chance.value() / 100.0
}

/// The delay of the operation at `place`: as written, or drawn from its range.
///
/// A range draws whole milliseconds, both ends in, and prints as a float; where no whole millisecond lies between its
/// ends, it is its low end.
#[must_use]
pub fn delay(seed: u32, place: u32, written: &Delay) -> (Micros, PyNumber) {
    PreparedDelay::of(written).draw(seed, place)
}

/// A delay, read once for all the operations that it is written for.
#[derive(Clone, Copy, Debug)]
pub enum PreparedDelay {
    /// It is always the same.
    Fixed(Micros, PyNumber),
    /// It is a number of whole milliseconds, from the first to the second.
    Drawn(u64, u64),
}

impl PreparedDelay {
    /// Of a delay as written.
    #[must_use]
    pub fn of(written: &Delay) -> Self {
        let low = written.low.micros();
        let Some(high) = &written.high else {
            return Self::Fixed(low, written.low.number());
        };
        let millis = whole_millis(low, high.micros());
        if millis.is_empty() {
            return Self::Fixed(low, PyNumber::Float(written.low.as_secs()));
        }
        Self::Drawn(*millis.start(), *millis.end())
    }

    /// The delay of the operation at `place`.
    #[must_use]
    #[inline]
    pub fn draw(&self, seed: u32, place: u32) -> (Micros, PyNumber) {
        match *self {
            Self::Fixed(length, number) => (length, number),
            Self::Drawn(first, last) => {
                let drawn = Micros::from_millis(draw_within(seed, place, DrawnFor::Delay, 0, first..=last));
                (drawn, PyNumber::from_micros_float(drawn))
            }
        }
    }
}

/// Whether two seeds may give two lengths: there is a range, and more than one whole millisecond in it.
#[must_use]
pub fn can_differ(written: &Delay) -> bool {
    let high = written.high.as_ref();
    high.map(|high| whole_millis(written.low.micros(), high.micros()))
        .is_some_and(|millis| millis.start() < millis.end())
}

/// The whole milliseconds from one length to another, both in.
fn whole_millis(low: Micros, high: Micros) -> RangeInclusive<u64> {
    low.0.div_ceil(1_000)..=high.0 / 1_000
}

/// Steele, Lea and Flood's generator ("Fast splittable pseudorandom number generators", 2014): one addition and one
/// mix a number, so that a draw of its own for every attempt costs nothing.
struct SplitMix64(u64);

impl SplitMix64 {
    /// The generator whose first number is the draw. Each word is mixed in before the next, so that no two draws share
    /// a state by adding up to the same.
    #[inline]
    fn for_draw(seed: u32, place: u32, what: DrawnFor, attempt: u32) -> Self {
        let mut state = Self(u64::from(seed));
        let what = match what {
            DrawnFor::Delay => 1,
            DrawnFor::Failure => 2,
        };
        for word in [place, what, attempt] {
            state = Self(state.next() ^ u64::from(word));
        }
        state
    }

    #[inline]
    fn next(&mut self) -> u64 {
        // The constants are the authors'.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_split_mix_64() {
        // The published sequence for the seed 1234567.
        let mut bits = SplitMix64(1_234_567);
        assert_eq!(bits.next(), 6_457_827_717_110_365_317);
        assert_eq!(bits.next(), 3_203_168_211_198_807_973);
    }
}
