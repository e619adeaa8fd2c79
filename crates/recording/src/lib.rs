//! The recording of a run: everything that is shown, drawn or said is derived from it.
//!
//! Appended to by the runtime or by a reader of trace files, and read by everything else. Knows no clock and no page.

pub mod bars;
pub mod budget;
pub mod cancelling;
pub mod causes;
pub mod console;
pub mod critical_path;
pub mod density;
pub mod describe;
pub mod deviation;
pub mod event;
pub mod events;
pub mod facts;
pub mod figures;
pub mod filter;
pub mod findings;
pub mod folds;
pub mod history;
pub mod inquiry;
pub mod lanes;
mod lists;
pub mod loops;
pub mod metrics;
pub mod moment;
pub mod pairing;
pub mod resources;
pub mod sentences;
pub mod source;
pub mod state;
pub mod state_grid;
pub mod statistics;
pub mod tally;
pub mod tasks;
pub mod timers;
mod vocabulary;
pub mod waits;

pub use bars::{BarPart, TaskBar};
pub use budget::{Account, Budget};
pub use cancelling::{CancelPhase, CancelRecord};
pub use console::Console;
pub use density::{Density, DensityBucket, FlightCounts};
pub use deviation::Deviation;
pub use event::{
    AttemptFailure, CancelReason, ClockChange, Event, EventKind, Missing, PollResult, ResourceId, ResourceKind, TaskId,
    TimerId, TimerKind, WaitFamily, WaitingOn, WokenBy,
};
pub use events::{Events, Extra, OfTask};
pub use folds::{FoldDepth, Folds};
pub use history::History;
pub use lanes::{End, Ended, Lane, Lanes, Misplaced, Segment, Segments, Split, Stretches, Transition};
pub use lists::Series;
pub use loops::{Depth, Holder, LoopRecord, Poll, Turn};
pub use metrics::{Meter, Metrics};
pub use moment::{Moment, Moments};
pub use resources::{ResourceRecord, ResourceStep};
use serde::{Deserialize, Serialize};
pub use source::{FileId, Origin, Recorder, Resource, Source, SourceCode, SourceFile, SourceLine, StackFrame, StackId};
pub use state::{IllegalMove, State};
pub use state_grid::{GridCell, GroupCounts, StateGrid, StateGroup};
pub use tally::Tally;
pub use tasks::{TaskInfo, Tasks};
pub use timers::{Lateness, TimerEnd, TimerLife, TimerRecord};

use scenario::time::Micros;
use scenario::{Operations, Scenario, Unit, link, words};
use std::borrow::Cow;
use std::sync::Arc;

/// The recording of one run: its tasks, its events and its outcome. Events are only appended, in the order in which
/// they happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// What made the recording: the playground, or a recorder of another program.
    pub source: Source,
    /// The kind of clock that the stamps were read from.
    pub clock: ClockKind,
    /// The smallest step of that clock.
    pub resolution: Micros,
    /// The tasks; a [`TaskId`] is an index in this list. In the playground main comes first, then the operations in
    /// list order; in another program there may be several trees of tasks, in the order in which they were created.
    pub tasks: Tasks,
    /// The locks, queues and the like that tasks wait for; a [`ResourceId`] is an index in this list.
    pub resources: Vec<Resource>,
    /// The source text of the program and the code positions of events, if the recorder knew them.
    pub code: SourceCode,
    /// The events in the order in which they happened. Stamps never decrease.
    pub events: Events,
    /// How the run ended; `None` while it runs.
    pub outcome: Option<RunOutcome>,
    /// The recorder's message about the end.
    pub message: Option<String>,
}

/// Where a recording ends before its run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncation {
    /// The last time up to which the recording is complete.
    pub at: Micros,
    /// The number of missing events.
    pub missing: u64,
}

/// The kind of clock that stamped a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockKind {
    /// The browser's clock.
    Real,
    /// The virtual clock, which jumps to the next deadline.
    Virtual,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunOutcome {
    /// The program reached its end; in the playground, main got everything it awaited.
    Ok,
    /// The program failed; in the playground, a failure or the deadline reached main.
    Failed,
    /// The run was stopped from outside; in the playground, by the Stop button.
    Stopped,
    /// No task could run any more, and some were waiting. Only recorders report this.
    Deadlock,
    /// The recorder stopped because of its own limit.
    Limit,
}

