//! Compact lists of numbers that grow with a recording, in pieces that are never copied to grow.

use super::Events;
use std::fmt;
use std::ops::Range;

/// Entries in a piece: so many that its overhead is negligible, so few that a partly filled one wastes little memory.
const PIECE: usize = 1 << 14;

/// A list that grows by whole pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces<T> {
    pieces: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            len: 0,
        }
    }
}

impl<T: Copy> Pieces<T> {
    /// Appends an entry.
    pub fn push(&mut self, entry: T) {
        if self.len.is_multiple_of(PIECE) {
            // The first piece starts empty, because most lists are short.
            let room = if self.len == 0 { 0 } else { PIECE };
            self.pieces.push(Vec::with_capacity(room));
        }
        if let Some(last) = self.pieces.last_mut() {
            last.push(entry);
            self.len += 1;
        }
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// The entry with this index.
    pub fn get(&self, index: usize) -> Option<T> {
        self.pieces.get(index / PIECE)?.get(index % PIECE).copied()
    }

    /// The entry with this index, mutably.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.pieces.get_mut(index / PIECE)?.get_mut(index % PIECE)
    }

    /// The last entry, mutably.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.pieces.last_mut()?.last_mut()
    }
}

/// Ascending numbers, equal ones included, in two bytes each: the indexes of events of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ascending {
    /// The low 16 bits of each number.
    lows: Pieces<u16>,
    /// For each value of the high 16 bits up to the last number's: how many numbers have lower high bits.
    starts: Vec<u32>,
    last: u32,
}

impl Ascending {
    /// Appends a number. A number below the last one is stored as the last one.
    pub fn push(&mut self, number: u32) {
        let number = number.max(self.last);
        self.last = number;
        let high = (number >> 16) as usize;
        while self.starts.len() <= high {
            self.starts.push(self.lows.len() as u32);
        }
        self.lows.push(number as u16);
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.lows.len()
    }

    /// The number with this index in the list.
    pub fn get(&self, index: usize) -> Option<u32> {
        let low = self.lows.get(index)?;
        let high = self.starts.partition_point(|&start| start as usize <= index) - 1;
        Some((high as u32) << 16 | u32::from(low))
    }

    /// How many are below `bound`.
    pub fn count_below(&self, bound: usize) -> usize {
        let high = bound >> 16;
        let Some(&start) = self.starts.get(high) else {
            return self.len();
        };
        let end = self.starts.get(high + 1).map_or(self.len(), |&start| start as usize);
        let low = bound as u16;
        partition_point(start as usize..end, |index| {
            self.lows.get(index).is_some_and(|here| here < low)
        })
    }
}

/// The first index of a range for which `before` is false; it must be true for all indexes before, and false from there on.
pub fn partition_point(range: Range<usize>, mut before: impl FnMut(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end.max(range.start));
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A read-only sequence in the order of a recording: entries computed from its events when they are read, or a slice.
pub struct Series<'a, T> {
    source: SeriesSource<'a, T>,
    from: usize,
    end: usize,
}

enum SeriesSource<'a, T> {
    Slice(&'a [T]),
    Recorded(&'a dyn ReadAt<T>, &'a Events),
}

/// Computes the entries of a [`Series`] from the events of a recording.
pub trait ReadAt<T> {
    /// The entry with this index.
    fn read_at(&self, events: &Events, index: usize) -> Option<T>;
}

impl<'a, T: Copy> Series<'a, T> {
    pub(super) fn recorded(list: &'a dyn ReadAt<T>, events: &'a Events, range: Range<usize>) -> Self {
        Self {
            source: SeriesSource::Recorded(list, events),
            from: range.start,
            end: range.end.max(range.start),
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.end - self.from
    }

    /// Whether there are no entries.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.end == self.from
    }

