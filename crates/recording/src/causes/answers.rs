//! The question an event raises, and its answer in one sentence.

use super::edges::CauseView;
use super::failure_handling::failure_handling;
use super::links::{self, asker, moment, sentence};
use crate::{
    AttemptFailure, CancelReason, Event, EventKind, PollResult, ResourceKind, TaskId, TimerKind, WaitingOn, WokenBy,
    describe, waits,
};
use scenario::Policy;
use scenario::time::Micros;
use scenario::words::{length, moment_in_a_sentence};

/// `Why was orders cancelled at 0.800 s?`
pub fn question(view: &CauseView, event: &Event) -> String {
    let at = moment_in_a_sentence(event.at);
    let name = event.task.map_or("the loop".into(), |task| view.name(task));
    let clause = match &event.kind {
        EventKind::Spawned { .. } => format!("did {name} start"),
        EventKind::Turn => "did a turn begin".into(),
        EventKind::PollStart => format!("was {name} polled"),
        kind if kind.queues_for_permit() => format!("did {name} queue for a free slot"),
        EventKind::PollEnd(_) => format!("did the poll of {name} return"),
        EventKind::Woken { .. } => format!("was {name} woken"),
        EventKind::TimerSet { .. } => format!("did {name} set a timer"),
        EventKind::TimerFired { .. } => format!("did the timer of {name} fire"),
        EventKind::TimerCleared { .. } => format!("was the timer of {name} cleared"),
        EventKind::Acquired { res, .. } => format!("did {name} get {}", describe::share_of(view.trace, *res)),
        EventKind::Released { res, .. } => format!("did {name} give its {} back", describe::share(view.trace, *res)),
        EventKind::Put { res, .. } => format!("did {name} put something into {}", describe::resource(view.trace, *res)),
        EventKind::Got { res, .. } => format!(
            "did {name} get something out of {}",
            describe::resource(view.trace, *res)
        ),
        EventKind::Set { res, .. } => format!(
            "did {name} {} {}",
            describe::set(view.trace, *res),
            describe::resource(view.trace, *res)
        ),
        EventKind::Attempt { number } => format!("did attempt {number} of {name} begin"),
        EventKind::AttemptFailed { number, .. } => format!("did attempt {number} of {name} fail"),
        EventKind::Printed { .. } if event.task.is_none() => "was a line printed outside of tasks".into(),
        EventKind::Printed { .. } => format!("did {name} print a line"),
        EventKind::Finished { .. } => format!("did {name} finish"),
        EventKind::Failed { .. } => format!("did {name} fail"),
        EventKind::CancelRequested { .. } => format!("was the end of {name} asked for"),
        EventKind::Cancelled => format!("was {name} cancelled"),
        EventKind::NeverRetrieved => return format!("Why was the failure of {name} never retrieved?"),
        EventKind::Warned { .. } => "did a warning come".into(),
        EventKind::Destroyed => format!("was {name} thrown away"),
        EventKind::Deadlock => return format!("Why can nothing run any more at {at}?"),
        EventKind::Stuck => format!("did {name} not let go of the loop"),
        EventKind::Unknown { name: kind } => format!("did “{kind}” happen"),
        EventKind::Clock { .. } => "did the clock change".into(),
        EventKind::Truncated { .. } => return "Why are events missing here?".into(),
    };
    format!("Why {clause} at {at}?")
}

/// The answer in one sentence, without the steps, which the links show.
pub fn answer(view: &CauseView, index: usize, event: &Event) -> String {
    let name = event.task.map_or("".into(), |task| view.name(task));
    let said = event.task.and_then(|task| of_a_task(view, index, task, &event.kind));
    match said {
        Some(said) => format!("{said}."),
        None => sentence(&links::text(view, index, None), &name),
    }
}

