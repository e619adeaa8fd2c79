//! Where what happens is written down: the one place at which the trace grows.

use recording::{Account, Budget, Event, EventKind, Outcome, TaskId, Trace};
use scenario::time::Micros;

/// The trace of a run under way, what it may still grow by, and the stamp that events carry.
pub struct Recorder {
    trace: Trace,
    account: Account,
    stamp: Micros,
}

impl Recorder {
    /// For a trace in which nothing has happened yet.
    pub fn new(trace: Trace) -> Self {
        Self {
            account: Account::open(Budget::default(), &trace),
            trace,
            stamp: Micros::ZERO,
        }
    }

    /// Records something that happens now.
    pub fn record(&mut self, task: Option<TaskId>, kind: EventKind) {
        let event = Event {
            at: self.stamp,
            task,
            cause: None,
            kind,
        };
        self.account.record(&mut self.trace, event);
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
    pub fn full(&self) -> bool {
        self.trace.truncation().is_some()
    }

    /// The run is over.
    pub fn close(&mut self, outcome: Outcome) {
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
            events: std::mem::take(&mut self.trace.events),
            ..self.trace
        }
    }
}
