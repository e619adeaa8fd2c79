//! The lookups that causes need, folded from the trace as it grows.
//!
//! Holds places of events, never copies of them. Says nothing in words.

use super::polls::{Poll, Polls};
use crate::{CancelReason, EventKind, TaskId, TimerId, TimerKind, Trace, WokenBy};
use scenario::time::Micros;
use scenario::{Leftovers, Policy, Unit};
use std::collections::{BTreeSet, HashMap};

/// Holders of permits that a wait names: as many as a sentence does.
const HOLDERS_NAMED: usize = 3;

/// How the message of a deadline that has passed begins; that of an operation begins with the operation.
const DEADLINE_PASSED: &str = "timed out after ";

/// The index over a trace that [`super::why`] and [`crate::findings`] read, up to the last event folded.
///
/// Folding the whole at once or piece by piece gives the same index. An event of a task that the trace does not list
/// is passed over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Causes {
    asked: Option<Asked>,
    tasks: Vec<Marks>,
    timers: HashMap<TimerId, TimerMarks>,
    polls: Polls,
    open_poll: Option<u32>,
    open_child_poll: Option<u32>,
    /// Main's open poll has polled a joined future: it counts as theirs.
    polled_children: bool,
    /// The ends by themselves of operations, in order.
    ends: Vec<u32>,
    holding: BTreeSet<(u32, TaskId)>,
    queues: HashMap<u32, Holders>,
    contenders: Contenders,
    deadline_fired: Option<u32>,
    main_decided_by: Option<u32>,
    drop_decided_by: Option<u32>,
    /// The lines that main printed as it took one outcome each, with `as-completed`.
    lines: Vec<u32>,
    clock_changes: Vec<u32>,
    truncated: bool,
    folded: usize,
}

/// What the scenario in the trace's link asks for, as far as causes depend on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
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
    /// The `permit-released` of another that handed it its permit.
    pub handed: Option<u32>,
    /// Its own `permit-released`.
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

