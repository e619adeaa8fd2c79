//! Which tasks a table lists, in which order: sorted by a column, filtered by state, name and duration. Worked out in
//! slices, so that a table of a million tasks can be sorted without blocking the page.

use super::{Statistics, TaskRow};
use crate::{State, TaskId, Trace, WaitFamily};
use scenario::number::float;
use scenario::sort::{RUN, SlicedSort};
use scenario::time::Micros;
use std::cmp::Ordering;
use std::ops::Range;

/// A column that the table can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortColumn {
    /// The order in which the tasks were made.
    #[default]
    Index,
    /// By name, letters without regard to case, numbers in names by value. Tasks without a name keep their order.
    Name,
    /// By state, in the order of a task's life.
    State,
    /// By the moment of the spawn.
    Start,
    /// By the moment of the end.
    End,
    /// By the number of attempts.
    Attempts,
    /// By the time waited for a permit or another resource.
    WaitedForSlot,
    /// By the time from its slot to its end, or to now.
    RunningTime,
    /// By the time being polled.
    HeldLoop,
    /// By the time from spawn to end, or to now.
    Duration,
    /// By how much later than predicted it ended.
    Deviation,
    /// By what it returned or its error says: numbers by value, then texts as names. Without a result it is last.
    Result,
}

/// The direction of the order. Tasks without a value in the column come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

/// The states that a filter can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateFilter {
    /// Spawned and not ended.
    NotEnded,
    /// Waiting for a permit or another resource.
    WaitingForSlot,
    /// Finished.
    Finished,
    /// Failed, timed out included.
    Failed,
    /// Failed because the timeout of the last attempt had passed.
    TimedOut,
    /// Started more than one attempt.
    Retried,
    /// Cancelled.
    Cancelled,
}

/// What a table asks for. The default lists all tasks in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListingRequest {
    /// The column to sort by.
    pub column: SortColumn,
    /// The direction.
    pub direction: Direction,
    /// Only tasks in this state that count as work ([`Trace::is_work`]).
    pub state: Option<StateFilter>,
    /// Only tasks whose label contains this, without regard to case; empty for all.
    pub name: String,
    /// Only tasks that finished or failed after a duration in this range (end included), as the histogram counts them.
    pub duration: Option<(Micros, Micros)>,
}

/// The tasks of a table in their order, worked out in slices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    request: ListingRequest,
    needle: String,
    stage: Stage,
    /// What is found; in order once that is complete.
    found: Vec<u32>,
    /// What is found, while it is sorted.
    sort: SlicedSort,
    /// The keys of all tasks, for the columns that are numbers.
    keys: Vec<u64>,
    /// The keys of all tasks, for the columns of their names and results.
    texts: TextKeys,
}

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    /// Tasks before this index have been looked at.
    Filtering(usize),
    Sorting,
    Done,
}

impl Default for Stage {
    fn default() -> Self {
        Self::Filtering(0)
    }
}

impl ListingRequest {
    /// Whether it lists all tasks in the order in which they were made, so that no list is needed.
    #[must_use]
    pub fn lists_all_in_order(&self) -> bool {
        *self == Self::default()
    }
}

impl Listing {
    /// Nothing is worked out yet.
    #[must_use]
    pub fn new(request: ListingRequest) -> Self {
        Self {
            needle: request.name.trim().to_lowercase(),
            request,
            ..Self::default()
        }
    }

    /// What was asked for.
    #[must_use]
    pub const fn request(&self) -> &ListingRequest {
        &self.request
    }

    /// Does about `most` steps (a step is a task filtered or moved). Whether the listing is complete. `statistics` must stay
    /// the same until then; `now` is the moment they are read at; `deviation` is how much later than predicted a task
    /// ended, in microseconds, negative for earlier.
    pub fn advance(
        &mut self,
        trace: &Trace,
        statistics: &Statistics,
        now: Micros,
        deviation: impl Fn(TaskId) -> Option<i64>,
        most: usize,
    ) -> bool {
        let mut left = most;
        while left > 0 && self.stage != Stage::Done {
            left = left.saturating_sub(self.step(trace, statistics, now, &deviation, left));
        }
        self.stage == Stage::Done
    }

