//! The key of the timeline: which states occur in what is drawn, with the words and the sample of each.

use crate::layout::SHORTEST_OVERDUE;
use crate::scale::Scale;
use recording::resources::{has_one_holder, kind};
use recording::{Lanes, Resource, ResourceKind, ResourceRecord, State, TimerRecord, Trace, WaitingOn};
use std::borrow::Cow;

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
    /// Asked to stop, and not ended.
    Cancelling,
    /// Cancelled, with the time it did not use.
    Cancelled,
    /// Finished.
    Finished,
    /// Failed.
    Failed,
    /// The lane of a semaphore: its free permits.
    FreePermits,
    /// The lane of a semaphore with one permit: who has it.
    PermitHolder,
    /// The lane of a queue: the items in it.
    QueueLength,
    /// The lane of a lock: who holds it.
    LockHolder,
    /// The lane of an event: when it is set.
    EventSet,
    /// The lane of a condition: the tasks that wait to be notified.
    ConditionWaiting,
    /// The lane of a barrier: the tasks that have come.
    BarrierWaiting,
    /// The line of the critical path.
    CriticalPath,
}

/// What is drawn of a recording.
#[derive(Clone, Copy)]
pub struct DrawnRecord<'a> {
    /// The recording.
    pub trace: &'a Trace,
    /// Its lanes.
    pub lanes: &'a Lanes,
    /// What happened to its resources.
    pub resources: &'a ResourceRecord,
    /// Whether a bar of it is drawn as overdue: [`overdue_is_drawn`].
    pub overdue: bool,
    /// Whether the critical path is drawn.
    pub critical_path: bool,
}

/// What the words of a key depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyWords {
    /// Whether the recording is another program's, whose tasks wait for more than their children.
    foreign: bool,
    /// The only kind of thing that tasks have waited for, of all that is drawn as [`KeyEntry::Resource`].
    only_wait: Option<WaitingOn>,
    /// The things that they have waited for, where these are two kinds.
    two_waits: Option<[&'static str; 2]>,
}

impl KeyWords {
    /// For this recording.
    #[must_use]
    pub fn of(trace: &Trace, resources: &ResourceRecord) -> Self {
        let waits = WaitingOn::ALL.iter().filter(|on| resources.waited_on(**on));
        let waits = waits.filter_map(|on| Some((*on, thing(*on)?)));
        let mut things: Vec<&'static str> = Vec::new();
        let mut only_wait = None;
        for (on, thing) in waits {
            only_wait = only_wait.or(Some(on));
            if things.last() != Some(&thing) {
                things.push(thing);
            }
        }
        Self {
            foreign: trace.scenario().is_none(),
            only_wait: only_wait.filter(|_| things.len() == 1),
            two_waits: <[&'static str; 2]>::try_from(things).ok(),
        }
    }

    /// Whether the recording is another program's.
    #[must_use]
    pub const fn foreign(&self) -> bool {
        self.foreign
    }

    /// What tasks have waited for, of all that is drawn as [`KeyEntry::Resource`], if it is one kind of thing: the first
    /// way of waiting for it.
    #[must_use]
    pub const fn only_wait(&self) -> Option<WaitingOn> {
        self.only_wait
    }
}

/// What a task waits for that is drawn as [`KeyEntry::Resource`]. Ways of waiting for the same thing follow each other in
/// [`WaitingOn::ALL`].
const fn thing(on: WaitingOn) -> Option<&'static str> {
    Some(match on {
        WaitingOn::Lock => "a lock",
        WaitingOn::Condition => "a condition",
        WaitingOn::Event => "an event",
        WaitingOn::Barrier => "a barrier",
        WaitingOn::QueueGet | WaitingOn::QueuePut | WaitingOn::QueueJoin => "a queue",
        _ => return None,
    })
}

