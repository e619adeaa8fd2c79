//! Which tasks held the thread: every poll of a run in order, and the longest poll of any interval in logarithmic time.
//!
//! A poll of main in which it polls joined futures counts as the futures' polls, so that the name is that of the code
//! that ran.

use crate::lists::Ascending;
use crate::{TaskId, Trace};
use scenario::time::Micros;

/// Polls in a block of the lowest level. Sixteen keeps the levels below a tenth of the polls' own memory.
const FANOUT: usize = 16;
/// Levels of blocks. A trace in memory has fewer than 16 to the 7th polls; a query checks 15 blocks a level.
const LEVELS: usize = 7;

/// All polls that have returned, in the order in which they ran. They never overlap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polls {
    /// Their `poll-start`s and `poll-end`s.
    starts: Ascending,
    ends: Ascending,
    /// At the first of each [`FANOUT`] polls: the total length of all polls before it.
    sums: Vec<Micros>,
    /// The total length of all polls.
    total: Micros,
    levels: [Level; LEVELS],
}

/// The longest poll of each block of a level.
#[derive(Clone, Debug, Default, PartialEq)]
struct Level {
    longest: Vec<u32>,
    /// The length of the longest poll of the last block.
    last: Micros,
}

/// One poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollRecord {
    /// The polled task.
    pub task: TaskId,
    /// Its `poll-start`, as its index in the trace.
    pub start: u32,
    /// Its `poll-end`.
    pub end: u32,
}

/// The polls in an interval of the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The longest poll; the first of several equally long ones.
    pub longest: PollRecord,
    /// The length of the longest poll.
    pub by_longest: Micros,
    /// The number of polls.
    pub count: usize,
    /// The total length of the polls.
    pub total: Micros,
}

impl Polls {
    /// Adds a poll of this length, which must not start before the end of the previous one.
    pub fn push(&mut self, start: u32, end: u32, length: Micros) {
        let index = self.starts.len();
        if index.is_multiple_of(FANOUT) {
            self.sums.push(self.total);
        }
        self.total = self.total + length;
        self.starts.push(start);
        self.ends.push(end);
        let mut block = index;
        for level in &mut self.levels {
            block /= FANOUT;
            if block == level.longest.len() {
                level.longest.push(index as u32);
                level.last = length;
            } else if length > level.last
                && let Some(longest) = level.longest.last_mut()
            {
                *longest = index as u32;
                level.last = length;
            }
        }
    }

    /// The polls that ended after the event `after` and started before the event `before`; `None` if there are none.
    #[must_use]
    pub fn between(&self, trace: &Trace, after: usize, before: usize) -> Option<Held> {
        self.held(trace, self.ends.count_below(after), self.starts.count_below(before))
    }

    /// The polls that ended after the time `after` and started before the event `before`.
    #[must_use]
    pub fn since(&self, trace: &Trace, after: Micros, before: usize) -> Option<Held> {
        self.between(trace, trace.events.count_until(after), before)
    }

    /// The number of polls.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.starts.len()
    }

    /// The poll at this index, with its length.
    #[must_use]
    pub fn poll(&self, trace: &Trace, index: usize) -> Option<(PollRecord, Micros)> {
        let (start, end) = (self.starts.get(index)?, self.ends.get(index)?);
        let poll = PollRecord {
            task: trace.events.task(start as usize)?,
            start,
            end,
        };
        Some((poll, self.length(trace, index)))
    }

    fn held(&self, trace: &Trace, from: usize, to: usize) -> Option<Held> {
        let longest = self.longest_in(trace, from, to)?;
        let (longest, by_longest) = self.poll(trace, longest)?;
        Some(Held {
            longest,
            by_longest,
            count: to - from,
            total: self.sum_before(trace, to) - self.sum_before(trace, from),
        })
    }

    /// Searches the largest whole blocks that fit, from the left.
    fn longest_in(&self, trace: &Trace, from: usize, to: usize) -> Option<usize> {
        let mut best: Option<(usize, Micros)> = None;
        let mut at = from;
        while at < to {
            let (mut level, mut size) = (0, 1);
            while level < LEVELS && at.is_multiple_of(size * FANOUT) && at + size * FANOUT <= to {
                (level, size) = (level + 1, size * FANOUT);
            }
            let rival = match level.checked_sub(1) {
                None => at,
                Some(level) => self.levels[level].longest[at / size] as usize,
            };
            let length = self.length(trace, rival);
            if best.is_none_or(|(_, best)| length > best) {
                best = Some((rival, length));
            }
            at += size;
        }
        best.map(|(longest, _)| longest)
    }

    fn length(&self, trace: &Trace, index: usize) -> Micros {
        let at = |list: &Ascending| {
            let event = list.get(index).and_then(|event| trace.events.at(event as usize));
            event.unwrap_or_default()
        };
        at(&self.ends) - at(&self.starts)
    }

    fn sum_before(&self, trace: &Trace, index: usize) -> Micros {
        let Some(&before) = self.sums.get(index / FANOUT) else {
            return self.total;
        };
        let block = index / FANOUT * FANOUT..index;
        block.fold(before, |sum, index| sum + self.length(trace, index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClockKind, Event, EventKind, PollResult};

    /// A recording of consecutive polls of these lengths, and its index.
    fn polls(lengths: &[u64]) -> (Trace, Polls) {
        let mut trace = Trace::planned(&Default::default(), ClockKind::Virtual, Micros(1));
        let mut polls = Polls::default();
        let mut at = Micros::ZERO;
        for (index, &length) in lengths.iter().enumerate() {
            let (task, start) = (Some(TaskId(index as u32)), trace.events.len() as u32);
            for (at, kind) in [
                (at, EventKind::PollStart),
                (at + Micros(length), EventKind::PollEnd(PollResult::Ended)),
            ] {
                trace.events.push(Event {
                    at,
                    task,
                    cause: None,
                    kind,
                });
            }
            polls.push(start, start + 1, Micros(length));
            at = at + Micros(length);
        }
        (trace, polls)
    }

    #[test]
    fn the_longest_poll_of_any_interval_equals_that_of_a_linear_search() {
        let lengths: Vec<u64> = (0..700).map(|index| index * 7_919 % 263).collect();
        let (trace, polls) = polls(&lengths);
        for from in (0..700).step_by(13) {
            for to in (from + 1..=700).step_by(17) {
                let held = polls
                    .between(&trace, from * 2, to * 2)
                    .expect("the stretch is not empty");
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
    fn an_interval_without_polls_has_no_longest_poll() {
        let (trace, none) = polls(&[]);
        assert_eq!(none.between(&trace, 0, 10), None);
        let (trace, two) = polls(&[5, 5]);
        assert_eq!(two.between(&trace, 2, 2), None);
    }
}
