//! Asks Why about scenarios in virtual time, and compares the whole answer with a block of lines.

use recording::causes::{Causes, Chain, why};
use recording::{EventKind, TaskId, Trace};
use scenario::link;
use scenario::time::Micros;

/// The trace of a hand-written link, in virtual time.
pub fn simulated(fragment: &str) -> Trace {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "#{fragment}: {:?}", opened.problems);
    runtime::simulate(&opened.scenario)
}

/// A stamp in seconds, to the millisecond.
pub fn seconds(at: Micros) -> String {
    format!("{}.{:03}", at.0 / 1_000_000, at.0 % 1_000_000 / 1_000)
}

/// The index of the whole trace.
pub fn indexed(trace: &Trace) -> Causes {
    let mut causes = Causes::default();
    causes.extend(trace);
    causes
}

/// The task with this name.
pub fn named(trace: &Trace, name: &str) -> TaskId {
    let task = trace.tasks.first_called(name);
    task.unwrap_or_else(|| panic!("no task is called {name}"))
}

/// The last event of this task of this kind, named as in the trace file; `semaphore` is a poll that ends with waiting
/// for a permit.
pub fn last(trace: &Trace, name: &str, kind: &str) -> usize {
    let task = named(trace, name);
    let is_it = |index: &usize| {
        trace.events.get(*index).expect("the event is there").task == Some(task)
            && kind_name(&trace.events.get(*index).expect("the event is there").kind) == kind
    };
    let found = (0..trace.events.len()).rev().find(is_it);
    found.unwrap_or_else(|| panic!("no {kind} of {name}"))
}

fn kind_name<'a>(kind: &EventKind<'a>) -> &'a str {
    if kind.queues_for_permit() {
        "semaphore"
    } else {
        kind.name()
    }
}

/// Why the task's last event of this kind happened.
pub fn why_of(trace: &Trace, name: &str, kind: &str) -> Chain {
    why(trace, &indexed(trace), last(trace, name, kind))
}

/// The question, the answer, and a line for each link with its stamp and its text.
pub fn text_of(chain: &Chain) -> String {
    let links = chain
        .links
        .iter()
        .map(|link| format!("{} {}", seconds(link.at), link.text));
    [chain.question.clone(), chain.answer.clone()]
        .into_iter()
        .chain(links)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Compares the whole answer about a task's end with a block of lines; their indentation is ignored.
#[track_caller]
pub fn assert_why_ended(link: &str, name: &str, expected: &str) {
    let trace = simulated(link);
    let task = named(&trace, name);
    let ended = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled
        )
    };
    let end = trace
        .events
        .iter()
        .position(|event| event.task == Some(task) && ended(&event.kind));
    let end = end.unwrap_or_else(|| panic!("{name} has no end"));
    assert_text(link, &why(&trace, &indexed(&trace), end), expected);
}

/// Compares the whole answer about the last event of a kind with a block of lines.
#[track_caller]
pub fn assert_why(link: &str, name: &str, kind: &str, expected: &str) {
    assert_text(link, &why_of(&simulated(link), name, kind), expected);
}

#[track_caller]
fn assert_text(link: &str, chain: &Chain, expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let text = text_of(chain);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines == expected,
        "#{link} says:\n{text}\n\nexpected:\n{}",
        expected.join("\n")
    );
}
