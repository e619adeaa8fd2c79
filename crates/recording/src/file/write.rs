//! Writes a trace as lines.

use super::{FORMAT, VERSION};
use crate::{
    Event, EventKind, Extra, PollResult, Resource, Source, SourceLine, StackFrame, StackId, TaskId, TaskInfo, Trace,
    WokenBy,
};
use scenario::Unit;
use serde::Serialize;
use std::io::{self, Write};

/// Writes the trace as a trace file, line by line. Of a trace without an outcome, the last line is left out, as if the
/// file were incomplete.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(trace: &Trace, out: &mut impl Write) -> io::Result<()> {
    let link = trace.link();
    let recorder = match &trace.source {
        Source::Playground(_) => None,
        Source::Recorder(recorder) => Some(recorder),
    };
    line(
        out,
        &HeaderLine {
            format: FORMAT,
            version: VERSION,
            source: recorder.map_or(PLAYGROUND, |recorder| &recorder.name),
            clock: trace.clock.word(),
            resolution_us: trace.resolution.0,
            link: recorder.is_none().then_some(&*link),
            language: recorder.and_then(|recorder| recorder.language.as_deref()),
            program: recorder.and_then(|recorder| recorder.program.as_deref()),
        },
    )?;
    for (file, source) in trace.code.files.iter().enumerate() {
        let (name, text) = (source.name.as_str(), source.text.as_deref());
        line(out, &FileLine { file, name, text })?;
    }
    for (stack, frames) in trace.code.stacks.iter().enumerate() {
        let frames = frames.iter().map(frame).collect();
        line(out, &StackLine { stack, frames })?;
    }
    for (id, resource) in trace.resources.iter().enumerate() {
        line(out, &resource_line(id, resource))?;
    }
    for (id, task) in trace.tasks.iter().enumerate() {
        line(out, &task_line(trace, id, &task))?;
    }
    for (index, event) in trace.events.iter().enumerate() {
        line(out, &event_line(&event, &trace.events.extra(index)))?;
    }
    let Some(outcome) = trace.outcome else { return Ok(()) };
    line(
        out,
        &EndLine {
            end: outcome.word(),
            events: trace.events.len(),
            message: trace.message.as_deref(),
        },
    )
}

/// The name of the playground in the header.
pub const PLAYGROUND: &str = "playground";

fn line(out: &mut impl Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct HeaderLine<'a> {
    format: &'a str,
    version: u64,
    source: &'a str,
    clock: &'a str,
    resolution_us: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<&'a str>,
}

#[derive(Serialize)]
struct FileLine<'a> {
    file: usize,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct StackLine<'a> {
    stack: usize,
    frames: Vec<(u32, u32, &'a str)>,
}

#[derive(Serialize)]
struct ResourceLine<'a> {
    resource: usize,
    what: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<[u32; 2]>,
}

#[derive(Serialize)]
struct TaskLine<'a> {
    task: usize,
    name: &'a str,
    parent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<[u32; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'a str>,
}

#[derive(Serialize)]
struct EndLine<'a> {
    end: &'a str,
    events: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// All keys of events; those that an event does not have are left out.
#[derive(Default, Serialize)]
struct EventLine<'a> {
    at_us: u64,
    task: Option<u32>,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<Option<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tasks: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<By<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timer: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    res: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Option<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    of: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<[u32; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<u32>,
}

/// `by` is a word for a wake; for a cancellation it is a task, or null.
#[derive(Serialize)]
#[serde(untagged)]
enum By<'a> {
    Word(&'a str),
    Task(Option<u32>),
}

fn frame(frame: &StackFrame) -> (u32, u32, &str) {
    (frame.at.file.0, frame.at.line, &frame.function)
}

const fn position(line: SourceLine) -> [u32; 2] {
    [line.file.0, line.line]
}

fn resource_line(id: usize, resource: &Resource) -> ResourceLine<'_> {
    ResourceLine {
        resource: id,
        what: &resource.what,
        name: &resource.name,
        size: resource.size,
        line: resource.line.map(position),
    }
}

fn task_line<'a>(trace: &'a Trace, id: usize, task: &'a TaskInfo<'a>) -> TaskLine<'a> {
    let origin = trace.code.origins.get(id);
    TaskLine {
        task: id,
        name: &task.name,
        parent: task.parent.map(number),
        unit: task.unit.map(Unit::id),
        delay_us: task.delay.map(|delay| delay.0),
        line: origin.and_then(|origin| origin.line).map(position),
        via: origin.and_then(|origin| origin.via.as_deref()),
    }
}

fn event_line<'a>(event: &Event<'a>, extra: &'a Extra<'a>) -> EventLine<'a> {
    let mut row = EventLine {
        at_us: event.at.0,
        task: event.task.map(number),
        kind: event.kind.name(),
        via: extra.via,
        tasks: extra.tasks.iter().copied().map(number).collect(),
        res: extra.res.map(|res| res.0),
        of: &extra.of,
        stream: extra.stream,
        stack: extra.stack.map(|StackId(stack)| stack),
        line: extra.line.map(position),
        cause: event.cause,
        ..EventLine::default()
    };
    match event.kind {
        EventKind::Spawned { parent } => row.parent = Some(parent.map(number)),
        EventKind::PollEnd(PollResult::Ended) => row.result = Some("ended"),
        EventKind::PollEnd(PollResult::Pending { on }) => {
            row.result = Some("pending");
            row.on = on.map(super::super::WaitingOn::word);
        }
        EventKind::Woken { by } => {
            let (word, id) = match by {
                WokenBy::Spawn => ("spawn", None),
                WokenBy::Timer(timer) => ("timer", Some(timer.0)),
                WokenBy::Task(task) => ("task", Some(task.0)),
                WokenBy::Resource { what, res, by } => {
                    row.res = res.map(|res| res.0);
                    (what.word(), by.map(number))
                }
                WokenBy::Itself => ("self", None),
                WokenBy::User => ("user", None),
                WokenBy::Cancel(by) => ("cancel", by.map(number)),
                WokenBy::Io => ("io", None),
                WokenBy::Thread => ("thread", None),
                WokenBy::Other => (extra.word.unwrap_or("unknown"), None),
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
        EventKind::Acquired { res, size }
        | EventKind::Put { res, size }
        | EventKind::Got { res, size }
        | EventKind::Set { res, size } => {
            row.res = Some(res.0);
            row.size = size;
        }
        EventKind::Released { res, to, size } => {
            row.res = Some(res.0);
            row.to = Some(to.map(number));
            row.size = size;
        }
        EventKind::Attempt { number } => row.number = Some(number),
        EventKind::AttemptFailed { number, message, why } => {
            row.number = Some(number);
            row.message = Some(message);
            row.why = Some(why.word());
        }
        EventKind::Printed { text } | EventKind::Warned { text } => row.text = Some(text),
        EventKind::Finished { value } => row.value = Some(value),
        EventKind::Failed { message } => row.message = Some(message),
        EventKind::CancelRequested { by, why } => {
            row.by = Some(By::Task(by.map(number)));
            row.why = Some(why.word());
        }
        EventKind::Clock { what } => row.what = Some(what.word()),
        EventKind::Truncated { count, why } => {
            row.count = Some(count);
            row.why = Some(extra.word.unwrap_or(why.word()));
        }
        EventKind::Turn
        | EventKind::PollStart
        | EventKind::Cancelled
        | EventKind::NeverRetrieved
        | EventKind::Destroyed
        | EventKind::Deadlock
        | EventKind::Stuck
        | EventKind::Unknown { .. } => {}
    }
    row
}

const fn number(task: TaskId) -> u32 {
    task.0
}
