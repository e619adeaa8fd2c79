//! What the rows of the task table share: the drag, the open menu, where the focus goes next, and the commands that change
//! the order. Knows no elements.

use super::drag::RowDrag;
use super::open_menu::OpenMenu;
use crate::ui::edit::Edit;
use crate::ui::reactive::{Memo, RwSignal, memo};
use scenario::Item;
use scenario::draft::Draft;
use scenario::words::told_apart;

/// What the rows of the table share. Copies are handles to the same table.
#[derive(Clone, Copy)]
pub struct TableRows {
    /// What is edited.
    pub edit: Edit,
    /// How many items there are.
    pub count: Memo<usize>,
    /// Whether the table can be edited: not while the text cannot be read.
    pub enabled: Memo<bool>,
    /// The row being dragged.
    pub drag: RwSignal<Option<RowDrag>>,
    /// The row whose menu is open.
    pub menu: RwSignal<Option<OpenMenu>>,
    /// What the next row or render is to focus.
    pub focus: RwSignal<Option<RowFocus>>,
    /// The row that shows its `×N` although it is ×1, because the person asked for it.
    pub repeating: RwSignal<Option<usize>>,
}

/// A control of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowFocus {
    /// Which row.
    pub row: usize,
    /// Which control.
    pub place: RowControl,
}

/// The controls of a row that can be given the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowControl {
    /// What it is dragged by.
    Grip,
    /// The name.
    Name,
    /// The `×N`.
    Repeat,
    /// The delay.
    Delay,
    /// The computing.
    Cpu,
    /// The failure mode.
    FailureMode,
    /// The number of the failure mode.
    Count,
    /// The button of the menu.
    More,
}

impl RowControl {
    /// All of them, in the order of the Tab key.
    pub const ALL: [Self; 8] = [
        Self::Grip,
        Self::Name,
        Self::Repeat,
        Self::Delay,
        Self::Cpu,
        Self::FailureMode,
        Self::Count,
        Self::More,
    ];

    /// The word in `data-place`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Grip => "grip",
            Self::Name => "name",
            Self::Repeat => "repeat",
            Self::Delay => "delay",
            Self::Cpu => "cpu",
            Self::FailureMode => "failure-mode",
            Self::Count => "count",
            Self::More => "more",
        }
    }
}

/// What a row is called, for the names of its controls: told apart from other rows that are called so.
#[must_use]
pub fn title_among(items: &[Item], row: usize) -> String {
    let Some(item) = items.get(row) else {
        return String::new();
    };
    let title = item.name.clone().unwrap_or_else(|| format!("task {}", row + 1));
    // A row without a name is called by its place, and a name may read like that.
    let number = title
        .strip_prefix("task ")
        .and_then(|number| number.parse::<usize>().ok());
    let numbered = number.and_then(|number| number.checked_sub(1));
    let called_so = |other: usize| match &items[other].name {
        Some(name) => *name == title,
        None => Some(other) == numbered,
    };
    told_apart(&title, row + 1, items.len(), called_so)
}

impl TableRows {
    /// Signals owned by the table that calls this.
    #[must_use]
    pub fn new(edit: Edit) -> Self {
        Self {
            edit,
            count: memo(move || edit.draft.with(|draft| draft.list().items.len())),
            enabled: memo(move || edit.draft.with(Draft::readable)),
            drag: RwSignal::new(None),
            menu: RwSignal::new(None),
            focus: RwSignal::new(None),
            repeating: RwSignal::new(None),
        }
    }

    /// What the row is called, for the names of its controls.
    #[must_use]
    pub fn title(&self, row: usize) -> String {
        self.edit
            .draft
            .with_untracked(|draft| title_among(&draft.list().items, row))
    }

    /// Copies the row and goes to the copy.
    pub fn duplicate(&self, row: usize) {
        if self.edit.duplicate(row) {
            self.focus.set(Some(RowFocus {
                row: row + 1,
                place: RowControl::Name,
            }));
        }
    }

    /// Takes the row out and goes to the one that takes its place, or else to the one before.
    pub fn remove(&self, row: usize) {
        if self.edit.remove(row) {
            let count = self.count.get_untracked();
            let next = if row < count { row } else { count.saturating_sub(1) };
            self.focus.set(Some(RowFocus {
                row: next,
                place: RowControl::Grip,
            }));
        }
    }

    /// Moves the row by one, with the focus on the same control.
    pub fn step(&self, row: usize, down: bool, place: RowControl) {
        let to = if down { row + 1 } else { row.wrapping_sub(1) };
        if to < self.count.get_untracked() {
            self.move_to(row, to, place);
        }
    }

    /// Moves the row and goes with it.
    pub fn move_to(&self, from: usize, to: usize, place: RowControl) {
        if from == to || self.edit.move_item(from, to) {
            self.focus.set(Some(RowFocus { row: to, place }));
        }
    }
}
