//! What the program needs for a scenario, in any language: parameters, kinds of errors, cancellation.

use scenario::time::Micros;
use scenario::{FailureMode, Item, Leftovers, Operation, Policy, PyNumber, Quantity, Scenario, Unit, chance};

/// The number of operations up to which they are written out one by one; longer lists are written as a list and a loop.
pub(super) const MOST_INLINE: u64 = 5;

/// The longest pause between attempts, in seconds: 24 h (docs/semantics.md).
pub(super) const LONGEST_PAUSE: f64 = 86_400.0;

/// The scenario with its chance drawn and its needs derived.
pub(super) struct ProgramPlan<'a> {
    pub scenario: &'a Scenario,
    pub policy: Policy,
    /// The operations in list order; equal ones of one `xN` share a call.
    pub calls: Vec<Call>,
    /// The number of operations.
    pub count: u64,
    /// Whether the operations are written out one by one.
    pub inline: bool,
    /// How the program specifies which attempts fail.
    pub failing: Failing,
    /// Whether an operation computes.
    pub cpu: bool,
    /// Whether an item has a name.
    pub named: bool,
    /// Whether the attempts of an operation have delays of their own, so that the program lists them.
    pub delays_differ: bool,
    /// The subject of the comment that names the seed; `None` if nothing was drawn.
    drawn: Option<&'static str>,
    /// The number of operations that the program leaves out.
    left_out: u64,
    /// Whether the failure of an operation can reach its awaiter.
    pub can_fail: bool,
    /// Whether an operation can fail by its own error, not only by a timeout.
    pub can_raise: bool,
}

/// One operation, or `count` equal ones.
pub(super) struct Call {
    /// The index of the first of them in the list, from 1.
    pub index: u32,
    pub count: u32,
    pub name: Option<String>,
    /// The delay of each attempt, in order; as many as in `fails`.
    pub delays: Vec<PyNumber>,
    /// In seconds, as written; `None` if it does not compute.
    pub cpu: Option<PyNumber>,
    /// Whether each attempt fails, in order. Attempts that can never be made are left out.
    pub fails: Vec<bool>,
}

/// How the program specifies which attempts fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failing {
    /// No attempt fails.
    Never,
    /// An operation fails in all attempts or in none.
    Flag,
    /// A number of first attempts fail.
    First,
    /// A list of attempts fail.
    On,
}

/// The function that parameters are for: one attempt, or all attempts. Only the latter knows which attempts fail, and
/// how long each sleeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Attempt,
    Whole,
}

