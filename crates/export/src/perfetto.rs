//! The record for ui.perfetto.dev, in the JSON of Chrome's trace event format.
//!
//! ```text
//!   Futurescope: gather, 3 tasks        one process
//!     event loop   ▌short polls▐  ▌render▐      who holds the thread
//!     main         ▌running▐ awaiting its tasks ▌running▐
//!     users                 ▌▐ waiting on a timer ▌▐        a track for each task
//!                            └───── an arrow from what woke it to its poll
//!     ready, running                            counters
//! ```
//!
//! A slice takes at least 1 µs, so that it can be seen and an arrow can end in it. What happens at one microsecond is
//! therefore drawn one microsecond after another on its track: slices of a track never overlap, and an arrow never goes
//! back in time. Slices are written when they end; what an arrow begins and ends in is written before it.

mod pen;
mod track;

use crate::{FileWriter, Saved, Written, share};
use pen::EventPen;
use recording::facts::words_for;
use recording::{Event, EventKind, Source, State, TaskId, Trace};
use scenario::words;
use std::collections::VecDeque;
use track::{OpenPoll, PollSpan, TaskTrack, WakeArrow};

/// The track of the event loop; the track of a task is its number plus `FIRST_TASK`.
pub const LOOP_TRACK: u32 = 1;
/// The track of task 0.
const FIRST_TASK: u32 = 2;
/// The rows of a piece.
const ROWS: usize = 512;
/// The letters of a text that stands in the picture.
const MOST_SHOWN: usize = 200;

/// The file, of which so much is written.
#[derive(Default)]
pub struct PerfettoFile {
    part: PerfettoPart,
    tracks: Vec<TaskTrack>,
    event_loop: LoopTrack,
    /// The polls under way, each within the one before.
    open: Vec<OpenPoll>,
    /// The last poll of the loop that has ended.
    last: Option<PollSpan>,
    /// Arrows whose both ends have been written, or are polls under way.
    arrows: VecDeque<WakeArrow>,
    arrows_written: u32,
    ready: Counter,
    running: Counter,
    stamp: u64,
}

/// What is written next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PerfettoPart {
    #[default]
    Head,
    /// The name of this task.
    Names(usize),
    Events(usize),
    /// What is under way at the end of the record, of this task and the later ones.
    Rest(usize),
    Complete,
}

/// The track of the loop: who holds the thread.
#[derive(Default)]
struct LoopTrack {
    /// The end of its last slice.
    until: u64,
    /// The stamp of the last polls of less than 1 µs, which share a slice, and where it is.
    short: Option<(u64, u64)>,
    /// The same for what the loop does itself: serving timers, passing on that a task has ended.
    own: Option<(u64, u64)>,
}

/// A number of tasks, written once for each stamp at which it changed.
#[derive(Default)]
struct Counter {
    now: u32,
    /// The highest value at this stamp.
    highest: u32,
    written: Option<u32>,
}

impl FileWriter for PerfettoFile {
    fn write_on(&mut self, saved: &Saved<'_>, out: &mut Vec<u8>) -> Written {
        let trace = saved.trace;
        let (tasks, events) = (trace.tasks.len(), trace.events.len());
        let total = 2 * tasks + events;
        let pen = &mut EventPen::new(out);
        if self.open.is_empty() && !self.arrows.is_empty() {
            self.write_arrows(pen);
            return share(self.done(tasks, events), total);
        }
        match self.part {
            PerfettoPart::Head => {
                pen.begin(&trace.link());
                pen.process_name(&title(trace));
                pen.track_name(LOOP_TRACK, "event loop");
                self.tracks.reserve_exact(tasks);
                self.part = PerfettoPart::Names(0);
            }
            PerfettoPart::Names(from) => {
                let until = tasks.min(from + ROWS);
                self.tracks.resize(until, TaskTrack::default());
                for task in (from..until).map(TaskId::from_index) {
                    pen.track_name(track_of(task), &trace.label(task).unwrap_or_default());
                }
                self.part = if until < tasks {
                    PerfettoPart::Names(until)
                } else {
                    PerfettoPart::Events(0)
                };
            }
            PerfettoPart::Events(from) => {
                let until = events.min(from + ROWS);
                for (index, event) in (from..until).zip(trace.events.range(from..until)) {
                    self.event(trace, index as u32, &event, pen);
                }
                self.part = if until < events {
                    PerfettoPart::Events(until)
                } else {
                    PerfettoPart::Rest(0)
                };
            }
            PerfettoPart::Rest(from) => {
                let now = trace.last_stamp().0;
                while let Some(poll) = self.open.last().copied() {
                    self.end_poll(trace, poll.task, u32::MAX, now, pen);
                }
                let until = tasks.min(from + ROWS);
                for task in (from..until).map(TaskId::from_index) {
                    self.end_bar(task, now, pen);
                }
                self.flush_counters(pen);
                self.part = if until < tasks {
                    PerfettoPart::Rest(until)
                } else {
                    PerfettoPart::Complete
                };
            }
            PerfettoPart::Complete => {
                pen.end();
                return Written::Complete;
            }
        }
        share(self.done(tasks, events), total)
    }
}

