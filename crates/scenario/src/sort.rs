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
}
