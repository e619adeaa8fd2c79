//! The causes of main's actions, which are recorded with them, so that they need not be inferred afterwards.

use super::Core;
use recording::{CancelReason, EventKind, TaskId};

impl Core {
    /// Main continues because this operation has ended.
    pub fn decide_by(&mut self, ended: TaskId) {
        self.decisions.decided_by = self.tasks.end_event(ended);
    }

    /// Main continues because everything that it awaited has ended: the cause is the last of these ends.
    pub fn decide_by_last_end(&mut self) {
        self.decisions.decided_by = self.decisions.last_end;
    }

    /// Main continues because its deadline has passed.
    pub fn decide_by_deadline(&mut self) {
        self.decisions.decided_by = self.decisions.deadline_fired;
    }

    /// Records an action of main with the event because of which main continues.
    pub fn record_decided(&mut self, kind: EventKind<'_>) -> u32 {
        let cause = self.decisions.decided_by;
        self.recorder.record_effect(Some(TaskId::MAIN), kind, cause)
    }

    /// Records that a task is spawned. The cause is main's poll, or the end whose result main took in it.
    pub fn record_spawned(&mut self, task: TaskId, parent: Option<TaskId>) -> u32 {
        let poll = self.poll.as_ref().map(|poll| poll.start);
        let cause = self.decisions.decided_by.filter(|&end| Some(end) > poll).or(poll);
        self.recorder
            .record_effect(Some(task), EventKind::Spawned { parent }, cause)
    }

    /// Records that a task is cancelled, and which event caused it.
    pub fn record_cancel(&mut self, task: TaskId, by: Option<TaskId>, why: CancelReason) {
        let cause = match why {
            CancelReason::Group => by.and_then(|failed| self.tasks.end_event(failed)),
            CancelReason::Race | CancelReason::FirstOk | CancelReason::Dropped => self.decisions.decided_by,
            CancelReason::Deadline => self.decisions.deadline_fired,
            CancelReason::Leftovers => self.tasks.end_event(TaskId::MAIN),
            CancelReason::Stop | CancelReason::User => None, // the user
            CancelReason::Timeout | CancelReason::Gather | CancelReason::Program => None, // only in recordings of other programs
        };
        self.recorder
            .record_effect(Some(task), EventKind::CancelRequested { by, why }, cause);
    }
}
