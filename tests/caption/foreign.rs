//! The recordings of other programs: fewer answers, resources by name, no main.

use crate::captioned::{Run, words};
use codegen::Language;
use explain::caption::{CaptionKind, CaptionSource, at, ended};
use recording::facts::RecordedBy;
use recording::{Moment, RunOutcome, describe};
use runtime::EventLoop;
use runtime::clock::VirtualClock;
use scenario::link;

fn said(name: &str) -> Vec<String> {
    Run::fixture(name).steps().iter().map(words).collect()
}

#[test]
fn every_step_has_a_headline() {
    for name in [
        "deadlock", "late", "locks", "lost", "nested", "queue", "roots", "sundry",
    ] {
        for said in said(name) {
            assert!(!said.starts_with(" |"), "{name}: {said}");
            assert!(
                !said.contains("Nothing has run yet: the event loop is about to start main"),
                "{name}"
            );
        }
    }
}

#[test]
fn a_deadlock_names_who_waits_for_what() {
    let run = Run::fixture("deadlock");
    let steps = run.steps();
    let last = steps.last().expect("a step");
    assert!(matches!(last.kind, CaptionKind::Deadlock { .. }));
    assert_eq!(
        words(last),
        "Nothing can run any more: one waits for lock right and two waits for lock left. | main awaits 2 tasks. Each \
         waits for something that only another of them could give."
    );
    assert!(matches!(run.ended(None).kind, CaptionKind::Deadlock { .. }));
}

#[test]
fn resources_and_lines_are_named() {
    let locks = said("locks");
    assert_eq!(
        locks[2],
        "reader 0 waits for event ready (line 9). | reader 1 is next in the queue."
    );
    assert!(
        locks
            .iter()
            .any(|said| said.starts_with("reader 1 gets lock cache, then pauses.")),
        "{locks:#?}"
    );
}

#[test]
fn a_failure_that_nobody_hears_and_a_cancel_are_named() {
    let lost = said("lost");
    assert!(
        lost.iter()
            .any(|said| said.starts_with("lost failed: KeyError: 'b'. Nobody hears of it.")),
        "{lost:#?}"
    );
    assert!(
        lost.iter()
            .any(|said| said.starts_with("busy is finished. | It held the event loop for 134 ms"))
    );
    let nested = said("nested");
    assert!(
        nested
            .iter()
            .any(|said| said.starts_with("second page is cancelled: one of the group failed.")),
        "{nested:#?}"
    );
}

#[test]
fn a_stopped_run_of_a_file_is_not_told_as_the_readers_own() {
    let event_loop = EventLoop::new(
        &link::read("tasks=ann:1,bob:2&await=gather").scenario,
        Box::new(VirtualClock::default()),
    );
    event_loop.pause();
    event_loop.step();
    event_loop.step();
    event_loop.stop();
    let run = Run::recorded(event_loop.into_trace(), Language::Python);
    let told = |recorded_by| {
        let source = CaptionSource {
            recorded_by,
            ..run.source()
        };
        let mut said: Vec<String> = (0..=run.trace.events.len())
            .map(|events| words(&at(&source, Moment::after(&run.trace, events))))
            .collect();
        said.push(words(&ended(&source, RunOutcome::Stopped, None, None)));
        said.join("\n")
    };
    let (own, opened) = (told(RecordedBy::You), told(RecordedBy::Others));
    assert!(
        own.contains("You pressed Stop, so") && own.contains("You stopped the run"),
        "{own}"
    );
    assert!(
        opened.contains("The run was stopped, so") && opened.contains("The run was stopped at"),
        "{opened}"
    );
    assert!(!opened.contains("You ") && !opened.contains("you "), "{opened}");
    for event in run.trace.events.iter() {
        let words = describe::describe(&run.trace, &event);
        assert!(!words.contains("you "), "{words}");
    }
}
