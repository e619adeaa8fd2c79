//! One chunk of rows, in columns. Knows no kinds of event: a code and its words are numbers here.

use super::ROWS;
use super::codes::words_of;
use super::run_order::RunOrder;
use crate::TaskId;
use scenario::time::Micros;
use std::ops::Range;

/// Rows per group. The start of each group's words is stored; the words of a row are found by adding up lengths from
/// there.
const GROUP: usize = 16;

/// The task number of a row without a task.
pub const NOBODY: u32 = u32::MAX;

/// Up to [`ROWS`] consecutive rows.
#[derive(Clone)]
pub struct Chunk {
    first: usize,
    /// The stamp that the other stamps are relative to.
    base: Micros,
    codes: Vec<u8>,
    tasks: Sparse,
    /// Microseconds since `base`.
    stamps: Sparse,
    causes: Sparse,
    /// The words of all rows, in order.
    words: Vec<u32>,
    /// The start of each [`GROUP`]'s words.
    groups: Vec<u32>,
    /// The order of its runs by task.
    pub(super) order: RunOrder,
}

/// A row as it was pushed.
pub struct EventRow<'a> {
    pub at: Micros,
    pub task: Option<TaskId>,
    pub cause: Option<u32>,
    pub code: u8,
    pub words: &'a [u32],
}

impl Chunk {
    /// An empty chunk with capacity for `rows` rows, whose first row will be the event with index `first` and this
    /// stamp.
    pub fn new(first: usize, base: Micros, rows: usize) -> Self {
        Self {
            first,
            base,
            codes: Vec::with_capacity(rows),
            tasks: Sparse::default(),
            stamps: Sparse::default(),
            causes: Sparse::default(),
            words: Vec::new(),
            groups: Vec::with_capacity(rows / GROUP),
            order: RunOrder::default(),
        }
    }

    /// The event index of its first row.
    pub const fn first(&self) -> usize {
        self.first
    }

    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether this stamp can be stored relative to the chunk's first.
    pub fn reaches(&self, at: Micros) -> bool {
        at.0.checked_sub(self.base.0)
            .is_some_and(|from_base| u32::try_from(from_base).is_ok())
    }

    pub fn push(&mut self, at: Micros, task: Option<TaskId>, cause: Option<u32>, code: u8, words: &[u32]) {
        debug_assert!(self.len() < ROWS && self.reaches(at), "the row fits this chunk");
        let row = self.len();
        if row.is_multiple_of(GROUP) {
            self.groups.push(self.words.len() as u32);
        }
        self.words.extend_from_slice(words);
        self.codes.push(code);
        self.tasks.push_change(row, task.map_or(NOBODY, |task| task.0));
        self.stamps.push_change(row, (at.0 - self.base.0) as u32);
        self.causes.push(row, cause);
        self.order.grown_to(self.tasks.values.len());
    }

    /// Marks the chunk as full.
    pub fn complete(&mut self) {
        self.order.complete();
    }

    pub fn pop(&mut self) {
        let Some(code) = self.codes.pop() else { return };
        let row = self.len();
        self.words.truncate(self.words.len() - words_of(code));
        self.groups.truncate(row.div_ceil(GROUP));
        self.tasks.truncate(row);
        self.stamps.truncate(row);
        self.causes.truncate(row);
        self.order.grown_to(self.tasks.values.len());
    }

    pub fn at(&self, row: usize) -> Micros {
        Micros(self.base.0 + u64::from(self.stamps.latest(row)))
    }

    pub fn task(&self, row: usize) -> Option<TaskId> {
        task(self.tasks.latest(row))
    }

    pub fn row(&self, row: usize) -> EventRow<'_> {
        let code = self.codes[row];
        let words = self.words_before(row);
        EventRow {
            at: self.at(row),
            task: task(self.tasks.latest(row)),
            cause: self.causes.own(row),
            code,
            words: &self.words[words..words + words_of(code)],
        }
    }

    /// Returns a reader that starts at this row.
    pub fn cursor(&self, row: usize) -> Cursor<'_> {
        Cursor {
            chunk: self,
            row,
            words: self.words_before(row),
            task: self.tasks.reader(row),
            stamp: self.stamps.reader(row),
            cause: self.causes.reader(row),
        }
    }

    /// The number of runs, which are consecutive rows with the same task.
    pub fn runs(&self) -> usize {
        self.tasks.values.len()
    }

    /// The task number of this run.
    pub fn run_task(&self, run: usize) -> u32 {
        self.tasks.values[run]
    }

    /// The first of these runs with this task.
    pub fn find_run(&self, runs: Range<usize>, task: u32) -> Option<usize> {
        let own = self.tasks.values.get(runs.clone())?;
        own.iter()
            .position(|&here| here == task)
            .map(|found| runs.start + found)
    }

    /// The last of these runs with this task.
    pub fn find_run_back(&self, runs: Range<usize>, task: u32) -> Option<usize> {
        let own = self.tasks.values.get(runs.clone())?;
        own.iter()
            .rposition(|&here| here == task)
            .map(|found| runs.start + found)
    }

    /// The event indexes of this run.
    pub fn run_rows(&self, run: usize) -> Range<usize> {
        let behind = if run + 1 < self.runs() {
            self.tasks.select(run + 1)
        } else {
            self.len()
        };
        self.first + self.tasks.select(run)..self.first + behind
    }

    /// The runs with events in a range of event indexes.
    pub fn runs_between(&self, from: usize, until: usize) -> Range<usize> {
        let run_of = |event: usize| self.tasks.rank(event - self.first).0 - 1;
        let first = if from <= self.first {
            0
        } else {
            run_of(from.min(self.first + self.len() - 1))
        };
        let behind = if until >= self.first + self.len() {
            self.runs()
        } else if until <= self.first {
            0
        } else {
            run_of(until - 1) + 1
        };
        first..behind
    }

    fn words_before(&self, row: usize) -> usize {
        let group = row / GROUP;
        let Some(&start) = self.groups.get(group) else {
            return self.words.len();
        };
        let before = self.codes[group * GROUP..row].iter();
        start as usize + before.map(|&code| words_of(code)).sum::<usize>()
    }
}