    /// Whether the listing is complete.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.stage == Stage::Done
    }

    /// How many tasks are listed, once it is complete.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether no task is listed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The task in this row.
    #[must_use]
    pub fn task(&self, row: usize) -> Option<TaskId> {
        self.found.get(row).copied().map(TaskId)
    }

    /// The row of this task, by looking through all rows.
    #[must_use]
    pub fn row_of(&self, task: TaskId) -> Option<usize> {
        self.found.iter().position(|&listed| listed == task.0)
    }

    /// One part of the work. How many steps it took.
    fn step(
        &mut self,
        trace: &Trace,
        statistics: &Statistics,
        now: Micros,
        deviation: &impl Fn(TaskId) -> Option<i64>,
        most: usize,
    ) -> usize {
        match self.stage {
            Stage::Filtering(from) => {
                let until = statistics.len().min(from.saturating_add(most.min(RUN)));
                self.filter(trace, statistics, now, deviation, from..until);
                let in_order =
                    self.request.column == SortColumn::Index && self.request.direction == Direction::Ascending;
                self.stage = match until == statistics.len() {
                    false => Stage::Filtering(until),
                    true if in_order => Stage::Done,
                    true => {
                        self.sort = SlicedSort::new(std::mem::take(&mut self.found));
                        Stage::Sorting
                    }
                };
                until - from
            }
            Stage::Sorting => {
                let mut sort = std::mem::take(&mut self.sort);
                let steps = sort.step(&|first, second| self.order(first, second), most);
                if sort.is_sorted() {
                    self.found = sort.into_items();
                    self.stage = Stage::Done;
                } else {
                    self.sort = sort;
                }
                steps
            }
            Stage::Done => most,
        }
    }

    fn filter(
        &mut self,
        trace: &Trace,
        statistics: &Statistics,
        now: Micros,
        deviation: &impl Fn(TaskId) -> Option<i64>,
        tasks: Range<usize>,
    ) {
        let rows = statistics.tasks.get(tasks.clone()).unwrap_or_default();
        for (task, row) in tasks.zip(rows) {
            let id = TaskId::from_index(task);
            if self.lets(trace, id, row) {
                self.found.push(id.0);
            }
            let column = self.request.column;
            if column == SortColumn::Name {
                self.texts.push_name(&trace.name(id).unwrap_or_default());
            } else if column == SortColumn::Result {
                self.texts.push_result(row.result(trace));
            } else if column != SortColumn::Index {
                let value = match column {
                    SortColumn::Deviation => deviation(id).map(|by| by.abs_diff(i64::MIN)),
                    _ => number(row, column, now),
                };
                self.keys.push(key(value, self.request.direction));
            }
        }
    }

    fn lets(&self, trace: &Trace, task: TaskId, row: &TaskRow) -> bool {
        // A state lists what its count counts.
        let in_state = self
            .request
            .state
            .is_none_or(|state| state.lets(row) && trace.is_work(task));
        let named = || {
            let label = || trace.label(task).unwrap_or_default().to_lowercase();
            self.needle.is_empty() || label().contains(&self.needle)
        };
        let lasted = || {
            self.request.duration.is_none_or(|(from, until)| {
                let ended = matches!(row.state, State::Finished | State::Failed);
                let duration = row.since.since(row.spawned.unwrap_or(row.since));
                ended && trace.is_work(task) && (from..=until).contains(&duration)
            })
        };
        in_state && lasted() && named()
    }

    fn key(&self, task: u32) -> u64 {
        match self.request.column {
            // Only the descending order of the indexes is sorted at all.
            SortColumn::Index => u64::from(u32::MAX - task),
            _ => self.keys.get(task as usize).copied().unwrap_or(u64::MAX),
        }
    }

    fn by_text(&self, first: u32, second: u32) -> Ordering {
        let (one, other) = (self.texts.get(first), self.texts.get(second));
        let order = (one, first).cmp(&(other, second));
        let directed = match self.request.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        };
        (one == TextKeys::NONE).cmp(&(other == TextKeys::NONE)).then(directed)
    }

    /// The order of two tasks.
    fn order(&self, first: u32, second: u32) -> Ordering {
        if self.request.column.is_text() {
            self.by_text(first, second)
        } else {
            (self.key(first), first).cmp(&(self.key(second), second))
        }
    }
}

impl SortColumn {
    /// Whether it is sorted as text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Name | Self::Result)
    }
}

impl StateFilter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Finished,
        Self::Failed,
        Self::TimedOut,
        Self::Retried,
        Self::Cancelled,
        Self::NotEnded,
        Self::WaitingForSlot,
    ];

    fn lets(self, row: &TaskRow) -> bool {
        match self {
            Self::NotEnded => row.state != State::Created && !row.state.ended(),
            Self::WaitingForSlot => {
                matches!(row.state, State::Waiting(on) if on.is_resource())
            }
            Self::Finished => row.state == State::Finished,
            Self::Failed => row.state == State::Failed,
            Self::TimedOut => row.timed_out(),
            Self::Retried => row.attempts > 1,
            Self::Cancelled => row.state == State::Cancelled,
        }
    }
}

