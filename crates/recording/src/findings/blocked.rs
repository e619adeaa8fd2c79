//! The loop was blocked: a poll that held the only thread while others should have run.

use super::{Finding, FindingKind, Severity, shortened};
use crate::causes::{CauseView, Held, LateReason, PollRecord};
use crate::{EventKind, TaskId};
use scenario::time::Micros;
use scenario::words::count;
use std::collections::HashMap;

/// The length of a poll from which it is a long task, as the browsers' Long Tasks API defines it: users notice that the
/// page does not respond.
const LONG_POLL: Micros = Micros::from_millis(50);
/// The delay of another task from which a shorter poll is reported: a frame at 60 Hz.
const LATE_BY_A_FRAME: Micros = Micros(16_667);

/// Polls of at least 50 ms, and shorter ones that delayed others by a frame.
#[derive(Debug, Default)]
pub struct Blocked {
    /// Every poll long enough to delay another task, in order.
    suspects: Vec<PollRecord>,
    /// The lengths of the polls that are to blame, by their `poll-start`.
    harms: HashMap<u32, Micros>,
    /// For each task, whether one of them delayed it.
    late: Vec<bool>,
    late_tasks: usize,
    most_late: Option<Micros>,
}

impl Blocked {
    /// Checks one poll, in order.
    pub fn check_poll(&mut self, view: &CauseView, index: usize) {
        let Some((poll, length)) = view.causes.polls().poll(view.trace, index) else {
            return;
        };
        if length >= LATE_BY_A_FRAME {
            self.suspects.push(poll);
        }
        if length >= LONG_POLL {
            self.harms.insert(poll.start, length);
        }
    }

    /// Whether any poll can be to blame, so that the events need checking.
    pub const fn suspects(&self) -> bool {
        !self.suspects.is_empty()
    }

    /// Checks whether this event shows that a poll delayed a task.
    pub fn check_event(&mut self, view: &CauseView, index: usize) {
        let Some(event) = view.event(index) else { return };
        let Some(task) = event.task else { return };
        let delayed = match &event.kind {
            EventKind::TimerFired { timer } if self.suspected(view, view.deadline(*timer), index) => {
                match view.lateness(index, *timer) {
                    Some((late, LateReason::Held(held))) => Some((late, held)),
                    _ => None,
                }
            }
            EventKind::PollStart if self.suspected(view, view.woken_by(&event, task, index), index) => {
                view.queued(index).and_then(|(wait, held)| Some((wait, held?)))
            }
            _ => None,
        };
        let Some((late, held)) = delayed else { return };
        if late < LATE_BY_A_FRAME || !is_to_blame(&held) {
            return;
        }
        self.harms.insert(held.longest.start, held.by_longest);
        if held.longest.task != task {
            if self.late.len() <= task.index() {
                self.late.resize(task.index() + 1, false);
            }
            let known = self
                .late
                .get_mut(task.index())
                .map(|known| std::mem::replace(known, true));
            self.late_tasks += usize::from(known == Some(false));
            self.most_late = self.most_late.max(Some(late));
        }
    }

    /// Whether a suspected poll ended after `after` and began before the event.
    fn suspected(&self, view: &CauseView, after: Micros, before: usize) -> bool {
        let begun = self.suspects.partition_point(|poll| (poll.start as usize) < before);
        let last = begun.checked_sub(1).map(|last| self.suspects[last]);
        last.is_some_and(|poll| view.at(poll.end as usize) >= after)
    }

    /// The finding, if there is one.
    pub fn finding(&mut self, view: &CauseView) -> Option<Finding> {
        let harms = std::mem::take(&mut self.harms);
        loop_blocked(view, harms, self.late_tasks, self.most_late)
    }
}

fn loop_blocked(
    view: &CauseView,
    harms: HashMap<u32, Micros>,
    late_tasks: usize,
    most_late: Option<Micros>,
) -> Option<Finding> {
    let mut harms: Vec<(u32, Micros)> = harms.into_iter().collect();
    scenario::sort::by_key(&mut harms, |&(poll, length)| (std::cmp::Reverse(length), poll));
    let &(worst, longest) = harms.first()?;
    let worst_task = view.event(worst as usize)?.task?;

    let mut blockers: Vec<TaskId> = harms
        .iter()
        .filter_map(|(poll, _)| view.event(*poll as usize)?.task)
        .collect();
    scenario::sort::by(&mut blockers, Ord::cmp);
    blockers.dedup();
    let evidence = harms
        .iter()
        .filter_map(|(poll, _)| Some((view.event(*poll as usize)?.task?, *poll as usize)));

    let held = format!(
        "{} held the loop for {} in one poll",
        view.name(worst_task),
        view.precision.length(longest)
    );
    let others = match harms.len() {
        1 => String::new(),
        polls => format!(", the longest of {}", count(polls, "such poll")),
    };
    // On a virtual clock, computing is charged as it was measured; only sleeps are exact.
    let measured = |poll: &u32| {
        let end = view
            .trace
            .events
            .of_task(worst_task, *poll as usize..view.trace.events.len());
        let mut ends = end.filter(|&event| matches!(view.kind(event), Some(EventKind::PollEnd(_))));
        ends.next().and_then(|end| view.trace.events.extra(end).measured)
    };
    let measured = match measured(&worst) {
        Some(computed) => format!(
            " {} of it were computed, as measured.",
            view.precision.length(Micros(computed.into()))
        ),
        None => String::new(),
    };
    let text = match most_late {
        Some(most) => format!(
            "{held}{others}.{measured} {} waited meanwhile, {} at the longest.",
            count(late_tasks, "task"),
            view.precision.length(most)
        ),
        None => format!("{held}{others}.{measured} Nobody else was due meanwhile."),
    };
    Some(Finding {
        kind: FindingKind::LoopBlocked,
        severity: if late_tasks == 0 {
            Severity::Note
        } else {
            Severity::Problem
        },
        title: "The loop was blocked".into(),
        evidence: shortened(evidence.collect()),
        text,
        matters: "One thread runs everything: while a poll computes, no timer is served and no task is polled.".into(),
        change: "Move the computation off the loop (a thread, a process, a worker), or split it with awaits.".into(),
        tasks: blockers,
    })
}

/// Whether one poll caused the delay: many short polls are a busy loop, not a blocked one.
fn is_to_blame(held: &Held) -> bool {
    held.by_longest >= LATE_BY_A_FRAME
}
