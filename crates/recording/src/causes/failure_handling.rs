//! What happened to a failure: which code handled it, or why none did.

use super::edges::CauseView;
use super::index::{Causes, JoinSettings};
use crate::tally::timed_out;
use crate::{EventKind, RunOutcome, TaskId, Trace};
use scenario::Policy;
use scenario::words::{count, moment_in_a_sentence};
use std::borrow::Cow;
use std::fmt;

/// What happened to the failure of an operation. Events are indexes in [`Trace::events`]. Displays as a clause whose
/// subject is the failure: `it reached main at 2.000 s`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureHandling {
    /// Main ended with it.
    ReachedMain {
        /// Main's `failed`.
        event: usize,
        /// The time, in words.
        when: String,
    },
    /// Main took it as one of the results and went on (`as-completed`).
    Taken {
        /// The line that main printed about it.
        event: usize,
        /// The time, in words.
        when: String,
    },
    /// Main returned it among its results (`settle`).
    Kept {
        /// Main's `finished`.
        event: usize,
        /// The time, in words.
        when: String,
    },
    /// It is part of the group's error, after the failure that ended the group (`group`).
    InGroup {
        /// The name of the task whose failure ended the group.
        first: String,
    },
    /// In a recorded program: it is in the exception group with which the task failed that owns its task group.
    InErrorOf {
        /// The `failed` of that task.
        event: usize,
        /// The name of that task.
        owner: String,
        /// The other failures in the same group.
        others: usize,
    },
    /// Main looked at it and kept waiting for a success (`first-ok`).
    PassedOver,
    /// No code looked at it, and Python warns of it.
    Nowhere {
        /// Its `never-retrieved` event.
        event: usize,
        /// The reason as a clause: `main had already failed with b`. `None` if it is not known.
        because: Option<String>,
    },
    /// No code looked at it, and Python does not warn of it: `gather` marks the later failures of its children as seen,
    /// and cancelling a failed task removes its warning.
    Swallowed {
        /// The reason as a clause: `main had already failed with a`.
        because: String,
    },
    /// Main took it as one of its results, but never returned them.
    Lost {
        /// The reason as a clause: `the deadline passed`.
        because: &'static str,
    },
    /// The run goes on, and main has not looked at it yet.
    NotYet,
    /// The recording ends before any code has looked at it.
    Missing,
}

/// What happened to the failure of `task`; `None` if it did not fail. Of another program, it is only known if the
/// recording says that no code looked at it, or in which exception group it is.
#[must_use]
pub fn failure_handling(trace: &Trace, causes: &Causes, task: TaskId) -> Option<FailureHandling> {
    let view = CauseView::of(trace, causes);
    let is_main = trace.scenario().is_some() && trace.is_root(task);
    let failed = causes.end_of(task).filter(|_| !is_main)?;
    if !matches!(view.kind(failed), Some(EventKind::Failed { .. })) {
        return None;
    }
    if let Some(unseen) = causes.unseen(task) {
        return Some(FailureHandling::Nowhere {
            event: unseen,
            because: causes
                .join_settings()
                .map(|settings| why_nobody_looked(&view, &settings)),
        });
    }
    // What looked at it is inferred from the policy. In another program, only what is recorded tells.
    let Some(settings) = causes.join_settings() else {
        return in_error_group(&view, task, failed);
    };
    let policy = settings.policy;
    if policy == Policy::AsCompleted
        && let Some(line) = causes.taken_at(failed)
    {
        return Some(FailureHandling::Taken {
            event: line as usize,
            when: moment_in_a_sentence(view.at(line as usize)),
        });
    }
    if policy == Policy::FirstOk && looked_at(&view, task, failed) {
        return Some(FailureHandling::PassedOver);
    }
    let not_yet = if causes.truncated() {
        FailureHandling::Missing
    } else {
        FailureHandling::NotYet
    };
    let main_end = causes.end_of(TaskId::MAIN);
    let Some(main_end) = main_end else {
        return Some(not_yet);
    };
    if is_swallowed(&view, task) {
        // A truncated recording may lack the warning; under `gather` there is none.
        if causes.truncated() && policy != Policy::Gather {
            return Some(not_yet);
        }
        return Some(FailureHandling::Swallowed {
            because: why_nobody_looked(&view, &settings),
        });
    }
    let decided = causes.main_decided_by().map(|end| end as usize);
    let when = moment_in_a_sentence(view.at(main_end));
    Some(match (policy, view.kind(main_end)) {
        (Policy::Settle, Some(EventKind::Finished { .. })) => FailureHandling::Kept { event: main_end, when },
        // Its warning follows later.
        (Policy::FirstOk, _) => not_yet,
        (_, Some(EventKind::Failed { .. })) if decided == Some(failed) => {
            FailureHandling::ReachedMain { event: main_end, when }
        }
        (_, Some(EventKind::Failed { .. })) if by_the_deadline(&view) => FailureHandling::Lost {
            because: "the deadline passed",
        },
        (Policy::Group, Some(EventKind::Failed { .. })) => FailureHandling::InGroup {
            first: decider(&view).unwrap_or("another".into()).into(),
        },
        (_, Some(EventKind::Cancelled)) => FailureHandling::Lost {
            because: "the run was stopped",
        },
        // Main has ended without it, and the run goes on.
        _ => not_yet,
    })
}