/// Reads the rows of a chunk in order.
#[derive(Clone)]
pub struct Cursor<'a> {
    chunk: &'a Chunk,
    row: usize,
    words: usize,
    task: SparseReader,
    stamp: SparseReader,
    cause: SparseReader,
}

impl<'a> Cursor<'a> {
    pub fn next(&mut self) -> Option<EventRow<'a>> {
        let (chunk, row) = (self.chunk, self.row);
        let code = *chunk.codes.get(row)?;
        let words = self.words..self.words + words_of(code);
        self.row += 1;
        self.words = words.end;
        self.task.step(&chunk.tasks, row);
        self.stamp.step(&chunk.stamps, row);
        let cause = self.cause.step(&chunk.causes, row);
        Some(EventRow {
            at: Micros(chunk.base.0 + u64::from(self.stamp.latest)),
            task: task(self.task.latest),
            cause: cause.then_some(self.cause.latest),
            code,
            words: &chunk.words[words],
        })
    }
}

const fn task(number: u32) -> Option<TaskId> {
    if number == NOBODY { None } else { Some(TaskId(number)) }
}

/// A column in which few rows have a value of their own: a bit for each row, and the values of the rows whose bit is
/// set.
#[derive(Clone, Default)]
struct Sparse {
    /// For each 64 rows: a bit for each row that has a value, and the number of values before them.
    blocks: Vec<(u64, u32)>,
    values: Vec<u32>,
}

impl Sparse {
    /// Appends a row, with or without a value.
    fn push(&mut self, row: usize, value: Option<u32>) {
        if row.is_multiple_of(64) {
            self.blocks.push((0, self.values.len() as u32));
        }
        if let (Some(value), Some((bits, _))) = (value, self.blocks.last_mut()) {
            *bits |= 1 << (row % 64);
            self.values.push(value);
        }
    }

    /// Appends a row with this value, which is stored only if it differs from that of the previous row.
    fn push_change(&mut self, row: usize, value: u32) {
        let same = self.values.last() == Some(&value);
        self.push(row, (!same).then_some(value));
    }

    fn truncate(&mut self, rows: usize) {
        self.blocks.truncate(rows.div_ceil(64));
        if let Some((bits, before)) = self.blocks.last_mut() {
            let kept = rows - (rows - 1) / 64 * 64;
            *bits &= u64::MAX >> (64 - kept);
            self.values.truncate(*before as usize + bits.count_ones() as usize);
        } else {
            self.values.clear();
        }
    }

    /// The number of rows up to and including this one that have a value, and whether this one has.
    fn rank(&self, row: usize) -> (usize, bool) {
        let (bits, before) = self.blocks[row / 64];
        let upto = bits & (u64::MAX >> (63 - row % 64));
        let own = bits >> (row % 64) & 1 == 1;
        (before as usize + upto.count_ones() as usize, own)
    }

    /// The row of the value with this index.
    fn select(&self, number: usize) -> usize {
        let block = self.blocks.partition_point(|&(_, before)| before as usize <= number) - 1;
        let (mut bits, before) = self.blocks[block];
        for _ in before as usize..number {
            bits &= bits - 1;
        }
        block * 64 + bits.trailing_zeros() as usize
    }

    /// This row's own value.
    fn own(&self, row: usize) -> Option<u32> {
        let (rank, own) = self.rank(row);
        own.then(|| self.values[rank - 1])
    }

    /// The value of the last row up to this one that has a value; 0 if none has.
    fn latest(&self, row: usize) -> u32 {
        let (rank, _) = self.rank(row);
        rank.checked_sub(1).map_or(0, |last| self.values[last])
    }

    fn reader(&self, row: usize) -> SparseReader {
        let taken = row.checked_sub(1).map_or(0, |before| self.rank(before).0);
        SparseReader {
            taken,
            latest: taken.checked_sub(1).map_or(0, |last| self.values[last]),
        }
    }
}

/// The position of a reader in a sparse column, and the last value read.
#[derive(Clone, Copy)]
struct SparseReader {
    taken: usize,
    latest: u32,
}

impl SparseReader {
    /// Reads the next row. Returns whether it has a value of its own.
    fn step(&mut self, column: &Sparse, row: usize) -> bool {
        let own = column.blocks[row / 64].0 >> (row % 64) & 1 == 1;
        if own {
            self.latest = column.values[self.taken];
            self.taken += 1;
        }
        own
    }
}
