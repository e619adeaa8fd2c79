//! Advice on a run, as an expert would give it: each finding has its evidence in the trace, why it matters and what to
//! change.
//!
//! Reports a problem only if the trace proves it: few false alarms are better than many findings. Of a run that goes
//! on, only events that have happened count.

mod attempts;
mod blocked;
mod failures;
mod limit;
mod path;
mod program;

use super::causes::{CauseView, Causes};
use super::{TaskId, Trace};
use attempts::{RetriesMultiply, TimeoutTooShort};
use blocked::Blocked;
use failures::{NeverRetrieved, Swallowed, UnawaitedWork};
use limit::{NeverBound, QueuesMost};
use program::ProgramFindings;
use std::borrow::Cow;

pub use path::decided_by_several;

/// The most events that a finding shows, the clearest first.
pub const MOST_EVIDENCE: usize = 20;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The kind of the finding.
    pub kind: FindingKind,
    /// The severity of the finding.
    pub severity: Severity,
    /// A title of a few words: `The loop was blocked`.
    pub title: String,
    /// The events that prove it, as their indexes in [`Trace::events`], the clearest first, at most [`MOST_EVIDENCE`].
    pub evidence: Vec<(TaskId, usize)>,
    /// What the trace shows, with its figures.
    pub text: String,
    /// Why it matters.
    pub matters: String,
    /// What to change.
    pub change: String,
    /// The tasks that it concerns, in list order.
    pub tasks: Vec<TaskId>,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingKind {
    /// Tasks that wait for what nobody can give any more, or for each other.
    Deadlock,
    /// A coroutine that was called and never awaited, so that nothing of it ran.
    ForgottenAwait,
    /// A poll held the only thread for long, or delayed others.
    LoopBlocked,
    /// A failure happened long before main looked at it, because main awaits handles in order.
    FailureSeenLate,
    /// A failure that no code looked at, and of which Python warns.
    NeverRetrieved,
    /// A failure that no code looked at, and of which Python does not warn.
    Swallowed,
    /// A task that failed after it had been asked to stop.
    FailedInCancel,
    /// A task that was under way when the program ended, or that nobody held any more, and that was lost.
    TaskLost,
    /// A lock or a permit that was never given back.
    NeverReleased,
    /// Operations continued after main had failed.
    UnawaitedWork,
    /// A timeout that is not longer than the delay.
    TimeoutTooShort,
    /// Retries at least doubled the load.
    RetriesMultiply,
    /// A lock that went from one waiting task to the next and was never free.
    Convoy,
    /// A lock that was held across an await while others waited for it.
    HeldWhileWaiting,
    /// Producers that waited for room in a full queue.
    BackPressure,
    /// Consumers that waited at an empty queue for most of the time.
    StarvedConsumers,
    /// Several tasks, one after the other, decided how long it took, and others did not.
    DecidedBySeveral,
    /// A limit for which no operation ever waited.
    LimitNeverBound,
    /// A limit that kept operations waiting for most of their time.
    LimitQueuesMost,
}

impl FindingKind {
    /// The word used in `data-finding` and the style sheet.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Deadlock => "deadlock",
            Self::ForgottenAwait => "forgotten-await",
            Self::FailedInCancel => "failed-in-cancel",
            Self::TaskLost => "task-lost",
            Self::NeverReleased => "never-released",
            Self::Convoy => "convoy",
            Self::HeldWhileWaiting => "held-while-waiting",
            Self::BackPressure => "back-pressure",
            Self::StarvedConsumers => "starved-consumers",
            Self::LoopBlocked => "loop-blocked",
            Self::FailureSeenLate => "failure-seen-late",
            Self::NeverRetrieved => "never-retrieved",
            Self::Swallowed => "swallowed",
            Self::UnawaitedWork => "unawaited-work",
            Self::TimeoutTooShort => "timeout-too-short",
            Self::RetriesMultiply => "retries-multiply",
            Self::LimitNeverBound => "limit-never-bound",
            Self::LimitQueuesMost => "limit-queues-most",
            Self::DecidedBySeveral => "decided-by-several",
        }
    }
}

/// The severity of a finding, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something is wrong: work or a failure is lost, or no operation can succeed.
    Problem,
    /// It costs time or load.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word shown, also used in `data-severity`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// The findings of a run, the most severe first, at most one of each kind.
///
/// `causes` must have folded the trace. Costs the length of the trace times its logarithm; [`FindingSearch`] finds the
/// same in slices.
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
    let mut search = FindingSearch::default();
    while !search.over() {
        search.advance(trace, causes, usize::MAX);
    }
    search.found
}

/// The search for findings in slices. The result is that of [`findings`], whatever the slices.
///
/// A search is for one trace, which must not grow meanwhile; for another trace, start from [`FindingSearch::default`].
#[derive(Debug, Default)]
pub struct FindingSearch {
    stage: SearchStage,
    blocked: Blocked,
    never_retrieved: NeverRetrieved,
    swallowed: Swallowed,
    unawaited: UnawaitedWork,
    too_short: TimeoutTooShort,
    multiply: RetriesMultiply,
    never_bound: NeverBound,
    queues_most: QueuesMost,
    program: ProgramFindings,
    found: Vec<Finding>,
}

/// The next step of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SearchStage {
    Polls(usize),
    Events(usize),
    Tasks(usize),
    Words(FindingKind),
    Over,
}

