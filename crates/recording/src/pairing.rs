//! Two records side by side: which tasks of one correspond to which of the other, what differs, and what made the
//! difference, in total and for each task.
//!
//! Tasks are matched by name, and tasks of one name by their order. The causes are those of a [deviation](super::deviation):
//! the time on the path to an end, in both records. Reads what is folded; runs nothing.
//!
//! A record may have a million tasks, so all of it is done in slices. The causes of one task are worked out when they are
//! asked for, because only the tasks in view need them.

mod words;

pub use words::{causes_in_words, change};

use super::causes::CauseView;
use super::deviation::{CriticalPath, PathSource, PathWalker, Share, shares};
use super::statistics::{CountedWait, TaskRow};
use super::{Folds, RunOutcome, State, TaskId, Trace};
use scenario::sort::SlicedSort;
use scenario::time::{Micros, Shift};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many events, tasks or steps of a path a slice takes: about a millisecond.
const AT_ONCE: usize = 4_096;

/// A record with everything that is folded from it.
#[derive(Clone, Copy)]
pub struct FoldedRecord<'a> {
    /// The record.
    pub trace: &'a Trace,
    /// Its folds, complete.
    pub folds: &'a Folds,
}

/// The differences of the second of two records from the first. The default has nothing compared yet.
#[derive(Clone, Debug, Default)]
pub struct Pairing {
    sides: [PairedSide; 2],
    stage: PairingStage,
    matching: Matching,
    pairs: Vec<[Option<TaskId>; 2]>,
    /// How much each pair changed.
    changes: Vec<Micros>,
    sort: SlicedSort,
    /// The pairs that changed, those that changed most first.
    order: Vec<u32>,
    why: Vec<Share>,
}

/// What is known of one of the two records.
#[derive(Clone, Debug, Default)]
struct PairedSide {
    length: Micros,
    outcome: Option<RunOutcome>,
    tasks: Vec<TaskRow>,
    folded: usize,
    paths: PathWalker,
    /// The last end of a task.
    last_end: Option<usize>,
    /// The path to the end of the record.
    path: Option<CriticalPath>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PairingStage {
    /// The events of this side are being folded.
    #[default]
    First,
    Second,
    /// Tasks are being matched.
    Matching,
    /// The changes of pairs before this index are known.
    Changes(usize),
    Sorting,
    /// The causes of the difference in total are being searched.
    Paths,
    Complete,
}

/// Which tasks of the second record are taken. Names are looked up by their hashes, so that no name is stored.
#[derive(Clone, Debug, Default)]
struct Matching {
    /// So many tasks from the first on have the same names in both records.
    alike: usize,
    /// The tasks of the second record by the hash of their names: for each hash those that are not taken, the first last.
    by_name: HashMap<u64, Vec<TaskId>>,
    taken: Vec<bool>,
    /// How many tasks are done in the present pass.
    done: usize,
    pass: MatchingPass,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum MatchingPass {
    #[default]
    Alike,
    ByName,
    First,
    Second,
}

/// All that a task waits for counts.
const FOR_ANYTHING: CountedWait = |_| true;

/// A task of the first record and the task of the second that corresponds to it, or one that is in one record only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Compares two records in one call, which takes as long as all slices.
    #[must_use]
    pub fn between(first: FoldedRecord<'_>, second: FoldedRecord<'_>) -> Self {
        let mut pairing = Self::default();
        while !pairing.advance([first, second]) {}
        pairing
    }

