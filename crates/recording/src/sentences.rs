//! Sentences about a moment of a recording: the last event, the progress of the run, the task that holds the thread.

use crate::describe::describe;
use crate::facts::facts;
use crate::figures::distorting_speed;
use crate::{History, Moment, TaskId, Trace};
use scenario::time::Micros;
use scenario::words;

/// A sentence about the last of the first `events` events: `A was woken by its timer.`
#[must_use]
pub fn just_happened(trace: &Trace, events: usize) -> String {
    let Some(event) = events.checked_sub(1).and_then(|last| trace.events.get(last)) else {
        return "Nothing has happened yet.".into();
    };
    let words = describe(trace, &event);
    match event.task.and_then(|task| trace.label(task)) {
        Some(name) => format!("{name} {words}."),
        None => {
            let mut letters = words.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            format!("{}{}.", first.map_or(String::new(), String::from), letters.as_str())
        }
    }
}

/// How many of all tasks, main left out, have ended.
#[must_use]
pub fn progress(trace: &Trace, ended: usize) -> String {
    let all = trace.tasks.len().saturating_sub(1);
    match all {
        1 => format!("{ended} of 1 task has ended."),
        _ => format!(
            "{} of {} tasks have ended.",
            words::thousands(ended as u64),
            words::thousands(all as u64)
        ),
    }
}

/// A task in a few words, for users who cannot see its lane: `B, finished, 2`. `None` for an unknown task.
#[must_use]
pub fn task_in_words(trace: &Trace, history: &History, task: TaskId, moment: Moment) -> Option<String> {
    let name = trace.label(task)?.into_owned();
    let facts = facts(trace, history, task, moment);
    let mut parts = vec![name, facts.all_state_words().into_owned(), facts.result];
    parts.retain(|part| !part.is_empty());
    Some(parts.join(", "))
}

/// The task that holds the thread, and the number of queued tasks: `held by B, 2 queued`. Empty before the first event.
#[must_use]
pub fn thread_in_words(trace: &Trace, history: &History, moment: Moment) -> String {
    let holder = history
        .holder(trace, moment)
        .and_then(|holder| trace.label(holder.task));
    match (holder, history.loops.depth(moment)) {
        _ if moment.events == 0 => String::new(),
        (Some(holder), 0) => format!("held by {holder}"),
        (Some(holder), ready) => format!("held by {holder}, {ready} queued"),
        (None, 0) => "idle".into(),
        (None, ready) => format!("{ready} queued"),
    }
}

/// The share of the run so far in which some task held the loop: `2.1 % busy`, at another speed `2.1 % busy at 4×`. Empty before
/// any time has passed.
#[must_use]
pub fn busy_in_words(trace: &Trace, history: &History, now: Micros) -> String {
    if now == Micros::ZERO {
        return String::new();
    }
    let busy = history.loops.busy(trace, Micros::ZERO..now);
    let share = words::three_figures(busy.0 as f64 * 100.0 / now.0 as f64);
    let speed = distorting_speed(trace, history).map_or_else(String::new, |speed| format!(" {speed}"));
    format!("{share} % busy{speed}")
}