/// The entry that says what the lane of this resource shows; `None` for one that has no lane.
#[must_use]
pub fn entry_of_resource(resource: &Resource) -> Option<KeyEntry> {
    Some(match kind(resource)? {
        ResourceKind::Semaphore if has_one_holder(resource) => KeyEntry::PermitHolder,
        ResourceKind::Semaphore => KeyEntry::FreePermits,
        ResourceKind::Queue => KeyEntry::QueueLength,
        ResourceKind::Lock => KeyEntry::LockHolder,
        ResourceKind::Event => KeyEntry::EventSet,
        ResourceKind::Condition => KeyEntry::ConditionWaiting,
        ResourceKind::Barrier => KeyEntry::BarrierWaiting,
        ResourceKind::Future => return None,
    })
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
    pub const ALL: [Self; 21] = [
        Self::Predicted,
        Self::Ready,
        Self::Running,
        Self::Timer,
        Self::Backoff,
        Self::Overdue,
        Self::Child,
        Self::Permit,
        Self::Resource,
        Self::Cancelling,
        Self::Cancelled,
        Self::Finished,
        Self::Failed,
        Self::FreePermits,
        Self::PermitHolder,
        Self::QueueLength,
        Self::LockHolder,
        Self::EventSet,
        Self::ConditionWaiting,
        Self::BarrierWaiting,
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
            return match self {
                Self::Predicted => prediction.is_some(),
                Self::Cancelling => recorded.lanes.cancels().some_clean_up(),
                _ => self.has_a_lane(recorded),
            };
        };
        // A prediction has no bar for a state without length: a poll, the queue, an end.
        let predicted = self.has_length() && prediction.is_some_and(|it| it.by_itself && it.lanes.has_been(state));
        recorded.lanes.has_been(state) || predicted
    }

    /// Whether it is what the lane of a resource shows.
    #[must_use]
    pub const fn is_lane(self) -> bool {
        matches!(
            self,
            Self::FreePermits
                | Self::PermitHolder
                | Self::QueueLength
                | Self::LockHolder
                | Self::EventSet
                | Self::ConditionWaiting
                | Self::BarrierWaiting
        )
    }

    fn has_a_lane(self, recorded: DrawnRecord<'_>) -> bool {
        let resources = recorded.resources.most_used().iter();
        resources
            .filter_map(|res| recorded.trace.resources.get(res.0 as usize))
            .any(|resource| entry_of_resource(resource) == Some(self))
    }

    /// The words beside it.
    #[must_use]
    pub fn words(self, words: KeyWords) -> Cow<'static, str> {
        if self == Self::Resource {
            return match (words.only_wait.and_then(thing), words.two_waits) {
                (Some(thing), _) => format!("waiting for {thing}").into(),
                (None, Some([one, other])) => format!("waiting for {one} or {other}").into(),
                (None, None) => "for what others hold".into(),
            };
        }
        self.fixed_words(words.foreign).into()
    }

    const fn fixed_words(self, foreign: bool) -> &'static str {
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
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::FreePermits => "free permits",
            Self::PermitHolder => "who has the permit",
            Self::QueueLength => "items in a queue",
            Self::LockHolder => "who holds a lock",
            Self::EventSet => "event is set",
            Self::ConditionWaiting => "waiting at a condition",
            Self::BarrierWaiting => "waiting at a barrier",
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
            Self::Cancelling => {
                r#"<rect width="26" height="5" rx="1" fill="var(--st-timer-fill)"/><path d="M1 0v5" stroke="var(--st-timer)"/><rect x=".5" y="6.5" width="25" height="5" fill="none" stroke="var(--st-cancelled)" stroke-dasharray="2 2"/><path d="M2 11l4-4M8 11l4-4M14 11l4-4M20 11l4-4" stroke="var(--st-cancelled)" stroke-width="1.2"/>"#
            }
            Self::Cancelled => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="none" stroke="var(--st-cancelled)" stroke-dasharray="2 2"/><path d="M2 11 12 1M8 11 18 1M14 11 24 1M20 11l5-5M1 6l5-5" stroke="var(--st-cancelled)" stroke-width="1.2" opacity=".75"/>"#
            }
            Self::FreePermits => {
                r#"<path d="M0 12V6h7V1h7v5h6v5h6v1z" fill="var(--st-permit-fill)"/><path d="M0 6h7V1h7v5h6v5h6" fill="none" stroke="var(--st-permit)" stroke-width="1.5"/>"#
            }
            Self::PermitHolder => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="var(--st-permit-fill)" stroke="var(--st-permit)"/><path d="M14 0v12" stroke="var(--st-permit)"/>"#
            }
            Self::QueueLength | Self::ConditionWaiting | Self::BarrierWaiting => {
                r#"<path d="M0 12V11h6V6h7V1h6v5h7v6z" fill="var(--st-queue-fill)"/><path d="M0 11h6V6h7V1h6v5h7" fill="none" stroke="var(--st-queue)" stroke-width="1.5"/>"#
            }
            Self::LockHolder => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="var(--st-queue-fill)" stroke="var(--st-queue)"/><path d="M14 0v12" stroke="var(--st-queue)"/>"#
            }
            Self::EventSet => {
                r#"<rect x="8.5" y=".5" width="17" height="11" fill="var(--st-queue-fill)" stroke="var(--st-queue)"/>"#
            }
            Self::CriticalPath => r#"<path d="M1 3h9v6h15" fill="none" stroke="var(--path)" stroke-width="2.5"/>"#,
            Self::Finished | Self::Failed => return None,
        })
    }

    /// A state that is drawn as this entry shows.
    const fn state(self) -> Option<State> {
        Some(match self {
            Self::Predicted
            | Self::Overdue
            | Self::Cancelling
            | Self::CriticalPath
            | Self::FreePermits
            | Self::PermitHolder
            | Self::QueueLength
            | Self::LockHolder
            | Self::EventSet
            | Self::ConditionWaiting
            | Self::BarrierWaiting => return None,
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