impl PerfettoFile {
    fn done(&self, tasks: usize, events: usize) -> usize {
        match self.part {
            PerfettoPart::Head => 0,
            PerfettoPart::Names(written) => written,
            PerfettoPart::Events(written) => tasks + written,
            PerfettoPart::Rest(written) => tasks + events + written,
            PerfettoPart::Complete => 2 * tasks + events,
        }
    }

    fn write_arrows(&mut self, pen: &mut EventPen<'_>) {
        for arrow in self.arrows.drain(..self.arrows.len().min(ROWS)) {
            pen.arrow(self.arrows_written, &arrow);
            self.arrows_written += 1;
        }
    }

    fn event(&mut self, trace: &Trace, index: u32, event: &Event<'_>, pen: &mut EventPen<'_>) {
        let at = event.at.0;
        if at != self.stamp {
            self.flush_counters(pen);
            self.stamp = at;
        }
        self.instant(event, pen);
        let Some(task) = event.task else { return };
        let Some(track) = self.tracks.get(task.index()) else {
            return;
        };
        let before = track.state;
        // What does not fit leaves the task as it was, as it leaves its lane.
        let Ok(after) = before.after(trace.is_joined(task), &event.kind) else {
            return;
        };
        match event.kind {
            EventKind::Woken { .. } => {
                let from = event.cause.map(|cause| self.cause(trace, cause, at, pen));
                self.tracks[task.index()].woken = from;
            }
            EventKind::PollStart => {
                self.end_bar(task, at, pen);
                self.begin_poll(task, index, at);
            }
            EventKind::PollEnd(_) => self.end_poll(trace, task, index, at, pen),
            _ => {}
        }
        if before != after {
            if !matches!(event.kind, EventKind::PollStart) {
                self.end_bar(task, at, pen);
            }
            let track = &mut self.tracks[task.index()];
            (track.state, track.since) = (after, at);
            self.ready.change(before == State::Ready, after == State::Ready);
        }
    }

    /// Prints, failures, and what is of the loop.
    fn instant(&self, event: &Event<'_>, pen: &mut EventPen<'_>) {
        let text = match event.kind {
            EventKind::Printed { text } => format!("prints {}", words::shortened(text, MOST_SHOWN)),
            EventKind::Failed { message } => format!("failed: {}", words::shortened(message, MOST_SHOWN)),
            EventKind::AttemptFailed { number, message, .. } => {
                format!("attempt {number} failed: {}", words::shortened(message, MOST_SHOWN))
            }
            EventKind::Warned { text } => format!("warning: {}", words::shortened(text, MOST_SHOWN)),
            EventKind::NeverRetrieved => "its failure was never retrieved".into(),
            EventKind::Cancelled => "cancelled".into(),
            EventKind::Destroyed => "destroyed".into(),
            EventKind::Deadlock => "deadlock".into(),
            EventKind::Stuck => "stuck".into(),
            EventKind::Clock { what } => format!("clock {}", what.word()),
            EventKind::Truncated { count, .. } => format!("{} events after this are missing", words::thousands(count)),
            _ => return,
        };
        let track = event.task.map_or(LOOP_TRACK, track_of);
        // In the poll in which it happened, which may be drawn later.
        let poll = self.open.iter().rev().find(|poll| Some(poll.task) == event.task);
        let at = poll.map_or(event.at.0, |poll| event.at.0.max(poll.from));
        pen.instant(track, at, &text);
    }

    /// Ends the bar of the current state of the task, unless it is a poll, which has its own end.
    fn end_bar(&mut self, task: TaskId, at: u64, pen: &mut EventPen<'_>) {
        let Some(track) = self.tracks.get_mut(task.index()) else {
            return;
        };
        let bar = matches!(track.state, State::Spawned | State::Ready | State::Waiting(_));
        let from = track.since.max(track.until);
        if bar && from < at {
            pen.slice(track_of(task), from, at - from, words_for(track.state));
            track.until = at;
        }
        track.since = at;
    }

