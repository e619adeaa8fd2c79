//! Who held the thread: every poll of a run in order, with the longest of any stretch in logarithmic time.
//!
//! Main's poll that polls joined futures counts as theirs, so that a name means the code that ran. Says nothing of why.

use crate::{TaskId, Trace};
use scenario::time::Micros;

/// Polls in a block of the lowest level. Sixteen keeps the levels below a tenth of the polls' own memory.
const FANOUT: usize = 16;
/// Levels of blocks: 16 to the 7th is more polls than a trace in memory can hold, and a query looks at 15 a level.
const LEVELS: usize = 7;

/// All polls that have returned, in the order in which they ran. They never overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Polls {
    polls: Vec<PollRecord>,
    /// At `n`, how long the first `n + 1` of them took together.
    sums: Vec<Micros>,
    /// At a level and a block, the longest poll of that block.
    longest: [Vec<u32>; LEVELS],
}

/// One poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollRecord {
    /// Whose.
    pub task: TaskId,
    /// Its `poll-start`, as its index in the trace.
    pub start: u32,
    /// Its `poll-end`.
    pub end: u32,
}

/// What ran in a stretch of the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The longest of them, the first of equals.
    pub longest: PollRecord,
    /// How long that one took.
    pub by_longest: Micros,
    /// How many there were.
    pub count: usize,
    /// How long they took together.
    pub total: Micros,
}

impl Default for Polls {
    fn default() -> Self {
        Self {
            polls: Vec::new(),
            sums: Vec::new(),
            longest: std::array::from_fn(|_| Vec::new()),
        }
    }
}

impl Polls {
    /// Adds one that took `length`. It starts where the one before has ended, or later.
    pub fn push(&mut self, poll: PollRecord, length: Micros) {
        let index = self.polls.len();
        self.polls.push(poll);
        let before = self.sums.last().copied().unwrap_or_default();
        self.sums.push(before + length);
        let mut block = index;
        for level in 0..LEVELS {
            block /= FANOUT;
            let rival = self.longest[level].get(block).map(|&rival| self.length(rival as usize));
            match rival {
                None => self.longest[level].push(index as u32),
                Some(rival) if length > rival => self.longest[level][block] = index as u32,
                Some(_) => {}
            }
        }
    }

    /// Those that ended after the event `after` and started before the event `before`; `None` if nothing ran between.
    #[must_use]
    pub fn between(&self, after: usize, before: usize) -> Option<Held> {
        let from = self.polls.partition_point(|poll| (poll.end as usize) < after);
        let to = self.polls.partition_point(|poll| (poll.start as usize) < before);
        self.held(from, to)
    }

    /// Those that ended later than the moment `after` and started before the event `before`.
    #[must_use]
    pub fn since(&self, trace: &Trace, after: Micros, before: usize) -> Option<Held> {
        let ended_by = |poll: &PollRecord| trace.events.get(poll.end as usize).is_none_or(|end| end.at <= after);
        let from = self.polls.partition_point(ended_by);
        let to = self.polls.partition_point(|poll| (poll.start as usize) < before);
        self.held(from, to)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.polls.len()
    }

    /// One of them, with its length.
    #[must_use]
    pub fn poll(&self, index: usize) -> Option<(PollRecord, Micros)> {
        self.polls.get(index).map(|&poll| (poll, self.length(index)))
    }

    fn held(&self, from: usize, to: usize) -> Option<Held> {
        let longest = self.longest_in(from, to)?;
        Some(Held {
            longest: self.polls[longest],
            by_longest: self.length(longest),
            count: to - from,
            total: self.sum_before(to) - self.sum_before(from),
        })
    }

    /// Takes the largest whole blocks that fit, from the left.
    fn longest_in(&self, from: usize, to: usize) -> Option<usize> {
        let mut best: Option<usize> = None;
        let mut at = from;
        while at < to {
            let (mut level, mut size) = (0, 1);
            while level < LEVELS && at.is_multiple_of(size * FANOUT) && at + size * FANOUT <= to {
                (level, size) = (level + 1, size * FANOUT);
            }
            let rival = match level.checked_sub(1) {
                None => at,
                Some(level) => self.longest[level][at / size] as usize,
            };
            if best.is_none_or(|best| self.length(rival) > self.length(best)) {
                best = Some(rival);
            }
            at += size;
        }
        best
    }

    fn length(&self, index: usize) -> Micros {
        self.sum_before(index + 1) - self.sum_before(index)
    }

    fn sum_before(&self, index: usize) -> Micros {
        index
            .checked_sub(1)
            .and_then(|last| self.sums.get(last))
            .copied()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Polls of these lengths, one event apart.
    fn polls(lengths: &[u64]) -> Polls {
        let mut polls = Polls::default();
        for (index, &length) in lengths.iter().enumerate() {
            let start = index as u32 * 2;
            polls.push(
                PollRecord {
                    task: TaskId(index as u32),
                    start,
                    end: start + 1,
                },
                Micros(length),
            );
        }
        polls
    }

    #[test]
    fn the_longest_of_any_stretch_is_what_a_look_at_each_poll_finds() {
        let lengths: Vec<u64> = (0..700).map(|index| index * 7_919 % 263).collect();
        let polls = polls(&lengths);
        for from in (0..700).step_by(13) {
            for to in (from + 1..=700).step_by(17) {
                let held = polls.between(from * 2, to * 2).expect("the stretch is not empty");
                let longest = lengths[from..to].iter().max().copied().unwrap_or_default();
                let first = from
                    + lengths[from..to]
                        .iter()
                        .position(|&length| length == longest)
                        .unwrap_or(0);
                assert_eq!(held.longest.task, TaskId(first as u32), "{from}..{to}");
                assert_eq!(held.by_longest, Micros(longest));
                assert_eq!(held.count, to - from);
                assert_eq!(held.total, Micros(lengths[from..to].iter().sum()));
            }
        }
    }

    #[test]
    fn nothing_held_the_thread_where_nothing_ran() {
        assert_eq!(polls(&[]).between(0, 10), None);
        assert_eq!(polls(&[5, 5]).between(2, 2), None);
    }
}
