//! What each task did, folded from the trace as it grows: the index that drawing and tables read.
//!
//! Of a task is kept where it stands, and which events brought it there. What it did before is read from its events when
//! somebody asks. Folding the whole trace at once or piece by piece gives the same lanes.

use super::events::OfTask;
use super::lists::{Ascending, grow};
use super::{Event, EventKind, IllegalMove, PollResult, State, TaskId, TimerKind, Trace, WaitFamily, WaitingOn};
use scenario::time::Micros;
use std::fmt;
use std::iter::Peekable;
use std::ops::{Add, AddAssign, Range};

/// A lane for each task of a trace, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lanes {
    statuses: Vec<TaskStatus>,
    folded: usize,
    spawns: Ascending,
    ends: Ascending,
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

/// Where a task stands. Events by their indexes in [`Trace::events`], [`NONE`] where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
struct TaskStatus {
    /// The event that spawned it.
    spawned_by: u32,
    /// The event with which what is shown of its state began.
    changed_by: u32,
    /// The last event that set a timer for its sleep or its pause between attempts.
    timer_set_by: u32,
    state: State,
    /// That timer is for a sleep of an attempt that has neither failed nor come to its end.
    sleeps: bool,
    /// Some event of it did not fit: what it did is found only by going through all of them.
    broken: bool,
}

/// How large what is kept of a task is, for the [`Budget`](super::Budget).
#[cfg(test)]
pub(super) const SIZE_OF_STATUS: usize = size_of::<TaskStatus>();

/// What stands for an event that is not there.
pub(super) const NONE: u32 = u32::MAX;

impl Default for TaskStatus {
    fn default() -> Self {
        Self {
            spawned_by: NONE,
            changed_by: NONE,
            timer_set_by: NONE,
            state: State::Created,
            sleeps: false,
            broken: false,
        }
    }
}

/// One task's life so far.
///
/// ```text
///   spawned
///   │ segments   ready running waiting(timer)           running  end
///   │            ├────┤├──────┤├────────────────────────┤├──────┤│ finished
/// ```
#[derive(Clone, Copy)]
pub struct Lane<'a> {
    trace: &'a Trace,
    task: TaskId,
    folded: usize,
    status: TaskStatus,
    /// Its events, where they have been looked up.
    own: Option<&'a [u32]>,
}

