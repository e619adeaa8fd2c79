//! What of the scenario a program needs, whatever its language: which parameters, which errors, who is cancelled.

use scenario::time::Micros;
use scenario::{FailureMode, Item, Leftovers, Operation, Policy, PyNumber, Quantity, Scenario, Unit, chance};

/// How many operations are written out one by one; past that a list and a loop read better.
pub(super) const MOST_INLINE: u64 = 5;

/// The longest pause between attempts, in seconds: 24 h (docs/semantics.md).
pub(super) const LONGEST_PAUSE: f64 = 86_400.0;

/// The scenario, with its chance drawn and its needs known.
pub(super) struct ProgramPlan<'a> {
    pub scenario: &'a Scenario,
    pub policy: Policy,
    /// Its operations in list order, equal ones from one `xN` together.
    pub calls: Vec<Call>,
    /// How many operations there are.
    pub count: u64,
    /// Whether they are written out one by one.
    pub inline: bool,
    /// How the program says which attempts fail.
    pub failing: Failing,
    /// Whether an operation computes.
    pub cpu: bool,
    /// Whether someone gave names.
    pub named: bool,
    /// Whether something was drawn: what the comment that names the seed says.
    drawn: Option<&'static str>,
    /// The operations of the list that the program leaves out.
    left_out: u64,
    /// Whether a failure of an operation can reach whoever awaits it.
    pub can_fail: bool,
    /// Whether an operation's failure can be one it raised itself.
    pub can_raise: bool,
}

/// One operation, or `count` equal ones.
pub(super) struct Call {
    /// The place of the first, from 1.
    pub place: u32,
    pub count: u32,
    pub name: Option<String>,
    pub delay: PyNumber,
    /// As written; `None` does not compute.
    pub cpu: Option<PyNumber>,
    /// Whether each attempt fails, from the first on. Attempts that cannot come to pass are left out.
    pub fails: Vec<bool>,
}

/// How the program says which attempts fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failing {
    /// None does.
    Never,
    /// An operation fails or it does not.
    Flag,
    /// So many attempts fail at first.
    First,
    /// These attempts fail.
    On,
}

impl<'a> ProgramPlan<'a> {
    /// The plan of a scenario of which the program leaves so many operations out.
    pub fn of(scenario: &'a Scenario, left_out: u64) -> Self {
        let mut calls = Vec::new();
        let mut place = 1_u32;
        for item in &scenario.tasks.items {
            calls_of(scenario, item, place, &mut calls);
            place = place.saturating_add(item.repeat);
        }
        let items = &scenario.tasks.items;
        let ranges = items.iter().any(|item| item.delay.high.is_some());
        let chances = items
            .iter()
            .any(|item| matches!(item.failure_mode, FailureMode::FailsByChance(_)));
        let can_raise = calls.iter().any(|call| call.fails.contains(&true));
        let timeout = scenario.timeout.is_some();
        let fails_for_good = calls.iter().any(|call| call.fails.iter().all(|&fails| fails));
        let count = scenario.tasks.count();
        Self {
            scenario,
            policy: scenario.policy,
            count,
            inline: count <= MOST_INLINE,
            failing: failing(&calls, scenario.retry),
            cpu: calls.iter().any(|call| call.cpu.is_some()),
            named: calls.iter().any(|call| call.name.is_some()),
            drawn: match (ranges, chances) {
                (true, true) => Some("Delays and failures are"),
                (true, false) => Some("Delays are"),
                (false, true) => Some("Failures are"),
                (false, false) => None,
            },
            left_out,
            can_fail: timeout || fails_for_good,
            can_raise,
            calls,
        }
    }

    pub fn timeout(&self) -> Option<PyNumber> {
        self.scenario.timeout.as_ref().map(Quantity::number)
    }

    pub fn deadline(&self) -> Option<PyNumber> {
        self.scenario.deadline.as_ref().map(Quantity::number)
    }

    /// How many attempts an operation has.
    pub const fn attempts(&self) -> u32 {
        self.scenario.retry + 1
    }

    pub const fn retries(&self) -> bool {
        self.scenario.retry > 0
    }

    /// The first pause; `None` where attempts follow each other at once.
    pub fn backoff(&self) -> Option<PyNumber> {
        let first = self.scenario.backoff.number();
        (self.retries() && first.is_above_zero()).then_some(first)
    }

    /// Whether the pause doubles: with a single retry there is nothing to double.
    pub const fn backoff_doubles(&self) -> bool {
        self.scenario.retry > 1
    }

    /// Whether doubling the pause can pass the longest one.
    pub fn backoff_is_capped(&self) -> bool {
        let doublings = i32::try_from(self.scenario.retry.saturating_sub(1)).unwrap_or(i32::MAX);
        self.scenario.backoff.as_secs() * 2_f64.powi(doublings) > LONGEST_PAUSE
    }

    /// Whether main's end can leave operations running that are to run on.
    pub fn waits_for_leftovers(&self) -> bool {
        self.leaves_siblings() && self.scenario.leftovers == Leftovers::Finish && self.scenario.runs_as() == Unit::Task
    }

    /// Whether main's end can leave operations running that are to stop.
    pub fn stops_leftovers(&self) -> bool {
        self.leaves_siblings() && !self.waits_for_leftovers()
    }

    /// Whether a failure that reaches main leaves others running.
    fn leaves_siblings(&self) -> bool {
        self.can_fail && self.count > 1 && matches!(self.policy, Policy::Spawn | Policy::Gather)
    }

