//! What leads to what main does: recorded with it, so that nobody has to work it out afterwards.

use super::Core;
use recording::{CancelReason, EventKind, TaskId};

/// The events that decide what main does next, by their indexes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decisions {
    /// What main goes on with: the end of an operation that it took, or its deadline's timer.
    decided_by: Option<u32>,
    /// The `timer-fired` of the run's deadline.
    pub(super) deadline_fired: Option<u32>,
    /// The last end of an operation of which main is told.
    pub(super) last_end: Option<u32>,
}

impl Core {
    /// Main goes on because this operation has ended: what it does next it does because of that.
    pub fn decide_by(&mut self, ended: TaskId) {
        self.decisions.decided_by = self.tasks.end_event(ended);
    }

    /// Main goes on because all that it awaited have ended: because of the last of them.
    pub fn decide_by_last_end(&mut self) {
        self.decisions.decided_by = self.decisions.last_end;
    }

    /// Main goes on because its deadline has passed.
    pub fn decide_by_deadline(&mut self) {
        self.decisions.decided_by = self.decisions.deadline_fired;
    }

    /// Records something that main does now because of what has decided what it goes on with.
    pub(super) fn record_decided(&mut self, kind: EventKind<'_>) -> u32 {
        let cause = self.decisions.decided_by;
        self.recorder.record_effect(Some(TaskId::MAIN), kind, cause)
    }

    /// Records that a task is spawned: by main's poll, or by the end that main has taken in it.
    pub(super) fn record_spawned(&mut self, task: TaskId, parent: Option<TaskId>) -> u32 {
        let poll = self.poll.as_ref().map(|poll| poll.start);
        let cause = self.decisions.decided_by.filter(|&end| Some(end) > poll).or(poll);
        self.recorder
            .record_effect(Some(task), EventKind::Spawned { parent }, cause)
    }

    /// Records that the end of a task is asked for, and which event led to it.
    pub fn record_cancel(&mut self, task: TaskId, by: Option<TaskId>, why: CancelReason) {
        let cause = match why {
            CancelReason::Group => by.and_then(|failed| self.tasks.end_event(failed)),
            CancelReason::Race | CancelReason::FirstOk | CancelReason::Dropped => self.decisions.decided_by,
            CancelReason::Deadline => self.decisions.deadline_fired,
            CancelReason::Leftovers => self.tasks.end_event(TaskId::MAIN),
            CancelReason::Stop | CancelReason::User => None, // the person
            CancelReason::Timeout | CancelReason::Gather | CancelReason::Program => None, // of other programs
        };
        self.recorder
            .record_effect(Some(task), EventKind::CancelRequested { by, why }, cause);
    }
}
