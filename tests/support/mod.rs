//! Random scenarios as links, so that every failing case can be opened in the page.

use scenario::{Scenario, link};

/// SplitMix64, the random numbers of the tests, seeded by the number of the case.
pub struct Draws(u64);

impl Draws {
    /// The draws of case `number`.
    pub fn of(number: u64) -> Self {
        Self(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x0F0F_F0F0_1234_5678)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`.
    pub fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }

    /// True once in `count`.
    pub fn once_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    /// One of these texts.
    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// The features that random scenarios of a family may have.
#[derive(Clone, Copy)]
pub struct Family {
    /// Delays from a few values, so that timers are often due at the same time.
    pub ties: bool,
    /// Operations that compute.
    pub cpu: bool,
    /// Operations joined into main.
    pub joined: bool,
}

/// A random scenario of this family, as a link.
pub fn random_link(draws: &mut Draws, family: Family) -> String {
    let policies = [
        "one-by-one",
        "spawn",
        "gather",
        "settle",
        "group",
        "race",
        "first-ok",
        "as-completed",
    ];
    let policy = draws.pick(&policies);
    let tasks: Vec<String> = (0..1 + draws.below(7)).map(|_| random_item(draws, family)).collect();
    let mut parts = vec![format!("tasks={}", tasks.join(",")), format!("await={policy}")];
    if draws.once_in(2) {
        parts.push(format!("limit={}", 1 + draws.below(4)));
    }
    if draws.once_in(3) {
        parts.push(format!("timeout={}", random_length(draws, family, false)));
    }
    if draws.once_in(4) {
        parts.push(format!("deadline={}", random_length(draws, family, false)));
    }
    if draws.once_in(3) {
        parts.push(format!("retry={}", 1 + draws.below(3)));
        if draws.once_in(2) {
            parts.push(format!("backoff={}", random_length(draws, family, true)));
        }
    }
    parts.push(format!("seed={}", draws.below(1_000)));
    if draws.once_in(4) {
        parts.push("leftovers=finish".into());
    }
    if family.joined && policy != "spawn" && draws.once_in(2) {
        parts.push("unit=future".into());
    }
    parts
        .join("&")
        .replace(' ', "%20")
        .replace('%', "%25")
        .replace("%2520", "%20")
}

fn random_item(draws: &mut Draws, family: Family) -> String {
    let mut item = random_length(draws, family, true);
    if family.cpu && draws.once_in(4) {
        item += draws.pick(&[" cpu 1s", " cpu 250ms", " cpu 0.5", " cpu 37ms"]);
    }
    item += draws.pick(&["", "", "", "", " fail", " fail 1", " fail 2", " fail 40%"]);
    item
}

fn random_length(draws: &mut Draws, family: Family, or_zero: bool) -> String {
    if family.ties {
        let lengths = ["1", "2", "0.5", "1s", "1.5", "500ms", "3", "0", "0.0"];
        let count = if or_zero { 9 } else { 7 };
        return draws.pick(&lengths[..count]).into();
    }
    // Timeouts and deadlines are at least 1 ms.
    let shortest = if or_zero { 1 } else { 100 };
    match draws.below(3) {
        0 => format!("{}ms", 1 + draws.below(3_000)),
        1 => format!("{}.{:03}", draws.below(3), 1 + draws.below(999)),
        _ => format!("{}.{:05}s", draws.below(3), shortest + draws.below(100_000 - shortest)),
    }
}

/// The scenario of a valid link.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn open(fragment: &str) -> Scenario {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "{fragment}: {:?}", opened.problems);
    opened.scenario
}
