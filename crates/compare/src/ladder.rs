//! The timeouts worth trying for a list: round numbers, from one that nothing meets to one that everything does.

use scenario::modifiers::SHORTEST_TIMEOUT;
use scenario::time::Micros;
use scenario::{Quantity, TaskList};

/// How many there are at most, not counting "none": a curve shows its bend, and each costs 200 runs.
const MOST_RUNGS: usize = 7;

/// The round numbers of a decade, in tenths: close enough that a list of equal delays still gets rungs on both sides.
const ROUND: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// A decade below the shortest timeout, in tenths of a microsecond.
const FIRST_DECADE: u64 = SHORTEST_TIMEOUT.0 / 10;

/// The longest timeout: 24 h, as docs/links.md has it.
const LONGEST_TIMEOUT: Micros = Micros::from_secs(24 * 60 * 60);

/// Timeouts for this list, ascending: from half its shortest delay, so that every attempt runs out of time, to half as
/// much again as its longest. At most seven, at least one.
///
/// Delays as written count, not as drawn: the same list has the same ladder with every seed.
pub fn timeouts(tasks: &TaskList) -> Vec<Quantity> {
    let delays = || tasks.items.iter().map(|item| &item.delay);
    // A delay of nought sets no timer, and no timeout is shorter.
    let shortest = delays()
        .map(|delay| delay.low.micros())
        .filter(|low| *low > Micros::ZERO);
    let shortest = shortest.min().unwrap_or(SHORTEST_TIMEOUT);
    let longest = delays().map(|delay| delay.high.as_ref().unwrap_or(&delay.low).micros());
    let longest = longest.max().unwrap_or(SHORTEST_TIMEOUT).max(shortest);
    let from = Micros(shortest.0 / 2);
    let until = Micros(longest.0 / 2 * 3);

    let rungs = round_numbers();
    // The last that is not above `from`, and the first that is not below `until`; the ends of the ladder at the least.
    let first = rungs.partition_point(|rung| *rung <= from).saturating_sub(1);
    let last = rungs.partition_point(|rung| *rung < until).min(rungs.len() - 1);
    let between = &rungs[first..=last.max(first)];
    thinned(between).filter_map(written).collect()
}

/// All round numbers that may be a timeout, ascending.
fn round_numbers() -> Vec<Micros> {
    let decades = std::iter::successors(Some(FIRST_DECADE), |decade| decade.checked_mul(10));
    let all = decades.flat_map(|decade| ROUND.iter().map(move |tenths| tenths.checked_mul(decade)));
    let all = all.map_while(|rung| rung.map(Micros));
    all.take_while(|rung| *rung <= LONGEST_TIMEOUT).collect()
}

/// At most [`MOST_RUNGS`] of them, evenly spaced by place, the first and the last always in.
fn thinned(rungs: &[Micros]) -> impl Iterator<Item = Micros> + '_ {
    let kept = rungs.len().min(MOST_RUNGS);
    (0..kept).map(move |place| match place {
        0 => rungs[0],
        _ => rungs[place * (rungs.len() - 1) / (kept - 1)],
    })
}

/// As a person would write it: `1.5s`, `300ms`.
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

    fn ladder(list: &str) -> String {
        let written = text::parse(list).expect("the test wrote a list");
        let rungs: Vec<String> = timeouts(&written.list).iter().map(Quantity::to_string).collect();
        rungs.join(" ")
    }

    #[test]
    fn a_ladder_reaches_from_half_the_shortest_to_half_as_much_again_as_the_longest() {
        assert_eq!(ladder("2"), "1s 1.2s 1.5s 2s 2.5s 3s");
        // Of the 18 round numbers from 100 ms to 5 s: the 1st, 3rd, 6th, 9th, 12th, 15th and 18th.
        assert_eq!(ladder("200ms, 1s..3s"), "100ms 150ms 300ms 600ms 1.2s 2.5s 5s");
    }

    #[test]
    fn the_ends_of_what_may_be_written_are_the_ends_of_the_ladder() {
        assert_eq!(ladder("0"), "1ms 1.2ms 1.5ms");
        assert_eq!(ladder("1439m"), "40000s 50000s 60000s 80000s");
        assert_eq!(
            ladder("1ms, 24h".replace("24h", "1440m").as_str()).split(' ').count(),
            7
        );
    }
}
