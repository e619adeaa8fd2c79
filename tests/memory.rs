//! Compares the memory of a recording with the bytes that its budget counts, using an allocator that counts every byte.
//!
//! A single test, because tests running in parallel would be counted too.

use cap::Cap;
use recording::causes::Causes;
use recording::{ClockKind, History, Source, TaskId, TaskInfo, Tasks, Trace, budget};
use runtime::simulate;
use scenario::time::Micros;
use scenario::{Scenario, Unit, link};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Scenarios with different kinds of events.
const LINKS: [&str; 9] = [
    "tasks=0%20fail%20x300&retry=20&await=settle&timers=shared",
    "tasks=1%20fail%20x300&retry=20&backoff=0.5&await=settle",
    "tasks=1%20x4000&await=gather",
    "tasks=1ms..9s%20x4000&await=as-completed&limit=7",
    "tasks=1ms..9s%20x4000&await=gather&unit=future&limit=100",
    "tasks=1..3%20x3000&await=settle&timeout=2&retry=3&limit=10",
    "tasks=9,1%20x5000&await=race",
    "tasks=2%20x3000&await=spawn&deadline=1",
    "tasks=1%20x4000",
];

#[test]
fn a_record_takes_at_most_what_its_budget_counts_and_not_much_less() {
    for link in LINKS {
        let mut whole = simulate(&link::read(link).scenario);
        let events = std::mem::take(&mut whole.events);
        let before = ALLOCATOR.allocated();
        let mut trace = Trace {
            events: recording::Events::default(),
            ..whole.clone()
        };
        let (mut history, mut causes) = (History::default(), Causes::default());
        let mut most = 0.0_f64;
        for (index, event) in events.iter().enumerate() {
            trace.events.push(event);
            if index % 97 != 0 && index + 1 < events.len() {
                continue; // folds every 97 events, as the page folds once a frame
            }
            history.extend(&trace);
            causes.extend(&trace);
            let taken = (ALLOCATOR.allocated() - before) as u64;
            let counted = budget::taken_by(&trace);
            assert!(
                taken <= counted,
                "{link}: after {index} events {taken} bytes, {counted} counted"
            );
            if index > 2_000 {
                most = most.max(taken as f64 / counted as f64);
            }
        }
        let taken = (ALLOCATOR.allocated() - before) as f64;
        let share = taken / budget::taken_by(&trace) as f64;
        println!(
            "{link}: {} events, {:.0} bytes an event, {share:.2} of what is counted, {most:.2} at the most",
            events.len(),
            taken / events.len() as f64
        );
        assert!(share > 0.25, "{link}: a quarter of the budget and less is used");
    }
    listed_tasks_take_at_most_what_their_budget_counts();
}

/// Tasks that a recorder lists one by one, some with all that may be known of them. What is folded for each is not counted.
fn listed_tasks_take_at_most_what_their_budget_counts() {
    let mut trace = Trace::planned(&Scenario::default(), ClockKind::Real, Micros(1));
    trace.source = Source::Recorder(recording::Recorder::default());
    trace.resources.clear();
    trace.tasks = Tasks::default();
    let folded_for_each = {
        let planned = |count: u32| {
            let scenario = link::read(&format!("tasks=1%20x{count}")).scenario;
            budget::taken_by(&Trace::planned(&scenario, ClockKind::Virtual, Micros(1)))
        };
        planned(2) - planned(1)
    };
    let before = ALLOCATOR.allocated();
    let empty = budget::taken_by(&trace);
    for index in 0..5_000_u32 {
        trace.tasks.push(&TaskInfo {
            name: format!("Task-{index}").into(),
            parent: index.checked_sub(1).map(TaskId),
            unit: (index % 7 == 0).then_some(Unit::Task),
            delay: (index % 5 == 0).then_some(Micros(1)),
        });
        let taken = (ALLOCATOR.allocated() - before) as u64;
        let counted = budget::taken_by(&trace) - empty - folded_for_each * u64::from(index + 1);
        // The first few have room for more.
        assert!(
            taken <= counted.max(256),
            "{index} tasks: {taken} bytes, {counted} counted"
        );
    }
}
