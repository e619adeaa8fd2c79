//! One event as the text of a link: the task, what happened to it, and why it took as long as it did.

use super::LinkKind;
use super::edges::{CauseView, LateReason};
use super::polls::Held;
use super::words::names;
use crate::{
    AttemptFailure, CancelReason, ClockChange, ClockKind, EventKind, Missing, PollResult, ResourceId, ResourceKind,
    TaskId, TimerId, TimerKind, WaitingOn, WokenBy, describe, waits,
};
use scenario::time::Micros;
use scenario::words::count;
use scenario::words::{length as words_of, moment_in_a_sentence};
use std::borrow::Cow;

/// The number of tasks of a deadlock that are named; the others are counted.
const MOST_NAMES: usize = 3;
/// The length of a poll from which the text mentions it: a frame at 60 Hz.
const LONG_POLL: Micros = Micros(16_667);

/// The kind of link for an event.
pub const fn kind(kind: &EventKind) -> LinkKind {
    match kind {
        EventKind::Spawned { .. } => LinkKind::Started,
        EventKind::PollStart => LinkKind::Polled,
        EventKind::PollEnd(PollResult::Pending { on: Some(on) }) if on.is_resource() => LinkKind::Permit,
        EventKind::PollEnd(_) => LinkKind::Returned,
        EventKind::Woken { .. } => LinkKind::Woken,
        EventKind::TimerSet { .. } | EventKind::TimerFired { .. } | EventKind::TimerCleared { .. } => LinkKind::Timer,
        EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::Put { .. }
        | EventKind::Got { .. }
        | EventKind::Set { .. } => LinkKind::Permit,
        EventKind::Attempt { .. } => LinkKind::Attempt,
        EventKind::Printed { .. } => LinkKind::Printed,
        EventKind::Finished { .. } => LinkKind::Finished,
        EventKind::Failed { .. } | EventKind::AttemptFailed { .. } => LinkKind::Failed,
        EventKind::CancelRequested { .. } | EventKind::Cancelled | EventKind::Destroyed => LinkKind::Cancelled,
        EventKind::Warned { .. } => LinkKind::Printed,
        EventKind::NeverRetrieved => LinkKind::Unseen,
        EventKind::Turn
        | EventKind::Deadlock
        | EventKind::Stuck
        | EventKind::Clock { .. }
        | EventKind::Truncated { .. }
        | EventKind::Unknown { .. } => LinkKind::Loop,
    }
}

/// The text for the event at index `index`. `woke` is the task that it woke, if the text should mention it.
pub fn text(view: &CauseView, index: usize, woke: Option<TaskId>) -> String {
    let Some(event) = view.event(index) else {
        return String::new();
    };
    let Some(task) = event.task else {
        return of_the_loop(view, index, &event.kind);
    };
    let mut text = of_a_task(view, index, task, &event.kind);
    match (&event.kind, woke) {
        (EventKind::PollStart, Some(woken)) if woken == task => text += " and woke itself",
        (EventKind::TimerFired { .. }, Some(woken)) => {
            // The clause about the lateness needs a comma before the next clause.
            let comma = if text.contains(", served ") { "," } else { "" };
            text += &format!("{comma} and woke {}", view.name(woken));
        }
        // Handing over a permit wakes the task that gets it, which the text has mentioned.
        (EventKind::Released { to, .. }, Some(woken)) if *to == Some(woken) => {}
        (EventKind::Finished { .. } | EventKind::Released { .. } | EventKind::Cancelled, Some(woken)) => {
            text += &format!(", which woke {}", view.name(woken));
        }
        (EventKind::Failed { .. }, Some(woken)) => text += &format!("; its end woke {}", view.name(woken)),
        _ => {}
    }
    text
}

/// `1 s late because render held the loop`.
pub fn lateness(view: &CauseView, fired: usize, timer: TimerId) -> Option<String> {
    let (late, why) = view.lateness(fired, timer)?;
    let late = view.precision.length(late);
    Some(match why {
        LateReason::Held(held) => format!("{late} late because {} held the loop", holders(view, &held)),
        LateReason::Clock => format!("{late} late because the clock was held or the tab was hidden"),
        LateReason::Browser => format!("{late} late by the browser"),
    })
}

