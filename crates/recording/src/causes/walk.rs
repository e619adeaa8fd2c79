//! The walk from an event back to its first cause, and the selection of events that get a link.

use super::edges::{CauseView, LateReason};
use super::links;
use super::words;
use super::{Link, LinkKind, MOST_LINKS};
use crate::{AttemptFailure, EventKind, TaskId, WokenBy};
use scenario::time::Micros;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Steps back after which the walk stops: permits that were handed on between thousands of tasks make a chain too long
/// to read, and an answer should take less than a frame.
const MOST_STEPS: usize = 2_000;
/// Links kept before those left out: the root and the next two.
const KEPT_FIRST: usize = 3;
/// Links kept after those left out.
const KEPT_LAST: usize = MOST_LINKS - KEPT_FIRST - 1;
/// The length of a poll from which it gets a link of its own. A shorter one is named in the link of the task it
/// delayed.
const WORTH_A_LINK: Micros = Micros::from_millis(1);

/// The links of the chain that ends in `event`, in time order.
pub fn back_from(view: &CauseView, event: usize) -> Vec<Link> {
    let mut walk = Walk {
        view,
        linked: BTreeSet::from([event]),
        woke: HashMap::new(),
    };
    let cut = walk.run(event);
    let indexes: Vec<usize> = walk.linked.iter().copied().collect();
    let link = |index: usize| walk.link(index);
    if !cut && indexes.len() <= MOST_LINKS {
        return indexes.into_iter().map(link).collect();
    }
    // An incomplete chain has no root to begin with.
    let first = if cut { 0 } else { KEPT_FIRST };
    let last = indexes.len().saturating_sub(KEPT_LAST).max(first);
    let (left_out, kept_last) = (&indexes[first..last], &indexes[last..]);
    let mut links: Vec<Link> = indexes[..first].iter().map(|&index| link(index)).collect();
    links.extend(walk.elided(left_out, cut));
    links.extend(kept_last.iter().map(|&index| link(index)));
    links
}

struct Walk<'a> {
    view: &'a CauseView<'a>,
    /// The indexes of the events that get a link.
    linked: BTreeSet<usize>,
    /// The task that an event woke, if the event's link should mention it.
    woke: HashMap<usize, TaskId>,
}

