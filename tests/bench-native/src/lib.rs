//! The scenario that both programs measure, and the output format: a line for each figure, with its name and its value.
//!
//! - `times`: the run on the virtual clock, its indexes, and tokio with paused time doing the same sleeps.
//! - `bytes`: the memory of each. A separate program, because counting allocations takes time.

use scenario::{Scenario, link};

/// The scenario uses `gather`, as the bench of the page does.
const LINK: &str = "await=gather&tasks=0.5s..0.55s%20x";

/// The number of tasks, unless the first argument gives another.
const TASKS: u32 = 1_000_000;

/// The scenario to measure.
///
/// # Errors
///
/// If the first argument is not a number of tasks.
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

/// Prints a figure in the format that the bench parses.
pub fn print_figure(name: &str, value: f64) {
    println!("{name} {value:.3}");
}
