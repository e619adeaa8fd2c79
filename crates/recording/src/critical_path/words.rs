//! The rows of a path in words.

use super::rows::PathRow;
use super::{CriticalPathToEnd, StepKind};
use crate::{ClockKind, State, TimerKind, Trace, WaitingOn};
use scenario::time::Micros;
use scenario::words::{length, moment_in_a_sentence, thousands};

/// The parts of a group that are named.
const MOST_PARTS: usize = 3;

/// The kinds of steps that a group counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// The loop polled the task.
    Running,
    /// The task was ready, and the loop had not got to it.
    Queued,
    /// The task's timer was due and not served.
    Overdue,
    /// The task slept.
    Sleeping,
    /// A timeout, a deadline or a call ran.
    Limit,
    /// The task paused before its next attempt.
    Backoff,
    /// The task was waiting, for something else than time.
    Waiting,
    /// Nothing is recorded of it.
    Unknown,
}

impl PartKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Running,
        Self::Queued,
        Self::Overdue,
        Self::Sleeping,
        Self::Limit,
        Self::Backoff,
        Self::Waiting,
        Self::Unknown,
    ];

    /// The kind under which a step is counted.
    #[must_use]
    pub const fn of(kind: StepKind) -> Self {
        match kind {
            StepKind::Running | StepKind::HoldingLoop(_) => Self::Running,
            StepKind::Queued => Self::Queued,
            StepKind::Overdue => Self::Overdue,
            StepKind::Timer(TimerKind::Sleep) => Self::Sleeping,
            StepKind::Timer(TimerKind::Backoff) => Self::Backoff,
            StepKind::Timer(_) => Self::Limit,
            StepKind::Waiting(_) => Self::Waiting,
            StepKind::Unknown => Self::Unknown,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Queued => "waiting for the loop",
            Self::Overdue => "timer due, not served",
            Self::Sleeping => "sleeping",
            Self::Limit => "until a timeout",
            Self::Backoff => "backoff pauses",
            Self::Waiting => "waiting",
            Self::Unknown => "not recorded",
        }
    }
}

impl StepKind {
    /// The state in whose colour it is shown; `None` if nothing is recorded, and for a timer that is overdue, which is no
    /// state.
    #[must_use]
    pub const fn state(self) -> Option<State> {
        Some(match self {
            Self::Running | Self::HoldingLoop(_) => State::Running,
            Self::Queued => State::Ready,
            Self::Timer(TimerKind::Backoff) => State::Waiting(WaitingOn::Backoff),
            Self::Timer(_) => State::Waiting(WaitingOn::Timer),
            Self::Waiting(on) => State::Waiting(on),
            Self::Overdue | Self::Unknown => return None,
        })
    }
}

impl PathRow {
    /// What it is, to follow the name of its task: `sleeps on its timer`. For a group, `3,000 steps: sleeping 98 %
    /// (1,000×), running 2 % (2,000×)`.
    #[must_use]
    pub fn what(&self, trace: &Trace) -> String {
        if self.is_group() {
            return self.group();
        }
        let name = |task| trace.name_in_words(task);
        match self.step.kind {
            StepKind::Running => "runs".into(),
            StepKind::HoldingLoop(waiting) => format!("runs and holds the loop, for which {} waits", name(waiting)),
            StepKind::Queued => "waits for the loop".into(),
            StepKind::Overdue if trace.clock == ClockKind::Real && trace.scenario().is_some() => {
                "has a timer that is due: the browser is late".into()
            }
            StepKind::Overdue => "has a timer that is due and not served yet".into(),
            StepKind::Timer(TimerKind::Sleep) => "sleeps on its timer".into(),
            StepKind::Timer(TimerKind::Timeout) => "waits until its timeout".into(),
            StepKind::Timer(TimerKind::Deadline) => "waits until the deadline".into(),
            StepKind::Timer(TimerKind::Backoff) => "pauses before its next attempt (backoff)".into(),
            StepKind::Timer(TimerKind::Call) => "waits until a call that it put off".into(),
            StepKind::Waiting(on) => on.words().into(),
            StepKind::Unknown => "nothing is recorded of what led to its start".into(),
        }
    }

    /// The task's name, or for a group the number of tasks: `800 tasks`.
    #[must_use]
    pub fn who(&self, trace: &Trace) -> String {
        if self.is_group() && self.tasks > 1 {
            return many(self.tasks, "task");
        }
        trace.name_in_words(self.step.task).into_owned()
    }

    /// The short steps that are counted in the row of a long one: `and 3 short steps`.
    #[must_use]
    pub fn beside(&self) -> Option<String> {
        let others = self.steps.saturating_sub(1);
        (!self.is_group() && others > 0).then(|| format!("and {}", many(others, "short step")))
    }

    fn group(&self) -> String {
        let steps = many(self.steps, "step");
        if let [part] = &*self.parts {
            return format!("{steps}: {}", part.kind.words());
        }
        let parts = self.parts.iter().take(MOST_PARTS).map(|part| {
            let (share, times) = (share_in_words(part.length, self.length()), thousands(part.steps as u64));
            format!("{} {share} ({times}×)", part.kind.words())
        });
        format!("{steps}: {}", Vec::from_iter(parts).join(", "))
    }
}

/// `1 step`, `3,000 steps`.
fn many(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", thousands(number as u64))
}

impl CriticalPathToEnd {
    /// A sentence on the whole path: `main ended at 1.402 s: 5 steps, one after another, led there, and their lengths add
    /// up to it.`
    #[must_use]
    pub fn summary(&self, trace: &Trace) -> String {
        let (name, at) = (trace.name_in_words(self.task), moment_in_a_sentence(self.total));
        if self.count == 1 {
            return format!("{name} ended at {at}: one step led there and took all of it.");
        }
        let steps = many(self.count, "step");
        format!("{name} ended at {at}: {steps}, one after another, led there, and their lengths add up to it.")
    }

    /// What the recording does not tell, as a sentence; `None` if it tells all.
    #[must_use]
    pub fn caveat(&self) -> Option<String> {
        (self.unexplained > Micros::ZERO).then(|| {
            format!(
                "The recording does not say what ended {} of waiting, so the path stays in the waiting task there.",
                length(self.unexplained)
            )
        })
    }
}

/// The share of a whole as people read it: `71 %`, `0.3 %`, `< 0.1 %`.
#[must_use]
pub fn share_in_words(part: Micros, whole: Micros) -> String {
    if whole == Micros::ZERO {
        return "–".into();
    }
    let percent = part.0 as f64 / whole.0 as f64 * 100.0;
    match percent {
        _ if part == whole => "100 %".into(),
        // Not all of it.
        99.95.. => "> 99.9 %".into(),
        10.0..99.5 => format!("{percent:.0} %"),
        0.1.. => format!("{percent:.1} %"),
        _ => "< 0.1 %".into(),
    }
}