/// `after 0.1 ms in the queue behind users`; `None` if the task did not wait in the queue.
pub fn queue_wait(view: &CauseView, poll: usize) -> Option<String> {
    let (wait, held) = view.queued(poll)?;
    if wait == Micros::ZERO && view.trace.clock == ClockKind::Virtual {
        return None;
    }
    let wait = view.precision.length(wait);
    Some(match held {
        Some(held) => format!("after {wait} in the queue behind {}", holders(view, &held)),
        None => format!("after {wait} in the queue"),
    })
}

/// The holders of the permits when this poll ended waiting for one: `users and prices held both slots`.
pub fn permit_holders(view: &CauseView, wait: usize) -> Option<String> {
    let holders = view.causes.holders(wait)?;
    let first: Vec<Cow<str>> = holders.first.iter().flatten().map(|&task| view.name(task)).collect();
    let (who, permits) = (names(&first, holders.count), count(holders.count, "slot"));
    Some(match holders.count {
        0 => "no slot was free".into(),
        1 => format!("{who} held the only slot"),
        2 => format!("{who} held both slots"),
        _ => format!("{who} held all {permits}"),
    })
}

/// The length of a poll, once it has returned.
pub fn poll_length(view: &CauseView, task: TaskId, poll: usize) -> Option<Micros> {
    let mut own = view.trace.events.of_task(task, poll + 1..view.causes.folded());
    let end = own.find(|&event| matches!(view.kind(event), Some(EventKind::PollEnd(_))))?;
    Some(view.at(end) - view.at(poll))
}

fn holders(view: &CauseView, held: &Held) -> String {
    let longest = view.name(held.longest.task);
    match held.count {
        1 => longest.into_owned(),
        // If the longest poll took half of the time, the others are not named.
        _ if held.by_longest.0 >= held.total.0.div_ceil(2) && held.total > Micros::ZERO => longest.into_owned(),
        polls => format!("{}, {longest} the longest,", count(polls, "poll")),
    }
}