/// The ends that may decide what main gets. All are places in the trace.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Contenders {
    last: Option<u32>,
    first_failed: Option<u32>,
    lowest: Option<(TaskId, u32)>,
    lowest_ok: Option<(TaskId, u32)>,
    lowest_failed: Option<(TaskId, u32)>,
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
            self.asked = Some(Asked::of(trace));
        }
        if self.tasks.len() < trace.tasks.len() {
            self.tasks.resize_with(trace.tasks.len(), Marks::default);
        }
        let until = until.min(trace.events.len());
        for place in self.folded..until {
            self.fold(trace, place);
        }
        self.folded = self.folded.max(until);
    }

    /// How many events have been folded.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.folded
    }

    /// The event with which this task ended, as its place in the trace.
    #[must_use]
    pub fn end_of(&self, task: TaskId) -> Option<usize> {
        self.marks(task)?.end.map(|end| end as usize)
    }

    /// All events of this task, as their places in the trace, in order.
    #[must_use]
    pub fn events_of(&self, task: TaskId) -> &[u32] {
        self.marks(task).map_or(&[], |marks| &marks.events)
    }

    /// Whether events are missing, so that what is not there may have happened all the same.
    pub(crate) const fn truncated(&self) -> bool {
        self.truncated
    }

    /// What the scenario asked for; the defaults before anything is folded.
    pub(crate) fn asked(&self) -> Asked {
        self.asked.unwrap_or_else(Asked::nothing)
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

    /// The end that decided the join whose other futures were dropped, or the race whose losers were cancelled.
    pub(crate) const fn drop_decided_by(&self) -> Option<u32> {
        self.drop_decided_by
    }

    pub(crate) const fn deadline_fired(&self) -> Option<u32> {
        self.deadline_fired
    }

    /// Whose end main took when it printed this line, with `as-completed`.
    pub(crate) fn taken(&self, line: usize) -> Option<u32> {
        let nth = self.lines.binary_search(&place_of(line)).ok()?;
        self.ends.get(nth).copied()
    }

    /// The line main printed when it took this end, with `as-completed`.
    pub(crate) fn taken_at(&self, end: usize) -> Option<u32> {
        let nth = self.ends.binary_search(&place_of(end)).ok()?;
        self.lines.get(nth).copied()
    }

    /// The last end by itself of an operation before this event.
    pub(crate) fn last_end_before(&self, place: usize) -> Option<u32> {
        let before = self.ends.partition_point(|&end| (end as usize) < place);
        before.checked_sub(1).map(|last| self.ends[last])
    }

    /// Whether the person did something to the clock, or the tab was hidden, between these events.
    pub(crate) fn clock_changes_between(&self, after: usize, before: usize) -> &[u32] {
        let from = self.clock_changes.partition_point(|&change| (change as usize) < after);
        let to = self.clock_changes.partition_point(|&change| (change as usize) < before);
        &self.clock_changes[from..to.max(from)]
    }

    // --- folding --------------------------------------------------------------------------------------------------

    fn fold(&mut self, trace: &Trace, place: usize) {
        let Some(event) = trace.events.get(place) else { return };
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
            EventKind::CancelRequested { why, .. } => {
                marks.cancel = marks.cancel.or(Some(here));
                self.note_decision(*why);
            }
            EventKind::NeverRetrieved => marks.unseen = Some(here),
            EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled => {
                marks.end = Some(here);
                match (task, &event.kind) {
                    (TaskId::MAIN, EventKind::Cancelled) => {} // the person, who needs no further reason
                    (TaskId::MAIN, kind) => self.decide_main(kind),
                    (_, kind) => self.note_end(trace, task, here, kind),
                }
            }
            EventKind::Woken { by } => self.note_wake(trace, task, *by, here),
            EventKind::PollStart => self.open_poll(trace, task, here),
            EventKind::PollEnd(_) => self.close_poll(trace, task, here),
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
                    if timer.what == TimerKind::Deadline {
                        self.deadline_fired = Some(here);
                    }
                }
            }
            EventKind::PermitGot => self.hold(task, here),
            EventKind::PermitReleased { to } => {
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
            EventKind::PermitWait => {
                let mut first = [None; HOLDERS_NAMED];
                for (slot, &(_, holder)) in first.iter_mut().zip(&self.holding) {
                    *slot = Some(holder);
                }
                let count = self.holding.len();
                self.queues.insert(here, Holders { first, count });
            }
            // With as-completed, main prints a line an end, in the order of the ends, and one more when the deadline
            // passes.
            EventKind::Printed { .. }
                if task == TaskId::MAIN
                    && self.asked().policy == Policy::AsCompleted
                    && self.deadline_fired.is_none()
                    && self.lines.len() < self.ends.len() =>
            {
                self.lines.push(here);
            }
            _ => {}
        }
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
            WokenBy::Spawn => trace.tasks.get(woken.index()).and_then(|info| info.parent),
            WokenBy::Timer(timer) => self.timer(timer).map(|marks| marks.owner),
            WokenBy::Task(task) | WokenBy::Permit(task) => Some(task),
            WokenBy::Itself | WokenBy::User => None,
        };
        if let Some(waker) = waker.filter(|&waker| waker != woken)
            && let Some(marks) = self.tasks.get_mut(waker.index())
        {
            marks.woke.push(here);
        }
    }

    fn open_poll(&mut self, trace: &Trace, task: TaskId, here: u32) {
        if joined(trace, task) {
            self.open_child_poll = Some(here);
        } else {
            self.open_poll = Some(here);
            self.polled_children = false;
        }
    }

    fn close_poll(&mut self, trace: &Trace, task: TaskId, here: u32) {
        let start = if joined(trace, task) {
            self.polled_children = true;
            self.open_child_poll.take()
        } else {
            self.open_poll.take().filter(|_| !self.polled_children)
        };
        let Some(start) = start else { return };
        let at = |event: u32| trace.events.at(event as usize).unwrap_or_default();
        let length = at(here) - at(start);
        self.polls.push(Poll { task, start, end: here }, length);
    }

    fn note_end(&mut self, trace: &Trace, task: TaskId, here: u32, how: &EventKind) {
        // Main learns of a cancel only when it was not main, or the loop on its behalf, that asked.
        let by_the_person = || {
            let asked = self.marks(task).and_then(|marks| marks.cancel);
            let why = asked.and_then(|asked| trace.events.get(asked as usize));
            why.is_some_and(|event| {
                matches!(
                    event.kind,
                    EventKind::CancelRequested {
                        why: CancelReason::User,
                        ..
                    }
                )
            })
        };
        if matches!(how, EventKind::Cancelled) && !by_the_person() {
            return;
        }
        self.ends.push(here);
        let ok = matches!(how, EventKind::Finished { .. });
        self.contenders.add(task, here, ok);
    }

    /// Of several ends in one turn main takes the first in the list; what it took is known when it cancels the others.
    fn note_decision(&mut self, why: CancelReason) {
        let decided = match why {
            CancelReason::Race => self.contenders.lowest.map(|(_, end)| end),
            CancelReason::FirstOk => self.contenders.lowest_ok.map(|(_, end)| end),
            CancelReason::Dropped => self.contenders.last,
            _ => return,
        };
        self.drop_decided_by = self.drop_decided_by.or(decided);
    }

    fn decide_main(&mut self, how: &EventKind) {
        let asked = self.asked();
        let ends = &self.contenders;
        let place = |contender: Option<(TaskId, u32)>| contender.map(|(_, end)| end);
        let failed = matches!(how, EventKind::Failed { .. });
        // A failure of a group, or of a gather, can come before a deadline that has passed: main says which it was.
        let timed_out = matches!(how, EventKind::Failed { message } if message.starts_with(DEADLINE_PASSED));
        self.main_decided_by = match (self.deadline_fired, failed, asked.unit) {
            (Some(fired), _, _) if timed_out => Some(fired),
            (_, _, Unit::Future) => ends.last,
            (_, false, Unit::Task) => match asked.policy {
                Policy::Race => place(ends.lowest),
                Policy::FirstOk => place(ends.lowest_ok),
                Policy::Spawn => None, // the handle that main awaited last, whose end has woken it
                _ => ends.last,
            },
            (_, true, Unit::Task) => match asked.policy {
                Policy::Gather | Policy::Group => ends.first_failed,
                Policy::Race => place(ends.lowest),
                Policy::Spawn => place(ends.lowest_failed),
                _ => ends.last,
            },
        };
    }
}

