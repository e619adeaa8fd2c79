//! Figures of each task and of all tasks together, up to one moment of a record: for the table of tasks, its filters, and
//! the distribution of durations. Folded when somebody asks for them, a slice at a time.
//!
//! A forward pass: to a later moment it goes on, to an earlier one it starts again.

mod distribution;
mod listing;

pub use distribution::{Bin, Distribution, Percentiles, share_of};
pub use listing::{Direction, Listing, ListingRequest, SortColumn, StateFilter};

use crate::lanes::as_u32;
use crate::{AttemptFailure, Event, EventKind, State, Tally, TaskId, Trace, WaitingOn};
use scenario::time::Micros;

/// What one task did up to a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskFigures {
    /// Its state. A poll during which it was woken is [`State::Running`].
    pub state: State,
    /// When it was spawned; `None` while it is only created.
    pub spawned: Option<Micros>,
    /// When it ended; `None` while it has not.
    pub ended: Option<Micros>,
    /// How many attempts have started.
    pub attempts: u32,
    /// It failed, and its last attempt failed because its timeout had passed.
    pub timed_out: bool,
    /// How long it waited for a permit, or for another resource.
    pub waited_for_slot: Micros,
    /// How long it was polled, all polls together.
    pub held_loop: Micros,
}

/// Figures of all tasks up to a moment. See the module for how it is folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    tasks: Vec<TaskRow>,
    folded: usize,
    last: Micros,
}

/// The figures of one task, folded from its own events only: for the few rows in view of a table that lists all tasks. To a
/// later moment it goes on, to an earlier one it starts again.
#[derive(Clone, Debug, Default)]
pub struct TaskProgress {
    task: Option<TaskId>,
    row: TaskRow,
    folded: usize,
    last: Micros,
}

/// What is kept of a task: times in microseconds. The comparison of two records keeps it, too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct TaskRow {
    pub state: State,
    /// Since when it is in this state.
    pub since: Micros,
    pub spawned: Option<Micros>,
    attempts: u32,
    /// The event since which it is in its state.
    event: u32,
    last_attempt_timed_out: bool,
    /// The time before `since` for which it waited for what is counted, and was polled.
    spent: TaskTimes,
}

/// Times that a task has spent, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct TaskTimes {
    /// Waiting for what is counted.
    pub waited: Micros,
    /// Being polled, and holding the loop.
    pub polled: Micros,
}

/// What counts as waiting.
pub(crate) type CountedWait = fn(WaitingOn) -> bool;

/// The table counts waiting for a permit, or for another resource.
const FOR_A_SLOT: CountedWait = WaitingOn::is_resource;

impl Statistics {
    /// How many events are folded: the figures are those of the moment after so many events.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.folded
    }

    /// Folds at most `most` events towards the moment after the first `events` events of the trace. Whether it is reached.
    /// If more events than that are folded already, it starts again from the first.
    pub fn advance_to(&mut self, trace: &Trace, events: usize, most: usize) -> bool {
        let events = events.min(trace.events.len());
        if self.folded > events {
            *self = Self::default();
        }
        if self.tasks.len() < trace.tasks.len() {
            self.tasks.resize(trace.tasks.len(), TaskRow::default());
        }
        let until = events.min(self.folded.saturating_add(most));
        for (index, event) in (self.folded..until).zip(trace.events.range(self.folded..until)) {
            self.last = event.at;
            if let Some(task) = event.task
                && let Some(row) = self.tasks.get_mut(task.index())
            {
                row.fold(trace.is_joined(task), index, &event, FOR_A_SLOT);
            }
        }
        self.folded = until;
        self.folded == events
    }

    /// How many tasks there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether there is no task.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// The figures of this task at `now`, which is at least the stamp of the last event folded; `None` of one that the record
    /// does not list.
    #[must_use]
    pub fn task(&self, task: TaskId, now: Micros) -> Option<TaskFigures> {
        let now = now.max(self.last);
        self.tasks.get(task.index()).map(|row| row.figures(now))
    }

    /// How many tasks ended in which way by the moment folded up to, and how many of those that count as work
    /// ([`Trace::is_work`]) have been spawned and have not ended.
    #[must_use]
    pub fn counts(&self, trace: &Trace) -> (Tally, usize) {
        let (mut tally, mut in_flight) = (Tally::default(), 0);
        for (index, row) in self.tasks.iter().enumerate() {
            if !trace.is_work(TaskId::from_index(index)) {
                continue;
            }
            tally.retried += usize::from(row.attempts > 1);
            match row.state {
                State::Created | State::Destroyed => {}
                State::Finished => tally.finished += 1,
                State::Failed => {
                    tally.failed += 1;
                    tally.timed_out += usize::from(row.last_attempt_timed_out);
                }
                State::Cancelled => tally.cancelled += 1,
                _ => in_flight += 1,
            }
        }
        (tally, in_flight)
    }
}

