//! The durations of tasks as percentiles and as a histogram.

use super::Statistics;
use crate::{State, TaskId, Trace};
use scenario::time::Micros;

/// At most so many bins: more would be narrower than a finger or a pointer can choose.
const MOST_BINS: u64 = 40;

/// The durations of the tasks that finished or failed, shortest first. A cancelled task counts in none of the figures: how
/// long it would have taken is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    sorted: Vec<Micros>,
}

/// By the nearest rank: the shortest duration that at least so many of 100 tasks did not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentiles {
    /// Of how many tasks.
    pub count: usize,
    /// The shortest.
    pub min: Micros,
    /// The median.
    pub p50: Micros,
    /// 95 of 100 tasks took no longer.
    pub p95: Micros,
    /// 99 of 100 tasks took no longer.
    pub p99: Micros,
    /// The longest.
    pub max: Micros,
}

/// One bar of the histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// The shortest duration in it.
    pub from: Micros,
    /// The first duration that is not in it; the last bin includes its end.
    pub until: Micros,
    /// How many tasks.
    pub count: usize,
}

impl Distribution {
    /// Of the tasks that count as work and have finished or failed so far.
    #[must_use]
    pub fn new(trace: &Trace, statistics: &Statistics) -> Self {
        let rows = statistics.tasks.iter().enumerate();
        let durations = rows.filter_map(|(index, row)| {
            let ended = matches!(row.state, State::Finished | State::Failed);
            (ended && trace.is_work(TaskId::from_index(index)))
                .then(|| row.since.since(row.spawned.unwrap_or(row.since)))
        });
        let mut sorted: Vec<Micros> = durations.collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    /// The percentiles; `None` when no task has finished or failed.
    #[must_use]
    pub fn percentiles(&self) -> Option<Percentiles> {
        let (&min, &max) = (self.sorted.first()?, self.sorted.last()?);
        Some(Percentiles {
            count: self.sorted.len(),
            min,
            p50: self.nearest_rank(50)?,
            p95: self.nearest_rank(95)?,
            p99: self.nearest_rank(99)?,
            max,
        })
    }

    /// Bars of equal and readable width (1, 2 or 5 times a power of ten microseconds) from at most the shortest to at least
    /// the longest duration, at most 40. Empty bars between others are among them.
    #[must_use]
    pub fn histogram(&self) -> Vec<Bin> {
        let Some((first, last)) = self.sorted.first().zip(self.sorted.last()) else {
            return Vec::new();
        };
        let width = bin_width(*first, *last);
        let start = first.0 / width * width;
        let count = (last.0 - start) / width + 1;
        let mut bins: Vec<Bin> = (0..count)
            .map(|index| Bin {
                from: Micros(start + index * width),
                until: Micros((start + index * width).saturating_add(width)),
                count: 0,
            })
            .collect();
        for duration in &self.sorted {
            if let Some(bin) = usize::try_from((duration.0 - start) / width)
                .ok()
                .and_then(|bin| bins.get_mut(bin))
            {
                bin.count += 1;
            }
        }
        bins
    }

    fn nearest_rank(&self, percent: usize) -> Option<Micros> {
        let rank = (self.sorted.len() * percent).div_ceil(100);
        self.sorted.get(rank.max(1) - 1).copied()
    }
}

/// The narrowest readable width with which the bars from `first` to `last` are no more than [`MOST_BINS`].
fn bin_width(first: Micros, last: Micros) -> u64 {
    let mut width = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let wide = width.saturating_mul(factor);
            if last.0 / wide - first.0 / wide < MOST_BINS {
                return wide;
            }
        }
        width = width.saturating_mul(10);
    }
}
