//! The table's cells as text: formats a part of an item, and applies typed text to the item. Uses the parser of the
//! task list, so that a cell accepts what the text view accepts.

use scenario::text::{Delay, Percent, parse};
use scenario::validation_error::ValidationError;
use scenario::{FailureMode, Item};

/// A column of cells that are typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The name.
    Name,
    /// The number of repetitions, `×N`.
    Repeat,
    /// The delay.
    Delay,
    /// The computation after the delay.
    Cpu,
    /// The number of a failure mode: attempts or a percentage.
    Count,
}

impl Column {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 5] = [Self::Name, Self::Repeat, Self::Delay, Self::Cpu, Self::Count];

    /// The name in element ids.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Repeat => "repeat",
            Self::Delay => "delay",
            Self::Cpu => "cpu",
            Self::Count => "count",
        }
    }
}

/// The text of the cell; empty if the item has no value for it.
#[must_use]
pub fn show(item: &Item, column: Column) -> String {
    match column {
        Column::Name => item.name.clone().unwrap_or_default(),
        Column::Repeat => item.repeat.to_string(),
        Column::Delay => item.delay.to_string(),
        Column::Cpu => item.cpu.as_ref().map_or_else(String::new, ToString::to_string),
        Column::Count => match &item.failure_mode {
            FailureMode::Succeeds | FailureMode::Fails => String::new(),
            FailureMode::FailsFirst(attempts) => attempts.to_string(),
            FailureMode::FailsByChance(chance) => chance.to_string(),
        },
    }
}

/// The item with `text` in that cell.
///
/// # Errors
///
/// Explains what is wrong with the text and how to correct it.
pub fn read(item: &Item, column: Column, text: &str) -> Result<Item, ValidationError> {
    let written = text.trim();
    let mut item = item.clone();
    match column {
        Column::Name => item.name = read_name(written)?,
        Column::Delay => item.delay = read_delay(written)?,
        Column::Cpu if matches!(written, "" | "–" | "-") => item.cpu = None,
        Column::Cpu => item.cpu = one(&format!("1 cpu {written}"))?.cpu,
        Column::Repeat => {
            let count = written.trim_start_matches(['×', 'x']).trim_start();
            item.repeat = if count.is_empty() {
                1
            } else {
                one(&format!("1 x{count}"))?.repeat
            };
        }
        Column::Count => {
            let percent = if matches!(item.failure_mode, FailureMode::FailsByChance(_)) {
                "%"
            } else {
                ""
            };
            let number = written.trim_end_matches('%').trim_end();
            if number.is_empty() {
                return Err(ValidationError::new(
                    "A number is missing.",
                    if percent.is_empty() { "Try 1." } else { "Try 50%." },
                ));
            }
            item.failure_mode = one(&format!("1 fail {number}{percent}"))?.failure_mode;
        }
    }
    Ok(item)
}

/// The validation error of a list whose items are valid but too many.
#[must_use]
pub fn too_many() -> ValidationError {
    ValidationError::new(
        "The list would have more than 1,000,000 tasks.",
        "Try a smaller number.",
    )
}

/// The kind of a failure mode, without its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureModeKind {
    /// No attempt fails.
    Succeeds,
    /// Every attempt fails.
    Fails,
    /// The first N attempts fail.
    FailsFirst,
    /// Each attempt fails with a probability.
    FailsByChance,
}

impl FailureModeKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Succeeds, Self::Fails, Self::FailsFirst, Self::FailsByChance];

    /// The kind of this failure mode.
    #[must_use]
    pub const fn of(failure_mode: &FailureMode) -> Self {
        match failure_mode {
            FailureMode::Succeeds => Self::Succeeds,
            FailureMode::Fails => Self::Fails,
            FailureMode::FailsFirst(_) => Self::FailsFirst,
            FailureMode::FailsByChance(_) => Self::FailsByChance,
        }
    }

    /// The label in the list of choices.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Succeeds => "ok",
            Self::Fails => "fails",
            Self::FailsFirst => "fails first N",
            Self::FailsByChance => "fails N %",
        }
    }

    /// The shorter label in the row.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Succeeds => "ok",
            Self::Fails => "fails",
            Self::FailsFirst => "first",
            Self::FailsByChance => "",
        }
    }

    /// A failure mode of this kind; where a number is needed it is one attempt, or a probability of 50 %.
    #[must_use]
    pub fn failure_mode(self) -> FailureMode {
        match self {
            Self::Succeeds => FailureMode::Succeeds,
            Self::Fails => FailureMode::Fails,
            Self::FailsFirst => FailureMode::FailsFirst(1),
            Self::FailsByChance => {
                FailureMode::FailsByChance(Percent::new("50").expect("50 is a number between 0 and 100"))
            }
        }
    }
}

