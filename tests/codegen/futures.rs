//! Compares joined operations (`unit=future`) with the real combinators of futures 0.3: every line and its moment, in
//! virtual time on both sides.
//!
//! The program in `tests/codegen/futures` runs the operations in one task. It is based on docs/semantics.md and
//! futures, and shares no code with the playground.

use crate::others::json_lines;
use crate::support::{Draws, open};
use recording::{EventKind, TaskId, Trace};
use scenario::{Operations, Policy, Quantity, Scenario, Unit, link};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// The folder of the program.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/futures");

/// The number of random scenarios for each policy.
const EACH: u64 = 1_000;

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 700_000;

/// The length up to which `join_all` and `try_join_all` poll the futures in list order. Longer lists use a queue.
const LONGEST_LIST: usize = 30;

#[test]
#[ignore = "builds a program on futures 0.3, which takes some seconds: `cargo xtask test codegen` does"]
fn joined_operations_print_what_futures_print() {
    let Some(program) = built() else {
        println!("cargo cannot fetch futures: joined operations are not held against them here");
        return;
    };
    for policy in Policy::ALL.into_iter().filter(|policy| *policy != Policy::Spawn) {
        let mut links = chosen(policy);
        let first = FIRST_CASE + policy as u64 * EACH;
        links.extend((first..first + EACH).map(|case| random_link(&mut Draws::of(case), policy)));
        compare(&program, policy, &links);
    }
}

/// `spawn` joins nothing: its operations are always tasks, in CPython's order.
#[test]
fn spawned_operations_are_tasks_whatever_the_unit() {
    for case in 0..EACH {
        let as_tasks = open(&random_link(&mut Draws::of(FIRST_CASE - 1 - case), Policy::Spawn));
        let mut joined = as_tasks.clone();
        joined.unit = Unit::Future;
        assert_eq!(
            printed(&runtime::simulate(&joined)),
            printed(&runtime::simulate(&as_tasks)),
            "#{}",
            link::write(&as_tasks)
        );
    }
}

/// Links that were once reported to differ, and some for rules that random links rarely cover.
fn chosen(policy: Policy) -> Vec<String> {
    let lists = [
        "1%20fail%201,2&retry=1",
        "1%20fail%201%20x30,2&retry=1",
        "0,0,0,0,0%20fail&limit=3",
        "0%20fail%201,0%20cpu%201s&retry=1",
        // A length that rounds to 0 microseconds still sets a timer, which is due at once and served a turn later.
        "0.0001ms,0,0.0001ms%20fail%201,0%20fail%201&retry=1",
        "0%20fail%201,0.0001ms&retry=2&backoff=0.0003ms",
        // A future that wakes itself is polled once per poll of main, so that the deadline comes in between.
        "0%20cpu%201s%20fail&retry=3&deadline=1.5",
    ];
    let joined = |list: &&str| format!("tasks={list}&await={}&unit=future", policy.id());
    lists.iter().map(joined).collect()
}

#[track_caller]
fn compare(program: &Path, policy: Policy, links: &[String]) {
    let scenarios: Vec<Scenario> = links.iter().map(|link| open(link)).collect();
    let traces: Vec<Trace> = scenarios.iter().map(runtime::simulate).collect();
    let answers = ask(program, &scenarios, false);
    let mut different = Vec::new();
    let mut late = Vec::new();
    for (index, (trace, answer)) in traces.iter().zip(&answers).enumerate() {
        if *answer == printed(trace) {
            continue;
        }
        if returns_a_failure_late(&scenarios[index], trace) {
            late.push(index);
        } else {
            different.push((index, answer.clone()));
        }
    }
    // The same scenarios again, with a program that returns each failure at once.
    let late_scenarios: Vec<Scenario> = late.iter().map(|&index| scenarios[index].clone()).collect();
    for (&index, answer) in late.iter().zip(ask(program, &late_scenarios, true)) {
        if answer != printed(&traces[index]) {
            different.push((index, answer));
        }
    }
    println!(
        "futures, {}: {} scenarios, {} print the same lines at the same moments",
        policy.id(),
        links.len(),
        links.len() - late.len() - different.len(),
    );
    if !late.is_empty() {
        println!(
            "  {} do if a failure is returned at once: try_join_all of more than {LONGEST_LIST} hands on what \
             has ended in list order, and a failure behind one that still runs reaches main late",
            late.len()
        );
    }
    let shown: Vec<String> = different
        .iter()
        .take(4)
        .map(|(index, answer)| {
            format!(
                "#{}\n  here:    {}\n  futures: {answer}",
                links[*index],
                printed(&traces[*index])
            )
        })
        .collect();
    assert!(
        different.is_empty(),
        "{} of {} differ from futures:\n{}",
        different.len(),
        links.len(),
        shown.join("\n")
    );
}

