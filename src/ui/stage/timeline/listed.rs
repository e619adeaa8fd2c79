//! Maps lanes to items of the edited list, and edits those items from the timeline. A recording may be of another list
//! than the edited one, so names must match.

use crate::ui::edit::{Edit, EditGroup};
use crate::ui::page::is_embedded;
use crate::ui::session::Record;
use recording::TaskId;
use scenario::members::Member;
use scenario::time::Micros;
use scenario::{Draft, FailureMode, Item};
use std::borrow::Cow;

/// The edited list, by lanes. Copies are handles to the same list.
#[derive(Clone, Copy)]
pub struct ListedTasks {
    edit: Edit,
    record: Record,
}

impl ListedTasks {
    /// The edited list, and the recording whose lanes are shown.
    #[must_use]
    pub const fn new(edit: Edit, record: Record) -> Self {
        Self { edit, record }
    }

    /// The item of a lane's task: the one at its index if it has its name, or else the only one of this name. `None`
    /// during a run, in a page that is embedded in another, and if the list is invalid.
    #[must_use]
    pub fn member(&self, task: TaskId) -> Option<Member> {
        let name = self.name(task)?;
        self.edit.draft.with_untracked(|draft| {
            let list = draft.list();
            if !draft.readable() {
                return None;
            }
            list.member_called(&name, task.0)
        })
    }

    /// The item at the task's index, if it has the task's name.
    #[must_use]
    pub fn member_at_index(&self, task: TaskId) -> Option<Member> {
        let name = self.name(task)?;
        self.edit.draft.with_untracked(|draft| {
            let readable = draft.readable();
            readable.then(|| draft.list().member_called_at(&name, task.0)).flatten()
        })
    }

    /// The item with this index.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<Item> {
        self.edit
            .draft
            .with_untracked(|draft| draft.list().items.get(index).cloned())
    }

    /// Changes an item's delay, keeping the user's unit. A range is not changed.
    pub fn set_delay(&self, index: usize, delay: Micros) {
        let Some(mut item) = self.item(index).filter(|item| item.delay.high.is_none()) else {
            return;
        };
        let changed = item.delay.low.with_length(delay);
        if changed != item.delay.low {
            item.delay.low = changed;
            self.edit.grouped(EditGroup::Bar(index), || {
                self.edit.set_item(index, item);
            });
        }
    }

    /// Lets the task fail if it succeeds, and succeed if it may fail. False if it cannot be edited.
    pub fn toggle_failure_mode(&self, task: TaskId) -> bool {
        let Some(member) = self.member(task) else { return false };
        let Some(mut item) = self.item(member.item) else {
            return false;
        };
        item.failure_mode = if item.failure_mode == FailureMode::Succeeds {
            FailureMode::Fails
        } else {
            FailureMode::Succeeds
        };
        self.edit.set_item(member.item, item)
    }

    /// Moves the task's item up or down by one, and returns the task at its new lane; `None` if it did not move.
    pub fn step(&self, task: TaskId, down: bool) -> Option<TaskId> {
        let from = self.member(task)?.item;
        let to = if down { from + 1 } else { from.checked_sub(1)? };
        self.move_item(task, to)
    }

    /// Moves the task's item to this index of the list, and returns the task at its new lane; `None` if it did not
    /// move.
    pub fn move_item(&self, task: TaskId, to: usize) -> Option<TaskId> {
        let Member { item, number } = self.member(task)?;
        if item == to || !self.edit.move_item(item, to) {
            return None;
        }
        if self.record.state_untracked().begun() {
            return Some(task); // the recording does not change
        }
        let first = self.edit.draft.with_untracked(|draft| draft.list().first_index(to));
        Some(TaskId(first + number - 1))
    }

    /// Whether the list can be edited from the timeline. Tracked.
    #[must_use]
    pub fn open(&self) -> bool {
        self.record.state().editable() && !is_embedded() && self.edit.draft.with(Draft::readable)
    }

    fn name(&self, task: TaskId) -> Option<String> {
        if !self.record.state_untracked().editable() || is_embedded() {
            return None;
        }
        let name = self.record.with(|trace, _| trace.name(task).map(Cow::into_owned));
        name.flatten()
    }
}
