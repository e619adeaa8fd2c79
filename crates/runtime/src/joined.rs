//! Operations as futures joined into main: polled inside main's polls, never scheduled themselves.
//!
//! Main polls those that a timer or permit has woken since their last poll. The order is that of the combinator of
//! futures 0.3 that main's policy corresponds to, see [`Order`].

use super::core::{ChildPoll, Core};
use super::handle::Runtime;
use super::operation_state::OperationState;
use super::tasks::{TaskFuture, TaskResult};
use recording::{TaskId, WaitingOn};
use std::collections::BTreeMap;
use std::future::Future;
use std::task::Poll;

/// The order in which one poll of main polls the woken children, as in futures 0.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Once through the list: `join_all` and `try_join_all` of up to 30, `select_all`.
    ///
    /// A child that is woken meanwhile is polled in the same poll of main if it is later in the list, otherwise in the
    /// next.
    List,
    /// Through the list, and from its start again whenever a child has ended: `select_ok`.
    ListAgain,
    /// In the order of their wakes: `FuturesUnordered`, on which `join_all` and `try_join_all` of more than 30 are
    /// built.
    ///
    /// A child that is woken meanwhile goes to the end of the queue, and is polled in the same poll of main unless the
    /// [`EndSearch`] ends before.
    Wake,
}

impl Order {
    /// The longest list that `join_all` and `try_join_all` go through in list order (`SMALL` in futures-util 0.3).
    const LONGEST_LIST: usize = 30;

    /// The order of `join_all` and `try_join_all`.
    #[must_use]
    pub const fn of_join_all(children: usize) -> Self {
        if children <= Self::LONGEST_LIST {
            Self::List
        } else {
            Self::Wake
        }
    }
}

/// Futures that main awaits together, or one after the other.
///
/// Dropping it drops what has not ended, in list order.
pub struct Joined {
    runtime: Runtime,
    order: Order,
    /// The last child that was added; main if there is none. Children are added in ascending order of their ids.
    last: TaskId,
    /// The number of children that have not ended.
    left: usize,
    /// In list order: the children that were woken and not yet polled, with the event that woke each.
    woken: BTreeMap<TaskId, u32>,
    /// In list order: the first child that the current pass has not reached.
    next: TaskId,
    /// In wake order: the current search for the next end.
    search: Option<EndSearch>,
    /// The child whose poll computes: it goes on when main's does.
    held: Option<(TaskId, u32)>,
    /// Main's poll was interrupted between two children.
    cut: bool,
}

impl Joined {
    /// A join without children.
    pub fn new(runtime: &Runtime, order: Order) -> Self {
        Self {
            runtime: runtime.clone(),
            order,
            last: TaskId::MAIN,
            left: 0,
            woken: BTreeMap::new(),
            next: TaskId::MAIN,
            search: None,
            held: None,
            cut: false,
        }
    }

    /// Adds an operation; it is polled for the first time when main next awaits an end.
    pub fn push(&mut self, child: TaskId) {
        self.last = child;
        self.left += 1;
        self.runtime.with(|core| core.join_child(OperationState::new(child)));
    }

    /// Drops what has not ended, in list order, in pieces of main's poll.
    pub async fn drop_rest(&mut self) {
        for child in 1..=self.last.0 {
            self.runtime.drop_joined(TaskId(child));
            self.runtime.end_piece().await;
        }
    }

    /// The next end, in the order in which main's polls find them; `None` when all have ended.
    pub fn next(&mut self) -> impl Future<Output = Option<(TaskId, TaskResult)>> {
        std::future::poll_fn(|_| self.poll_next())
    }

    fn poll_next(&mut self) -> Poll<Option<(TaskId, TaskResult)>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if std::mem::take(&mut self.cut) {
            self.runtime.with(Core::go_on_after_cut);
        }
        while let Some((child, cause)) = self.next_to_poll() {
            let Some(mut operation) = self.runtime.with(|core| core.tasks.take_operation(child)) else {
                continue;
            };
            let polled = self.runtime.with(|core| {
                core.begin_child_poll(child, cause);
                let polled = operation.poll(core, self.runtime.plan());
                let rest = polled.is_pending().then_some(TaskFuture::Operation(operation));
                core.end_child_poll(child, rest)
            });
            match polled {
                ChildPoll::Held => {
                    self.held = Some((child, cause));
                    return Poll::Pending;
                }
                ChildPoll::Pending { woken } => {
                    if let Some(search) = &mut self.search {
                        search.count(woken);
                    }
                    if self.runtime.with(Core::cut_poll) {
                        self.cut = true;
                        return Poll::Pending;
                    }
                }
                ChildPoll::Ended => {
                    self.left -= 1;
                    self.search = None;
                    if self.order == Order::ListAgain {
                        self.next = TaskId::MAIN;
                    }
                    let result = self.runtime.with(|core| {
                        core.decide_by(child);
                        core.tasks.retrieve(child)
                    });
                    return Poll::Ready(result.map(|result| (child, result)));
                }
            }
        }
        self.next = TaskId::MAIN;
        self.search = None;
        self.runtime.with(|core| core.waits_on(TaskId::MAIN, WaitingOn::Child));
        Poll::Pending
    }

    /// The child that this poll of main polls next, and the event that woke it; `None` when it is over.
    fn next_to_poll(&mut self) -> Option<(TaskId, u32)> {
        if let Some(held) = self.held.take() {
            return Some(held);
        }
        if self.order == Order::Wake {
            let left = self.left;
            if self.search.get_or_insert_with(|| EndSearch::among(left)).is_over() {
                return None; // children left in the queue were woken meanwhile, and have woken main
            }
            return self.runtime.with(|core| core.next_woken_child());
        }
        while let Some((child, cause)) = self.runtime.with(|core| core.next_woken_child()) {
            self.woken.insert(child, cause);
        }
        let (&child, &cause) = self.woken.range(self.next..).next()?;
        self.woken.remove(&child);
        self.next = TaskId(child.0 + 1);
        Some((child, cause))
    }
}

/// One search for the next end, which `FuturesUnordered` ends after some polls so that other tasks run.
///
/// `FuturesUnordered` then wakes main. That wake is omitted here: either a child has already woken main, or there is
/// nothing to poll.
struct EndSearch {
    /// The number of children when the search began.
    children: usize,
    /// The number of polls in which no child ended.
    polled: usize,
    /// The number of those polls in which the child was woken again.
    yielded: usize,
}

impl EndSearch {
    /// The search ends when this many children have woken themselves.
    const MOST_YIELDED: usize = 2;

    const fn among(children: usize) -> Self {
        Self {
            children,
            polled: 0,
            yielded: 0,
        }
    }

    fn count(&mut self, woken: bool) {
        self.polled += 1;
        self.yielded += usize::from(woken);
    }

    const fn is_over(&self) -> bool {
        self.polled == self.children || self.yielded >= Self::MOST_YIELDED
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        for child in 1..=self.last.0 {
            self.runtime.drop_joined(TaskId(child));
        }
    }
}