/// So many tasks' events are looked up at once.
const TASKS_AT_ONCE: usize = 1_024;

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
    /// It was thrown away while it waited.
    Destroyed,
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
    /// The event with which the state before began, as its index in [`Trace::events`]; `u32::MAX` for one only created.
    pub(super) begun_by: u32,
    /// The last event that set a timer for its sleep or its pause, likewise.
    pub(super) timer_set_by: u32,
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
        grow(&mut self.statuses, trace.tasks.len(), TaskStatus::default());
        let until = until.min(trace.events.len());
        if until <= self.folded {
            return;
        }
        for (index, event) in (self.folded..).zip(trace.events.range(self.folded..until)) {
            let transition = self.fold(trace, index, &event);
            seen(index, &event, transition);
        }
        trace.events.sort_by_task(self.folded..until);
        self.folded = until;
    }

    /// The lane of this task; `None` if the trace, which must be the one that was folded, does not list it.
    #[must_use]
    pub fn lane<'a>(&self, trace: &'a Trace, task: TaskId) -> Option<Lane<'a>> {
        let status = *self.statuses.get(task.index())?;
        Some(Lane {
            trace,
            task,
            folded: self.folded,
            status,
            own: None,
        })
    }

    /// All lanes with their tasks, in their order. For those whose segments are asked for see [`Lanes::each_in`].
    pub fn iter<'a>(&self, trace: &'a Trace) -> impl ExactSizeIterator<Item = (TaskId, Lane<'a>)> {
        self.statuses.iter().enumerate().map(move |(index, &status)| {
            let task = TaskId(place(index));
            let lane = Lane {
                trace,
                task,
                folded: self.folded,
                status,
                own: None,
            };
            (task, lane)
        })
    }

    /// Calls `each` with the lanes of these tasks, in order. The events of many are looked up together, so that the
    /// segments of all of them cost no more than a pass over their events.
    pub fn each_in(&self, trace: &Trace, tasks: Range<usize>, mut each: impl FnMut(TaskId, &Lane<'_>)) {
        let until = tasks.end.min(self.statuses.len());
        for from in (tasks.start..until).step_by(TASKS_AT_ONCE) {
            let together = from..until.min(from + TASKS_AT_ONCE);
            let events = trace.events.of_tasks(together.clone(), self.folded);
            for index in together {
                let task = TaskId(place(index));
                let Some(lane) = self.lane(trace, task) else { return };
                let own = Some(events.of(index - from));
                each(task, &Lane { own, ..lane });
            }
        }
    }

    /// Where a task stands after the last event folded. One that the trace does not list is only created.
    #[must_use]
    pub fn state(&self, task: TaskId) -> State {
        self.statuses
            .get(task.index())
            .map_or(State::Created, |status| status.state)
    }

    /// The event with which a task ended, as its index in [`Trace::events`].
    #[must_use]
    pub fn ended_by(&self, task: TaskId) -> Option<usize> {
        self.statuses.get(task.index())?.ended_by()
    }

    /// How many lanes there are, one for each task.
    #[must_use]
    pub fn len(&self) -> usize {
        self.statuses.len()
    }

    /// Whether there is no lane.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statuses.is_empty()
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
        let behind = (event as usize).saturating_add(1);
        match self.parents {
            Parents::One(one) if one == parent => {}
            Parents::None | Parents::One(_) => return 0,
            Parents::Several => {
                let goes_on = |lane: &Lane<'_>| {
                    let state = lane.state_after(behind);
                    state != State::Created && !state.ended()
                };
                let lanes = self.iter(trace).zip(&trace.tasks);
                return lanes
                    .filter(|((_, lane), info)| info.parent == Some(parent) && goes_on(lane))
                    .count();
            }
        }
        self.spawns
            .count_below(behind)
            .saturating_sub(self.ends.count_below(behind))
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
        self.ends.count_below(events)
    }

    fn fold(&mut self, trace: &Trace, index: usize, event: &Event) -> Option<Transition> {
        if matches!(event.kind, EventKind::Truncated { .. }) {
            self.truncated = true;
        }
        let task = event.task?;
        let Some(status) = self.statuses.get_mut(task.index()) else {
            self.misplaced(index, event, task, State::Created);
            return None;
        };
        let before = *status;
        let parent = trace.task(task).and_then(|info| info.parent);
        let moved = status.fold(trace.is_joined(task), place(index), event);
        let after = *status;
        self.been |= bit(after.state);
        match moved {
            Err(illegal) => self.misplaced(index, event, task, illegal.from),
            Ok(Moved::Spawned) => {
                if let Some(parent) = parent {
                    self.spawns.push(place(index));
                    self.parents.add(parent);
                }
            }
            Ok(Moved::Ended) => {
                if after.sleeps {
                    let planned = deadline_of(trace, after.timer_set_by);
                    self.planned_reach = self.planned_reach.max(planned);
                }
                if parent.is_some() {
                    self.ends.push(place(index));
                    self.cancelled += usize::from(after.state == State::Cancelled);
                }
            }
            Ok(Moved::Within) => {}
        }
        Some(Transition {
            before: shown(before.state),
            after: shown(after.state),
            begun_by: before.changed_by,
            timer_set_by: before.timer_set_by,
        })
    }

    fn misplaced(&mut self, index: usize, event: &Event, task: TaskId, from: State) {
        if !self.truncated {
            self.illegal.push(Misplaced {
                event: index,
                at: event.at,
                task,
                illegal: IllegalMove {
                    from,
                    kind: event.kind.known_name(),
                },
            });
        }
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

impl TaskStatus {
    fn fold(&mut self, joined: bool, index: u32, event: &Event) -> Result<Moved, IllegalMove> {
        let next = self
            .state
            .after(joined, &event.kind)
            .inspect_err(|_| self.broken = true)?;
        match event.kind {
            EventKind::TimerSet {
                what: what @ (TimerKind::Sleep | TimerKind::Backoff),
                ..
            } => {
                self.timer_set_by = index;
                self.sleeps = what == TimerKind::Sleep;
            }
            EventKind::AttemptFailed { .. } | EventKind::Finished { .. } | EventKind::Failed { .. } => {
                self.sleeps = false;
            }
            // It has gone on to something else than the sleep.
            EventKind::PollEnd(PollResult::Pending { on: Some(on) }) if on != WaitingOn::Timer => {
                self.sleeps = false;
            }
            _ => {}
        }
        let moved = match next {
            _ if next == self.state => Moved::Within,
            _ if next.ended() => Moved::Ended,
            State::Spawned => {
                self.spawned_by = index;
                Moved::Spawned
            }
            _ => Moved::Within,
        };
        if shown(next) != shown(self.state) {
            self.changed_by = index;
        }
        self.state = next;
        Ok(moved)
    }

    const fn ended_by(&self) -> Option<usize> {
        if self.state.ended() {
            Some(self.changed_by as usize)
        } else {
            None
        }
    }
}

/// When the timer is due that this event set.
pub(super) fn deadline_of(trace: &Trace, event: u32) -> Option<Micros> {
    match trace.events.get(event as usize)?.kind {
        EventKind::TimerSet { deadline, .. } => Some(deadline),
        _ => None,
    }
}

impl<'a> Lane<'a> {
    /// Where it stands after the last event folded.
    #[must_use]
    pub const fn state(&self) -> State {
        self.status.state
    }

    /// When it was spawned; `None` while it is only created.
    #[must_use]
    pub fn spawned(&self) -> Option<Micros> {
        self.trace.events.at(self.status.spawned_by as usize)
    }

    /// How it ended; `None` while it has not.
    #[must_use]
    pub fn end(&self) -> Option<End> {
        let how = match self.status.state {
            State::Finished => Ended::Finished,
            State::Failed => Ended::Failed,
            State::Cancelled => Ended::Cancelled,
            State::Destroyed => Ended::Destroyed,
            _ => return None,
        };
        let at = self.trace.events.at(self.status.changed_by as usize)?;
        Some(End { at, how })
    }

    /// When its sleep would have ended had it not been cancelled.
    #[must_use]
    pub fn planned_end(&self) -> Option<Micros> {
        let sleeps = self.status.sleeps;
        sleeps
            .then(|| deadline_of(self.trace, self.status.timer_set_by))
            .flatten()
    }

    /// The event with which it ended, as its index in [`Trace::events`].
    #[must_use]
    pub const fn ended_by(&self) -> Option<usize> {
        self.status.ended_by()
    }

    /// What it returned, as Python prints it, or the message of its failure; empty for any other.
    #[must_use]
    pub fn result(&self) -> &'a str {
        let end = self.ended_by().and_then(|event| self.trace.events.get(event));
        end.and_then(|event| event.kind.text()).unwrap_or_default()
    }

    /// Where it stood at this moment, after everything with that stamp. A poll during which the task was woken reads
    /// `Running`.
    #[must_use]
    pub fn state_at(&self, at: Micros) -> State {
        self.state_after(self.trace.events.count_until(at))
    }

    /// Where it stood when the first `events` events of the trace had happened.
    ///
    /// A poll during which it was woken is [`State::Running`] from end to end.
    #[must_use]
    pub fn state_after(&self, events: usize) -> State {
        let happened = |event: u32| event != NONE && (event as usize) < events;
        if !happened(self.status.spawned_by) {
            return State::Created;
        }
        if happened(self.status.changed_by) {
            return shown(self.status.state);
        }
        self.segment_before(events).map_or(State::Spawned, |last| last.state)
    }

    /// The states it was in, in order; each lasts until the next begins, the last one until its end or now. None before it
    /// was spawned. A segment may have no length: a poll on the virtual clock is a `Running` segment of zero length.
    ///
    /// Costs as much as the task has events.
    #[must_use]
    pub fn segments(&self) -> Segments<'a> {
        self.segments_behind(0, State::Created)
    }

    /// Those segments from the one on that lasts when the first `events` events have happened; all of them when none does.
    #[must_use]
    pub fn segments_from(&self, events: usize) -> Segments<'a> {
        match self.segment_before(events) {
            Some(first) => Segments {
                first: Some(first),
                ..self.segments_behind(first.event as usize + 1, first.state)
            },
            None => self.segments(),
        }
    }

    /// The last segment that began among the first `events` events of the trace. Costs a binary search for each chunk of
    /// events that it comes through, back to that segment.
    #[must_use]
    pub fn segment_before(&self, events: usize) -> Option<Segment> {
        let until = events.min(self.folded);
        if self.status.broken {
            let begun = self.segments();
            return begun.take_while(|segment| (segment.event as usize) < until).last();
        }
        let kinds = self.kinds_before(until);
        for (event, kind) in kinds {
            let state = match kind {
                EventKind::PollStart => State::Running,
                EventKind::PollEnd(PollResult::Pending { on }) => match on {
                    _ if self.was_woken_in_its_poll(event) => State::Ready,
                    Some(on) => State::Waiting(on),
                    None => State::Waiting(WaitingOn::Timer),
                },
                EventKind::Woken { .. } if !self.was_polled_at(event) => State::Ready,
                EventKind::Spawned { .. } => return None,
                _ => continue,
            };
            return Some(Segment {
                from: self.trace.events.at(event)?,
                state,
                event: place(event),
            });
        }
        None
    }

    /// The segments, each with when it was over: when the next began, when the task ended, or `now`.
    #[must_use]
    pub fn stretches(&self, now: Micros) -> Stretches<'a> {
        self.stretched(self.segments(), now)
    }

    /// The same from [`Lane::segments_from`] on.
    #[must_use]
    pub fn stretches_from(&self, events: usize, now: Micros) -> Stretches<'a> {
        self.stretched(self.segments_from(events), now)
    }

    fn stretched(&self, segments: Segments<'a>, now: Micros) -> Stretches<'a> {
        Stretches {
            segments: segments.peekable(),
            until: self.end().map_or(now, |end| end.at),
        }
    }

    /// Where its time went up to `now` or its end. The parts add up to exactly that less `spawned`.
    #[must_use]
    pub fn split(&self, now: Micros) -> Split {
        let mut split = Split::default();
        let Some(spawned) = self.spawned() else { return split };
        let until = self.end().map_or(now, |end| end.at.min(now));
        let mut from = spawned;
        let mut state = State::Spawned;
        for segment in self.segments() {
            if segment.from >= until {
                break;
            }
            split.count(state, segment.from.since(from));
            (from, state) = (segment.from, segment.state);
        }
        split.count(state, until.since(from));
        split
    }

    /// The segment that lasts at a moment, after everything with that stamp, as long as the task has not ended.
    #[must_use]
    pub fn segment_at(&self, at: Micros) -> Option<Segment> {
        self.segment_before(self.trace.events.count_until(at))
    }

    /// The segments from the last one on that began before a moment; all of them when none did.
    #[must_use]
    pub fn stretches_since(&self, at: Micros, now: Micros) -> Stretches<'a> {
        self.stretches_from(self.trace.events.count_before(at), now)
    }

    fn segments_behind(&self, from: usize, state: State) -> Segments<'a> {
        let until = self.ended_by().unwrap_or(self.folded);
        let events = &self.trace.events;
        Segments {
            trace: self.trace,
            joined: self.trace.is_joined(self.task),
            own: match self.own {
                Some(own) => events.of_task_known(own, from..until),
                None => events.of_task(self.task, from..until),
            },
            first: None,
            state,
        }
    }

    /// Its events before this one, the last first.
    fn kinds_before(&self, event: usize) -> impl Iterator<Item = (usize, EventKind<'a>)> + use<'a> {
        let events = &self.trace.events;
        let own = match self.own {
            Some(own) => events.of_task_known(own, 0..event),
            None => events.of_task(self.task, 0..event),
        };
        own.rev().filter_map(|event| Some((event, events.get(event)?.kind)))
    }

    /// Whether it was woken during the poll that ended with this event.
    fn was_woken_in_its_poll(&self, end: usize) -> bool {
        let kinds = self.kinds_before(end).map(|(_, kind)| kind);
        let mut in_poll = kinds.take_while(|kind| *kind != EventKind::PollStart);
        in_poll.any(|kind| matches!(kind, EventKind::Woken { .. }))
    }

    /// Whether it was being polled at this event.
    fn was_polled_at(&self, event: usize) -> bool {
        let mut kinds = self.kinds_before(event).map(|(_, kind)| kind);
        let told = kinds.find_map(|kind| match kind {
            EventKind::PollStart
            | EventKind::Attempt { .. }
            | EventKind::AttemptFailed { .. }
            | EventKind::Printed { .. }
            | EventKind::Acquired { .. }
            | EventKind::Put { .. }
            | EventKind::Got { .. }
            | EventKind::Set { .. } => Some(true),
            EventKind::PollEnd(_) | EventKind::Spawned { .. } => Some(false),
            _ => None,
        });
        told.unwrap_or(false)
    }
}

