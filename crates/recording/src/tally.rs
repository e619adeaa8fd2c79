//! How many tasks finished, failed, timed out, were retried or cancelled: counted as the trace grows.

use super::statistics::StateFilter;
use super::{AttemptFailure, Event, EventKind, TaskId, Trace};

/// Events that are looked at for why a task failed: between its last attempt's failure and its own, a permit is given back
/// and the next in line is woken.
const BETWEEN_FAILURES: usize = 8;

/// How the tasks that work ([`Trace::is_work`]) ended, up to the last event folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// They returned.
    pub finished: usize,
    /// They raised, those that timed out included.
    pub failed: usize,
    /// They failed because their last attempt outlasted its timeout.
    pub timed_out: usize,
    /// They made a second attempt, however they ended.
    pub retried: usize,
    /// Their futures were dropped.
    pub cancelled: usize,
}

impl Tally {
    /// How many tasks came to this; `None` for a state that is not an end.
    #[must_use]
    pub const fn of(&self, state: StateFilter) -> Option<usize> {
        match state {
            StateFilter::Finished => Some(self.finished),
            StateFilter::Failed => Some(self.failed),
            StateFilter::TimedOut => Some(self.timed_out),
            StateFilter::Retried => Some(self.retried),
            StateFilter::Cancelled => Some(self.cancelled),
            StateFilter::NotEnded | StateFilter::WaitingForSlot => None,
        }
    }

    /// Folds one event more.
    pub(super) fn fold(&mut self, trace: &Trace, index: usize, event: &Event) {
        let Some(task) = event.task.filter(|&task| trace.is_work(task)) else {
            return;
        };
        match event.kind {
            EventKind::Finished { .. } => self.finished += 1,
            EventKind::Failed { .. } => {
                self.failed += 1;
                self.timed_out += usize::from(timed_out(trace, index, task));
            }
            EventKind::Cancelled => self.cancelled += 1,
            EventKind::Attempt { number: 2 } => self.retried += 1,
            _ => {}
        }
    }
}

/// Whether the task that failed with this event failed because its last attempt outlasted its timeout.
pub(crate) fn timed_out(trace: &Trace, failed: usize, task: TaskId) -> bool {
    let before = trace.events.range(failed.saturating_sub(BETWEEN_FAILURES)..failed);
    let attempt = before.rev().find_map(|event| match event.kind {
        EventKind::AttemptFailed { why, .. } if event.task == Some(task) => Some(why),
        _ => None,
    });
    attempt == Some(AttemptFailure::Timeout)
}
