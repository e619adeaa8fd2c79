//! Laws that hold for every scenario: slices change nothing, and the figures are those of the trace.

use super::compared;
use super::support::{Draws, Family, open, random_link};
use recording::{EventKind, History, Lanes, PollResult, TaskId, Trace, WaitingOn};
use runtime::{self, Simulation};
use scenario::time::Micros;
use scenario::{Leftovers, Scenario};
use std::num::NonZeroUsize;

/// About fifty scenarios of each family.
const CASES: u64 = 400;

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 700_000;

pub fn each_link(check: impl Fn(&str)) {
    for case in 0..CASES {
        let family = Family {
            ties: case & 1 > 0,
            cpu: case & 2 > 0,
            joined: case & 4 > 0,
        };
        check(&random_link(&mut Draws::of(FIRST_CASE + case), family));
    }
}

#[test]
fn a_simulation_in_slices_records_what_one_without_records() {
    each_link(|link| {
        let scenario = open(link);
        let whole = runtime::simulate(&scenario);
        for entries in [1, 3, 1_000] {
            let sliced = Simulation::in_slices(&scenario, NonZeroUsize::new(entries).expect("it is not nought"));
            let mut slices = 1;
            while !sliced.advance() {
                slices += 1;
            }
            assert!(entries > 1 || slices > 1, "#{link}");
            assert!(sliced.advance(), "it stays complete");
            assert_eq!(sliced.into_trace(), whole, "#{link}");
        }
    });
}

#[test]
fn every_figure_is_that_of_the_trace_of_its_policy() {
    each_link(|link| {
        let scenario = open(link);
        for figure in compared(link).figures() {
            let recording = figure.recording.as_ref().expect("few events are kept");
            let (trace, policy) = (&recording.trace, figure.policy);
            let expected = runtime::simulate(&Scenario {
                policy,
                ..scenario.clone()
            });
            assert_eq!(*trace, expected, "#{link} as {}", policy.id());

            let mut history = History::default();
            history.extend(trace);
            let metrics = history.metrics(trace, trace.last_stamp());
            assert_eq!(recording.lanes, history.lanes, "#{link}");
            assert_eq!(figure.makespan, metrics.makespan, "#{link}");
            assert_eq!(figure.most_at_once, metrics.most_at_once, "#{link}");
            assert_eq!(Some(figure.wasted), metrics.wasted, "#{link}");
            assert_eq!(Some(figure.outcome), trace.outcome, "#{link}");
            assert_eq!(figure.queued, queued(trace), "#{link} as {}", policy.id());
            assert_makespan_is_mains(&scenario, trace, figure.makespan);
        }
    });
}

/// The run ends with main, except for leftovers that finish after it, and polls that compute in main's last turn.
fn assert_makespan_is_mains(scenario: &Scenario, trace: &Trace, makespan: Micros) {
    assert_eq!(makespan, trace.last_stamp());
    let mut lanes = Lanes::default();
    lanes.extend(trace);
    let main = lanes.lane(trace, TaskId::MAIN).and_then(|lane| lane.end());
    let main_ended = main.expect("main ends").at;
    assert!(main_ended <= makespan, "#{}", trace.link());
    let computes = scenario.tasks.items.iter().any(|item| item.cpu.is_some());
    if scenario.leftovers == Leftovers::Cancel && !computes {
        assert_eq!(main_ended, makespan, "#{}", trace.link());
    }
}

/// The time from each poll that returned because it had to wait for a permit to the end of the wait.
fn queued(trace: &Trace) -> Micros {
    let mut waiting = vec![None; trace.tasks.len()];
    let mut queued = Micros::ZERO;
    for event in &trace.events {
        let Some(task) = event.task else { continue };
        match event.kind {
            EventKind::PollEnd(PollResult::Pending {
                on: Some(WaitingOn::Semaphore),
            }) => waiting[task.index()] = Some(event.at),
            EventKind::Woken { .. } | EventKind::PollStart | EventKind::Cancelled => {
                if let Some(since) = waiting[task.index()].take() {
                    queued = queued + (event.at - since);
                }
            }
            _ => {}
        }
    }
    queued
}
