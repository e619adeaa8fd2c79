//! Compares runs with the independent model: starts, ends, outcomes and lines, with their moments.

use crate::cases::{Verdict, every_run};
use crate::model::{self, LifeEnd};
use recording::{Ended, EventKind, Lanes, RunOutcome, TaskId, Trace};
use scenario::Scenario;
use scenario::time::Micros;
use std::cell::Cell;

#[test]
fn runs_match_the_model() {
    let covered = Cell::new(0);
    every_run(|scenario, trace| {
        if !model::covers(scenario) {
            return Ok(());
        }
        covered.set(covered.get() + 1);
        agrees(scenario, trace)
    });
    assert!(
        covered.get() >= 1_500,
        "the model covers only {} of the cases",
        covered.get()
    );
}

fn agrees(scenario: &Scenario, trace: &Trace) -> Verdict {
    let expected = model::run(scenario);
    let mut lanes = Lanes::default();
    lanes.extend(trace);
    for (index, life) in expected.lives.iter().enumerate() {
        let task = TaskId(index as u32 + 1);
        let lane = lanes.lane(trace, task).ok_or_else(|| format!("{task:?} has no lane"))?;
        same(format!("start of {task:?}"), first_start(trace, task), life.start)?;
        same(format!("end of {task:?}"), lane.end().map(|end| end.at), life.end)?;
        let life_end = match lane.end().map(|end| end.how) {
            Some(Ended::Finished) => LifeEnd::Finished(lane.result().to_owned()),
            Some(Ended::Failed) => LifeEnd::Failed(lane.result().to_owned()),
            Some(Ended::Cancelled) => LifeEnd::Cancelled,
            Some(Ended::Destroyed) => return Err(format!("{task:?} was destroyed")),
            None => LifeEnd::NeverReached,
        };
        same(format!("failure mode of {task:?}"), life_end, life.life_end.clone())?;
    }
    let main_end = lanes
        .lane(trace, TaskId::MAIN)
        .and_then(|lane| lane.end())
        .map(|end| end.at);
    same("main's end", main_end, Some(expected.main_end))?;
    same("the end of all", trace.last_stamp(), expected.makespan)?;
    same(
        "the outcome",
        trace.outcome,
        Some(if expected.is_ok {
            RunOutcome::Ok
        } else {
            RunOutcome::Failed
        }),
    )?;
    let lines: Vec<(Micros, String)> = printed(trace).map(|(_, at, line)| (at, line.to_owned())).collect();
    same("the lines", lines, expected.lines)?;
    let last_line = printed(trace)
        .filter(|(task, ..)| *task == TaskId::MAIN)
        .last()
        .map(|(.., line)| line.to_owned());
    same("main's last word", last_line.unwrap_or_default(), expected.last_line)
}

fn first_start(trace: &Trace, task: TaskId) -> Option<Micros> {
    printed(trace)
        .find(|(by, _, line)| *by == task && line.starts_with("Starting"))
        .map(|(_, at, _)| at)
}

fn printed(trace: &Trace) -> impl Iterator<Item = (TaskId, Micros, &str)> {
    trace.events.iter().filter_map(|event| match &event.kind {
        EventKind::Printed { text } => Some((event.task?, event.at, &**text)),
        _ => None,
    })
}

fn same<T: PartialEq + std::fmt::Debug>(what: impl std::fmt::Display, happened: T, expected: T) -> Verdict {
    if happened == expected {
        return Ok(());
    }
    Err(format!("{what}: happened {happened:?}, expected {expected:?}"))
}
