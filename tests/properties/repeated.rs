//! The same link gives the same run, to the byte.

use crate::cases::every_run;
use recording::{Trace, file};
use scenario::link;

#[test]
fn the_same_scenario_gives_the_same_trace_file_again() {
    every_run(|scenario, trace| {
        if written(trace) == written(&runtime::simulate(scenario)) {
            return Ok(());
        }
        Err("the second run differs".into())
    });
}

#[test]
fn a_link_that_is_written_and_read_gives_the_same_trace() {
    every_run(|scenario, trace| {
        let opened = link::read(&link::write(scenario));
        if !opened.problems.is_empty() {
            return Err(format!("{:?}", opened.problems));
        }
        if *trace == runtime::simulate(&opened.scenario) {
            return Ok(());
        }
        Err("the run of the link differs".into())
    });
}

#[test]
fn the_link_in_the_trace_file_opens_the_same_run() {
    every_run(|_, trace| {
        let again = runtime::simulate(&link::read(&trace.link()).scenario);
        if written(trace) == written(&again) {
            Ok(())
        } else {
            Err("the run of its link differs".into())
        }
    });
}

#[test]
fn the_trace_file_is_one_line_of_json_with_an_event_for_each() {
    every_run(|_, trace| {
        let bytes = written(trace);
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        let events = value["events"].as_array().map_or(0, Vec::len);
        let tasks = value["tasks"].as_array().map_or(0, Vec::len);
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        if (events, tasks, lines) == (trace.events.len(), trace.tasks.len(), 1) {
            return Ok(());
        }
        Err(format!("{events} events, {tasks} tasks, {lines} lines"))
    });
}

fn written(trace: &Trace) -> Vec<u8> {
    let mut bytes = Vec::new();
    file::write(trace, &mut bytes).expect("a vector takes all that is written");
    bytes
}