    /// Does about a millisecond of work. Whether the two are compared. Call it with the same records until then.
    pub fn advance(&mut self, records: [FoldedRecord<'_>; 2]) -> bool {
        match self.stage {
            PairingStage::First => {
                if self.sides[0].fold(records[0]) {
                    self.stage = PairingStage::Second;
                }
            }
            PairingStage::Second => {
                if self.sides[1].fold(records[1]) {
                    self.stage = PairingStage::Matching;
                }
            }
            PairingStage::Matching => {
                if self
                    .matching
                    .advance(records.map(|record| record.trace), &mut self.pairs)
                {
                    self.matching = Matching::default();
                    self.stage = PairingStage::Changes(0);
                }
            }
            PairingStage::Changes(from) => self.add_changes(from),
            PairingStage::Sorting => {
                let changes = &self.changes;
                let key = |pair: u32| (std::cmp::Reverse(changes.get(pair as usize)), pair);
                self.sort.step(&|one, other| key(one).cmp(&key(other)), AT_ONCE);
                if self.sort.is_sorted() {
                    self.order = std::mem::take(&mut self.sort).into_items();
                    self.changes = Vec::new();
                    self.stage = PairingStage::Paths;
                }
            }
            PairingStage::Paths => {
                let mut complete = true;
                for (side, record) in self.sides.iter_mut().zip(records) {
                    complete = complete && side.follow_run(record);
                }
                if let (true, [Some(first), Some(second)]) = (complete, [self.sides[0].path, self.sides[1].path]) {
                    self.why = shares(&first, &second);
                    self.stage = PairingStage::Complete;
                }
            }
            PairingStage::Complete => {}
        }
        self.stage == PairingStage::Complete
    }

    /// How much is done, 0 to 1, as far as can be told.
    #[must_use]
    pub fn progress(&self, records: [FoldedRecord<'_>; 2]) -> f64 {
        let events = records.map(|record| record.trace.events.len());
        let folded = self.sides[0].folded + self.sides[1].folded;
        // Folding is half of the work.
        0.5 * folded as f64 / (events[0] + events[1]).max(1) as f64
    }

    /// How long each record is.
    #[must_use]
    pub fn lengths(&self) -> [Micros; 2] {
        [self.sides[0].length, self.sides[1].length]
    }

    /// How each ended; `None` for one that was cut off.
    #[must_use]
    pub fn outcomes(&self) -> [Option<RunOutcome>; 2] {
        [self.sides[0].outcome, self.sides[1].outcome]
    }

    /// By how much the second is longer.
    #[must_use]
    pub fn by(&self) -> Shift {
        Shift::between(self.sides[0].length, self.sides[1].length)
    }

    /// The causes of that. They add up to it; the largest comes first.
    #[must_use]
    pub fn why(&self) -> &[Share] {
        &self.why
    }

    /// How many tasks there are, those that are in both records counted once.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no task.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// How many of them changed.
    #[must_use]
    pub const fn changed(&self) -> usize {
        self.order.len()
    }

    /// The task in this row, of those that changed; the one that changed most is in the first row.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<PairedTask> {
        self.pair(*self.order.get(row)? as usize)
    }

    /// Each task of the first record in its order, then those that only the second has.
    #[must_use]
    pub fn pair(&self, pair: usize) -> Option<PairedTask> {
        let tasks = *self.pairs.get(pair)?;
        let figures = [self.sides[0].figures(tasks[0]), self.sides[1].figures(tasks[1])];
        let change = match figures {
            [Some(first), Some(second)] => first.difference(&second),
            [Some(one), None] | [None, Some(one)] => one.lifetime(),
            [None, None] => Micros::ZERO,
        };
        Some(PairedTask { tasks, figures, change })
    }

    /// The causes of the difference of this task's end. They add up to it; the largest comes first. Empty unless it ended in
    /// both records. `None` if more work is needed: call it again, with the same task, until it is done.
    pub fn causes(&mut self, records: [FoldedRecord<'_>; 2], task: &PairedTask) -> Option<Vec<Share>> {
        let ends = [0, 1].map(|side: usize| records[side].folds.causes.end_of(task.tasks[side]?));
        let [Some(first), Some(second)] = ends else {
            return Some(Vec::new());
        };
        let [one, other] = &mut self.sides;
        // While the second is followed, the first is looked up again, a few steps from a path that is kept.
        let first = one.paths.follow(records[0].source(), first, AT_ONCE)?;
        let second = other.paths.follow(records[1].source(), second, AT_ONCE)?;
        Some(shares(&first, &second))
    }

    fn add_changes(&mut self, from: usize) {
        let until = self.pairs.len().min(from + AT_ONCE);
        for pair in from..until {
            let change = self.pair(pair).map_or(Micros::ZERO, |pair| pair.change);
            self.changes.push(change);
        }
        self.stage = PairingStage::Changes(until);
        if until == self.pairs.len() {
            let changed = self
                .changes
                .iter()
                .enumerate()
                .filter(|(_, change)| **change > Micros::ZERO);
            let changed = changed.map(|(pair, _)| super::lanes::as_u32(pair));
            self.sort = SlicedSort::new(changed.collect());
            self.stage = PairingStage::Sorting;
        }
    }
}

impl<'a> FoldedRecord<'a> {
    fn source(self) -> PathSource<'a> {
        PathSource {
            view: CauseView::of(self.trace, &self.folds.causes),
            loops: &self.folds.history.loops,
        }
    }
}

impl PairedSide {
    /// Folds more of the record. Whether all of it is folded.
    fn fold(&mut self, record: FoldedRecord<'_>) -> bool {
        let trace = record.trace;
        let until = trace.events.len().min(self.folded + AT_ONCE);
        if self.tasks.len() < trace.tasks.len() {
            self.tasks.resize(trace.tasks.len(), TaskRow::default());
        }
        for (index, event) in (self.folded..until).zip(trace.events.range(self.folded..until)) {
            self.paths.fold(&event);
            if let Some(task) = event.task
                && let Some(times) = self.tasks.get_mut(task.index())
            {
                times.fold(trace.is_joined(task), index, &event, FOR_ANYTHING);
                if record.folds.causes.end_of(task) == Some(index) {
                    self.last_end = Some(index);
                }
            }
        }
        self.folded = until;
        let complete = until == trace.events.len();
        if complete {
            self.length = trace.last_stamp();
            self.outcome = trace.outcome;
            self.paths.end_at(self.length);
        }
        complete
    }

