//! Finds the events of a task. Consecutive rows of one task are a run; the runs of each chunk are sorted by task, in two
//! bytes a run, so that the rows of a task are found by binary search.
//!
//! ```text
//!   row    task       run
//!   0      main       0
//!   1      ·          0        sorted by task: 0 2 1
//!   2      b          1        main: runs 0 and 2, rows 0, 1 and 3
//!   3      main       2
//! ```
//!
//! The runs of the last chunk, which still grows, are sorted in blocks ([`super::run_order`]); those after the last full
//! block are scanned.

use super::columns::{Chunk, NOBODY};
use super::{Events, TaskId};
use std::iter::Flatten;
use std::ops::Range;
use std::slice;

impl Chunk {
    /// Sorts the complete parts of its runs.
    pub(super) fn sort(&self) {
        for part in 0..self.parts() {
            self.sorted(part);
        }
    }

    /// The number of parts in which its runs are sorted, the unsorted rest included.
    pub(super) const fn parts(&self) -> usize {
        self.order.parts()
    }

    /// A part of the runs, sorted; `None` for the unsorted rest.
    fn sorted(&self, part: usize) -> Option<&[u16]> {
        let task_of = |run| Some(self.run_task(run)).filter(|&task| task != NOBODY);
        self.order.sorted(part, self.runs(), task_of)
    }

    /// The unsorted rest of a chunk that grows: the runs after its last full block.
    fn unsorted(&self) -> Range<usize> {
        self.order.unsorted(self.runs())
    }

    /// The runs of this task in a part of the chunk, within a range of runs.
    fn own(&self, part: usize, task: u32, runs: &Range<usize>) -> Own<'_> {
        let Some(sorted) = self.sorted(part) else {
            let unsorted = self.unsorted();
            return Own::Unsorted(unsorted.start.max(runs.start)..unsorted.end.min(runs.end));
        };
        let lowest = sorted.first().map(|&run| self.run_task(run.into()));
        let highest = sorted.last().map(|&run| self.run_task(run.into()));
        if lowest.is_none_or(|lowest| task < lowest) || highest.is_none_or(|highest| highest < task) {
            return Own::Sorted([].iter());
        }
        let before = |end: usize| move |&run: &u16| (self.run_task(run.into()), usize::from(run)) < (task, end);
        let own = &sorted[sorted.partition_point(before(runs.start))..];
        if own.first().is_none_or(|&run| self.run_task(run.into()) != task) {
            return Own::Sorted([].iter());
        }
        Own::Sorted(own[..own.partition_point(before(runs.end))].iter())
    }
}

/// The runs of one task in a part of a chunk that were not returned yet.
#[derive(Clone, Debug)]
enum Own<'a> {
    Sorted(slice::Iter<'a, u16>),
    /// A range that is searched for runs of the task.
    Unsorted(Range<usize>),
}

impl Events {
    /// The events of this task with indexes in a range, as their indexes, from either end. Costs a binary search for each
    /// chunk of rows in the range.
    #[must_use]
    pub fn of_task(&self, task: TaskId, range: Range<usize>) -> OfTask<'_> {
        let range = range.start..range.end.min(self.len());
        let chunks = match range.end.checked_sub(1) {
            Some(last) if range.start <= last => &self.chunks[self.chunk_number(range.start)..=self.chunk_number(last)],
            _ => &[],
        };
        let parts = Parts {
            chunks,
            task: task.0,
            range,
            taken_of_first: 0,
            taken_of_last: 0,
        };
        OfTask(Lookup::Search(parts.flatten().flatten()))
    }

    /// The same as [`Events::of_task`], of a task whose events were looked up with [`Events::of_tasks`].
    pub(crate) fn of_task_known<'a>(&self, own: &'a [u32], range: Range<usize>) -> OfTask<'a> {
        OfTask(Lookup::Known(within(own, range).iter()))
    }

    /// The events of each of these tasks among the first `until`. Cheaper than [`Events::of_task`] for each of many tasks.
    #[must_use]
    pub fn of_tasks(&self, tasks: Range<usize>, until: usize) -> OfTasks {
        let until = until.min(self.len());
        let number = |task: usize| u32::try_from(task).unwrap_or(NOBODY);
        let (first, end) = (number(tasks.start), number(tasks.end));
        let mut found: Vec<u64> = Vec::new();
        for chunk in self.chunks.iter().take_while(|chunk| chunk.first() < until) {
            for part in 0..chunk.parts() {
                let mut add = |run: usize| {
                    let rows = chunk.run_rows(run);
                    let rows = rows.start..rows.end.min(until);
                    found.extend(rows.map(|event| u64::from(chunk.run_task(run)) << 32 | event as u64));
                };
                let task = |run: u16| chunk.run_task(run.into());
                if let Some(sorted) = chunk.sorted(part) {
                    let from = sorted.partition_point(|&run| task(run) < first);
                    let own = sorted[from..].iter().take_while(|&&run| task(run) < end);
                    own.for_each(|&run| add(run.into()));
                } else {
                    let runs = chunk.unsorted();
                    runs.filter(|&run| (first..end).contains(&chunk.run_task(run)))
                        .for_each(add);
                }
            }
        }
        found.sort_unstable();
        let starts = (first..=end).map(|task| found.partition_point(|&it| it < u64::from(task) << 32));
        OfTasks {
            starts: starts.collect(),
            events: found.iter().map(|&it| it as u32).collect(),
        }
    }

    /// Sorts the chunks that end in a range of events in advance, so that the first lookup need not: about a millisecond for
    /// every 65,536 events.
    pub fn sort_by_task(&self, folded: Range<usize>) {
        let last = self.chunk_number(folded.end);
        for chunk in self.chunk_number(folded.start.saturating_sub(1))..=last {
            if let Some(chunk) = self.chunks.get(chunk)
                && chunk.first() + chunk.len() <= folded.end
            {
                chunk.sort();
            }
        }
    }

    /// The index of the chunk that has this event, or the last one if there is no such event yet.
    fn chunk_number(&self, index: usize) -> usize {
        let begun = self.chunks.partition_point(|chunk| chunk.first() <= index);
        begun.saturating_sub(1)
    }
}

