//! Conversion between the state of the editor, as typed, and a [`SavedWork`].

use super::cells::{self, CellError, Column};
use super::{Edit, Field};
use kept::{CellText, SavedWork, Typed};
use scenario::{Draft, modifiers};

impl Edit {
    /// Tracks everything that is typed and chosen, without reading it.
    pub fn track_typed(&self) {
        self.draft.track();
        self.cell_errors.track();
        self.policy.track();
        self.limit.track();
        self.timeout.track();
        self.deadline.track();
        self.retry.track();
        self.backoff.track();
        self.speed.track();
        self.seed.track();
        self.unit.track();
        self.leftovers.track();
        self.timers.track();
        self.example.track();
        self.program.track();
        self.input.track();
        self.kind.track();
    }

    /// Everything that is typed and chosen. Not tracked.
    #[must_use]
    pub fn typed(&self) -> SavedWork {
        SavedWork {
            list: self.draft.with_untracked(|draft| Typed {
                text: draft.text().to_owned(),
                readable: (!draft.readable()).then(|| draft.list().canonical()),
            }),
            cells: self.cell_errors.with_untracked(|cell_errors| {
                let texts = cell_errors.iter().map(|(row, column, cell_error)| CellText {
                    row,
                    column: column.word().to_owned(),
                    text: cell_error.text.clone(),
                });
                texts.collect()
            }),
            fields: [
                self.limit.typed(),
                self.timeout.typed(),
                self.deadline.typed(),
                self.retry.typed(),
                self.backoff.typed(),
                Typed {
                    text: modifiers::write_speed(self.speed.get_untracked()),
                    readable: None,
                },
                self.seed.typed(),
            ],
            policy: self.policy.get_untracked(),
            unit: self.unit.get_untracked(),
            leftovers: self.leftovers.get_untracked(),
            timers: self.timers.get_untracked(),
            example: self
                .example
                .get_untracked()
                .and_then(|index| self.library.with_untracked(|library| library.key(index))),
            program: self.program.get_untracked(),
            input: self.input.get_untracked(),
            kind: self.kind.get_untracked(),
        }
    }

    /// Replaces everything by a saved work, as it was typed.
    pub fn show_typed(&self, work: &SavedWork) {
        self.draft.set(match &work.list.readable {
            Some(readable) => {
                let mut draft = Draft::new(readable.clone());
                draft.set_text(work.list.text.clone());
                draft
            }
            None => Draft::new(work.list.text.clone()),
        });
        let [limit, timeout, deadline, retry, backoff, speed, seed] = &work.fields;
        self.limit.show_typed(limit);
        self.timeout.show_typed(timeout);
        self.deadline.show_typed(deadline);
        self.retry.show_typed(retry);
        self.backoff.show_typed(backoff);
        // Works of earlier versions may have an invalid one, which nobody could correct.
        if let Ok(speed) = modifiers::read_speed(&speed.text) {
            self.speed.set(speed);
        }
        self.seed.show_typed(seed);
        self.policy.set(work.policy);
        self.unit.set(work.unit);
        self.leftovers.set(work.leftovers);
        self.timers.set(work.timers);
        let key = work.example.as_deref();
        let example = key.and_then(|key| self.library.with_untracked(|library| library.with_key(key)));
        self.example.set(example);
        self.program.set(work.program.clone());
        self.input.set(work.input.clone());
        self.kind.set(work.kind);
        self.cell_errors.update(cells::CellErrors::clear);
        for cell in &work.cells {
            self.show_cell(cell);
        }
    }

    /// The same when the page starts: undo cannot return to the state before it.
    pub fn show_first(&self, work: &SavedWork) {
        self.show_typed(work);
        self.forget_steps();
    }

    /// Restores the typed text of a cell, valid or not.
    fn show_cell(&self, cell: &CellText) {
        let column = Column::ALL.into_iter().find(|column| column.word() == cell.column);
        let item = self
            .draft
            .with_untracked(|draft| draft.list().items.get(cell.row).cloned());
        let (Some(column), Some(item)) = (column, item) else {
            return;
        };
        let validation_error = match cells::read(&item, column, &cell.text) {
            Ok(changed) => (!self.set_item(cell.row, changed)).then(cells::too_many),
            Err(validation_error) => Some(validation_error),
        };
        let Some(validation_error) = validation_error else {
            return;
        };
        let cell_error = CellError {
            text: cell.text.clone(),
            validation_error,
        };
        self.cell_errors
            .update(|cell_errors| cell_errors.put(cell.row, column, Some(cell_error)));
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Field<T> {
    /// The text of the field, and its last valid value while that is invalid.
    fn typed(&self) -> Typed {
        Typed {
            text: self.text_untracked(),
            readable: self.invalid_untracked().then(|| self.valid_as_written()),
        }
    }

    fn show_typed(&self, typed: &Typed) {
        if let Some(readable) = &typed.readable {
            self.type_in(readable.clone());
        }
        self.type_in(typed.text.clone());
    }
}
