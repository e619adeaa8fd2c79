//! The key of the timeline: which states occur in what is drawn, with the words and the sample of each.

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

    /// The words beside it. `foreign` is whether the recording is another program's, whose tasks wait for more than their
    /// children.
    #[must_use]
    pub const fn words(self, foreign: bool) -> &'static str {
        match self {
            Self::Predicted => "predicted",
            Self::Ready => "ready, queued",
            Self::Running => "running",
            Self::Timer => "waiting on a timer",
            Self::Backoff => "backoff pause",
            Self::Overdue => "overdue: due, not served",
            Self::Child if foreign => "for others",
            Self::Child => "awaiting its tasks",
            Self::Permit => "waiting for a free slot",
            Self::Resource => "for what others hold",
            Self::Cancelled => "cancelled",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::CriticalPath => "critical path",
        }
    }

    /// Its sample, 26 × 12 px, as the content of an `svg` element; `None` if it is shown as a glyph. Plain shapes instead of
    /// patterns, whose ids would have to be unique on the page; `var(--token)` stands for the colours.
    #[must_use]
    pub const fn sample(self) -> Option<&'static str> {
        Some(match self {
            Self::Predicted => {
                r#"<rect x=".5" y=".5" width="25" height="11" rx="2.5" fill="none" stroke="var(--text-3)" stroke-dasharray="3 3"/>"#
            }
            Self::Ready => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="var(--st-ready-fill)" stroke="var(--st-ready)"/><path d="M3 3l3 3-3 3M9 3l3 3-3 3M15 3l3 3-3 3M21 3l3 3-3 3" fill="none" stroke="var(--st-ready)" stroke-width="1.2"/>"#
            }
            Self::Running => r#"<rect width="26" height="12" rx="1" fill="var(--st-running)"/>"#,
            Self::Timer => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-timer-fill)"/><path d="M0 11.5h26M5 12v-4M10 12v-4M15 12V5.5M20 12v-4M1 0v12" stroke="var(--st-timer)"/>"#
            }
            Self::Backoff => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-timer-fill)"/><path d="M0 11.5h26" stroke="var(--st-timer)" stroke-dasharray="3 2"/><path d="M1 0v12" stroke="var(--st-timer)"/>"#
            }
            Self::Overdue => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="var(--st-overdue-fill)" stroke="var(--st-overdue)" stroke-width="1.4"/><path d="M2 11 12 1M7 11 17 1M12 11 22 1M17 11l8-8M1 7l6-6" stroke="var(--st-overdue)" stroke-width="1.2"/><path d="M4 1l10 10M12 1l10 10" stroke="var(--st-overdue)" stroke-width=".6"/>"#
            }
            Self::Child => {
                r#"<rect width="26" height="12" fill="var(--st-child-fill)"/><path d="M0 1h26M0 11h26" stroke="var(--st-child)" stroke-width="1.5"/>"#
            }
            Self::Permit => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-permit-fill)"/><path d="M4 3.5h20M4 9h20" stroke="var(--st-permit)" stroke-width="2.2" stroke-linecap="round" stroke-dasharray="0 6"/>"#
            }
            Self::Resource => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-queue-fill)"/><path d="M1 0v12" stroke="var(--st-queue)"/><path d="M6 4v4M12 4v4M18 4v4M24 4v4" stroke="var(--st-queue)" stroke-width="1.2"/>"#
            }
            Self::Cancelled => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="none" stroke="var(--st-cancelled)" stroke-dasharray="2 2"/><path d="M2 11 12 1M8 11 18 1M14 11 24 1M20 11l5-5M1 6l5-5" stroke="var(--st-cancelled)" stroke-width="1.2" opacity=".75"/>"#
            }
            Self::CriticalPath => r#"<path d="M1 3h9v6h15" fill="none" stroke="var(--path)" stroke-width="2.5"/>"#,
            Self::Finished | Self::Failed => return None,
        })
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
