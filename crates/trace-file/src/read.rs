//! Builds a trace from lines, one at a time. Every line is validated, so that every number in the trace refers to
//! something that exists.

use super::row::{JsonObject, JsonValue, NoRow, Wrong, one_of, quoted};
use super::write::PLAYGROUND;
use super::{
    FORMAT, LATEST, LONGEST_HEADER_LINK, LONGEST_LINE, MOST_FILES, MOST_FRAMES, MOST_RESOURCES, MOST_STACKS,
    MOST_TASKS, VERSION,
};
use recording::budget::{self, Budget};
use recording::resources;
use recording::{
    AttemptFailure, CancelReason, ClockChange, ClockKind, Event, EventKind, Events, Extra, FileId, Missing, Origin,
    PollResult, Recorder, Resource, ResourceId, ResourceKind, RunOutcome, Source, SourceCode, SourceFile, SourceLine,
    StackFrame, StackId, TaskId, TaskInfo, Tasks, TimerId, TimerKind, Trace, WaitingOn, WokenBy,
};
use scenario::time::Micros;
use scenario::words::count;
use scenario::{Operations, Scenario, Unit, link};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The content of a trace file.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedTrace {
    /// The recording.
    pub trace: Trace,
    /// Whether the last line of the file is missing.
    pub cut_off: bool,
    /// The number of events of kinds that this version does not know.
    pub unknown: u64,
    /// The budget, if the recording was full before the end of the file; the trace then ends with `truncated`.
    pub full: Option<Budget>,
}

/// Why a file is not a trace file of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The number of the line, from 1.
    pub line: u64,
    /// What is wrong with it, and what was expected.
    pub text: String,
}

/// Reads a trace file line by line.
#[derive(Debug)]
pub struct TraceReader {
    budget: Budget,
    left: u64,
    lines: u64,
    trace: Option<Trace>,
    /// The number of tasks in the header's scenario, main included.
    planned: Option<usize>,
    /// The number of events read, including those that were not kept.
    events: u64,
    missing: u64,
    unknown: u64,
    ended: bool,
    cut_off: bool,
}

impl OpenedTrace {
    /// Notices about the file, a sentence each; empty if the recording is complete and everything in it is known.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if self.cut_off {
            notices.push("The recording was cut off: its last line is missing.".into());
        }
        if let Some(budget) = self.full {
            let missing = self.trace.truncation().map_or(0, |cut| cut.missing);
            notices.push(format!(
                "The recording does not fit {}: its last {missing} events were left out.",
                budget.words()
            ));
        }
        match self.unknown {
            0 => {}
            1 => {
                notices.push("1 event is of a kind that this version does not know; it is kept without meaning.".into())
            }
            many => notices.push(format!(
                "{many} events are of kinds that this version does not know; they are kept without meaning."
            )),
        }
        notices
    }
}

