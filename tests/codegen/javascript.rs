//! The JavaScript programs under Node, on a virtual clock.
//!
//! Durations are in whole milliseconds here: finer ones a browser's timers do not know.

use crate::differences::{Numbers, Reason, compare};
use crate::others::json_lines;
use crate::python::answer;
use crate::scenarios::{examples, in_whole_milliseconds, long, matrix, opened, random};
use crate::support::Family;
use codegen::{Language, program};
use scenario::Scenario;
use serde_json::{Value, json};
use std::process::Command;

const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/run.mjs");

/// JavaScript runs every reaction before the next timer, where asyncio takes turns.
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

fn run_and_compare(name: &str, scenarios: Vec<Scenario>) {
    if !node() {
        println!("node 20 or newer was not found: the JavaScript programs are not run here");
        return;
    }
    let scenarios: Vec<Scenario> = scenarios.into_iter().map(in_whole_milliseconds).collect();
    let questions: Vec<Value> = scenarios
        .iter()
        .map(|scenario| json!({"source": program(Language::JavaScript, scenario).text()}))
        .collect();
    let answers = json_lines(Command::new("node").arg(RUN), &questions);
    compare(
        name,
        &scenarios,
        &answers.iter().map(answer).collect::<Vec<_>>(),
        Numbers::Normalised,
        &REASONS,
    );
}

/// Whether there is a Node that knows `AbortSignal.any`.
fn node() -> bool {
    Command::new("node")
        .args(["-e", "process.exit(AbortSignal.any ? 0 : 1)"])
        .status()
        .is_ok_and(|status| status.success())
}