    fn begin_poll(&mut self, task: TaskId, index: u32, at: u64) {
        // A second poll of the same task has no end of its own: only in a broken record.
        self.open.retain(|poll| poll.task != task);
        let track = &mut self.tracks[task.index()];
        let woken = track.woken.take();
        let from = woken.map_or(at, |(_, woken)| at.max(woken)).max(track.until);
        track.poll = Some(PollSpan {
            task,
            first: index,
            last: None,
            from,
        });
        self.open.push(OpenPoll {
            task,
            first: index,
            at,
            from,
            woken,
        });
        self.running.change(false, true);
    }

    fn end_poll(&mut self, trace: &Trace, task: TaskId, index: u32, at: u64, pen: &mut EventPen<'_>) {
        let Some(place) = self.open.iter().position(|poll| poll.task == task) else {
            return;
        };
        let poll = self.open.remove(place);
        let length = at.saturating_sub(poll.from).max(1);
        pen.slice(track_of(task), poll.from, length, "running");
        self.running.change(true, false);
        let track = &mut self.tracks[task.index()];
        track.until = poll.from + length;
        let span = PollSpan {
            task,
            first: poll.first,
            last: Some(index),
            from: poll.from,
        };
        track.poll = Some(span);
        if let Some((from_track, from)) = poll.woken {
            self.arrows.push_back(WakeArrow {
                from_track,
                from,
                to_track: track_of(task),
                to: poll.from,
            });
        }
        if self.open.is_empty() {
            self.last = Some(span);
            self.hold_loop(trace, &poll, at, pen);
        }
    }

    /// Draws the poll on the track of the loop.
    fn hold_loop(&mut self, trace: &Trace, poll: &OpenPoll, at: u64, pen: &mut EventPen<'_>) {
        if at > poll.at {
            let name = trace.label(poll.task).unwrap_or_default();
            self.event_loop.slice(poll.at, at - poll.at, &name, pen);
        } else if self.event_loop.short.is_none_or(|(stamp, _)| stamp != at) {
            let from = self.event_loop.slice(at, 1, "short polls", pen);
            self.event_loop.short = Some((at, from));
        }
    }

    /// Where an arrow from this event begins: in the poll in which the event happened, or on the track of the loop.
    fn cause(&mut self, trace: &Trace, cause: u32, now: u64, pen: &mut EventPen<'_>) -> (u32, u64) {
        let own = trace.events.task(cause as usize);
        let own = own.and_then(|task| self.tracks.get(task.index())?.poll);
        let outer = self.open.first().map(|poll| PollSpan {
            task: poll.task,
            first: poll.first,
            last: None,
            from: poll.from,
        });
        let spans = [own, outer, self.last];
        if let Some(span) = spans.into_iter().flatten().find(|span| span.contains(cause)) {
            return (track_of(span.task), span.from);
        }
        let from = match self.event_loop.own {
            Some((stamp, from)) if stamp == now => from,
            _ => self.event_loop.slice(now, 1, "wakes", pen),
        };
        self.event_loop.own = Some((now, from));
        (LOOP_TRACK, from)
    }

    fn flush_counters(&mut self, pen: &mut EventPen<'_>) {
        self.ready.flush("ready", self.stamp, pen);
        self.running.flush("running", self.stamp, pen);
    }
}

impl LoopTrack {
    /// Draws a slice behind the last one. Returns where it begins.
    fn slice(&mut self, at: u64, length: u64, name: &str, pen: &mut EventPen<'_>) -> u64 {
        let from = at.max(self.until);
        let until = (at + length).max(from + 1);
        pen.slice(LOOP_TRACK, from, until - from, name);
        self.until = until;
        from
    }
}

impl Counter {
    fn change(&mut self, before: bool, after: bool) {
        match (before, after) {
            (false, true) => self.now += 1,
            (true, false) => self.now = self.now.saturating_sub(1),
            _ => {}
        }
        self.highest = self.highest.max(self.now);
    }

    /// Writes what it was at this stamp: the highest value, if that was not the last, and the last.
    fn flush(&mut self, name: &str, at: u64, pen: &mut EventPen<'_>) {
        for value in [self.highest, self.now] {
            if self.written.unwrap_or_default() != value {
                pen.counter(name, at, value);
                self.written = Some(value);
            }
        }
        self.highest = self.now;
    }
}

const fn track_of(task: TaskId) -> u32 {
    task.0.saturating_add(FIRST_TASK)
}

/// The name of the process.
fn title(trace: &Trace) -> String {
    let tasks = words::count(trace.work_count(), "task");
    match &trace.source {
        Source::Playground(scenario) => {
            format!("Futurescope: {}, {tasks}, seed {}", scenario.policy.id(), scenario.seed)
        }
        Source::Recorder(recorder) => {
            let program = recorder.program.as_deref().unwrap_or(&recorder.name);
            format!("{}, {tasks}", words::shortened(program, MOST_SHOWN))
        }
    }
}
