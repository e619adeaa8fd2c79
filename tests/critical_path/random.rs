//! Properties of the paths of random runs: all policies, failures, cancellations, timeouts, retries, a blocked loop.

use crate::machine::Machine;
use crate::mixtures::{random_mixture, random_overrun};
use crate::support::{Draws, Family, open, random_link};
use crate::{check_laws, folded};
use recording::TaskId;
use recording::critical_path::{CriticalPathSearch, CriticalPathToEnd, NoPath, StepKind};
use runtime::EventLoop;
use scenario::time::Micros;

/// Enough to meet each policy with each modifier dozens of times.
const CASES: u64 = 3_000;

#[test]
fn the_steps_and_the_rows_add_up_to_the_end() {
    let mut found = 0;
    for case in 0..CASES {
        let family = Family {
            ties: case % 2 == 0,
            cpu: case % 3 == 0,
            joined: case % 5 < 2,
        };
        let draws = &mut Draws::of(case);
        let link = match case % 4 {
            0 => random_overrun(draws),
            1 => random_mixture(draws),
            _ => random_link(draws, family),
        };
        let trace = runtime::simulate(&open(&link));
        let folds = folded(&trace);
        for task in (0..trace.tasks.len()).map(TaskId::from_index) {
            match CriticalPathToEnd::of(&trace, &folds, task) {
                Ok(path) => {
                    check_laws(&trace, &folds, &path, &link);
                    assert_eq!(path.caveat(), None, "#{link} task {task:?}: {:?}", path.steps);
                    found += 1;
                }
                Err(why) => assert!(matches!(why, NoPath::NoTime | NoPath::NoEnd), "#{link} {why:?}"),
            }
        }
    }
    assert!(found > 10_000, "{found}");
}

#[test]
fn a_search_in_slices_finds_the_same() {
    for case in 0..200 {
        let trace = runtime::simulate(&open(&random_mixture(&mut Draws::of(case))));
        let folds = folded(&trace);
        let (whole, search) = (
            CriticalPathToEnd::of(&trace, &folds, TaskId::MAIN),
            CriticalPathSearch::of(&trace, &folds, TaskId::MAIN),
        );
        let sliced = search.map(|mut search| {
            while !search.over() {
                search.advance(&trace, &folds, 1 + case as usize % 3);
            }
            search.found(&trace)
        });
        assert_eq!(sliced.map(|path| path.expect("the search is over")), whole);
    }
}

#[test]
fn the_steps_of_a_machine_with_delays_add_up_too() {
    let (mut overdue, mut queued, mut holding) = (0, 0, 0);
    for case in 0..1_000 {
        let draws = &mut Draws::of(case);
        let link = match case % 3 {
            0 => random_overrun(draws),
            _ => random_mixture(draws),
        };
        let machine = Machine {
            late: Micros(draws.below(40_000)),
            reading: Micros(draws.below(200)),
            slower: Micros(draws.below(20_000)),
            backwards: draws.once_in(2),
            draws: Some(Draws::of(case)),
            ..Machine::default()
        };
        let event_loop = EventLoop::new(&open(&link), Box::new(machine));
        event_loop.drive();
        let trace = event_loop.into_trace();
        let folds = folded(&trace);
        for task in (0..trace.tasks.len()).map(TaskId::from_index) {
            if let Ok(path) = CriticalPathToEnd::of(&trace, &folds, task) {
                check_laws(&trace, &folds, &path, &link);
                let count = |wanted: fn(StepKind) -> bool| path.steps.iter().filter(|step| wanted(step.kind)).count();
                overdue += count(|kind| kind == StepKind::Overdue);
                queued += count(|kind| kind == StepKind::Queued);
                holding += count(|kind| matches!(kind, StepKind::HoldingLoop(_)));
            }
        }
    }
    assert!(overdue > 0 && queued > 0 && holding > 0, "{overdue} {queued} {holding}");
}
