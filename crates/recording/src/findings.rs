//! What an expert would point out about a run: each with its evidence in the trace, why it matters and what to change.
//!
//! Speaks up only where the trace itself shows the trouble: few false alarms matter more than many findings. Says
//! nothing of a run that goes on but for what has already happened.

mod attempts;
mod blocked;
mod failures;
mod limit;

use super::causes::{CauseView, Causes};
use super::{TaskId, Trace};
use attempts::{RetriesMultiply, TimeoutTooShort};
use blocked::Blocked;
use failures::{NeverRetrieved, Swallowed, UnawaitedWork};
use limit::{NeverBound, QueuesMost};
use std::borrow::Cow;

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
/// `causes` must have folded the trace. Costs as much as the trace is long, times its logarithm; [`FindingSearch`] finds the same
/// in slices.
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

/// The search for findings in slices. Finds what [`findings`] does, however it is cut.
///
/// It is for one trace that does not grow meanwhile; for another, start from [`FindingSearch::default`].
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
    found: Vec<Finding>,
}

/// What is looked at next.
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
    /// Whether it has come to its end.
    #[must_use]
    pub const fn over(&self) -> bool {
        matches!(self.stage, SearchStage::Over)
    }

    /// What was found, the most severe first; `None` before the end.
    #[must_use]
    pub fn found(&self) -> Option<&[Finding]> {
        self.over().then_some(&*self.found)
    }

    /// Looks at so many polls, events or tasks more, or words one finding.
    pub fn advance(&mut self, trace: &Trace, causes: &Causes, steps: usize) {
        let view = CauseView::of(trace, causes);
        match self.stage {
            SearchStage::Polls(from) => {
                let polls = causes.polls().len();
                let until = from.saturating_add(steps).min(polls);
                for index in from..until {
                    self.blocked.see_poll(&view, index);
                }
                self.stage = if until < polls {
                    SearchStage::Polls(until)
                } else if self.blocked.suspects() || self.never_bound.counts(&view) {
                    SearchStage::Events(0)
                } else {
                    SearchStage::Tasks(0)
                };
            }
            SearchStage::Events(from) => {
                let until = from.saturating_add(steps).min(trace.events.len());
                for place in from..until {
                    self.blocked.see_event(&view, place);
                    self.never_bound.see_event(&view, place);
                }
                self.stage = if until < trace.events.len() {
                    SearchStage::Events(until)
                } else {
                    SearchStage::Tasks(0)
                };
            }
            SearchStage::Tasks(from) => {
                let until = from.saturating_add(steps.min(TASKS_AT_ONCE)).min(trace.tasks.len());
                let asked = causes.asked();
                // Else nobody asks for a task's events.
                let counts = asked.is_some_and(|it| it.timeout.is_some() || it.retry > 0 || it.limit.is_some());
                let own = counts.then(|| trace.events.of_tasks(from..until, causes.folded()));
                for index in from..until {
                    let Ok(task) = u32::try_from(index) else { break };
                    let own = own.as_ref().map_or(&[][..], |own| own.of(index - from));
                    self.see_task(&view, TaskId(task), own);
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

    /// Looks at one operation and its events.
    fn see_task(&mut self, view: &CauseView, task: TaskId, own: &[u32]) {
        self.never_retrieved.see(view, task);
        // The others are about what a scenario asks of its operations.
        if view.causes.asked().is_none() || view.trace.is_root(task) {
            return;
        }
        self.swallowed.see(view, task);
        self.unawaited.see(view, task);
        self.too_short.see(view, task, own);
        self.multiply.see(view, task, own);
        self.never_bound.see_task(view, task, own);
        self.queues_most.see(view, task, own);
    }

    /// Puts into words what was found of this kind, and goes on to the next.
    fn word(&mut self, view: &CauseView, kind: FindingKind) {
        use FindingKind as Kind;
        let (found, next) = match kind {
            Kind::LoopBlocked => (self.blocked.finding(view), Some(Kind::FailureSeenLate)),
            Kind::FailureSeenLate => (failures::seen_late(view), Some(Kind::NeverRetrieved)),
            Kind::NeverRetrieved => (self.never_retrieved.finding(view), Some(Kind::Swallowed)),
            Kind::Swallowed => (self.swallowed.finding(view), Some(Kind::UnawaitedWork)),
            Kind::UnawaitedWork => (self.unawaited.finding(view), Some(Kind::TimeoutTooShort)),
            Kind::TimeoutTooShort => (self.too_short.finding(view), Some(Kind::RetriesMultiply)),
            Kind::RetriesMultiply => (self.multiply.finding(view), Some(Kind::LimitNeverBound)),
            Kind::LimitNeverBound => (self.never_bound.finding(view), Some(Kind::LimitQueuesMost)),
            Kind::LimitQueuesMost => (self.queues_most.finding(view), None),
        };
        self.found.extend(found);
        self.stage = next.map_or(SearchStage::Over, SearchStage::Words);
        if self.over() {
            self.found.sort_by_key(|finding| (finding.severity, finding.kind));
        }
    }
}

/// As many as take a millisecond or so.
const TASKS_AT_ONCE: usize = 1_024;

/// The names of these tasks, the first few, as a list.
fn names_of(view: &CauseView, tasks: &[TaskId]) -> String {
    let first: Vec<Cow<str>> = tasks.iter().take(4).map(|&task| view.name(task)).collect();
    super::causes::names(&first, tasks.len())
}

fn shortened(mut evidence: Vec<(TaskId, usize)>) -> Vec<(TaskId, usize)> {
    evidence.truncate(MOST_EVIDENCE);
    evidence
}
