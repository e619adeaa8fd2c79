//! Long lists of numbers that grow with a recording: in pieces that are never copied to grow, and in few bytes.

use super::Events;
use std::fmt;
use std::ops::Range;

/// Entries of a piece: enough that its own cost does not count, few enough that one that is begun wastes little.
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
            // The first piece grows with its list: most are short. A list that has filled one fills the next.
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

    /// The same, to be changed.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.pieces.get_mut(index / PIECE)?.get_mut(index % PIECE)
    }

    /// The last entry, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.pieces.last_mut()?.last_mut()
    }
}

/// Numbers that never fall, two bytes each: the indexes of events of one sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ascending {
    /// The low halves.
    lows: Pieces<u16>,
    /// For each high half that has been reached: how many numbers have a lower one.
    starts: Vec<u32>,
    last: u32,
}

impl Ascending {
    /// Appends a number. One that is below the last counts as that.
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

    /// The one at this place in the list.
    pub fn get(&self, place: usize) -> Option<u32> {
        let low = self.lows.get(place)?;
        let high = self.starts.partition_point(|&start| start as usize <= place) - 1;
        Some((high as u32) << 16 | u32::from(low))
    }

    /// How many are below `bound`.
    pub fn count_below(&self, bound: usize) -> usize {
        let high = bound >> 16;
        let Some(&start) = self.starts.get(high) else {
            return self.len();
        };
        let behind = self.starts.get(high + 1).map_or(self.len(), |&start| start as usize);
        let low = bound as u16;
        partition_point(start as usize..behind, |place| {
            self.lows.get(place).is_some_and(|here| here < low)
        })
    }
}

/// The first place of a range at which `before` is no longer true; it must be true up to there, and false from there on.
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

/// Things of one sort in the order of a recording, as a slice gives them: a recording's, made from its events when they
/// are read, or ones that were given.
pub struct Series<'a, T> {
    source: SeriesSource<'a, T>,
    from: usize,
    behind: usize,
}

enum SeriesSource<'a, T> {
    Given(&'a [T]),
    Recorded(&'a dyn ReadAt<T>, &'a Events),
}

/// What makes the things of a [`Series`] from the events of its recording.
pub trait ReadAt<T> {
    /// The one at this place.
    fn read_at(&self, events: &Events, place: usize) -> Option<T>;
}

impl<'a, T: Copy> Series<'a, T> {
    pub(super) fn recorded(list: &'a dyn ReadAt<T>, events: &'a Events, range: Range<usize>) -> Self {
        Self {
            source: SeriesSource::Recorded(list, events),
            from: range.start,
            behind: range.end.max(range.start),
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.behind - self.from
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.behind == self.from
    }

    /// The one at this place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<T> {
        let place = self.from + place;
        if place >= self.behind {
            return None;
        }
        match self.source {
            SeriesSource::Given(given) => given.get(place).copied(),
            SeriesSource::Recorded(list, events) => list.read_at(events, place),
        }
    }

    /// The first.
    #[must_use]
    pub fn first(&self) -> Option<T> {
        self.get(0)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + use<'a, T> {
        let all = *self;
        (0..all.len()).filter_map(move |place| all.get(place))
    }

    /// How many come before the first for which `before` is not true; it must be true up to there, and false from there on.
    #[must_use]
    pub fn partition_point(&self, mut before: impl FnMut(&T) -> bool) -> usize {
        partition_point(0..self.len(), |place| self.get(place).is_some_and(|it| before(&it)))
    }

    /// Those at these places.
    #[must_use]
    pub fn slice(&self, places: Range<usize>) -> Self {
        let behind = (self.from + places.end).min(self.behind);
        Self {
            source: self.source,
            from: (self.from + places.start).min(behind),
            behind,
        }
    }
}

impl<'a, T> From<&'a [T]> for Series<'a, T> {
    fn from(given: &'a [T]) -> Self {
        Self {
            source: SeriesSource::Given(given),
            from: 0,
            behind: given.len(),
        }
    }
}

impl<'a, T> From<&'a Vec<T>> for Series<'a, T> {
    fn from(given: &'a Vec<T>) -> Self {
        given.as_slice().into()
    }
}

impl<T> Default for Series<'_, T> {
    fn default() -> Self {
        Self {
            source: SeriesSource::Given(&[]),
            from: 0,
            behind: 0,
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

/// What stands for an index that is not there.
const NONE: u32 = u32::MAX;

/// An event's index for each task that has one. Takes no room while no task has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerTask(Vec<u32>);

impl PerTask {
    /// Makes room for so many tasks.
    pub fn make_room(&mut self, tasks: usize) {
        grow(&mut self.0, tasks, NONE);
    }

    /// This task's.
    pub fn get(&self, task: usize) -> Option<u32> {
        self.0.get(task).copied().filter(|&event| event != NONE)
    }

    /// Notes it for this task, one of so many.
    pub fn set(&mut self, task: usize, tasks: usize, event: Option<u32>) {
        if self.0.len() <= task {
            self.make_room(tasks.max(task + 1));
        }
        if let Some(own) = self.0.get_mut(task) {
            *own = event.unwrap_or(NONE);
        }
    }
}

/// Lengthens a list for each task: at once to what is needed when it is made, as most recordings list their tasks first.
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
    fn numbers_that_rise_are_found_by_place_and_by_size() {
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
        assert!((0..numbers.len()).all(|place| list.get(place) == Some(numbers[place])));
        let bounds = (0..numbers.len()).step_by(37).flat_map(|place| {
            let number = numbers[place] as usize;
            [number.saturating_sub(1), number, number + 1, number + 65_536]
        });
        for bound in bounds {
            let expected = numbers.partition_point(|&number| (number as usize) < bound);
            assert_eq!(list.count_below(bound), expected, "{bound}");
        }
        assert_eq!(Ascending::default().count_below(5), 0);
    }
}
