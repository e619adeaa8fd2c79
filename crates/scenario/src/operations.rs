//! The operations of a list, looked up by index without expanding it: an item with `x1000000` takes as much memory as one
//! operation.

use super::chance::PreparedDelay;
use super::number::{PyNumber, Quantity};
use super::text::{FailureMode, Item, MOST_TASKS};
use super::time::Micros;
use super::{Operation, Scenario};
use std::borrow::Cow;
use std::sync::Arc;

/// The operations of a scenario, by their indexes, which start at 1. Building it takes as long as there are items; a look
/// takes a binary search among them.
///
/// ```
/// use scenario::{Operations, link};
/// let operations = Operations::of(link::read("tasks=2,users: 1s x999999").scenario);
/// assert_eq!(operations.name(4).as_deref(), Some("users 3"));
/// assert_eq!(operations.len(), 1_000_000);
/// ```
#[derive(Clone, Debug)]
pub struct Operations {
    scenario: Arc<Scenario>,
    items: Vec<PreparedItem>,
    count: u32,
    /// Whether no item is repeated, so that the index of an operation is that of its item, plus one.
    one_each: bool,
}

/// What is computed once for all operations of an item: a written number may be long.
#[derive(Clone, Debug)]
struct PreparedItem {
    /// The index of the last of its operations.
    last: u32,
    delay: PreparedDelay,
    cpu: Micros,
}

/// An upper limit of the bytes that [`Operations`] has for each item of the list, on any machine.
pub const BYTES_OF_AN_ITEM: usize = 48;

impl Operations {
    /// The operations of `scenario`, at most [`MOST_TASKS`].
    #[must_use]
    pub fn of(scenario: impl Into<Arc<Scenario>>) -> Self {
        let scenario = scenario.into();
        let mut count = 0_u32;
        let items = scenario.tasks.items.iter().map(|item| {
            count = count.saturating_add(item.repeat).min(MOST_TASKS as u32);
            PreparedItem {
                last: count,
                delay: PreparedDelay::of(&item.delay),
                cpu: item.cpu.as_ref().map_or(Micros::ZERO, Quantity::micros),
            }
        });
        let items: Vec<PreparedItem> = items.collect();
        Self {
            one_each: scenario.tasks.items.iter().all(|item| item.repeat == 1),
            scenario,
            items,
            count,
        }
    }

    /// The scenario they are of.
    #[must_use]
    pub const fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many items the list has.
    #[must_use]
    pub const fn items(&self) -> usize {
        self.items.len()
    }

    /// The operation at `index`.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<Operation> {
        let (item, number) = self.item(index)?;
        let (delay, as_number) = self.delay(index, 1)?;
        Some(Operation {
            index,
            name: item.name_of(index, number).into_owned(),
            delay,
            number: as_number,
            cpu: self.cpu(index)?,
            failure_mode: item.failure_mode.clone(),
        })
    }

    /// The name of the operation at `index`.
    #[must_use]
    pub fn name(&self, index: u32) -> Option<Cow<'_, str>> {
        let (item, number) = self.item(index)?;
        Some(item.name_of(index, number))
    }

    /// Whether the operation at `index` has this name. Formats nothing.
    #[must_use]
    pub fn is_called(&self, index: u32, name: &str) -> bool {
        self.item(index)
            .is_some_and(|(item, number)| item.is_called(index, number, name))
    }

    /// How long this `attempt`, from 1, of the operation at `index` sleeps, and its delay as the program prints it.
    #[must_use]
    #[inline]
    pub fn delay(&self, index: u32, attempt: u32) -> Option<(Micros, PyNumber)> {
        Some(self.prepared(index)?.delay.draw(self.scenario.seed, index, attempt))
    }

    /// The shortest delay that an attempt of the operation at `index` can draw.
    #[must_use]
    pub fn shortest_delay(&self, index: u32) -> Option<Micros> {
        Some(self.prepared(index)?.delay.shortest())
    }

    /// How long the operation at `index` then holds the thread.
    #[must_use]
    #[inline]
    pub fn cpu(&self, index: u32) -> Option<Micros> {
        Some(self.prepared(index)?.cpu)
    }

    /// Whether this `attempt`, from 1, of the operation at `index` fails by its failure mode.
    #[must_use]
    #[inline]
    pub fn attempt_fails(&self, index: u32, attempt: u32) -> bool {
        let item = self
            .position(index)
            .and_then(|item| self.scenario.tasks.items.get(item));
        item.is_some_and(|item| match &item.failure_mode {
            FailureMode::Succeeds => false,
            failure_mode => failure_mode.fails(self.scenario.seed, index, attempt),
        })
    }

    /// Whether they have the same names and delays as the operations of `other`, as far as a comparison of the lists shows.
    /// False of two lists that give the same operations but are written differently.
    #[must_use]
    pub fn same_list(&self, other: &Self) -> bool {
        let (own, others) = (&self.scenario, &other.scenario);
        Arc::ptr_eq(own, others) || (own.seed == others.seed && own.tasks == others.tasks)
    }

    #[inline]
    fn prepared(&self, index: u32) -> Option<&PreparedItem> {
        self.items.get(self.position(index)?)
    }

    /// The item of the operation, and the number of the operation within it, from 1.
    fn item(&self, index: u32) -> Option<(&Item, u32)> {
        let at = self.position(index)?;
        let before = at.checked_sub(1).and_then(|before| self.items.get(before));
        let number = index - before.map_or(0, |before| before.last);
        Some((self.scenario.tasks.items.get(at)?, number))
    }

    /// The index of its item.
    #[inline]
    fn position(&self, index: u32) -> Option<usize> {
        if index == 0 || index > self.count {
            return None;
        }
        Some(if self.one_each {
            index as usize - 1
        } else {
            self.items.partition_point(|item| item.last < index)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_takes_no_more_than_it_counts_for() {
        assert!(size_of::<PreparedItem>() <= BYTES_OF_AN_ITEM);
    }
}
