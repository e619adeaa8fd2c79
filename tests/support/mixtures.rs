//! Random links of kinds that `support` draws rarely: a loop held past the deadline, and everything at once.

use crate::support::Draws;

/// A random scenario in which operations compute, often past a deadline that other things are due at as well.
pub fn random_overrun(draws: &mut Draws) -> String {
    let lengths = ["0", "0", "0.5", "1", "1", "1.5", "2", "0.25", "750ms"];
    let policies = [
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
        "as-completed",
    ];
    let tasks: Vec<String> = (0..1 + draws.below(6))
        .map(|_| {
            let cpu = draws.pick(&["", "", " cpu 250ms", " cpu 500ms", " cpu 1s", " cpu 1s", " cpu 2s"]);
            let fate = draws.pick(&["", "", "", " fail", " fail", " fail 1", " fail 2", " fail 50%"]);
            format!("{}{cpu}{fate}", draws.pick(&lengths))
        })
        .collect();
    let mut parts = vec![
        format!("tasks={}", tasks.join(",")),
        format!("await={}", draws.pick(&policies)),
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
    parts.join("&").replace('%', "%25").replace(' ', "%20")
}

/// A random scenario with whatever there is: lengths from none over less than a microsecond to seconds, ranges and
/// repeated items, every modifier.
pub fn random_mixture(draws: &mut Draws) -> String {
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
    let policies = [
        "one-by-one",
        "spawn",
        "spawn",
        "gather",
        "settle",
        "group",
        "race",
        "race",
        "first-ok",
        "first-ok",
        "as-completed",
    ];
    let mut parts = vec![
        format!("tasks={}", tasks.join(",")),
        format!("await={}", draws.pick(&policies)),
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
    parts.join("&").replace('%', "%25").replace(' ', "%20")
}
