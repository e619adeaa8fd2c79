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
use std::ops::Range;

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
            return Own::Sorted(&[]);
        }
        let before = |end: usize| move |&run: &u16| (self.run_task(run.into()), usize::from(run)) < (task, end);
        let own = &sorted[sorted.partition_point(before(runs.start))..];
        if own.first().is_none_or(|&run| self.run_task(run.into()) != task) {
            return Own::Sorted(&[]);
        }
        Own::Sorted(&own[..own.partition_point(before(runs.end))])
    }
}

/// The runs of one task that an iterator has not returned yet.
#[derive(Clone, Debug)]
enum Own<'a> {
    Sorted(&'a [u16]),
    /// A range that is searched for runs of the task.
    Unsorted(Range<usize>),
}

impl Own<'_> {
    const NONE: Self = Self::Unsorted(0..0);

    fn next(&mut self, chunk: &Chunk, task: u32) -> Option<usize> {
        match self {
            Self::Sorted(runs) => {
                let (first, rest) = runs.split_first()?;
                *runs = rest;
                Some((*first).into())
            }
            Self::Unsorted(runs) => {
                let found = chunk.find_run(runs.clone(), task)?;
                runs.start = found + 1;
                Some(found)
            }
        }
    }

    fn next_back(&mut self, chunk: &Chunk, task: u32) -> Option<usize> {
        match self {
            Self::Sorted(runs) => {
                let (last, rest) = runs.split_last()?;
                *runs = rest;
                Some((*last).into())
            }
            Self::Unsorted(runs) => {
                let found = chunk.find_run_back(runs.clone(), task)?;
                runs.end = found;
                Some(found)
            }
        }
    }
}

impl Events {
    /// The events of this task with indexes in a range, as their indexes, ascending. Costs a binary search for each chunk
    /// of rows in the range.
    #[must_use]
    pub fn of_task(&self, task: TaskId, range: Range<usize>) -> OfTask<'_> {
        let until = range.end.min(self.len());
        OfTask {
            events: self,
            known: None,
            task: task.0,
            from: range.start,
            until,
            chunk: self.chunk_number(range.start),
            part: 0,
            own: Own::NONE,
            rows: 0..0,
        }
    }

    /// The events of this task with indexes in a range, as their indexes, descending.
    #[must_use]
    pub fn of_task_back(&self, task: TaskId, range: Range<usize>) -> OfTaskBack<'_> {
        let until = range.end.min(self.len());
        OfTaskBack {
            events: self,
            known: None,
            task: task.0,
            from: range.start,
            until,
            chunks: until.checked_sub(1).map_or(0, |last| self.chunk_number(last) + 1),
            parts: 0,
            own: Own::NONE,
            rows: 0..0,
        }
    }

    /// The same as [`Events::of_task`], of a task whose events were looked up with [`Events::of_tasks`].
    pub(crate) fn of_task_known<'a>(&'a self, own: &'a [u32], range: Range<usize>) -> OfTask<'a> {
        OfTask {
            known: Some(within(own, range)),
            ..self.of_task(TaskId(NOBODY), 0..0)
        }
    }

    /// The same as [`Events::of_task_back`], of a task whose events were looked up with [`Events::of_tasks`].
    pub(crate) fn of_task_known_back<'a>(&'a self, own: &'a [u32], range: Range<usize>) -> OfTaskBack<'a> {
        OfTaskBack {
            known: Some(within(own, range)),
            ..self.of_task_back(TaskId(NOBODY), 0..0)
        }
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

/// The events of a task, from the front.
#[derive(Clone)]
pub struct OfTask<'a> {
    events: &'a Events,
    /// The events left to return, if they were looked up in advance.
    known: Option<&'a [u32]>,
    task: u32,
    from: usize,
    until: usize,
    /// The chunk and the part of it to search next.
    chunk: usize,
    part: usize,
    own: Own<'a>,
    rows: Range<usize>,
}

impl Iterator for OfTask<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if let Some(known) = &mut self.known {
            let (&first, rest) = known.split_first()?;
            *known = rest;
            return Some(first as usize);
        }
        loop {
            if let Some(event) = self.rows.next() {
                return Some(event);
            }
            let mut chunk = self.events.chunks.get(self.chunk)?;
            let run = loop {
                if let Some(run) = self.own.next(chunk, self.task) {
                    break run;
                }
                if self.part >= chunk.parts() {
                    self.chunk += 1;
                    self.part = 0;
                    chunk = self.events.chunks.get(self.chunk)?;
                }
                if chunk.first() >= self.until {
                    return None;
                }
                let runs = chunk.runs_between(self.from, self.until);
                self.own = chunk.own(self.part, self.task, &runs);
                self.part += 1;
            };
            let rows = chunk.run_rows(run);
            self.rows = rows.start.max(self.from)..rows.end.min(self.until);
        }
    }
}

/// The events of a task, from the back.
#[derive(Clone)]
pub struct OfTaskBack<'a> {
    events: &'a Events,
    known: Option<&'a [u32]>,
    task: u32,
    from: usize,
    until: usize,
    /// The number of chunks left to search, and of parts left in the last of them.
    chunks: usize,
    parts: usize,
    own: Own<'a>,
    rows: Range<usize>,
}

impl Iterator for OfTaskBack<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if let Some(known) = &mut self.known {
            let (&last, rest) = known.split_last()?;
            *known = rest;
            return Some(last as usize);
        }
        loop {
            if let Some(event) = self.rows.next_back() {
                return Some(event);
            }
            let (chunk, run) = loop {
                if let Some(chunk) = self.events.chunks.get(self.chunks)
                    && let Some(run) = self.own.next_back(chunk, self.task)
                {
                    break (chunk, run);
                }
                if self.parts == 0 {
                    self.chunks = self.chunks.checked_sub(1)?;
                    self.parts = self.events.chunks.get(self.chunks)?.parts();
                }
                let chunk = self.events.chunks.get(self.chunks)?;
                if chunk.first() + chunk.len() <= self.from {
                    return None;
                }
                self.parts -= 1;
                let runs = chunk.runs_between(self.from, self.until);
                self.own = chunk.own(self.parts, self.task, &runs);
            };
            let rows = chunk.run_rows(run);
            self.rows = rows.start.max(self.from)..rows.end.min(self.until);
        }
    }
}