fn of_a_task(view: &CauseView, index: usize, task: TaskId, kind: &EventKind) -> String {
    let name = view.name(task);
    let who = |task: TaskId| view.name(task);
    let at = view.at(index);
    match kind {
        EventKind::Spawned { parent } => spawned(view, index, &name, *parent),
        EventKind::PollStart => polled(view, index, task),
        EventKind::PollEnd(PollResult::Ended) => format!("{name} returned for good"),
        EventKind::PollEnd(PollResult::Pending {
            on: Some(WaitingOn::Semaphore),
        }) if view.causes.join_settings().is_some() => match permit_holders(view, index) {
            Some(holders) => format!("{name} queued for a free slot: {holders}"),
            None => format!("{name} queued for a free slot"),
        },
        EventKind::PollEnd(PollResult::Pending { on }) => went_to_wait(view, index, &name, *on),
        EventKind::Woken { by } => match by {
            WokenBy::Spawn => format!("{name} was woken for its first poll"),
            WokenBy::Timer(_) => format!("{name} was woken by a timer"),
            WokenBy::Task(ended) => format!("{name} was woken by the end of {}", who(*ended)),
            WokenBy::Resource {
                what: ResourceKind::Semaphore,
                by: Some(holder),
                ..
            } => format!("{name} was woken by the slot of {}", who(*holder)),
            WokenBy::Resource { what, res, by } => {
                let thing = res.map_or_else(
                    || describe::thing(*what).into(),
                    |res| describe::resource(view.trace, res),
                );
                match by {
                    Some(by) if *by != task => format!("{name} was woken by {}, through {thing}", who(*by)),
                    _ => format!("{name} was woken by {thing}"),
                }
            }
            WokenBy::Itself => format!("{name} woke itself, to be polled again in the next turn"),
            WokenBy::User => format!("{name} was woken by the person"),
            WokenBy::Cancel(_) => format!("{name} was woken to be cancelled"),
            WokenBy::Io => format!("{name} was woken by input or output"),
            WokenBy::Thread => format!("{name} was woken by the end of work in a thread"),
            WokenBy::Other => format!(
                "{name} was woken by {}",
                view.trace.events.extra(index).word.unwrap_or("something else")
            ),
        },
        EventKind::TimerSet { what, deadline, .. } => {
            let set = set_timer(&name, *what, *deadline - at);
            let attempt = view.last_before(task, index, |kind| matches!(kind, EventKind::Attempt { .. }));
            match (what, attempt.and_then(|attempt| view.kind(attempt))) {
                (TimerKind::Sleep | TimerKind::Timeout, Some(EventKind::Attempt { number: number @ 2.. })) => {
                    format!("{set} in attempt {number}")
                }
                _ => set,
            }
        }
        EventKind::TimerFired { timer } => {
            let what = view
                .causes
                .timer(view.trace, *timer)
                .map_or(TimerKind::Sleep, |timer| timer.what);
            let fired = match what {
                TimerKind::Sleep => format!("the timer of {name} fired"),
                TimerKind::Timeout => format!("the timeout of {name} passed"),
                TimerKind::Deadline => format!("the deadline of {name} passed"),
                TimerKind::Backoff => format!("the pause of {name} was over"),
                TimerKind::Call => format!("the call that {name} had put off was due"),
            };
            match lateness(view, index, *timer) {
                Some(late) => format!("{fired}, served {late}"),
                None => fired,
            }
        }
        EventKind::TimerCleared { .. } => format!("{name} let go of its timer"),
        EventKind::Acquired { res, .. } => format!("{name} got {}", describe::share_of(view.trace, *res)),
        EventKind::Released { res, to, .. } => released(view, index, task, *res, *to),
        EventKind::Put { .. } | EventKind::Got { .. } | EventKind::Set { .. } => {
            format!("{name} {}", describe::used(view.trace, kind))
        }
        EventKind::Attempt { number } => format!("{name} began attempt {number}"),
        EventKind::AttemptFailed { number, message, why } => match why {
            AttemptFailure::Failed => format!("attempt {number} of {name} failed: {message}"),
            AttemptFailure::Timeout => format!("attempt {number} of {name} ran out of time: {message}"),
        },
        EventKind::Printed { text } => format!("{name} printed “{text}”"),
        EventKind::Finished { value } => format!("{name} finished with {value}"),
        EventKind::Failed { message } => format!("{name} failed: {message}"),
        EventKind::CancelRequested { by, why } => {
            format!(
                "{} asked for the end of {name}{}",
                asker(view, *by, *why),
                reason(view, *why)
            )
        }
        EventKind::Cancelled => cancelled(view, task, index),
        EventKind::NeverRetrieved => format!("the failure of {name} was never retrieved"),
        EventKind::Warned { text } => format!("{name} was warned: {text}"),
        EventKind::Destroyed => format!("{name} was thrown away while it waited"),
        EventKind::Stuck => format!("{name} did not let go of the loop"),
        EventKind::Unknown { name: kind } => format!("{name}: “{kind}”, which this version does not know"),
        EventKind::Turn | EventKind::Deadlock | EventKind::Clock { .. } | EventKind::Truncated { .. } => {
            of_the_loop(view, index, kind)
        }
    }
}

/// `one went to wait for lock right, which two holds`.
fn went_to_wait(view: &CauseView, index: usize, name: &str, on: Option<WaitingOn>) -> String {
    let extra = view.trace.events.extra(index);
    let known = waits::words(view.trace, index).filter(|_| extra.res.is_some() || !extra.tasks.is_empty());
    let known = known
        .as_deref()
        .map(|words| (words.strip_prefix("waiting "), words.strip_prefix("awaiting ")));
    let words = match known {
        Some((Some(known), _)) => format!("{name} went to wait {known}"),
        Some((_, Some(known))) => format!("{name} went to await {known}"),
        _ => format!("{name} {}", awaited(on)),
    };
    let holder = extra.res.filter(|_| on == Some(WaitingOn::Lock));
    match holder.and_then(|res| view.holder_of(res, index)) {
        Some(holder) => format!("{words}, which {} held", view.name(holder)),
        None => words,
    }
}