/// The one difference: docs/semantics.md passes the first failure to main at once, however long the list is.
/// `try_join_all` of more than 30 futures takes the outcomes in list order and returns a failure after all before it
/// have ended.
fn returns_a_failure_late(scenario: &Scenario, trace: &Trace) -> bool {
    matches!(scenario.policy, Policy::Gather | Policy::Group)
        && trace.tasks.len() - 1 > LONGEST_LIST
        && trace
            .events
            .iter()
            .any(|event| event.task != Some(TaskId::MAIN) && matches!(event.kind, EventKind::Failed { .. }))
}

/// Every line with its moment, in the format of the program's answer.
fn printed(trace: &Trace) -> Value {
    let lines = trace.events.iter().filter_map(|event| match &event.kind {
        EventKind::Printed { text } => Some(json!([event.at.0, &**text])),
        _ => None,
    });
    lines.collect()
}

/// The program, built; `None` if its packages cannot be fetched.
fn built() -> Option<std::path::PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("codegen-futures");
    let cargo = |arguments: &[&str]| {
        Command::new(env!("CARGO"))
            .current_dir(PROGRAM)
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("RUSTFLAGS")
            .args(arguments)
            .status()
            .is_ok_and(|status| status.success())
    };
    if !cargo(&["fetch", "--quiet", "--locked"]) {
        return None;
    }
    assert!(
        cargo(&["build", "--quiet", "--locked", "--offline"]),
        "{PROGRAM} does not build"
    );
    Some(
        target
            .join("debug")
            .join(format!("joined{}", std::env::consts::EXE_SUFFIX)),
    )
}

fn ask(program: &Path, scenarios: &[Scenario], fails_at_once: bool) -> Vec<Value> {
    let questions: Vec<Value> = scenarios
        .iter()
        .map(|scenario| question(scenario, fails_at_once))
        .collect();
    json_lines(&mut Command::new(program), &questions)
}

/// The scenario in the format of the program, with chance already drawn.
fn question(scenario: &Scenario, fails_at_once: bool) -> Value {
    let length = |length: &Option<Quantity>| {
        length
            .as_ref()
            .map(|it| json!({"us": it.micros().0, "text": it.number().to_string()}))
    };
    let drawn = Operations::of(scenario.clone());
    let delay = |index, attempt| {
        let (length, number) = drawn.delay(index, attempt).expect("an operation of the list");
        json!({
            "us": length.0,
            "sleeps": number.is_above_zero(),
            "text": number.to_string(),
            "double": number.doubled().to_string(),
        })
    };
    let operations: Vec<Value> = scenario
        .operations()
        .iter()
        .map(|operation| {
            let attempts = 1..=scenario.retry + 1;
            let fails = attempts
                .clone()
                .map(|number| operation.attempt_fails(scenario.seed, number));
            json!({
                "delays": attempts.map(|number| delay(operation.index, number)).collect::<Vec<Value>>(),
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
        "backoff_s": scenario.backoff.as_secs(),
        "fails_at_once": fails_at_once,
        "operations": operations,
    })
}

/// A random scenario of joined operations: ties, computations, failures, and lists of up to and more than 30.
fn random_link(draws: &mut Draws, policy: Policy) -> String {
    let most = if draws.once_in(2) { 8 } else { 45 };
    let fewest = if most == 45 && draws.once_in(2) { 26 } else { 1 };
    // With one range of lengths all timers are due together, with another hardly any two.
    let range = draws.below(3);
    let failures = draws.below(4);
    let tasks: Vec<String> = (0..fewest + draws.below(most + 1 - fewest))
        .map(|_| {
            let mut item = length(draws, range, true);
            if draws.once_in(6) {
                item += draws.pick(&["%20cpu%201s", "%20cpu%20250ms", "%20cpu%200.5", "%20cpu%2037ms"]);
            }
            if draws.below(4) < failures {
                item += draws.pick(&["%20fail", "%20fail%201", "%20fail%202", "%20fail%2040%25"]);
            }
            item
        })
        .collect();
    let mut parts = vec![format!("tasks={}", tasks.join(",")), format!("await={}", policy.id())];
    if draws.once_in(2) {
        parts.push(format!("limit={}", 1 + draws.below(8)));
    }
    if draws.once_in(3) {
        parts.push(format!("timeout={}", length(draws, range, false)));
    }
    if draws.once_in(4) {
        parts.push(format!("deadline={}", length(draws, range, false)));
    }
    if draws.once_in(2) {
        parts.push(format!("retry={}", 1 + draws.below(3)));
        if draws.once_in(2) {
            parts.push(format!("backoff={}", length(draws, range, true)));
        }
    }
    parts.push(format!("seed={}", draws.below(1_000)));
    if policy != Policy::Spawn {
        parts.push("unit=future".into());
    }
    parts.join("&")
}

fn length(draws: &mut Draws, range: u64, or_zero: bool) -> String {
    match range {
        0 => {
            let lengths = ["1", "2", "0.5", "1s", "1.5", "500ms", "3", "0", "0.0", "0.0004ms"];
            draws.pick(&lengths[..if or_zero { 10 } else { 7 }]).into()
        }
        1 => format!("{}ms", 50 * (u64::from(!or_zero) + draws.below(6))),
        _ => format!("{}.{:03}", draws.below(3), 1 + draws.below(999)),
    }
}
