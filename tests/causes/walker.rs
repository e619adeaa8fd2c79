//! Compares the causes that a run records with those found by an independent, slow walker. It knows only the rules of
//! the policy and the events before, and searches the whole trace for each answer.

use crate::mixtures::{random_mixture, random_overrun};
use crate::support::{Draws, Family, open, random_link};
use recording::{CancelReason, Event, EventKind, TaskId, TimerKind, Trace, WokenBy};
use scenario::{Policy, Scenario, Unit};

const CASES: u64 = 10_000;

#[test]
fn the_recorded_causes_of_random_runs_follow_from_the_rules() {
    for case in 0..CASES {
        let family = Family {
            ties: case % 2 == 0,
            cpu: case % 3 == 0,
            joined: case % 5 < 2,
        };
        let draws = &mut Draws::of(case);
        let scenario = open(&match case % 4 {
            0 | 1 => random_link(draws, family),
            2 => random_overrun(draws),
            _ => random_mixture(draws),
        });
        let trace = runtime::simulate(&scenario);
        let events: Vec<Event<'_>> = trace.events.iter().collect();
        let walker = Walker {
            scenario: &scenario,
            trace: &trace,
            events: &events,
        };
        for (index, event) in events.iter().enumerate() {
            assert_eq!(
                event.cause.map(|cause| cause as usize),
                walker.cause(index),
                "#{} event {index}: {event:?}",
                trace.link()
            );
        }
    }
}

struct Walker<'a> {
    scenario: &'a Scenario,
    trace: &'a Trace,
    events: &'a [Event<'a>],
}