impl ReadError {
    pub(super) const fn new(line: u64, text: String) -> Self {
        Self { line, text }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

impl Error for ReadError {}

impl TraceReader {
    /// A reader before its first line, for a recording that takes at most `budget`.
    #[must_use]
    pub const fn new(budget: Budget) -> Self {
        Self {
            budget,
            left: budget.as_bytes(),
            lines: 0,
            trace: None,
            planned: None,
            events: 0,
            missing: 0,
            unknown: 0,
            ended: false,
            cut_off: false,
        }
    }

    /// The number of the next line, from 1.
    #[must_use]
    pub const fn next_line(&self) -> u64 {
        self.lines + 1
    }

    /// Reads a line, with or without its line break. An empty line is ignored.
    ///
    /// # Errors
    /// If the line is not valid there.
    pub fn line(&mut self, line: &[u8]) -> Result<(), ReadError> {
        self.take(line, false)
    }

    /// Reads the text after the last line break: a line, or the start of one.
    ///
    /// # Errors
    /// If it is neither.
    pub fn last_line(&mut self, line: &[u8]) -> Result<(), ReadError> {
        self.take(line, true)
    }

    /// The trace that was read.
    ///
    /// # Errors
    /// If there was no header.
    pub fn finish(mut self) -> Result<OpenedTrace, ReadError> {
        let next = self.next_line();
        let fail = |text: Wrong| ReadError::new(next, text);
        let Some(mut trace) = self.trace.take() else {
            return Err(fail(format!(
                "the file is empty, expected a header with \"format\":\"{FORMAT}\""
            )));
        };
        if let (Some(planned), Some(scenario)) = (self.planned, trace.scenario())
            && trace.tasks.len() < planned
        {
            if self.ended {
                return Err(fail(too_few_tasks(trace.tasks.len(), planned)));
            }
            // Incomplete before the first event: the tasks follow from the scenario.
            let room = usize::try_from(self.left / budget::TASK).unwrap_or(usize::MAX);
            if planned - trace.tasks.len() > room {
                return Err(fail(self.too_large()));
            }
            trace.tasks = Trace::planned(scenario, trace.clock, trace.resolution).tasks;
        }
        let full = (self.missing > 0).then_some(self.budget);
        if full.is_some() {
            trace.events.push(budget::truncated(trace.last_stamp(), self.missing));
        }
        Ok(OpenedTrace {
            trace,
            cut_off: self.cut_off || !self.ended,
            unknown: self.unknown,
            full,
        })
    }

    fn take(&mut self, line: &[u8], last: bool) -> Result<(), ReadError> {
        self.lines += 1;
        let fail = |text: Wrong| Err(ReadError::new(self.lines, text));
        let line = match (self.lines, line) {
            (1, [0xef, 0xbb, 0xbf, rest @ ..]) => rest,
            _ => line,
        };
        let line = line.trim_ascii();
        if self.lines == 1 {
            check_version(line).or_else(fail)?;
        }
        if line.len() > LONGEST_LINE {
            return fail(format!("it is longer than {} MB, expected less", LONGEST_LINE >> 20));
        }
        if line.is_empty() {
            return Ok(());
        }
        let row = match JsonObject::read(line) {
            Ok(row) => row,
            // A part of a line at the end was being written when the recording was cut off.
            Err(NoRow::Unfinished) if last && self.trace.is_some() && !self.ended => {
                self.cut_off = true;
                return Ok(());
            }
            Err(NoRow::Unfinished) => return fail("it ends too early, expected an object in one line".into()),
            Err(NoRow::Wrong(text)) => return fail(text),
        };
        self.row(&row).map_err(|text| ReadError::new(self.lines, text))
    }

    fn row(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        if self.ended {
            return Err("this stands behind the end of the recording, expected nothing".into());
        }
        if self.trace.is_none() {
            return self.header(row);
        }
        if row.has("end") {
            return self.end(row);
        }
        if self.missing > 0 {
            // The recording is full: events are counted, but not kept.
            let event = u64::from(row.has("kind"));
            self.missing += event;
            self.events += event;
            return Ok(());
        }
        if row.has("kind") {
            return self.event(row);
        }
        if row.has("task") {
            return self.task(row);
        }
        if row.has("resource") {
            return self.resource(row);
        }
        if row.has("stack") {
            return self.stack(row);
        }
        if row.has("file") {
            return self.file(row);
        }
        Err("nothing says what this line is, expected one of the keys kind, task, file, stack, resource and end".into())
    }

    fn header(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        let format = row.text("format")?;
        if format != Some(FORMAT) {
            return Err(format!(
                "this is no trace file, expected a header with \"format\":\"{FORMAT}\""
            ));
        }
        let version = row.needed_number("version", u64::MAX)?;
        if version != VERSION {
            return Err(format!("`version` is {version}, expected {VERSION}"));
        }
        let source = row.needed_text("source")?;
        let clock = row.needed_word("clock", ClockKind::from_word, &words(ClockKind::ALL, ClockKind::word))?;
        let resolution = row.needed_number("resolution_us", LATEST)?;
        if resolution == 0 {
            return Err("`resolution_us` is 0, expected 1 or more".into());
        }
        let (source, tasks) = if source == PLAYGROUND {
            let operations = Operations::of(scenario_of(row.needed_text("link")?)?);
            self.planned = Some(operations.len() + 1);
            let source = Source::Playground(Arc::clone(operations.scenario()));
            (source, Tasks::undeclared(Arc::new(operations)))
        } else {
            let recorder = Recorder {
                name: source.into(),
                language: row.text("language")?.map(Into::into),
                program: row.text("program")?.map(Into::into),
            };
            (Source::Recorder(recorder), Tasks::default())
        };
        let bytes = budget::EVENT + tasks.counted();
        self.trace = Some(Trace {
            source,
            clock,
            resolution: Micros(resolution),
            tasks,
            resources: Vec::new(),
            code: SourceCode::default(),
            events: Events::default(),
            outcome: None,
            message: None,
        });
        self.pay(bytes)
    }

    fn file(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        let file = SourceFile {
            name: row.needed_text("name")?.into(),
            text: row.text("text")?.map(Into::into),
        };
        let text = file.text.as_deref().unwrap_or_default();
        self.pay(budget::of_text(&file.name) + budget::of_text(text) + spare::<SourceFile>())?;
        let files = &mut self.trace()?.code.files;
        next_in("file", "files", row, files.len(), MOST_FILES)?;
        files.push(file);
        Ok(())
    }

    fn stack(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        let given = row.list("frames")?;
        if given.len() > MOST_FRAMES {
            let len = given.len();
            return Err(format!("`frames` are {len}, expected up to {MOST_FRAMES}"));
        }
        let mut frames = Vec::with_capacity(given.len());
        let mut bytes = spare::<Vec<StackFrame>>();
        let trace = self.trace()?;
        for frame in given {
            let JsonValue::List(parts) = frame else {
                return Err(format!("a frame is {frame}, expected [file, line, function]"));
            };
            let [file, line, JsonValue::Text(function)] = parts.as_slice() else {
                return Err("a frame is not [file, line, function], expected two numbers and a text".into());
            };
            let at = line_of(trace, file, line)?;
            bytes += size_of::<StackFrame>() as u64 + budget::of_text(function);
            frames.push(StackFrame {
                at,
                function: function.clone().into_owned(),
            });
        }
        next_in("stack", "stacks", row, trace.code.stacks.len(), MOST_STACKS)?;
        trace.code.stacks.push(frames);
        self.pay(bytes)
    }

    fn resource(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        let trace = self.trace()?;
        let resource = Resource {
            what: row.needed_text("what")?.into(),
            name: row.text("name")?.unwrap_or_default().into(),
            size: row.short("size")?,
            line: source_line(trace, row)?,
        };
        next_in("resource", "resources", row, trace.resources.len(), MOST_RESOURCES)?;
        let bytes = budget::of_text(&resource.what) + budget::of_text(&resource.name) + spare::<Resource>();
        trace.resources.push(resource);
        self.pay(bytes)
    }

    fn task(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        let planned = self.planned;
        let nothing_yet = self.events == 0;
        let trace = self.trace()?;
        let id = trace.tasks.len();
        next_in("task", "tasks", row, id, MOST_TASKS)?;
        let parent = task_of(trace, row, "parent")?;
        let unit = |word: &str| Unit::ALL.into_iter().find(|unit| unit.id() == word);
        let task = TaskInfo {
            name: row.needed_text("name")?.into(),
            parent,
            unit: match row.text("unit")? {
                None => None,
                Some(word) => Some(unit(word).ok_or_else(|| {
                    format!(
                        "`unit` is {}, expected {}",
                        quoted(word),
                        one_of(&Unit::ALL.map(Unit::id))
                    )
                })?),
            },
            delay: row.number("delay_us", LATEST)?.map(Micros),
        };
        if let Some(planned) = planned {
            let expected = (id > 0).then_some(TaskId::MAIN);
            if id >= planned {
                return Err(format!("the link has {}, expected no more", count(planned - 1, "task")));
            }
            if !nothing_yet {
                return Err("in the playground all tasks are declared at the start, expected an event".into());
            }
            if parent != expected {
                let expected = if id > 0 { "0" } else { "null" };
                return Err(format!(
                    "`parent` is another than in the playground, expected {expected}"
                ));
            }
            if unit_of(trace).filter(|_| id > 0) != task.unit {
                return Err("`unit` is another than the link's, expected the same".into());
            }
        }
        let origin = Origin {
            line: source_line(trace, row)?,
            via: row.text("via")?.map(Into::into),
        };
        let mut bytes = budget::TASK;
        if origin != Origin::default() {
            bytes += spare::<Origin>() + origin.via.as_deref().map_or(0, budget::of_text);
            trace.code.origins.resize_with(id, Origin::default);
            trace.code.origins.push(origin);
        }
        let before = trace.tasks.counted();
        trace.tasks.push(&task);
        // Less where the items of the link are not needed any more.
        bytes += trace.tasks.counted().saturating_sub(before);
        self.pay(bytes)
    }

    fn end(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        let outcome = row.needed_word("end", RunOutcome::from_word, &words(RunOutcome::ALL, RunOutcome::word))?;
        let events = row.needed_number("events", u64::MAX)?;
        if events != self.events {
            return Err(format!(
                "`events` is {events}, expected {}, as many as there are",
                self.events
            ));
        }
        let message: Option<String> = row.text("message")?.map(Into::into);
        let planned = self.planned;
        let trace = self.trace()?;
        if let Some(planned) = planned.filter(|&planned| planned > trace.tasks.len()) {
            return Err(too_few_tasks(trace.tasks.len(), planned));
        }
        trace.outcome = Some(outcome);
        let bytes = message.as_deref().map_or(0, budget::of_text);
        trace.message = message;
        self.ended = true;
        self.pay(bytes)
    }

    fn event(&mut self, row: &JsonObject<'_>) -> Result<(), Wrong> {
        let (planned, index) = (self.planned, self.events);
        let trace = self.trace.as_mut().ok_or_else(no_header)?;
        if let Some(planned) = planned.filter(|&planned| planned > trace.tasks.len()) {
            return Err(too_few_tasks(trace.tasks.len(), planned));
        }
        let at = Micros(row.needed_number("at_us", LATEST)?);
        let last = trace.last_stamp();
        if at < last {
            return Err(format!(
                "`at_us` is {}, expected {} or more: stamps never fall",
                at.0, last.0
            ));
        }
        let task = task_of(trace, row, "task")?;
        let cause = row.short("cause")?;
        if let Some(cause) = cause.filter(|&cause| u64::from(cause) >= index) {
            return Err(format!(
                "`cause` is {cause}, expected the number of an event before {index}"
            ));
        }
        let mut extra = extra_of(trace, row)?;
        let kind = kind_of(trace, row, task, &mut extra)?;
        self.events += 1;
        let event = Event { at, task, cause, kind };
        // Words and texts that are stored already need no more memory.
        let taken = |events: &Events| (events.text_bytes() + events.extra_bytes()) as u64;
        let (before, texts) = (taken(&trace.events), trace.events.texts());
        trace.events.push_with(event, &extra);
        let bytes = budget::of_event(&kind) + resources::counted(&kind, &extra) + taken(&trace.events) - before;
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                self.unknown += u64::from(matches!(kind, EventKind::Unknown { .. }));
            }
            None => {
                trace.events.pop();
                trace.events.forget_texts(texts);
                self.missing = 1;
            }
        }
        Ok(())
    }

