//! The activity of the event loop: polls, turns, the length of the ready queue, the holder of the thread. Folded from
//! the trace as it grows; timers have a record of their own.
//!
//! ```text
//!   turns    ├─────────────────┤        ├──────────────┤
//!   polls    ├─ main ──────┤├ a ┤       ├ b ┤├─ main ──┤
//!   inside     ├ c ┤├ d ┤                      ├ c ┤     futures that a task polls, and tasks that it runs eagerly
//!   depth    2             3    2   0   1    1         0
//! ```
//!
//! Queries by time take a window, both ends included, and cost a binary search.

use super::lanes::{Transition, as_u32};
use super::lists::{Ascending, Pieces, ReadAt, Series};
use super::{Event, EventKind, Events, Moment, State, TaskId, Trace};
use scenario::time::Micros;
use std::ops::Range;

/// One call of a future's `poll`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The polled task.
    pub task: TaskId,
    /// The time of the call.
    pub from: Micros,
    /// The time of its return; `None` while it holds the thread.
    pub to: Option<Micros>,
    /// Its `poll-start`, as its index in [`Trace::events`].
    pub first: u32,
    /// Its `poll-end`, as its index.
    pub last: Option<u32>,
}

/// One turn of the loop: the entries that were in the queue when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The time at which it began.
    pub from: Micros,
    /// The time of its last event. After that, the loop waits until the next turn begins.
    pub to: Micros,
    /// Its `turn` event, as its index in [`Trace::events`].
    pub event: u32,
    /// The number of tasks that it polled. Joined futures count as main.
    pub polls: u32,
    /// The number of timers that it served.
    pub fired: u32,
}

/// The length of the ready queue, from one change to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth {
    /// The time from which it holds.
    pub at: Micros,
    /// The event after which it holds, as its index in [`Trace::events`].
    pub event: u32,
    /// The number of ready tasks.
    pub ready: u32,
}

/// The task that holds the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The task that the loop is polling.
    pub task: TaskId,
    /// The start of the poll.
    pub since: Micros,
    /// The joined future that it polls, or the eager task that it runs, within its own poll.
    pub inside: Option<TaskId>,
}

/// The activity of the loop, up to the last folded event. Stores the indexes of events; stamps and tasks are read from
/// them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoopRecord {
    polls: Track,
    /// Polls of joined futures and of eager tasks, each within a poll of the loop.
    inside: Track,
    /// The eager tasks under way, each within the poll of the one before it. Only the first has a poll of its own in
    /// `inside`: polls there do not overlap.
    eager: Vec<TaskId>,
    turns: Turns,
    depth: DepthSteps,
    /// At the first of each [`BLOCK`] polls: the time that the thread had been held before.
    busy_before: Vec<Micros>,
    /// The time that the polls that have returned held the thread.
    busy: Micros,
    /// The start of the current poll.
    begun: Micros,
}

/// The number of polls, or of steps of the queue's length, that share the data stored besides their events: reading one
/// of them reads at most this many stamps.
const BLOCK: usize = 64;

impl Poll {
    /// How long it has held the thread at `now`.
    #[must_use]
    pub fn length(&self, now: Micros) -> Micros {
        self.to.unwrap_or(now) - self.from
    }
}

impl Turn {
    /// The number of its entries that have an event of their own: polls and timers. The notification of a completion
    /// has none.
    #[must_use]
    pub const fn entries(&self) -> u32 {
        self.polls + self.fired
    }
}

