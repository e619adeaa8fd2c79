//! The timeouts that a sweep tries for a list: round numbers, from one that cuts off every attempt to one that none
//! reaches.

use scenario::modifiers::SHORTEST_TIMEOUT;
use scenario::time::Micros;
use scenario::{Quantity, TaskList};

/// The most candidates, not counting "none": enough to show the shape of the curve; with chance each costs 200 runs.
const MOST_CANDIDATES: usize = 7;

/// The round numbers of a decade, in tenths: dense enough that equal delays have candidates on both sides.
const ROUND: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// One decade below the shortest timeout, in tenths of a microsecond.
const FIRST_DECADE: u64 = SHORTEST_TIMEOUT.0 / 10;

/// The longest timeout: 24 h, as docs/links.md has it.
const LONGEST_TIMEOUT: Micros = Micros::from_secs(24 * 60 * 60);

/// The timeouts to try for this list, ascending: from half its shortest delay, so that every attempt times out, to one
/// and a half times its longest. At most seven, at least one.
///
/// Goes by the delays as written, not as drawn, so that every seed gets the same timeouts.
pub fn timeouts(tasks: &TaskList) -> Vec<Quantity> {
    let delays = || tasks.items.iter().map(|item| &item.delay);
    // A delay of 0 sets no timer, and no timeout is shorter.
    let shortest = delays()
        .map(|delay| delay.low.micros())
        .filter(|low| *low > Micros::ZERO);
    let shortest = shortest.min().unwrap_or(SHORTEST_TIMEOUT);
    let longest = delays().map(|delay| delay.high.as_ref().unwrap_or(&delay.low).micros());
    let longest = longest.max().unwrap_or(SHORTEST_TIMEOUT).max(shortest);
    let from = Micros(shortest.0 / 2);
    let until = Micros(longest.0 / 2 * 3);

    let candidates = round_numbers();
    // The last candidate that is not above `from`, and the first that is not below `until`, within the range of
    // candidates.
    let first = candidates
        .partition_point(|candidate| *candidate <= from)
        .saturating_sub(1);
    let last = candidates
        .partition_point(|candidate| *candidate < until)
        .min(candidates.len() - 1);
    let between = &candidates[first..=last.max(first)];
    thinned(between).filter_map(written).collect()
}

/// All round numbers that are valid timeouts, ascending.
fn round_numbers() -> Vec<Micros> {
    let decades = std::iter::successors(Some(FIRST_DECADE), |decade| decade.checked_mul(10));
    let all = decades.flat_map(|decade| ROUND.iter().map(move |tenths| tenths.checked_mul(decade)));
    let all = all.map_while(|candidate| candidate.map(Micros));
    all.take_while(|candidate| *candidate <= LONGEST_TIMEOUT).collect()
}

/// At most [`MOST_CANDIDATES`] of them, evenly spaced by index, always with the first and the last.
fn thinned(candidates: &[Micros]) -> impl Iterator<Item = Micros> + '_ {
    let kept = candidates.len().min(MOST_CANDIDATES);
    (0..kept).map(move |index| match index {
        0 => candidates[0],
        _ => candidates[index * (candidates.len() - 1) / (kept - 1)],
    })
}

/// The timeout as a person would write it: `1.5s`, `300ms`.
fn written(timeout: Micros) -> Option<Quantity> {
    let (unit, suffix) = if timeout < Micros::from_secs(1) {
        (1_000, "ms")
    } else {
        (1_000_000, "s")
    };
    let tenths = timeout.0 / (unit / 10);
    let digits = match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}.{tenth}"),
    };
    Quantity::parse(&format!("{digits}{suffix}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::text;

    fn candidates_of(list: &str) -> String {
        let written = text::parse(list).expect("the test wrote a list");
        let candidates: Vec<String> = timeouts(&written.list).iter().map(Quantity::to_string).collect();
        candidates.join(" ")
    }

    #[test]
    fn timeouts_range_from_half_the_shortest_delay_to_one_and_a_half_times_the_longest() {
        assert_eq!(candidates_of("2"), "1s 1.2s 1.5s 2s 2.5s 3s");
        // Of the 18 round numbers from 100 ms to 5 s: the 1st, 3rd, 6th, 9th, 12th, 15th and 18th.
        assert_eq!(candidates_of("200ms, 1s..3s"), "100ms 150ms 300ms 600ms 1.2s 2.5s 5s");
    }

    #[test]
    fn timeouts_stay_within_the_allowed_range() {
        assert_eq!(candidates_of("0"), "1ms 1.2ms 1.5ms");
        assert_eq!(candidates_of("1439m"), "40000s 50000s 60000s 80000s");
        assert_eq!(
            candidates_of("1ms, 24h".replace("24h", "1440m").as_str())
                .split(' ')
                .count(),
            7
        );
    }
}
