//! The lookups that causes need, folded from the trace as it grows.
//!
//! Holds places of events, never copies of them. Says nothing in words.

use super::polls::{PollRecord, Polls};
use crate::{Event, EventKind, ResourceId, TaskId, TimerId, TimerKind, Trace, WokenBy};
use scenario::time::Micros;
use scenario::{Leftovers, Policy, Scenario, Unit};
use std::collections::{BTreeSet, HashMap};

/// Holders of permits that a wait names: as many as a sentence does.
const HOLDERS_NAMED: usize = 3;

/// The index over a trace that [`super::why`] and [`crate::findings`] read, up to the last event folded.
///
/// Folding the whole at once or piece by piece gives the same index. An event of a task that the trace does not list
/// is passed over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Causes {
    asked: Option<JoinSettings>,
    tasks: Vec<Marks>,
    timers: HashMap<TimerId, TimerMarks>,
    polls: Polls,
    open_poll: Option<u32>,
    open_child_poll: Option<u32>,
    /// Main's open poll has polled a joined future: it counts as theirs.
    polled_children: bool,
    holding: BTreeSet<(u32, TaskId)>,
    queues: HashMap<u32, Holders>,
    main_decided_by: Option<u32>,
    /// The lines that main printed as it took one result each, with `as-completed`: the end it took, and the line.
    taken: Vec<(u32, u32)>,
    clock_changes: Vec<u32>,
    truncated: bool,
    folded: usize,
}

/// What the scenario in the trace's link asks for, as far as causes depend on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JoinSettings {
    /// How main awaits.
    pub policy: Policy,
    /// What operations run as.
    pub unit: Unit,
    /// At most so many at a time.
    pub limit: Option<u32>,
    /// The longest an attempt may take.
    pub timeout: Option<Micros>,
    /// Attempts after a failed first one.
    pub retry: u32,
    /// The first pause between attempts.
    pub backoff: Micros,
    /// What becomes of what main leaves behind.
    pub leftovers: Leftovers,
}

/// Where things happened to one task. All are places in the trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Its own events, in order.
    pub events: Vec<u32>,
    /// Other tasks' `woken` events that it caused, in order.
    pub woke: Vec<u32>,
    /// Its `spawned`.
    pub spawned: Option<u32>,
    /// How it ended: `finished`, `failed` or `cancelled`.
    pub end: Option<u32>,
    /// Its first `cancel-requested`.
    pub cancel: Option<u32>,
    /// The `released` of another that handed it its permit.
    pub handed: Option<u32>,
    /// Its own `released`.
    pub released: Option<u32>,
    /// Its `never-retrieved`.
    pub unseen: Option<u32>,
    holds_since: Option<u32>,
}

/// Where things happened to one timer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimerMarks {
    /// Its `timer-set`.
    pub set: u32,
    /// Whose it is.
    pub owner: TaskId,
    /// What for.
    pub what: TimerKind,
    /// When it is due.
    pub deadline: Micros,
    /// Its `timer-fired`.
    pub fired: Option<u32>,
}

/// Who held permits when a task had to queue for one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holders {
    /// Those that held one longest; the rest is `None`.
    pub first: [Option<TaskId>; HOLDERS_NAMED],
    /// How many held one.
    pub count: usize,
}

impl Causes {
    /// Folds the events that were appended to `trace` since the last call. For another trace, start from
    /// [`Causes::default`].
    pub fn extend(&mut self, trace: &Trace) {
        self.extend_to(trace, trace.events.len());
    }

    /// The same for the events before index `until` only.
    pub fn extend_to(&mut self, trace: &Trace, until: usize) {
        if self.asked.is_none() {
            self.asked = trace.scenario().map(JoinSettings::of);
        }
        if self.tasks.len() < trace.tasks.len() {
            self.tasks.resize_with(trace.tasks.len(), Marks::default);
        }
        let until = until.min(trace.events.len());
        for (place, event) in (self.folded..until).zip(trace.events.range(self.folded..until)) {
            self.fold(trace, place, &event);
        }
        self.folded = self.folded.max(until);
    }

