//! Stable sorts that are compiled once.
//!
//! The sorts of the standard library are compiled for every type and order, about 4 KB of wasm each. These sort the indexes
//! of the items through one function, so that a further call costs a comparison and the moves. Lists of plain numbers that
//! may be long are sorted by the standard library.

use std::cmp::Ordering;

/// Sorts by a comparison. Items that are equal stay in their order.
///
/// ```
/// let mut words = ["delay", "cpu", "task", "rate"];
/// scenario::sort::by(&mut words, |one, other| one.len().cmp(&other.len()));
/// assert_eq!(words, ["cpu", "task", "rate", "delay"]);
/// ```
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut order = sorted_indexes(items.len(), &|one, other| compare(&items[one], &items[other]));
    // Each cycle of the permutation once; an entry that is its own index is in place.
    for start in 0..order.len() {
        let mut to = start;
        loop {
            let from = std::mem::replace(&mut order[to], to);
            if from == start {
                break;
            }
            items.swap(to, from);
            to = from;
        }
    }
}

/// Sorts by a key. Items with equal keys stay in their order.
///
/// ```
/// let mut pairs = [(2, "b"), (1, "c"), (2, "a")];
/// scenario::sort::by_key(&mut pairs, |pair| pair.0);
/// assert_eq!(pairs, [(1, "c"), (2, "b"), (2, "a")]);
/// ```
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts a list of ids or indexes a slice at a time, so that a million of them do not block the page: runs of [`RUN`], which
/// are then merged in pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlicedSort {
    items: Vec<u32>,
    merged: Vec<u32>,
    stage: SortStage,
}

/// The length of the runs that are sorted at once.
pub const RUN: usize = 4_096;

#[derive(Clone, Debug, PartialEq, Eq)]
enum SortStage {
    /// Runs before this position are sorted.
    Runs(usize),
    /// Runs of this length are being merged in pairs; the two heads.
    Merging {
        run: usize,
        left: usize,
        right: usize,
    },
    Sorted,
}

impl Default for SortStage {
    fn default() -> Self {
        Self::Runs(0)
    }
}

impl SlicedSort {
    /// Nothing of the list is sorted yet.
    #[must_use]
    pub fn new(items: Vec<u32>) -> Self {
        Self {
            items,
            ..Self::default()
        }
    }

    /// The list; sorted once it is.
    #[must_use]
    pub fn into_items(self) -> Vec<u32> {
        self.items
    }

    /// Whether the list is sorted.
    #[must_use]
    pub fn is_sorted(&self) -> bool {
        self.stage == SortStage::Sorted
    }

    /// Does about `most` steps (a step is an entry compared or moved), or sorts one run. How many steps it took. Entries that
    /// are equal have no order among themselves.
    pub fn step(&mut self, compare: &dyn Fn(u32, u32) -> Ordering, most: usize) -> usize {
        match self.stage {
            SortStage::Runs(from) => {
                let until = self.items.len().min(from.saturating_add(RUN));
                if let Some(run) = self.items.get_mut(from..until) {
                    by(run, |&one, &other| compare(one, other));
                }
                self.stage = match until == self.items.len() {
                    false => SortStage::Runs(until),
                    true if until <= RUN => SortStage::Sorted,
                    true => {
                        self.merged.reserve_exact(self.items.len());
                        SortStage::Merging {
                            run: RUN,
                            left: 0,
                            right: RUN,
                        }
                    }
                };
                // A run takes about twelve comparisons an entry.
                (until - from) * 12
            }
            SortStage::Merging { run, left, right } => {
                let steps = most.min(RUN);
                self.merge(run, (left, right), steps, compare);
                steps
            }
            SortStage::Sorted => most,
        }
    }

    /// Moves at most `most` entries from two neighbouring runs to the output.
    fn merge(
        &mut self,
        run: usize,
        (mut left, mut right): (usize, usize),
        most: usize,
        compare: &dyn Fn(u32, u32) -> Ordering,
    ) {
        let len = self.items.len();
        for _ in 0..most {
            // The pair of runs that the next entry of the output belongs to.
            let pair = self.merged.len() / (2 * run) * (2 * run);
            let (middle, end) = ((pair + run).min(len), (pair + 2 * run).min(len));
            let first = self.items.get(left).copied().filter(|_| left < middle);
            let second = self.items.get(right).copied().filter(|_| right < end);
            let takes_first = match (first, second) {
                (Some(first), Some(second)) => compare(second, first).is_ge(),
                (Some(_), None) => true,
                (None, _) => false,
            };
            let Some(next) = (if takes_first { first } else { second }) else {
                break;
            };
            self.merged.push(next);
            if takes_first {
                left += 1;
            } else {
                right += 1;
            }
            if self.merged.len() == end {
                (left, right) = (end, (end + run).min(len));
            }
        }
        self.stage = SortStage::Merging { run, left, right };
        if self.merged.len() == len {
            std::mem::swap(&mut self.items, &mut self.merged);
            self.merged.clear();
            let run = run * 2;
            self.stage = if run >= len {
                self.merged = Vec::new();
                SortStage::Sorted
            } else {
                SortStage::Merging {
                    run,
                    left: 0,
                    right: run,
                }
            };
        }
    }
}

#[inline(never)]
fn sorted_indexes(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..length).collect();
    indexes.sort_unstable_by(|&one, &other| compare(one, other).then(one.cmp(&other)));
    indexes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the standard library's stable sort, over random lists with many equal keys.
    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut random = 7_u32;
        let mut draw = move |below: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 8) % below
        };
        for length in (0..70).chain([500, 5_000]) {
            for keys in [1, 2, 7, 1_000] {
                let list: Vec<(u32, usize)> = (0..length).map(|index| (draw(keys), index)).collect();
                let (mut sorted, mut expected) = (list.clone(), list);
                by_key(&mut sorted, |item| item.0);
                expected.sort_by_key(|item| item.0);
                assert_eq!(sorted, expected);
            }
        }
    }

    /// A list is the same whatever the slices are, and none is much longer than asked for.
    #[test]
    fn a_list_is_sorted_in_slices() {
        for length in [0, 1, 2, RUN, RUN + 1, 3 * RUN, 5 * RUN + 17] {
            let items: Vec<u32> = (0..length)
                .map(|index| (index as u32).wrapping_mul(2_654_435_761))
                .collect();
            let mut expected = items.clone();
            expected.sort_unstable_by(|one, other| other.cmp(one));
            let mut sort = SlicedSort::new(items);
            while !sort.is_sorted() {
                assert!(sort.step(&|one, other| other.cmp(&one), 1_000) <= RUN * 12);
            }
            assert_eq!(sort.into_items(), expected);
        }
    }
}
