//! What each task did, folded from the trace as it grows: the index that drawing and tables read.
//!
//! Holds nothing that is not in the trace; folding the whole trace at once or piece by piece gives the same lanes.

use super::{Event, EventKind, IllegalMove, PollResult, State, TaskId, TimerKind, Trace, WaitFamily, WaitingOn};
use scenario::time::Micros;
use std::fmt;
use std::ops::{Add, AddAssign};

/// A lane for each task of a trace, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lanes {
    lanes: Vec<Lane>,
    folded: usize,
    spawns: Vec<u32>,
    ends: Vec<u32>,
    truncated: bool,
    /// The states that some task has been in, a bit each.
    been: u32,
    /// The latest planned end of the tasks that have ended.
    planned_reach: Option<Micros>,
    /// Who spawned all that was spawned by a task, while it is one task.
    parents: Parents,
    /// How many tasks that have a parent have been cancelled.
    cancelled: usize,
    illegal: Vec<Misplaced>,
}

/// One task's life so far.
///
/// ```text
///   spawned
///   │ segments   ready running waiting(timer)           running  end
///   │            ├────┤├──────┤├────────────────────────┤├──────┤│ finished
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// When it was spawned; `None` while it is only created.
    pub spawned: Option<Micros>,
    /// The states it was in, in order; each lasts until the next begins, the last one until `end` or now. Empty before
    /// `spawned`. A segment may have no length: a poll on the virtual clock is a `Running` segment of zero length.
    pub segments: Vec<Segment>,
    /// How it ended; `None` while it has not.
    pub end: Option<End>,
    /// When its sleep would have ended had it not been cancelled.
    pub planned_end: Option<Micros>,
    state: State,
    /// The events that spawned and ended it, as their places in [`Trace::events`].
    spawned_by: Option<u32>,
    ended_by: Option<u32>,
}

/// A state and the moment it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// When it began.
    pub from: Micros,
    /// Which: ready, running or waiting. A poll during which the task was woken is `Running` from end to end.
    pub state: State,
    /// The event that began it, as its place in [`Trace::events`].
    pub event: u32,
}

/// How and when a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// When.
    pub at: Micros,
    /// How.
    pub how: Ended,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It returned.
    Finished,
    /// It raised.
    Failed,
    /// Its future was dropped.
    Cancelled,
}

/// Where a task's time went, from spawned to its end or to a moment before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Being polled.
    pub running: Micros,
    /// In the ready queue; for a joined future the time between spawned and its first poll, usually none.
    pub ready: Micros,
    /// Waiting for its sleep.
    pub waiting_timer: Micros,
    /// Waiting for what it awaits.
    pub waiting_child: Micros,
    /// Waiting for a permit, or for whatever else others hold, fill or set.
    pub waiting_permit: Micros,
    /// Pausing before its next attempt.
    pub waiting_backoff: Micros,
}

/// What an event did to its task's state. A task that was woken while it runs is still [`State::Running`] here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The state before the event.
    pub before: State,
    /// The state after it; the same for an event that does not change it.
    pub after: State,
}

/// An event that does not fit where it stands. It is a bug of whoever recorded the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// The event, as its place in [`Trace::events`].
    pub event: usize,
    /// When it is said to have happened.
    pub at: Micros,
    /// To whom. A task that the trace does not list counts as one that is only created.
    pub task: TaskId,
    /// What is wrong with it.
    pub illegal: IllegalMove,
}

impl Lanes {
    /// Folds the events that were appended to `trace` since the last call. For another trace, start from
    /// [`Lanes::default`].
    ///
    /// An event that does not fit leaves its lane as it was and is listed in [`Lanes::illegal`], so that drawing goes on;
    /// after a `truncated` event it is not listed, since what is missing explains it.
    pub fn extend(&mut self, trace: &Trace) {
        self.extend_with(trace, trace.events.len(), |_, _, _| {});
    }

    /// Folds the events before index `until` that were not folded yet, and passes each to `seen` with its index and what
    /// it did to its task: the one pass over a trace that every other index follows. The transition is `None` for an
    /// event that concerns no lane.
    pub fn extend_with(
        &mut self,
        trace: &Trace,
        until: usize,
        mut seen: impl FnMut(usize, &Event, Option<Transition>),
    ) {
        if self.lanes.len() < trace.tasks.len() {
            self.lanes.resize_with(trace.tasks.len(), Lane::default);
        }
        let until = until.min(trace.events.len());
        for (index, event) in (self.folded..).zip(trace.events.range(self.folded..until)) {
            let transition = self.fold(trace, index, &event);
            seen(index, &event, transition);
        }
        self.folded = self.folded.max(until);
    }