    fn trace(&mut self) -> Result<&mut Trace, Wrong> {
        self.trace.as_mut().ok_or_else(no_header)
    }

    fn pay(&mut self, bytes: u64) -> Result<(), Wrong> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| self.too_large())?;
        Ok(())
    }

    fn too_large(&self) -> Wrong {
        format!(
            "the recording does not fit {}, expected a smaller one",
            self.budget.words()
        )
    }
}

fn no_header() -> Wrong {
    "there is no header, expected one in the first line".into()
}

fn too_few_tasks(declared: usize, planned: usize) -> Wrong {
    let planned = planned - 1;
    match declared {
        0 => format!("no task is declared, expected main and the link's {planned}"),
        _ => format!("{} declared beside main, expected the link's {planned}", declared - 1),
    }
}

/// The bytes of an element in a vector that doubles.
const fn spare<T>() -> u64 {
    2 * size_of::<T>() as u64
}

/// Rejects the first line of a file of version 1 by its beginning.
pub(super) fn check_version(line: &[u8]) -> Result<(), Wrong> {
    if line.starts_with(b"{\"format\":\"futurescope-trace\",\"version\":1,") {
        return Err(format!(
            "this is a trace file of version 1, expected version {VERSION}; make it again with this program"
        ));
    }
    Ok(())
}

