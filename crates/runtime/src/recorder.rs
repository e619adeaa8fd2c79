//! Where what happens is written down: the one place at which the trace grows.

use recording::{Account, Budget, Event, EventKind, RunOutcome, TaskId, Trace};
use scenario::time::Micros;

/// The trace of a run under way, what it may still grow by, and the stamp that events carry.
pub struct RunRecorder {
    trace: Trace,
    account: Account,
    stamp: Micros,
}

impl RunRecorder {
    /// For a trace in which nothing has happened yet.
    pub fn new(trace: Trace) -> Self {
        Self {
            account: Account::open(Budget::default(), &trace),
            trace,
            stamp: Micros::ZERO,
        }
    }

    /// Records something that happens now, and whose cause the order of events tells. Returns the event's index.
    pub fn record(&mut self, task: Option<TaskId>, kind: EventKind<'_>) -> u32 {
        self.record_effect(task, kind, None)
    }

    /// Records something that happens now because of an earlier event. Returns the event's index.
    pub fn record_effect(&mut self, task: Option<TaskId>, kind: EventKind<'_>, cause: Option<u32>) -> u32 {
        let index = self.trace.events.len() as u32;
        let event = Event {
            at: self.stamp,
            task,
            cause,
            kind,
        };
        self.account.record(&mut self.trace, event);
        index
    }

    /// The stamp of what happens now.
    pub const fn stamp(&self) -> Micros {
        self.stamp
    }

    /// What happens from here on happens at `now`, or at the stamp before it if that is later: stamps never go back.
    pub fn move_to(&mut self, now: Micros) {
        self.stamp = self.stamp.max(now);
    }

    /// Lets the trace grow up to `budget`.
    pub fn keep_within(&mut self, budget: Budget) {
        self.account = Account::open(budget, &self.trace);
    }

    /// How much the record may take.
    pub const fn budget(&self) -> Budget {
        self.account.budget()
    }

    /// Whether the record is full, and what happens is only counted.
    pub const fn full(&self) -> bool {
        self.account.is_full()
    }

    /// The run is over.
    pub fn close(&mut self, outcome: RunOutcome) {
        self.trace.outcome = Some(outcome);
    }

    /// The trace so far.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The trace, taken out of a run that is not needed any more.
    pub fn take_trace(&mut self) -> Trace {
        Trace {
            source: std::mem::take(&mut self.trace.source),
            tasks: std::mem::take(&mut self.trace.tasks),
            resources: std::mem::take(&mut self.trace.resources),
            code: std::mem::take(&mut self.trace.code),
            message: self.trace.message.take(),
            events: std::mem::take(&mut self.trace.events),
            ..self.trace
        }
    }
}
