//! The trace file, written and read: what comes back is what was written, whatever is wrong is a sentence with its line, and
//! nothing panics or takes memory without bound.
//!
//! No allocation goes past the limit of this allocator: one that did would end the test.

#[allow(dead_code, reason = "only its chance is used")]
mod support;

#[path = "trace_file/examples.rs"]
mod examples;
#[path = "trace_file/hostile.rs"]
mod hostile;
#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "trace_file/python.rs"]
mod python;
#[path = "trace_file/round.rs"]
mod round;

use cap::Cap;
use recording::causes::{Causes, why};
use recording::findings::findings;
use recording::{History, Moment, Trace, describe, file};
use std::alloc::System;

/// All tests of this file together, each of which may hold a line of 8 MB and what is made of it.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 512 << 20);

/// The trace as a trace file.
fn written(trace: &Trace) -> Vec<u8> {
    let mut bytes = Vec::new();
    file::write(trace, &mut bytes).expect("a vector takes all that is written");
    bytes
}

/// Opens what has to be a whole trace file.
fn opened(text: &str) -> file::OpenedTrace {
    file::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What is said of a file that cannot be opened.
fn refused(text: &str) -> String {
    match file::read(text.as_bytes()) {
        Ok(_) => panic!("this opens:\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// Makes everything of a trace that is made of one: whatever a file says, none of it may panic.
fn look_at_all_of(trace: &Trace) {
    let (mut history, mut causes) = (History::default(), Causes::default());
    history.extend(trace);
    causes.extend(trace);
    let _ = findings(trace, &causes);
    for (index, event) in trace.events.iter().enumerate() {
        let _ = describe::describe(trace, &event);
        let chain = why(trace, &causes, index);
        assert!(!chain.question.is_empty(), "event {index} raises no question");
        let _ = trace.events.extra(index);
    }
    let end = Moment {
        at: trace.last_stamp(),
        events: trace.events.len(),
    };
    for (task, lane) in history.lanes.iter(trace) {
        let _ = (lane.state_after(end.events), lane.split(end.at), lane.result());
        let _ = recording::causes::for_task(trace, &history.lanes, &causes, task, end.at);
    }
}