fn scenario_of(link: &str) -> Result<Scenario, Wrong> {
    if link.len() > LONGEST_HEADER_LINK {
        return Err(format!(
            "`link` is longer than {} KB, expected less",
            LONGEST_HEADER_LINK >> 10
        ));
    }
    let opened = link::read(link);
    match opened.problems.first() {
        Some(problem) => Err(format!("`link` has a bad part, expected one that opens: {problem}")),
        None => Ok(opened.scenario),
    }
}

fn unit_of(trace: &Trace) -> Option<Unit> {
    trace.scenario().map(Scenario::runs_as)
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|&value| word(value)).collect()
}

/// Checks that a declaration has the next number, and that there may be one more.
fn next_in(key: &str, many: &str, row: &JsonObject<'_>, next: usize, most: usize) -> Result<(), Wrong> {
    let number = row.needed_number(key, u64::MAX)?;
    if next >= most {
        return Err(format!("there are more than {most} {many}, expected fewer"));
    }
    if number != next as u64 {
        return Err(format!("`{key}` is {number}, expected {next}, the next number"));
    }
    Ok(())
}

fn task_of(trace: &Trace, row: &JsonObject<'_>, key: &str) -> Result<Option<TaskId>, Wrong> {
    let Some(task) = row.short(key)? else { return Ok(None) };
    declared_task(trace, key, task).map(Some)
}

