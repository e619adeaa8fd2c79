//! The JavaScript programs under Node, on a virtual clock.
//!
//! All durations here are whole milliseconds, because a browser's timers have no finer ones.

use crate::differences::{Numbers, Reason, compare};
use crate::others::{Interpreter, json_lines};
use crate::python::answer;
use crate::scenarios::{examples, in_whole_milliseconds, long, matrix, opened, random};
use crate::support::Family;
use codegen::{Language, program};
use scenario::Scenario;
use serde_json::{Value, json};
use std::process::Command;

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/run.mjs");

/// Node in a version that has `AbortSignal.any`.
const NODE: Interpreter = Interpreter {
    name: "node 20 or newer",
    commands: &["node"],
    check: ["-e", "process.exit(AbortSignal.any ? 0 : 1)"],
};

/// JavaScript runs every reaction before the next timer, while asyncio works in turns.
const REASONS: [Reason; 4] = [
    Reason::JoinedWithPermit,
    Reason::PermitAtDeadline,
    Reason::Ties,
    Reason::LateTimer,
];

#[test]
fn javascript_programs_of_all_policies_and_modifiers_print_the_same() {
    run_and_compare("JavaScript, matrix", opened(&matrix()));
}

#[test]
fn javascript_programs_of_the_examples_print_the_same() {
    run_and_compare("JavaScript, examples", opened(&examples()));
}

#[test]
fn javascript_programs_of_long_lists_print_the_same() {
    run_and_compare("JavaScript, long lists", opened(&long()));
}

#[test]
fn javascript_programs_of_random_scenarios_print_the_same() {
    for (stream, cpu) in [(3, false), (4, true)] {
        let family = Family {
            ties: false,
            cpu,
            joined: true,
        };
        let name = if cpu {
            "JavaScript, random with cpu"
        } else {
            "JavaScript, random"
        };
        run_and_compare(name, opened(&random(family, stream)));
    }
}

#[test]
#[should_panic(expected = "node 20 or newer was not found")]
fn in_ci_a_missing_node_is_an_error() {
    assert_eq!(NODE.found_or_not(Some("node"), true), Some("node"));
    assert_eq!(NODE.found_or_not(None, false), None);
    NODE.found_or_not(None, true);
}

fn run_and_compare(name: &str, scenarios: Vec<Scenario>) {
    let Some(node) = NODE.command() else { return };
    let scenarios: Vec<Scenario> = scenarios.into_iter().map(in_whole_milliseconds).collect();
    let questions: Vec<Value> = scenarios
        .iter()
        .map(|scenario| json!({"source": program(Language::JavaScript, scenario).text()}))
        .collect();
    let answers = json_lines(Command::new(node).arg(RUN), &questions);
    compare(
        name,
        &scenarios,
        &answers.iter().map(answer).collect::<Vec<_>>(),
        Numbers::Normalised,
        &REASONS,
    );
}
