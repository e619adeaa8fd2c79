//! The lookups for causes, folded from the trace as it grows.
//!
//! Stores indexes of events, never copies of them, and no text.

use super::polls::Polls;
use crate::lanes::as_u32;
use crate::lists::{Ascending, PerTask, Pieces};
use crate::timers::TimerTable;
use crate::{Event, EventKind, OfTask, ResourceId, TaskId, TimerId, TimerKind, Trace, WokenBy};
use scenario::time::Micros;
use scenario::{Leftovers, Policy, Scenario, Unit};
use std::collections::{BTreeSet, HashMap};

/// The number of permit holders that are stored for a wait: as many as a sentence names.
const HOLDERS_NAMED: usize = 3;

/// The index of a trace that [`super::why`] and [`crate::findings`] read, up to the last folded event.
///
/// Folding the trace at once or piece by piece gives the same index. Events of a task that the trace does not list are
/// ignored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Causes {
    join_settings: Option<JoinSettings>,
    /// The number of tasks in the trace.
    tasks: usize,
    /// The end of each task: `finished`, `failed`, `cancelled` or `destroyed`.
    ends: PerTask,
    /// Each task's first `cancel-requested`.
    cancels: PerTask,
    /// The `released` of another task that handed the task its permit.
    handed: PerTask,
    /// The task's own `released`.
    released: PerTask,
    /// The task's `never-retrieved`.
    unseen: PerTask,
    holds_since: PerTask,
    wakes: ByActor,
    /// The first `cancel-requested` of each task, by the task that requested it.
    requested: ByActor,
    timers: TimerTable,
    /// Timers whose ids are not ascending, which the runtime never records: the events that set and that served them.
    other_timers: HashMap<TimerId, (u32, Option<u32>)>,
    polls: Polls,
    open_poll: Option<u32>,
    open_child_poll: Option<u32>,
    /// Whether main's current poll has polled a joined future, so that the poll counts as the future's.
    polled_children: bool,
    holding: BTreeSet<(u32, TaskId)>,
    queues: HashMap<u32, Holders>,
    main_decided_by: Option<u32>,
    /// With `as-completed`, the lines that main printed when it took a result: the end it took, and the line.
    taken: Vec<(u32, u32)>,
    clock_changes: Vec<u32>,
    truncated: bool,
    folded: usize,
}

/// The parts of the recorded scenario on which causes depend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JoinSettings {
    /// The policy.
    pub policy: Policy,
    /// Whether operations run as tasks or as futures.
    pub unit: Unit,
    /// The largest number of operations at the same time.
    pub limit: Option<u32>,
    /// The timeout of an attempt.
    pub timeout: Option<Micros>,
    /// The number of attempts after a failed first one.
    pub retry: u32,
    /// The first pause between attempts.
    pub backoff: Micros,
    /// What happens to operations that main leaves behind.
    pub leftovers: Leftovers,
}

/// Events that one task caused for another, by the task that caused them.
#[derive(Clone, Debug, Default, PartialEq)]
struct ByActor {
    /// The events.
    events: Ascending,
    /// For each run of events caused by one task: that task, and the number of events before the run.
    runs: Pieces<(u32, u32)>,
}

impl ByActor {
    fn push(&mut self, actor: TaskId, event: u32) {
        if self.runs.last_mut().is_none_or(|(last, _)| *last != actor.0) {
            self.runs.push((actor.0, self.events.len() as u32));
        }
        self.events.push(event);
    }

    /// The events that a task caused, in order. Searches all runs.
    fn of(&self, actor: TaskId) -> impl Iterator<Item = usize> {
        let own = (0..self.runs.len()).filter_map(move |run| {
            let (_, from) = self.runs.get(run).filter(|&(by, _)| by == actor.0)?;
            let behind = self
                .runs
                .get(run + 1)
                .map_or(self.events.len(), |(_, next)| next as usize);
            Some(from as usize..behind)
        });
        own.flatten()
            .filter_map(|index| self.events.get(index).map(|event| event as usize))
    }
}

/// The events of one timer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimerMarks {
    /// Its `timer-set`.
    pub set: u32,
    /// The task that set it.
    pub owner: TaskId,
    /// Its purpose.
    pub what: TimerKind,
    /// Its deadline.
    pub deadline: Micros,
    /// Its `timer-fired`.
    pub fired: Option<u32>,
}

