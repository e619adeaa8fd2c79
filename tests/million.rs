//! The memory that a run of a million tasks takes with its recording and with everything that is folded from it, measured by a
//! counting allocator.
//!
//! A single test, because tests running in parallel would be counted too.

use cap::Cap;
use recording::{Budget, FoldDepth, Folds};
use scenario::link;
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

const TASKS: usize = 1_000_000;

/// The most bytes per task: at any moment of the run with its recording, in the recording, and in all indexes of it.
const MOST_IN_THE_RUN: usize = 222;
const MOST_IN_THE_RECORDING: usize = 130;
const MOST_IN_THE_INDEXES: usize = 95;

#[test]
fn a_million_tasks_fit_their_ceiling_with_all_indexes_folded() {
    let scenario = link::read(&format!("tasks=0.5s..0.55s%20x{TASKS}&await=gather")).scenario;
    let before = ALLOCATOR.allocated();
    // In the budget of a run on the page: none of it may be cut.
    let trace = runtime::simulate_within(&scenario, Budget::OF_A_RUN);
    assert_eq!(trace.truncation(), None, "a million tasks fit the budget of a run");
    let in_the_run = (ALLOCATOR.max_allocated() - before) / TASKS;
    let recorded = ALLOCATOR.allocated();

    let mut folds = Folds::default();
    assert!(folds.extend(&trace, FoldDepth::Everything, || false));
    let in_the_recording = (recorded - before) / TASKS;
    let in_the_indexes = (ALLOCATOR.allocated() - recorded) / TASKS;
    println!("{in_the_run} in the run, {in_the_recording} in the recording, {in_the_indexes} in the indexes");
    assert!(in_the_run <= MOST_IN_THE_RUN, "{in_the_run} bytes a task in the run");
    assert!(
        in_the_recording <= MOST_IN_THE_RECORDING,
        "{in_the_recording} bytes a task in the recording"
    );
    assert!(
        in_the_indexes <= MOST_IN_THE_INDEXES,
        "{in_the_indexes} bytes a task in the indexes"
    );
}
