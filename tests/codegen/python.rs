//! The Python programs under CPython, on the oracle's loop with a virtual clock.

use crate::differences::{Answer, Numbers, Reason, compare};
use crate::others::{json_lines, python};
use crate::scenarios::{examples, long, matrix, opened, random};
use crate::support::Family;
use futurescope::codegen::{Language, program};
use futurescope::scenario::Scenario;
use serde_json::{Value, json};
use std::process::Command;

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/run.py");

/// Python's asyncio is what the playground is modelled on: only futures joined into main have no like there.
const REASONS: [Reason; 2] = [Reason::JoinedWithPermit, Reason::JoinedInListOrder];

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

fn run_and_compare(name: &str, scenarios: &[Scenario]) {
    let Some(python) = python() else {
        println!("python3 3.11 or newer was not found: the Python programs are not run here");
        return;
    };
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
}

/// What the runners of Python and JavaScript say of one program.
pub fn answer(said: &Value) -> Answer {
    let lines = said["lines"].as_array().into_iter().flatten();
    Answer {
        lines: lines.filter_map(Value::as_str).map(str::to_owned).collect(),
        error: said["error"].as_str().map(str::to_owned),
    }
}
