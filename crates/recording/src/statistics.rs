//! Figures of each task and of all tasks together, up to one moment of a record: for the table of tasks, its filters, and
//! the distribution of durations. Folded when somebody asks for them, a slice at a time.
//!
//! A forward pass: to a later moment it goes on, to an earlier one it starts again.

mod distribution;
mod listing;

pub use distribution::{Bin, Distribution, Percentiles, share_of};
pub use listing::{Direction, Listing, ListingRequest, SortColumn, StateFilter};

use crate::{AttemptFailure, Event, EventKind, State, Tally, TaskId, Trace};
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

/// What is kept of a task: times in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct TaskRow {
    state: State,
    /// Since when it is in this state.
    since: Micros,
    spawned: Option<Micros>,
    attempts: u32,
    last_attempt_timed_out: bool,
    waited_for_slot: Micros,
    held_loop: Micros,
}

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
        for event in trace.events.range(self.folded..until) {
            self.last = event.at;
            if let Some(task) = event.task
                && let Some(row) = self.tasks.get_mut(task.index())
            {
                row.fold(trace.is_joined(task), &event);
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
                self.row.fold(joined, &event);
                self.last = event.at;
            }
        }
        self.folded = events;
        self.row.figures(now.max(self.last))
    }
}

impl TaskRow {
    fn fold(&mut self, joined: bool, event: &Event<'_>) {
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
            let length = event.at.since(self.since);
            let (waited, held) = parts(self.state, length);
            self.waited_for_slot = self.waited_for_slot + waited;
            self.held_loop = self.held_loop + held;
            (self.state, self.since) = (next, event.at);
        }
    }

    fn figures(&self, now: Micros) -> TaskFigures {
        let ended = self.state.ended();
        let (waited, held) = if ended {
            (Micros::ZERO, Micros::ZERO)
        } else {
            parts(self.state, now.since(self.since))
        };
        TaskFigures {
            state: self.shown_state(),
            spawned: self.spawned,
            ended: ended.then_some(self.since),
            attempts: self.attempts,
            timed_out: self.timed_out(),
            waited_for_slot: self.waited_for_slot + waited,
            held_loop: self.held_loop + held,
        }
    }

    const fn shown_state(&self) -> State {
        match self.state {
            State::RunningWoken => State::Running,
            other => other,
        }
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

/// What of a stretch in this state counts as waiting for a slot, and what as holding the loop.
fn parts(state: State, length: Micros) -> (Micros, Micros) {
    match state {
        State::Running | State::RunningWoken => (Micros::ZERO, length),
        State::Waiting(on) if on.is_resource() => (length, Micros::ZERO),
        _ => (Micros::ZERO, Micros::ZERO),
    }
}
