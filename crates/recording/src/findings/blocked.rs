//! The loop was blocked: a poll that held the only thread while others should have run.

use super::{Finding, FindingKind, Severity, shortened};
use crate::causes::{Held, Late, View};
use crate::{EventKind, TaskId};
use scenario::time::Micros;
use scenario::words::count;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A poll of this length is a long task by the browsers' own measure (the Long Tasks API): beyond it people feel that
/// the page does not answer.
const LONG_POLL: Micros = Micros::from_millis(50);
/// A shorter poll matters when it makes another wait longer than a frame at 60 Hz.
const LATE_BY_A_FRAME: Micros = Micros(16_667);

/// What a poll did to others.
#[derive(Default)]
struct Harm {
    length: Micros,
    /// Who waited for it, and for how long at most.
    late: BTreeMap<TaskId, Micros>,
}

/// Polls of at least 50 ms, and shorter ones that made others late by a frame.
pub fn loop_blocked(view: &View) -> Option<Finding> {
    let mut harms: HashMap<u32, Harm> = HashMap::new();
    for (poll, length) in view.causes.polls().iter().filter(|(_, length)| *length >= LONG_POLL) {
        harms.entry(poll.start).or_default().length = length;
    }
    note_the_late(view, &mut harms);
    let mut harms: Vec<(u32, Harm)> = harms.into_iter().collect();
    harms.sort_by_key(|(poll, harm)| (std::cmp::Reverse(harm.length), *poll));
    let (worst, worst_harm) = harms.first()?;
    let worst_task = view.event(*worst as usize)?.task?;

    let blockers: BTreeSet<TaskId> = harms
        .iter()
        .filter_map(|(poll, _)| view.event(*poll as usize)?.task)
        .collect();
    let late: BTreeSet<TaskId> = harms.iter().flat_map(|(_, harm)| harm.late.keys().copied()).collect();
    let most_late = harms.iter().flat_map(|(_, harm)| harm.late.values().copied()).max();
    let evidence = harms
        .iter()
        .filter_map(|(poll, _)| Some((view.event(*poll as usize)?.task?, *poll as usize)));

    let held = format!(
        "{} held the loop for {} in one poll",
        view.name(worst_task),
        view.precision.length(worst_harm.length)
    );
    let others = match harms.len() {
        1 => String::new(),
        polls => format!(", the longest of {}", count(polls, "such poll")),
    };
    let text = match most_late {
        Some(most) => format!(
            "{held}{others}. {} waited meanwhile, {} at the longest.",
            count(late.len(), "task"),
            view.precision.length(most)
        ),
        None => format!("{held}{others}. Nobody else was due meanwhile."),
    };
    Some(Finding {
        kind: FindingKind::LoopBlocked,
        severity: if late.is_empty() {
            Severity::Note
        } else {
            Severity::Problem
        },
        title: "The loop was blocked".into(),
        evidence: shortened(evidence.collect()),
        text,
        matters: "One thread runs everything: while a poll computes, no timer is served and no task is polled.".into(),
        change: "Move the computation off the loop (a thread, a process, a worker), or split it with awaits.".into(),
        tasks: blockers.into_iter().collect(),
    })
}

/// Adds who was served or polled late because of which poll.
fn note_the_late(view: &View, harms: &mut HashMap<u32, Harm>) {
    for (place, event) in view.trace.events.iter().enumerate() {
        let Some(task) = event.task else { continue };
        let delayed = match &event.kind {
            EventKind::TimerFired { timer } => match view.lateness(place, *timer) {
                Some((late, Late::Held(held))) => Some((late, held)),
                _ => None,
            },
            EventKind::PollStart => view.queued(place).and_then(|(wait, held)| Some((wait, held?))),
            _ => None,
        };
        let Some((late, held)) = delayed else { continue };
        if late < LATE_BY_A_FRAME || !is_to_blame(&held) {
            continue;
        }
        let harm = harms.entry(held.longest.start).or_default();
        harm.length = held.by_longest;
        if held.longest.task != task {
            let longest = harm.late.entry(task).or_default();
            *longest = late.max(*longest);
        }
    }
}

/// Whether one poll did it: many short ones are a busy loop, not a blocked one.
fn is_to_blame(held: &Held) -> bool {
    held.by_longest >= LATE_BY_A_FRAME
}
