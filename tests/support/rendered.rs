//! Renders a trace as text, so that tests can compare whole traces with blocks of lines.
//!
//! ```text
//!   0.000 main [                                  `[` a poll starts
//!   0.000 a spawned · woken by spawn              what happens in a row to one task at one stamp shares a line
//!   0.000 main ] on child                         `]` it returns; pending, and on what, or (with nothing behind) ended
//!   1.000 turn
//! ```
//!
//! Nothing is left out: two traces with the same text have the same events. Knows no executor.

use recording::{AttemptFailure, Event, EventKind, Lanes, PollResult, TaskId, Trace, WokenBy};
use scenario::time::Micros;
use scenario::{Scenario, link};

/// The scenario of a hand-written link, which may contain unencoded spaces.
pub fn scenario(fragment: &str) -> Scenario {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "#{fragment}: {:?}", opened.problems);
    opened.scenario
}

/// Its trace in virtual time, after checking that every transition is legal.
pub fn simulated(fragment: &str) -> Trace {
    let trace = runtime::simulate(&scenario(fragment));
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    assert!(lanes.illegal().is_empty(), "#{}: {:?}", trace.link(), lanes.illegal());
    trace
}

/// Compares the whole trace of a link with a block of lines; their indentation is ignored.
#[track_caller]
pub fn assert_trace(fragment: &str, expected: &str) {
    let trace = simulated(fragment);
    assert_lines(&trace, &rendered(&trace), expected);
}

/// Compares the events from `start` on with a block of lines.
#[track_caller]
pub fn assert_trace_from(start: Micros, fragment: &str, expected: &str) {
    let trace = simulated(fragment);
    assert_lines(&trace, &rendered_from(&trace, start), expected);
}

/// Compares rendered lines of this trace with a block of lines.
#[track_caller]
pub fn assert_lines(trace: &Trace, rendered: &str, expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let lines: Vec<&str> = rendered.lines().collect();
    let same = lines
        .iter()
        .zip(&expected)
        .take_while(|(line, expected)| line == expected)
        .count();
    assert!(
        lines == expected,
        "#{}, line {}:\n  expected {}\n  happened {}\nThe whole trace:\n{rendered}",
        trace.link(),
        same + 1,
        expected.get(same).unwrap_or(&"nothing more"),
        lines.get(same).unwrap_or(&"nothing more"),
    );
}

/// The whole trace.
pub fn rendered(trace: &Trace) -> String {
    rendered_from(trace, Micros::ZERO)
}

/// The events with a stamp of `start` or later.
pub fn rendered_from(trace: &Trace, start: Micros) -> String {
    let mut text = String::new();
    let mut before: Option<Event<'_>> = None;
    for event in trace.events.iter().filter(|event| event.at >= start) {
        let goes_on =
            before.is_some_and(|before| before.task.is_some() && (before.at, before.task) == (event.at, event.task));
        let what = words(trace, &event.kind);
        if goes_on {
            let opens = before.is_some_and(|before| before.kind == EventKind::PollStart);
            let closes = matches!(event.kind, EventKind::PollEnd(_));
            text += if opens || closes { " " } else { " · " };
        } else {
            if before.is_some() {
                text += "\n";
            }
            text += &seconds(event.at);
            text += " ";
            if let Some(task) = event.task {
                text += &name(trace, task);
                text += " ";
            }
        }
        text += &what;
        before = Some(event);
    }
    text
}

/// A stamp in seconds with three decimals, or six if necessary.
pub fn seconds(at: Micros) -> String {
    let (whole, rest) = (at.0 / 1_000_000, at.0 % 1_000_000);
    if rest % 1_000 == 0 {
        format!("{whole}.{:03}", rest / 1_000)
    } else {
        format!("{whole}.{rest:06}")
    }
}

fn name(trace: &Trace, task: TaskId) -> std::borrow::Cow<'_, str> {
    trace.name(task).unwrap_or_default()
}

fn words(trace: &Trace, kind: &EventKind) -> String {
    let name = |task: TaskId| name(trace, task);
    match kind {
        EventKind::Spawned {
            parent: None | Some(TaskId::MAIN),
        } => "spawned".into(),
        EventKind::Spawned { parent: Some(parent) } => format!("spawned by {}", name(*parent)),
        EventKind::Turn => "turn".into(),
        EventKind::PollStart => "[".into(),
        EventKind::PollEnd(PollResult::Ended) => "]".into(),
        EventKind::PollEnd(PollResult::Pending { on: None }) => "] pending".into(),
        EventKind::PollEnd(PollResult::Pending { on: Some(on) }) => format!("] on {}", on.word()),
        EventKind::Woken { by } => match by {
            WokenBy::Spawn => "woken by spawn".into(),
            WokenBy::Timer(timer) => format!("woken by timer {}", timer.0),
            WokenBy::Task(task) => format!("woken by task {}", name(*task)),
            WokenBy::Resource { by: Some(task), .. } => format!("woken by permit of {}", name(*task)),
            WokenBy::Itself => "woken by itself".into(),
            WokenBy::User => "woken by user".into(),
            other => format!("woken by {other:?}"),
        },
        EventKind::TimerSet { timer, what, deadline } => {
            format!("sets timer {} for {}, due {}", timer.0, what.word(), seconds(*deadline))
        }
        EventKind::TimerFired { timer } => format!("timer {} fired", timer.0),
        EventKind::TimerCleared { timer } => format!("timer {} cleared", timer.0),
        EventKind::Acquired { .. } => "permit got".into(),
        EventKind::Released { to: None, .. } => "permit released".into(),
        EventKind::Released { to: Some(to), .. } => format!("permit released to {}", name(*to)),
        EventKind::Attempt { number } => format!("attempt {number}"),
        EventKind::AttemptFailed {
            number,
            message,
            why: AttemptFailure::Failed,
        } => {
            format!("attempt {number} failed: {message}")
        }
        EventKind::AttemptFailed {
            number,
            message,
            why: AttemptFailure::Timeout,
        } => {
            format!("attempt {number} out of time: {message}")
        }
        EventKind::Printed { text } => format!("prints \"{text}\""),
        EventKind::Finished { value } => format!("finished {value}"),
        EventKind::Failed { message } => format!("failed: {message}"),
        EventKind::CancelRequested { by: None, why } => format!("cancel requested for {}", why.word()),
        EventKind::CancelRequested { by: Some(by), why } => {
            format!("cancel requested by {} for {}", name(*by), why.word())
        }
        EventKind::Put { .. }
        | EventKind::Got { .. }
        | EventKind::Set { .. }
        | EventKind::Warned { .. }
        | EventKind::Destroyed
        | EventKind::Deadlock
        | EventKind::Stuck
        | EventKind::Unknown { .. } => format!("{kind:?}"),
        EventKind::Cancelled => "cancelled".into(),
        EventKind::NeverRetrieved => "never retrieved".into(),
        EventKind::Clock { what } => format!("clock {}", what.word()),
        EventKind::Truncated { count, .. } => format!("{count} events truncated"),
    }
}
