//! The Python programs under CPython, on the oracle's loop with a virtual clock.

use crate::differences::{Answer, Numbers, Reason, compare};
use crate::mixtures::{random_mixture, random_overrun};
use crate::once_different::ONCE_DIFFERENT;
use crate::others::{PYTHON, json_lines};
use crate::scenarios::{examples, long, matrix, opened, random};
use crate::support::{Draws, Family};
use codegen::{Language, program};
use recording::EventKind;
use scenario::{Scenario, Unit, link};
use serde_json::{Value, json};
use std::process::Command;

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/run.py");

/// The playground follows asyncio, so they differ only for futures joined into main, which asyncio does not have.
const REASONS: [Reason; 2] = [Reason::JoinedWithPermit, Reason::JoinedInListOrder];

/// The number of random scenarios for each kind in `mixtures`.
const MIXTURES: u64 = 2_000;

#[test]
fn python_programs_of_all_policies_and_modifiers_print_the_same() {
    run_and_compare("Python, matrix", &opened(&matrix()));
}

#[test]
fn python_programs_of_the_examples_print_the_same() {
    run_and_compare("Python, examples", &opened(&examples()));
}

#[test]
fn python_programs_of_long_lists_print_the_same() {
    run_and_compare("Python, long lists", &opened(&long()));
}

#[test]
fn python_programs_of_random_scenarios_print_the_same() {
    let families = [
        ("Python, random", false, false),
        ("Python, random with ties", true, false),
        ("Python, random with joined futures", false, true),
    ];
    for (stream, (name, ties, joined)) in (0..).zip(families) {
        let family = Family {
            ties,
            cpu: true,
            joined,
        };
        run_and_compare(name, &opened(&random(family, stream)));
    }
}

#[test]
fn python_programs_of_links_that_once_differed_print_the_same() {
    let links: Vec<String> = ONCE_DIFFERENT.iter().map(|link| link.replace(' ', "%20")).collect();
    run_and_compare("Python, once different", &opened(&links));
}

#[test]
fn python_programs_of_scenarios_with_the_loop_blocked_past_the_deadline_print_the_same() {
    let links: Vec<String> = (0..MIXTURES).map(|case| random_overrun(&mut Draws::of(case))).collect();
    run_and_compare("Python, past the deadline", &opened(&links));
}

#[test]
fn python_programs_of_scenarios_with_everything_at_once_print_the_same() {
    let links: Vec<String> = (0..MIXTURES)
        .map(|case| random_mixture(&mut Draws::of(MIXTURES + case)))
        .collect();
    run_and_compare("Python, everything at once", &opened(&links));
}

fn run_and_compare(name: &str, scenarios: &[Scenario]) {
    let Some(python) = PYTHON.command() else { return };
    let questions: Vec<Value> = scenarios
        .iter()
        .map(|scenario| json!({"source": program(Language::Python, scenario).text()}))
        .collect();
    let answers = json_lines(Command::new(python).arg(RUN), &questions);
    compare(
        name,
        scenarios,
        &answers.iter().map(answer).collect::<Vec<_>>(),
        Numbers::Exact,
        &REASONS,
    );
    let differ: Vec<String> = scenarios
        .iter()
        .zip(&answers)
        .filter(|(scenario, answer)| {
            // A joined future gives no warning, but the task that replaces it in Python does.
            scenario.unit == Unit::Task && answer["never_retrieved"] != json!(never_retrieved(scenario))
        })
        .map(|(scenario, answer)| format!("#{}: {}", link::write(scenario), answer["never_retrieved"]))
        .collect();
    assert!(
        differ.is_empty(),
        "{name}: Python warns of a different number of failures:\n{}",
        differ.join("\n")
    );
}

/// The number of failures of which, according to the trace, Python warns.
fn never_retrieved(scenario: &Scenario) -> usize {
    let trace = runtime::simulate(scenario);
    let unseen = trace
        .events
        .iter()
        .filter(|event| event.kind == EventKind::NeverRetrieved);
    unseen.count()
}

/// The output of a program, from the answer of the Python or JavaScript runner.
pub fn answer(value: &Value) -> Answer {
    let lines = value["lines"].as_array().into_iter().flatten();
    Answer {
        lines: lines.filter_map(Value::as_str).map(str::to_owned).collect(),
        error: value["error"].as_str().map(str::to_owned),
    }
}
