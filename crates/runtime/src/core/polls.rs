//! Polls: of the tasks of the loop, and of operations joined into main inside main's.

use super::Core;
use super::poll_under_way::{ChildPoll, ChildPollUnderWay, PollUnderWay};
use crate::operation_state::OperationState;
use crate::ready::ReadyEntry;
use crate::tasks::TaskFuture;
use recording::{EventKind, PollResult, TaskId, WaitingOn};

/// Polls.
impl Core {
    /// The next entry of the ready queue.
    pub fn next_entry(&mut self) -> Option<ReadyEntry> {
        let entry = self.ready.pop();
        self.just_read &= matches!(entry, Some(ReadyEntry::Poll { .. }));
        entry
    }

    /// Begins the poll that this wake has caused, if it is queued. Returns the future to poll.
    pub fn begin_poll(&mut self, task: TaskId, woken: u32) -> Option<TaskFuture> {
        if !self.tasks.is_queued(task) {
            return None;
        }
        if !self.just_read {
            self.read_clock();
        }
        let start = self
            .recorder
            .record_effect(Some(task), EventKind::PollStart, Some(woken));
        self.tasks.begin_poll(task);
        self.poll = Some(PollUnderWay {
            task,
            start,
            woken_again: None,
            waits_on: None,
            held: false,
            child: None,
        });
        self.tasks.take_future(task)
    }

    /// Continues the poll that is held, if the hold is over. Returns the future to poll again.
    pub fn go_on_with_held_poll(&mut self) -> Option<TaskFuture> {
        if !self.clock.hold_is_over() {
            return None;
        }
        let task = self.poll.as_ref()?.task;
        self.tasks.take_future(task)
    }

    /// Ends a poll. `rest` is the polled future, `None` if it has ended. False if the poll is not over: the loop is
    /// held.
    pub fn end_poll(&mut self, rest: Option<TaskFuture>) -> bool {
        let Some(PollUnderWay { task, held, .. }) = self.poll else {
            return true;
        };
        let ended = rest.is_none();
        if let Some(rest) = rest {
            self.tasks.put_back(task, rest);
        }
        if held {
            return false;
        }
        self.read_clock();
        self.just_read = true;
        self.return_from_poll(ended);
        if ended {
            self.ready.push(ReadyEntry::NotifyCompletion(task));
        }
        true
    }

    /// If the slice is over, holds the loop in the current poll, which must return `Pending` now. False if the slice is
    /// not over.
    pub fn cut_poll(&mut self) -> bool {
        let Some(poll) = self.poll.as_mut().filter(|_| self.clock.slice_is_over_in_poll()) else {
            return false;
        };
        poll.held = true;
        true
    }

    /// Continues the poll that was interrupted. Reads the clock, because the work of the page took time.
    pub fn go_on_after_cut(&mut self) {
        if let Some(poll) = &mut self.poll {
            poll.held = false;
        }
        self.read_clock();
    }

    fn return_from_poll(&mut self, ended: bool) {
        let Some(poll) = self.poll.take() else { return };
        self.record_poll_end(poll.task, poll.waits_on, ended);
        if !ended {
            self.tasks.end_poll(poll.task);
            if let Some(woken) = poll.woken_again
                && self.tasks.queue(poll.task)
            {
                let task = poll.task;
                self.ready.push(ReadyEntry::Poll { task, woken });
            }
        }
    }

    /// Records how a poll returned.
    fn record_poll_end(&mut self, task: TaskId, on: Option<WaitingOn>, ended: bool) {
        let result = if ended {
            PollResult::Ended
        } else {
            PollResult::Pending { on }
        };
        self.record(Some(task), EventKind::PollEnd(result));
    }

    /// Reports what `task` waits for when its current poll returns.
    pub fn waits_on(&mut self, task: TaskId, on: WaitingOn) {
        match &mut self.poll {
            Some(poll) if poll.task == task => poll.waits_on = Some(on),
            Some(PollUnderWay { child: Some(child), .. }) if child.task == task => child.waits_on = Some(on),
            _ => {}
        }
    }

    /// The task whose poll is under way or held.
    pub fn polling(&self) -> Option<TaskId> {
        self.poll.as_ref().map(|poll| poll.task)
    }

    /// Whether the loop is held by a poll that computes.
    pub fn held(&self) -> bool {
        self.poll.as_ref().is_some_and(|poll| poll.held)
    }

    /// Ends a held poll early, for Stop: the task is queued again, as if it had woken itself.
    pub fn release_hold(&mut self) {
        let Some(poll) = self.poll.as_mut().filter(|poll| poll.held) else {
            return;
        };
        poll.waits_on = None;
        let (task, child) = (poll.task, poll.child.take());
        self.read_clock();
        if let Some(child) = child {
            self.record_poll_end(child.task, None, false);
        }
        self.wake_itself(task);
        self.return_from_poll(false);
    }
}

/// Operations joined into main.
impl Core {
    /// Main begins to await an operation inline. A wake of the operation wakes main from now on; its first poll is due.
    pub fn join_child(&mut self, future: OperationState) {
        let child = future.task();
        let spawned = self.record_spawned(child, Some(TaskId::MAIN));
        self.tasks.join(future);
        self.woken_children.push_back((child, spawned));
    }

    /// Takes the next child that was woken, in wake order, and the event that woke it.
    pub fn next_woken_child(&mut self) -> Option<(TaskId, u32)> {
        self.woken_children.pop_front()
    }

    /// Begins main's poll of a child, caused by the event `cause`, or continues one that was held. From now on the
    /// child can be woken again.
    pub fn begin_child_poll(&mut self, child: TaskId, cause: u32) {
        let Some(poll) = self.poll.as_mut().filter(|poll| poll.child.is_none()) else {
            return;
        };
        self.tasks.begin_joined_poll(child);
        let start = self
            .recorder
            .record_effect(Some(child), EventKind::PollStart, Some(cause));
        poll.child = Some(ChildPollUnderWay {
            task: child,
            start,
            waits_on: None,
        });
    }

    /// Ends the poll of a child. `rest` is its future, `None` if it has ended.
    pub fn end_child_poll(&mut self, child: TaskId, rest: Option<TaskFuture>) -> ChildPoll {
        let ended = rest.is_none();
        if let Some(rest) = rest {
            self.tasks.put_back(child, rest);
        }
        if self.held() {
            return ChildPoll::Held;
        }
        let polled = self.poll.as_mut().and_then(|poll| poll.child.take());
        self.record_poll_end(child, polled.and_then(|poll| poll.waits_on), ended);
        if ended {
            return ChildPoll::Ended;
        }
        ChildPoll::Pending {
            woken: self.tasks.joined_is_woken(child),
        }
    }
}