    /// Whether operations are cancelled by others: a race is won, a group failed, a deadline passed, main ended.
    pub fn cancels(&self) -> bool {
        let others = match self.policy {
            Policy::Race | Policy::FirstOk => self.count > 1,
            Policy::Group => self.can_fail && self.count > 1,
            _ => self.stops_leftovers(),
        };
        others || self.scenario.deadline.is_some()
    }

    /// The comments at the head of the program, without their mark: the seed, and what is left out.
    pub fn head_comments(&self) -> Vec<String> {
        let seed = self
            .drawn
            .map(|what| format!("{what} drawn from seed {}.", self.scenario.seed));
        let cut = (self.left_out > 0).then(|| {
            let count = |number| super::in_thousands(number, ',');
            let (written, all) = (count(self.count), count(self.count + self.left_out));
            format!("Only the first {written} of {all} operations are written out.")
        });
        seed.into_iter().chain(cut).collect()
    }
}

impl Call {
    /// Whether every attempt fails.
    pub fn always_fails(&self) -> bool {
        !self.fails.is_empty() && self.fails.iter().all(|&fails| fails)
    }

    /// How many attempts fail before the first that does not.
    pub fn fails_first(&self) -> usize {
        self.fails.iter().take_while(|&&fails| fails).count()
    }

    /// The attempts that fail, from 1.
    pub fn fails_on(&self) -> Vec<String> {
        let attempts = self.fails.iter().zip(1_u32..);
        attempts
            .filter(|&(&fails, _)| fails)
            .map(|(_, attempt)| attempt.to_string())
            .collect()
    }

    /// The name as a comment may carry it: on one line in every language, and read from left to right, since rustc
    /// refuses comments that turn the direction of what follows.
    pub fn comment(&self) -> Option<String> {
        let name = self.name.as_ref()?;
        let unfit = |letter: char| {
            letter.is_control()
                || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        Some(name.replace(unfit, " ").trim().to_owned())
    }
}

/// How many entries of the list an item takes: one for each operation for which something is drawn.
pub(super) const fn entries(item: &Item) -> u32 {
    if drawn(item) { item.repeat } else { 1 }
}

const fn drawn(item: &Item) -> bool {
    item.delay.high.is_some() || matches!(item.failure_mode, FailureMode::FailsByChance(_))
}

fn calls_of(scenario: &Scenario, item: &Item, first: u32, calls: &mut Vec<Call>) {
    let (each, count) = if drawn(item) {
        (item.repeat, 1)
    } else {
        (1, item.repeat)
    };
    for nth in 0..each {
        let place = first.saturating_add(nth);
        let (delay, number) = chance::delay(scenario.seed, place, &item.delay);
        let cpu = item.cpu.as_ref().filter(|cpu| cpu.micros() > Micros::ZERO);
        let operation = Operation {
            place,
            name: String::new(),
            delay,
            number,
            cpu: Micros::ZERO,
            failure_mode: item.failure_mode.clone(),
        };
        let mut fails: Vec<bool> = (1..=scenario.retry + 1)
            .map(|attempt| operation.attempt_fails(scenario.seed, attempt))
            .collect();
        // Without a timeout the first success is the last attempt.
        if scenario.timeout.is_none()
            && let Some(success) = fails.iter().position(|&fails| !fails)
        {
            fails.truncate(success + 1);
        }
        calls.push(Call {
            place,
            count,
            name: match (&item.name, each) {
                (Some(name), 2..) => Some(format!("{name} {}", nth + 1)),
                (name, _) => name.clone(),
            },
            delay: number,
            cpu: cpu.map(Quantity::number),
            fails,
        });
    }
}

fn failing(calls: &[Call], retry: u32) -> Failing {
    let all = |is: fn(&Call) -> bool| calls.iter().all(is);
    if all(|call| !call.fails.contains(&true)) {
        Failing::Never
    } else if retry == 0 || all(|call| call.always_fails() || !call.fails.contains(&true)) {
        Failing::Flag
    } else if all(|call| !call.fails[call.fails_first()..].contains(&true)) {
        Failing::First
    } else {
        Failing::On
    }
}

/// One operation that is written out.
pub(super) struct Single<'a> {
    pub place: u32,
    pub call: &'a Call,
    pub comment: Option<String>,
}

impl ProgramPlan<'_> {
    /// The operations one by one. Only for a program that writes them out: there may be a million.
    pub fn singles(&self) -> impl Iterator<Item = Single<'_>> {
        self.calls.iter().flat_map(|call| {
            (0..call.count).map(move |nth| Single {
                place: call.place.saturating_add(nth),
                call,
                comment: match (call.comment(), call.count) {
                    (Some(name), 2..) => Some(format!("{name} {}", nth + 1)),
                    (name, _) => name,
                },
            })
        })
    }

    /// The places of the operations that are written out.
    pub fn places(&self) -> impl Iterator<Item = u32> {
        1..=u32::try_from(self.count).unwrap_or(u32::MAX)
    }

    /// Whether every operation can fail, so that a first success may not come.
    pub fn all_can_fail(&self) -> bool {
        self.timeout().is_some() || self.calls.iter().all(Call::always_fails)
    }

    /// Whether a failure can reach main itself, where it is not one outcome among others.
    pub fn failure_reaches_main(&self) -> bool {
        let policy = matches!(
            self.policy,
            Policy::OneByOne | Policy::Spawn | Policy::Gather | Policy::Group | Policy::Race
        );
        policy && self.can_fail
    }
}