    /// The entry with this index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<T> {
        let index = self.from + index;
        if index >= self.end {
            return None;
        }
        match self.source {
            SeriesSource::Slice(slice) => slice.get(index).copied(),
            SeriesSource::Recorded(list, events) => list.read_at(events, index),
        }
    }

    /// The first entry.
    #[must_use]
    pub fn first(&self) -> Option<T> {
        self.get(0)
    }

    /// All entries, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + use<'a, T> {
        let all = *self;
        (0..all.len()).filter_map(move |index| all.get(index))
    }

    /// How many entries come before the first for which `before` is false; it must be false for all entries after that.
    #[must_use]
    pub fn partition_point(&self, mut before: impl FnMut(&T) -> bool) -> usize {
        partition_point(0..self.len(), |index| self.get(index).is_some_and(|it| before(&it)))
    }

    /// The entries with these indexes.
    #[must_use]
    pub fn slice(&self, indexes: Range<usize>) -> Self {
        let end = (self.from + indexes.end).min(self.end);
        Self {
            source: self.source,
            from: (self.from + indexes.start).min(end),
            end,
        }
    }
}

impl<'a, T> From<&'a [T]> for Series<'a, T> {
    fn from(slice: &'a [T]) -> Self {
        Self {
            source: SeriesSource::Slice(slice),
            from: 0,
            end: slice.len(),
        }
    }
}

impl<'a, T> From<&'a Vec<T>> for Series<'a, T> {
    fn from(slice: &'a Vec<T>) -> Self {
        slice.as_slice().into()
    }
}

impl<T> Default for Series<'_, T> {
    fn default() -> Self {
        Self {
            source: SeriesSource::Slice(&[]),
            from: 0,
            end: 0,
        }
    }
}

impl<T> Clone for Series<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Series<'_, T> {}

impl<T> Clone for SeriesSource<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for SeriesSource<'_, T> {}

impl<T: Copy + fmt::Debug> fmt::Debug for Series<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Copy + PartialEq> PartialEq for Series<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

/// Marks a task without an event.
const NONE: u32 = u32::MAX;

/// The index of an event for each task that has one. Takes no memory while no task has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerTask(Vec<u32>);

impl PerTask {
    /// Extends the list to this number of tasks.
    pub fn make_room(&mut self, tasks: usize) {
        grow(&mut self.0, tasks, NONE);
    }

    /// The event of this task.
    pub fn get(&self, task: usize) -> Option<u32> {
        self.0.get(task).copied().filter(|&event| event != NONE)
    }

    /// Sets the event of this task. `tasks` is the number of all tasks, for which memory is reserved at once.
    pub fn set(&mut self, task: usize, tasks: usize, event: Option<u32>) {
        if self.0.len() <= task {
            self.make_room(tasks.max(task + 1));
        }
        if let Some(own) = self.0.get_mut(task) {
            *own = event.unwrap_or(NONE);
        }
    }
}

/// Extends a list with an entry for each task. An empty list reserves exactly this length, because most recordings list their
/// tasks first.
pub fn grow<T: Clone>(list: &mut Vec<T>, tasks: usize, entry: T) {
    if list.len() < tasks {
        if list.is_empty() {
            list.reserve_exact(tasks);
        }
        list.resize(tasks, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_pieces_reads_as_it_was_written() {
        let mut pieces = Pieces::default();
        for entry in 0..40_000_u32 {
            pieces.push(entry * 3);
        }
        assert_eq!(pieces.len(), 40_000);
        assert!((0..40_000).all(|index| pieces.get(index) == Some(index as u32 * 3)));
        assert_eq!(pieces.get(40_000), None);
    }

    #[test]
    fn ascending_numbers_are_found_by_index_and_by_value() {
        // Close together, far apart, and twice the same.
        let numbers: Vec<u32> = (0..50_000_u32)
            .map(|index| index * 7 + index / 1_000 * 90_000 + u32::from(index % 3 == 0))
            .chain([u32::MAX - 1, u32::MAX - 1])
            .collect();
        let mut list = Ascending::default();
        for &number in &numbers {
            list.push(number);
        }
        assert_eq!(list.len(), numbers.len());
        assert!((0..numbers.len()).all(|index| list.get(index) == Some(numbers[index])));
        let bounds = (0..numbers.len()).step_by(37).flat_map(|index| {
            let number = numbers[index] as usize;
            [number.saturating_sub(1), number, number + 1, number + 65_536]
        });
        for bound in bounds {
            let expected = numbers.partition_point(|&number| (number as usize) < bound);
            assert_eq!(list.count_below(bound), expected, "{bound}");
        }
        assert_eq!(Ascending::default().count_below(5), 0);
    }
}
