//! The state changes of each task, folded from the trace as it grows: the index for drawing and tables.
//!
//! Stores for each task its state, and the events that led to it. Earlier states are computed from the task's events
//! when they are read. Folding the whole trace at once or piece by piece gives the same lanes.

use super::cancelling::CancelRecord;
use super::events::OfTask;
use super::lists::{Ascending, grow};
use super::{Event, EventKind, IllegalMove, PollResult, State, TaskId, TimerKind, Trace, WaitFamily, WaitingOn};
use scenario::time::Micros;
use std::borrow::Cow;
use std::fmt;
use std::iter::Peekable;
use std::ops::{Add, AddAssign, Range};

/// A lane for each task of a trace, up to the last folded event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lanes {
    statuses: Vec<TaskStatus>,
    folded: usize,
    spawns: Ascending,
    ends: Ascending,
    truncated: bool,
    /// A bit for each state that some task has been in.
    been: u32,
    /// The latest planned end of a task that has ended.
    planned_reach: Option<Micros>,
    /// The parent of all spawned tasks, as long as it is the same one.
    parents: Parents,
    /// The number of cancelled tasks that have a parent.
    cancelled: usize,
    /// What becomes of cancels in a recorded program.
    cancels: CancelRecord,
    illegal: Vec<Misplaced>,
}

/// The state of a task. Events are indexes in [`Trace::events`], or [`NONE`].
#[derive(Clone, Copy, Debug, PartialEq)]
struct TaskStatus {
    /// The event that spawned it.
    spawned_by: u32,
    /// The event that began its current state, as shown.
    changed_by: u32,
    /// The last event that set a timer for its sleep or for its pause between attempts.
    timer_set_by: u32,
    state: State,
    /// Whether that timer is for a sleep of an attempt that has neither failed nor ended.
    sleeps: bool,
    /// Whether some event of the task was illegal, so that its states are found only by reading all of its events.
    broken: bool,
}

/// The size of a task's status, for the [`Budget`](super::Budget).
#[cfg(test)]
pub(super) const SIZE_OF_STATUS: usize = size_of::<TaskStatus>();

/// The index that means no event.
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

/// The life of one task so far.
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
    /// Its events, if they have been looked up.
    own: Option<&'a [u32]>,
}

/// The number of tasks whose events are looked up at once.
const TASKS_AT_ONCE: usize = 1_024;

/// A state and its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its start.
    pub from: Micros,
    /// The state: ready, running or waiting. A poll in which the task was woken is `Running` from start to end.
    pub state: State,
    /// The event that began it, as its index in [`Trace::events`].
    pub event: u32,
}

/// How and when a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The time.
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

/// How a task spent its time, from its spawn to its end or to an earlier moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Being polled.
    pub running: Micros,
    /// In the ready queue; for a joined future the time from its spawn to its first poll, usually zero.
    pub ready: Micros,
    /// Waiting for its sleep.
    pub waiting_timer: Micros,
    /// Waiting for tasks that it awaits.
    pub waiting_child: Micros,
    /// Waiting for a permit.
    pub waiting_permit: Micros,
    /// Waiting for whatever else others hold, fill or set.
    pub waiting_resource: Micros,
    /// Pausing before its next attempt.
    pub waiting_backoff: Micros,
}

/// The effect of an event on its task's state. A task that is woken while it runs is still [`State::Running`] here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The state before the event.
    pub before: State,
    /// The state after it; the same for an event that does not change it.
    pub after: State,
    /// The event that began the state before, as its index in [`Trace::events`]; `u32::MAX` for a task that was only
    /// created.
    pub(super) begun_by: u32,
    /// The last event that set a timer for its sleep or its pause, as its index.
    pub(super) timer_set_by: u32,
}

/// An event that is illegal in the state of its task, which is a bug of the recorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// The event, as its index in [`Trace::events`].
    pub event: usize,
    /// Its stamp.
    pub at: Micros,
    /// Its task. A task that the trace does not list counts as one that is only created.
    pub task: TaskId,
    /// The illegal transition.
    pub illegal: IllegalMove,
}

