//! The event loop's own record: polls, turns, the depth of the ready queue, who holds the thread. Folded from the trace
//! as it grows; timers have a record of their own.
//!
//! ```text
//!   turns    ├─────────────────┤        ├──────────────┤
//!   polls    ├─ main ──────┤├ a ┤       ├ b ┤├─ main ──┤
//!   inside     ├ c ┤├ d ┤                      ├ c ┤
//!   depth    2             3    2   0   1    1         0
//! ```
//!
//! Queries by time take a window that both ends belong to, cost a binary search, and give what is in it.

use super::lanes::{Transition, place};
use super::{Event, EventKind, Moment, State, TaskId, Trace};
use scenario::time::Micros;
use std::ops::Range;

/// One call of a future's `poll`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll {
    /// Whose.
    pub task: TaskId,
    /// When it was called.
    pub from: Micros,
    /// When it returned; `None` while it holds the thread.
    pub to: Option<Micros>,
    /// Its `poll-start`, as its place in [`Trace::events`].
    pub first: u32,
    /// Its `poll-end`, likewise.
    pub last: Option<u32>,
}

/// One turn of the loop: the entries that were present when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// When it began.
    pub from: Micros,
    /// When the last thing in it happened. Until the next turn begins, the loop waits.
    pub to: Micros,
    /// Its `turn`, as its place in [`Trace::events`].
    pub event: u32,
    /// How many tasks it polled. Joined futures count with main.
    pub polls: u32,
    /// How many timers it served.
    pub fired: u32,
}

/// How many polls were queued from one moment to the next such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth {
    /// From when on.
    pub at: Micros,
    /// The event behind which it is so, as its place in [`Trace::events`].
    pub event: u32,
    /// So many tasks are ready.
    pub ready: u32,
}

/// Who holds the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The task that the loop polls.
    pub task: TaskId,
    /// Since when.
    pub since: Micros,
    /// The joined future that main polls within its own poll.
    pub inside: Option<TaskId>,
}

/// What the loop did, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoopRecord {
    polls: Track,
    /// Polls of joined futures, each within one of main's.
    inside: Track,
    turns: Vec<Turn>,
    depth: Vec<Depth>,
    /// For each of `depth`: for how long tasks had been ready together when it began.
    ready_before: Vec<Micros>,
    /// For each poll: for how long the thread had been held when it began.
    busy_before: Vec<Micros>,
    /// The last stamp: no later one may be before it, whatever a broken trace says, since the lookups rely on the order.
    latest: Micros,
    /// For each full or begun block of [`BLOCK`] steps of `depth`: its first lowest and its first highest step.
    extremes: Vec<(u32, u32)>,
}

/// Steps of the ready queue's depth in a block whose extremes are known: a column of a picture that holds millions of
/// steps looks at its blocks, and at no more than two blocks' steps.
const BLOCK: usize = 256;

impl Poll {
    /// How long it has held the thread by `now`.
    #[must_use]
    pub fn length(&self, now: Micros) -> Micros {
        self.to.unwrap_or(now) - self.from
    }
}

impl Turn {
    /// How many entries it ran that left an event of their own: polls and timers. Telling an end leaves none.
    #[must_use]
    pub const fn entries(&self) -> u32 {
        self.polls + self.fired
    }
}

impl LoopRecord {
    /// Folds one event more, and what it did to its task.
    pub(super) fn fold(&mut self, trace: &Trace, index: usize, event: &Event, transition: Option<Transition>) {
        let at = event.at.max(self.latest);
        self.latest = at;
        if event.kind == EventKind::Turn {
            self.turns.push(Turn {
                from: at,
                to: at,
                event: place(index),
                polls: 0,
                fired: 0,
            });
        }
        let Some(task) = event.task else { return };
        match event.kind {
            EventKind::PollStart => self.begin_poll(task, at, index, trace.is_joined(task)),
            EventKind::PollEnd(_) => self.end_poll(task, at, index),
            EventKind::TimerFired { .. } => {
                if let Some(turn) = self.turns.last_mut() {
                    turn.to = at;
                    turn.fired += 1;
                }
            }
            _ => {}
        }
        if let Some(Transition { before, after }) = transition {
            match (before == State::Ready, after == State::Ready) {
                (false, true) => self.step(at, index, |ready| ready + 1),
                (true, false) => self.step(at, index, |ready| ready.saturating_sub(1)),
                _ => {}
            }
        }
    }

    /// All polls of the loop, in order. They never overlap.
    #[must_use]
    pub fn polls(&self) -> &[Poll] {
        &self.polls.polls
    }

