//! The steps of a path as the rows of a list: each long step by itself, and the short ones between them in groups.
//!
//! ```text
//!   steps   │a│b│     c     │d│e│f│g│h│      i      │
//!   rows    ├─2─┤     c     ├────5────┤      i      ┤
//! ```
//!
//! The steps arrive in reverse order of time. What is kept does not grow with their number, except for the ids of the
//! tasks in groups.

use super::words::PartKind;
use super::{PathStep, StepKind};
use crate::{TaskId, Trace};
use scenario::time::Micros;
use std::ops::Range;

/// The most rows: about as many as fit on a screen.
pub const MOST_ROWS: usize = 20;

/// The shares of the total, in thousandths, from which a step is a row by itself. The first with which there are at most
/// [`MOST_ROWS`] rows is taken; with the last there are at most nine such steps, and ten groups around them.
const OWN_ROW_FROM: [u64; 7] = [5, 10, 20, 30, 50, 70, 101];
/// A group with a smaller share than this, in thousandths, is counted in the row beside it.
const LEAST_GROUP: u64 = 5;

/// A row of the path: a step, or a group of steps that follow one another.
#[derive(Clone, Debug, PartialEq)]
pub struct PathRow {
    /// When it begins: when the row before it ends.
    pub from: Micros,
    /// When it ends.
    pub to: Micros,
    /// Its step, or the longest of its group.
    pub step: PathStep,
    /// The task of its first step, and that of its last.
    pub ends: [TaskId; 2],
    /// The number of steps, with those too short to have a row of their own.
    pub steps: usize,
    /// Of a group, the number of tasks whose steps these are; 0 in the row of one step.
    pub tasks: usize,
    /// Of a group, where the time went, the longest first; empty in the row of one step.
    pub parts: Vec<PathPart>,
}

/// The steps of a group that passed in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathPart {
    /// How.
    pub kind: PartKind,
    /// The number of steps.
    pub steps: usize,
    /// Their length.
    pub length: Micros,
}

/// The steps so far, with neighbouring short ones merged, in reverse order of time.
#[derive(Debug)]
pub struct PathStretches {
    total: Micros,
    list: Vec<PathStretch>,
}

/// A long step, or short ones that follow one another.
#[derive(Debug)]
struct PathStretch {
    from: Micros,
    to: Micros,
    longest: PathStep,
    steps: usize,
    parts: [(usize, Micros); PartKind::ALL.len()],
    /// The tasks of the steps, each once for steps that follow one another.
    tasks: Vec<TaskId>,
}

/// A row, as a range of stretches.
struct RowRange {
    stretches: Range<usize>,
    /// The stretch of the long step; `None` for a group.
    long: Option<usize>,
    length: Micros,
}

impl PathRow {
    /// Whether it is a group of steps.
    #[must_use]
    pub fn is_group(&self) -> bool {
        !self.parts.is_empty()
    }

    /// How long it took.
    #[must_use]
    pub fn length(&self) -> Micros {
        self.to - self.from
    }
}

impl PathStretches {
    /// Of a path of this length.
    pub const fn of(total: Micros) -> Self {
        Self {
            total,
            list: Vec::new(),
        }
    }

    /// Adds the step before all others.
    pub fn push(&mut self, step: PathStep) {
        let long = self.is_long(&step, OWN_ROW_FROM[0]);
        let last = self
            .list
            .last()
            .map(|last| self.is_long(&last.longest, OWN_ROW_FROM[0]));
        match self.list.last_mut() {
            Some(last_stretch) if !long && last == Some(false) => last_stretch.add(&step),
            _ => self.list.push(PathStretch::of(step)),
        }
    }

    /// The rows, in order of time.
    pub fn into_rows(mut self, trace: &Trace) -> Vec<PathRow> {
        self.list.reverse();
        let mut ranges = self.ranges(OWN_ROW_FROM[0]);
        for from in &OWN_ROW_FROM[1..] {
            if ranges.len() <= MOST_ROWS {
                break;
            }
            ranges = self.ranges(*from);
        }
        let mut seen = vec![0_u64; trace.tasks.len() / 64 + 1];
        ranges.iter().map(|range| self.row(range, &mut seen)).collect()
    }

    fn is_long(&self, step: &PathStep, thousandths: u64) -> bool {
        reaches(step.length(), self.total, thousandths)
    }