/// The value of a task in this column; `None` where it has none yet.
fn number(row: &TaskRow, column: SortColumn, now: Micros) -> Option<u64> {
    let figures = row.figures(now);
    match column {
        SortColumn::Index | SortColumn::Name | SortColumn::Deviation | SortColumn::Result => None,
        SortColumn::State => Some(order_of(figures.state)),
        SortColumn::Start => figures.spawned.map(|at| at.0),
        SortColumn::End => figures.ended.map(|at| at.0),
        SortColumn::Attempts => figures.spawned.map(|_| u64::from(figures.attempts)),
        SortColumn::WaitedForSlot => figures.spawned.map(|_| figures.waited_for_slot.0),
        SortColumn::RunningTime => figures.running_time(now).map(|length| length.0),
        SortColumn::HeldLoop => figures.spawned.map(|_| figures.held_loop.0),
        SortColumn::Duration => figures.duration(now).map(|length| length.0),
    }
}

/// The value of a number as Python prints it: `2.5`, `-3`, `1e-05`.
fn number_in(text: &str) -> Option<f64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |digits| (-1.0, digits));
    let (decimal, exponent) = match digits.split_once('e') {
        Some((decimal, exponent)) => (decimal, exponent.parse().ok()?),
        None => (digits, 0),
    };
    let points = decimal.bytes().filter(|byte| *byte == b'.').count();
    let only_digits = decimal.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
    (only_digits && points <= 1 && decimal.len() > points).then(|| sign * float(decimal, exponent))
}

/// The order of a task's life.
const fn order_of(state: State) -> u64 {
    match state {
        State::Created => 0,
        State::Spawned | State::Ready => 1,
        State::Running | State::RunningWoken => 2,
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer => 3,
            WaitFamily::Backoff => 4,
            WaitFamily::Permit | WaitFamily::Resource => 5,
            WaitFamily::Awaited => 6,
        },
        State::Finished => 7,
        State::Failed => 8,
        State::Cancelled => 9,
        State::Destroyed => 10,
    }
}

/// A number that sorts ascending in the direction asked for; tasks without a value sort last in both.
fn key(value: Option<u64>, direction: Direction) -> u64 {
    match (value, direction) {
        (None, _) => u64::MAX,
        (Some(value), Direction::Ascending) => value.min(u64::MAX - 1),
        (Some(value), Direction::Descending) => (u64::MAX - 1) - value.min(u64::MAX - 1),
    }
}

/// The name or the result of each task as bytes, which compare as people sort names: without regard to case, and `task 9` before `task 10`.
/// In one buffer, so that a table of a million tasks is sorted without an allocation for each comparison.
#[derive(Clone, Debug, Default, PartialEq)]
struct TextKeys {
    bytes: Vec<u8>,
    /// Where the key of each task ends.
    ends: Vec<usize>,
}

impl TextKeys {
    /// Before a number, which sorts before text.
    const NUMBER: u8 = 1;
    /// Before a result that is text: after all numbers.
    const TEXT: u8 = 2;
    /// The key of a task without a result, which no other key equals.
    const NONE: &[u8] = &[u8::MAX];
    /// More letters of a result make no difference: main's has those of all tasks.
    const MOST_LETTERS: usize = 64;

    /// Appends the key of the next task's result. A number becomes [`Self::NUMBER`] and eight bytes in its order.
    fn push_result(&mut self, result: Option<&str>) {
        let Some(result) = result else {
            self.bytes.extend_from_slice(Self::NONE);
            return self.ends.push(self.bytes.len());
        };
        if let Some(number) = number_in(result) {
            let bits = number.to_bits();
            let ordered = if number.is_sign_negative() {
                !bits
            } else {
                bits | 1 << 63
            };
            self.bytes.push(Self::NUMBER);
            self.bytes.extend(ordered.to_be_bytes());
            return self.ends.push(self.bytes.len());
        }
        self.bytes.push(Self::TEXT);
        let end = result
            .char_indices()
            .nth(Self::MOST_LETTERS)
            .map_or(result.len(), |(end, _)| end);
        self.push_name(&result[..end]);
    }

    /// Appends the key of the next task. A number in it becomes [`Self::NUMBER`], how many digits it has without leading
    /// zeros, and these digits.
    fn push_name(&mut self, name: &str) {
        let name = name.to_lowercase();
        let mut rest = &*name;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let end = rest
                .find(|letter: char| letter.is_ascii_digit() != digits)
                .unwrap_or(rest.len());
            let (part, behind) = rest.split_at(end);
            let part = if digits {
                let significant = part.trim_start_matches('0');
                let count = u8::try_from(significant.len()).unwrap_or(u8::MAX);
                self.bytes.extend([Self::NUMBER, count]);
                significant
            } else {
                part
            };
            self.bytes.extend_from_slice(part.as_bytes());
            rest = behind;
        }
        self.ends.push(self.bytes.len());
    }

    fn get(&self, task: u32) -> &[u8] {
        let index = task as usize;
        let from = index.checked_sub(1).and_then(|before| self.ends.get(before));
        let range = from.copied().unwrap_or_default()..self.ends.get(index).copied().unwrap_or_default();
        self.bytes.get(range).unwrap_or_default()
    }
}
