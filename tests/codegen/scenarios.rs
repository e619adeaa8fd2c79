//! The scenarios whose programs are run: every policy with every modifier, the examples, and random ones.

use crate::support::{Draws, Family, open, random_link};
use scenario::examples::EXAMPLES;
use scenario::time::Micros;
use scenario::{Policy, Quantity, Scenario};

/// The number of random scenarios for each language.
const RANDOM: u64 = 200;

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 500_000;

/// Lists for the modifiers to act on: with at most five operations, which are written out one by one, and with more,
/// which are in a list. No two timers of a list are due at the same moment, except those of equal operations.
const LISTS: [&str; 7] = [
    "2,1,3",
    "it's%20%22%5C%60%24%7Bu%7D%E2%80%A8%E2%80%AE:%201.3s,orders:%200.55s%20fail,prices:%202s",
    "0.9%20fail%201,1.37,2.21%20fail%2060%25,0.61",
    "1.1%20cpu%20200ms,0.43,3.07",
    "0.51,0.72%20fail,1.13,1.94,2.35%20fail%202,2.86,3.31%20fail%2050%25",
    "a:%200.3s..4s%20x6,b:%200.2%20cpu%2070ms",
    "flaky:%200.3s..2s%20fail%2060%25%20x3,1.17,0.4s..3s%20fail%201%20cpu%2030ms",
];

/// What is set in addition to the policy.
const MODIFIERS: [&str; 12] = [
    "",
    "limit=1",
    "limit=2",
    "timeout=1.21",
    "deadline=1.83",
    "retry=2",
    "retry=2&backoff=170ms",
    "timeout=1.21&retry=1&backoff=0.33",
    "unit=future",
    "leftovers=finish",
    "limit=2&deadline=2.47&leftovers=finish",
    "limit=2&timeout=1.62&deadline=4.4s&retry=1&backoff=110ms&seed=3",
];

/// Every policy with every modifier over every list.
pub fn matrix() -> Vec<String> {
    let mut links = Vec::new();
    for list in LISTS {
        for policy in Policy::ALL {
            for modifiers in MODIFIERS {
                // docs/links.md: with spawn, unit=future is a bad part.
                if policy == Policy::Spawn && modifiers == "unit=future" {
                    continue;
                }
                let link = format!("tasks={list}&await={}&{modifiers}", policy.id());
                links.push(link.trim_end_matches('&').to_owned());
            }
        }
    }
    links
}

/// The examples of the page.
pub fn examples() -> Vec<String> {
    EXAMPLES.iter().map(|example| example.link.clone()).collect()
}

/// Every policy over lists that are too long to be written out one by one.
pub fn long() -> Vec<String> {
    let lists = [
        "0.51%20x60",
        "sensor:%200.5s..2s%20x45,1.11%20x3,2.5%20fail%202%20x2,0.3%20cpu%2010ms&retry=1",
        "1.5,2.25,3%20fail%2010%25%20x50&limit=7&deadline=9",
        "0.5s..2s%20fail%2030%25%20x45,1.11%20x3,0.75%20fail%201%20x4&retry=3",
        "0.5s..2s%20x45,1.11%20x3&timeout=1.2&retry=2&backoff=60ms",
        "0.75%20fail%2050%25%20x45,1.11%20x3&retry=3",
    ];
    let with_all = |list: &str| Policy::ALL.map(|policy| format!("tasks={list}&await={}", policy.id()));
    lists.into_iter().flat_map(with_all).collect()
}

/// The same with joined operations, with up to and more than 30, where futures changes its algorithm.
pub fn long_joined() -> Vec<String> {
    let lists = [
        "0.51%20x60",
        "0.5,1.25%20x28,0.75%20cpu%20100ms,2",
        "0.5,1.25%20x28,0.75%20fail%201&retry=1&limit=4",
        "1.5%20x20,0.5%20fail,2.25%20x20",
        "1.5,2.25,0.3s..3s%20fail%2010%25%20x50&limit=7&deadline=9",
        "0.3s..3s%20fail%2030%25%20x40&limit=9&timeout=2&retry=2",
    ];
    let joining = || Policy::ALL.into_iter().filter(|&policy| policy != Policy::Spawn);
    let with_all = |list: &str| {
        let list = list.to_owned();
        joining().map(move |policy| format!("tasks={list}&await={}&unit=future", policy.id()))
    };
    lists.into_iter().flat_map(with_all).collect()
}

/// Random scenarios of a family.
pub fn random(family: Family, stream: u64) -> Vec<String> {
    (0..RANDOM)
        .map(|case| random_link(&mut Draws::of(FIRST_CASE + stream * RANDOM + case), family))
        .collect()
}

/// The scenarios of these links.
pub fn opened(links: &[String]) -> Vec<Scenario> {
    links.iter().map(|link| open(link)).collect()
}

/// The scenario with every duration in whole milliseconds, which is the resolution of tokio's timers.
pub fn in_whole_milliseconds(mut scenario: Scenario) -> Scenario {
    let whole = |quantity: &mut Quantity| {
        let Micros(length) = quantity.micros();
        if length % 1_000 != 0 {
            *quantity = Quantity::millis(length.div_ceil(1_000));
        }
    };
    for item in &mut scenario.tasks.items {
        whole(&mut item.delay.low);
        item.delay.high.iter_mut().for_each(whole);
        item.cpu.iter_mut().for_each(whole);
    }
    scenario.timeout.iter_mut().for_each(whole);
    scenario.deadline.iter_mut().for_each(whole);
    whole(&mut scenario.backoff);
    scenario
}