fn of_a_task(view: &CauseView, index: usize, task: TaskId, kind: &EventKind) -> Option<String> {
    let name = view.name(task);
    match kind {
        EventKind::Printed { .. } if task == TaskId::MAIN && view.causes.join_settings().is_some() => {
            let Some(taken) = view.causes.taken(index) else {
                let end = view.causes.end_of(TaskId::MAIN)?;
                return end_of_main(view, end, matches!(view.kind(end)?, EventKind::Failed { .. }));
            };
            let ended = view.event(taken as usize)?;
            Some(format!(
                "{} ended at {}, and main took that",
                view.name(ended.task?),
                moment(view, taken as usize)
            ))
        }
        // In another program, the dependencies of tasks are in the recorded causes, not in a policy.
        EventKind::Failed { .. } if view.causes.join_settings().is_none() => {
            let failure_handling = failure_handling(view.trace, view.causes, task)?;
            Some(format!("{}; {failure_handling}", links::text(view, index, None)))
        }
        EventKind::Finished { .. } if view.causes.join_settings().is_none() => None,
        EventKind::Finished { .. } if task == TaskId::MAIN => end_of_main(view, index, false),
        EventKind::Failed { .. } if task == TaskId::MAIN => end_of_main(view, index, true),
        EventKind::Finished { value } => Some(life(view, index, task, &format!("finished with {value}"))),
        EventKind::Failed { message } => {
            let failed = life(view, index, task, &format!("failed: {message}"));
            let failure_handling = failure_handling(view.trace, view.causes, task)?;
            Some(format!("{failed}; {failure_handling}"))
        }
        EventKind::NeverRetrieved => {
            let failed = view.causes.end_of(task)?;
            if view.causes.join_settings().is_none() {
                return Some(format!(
                    "{name} failed at {}, and nobody looked at that",
                    moment(view, failed)
                ));
            }
            let failure_handling = failure_handling(view.trace, view.causes, task)?;
            Some(format!(
                "{name} failed at {}, and {}",
                moment(view, failed),
                nobody_looked(&failure_handling)
            ))
        }
        EventKind::AttemptFailed {
            why: AttemptFailure::Timeout,
            ..
        } => timed_out(view, index, task),
        EventKind::CancelRequested { by, why } => cancelled(view, index, task, *by, *why, index),
        EventKind::Cancelled => {
            let request = view.cancel_before(task, index)?;
            match view.kind(request)? {
                EventKind::CancelRequested { by, why } => cancelled(view, request, task, by, why, index),
                _ => None,
            }
        }
        EventKind::PollStart => polled(view, index, task),
        EventKind::TimerFired { timer } => {
            let marks = view.causes.timer(view.trace, *timer)?;
            let set = marks.set as usize;
            let length = length(marks.deadline - view.at(set));
            let late = links::lateness(view, index, *timer);
            let late = late.map_or(String::new(), |late| format!(", and was served {late}"));
            Some(format!("It was set at {} for {length}{late}", moment(view, set)))
        }
        kind if kind.queues_for_permit() => links::permit_holders(view, index),
        EventKind::Acquired { .. } if view.causes.join_settings().is_none() => None,
        EventKind::Acquired { .. } => {
            let waited = view.last_before(task, index, |kind| kind.queues_for_permit());
            let handed = view.causes.handed_by(task);
            let (Some(waited), Some(handed)) = (waited, handed) else {
                return Some("A slot was free".into());
            };
            let holder = view.event(handed)?.task?;
            let line = view.precision.length(view.at(index) - view.at(waited));
            Some(format!(
                "{} gave its slot to {name} at {}, after {name} had queued for {line}",
                view.name(holder),
                moment(view, handed)
            ))
        }
        _ => None,
    }
}

fn nobody_looked(failure_handling: &super::FailureHandling) -> String {
    failure_handling.to_string().replacen("at it", "at that", 1)
}

/// What an operation did until its end, beginning with where most of its time went.
fn life(view: &CauseView, end: usize, task: TaskId, ended: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let attempt = view.last_before(task, end, |kind| matches!(kind, EventKind::Attempt { .. }));
    let number = match attempt.and_then(|attempt| view.kind(attempt)) {
        Some(EventKind::Attempt { number }) => number,
        _ => 1,
    };
    let queued = view.last_before(task, end, |kind| kind.queues_for_permit());
    let got = view.last_before(task, end, |kind| matches!(kind, EventKind::Acquired { .. }));
    if let (Some(queued), Some(got)) = (queued, got) {
        let wait = view.precision.length(view.at(got) - view.at(queued));
        parts.push(format!("queued {wait} for a free slot"));
    }
    if number > 1 {
        parts.push(format!("came to attempt {number}"));
    }
    let is_sleep = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::TimerSet {
                what: TimerKind::Sleep,
                ..
            }
        )
    };
    let slept = view
        .last_before(task, end, is_sleep)
        .filter(|&set| attempt.is_none_or(|attempt| attempt < set));
    if let Some(set) = slept
        && let Some(EventKind::TimerSet { timer, deadline, .. }) = view.kind(set)
        && let Some(fired) = view.causes.timer(view.trace, timer).and_then(|marks| marks.fired)
    {
        parts.push(format!("slept {}", length(deadline - view.at(set))));
        parts.extend(links::lateness(view, fired as usize, timer).map(|late| format!("was served {late}")));
    }
    if let Some(poll) = view.poll_of(task, end) {
        if slept.is_none() && number == 1 {
            parts.push("gave way for a turn".into());
        }
        if view.queued(poll).is_some_and(|(wait, _)| wait > Micros::ZERO) {
            parts.extend(links::queue_wait(view, poll).map(|wait| format!("was polled {wait}")));
        }
        let computed = view.at(end) - view.at(poll);
        if computed > view.trace.resolution {
            parts.push(format!("computed for {}", view.precision.length(computed)));
        }
    }
    parts.push(ended.into());
    let name = view.name(task);
    match parts.as_slice() {
        [one, last] => format!("{name} {one} and {last}"),
        [rest @ .., last] if !rest.is_empty() => format!("{name} {}, and {last}", rest.join(", ")),
        _ => format!("{name} {ended}"),
    }
}