    /// The rows if a step from this share on has one of its own.
    fn ranges(&self, thousandths: u64) -> Vec<RowRange> {
        let mut all: Vec<RowRange> = Vec::new();
        for (index, stretch) in self.list.iter().enumerate() {
            let long = self.is_long(&stretch.longest, thousandths);
            match all.last_mut().filter(|last| !long && last.long.is_none()) {
                Some(group) => {
                    group.stretches.end = index + 1;
                    group.length = group.length + stretch.length();
                }
                None => all.push(RowRange {
                    stretches: index..index + 1,
                    long: long.then_some(index),
                    length: stretch.length(),
                }),
            }
        }
        let mut rows: Vec<RowRange> = Vec::with_capacity(all.len());
        for range in all {
            let tiny = range.long.is_none() && !reaches(range.length, self.total, LEAST_GROUP);
            match rows.last_mut() {
                Some(before) if tiny => before.stretches.end = range.stretches.end,
                // A tiny group at the start is counted in the row after it.
                Some(before) if before.long.is_none() && !reaches(before.length, self.total, LEAST_GROUP) => {
                    before.stretches.end = range.stretches.end;
                    before.long = range.long;
                    before.length = range.length;
                }
                _ => rows.push(range),
            }
        }
        rows
    }

    /// `seen` has a bit for each task, none of them set.
    fn row(&self, range: &RowRange, seen: &mut [u64]) -> PathRow {
        let stretches = &self.list[range.stretches.clone()];
        let steps = stretches.iter().map(|stretch| stretch.steps).sum();
        let longest = stretches.iter().map(|stretch| stretch.longest);
        // Of equally long ones, the first.
        let longest = longest.reduce(|best, step| if step.length() > best.length() { step } else { best });
        let step = range.long.map(|long| self.list[long].longest).or(longest);
        // The steps of a stretch came in reverse order.
        let first = stretches.first().and_then(|first| first.tasks.last());
        let last = stretches.last().and_then(|last| last.tasks.first());
        let mut row = PathRow {
            from: stretches.first().map_or(Micros::ZERO, |first| first.from),
            to: stretches.last().map_or(Micros::ZERO, |last| last.to),
            step: step.unwrap_or(PathStep {
                from: Micros::ZERO,
                to: Micros::ZERO,
                task: TaskId::MAIN,
                kind: StepKind::Unknown,
                event: 0,
            }),
            ends: [first, last].map(|task| task.copied().unwrap_or(TaskId::MAIN)),
            steps,
            tasks: 0,
            parts: Vec::new(),
        };
        if range.long.is_some() || steps == 1 {
            return row;
        }
        for (index, kind) in PartKind::ALL.into_iter().enumerate() {
            let mut part = PathPart {
                kind,
                steps: 0,
                length: Micros::ZERO,
            };
            for stretch in stretches {
                part.steps += stretch.parts[index].0;
                part.length = part.length + stretch.parts[index].1;
            }
            if part.steps > 0 {
                row.parts.push(part);
            }
        }
        scenario::sort::by_key(&mut row.parts, |part| std::cmp::Reverse(part.length));
        let tasks = || stretches.iter().flat_map(|stretch| &stretch.tasks);
        for task in tasks() {
            if let Some(word) = seen.get_mut(task.index() / 64) {
                let bit = 1 << (task.index() % 64);
                row.tasks += usize::from(*word & bit == 0);
                *word |= bit;
            }
        }
        for task in tasks() {
            if let Some(word) = seen.get_mut(task.index() / 64) {
                *word = 0;
            }
        }
        row
    }
}

impl PathStretch {
    fn of(step: PathStep) -> Self {
        let mut stretch = Self {
            from: step.from,
            to: step.to,
            longest: step,
            steps: 0,
            parts: Default::default(),
            tasks: Vec::new(),
        };
        stretch.add(&step);
        stretch
    }

    /// Adds the step before it.
    fn add(&mut self, step: &PathStep) {
        self.from = step.from;
        self.steps += 1;
        if step.length() >= self.longest.length() {
            self.longest = *step;
        }
        let (steps, length) = &mut self.parts[PartKind::of(step.kind) as usize];
        *steps += 1;
        *length = *length + step.length();
        if self.tasks.last() != Some(&step.task) {
            self.tasks.push(step.task);
        }
    }

    fn length(&self) -> Micros {
        self.to - self.from
    }
}

/// Whether `part` is at least this many thousandths of `total`.
const fn reaches(part: Micros, total: Micros, thousandths: u64) -> bool {
    (part.0 as u128) * 1_000 >= (total.0 as u128) * (thousandths as u128)
}
