//! Which rows are a task's. Of each chunk the runs of rows with one task are kept sorted by task, two bytes a run, so that
//! a task's rows are found by binary search.
//!
//! ```text
//!   row    task       run
//!   0      main       0
//!   1      ·          0        sorted by task: 0 2 1
//!   2      b          1        main: runs 0 and 2, rows 0, 1 and 3
//!   3      main       2
//! ```
//!
//! A chunk is sorted once, when the next one has begun. The one that still grows is sorted in blocks of runs, and what is
//! behind the last full block is searched through. All of this is made when it is first asked for.

use super::columns::{Chunk, NOBODY};
use super::{Events, TaskId};
use std::ops::Range;
use std::sync::OnceLock;

/// Runs of a block: sorting one takes a fraction of a millisecond, searching through as many about a microsecond.
const BLOCK: usize = 2_048;

/// The runs of a chunk, sorted by task.
#[derive(Clone, Default)]
pub struct RunOrder {
    /// All of them, once no row is to come.
    whole: OnceLock<Box<[u16]>>,
    complete: bool,
    /// Before that, each full block by itself.
    blocks: Vec<OnceLock<Box<[u16]>>>,
}

impl RunOrder {
    /// Notes that there are so many runs now.
    #[inline]
    pub fn grown_to(&mut self, runs: usize) {
        if self.complete || runs / BLOCK != self.blocks.len() {
            self.resize(runs);
        }
    }

    /// Notes that no run is to come.
    pub fn complete(&mut self) {
        self.complete = true;
        self.blocks = Vec::new();
    }

    #[cold]
    fn resize(&mut self, runs: usize) {
        *self = Self {
            whole: OnceLock::new(),
            complete: false,
            blocks: std::mem::take(&mut self.blocks),
        };
        self.blocks.resize_with(runs / BLOCK, OnceLock::new);
    }
}

impl Chunk {
    /// Sorts its runs, as far as parts of them are complete.
    pub(super) fn sort(&self) {
        for part in 0..self.parts() {
            self.sorted(part);
        }
    }

    /// In how many parts its runs are sorted.
    pub(super) fn parts(&self) -> usize {
        if self.order.complete {
            1
        } else {
            self.order.blocks.len() + 1
        }
    }

    /// A part of the runs, sorted; `None` for the last part of a chunk that grows.
    fn sorted(&self, part: usize) -> Option<&[u16]> {
        let (lock, runs) = if self.order.complete {
            (&self.order.whole, 0..self.runs())
        } else {
            (self.order.blocks.get(part)?, part * BLOCK..(part + 1) * BLOCK)
        };
        Some(lock.get_or_init(|| {
            let tasks = runs.clone().map(|run| (self.run_task(run), run));
            let tasks = tasks.filter(|&(task, _)| task != NOBODY);
            let mut sorted: Vec<u64> = tasks.map(|(task, run)| u64::from(task) << 16 | run as u64).collect();
            sorted.sort_unstable();
            sorted.into_iter().map(|run| run as u16).collect()
        }))
    }

    /// The runs behind the last sorted part of a chunk that grows.
    fn unsorted(&self) -> Range<usize> {
        self.order.blocks.len() * BLOCK..self.runs()
    }

    /// The runs of this task in a part of the chunk, of those in a range.
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
        let before = |behind: usize| move |&run: &u16| (self.run_task(run.into()), usize::from(run)) < (task, behind);
        let own = &sorted[sorted.partition_point(before(runs.start))..];
        if own.first().is_none_or(|&run| self.run_task(run.into()) != task) {
            return Own::Sorted(&[]);
        }
        Own::Sorted(&own[..own.partition_point(before(runs.end))])
    }
}

/// Runs of one task that are still to be given.
#[derive(Clone, Debug)]
enum Own<'a> {
    Sorted(&'a [u16]),
    /// Those of the task among these.
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
    /// of rows it comes through.
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

    /// The same, descending.
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

    /// The same as [`Events::of_task_back`], likewise.
    pub(crate) fn of_task_known_back<'a>(&'a self, own: &'a [u32], range: Range<usize>) -> OfTaskBack<'a> {
        OfTaskBack {
            known: Some(within(own, range)),
            ..self.of_task_back(TaskId(NOBODY), 0..0)
        }
    }

    /// The events of each of these tasks among the first `until`: what costs a search for each task one by one, at once.
    #[must_use]
    pub fn of_tasks(&self, tasks: Range<usize>, until: usize) -> OfTasks {
        let until = until.min(self.len());
        let number = |task: usize| u32::try_from(task).unwrap_or(NOBODY);
        let (first, behind) = (number(tasks.start), number(tasks.end));
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
                    let own = sorted[from..].iter().take_while(|&&run| task(run) < behind);
                    own.for_each(|&run| add(run.into()));
                } else {
                    let runs = chunk.unsorted();
                    runs.filter(|&run| (first..behind).contains(&chunk.run_task(run)))
                        .for_each(add);
                }
            }
        }
        found.sort_unstable();
        let starts = (first..=behind).map(|task| found.partition_point(|&it| it < u64::from(task) << 32));
        OfTasks {
            starts: starts.collect(),
            events: found.iter().map(|&it| it as u32).collect(),
        }
    }

    /// Sorts what has become complete among the events in a range, so that nobody who asks for a task's events waits for it:
    /// a millisecond or so for every 65,536 of them.
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

    /// The number of the chunk that holds this event, or that would.
    fn chunk_number(&self, index: usize) -> usize {
        let begun = self.chunks.partition_point(|chunk| chunk.first() <= index);
        begun.saturating_sub(1)
    }
}

/// Of ascending events those in a range.
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
    /// Those of one of the tasks, by its place among them, ascending.
    #[must_use]
    pub fn of(&self, place: usize) -> &[u32] {
        let (from, behind) = (self.starts.get(place), self.starts.get(place + 1));
        let range = from.zip(behind).map(|(&from, &behind)| from..behind);
        range.and_then(|range| self.events.get(range)).unwrap_or_default()
    }
}

/// The events of a task, from the front.
#[derive(Clone)]
pub struct OfTask<'a> {
    events: &'a Events,
    /// All of them, where somebody has looked them up.
    known: Option<&'a [u32]>,
    task: u32,
    from: usize,
    until: usize,
    /// The chunk and the part of it that come next.
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
    /// So many chunks are still to be looked at, and so many parts of the last of them.
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
