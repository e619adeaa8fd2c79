//! The runs of a chunk, sorted by task. A run is a number, and the caller says whose it is: knows no rows and no columns.
//!
//! A full chunk is sorted as a whole. A chunk that still grows is sorted in blocks of runs, and the runs after the last
//! full block are left unsorted. Each part is sorted when it is first read.

use std::ops::Range;
use std::sync::OnceLock;

/// Runs in a block: sorting one takes a fraction of a millisecond, scanning one about a microsecond.
const BLOCK: usize = 2_048;

/// The runs of a chunk, sorted by task.
#[derive(Clone, Default)]
pub struct RunOrder {
    /// All runs, once the chunk is full.
    whole: OnceLock<Box<[u16]>>,
    complete: bool,
    /// Before that, each full block.
    blocks: Vec<OnceLock<Box<[u16]>>>,
}

impl RunOrder {
    /// Updates the number of runs.
    #[inline]
    pub fn grown_to(&mut self, runs: usize) {
        if self.complete || runs / BLOCK != self.blocks.len() {
            self.resize(runs);
        }
    }

    /// Marks the chunk as full.
    pub fn complete(&mut self) {
        self.complete = true;
        self.blocks = Vec::new();
    }

    /// The number of parts in which the runs are sorted, the unsorted rest included.
    pub const fn parts(&self) -> usize {
        if self.complete { 1 } else { self.blocks.len() + 1 }
    }

    /// A part of the `runs` runs of the chunk, sorted by task, without those of no task; `None` for the unsorted rest.
    pub fn sorted(&self, part: usize, runs: usize, task_of: impl Fn(usize) -> Option<u32>) -> Option<&[u16]> {
        let (lock, runs) = if self.complete {
            (&self.whole, 0..runs)
        } else {
            (self.blocks.get(part)?, part * BLOCK..(part + 1) * BLOCK)
        };
        Some(lock.get_or_init(|| {
            let owned = runs.filter_map(|run| task_of(run).map(|task| u64::from(task) << 16 | run as u64));
            let mut sorted: Vec<u64> = owned.collect();
            sorted.sort_unstable();
            sorted.into_iter().map(|run| run as u16).collect()
        }))
    }

    /// Of the `runs` runs of a chunk that grows, those after its last full block.
    pub const fn unsorted(&self, runs: usize) -> Range<usize> {
        self.blocks.len() * BLOCK..runs
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
