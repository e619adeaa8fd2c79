//! Timeouts that cannot be met, and retries that multiply the load.

use super::{Finding, FindingKind, Severity, names_of, shortened};
use crate::causes::CauseView;
use crate::{AttemptFailure, EventKind, TaskId};
use scenario::time::Micros;
use scenario::words::count;
use scenario::words::length;

/// Average attempts per operation from which retries are reported: the service gets twice the load that was asked of
/// it.
const LOAD_FACTOR: usize = 2;
/// Repeated attempts in the whole run below which nothing is reported.
const FEWEST_REPEATED: usize = 2;

/// The attempts of one operation.
#[derive(Default)]
struct Attempts {
    begun: usize,
    timed_out: usize,
    failed: usize,
    /// The first one that timed out.
    first_timed_out: Option<usize>,
    /// The first one that was repeated.
    first_repeated: Option<usize>,
}

/// Operations of which every attempt times out, because the shortest delay that an attempt can have is as long as the
/// timeout.
#[derive(Debug, Default)]
pub struct TimeoutTooShort {
    evidence: Vec<(TaskId, usize)>,
    shortest: Option<Micros>,
    /// Whether attempts can have longer delays than the shortest.
    or_more: bool,
    attempts_lost: usize,
}

impl TimeoutTooShort {
    /// Checks one operation, in list order.
    pub fn check(&mut self, view: &CauseView, task: TaskId, own: &[u32]) {
        let Some(timeout) = view.causes.join_settings().and_then(|settings| settings.timeout) else {
            return;
        };
        let delay = view.trace.tasks.shortest_delay(task);
        let Some(delay) = delay.filter(|&delay| delay >= timeout) else {
            return;
        };
        let attempts = attempts_of(view, own);
        // If any attempt did something other than time out, the timeout is long enough.
        let finished = matches!(
            view.causes.end_of(task).and_then(|end| view.kind(end)),
            Some(EventKind::Finished { .. })
        );
        if let Some(first) = attempts.first_timed_out.filter(|_| attempts.failed == 0 && !finished) {
            self.evidence.push((task, first));
            self.attempts_lost += attempts.timed_out;
            self.shortest = Some(self.shortest.map_or(delay, |shortest| shortest.min(delay)));
            self.or_more |= self.evidence.len() > 1 || view.trace.tasks.delay(task) != Some(delay);
        }
    }

    /// The finding, if there is one.
    pub fn finding(&mut self, view: &CauseView) -> Option<Finding> {
        let timeout = view.causes.join_settings()?.timeout?;
        let evidence = std::mem::take(&mut self.evidence);
        let takes = length(self.shortest?) + if self.or_more { " or more" } else { "" };
        timeout_too_short(view, timeout, evidence, &takes, self.attempts_lost)
    }
}

fn timeout_too_short(
    view: &CauseView,
    timeout: Micros,
    evidence: Vec<(TaskId, usize)>,
    takes: &str,
    attempts_lost: usize,
) -> Option<Finding> {
    let tasks: Vec<TaskId> = evidence.iter().map(|&(task, _)| task).collect();
    let verb = if tasks.len() == 1 { "takes" } else { "take" };
    let names = names_of(view, &tasks);
    let lost = match attempts_lost {
        1 => "the only attempt ran out of time".into(),
        _ => format!("all {attempts_lost} attempts ran out of time"),
    };
    Some(Finding {
        kind: FindingKind::TimeoutTooShort,
        severity: Severity::Problem,
        title: "A timeout is shorter than what it guards".into(),
        evidence: shortened(evidence),
        text: format!(
            "{names} {verb} {takes}, and an attempt may take {}: {lost}.",
            length(timeout)
        ),
        matters: "It cannot succeed, however often it is tried; each attempt is load without a result.".into(),
        change: "Raise the timeout above the delay, with room to spare, or make the operation faster.".into(),
        tasks,
    })
}

/// Twice as many attempts as operations, or more.
#[derive(Debug, Default)]
pub struct RetriesMultiply {
    evidence: Vec<(TaskId, usize)>,
    operations_begun: usize,
    attempts_begun: usize,
}

impl RetriesMultiply {
    /// Checks one operation, in list order.
    pub fn check(&mut self, view: &CauseView, task: TaskId, own: &[u32]) {
        if view.causes.join_settings().is_none_or(|settings| settings.retry == 0) {
            return;
        }
        let attempts = attempts_of(view, own);
        self.operations_begun += usize::from(attempts.begun > 0);
        self.attempts_begun += attempts.begun;
        if let Some(first) = attempts.first_repeated {
            self.evidence.push((task, first));
        }
    }

    /// The finding, if there is one.
    pub fn finding(&mut self, view: &CauseView) -> Option<Finding> {
        let evidence = std::mem::take(&mut self.evidence);
        retries_multiply(view, evidence, self.operations_begun, self.attempts_begun)
    }
}

fn retries_multiply(
    view: &CauseView,
    evidence: Vec<(TaskId, usize)>,
    operations_begun: usize,
    attempts_begun: usize,
) -> Option<Finding> {
    let settings = view.causes.join_settings()?;
    let repeated = attempts_begun - operations_begun;
    if operations_begun == 0 || attempts_begun < LOAD_FACTOR * operations_begun || repeated < FEWEST_REPEATED {
        return None;
    }
    let tasks = evidence.iter().map(|&(task, _)| task).collect();
    let pause = if settings.backoff == Micros::ZERO {
        ", one straight after the other".into()
    } else {
        format!(", with a first pause of {}", length(settings.backoff))
    };
    Some(Finding {
        kind: FindingKind::RetriesMultiply,
        severity: Severity::Warning,
        title: "Retries multiply the load".into(),
        evidence: shortened(evidence),
        text: format!(
            "{} for {}: {repeated} of them were made again{pause}.",
            count(attempts_begun, "attempt"),
            count(operations_begun, "operation")
        ),
        matters: "What fails because it is overloaded is asked more often for it, and stays overloaded.".into(),
        change: "Retry less, pause longer, and retry only what can succeed when it is tried again.".into(),
        tasks,
    })
}

fn attempts_of(view: &CauseView, own: &[u32]) -> Attempts {
    let mut attempts = Attempts::default();
    for &index in own {
        let index = index as usize;
        match view.kind(index) {
            Some(EventKind::Attempt { number }) => {
                attempts.begun += 1;
                if number > 1 && attempts.first_repeated.is_none() {
                    attempts.first_repeated = Some(index);
                }
            }
            Some(EventKind::AttemptFailed { why, .. }) => match why {
                AttemptFailure::Failed => attempts.failed += 1,
                AttemptFailure::Timeout => {
                    attempts.timed_out += 1;
                    attempts.first_timed_out = attempts.first_timed_out.or(Some(index));
                }
            },
            _ => {}
        }
    }
    attempts
}
