//! The playground's trace of a scenario against the trace that the recorder for Python writes of its program under
//! CPython: the same events of the same tasks, at the same stamps, in the same order, but for named differences.

#[path = "truth/rows.rs"]
mod rows;
#[path = "truth/rules.rs"]
mod rules;

use crate::mixtures::random_mixture;
use crate::others::{PYTHON, json_lines};
use crate::scenarios::{examples, matrix, opened};
use crate::support::{Draws, Family, random_link};
use codegen::{Language, program};
use recording::RunOutcome;
use rows::{Row, rows};
use rules::{Rule, explained};
use scenario::{Scenario, Unit, link};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/record.py");

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 700_000;

/// The number of random scenarios.
const RANDOM: u64 = 500;

/// Every policy with every modifier, random scenarios, and the page's examples.
fn compared() -> Vec<Scenario> {
    let random = (0..RANDOM).map(|case| {
        let mut draws = Draws::of(FIRST_CASE + case);
        let family = |ties| Family {
            ties,
            cpu: true,
            joined: false,
        };
        match case % 5 {
            0 | 1 => random_link(&mut draws, family(false)),
            2 | 3 => random_link(&mut draws, family(true)),
            _ => random_mixture(&mut draws),
        }
    });
    let links: Vec<String> = matrix().into_iter().chain(random).chain(examples()).collect();
    // CPython has no joined futures: their program is that of tasks, and is compared with a run of tasks.
    let of_tasks = |scenario: Scenario| {
        let run = Scenario {
            unit: Unit::Task,
            ..scenario.clone()
        };
        let text = |scenario: &Scenario| program(Language::Python, scenario).text();
        assert_eq!(text(&run), text(&scenario), "#{}", link::write(&scenario));
        run
    };
    // The recorder shortens the line that a thousand results make.
    let short = opened(&links)
        .into_iter()
        .filter(|scenario| scenario.tasks.count() <= 100);
    short.map(of_tasks).collect()
}

#[test]
fn traces_of_cpython_and_of_the_playground_agree_event_by_event() {
    let Some(python) = PYTHON.command() else { return };
    let scenarios = compared();
    let traces = record(python, &scenarios);

    let (mut events, mut alike) = (0, 0);
    let mut used: BTreeMap<Rule, (usize, usize)> = BTreeMap::new();
    let mut different = Vec::new();
    for (scenario, recorded) in scenarios.iter().zip(&traces) {
        events += recorded.len();
        match explained(scenario, rows(&runtime::simulate(scenario)), recorded.clone()) {
            Ok(rules) => {
                alike += usize::from(rules.keys().eq(&[Rule::Attempt]));
                for (rule, times) in rules {
                    let (scenarios, all) = used.entry(rule).or_default();
                    *scenarios += 1;
                    *all += times;
                }
            }
            Err(why) => different.push(format!("#{}\n{why}", link::write(scenario))),
        }
    }
    let mut table = format!(
        "Traces of CPython: {} with {events} events; {alike} are those of the playground, but that it records attempts",
        scenarios.len()
    );
    for (rule, (scenarios, times)) in &used {
        let (name, reason) = rule.words();
        let _ = write!(table, "\n  {name}: {times} times in {scenarios} traces: {reason}");
    }
    println!("{table}");
    assert!(
        different.is_empty(),
        "{} of {} differ without a reason:\n{}",
        different.len(),
        scenarios.len(),
        different[..different.len().min(6)].join("\n"),
    );
    let unused: Vec<Rule> = Rule::ALL.into_iter().filter(|rule| !used.contains_key(rule)).collect();
    assert!(unused.is_empty(), "no trace needs these rules any more: {unused:?}");
}

#[test]
fn the_documented_differences_are_those_of_the_code() {
    let document = include_str!("../../docs/trace-format.md");
    let rows: Vec<&str> = document
        .lines()
        .skip_while(|line| *line != "| difference | reason |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let known = Rule::ALL.map(|rule| {
        let (name, reason) = rule.words();
        format!("| `{name}` | {reason} |")
    });
    assert_eq!(rows, known);
}

/// Changes recorded traces at one event, so that they are those of a run that did not happen.
#[test]
fn a_trace_that_is_wrong_at_one_event_is_noticed() {
    let Some(python) = PYTHON.command() else { return };
    let scenarios: Vec<Scenario> = compared().into_iter().step_by(9).collect();
    let traces = record(python, &scenarios);
    let mut tried = 0;
    let mut unnoticed: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (scenario, recorded) in scenarios.iter().zip(&traces) {
        let here = rows(&runtime::simulate(scenario));
        for (change, place, wrong) in wrong_traces(recorded) {
            tried += 1;
            if explained(scenario, here.clone(), wrong).is_ok() {
                let shown = format!("#{} {}", link::write(scenario), recorded[place]);
                let key = format!("{change} {}", recorded[place].kind);
                unnoticed.entry(key).or_insert((0, shown)).0 += 1;
            }
        }
    }
    let missed: usize = unnoticed.values().map(|(times, _)| times).sum();
    println!("Wrong traces of CPython: {tried}, of which {missed} unnoticed: {unnoticed:#?}");
    assert!(tried > 10_000, "{tried}");
    // What the rules leave open: empty turns, and the order in few ties. It is less than one in a hundred.
    assert!(missed * 100 < tried, "{missed} of {tried} wrong traces are not noticed");
}

/// The trace with one event missing, twice there, too late, or before the one that it follows.
fn wrong_traces(recorded: &[Row]) -> Vec<(&'static str, usize, Vec<Row>)> {
    let mut wrong = Vec::new();
    for place in 0..recorded.len() {
        // What Python itself writes of a failure, and when, is not compared.
        if matches!(recorded[place].kind, "printed on stderr" | "never-retrieved") {
            continue;
        }
        let mut changed = |change, with: fn(&mut Vec<Row>, usize)| {
            let mut rows = recorded.to_vec();
            with(&mut rows, place);
            if rows != recorded {
                wrong.push((change, place, rows));
            }
        };
        changed("missing", |rows, place| {
            rows.remove(place);
        });
        changed("twice", |rows, place| rows.insert(place, rows[place].clone()));
        changed("late", |rows, place| rows[place].at += 1);
        changed("other task", |rows, place| {
            rows[place].task = rows[place].task.map(|task| task + 1)
        });
        changed("swapped", |rows, place| {
            if place > 0 {
                rows.swap(place - 1, place);
            }
        });
    }
    wrong
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
            assert_eq!(
                opened.trace.outcome,
                Some(RunOutcome::Ok),
                "the programs catch their failures"
            );
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