impl Walk<'_> {
    /// Walks back to the root. Returns true if it stopped before.
    fn run(&mut self, event: usize) -> bool {
        let mut at = event;
        self.add_beside(at);
        for _ in 0..MOST_STEPS {
            let Some(cause) = self.view.cause(at) else { return false };
            if self.gets_link(cause, at) {
                self.linked.insert(cause);
            }
            if let Some(EventKind::Woken { .. }) = self.view.kind(at) {
                self.note_wake(at, cause);
            }
            self.add_beside(cause);
            if matches!(self.view.kind(cause), Some(EventKind::Spawned { .. })) {
                return false;
            }
            at = cause;
        }
        true
    }

    /// Whether a cause gets a link of its own, rather than being mentioned in that of its effect.
    fn gets_link(&self, cause: usize, effect: usize) -> bool {
        let effect = self.view.kind(effect);
        match self.view.kind(cause) {
            Some(EventKind::Woken { by }) => matches!(by, WokenBy::User),
            Some(EventKind::Attempt { .. } | EventKind::Acquired { .. }) => false,
            Some(EventKind::CancelRequested { .. }) => !matches!(effect, Some(EventKind::Cancelled)),
            Some(EventKind::AttemptFailed { .. }) => !matches!(effect, Some(EventKind::Failed { .. })),
            // A poll that only led to the next wait is mentioned only if the task had to wait for it.
            Some(EventKind::PollStart) => match effect {
                _ if self.waited(cause) >= WORTH_A_LINK => true,
                Some(EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::PollEnd(_)) => {
                    !self.is_first_poll(cause)
                }
                Some(EventKind::AttemptFailed { why, .. }) => {
                    why == AttemptFailure::Failed && !self.is_first_poll(cause)
                }
                Some(EventKind::Woken { by }) => by == WokenBy::Itself,
                _ => false,
            },
            _ => true,
        }
    }

    fn is_first_poll(&self, poll: usize) -> bool {
        let started = |cause: usize| match self.view.kind(cause)? {
            EventKind::Woken { by } => Some(by == WokenBy::Spawn),
            kind => Some(matches!(kind, EventKind::Spawned { .. })),
        };
        self.view.cause(poll).and_then(started).unwrap_or(true)
    }

    fn waited(&self, poll: usize) -> Micros {
        self.view.queued(poll).map_or(Micros::ZERO, |(wait, _)| wait)
    }

    fn note_wake(&mut self, wake: usize, cause: usize) {
        if let Some(woken) = self.view.event(wake).and_then(|event| event.task) {
            self.woke.insert(cause, woken);
        }
    }

    /// Adds events that are not on the walk, but explain a time on it.
    fn add_beside(&mut self, index: usize) {
        let view = self.view;
        let Some(event) = view.event(index) else { return };
        match (&event.kind, event.task) {
            (EventKind::TimerFired { timer }, _) => {
                if let Some((late, LateReason::Held(held))) = view.lateness(index, *timer)
                    && held.by_longest >= WORTH_A_LINK.max(Micros(late.0 / 2))
                {
                    self.linked.insert(held.longest.start as usize);
                }
            }
            (EventKind::PollStart, _) => {
                if let Some((wait, Some(held))) = view.queued(index)
                    && held.by_longest >= WORTH_A_LINK.max(Micros(wait.0 / 2))
                {
                    self.linked.insert(held.longest.start as usize);
                }
            }
            (EventKind::Acquired { res, .. }, Some(task)) => self.linked.extend(view.wait_before(task, index, *res)),
            (EventKind::Deadlock, _) => {
                let waits = view.waits_of_deadlock(index).into_iter().take(MOST_LINKS - 1);
                self.linked.extend(waits.map(|(_, wait)| wait));
            }
            (EventKind::Finished { .. } | EventKind::Failed { .. }, Some(TaskId::MAIN))
                if view.causes.join_settings().is_some() =>
            {
                self.add_mains_last_wake(index)
            }
            _ => {}
        }
    }

    /// Adds what woke main for its end: the event that decided its result, or a later one that made main look at it.
    fn add_mains_last_wake(&mut self, end: usize) {
        let view = self.view;
        let Some(decided) = self.view.causes.main_decided_by().map(|end| end as usize) else {
            return;
        };
        let Some(poll) = view.poll_of(TaskId::MAIN, end) else {
            return;
        };
        let Some(wake) = view.wake_of(TaskId::MAIN, poll) else {
            return;
        };
        let Some(waker) = view.cause(wake) else { return };
        self.note_wake(wake, waker);
        if view.at(waker) > view.at(decided) {
            self.linked.extend([waker, poll]);
        }
    }

    fn link(&self, index: usize) -> Link {
        let event = self.view.event(index);
        Link {
            at: self.view.at(index),
            task: event.and_then(|event| event.task),
            event: index,
            kind: event.map_or(LinkKind::Loop, |event| links::kind(&event.kind)),
            text: links::text(self.view, index, self.woke.get(&index).copied()),
        }
    }

    /// One link for all events that are left out.
    fn elided(&self, indexes: &[usize], cut: bool) -> Option<Link> {
        let first = *indexes.first()?;
        let mut tasks: Vec<TaskId> = Vec::new();
        for index in indexes {
            let task = self.view.event(*index).and_then(|event| event.task);
            if let Some(task) = task.filter(|task| !tasks.contains(task)) {
                tasks.push(task);
            }
        }
        let named: Vec<Cow<str>> = tasks.iter().map(|&task| self.view.name(task)).collect();
        let through = words::names(&named, named.len());
        let text = if cut {
            format!("more than {} earlier links are left out", indexes.len())
        } else {
            format!(
                "{} left out, through {through}",
                scenario::words::count(indexes.len(), "link")
            )
        };
        Some(Link {
            at: self.view.at(first),
            task: self.view.event(first).and_then(|event| event.task),
            event: first,
            kind: LinkKind::Elided,
            text,
        })
    }
}