impl Trace {
    /// A recording without events, with the tasks of a run of `scenario`. The time it takes depends on the number of
    /// entries in the list, and not on the number of tasks.
    #[must_use]
    pub fn planned(scenario: &Scenario, clock: ClockKind, resolution: Micros) -> Self {
        Self::of_operations(Arc::new(Operations::of(scenario.clone())), clock, resolution)
    }

    /// The same of operations that are shared with whoever runs them.
    #[must_use]
    pub fn of_operations(operations: Arc<Operations>, clock: ClockKind, resolution: Micros) -> Self {
        let scenario = Arc::clone(operations.scenario());
        Self {
            clock,
            resolution,
            tasks: Tasks::planned(operations),
            resources: scenario
                .limit
                .map(|limit| Resource::permits(limit.get()))
                .into_iter()
                .collect(),
            source: Source::Playground(scenario),
            code: SourceCode::default(),
            events: Events::default(),
            outcome: None,
            message: None,
        }
    }

    /// The scenario of the run; `None` for the recording of another program.
    #[must_use]
    pub fn scenario(&self) -> Option<&Scenario> {
        match &self.source {
            Source::Playground(scenario) => Some(scenario),
            Source::Recorder(_) => None,
        }
    }

    /// The link that opens the scenario, as a fragment without `#`; empty for the recording of another program.
    #[must_use]
    pub fn link(&self) -> String {
        self.scenario().map(link::write).unwrap_or_default()
    }

    /// The name of this task; `None` if the recording does not list it.
    #[must_use]
    pub fn name(&self, task: TaskId) -> Option<Cow<'_, str>> {
        self.tasks.name(task)
    }

    /// What people read for this task: its name or, for one without a name in the playground, a letter. `None` if the
    /// recording does not list it.
    ///
    /// Files, links and programs have the name.
    #[must_use]
    pub fn label(&self, task: TaskId) -> Option<Cow<'_, str>> {
        let name = self.name(task)?;
        // The playground names a task without a name by its index.
        let unnamed = self.scenario().is_some() && *name == *task.0.to_string();
        Some(if unnamed { words::letter(task.0) } else { name })
    }

    /// The label for a sentence: `an unknown task` if the recording does not list the task.
    #[must_use]
    pub fn name_in_words(&self, task: TaskId) -> Cow<'_, str> {
        self.label(task).unwrap_or("an unknown task".into())
    }

    /// Whether this task has no parent, as main in the playground. False if the recording does not list the task.
    #[must_use]
    pub fn is_root(&self, task: TaskId) -> bool {
        self.tasks.contains(task) && self.tasks.parent(task).is_none()
    }

    /// Whether metrics count this task's time as work. In the playground all tasks but main, which only awaits the
    /// others; in another program, every task.
    #[must_use]
    pub fn is_work(&self, task: TaskId) -> bool {
        self.scenario().is_none() || !self.is_root(task)
    }

    /// The number of tasks for which [`Trace::is_work`] is true.
    #[must_use]
    pub fn work_count(&self) -> usize {
        let main = usize::from(self.scenario().is_some());
        self.tasks.len().saturating_sub(main)
    }

    /// Whether this task is a future that main polls, rather than a task of the loop.
    #[must_use]
    pub fn is_joined(&self, task: TaskId) -> bool {
        self.tasks.unit(task) == Some(Unit::Future)
    }

    /// The lines that the program printed, in order.
    pub fn console(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.events.iter().filter_map(|event| match event.kind {
            EventKind::Printed { text } => Some(text),
            _ => None,
        })
    }

    /// Where the recording ends before its run does, because it was full; `None` if it is complete. Everything folded
    /// from it is valid at that moment, as during a run.
    #[must_use]
    pub fn truncation(&self) -> Option<Truncation> {
        match self.events.last()? {
            Event {
                at,
                kind: EventKind::Truncated { count, .. },
                ..
            } => Some(Truncation { at, missing: count }),
            _ => None,
        }
    }

    /// The stamp of the last event: the current time while the run goes on, afterwards the length of the run.
    #[must_use]
    pub fn last_stamp(&self) -> Micros {
        self.events.last().map_or(Micros::ZERO, |event| event.at)
    }
}