impl Lanes {
    /// Folds the events that were appended to `trace` since the last call. For another trace, start from
    /// [`Lanes::default`].
    ///
    /// An illegal event leaves its lane unchanged and is listed in [`Lanes::illegal`], so that drawing can go on. After
    /// a `truncated` event it is not listed, because the missing events explain it.
    pub fn extend(&mut self, trace: &Trace) {
        self.extend_with(trace, trace.events.len(), |_, _, _| {});
    }

    /// Folds the events before index `until` that are not folded yet, and passes each to `seen` with its index and its
    /// task's transition, in the one pass over a trace that all other indexes share. The transition is `None` for an
    /// event that does not belong to a lane.
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

    /// All lanes with their tasks, in order. To read segments, [`Lanes::each_in`] is faster.
    pub fn iter<'a>(&self, trace: &'a Trace) -> impl ExactSizeIterator<Item = (TaskId, Lane<'a>)> {
        self.statuses.iter().enumerate().map(move |(index, &status)| {
            let task = TaskId(as_u32(index));
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

    /// Calls `each` with the lanes of these tasks, in order. Looks up the events of many tasks together, so that
    /// reading the segments of all lanes costs no more than a pass over their events.
    pub fn each_in(&self, trace: &Trace, tasks: Range<usize>, mut each: impl FnMut(TaskId, &Lane<'_>)) {
        let until = tasks.end.min(self.statuses.len());
        for from in (tasks.start..until).step_by(TASKS_AT_ONCE) {
            let together = from..until.min(from + TASKS_AT_ONCE);
            let events = trace.events.of_tasks(together.clone(), self.folded);
            for index in together {
                let task = TaskId(as_u32(index));
                let Some(lane) = self.lane(trace, task) else { return };
                let own = Some(events.of(index - from));
                each(task, &Lane { own, ..lane });
            }
        }
    }

    /// The state of a task after the last folded event. A task that the trace does not list is `Created`.
    #[must_use]
    pub fn state(&self, task: TaskId) -> State {
        self.statuses
            .get(task.index())
            .map_or(State::Created, |status| status.state)
    }

    /// The event that ended a task, as its index in [`Trace::events`].
    #[must_use]
    pub fn ended_by(&self, task: TaskId) -> Option<usize> {
        self.statuses.get(task.index())?.ended_by()
    }

    /// The number of lanes, one for each task.
    #[must_use]
    pub fn len(&self) -> usize {
        self.statuses.len()
    }

    /// Whether there is no lane.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statuses.is_empty()
    }

    /// The illegal events; empty unless the recorder has a bug.
    #[must_use]
    pub fn illegal(&self) -> &[Misplaced] {
        &self.illegal
    }

    /// The number of children of this task that were spawned and had not ended after this event (its index in the
    /// trace). Costs two binary searches, but is linear in the number of tasks if several tasks have children.
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
                let children = |task: TaskId| trace.tasks.parent(task) == Some(parent);
                return self
                    .iter(trace)
                    .filter(|(task, lane)| children(*task) && goes_on(lane))
                    .count();
            }
        }
        self.spawns
            .count_below(behind)
            .saturating_sub(self.ends.count_below(behind))
    }

    /// The names of those children, as people read them. Looks through all tasks.
    #[must_use]
    pub fn children_named_after<'a>(&self, trace: &'a Trace, parent: TaskId, event: u32) -> Vec<Cow<'a, str>> {
        let behind = (event as usize).saturating_add(1);
        let of_parent = |task: TaskId| match self.parents {
            Parents::None => false,
            Parents::One(one) => one == parent && task != parent,
            Parents::Several => trace.tasks.parent(task) == Some(parent),
        };
        let goes_on = |lane: &Lane<'_>| {
            let state = lane.state_after(behind);
            state != State::Created && !state.ended()
        };
        let children = self
            .iter(trace)
            .filter(|(task, lane)| of_parent(*task) && goes_on(lane));
        children.map(|(task, _)| trace.name_in_words(task)).collect()
    }

    /// Whether any task has been in this state.
    #[must_use]
    pub fn has_been(&self, state: State) -> bool {
        self.been & bit(state) != 0
    }

    /// The length of a picture's time axis: up to the last folded event, and to the latest planned end of a cancelled
    /// task, unless that is more than three times as far, which would leave less than a third of the picture for the
    /// run.
    #[must_use]
    pub fn reach(&self, trace: &Trace) -> Micros {
        let end = self.last_stamp(trace);
        let farthest = Micros(end.0.saturating_mul(3));
        self.planned_reach.map_or(end, |planned| end.max(planned.min(farthest)))
    }

    /// The number of cancelled tasks that have a parent.
    #[must_use]
    pub const fn cancelled(&self) -> usize {
        self.cancelled
    }

    /// What becomes of cancels in a recorded program.
    #[must_use]
    pub const fn cancels(&self) -> &CancelRecord {
        &self.cancels
    }

    /// The number of folded events.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.folded
    }

    /// The stamp of the last folded event.
    #[must_use]
    pub fn last_stamp(&self, trace: &Trace) -> Micros {
        let last = self.folded.checked_sub(1).and_then(|last| trace.events.get(last));
        last.map_or(Micros::ZERO, |event| event.at)
    }

    /// The number of tasks with a parent that had ended after the first `events` events of the trace.
    #[must_use]
    pub fn ended_after(&self, events: usize) -> usize {
        self.ends.count_below(events)
    }

    /// The number of tasks with a parent that had been spawned and had not ended after the first `events` events of the trace.
    #[must_use]
    pub fn in_flight_after(&self, events: usize) -> usize {
        self.spawns
            .count_below(events)
            .saturating_sub(self.ends.count_below(events))
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
        let parent = trace.tasks.parent(task);
        let moved = status.fold(trace.is_joined(task), as_u32(index), event);
        let after = *status;
        self.been |= bit(after.state);
        let statuses = &self.statuses;
        let was_cancelled = |task: TaskId| {
            let status = statuses.get(task.index());
            status.is_some_and(|status| status.state == State::Cancelled)
        };
        (self.cancels).fold(trace, as_u32(index), event, (task, before.state), was_cancelled);
        match moved {
            Err(illegal) => self.misplaced(index, event, task, illegal.from),
            Ok(Moved::Spawned) => {
                if let Some(parent) = parent {
                    self.spawns.push(as_u32(index));
                    self.parents.add(parent);
                }
            }
            Ok(Moved::Ended) => {
                if after.sleeps {
                    let planned = deadline_of(trace, after.timer_set_by);
                    self.planned_reach = self.planned_reach.max(planned);
                }
                if parent.is_some() {
                    self.ends.push(as_u32(index));
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

/// Which tasks have children.
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
            // The task waits for something other than its sleep.
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

/// The deadline of the timer that this event set.
pub(super) fn deadline_of(trace: &Trace, event: u32) -> Option<Micros> {
    match trace.events.get(event as usize)?.kind {
        EventKind::TimerSet { deadline, .. } => Some(deadline),
        _ => None,
    }
}

impl<'a> Lane<'a> {
    /// The state after the last folded event.
    #[must_use]
    pub const fn state(&self) -> State {
        self.status.state
    }

    /// The time of its spawn; `None` for a task that is only created.
    #[must_use]
    pub fn spawned(&self) -> Option<Micros> {
        self.trace.events.at(self.status.spawned_by as usize)
    }

    /// How it ended; `None` before its end.
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

    /// When its sleep would have ended, had it not been cancelled.
    #[must_use]
    pub fn planned_end(&self) -> Option<Micros> {
        let sleeps = self.status.sleeps;
        sleeps
            .then(|| deadline_of(self.trace, self.status.timer_set_by))
            .flatten()
    }

    /// The event that ended it, as its index in [`Trace::events`].
    #[must_use]
    pub const fn ended_by(&self) -> Option<usize> {
        self.status.ended_by()
    }

    /// Its result, as Python prints it, or the message of its failure; empty for any other task.
    #[must_use]
    pub fn result(&self) -> &'a str {
        let end = self.ended_by().and_then(|event| self.trace.events.get(event));
        end.and_then(|event| event.kind.text()).unwrap_or_default()
    }

    /// Its state at this time, after all events with this stamp. During a poll in which the task was woken it is
    /// `Running`.
    #[must_use]
    pub fn state_at(&self, at: Micros) -> State {
        self.state_after(self.trace.events.count_until(at))
    }

    /// Its state after the first `events` events of the trace.
    ///
    /// During a poll in which it was woken, the state is [`State::Running`] from start to end.
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

    /// Its states in order. Each ends when the next begins, the last one at the end of the task, or now. There are none
    /// before its spawn. A segment may have length 0: a poll on the virtual clock does.
    ///
    /// Costs the number of the task's events.
    #[must_use]
    pub fn segments(&self) -> Segments<'a> {
        self.segments_behind(0, State::Created)
    }

    /// The segments from the current one after the first `events` events; all of them if there is no current one.
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

    /// The last segment that began among the first `events` events of the trace. Costs a binary search for each chunk
    /// of events between that segment and `events`.
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
                event: as_u32(event),
            });
        }
        None
    }

    /// The segments, each with its end: the start of the next segment, the end of the task, or `now`.
    #[must_use]
    pub fn stretches(&self, now: Micros) -> Stretches<'a> {
        self.stretched(self.segments(), now)
    }

    /// The same, from [`Lane::segments_from`] on.
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

    /// How it spent its time up to `now` or its end. The parts add up to exactly the time since its spawn.
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

    /// The segment at a time, after all events with this stamp; `None` after the end of the task.
    #[must_use]
    pub fn segment_at(&self, at: Micros) -> Option<Segment> {
        self.segment_before(self.trace.events.count_until(at))
    }

    /// The segments from the last one that began before a time; all of them if none did.
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

    /// Its events before this one, latest first.
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
            // An illegal event leaves the lane unchanged.
            let Ok(next) = self.state.after(self.joined, &event.kind) else {
                continue;
            };
            let before = std::mem::replace(&mut self.state, next);
            if next.ended() {
                return None;
            }
            // A poll in which the task is woken continues: one segment, so that one poll is one bar.
            if next != before && next != State::Spawned && next != State::RunningWoken {
                return Some(Segment {
                    from: event.at,
                    state: next,
                    event: as_u32(index),
                });
            }
        }
        None
    }
}

