//! What happened: the record every picture, figure and sentence is derived from.
//!
//! Filled by the runtime where things happen, read by everyone else. Knows no clock and no page.

pub mod budget;
pub mod causes;
pub mod console;
pub mod describe;
pub mod deviation;
pub mod event;
pub mod events;
pub mod facts;
pub mod file;
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
pub mod sentences;
pub mod source;
pub mod state;
pub mod statistics;
pub mod timers;
mod vocabulary;
pub mod waits;

pub use budget::{Account, Budget};
pub use console::Console;
pub use deviation::Deviation;
pub use event::{
    AttemptFailure, CancelReason, ClockChange, Event, EventKind, Missing, PollResult, ResourceId, ResourceKind, TaskId,
    TimerId, TimerKind, WaitFamily, WaitingOn, WokenBy,
};
pub use events::{Events, Extra, OfTask, OfTaskBack};
pub use folds::{FoldDepth, Folds};
pub use history::History;
pub use lanes::{End, Ended, Lane, Lanes, Misplaced, Segment, Segments, Split, Stretches, Transition};
pub use lists::Series;
pub use loops::{Depth, Holder, LoopRecord, Poll, Turn};
pub use metrics::{Meter, Metrics};
pub use moment::{Moment, Moments};
pub use source::{FileId, Origin, Recorder, Resource, Source, SourceCode, SourceFile, SourceLine, StackFrame, StackId};
pub use state::{IllegalMove, State};
pub use timers::{Lateness, TimerEnd, TimerLife, TimerRecord};

use scenario::time::Micros;
use scenario::{Scenario, Unit, link};
use std::sync::Arc;

/// The record of one run: who took part, what happened, how it ended. Events are only ever appended, in the order in
/// which they happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// What made it.
    pub source: Source,
    /// Which clock the stamps were read from.
    pub clock: ClockKind,
    /// The steps in which that clock moves, in microseconds.
    pub resolution: Micros,
    /// The index is the [`TaskId`]. In the playground main first, then the operations in list order; of another program any
    /// trees of tasks, in the order in which they were made.
    pub tasks: Vec<TaskInfo>,
    /// What the tasks share and wait for: the index is the [`ResourceId`].
    pub resources: Vec<Resource>,
    /// The program's text and where in it things happened, as far as a recorder knew.
    pub code: SourceCode,
    /// In the order in which they happened; stamps never fall.
    pub events: Events,
    /// How the run ended; `None` while it runs.
    pub outcome: Option<RunOutcome>,
    /// What a recorder says about the end.
    pub message: Option<String>,
}

/// Where a record ends although the run went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncation {
    /// The last moment of which everything is known.
    pub at: Micros,
    /// How many events are missing.
    pub missing: u64,
}

/// Which clock stamped a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockKind {
    /// The browser's.
    Real,
    /// The one that jumps to the next deadline.
    Virtual,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    /// The program came to its end: in the playground, main got what it awaited.
    Ok,
    /// The program failed: in the playground, a failure or the deadline reached main.
    Failed,
    /// It was stopped from outside: in the playground, the person pressed Stop.
    Stopped,
    /// Nothing could run any more, and tasks waited. Only a recorder says so.
    Deadlock,
    /// The recorder stopped at a limit of its own.
    Limit,
}

/// What is known of a task before it does anything.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskInfo {
    /// `main`, or the operation's name. Names may repeat; ids do not.
    pub name: String,
    /// Who spawns it; `None` for a root, which the playground has one of: main.
    pub parent: Option<TaskId>,
    /// What it runs as; `None` for main, and for a task of another program.
    pub unit: Option<Unit>,
    /// The delay as drawn; `None` for main, and for a task of another program.
    pub delay: Option<Micros>,
}

impl Trace {
    /// A record in which nothing has happened yet: who will take part in a run of `scenario`.
    #[must_use]
    pub fn planned(scenario: &Scenario, clock: ClockKind, resolution: Micros) -> Self {
        let main = TaskInfo {
            name: "main".into(),
            parent: None,
            unit: None,
            delay: None,
        };
        let unit = Some(scenario.runs_as());
        let operations = scenario.operations().into_iter();
        let tasks = std::iter::once(main).chain(operations.map(|operation| TaskInfo {
            name: operation.name,
            parent: Some(TaskId::MAIN),
            unit,
            delay: Some(operation.delay),
        }));
        Self {
            source: Source::Playground(Arc::new(scenario.clone())),
            clock,
            resolution,
            tasks: tasks.collect(),
            resources: scenario
                .limit
                .map(|limit| Resource::permits(limit.get()))
                .into_iter()
                .collect(),
            code: SourceCode::default(),
            events: Events::default(),
            outcome: None,
            message: None,
        }
    }

    /// The scenario it is a run of; `None` for the recording of another program.
    #[must_use]
    pub fn scenario(&self) -> Option<&Scenario> {
        match &self.source {
            Source::Playground(scenario) => Some(scenario),
            Source::Recorder(_) => None,
        }
    }

    /// The link that opens its scenario, as a fragment without `#`; empty for the recording of another program.
    #[must_use]
    pub fn link(&self) -> String {
        self.scenario().map(link::write).unwrap_or_default()
    }

    /// What is known of this task; `None` of one that the recording does not list.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<&TaskInfo> {
        self.tasks.get(task.index())
    }

    /// What this task is called; `None` of one that the recording does not list.
    #[must_use]
    pub fn name(&self, task: TaskId) -> Option<&str> {
        self.task(task).map(|info| info.name.as_str())
    }

    /// The same in a sentence: `an unknown task` where the recording does not list it.
    #[must_use]
    pub fn name_in_words(&self, task: TaskId) -> &str {
        self.name(task).unwrap_or("an unknown task")
    }

    /// Whether this task has no parent, as main has none in the playground. Not so of one that the recording does not list.
    #[must_use]
    pub fn is_root(&self, task: TaskId) -> bool {
        self.task(task).is_some_and(|info| info.parent.is_none())
    }

    /// Whether figures count what this task does as work: in the playground what the operations do, and not main, which only
    /// awaits them; of another program what any task does.
    #[must_use]
    pub fn is_work(&self, task: TaskId) -> bool {
        self.scenario().is_none() || !self.is_root(task)
    }

    /// How many tasks [`Trace::is_work`] counts.
    #[must_use]
    pub fn work_count(&self) -> usize {
        let main = usize::from(self.scenario().is_some());
        self.tasks.len().saturating_sub(main)
    }

    /// Whether this task is a future that main polls, and not a task that the loop polls.
    #[must_use]
    pub fn is_joined(&self, task: TaskId) -> bool {
        self.task(task).is_some_and(|info| info.unit == Some(Unit::Future))
    }

    /// The lines the program printed, in order.
    pub fn console(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.events.iter().filter_map(|event| match event.kind {
            EventKind::Printed { text } => Some(text),
            _ => None,
        })
    }

    /// Where the record ends although the run went on, if it does: it was full. What is folded from it, and what is said of
    /// it, holds for that moment, as it would of a run under way.
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

    /// The stamp of the last event: while it runs, how far it has come; afterwards, how long it took.
    #[must_use]
    pub fn last_stamp(&self) -> Micros {
        self.events.last().map_or(Micros::ZERO, |event| event.at)
    }
}