    /// The polls of the loop in a window of time, those that reach into it included.
    #[must_use]
    pub fn polls_in(&self, from: Micros, until: Micros) -> &[Poll] {
        self.polls.within(from, until)
    }

    /// The polls of joined futures in a window of time, those that reach into it included.
    #[must_use]
    pub fn inside_polls_in(&self, from: Micros, until: Micros) -> &[Poll] {
        self.inside.within(from, until)
    }

    /// The polls of joined futures within this poll of main's.
    #[must_use]
    pub fn inside(&self, poll: &Poll) -> &[Poll] {
        let inside = &self.inside.polls;
        let first = inside.partition_point(|inner| inner.first < poll.first);
        let behind = poll
            .last
            .map_or(inside.len(), |last| inside.partition_point(|inner| inner.first < last));
        inside.get(first..behind).unwrap_or_default()
    }

    /// The poll of the loop that an event (its index in the trace) happened in.
    #[must_use]
    pub fn poll_of(&self, event: usize) -> Option<&Poll> {
        let last = self.polls.last_begun(event + 1)?;
        last.last.is_none_or(|end| end as usize >= event).then_some(last)
    }

    /// All turns, in order.
    #[must_use]
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The turns in a window of time, those that reach into it included.
    #[must_use]
    pub fn turns_in(&self, from: Micros, until: Micros) -> &[Turn] {
        let first = self.turns.partition_point(|turn| turn.to < from);
        let behind = self.turns.partition_point(|turn| turn.from <= until);
        self.turns.get(first..behind).unwrap_or_default()
    }

    /// The depth of the ready queue in a window of time, as steps: first the one in force when it begins.
    #[must_use]
    pub fn depth_in(&self, from: Micros, until: Micros) -> &[Depth] {
        let first = self.depth.partition_point(|depth| depth.at <= from).saturating_sub(1);
        let behind = self.depth.partition_point(|depth| depth.at <= until);
        self.depth.get(first..behind).unwrap_or_default()
    }

    /// The same, no more than what shows: the steps are taken together in columns at least `column` long, each of which
    /// begins with a step, and of a column the first, the lowest, the highest and the last step are given. Costs a few
    /// binary searches a column.
    #[must_use]
    pub fn depth_columns(&self, from: Micros, until: Micros, column: Micros) -> Vec<Depth> {
        let first = self.depth.partition_point(|depth| depth.at <= from).saturating_sub(1);
        let behind = self.depth.partition_point(|depth| depth.at <= until);
        let mut steps = Vec::new();
        let mut index = first;
        while index < behind {
            let begun = self.depth[index].at;
            let inside = |depth: &Depth| depth.at <= begun || depth.at < begun + column;
            let end = index + self.depth[index..behind].partition_point(inside);
            let (lowest, highest) = self.extremes_in(index, end);
            let mut shown = [index, lowest, highest, end - 1];
            shown.sort_unstable();
            let mut last = None;
            for step in shown {
                if last.replace(step) != Some(step) {
                    steps.push(self.depth[step]);
                }
            }
            index = end;
        }
        steps
    }

    /// The first lowest and the first highest of these steps, which must not be none.
    fn extremes_in(&self, from: usize, behind: usize) -> (usize, usize) {
        let (mut lowest, mut highest) = (from, from);
        let mut look_at = |low: usize, high: usize| {
            if self.depth[low].ready < self.depth[lowest].ready {
                lowest = low;
            }
            if self.depth[high].ready > self.depth[highest].ready {
                highest = high;
            }
        };
        let mut index = from;
        while index < behind {
            match self.extremes.get(index / BLOCK) {
                Some(&(low, high)) if index.is_multiple_of(BLOCK) && index + BLOCK <= behind => {
                    look_at(low as usize, high as usize);
                    index += BLOCK;
                }
                _ => {
                    look_at(index, index);
                    index += 1;
                }
            }
        }
        (lowest, highest)
    }

    /// How many polls were queued at a moment.
    #[must_use]
    pub fn depth(&self, moment: Moment) -> u32 {
        let made = self
            .depth
            .partition_point(|depth| (depth.event as usize) < moment.events);
        made.checked_sub(1).map_or(0, |last| self.depth[last].ready)
    }

    /// Who holds the thread at a moment; `None` when nobody does: the loop waits, or is between two entries.
    #[must_use]
    pub fn holder(&self, moment: Moment) -> Option<Holder> {
        let poll = self.polls.held(moment.events)?;
        Some(Holder {
            task: poll.task,
            since: poll.from,
            inside: self.inside.held(moment.events).map(|inner| inner.task),
        })
    }