fn end_of_main(view: &CauseView, end: usize, failed: bool) -> Option<String> {
    let decided = view.causes.main_decided_by().map(|end| end as usize);
    let decided = decided.or_else(|| view.cause(view.wake_of(TaskId::MAIN, view.poll_of(TaskId::MAIN, end)?)?))?;
    let event = view.event(decided)?;
    let when = moment(view, decided);
    if let EventKind::TimerFired { timer } = &event.kind {
        let marks = view.causes.timer(view.trace, *timer)?;
        let length = length(marks.deadline - view.at(marks.set as usize));
        return Some(format!(
            "The deadline of {length} passed at {when}, before main had what it awaits"
        ));
    }
    let name = view.name(event.task?);
    let policy = view.causes.join_settings()?.policy;
    let how = match (&event.kind, failed) {
        (EventKind::Finished { .. }, _) => "finished",
        (EventKind::Failed { .. }, _) => "failed",
        (EventKind::Cancelled, _) => "was cancelled",
        _ => "ended",
    };
    Some(match (policy, failed) {
        (Policy::Race, _) => format!("{name} was the first to end: it {how} at {when}, and main took that"),
        (Policy::FirstOk, false) => format!("{name} was the first to succeed, at {when}"),
        (Policy::FirstOk, true) => format!("All had failed, {name} as the last of them at {when}"),
        (_, false) => format!("{name} was the last that main awaited: it {how} at {when}"),
        (_, true) => {
            let later = view.at(end) - view.at(decided);
            if later == Micros::ZERO {
                format!("{name} {how} at {when}, and main took it at once")
            } else {
                let poll = view.poll_of(TaskId::MAIN, end)?;
                let waker = view.cause(view.wake_of(TaskId::MAIN, poll)?)?;
                let later = view.precision.length(later);
                let because = match view.event(waker)?.task {
                    Some(waker) if waker != event.task? => {
                        format!(", woken by the end of {}: it awaits in list order", view.name(waker))
                    }
                    _ => String::new(),
                };
                format!("{name} {how} at {when}, and main took it {later} later{because}")
            }
        }
    })
}

fn timed_out(view: &CauseView, index: usize, task: TaskId) -> Option<String> {
    let is_timeout = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::TimerSet {
                what: TimerKind::Timeout,
                ..
            }
        )
    };
    let set = view.last_before(task, index, is_timeout)?;
    let EventKind::TimerSet { timer, deadline, .. } = view.kind(set)? else {
        return None;
    };
    let fired = view.causes.timer(view.trace, timer)?.fired? as usize;
    let length = length(deadline - view.at(set));
    Some(format!(
        "The timeout of {length}, set at {}, passed at {} before the attempt had ended",
        moment(view, set),
        moment(view, fired)
    ))
}

fn polled(view: &CauseView, poll: usize, task: TaskId) -> Option<String> {
    let name = view.name(task);
    let wake = if view.trace.is_joined(task) {
        view.cause(poll)?
    } else {
        view.wake_of(task, poll).or_else(|| view.spawned_eagerly(task, poll))?
    };
    let woke = match view.kind(wake)? {
        EventKind::Woken { by } => match by {
            WokenBy::Spawn => format!("{name} was started"),
            WokenBy::Timer(timer) => {
                let owner = view.causes.timer(view.trace, timer).map_or(task, |marks| marks.owner);
                if owner == task {
                    format!("Its timer woke {name}")
                } else {
                    format!("The timer of {} woke {name}", view.name(owner))
                }
            }
            WokenBy::Task(ended) => format!("The end of {} woke {name}", view.name(ended)),
            WokenBy::Resource {
                what: ResourceKind::Semaphore,
                by: Some(holder),
                ..
            } => format!("{} gave its slot to {name}", view.name(holder)),
            WokenBy::Itself => format!("{name} had woken itself"),
            WokenBy::User => format!("The person woke {name}"),
            WokenBy::Resource { .. } | WokenBy::Cancel(_) | WokenBy::Io | WokenBy::Thread | WokenBy::Other => {
                links::begun(&links::text(view, wake, None), &name)
            }
        },
        _ => links::begun(&links::text(view, wake, None), &name),
    };
    let waited = links::queue_wait(view, poll).unwrap_or_else(|| "at once".into());
    Some(format!("{woke} at {}, and it was polled {waited}", moment(view, wake)))
}

