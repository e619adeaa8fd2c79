//! The state that the rows of the task table share: the drag, the open menu, the next focus, and the commands that
//! change the order. Does not know elements.

use super::drag::RowDrag;
use super::open_menu::OpenMenu;
use crate::ui::edit::Edit;
use crate::ui::reactive::{Memo, RwSignal, memo};
use scenario::Item;
use scenario::draft::Draft;
use scenario::words::unique_name;

/// The state that the rows of the table share. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct TableRows {
    /// The state of the editor.
    pub edit: Edit,
    /// The number of items.
    pub count: Memo<usize>,
    /// Whether the table can be edited: not while the text is invalid.
    pub enabled: Memo<bool>,
    /// The row being dragged.
    pub drag: RwSignal<Option<RowDrag>>,
    /// The row whose menu is open.
    pub menu: RwSignal<Option<OpenMenu>>,
    /// The control that is to get the focus, once its row is in the page.
    pub focus: RwSignal<Option<RowFocus>>,
    /// The row that shows its `×N` although it is ×1, because the user chose to repeat it.
    pub repeating: RwSignal<Option<usize>>,
}

/// A control of a certain row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowFocus {
    /// The row's index.
    pub row: usize,
    /// The control.
    pub control: RowControl,
}

/// The controls of a row that can have the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowControl {
    /// The handle that drags the row.
    Grip,
    /// The name.
    Name,
    /// The number of repetitions, `×N`.
    Repeat,
    /// The delay.
    Delay,
    /// The computation.
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

    /// The value of `data-control`.
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

/// The title of a row, for the names of its controls; numbered if other rows have the same name.
#[must_use]
pub fn title_among(items: &[Item], row: usize) -> String {
    let Some(item) = items.get(row) else {
        return String::new();
    };
    let title = item.name.clone().unwrap_or_else(|| format!("task {}", row + 1));
    // A row without a name is titled by its number, and another row may have such a title as its name.
    let number = title
        .strip_prefix("task ")
        .and_then(|number| number.parse::<usize>().ok());
    let numbered = number.and_then(|number| number.checked_sub(1));
    let same_title = |other: usize| match &items[other].name {
        Some(name) => *name == title,
        None => Some(other) == numbered,
    };
    unique_name(&title, row + 1, items.len(), same_title)
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

    /// The row's title, for the names of its controls.
    #[must_use]
    pub fn title(&self, row: usize) -> String {
        self.edit
            .draft
            .with_untracked(|draft| title_among(&draft.list().items, row))
    }

    /// Duplicates the row and moves the focus to the copy.
    pub fn duplicate(&self, row: usize) {
        if self.edit.duplicate(row) {
            self.focus.set(Some(RowFocus {
                row: row + 1,
                control: RowControl::Name,
            }));
        }
    }

    /// Removes the row and moves the focus to the next one, or to the one before if it was the last.
    pub fn remove(&self, row: usize) {
        if self.edit.remove(row) {
            let count = self.count.get_untracked();
            let next = if row < count { row } else { count.saturating_sub(1) };
            self.focus.set(Some(RowFocus {
                row: next,
                control: RowControl::Grip,
            }));
        }
    }

    /// Moves the row by one and keeps the focus on the same control.
    pub fn step(&self, row: usize, down: bool, control: RowControl) {
        let to = if down { row + 1 } else { row.wrapping_sub(1) };
        if to < self.count.get_untracked() {
            self.move_to(row, to, control);
        }
    }

    /// Moves the row and keeps the focus on it.
    pub fn move_to(&self, from: usize, to: usize, control: RowControl) {
        if from == to || self.edit.move_item(from, to) {
            self.focus.set(Some(RowFocus { row: to, control }));
        }
    }
}
