//! The time on the path to an end, divided by cause. For one trace; the comparison of two is the caller's.

use super::Cause;
use crate::causes::CauseView;
use crate::{ClockChange, EventKind, LoopRecord, TaskId};
use scenario::time::Micros;
use std::collections::HashMap;
use std::ops::Range;

/// The time from the start of the run to an event, by cause. Adds up to the event's stamp.
#[derive(Clone, Copy, Debug, Default)]
pub struct CriticalPath {
    spent: [Micros; Cause::ALL.len()],
    /// The task whose poll held the thread longest while something on the path should have run, and how long it did.
    longest: Option<(Micros, TaskId)>,
}

/// The critical paths of one trace. Each is computed from that of its cause, so that shared parts are walked once.
pub struct CriticalPaths<'a> {
    view: CauseView<'a>,
    loops: &'a LoopRecord,
    /// The intervals in which the tab was hidden.
    hidden: Vec<Range<Micros>>,
    /// The known paths to events of one task that caused an event of another.
    known: HashMap<usize, CriticalPath>,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 6] = [
        Self::Timers,
        Self::Held,
        Self::Hidden,
        Self::Polls,
        Self::Queue,
        Self::Sleeps,
    ];
}

impl CriticalPath {
    /// The time spent on this cause.
    pub const fn spent(&self, cause: Cause) -> Micros {
        self.spent[cause as usize]
    }

    /// The task whose poll held the thread longest.
    pub fn holder(&self) -> Option<TaskId> {
        self.longest.map(|(_, task)| task)
    }

    fn book(&mut self, cause: Cause, length: Micros) {
        let spent = &mut self.spent[cause as usize];
        *spent = *spent + length;
    }
}

impl<'a> CriticalPaths<'a> {
    /// No paths are computed yet.
    pub fn of(view: CauseView<'a>, loops: &'a LoopRecord) -> Self {
        Self {
            view,
            loops,
            hidden: hidden(&view),
            known: HashMap::new(),
        }
    }

    /// The path to the end of a task; empty if it has not ended.
    pub fn of_end(&mut self, task: TaskId) -> CriticalPath {
        let end = self.view.causes.end_of(task);
        end.map(|end| self.of_event(end)).unwrap_or_default()
    }

    /// The path to the last stamp: to the last end, and the loop's activity after it.
    pub fn of_run(&mut self) -> CriticalPath {
        let tasks = (0..self.view.trace.tasks.len()).map(|index| TaskId(index as u32));
        let last = tasks.filter_map(|task| self.view.causes.end_of(task)).max();
        let mut critical_path = last.map(|last| self.of_event(last)).unwrap_or_default();
        let window = last.map_or(Micros::ZERO, |last| self.view.at(last))..self.view.trace.last_stamp();
        let busy = self.loops.busy(self.view.trace, window.clone());
        critical_path.book(Cause::Polls, busy);
        critical_path.book(Cause::Queue, length(&window) - busy);
        critical_path
    }

    fn of_event(&mut self, event: usize) -> CriticalPath {
        let mut way = Vec::new();
        let mut at = event;
        let mut critical_path = loop {
            if let Some(known) = self.known.get(&at) {
                break *known;
            }
            let Some(cause) = self.view.cause(at) else {
                break self.of_root(at);
            };
            way.push((cause, at));
            at = cause;
        };
        for (cause, effect) in way.into_iter().rev() {
            if self.led_to_another(cause, effect) {
                self.known.insert(cause, critical_path);
            }
            self.book_step(&mut critical_path, cause, effect);
        }
        critical_path
    }

    /// The path to an event without a cause: the start of the run, or an action of the user.
    fn of_root(&self, event: usize) -> CriticalPath {
        let mut critical_path = CriticalPath::default();
        critical_path.book(Cause::Sleeps, self.view.at(event));
        critical_path
    }

    fn book_step(&self, critical_path: &mut CriticalPath, cause: usize, effect: usize) {
        let window = self.view.at(cause)..self.view.at(effect);
        if window.is_empty() {
            return;
        }
        if let Some(EventKind::TimerFired { timer }) = self.view.kind(effect)
            && let Some(timer) = self.view.causes.timer(self.view.trace, timer)
        {
            let due = timer.deadline.clamp(window.start, window.end);
            critical_path.book(Cause::Sleeps, due - window.start);
            self.book_delay(critical_path, due..window.end, effect, Cause::Timers);
        } else if self.in_one_poll(cause, effect) {
            critical_path.book(Cause::Polls, length(&window));
        } else {
            self.book_delay(critical_path, window, effect, Cause::Queue);
        }
    }

    /// Adds time in which something should have run: polls held the thread, or the tab was hidden, or else `idle`.
    fn book_delay(&self, critical_path: &mut CriticalPath, window: Range<Micros>, effect: usize, idle: Cause) {
        if window.is_empty() {
            return;
        }
        let held = self.loops.busy(self.view.trace, window.clone());
        let unseen: Micros = self
            .hidden
            .iter()
            .map(|hidden| hidden.start.max(window.start)..hidden.end.min(window.end))
            .filter(|both| !both.is_empty())
            .map(|both| length(&both) - self.loops.busy(self.view.trace, both))
            .fold(Micros::ZERO, |sum, part| sum + part);
        critical_path.book(Cause::Held, held);
        critical_path.book(Cause::Hidden, unseen);
        critical_path.book(idle, length(&window) - held - unseen);
        if held > Micros::ZERO
            && let Some(polls) = self.view.causes.polls().since(self.view.trace, window.start, effect)
            && let Some(task) = self
                .view
                .event(polls.longest.start as usize)
                .and_then(|event| event.task)
            && critical_path
                .longest
                .is_none_or(|(longest, _)| longest < polls.by_longest)
        {
            critical_path.longest = Some((polls.by_longest, task));
        }
    }

    /// Paths of different tasks meet where an event of one task caused an event of another, so only paths to such
    /// events are stored.
    fn led_to_another(&self, cause: usize, effect: usize) -> bool {
        let task = |index: usize| self.view.event(index).and_then(|event| event.task);
        task(cause) != task(effect)
    }

    fn in_one_poll(&self, cause: usize, effect: usize) -> bool {
        let poll = self.loops.poll_of(self.view.trace, effect);
        poll.is_some_and(|poll| poll.first as usize <= cause)
    }
}

fn length(window: &Range<Micros>) -> Micros {
    window.end - window.start
}

/// The intervals in which the tab was hidden. The last one lasts to the end if the tab was not shown again.
fn hidden(view: &CauseView) -> Vec<Range<Micros>> {
    let mut hidden = Vec::new();
    let mut since = None;
    for event in &view.trace.events {
        match event.kind {
            EventKind::Clock {
                what: ClockChange::Hidden,
            } => since = since.or(Some(event.at)),
            EventKind::Clock {
                what: ClockChange::Shown,
            } => hidden.extend(since.take().map(|since| since..event.at)),
            _ => {}
        }
    }
    hidden.extend(since.map(|since| since..view.trace.last_stamp()));
    hidden
}