/// The segments of a lane, each with its end.
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
    /// The state of a task that ended like this.
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
    /// The total time of waiting.
    #[must_use]
    pub fn waiting(&self) -> Micros {
        self.waiting_timer + self.waiting_child + self.waiting_permit + self.waiting_resource + self.waiting_backoff
    }

    /// The total time: running, ready and waiting.
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
                WaitFamily::Permit => &mut self.waiting_permit,
                WaitFamily::Resource => &mut self.waiting_resource,
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
            waiting_resource: self.waiting_resource + other.waiting_resource,
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

/// The effect of an event on the counts over all lanes.
enum Moved {
    Spawned,
    Ended,
    Within,
}

/// An index as `u32`, in which all indexes of events fit: four billion events do not fit into memory.
pub(super) fn as_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The state that is shown: during a poll in which the task was woken, `Running`.
const fn shown(state: State) -> State {
    match state {
        State::RunningWoken => State::Running,
        other => other,
    }
}

const fn bit(state: State) -> u32 {
    1 << number(state)
}

/// A different number for each state that is shown as its own.
const fn number(state: State) -> usize {
    match state {
        State::Created => 0,
        State::Spawned => 1,
        State::Ready => 2,
        State::Running | State::RunningWoken => 3,
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer => 4,
            WaitFamily::Awaited => 5,
            WaitFamily::Permit => 6,
            WaitFamily::Resource => 12,
            WaitFamily::Backoff => 7,
        },
        State::Finished => 8,
        State::Failed => 9,
        State::Cancelled => 10,
        State::Destroyed => 11,
    }
}