/// How `task` failed, in a few words: `heard by nobody` once that is certain, `timed out` or `failed`.
#[must_use]
pub fn failure_in_words(trace: &Trace, causes: &Causes, task: TaskId) -> &'static str {
    // What ends the program is printed.
    let lost = || causes.unseen(task).is_some() || is_swallowed(&CauseView::of(trace, causes), task);
    let unheard = !trace.is_root(task) && lost();
    match causes.end_of(task) {
        _ if unheard => HEARD_BY_NOBODY,
        Some(failed) if timed_out(trace, failed, task) => "timed out",
        _ => "failed",
    }
}

/// Of a member of a task group: the exception group that has its failure, by its message.
fn in_error_group(view: &CauseView, task: TaskId, failed: usize) -> Option<FailureHandling> {
    let origin = view.trace.code.origins.get(task.index())?;
    let owner = view
        .trace
        .tasks
        .parent(task)
        .filter(|_| origin.via.as_deref() == Some("group"))?;
    let event = view.causes.end_of(owner)?;
    let Some(EventKind::Failed { message }) = view.kind(failed) else {
        return None;
    };
    let of = view.trace.events.extra(event).of;
    of.contains(&message).then(|| FailureHandling::InErrorOf {
        event,
        owner: view.name(owner).into_owned(),
        others: of.len() - 1,
    })
}

/// The words for a failure that no code looked at.
pub const HEARD_BY_NOBODY: &str = "heard by nobody";

/// Whether no code looked at the failure of `task`, and Python does not warn of it. Formats no text, since a million
/// tasks may have failed.
pub(crate) fn is_swallowed(view: &CauseView, task: TaskId) -> bool {
    let causes = view.causes;
    let Some(settings) = causes.join_settings() else {
        return false;
    };
    if causes.end_of(TaskId::MAIN).is_none() {
        return false;
    }
    let Some(failed) = causes.end_of(task) else {
        return false;
    };
    let warned = || causes.unseen(task).is_some();
    if !matches!(view.kind(failed), Some(EventKind::Failed { .. })) || view.trace.is_joined(task) || warned() {
        return false;
    }
    let decided = causes.main_decided_by().map(|end| end as usize);
    match settings.policy {
        Policy::Gather => decided != Some(failed),
        Policy::AsCompleted => by_the_deadline(view) && causes.taken_at(failed).is_none(),
        Policy::FirstOk => by_the_deadline(view) && !looked_at(view, task, failed),
        _ => by_the_deadline(view),
    }
}