impl LoopRecord {
    /// Folds one more event, with the transition of its task. Returns whether it begins or ends a poll within another
    /// task's poll.
    pub(super) fn fold(&mut self, trace: &Trace, index: usize, event: &Event, transition: Option<Transition>) -> bool {
        if event.kind == EventKind::Turn {
            self.turns.0.push(TurnRow {
                event: as_u32(index),
                last: as_u32(index),
                polls: 0,
                fired: 0,
            });
        }
        let Some(task) = event.task else { return false };
        let inside = match event.kind {
            EventKind::PollStart if trace.is_joined(task) => {
                self.inside.begin(task, index);
                true
            }
            EventKind::PollStart => {
                let eager = transition.is_some_and(|it| it.before == State::Spawned && it.after == State::Running);
                if eager && self.polls.under_way.is_some() {
                    self.begin_eager_poll(task, index);
                    true
                } else {
                    self.begin_poll(task, event.at, index);
                    false
                }
            }
            EventKind::PollEnd(_) => self.end_poll(task, event.at, index),
            EventKind::TimerFired { .. } => {
                if let Some(turn) = self.turns.0.last_mut() {
                    turn.last = as_u32(index);
                    turn.fired += 1;
                }
                false
            }
            _ => false,
        };
        if let Some(Transition { before, after, .. }) = transition
            && (before == State::Ready) != (after == State::Ready)
        {
            self.depth.push(index, event.at, after == State::Ready);
        }
        inside
    }

    /// All polls of the loop, in order. They never overlap.
    #[must_use]
    pub fn polls<'a>(&'a self, trace: &'a Trace) -> Series<'a, Poll> {
        self.polls.series(trace, 0..self.polls.len())
    }

    /// The polls of the loop that overlap a window of time.
    #[must_use]
    pub fn polls_in<'a>(&'a self, trace: &'a Trace, from: Micros, until: Micros) -> Series<'a, Poll> {
        self.polls.within(trace, from, until)
    }

    /// The polls of joined futures and eager tasks that overlap a window of time.
    #[must_use]
    pub fn inside_polls_in<'a>(&'a self, trace: &'a Trace, from: Micros, until: Micros) -> Series<'a, Poll> {
        self.inside.within(trace, from, until)
    }

    /// The polls of joined futures and eager tasks within this poll.
    #[must_use]
    pub fn inside<'a>(&'a self, trace: &'a Trace, poll: &Poll) -> Series<'a, Poll> {
        let begun = |event: u32| self.inside.begun_by.count_below(event as usize);
        let behind = poll.last.map_or(self.inside.len(), begun);
        self.inside.series(trace, begun(poll.first)..behind)
    }

    /// The poll of the loop in which an event, given by its index, happened.
    #[must_use]
    pub fn poll_of(&self, trace: &Trace, event: usize) -> Option<Poll> {
        let last = self.polls.last_begun(event + 1)?;
        let ended = self.polls.ended_by.get(last);
        ended.is_none_or(|end| end as usize >= event).then_some(())?;
        self.polls.read_at(&trace.events, last)
    }

    /// All turns, in order.
    #[must_use]
    pub fn turns<'a>(&'a self, trace: &'a Trace) -> Series<'a, Turn> {
        Series::recorded(&self.turns, &trace.events, 0..self.turns.0.len())
    }

    /// The turns that overlap a window of time.
    #[must_use]
    pub fn turns_in<'a>(&'a self, trace: &'a Trace, from: Micros, until: Micros) -> Series<'a, Turn> {
        let all = self.turns(trace);
        let first = all.partition_point(|turn| turn.to < from);
        let behind = all.partition_point(|turn| turn.from <= until);
        all.slice(first..behind)
    }

    /// The steps of the ready queue's length in a window of time, beginning with the one in force at its start.
    #[must_use]
    pub fn depth_in<'a>(&'a self, trace: &'a Trace, from: Micros, until: Micros) -> Series<'a, Depth> {
        Series::recorded(&self.depth, &trace.events, self.steps_in(trace, from, until))
    }

