//! The cause of each event, as recorded or as the order of events shows: one step back.
//!
//! A cause always precedes its effect in the trace, even if the recording says otherwise, so that every walk ends.

use super::index::{Causes, starts_eagerly};
use super::polls::Held;
use super::words::Precision;
use crate::{
    AttemptFailure, Event, EventKind, PollResult, ResourceId, ResourceKind, TaskId, TimerId, TimerKind, Trace,
    WaitingOn, WokenBy,
};
use scenario::time::Micros;
use std::borrow::Cow;

/// The events that are searched for the holder of a lock: a few milliseconds of work.
const MOST_LOOKED_AT: usize = 100_000;

/// A trace with its index of causes.
#[derive(Clone, Copy)]
pub struct CauseView<'a> {
    pub trace: &'a Trace,
    pub causes: &'a Causes,
    pub precision: Precision,
}

/// Why a timer was served late.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LateReason {
    /// Polls held the thread.
    Held(Held),
    /// The user paused the clock, or the tab was hidden.
    Clock,
    /// No poll held the thread: the browser served it late.
    Browser,
}

impl<'a> CauseView<'a> {
    /// A view of a trace with its index.
    pub fn of(trace: &'a Trace, causes: &'a Causes) -> Self {
        Self {
            trace,
            causes,
            precision: Precision::of(trace),
        }
    }

