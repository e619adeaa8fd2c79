//! Writes a trace as lines.

use super::{FORMAT, VERSION};
use recording::{
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
    TraceWriter::default().write_on(trace, out, usize::MAX)?;
    Ok(())
}

/// Writes the same file a few lines at a time. Nothing of it is kept but the number of lines written.
///
/// ```
/// use trace_file::TraceWriter;
///
/// let trace = runtime::simulate(&scenario::Scenario::default());
/// let (mut whole, mut parts) = (Vec::new(), Vec::new());
/// trace_file::write(&trace, &mut whole).expect("a vector takes all that is written");
/// let mut writer = TraceWriter::default();
/// while writer.write_on(&trace, &mut parts, 1).expect("a vector takes all that is written") {}
/// assert_eq!(parts, whole);
/// assert_eq!(writer.written(), TraceWriter::lines_of(&trace));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TraceWriter {
    lines: usize,
}

impl TraceWriter {
    /// The number of lines in the file of this trace.
    #[must_use]
    pub fn lines_of(trace: &Trace) -> usize {
        let declared = trace.code.files.len() + trace.code.stacks.len() + trace.resources.len() + trace.tasks.len();
        1 + declared + trace.events.len() + usize::from(trace.outcome.is_some())
    }

    /// The number of lines written so far.
    #[must_use]
    pub const fn written(&self) -> usize {
        self.lines
    }

    /// Writes at most `most` further lines. Returns whether any are left. The trace must be the same in every call.
    ///
    /// # Errors
    /// If writing to `out` fails. Part of a line may have been written then.
    pub fn write_on(&mut self, trace: &Trace, out: &mut impl Write, most: usize) -> io::Result<bool> {
        let (mut skipped, mut left) = (self.lines, most);
        // Which lines of the next part of the file, of this many lines, are to be written now.
        let mut lines = |count: usize| {
            let from = skipped.min(count);
            skipped -= from;
            let until = count.min(from.saturating_add(left));
            left -= until - from;
            from..until
        };
        for _ in lines(1) {
            header(trace, out)?;
        }
        for file in lines(trace.code.files.len()) {
            let source = &trace.code.files[file];
            let (name, text) = (source.name.as_str(), source.text.as_deref());
            line(out, &FileLine { file, name, text })?;
        }
        for stack in lines(trace.code.stacks.len()) {
            let frames = trace.code.stacks[stack].iter().map(frame).collect();
            line(out, &StackLine { stack, frames })?;
        }
        for id in lines(trace.resources.len()) {
            line(out, &resource_line(id, &trace.resources[id]))?;
        }
        for id in lines(trace.tasks.len()) {
            if let Some(task) = trace.tasks.get(TaskId::from_index(id)) {
                line(out, &task_line(trace, id, &task))?;
            }
        }
        let events = lines(trace.events.len());
        for (index, event) in events.clone().zip(trace.events.range(events)) {
            line(out, &event_line(&event, &trace.events.extra(index)))?;
        }
        for _ in lines(usize::from(trace.outcome.is_some())) {
            let Some(outcome) = trace.outcome else { break };
            line(
                out,
                &EndLine {
                    end: outcome.word(),
                    events: trace.events.len(),
                    message: trace.message.as_deref(),
                },
            )?;
        }
        self.lines += most - left;
        Ok(self.lines < Self::lines_of(trace))
    }
}

fn header(trace: &Trace, out: &mut impl Write) -> io::Result<()> {
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
    measured_us: Option<u32>,
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
        measured_us: extra.measured,
        line: extra.line.map(position),
        cause: event.cause,
        ..EventLine::default()
    };
    match event.kind {
        EventKind::Spawned { parent } => row.parent = Some(parent.map(number)),
        EventKind::PollEnd(PollResult::Ended) => row.result = Some("ended"),
        EventKind::PollEnd(PollResult::Pending { on }) => {
            row.result = Some("pending");
            row.on = on.map(recording::WaitingOn::word);
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