impl<'a> ProgramPlan<'a> {
    /// The plan for a scenario of which the program leaves out `left_out` operations.
    pub fn of(scenario: &'a Scenario, left_out: u64) -> Self {
        let mut calls = Vec::new();
        let mut index = 1_u32;
        for item in &scenario.tasks.items {
            calls_of(scenario, item, index, &mut calls);
            index = index.saturating_add(item.repeat);
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
            delays_differ: calls.iter().any(|call| call.same_delay().is_none()),
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

    /// The number of attempts that an operation may make.
    pub const fn attempts(&self) -> u32 {
        self.scenario.retry + 1
    }

    pub const fn retries(&self) -> bool {
        self.scenario.retry > 0
    }

    /// The first pause between attempts in seconds; `None` if attempts follow each other without a pause.
    pub fn backoff(&self) -> Option<PyNumber> {
        let first = self.scenario.backoff.number();
        (self.retries() && first.is_above_zero()).then_some(first)
    }

    /// Whether the pause doubles. With a single retry there is only one pause.
    pub const fn backoff_doubles(&self) -> bool {
        self.scenario.retry > 1
    }

    /// Whether the doubled pause can exceed the longest one.
    pub fn backoff_is_capped(&self) -> bool {
        let doublings = i32::try_from(self.scenario.retry.saturating_sub(1)).unwrap_or(i32::MAX);
        self.scenario.backoff.as_secs() * 2_f64.powi(doublings) > LONGEST_PAUSE
    }

    /// Whether operations can still be running when main ends and are then awaited.
    pub fn waits_for_leftovers(&self) -> bool {
        self.leaves_siblings() && self.scenario.leftovers == Leftovers::Finish && self.scenario.runs_as() == Unit::Task
    }

    /// Whether operations can still be running when main ends and are then cancelled.
    pub fn stops_leftovers(&self) -> bool {
        self.leaves_siblings() && !self.waits_for_leftovers()
    }

    /// Whether a failure can reach main while other operations are running.
    fn leaves_siblings(&self) -> bool {
        self.can_fail && self.count > 1 && matches!(self.policy, Policy::Spawn | Policy::Gather)
    }

    /// Whether operations can be cancelled: by a race that is won, a failed group, a deadline, or the end of main.
    pub fn cancels(&self) -> bool {
        let others = match self.policy {
            Policy::Race | Policy::FirstOk => self.count > 1,
            Policy::Group => self.can_fail && self.count > 1,
            _ => self.stops_leftovers(),
        };
        others || self.scenario.deadline.is_some()
    }

    /// The comments at the head of the program, without the comment mark: the seed, and what is left out.
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
    /// The delay, if all attempts have the same.
    pub fn same_delay(&self) -> Option<PyNumber> {
        let (&first, more) = self.delays.split_first()?;
        more.iter().all(|&delay| delay == first).then_some(first)
    }

    /// The delay of the first attempt.
    pub fn first_delay(&self) -> PyNumber {
        self.delays[0]
    }

    /// Whether every attempt fails.
    pub fn always_fails(&self) -> bool {
        !self.fails.is_empty() && self.fails.iter().all(|&fails| fails)
    }

    /// The number of attempts that fail before the first success.
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

    /// The name for use in a comment: on one line in every language, without the characters that change the direction
    /// of text, which rustc rejects in comments.
    pub fn comment(&self) -> Option<String> {
        let name = self.name.as_ref()?;
        let unfit = |letter: char| {
            letter.is_control()
                || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        Some(name.replace(unfit, " ").trim().to_owned())
    }
}

/// The number of list entries that an item takes: one for each operation if something is drawn for it.
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
        let index = first.saturating_add(nth);
        let (delay, number) = chance::delay(scenario.seed, index, 1, &item.delay);
        let cpu = item.cpu.as_ref().filter(|cpu| cpu.micros() > Micros::ZERO);
        let operation = Operation {
            index,
            name: String::new(),
            delay,
            number,
            cpu: Micros::ZERO,
            failure_mode: item.failure_mode.clone(),
        };
        let mut fails: Vec<bool> = (1..=scenario.retry + 1)
            .map(|attempt| operation.attempt_fails(scenario.seed, attempt))
            .collect();
        // Without a timeout, the first attempt that does not fail is the last one.
        if scenario.timeout.is_none()
            && let Some(success) = fails.iter().position(|&fails| !fails)
        {
            fails.truncate(success + 1);
        }
        let delays = match item.delay.high {
            None => vec![number; fails.len()],
            Some(_) => (1..)
                .zip(&fails)
                .map(|(attempt, _)| chance::delay(scenario.seed, index, attempt, &item.delay).1)
                .collect(),
        };
        calls.push(Call {
            index,
            count,
            name: match (&item.name, each) {
                (Some(name), 2..) => Some(format!("{name} {}", nth + 1)),
                (name, _) => name.clone(),
            },
            delays,
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

/// An operation that is written out by itself.
pub(super) struct Single<'a> {
    pub index: u32,
    pub call: &'a Call,
    pub comment: Option<String>,
}

impl ProgramPlan<'_> {
    /// The parameter for the delay, or for the delays of all attempts.
    pub const fn delay_parameter(&self, layer: Layer) -> &'static str {
        match layer {
            Layer::Whole if self.delays_differ => "delays",
            _ => "delay",
        }
    }

    /// The parameter that specifies which attempts fail, with what the language writes beside it: the type or the default of
    /// `fails`, `failures` or `fails_on`.
    pub const fn failing_parameter(
        &self,
        layer: Layer,
        [fails, failures, fails_on]: [&'static str; 3],
    ) -> Option<(&'static str, &'static str)> {
        match (self.failing, layer) {
            (Failing::Never, _) => None,
            (Failing::Flag, _) | (_, Layer::Attempt) => Some(("fails", fails)),
            (Failing::First, Layer::Whole) => Some(("failures", failures)),
            (Failing::On, Layer::Whole) => Some(("fails_on", fails_on)),
        }
    }

    /// The operations one by one. Call it only if they are written out: there may be a million.
    pub fn singles(&self) -> impl Iterator<Item = Single<'_>> {
        self.calls.iter().flat_map(|call| {
            (0..call.count).map(move |nth| Single {
                index: call.index.saturating_add(nth),
                call,
                comment: match (call.comment(), call.count) {
                    (Some(name), 2..) => Some(format!("{name} {}", nth + 1)),
                    (name, _) => name,
                },
            })
        })
    }

    /// The indexes of the operations that are written out.
    pub fn indexes(&self) -> impl Iterator<Item = u32> {
        1..=u32::try_from(self.count).unwrap_or(u32::MAX)
    }

    /// Whether every operation can fail, so that there may be no first success.
    pub fn all_can_fail(&self) -> bool {
        self.timeout().is_some() || self.calls.iter().all(Call::always_fails)
    }

    /// Whether a failure can reach main itself, not only as one outcome of several.
    pub fn failure_reaches_main(&self) -> bool {
        let policy = matches!(
            self.policy,
            Policy::OneByOne | Policy::Spawn | Policy::Gather | Policy::Group | Policy::Race
        );
        policy && self.can_fail
    }
}