    /// The lane of this task; `None` if the trace does not list it.
    #[must_use]
    pub fn lane(&self, task: TaskId) -> Option<&Lane> {
        self.lanes.get(task.index())
    }

    /// All lanes with their tasks, in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TaskId, &Lane)> {
        self.lanes
            .iter()
            .enumerate()
            .map(|(index, lane)| (TaskId(place(index)), lane))
    }

    /// How many lanes there are, one for each task.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lanes.len()
    }

    /// Whether there is no lane.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    /// The events that do not fit where they stand; empty unless whoever recorded the trace has a bug.
    #[must_use]
    pub fn illegal(&self) -> &[Misplaced] {
        &self.illegal
    }

    /// How many children of this task were spawned and had not ended when this event (its index in the trace) had
    /// happened. Costs as much as there are tasks where several tasks have children, and else two binary searches.
    #[must_use]
    pub fn children_after(&self, trace: &Trace, parent: TaskId, event: u32) -> usize {
        match self.parents {
            Parents::One(one) if one == parent => {}
            Parents::None | Parents::One(_) => return 0,
            Parents::Several => {
                let events = (event as usize).saturating_add(1);
                let goes_on = |lane: &Lane| {
                    let state = lane.state_after(events);
                    state != State::Created && !state.ended()
                };
                let lanes = self.lanes.iter().zip(&trace.tasks);
                return lanes
                    .filter(|(lane, info)| info.parent == Some(parent) && goes_on(lane))
                    .count();
            }
        }
        let spawned = self.spawns.partition_point(|&spawn| spawn <= event);
        let ended = self.ends.partition_point(|&end| end <= event);
        spawned.saturating_sub(ended)
    }

    /// Whether any task has been in this state.
    #[must_use]
    pub fn has_been(&self, state: State) -> bool {
        self.been & bit(state) != 0
    }

    /// How long the axis of a picture has to be: to the last event folded, and to the latest planned end of what was
    /// cancelled, if that is no more than three times as far: beyond, the run would have less than a third of the picture.
    #[must_use]
    pub fn reach(&self, trace: &Trace) -> Micros {
        let end = self.last_stamp(trace);
        let farthest = Micros(end.0.saturating_mul(3));
        self.planned_reach.map_or(end, |planned| end.max(planned.min(farthest)))
    }

    /// How many tasks that have a parent have been cancelled.
    #[must_use]
    pub const fn cancelled(&self) -> usize {
        self.cancelled
    }

    /// How many events have been folded.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.folded
    }

    /// The stamp of the last event folded.
    #[must_use]
    pub fn last_stamp(&self, trace: &Trace) -> Micros {
        let last = self.folded.checked_sub(1).and_then(|last| trace.events.get(last));
        last.map_or(Micros::ZERO, |event| event.at)
    }

    /// How many tasks that have a parent had ended when the first `events` events of the trace had happened.
    #[must_use]
    pub fn ended_after(&self, events: usize) -> usize {
        self.ends.partition_point(|&end| (end as usize) < events)
    }

    fn fold(&mut self, trace: &Trace, index: usize, event: &Event) -> Option<Transition> {
        if matches!(event.kind, EventKind::Truncated { .. }) {
            self.truncated = true;
        }
        let task = event.task?;
        let joined = trace.is_joined(task);
        let parent = trace.task(task).and_then(|info| info.parent);
        let before = self.lanes.get(task.index()).map(|lane| shown(lane.state));
        let moved = match self.lanes.get_mut(task.index()) {
            Some(lane) => lane.fold(joined, place(index), event),
            None => Err(IllegalMove {
                from: State::Created,
                kind: event.kind.known_name(),
            }),
        };
        let transition = before.zip(self.lanes.get(task.index())).map(|(before, lane)| {
            self.been |= bit(lane.state);
            if matches!(moved, Ok(Moved::Ended)) {
                self.planned_reach = self.planned_reach.max(lane.planned_end);
                self.cancelled += usize::from(lane.state == State::Cancelled && parent.is_some());
            }
            Transition {
                before,
                after: shown(lane.state),
            }
        });
        match moved {
            Err(illegal) if !self.truncated => {
                self.illegal.push(Misplaced {
                    event: index,
                    at: event.at,
                    task,
                    illegal,
                });
            }
            Ok(Moved::Spawned) => {
                if let Some(parent) = parent {
                    self.spawns.push(place(index));
                    self.parents.add(parent);
                }
            }
            Ok(Moved::Ended) if parent.is_some() => self.ends.push(place(index)),
            Err(_) | Ok(_) => {}
        }
        transition
    }
}

