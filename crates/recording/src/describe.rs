//! One event in plain words, for a row of the Events table. Says what is recorded, not why; that is `causes`.

use super::{
    AttemptFailure, CancelReason, ClockChange, Event, EventKind, Missing, PollResult, TimerKind, Trace, WaitingOn,
    WokenBy,
};
use scenario::words::moment;

/// What happened, in present tense and without the task's own name: `is woken by timer 3`.
#[must_use]
pub fn describe(trace: &Trace, event: &Event) -> String {
    match &event.kind {
        EventKind::Spawned { parent: None } => "is spawned".into(),
        EventKind::Spawned { parent: Some(parent) } => format!("is spawned by {}", trace.name_in_words(*parent)),
        EventKind::Turn => "the loop begins its next turn".into(),
        EventKind::PollStart => "is polled".into(),
        EventKind::PollEnd(PollResult::Ended) => "poll returns: ended".into(),
        EventKind::PollEnd(PollResult::Pending { on: None }) => "poll returns: pending, it woke itself".into(),
        EventKind::PollEnd(PollResult::Pending { on: Some(on) }) => {
            format!("poll returns: pending, {}", waiting(*on))
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
        EventKind::PermitWait => "queues for a permit".into(),
        EventKind::PermitGot => "gets a permit".into(),
        EventKind::PermitReleased { to: None } => "gives its permit back".into(),
        EventKind::PermitReleased { to: Some(next) } => format!("gives its permit to {}", trace.name_in_words(*next)),
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
            Some(by) => format!("{} asks for its end: {}", trace.name_in_words(*by), reason(*why)),
            None => format!("its end is asked for: {}", reason(*why)),
        },
        EventKind::Cancelled => "is cancelled: its future is dropped".into(),
        EventKind::NeverRetrieved => "nobody looked at its failure".into(),
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
    }
}

fn missing(count: u64) -> String {
    match count {
        1 => "1 event".into(),
        _ => format!("{count} events"),
    }
}

/// Why a task is cancelled, in a few words.
#[must_use]
pub const fn reason(why: CancelReason) -> &'static str {
    match why {
        CancelReason::Group => "another of its group failed",
        CancelReason::Race => "another ended first",
        CancelReason::FirstOk => "another succeeded first",
        CancelReason::Deadline => "the deadline passed",
        CancelReason::Leftovers => "main has ended",
        CancelReason::Stop => "you pressed Stop",
        CancelReason::User => "you cancelled it",
        CancelReason::Dropped => "the join was decided without it",
    }
}

fn waker(trace: &Trace, by: WokenBy) -> String {
    match by {
        WokenBy::Spawn => "being spawned".into(),
        WokenBy::Timer(timer) => format!("timer {}", timer.0),
        WokenBy::Task(task) => format!("the end of {}", trace.name_in_words(task)),
        WokenBy::Permit(task) => format!("the permit of {}", trace.name_in_words(task)),
        WokenBy::Itself => "itself".into(),
        WokenBy::User => "you".into(),
    }
}

const fn waiting(on: WaitingOn) -> &'static str {
    match on {
        WaitingOn::Timer => "waiting on its timer",
        WaitingOn::Child => "waiting on children",
        WaitingOn::Permit => "waiting for a permit",
        WaitingOn::Backoff => "waiting to retry",
    }
}

const fn purpose(what: TimerKind) -> &'static str {
    match what {
        TimerKind::Sleep => "for its sleep",
        TimerKind::Timeout => "as its timeout",
        TimerKind::Deadline => "as the deadline",
        TimerKind::Backoff => "for its backoff",
    }
}
