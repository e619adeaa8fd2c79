//! Describes one event in words, for a row of the Events table. Says what was recorded, not why, which `causes` does.

use super::{
    AttemptFailure, CancelReason, ClockChange, Event, EventKind, Missing, PollResult, ResourceId, ResourceKind,
    TimerKind, Trace, WokenBy,
};
use scenario::words::moment;

/// The event in present tense, without the name of its task: `is woken by timer 3`.
#[must_use]
pub fn describe(trace: &Trace, event: &Event) -> String {
    match &event.kind {
        EventKind::Spawned { parent: None } => "is spawned".into(),
        EventKind::Spawned { parent: Some(parent) } => format!("is spawned by {}", trace.name_in_words(*parent)),
        EventKind::Turn => "the loop begins its next turn".into(),
        EventKind::PollStart => "is polled".into(),
        EventKind::PollEnd(PollResult::Ended) => "its last step is over".into(),
        EventKind::PollEnd(PollResult::Pending { on: None }) => "pauses at await, and is ready again at once".into(),
        EventKind::PollEnd(PollResult::Pending { on: Some(on) }) => {
            format!("pauses at await, {}", on.words())
        }
        EventKind::Woken { by } => format!("is woken by {}", waker(trace, *by)),
        EventKind::TimerSet { timer, what, deadline } => {
            format!(
                "sets timer {} {}, due at {}",
                timer.0,
                purpose(*what),
                moment(*deadline)
            )
        }
        EventKind::TimerFired { timer } => format!("timer {} is served", timer.0),
        EventKind::TimerCleared { timer } => format!("timer {} is cleared", timer.0),
        EventKind::Acquired { res, .. } => format!("gets {}", share_of(trace, *res)),
        EventKind::Released { res, to: None, .. } => format!("gives its {} back", share(trace, *res)),
        EventKind::Released {
            res, to: Some(next), ..
        } => {
            format!("gives its {} to {}", share(trace, *res), trace.name_in_words(*next))
        }
        EventKind::Put { res, .. } => format!("puts something into {}", resource(trace, *res)),
        EventKind::Got { res, .. } => format!("gets something out of {}", resource(trace, *res)),
        EventKind::Set { res, .. } if is_condition(trace, *res) => format!("notifies {}", resource(trace, *res)),
        EventKind::Set { res, .. } => format!("sets {}", resource(trace, *res)),
        EventKind::Attempt { number } => format!("attempt {number} starts"),
        EventKind::AttemptFailed { number, message, why } => {
            let how = match why {
                AttemptFailure::Failed => "fails",
                AttemptFailure::Timeout => "times out",
            };
            format!("attempt {number} {how}: {message}")
        }
        EventKind::Printed { text } => format!("prints “{text}”"),
        EventKind::Finished { value } => format!("finishes with {value}"),
        EventKind::Failed { message } => format!("fails: {message}"),
        EventKind::CancelRequested { by, why } => match by {
            Some(by) => format!(
                "{} asks for its end: {}",
                trace.name_in_words(*by),
                reason_in(trace, *why)
            ),
            None => format!("its end is asked for: {}", reason_in(trace, *why)),
        },
        EventKind::Cancelled if trace.scenario().is_none() => "is cancelled".into(),
        EventKind::Cancelled => "is cancelled: its future is dropped".into(),
        EventKind::NeverRetrieved => "nobody looked at its failure".into(),
        EventKind::Warned { text } => format!("is warned: {text}"),
        EventKind::Destroyed => "is thrown away while it waits".into(),
        EventKind::Deadlock => "nothing can run any more, and tasks wait".into(),
        EventKind::Stuck => "does not let go of the loop".into(),
        EventKind::Unknown { name } => format!("“{name}”, which this version does not know"),
        EventKind::Clock { what } => match what {
            ClockChange::Paused => "time is paused",
            ClockChange::Resumed => "time goes on",
            ClockChange::Speed => "the speed changes",
            ClockChange::Hidden => "the page is hidden",
            ClockChange::Shown => "the page is shown again",
            ClockChange::Stepped => "one step",
        }
        .into(),
        EventKind::Truncated {
            count,
            why: Missing::Budget,
        } => format!("the record is full; missing from here: {}", missing(*count)),
        EventKind::Truncated { count, .. } => format!("the recorder stopped; missing from here: {}", missing(*count)),
    }
}

fn missing(count: u64) -> String {
    match count {
        1 => "1 event".into(),
        _ => format!("{count} events"),
    }
}

/// The reason of a cancellation in a few words.
#[must_use]
pub const fn reason(why: CancelReason) -> &'static str {
    match why {
        CancelReason::Group => "another of its group failed",
        CancelReason::Race => "another ended first",
        CancelReason::FirstOk => "another succeeded first",
        CancelReason::Deadline => "the deadline passed",
        CancelReason::Leftovers => "main has ended",
        // Of an opened recording it is not known who did so.
        CancelReason::Stop => "the run was stopped",
        CancelReason::User => "it was cancelled by hand",
        CancelReason::Timeout => "its timeout passed",
        CancelReason::Gather => "the gather was cancelled",
        CancelReason::Program => "the program asks for it",
        CancelReason::Dropped => "the join was decided without it",
    }
}