fn declared_task(trace: &Trace, key: &str, task: u32) -> Result<TaskId, Wrong> {
    let task = TaskId(task);
    if task.index() < trace.tasks.len() {
        return Ok(task);
    }
    Err(format!(
        "`{key}` is {}, expected a task that is declared before",
        task.0
    ))
}

fn res_of(trace: &Trace, row: &JsonObject<'_>) -> Result<Option<ResourceId>, Wrong> {
    let Some(res) = row.short("res")? else { return Ok(None) };
    if (res as usize) < trace.resources.len() {
        return Ok(Some(ResourceId(res)));
    }
    Err(format!("`res` is {res}, expected a resource that is declared before"))
}

fn source_line(trace: &Trace, row: &JsonObject<'_>) -> Result<Option<SourceLine>, Wrong> {
    match row.list("line")? {
        [] => Ok(None),
        [file, line] => line_of(trace, file, line).map(Some),
        other => Err(format!(
            "`line` has {}, expected [file, line]",
            count(other.len(), "part")
        )),
    }
}

fn line_of(trace: &Trace, file: &JsonValue<'_>, line: &JsonValue<'_>) -> Result<SourceLine, Wrong> {
    let (&JsonValue::Number(file), &JsonValue::Number(line)) = (file, line) else {
        return Err(format!("a line is [{file}, {line}], expected two whole numbers"));
    };
    let declared = trace.code.files.len() as u64;
    let file_id = u32::try_from(file).ok().filter(|_| file < declared).map(FileId);
    let file = file_id.ok_or_else(|| format!("a line is in file {file}, expected a file that is declared before"))?;
    let line = u32::try_from(line).map_err(|_| format!("a line is {line}, expected a number of 32 bits"))?;
    Ok(SourceLine { file, line })
}

