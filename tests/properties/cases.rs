//! The random scenarios, and the reduction of a failing one to a small one.

use crate::mixtures::{random_mixture, random_overrun};
use crate::support::{Draws, Family, open, random_link};
use recording::Trace;
use scenario::{FailureMode, Leftovers, Policy, Quantity, Scenario, Unit, link};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The result of a law: what is wrong with a run, in words.
pub type Verdict = Result<(), String>;

/// The number of scenarios for each law: some hundreds of each family.
const CASES: u64 = 4_000;

/// The number of scenarios in which the loop is blocked past the deadline, and the number of scenarios with all
/// features mixed.
const MIXTURES: u64 = 500;

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 100_000;

/// The number of failing cases to show: a bug rarely needs more.
const SHOWN: usize = 3;

/// Checks a law against the run of every scenario.
#[track_caller]
pub fn every_run(law: impl Fn(&Scenario, &Trace) -> Verdict) {
    every_scenario(|scenario| law(scenario, &runtime::simulate(scenario)));
}

/// Checks a law against every scenario.
#[track_caller]
pub fn every_scenario(law: impl Fn(&Scenario) -> Verdict) {
    let mut failing = Vec::new();
    for case in 0..CASES + 2 * MIXTURES {
        let draws = &mut Draws::of(FIRST_CASE + case);
        let scenario = open(&match case {
            0..CASES => random_link(draws, family(case)),
            case if case - CASES < MIXTURES => random_overrun(draws),
            _ => random_mixture(draws),
        });
        if fault(&law, &scenario).is_some() {
            failing.push(smallest(&law, scenario));
            if failing.len() == SHOWN {
                break;
            }
        }
    }
    assert!(failing.is_empty(), "\n{}", failing.join("\n"));
}

/// The eight families in turn.
fn family(case: u64) -> Family {
    Family {
        ties: case & 1 > 0,
        cpu: case & 2 > 0,
        joined: case & 4 > 0,
    }
}

/// What is wrong, including a panic.
fn fault(law: &impl Fn(&Scenario) -> Verdict, scenario: &Scenario) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| law(scenario))) {
        Ok(verdict) => verdict.err(),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
            Some(format!("panicked: {}", said.unwrap_or("without a word")))
        }
    }
}

/// Removes tasks and modifiers one at a time while the law still fails; returns the reduced link with the failure.
fn smallest(law: &impl Fn(&Scenario) -> Verdict, mut scenario: Scenario) -> String {
    let first = link::write(&scenario);
    while let Some(smaller) = smaller(&scenario)
        .into_iter()
        .find(|smaller| fault(law, smaller).is_some())
    {
        scenario = smaller;
    }
    let fault = fault(law, &scenario).unwrap_or_default();
    format!("#{}\n  {fault}\n  found as #{first}", link::write(&scenario))
}

/// The scenarios with one task or modifier removed.
fn smaller(scenario: &Scenario) -> Vec<Scenario> {
    let mut all = Vec::new();
    let mut push = |change: &dyn Fn(&mut Scenario)| {
        let mut smaller = scenario.clone();
        change(&mut smaller);
        if smaller != *scenario {
            all.push(smaller);
        }
    };
    for index in 0..scenario.tasks.items.len() {
        if scenario.tasks.items.len() > 1 {
            push(&|smaller| drop(smaller.tasks.items.remove(index)));
        }
        push(&|smaller| smaller.tasks.items[index].cpu = None);
        push(&|smaller| smaller.tasks.items[index].failure_mode = FailureMode::Succeeds);
    }
    push(&|smaller| smaller.limit = None);
    push(&|smaller| smaller.timeout = None);
    push(&|smaller| smaller.deadline = None);
    push(&|smaller| smaller.retry = 0);
    push(&|smaller| smaller.backoff = Quantity::plain(0));
    push(&|smaller| smaller.unit = Unit::Task);
    push(&|smaller| smaller.leftovers = Leftovers::Cancel);
    push(&|smaller| smaller.seed = 1);
    all
}

/// The same scenario with every other policy, and with its modifiers removed or changed.
pub fn variants(scenario: &Scenario) -> Vec<Scenario> {
    let mut all: Vec<Scenario> = Policy::ALL
        .iter()
        .map(|&policy| Scenario {
            policy,
            ..scenario.clone()
        })
        .collect();
    for policy in [Policy::OneByOne, Policy::Settle] {
        let bare = Scenario {
            policy,
            limit: None,
            timeout: None,
            deadline: None,
            ..scenario.clone()
        };
        all.push(Scenario {
            retry: 3,
            unit: Unit::Future,
            leftovers: Leftovers::Finish,
            ..bare.clone()
        });
        all.push(Scenario {
            retry: 0,
            unit: Unit::Task,
            ..bare
        });
    }
    all
}
