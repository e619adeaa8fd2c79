//! What an expert would point out about a run: each with its evidence in the trace, why it matters and what to change.
//!
//! Speaks up only where the trace itself shows the trouble: few false alarms matter more than many findings. Says
//! nothing of a run that goes on but for what has already happened.

mod attempts;
mod blocked;
mod failures;
mod limit;

use super::causes::{Causes, View};
use super::{TaskId, Trace};

/// Events that a finding shows, the clearest first: as many as are looked at.
pub const MOST_EVIDENCE: usize = 20;

/// One thing to point out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which of the nine.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// A few words: `The loop was blocked`.
    pub title: String,
    /// The events that show it, as their places in [`Trace::events`], the clearest first, at most [`MOST_EVIDENCE`].
    pub evidence: Vec<(TaskId, usize)>,
    /// What the trace shows, with its figures.
    pub text: String,
    /// Why it matters.
    pub matters: String,
    /// What to change.
    pub change: String,
    /// The tasks it is about, in list order.
    pub tasks: Vec<TaskId>,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingKind {
    /// A poll held the only thread for long, or made others late.
    LoopBlocked,
    /// A failure was there long before main looked, since it awaits handles in order.
    FailureSeenLate,
    /// A failure that nobody looked at, and of which Python warns.
    NeverRetrieved,
    /// A failure that nobody looked at, and of which Python does not warn.
    Swallowed,
    /// Operations ran on after main had failed.
    UnawaitedWork,
    /// A timeout no longer than the delay it guards.
    TimeoutTooShort,
    /// Retries at least doubled the load.
    RetriesMultiply,
    /// A limit that made nobody wait.
    LimitNeverBound,
    /// A limit that kept operations in the queue for most of their time.
    LimitQueuesMost,
}

impl FindingKind {
    /// The word for `data-finding` and the style sheet.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::LoopBlocked => "loop-blocked",
            Self::FailureSeenLate => "failure-seen-late",
            Self::NeverRetrieved => "never-retrieved",
            Self::Swallowed => "swallowed",
            Self::UnawaitedWork => "unawaited-work",
            Self::TimeoutTooShort => "timeout-too-short",
            Self::RetriesMultiply => "retries-multiply",
            Self::LimitNeverBound => "limit-never-bound",
            Self::LimitQueuesMost => "limit-queues-most",
        }
    }
}

/// How much a finding matters, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something is wrong: work or a failure is lost, or nobody can be served.
    Problem,
    /// It costs time or load.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word shown, and for `data-severity`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// What there is to point out, the most severe first, at most one of each kind.
///
/// `causes` must have folded the trace. Costs as much as the trace is long, times its logarithm.
///
/// ```
/// use scenario::Scenario;
/// use recording::causes::Causes;
/// use recording::findings;
///
/// let trace = runtime::simulate(&Scenario::default());
/// let mut causes = Causes::default();
/// causes.extend(&trace);
/// assert_eq!(findings::findings(&trace, &causes), []);
/// ```
#[must_use]
pub fn findings(trace: &Trace, causes: &Causes) -> Vec<Finding> {
    let view = View::of(trace, causes);
    let all = [
        blocked::loop_blocked(&view),
        failures::seen_late(&view),
        failures::never_retrieved(&view),
        failures::swallowed(&view),
        failures::unawaited_work(&view),
        attempts::timeout_too_short(&view),
        attempts::retries_multiply(&view),
        limit::never_bound(&view),
        limit::queues_most(&view),
    ];
    let mut found: Vec<Finding> = all.into_iter().flatten().collect();
    found.sort_by_key(|finding| (finding.severity, finding.kind));
    found
}

/// The operations of a trace: everyone but main.
fn operations(trace: &Trace) -> impl Iterator<Item = TaskId> {
    (1..trace.tasks.len()).filter_map(|index| u32::try_from(index).ok().map(TaskId))
}

/// The names of these tasks, the first few, as a list.
fn names_of(view: &View, tasks: &[TaskId]) -> String {
    let first: Vec<&str> = tasks.iter().take(4).map(|&task| view.name(task)).collect();
    super::causes::names(&first, tasks.len())
}

fn shortened(mut evidence: Vec<(TaskId, usize)>) -> Vec<(TaskId, usize)> {
    evidence.truncate(MOST_EVIDENCE);
    evidence
}