/// The reason in the terms of this recording: only the playground has a main.
fn reason_in(trace: &Trace, why: CancelReason) -> &'static str {
    match why {
        _ if trace.scenario().is_some() => reason(why),
        CancelReason::Leftovers => "the run has ended",
        _ => reason(why),
    }
}

/// The word for what a task holds of this resource: `slot`, `lock`.
#[must_use]
pub fn share(trace: &Trace, res: ResourceId) -> &str {
    match kind_of(trace, res) {
        "semaphore" => "slot",
        what => what,
    }
}

/// The word with its article, or with the name of the resource if it has one: `a slot`, `lock cache`.
#[must_use]
pub fn share_of(trace: &Trace, res: ResourceId) -> String {
    match kind_of(trace, res) {
        "semaphore" => match trace.resources.get(res.0 as usize) {
            Some(known) if !matches!(&*known.name, "" | "permits") => format!("a slot of {}", known.name),
            _ => "a slot".into(),
        },
        _ => resource(trace, res),
    }
}

/// The resource as part of a sentence: `queue jobs`, `a lock`.
pub(crate) fn resource(trace: &Trace, res: ResourceId) -> String {
    let what = kind_of(trace, res);
    match trace
        .resources
        .get(res.0 as usize)
        .map(|resource| resource.name.as_str())
    {
        Some(name) if !name.is_empty() && name != what => format!("{what} {name}"),
        Some(name) if name == what => format!("the {what}"),
        _ if what.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {what}"),
        _ => format!("a {what}"),
    }
}

fn kind_of(trace: &Trace, res: ResourceId) -> &str {
    let resource = trace.resources.get(res.0 as usize);
    // A recording built by hand lists no resources; the only resource of the playground is its permits.
    let unlisted = if res == ResourceId::PERMITS {
        "semaphore"
    } else {
        "resource"
    };
    resource.map_or(unlisted, |resource| &resource.what)
}

/// What a task did with a resource, in past tense: `put something into queue jobs`.
#[must_use]
pub fn used(trace: &Trace, kind: &EventKind) -> String {
    match kind {
        EventKind::Put { res, .. } => format!("put something into {}", resource(trace, *res)),
        EventKind::Got { res, .. } => format!("got something out of {}", resource(trace, *res)),
        EventKind::Set { res, .. } if is_condition(trace, *res) => format!("notified {}", resource(trace, *res)),
        EventKind::Set { res, .. } => format!("set {}", resource(trace, *res)),
        EventKind::Released { res, .. } => format!("gave {} back", share_of(trace, *res)),
        other => other.known_name().into(),
    }
}

/// The verb for an event or a condition: `set`, `notify`.
pub(crate) fn set(trace: &Trace, res: ResourceId) -> &'static str {
    if is_condition(trace, res) { "notify" } else { "set" }
}

fn is_condition(trace: &Trace, res: ResourceId) -> bool {
    kind_of(trace, res) == "condition"
}

/// What woke a task, with its article.
pub(crate) const fn thing(what: ResourceKind) -> &'static str {
    match what {
        ResourceKind::Semaphore => "a slot",
        ResourceKind::Lock => "a lock",
        ResourceKind::Condition => "a condition",
        ResourceKind::Event => "an event",
        ResourceKind::Barrier => "a barrier",
        ResourceKind::Queue => "a queue",
        ResourceKind::Future => "a future",
    }
}

fn waker(trace: &Trace, by: WokenBy) -> String {
    match by {
        WokenBy::Spawn => "being spawned".into(),
        WokenBy::Timer(timer) => format!("timer {}", timer.0),
        WokenBy::Task(task) => format!("the end of {}", trace.name_in_words(task)),
        WokenBy::Resource {
            what: ResourceKind::Semaphore,
            by: Some(task),
            ..
        } => format!("the slot of {}", trace.name_in_words(task)),
        WokenBy::Resource { what, res: None, .. } => thing(what).into(),
        WokenBy::Resource { res: Some(res), .. } => resource(trace, res),
        WokenBy::Cancel(Some(task)) => format!("the cancel that {} asks for", trace.name_in_words(task)),
        WokenBy::Cancel(None) => "being cancelled".into(),
        WokenBy::Io => "input or output".into(),
        WokenBy::Thread => "the end of work in a thread".into(),
        WokenBy::Other => "something else".into(),
        WokenBy::Itself => "itself".into(),
        WokenBy::User if trace.scenario().is_none() => "a person".into(),
        WokenBy::User => "you".into(),
    }
}

const fn purpose(what: TimerKind) -> &'static str {
    match what {
        TimerKind::Sleep => "for its sleep",
        TimerKind::Timeout => "as its timeout",
        TimerKind::Deadline => "as the deadline",
        TimerKind::Backoff => "for its backoff",
        TimerKind::Call => "for a call",
    }
}