impl Walker<'_> {
    /// The cause of an event, for the kinds of events that a run records with a cause; `None` for others.
    fn cause(&self, index: usize) -> Option<usize> {
        let event = &self.events[index];
        let task = event.task?;
        match event.kind {
            EventKind::Spawned { parent } => self.of_spawn(index, parent?),
            EventKind::Woken { by } => self.of_wake(index, task, by),
            EventKind::PollStart if self.is_joined(task) => self.of_joined_poll(index, task),
            EventKind::PollStart => self.last(index, task, |kind| matches!(kind, EventKind::Woken { .. })),
            EventKind::CancelRequested { by, why } => self.of_cancel(index, by, why),
            EventKind::Printed { .. } if task == TaskId::MAIN => self.of_line(index),
            EventKind::Finished { .. } | EventKind::Failed { .. } if task == TaskId::MAIN => {
                self.main_decided_by(index)
            }
            _ => None,
        }
    }

    /// The last event of `task` before `index` that satisfies `wanted`.
    fn last(&self, index: usize, task: TaskId, wanted: impl Fn(&EventKind<'_>) -> bool) -> Option<usize> {
        let mut before = self.events[..index].iter();
        before.rposition(|event| event.task == Some(task) && wanted(&event.kind))
    }

    fn poll_of(&self, index: usize, task: TaskId) -> Option<usize> {
        self.last(index, task, |kind| matches!(kind, EventKind::PollStart))
    }

    fn is_joined(&self, task: TaskId) -> bool {
        task != TaskId::MAIN && self.scenario.runs_as() == Unit::Future
    }

    /// The ends of operations before `index` of which main is notified: those that ended by themselves or were
    /// cancelled by the person.
    fn ends(&self, index: usize) -> impl DoubleEndedIterator<Item = (usize, TaskId, bool)> + '_ {
        let by_the_person = |task: TaskId| {
            let wanted = |event: &Event<'_>| {
                let kind = EventKind::CancelRequested {
                    by: None,
                    why: CancelReason::User,
                };
                event.task == Some(task) && event.kind == kind
            };
            self.events.iter().any(wanted)
        };
        let events = self.events[..index].iter().enumerate();
        events.filter_map(move |(event_index, event)| {
            let task = event.task.filter(|&task| task != TaskId::MAIN)?;
            match event.kind {
                EventKind::Finished { .. } => Some((event_index, task, true)),
                EventKind::Failed { .. } => Some((event_index, task, false)),
                EventKind::Cancelled if by_the_person(task) => Some((event_index, task, false)),
                _ => None,
            }
        })
    }

    fn last_end(&self, index: usize) -> Option<usize> {
        self.ends(index).next_back().map(|(end, ..)| end)
    }

    /// Of the operations that ended as `wanted`, the first in the list.
    fn lowest(&self, index: usize, wanted: impl Fn(bool) -> bool) -> Option<usize> {
        let ended = self.ends(index).filter(|&(_, _, ok)| wanted(ok));
        ended.min_by_key(|&(_, task, _)| task).map(|(end, ..)| end)
    }

    fn end_of(&self, index: usize, task: TaskId) -> Option<usize> {
        self.last(index, task, |kind| {
            matches!(
                kind,
                EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled
            )
        })
    }

    /// The cause of a spawn. One by one spawns after the end before it; other policies spawn in main's first poll.
    fn of_spawn(&self, index: usize, parent: TaskId) -> Option<usize> {
        let poll = self.poll_of(index, parent)?;
        let end = self.last_end(index).filter(|&end| end > poll);
        Some(end.unwrap_or(poll))
    }

    fn of_wake(&self, index: usize, task: TaskId, by: WokenBy) -> Option<usize> {
        match by {
            WokenBy::Spawn => self.last(index, task, |kind| matches!(kind, EventKind::Spawned { .. })),
            WokenBy::Timer(timer) => {
                let fired = EventKind::TimerFired { timer };
                self.events[..index].iter().rposition(|event| event.kind == fired)
            }
            WokenBy::Task(ended) => self.end_of(index, ended),
            WokenBy::Resource { by: Some(holder), .. } => {
                self.last(index, holder, |kind| matches!(kind, EventKind::Released { .. }))
            }
            WokenBy::Itself => self.poll_of(index, task),
            _ => None,
        }
    }

    /// A joined operation has no wakes of its own: its poll was caused by the last event that concerned it since its
    /// previous poll.
    fn of_joined_poll(&self, index: usize, task: TaskId) -> Option<usize> {
        let polled = self.last(index, task, |kind| matches!(kind, EventKind::PollEnd(_)));
        let Some(polled) = polled else {
            return self.last(index, task, |kind| matches!(kind, EventKind::Spawned { .. }));
        };
        let since = &self.events[polled..index];
        let woke = since.iter().position(|event| {
            let handed = matches!(event.kind, EventKind::Released { to, .. } if to == Some(task));
            let fired = event.task == Some(task) && matches!(event.kind, EventKind::TimerFired { .. });
            handed || fired
        });
        woke.map(|event_index| polled + event_index)
            .or_else(|| self.poll_of(polled, task))
    }

    fn of_cancel(&self, index: usize, by: Option<TaskId>, why: CancelReason) -> Option<usize> {
        match why {
            CancelReason::Group => self.end_of(index, by?),
            CancelReason::Race => self.lowest(self.poll_of(index, TaskId::MAIN)?, |_| true),
            CancelReason::FirstOk => self.lowest(self.poll_of(index, TaskId::MAIN)?, |ok| ok),
            CancelReason::Dropped => self.last_end(index),
            CancelReason::Deadline => self.deadline_fired(index),
            CancelReason::Leftovers => self.end_of(index, TaskId::MAIN),
            _ => None,
        }
    }

    fn deadline_fired(&self, index: usize) -> Option<usize> {
        let set = self.events.iter().find_map(|event| match event.kind {
            EventKind::TimerSet {
                timer,
                what: TimerKind::Deadline,
                ..
            } => Some(timer),
            _ => None,
        });
        let fired = EventKind::TimerFired { timer: set? };
        self.events[..index].iter().rposition(|event| event.kind == fired)
    }

    /// The cause of a printed line. As-completed prints a line for each end, in their order; otherwise main prints at
    /// its end.
    fn of_line(&self, index: usize) -> Option<usize> {
        let main_end = self.end_of(self.events.len(), TaskId::MAIN)?;
        let deadline = self.deadline_fired(index).is_some() && self.timed_out(main_end);
        if self.scenario.policy == Policy::AsCompleted && !(deadline && main_end == index + 1) {
            let lines = self.events[..index].iter();
            let is_line = |event: &&Event<'_>| {
                event.task == Some(TaskId::MAIN) && matches!(event.kind, EventKind::Printed { .. })
            };
            let nth = lines.filter(is_line).count();
            return self.ends(index).nth(nth).map(|(end, ..)| end);
        }
        self.main_decided_by(main_end)
    }

    fn timed_out(&self, main_end: usize) -> bool {
        let said = self.events[main_end].kind.text().unwrap_or_default();
        said.starts_with("timed out after ") && self.trace.outcome == Some(recording::RunOutcome::Failed)
    }

    fn main_decided_by(&self, main_end: usize) -> Option<usize> {
        let failed = matches!(self.events[main_end].kind, EventKind::Failed { .. });
        let fired = self.deadline_fired(main_end);
        if failed && fired.is_some() && self.timed_out(main_end) {
            return fired;
        }
        if self.scenario.runs_as() == Unit::Future {
            return self.last_end(main_end);
        }
        match (self.scenario.policy, failed) {
            (Policy::Race, _) => self.lowest(main_end, |_| true),
            (Policy::FirstOk, false) => self.lowest(main_end, |ok| ok),
            (Policy::Spawn, false) => None, // the last handle that main awaited, whose end woke it
            (Policy::Spawn, true) => self.lowest(main_end, |ok| !ok),
            (Policy::Gather | Policy::Group, true) => {
                let mut ends = self.ends(main_end);
                ends.find(|&(_, _, ok)| !ok).map(|(end, ..)| end)
            }
            _ => self.last_end(main_end),
        }
    }
}