/// The events in a range, of ascending ones.
fn within(events: &[u32], range: Range<usize>) -> &[u32] {
    let below = |bound: usize| events.partition_point(|&event| (event as usize) < bound);
    events.get(below(range.start)..below(range.end)).unwrap_or_default()
}

/// The events of several tasks.
#[derive(Clone, Debug)]
pub struct OfTasks {
    starts: Vec<usize>,
    events: Vec<u32>,
}

impl OfTasks {
    /// The events of one of the tasks, by its index among them, ascending.
    #[must_use]
    pub fn of(&self, index: usize) -> &[u32] {
        let (from, end) = (self.starts.get(index), self.starts.get(index + 1));
        let range = from.zip(end).map(|(&from, &end)| from..end);
        range.and_then(|range| self.events.get(range)).unwrap_or_default()
    }
}

/// The events of a task in a range, as their indexes, ascending; from the back, descending.
#[derive(Clone)]
pub struct OfTask<'a>(Lookup<'a>);

#[derive(Clone)]
enum Lookup<'a> {
    /// They were looked up in advance.
    Known(slice::Iter<'a, u32>),
    /// They are searched for, part by part.
    Search(Flatten<Flatten<Parts<'a>>>),
}

/// The parts of the chunks that a range touches, each with the task's runs in it.
#[derive(Clone)]
struct Parts<'a> {
    chunks: &'a [Chunk],
    task: u32,
    range: Range<usize>,
    /// The number of parts already returned of the first of these chunks, from its front.
    taken_of_first: usize,
    /// The number of parts already returned of the last of them, from its back.
    taken_of_last: usize,
}

/// The runs of a task in one part of a chunk, as ranges of rows.
#[derive(Clone)]
struct OwnRuns<'a> {
    chunk: &'a Chunk,
    task: u32,
    range: Range<usize>,
    own: Own<'a>,
}

impl<'a> Parts<'a> {
    fn runs(&self, chunk: &'a Chunk, part: usize) -> OwnRuns<'a> {
        let runs = chunk.runs_between(self.range.start, self.range.end);
        OwnRuns {
            chunk,
            task: self.task,
            range: self.range.clone(),
            own: chunk.own(part, self.task, &runs),
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = OwnRuns<'a>;

    fn next(&mut self) -> Option<OwnRuns<'a>> {
        loop {
            let (chunk, rest) = self.chunks.split_first()?;
            let taken = if rest.is_empty() { self.taken_of_last } else { 0 };
            let part = self.taken_of_first;
            if part + taken < chunk.parts() {
                self.taken_of_first += 1;
                return Some(self.runs(chunk, part));
            }
            self.chunks = rest;
            self.taken_of_first = 0;
        }
    }
}

impl DoubleEndedIterator for Parts<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            let (chunk, rest) = self.chunks.split_last()?;
            let taken = if rest.is_empty() { self.taken_of_first } else { 0 };
            let left = chunk.parts() - self.taken_of_last;
            if taken < left {
                self.taken_of_last += 1;
                return Some(self.runs(chunk, left - 1));
            }
            self.chunks = rest;
            self.taken_of_last = 0;
        }
    }
}

impl OwnRuns<'_> {
    fn rows(&self, run: usize) -> Range<usize> {
        let rows = self.chunk.run_rows(run);
        rows.start.max(self.range.start)..rows.end.min(self.range.end)
    }
}

impl Iterator for OwnRuns<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let run = match &mut self.own {
            Own::Sorted(runs) => (*runs.next()?).into(),
            Own::Unsorted(runs) => {
                let found = self.chunk.find_run(runs.clone(), self.task)?;
                runs.start = found + 1;
                found
            }
        };
        Some(self.rows(run))
    }
}

impl DoubleEndedIterator for OwnRuns<'_> {
    fn next_back(&mut self) -> Option<Range<usize>> {
        let run = match &mut self.own {
            Own::Sorted(runs) => (*runs.next_back()?).into(),
            Own::Unsorted(runs) => {
                let found = self.chunk.find_run_back(runs.clone(), self.task)?;
                runs.end = found;
                found
            }
        };
        Some(self.rows(run))
    }
}

impl Iterator for OfTask<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match &mut self.0 {
            Lookup::Known(events) => events.next().map(|&event| event as usize),
            Lookup::Search(events) => events.next(),
        }
    }
}

impl DoubleEndedIterator for OfTask<'_> {
    fn next_back(&mut self) -> Option<usize> {
        match &mut self.0 {
            Lookup::Known(events) => events.next_back().map(|&event| event as usize),
            Lookup::Search(events) => events.next_back(),
        }
    }
}