    /// For how long the thread was held between two times: the share of a window, or of a pixel, that the loop was busy.
    #[must_use]
    pub fn busy(&self, window: Range<Micros>) -> Micros {
        self.busy_until(window.end) - self.busy_until(window.start)
    }

    /// For how long tasks were ready between two times, all of them added up. Divided by the window it is the mean depth.
    #[must_use]
    pub fn ready(&self, window: Range<Micros>) -> Micros {
        self.ready_until(window.end) - self.ready_until(window.start)
    }

    fn busy_until(&self, at: Micros) -> Micros {
        let begun = self.polls.polls.partition_point(|poll| poll.from < at);
        begun.checked_sub(1).map_or(Micros::ZERO, |last| {
            let poll = &self.polls.polls[last];
            let until = poll.to.map_or(at, |to| to.min(at));
            self.busy_before[last] + (until - poll.from)
        })
    }

    fn ready_until(&self, at: Micros) -> Micros {
        let made = self.depth.partition_point(|depth| depth.at < at);
        made.checked_sub(1).map_or(Micros::ZERO, |last| {
            self.ready_before[last] + area(&self.depth[last], at)
        })
    }

    fn begin_poll(&mut self, task: TaskId, at: Micros, index: usize, joined: bool) {
        if joined {
            self.inside.begin(task, at, index);
            return;
        }
        let held = self.busy_until(at);
        self.inside.end(None, at, index);
        self.polls.begin(task, at, index);
        self.busy_before.push(held);
        if let Some(turn) = self.turns.last_mut() {
            turn.to = at;
            turn.polls += 1;
        }
    }

    fn end_poll(&mut self, task: TaskId, at: Micros, index: usize) {
        if self.inside.end(Some(task), at, index) || !self.polls.end(Some(task), at, index) {
            return;
        }
        self.inside.end(None, at, index);
        if let Some(turn) = self.turns.last_mut() {
            turn.to = at;
        }
    }

    fn step(&mut self, at: Micros, index: usize, change: impl FnOnce(u32) -> u32) {
        let ready = change(self.depth.last().map_or(0, |depth| depth.ready));
        self.ready_before.push(self.ready_until(at));
        let step = place(self.depth.len());
        self.depth.push(Depth {
            at,
            event: place(index),
            ready,
        });
        let (low, high) = match self.extremes.get(self.depth.len().saturating_sub(1) / BLOCK) {
            Some(&(low, high)) => (
                if ready < self.depth[low as usize].ready {
                    step
                } else {
                    low
                },
                if ready > self.depth[high as usize].ready {
                    step
                } else {
                    high
                },
            ),
            None => {
                self.extremes.push((step, step));
                return;
            }
        };
        if let Some(extremes) = self.extremes.last_mut() {
            *extremes = (low, high);
        }
    }
}

/// For how long tasks have been ready together by `until`, since this depth was reached.
fn area(depth: &Depth, until: Micros) -> Micros {
    Micros(until.since(depth.at).0.saturating_mul(u64::from(depth.ready)))
}

/// Polls that follow one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Track {
    polls: Vec<Poll>,
}

impl Track {
    fn begin(&mut self, task: TaskId, at: Micros, index: usize) {
        self.end(None, at, index); // in a broken trace only: two polls at once cannot be
        self.polls.push(Poll {
            task,
            from: at,
            to: None,
            first: place(index),
            last: None,
        });
    }

    /// Ends the poll under way, if it is this task's or no task is named.
    fn end(&mut self, task: Option<TaskId>, at: Micros, index: usize) -> bool {
        let under_way = self.polls.last_mut().filter(|poll| poll.to.is_none());
        let Some(poll) = under_way.filter(|poll| task.is_none_or(|task| poll.task == task)) else {
            return false;
        };
        poll.to = Some(at);
        poll.last = Some(place(index));
        true
    }

    fn within(&self, from: Micros, until: Micros) -> &[Poll] {
        let first = self.polls.partition_point(|poll| poll.to.is_some_and(|to| to < from));
        let behind = self.polls.partition_point(|poll| poll.from <= until);
        self.polls.get(first..behind).unwrap_or_default()
    }

    fn last_begun(&self, events: usize) -> Option<&Poll> {
        let begun = self.polls.partition_point(|poll| (poll.first as usize) < events);
        self.polls.get(begun.checked_sub(1)?)
    }

    fn held(&self, events: usize) -> Option<&Poll> {
        self.last_begun(events)
            .filter(|poll| poll.last.is_none_or(|last| last as usize >= events))
    }
}