/// Invalid input in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// The text as typed.
    pub text: String,
    /// What is wrong with it, and how to correct it.
    pub validation_error: ValidationError,
}

/// The errors of a table, by row and column. They move together with their rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellErrors {
    // Sorted by row and column. There are only as many as the user has typed and not corrected: a few.
    by_cell: Vec<(Cell, CellError)>,
}

/// A cell: row and column.
type Cell = (usize, Column);

impl CellErrors {
    /// Whether all cells are valid.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_cell.is_empty()
    }

    /// The error in a cell.
    #[must_use]
    pub fn get(&self, row: usize, column: Column) -> Option<&CellError> {
        self.search(row, column).ok().map(|index| &self.by_cell[index].1)
    }

    /// All of them, in the order of rows and columns.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Column, &CellError)> {
        self.by_cell
            .iter()
            .map(|((row, column), cell_error)| (*row, *column, cell_error))
    }

    /// The errors of a row, in the order of its columns.
    pub fn in_row(&self, row: usize) -> impl Iterator<Item = &CellError> {
        self.by_cell
            .iter()
            .filter(move |((at, _), _)| *at == row)
            .map(|(_, cell_error)| cell_error)
    }

    /// The first error and its row.
    #[must_use]
    pub fn first(&self) -> Option<(usize, &CellError)> {
        self.by_cell.first().map(|((row, _), cell_error)| (*row, cell_error))
    }

    /// Sets or removes the error of a cell.
    pub fn put(&mut self, row: usize, column: Column, cell_error: Option<CellError>) {
        match (self.search(row, column), cell_error) {
            (Ok(index), Some(cell_error)) => self.by_cell[index].1 = cell_error,
            (Ok(index), None) => drop(self.by_cell.remove(index)),
            (Err(index), Some(cell_error)) => self.by_cell.insert(index, ((row, column), cell_error)),
            (Err(_), None) => {}
        }
    }

    /// Removes all errors.
    pub fn clear(&mut self) {
        self.by_cell.clear();
    }

    /// Follows a row that was inserted at `row`.
    pub fn inserted(&mut self, row: usize) {
        self.shift(|at| Some(if at >= row { at + 1 } else { at }));
    }

    /// Follows a row that was removed.
    pub fn removed(&mut self, row: usize) {
        self.shift(|at| (at != row).then_some(if at > row { at - 1 } else { at }));
    }

    /// Follows a row that was moved from `from` to `to`.
    pub fn moved(&mut self, from: usize, to: usize) {
        self.shift(|at| Some(index_after_move(at, from, to)));
    }

    /// The index of the cell's error, or as an error the index at which to insert it.
    fn search(&self, row: usize, column: Column) -> Result<usize, usize> {
        self.by_cell.binary_search_by_key(&(row, column), |(cell, _)| *cell)
    }

    fn shift(&mut self, new_row: impl Fn(usize) -> Option<usize>) {
        for ((row, column), cell_error) in std::mem::take(&mut self.by_cell) {
            if let Some(row) = new_row(row) {
                self.put(row, column, Some(cell_error));
            }
        }
    }
}

/// The index of the row at `at` after the one at `from` has moved to `to`.
#[must_use]
pub const fn index_after_move(at: usize, from: usize, to: usize) -> usize {
    if at == from {
        to
    } else if from < at && at <= to {
        at - 1
    } else if to <= at && at < from {
        at + 1
    } else {
        at
    }
}

fn read_name(written: &str) -> Result<Option<String>, ValidationError> {
    if written.is_empty() {
        return Ok(None);
    }
    if written.contains([',', '#', '\n', '\r']) {
        return Err(ValidationError::new("A name has no comma and no #.", "Take it out."));
    }
    Ok(one(&format!("{written}: 1"))?.name)
}

fn read_delay(written: &str) -> Result<Delay, ValidationError> {
    if written.is_empty() {
        return Err(ValidationError::new(
            "A task needs a delay.",
            "Try 2s, or 1s..3s for a random one.",
        ));
    }
    let item = one(written)?;
    if item
        != (Item {
            delay: item.delay.clone(),
            ..Item::of(item.delay.low.clone())
        })
    {
        return Err(ValidationError::new(
            "Here goes the delay alone.",
            format!("Try {}.", item.delay),
        ));
    }
    Ok(item.delay)
}

/// Parses `text` as exactly one item.
fn one(text: &str) -> Result<Item, ValidationError> {
    let written = parse(text).map_err(|errors| {
        let error = errors
            .into_iter()
            .next()
            .expect("an unreadable text has at least one error");
        ValidationError::new(error.what, error.fix)
    })?;
    let mut items = written.list.items.into_iter();
    match (items.next(), items.next()) {
        (Some(item), None) => Ok(item),
        _ => Err(ValidationError::new(
            "Here goes one value.",
            "Take out the comma or the #.",
        )),
    }
}