impl TaskProgress {
    /// The figures of `task` after the first `events` events of the trace, at `now`. For another trace, start from
    /// [`TaskProgress::default`].
    pub fn figures(&mut self, trace: &Trace, task: TaskId, events: usize, now: Micros) -> TaskFigures {
        let events = events.min(trace.events.len());
        if self.task != Some(task) || self.folded > events {
            *self = Self {
                task: Some(task),
                ..Self::default()
            };
        }
        let joined = trace.is_joined(task);
        for index in trace.events.of_task(task, self.folded..events) {
            if let Some(event) = trace.events.get(index) {
                self.row.fold(joined, index, &event, FOR_A_SLOT);
                self.last = event.at;
            }
        }
        self.folded = events;
        self.row.figures(now.max(self.last))
    }
}

impl TaskRow {
    /// Folds the task's next event, which has this index.
    pub fn fold(&mut self, joined: bool, index: usize, event: &Event<'_>, counted: CountedWait) {
        // What does not fit leaves the task as it was, as it leaves its lane.
        let Ok(next) = self.state.after(joined, &event.kind) else {
            return;
        };
        match event.kind {
            EventKind::Attempt { .. } => {
                self.attempts += 1;
                self.last_attempt_timed_out = false;
            }
            EventKind::AttemptFailed { why, .. } => self.last_attempt_timed_out = why == AttemptFailure::Timeout,
            EventKind::Spawned { .. } => self.spawned = Some(event.at),
            _ => {}
        }
        if next != self.state {
            self.spent = self.spent_by(event.at, counted);
            (self.state, self.since) = (next, event.at);
            self.event = as_u32(index);
        }
    }

    /// What it has spent by `now`, which is not before its last event.
    pub fn spent_by(&self, now: Micros, counted: CountedWait) -> TaskTimes {
        let TaskTimes { waited, polled } = self.spent;
        let length = now.since(self.since);
        match self.state {
            State::Running | State::RunningWoken => TaskTimes {
                waited,
                polled: polled + length,
            },
            State::Waiting(on) if counted(on) => TaskTimes {
                waited: waited + length,
                polled,
            },
            _ => self.spent,
        }
    }

    /// When it ended; `None` while it has not.
    pub fn ended(&self) -> Option<Micros> {
        self.state.ended().then_some(self.since)
    }

    fn figures(&self, now: Micros) -> TaskFigures {
        let spent = self.spent_by(now, FOR_A_SLOT);
        TaskFigures {
            state: self.shown_state(),
            spawned: self.spawned,
            ended: self.ended(),
            attempts: self.attempts,
            timed_out: self.timed_out(),
            waited_for_slot: spent.waited,
            held_loop: spent.polled,
        }
    }

    const fn shown_state(&self) -> State {
        match self.state {
            State::RunningWoken => State::Running,
            other => other,
        }
    }

    /// What it returned, or what its error says; `None` before its end, and of a cancelled task.
    fn result<'a>(&self, trace: &'a Trace) -> Option<&'a str> {
        let ended = matches!(self.state, State::Finished | State::Failed);
        trace.events.get(self.event as usize).filter(|_| ended)?.kind.text()
    }

    fn timed_out(&self) -> bool {
        self.state == State::Failed && self.last_attempt_timed_out
    }
}

impl TaskFigures {
    /// From its spawn to its end, or to `now`; `None` while it is only created.
    #[must_use]
    pub fn duration(&self, now: Micros) -> Option<Micros> {
        let spawned = self.spawned?;
        Some(self.ended.unwrap_or(now).since(spawned))
    }

    /// From its slot to its end, or to `now`: its duration without the wait for a permit or for another resource.
    #[must_use]
    pub fn running_time(&self, now: Micros) -> Option<Micros> {
        Some(self.duration(now)?.since(self.waited_for_slot))
    }
}
