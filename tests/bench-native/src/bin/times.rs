//! Measures in milliseconds how long the run takes with its recording, how long folding the recording takes, and how
//! long tokio takes for the same sleeps without recording them.

use futurescope_bench_native::{print_figure, scenario_from_arguments};
use recording::causes::Causes;
use recording::{Budget, History};
use scenario::Scenario;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let scenario = match scenario_from_arguments() {
        Ok(scenario) => scenario,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let begun = Instant::now();
    let trace = runtime::simulate_within(&scenario, Budget::bytes(u64::MAX));
    print_figure("run", milliseconds(begun));

    let begun = Instant::now();
    let mut history = History::default();
    history.extend(&trace);
    let mut causes = Causes::default();
    causes.extend(&trace);
    print_figure("indexes", milliseconds(begun));
    black_box((&history, &causes));
    drop((trace, history, causes));

    print_figure("tokio", tokio_with_paused_time(&scenario));
    ExitCode::SUCCESS
}

/// Spawns a task for each sleep; main awaits them in list order, as `gather` does.
fn tokio_with_paused_time(scenario: &Scenario) -> f64 {
    let delays: Vec<Duration> = scenario
        .operations()
        .iter()
        .map(|operation| Duration::from_micros(operation.delay.0))
        .collect();
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without I/O cannot fail to start");
    runtime.block_on(async {
        let tasks: Vec<_> = delays
            .into_iter()
            .map(|delay| {
                tokio::spawn(async move {
                    tokio::time::sleep(delay).await;
                    delay * 2
                })
            })
            .collect();
        for task in tasks {
            black_box(task.await.expect("no task panics or is cancelled"));
        }
    });
    drop(runtime);
    milliseconds(begun)
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
