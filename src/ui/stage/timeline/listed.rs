//! Which item of the edited list a lane stands for, and what can be done to it from the timeline. A record may be of
//! another list than the one that is edited: then names decide.

use crate::ui::edit::{Edit, EditGroup};
use crate::ui::session::Record;
use recording::TaskId;
use scenario::members::Member;
use scenario::time::Micros;
use scenario::{Draft, FailureMode, Item};
use std::borrow::Cow;

/// The edited list behind the lanes. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct ListedTasks {
    edit: Edit,
    record: Record,
}

impl ListedTasks {
    /// The list that is edited, and the record whose lanes are shown.
    #[must_use]
    pub const fn new(edit: Edit, record: Record) -> Self {
        Self { edit, record }
    }

    /// The item of the task whose lane this is: at its place, or else the only one of its name. `None` while a run is on
    /// or the list cannot be read.
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

    /// The item at the task's very place, if it is of that name.
    #[must_use]
    pub fn member_in_place(&self, task: TaskId) -> Option<Member> {
        let name = self.name(task)?;
        self.edit.draft.with_untracked(|draft| {
            let readable = draft.readable();
            readable.then(|| draft.list().member_called_at(&name, task.0)).flatten()
        })
    }

    /// The item at this place of the list.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<Item> {
        self.edit
            .draft
            .with_untracked(|draft| draft.list().items.get(index).cloned())
    }

    /// Writes an item's delay anew, in the person's unit. A range is left alone.
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

    /// Moves the task's item up or down by one; the task whose lane it then has. `None` if it stays.
    pub fn step(&self, task: TaskId, down: bool) -> Option<TaskId> {
        let from = self.member(task)?.item;
        let to = if down { from + 1 } else { from.checked_sub(1)? };
        self.move_item(task, to)
    }

    /// Moves the task's item to this place of the list; the task whose lane it then has. `None` if it stays.
    pub fn move_item(&self, task: TaskId, to: usize) -> Option<TaskId> {
        let Member { item, number } = self.member(task)?;
        if item == to || !self.edit.move_item(item, to) {
            return None;
        }
        if self.record.state_untracked().begun() {
            return Some(task); // a record stays as it is
        }
        let first = self.edit.draft.with_untracked(|draft| draft.list().first_index(to));
        Some(TaskId(first + number - 1))
    }

    /// Whether nothing keeps the list from being edited here. Tracked.
    #[must_use]
    pub fn open(&self) -> bool {
        self.record.state().editable() && self.edit.draft.with(Draft::readable)
    }

    fn name(&self, task: TaskId) -> Option<String> {
        if !self.record.state_untracked().editable() {
            return None;
        }
        let name = self.record.with(|trace, _| trace.name(task).map(Cow::into_owned));
        name.flatten()
    }
}
