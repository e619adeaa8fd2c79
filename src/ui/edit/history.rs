//! Undo and redo of all edits except of the speed, which is not a part of the list but of watching a run. Each step is
//! a snapshot of the whole state: the text, which is shared with the neighbouring steps if it is the same, and a few
//! fields.
//!
//! Every change is a step of its own, except changes that are grouped with the previous one: typing in one field, a
//! drag.

use super::{CellErrors, Column, Edit};
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;
use scenario::{Leftovers, Policy, TimerMode, Unit};
use std::sync::Arc;

/// More steps than anyone undoes; each takes a few hundred bytes.
const MOST_STEPS: usize = 200;
/// The limit for the texts of all steps together: thirty steps of a list of a megabyte.
const MOST_BYTES: usize = 32 << 20;

/// The origin of a change: consecutive changes of the same group are one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditGroup {
    /// Typing in the text view.
    Text,
    /// Typing in a cell of the table: row and column.
    Cell(usize, Column),
    /// Typing invalid input in a cell: a step of its own, so that undoing it keeps the valid input before it.
    CellError(usize, Column),
    /// Typing in a field, by its label.
    Field(&'static str),
    /// Dragging the end of a bar, by the item's index in the list.
    Bar(usize),
}

/// The steps for undo and redo. Copies are handles to the same ones.
#[derive(Clone, Copy)]
pub struct EditHistory {
    steps: StoredValue<Steps>,
    /// Whether there is a step to undo.
    pub can_undo: RwSignal<bool>,
    /// Whether there is a step to redo.
    pub can_redo: RwSignal<bool>,
}

struct Steps {
    past: Vec<EditSnapshot>,
    present: EditSnapshot,
    future: Vec<EditSnapshot>,
    group: Option<EditGroup>,
}

/// A snapshot of all state that can be undone, as text.
#[derive(Clone, Debug, PartialEq)]
struct EditSnapshot {
    text: Arc<str>,
    cell_errors: CellErrors,
    fields: [String; 6],
    policy: Policy,
    unit: Unit,
    leftovers: Leftovers,
    timers: TimerMode,
    example: Option<usize>,
}

impl EditHistory {
    /// A history without steps, owned by the component that calls this. [`Edit::follow_changes`] must be called next.
    #[must_use]
    pub(super) fn new() -> Self {
        let nothing = EditSnapshot {
            text: "".into(),
            cell_errors: CellErrors::default(),
            fields: Default::default(),
            policy: Policy::default(),
            unit: Unit::default(),
            leftovers: Leftovers::default(),
            timers: TimerMode::default(),
            example: None,
        };
        let steps = Steps {
            past: Vec::new(),
            present: nothing,
            future: Vec::new(),
            group: None,
        };
        Self {
            steps: StoredValue::new(steps),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
        }
    }

    fn announce(&self) {
        let possible = self
            .steps
            .try_with_value(|steps| (!steps.past.is_empty(), !steps.future.is_empty()));
        let Some((undo, redo)) = possible else { return };
        for (signal, now) in [(self.can_undo, undo), (self.can_redo, redo)] {
            if signal.get_untracked() != now {
                signal.set(now);
            }
        }
    }
}

impl Steps {
    /// Adds a step for `now`, or extends the last step if `group` is the same.
    fn record(&mut self, now: EditSnapshot, group: Option<EditGroup>) {
        if now == self.present {
            return;
        }
        let continues = group.is_some() && group == self.group && !self.past.is_empty();
        self.group = group;
        self.future.clear();
        let before = std::mem::replace(&mut self.present, now);
        if !continues {
            self.past.push(before);
            self.drop_oldest();
        } else if self.past.last() == Some(&self.present) {
            // The state is the same as before the step, so there is no step.
            self.past.pop();
            self.group = None;
        }
    }

    /// Drops the oldest steps while there are too many.
    fn drop_oldest(&mut self) {
        let mut bytes = 0;
        let mut after = &self.present.text;
        let kept = self.past.iter().rev().take(MOST_STEPS).take_while(|step| {
            if !Arc::ptr_eq(&step.text, after) {
                bytes += step.text.len();
            }
            after = &step.text;
            bytes <= MOST_BYTES
        });
        let too_many = self.past.len() - kept.count();
        self.past.drain(..too_many);
    }
}