    /// As [`LoopRecord::depth_in`], reduced to the steps that are visible: steps are grouped into columns at least
    /// `column` long, each of which begins with a step, and the first, lowest, highest and last step of each column are
    /// returned. Costs a few binary searches a column.
    #[must_use]
    pub fn depth_columns(&self, trace: &Trace, from: Micros, until: Micros, column: Micros) -> Vec<Depth> {
        let window = self.steps_in(trace, from, until);
        let mut shown_steps = Vec::new();
        let mut step = window.start;
        while step < window.end {
            let begun = self.depth.at(&trace.events, step);
            let behind = trace
                .events
                .count_until(begun)
                .max(trace.events.count_before(begun + column));
            let end = self.depth.events.count_below(behind).clamp(step + 1, window.end);
            let (lowest, highest) = self.depth.extremes_in(step, end);
            let mut last = None;
            for step in [step, lowest.min(highest), lowest.max(highest), end - 1] {
                if last.replace(step) != Some(step) {
                    shown_steps.extend(self.depth.read_at(&trace.events, step));
                }
            }
            step = end;
        }
        shown_steps
    }

    /// The length of the ready queue at a moment.
    #[must_use]
    pub fn depth(&self, moment: Moment) -> u32 {
        let made = self.depth.events.count_below(moment.events);
        made.checked_sub(1).map_or(0, |last| self.depth.ready(last))
    }

    /// The task that holds the thread at a moment; `None` while the loop waits, or between two entries.
    #[must_use]
    pub fn holder(&self, trace: &Trace, moment: Moment) -> Option<Holder> {
        let poll = self.polls.held(&trace.events, moment.events)?;
        Some(Holder {
            task: poll.task,
            since: poll.from,
            inside: self.inside.held(&trace.events, moment.events).map(|inner| inner.task),
        })
    }

    /// How long the thread was held between two times: for the share of a window, or of a pixel, in which the loop was
    /// busy.
    #[must_use]
    pub fn busy(&self, trace: &Trace, window: Range<Micros>) -> Micros {
        self.busy_until(trace, window.end) - self.busy_until(trace, window.start)
    }

    /// The time that tasks were ready between two times, added up. Divided by the length of the window it is the mean
    /// length of the queue.
    #[must_use]
    pub fn ready(&self, trace: &Trace, window: Range<Micros>) -> Micros {
        let until = |at: Micros| {
            let made = self.depth.events.count_below(trace.events.count_before(at));
            made.checked_sub(1)
                .map_or(Micros::ZERO, |last| self.depth.area_until(&trace.events, last, at))
        };
        until(window.end) - until(window.start)
    }

    fn steps_in(&self, trace: &Trace, from: Micros, until: Micros) -> Range<usize> {
        let made_by = |at: Micros| self.depth.events.count_below(trace.events.count_until(at));
        made_by(from).saturating_sub(1)..made_by(until)
    }

    fn busy_until(&self, trace: &Trace, at: Micros) -> Micros {
        let begun = self.polls.begun_by.count_below(trace.events.count_before(at));
        let Some(last) = begun.checked_sub(1) else {
            return Micros::ZERO;
        };
        let block = last / BLOCK;
        let before = self.busy_before.get(block).copied().unwrap_or_default();
        let polls = self.polls.series(trace, block * BLOCK..begun);
        polls.iter().fold(before, |busy, poll| {
            let until = poll.to.map_or(at, |to| to.min(at));
            busy + (until - poll.from)
        })
    }

    fn begin_eager_poll(&mut self, task: TaskId, index: usize) {
        if self.eager.is_empty() {
            self.inside.begin(task, index);
        }
        self.eager.push(task);
    }

    fn begin_poll(&mut self, task: TaskId, at: Micros, index: usize) {
        self.inside.end(None, index);
        self.eager.clear();
        if self.polls.end(None, index) {
            self.busy = self.busy + (at - self.begun); // only in a broken trace: two polls do not overlap
        }
        if self.polls.len().is_multiple_of(BLOCK) {
            self.busy_before.push(self.busy);
        }
        self.polls.begin(task, index);
        self.begun = at;
        if let Some(turn) = self.turns.0.last_mut() {
            turn.last = as_u32(index);
            turn.polls += 1;
        }
    }