/// Who has children.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Parents {
    #[default]
    None,
    One(TaskId),
    Several,
}

impl Parents {
    fn add(&mut self, parent: TaskId) {
        *self = match *self {
            Self::None => Self::One(parent),
            Self::One(one) if one == parent => *self,
            Self::One(_) | Self::Several => Self::Several,
        };
    }
}

impl Lane {
    /// Where it stands after the last event folded.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// The event with which it ended, as its index in [`Trace::events`].
    #[must_use]
    pub fn ended_by(&self) -> Option<usize> {
        self.ended_by.map(|event| event as usize)
    }

    /// What it returned, as Python prints it, or the message of its failure; empty for one that was cancelled or goes on.
    /// For the trace that was folded.
    #[must_use]
    pub fn result<'a>(&self, trace: &'a Trace) -> &'a str {
        let end = self.ended_by.and_then(|event| trace.events.get(event as usize));
        end.and_then(|event| event.kind.text()).unwrap_or_default()
    }

    /// Where it stood at this moment, after everything with that stamp. A poll during which the task was woken reads
    /// `Running`.
    #[must_use]
    pub fn state_at(&self, at: Micros) -> State {
        if self.spawned.is_none_or(|spawned| at < spawned) {
            return State::Created;
        }
        if let Some(end) = self.end.as_ref().filter(|end| end.at <= at) {
            return end.how.state();
        }
        let begun = self.segments.partition_point(|segment| segment.from <= at);
        begun
            .checked_sub(1)
            .map_or(State::Spawned, |last| self.segments[last].state)
    }

    /// Where it stood when the first `events` events of the trace had happened.
    ///
    /// A poll during which it was woken is [`State::Running`] from end to end.
    #[must_use]
    pub fn state_after(&self, events: usize) -> State {
        let happened = |event: u32| (event as usize) < events;
        if !self.spawned_by.is_some_and(happened) {
            return State::Created;
        }
        if let Some(end) = self.end.as_ref().filter(|_| self.ended_by.is_some_and(happened)) {
            return end.how.state();
        }
        let begun = self.segments.partition_point(|segment| happened(segment.event));
        begun
            .checked_sub(1)
            .map_or(State::Spawned, |last| self.segments[last].state)
    }

    /// Where its time went up to `now` or its end. The parts add up to exactly that less `spawned`.
    #[must_use]
    pub fn split(&self, now: Micros) -> Split {
        let mut split = Split::default();
        let Some(spawned) = self.spawned else { return split };
        let until = self.end.as_ref().map_or(now, |end| end.at.min(now));
        let mut from = spawned;
        let mut state = State::Spawned;
        for segment in &self.segments {
            if segment.from >= until {
                break;
            }
            split.count(state, segment.from.since(from));
            (from, state) = (segment.from, segment.state);
        }
        split.count(state, until.since(from));
        split
    }

    /// When the segment at `place` was over: when the next began, when the task ended, or `now`.
    #[must_use]
    pub fn segment_end(&self, place: usize, now: Micros) -> Micros {
        match (self.segments.get(place + 1), &self.end) {
            (Some(next), _) => next.from,
            (None, Some(end)) => end.at,
            (None, None) => now,
        }
    }

    fn fold(&mut self, joined: bool, index: u32, event: &Event) -> Result<Moved, IllegalMove> {
        let next = self.state.after(joined, &event.kind)?;
        let at = event.at.max(self.latest());
        match &event.kind {
            EventKind::TimerSet {
                what: TimerKind::Sleep,
                deadline,
                ..
            } => self.planned_end = Some(*deadline),
            EventKind::AttemptFailed { .. } | EventKind::Finished { .. } | EventKind::Failed { .. } => {
                self.planned_end = None;
            }
            // It has gone on to something else than the sleep.
            EventKind::PollEnd(PollResult::Pending { on: Some(on) }) if *on != WaitingOn::Timer => {
                self.planned_end = None;
            }
            _ => {}
        }
        let end = match &event.kind {
            EventKind::Finished { .. } => Some(Ended::Finished),
            EventKind::Failed { .. } => Some(Ended::Failed),
            EventKind::Cancelled => Some(Ended::Cancelled),
            _ => None,
        };
        let moved = match (end, next) {
            (Some(how), _) => {
                self.end = Some(End { at, how });
                self.ended_by = Some(index);
                Moved::Ended
            }
            (None, _) if next == self.state => Moved::Within,
            (None, State::Spawned) => {
                self.spawned = Some(at);
                self.spawned_by = Some(index);
                Moved::Spawned
            }
            // The poll goes on: one segment, so that one poll stays one bar.
            (None, State::RunningWoken) => Moved::Within,
            (None, state) => {
                self.segments.push(Segment {
                    from: at,
                    state,
                    event: index,
                });
                Moved::Within
            }
        };
        self.state = next;
        Ok(moved)
    }

    /// No segment may begin before this, whatever a broken trace says: the lookups rely on the order.
    fn latest(&self) -> Micros {
        self.segments
            .last()
            .map(|segment| segment.from)
            .or(self.spawned)
            .unwrap_or_default()
    }
}

