//! Maps operations of the list to their items, and names them. Knows nothing of chance.

use super::text::{Item, TaskList};
use std::borrow::Cow;

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
    pub fn first_index(&self, item: usize) -> u32 {
        1 + self.items.iter().take(item).map(|item| item.repeat).sum::<u32>()
    }
}

/// A longer list is not searched for a name.
const MOST_SEARCHED: usize = 10_000;

impl TaskList {
    /// The operation called `name`: the one at `index` (from 1), or else the only one of this name in a list of up to
    /// 10,000 items.
    ///
    /// ```
    /// use scenario::{members::Member, text::parse};
    /// let list = parse("a: 1s, b: 2s x3").expect("it follows the grammar").list;
    /// assert_eq!(list.member_called("b 2", 3), Some(Member { item: 1, number: 2 }));
    /// assert_eq!(list.member_called("b 2", 1), Some(Member { item: 1, number: 2 }));
    /// assert_eq!(list.member_called("c", 1), None);
    /// ```
    #[must_use]
    pub fn member_called(&self, name: &str, index: u32) -> Option<Member> {
        self.member_called_at(name, index)
            .or_else(|| self.only_member_called(name))
    }

    /// The operation at `index` (from 1), if it is called `name`.
    #[must_use]
    pub fn member_called_at(&self, name: &str, index: u32) -> Option<Member> {
        let member = self.member(index)?;
        let item = self.items.get(member.item)?;
        item.is_called(index, member.number, name).then_some(member)
    }

    fn only_member_called(&self, name: &str) -> Option<Member> {
        if self.items.len() > MOST_SEARCHED {
            return None;
        }
        let mut found = self.items.iter().enumerate().filter_map(|(item, written)| {
            let rest = name.strip_prefix(written.name.as_deref()?)?;
            let number = match (written.repeat, rest) {
                (1, "") => 1,
                (1, _) => return None,
                (repeat, rest) => rest
                    .strip_prefix(' ')?
                    .parse()
                    .ok()
                    .filter(|number| (1..=repeat).contains(number))?,
            };
            Some(Member { item, number })
        });
        let member = found.next()?;
        found.next().is_none().then_some(member)
    }

    /// The gap between items that is nearest to a position in the list, counted in operations from 0: the index of the item
    /// after it, and the position of the gap. Position 0 is that of main, so that the first gap is at 1.
    #[must_use]
    pub fn nearest_gap(&self, position: f64) -> (usize, usize) {
        let mut gap = (0, 1);
        let mut next = 1;
        for (item, written) in self.items.iter().enumerate() {
            next += written.repeat as usize;
            if (next as f64 - position).abs() > (gap.1 as f64 - position).abs() {
                break;
            }
            gap = (item + 1, next);
        }
        gap
    }
}

impl Item {
    /// The name of the operation that is the `number`th of this item and has this `index` in the list, both from 1.
    #[must_use]
    pub fn name_of(&self, index: u32, number: u32) -> Cow<'_, str> {
        match &self.name {
            None => index.to_string().into(),
            Some(name) if self.repeat == 1 => name.into(),
            Some(name) => format!("{name} {number}").into(),
        }
    }

    /// Whether that operation has this name. Formats nothing.
    #[must_use]
    pub fn is_called(&self, index: u32, number: u32, name: &str) -> bool {
        match &self.name {
            None => is_number(name, index),
            Some(own) if self.repeat == 1 => own == name,
            Some(own) => {
                let rest = name.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix(' '));
                rest.is_some_and(|rest| is_number(rest, number))
            }
        }
    }
}

/// Whether `text` is this number, written as it is displayed.
fn is_number(text: &str, number: u32) -> bool {
    let canonical = !text.starts_with(['0', '+']) || text == "0";
    canonical && text.parse() == Ok(number)
}
