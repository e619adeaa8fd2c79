//! Runs joined operations with the real combinators of futures 0.3, in one task on a virtual clock.
//!
//! Reads a scenario per line as a JSON object, and writes its console per line as a JSON array of `[microseconds,
//! line]`. Written from docs/semantics.md and the documentation of futures; shares no code with the playground.

mod operation;
mod task;

use futures::future::{join_all, select_all, select_ok, try_join_all};
use futures::stream::{FuturesUnordered, StreamExt, TryStreamExt};
use operation::{Failure, operation, timed};
use serde::Deserialize;
use std::io::{BufRead, Write};
use std::rc::Rc;
use task::{Semaphore, World};

/// One scenario, with its chance already drawn.
#[derive(Deserialize)]
struct Scenario {
    policy: String,
    limit: Option<usize>,
    timeout: Option<Length>,
    deadline: Option<Length>,
    retry: u32,
    backoff_s: f64,
    /// Whether a join returns a failure at once, however long the list is.
    fails_at_once: bool,
    operations: Vec<Operation>,
}

/// A length of time, and its printed form.
#[derive(Deserialize)]
struct Length {
    us: u64,
    text: String,
}

/// The delay of one attempt.
#[derive(Deserialize)]
struct Delay {
    us: u64,
    /// Whether it is above 0, even if it rounds to 0 microseconds.
    sleeps: bool,
    /// As printed.
    text: String,
    /// The printed result of the attempt.
    double: String,
}

/// One operation.
#[derive(Deserialize)]
struct Operation {
    /// The delay of each attempt.
    delays: Vec<Delay>,
    cpu_us: u64,
    /// Whether each attempt fails.
    fails: Vec<bool>,
}

/// The state shared by all operations.
struct Shared {
    world: Rc<World>,
    permits: Option<Rc<Semaphore>>,
    scenario: Scenario,
}

fn main() {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the questions are lines of UTF-8");
        let scenario: Scenario = serde_json::from_str(&line).expect("a question is a scenario");
        let answer = serde_json::to_string(&run(scenario)).expect("lines are JSON");
        writeln!(output, "{answer}").expect("the answers are read");
    }
}

fn run(scenario: Scenario) -> Vec<(u64, String)> {
    let world = Rc::new(World::default());
    let shared = Rc::new(Shared {
        permits: scenario.limit.map(|limit| Rc::new(Semaphore::new(limit))),
        world: world.clone(),
        scenario,
    });
    world.run(main_task(shared));
    world.into_lines()
}

async fn main_task(shared: Rc<Shared>) {
    let body = body(shared.clone());
    let ended = match &shared.scenario.deadline {
        None => body.await,
        Some(deadline) => timed(&shared.world, deadline.us, body)
            .await
            .unwrap_or_else(|| Err(Failure(format!("timed out after {}", deadline.text)))),
    };
    if let Err(Failure(message)) = ended {
        shared.world.print(format!("Failed: {message}"));
    }
}

async fn body(shared: Rc<Shared>) -> Result<(), Failure> {
    let world = &shared.world;
    let count = shared.scenario.operations.len();
    let all = || (0..count).map(|index| operation(shared.clone(), index));
    let list = |results: &[String]| world.print(format!("Results: [{}]", results.join(", ")));
    match shared.scenario.policy.as_str() {
        "one-by-one" => {
            let mut results = Vec::new();
            for operation in all() {
                results.push(operation.await?);
            }
            world.print(format!("Results: {}", results.join(", ")));
        }
        // As `try_join_all` for more than 30 futures, except for the order in which it takes outcomes.
        "gather" | "group" if shared.scenario.fails_at_once => {
            let numbered = all()
                .enumerate()
                .map(|(index, operation)| async move { Ok((index, operation.await?)) });
            let mut results: Vec<(usize, String)> = numbered.collect::<FuturesUnordered<_>>().try_collect().await?;
            results.sort_unstable();
            list(&results.into_iter().map(|(_, result)| result).collect::<Vec<_>>());
        }
        "gather" | "group" => list(&try_join_all(all()).await?),
        "settle" => {
            let outcomes = join_all(all()).await;
            let shown = |outcome: Result<String, Failure>| outcome.unwrap_or_else(|failure| failure.shown());
            list(&outcomes.into_iter().map(shown).collect::<Vec<_>>());
        }
        "race" => {
            let (first, ..) = select_all(all().map(Box::pin)).await;
            world.print(format!("Result: {}", first?));
        }
        "first-ok" => match select_ok(all().map(Box::pin)).await {
            Ok((first, _)) => world.print(format!("Result: {first}")),
            Err(_) => return Err(Failure(format!("all {count} operations failed"))),
        },
        "as-completed" => {
            let mut operations: FuturesUnordered<_> = all().collect();
            while let Some(outcome) = operations.next().await {
                world.print(match outcome {
                    Ok(result) => format!("Result: {result}"),
                    Err(Failure(message)) => format!("Failed: {message}"),
                });
            }
        }
        other => panic!("{other} joins no futures"),
    }
    Ok(())
}