    /// How many events have been folded.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.folded
    }

    /// The event with which this task ended, as its index in the trace.
    #[must_use]
    pub fn end_of(&self, task: TaskId) -> Option<usize> {
        self.marks(task)?.end.map(|end| end as usize)
    }

    /// All events of this task, as their indexes in the trace, in order.
    #[must_use]
    pub fn events_of(&self, task: TaskId) -> &[u32] {
        self.marks(task).map_or(&[], |marks| &marks.events)
    }

    /// Whether events are missing, so that what is not there may have happened all the same.
    pub(crate) const fn truncated(&self) -> bool {
        self.truncated
    }

    /// What the scenario asked for; `None` for the recording of another program, and before anything is folded.
    pub(crate) const fn asked(&self) -> Option<JoinSettings> {
        self.asked
    }

    fn policy(&self) -> Option<Policy> {
        self.asked.map(|asked| asked.policy)
    }

    /// The event that asked for the end of a task first, as its place in [`Trace::events`]; `None` if nobody has.
    #[must_use]
    pub fn cancel_of(&self, task: TaskId) -> Option<usize> {
        Some(self.tasks.get(task.index())?.cancel? as usize)
    }

    pub(crate) fn marks(&self, task: TaskId) -> Option<&Marks> {
        self.tasks.get(task.index())
    }

    pub(crate) fn timer(&self, timer: TimerId) -> Option<&TimerMarks> {
        self.timers.get(&timer)
    }

    pub(crate) const fn polls(&self) -> &Polls {
        &self.polls
    }

    pub(crate) fn holders(&self, wait: usize) -> Option<&Holders> {
        self.queues.get(&place_of(wait))
    }

    /// How often a task had to queue for a permit.
    pub(crate) fn queued_for_permits(&self) -> usize {
        self.queues.len()
    }

    /// The event that decided what main got: an operation's end or the deadline's timer; known once main has ended.
    pub(crate) const fn main_decided_by(&self) -> Option<u32> {
        self.main_decided_by
    }

    /// Whose end main took when it printed this line, with `as-completed`.
    pub(crate) fn taken(&self, line: usize) -> Option<u32> {
        let line = place_of(line);
        let nth = self.taken.binary_search_by_key(&line, |&(_, line)| line).ok()?;
        self.taken.get(nth).map(|&(end, _)| end)
    }

    /// The line main printed when it took this end, with `as-completed`.
    pub(crate) fn taken_at(&self, end: usize) -> Option<u32> {
        let end = place_of(end);
        // Main takes ends in their order.
        let nth = self.taken.binary_search_by_key(&end, |&(end, _)| end).ok()?;
        self.taken.get(nth).map(|&(_, line)| line)
    }

    /// Whether the person did something to the clock, or the tab was hidden, between these events.
    pub(crate) fn clock_changes_between(&self, after: usize, before: usize) -> &[u32] {
        let from = self.clock_changes.partition_point(|&change| (change as usize) < after);
        let to = self.clock_changes.partition_point(|&change| (change as usize) < before);
        &self.clock_changes[from..to.max(from)]
    }

    // --- folding --------------------------------------------------------------------------------------------------

    fn fold(&mut self, trace: &Trace, place: usize, event: &Event<'_>) {
        let here = place_of(place);
        if matches!(event.kind, EventKind::Clock { .. }) {
            self.clock_changes.push(here);
        }
        self.truncated |= matches!(event.kind, EventKind::Truncated { .. });
        let Some(task) = event.task else { return };
        let Some(marks) = self.tasks.get_mut(task.index()) else {
            return;
        };
        marks.events.push(here);
        match &event.kind {
            EventKind::Spawned { .. } => marks.spawned = marks.spawned.or(Some(here)),
            EventKind::CancelRequested { .. } => marks.cancel = marks.cancel.or(Some(here)),
            EventKind::NeverRetrieved => marks.unseen = Some(here),
            EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled => {
                marks.end = Some(here);
                if self.asked.is_some() && task == TaskId::MAIN {
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
            EventKind::TimerSet { timer, what, deadline } => {
                let marks = TimerMarks {
                    set: here,
                    owner: task,
                    what: *what,
                    deadline: *deadline,
                    fired: None,
                };
                self.timers.insert(*timer, marks);
            }
            EventKind::TimerFired { timer } => {
                if let Some(timer) = self.timers.get_mut(timer) {
                    timer.fired = Some(here);
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
                marks.released = Some(here);
                if let Some(since) = marks.holds_since.take() {
                    self.holding.remove(&(since, task));
                }
                if let Some(to) = *to {
                    if let Some(next) = self.tasks.get_mut(to.index()) {
                        next.handed = Some(here);
                    }
                    self.hold(to, here);
                }
            }
            EventKind::Printed { .. } if task == TaskId::MAIN && self.policy() == Some(Policy::AsCompleted) => {
                // One more line says that the deadline has passed.
                let end = event.cause.filter(|&cause| self.is_end(trace, cause));
                self.taken.extend(end.map(|end| (end, here)));
            }
            _ => {}
        }
    }

    fn note_queue(&mut self, here: u32) {
        // Which semaphore a recorded task queues for, and who holds it, is not known from the wait alone.
        if self.asked.is_none() {
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
        let Some(marks) = self.tasks.get_mut(task.index()) else {
            return;
        };
        // One that was handed over is held since then.
        if marks.holds_since.is_none() {
            marks.holds_since = Some(here);
            self.holding.insert((here, task));
        }
    }

    fn note_wake(&mut self, trace: &Trace, woken: TaskId, by: WokenBy, here: u32) {
        let waker = match by {
            WokenBy::Spawn => trace.task(woken).and_then(|info| info.parent),
            WokenBy::Timer(timer) => self.timer(timer).map(|marks| marks.owner),
            WokenBy::Task(task) => Some(task),
            WokenBy::Resource { by, .. } | WokenBy::Cancel(by) => by,
            WokenBy::Itself | WokenBy::User | WokenBy::Io | WokenBy::Thread | WokenBy::Other => None,
        };
        if let Some(waker) = waker.filter(|&waker| waker != woken)
            && let Some(marks) = self.tasks.get_mut(waker.index())
        {
            marks.woke.push(here);
        }
    }

    fn open_poll(&mut self, trace: &Trace, task: TaskId, here: u32) {
        if trace.is_joined(task) {
            self.open_child_poll = Some(here);
        } else {
            self.open_poll = Some(here);
            self.polled_children = false;
        }
    }

    fn close_poll(&mut self, trace: &Trace, task: TaskId, here: u32) {
        let start = if trace.is_joined(task) {
            self.polled_children = true;
            self.open_child_poll.take()
        } else {
            self.open_poll.take().filter(|_| !self.polled_children)
        };
        let Some(start) = start else { return };
        let at = |event: u32| trace.events.at(event as usize).unwrap_or_default();
        let length = at(here) - at(start);
        self.polls.push(PollRecord { task, start, end: here }, length);
    }

    /// Whether a task ended with this event.
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

/// A place in a list that can hold no more than `u32::MAX`: a trace of four billion events fits no memory it runs in.
fn place_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