/// Whether main ended because of the deadline.
fn by_the_deadline(view: &CauseView) -> bool {
    let decided = view.causes.main_decided_by().map(|end| end as usize);
    matches!(
        decided.and_then(|end| view.kind(end)),
        Some(EventKind::TimerFired { .. })
    )
}

/// Whether main looked at this failure and kept waiting, as `first-ok` does: in a poll that returned pending, or before
/// it reached the first success in the list.
fn looked_at(view: &CauseView, task: TaskId, failed: usize) -> bool {
    let mut later = view.trace.events.of_task(TaskId::MAIN, failed..view.causes.folded());
    // A joined future fails within the poll of main that looks at it.
    let polled =
        view.trace.is_joined(task) || later.any(|event| matches!(view.kind(event), Some(EventKind::PollStart)));
    let ends = |event: &usize| {
        matches!(
            view.kind(*event),
            Some(EventKind::PollEnd(_) | EventKind::Finished { .. } | EventKind::Failed { .. })
        )
    };
    let Some(end) = later.find(ends).filter(|_| polled) else {
        return false;
    };
    match view.kind(end) {
        Some(EventKind::PollEnd(_)) => true,
        Some(EventKind::Finished { .. }) => {
            let decided = view.causes.main_decided_by();
            let first_ok = decided.and_then(|end| view.event(end as usize)?.task);
            view.trace.is_joined(task) || first_ok.is_some_and(|first_ok| task < first_ok)
        }
        // All have failed.
        _ => view.trace.is_joined(task) || !by_the_deadline(view),
    }
}

/// Why no code looked at a failure: how main had ended instead.
fn why_nobody_looked(view: &CauseView, settings: &JoinSettings) -> String {
    if view.trace.outcome == Some(RunOutcome::Stopped) {
        return "the run was stopped before main came to it".into();
    }
    if by_the_deadline(view) {
        return "the deadline passed before main had come to it".into();
    }
    let decider = decider(view).unwrap_or("another".into());
    match settings.policy {
        Policy::Race => format!("{decider} had already won the race"),
        Policy::FirstOk => format!("{decider} was already the first success"),
        Policy::Spawn => format!("main awaits in list order and ended with the failure of {decider} first"),
        _ => format!("main had already failed with {decider}"),
    }
}

fn decider<'a>(view: &CauseView<'a>) -> Option<Cow<'a, str>> {
    let end = view.causes.main_decided_by()?;
    let event = view.event(end as usize)?;
    Some(view.name(event.task?))
}

impl fmt::Display for FailureHandling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReachedMain { when, .. } => write!(f, "it reached main at {when}"),
            Self::Taken { when, .. } => write!(f, "main took it at {when} and went on"),
            Self::Kept { when, .. } => write!(f, "main got it at {when}, as one of its results"),
            Self::InGroup { first } => write!(f, "it reached main in the error of the group, behind that of {first}"),
            Self::InErrorOf { owner, others: 0, .. } => write!(f, "it is in the error of {owner}"),
            Self::InErrorOf { owner, others, .. } => {
                write!(
                    f,
                    "it is in the error of {owner}, with {}",
                    count(*others, "other failure")
                )
            }
            Self::PassedOver => f.write_str("main looked at it and waited on for a success"),
            Self::Nowhere {
                because: Some(because), ..
            } => write!(f, "nobody looked at it, as {because}"),
            Self::Nowhere { because: None, .. } => f.write_str("nobody looked at it"),
            Self::Swallowed { because } => write!(f, "it was swallowed: {because}, and no warning comes"),
            Self::Lost { because } => write!(f, "main had taken it when {because}"),
            Self::NotYet => f.write_str("main has not looked at it yet"),
            Self::Missing => f.write_str("the record ends before it is known who looked at it"),
        }
    }
}
