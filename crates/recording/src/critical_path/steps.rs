//! The walk: from an event to the one that its time follows, and the steps of the time between them.

use super::{PathStep, StepKind};
use crate::causes::CauseView;
use crate::lanes::as_u32;
use crate::{EventKind, LoopRecord, Poll, PollResult, TaskId, TimerId, TimerKind, WaitingOn, WokenBy};
use scenario::time::Micros;
use std::ops::Range;

/// A trace with what the walk looks up.
pub struct PathSteps<'a> {
    pub view: CauseView<'a>,
    pub loops: &'a LoopRecord,
}

/// What the time between two events passed with.
enum Passed {
    /// All of it in one way.
    With(StepKind, TaskId),
    /// The task was ready, until this event.
    Queued(TaskId),
}

impl PathSteps<'_> {
    /// Gives the steps of the time before an event to `add`, the latest first, and returns the event that they follow;
    /// `None` at the start of the recording.
    pub fn before(&self, event: usize, mut add: impl FnMut(PathStep)) -> Option<usize> {
        let (kind, task) = self.view.event(event).map(|event| (event.kind, event.task))?;
        if let (EventKind::TimerFired { timer }, Some(task)) = (kind, task)
            && let Some(set) = self.before_timer(event, timer, task, &mut add)
        {
            return Some(set);
        }
        let Some((before, passed)) = task.and_then(|task| self.previous(event, task, &kind)) else {
            let task = task.unwrap_or(TaskId::MAIN);
            add(self.step(Micros::ZERO..self.view.at(event), StepKind::Unknown, task, event));
            return None;
        };
        let window = self.view.at(before)..self.view.at(event);
        match passed {
            Passed::With(kind, task) => add(self.step(window, kind, task, event)),
            Passed::Queued(task) => {
                if let Some(poll) = self.delay(window, StepKind::Queued, task, event, &mut add) {
                    return Some(poll);
                }
            }
        }
        Some(before)
    }

    /// The time of a timer: until it was due it ran, then it was overdue.
    fn before_timer(
        &self,
        fired: usize,
        timer: TimerId,
        task: TaskId,
        add: &mut impl FnMut(PathStep),
    ) -> Option<usize> {
        let timer = self.view.causes.timer(self.view.trace, timer)?;
        let set = Some(timer.set as usize).filter(|&set| set < fired)?;
        let (from, to) = (self.view.at(set), self.view.at(fired));
        let due = timer.deadline.clamp(from, to);
        // A poll that sets a timer and goes on until after it is due is what takes the time.
        let poll = self.loops.poll_of(self.view.trace, set).and_then(|poll| poll.last);
        let poll = poll.map(|last| last as usize).filter(|&last| last < fired);
        if let Some(last) = poll.filter(|&last| self.view.at(last) > due) {
            let begun = self.delay(self.view.at(last)..to, StepKind::Overdue, task, fired, add);
            return begun.or(Some(last));
        }
        if let Some(poll) = self.delay(due..to, StepKind::Overdue, task, fired, add) {
            return Some(poll);
        }
        add(self.step(from..due, StepKind::Timer(timer.what), task, fired));
        Some(set)
    }

    /// Time in which `task` could have run. If one poll held the loop for at least half of it, that is a step of the
    /// polled task; what is left before and after it is divided likewise.
    ///
    /// Returns the start of a poll that held the loop when the time began: the path goes on from there, because `task` could
    /// not have run earlier if it had been ready earlier.
    ///
    /// ```text
    ///   task  ├── sleeps ──┤ due                ├ polled
    ///   poll          ├────────────────────────┤
    /// ```
    fn delay(
        &self,
        window: Range<Micros>,
        kind: StepKind,
        task: TaskId,
        event: usize,
        add: &mut dyn FnMut(PathStep),
    ) -> Option<usize> {
        if window.is_empty() {
            return None;
        }
        let held = self.view.causes.polls().since(self.view.trace, window.start, event);
        let holder = held.map(|held| held.longest).filter(|poll| poll.task != task);
        let during = holder.map(|poll| {
            let (from, to) = (self.view.at(poll.start as usize), self.view.at(poll.end as usize));
            from.clamp(window.start, window.end)..to.clamp(window.start, window.end)
        });
        let long = |held: &Range<Micros>| (held.end - held.start).0 >= (window.end - window.start).0.div_ceil(2);
        let Some((poll, held)) = holder.zip(during).filter(|(_, held)| long(held)) else {
            add(self.step(window, kind, task, event));
            return None;
        };
        // No poll that began before this one ended held the loop in this part.
        self.delay(held.end..window.end, kind, task, event, add);
        let (holding, start) = (StepKind::HoldingLoop(task), poll.start as usize);
        let begun = self.view.at(start);
        if begun < window.start {
            add(self.step(begun..held.end, holding, poll.task, poll.end as usize));
            return Some(start);
        }
        add(self.step(held.clone(), holding, poll.task, poll.end as usize));
        self.delay(window.start..held.start, kind, task, start, add)
    }

    /// The event that this event of `task` follows.
    fn previous(&self, event: usize, task: TaskId, kind: &EventKind) -> Option<(usize, Passed)> {
        let from_outside = matches!(
            kind,
            EventKind::Woken {
                by: WokenBy::Io | WokenBy::Thread | WokenBy::User | WokenBy::Other
            }
        );
        if let Some(poll) = self.loops.poll_of(self.view.trace, event).filter(|_| !from_outside) {
            return self.in_poll(event, task, kind, &poll);
        }
        match kind {
            // A root: nothing before it led to it.
            EventKind::Spawned { parent: None } => None,
            EventKind::PollStart => self.before_poll(event, task),
            _ => self.after_cause(event, task),
        }
    }

    /// The event that an event within a poll follows: the start of the poll.
    fn in_poll(&self, event: usize, task: TaskId, kind: &EventKind, poll: &Poll) -> Option<(usize, Passed)> {
        let first = poll.first as usize;
        if event == first {
            return self.before_poll(event, task);
        }
        let joined = self.view.trace.is_joined(task);
        if joined && *kind == EventKind::PollStart {
            return self.before_poll(event, task);
        }
        let inside = self.loops.inside(self.view.trace, poll);
        let begun = inside.partition_point(|inner| (inner.first as usize) < event);
        let inner = begun.checked_sub(1).and_then(|last| inside.get(last));
        let inner = inner.filter(|inner| inner.last.is_none_or(|last| last as usize >= event));
        let (start, runs) = inner.map_or((first, poll.task), |inner| (inner.first as usize, inner.task));
        Some((start, Passed::With(StepKind::Running, runs)))
    }

    /// The event that the start of a poll follows: the task's wake, or the end of its last poll if it was woken in it.
    fn before_poll(&self, start: usize, task: TaskId) -> Option<(usize, Passed)> {
        let view = &self.view;
        if let Some(wake) = self.recorded_wake(start, task) {
            return Some((wake, Passed::Queued(task)));
        }
        let Some(end) = view.last_before(task, start, |kind| matches!(kind, EventKind::PollEnd(_))) else {
            let cause = view.cause(start).filter(|&cause| self.has_task(cause));
            let spawned = || view.last_before(task, start, |kind| matches!(kind, EventKind::Spawned { .. }));
            return cause.or_else(spawned).map(|cause| (cause, Passed::Queued(task)));
        };
        let cause = if view.trace.is_joined(task) {
            view.cause(start)
        } else {
            view.wake_of(task, start)
        };
        let cause = cause.filter(|&cause| self.has_task(cause));
        if let Some(cause) = cause.filter(|&cause| cause > end) {
            return Some((cause, Passed::Queued(task)));
        }
        let begun = view.poll_of(task, end);
        let in_last_poll = cause.is_some_and(|cause| begun.is_some_and(|begun| cause > begun));
        let ready = in_last_poll || self.waits_on(end).is_none();
        Some((
            end,
            if ready {
                Passed::Queued(task)
            } else {
                self.own_wait(end, task)
            },
        ))
    }

    /// The recorded wake of a poll, or the end of the task's poll in which it happened. Without a look at the task's earlier
    /// events, which may be millions of events ago; `None` where that is needed.
    fn recorded_wake(&self, start: usize, task: TaskId) -> Option<usize> {
        let (view, trace) = (&self.view, self.view.trace);
        let wake = view.event(start)?.cause.map(|cause| cause as usize)?;
        let woken = view.event(wake).filter(|_| wake < start && !trace.is_joined(task))?;
        if woken.task != Some(task) || !matches!(woken.kind, EventKind::Woken { .. }) {
            return None;
        }
        match self.loops.poll_of(trace, wake) {
            None => Some(wake),
            Some(poll) if self.loops.inside(trace, &poll).first().is_some() => None,
            Some(poll) if poll.task == task => poll.last.map(|last| last as usize).filter(|&last| last < start),
            Some(_) => Some(wake),
        }
    }

    /// The event that one outside of polls follows: its cause, unless the task went to wait after that.
    fn after_cause(&self, event: usize, task: TaskId) -> Option<(usize, Passed)> {
        let view = &self.view;
        let cause = view.cause(event).filter(|&cause| self.has_task(cause));
        if let Some(cause) = cause.filter(|&cause| view.at(cause) == view.at(event)) {
            return Some((cause, Passed::Queued(task)));
        }
        let own = view.last_before(task, event, |kind| {
            matches!(
                kind,
                EventKind::PollEnd(_) | EventKind::Woken { .. } | EventKind::Spawned { .. }
            )
        });
        if let Some(cause) = cause.filter(|&cause| own.is_none_or(|own| cause >= own)) {
            return Some((cause, Passed::Queued(task)));
        }
        let own = own?;
        let passed = if self.waits_on(own).is_some() {
            self.own_wait(own, task)
        } else {
            Passed::Queued(task)
        };
        Some((own, passed))
    }

    fn own_wait(&self, end: usize, task: TaskId) -> Passed {
        let kind = match self.waits_on(end) {
            Some(WaitingOn::Timer) => StepKind::Timer(TimerKind::Sleep),
            Some(WaitingOn::Backoff) => StepKind::Timer(TimerKind::Backoff),
            Some(on) => StepKind::Waiting(on),
            None => StepKind::Unknown,
        };
        Passed::With(kind, task)
    }

    /// What a task waits on after this event, if it is the end of a poll.
    fn waits_on(&self, event: usize) -> Option<WaitingOn> {
        match self.view.kind(event) {
            Some(EventKind::PollEnd(PollResult::Pending { on })) => on,
            _ => None,
        }
    }

    fn has_task(&self, event: usize) -> bool {
        self.view.event(event).is_some_and(|event| event.task.is_some())
    }

    fn step(&self, window: Range<Micros>, kind: StepKind, task: TaskId, event: usize) -> PathStep {
        PathStep {
            from: window.start,
            to: window.end,
            task,
            kind,
            event: as_u32(event),
        }
    }
}
