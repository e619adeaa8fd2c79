//! Undo and redo of all that is edited but the speed, which is how a run is watched. Each step is the whole as it was
//! written: a text that is shared with the steps around it, and a few words.
//!
//! Every change makes a step by itself, whoever made it, except those that are said to go on with the one before: typing
//! in one field, a drag.

use super::{CellErrors, Column, Edit};
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;
use scenario::{Leftovers, Policy, TimerMode, Unit};
use std::sync::Arc;

/// More than anyone goes back, at a few hundred bytes each.
const MOST_STEPS: usize = 200;
/// What the texts of all steps may hold together: a list of a megabyte can still be taken back thirty times.
const MOST_BYTES: usize = 32 << 20;

/// Who goes on with a change: as long as it is the same, changes are one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditGroup {
    /// Typing in the text.
    Text,
    /// Typing in a cell of the table: row and column.
    Cell(usize, Column),
    /// Typing there what cannot be read: apart from what could be, which is not lost with it.
    CellError(usize, Column),
    /// Typing in a field, by its label.
    Field(&'static str),
    /// Drawing at the end of a bar: the item's place in the list.
    Bar(usize),
}

/// The steps back and forth. Copies are handles to the same ones.
#[derive(Clone, Copy)]
pub struct EditHistory {
    steps: StoredValue<Steps>,
    /// Whether there is a step to take back.
    pub can_undo: RwSignal<bool>,
    /// Whether there is a step that was taken back.
    pub can_redo: RwSignal<bool>,
}

struct Steps {
    past: Vec<EditSnapshot>,
    present: EditSnapshot,
    future: Vec<EditSnapshot>,
    joins: Option<EditGroup>,
}

/// All that can be taken back, as it is written.
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
    /// No steps yet. Owned by the component that calls this; [`Edit::follow_changes`] comes next.
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
            joins: None,
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
    fn take(&mut self, now: EditSnapshot, join: Option<EditGroup>) {
        if now == self.present {
            return;
        }
        let goes_on = join.is_some() && join == self.joins && !self.past.is_empty();
        self.joins = join;
        self.future.clear();
        let before = std::mem::replace(&mut self.present, now);
        if !goes_on {
            self.past.push(before);
            self.forget();
        } else if self.past.last() == Some(&self.present) {
            // It came back to where it began: nothing was done.
            self.past.pop();
            self.joins = None;
        }
    }

    /// Drops the oldest steps while there are too many.
    fn forget(&mut self) {
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
    /// Makes a step of `change`, or a part of the last step where that was of the same `join`.
    pub fn joined(&self, join: EditGroup, change: impl FnOnce()) {
        self.note(None);
        change();
        self.note(Some(join));
    }

    /// What changes from here on is another step.
    pub fn settle(&self) {
        self.note(None);
        self.history.steps.try_update_value(|steps| steps.joins = None);
    }

    /// Takes the last step back. False if there is none.
    pub fn undo(&self) -> bool {
        self.go(|steps| (&mut steps.past, &mut steps.future))
    }

    /// Takes the next step again. False if there is none.
    pub fn redo(&self) -> bool {
        self.go(|steps| (&mut steps.future, &mut steps.past))
    }

    /// Begins with what is there.
    pub(super) fn forget_steps(&self) {
        let first = self.written(&"".into());
        self.history.steps.update_value(|steps| {
            *steps = Steps {
                past: Vec::new(),
                present: first,
                future: Vec::new(),
                joins: None,
            }
        });
        self.history.announce();
    }

    /// Begins with what is there, and notes every change from here on.
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

    /// Makes a step of what has changed since the last, if anything has.
    fn note(&self, join: Option<EditGroup>) {
        let steps = self.history.steps;
        let Some(text) = steps.try_with_value(|steps| steps.present.text.clone()) else {
            return;
        };
        let now = self.written(&text);
        steps.update_value(|steps| steps.take(now, join));
        self.history.announce();
    }

    fn go(&self, ways: fn(&mut Steps) -> (&mut Vec<EditSnapshot>, &mut Vec<EditSnapshot>)) -> bool {
        self.note(None);
        let shown = self.history.steps.try_update_value(|steps| {
            let present = steps.present.clone();
            let (from, to) = ways(steps);
            let next = from.pop()?;
            to.push(present);
            steps.present = next.clone();
            steps.joins = None;
            Some(next)
        });
        let Some(next) = shown.flatten() else { return false };
        self.show(&next);
        // A value may be written another way than it was typed; that is no step.
        let now = self.written(&next.text);
        self.history.steps.update_value(|steps| steps.present = now);
        self.history.announce();
        true
    }

    /// What is there, sharing `text` if the list still reads so.
    fn written(&self, text: &Arc<str>) -> EditSnapshot {
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
        let now = self.written(&next.text);
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