    pub fn event(&self, index: usize) -> Option<Event<'a>> {
        self.trace.events.get(index)
    }

    pub fn kind(&self, index: usize) -> Option<EventKind<'a>> {
        self.event(index).map(|event| event.kind)
    }

    /// The stamp of an event; 0 if there is no such event.
    pub fn at(&self, index: usize) -> Micros {
        self.event(index).map_or(Micros::ZERO, |event| event.at)
    }

    pub fn name(&self, task: TaskId) -> Cow<'a, str> {
        self.trace.name_in_words(task)
    }

    /// The last event of `task` before `index` for which `wanted` is true.
    pub fn last_before(&self, task: TaskId, index: usize, wanted: impl Fn(&EventKind) -> bool) -> Option<usize> {
        let own = self.trace.events.of_task(task, 0..index.min(self.causes.folded()));
        for event in own.rev() {
            let kind = self.kind(event)?;
            if wanted(&kind) {
                return Some(event);
            }
            // The first event of a task.
            if matches!(kind, EventKind::Spawned { .. }) {
                return None;
            }
        }
        None
    }

    /// The `poll-start` of the poll in which this event of `task` happened.
    pub fn poll_of(&self, task: TaskId, index: usize) -> Option<usize> {
        self.last_before(task, index, |kind| matches!(kind, EventKind::PollStart))
    }

    /// The `woken` that this poll follows.
    pub fn wake_of(&self, task: TaskId, poll: usize) -> Option<usize> {
        let recorded = self.event(poll)?.cause.map(|cause| cause as usize);
        let is_own_wake = |event: &Event| event.task == Some(task) && matches!(event.kind, EventKind::Woken { .. });
        let wake = recorded.filter(|&cause| cause < poll && self.event(cause).is_some_and(|event| is_own_wake(&event)));
        wake.or_else(|| self.last_before(task, poll, |kind| matches!(kind, EventKind::Woken { .. })))
    }

    /// The `spawned` of a task whose creator runs it at once, in this poll.
    pub fn spawned_eagerly(&self, task: TaskId, poll: usize) -> Option<usize> {
        let eager = starts_eagerly(self.trace, task, poll);
        eager.then(|| self.causes.spawned_by(self.trace, task)).flatten()
    }

    /// The end of the poll after which `task` is waiting when this later event happens; `None` if it is not waiting.
    pub fn wait_of(&self, task: TaskId, index: usize) -> Option<usize> {
        let last = self.last_before(task, index, |kind| {
            matches!(
                kind,
                EventKind::PollEnd(_) | EventKind::PollStart | EventKind::Woken { .. }
            )
        })?;
        let waits = |kind: &EventKind| matches!(kind, EventKind::PollEnd(PollResult::Pending { on: Some(_) }));
        self.kind(last).filter(waits).map(|_| last)
    }

    /// The waiting tasks of a deadlock, each with the end of the poll after which it waits. Those that wait for other
    /// tasks come last, because they are not its reason.
    pub fn waits_of_deadlock(&self, index: usize) -> Vec<(TaskId, usize)> {
        let tasks = self.trace.events.extra(index).tasks.into_iter();
        let mut waits: Vec<(TaskId, usize)> = tasks
            .filter_map(|task| Some((task, self.wait_of(task, index)?)))
            .collect();
        scenario::sort::by_key(&mut waits, |&(_, wait)| match self.kind(wait) {
            Some(EventKind::PollEnd(PollResult::Pending { on: Some(on) })) => !on.is_resource(),
            _ => true,
        });
        waits
    }

    /// The end of the poll after which `task` waited for the resource that it gets in its next poll.
    pub fn wait_before(&self, task: TaskId, got: usize, res: ResourceId) -> Option<usize> {
        let wait = self.last_before(task, got, |kind| matches!(kind, EventKind::PollEnd(_)))?;
        let EventKind::PollEnd(PollResult::Pending { on: Some(on) }) = self.kind(wait)? else {
            return None;
        };
        let waited_for = self.trace.events.extra(wait).res;
        let for_it = waited_for.map_or(on == WaitingOn::Semaphore, |waited_for| waited_for == res);
        (for_it && on.is_resource()).then_some(wait)
    }

    /// The task that held a lock when this event happened. Searches a limited number of events.
    pub fn holder_of(&self, lock: ResourceId, index: usize) -> Option<TaskId> {
        let before = self.trace.events.range(index.saturating_sub(MOST_LOOKED_AT)..index);
        let mut uses = before.rev().filter_map(|event| match event.kind {
            EventKind::Acquired { res, .. } if res == lock => Some(event.task),
            EventKind::Released { res, to, .. } if res == lock => Some(to),
            _ => None,
        });
        uses.next().flatten()
    }

    /// The last request to cancel `task` before one of its events. A request that the task survived does not count.
    pub fn cancel_before(&self, task: TaskId, index: usize) -> Option<usize> {
        self.last_before(task, index, |kind| matches!(kind, EventKind::CancelRequested { .. }))
    }

    /// The end of `task`, if it has the same stamp as this earlier event of the task.
    pub fn end_at_once(&self, task: TaskId, index: usize) -> Option<usize> {
        let end = self.causes.end_of(task)?;
        (end > index && self.at(end) == self.at(index)).then_some(end)
    }

    /// The cause of this event; `None` for a root.
    pub fn cause(&self, index: usize) -> Option<usize> {
        let event = self.event(index)?;
        let recorded = event.cause.map(|cause| cause as usize);
        let cause = recorded.or_else(|| self.cause_by_order(index, event.task?, &event.kind))?;
        (cause < index).then_some(cause)
    }

    /// The cause of an event without a recorded cause, as far as the order of its task's events, or the id of a timer
    /// or task, determines it. A cause that depends on the rules of a runtime is not inferred.
    fn cause_by_order(&self, index: usize, task: TaskId, kind: &EventKind) -> Option<usize> {
        if !self.causes.lists(task) {
            return None;
        }
        let poll = || self.poll_of(task, index);
        match kind {
            EventKind::Spawned { parent } => self.poll_of((*parent)?, index),
            EventKind::Woken { by } => self.cause_of_wake(index, task, *by),
            EventKind::PollStart if self.trace.is_joined(task) => None,
            EventKind::PollStart => self.wake_of(task, index).or_else(|| self.spawned_eagerly(task, index)),
            EventKind::PollEnd(PollResult::Ended) => self.causes.end_of(task).or_else(poll),
            EventKind::PollEnd(PollResult::Pending { on }) => self.last_before(task, index, |kind| match on {
                Some(WaitingOn::Timer | WaitingOn::Backoff) => {
                    matches!(kind, EventKind::TimerSet { .. } | EventKind::PollStart)
                }
                _ => matches!(kind, EventKind::PollStart),
            }),
            EventKind::TimerSet { what, .. } => self.last_before(task, index, |kind| match what {
                TimerKind::Sleep | TimerKind::Timeout => {
                    matches!(kind, EventKind::Attempt { .. } | EventKind::PollStart)
                }
                TimerKind::Backoff => matches!(kind, EventKind::AttemptFailed { .. }),
                TimerKind::Deadline | TimerKind::Call => matches!(kind, EventKind::PollStart),
            }),
            EventKind::TimerFired { timer } => self.causes.timer(self.trace, *timer).map(|timer| timer.set as usize),
            EventKind::Acquired { .. }
            | EventKind::Put { .. }
            | EventKind::Got { .. }
            | EventKind::Set { .. }
            | EventKind::Warned { .. } => poll(),
            EventKind::Released { .. } | EventKind::TimerCleared { .. } => self.last_before(task, index, |kind| {
                matches!(
                    kind,
                    EventKind::CancelRequested { .. } | EventKind::AttemptFailed { .. } | EventKind::PollStart
                )
            }),
            EventKind::Attempt { .. } => self.last_before(task, index, |kind| {
                matches!(
                    kind,
                    EventKind::AttemptFailed { .. } | EventKind::Acquired { .. } | EventKind::PollStart
                )
            }),
            EventKind::AttemptFailed { why, .. } => self.cause_of_failed_attempt(index, task, *why),
            EventKind::Printed { .. } => self.last_before(task, index, |kind| {
                matches!(kind, EventKind::Attempt { .. } | EventKind::PollStart)
            }),
            EventKind::Finished { .. } => poll(),
            EventKind::Failed { .. } => self.last_before(task, index, |kind| {
                matches!(kind, EventKind::AttemptFailed { .. } | EventKind::PollStart)
            }),
            EventKind::CancelRequested { .. } => None,
            EventKind::Cancelled => self.cancel_before(task, index),
            EventKind::NeverRetrieved => self.causes.end_of(task),
            EventKind::Turn
            | EventKind::Destroyed
            | EventKind::Deadlock
            | EventKind::Stuck
            | EventKind::Clock { .. }
            | EventKind::Truncated { .. }
            | EventKind::Unknown { .. } => None,
        }
    }

    fn cause_of_wake(&self, index: usize, task: TaskId, by: WokenBy) -> Option<usize> {
        match by {
            WokenBy::Spawn => self.causes.spawned_by(self.trace, task),
            WokenBy::Timer(timer) => self.causes.timer(self.trace, timer)?.fired.map(|fired| fired as usize),
            WokenBy::Task(ended) => self.causes.end_of(ended),
            WokenBy::Resource {
                what: ResourceKind::Semaphore,
                by: Some(holder),
                ..
            } if self.causes.join_settings().is_some() => self.causes.released_by(holder),
            WokenBy::Resource {
                res: Some(freed),
                by: Some(by),
                ..
            } => self.last_before(by, index, |kind| match *kind {
                EventKind::Released { res, .. }
                | EventKind::Put { res, .. }
                | EventKind::Got { res, .. }
                | EventKind::Set { res, .. } => res == freed,
                _ => false,
            }),
            WokenBy::Itself => self.poll_of(task, index),
            WokenBy::Cancel(_) => {
                self.last_before(task, index, |kind| matches!(kind, EventKind::CancelRequested { .. }))
            }
            WokenBy::Resource { .. } | WokenBy::User | WokenBy::Io | WokenBy::Thread | WokenBy::Other => None,
        }
    }

    fn cause_of_failed_attempt(&self, index: usize, task: TaskId, why: AttemptFailure) -> Option<usize> {
        let poll = self.poll_of(task, index);
        if why == AttemptFailure::Failed {
            return poll;
        }
        let is_timeout = |kind: &EventKind| {
            matches!(
                kind,
                EventKind::TimerSet {
                    what: TimerKind::Timeout,
                    ..
                }
            )
        };
        let set = self.last_before(task, index, is_timeout)?;
        let Some(EventKind::TimerSet { timer, .. }) = self.kind(set) else {
            return poll;
        };
        let fired = self.causes.timer(self.trace, timer)?.fired.map(|fired| fired as usize);
        // If the sleep is due at the same time and woke the task first, the timeout still wins.
        let woken_by_it = poll.is_some_and(|poll| {
            let wake = self.cause(poll);
            wake == fired || wake.is_some_and(|wake| self.cause(wake) == fired)
        });
        if woken_by_it { poll } else { fired.or(poll) }
    }

    // --- time lost ------------------------------------------------------------------------------------------------

    /// How late this `timer-fired` served a timer, and why; `None` if it was not late.
    pub fn lateness(&self, fired: usize, timer: TimerId) -> Option<(Micros, LateReason)> {
        let marks = self.causes.timer(self.trace, timer)?;
        let late = self.at(fired) - marks.deadline;
        if late == Micros::ZERO {
            return None;
        }
        // Half of the lateness: a shorter hold of the thread is not the reason.
        let worth = Micros(late.0 / 2);
        let held = self.causes.polls().since(self.trace, marks.deadline, fired);
        let why = match held {
            Some(held) if held.total > Micros::ZERO && held.total >= worth => LateReason::Held(held),
            _ if self.clock_changed(marks.set as usize, fired) => LateReason::Clock,
            _ => LateReason::Browser,
        };
        Some((late, why))
    }

    /// The deadline of a timer; the start of the run for an unknown one.
    pub fn deadline(&self, timer: TimerId) -> Micros {
        self.causes
            .timer(self.trace, timer)
            .map_or(Micros::ZERO, |marks| marks.deadline)
    }

    /// The earliest time from which a task was woken for this poll: that of its recorded cause, or else the end of its
    /// last poll.
    pub fn woken_by(&self, poll: &Event, task: TaskId, index: usize) -> Micros {
        let cause = poll.cause.map(|cause| cause as usize).filter(|&cause| cause < index);
        cause.map_or_else(|| self.last_poll_end(task, index), |cause| self.at(cause))
    }

    /// The end of a task's last poll before this event; the start of the run before its first poll.
    fn last_poll_end(&self, task: TaskId, before: usize) -> Micros {
        self.last_before(task, before, |kind| matches!(kind, EventKind::PollEnd(_)))
            .map_or(Micros::ZERO, |end| self.at(end))
    }

    /// How long a task was queued before this poll, and what ran meanwhile; `None` for a poll without a wake.
    pub fn queued(&self, poll: usize) -> Option<(Micros, Option<Held>)> {
        let task = self.event(poll)?.task?;
        let cause = if self.trace.is_joined(task) {
            self.cause(poll)?
        } else {
            self.wake_of(task, poll)?
        };
        // A task that was woken in its own poll is queued from the end of that poll.
        let own_end = self.last_before(task, poll, |kind| matches!(kind, EventKind::PollEnd(_)));
        let from = own_end.map_or(cause, |end| end.max(cause));
        Some((
            self.at(poll) - self.at(from),
            self.causes.polls().between(self.trace, from + 1, poll),
        ))
    }

    fn clock_changed(&self, after: usize, before: usize) -> bool {
        !self.causes.clock_changes_between(after, before).is_empty()
    }
}
