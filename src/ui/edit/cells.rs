//! The table's cells as text: what each shows of an item, and what typing into it makes of the item. Knows the grammar by
//! asking the parser, so that a cell accepts what the text accepts.

use scenario::text::{Delay, Percent, parse};
use scenario::validation_error::ValidationError;
use scenario::{FailureMode, Item};

/// A cell that is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The name.
    Name,
    /// How many of it, `×N`.
    Repeat,
    /// The delay.
    Delay,
    /// The computing after it.
    Cpu,
    /// The number of a failure mode: attempts or a percentage.
    Count,
}

impl Column {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 5] = [Self::Name, Self::Repeat, Self::Delay, Self::Cpu, Self::Count];

    /// The word in element ids.
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

/// What the cell shows. Empty where there is nothing to show.
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
/// Says what is wrong with the text and what would be right.
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

/// The one thing that can be wrong with a list whose items are right.
#[must_use]
pub fn too_many() -> ValidationError {
    ValidationError::new(
        "The list would have more than 1,000,000 tasks.",
        "Try a smaller number.",
    )
}

/// The four sorts of failure mode, as offered. `FailureMode` with its number left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureModeKind {
    /// No attempt fails.
    Succeeds,
    /// Every attempt fails.
    Fails,
    /// The first so many fail.
    FailsFirst,
    /// Each fails with a chance.
    FailsByChance,
}

impl FailureModeKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Succeeds, Self::Fails, Self::FailsFirst, Self::FailsByChance];

    /// The sort of this failure mode.
    #[must_use]
    pub const fn of(failure_mode: &FailureMode) -> Self {
        match failure_mode {
            FailureMode::Succeeds => Self::Succeeds,
            FailureMode::Fails => Self::Fails,
            FailureMode::FailsFirst(_) => Self::FailsFirst,
            FailureMode::FailsByChance(_) => Self::FailsByChance,
        }
    }

    /// What the list of choices says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Succeeds => "ok",
            Self::Fails => "fails",
            Self::FailsFirst => "fails first N",
            Self::FailsByChance => "fails N %",
        }
    }

    /// What the row says, where there is little room.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Succeeds => "ok",
            Self::Fails => "fails",
            Self::FailsFirst => "first",
            Self::FailsByChance => "",
        }
    }

    /// A failure mode of this sort: one attempt, or an even chance, where a number is needed.
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

/// What is typed in a cell and cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// As typed.
    pub text: String,
    /// What is wrong with it, and what would be right.
    pub validation_error: ValidationError,
}

/// The errors of a table, by row and column. They move with their rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellErrors {
    // In the order of rows and columns. There are as many as a person types wrong and leaves: a handful.
    by_cell: Vec<(Cell, CellError)>,
}

/// A cell: row and column.
type Cell = (usize, Column);

impl CellErrors {
    /// Whether every cell can be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_cell.is_empty()
    }

    /// The error in a cell.
    #[must_use]
    pub fn get(&self, row: usize, column: Column) -> Option<&CellError> {
        self.place(row, column).ok().map(|place| &self.by_cell[place].1)
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

    /// Notes a error, or that there is none any more.
    pub fn put(&mut self, row: usize, column: Column, cell_error: Option<CellError>) {
        match (self.place(row, column), cell_error) {
            (Ok(place), Some(cell_error)) => self.by_cell[place].1 = cell_error,
            (Ok(place), None) => drop(self.by_cell.remove(place)),
            (Err(place), Some(cell_error)) => self.by_cell.insert(place, ((row, column), cell_error)),
            (Err(_), None) => {}
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.by_cell.clear();
    }

    /// A row came in at `row`.
    pub fn inserted(&mut self, row: usize) {
        self.shift(|at| Some(if at >= row { at + 1 } else { at }));
    }

    /// The row went.
    pub fn removed(&mut self, row: usize) {
        self.shift(|at| (at != row).then_some(if at > row { at - 1 } else { at }));
    }

    /// The row went from `from` to `to`.
    pub fn moved(&mut self, from: usize, to: usize) {
        self.shift(|at| Some(place_after_move(at, from, to)));
    }

    /// Where the cell's error is, or where it would go in.
    fn place(&self, row: usize, column: Column) -> Result<usize, usize> {
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

/// Where the row at `at` stands when the one at `from` has gone to `to`.
#[must_use]
pub const fn place_after_move(at: usize, from: usize, to: usize) -> usize {
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

/// The one item that `text` means; anything else is refused.
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
