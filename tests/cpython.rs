//! The runtime's console lines against CPython itself: an asyncio program on a loop whose clock is virtual.
//!
//! Needs python3, 3.11 or newer; `cargo xtask test` says so when there is none. What CPython cannot mean (joined futures)
//! is left to `properties.rs`.

#[path = "support/others.rs"]
mod others;
mod support;

use futurescope::runtime;
use futurescope::scenario::{Leftovers, PyNumber, Quantity, Scenario};
use futurescope::trace::Outcome;
use others::{json_lines, python};
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

#[test]
fn the_tutorial_prints_what_cpython_prints() {
    compare(vec![String::new(), "tasks=2,1,3&await=gather".into()]);
}

fn compare(links: Vec<String>) {
    let Some(python) = python() else {
        println!("python3 3.11 or newer was not found: the lines are not held against CPython here");
        return;
    };
    let scenarios: Vec<Scenario> = links.iter().map(|link| open(link)).collect();
    let answers = ask(&python, &scenarios);
    let mut different = Vec::new();
    for ((link, scenario), answer) in links.iter().zip(&scenarios).zip(&answers) {
        let trace = runtime::simulate(scenario);
        let lines: Vec<&str> = trace.console().collect();
        let outcome = trace.outcome.map_or("none", Outcome::word);
        if answer["lines"] != json!(lines) || answer["outcome"] != json!(outcome) {
            different.push(format!("#{link}\n  here:    {lines:?} {outcome}\n  CPython: {answer}"));
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

fn ask(python: &str, scenarios: &[Scenario]) -> Vec<Value> {
    let questions: Vec<Value> = scenarios.iter().map(question).collect();
    json_lines(Command::new(python).arg(ORACLE), &questions)
}

/// The scenario in the oracle's terms, with chance already drawn. It is run as `asyncio.run` runs it.
fn question(scenario: &Scenario) -> Value {
    let length = |length: &Option<Quantity>| {
        length
            .as_ref()
            .map(|it| json!({"us": it.micros().0, "text": it.number().to_string()}))
    };
    let attempts = scenario.retry + 1;
    let operations: Vec<Value> = scenario
        .operations()
        .iter()
        .map(|operation| {
            let fails: Vec<bool> = (1..=attempts).map(|number| operation.attempt_fails(scenario.seed, number)).collect();
            let PyNumbers { text, double } = PyNumbers::of(operation.number);
            json!({"delay_us": operation.delay.0, "text": text, "double": double, "cpu_us": operation.cpu.0, "fails": fails})
        })
        .collect();
    json!({
        "policy": scenario.policy.id(),
        "limit": scenario.limit,
        "timeout": length(&scenario.timeout),
        "deadline": length(&scenario.deadline),
        "retry": scenario.retry,
        "backoff_us": scenario.backoff.micros().0,
        "unit": "task",
        "leftovers": if scenario.leftovers == Leftovers::Finish { "finish" } else { "cancel" },
        "end": "run",
        "ops": operations,
    })
}

struct PyNumbers {
    text: String,
    double: String,
}

impl PyNumbers {
    fn of(number: PyNumber) -> Self {
        Self {
            text: number.to_string(),
            double: number.doubled().to_string(),
        }
    }
}