impl Default for SearchStage {
    fn default() -> Self {
        Self::Polls(0)
    }
}

impl FindingSearch {
    /// Whether the search is complete.
    #[must_use]
    pub const fn over(&self) -> bool {
        matches!(self.stage, SearchStage::Over)
    }

    /// The findings, the most severe first; `None` before the search is complete.
    #[must_use]
    pub fn found(&self) -> Option<&[Finding]> {
        self.over().then_some(&*self.found)
    }

    /// Looks at this many further polls, events or tasks, or writes the text of one finding.
    pub fn advance(&mut self, trace: &Trace, causes: &Causes, steps: usize) {
        let view = CauseView::of(trace, causes);
        match self.stage {
            SearchStage::Polls(from) => {
                let polls = causes.polls().len();
                let until = from.saturating_add(steps).min(polls);
                for index in from..until {
                    self.blocked.check_poll(&view, index);
                }
                self.stage = if until < polls {
                    SearchStage::Polls(until)
                } else if self.blocked.suspects() || self.never_bound.counts(&view) || ProgramFindings::counts(&view) {
                    SearchStage::Events(0)
                } else {
                    SearchStage::Tasks(0)
                };
            }
            SearchStage::Events(from) => {
                let until = from.saturating_add(steps).min(trace.events.len());
                for index in from..until {
                    self.blocked.check_event(&view, index);
                    self.never_bound.check_event(&view, index);
                    self.program.check_event(&view, index);
                }
                self.stage = if until < trace.events.len() {
                    SearchStage::Events(until)
                } else {
                    SearchStage::Tasks(0)
                };
            }
            SearchStage::Tasks(from) => {
                let until = from.saturating_add(steps.min(TASKS_AT_ONCE)).min(trace.tasks.len());
                let settings = causes.join_settings();
                // Without these, no finding needs the events of tasks.
                let counts = settings.is_some_and(|it| it.timeout.is_some() || it.retry > 0 || it.limit.is_some());
                let own = counts.then(|| trace.events.of_tasks(from..until, causes.folded()));
                for index in from..until {
                    let Ok(task) = u32::try_from(index) else { break };
                    let own = own.as_ref().map_or(&[][..], |own| own.of(index - from));
                    self.check_task(&view, TaskId(task), own);
                }
                self.stage = if until < trace.tasks.len() {
                    SearchStage::Tasks(until)
                } else {
                    SearchStage::Words(FindingKind::LoopBlocked)
                };
            }
            SearchStage::Words(kind) => self.word(&view, kind),
            SearchStage::Over => {}
        }
    }

    /// Checks one operation and its events.
    fn check_task(&mut self, view: &CauseView, task: TaskId, own: &[u32]) {
        self.never_retrieved.check(view, task);
        // The other findings concern the settings of a scenario.
        if view.causes.join_settings().is_none() || view.trace.is_root(task) {
            return;
        }
        self.swallowed.check(view, task);
        self.unawaited.check(view, task);
        self.too_short.check(view, task, own);
        self.multiply.check(view, task, own);
        self.never_bound.check_task(view, task, own);
        self.queues_most.check(view, task, own);
    }

    /// Writes the text of this finding, and continues with the next kind.
    fn word(&mut self, view: &CauseView, kind: FindingKind) {
        use FindingKind as Kind;
        let (found, next) = match kind {
            Kind::LoopBlocked => (self.blocked.finding(view), Some(Kind::FailureSeenLate)),
            Kind::FailureSeenLate => (failures::seen_late(view), Some(Kind::NeverRetrieved)),
            Kind::NeverRetrieved => (
                self.never_retrieved
                    .finding(view, |task| self.program.why_unseen(view, task)),
                Some(Kind::Swallowed),
            ),
            Kind::Swallowed => (self.swallowed.finding(view), Some(Kind::UnawaitedWork)),
            Kind::UnawaitedWork => (self.unawaited.finding(view), Some(Kind::TimeoutTooShort)),
            Kind::TimeoutTooShort => (self.too_short.finding(view), Some(Kind::RetriesMultiply)),
            Kind::RetriesMultiply => (self.multiply.finding(view), Some(Kind::LimitNeverBound)),
            Kind::LimitNeverBound => (self.never_bound.finding(view), Some(Kind::LimitQueuesMost)),
            Kind::LimitQueuesMost => (self.queues_most.finding(view), Some(Kind::Deadlock)),
            // All those of a recorded program.
            Kind::Deadlock => {
                self.found.extend(self.program.findings(view));
                (None, None)
            }
            // The critical path is not looked for event by event: see `decided_by_several`.
            _ => (None, None),
        };
        self.found.extend(found);
        self.stage = next.map_or(SearchStage::Over, SearchStage::Words);
        if self.over() {
            scenario::sort::by_key(&mut self.found, |finding| (finding.severity, finding.kind));
        }
    }
}

/// The number of tasks that are checked at once: about a millisecond of work.
const TASKS_AT_ONCE: usize = 1_024;

/// The names of the first few of these tasks, as a list.
fn names_of(view: &CauseView, tasks: &[TaskId]) -> String {
    let first: Vec<Cow<str>> = tasks.iter().take(4).map(|&task| view.name(task)).collect();
    super::causes::names(&first, tasks.len())
}

fn shortened(mut evidence: Vec<(TaskId, usize)>) -> Vec<(TaskId, usize)> {
    evidence.truncate(MOST_EVIDENCE);
    evidence
}
