//! All that is typed, as a [`Work`] to keep, and shown again from one.

use super::cells::{self, Column, Slip};
use super::{Edit, Field};
use kept::{CellText, Typed, Work};
use scenario::Draft;
use scenario::examples::EXAMPLES;

impl Edit {
    /// Says that all that is typed and chosen is looked at. Tracked.
    pub fn track_typed(&self) {
        self.draft.track();
        self.slips.track();
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
    }

    /// All that is typed and chosen.
    #[must_use]
    pub fn typed(&self) -> Work {
        Work {
            list: self.draft.with_untracked(|draft| Typed {
                text: draft.text().to_owned(),
                readable: (!draft.readable()).then(|| draft.list().canonical()),
            }),
            cells: self.slips.with_untracked(|slips| {
                let texts = slips.iter().map(|(row, column, slip)| CellText {
                    row,
                    column: column.word().to_owned(),
                    text: slip.text.clone(),
                });
                texts.collect()
            }),
            fields: [
                self.limit.typed(),
                self.timeout.typed(),
                self.deadline.typed(),
                self.retry.typed(),
                self.backoff.typed(),
                self.speed.typed(),
                self.seed.typed(),
            ],
            policy: self.policy.get_untracked(),
            unit: self.unit.get_untracked(),
            leftovers: self.leftovers.get_untracked(),
            timers: self.timers.get_untracked(),
            example: self
                .example
                .get_untracked()
                .and_then(|place| EXAMPLES.get(place))
                .map(|it| it.title.to_owned()),
        }
    }

    /// Shows a work as it was typed, in place of all that was there.
    pub fn show_typed(&self, work: &Work) {
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
        self.speed.show_typed(speed);
        self.seed.show_typed(seed);
        self.policy.set(work.policy);
        self.unit.set(work.unit);
        self.leftovers.set(work.leftovers);
        self.timers.set(work.timers);
        let example = EXAMPLES.iter().position(|it| Some(it.title) == work.example.as_deref());
        self.example.set(example);
        self.slips.update(cells::Slips::clear);
        for cell in &work.cells {
            self.show_cell(cell);
        }
    }

    /// The same before anything is done: there is no step back to what was there.
    pub fn show_first(&self, work: &Work) {
        self.show_typed(work);
        self.forget_steps();
    }

    /// Puts what is typed in a cell where it was, to be mended there.
    fn show_cell(&self, cell: &CellText) {
        let column = Column::ALL.into_iter().find(|column| column.word() == cell.column);
        let item = self
            .draft
            .with_untracked(|draft| draft.list().items.get(cell.row).cloned());
        let (Some(column), Some(item)) = (column, item) else {
            return;
        };
        let refusal = match cells::read(&item, column, &cell.text) {
            Ok(changed) => (!self.set_item(cell.row, changed)).then(cells::too_many),
            Err(refusal) => Some(refusal),
        };
        let Some(refusal) = refusal else { return };
        let slip = Slip {
            text: cell.text.clone(),
            refusal,
        };
        self.slips.update(|slips| slips.put(cell.row, column, Some(slip)));
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Field<T> {
    /// What is in the field, and its last good value while that cannot be read.
    fn typed(&self) -> Typed {
        Typed {
            text: self.text_untracked(),
            readable: self.refused_untracked().then(|| self.good_as_written()),
        }
    }

    fn show_typed(&self, typed: &Typed) {
        if let Some(readable) = &typed.readable {
            self.type_in(readable.clone());
        }
        self.type_in(typed.text.clone());
    }
}