/// The holders of the permits when a task queued for one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holders {
    /// Those that had held a permit longest; the rest is `None`.
    pub first: [Option<TaskId>; HOLDERS_NAMED],
    /// The number of holders.
    pub count: usize,
}

impl Causes {
    /// Folds the events that were appended to `trace` since the last call. For another trace, start from
    /// [`Causes::default`].
    pub fn extend(&mut self, trace: &Trace) {
        self.extend_to(trace, trace.events.len());
    }

    /// Folds the events before index `until` only.
    pub fn extend_to(&mut self, trace: &Trace, until: usize) {
        if self.join_settings.is_none() {
            self.join_settings = trace.scenario().map(JoinSettings::of);
        }
        self.tasks = trace.tasks.len();
        self.ends.make_room(self.tasks);
        let until = until.min(trace.events.len());
        if until <= self.folded {
            return;
        }
        for (index, event) in (self.folded..until).zip(trace.events.range(self.folded..until)) {
            self.fold(trace, index, &event);
        }
        trace.events.sort_by_task(self.folded..until);
        self.folded = until;
    }

    /// The number of folded events.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.folded
    }

    /// The event that ended this task, as its index in the trace.
    #[must_use]
    pub fn end_of(&self, task: TaskId) -> Option<usize> {
        self.ends.get(task.index()).map(|end| end as usize)
    }

    /// The folded events of this task, as their indexes in [`Trace::events`], in order.
    #[must_use]
    pub fn events_of<'a>(&self, trace: &'a Trace, task: TaskId) -> OfTask<'a> {
        trace.events.of_task(task, 0..self.folded)
    }

    /// Whether the trace is truncated, so that an event may have happened although it is not there.
    pub(crate) const fn truncated(&self) -> bool {
        self.truncated
    }

    /// The settings of the scenario; `None` for the recording of another program, and before anything is folded.
    pub(crate) const fn join_settings(&self) -> Option<JoinSettings> {
        self.join_settings
    }

    fn policy(&self) -> Option<Policy> {
        self.join_settings.map(|settings| settings.policy)
    }

    /// The first request to cancel a task, as its index in [`Trace::events`]; `None` if there was none.
    #[must_use]
    pub fn cancel_of(&self, task: TaskId) -> Option<usize> {
        self.cancels.get(task.index()).map(|request| request as usize)
    }

    /// The events with which a task was the first to ask for the end of another, or of itself, as their indexes in
    /// [`Trace::events`], in order.
    pub(crate) fn requested_by(&self, task: TaskId) -> impl Iterator<Item = usize> {
        self.requested.of(task)
    }

    /// Whether the trace lists this task.
    pub(crate) const fn lists(&self, task: TaskId) -> bool {
        task.index() < self.tasks
    }

    /// The `spawned` of a task.
    pub(crate) fn spawned_by(&self, trace: &Trace, task: TaskId) -> Option<usize> {
        let mut own = self.events_of(trace, task);
        own.find(|&event| {
            trace
                .events
                .get(event)
                .is_some_and(|event| matches!(event.kind, EventKind::Spawned { .. }))
        })
    }

    /// The `released` of another task that handed this task its permit.
    pub(crate) fn handed_by(&self, task: TaskId) -> Option<usize> {
        self.handed.get(task.index()).map(|event| event as usize)
    }

    /// The last `released` of a task.
    pub(crate) fn released_by(&self, task: TaskId) -> Option<usize> {
        self.released.get(task.index()).map(|event| event as usize)
    }

    /// The `never-retrieved` of a task.
    pub(crate) fn unseen(&self, task: TaskId) -> Option<usize> {
        self.unseen.get(task.index()).map(|event| event as usize)
    }

    /// The wakes of other tasks that a task caused, in order.
    pub(crate) fn woke(&self, task: TaskId) -> impl Iterator<Item = usize> {
        self.wakes.of(task)
    }

    pub(crate) fn timer(&self, trace: &Trace, timer: TimerId) -> Option<TimerMarks> {
        let (set, fired) = match self.other_timers.get(&timer) {
            Some(&other) => other,
            None => {
                let index = self.timers.position_of(trace, timer)?;
                (self.timers.set_by(index)?, self.timers.ended_by(index))
            }
        };
        let event = trace.events.get(set as usize)?;
        match event.kind {
            EventKind::TimerSet { what, deadline, .. } => Some(TimerMarks {
                set,
                owner: event.task?,
                what,
                deadline,
                fired,
            }),
            _ => None,
        }
    }

    pub(crate) const fn polls(&self) -> &Polls {
        &self.polls
    }

    pub(crate) fn holders(&self, wait: usize) -> Option<&Holders> {
        self.queues.get(&as_u32(wait))
    }

    /// The number of times that a task queued for a permit.
    pub(crate) fn queued_for_permits(&self) -> usize {
        self.queues.len()
    }

    /// The event that decided main's result: the end of an operation, or the timer of the deadline. Known once main has
    /// ended.
    pub(crate) const fn main_decided_by(&self) -> Option<u32> {
        self.main_decided_by
    }

    /// With `as-completed`, the end that main took when it printed this line.
    pub(crate) fn taken(&self, line: usize) -> Option<u32> {
        let line = as_u32(line);
        let nth = self.taken.binary_search_by_key(&line, |&(_, line)| line).ok()?;
        self.taken.get(nth).map(|&(end, _)| end)
    }

    /// With `as-completed`, the line that main printed when it took this end.
    pub(crate) fn taken_at(&self, end: usize) -> Option<u32> {
        let end = as_u32(end);
        // Main takes the ends in their order.
        let nth = self.taken.binary_search_by_key(&end, |&(end, _)| end).ok()?;
        self.taken.get(nth).map(|&(_, line)| line)
    }

    /// Changes of the clock by the user or by a hidden tab between these events.
    pub(crate) fn clock_changes_between(&self, after: usize, before: usize) -> &[u32] {
        let from = self.clock_changes.partition_point(|&change| (change as usize) < after);
        let to = self.clock_changes.partition_point(|&change| (change as usize) < before);
        &self.clock_changes[from..to.max(from)]
    }

    // --- folding --------------------------------------------------------------------------------------------------

    fn fold(&mut self, trace: &Trace, index: usize, event: &Event<'_>) {
        let here = as_u32(index);
        if matches!(event.kind, EventKind::Clock { .. }) {
            self.clock_changes.push(here);
        }
        self.truncated |= matches!(event.kind, EventKind::Truncated { .. });
        let Some(task) = event.task else { return };
        if !self.lists(task) {
            return;
        }
        let (id, tasks) = (task.index(), self.tasks);
        match &event.kind {
            EventKind::CancelRequested { by, .. } if self.cancels.get(id).is_none() => {
                self.cancels.set(id, tasks, Some(here));
                if let Some(by) = *by {
                    self.requested.push(by, here);
                }
            }
            EventKind::NeverRetrieved => self.unseen.set(id, tasks, Some(here)),
            EventKind::Destroyed if self.ends.get(id).is_none() => self.ends.set(id, tasks, Some(here)),
            EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled => {
                self.ends.set(id, tasks, Some(here));
                if self.join_settings.is_some() && task == TaskId::MAIN {
                    self.main_decided_by = event.cause;
                }
            }
            EventKind::Woken { by } => self.note_wake(trace, task, *by, here),
            EventKind::PollStart => self.open_poll(trace, task, here),
            EventKind::PollEnd(_) => {
                if event.kind.queues_for_permit() {
                    self.note_queue(here);
                }
                self.close_poll(trace, task, here);
            }
            EventKind::TimerSet { timer, .. } => {
                let goes_up = self.timers.set(*timer, index);
                if !goes_up {
                    self.other_timers.insert(*timer, (here, None));
                }
            }
            EventKind::TimerFired { timer } => {
                if let Some((_, fired)) = self.other_timers.get_mut(timer) {
                    *fired = Some(here);
                } else if let Some(of) = self.timers.position_of(trace, *timer) {
                    self.timers.end(of, index);
                }
            }
            EventKind::Acquired {
                res: ResourceId::PERMITS,
                ..
            } => self.hold(task, here),
            EventKind::Released {
                res: ResourceId::PERMITS,
                to,
                ..
            } => {
                self.released.set(id, tasks, Some(here));
                if let Some(since) = self.holds_since.get(id) {
                    self.holds_since.set(id, tasks, None);
                    self.holding.remove(&(since, task));
                }
                if let Some(to) = to.filter(|&to| self.lists(to)) {
                    self.handed.set(to.index(), tasks, Some(here));
                    self.hold(to, here);
                }
            }
            EventKind::Printed { .. } if task == TaskId::MAIN && self.policy() == Some(Policy::AsCompleted) => {
                // Another line reports that the deadline has passed.
                let end = event.cause.filter(|&cause| self.is_end(trace, cause));
                self.taken.extend(end.map(|end| (end, here)));
            }
            _ => {}
        }
    }

    fn note_queue(&mut self, here: u32) {
        // For a recorded program, the wait does not tell which semaphore it is for and which tasks hold it.
        if self.join_settings.is_none() {
            return;
        }
        let mut first = [None; HOLDERS_NAMED];
        for (slot, &(_, holder)) in first.iter_mut().zip(&self.holding) {
            *slot = Some(holder);
        }
        let count = self.holding.len();
        self.queues.insert(here, Holders { first, count });
    }

    fn hold(&mut self, task: TaskId, here: u32) {
        // A permit that was handed over has been held since then.
        if self.holds_since.get(task.index()).is_none() {
            self.holds_since.set(task.index(), self.tasks, Some(here));
            self.holding.insert((here, task));
        }
    }

    fn note_wake(&mut self, trace: &Trace, woken: TaskId, by: WokenBy, here: u32) {
        let waker = match by {
            WokenBy::Spawn => trace.tasks.parent(woken),
            WokenBy::Timer(timer) => self.timer(trace, timer).map(|marks| marks.owner),
            WokenBy::Task(task) => Some(task),
            WokenBy::Resource { by, .. } | WokenBy::Cancel(by) => by,
            WokenBy::Itself | WokenBy::User | WokenBy::Io | WokenBy::Thread | WokenBy::Other => None,
        };
        if let Some(waker) = waker.filter(|&waker| waker != woken && self.lists(waker)) {
            self.wakes.push(waker, here);
        }
    }

    fn open_poll(&mut self, trace: &Trace, task: TaskId, here: u32) {
        if trace.is_joined(task) {
            self.open_child_poll = Some(here);
        } else if self.open_poll.is_some() && starts_eagerly(trace, task, here as usize) {
            // Its creator calls it: the poll that holds the thread is the creator's.
            if let Some(parent) = trace.tasks.parent(task) {
                self.wakes.push(parent, here);
            }
        } else {
            self.open_poll = Some(here);
            self.polled_children = false;
        }
    }

    fn close_poll(&mut self, trace: &Trace, task: TaskId, here: u32) {
        let start = if trace.is_joined(task) {
            self.polled_children = true;
            self.open_child_poll.take()
        } else if self.open_poll.and_then(|start| trace.events.task(start as usize)) != Some(task) {
            // An eager task's, within its creator's.
            None
        } else {
            self.open_poll.take().filter(|_| !self.polled_children)
        };
        let Some(start) = start else { return };
        let at = |event: u32| trace.events.at(event as usize).unwrap_or_default();
        let length = at(here) - at(start);
        self.polls.push(start, here, length);
    }

    /// Whether this event is the end of a task.
    fn is_end(&self, trace: &Trace, event: u32) -> bool {
        let task = trace.events.get(event as usize).and_then(|event| event.task);
        task.is_some_and(|task| self.end_of(task) == Some(event as usize))
    }
}

impl JoinSettings {
    fn of(scenario: &Scenario) -> Self {
        Self {
            policy: scenario.policy,
            unit: scenario.runs_as(),
            limit: scenario.limit.map(|limit| limit.get()),
            timeout: scenario.timeout.as_ref().map(|timeout| timeout.micros()),
            retry: scenario.retry,
            backoff: scenario.backoff.micros(),
            leftovers: scenario.leftovers,
        }
    }
}

/// Whether this poll of a task is within its creator's poll: the task was spawned, and neither woken nor polled yet.
pub(crate) fn starts_eagerly(trace: &Trace, task: TaskId, poll: usize) -> bool {
    let event = |index: usize| trace.events.get(index);
    let woken = event(poll)
        .and_then(|poll| event(poll.cause? as usize))
        .is_some_and(|cause| matches!(cause.kind, EventKind::Woken { .. }));
    if woken || trace.is_joined(task) {
        return false;
    }
    let before = trace.events.of_task(task, 0..poll).next_back().and_then(event);
    before.is_some_and(|before| matches!(before.kind, EventKind::Spawned { .. }))
}