fn extra_of<'a>(trace: &Trace, row: &'a JsonObject<'_>) -> Result<Extra<'a>, Wrong> {
    let stack = row.short("stack")?;
    if let Some(stack) = stack.filter(|&stack| stack as usize >= trace.code.stacks.len()) {
        return Err(format!("`stack` is {stack}, expected a stack that is declared before"));
    }
    let mut tasks = Vec::new();
    for item in row.list("tasks")? {
        let task = match item {
            &JsonValue::Number(task) => u32::try_from(task).ok(),
            _ => None,
        };
        let task = task.ok_or_else(|| format!("one of `tasks` is {item}, expected the number of a task"))?;
        tasks.push(declared_task(trace, "tasks", task)?);
    }
    let mut of = Vec::new();
    for item in row.list("of")? {
        let JsonValue::Text(text) = item else {
            return Err(format!("one of `of` is {item}, expected a text"));
        };
        of.push(&**text);
    }
    Ok(Extra {
        line: source_line(trace, row)?,
        stack: stack.map(StackId),
        tasks,
        of,
        via: row.text("via")?,
        stream: row.text("stream")?,
        ..Extra::default()
    })
}

fn kind_of<'a>(
    trace: &Trace,
    row: &'a JsonObject<'_>,
    task: Option<TaskId>,
    extra: &mut Extra<'a>,
) -> Result<EventKind<'a>, Wrong> {
    let name = row.needed_text("kind")?;
    let kind = match name {
        "spawned" => {
            let parent = task_of(trace, row, "parent")?;
            EventKind::Spawned {
                parent: if row.has("parent") {
                    parent
                } else {
                    task.and_then(|task| trace.tasks.parent(task))
                },
            }
        }
        "turn" => EventKind::Turn,
        "poll-start" => EventKind::PollStart,
        "poll-end" => match row.needed_text("result")? {
            "ended" => EventKind::PollEnd(PollResult::Ended),
            "pending" => {
                extra.res = res_of(trace, row)?;
                let on = row.word("on", WaitingOn::from_word, &words(WaitingOn::ALL, WaitingOn::word))?;
                EventKind::PollEnd(PollResult::Pending { on })
            }
            other => return Err(format!("`result` is {}, expected pending or ended", quoted(other))),
        },
        "woken" => EventKind::Woken {
            by: waker(trace, row, extra)?,
        },
        "timer-set" => EventKind::TimerSet {
            timer: timer(row)?,
            what: row.needed_word("what", TimerKind::from_word, &words(TimerKind::ALL, TimerKind::word))?,
            deadline: Micros(row.needed_number("deadline_us", LATEST)?),
        },
        "timer-fired" => EventKind::TimerFired { timer: timer(row)? },
        "timer-cleared" => EventKind::TimerCleared { timer: timer(row)? },
        "acquired" | "released" | "put" | "got" | "set" => {
            let res = res_of(trace, row)?
                .ok_or_else(|| "`res` is missing, expected a resource that is declared before".to_owned())?;
            let size = row.short("size")?;
            match name {
                "acquired" => EventKind::Acquired { res, size },
                "put" => EventKind::Put { res, size },
                "got" => EventKind::Got { res, size },
                "set" => EventKind::Set { res, size },
                _ => EventKind::Released {
                    res,
                    to: task_of(trace, row, "to")?,
                    size,
                },
            }
        }
        "attempt" => EventKind::Attempt { number: attempt(row)? },
        "attempt-failed" => EventKind::AttemptFailed {
            number: attempt(row)?,
            message: row.needed_text("message")?,
            why: row.needed_word(
                "why",
                AttemptFailure::from_word,
                &words(AttemptFailure::ALL, AttemptFailure::word),
            )?,
        },
        "printed" => EventKind::Printed {
            text: row.needed_text("text")?,
        },
        "finished" => EventKind::Finished {
            value: row.needed_text("value")?,
        },
        "failed" => EventKind::Failed {
            message: row.needed_text("message")?,
        },
        "cancel-requested" => EventKind::CancelRequested {
            by: task_of(trace, row, "by")?,
            why: row.needed_word(
                "why",
                CancelReason::from_word,
                &words(CancelReason::ALL, CancelReason::word),
            )?,
        },
        "cancelled" => EventKind::Cancelled,
        "never-retrieved" => EventKind::NeverRetrieved,
        "warned" => EventKind::Warned {
            text: row.needed_text("text")?,
        },
        "destroyed" => EventKind::Destroyed,
        "deadlock" => EventKind::Deadlock,
        "stuck" => EventKind::Stuck,
        "clock" => EventKind::Clock {
            what: row.needed_word(
                "what",
                ClockChange::from_word,
                &words(ClockChange::ALL, ClockChange::word),
            )?,
        },
        "truncated" => EventKind::Truncated {
            count: row.needed_number("count", LATEST)?,
            why: match Missing::from_word(row.needed_text("why")?) {
                Some(why) => why,
                None => {
                    extra.word = row.text("why")?;
                    Missing::Limit
                }
            },
        },
        name => EventKind::Unknown { name },
    };
    check_task(&kind, task)?;
    Ok(kind)
}