/// The answer for the cancellation of a task, or for the request for it, at the index `index`. `request` is the index of
/// the request in both cases.
fn cancelled(
    view: &CauseView,
    request: usize,
    task: TaskId,
    by: Option<TaskId>,
    why: CancelReason,
    index: usize,
) -> Option<String> {
    let name = view.name(task);
    let doing = activity_at_cancel(view, request, task).map_or(String::new(), |doing| format!(", {doing}"));
    let who = asker(view, by, why);
    // In the playground, the cancellation follows its request at once; a task of another program may continue.
    let asks_only = view.causes.join_settings().is_none() && request == index;
    let name = if view.at(request) == view.at(index) {
        name
    } else {
        format!("{name} at {}", moment(view, request)).into()
    };
    let did = if asks_only { "asked for the end of" } else { "cancelled" };
    let cause = view.cause(request);
    let when = cause.map_or(String::new(), |cause| moment(view, cause));
    let ended = cause.and_then(|cause| {
        let event = view.event(cause)?;
        let how = match event.kind {
            EventKind::Finished { .. } => "finished",
            EventKind::Failed { .. } => "failed",
            EventKind::Cancelled => "was cancelled",
            _ => return None,
        };
        Some((view.name(event.task?), how))
    });
    let passed = cause.is_some_and(|cause| matches!(view.kind(cause), Some(EventKind::TimerFired { .. })));
    Some(match (why, ended) {
        (CancelReason::Group, Some((decider, how))) => {
            format!("{decider} {how} at {when}, so the group {did} {name}{doing}")
        }
        (CancelReason::Race, Some((decider, _))) => {
            format!("{decider} ended first, at {when}, so {who} {did} {name} as a loser of the race{doing}")
        }
        (CancelReason::FirstOk, Some((decider, _))) => {
            format!("{decider} was the first success, at {when}, so {who} {did} {name}{doing}")
        }
        (CancelReason::Deadline, _) if passed => {
            format!("The deadline passed at {when}, so {who} {did} {name}{doing}")
        }
        (CancelReason::Leftovers, Some((root, how))) => {
            format!("{root} {how} at {when}, and the end of {root} {did} what was left over: {name}{doing}")
        }
        (CancelReason::Stop, _) => format!("The run was stopped, which {did} {name}{doing}"),
        (CancelReason::User, _) => format!("The person {did} {name} by hand{doing}"),
        (CancelReason::Timeout, _) => match by {
            Some(_) => format!("A timeout passed, so {who} {did} {name}{doing}"),
            None => format!("A timeout passed, which {did} {name}{doing}"),
        },
        (CancelReason::Gather, _) if !asks_only => {
            format!(
                "The gather that awaits {} was cancelled, and {name} with it{doing}",
                view.name(task)
            )
        }
        (CancelReason::Program, Some(_) | None) if !asks_only && by.is_some() => {
            format!("The program has {who} cancel {name}{doing}")
        }
        (CancelReason::Dropped, Some((decider, how))) => {
            format!("{decider} {how} at {when} and decided the join, so {who} dropped {name}{doing}")
        }
        // The cause is not known.
        _ => {
            let text = format!("{who} {did} {name}{}{doing}", links::reason(view, why));
            links::begun(&text, &by.map_or("".into(), |by| view.name(by)))
        }
    })
}

/// What a task was doing when its cancellation was requested: `with 400 ms left to sleep`.
fn activity_at_cancel(view: &CauseView, request: usize, task: TaskId) -> Option<String> {
    let returned = view.last_before(task, request, |kind| matches!(kind, EventKind::PollEnd(_)));
    let Some(returned) = returned else {
        return (!view.trace.is_root(task)).then(|| "before its first poll".into());
    };
    let EventKind::PollEnd(PollResult::Pending { on }) = view.kind(returned)? else {
        return None;
    };
    match on {
        Some(WaitingOn::Timer) => {
            let is_sleep = |kind: &EventKind| {
                matches!(
                    kind,
                    EventKind::TimerSet {
                        what: TimerKind::Sleep,
                        ..
                    }
                )
            };
            let set = view.last_before(task, request, is_sleep)?;
            let EventKind::TimerSet { deadline, .. } = view.kind(set)? else {
                return None;
            };
            let left = deadline - view.at(request);
            Some(if left == Micros::ZERO {
                "when its sleep was over".into()
            } else {
                format!("with {} left to sleep", view.precision.length(left))
            })
        }
        Some(WaitingOn::Semaphore) => Some("while it queued for a free slot".into()),
        Some(WaitingOn::Backoff) => Some("while it paused before its next attempt".into()),
        Some(WaitingOn::Child) | None => None,
        Some(_) => waits::words(view.trace, returned).map(|words| format!("while it was {words}")),
    }
}
