//! Reproducible chance: every random number is a function of the seed and of its purpose, not of the numbers drawn
//! before. So the policy and the modifiers do not change it.

use super::number::PyNumber;
use super::text::{Delay, FailureMode, Percent};
use crate::time::Micros;
use std::ops::RangeInclusive;

/// The purpose of a random number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DrawnFor {
    /// The length of an attempt's sleep. Counted from 0: the first attempt draws with 0.
    Delay,
    /// Whether an attempt fails. Counted from 1.
    Failure,
}

/// 64 random bits for the operation at `index` (from 1) and its `attempt`, counted as the purpose says.
#[must_use]
pub fn draw(seed: u32, index: u32, purpose: DrawnFor, attempt: u32) -> u64 {
    SplitMix64::for_draw(seed, index, purpose, attempt).next()
}

/// A uniformly distributed number from `range`. An empty range returns its start.
#[must_use]
#[inline]
pub fn draw_within(seed: u32, index: u32, purpose: DrawnFor, attempt: u32, range: RangeInclusive<u64>) -> u64 {
    let (low, high) = (*range.start(), *range.end());
    if low >= high {
        return low;
    }
    let mut bits = SplitMix64::for_draw(seed, index, purpose, attempt);
    let Some(count) = (high - low).checked_add(1) else {
        return bits.next();
    };
    // Numbers above the last whole multiple of `count` would make low results more likely: draw again.
    let beyond_fair = u64::MAX - u64::MAX % count;
    loop {
        let drawn = bits.next();
        if drawn < beyond_fair {
            return low + drawn % count;
        }
    }
}

/// Whether an event with this `chance` happens: never at 0 %, always at 100 %.
#[must_use]
pub fn happens(seed: u32, index: u32, purpose: DrawnFor, attempt: u32, chance: &Percent) -> bool {
    // A float64 holds 53 bits: use the upper ones as a fraction from 0 to just below 1.
    let fraction = (draw(seed, index, purpose, attempt) >> 11) as f64 / (1_u64 << 53) as f64;
    fraction < chance.value() / 100.0
}

impl FailureMode {
    /// Whether the `attempt`, from 1, of the operation at `index` fails. Independent of that, it may time out.
    #[must_use]
    pub fn fails(&self, seed: u32, index: u32, attempt: u32) -> bool {
        match self {
            Self::Succeeds => false,
            Self::Fails => true,
            Self::FailsFirst(attempts) => attempt <= *attempts,
            Self::FailsByChance(chance) => happens(seed, index, DrawnFor::Failure, attempt, chance),
        }
    }
}

/// The delay of an `attempt`, from 1, of the operation at `index`: as written, or drawn from its range.
///
/// From a range, a whole number of milliseconds is drawn, both ends included, and printed as a float. If there is no
/// whole millisecond in the range, its low end is used.
#[must_use]
pub fn delay(seed: u32, index: u32, attempt: u32, written: &Delay) -> (Micros, PyNumber) {
    PreparedDelay::of(written).draw(seed, index, attempt)
}

/// A delay, parsed once for all operations of an item.
#[derive(Clone, Copy, Debug)]
pub enum PreparedDelay {
    /// A fixed delay.
    Fixed(Micros, PyNumber),
    /// A whole number of milliseconds to draw, from the first to the second.
    Drawn(u64, u64),
}

impl PreparedDelay {
    /// Prepares a delay as written.
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

    /// The shortest delay that can be drawn.
    #[must_use]
    pub const fn shortest(&self) -> Micros {
        match *self {
            Self::Fixed(length, _) => length,
            Self::Drawn(first, _) => Micros::from_millis(first),
        }
    }

    /// The delay of an `attempt`, from 1, of the operation at `index`. 0 is before its first attempt, and gives the delay
    /// of that.
    #[must_use]
    #[inline]
    pub fn draw(&self, seed: u32, index: u32, attempt: u32) -> (Micros, PyNumber) {
        match *self {
            Self::Fixed(length, number) => (length, number),
            Self::Drawn(first, last) => {
                let before = attempt.saturating_sub(1);
                let drawn = Micros::from_millis(draw_within(seed, index, DrawnFor::Delay, before, first..=last));
                (drawn, PyNumber::from_micros_float(drawn))
            }
        }
    }
}

/// Whether different seeds can give different delays: a range with more than one whole millisecond.
#[must_use]
pub fn can_differ(written: &Delay) -> bool {
    let high = written.high.as_ref();
    high.map(|high| whole_millis(written.low.micros(), high.micros()))
        .is_some_and(|millis| millis.start() < millis.end())
}

/// The whole milliseconds between two lengths, both included.
fn whole_millis(low: Micros, high: Micros) -> RangeInclusive<u64> {
    low.0.div_ceil(1_000)..=high.0 / 1_000
}

/// The generator of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", 2014). One addition and
/// one mix per number: cheap enough to create a generator for every draw.
struct SplitMix64(u64);

impl SplitMix64 {
    /// The generator whose first number is the result. Mixes in each word before the next, so that different draws do
    /// not get the same state by having the same sum.
    #[inline]
    fn for_draw(seed: u32, index: u32, purpose: DrawnFor, attempt: u32) -> Self {
        let mut state = Self(u64::from(seed));
        let purpose = match purpose {
            DrawnFor::Delay => 1,
            DrawnFor::Failure => 2,
        };
        for word in [index, purpose, attempt] {
            state = Self(state.next() ^ u64::from(word));
        }
        state
    }

    #[inline]
    fn next(&mut self) -> u64 {
        // The constants of the paper.
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
    fn generator_matches_the_published_split_mix_64_sequence() {
        // The published sequence for the seed 1234567.
        let mut bits = SplitMix64(1_234_567);
        assert_eq!(bits.next(), 6_457_827_717_110_365_317);
        assert_eq!(bits.next(), 3_203_168_211_198_807_973);
    }
}
