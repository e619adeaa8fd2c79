//! Writing, reading and writing again gives the same recording and the same bytes.

use crate::mixtures::{random_mixture, random_overrun};
use crate::support::Draws;
use crate::{opened, written};
use recording::{EventKind, TaskId, Trace};
use runtime::simulate;
use scenario::examples::EXAMPLES;
use scenario::link;

/// The number of random scenarios that are written and read.
const CASES: u64 = 1_000;

#[track_caller]
fn check_round_trip(trace: &Trace, link: &str) {
    let bytes = written(trace);
    let back = match trace_file::read(bytes.as_slice()) {
        Ok(back) => back,
        Err(error) => panic!("#{link}: {error}"),
    };
    assert_eq!(back.notices(), Vec::<String>::new(), "#{link}");
    assert!(back.trace == *trace, "#{link} comes back as another recording");
    assert!(written(&back.trace) == bytes, "#{link} is written differently again");
}

#[test]
fn every_example_is_read_back_unchanged() {
    for example in EXAMPLES.iter() {
        check_round_trip(&simulate(&link::read(&example.link).scenario), &example.link);
    }
}

/// The links of the random scenarios.
fn random_links() -> impl Iterator<Item = String> {
    (0..CASES).map(|case| {
        let draws = &mut Draws::of(case);
        if case % 2 == 0 {
            random_mixture(draws)
        } else {
            random_overrun(draws)
        }
    })
}

#[test]
fn random_scenarios_are_read_back_unchanged() {
    for link in random_links() {
        check_round_trip(&simulate(&link::read(&link).scenario), &link);
    }
}

/// The table of states allows both, for programs that were recorded elsewhere.
#[test]
fn in_the_playground_nothing_is_cancelled_in_its_poll_and_no_timer_outlives_its_task() {
    for link in random_links() {
        let trace = simulate(&link::read(&link).scenario);
        let mut polled = vec![false; trace.tasks.len()];
        let mut ended = polled.clone();
        for event in &trace.events {
            let Some(TaskId(task)) = event.task else { continue };
            let task = task as usize;
            match event.kind {
                EventKind::PollStart => polled[task] = true,
                EventKind::PollEnd(_) => polled[task] = false,
                EventKind::Cancelled => {
                    assert!(!polled[task], "#{link}: {event:?}");
                    ended[task] = true;
                }
                EventKind::Finished { .. } | EventKind::Failed { .. } => ended[task] = true,
                EventKind::TimerFired { .. } | EventKind::TimerCleared { .. } => {
                    assert!(!ended[task], "#{link}: {event:?}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_full_recording_is_read_back_unchanged() {
    let scenario = link::read("tasks=0%20fail%20x20&await=settle&retry=3").scenario;
    let trace = runtime::simulate_within(&scenario, recording::Budget::bytes(20_000));
    assert!(trace.truncation().is_some());
    check_round_trip(&trace, "full");
}

#[test]
fn causes_are_written_and_read() {
    let mut trace = simulate(&link::read("tasks=1").scenario);
    let events = std::mem::take(&mut trace.events);
    for (index, mut event) in events.iter().enumerate() {
        event.cause = index.checked_sub(1).and_then(|before| u32::try_from(before).ok());
        trace.events.push(event);
    }
    check_round_trip(&trace, "with causes");
    let text = String::from_utf8(written(&trace)).expect("JSON is UTF-8");
    assert!(
        text.contains(r#"{"at_us":0,"task":null,"kind":"turn","cause":1}"#),
        "{text}"
    );
}

#[test]
fn an_unfinished_run_is_written_without_its_end_and_opens_as_cut_off() {
    let mut trace = simulate(&link::read("tasks=2,1").scenario);
    trace.outcome = None;
    let text = String::from_utf8(written(&trace)).expect("JSON is UTF-8");
    let back = opened(&text);
    assert!(back.cut_off);
    assert_eq!(back.notices(), ["The recording was cut off: its last line is missing."]);
    assert!(back.trace == trace);
}

#[test]
fn a_file_truncated_anywhere_opens_up_to_its_end() {
    let trace = simulate(&link::read("tasks=b: 2, a: 1&await=gather&limit=1").scenario);
    let bytes = written(&trace);
    let header = bytes.iter().position(|byte| *byte == b'\n').expect("there is a header");
    for end in header + 1..bytes.len() - 1 {
        let back = trace_file::read(&bytes[..end]).unwrap_or_else(|error| panic!("cut at {end}: {error}"));
        // A file that is cut off after the last brace lacks only its line break.
        assert!(back.cut_off, "cut at {end}");
        assert!(
            back.trace
                .events
                .iter()
                .eq(trace.events.range(0..back.trace.events.len()))
        );
        assert_eq!(back.trace.tasks.len(), 3, "cut at {end}");
    }
    assert!(
        !trace_file::read(&bytes[..bytes.len() - 1])
            .expect("it is whole")
            .cut_off
    );
}