    /// Follows the path to the end of the record. Whether it is known.
    fn follow_run(&mut self, record: FoldedRecord<'_>) -> bool {
        if self.path.is_none() {
            self.path = self.paths.follow_run(record.source(), self.last_end, AT_ONCE);
        }
        self.path.is_some()
    }

    fn figures(&self, task: Option<TaskId>) -> Option<PairedFigures> {
        let times = self.tasks.get(task?.index())?;
        let spent = times.spent_by(self.length, FOR_ANYTHING);
        Some(PairedFigures {
            started: times.spawned,
            ended: times.ended(),
            state: times.state,
            waited: spent.waited,
            running: spent.polled,
        })
    }
}

impl Matching {
    /// Matches more tasks, into `pairs`: those of the first record in their order, then those that only the second has. Whether
    /// all are matched.
    fn advance(&mut self, traces: [&Trace; 2], pairs: &mut Vec<[Option<TaskId>; 2]>) -> bool {
        let [first, second] = traces;
        let counts = traces.map(|trace| trace.tasks.len());
        let part = |done: usize, of: usize| done..of.min(done + AT_ONCE);
        match self.pass {
            // Records of one program often list the same tasks in the same order. Then the nth of a name is at the same index.
            MatchingPass::Alike => {
                let part = part(self.done, counts[0].min(counts[1]));
                for index in part.clone() {
                    let task = TaskId::from_index(index);
                    if name(first, task) != name(second, task) {
                        self.end_alike(index, counts[1]);
                        return false;
                    }
                    pairs.push([Some(task), Some(task)]);
                }
                self.done = part.end;
                if part.end == counts[0].min(counts[1]) {
                    self.end_alike(part.end, counts[1]);
                }
            }
            // Backwards, so that the first of a name is the last in its list.
            MatchingPass::ByName => {
                let rest = counts[1] - self.alike;
                let part = part(self.done, rest);
                for index in part.clone() {
                    let task = TaskId::from_index(counts[1] - 1 - index);
                    self.by_name.entry(hash(&name(second, task))).or_default().push(task);
                }
                self.done = part.end;
                if part.end == rest {
                    (self.pass, self.done) = (MatchingPass::First, self.alike);
                }
            }
            MatchingPass::First => {
                let part = part(self.done, counts[0]);
                for index in part.clone() {
                    let task = TaskId::from_index(index);
                    let other = self.take(second, &name(first, task));
                    pairs.push([Some(task), other]);
                }
                self.done = part.end;
                if part.end == counts[0] {
                    (self.pass, self.done) = (MatchingPass::Second, self.alike);
                }
            }
            MatchingPass::Second => {
                let part = part(self.done, counts[1]);
                let left = part.clone().filter(|&index| !self.taken[index]);
                pairs.extend(left.map(|index| [None, Some(TaskId::from_index(index))]));
                self.done = part.end;
                return part.end == counts[1];
            }
        }
        false
    }

    /// So many tasks are alike; of the others, those of the second record, which has `second`, are listed by name next.
    fn end_alike(&mut self, alike: usize, second: usize) {
        self.alike = alike;
        self.taken = vec![false; second];
        (self.pass, self.done) = (MatchingPass::ByName, 0);
    }

    /// The first task of this name in the second record that is not taken yet.
    fn take(&mut self, second: &Trace, wanted: &str) -> Option<TaskId> {
        let of_hash = self.by_name.get_mut(&hash(wanted))?;
        // Other names may have the same hash.
        let place = of_hash.iter().rposition(|task| name(second, *task) == wanted)?;
        let task = of_hash.remove(place);
        self.taken[task.index()] = true;
        Some(task)
    }
}

fn name(trace: &Trace, task: TaskId) -> Cow<'_, str> {
    trace.tasks.name(task).unwrap_or_default()
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
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
