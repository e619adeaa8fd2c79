//! The comparison of policies and the sweeps: figures worked out by hand, and laws on random scenarios.

mod support;

#[path = "compare/compared_over.rs"]
mod compared_over;
#[path = "compare/desk.rs"]
mod desk;
#[path = "compare/others.rs"]
mod others;
#[path = "compare/policies.rs"]
mod policies;
#[path = "compare/prediction.rs"]
mod prediction;
#[path = "compare/slices.rs"]
mod slices;
#[path = "compare/sweep.rs"]
mod sweep;

use compare::{Comparison, Modifier, Sweep};
use support::open;

/// The figures of all eight policies for the tasks of a link.
fn compared(link: &str) -> Comparison {
    let mut comparison = Comparison::new(&open(link)).expect("the list may be compared");
    while !comparison.step().finished() {}
    comparison
}

/// The sweep of one modifier.
fn swept(link: &str, modifier: Modifier) -> Sweep {
    let mut sweep = Sweep::new(&open(link), modifier).expect("the list may be swept");
    while !sweep.step().finished() {}
    sweep
}