impl Contenders {
    fn add(&mut self, task: TaskId, here: u32, ok: bool) {
        let lower = |best: Option<(TaskId, u32)>| match best {
            Some(best) if best.0 < task => Some(best),
            _ => Some((task, here)),
        };
        self.last = Some(here);
        self.lowest = lower(self.lowest);
        if ok {
            self.lowest_ok = lower(self.lowest_ok);
        } else {
            self.lowest_failed = lower(self.lowest_failed);
            self.first_failed = self.first_failed.or(Some(here));
        }
    }
}

impl Asked {
    fn of(trace: &Trace) -> Self {
        let Some(scenario) = trace.scenario() else {
            return Self::nothing();
        };
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

    const fn nothing() -> Self {
        Self {
            policy: Policy::Spawn,
            unit: Unit::Task,
            limit: None,
            timeout: None,
            retry: 0,
            backoff: Micros::ZERO,
            leftovers: Leftovers::Cancel,
        }
    }
}

/// Whether this task is a future that main polls.
pub(crate) fn joined(trace: &Trace, task: TaskId) -> bool {
    trace
        .tasks
        .get(task.index())
        .is_some_and(|info| info.unit == Some(Unit::Future))
}

/// A place in a list that can hold no more than `u32::MAX`: a trace of four billion events fits no memory it runs in.
fn place_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
