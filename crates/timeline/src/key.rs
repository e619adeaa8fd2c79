//! The key of the timeline: which states occur in what is drawn. How an entry looks is the page's part.

use crate::layout::SHORTEST_OVERDUE;
use crate::scale::Scale;
use recording::{Lanes, State, TimerRecord, WaitingOn};

/// An entry of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyEntry {
    /// A predicted bar.
    Predicted,
    /// In the ready queue.
    Ready,
    /// Being polled.
    Running,
    /// Waiting for its sleep.
    Timer,
    /// Pausing before its next attempt.
    Backoff,
    /// A timer that is due and not served.
    Overdue,
    /// Waiting for other tasks.
    Child,
    /// Waiting for a permit.
    Permit,
    /// Waiting for a lock, a queue or whatever else others hold.
    Resource,
    /// Cancelled, with the time it did not use.
    Cancelled,
    /// Finished.
    Finished,
    /// Failed.
    Failed,
    /// The line of the critical path.
    CriticalPath,
}

/// What is drawn of a recording.
#[derive(Clone, Copy)]
pub struct DrawnRecord<'a> {
    /// Its lanes.
    pub lanes: &'a Lanes,
    /// Whether a bar of it is drawn as overdue: [`overdue_is_drawn`].
    pub overdue: bool,
    /// Whether the critical path is drawn.
    pub critical_path: bool,
}

/// Whether some timer was overdue for long enough that a bar shows it at this scale.
#[must_use]
pub fn overdue_is_drawn(timers: &TimerRecord, scale: &Scale) -> bool {
    timers.longest_overdue().0 as f64 * scale.pixels_per_micro() >= SHORTEST_OVERDUE
}

/// A prediction that is drawn.
#[derive(Clone, Copy)]
pub struct DrawnPrediction<'a> {
    /// Its lanes.
    pub lanes: &'a Lanes,
    /// Whether it is drawn in the inks of its states: before a run, or over a recording of a list that was edited since.
    pub by_itself: bool,
}

impl KeyEntry {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::Predicted,
        Self::Ready,
        Self::Running,
        Self::Timer,
        Self::Backoff,
        Self::Overdue,
        Self::Child,
        Self::Permit,
        Self::Resource,
        Self::Cancelled,
        Self::Finished,
        Self::Failed,
        Self::CriticalPath,
    ];

    /// Whether it occurs in a drawing of this record and this prediction.
    #[must_use]
    pub fn occurs(self, recorded: DrawnRecord<'_>, prediction: Option<DrawnPrediction<'_>>) -> bool {
        if self == Self::Overdue {
            return recorded.overdue;
        }
        if self == Self::CriticalPath {
            return recorded.critical_path;
        }
        let Some(state) = self.state() else {
            return prediction.is_some();
        };
        // A prediction has no bar for a state without length: a poll, the queue, an end.
        let predicted = self.has_length() && prediction.is_some_and(|it| it.by_itself && it.lanes.has_been(state));
        recorded.lanes.has_been(state) || predicted
    }

    /// A state that is drawn as this entry shows.
    const fn state(self) -> Option<State> {
        Some(match self {
            Self::Predicted | Self::Overdue | Self::CriticalPath => return None,
            Self::Ready => State::Ready,
            Self::Running => State::Running,
            Self::Timer => State::Waiting(WaitingOn::Timer),
            Self::Backoff => State::Waiting(WaitingOn::Backoff),
            Self::Child => State::Waiting(WaitingOn::Child),
            Self::Permit => State::Waiting(WaitingOn::Semaphore),
            Self::Resource => State::Waiting(WaitingOn::Lock),
            Self::Cancelled => State::Cancelled,
            Self::Finished => State::Finished,
            Self::Failed => State::Failed,
        })
    }

    const fn has_length(self) -> bool {
        matches!(
            self,
            Self::Timer | Self::Backoff | Self::Child | Self::Permit | Self::Resource
        )
    }
}
