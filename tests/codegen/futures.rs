//! Joined operations (`unit=future`) against the real combinators of futures 0.3: every line and its moment, in virtual
//! time on both sides.
//!
//! The program in `tests/codegen/futures` runs them in one task. It knows docs/semantics.md and futures, and no line of ours.

use crate::others::json_lines;
use crate::support::{Draws, open};
use recording::{EventKind, TaskId, Trace};
use scenario::{Policy, Quantity, Scenario, Unit, link};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// The program's folder.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/futures");

/// How many random scenarios each policy is held against.
const EACH: u64 = 1_000;

/// Draws no other test makes.
const FIRST_CASE: u64 = 700_000;

/// `join_all` and `try_join_all` go through a list of up to so many, and keep a queue for more.
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

/// `spawn` joins nothing: its operations are tasks whatever the unit, and their order is CPython's.
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

/// Lists that were reported to end in another order, and some for rules that chance rarely meets.
fn chosen(policy: Policy) -> Vec<String> {
    let lists = [
        "1%20fail%201,2&retry=1",
        "1%20fail%201%20x30,2&retry=1",
        "0,0,0,0,0%20fail&limit=3",
        "0%20fail%201,0%20cpu%201s&retry=1",
        // What rounds to no microsecond is a timer all the same, due at once and served a turn later.
        "0.0001ms,0,0.0001ms%20fail%201,0%20fail%201&retry=1",
        "0%20fail%201,0.0001ms&retry=2&backoff=0.0003ms",
        // One that wakes itself is polled once in a poll of main: the deadline comes in between.
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
    for (place, (trace, answer)) in traces.iter().zip(&answers).enumerate() {
        if *answer == printed(trace) {
            continue;
        }
        if hears_of_a_failure_late(&scenarios[place], trace) {
            late.push(place);
        } else {
            different.push((place, answer.clone()));
        }
    }
    // The same scenarios once more, with each failure heard at once.
    let late_scenarios: Vec<Scenario> = late.iter().map(|&place| scenarios[place].clone()).collect();
    for (&place, answer) in late.iter().zip(ask(program, &late_scenarios, true)) {
        if answer != printed(&traces[place]) {
            different.push((place, answer));
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
            "  {} do once a failure is heard where it happens: try_join_all of more than {LONGEST_LIST} hands on what \
             has ended in list order, and a failure behind one that still runs reaches main late",
            late.len()
        );
    }
    let shown: Vec<String> = different
        .iter()
        .take(4)
        .map(|(place, answer)| {
            format!(
                "#{}\n  here:    {}\n  futures: {answer}",
                links[*place],
                printed(&traces[*place])
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

/// The one difference: docs/semantics.md lets the first failure reach main at once, however long the list is. `try_join_all` of
/// more than 30 takes the outcomes in list order, so that a failure waits for all before it.
fn hears_of_a_failure_late(scenario: &Scenario, trace: &Trace) -> bool {
    matches!(scenario.policy, Policy::Gather | Policy::Group)
        && trace.tasks.len() - 1 > LONGEST_LIST
        && trace
            .events
            .iter()
            .any(|event| event.task != Some(TaskId::MAIN) && matches!(event.kind, EventKind::Failed { .. }))
}

/// Every line with its moment, as the program answers.
fn printed(trace: &Trace) -> Value {
    let lines = trace.events.iter().filter_map(|event| match &event.kind {
        EventKind::Printed { text } => Some(json!([event.at.0, &**text])),
        _ => None,
    });
    lines.collect()
}

/// The program, built; `None` where the packages cannot be had.
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

fn ask(program: &Path, scenarios: &[Scenario], hears_at_once: bool) -> Vec<Value> {
    let questions: Vec<Value> = scenarios
        .iter()
        .map(|scenario| question(scenario, hears_at_once))
        .collect();
    json_lines(&mut Command::new(program), &questions)
}

/// The scenario in the program's terms, with chance already drawn.
fn question(scenario: &Scenario, hears_at_once: bool) -> Value {
    let length = |length: &Option<Quantity>| {
        length
            .as_ref()
            .map(|it| json!({"us": it.micros().0, "text": it.number().to_string()}))
    };
    let operations: Vec<Value> = scenario
        .operations()
        .iter()
        .map(|operation| {
            let fails = (1..=scenario.retry + 1).map(|number| operation.attempt_fails(scenario.seed, number));
            json!({
                "delay_us": operation.delay.0,
                "sleeps": operation.number.is_above_zero(),
                "text": operation.number.to_string(),
                "double": operation.number.doubled().to_string(),
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
        "hears_at_once": hears_at_once,
        "operations": operations,
    })
}

/// A random scenario of joined operations: ties, computing, failures, and a list on either side of 30.
fn random_link(draws: &mut Draws, policy: Policy) -> String {
    let most = if draws.once_in(2) { 8 } else { 45 };
    let fewest = if most == 45 && draws.once_in(2) { 26 } else { 1 };
    // Of one sort of length, all timers are due together; of another, hardly any two.
    let sort = draws.below(3);
    let failures = draws.below(4);
    let tasks: Vec<String> = (0..fewest + draws.below(most + 1 - fewest))
        .map(|_| {
            let mut item = length(draws, sort, true);
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
        parts.push(format!("timeout={}", length(draws, sort, false)));
    }
    if draws.once_in(4) {
        parts.push(format!("deadline={}", length(draws, sort, false)));
    }
    if draws.once_in(2) {
        parts.push(format!("retry={}", 1 + draws.below(3)));
        if draws.once_in(2) {
            parts.push(format!("backoff={}", length(draws, sort, true)));
        }
    }
    parts.push(format!("seed={}", draws.below(1_000)));
    if policy != Policy::Spawn {
        parts.push("unit=future".into());
    }
    parts.join("&")
}

fn length(draws: &mut Draws, sort: u64, or_zero: bool) -> String {
    match sort {
        0 => {
            let lengths = ["1", "2", "0.5", "1s", "1.5", "500ms", "3", "0", "0.0", "0.0004ms"];
            draws.pick(&lengths[..if or_zero { 10 } else { 7 }]).into()
        }
        1 => format!("{}ms", 50 * (u64::from(!or_zero) + draws.below(6))),
        _ => format!("{}.{:03}", draws.below(3), 1 + draws.below(999)),
    }
}
