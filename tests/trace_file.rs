//! Writing and reading trace files: a recording is read back unchanged, every error is a message with its line, and
//! nothing panics or allocates without bound.
//!
//! The allocator has a limit, and a test that exceeds it aborts.

#[allow(dead_code, reason = "only its chance is used")]
mod support;

#[path = "trace_file/examples.rs"]
mod examples;
#[path = "trace_file/hostile.rs"]
mod hostile;
#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "trace_file/pieces.rs"]
mod pieces;
#[path = "trace_file/python.rs"]
mod python;
#[path = "trace_file/recorder.rs"]
mod recorder;
#[path = "trace_file/round.rs"]
mod round;

use cap::Cap;
use recording::causes::{Causes, why};
use recording::findings::findings;
use recording::{History, Moment, Trace, describe};
use std::alloc::System;

/// The limit for all tests of this file together, each of which may hold a line of 8 MB and the values parsed from it.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 512 << 20);

/// The trace as a trace file.
fn written(trace: &Trace) -> Vec<u8> {
    let mut bytes = Vec::new();
    trace_file::write(trace, &mut bytes).expect("a vector takes all that is written");
    bytes
}

/// Opens a trace file that must be valid.
fn opened(text: &str) -> trace_file::OpenedTrace {
    trace_file::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The error message for an invalid file.
fn error_of(text: &str) -> String {
    match trace_file::read(text.as_bytes()) {
        Ok(_) => panic!("this opens:\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// Computes everything that is derived from a trace: none of it may panic, whatever the file contains.
fn derive_everything_from(trace: &Trace) {
    let (mut history, mut causes) = (History::default(), Causes::default());
    history.extend(trace);
    causes.extend(trace);
    let _ = findings(trace, &causes);
    for (index, event) in trace.events.iter().enumerate() {
        let _ = describe::describe(trace, &event);
        let chain = why(trace, &causes, index);
        assert!(!chain.question.is_empty(), "event {index} raises no question");
        let _ = trace.events.extra(index);
        let _ = recording::waits::words(trace, index);
    }
    let end = Moment {
        at: trace.last_stamp(),
        events: trace.events.len(),
    };
    for (task, lane) in history.lanes.iter(trace) {
        let _ = (lane.state_after(end.events), lane.split(end.at), lane.result());
        let _ = recording::causes::for_task(trace, &history.lanes, &causes, task, end.at);
        let _ = recording::facts::facts(trace, &history, task, end);
        let _ = history.lanes.children_after(trace, task, u32::MAX);
    }
    let _ = history.metrics(trace, end.at);
    let outcome = trace.outcome.unwrap_or(recording::RunOutcome::Limit);
    let _ = recording::facts::verdict(trace, &history.lanes, outcome, recording::facts::RecordedBy::Others);
}
