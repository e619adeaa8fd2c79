//! The recording of a run: everything that is shown, drawn or said is derived from it.
//!
//! Appended to by the runtime or by a reader of trace files, and read by everything else. Knows no clock and no page.

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
pub use events::{Events, Extra, OfTask};
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
    pub tasks: Vec<TaskInfo>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What is known of a task before its first event.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskInfo {
    /// `main`, or the name of the operation. Names may repeat; ids do not.
    pub name: String,
    /// The task that spawns it; `None` for a root. The playground has one root, main.
    pub parent: Option<TaskId>,
    /// Whether it runs as a task or as a future; `None` for main, and for a task of another program.
    pub unit: Option<Unit>,
    /// Its delay, as drawn from the range; `None` for main, and for a task of another program.
    pub delay: Option<Micros>,
}

impl Trace {
    /// A recording without events, with the tasks of a run of `scenario`.
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

    /// The task with this id; `None` if the recording does not list it.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<&TaskInfo> {
        self.tasks.get(task.index())
    }

    /// The name of this task; `None` if the recording does not list it.
    #[must_use]
    pub fn name(&self, task: TaskId) -> Option<&str> {
        self.task(task).map(|info| info.name.as_str())
    }

    /// The name for a sentence: `an unknown task` if the recording does not list the task.
    #[must_use]
    pub fn name_in_words(&self, task: TaskId) -> &str {
        self.name(task).unwrap_or("an unknown task")
    }

    /// Whether this task has no parent, as main in the playground. False if the recording does not list the task.
    #[must_use]
    pub fn is_root(&self, task: TaskId) -> bool {
        self.task(task).is_some_and(|info| info.parent.is_none())
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
        self.task(task).is_some_and(|info| info.unit == Some(Unit::Future))
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
