//! Times to the precision measured, and lists of names, as words.

use crate::Trace;
use scenario::time::Micros;
use scenario::words::count;

/// Names in a list before the rest becomes a number: three are read at a glance.
const MOST_NAMES: usize = 3;

/// How finely the clock of a trace was read.
#[derive(Clone, Copy, Debug)]
pub struct Precision {
    resolution: Micros,
}

impl Precision {
    /// That of this trace's clock.
    pub fn of(trace: &Trace) -> Self {
        Self {
            resolution: trace.resolution,
        }
    }

    /// Whether a clock of this precision can tell such a length from none.
    pub fn can_tell(self, length: Micros) -> bool {
        length >= self.resolution
    }

    /// A measured length: `0.4 ms`, `1.5 s`, `2 min 30 s`; what lies below the clock's steps is `< 0.1 ms`.
    pub fn length(self, length: Micros) -> String {
        // A step of 1 µs is the unit itself: such a clock measures everything, nought included.
        if length < self.resolution && self.resolution > Micros(1) {
            return format!("< {}", written(self.resolution));
        }
        let step = match self.resolution.0 {
            0..10 => 1,
            10..100 => 10,
            100..1_000 => 100,
            _ => 1_000,
        };
        written(Micros(length.0.saturating_add(step / 2) / step * step))
    }
}

/// A length that was asked for, not measured: `1 s`, `200 ms`, `1.5 s`.
pub fn written(length: Micros) -> String {
    let whole = length.0;
    match whole {
        0 => "0 s".into(),
        1..1_000_000 => format!("{} ms", trimmed(whole, 1_000)),
        // Two minutes, as on the bars: up to there, seconds are easier to compare.
        1_000_000..120_000_000 => format!("{} s", trimmed(whole / 1_000, 1_000)),
        120_000_000..3_600_000_000 => two_units(whole / 1_000_000, "min", "s"),
        _ => two_units(whole / 60_000_000, "h", "min"),
    }
}

/// A moment in seconds with three decimals, `1.000 s`; the start of the run is `0 s`.
pub fn moment(at: Micros) -> String {
    if at == Micros::ZERO {
        return "0 s".into();
    }
    // As on the axis and in the tables: the last whole one that has passed.
    let millis = at.0 / 1_000;
    format!("{}.{:03} s", millis / 1_000, millis % 1_000)
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 others`; `all` counts those that are not named too.
pub fn names(first: &[&str], all: usize) -> String {
    let named = &first[..first.len().min(MOST_NAMES)];
    let others = all.saturating_sub(named.len());
    match (named, others) {
        ([], _) => count(all, "task"),
        (_, 1..) => format!("{} and {}", named.join(", "), count(others, "other")),
        ([one], 0) => (*one).into(),
        ([rest @ .., last], 0) => format!("{} and {last}", rest.join(", ")),
    }
}

/// `whole` in thousandths, without trailing zeros.
fn trimmed(whole: u64, unit: u64) -> String {
    let text = format!("{}.{:03}", whole / unit, whole % unit);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

fn two_units(small: u64, large_unit: &str, small_unit: &str) -> String {
    match (small / 60, small % 60) {
        (large, 0) => format!("{large} {large_unit}"),
        (large, rest) => format!("{large} {large_unit} {rest} {small_unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(resolution: u64, length: u64) -> String {
        Precision {
            resolution: Micros(resolution),
        }
        .length(Micros(length))
    }

    #[test]
    fn a_length_is_said_to_the_precision_measured() {
        assert_eq!(measured(100, 437), "0.4 ms");
        assert_eq!(measured(100, 99), "< 0.1 ms");
        assert_eq!(measured(100, 0), "< 0.1 ms");
        assert_eq!(measured(1_000, 1_499), "1 ms");
        assert_eq!(measured(1, 437), "0.437 ms");
        assert_eq!(measured(1, 0), "0 s");
        assert_eq!(measured(100, 1_500_049), "1.5 s");
        assert_eq!(measured(1, 150_000_000), "2 min 30 s");
    }

    #[test]
    fn a_moment_is_seconds_with_three_decimals() {
        assert_eq!(moment(Micros(0)), "0 s");
        assert_eq!(moment(Micros(1_000_449)), "1.000 s");
        assert_eq!(moment(Micros(u64::MAX)), "18446744073709.551 s");
    }

    #[test]
    fn long_lists_of_names_end_in_a_number() {
        assert_eq!(names(&["a"], 1), "a");
        assert_eq!(names(&["a", "b", "c"], 3), "a, b and c");
        assert_eq!(names(&["a", "b", "c"], 4), "a, b, c and 1 other");
        assert_eq!(names(&[], 5), "5 tasks");
    }
}
