//! Two records side by side: which tasks of one correspond to which of the other, what differs, and what made the
//! difference in total.
//!
//! Tasks are matched by name, and tasks of one name by their order. The causes are those of a [deviation](super::deviation):
//! the time on the path to the last end, in both records. Reads what is folded; runs nothing.

mod words;

pub use words::change;

use super::causes::CauseView;
use super::deviation::{Share, shares_of_runs};
use super::{Folds, RunOutcome, State, TaskId, Trace};
use scenario::time::{Micros, Shift};
use std::borrow::Cow;
use std::collections::HashMap;

/// Records with more tasks are compared in total only: a list of more says little, and would take long to make.
pub const MOST_PAIRED_TASKS: usize = 10_000;

/// A record with everything that is folded from it.
#[derive(Clone, Copy)]
pub struct FoldedRecord<'a> {
    /// The record.
    pub trace: &'a Trace,
    /// Its folds, complete.
    pub folds: &'a Folds,
}

/// The differences of the second of two records from the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairing {
    /// How long each record is.
    pub lengths: [Micros; 2],
    /// How each ended; `None` for one that was cut off.
    pub outcomes: [Option<RunOutcome>; 2],
    /// By how much the second is longer.
    pub by: Shift,
    /// The causes of that. They add up to it; the largest comes first.
    pub why: Vec<Share>,
    /// The tasks, those that changed most first; empty for records of more than [`MOST_PAIRED_TASKS`].
    pub tasks: Vec<PairedTask>,
}

/// A task of the first record and the task of the second that corresponds to it, or one that is in one record only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairedTask {
    /// The task in each record.
    pub tasks: [Option<TaskId>; 2],
    /// What it did in each.
    pub figures: [Option<PairedFigures>; 2],
    /// The largest difference in any of its times; its whole time if it is in one record only.
    pub change: Micros,
}

/// What a task did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairedFigures {
    /// When it was spawned; `None` if it was not.
    pub started: Option<Micros>,
    /// When it ended; `None` if it did not.
    pub ended: Option<Micros>,
    /// Its state at the end of the record.
    pub state: State,
    /// How long it waited, for timers, other tasks, permits and all else.
    pub waited: Micros,
    /// How long it was polled.
    pub running: Micros,
}

impl Pairing {
    /// Compares two records. Costs the events of up to [`MOST_PAIRED_TASKS`] tasks, in one call: natively 20 ms for records
    /// of as many.
    #[must_use]
    pub fn between(first: FoldedRecord<'_>, second: FoldedRecord<'_>) -> Self {
        let sides = [first, second];
        let lengths = sides.map(|side| side.trace.last_stamp());
        let views = sides.map(|side| CauseView::of(side.trace, &side.folds.causes));
        let loops = sides.map(|side| &side.folds.history.loops);
        let few = sides.iter().all(|side| side.trace.tasks.len() <= MOST_PAIRED_TASKS);
        let matched = if few {
            matched([first.trace, second.trace])
        } else {
            Vec::new()
        };
        let mut tasks: Vec<PairedTask> = matched.into_iter().map(|pair| compare(sides, pair)).collect();
        scenario::sort::by_key(&mut tasks, |pair| {
            (std::cmp::Reverse(pair.change), pair.tasks[0].is_none(), pair.tasks)
        });
        Self {
            lengths,
            outcomes: sides.map(|side| side.trace.outcome),
            by: Shift::between(lengths[0], lengths[1]),
            why: shares_of_runs(views, loops),
            tasks,
        }
    }
}

impl PairedTask {
    /// The name of the task, in the record that has it.
    #[must_use]
    pub fn name(&self, traces: [&Trace; 2]) -> String {
        let named = self.tasks.into_iter().zip(traces);
        let mut names = named.filter_map(|(task, trace)| task.map(|task| trace.name_in_words(task)));
        names.next().unwrap_or_default().into_owned()
    }
}

/// The tasks of two records in pairs: those of the first in their order, then those that only the second has.
fn matched(traces: [&Trace; 2]) -> Vec<[Option<TaskId>; 2]> {
    let [first, second] = traces;
    let mut by_name: HashMap<Cow<'_, str>, Vec<TaskId>> = HashMap::new();
    // The last of a name is the first in its list, so that each is taken from the end.
    for task in second.tasks.ids().rev() {
        by_name.entry(name(second, task)).or_default().push(task);
    }
    let mut taken = vec![false; second.tasks.len()];
    let mut pairs: Vec<[Option<TaskId>; 2]> = Vec::with_capacity(first.tasks.len());
    for task in first.tasks.ids() {
        let other = by_name.get_mut(&name(first, task)).and_then(Vec::pop);
        if let Some(other) = other {
            taken[other.index()] = true;
        }
        pairs.push([Some(task), other]);
    }
    let rest = second.tasks.ids().filter(|task| !taken[task.index()]);
    pairs.extend(rest.map(|task| [None, Some(task)]));
    pairs
}

fn name(trace: &Trace, task: TaskId) -> Cow<'_, str> {
    trace.tasks.name(task).unwrap_or_default()
}

fn compare(sides: [FoldedRecord<'_>; 2], tasks: [Option<TaskId>; 2]) -> PairedTask {
    let figures = [figures(sides[0], tasks[0]), figures(sides[1], tasks[1])];
    let change = match figures {
        [Some(first), Some(second)] => first.difference(&second),
        [Some(one), None] | [None, Some(one)] => one.lifetime(),
        [None, None] => Micros::ZERO,
    };
    PairedTask { tasks, figures, change }
}

fn figures(side: FoldedRecord<'_>, task: Option<TaskId>) -> Option<PairedFigures> {
    let lanes = &side.folds.history.lanes;
    let lane = lanes.lane(side.trace, task?)?;
    let split = lane.split(side.trace.last_stamp());
    let waited = [
        split.waiting_timer,
        split.waiting_child,
        split.waiting_permit,
        split.waiting_resource,
        split.waiting_backoff,
    ];
    Some(PairedFigures {
        started: lane.spawned(),
        ended: lane.end().map(|end| end.at),
        state: lane.state_after(usize::MAX),
        waited: waited.into_iter().fold(Micros::ZERO, |sum, part| sum + part),
        running: split.running,
    })
}

impl PairedFigures {
    fn difference(&self, with: &Self) -> Micros {
        let apart = |one: Micros, other: Micros| Shift::between(one, other).length();
        let optional = |one: Option<Micros>, other: Option<Micros>| match (one, other) {
            (Some(one), Some(other)) => apart(one, other),
            // It started, or ended, in one record only: all of its time differs.
            (Some(_), None) | (None, Some(_)) => self.lifetime().max(with.lifetime()),
            (None, None) => Micros::ZERO,
        };
        let parts = [
            optional(self.started, with.started),
            optional(self.ended, with.ended),
            apart(self.waited, with.waited),
            apart(self.running, with.running),
        ];
        parts.into_iter().fold(Micros::ZERO, Micros::max)
    }

    fn lifetime(&self) -> Micros {
        match (self.started, self.ended) {
            (Some(started), Some(ended)) => ended.since(started),
            _ => self.waited + self.running,
        }
    }
}
