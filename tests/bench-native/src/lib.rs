//! What both programs measure, and how they say it: a line for each figure, its name and its value.
//!
//! - `times`: the run on the virtual clock, its indexes, and tokio with paused time doing the same sleeps.
//! - `bytes`: what is allocated by each. A program of its own, since counting takes time.

use scenario::{Scenario, link};

/// Under `gather`, the policy of the page's bench too.
const LINK: &str = "await=gather&tasks=0.5s..0.55s%20x";

/// How many tasks, unless the first argument says otherwise.
const TASKS: u32 = 1_000_000;

/// The scenario that is measured.
///
/// # Errors
///
/// When the first argument is no count of tasks.
pub fn scenario_from_arguments() -> Result<Scenario, String> {
    let count = match std::env::args().nth(1) {
        None => TASKS,
        Some(word) => word
            .parse()
            .map_err(|_| format!("`{word}` is no count of tasks: give a whole number"))?,
    };
    let opened = link::read(&format!("{LINK}{count}"));
    match opened.problems.first() {
        Some(problem) => Err(problem.to_string()),
        None => Ok(opened.scenario),
    }
}

/// Prints a figure, for the bench to read.
pub fn say(name: &str, value: f64) {
    println!("{name} {value:.3}");
}
