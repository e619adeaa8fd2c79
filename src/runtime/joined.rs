//! Operations as futures joined into main: polled inside main's polls, never scheduled themselves.

use super::core::{Outcomes, Runtime};
use super::operation::operation;
use crate::trace::{EventKind, TaskId, WaitingOn};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Futures that main awaits together, or one after the other.
///
/// Dropping it drops what has not ended, in list order.
pub struct Joined {
    runtime: Runtime,
    /// By id; `None` where there is none, or none any more.
    children: Vec<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    left: usize,
    /// One was added since main last asked.
    fresh: bool,
    /// The children still to be polled in this poll of main, and which poll that is.
    batch: VecDeque<TaskId>,
    poll: u64,
}

impl Joined {
    /// With nothing in it.
    pub fn new(runtime: &Runtime) -> Self {
        let operations = runtime.plan().operations.len();
        let children = std::iter::repeat_with(|| None).take(operations + 1).collect();
        Self {
            runtime: runtime.clone(),
            children,
            left: 0,
            fresh: false,
            batch: VecDeque::new(),
            poll: 0,
        }
    }

    /// Adds an operation; it is polled for the first time when main next awaits an end.
    pub fn push(&mut self, child: TaskId) {
        self.children[child.index()] = Some(Box::pin(operation(self.runtime.clone(), child)));
        self.left += 1;
        self.fresh = true;
        self.runtime.with(|core| core.join_child(child));
    }

    /// The next end, in the order in which main's polls find them; `None` when all have ended.
    ///
    /// A poll of main polls only the children that were woken before it, in wake order: one that is woken meanwhile
    /// waits for main's next poll, for which its waker has called.
    pub fn next(&mut self) -> impl Future<Output = Option<(TaskId, Outcomes)>> {
        std::future::poll_fn(|cx| self.poll_next(cx))
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(TaskId, Outcomes)>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let poll = self.runtime.with(|core| core.poll_number());
        let new_poll = std::mem::replace(&mut self.poll, poll) != poll;
        let fresh = std::mem::take(&mut self.fresh);
        if self.batch.is_empty() && (new_poll || fresh) {
            self.batch = self.runtime.with(|core| core.take_woken_children()).into();
        }
        while let Some(&child) = self.batch.front() {
            let Some(future) = &mut self.children[child.index()] else {
                self.batch.pop_front();
                continue;
            };
            self.runtime.with(|core| core.begin_child_poll(child));
            let ended = future.as_mut().poll(cx).is_ready();
            if !self.runtime.with(|core| core.end_child_poll(child, ended)) {
                return Poll::Pending; // it computes: this poll of it goes on when main's does
            }
            self.batch.pop_front();
            if ended {
                self.children[child.index()] = None;
                self.left -= 1;
                let outcome = self.runtime.with(|core| core.retrieve(child));
                return Poll::Ready(outcome.map(|outcome| (child, outcome)));
            }
        }
        self.runtime.with(|core| core.waits_on(TaskId::MAIN, WaitingOn::Child));
        Poll::Pending
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        for index in 0..self.children.len() {
            let Some(future) = self.children[index].take() else {
                continue;
            };
            let child = TaskId(index as u32);
            self.runtime.with(|core| {
                let (by, why) = core.dropped_by();
                core.record(Some(child), EventKind::CancelRequested { by, why });
            });
            drop(future);
            self.runtime.with(|core| core.child_dropped(child));
        }
    }
}