/// Checks that an event has a task if its kind requires one, and none if it is of the loop.
fn check_task(kind: &EventKind<'_>, task: Option<TaskId>) -> Result<(), Wrong> {
    let name = kind.name();
    match kind {
        EventKind::Turn | EventKind::Clock { .. } | EventKind::Truncated { .. } => match task {
            Some(task) => Err(format!("`task` is {} of {name}, expected null", task.0)),
            None => Ok(()),
        },
        EventKind::Spawned { .. }
        | EventKind::PollStart
        | EventKind::PollEnd(_)
        | EventKind::Woken { .. }
        | EventKind::Attempt { .. }
        | EventKind::AttemptFailed { .. }
        | EventKind::Finished { .. }
        | EventKind::Failed { .. }
        | EventKind::CancelRequested { .. }
        | EventKind::Cancelled
        | EventKind::NeverRetrieved
            if task.is_none() =>
        {
            Err(format!("`task` is missing of {name}, expected the number of a task"))
        }
        _ => Ok(()),
    }
}

fn waker<'a>(trace: &Trace, row: &'a JsonObject<'_>, extra: &mut Extra<'a>) -> Result<WokenBy, Wrong> {
    let word = row.needed_text("by")?;
    Ok(match word {
        "spawn" => WokenBy::Spawn,
        "timer" => WokenBy::Timer(TimerId(row.needed_short("id")?)),
        "task" => {
            let task = task_of(trace, row, "id")?;
            WokenBy::Task(task.ok_or_else(|| "`id` is missing, expected the number of a task".to_owned())?)
        }
        "self" => WokenBy::Itself,
        "user" => WokenBy::User,
        "cancel" => WokenBy::Cancel(task_of(trace, row, "id")?),
        "io" => WokenBy::Io,
        "thread" => WokenBy::Thread,
        _ => match ResourceKind::from_word(word) {
            Some(what) => WokenBy::Resource {
                what,
                res: res_of(trace, row)?,
                by: task_of(trace, row, "id")?,
            },
            None => {
                extra.word = Some(word);
                WokenBy::Other
            }
        },
    })
}

fn timer(row: &JsonObject<'_>) -> Result<TimerId, Wrong> {
    row.needed_short("timer").map(TimerId)
}

fn attempt(row: &JsonObject<'_>) -> Result<u32, Wrong> {
    match row.needed_short("number")? {
        0 => Err("`number` is 0, expected 1 or more".into()),
        number => Ok(number),
    }
}