impl Edit {
    /// Makes `change` a step, or a part of the last step if that is of the same group.
    pub fn grouped(&self, group: EditGroup, change: impl FnOnce()) {
        self.note(None);
        change();
        self.note(Some(group));
    }

    /// Ends the current group: the next change is a new step.
    pub fn end_group(&self) {
        self.note(None);
        self.history.steps.try_update_value(|steps| steps.group = None);
    }

    /// Undoes the last step. False if there is none.
    pub fn undo(&self) -> bool {
        self.go(|steps| (&mut steps.past, &mut steps.future))
    }

    /// Redoes the next step. False if there is none.
    pub fn redo(&self) -> bool {
        self.go(|steps| (&mut steps.future, &mut steps.past))
    }

    /// Removes all steps, and makes the current state the first one.
    pub(super) fn forget_steps(&self) {
        let first = self.snapshot(&"".into());
        self.history.steps.update_value(|steps| {
            *steps = Steps {
                past: Vec::new(),
                present: first,
                future: Vec::new(),
                group: None,
            }
        });
        self.history.announce();
    }

    /// Starts recording: the current state is the first one, and every later change is a step.
    pub(super) fn follow_changes(&self) {
        let edit = *self;
        edit.forget_steps();
        effect(move || {
            edit.draft.track();
            edit.cell_errors.track();
            edit.policy.track();
            edit.unit.track();
            edit.leftovers.track();
            edit.timers.track();
            edit.example.track();
            edit.limit.track();
            edit.timeout.track();
            edit.deadline.track();
            edit.retry.track();
            edit.backoff.track();
            edit.seed.track();
            edit.note(None);
        });
    }

    /// Records the changes since the last step, if there are any.
    fn note(&self, group: Option<EditGroup>) {
        let steps = self.history.steps;
        let Some(text) = steps.try_with_value(|steps| steps.present.text.clone()) else {
            return;
        };
        let now = self.snapshot(&text);
        steps.update_value(|steps| steps.record(now, group));
        self.history.announce();
    }

    /// Moves by one step; `stacks` returns the stack to take the step from, and the one to put the present on.
    fn go(&self, stacks: fn(&mut Steps) -> (&mut Vec<EditSnapshot>, &mut Vec<EditSnapshot>)) -> bool {
        self.note(None);
        let shown = self.history.steps.try_update_value(|steps| {
            let present = steps.present.clone();
            let (from, to) = stacks(steps);
            let next = from.pop()?;
            to.push(present);
            steps.present = next.clone();
            steps.group = None;
            Some(next)
        });
        let Some(next) = shown.flatten() else { return false };
        self.show(&next);
        // A value may be formatted differently from what was typed; that is not a step.
        let now = self.snapshot(&next.text);
        self.history.steps.update_value(|steps| steps.present = now);
        self.history.announce();
        true
    }

    /// A snapshot of the current state, which shares `text` if the list is the same.
    fn snapshot(&self, text: &Arc<str>) -> EditSnapshot {
        EditSnapshot {
            text: self.draft.with_untracked(|draft| {
                if *draft.text() == **text {
                    text.clone()
                } else {
                    draft.text().into()
                }
            }),
            cell_errors: self.cell_errors.get_untracked(),
            fields: [
                self.limit.text_untracked(),
                self.timeout.text_untracked(),
                self.deadline.text_untracked(),
                self.retry.text_untracked(),
                self.backoff.text_untracked(),
                self.seed.text_untracked(),
            ],
            policy: self.policy.get_untracked(),
            unit: self.unit.get_untracked(),
            leftovers: self.leftovers.get_untracked(),
            timers: self.timers.get_untracked(),
            example: self.example.get_untracked(),
        }
    }

    fn show(&self, next: &EditSnapshot) {
        let now = self.snapshot(&next.text);
        if now.text != next.text {
            self.write_text(next.text.as_ref().to_owned());
        }
        set(self.cell_errors, next.cell_errors.clone());
        let [limit, timeout, deadline, retry, backoff, seed] = &next.fields;
        self.limit.show(limit);
        self.timeout.show(timeout);
        self.deadline.show(deadline);
        self.retry.show(retry);
        self.backoff.show(backoff);
        self.seed.show(seed);
        set(self.policy, next.policy);
        set(self.unit, next.unit);
        set(self.leftovers, next.leftovers);
        set(self.timers, next.timers);
        set(self.example, next.example);
    }
}

fn set<T: Clone + PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}
