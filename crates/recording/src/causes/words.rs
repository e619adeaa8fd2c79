//! Times at the precision of the clock, and lists of names, as text.

use crate::Trace;
use scenario::time::Micros;
use scenario::words::{self, count};
use std::borrow::Cow;

/// Names in a list before the rest is given as a number.
const MOST_NAMES: usize = 3;

/// The precision of a trace's clock.
#[derive(Clone, Copy, Debug)]
pub struct Precision {
    resolution: Micros,
}

impl Precision {
    /// The precision of this trace's clock.
    pub fn of(trace: &Trace) -> Self {
        Self {
            resolution: trace.resolution,
        }
    }

    /// Whether a clock of this precision can distinguish the length from 0.
    pub fn can_tell(self, length: Micros) -> bool {
        length >= self.resolution
    }

    /// A measured length: `0.4 ms`, `1.5 s`, `2 min 30 s`; a length below the clock's steps is `< 0.1 ms`.
    pub fn length(self, length: Micros) -> String {
        // A clock with steps of 1 µs measures everything, 0 included.
        if length < self.resolution && self.resolution > Micros(1) {
            return format!("< {}", words::length(self.resolution));
        }
        let step = match self.resolution.0 {
            0..10 => 1,
            10..100 => 10,
            100..1_000 => 100,
            _ => 1_000,
        };
        words::length(Micros(length.0.saturating_add(step / 2) / step * step))
    }
}

/// `a`, `a and b`, `a, b and c`, `a, b, c and 4 others`. `all` is the number of names, those not in `first` included.
pub fn names(first: &[Cow<str>], all: usize) -> String {
    let named = &first[..first.len().min(MOST_NAMES)];
    let others = all.saturating_sub(named.len());
    match (named, others) {
        ([], _) => count(all, "task"),
        (_, 1..) => format!("{} and {}", named.join(", "), count(others, "other")),
        ([one], 0) => one.to_string(),
        ([rest @ .., last], 0) => format!("{} and {last}", rest.join(", ")),
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
    fn a_length_is_shown_at_the_precision_of_the_clock() {
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
    fn long_lists_of_names_end_in_a_number() {
        assert_eq!(names(&["a".into()], 1), "a");
        assert_eq!(names(&["a", "b", "c"].map(Cow::from), 3), "a, b and c");
        assert_eq!(names(&["a", "b", "c"].map(Cow::from), 4), "a, b, c and 1 other");
        assert_eq!(names(&[], 5), "5 tasks");
    }
}
