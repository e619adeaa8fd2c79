//! Random links that `support` rarely draws: a loop blocked past the deadline, and all features mixed.

use crate::support::Draws;

/// The policies, those more often in which the order has been wrong before.
const POLICIES: [&str; 12] = [
    "one-by-one",
    "spawn",
    "spawn",
    "gather",
    "gather",
    "settle",
    "group",
    "group",
    "race",
    "first-ok",
    "first-ok",
    "as-completed",
];

/// A random scenario in which operations compute, often past a deadline at which other timers are due too.
pub fn random_overrun(draws: &mut Draws) -> String {
    let lengths = ["0", "0", "0.5", "1", "1", "1.5", "2", "0.25", "750ms"];
    let tasks: Vec<String> = (0..1 + draws.below(6))
        .map(|_| {
            let cpu = draws.pick(&["", "", " cpu 250ms", " cpu 500ms", " cpu 1s", " cpu 1s", " cpu 2s"]);
            let failure_mode = draws.pick(&["", "", "", " fail", " fail", " fail 1", " fail 2", " fail 50%"]);
            format!("{}{cpu}{failure_mode}", draws.pick(&lengths))
        })
        .collect();
    let mut parts = vec![
        format!("tasks={}", tasks.join(",")),
        format!("await={}", draws.pick(&POLICIES)),
        format!("deadline={}", draws.pick(&["0.5", "1", "1", "1.5", "2", "3", "1.25"])),
        format!("seed={}", draws.below(1_000)),
    ];
    if draws.once_in(2) {
        parts.push(format!("limit={}", 1 + draws.below(3)));
    }
    if draws.once_in(4) {
        parts.push(format!("timeout={}", draws.pick(&["0.5", "1", "1.5", "0.75"])));
    }
    if draws.once_in(2) {
        parts.push(format!("retry={}", 1 + draws.below(2)));
        parts.push(format!(
            "backoff={}",
            draws.pick(&["0", "0", "0.5", "0.25", "1", "0.0001ms"])
        ));
    }
    if draws.once_in(3) {
        parts.push("leftovers=finish".into());
    }
    as_link(&parts)
}

/// A random scenario with any features: lengths of 0, of less than a microsecond and up to seconds, ranges, repeated
/// items, every modifier. One in three is a crowd.
pub fn random_mixture(draws: &mut Draws) -> String {
    if draws.once_in(3) {
        return random_crowd(draws);
    }
    let tiny = ["0.0001ms", "0.0004ms", "0.0005ms", "0.000001", "0.001ms", "0"];
    let coarse = [
        "0", "0.0", "0.5", "1", "1", "1s", "1.5", "2", "500ms", "3", "0.1s..2s", "1..3",
    ];
    let exact = ["1.00001", "0.99999s", "333ms", "0.66667", "1.234567"];
    let tiny_only = draws.once_in(4);
    let length = |draws: &mut Draws| -> String {
        let from: &[&str] = match draws.below(8) {
            _ if tiny_only => &tiny,
            0 => &tiny,
            1 => &exact,
            _ => &coarse,
        };
        draws.pick(from).into()
    };
    let tasks: Vec<String> = (0..1 + draws.below(8))
        .map(|_| {
            let mut item = length(draws);
            if draws.once_in(5) {
                item += draws.pick(&[" cpu 1s", " cpu 250ms", " cpu 0.001ms", " cpu 0.0001ms", " cpu 2s"]);
            }
            item += draws.pick(&[
                "",
                "",
                "",
                " fail",
                " fail",
                " fail 1",
                " fail 3",
                " fail 30%",
                " fail 70%",
            ]);
            item + draws.pick(&["", "", "", "", " x2", " x3"])
        })
        .collect();
    let mut parts = vec![
        format!("tasks={}", tasks.join(",")),
        format!("await={}", draws.pick(&POLICIES)),
        format!("seed={}", draws.below(1_000)),
    ];
    if draws.once_in(2) {
        parts.push(format!("limit={}", 1 + draws.below(5)));
    }
    if draws.once_in(3) {
        parts.push(format!(
            "timeout={}",
            draws.pick(&["0.5", "1", "1.5", "1ms", "2", "0.001s"])
        ));
    }
    if draws.once_in(3) {
        parts.push(format!(
            "deadline={}",
            draws.pick(&["0.5", "1", "1.5", "1ms", "2", "4", "0.001001"])
        ));
    }
    if draws.once_in(2) {
        parts.push(format!("retry={}", 1 + draws.below(4)));
        parts.push(format!("backoff={}", length(draws).split("..").next().unwrap_or("0")));
    }
    if draws.once_in(2) {
        parts.push("leftovers=finish".into());
    }
    as_link(&parts)
}

/// Up to fourteen operations that compete for a few permits, most of them due at the same time.
fn random_crowd(draws: &mut Draws) -> String {
    let lengths = ["0", "0", "0", "0.5", "1", "1", "0.0001ms", "0.000001", "1.5"];
    let busy = ["", " cpu 500ms", " cpu 1s", " cpu 0.000001", " cpu 0.5"];
    let idle = ["", "", "", "", " cpu 0.5", " cpu 1s"];
    let cpu: &[&str] = if draws.once_in(2) { &busy } else { &idle };
    let tasks: Vec<String> = (0..3 + draws.below(12))
        .map(|_| {
            let failure_mode = draws.pick(&["", "", "", "", " fail", " fail 1", " fail 2", " fail 50%", " fail 20%"]);
            format!("{}{}{failure_mode}", draws.pick(&lengths), draws.pick(cpu))
        })
        .collect();
    let mut parts = vec![
        format!("tasks={}", tasks.join(",")),
        format!("await={}", draws.pick(&POLICIES)),
        format!("seed={}", draws.below(100_000)),
        format!("limit={}", 1 + draws.below(6)),
    ];
    if !draws.once_in(4) {
        let deadlines = ["0.5", "1", "1", "1.5", "2", "3", "0.500001", "1.000001", "5"];
        parts.push(format!("deadline={}", draws.pick(&deadlines)));
    }
    if draws.once_in(2) {
        parts.push(format!(
            "timeout={}",
            draws.pick(&["0.5", "1", "1.5", "0.500001", "1ms"])
        ));
    }
    if draws.once_in(2) {
        let backoffs = ["0", "0", "0.5", "0.25", "1", "0.0001ms", "0.0004ms", "0.000001"];
        parts.push(format!("retry={}", 1 + draws.below(5)));
        parts.push(format!("backoff={}", draws.pick(&backoffs)));
    }
    if draws.once_in(2) {
        parts.push("leftovers=finish".into());
    }
    as_link(&parts)
}

/// The parts as a link, percent-encoded where a link needs it.
fn as_link(parts: &[String]) -> String {
    parts.join("&").replace('%', "%25").replace(' ', "%20")
}
