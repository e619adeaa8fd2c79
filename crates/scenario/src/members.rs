//! Maps operations of the list to their items, and names them. Knows nothing of chance.

use super::text::{Item, TaskList};

/// The item of an operation, and its number within the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The index of the item, from 0.
    pub item: usize,
    /// The number of the operation within its item, from 1.
    pub number: u32,
}

impl TaskList {
    /// The item of the operation at `index`, from 1.
    ///
    /// ```
    /// use scenario::{members::Member, text::parse};
    /// let list = parse("1s, 2s x3, 3s").expect("it follows the grammar").list;
    /// assert_eq!(list.member(4), Some(Member { item: 1, number: 3 }));
    /// assert_eq!(list.member(6), None);
    /// ```
    #[must_use]
    pub fn member(&self, index: u32) -> Option<Member> {
        let mut before = 0;
        for (item, written) in self.items.iter().enumerate() {
            if index <= before + written.repeat {
                let number = index - before;
                return (number > 0).then_some(Member { item, number });
            }
            before += written.repeat;
        }
        None
    }

    /// The index of the first operation of an item, from 1. For an item past the end, one more than the last operation.
    #[must_use]
    pub fn first_place(&self, item: usize) -> u32 {
        1 + self.items.iter().take(item).map(|item| item.repeat).sum::<u32>()
    }
}

impl Item {
    /// The name of the operation that is the `number`th of this item and has this `index` in the list, both from 1.
    #[must_use]
    pub fn name_of(&self, index: u32, number: u32) -> String {
        match &self.name {
            None => index.to_string(),
            Some(name) if self.repeat == 1 => name.clone(),
            Some(name) => format!("{name} {number}"),
        }
    }
}