    /// Whether the poll that ends was within another.
    fn end_poll(&mut self, task: TaskId, at: Micros, index: usize) -> bool {
        if self.eager.len() > 1 && self.eager.last() == Some(&task) {
            self.eager.pop();
            return true;
        }
        if self.inside.end(Some(task), index) {
            self.eager.clear();
            return true;
        }
        if !self.polls.end(Some(task), index) {
            return false;
        }
        self.eager.clear();
        self.busy = self.busy + (at - self.begun);
        self.inside.end(None, index);
        if let Some(turn) = self.turns.0.last_mut() {
            turn.last = as_u32(index);
        }
        false
    }
}

/// Consecutive polls, by the events with which they start and end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Track {
    begun_by: Ascending,
    ended_by: Ascending,
    under_way: Option<TaskId>,
}

impl Track {
    fn len(&self) -> usize {
        self.begun_by.len()
    }

    fn begin(&mut self, task: TaskId, index: usize) {
        self.end(None, index);
        self.begun_by.push(as_u32(index));
        self.under_way = Some(task);
    }

    /// Ends the current poll, if it is this task's or `task` is `None`.
    fn end(&mut self, task: Option<TaskId>, index: usize) -> bool {
        if self.under_way.is_none() || task.is_some() && self.under_way != task {
            return false;
        }
        self.under_way = None;
        self.ended_by.push(as_u32(index));
        true
    }

    fn series<'a>(&'a self, trace: &'a Trace, range: Range<usize>) -> Series<'a, Poll> {
        Series::recorded(self, &trace.events, range)
    }

    fn within<'a>(&'a self, trace: &'a Trace, from: Micros, until: Micros) -> Series<'a, Poll> {
        let first = self.ended_by.count_below(trace.events.count_before(from));
        let behind = self.begun_by.count_below(trace.events.count_until(until));
        self.series(trace, first..behind)
    }

    fn last_begun(&self, events: usize) -> Option<usize> {
        self.begun_by.count_below(events).checked_sub(1)
    }

    fn held(&self, events: &Events, happened: usize) -> Option<Poll> {
        let last = self.last_begun(happened)?;
        let ended = self.ended_by.get(last);
        ended.is_none_or(|end| end as usize >= happened).then_some(())?;
        self.read_at(events, last)
    }
}

impl ReadAt<Poll> for Track {
    fn read_at(&self, events: &Events, index: usize) -> Option<Poll> {
        let (first, last) = (self.begun_by.get(index)?, self.ended_by.get(index));
        Some(Poll {
            task: events.task(first as usize)?,
            from: events.at(first as usize)?,
            to: last.and_then(|last| events.at(last as usize)),
            first,
            last,
        })
    }
}

/// The turns of the loop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Turns(Pieces<TurnRow>);

/// A turn, by its first and last event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TurnRow {
    event: u32,
    last: u32,
    polls: u32,
    fired: u32,
}

/// The size of a turn, for the [`Budget`](super::Budget).
#[cfg(test)]
pub(super) const SIZE_OF_TURN: usize = size_of::<TurnRow>();

impl ReadAt<Turn> for Turns {
    fn read_at(&self, events: &Events, index: usize) -> Option<Turn> {
        let row = self.0.get(index)?;
        Some(Turn {
            from: events.at(row.event as usize)?,
            to: events.at(row.last as usize)?,
            event: row.event,
            polls: row.polls,
            fired: row.fired,
        })
    }
}

/// The length of the ready queue, by the events that changed it, each by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct DepthSteps {
    events: Ascending,
    blocks: Vec<Block>,
    /// The current length.
    ready: u32,
    /// The time of the last step.
    latest: Micros,
    /// The time that tasks had been ready until then, added up.
    area: Micros,
}

