//! Records the events of a run. No other module appends to the trace.

use recording::{Account, Budget, Event, EventKind, RunOutcome, TaskId, Trace};
use scenario::time::Micros;

/// The trace of a current run, how much it may still grow, and the stamp of the next events.
pub struct RunRecorder {
    trace: Trace,
    account: Account,
    stamp: Micros,
}

impl RunRecorder {
    /// A recorder for a trace without events.
    pub fn new(trace: Trace) -> Self {
        Self {
            account: Account::open(Budget::default(), &trace),
            trace,
            stamp: Micros::ZERO,
        }
    }

    /// Records an event whose cause follows from the order of events. Returns its index.
    pub fn record(&mut self, task: Option<TaskId>, kind: EventKind<'_>) -> u32 {
        self.record_effect(task, kind, None)
    }

    /// Records an event with the earlier event that caused it. Returns its index.
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

    /// The stamp of the next events.
    pub const fn stamp(&self) -> Micros {
        self.stamp
    }

    /// Sets the stamp of the next events to `now`, or leaves it if it is later: stamps never decrease.
    pub fn move_to(&mut self, now: Micros) {
        self.stamp = self.stamp.max(now);
    }

    /// Limits the memory of the trace to `budget`.
    pub fn keep_within(&mut self, budget: Budget) {
        self.account = Account::open(budget, &self.trace);
    }

    /// The limit on the memory of the record.
    pub const fn budget(&self) -> Budget {
        self.account.budget()
    }

    /// Whether the record is full, so that further events are only counted.
    pub const fn full(&self) -> bool {
        self.account.is_full()
    }

    /// Sets the outcome of the run, which is over.
    pub fn close(&mut self, outcome: RunOutcome) {
        self.trace.outcome = Some(outcome);
    }

    /// The trace so far.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Takes the trace out of a run that is no longer needed.
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
