//! Compares the runtime's console lines and its unretrieved failures with CPython: an asyncio program on a loop whose
//! clock is virtual.
//!
//! Needs python3, 3.11 or newer; `cargo xtask test` reports if it is missing. `properties.rs` covers joined futures,
//! which CPython does not have.

#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "support/once_different.rs"]
mod once_different;
#[path = "support/others.rs"]
mod others;
mod support;

use mixtures::{random_mixture, random_overrun};
use once_different::ONCE_DIFFERENT;
use others::{PYTHON, json_lines};
use recording::{EventKind, RunOutcome, Trace};
use scenario::{Leftovers, Operations, PyNumber, Quantity, Scenario};
use serde_json::{Value, json};
use std::process::Command;
use support::{Draws, Family, open, random_link};

const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/cpython.py");

#[test]
fn a_thousand_random_scenarios_print_what_cpython_prints() {
    let family = Family {
        ties: false,
        cpu: true,
        joined: false,
    };
    compare(
        (0..1_000)
            .map(|case| random_link(&mut Draws::of(case), family))
            .collect(),
    );
}

#[test]
fn a_thousand_scenarios_full_of_ties_print_what_cpython_prints() {
    let family = Family {
        ties: true,
        cpu: false,
        joined: false,
    };
    compare(
        (0..1_000)
            .map(|case| random_link(&mut Draws::of(10_000 + case), family))
            .collect(),
    );
}

#[test]
fn a_thousand_scenarios_with_ties_and_a_blocked_loop_print_what_cpython_prints() {
    let family = Family {
        ties: true,
        cpu: true,
        joined: false,
    };
    compare(
        (0..1_000)
            .map(|case| random_link(&mut Draws::of(20_000 + case), family))
            .collect(),
    );
}

/// Twenty thousand cases, because of the links in which a computation overlaps the deadline only one in some hundreds is
/// special.
#[test]
fn scenarios_with_the_loop_blocked_past_the_deadline_print_what_cpython_prints() {
    compare(
        (0..20_000)
            .map(|case| random_overrun(&mut Draws::of(30_000 + case)))
            .collect(),
    );
}

#[test]
fn scenarios_with_everything_at_once_print_what_cpython_prints() {
    compare(
        (0..10_000)
            .map(|case| random_mixture(&mut Draws::of(60_000 + case)))
            .collect(),
    );
}

#[test]
fn the_tutorial_prints_what_cpython_prints() {
    compare(vec![String::new(), "tasks=2,1,3&await=gather".into()]);
}

#[test]
fn links_that_once_differed_print_what_cpython_prints() {
    compare(ONCE_DIFFERENT.iter().map(|link| link.replace(' ', "%20")).collect());
}

#[test]
#[should_panic(expected = "was not found")]
fn in_ci_a_missing_cpython_is_an_error() {
    assert_eq!(PYTHON.found_or_not(Some("python3"), true), Some("python3"));
    assert_eq!(PYTHON.found_or_not(None, false), None);
    PYTHON.found_or_not(None, true);
}

fn compare(links: Vec<String>) {
    let Some(python) = PYTHON.command() else { return };
    let scenarios: Vec<Scenario> = links.iter().map(|link| open(link)).collect();
    let answers = ask(python, &scenarios);
    let mut different = Vec::new();
    for ((link, scenario), answer) in links.iter().zip(&scenarios).zip(&answers) {
        let trace = runtime::simulate(scenario);
        let lines: Vec<&str> = trace.console().collect();
        let outcome = trace.outcome.map_or("none", RunOutcome::word);
        let unseen = never_retrieved(&trace);
        if answer["lines"] != json!(lines)
            || answer["outcome"] != json!(outcome)
            || answer["never_retrieved"] != json!(unseen)
        {
            different.push(format!(
                "#{link}\n  here:    {lines:?} {outcome} {unseen:?}\n  CPython: {answer}"
            ));
        }
    }
    assert!(
        different.is_empty(),
        "{} of {} differ from CPython:\n{}",
        different.len(),
        links.len(),
        different[..different.len().min(10)].join("\n"),
    );
}

/// Asks two interpreters at once, half of the questions each, because they take most of the time.
fn ask(python: &str, scenarios: &[Scenario]) -> Vec<Value> {
    let ask_one = |scenarios: &[Scenario]| {
        let questions: Vec<Value> = scenarios.iter().map(question).collect();
        json_lines(Command::new(python).arg(ORACLE), &questions)
    };
    let (first, second) = scenarios.split_at(scenarios.len() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| ask_one(second));
        let mut answers = ask_one(first);
        answers.extend(second.join().expect("the thread does not panic"));
        answers
    })
}

/// The operations whose failure, according to the trace, was never retrieved, so that Python warns of it.
fn never_retrieved(trace: &Trace) -> Vec<u32> {
    let events = trace.events.iter();
    let unseen = events.filter(|event| event.kind == EventKind::NeverRetrieved);
    unseen.filter_map(|event| event.task.map(|task| task.0)).collect()
}

/// The scenario as the oracle's input, with chance already drawn. The oracle runs it as `asyncio.run` does.
fn question(scenario: &Scenario) -> Value {
    let length = |length: &Option<Quantity>| {
        length
            .as_ref()
            .map(|it| json!({"us": it.micros().0, "text": it.number().to_string()}))
    };
    let attempts = 1..=scenario.retry + 1;
    let drawn = Operations::of(scenario.clone());
    let delay = |index, attempt| {
        let (_, number) = drawn.delay(index, attempt).expect("an operation of the list");
        json!({"us": micros(number), "text": number.to_string(), "double": number.doubled().to_string()})
    };
    let operations: Vec<Value> = scenario
        .operations()
        .iter()
        .map(|operation| {
            let fails = attempts
                .clone()
                .map(|number| operation.attempt_fails(scenario.seed, number));
            json!({
                "delays": attempts.clone().map(|number| delay(operation.index, number)).collect::<Vec<Value>>(),
                "cpu_us": operation.cpu.0,
                "fails": fails.collect::<Vec<bool>>(),
            })
        })
        .collect();
    json!({
        "policy": scenario.policy.id(),
        "limit": scenario.limit,
        "timeout": length(&scenario.timeout),
        "deadline": length(&scenario.deadline),
        "retry": scenario.retry,
        "backoff_us": micros(scenario.backoff.number()),
        "unit": "task",
        "leftovers": if scenario.leftovers == Leftovers::Finish { "finish" } else { "cancel" },
        "end": "run",
        "ops": operations,
    })
}

/// The microseconds as the program has them, unrounded; the oracle rounds them itself.
fn micros(seconds: PyNumber) -> f64 {
    match seconds {
        PyNumber::Int(whole) => whole as f64 * 1e6,
        PyNumber::Float(seconds) => seconds * 1e6,
    }
}
