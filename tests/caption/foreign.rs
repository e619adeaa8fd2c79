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
        "reader 0 waits for event ready (line 9). | It is not set: setting it lets all that wait go on. reader 1 is next \
         in the queue."
    );
    assert!(
        locks
            .iter()
            .any(|said| said.starts_with("reader 1 gets lock cache, then ")),
        "{locks:#?}"
    );
}

#[test]
fn a_failure_that_nobody_hears_and_a_cancel_are_named() {
    let lost = said("lost");
    assert!(
        lost.iter()
            .any(|said| said.starts_with("lost failed: KeyError: 'b' (line 7). Nobody hears of it.")),
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

/// What is said at the first step whose headline begins so.
#[track_caller]
fn step(record: &str, headline: &str) -> String {
    let path = format!("tests/recorded/{record}.trace.jsonl");
    let run = if std::fs::exists(&path).expect("a folder") {
        let file = std::fs::File::open(path).expect("a record");
        let opened = trace_file::read(std::io::BufReader::new(file)).expect("a recording");
        Run::recorded(opened.trace, Language::Python)
    } else {
        Run::fixture(record)
    };
    let all: Vec<String> = run.steps().iter().map(words).collect();
    let found = all.iter().find(|said| said.starts_with(headline));
    found.unwrap_or_else(|| panic!("{record}: {all:#?}")).clone()
}

#[test]
fn a_deadlock_at_one_queue_is_told_as_the_finding_has_it() {
    let run = Run::fixture("consumers");
    let ended = run.ended(None);
    assert_eq!(
        ended.headline_text(),
        "Nothing can run any more: both consumers wait for an item."
    );
    assert_eq!(ended.kicker(), "Deadlock");
    assert!(
        ended
            .detail_text()
            .starts_with("The queue is empty. consumer 1 since 5.720 s and consumer 2 since 4.920 s, line 10."),
        "{}",
        ended.detail_text()
    );
}

#[test]
fn who_set_a_task_free_and_who_has_what_it_waits_for() {
    assert_eq!(
        step("consumers", "consumer 2 gets something out of the queue"),
        "consumer 2 gets something out of the queue, then waits for a free slot of db (line 11). | consumer 1 has it. \
         producer put something into the queue, which set it free. Now nothing can run. Next: producer’s timer, at 0.360 s."
    );
    assert!(step("consumers", "producer waits for room in the queue (line 6).").contains("It is full, 3 of 3"));
    assert!(step("to_thread", "main makes ticker, then waits for a thread (line 22).").contains("beside the loop"));
}

#[test]
fn a_cancel_is_told_when_it_is_asked_for_while_the_task_cleans_up_and_at_its_end() {
    assert!(step("cancel_cleanup", "main awaits transfer").contains("transfer is asked to stop"));
    assert!(
        step("cancel_cleanup", "transfer asks for a 30 ms timer")
            .contains("The cancel has reached it: it is cleaning up before it ends.")
    );
    assert!(
        step("cancel_refused", "stubborn asks for a 20 ms timer")
            .contains("The cancel has reached it, and it goes on: it refused the cancel.")
    );
    assert!(step("cancel_cleanup", "transfer is cancelled").contains("main asked for that (line 18)."));
    assert!(
        step("cancel_refused", "stubborn returns 'survived'")
            .contains("It refused the cancel, which main had asked for")
    );
    // A timeout is a cancel from inside: whoever goes on behind it has refused nothing.
    assert!(
        step("shield", "main awaits save (line 19).").contains("Its timeout has passed, and it goes on behind it.")
    );
}

#[test]
fn an_error_has_its_line_a_group_its_members_and_a_forgotten_await_its_warning() {
    let failed = step("group_second_failure", "main failed: ExceptionGroup");
    assert!(
        failed.contains("(line 19). | It holds several failures: ValueError: first and KeyError: 'second'."),
        "{failed}"
    );
    let member = step("group_second_failure", "worse failed: KeyError");
    assert!(
        member.contains("It goes into the error of main, with 1 other failure."),
        "{member}"
    );
    assert!(step("forgotten_await", "main gives way").contains("Python warns: RuntimeWarning"));
}
