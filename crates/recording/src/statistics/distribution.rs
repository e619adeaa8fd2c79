//! The durations of tasks as percentiles and as a histogram.

use super::Statistics;
use crate::{State, TaskId, Trace};
use scenario::time::Micros;

/// At most so many bins: more would be narrower than a finger or a pointer can choose.
const MOST_BINS: u64 = 40;

/// The durations of the tasks that finished or failed. A cancelled task counts in none of the figures: how long it would have
/// taken is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// In the order of the tasks, each with whether its task failed.
    durations: Vec<(Micros, bool)>,
    percentiles: Option<Percentiles>,
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
    /// How many of them failed.
    pub failed: usize,
}

impl Distribution {
    /// Of the tasks that count as work and have finished or failed so far.
    #[must_use]
    pub fn new(trace: &Trace, statistics: &Statistics) -> Self {
        let rows = statistics.tasks.iter().enumerate();
        let durations = rows.filter_map(|(index, row)| {
            let ended = matches!(row.state, State::Finished | State::Failed);
            let duration = || row.since.since(row.spawned.unwrap_or(row.since));
            (ended && trace.is_work(TaskId::from_index(index))).then(|| (duration(), row.state == State::Failed))
        });
        let durations: Vec<(Micros, bool)> = durations.collect();
        let percentiles = percentiles(&durations);
        Self { durations, percentiles }
    }

    /// The percentiles; `None` when no task has finished or failed.
    #[must_use]
    pub const fn percentiles(&self) -> Option<Percentiles> {
        self.percentiles
    }

    /// Bars of equal and readable width (1, 2 or 5 times a power of ten microseconds) from at most the shortest to at least
    /// the longest duration, at most 40. Empty bars between others are among them.
    #[must_use]
    pub fn histogram(&self) -> Vec<Bin> {
        let Some(Percentiles { min, max, .. }) = self.percentiles else {
            return Vec::new();
        };
        let width = bin_width(min, max);
        let start = min.0 / width * width;
        let count = (max.0 - start) / width + 1;
        let mut bins: Vec<Bin> = (0..count)
            .map(|index| Bin {
                from: Micros(start + index * width),
                until: Micros((start + index * width).saturating_add(width)),
                count: 0,
                failed: 0,
            })
            .collect();
        for (duration, failed) in &self.durations {
            if let Some(bin) = usize::try_from((duration.0 - start) / width)
                .ok()
                .and_then(|bin| bins.get_mut(bin))
            {
                bin.count += 1;
                bin.failed += usize::from(*failed);
            }
        }
        bins
    }
}

/// How far from the first edge of the histogram to its last a duration is, 0 to 1; `None` without bins.
#[must_use]
pub fn share_of(bins: &[Bin], duration: Micros) -> Option<f64> {
    let (first, last) = (bins.first()?.from, bins.last()?.until);
    let share = duration.since(first).0 as f64 / last.since(first).0.max(1) as f64;
    Some(share.min(1.0))
}

fn percentiles(durations: &[(Micros, bool)]) -> Option<Percentiles> {
    let of_all = || durations.iter().map(|&(duration, _)| duration.0);
    let (min, max) = (of_all().min()?, of_all().max()?);
    let count = durations.len();
    let [p50, p95, p99] = [50, 95, 99].map(|percent| {
        let rank = (count * percent).div_ceil(100).max(1);
        Micros(nearest_rank(durations, rank, min, max))
    });
    Some(Percentiles {
        count,
        min: Micros(min),
        p50,
        p95,
        p99,
        max: Micros(max),
    })
}

/// The duration with this rank, counted from 1, between the shortest and the longest. Counted in ever narrower ranges: to sort
/// a million durations would block the page for longer.
fn nearest_rank(durations: &[(Micros, bool)], rank: usize, mut from: u64, mut until: u64) -> u64 {
    const RANGES: usize = 1_024;
    let mut shorter = 0;
    while from < until {
        let width = (until - from) / RANGES as u64 + 1;
        let mut counts = [0_usize; RANGES];
        for (duration, _) in durations {
            if (from..=until).contains(&duration.0) {
                counts[((duration.0 - from) / width) as usize] += 1;
            }
        }
        let mut range = 0;
        while range + 1 < RANGES && shorter + counts[range] < rank {
            shorter += counts[range];
            range += 1;
        }
        from += range as u64 * width;
        until = until.min(from + width - 1);
    }
    from
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