/// The segments of a lane, in order.
#[derive(Clone)]
pub struct Segments<'a> {
    trace: &'a Trace,
    joined: bool,
    own: OfTask<'a>,
    first: Option<Segment>,
    state: State,
}

impl Iterator for Segments<'_> {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        for index in self.own.by_ref() {
            let event = self.trace.events.get(index)?;
            // What does not fit leaves the lane as it was.
            let Ok(next) = self.state.after(self.joined, &event.kind) else {
                continue;
            };
            let before = std::mem::replace(&mut self.state, next);
            if next.ended() {
                return None;
            }
            // A poll during which it is woken goes on: one segment, so that one poll stays one bar.
            if next != before && next != State::Spawned && next != State::RunningWoken {
                return Some(Segment {
                    from: event.at,
                    state: next,
                    event: place(index),
                });
            }
        }
        None
    }
}

/// The segments of a lane, each with when it was over.
#[derive(Clone)]
pub struct Stretches<'a> {
    segments: Peekable<Segments<'a>>,
    until: Micros,
}

impl Iterator for Stretches<'_> {
    type Item = (Segment, Micros);

    fn next(&mut self) -> Option<(Segment, Micros)> {
        let segment = self.segments.next()?;
        let over = self.segments.peek().map_or(self.until, |next| next.from);
        Some((segment, over))
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
            Self::Destroyed => State::Destroyed,
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
            State::Created | State::Finished | State::Failed | State::Cancelled | State::Destroyed => return,
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
        State::Destroyed => 11,
    }
}
