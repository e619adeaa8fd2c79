//! Measures the memory per task in bytes: the peak during the run with its recording, the recording, and the indexes.

use cap::Cap;
use futurescope_bench_native::{print_figure, scenario_from_arguments};
use recording::causes::Causes;
use recording::{Budget, History};
use std::alloc::System;
use std::hint::black_box;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    let scenario = match scenario_from_arguments() {
        Ok(scenario) => scenario,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let before = ALLOCATOR.allocated();
    let trace = runtime::simulate_within(&scenario, Budget::bytes(u64::MAX));
    let most = ALLOCATOR.max_allocated();
    let kept = ALLOCATOR.allocated();
    let tasks = (trace.tasks.len() - 1).max(1) as f64;
    print_figure("run", (most - before) as f64 / tasks);
    print_figure("record", (kept - before) as f64 / tasks);

    let mut history = History::default();
    history.extend(&trace);
    let mut causes = Causes::default();
    causes.extend(&trace);
    print_figure("indexes", (ALLOCATOR.allocated() - kept) as f64 / tasks);
    black_box((trace, history, causes));
    ExitCode::SUCCESS
}
