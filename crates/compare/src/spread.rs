//! The median and the percentiles of many runs. Knows nothing about the runs.

use serde::{Deserialize, Serialize};

/// The median and the bounds of the middle 90 % of some values.
///
/// Uses the nearest rank: of `n` values in order, the one at rank `n × p / 100`, rounded up, from 1. So each is the
/// value of a real run; of 200 they are the 10th, the 100th and the 190th.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread<T> {
    /// The 5th percentile.
    pub low: T,
    /// The 50th percentile.
    pub median: T,
    /// The 95th percentile.
    pub high: T,
}

impl<T: Copy + Ord> Spread<T> {
    /// The spread of these values in any order; `None` if there are none.
    ///
    /// ```
    /// use compare::Spread;
    ///
    /// let of_four = Spread { low: 1, median: 2, high: 4 };
    /// assert_eq!(Spread::of(&[4, 2, 1, 3]), Some(of_four));
    /// ```
    #[must_use]
    pub fn of(values: &[T]) -> Option<Self> {
        let mut sorted = values.to_vec();
        scenario::sort::by(&mut sorted, Ord::cmp);
        let percentile = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100);
            sorted.get(rank.checked_sub(1)?).copied()
        };
        Some(Self {
            low: percentile(5)?,
            median: percentile(50)?,
            high: percentile(95)?,
        })
    }
}
