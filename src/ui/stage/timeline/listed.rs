//! Which item of the edited list a lane stands for, and what can be done to it from the timeline. A record may be of
//! another list than the one that is edited: then names decide.

use crate::ui::edit::{Edit, EditGroup};
use crate::ui::session::Record;
use recording::TaskId;
use scenario::members::Member;
use scenario::time::Micros;
use scenario::{Draft, FailureMode, Item, TaskList};

/// A longer list is not searched for a name: a lane that does not stand where its task does is then nobody's.
const MOST_SEARCHED: usize = 10_000;

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
            at_its_place(list, task, &name).or_else(|| only_of_name(list, &name))
        })
    }

    /// The item at the task's very place, if it is of that name.
    #[must_use]
    pub fn member_in_place(&self, task: TaskId) -> Option<Member> {
        let name = self.name(task)?;
        self.edit.draft.with_untracked(|draft| {
            let readable = draft.readable();
            readable.then(|| at_its_place(draft.list(), task, &name)).flatten()
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
        let first = self.edit.draft.with_untracked(|draft| draft.list().first_place(to));
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
        let name = self.record.with(|trace, _| trace.name(task).map(str::to_owned));
        name.flatten()
    }
}

/// The operation at the task's place, if it is called so.
fn at_its_place(list: &TaskList, task: TaskId, name: &str) -> Option<Member> {
    let member = list.member(task.0)?;
    let item = list.items.get(member.item)?;
    (item.name_of(task.0, member.number) == name).then_some(member)
}

fn only_of_name(list: &TaskList, name: &str) -> Option<Member> {
    if list.items.len() > MOST_SEARCHED {
        return None;
    }
    let mut found = list.items.iter().enumerate().filter_map(|(item, written)| {
        let rest = name.strip_prefix(written.name.as_deref()?)?;
        let number = match (written.repeat, rest) {
            (1, "") => 1,
            (1, _) => return None,
            (repeat, rest) => rest
                .strip_prefix(' ')?
                .parse()
                .ok()
                .filter(|number| (1..=repeat).contains(number))?,
        };
        Some(Member { item, number })
    });
    let member = found.next()?;
    found.next().is_none().then_some(member)
}
