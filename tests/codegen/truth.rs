//! The playground's trace of a scenario against the trace that the recorder for Python writes of its program under
//! CPython: the same events of the same tasks, at the same stamps, in the same order, but for named differences.

#[path = "truth/rows.rs"]
mod rows;
#[path = "truth/rules.rs"]
mod rules;

use crate::mixtures::random_mixture;
use crate::others::{PYTHON, json_lines};
use crate::scenarios::{matrix, opened};
use crate::support::{Draws, Family, random_link};
use codegen::{Language, program};
use rows::{Row, rows};
use rules::{Rule, explained};
use scenario::{Scenario, Unit, link};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/record.py");

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 700_000;

#[test]
fn traces_of_cpython_and_of_the_playground_agree_event_by_event() {
    let Some(python) = PYTHON.command() else { return };
    let family = |ties| Family {
        ties,
        cpu: true,
        joined: false,
    };
    let random = (0..RANDOM).map(|case| {
        let mut draws = Draws::of(FIRST_CASE + case);
        match case % 5 {
            0 | 1 => random_link(&mut draws, family(false)),
            2 | 3 => random_link(&mut draws, family(true)),
            _ => random_mixture(&mut draws),
        }
    });
    let links: Vec<String> = matrix().into_iter().chain(random).collect();
    let scenarios = opened(&links);
    let traces = record(python, &scenarios);

    let mut alike = 0;
    let mut used: BTreeMap<Rule, (usize, usize)> = BTreeMap::new();
    let mut different = Vec::new();
    for (scenario, recorded) in scenarios.iter().zip(&traces) {
        // CPython has no joined futures: the program is that of tasks.
        let run = Scenario {
            unit: Unit::Task,
            ..scenario.clone()
        };
        match explained(&run, rows(&runtime::simulate(&run)), recorded.clone()) {
            Ok(rules) => {
                alike += usize::from(rules.is_empty());
                for (rule, times) in rules {
                    let (scenarios, all) = used.entry(rule).or_default();
                    *scenarios += 1;
                    *all += times;
                }
            }
            Err(why) => different.push(format!("#{}\n{why}", link::write(scenario))),
        }
    }
    println!("{}: {} traces, {alike} agree as they are", "Python", scenarios.len());
    for (rule, (scenarios, times)) in &used {
        println!("  {rule:?}: {times} times in {scenarios} traces");
    }
    assert!(
        different.is_empty(),
        "{} of {} differ:\n{}",
        different.len(),
        scenarios.len(),
        different[..different.len().min(12)].join("\n"),
    );
}

/// The rows of what the recorder writes of the programs of these scenarios. Two interpreters share them.
fn record(python: &str, scenarios: &[Scenario]) -> Vec<Vec<Row>> {
    let record_some = |scenarios: &[Scenario]| -> Vec<Vec<Row>> {
        let questions: Vec<Value> = scenarios
            .iter()
            .map(|scenario| json!({"source": program(Language::Python, scenario).text()}))
            .collect();
        let mut command = Command::new(python);
        let answers = json_lines(command.arg(RECORD).env("PYTHONHASHSEED", "0"), &questions);
        let read = |answer: &Value| {
            let text = answer["trace"].as_str().expect("each answer has a trace");
            let opened = trace_file::read(text.as_bytes()).expect("the recorder writes trace files");
            rows(&opened.trace)
        };
        answers.iter().map(read).collect()
    };
    let (first, second) = scenarios.split_at(scenarios.len() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| record_some(second));
        let mut rows = record_some(first);
        rows.extend(second.join().expect("the thread does not panic"));
        rows
    })
}