fn of_the_loop(view: &CauseView, index: usize, kind: &EventKind) -> String {
    match kind {
        EventKind::Turn => "the loop began a turn with the entries that were ready".into(),
        EventKind::Clock { what } => match what {
            ClockChange::Paused => "the person paused the clock".into(),
            ClockChange::Resumed => "the person let the clock go on".into(),
            ClockChange::Speed => "the person changed the speed".into(),
            ClockChange::Hidden => "the tab was hidden".into(),
            ClockChange::Shown => "the tab was shown again".into(),
            ClockChange::Stepped => "the person stepped".into(),
        },
        EventKind::Deadlock => deadlock(view, index),
        EventKind::Warned { text } => format!("a warning came: {text}"),
        EventKind::Printed { text } => format!("“{text}” was printed outside of tasks"),
        EventKind::Truncated {
            why: Missing::Budget, ..
        } => "the record is full: what happened from here on is missing".into(),
        EventKind::Truncated { .. } => "the recorder stopped: what happened from here on is missing".into(),
        EventKind::Unknown { name } => format!("“{name}” happened, which this version does not know"),
        other => other.name().into(),
    }
}

/// `nothing could run any more: one was waiting for lock right and two was waiting for lock left`. Tasks that wait for
/// other tasks come last, because they are not the reason.
fn deadlock(view: &CauseView, index: usize) -> String {
    let all = view.trace.events.extra(index).tasks.len();
    let waits = view.waits_of_deadlock(index);
    let clause = |&(task, wait): &(TaskId, usize)| {
        let words = waits::words(view.trace, wait)?;
        Some(format!("{} was {words}", view.name(task)))
    };
    let first: Vec<String> = waits.iter().take(MOST_NAMES).filter_map(clause).collect();
    let others = all.saturating_sub(first.len());
    match (first.as_slice(), others) {
        ([], 0) => "nothing could run any more, and tasks waited".into(),
        ([], 1..) => format!("nothing could run any more, and {} waited", count(all, "task")),
        (first, 1..) => format!(
            "nothing could run any more: {}, and {} waited too",
            first.join(", "),
            count(others, "other")
        ),
        ([one], 0) => format!("nothing could run any more: {one}"),
        ([rest @ .., last], 0) => format!("nothing could run any more: {} and {last}", rest.join(", ")),
    }
}

fn spawned(view: &CauseView, index: usize, name: &str, parent: Option<TaskId>) -> String {
    let Some(parent) = parent else {
        return format!("the run started {name}");
    };
    let after = view.cause(index).and_then(|cause| view.event(cause));
    match after {
        Some(event) if event.kind != EventKind::PollStart => {
            let ended = event.task.map_or("another".into(), |task| view.name(task));
            format!("{} started {name}, as {ended} had ended", view.name(parent))
        }
        _ => format!("{} started {name}", view.name(parent)),
    }
}

fn polled(view: &CauseView, index: usize, task: TaskId) -> String {
    let name = view.name(task);
    let polled = if view.trace.is_joined(task) || view.spawned_eagerly(task, index).is_some() {
        let parent = view.trace.tasks.parent(task);
        format!(
            "{} polled {name}",
            parent.map_or("main".into(), |parent| view.name(parent))
        )
    } else {
        format!("{name} was polled")
    };
    let waited = queue_wait(view, index).unwrap_or_else(|| "at once".into());
    match poll_length(view, task, index).filter(|&length| length >= LONG_POLL) {
        Some(length) => format!(
            "{polled} {waited} and held the loop for {}",
            view.precision.length(length)
        ),
        None => format!("{polled} {waited}"),
    }
}

fn set_timer(name: &str, what: TimerKind, length: Micros) -> String {
    let length = words_of(length);
    match what {
        TimerKind::Sleep => format!("{name} set its timer for {length}"),
        TimerKind::Timeout => format!("{name} set its timeout of {length}"),
        TimerKind::Deadline => format!("{name} set its deadline of {length}"),
        TimerKind::Backoff => format!("{name} paused for {length} before its next attempt"),
        TimerKind::Call => format!("{name} put off a call by {length}"),
    }
}

fn released(view: &CauseView, index: usize, task: TaskId, res: ResourceId, to: Option<TaskId>) -> String {
    let name = view.name(task);
    let share = describe::share(view.trace, res);
    let ended = match view.end_at_once(task, index).and_then(|end| view.kind(end)) {
        Some(EventKind::Finished { value }) => format!("{name} finished with {value} and"),
        Some(EventKind::Failed { .. }) => format!("{name} failed and"),
        Some(EventKind::Cancelled) => format!("{name} was cancelled and"),
        _ => name.into(),
    };
    match to {
        Some(next) => format!("{ended} gave its {share} to {}", view.name(next)),
        None => format!("{ended} gave its {share} back"),
    }
}

