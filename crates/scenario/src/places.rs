//! Which operation of a list is of which item, and how it is called. Knows nothing of chance.

use super::text::{Item, TaskList};

/// One operation as a part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its item, from 0.
    pub item: usize,
    /// Which of its item's it is, from 1.
    pub number: u32,
}

impl TaskList {
    /// The operation at `place`, from 1.
    ///
    /// ```
    /// use scenario::{places::Member, text::parse};
    /// let list = parse("1s, 2s x3, 3s").expect("it follows the grammar").list;
    /// assert_eq!(list.member(4), Some(Member { item: 1, number: 3 }));
    /// assert_eq!(list.member(6), None);
    /// ```
    #[must_use]
    pub fn member(&self, place: u32) -> Option<Member> {
        let mut before = 0;
        for (item, written) in self.items.iter().enumerate() {
            if place <= before + written.repeat {
                let number = place - before;
                return (number > 0).then_some(Member { item, number });
            }
            before += written.repeat;
        }
        None
    }

    /// The place of the first operation of an item, from 1; one past the last where the item is the length of the list.
    #[must_use]
    pub fn first_place(&self, item: usize) -> u32 {
        1 + self.items.iter().take(item).map(|item| item.repeat).sum::<u32>()
    }
}

impl Item {
    /// How the `number`th operation of this item is called when it stands at `place`. Both from 1.
    #[must_use]
    pub fn name_of(&self, place: u32, number: u32) -> String {
        match &self.name {
            None => place.to_string(),
            Some(name) if self.repeat == 1 => name.clone(),
            Some(name) => format!("{name} {number}"),
        }
    }
}
