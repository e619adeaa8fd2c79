//! The same link gives the same run, byte for byte.

use crate::cases::every_run;
use recording::Trace;
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
fn the_trace_file_has_a_line_of_json_for_each_task_and_event() {
    every_run(|_, trace| {
        let bytes = written(trace);
        let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
        let rows: Result<Vec<serde_json::Value>, _> = text.lines().map(serde_json::from_str).collect();
        let rows = rows.map_err(|error| error.to_string())?;
        let events = rows.iter().filter(|row| row["kind"].is_string()).count();
        let tasks = rows
            .iter()
            .filter(|row| row["name"].is_string() && row["task"].is_u64())
            .count();
        let others = 2 + trace.resources.len();
        if (events, tasks, rows.len()) == (trace.events.len(), trace.tasks.len(), events + tasks + others) {
            return Ok(());
        }
        Err(format!("{events} events, {tasks} tasks, {} lines", rows.len()))
    });
}

fn written(trace: &Trace) -> Vec<u8> {
    let mut bytes = Vec::new();
    trace_file::write(trace, &mut bytes).expect("a vector takes all that is written");
    bytes
}