impl Ended {
    /// The state it ended in.
    #[must_use]
    pub const fn state(&self) -> State {
        match self {
            Self::Finished => State::Finished,
            Self::Failed => State::Failed,
            Self::Cancelled => State::Cancelled,
        }
    }
}

impl Split {
    /// All waiting together.
    #[must_use]
    pub fn waiting(&self) -> Micros {
        self.waiting_timer + self.waiting_child + self.waiting_permit + self.waiting_backoff
    }

    /// All of it: running, ready and waiting.
    #[must_use]
    pub fn total(&self) -> Micros {
        self.running + self.ready + self.waiting()
    }

    fn count(&mut self, state: State, length: Micros) {
        let part = match state {
            State::Running | State::RunningWoken => &mut self.running,
            State::Spawned | State::Ready => &mut self.ready,
            State::Waiting(on) => match on.family() {
                WaitFamily::Timer => &mut self.waiting_timer,
                WaitFamily::Awaited => &mut self.waiting_child,
                WaitFamily::Resource => &mut self.waiting_permit,
                WaitFamily::Backoff => &mut self.waiting_backoff,
            },
            State::Created | State::Finished | State::Failed | State::Cancelled => return,
        };
        *part = *part + length;
    }
}

impl Add for Split {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            running: self.running + other.running,
            ready: self.ready + other.ready,
            waiting_timer: self.waiting_timer + other.waiting_timer,
            waiting_child: self.waiting_child + other.waiting_child,
            waiting_permit: self.waiting_permit + other.waiting_permit,
            waiting_backoff: self.waiting_backoff + other.waiting_backoff,
        }
    }
}

impl AddAssign for Split {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Event {} at {:?}, task {}: {}",
            self.event, self.at, self.task.0, self.illegal
        )
    }
}

/// What an event did to a lane, for the counts over all lanes.
enum Moved {
    Spawned,
    Ended,
    Within,
}

/// A place in a list that can hold no more than `u32::MAX`: a trace of four billion events fits no memory it runs in.
pub(super) fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The state that is shown: a poll during which the task was woken is `Running` from end to end.
const fn shown(state: State) -> State {
    match state {
        State::RunningWoken => State::Running,
        other => other,
    }
}

const fn bit(state: State) -> u32 {
    1 << number(state)
}

/// A number for each state that is shown as one of its own.
const fn number(state: State) -> usize {
    match state {
        State::Created => 0,
        State::Spawned => 1,
        State::Ready => 2,
        State::Running | State::RunningWoken => 3,
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer => 4,
            WaitFamily::Awaited => 5,
            WaitFamily::Resource => 6,
            WaitFamily::Backoff => 7,
        },
        State::Finished => 8,
        State::Failed => 9,
        State::Cancelled => 10,
    }
}
