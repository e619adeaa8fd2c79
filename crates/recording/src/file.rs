//! The trace file: one JSON object, events in order. Writes it; knows nothing of where it goes.

use super::{
    AttemptFailure, CancelReason, ClockChange, ClockKind, Event, EventKind, Missing, PollResult, TaskId, TaskInfo,
    TimerKind, Trace, WaitingOn, WokenBy,
};
use scenario::Unit;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

/// Writes the trace as a trace file, version 1.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(trace: &Trace, out: &mut impl Write) -> io::Result<()> {
    let file = File {
        format: "futurescope-trace",
        version: 1,
        link: &trace.link(),
        clock: match trace.clock {
            ClockKind::Real => "real",
            ClockKind::Virtual => "virtual",
        },
        resolution_us: trace.resolution.0,
        outcome: trace.outcome.map(super::Outcome::word),
        tasks: Tasks(&trace.tasks),
        events: Events(&trace.events),
    };
    serde_json::to_writer(&mut *out, &file)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    version: u32,
    link: &'a str,
    clock: &'static str,
    resolution_us: u64,
    outcome: Option<&'static str>,
    tasks: Tasks<'a>,
    events: Events<'a>,
}

struct Tasks<'a>(&'a [TaskInfo]);

struct Events<'a>(&'a super::Events);

#[derive(Serialize)]
struct TaskRow<'a> {
    id: usize,
    name: &'a str,
    parent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_us: Option<u64>,
}

/// All keys an event can have; those its kind does not have are left out.
#[derive(Default, Serialize)]
struct EventRow<'a> {
    at_us: u64,
    task: Option<u32>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<Option<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<By>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timer: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Option<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

/// `by` is a word for a wake and a task, or nobody, for a cancel.
#[derive(Serialize)]
#[serde(untagged)]
enum By {
    Word(&'static str),
    Task(Option<u32>),
}

impl Serialize for Tasks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.0.len()))?;
        for (id, task) in self.0.iter().enumerate() {
            rows.serialize_element(&TaskRow {
                id,
                name: &task.name,
                parent: task.parent.map(number),
                unit: task.unit.map(Unit::id),
                delay_us: task.delay.map(|delay| delay.0),
            })?;
        }
        rows.end()
    }
}

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.0.len()))?;
        for event in self.0 {
            rows.serialize_element(&row(&event))?;
        }
        rows.end()
    }
}

fn row<'a>(event: &Event<'a>) -> EventRow<'a> {
    let mut row = EventRow {
        at_us: event.at.0,
        task: event.task.map(number),
        kind: event.kind.name(),
        ..EventRow::default()
    };
    match &event.kind {
        EventKind::Spawned { parent } => row.parent = Some(parent.map(number)),
        EventKind::PollEnd(PollResult::Ended) => row.result = Some("ended"),
        EventKind::PollEnd(PollResult::Pending { on }) => {
            row.result = Some("pending");
            row.on = on.map(WaitingOn::word);
        }
        EventKind::Woken { by } => {
            let (word, id) = match *by {
                WokenBy::Spawn => ("spawn", None),
                WokenBy::Timer(timer) => ("timer", Some(timer.0)),
                WokenBy::Task(task) => ("task", Some(task.0)),
                WokenBy::Permit(task) => ("permit", Some(task.0)),
                WokenBy::Itself => ("self", None),
                WokenBy::User => ("user", None),
            };
            row.by = Some(By::Word(word));
            row.id = id;
        }
        EventKind::TimerSet { timer, what, deadline } => {
            row.timer = Some(timer.0);
            row.what = Some(what.word());
            row.deadline_us = Some(deadline.0);
        }
        EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => row.timer = Some(timer.0),
        EventKind::PermitReleased { to } => row.to = Some(to.map(number)),
        EventKind::Attempt { number } => row.number = Some(*number),
        EventKind::AttemptFailed { number, message, why } => {
            row.number = Some(*number);
            row.message = Some(message);
            row.why = Some(why.word());
        }
        EventKind::Printed { text } => row.text = Some(text),
        EventKind::Finished { value } => row.value = Some(value),
        EventKind::Failed { message } => row.message = Some(message),
        EventKind::CancelRequested { by, why } => {
            row.by = Some(By::Task(by.map(number)));
            row.why = Some(why.word());
        }
        EventKind::Clock { what } => row.what = Some(what.word()),
        EventKind::Truncated { count, why } => {
            row.count = Some(*count);
            row.why = Some(why.word());
        }
        EventKind::Turn
        | EventKind::PollStart
        | EventKind::PermitWait
        | EventKind::PermitGot
        | EventKind::Cancelled
        | EventKind::NeverRetrieved => {}
    }
    row
}

const fn number(task: TaskId) -> u32 {
    task.0
}

impl WaitingOn {
    /// The word in the trace file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Timer => "timer",
            Self::Child => "child",
            Self::Permit => "permit",
            Self::Backoff => "backoff",
        }
    }
}

impl TimerKind {
    /// The word in the trace file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sleep => "sleep",
            Self::Timeout => "timeout",
            Self::Deadline => "deadline",
            Self::Backoff => "backoff",
        }
    }
}

impl AttemptFailure {
    /// The word in the trace file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Timeout => "timeout",
        }
    }
}

impl CancelReason {
    /// The word in the trace file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Race => "race",
            Self::FirstOk => "first-ok",
            Self::Deadline => "deadline",
            Self::Leftovers => "leftovers",
            Self::Stop => "stop",
            Self::User => "user",
            Self::Dropped => "dropped",
        }
    }
}

impl Missing {
    /// The word in the trace file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Budget => "budget",
        }
    }
}

impl ClockChange {
    /// The word in the trace file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Speed => "speed",
            Self::Hidden => "hidden",
            Self::Shown => "shown",
            Self::Stepped => "stepped",
        }
    }
}
