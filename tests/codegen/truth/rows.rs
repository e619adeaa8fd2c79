//! A trace as rows that can be compared: stamp, task, kind and facts, in words that are the same for both recorders.

use super::rules::{WOKE_ITSELF, release};
use recording::{EventKind, PollResult, ResourceKind, TaskId, TimerId, TimerKind, Trace, WaitingOn, WokenBy};
use std::collections::BTreeMap;
use std::fmt;

/// An event. Numbers of timers differ where one is set earlier, so that a timer is named by what it is for and when it
/// is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub at: u64,
    pub task: Option<u32>,
    pub kind: &'static str,
    pub facts: String,
}

impl Row {
    /// Whether this is an event of this kind and task.
    pub fn is(&self, task: u32, kind: &str) -> bool {
        self.task == Some(task) && self.kind == kind
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let task = match self.task {
            None => "loop".to_owned(),
            Some(0) => "main".to_owned(),
            Some(number) => format!("task {number}"),
        };
        write!(out, "{:>9} {task:<8} {:<16} {}", self.at, self.kind, self.facts)
    }
}

/// The rows of a trace of the playground or of the recorder.
///
/// These words are equal: `deadline` and `timeout` of a timer, `backoff` and `sleep`; what is waited for, if it is
/// other tasks; the reasons for which a program cancels its own tasks. A recorder's message has the type of its error.
/// What main returns is not compared: the program prints its results.
pub fn rows(trace: &Trace) -> Vec<Row> {
    let mut timers: BTreeMap<u32, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for (index, event) in trace.events.iter().enumerate() {
        let main = event.task == Some(TaskId::MAIN);
        let mut kind = event.kind.known_name();
        let named = |timer: TimerId| timers.get(&timer.0).cloned().unwrap_or_default();
        let facts = match event.kind {
            EventKind::Spawned { parent } => parent.map_or_else(String::new, |parent| format!("parent {}", parent.0)),
            EventKind::PollEnd(PollResult::Ended) => "ended".into(),
            EventKind::PollEnd(PollResult::Pending { on }) => {
                on.map_or_else(|| WOKE_ITSELF.into(), |on| format!("pending {}", waiting(on)))
            }
            EventKind::Woken { by } => match by {
                WokenBy::Spawn => "by spawn".into(),
                WokenBy::Timer(timer) => format!("by timer {}", named(timer)),
                WokenBy::Task(task) => format!("by task {}", task.0),
                WokenBy::Resource {
                    what: ResourceKind::Semaphore,
                    by,
                    ..
                } => {
                    format!(
                        "by permit of {}",
                        by.map_or_else(String::new, |task| task.0.to_string())
                    )
                }
                WokenBy::Itself => "by itself".into(),
                WokenBy::Cancel(_) => "by cancel".into(),
                other => format!("{other:?}"),
            },
            EventKind::TimerSet { timer, what, deadline } => {
                let what = match what {
                    TimerKind::Sleep | TimerKind::Backoff => "sleep",
                    TimerKind::Timeout | TimerKind::Deadline => "timeout",
                    TimerKind::Call => "call",
                };
                let name = format!("{what} due {}", deadline.0);
                timers.insert(timer.0, name.clone());
                name
            }
            EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => named(timer),
            EventKind::Acquired { size, .. } => format!("free {}", size.unwrap_or(u32::MAX)),
            EventKind::Released { to, size, .. } => release(to.map(|to| to.0), size.unwrap_or(u32::MAX)),
            EventKind::Printed { text } => text.into(),
            EventKind::Finished { .. } | EventKind::Failed { .. } if main => String::new(),
            EventKind::Finished { value } => value.into(),
            EventKind::Failed { message } => without_type(message).into(),
            EventKind::CancelRequested { by, why } => {
                let why = if why == recording::CancelReason::Leftovers {
                    "leftovers"
                } else {
                    "program"
                };
                let by = by.map_or_else(|| "none".into(), |task| task.0.to_string());
                format!("by {by} why {why}")
            }
            _ => String::new(),
        };
        if trace.events.extra(index).stream.is_some() {
            kind = "printed on stderr";
        }
        rows.push(Row {
            at: event.at.0,
            task: event.task.map(|task| task.0),
            kind,
            facts,
        });
    }
    rows
}

fn waiting(on: WaitingOn) -> &'static str {
    match on {
        WaitingOn::Timer | WaitingOn::Backoff => "timer",
        WaitingOn::Child | WaitingOn::Gather | WaitingOn::Wait | WaitingOn::Group => "tasks",
        WaitingOn::Semaphore => "permit",
        _ => "something else",
    }
}

/// The message without the type that the recorder writes before it.
fn without_type(message: &str) -> &str {
    let known = ["RuntimeError: ", "TimeoutError: "];
    known
        .iter()
        .find_map(|kind| message.strip_prefix(kind))
        .unwrap_or(message)
}