fn cancelled(view: &CauseView, task: TaskId, index: usize) -> String {
    let name = view.name(task);
    let request = view.cancel_before(task, index).and_then(|request| view.kind(request));
    match request {
        Some(EventKind::CancelRequested { by, why }) => {
            format!("{} cancelled {name}{}", asker(view, by, why), reason(view, why))
        }
        _ => format!("{name} was cancelled"),
    }
}

/// What requested a cancellation.
pub fn asker<'a>(view: &CauseView<'a>, by: Option<TaskId>, why: CancelReason) -> Cow<'a, str> {
    let words = match (why, by) {
        (CancelReason::Group, _) => "the group",
        (CancelReason::Stop, None) if view.causes.join_settings().is_none() => "the run",
        (CancelReason::Stop | CancelReason::User, None) => "the person",
        (CancelReason::Leftovers, _) if view.causes.join_settings().is_none() => "the end of the run",
        (CancelReason::Leftovers, _) => "the end of main",
        (_, Some(task)) => return view.name(task),
        (CancelReason::Program, None) => "the program",
        (_, None) => "the run",
    };
    words.into()
}

/// The reason of a cancellation, to follow the name of the task.
pub const fn reason(view: &CauseView<'_>, why: CancelReason) -> &'static str {
    match why {
        CancelReason::Stop if view.causes.join_settings().is_none() => ", as it was stopped",
        CancelReason::Group => ", as it does with the rest when one fails",
        CancelReason::Race => ", as the race was over",
        CancelReason::FirstOk => ", as there was a first success",
        CancelReason::Deadline => ", as the deadline had passed",
        CancelReason::Leftovers => " as a leftover",
        CancelReason::Stop => " with Stop",
        CancelReason::User => " by hand",
        CancelReason::Timeout => ", as its timeout had passed",
        CancelReason::Gather => ", as the gather was cancelled",
        CancelReason::Program => ", as the program says",
        CancelReason::Dropped => ", as the join was decided without it",
    }
}

const fn awaited(on: Option<WaitingOn>) -> &'static str {
    match on {
        Some(WaitingOn::Timer) => "went to wait on its timer",
        Some(WaitingOn::Child) => "went to wait on what it awaits",
        Some(WaitingOn::Backoff) => "went to wait out its pause",
        Some(WaitingOn::Gather) => "went to wait for all it gathered",
        Some(WaitingOn::Wait) => "went to wait for a set of tasks",
        Some(WaitingOn::Group) => "went to wait for its group",
        Some(WaitingOn::Semaphore) => "went to wait for a free slot",
        Some(WaitingOn::Lock) => "went to wait for a lock",
        Some(WaitingOn::Condition) => "went to wait to be notified",
        Some(WaitingOn::Event) => "went to wait for an event to be set",
        Some(WaitingOn::Barrier) => "went to wait at a barrier",
        Some(WaitingOn::QueueGet) => "went to wait for something in a queue",
        Some(WaitingOn::QueuePut) => "went to wait for room in a queue",
        Some(WaitingOn::QueueJoin) => "went to wait for a queue to be done",
        Some(WaitingOn::Thread) => "went to wait for a thread",
        Some(WaitingOn::Io) => "went to wait for input or output",
        Some(WaitingOn::Future) => "went to wait for a future",
        None => "gave way, to be polled again in the next turn",
    }
}

/// The text of a link as a sentence.
pub fn sentence(text: &str, name: &str) -> String {
    format!("{}.", begun(text, name))
}

/// The text of a link as the start of a sentence. Only words of this module are capitalised; a name is not changed.
pub fn begun(text: &str, name: &str) -> String {
    let ours = ["the ", "attempt ", "nothing ", "a warning "];
    let begins_with_ours = ours
        .iter()
        .any(|word| text.starts_with(word) && !name.starts_with(word));
    match text.split_at_checked(1) {
        Some((first, rest)) if begins_with_ours => format!("{}{rest}", first.to_ascii_uppercase()),
        _ => text.into(),
    }
}

/// The time of an event in words.
pub fn moment(view: &CauseView, index: usize) -> String {
    moment_in_a_sentence(view.at(index))
}