/// The data shared by [`BLOCK`] steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    /// The time that tasks had been ready before its first step, added up.
    area_before: Micros,
    /// A bit for each step upwards.
    ups: u64,
    /// The length of the queue before it.
    ready_before: u32,
    /// The indexes of its first lowest and its first highest step.
    lowest: u8,
    highest: u8,
}

impl Block {
    fn ready(&self, step: usize) -> u32 {
        let ups = (self.ups & (u64::MAX >> (BLOCK - 1 - step))).count_ones();
        (self.ready_before + 2 * ups).saturating_sub(step as u32 + 1)
    }
}

impl DepthSteps {
    fn push(&mut self, index: usize, at: Micros, up: bool) {
        self.area = self.area + area(self.ready, self.latest, at);
        self.latest = at;
        let step = self.events.len() % BLOCK;
        if step == 0 {
            self.blocks.push(Block {
                area_before: self.area,
                ups: 0,
                ready_before: self.ready,
                lowest: 0,
                highest: 0,
            });
        }
        self.events.push(as_u32(index));
        self.ready = if up {
            self.ready + 1
        } else {
            self.ready.saturating_sub(1)
        };
        if let Some(block) = self.blocks.last_mut() {
            block.ups |= u64::from(up) << step;
            if self.ready < block.ready(block.lowest.into()) {
                block.lowest = step as u8;
            }
            if self.ready > block.ready(block.highest.into()) {
                block.highest = step as u8;
            }
        }
    }

    fn at(&self, events: &Events, step: usize) -> Micros {
        let event = self.events.get(step).and_then(|event| events.at(event as usize));
        event.unwrap_or_default()
    }

    /// The length of the queue after a step.
    fn ready(&self, step: usize) -> u32 {
        self.blocks
            .get(step / BLOCK)
            .map_or(0, |block| block.ready(step % BLOCK))
    }

    /// The time that tasks had been ready until a time after this step and before the next, added up.
    fn area_until(&self, events: &Events, step: usize, at: Micros) -> Micros {
        let Some(block) = self.blocks.get(step / BLOCK) else {
            return Micros::ZERO;
        };
        let mut sum = block.area_before;
        let mut from = self.at(events, step / BLOCK * BLOCK);
        for earlier in step / BLOCK * BLOCK..step {
            let until = self.at(events, earlier + 1);
            sum = sum + area(self.ready(earlier), from, until);
            from = until;
        }
        sum + area(self.ready(step), from, at)
    }

    /// The first lowest and the first highest of these steps. The range must not be empty.
    fn extremes_in(&self, from: usize, behind: usize) -> (usize, usize) {
        let (mut lowest, mut highest) = ((self.ready(from), from), (self.ready(from), from));
        let mut look_at = |low: usize, high: usize| {
            let (low, high) = ((self.ready(low), low), (self.ready(high), high));
            if low.0 < lowest.0 {
                lowest = low;
            }
            if high.0 > highest.0 {
                highest = high;
            }
        };
        let mut step = from;
        while step < behind {
            match self.blocks.get(step / BLOCK) {
                Some(block) if step.is_multiple_of(BLOCK) && step + BLOCK <= behind => {
                    look_at(step + usize::from(block.lowest), step + usize::from(block.highest));
                    step += BLOCK;
                }
                _ => {
                    look_at(step, step);
                    step += 1;
                }
            }
        }
        (lowest.1, highest.1)
    }
}

impl ReadAt<Depth> for DepthSteps {
    fn read_at(&self, events: &Events, index: usize) -> Option<Depth> {
        let event = self.events.get(index)?;
        Some(Depth {
            at: events.at(event as usize)?,
            event,
            ready: self.ready(index),
        })
    }
}

/// The time that this many tasks were ready in this interval, added up.
fn area(ready: u32, from: Micros, until: Micros) -> Micros {
    Micros(until.since(from).0.saturating_mul(u64::from(ready)))
}
