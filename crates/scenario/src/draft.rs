//! The text of the task list as the person writes it, and edits that change only as much of it as necessary: comments
//! and layout are kept. Knows no editor and no undo history.

use super::text::{self, Item, ParseError, TaskList, WrittenList};
use std::ops::Range;

/// A task list while it is edited.
///
/// Every edit returns whether it was made. It is rejected if the text cannot be read, if the index is out of range, or
/// if the edited text would not parse to the edited list: a name with a comma, a list of over a million tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    text: String,
    // Parsed from the last text that could be read.
    written: WrittenList,
    errors: Vec<ParseError>,
}

impl Draft {
    /// A draft of this text, valid or not.
    pub fn new(text: impl Into<String>) -> Self {
        let mut draft = Self::default();
        draft.set_text(text.into());
        draft
    }

    /// The text as the person has written it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The list of the last text that could be read; empty if there was none.
    #[must_use]
    pub const fn list(&self) -> &TaskList {
        &self.written.list
    }

    /// The errors in the text, in its order.
    #[must_use]
    pub fn errors(&self) -> &[ParseError] {
        &self.errors
    }

    /// Whether the text can be read, so that the list is up to date.
    #[must_use]
    pub fn readable(&self) -> bool {
        self.errors.is_empty()
    }

    /// The byte range of each item in the text; empty while the text cannot be read.
    #[must_use]
    pub fn spans(&self) -> &[Range<usize>] {
        if self.readable() { &self.written.spans } else { &[] }
    }

    /// Replaces the text. The list changes only if the text can be read.
    pub fn set_text(&mut self, text: String) {
        match text::parse(&text) {
            Ok(written) => {
                self.written = written;
                self.errors.clear();
            }
            Err(errors) => self.errors = errors,
        }
        self.text = text;
    }

    /// Replaces an item.
    pub fn set_item(&mut self, index: usize, item: Item) -> bool {
        if !self.has(index) {
            return false;
        }
        let item = with_tidy_name(item);
        let text = self
            .layout()
            .replaced(self.written.spans[index].clone(), &item.to_string());
        let mut list = self.written.list.clone();
        list.items[index] = item;
        self.take_edit(text, &list)
    }

    /// Inserts an item before the one at `index`, or after the last if `index` is the length. It gets a line of its own
    /// if the items of the text have lines of their own, else a comma.
    pub fn insert(&mut self, index: usize, item: Item) -> bool {
        if !self.readable() || index > self.written.spans.len() {
            return false;
        }
        let item = with_tidy_name(item);
        let text = self.layout().inserted(index, &item.to_string());
        let mut list = self.written.list.clone();
        list.items.insert(index, item);
        self.take_edit(text, &list)
    }

    /// Inserts a copy of an item after it.
    pub fn duplicate(&mut self, index: usize) -> bool {
        self.has(index) && self.insert(index + 1, self.written.list.items[index].clone())
    }

    /// Removes an item and its separator. A comment on its line stays.
    pub fn remove(&mut self, index: usize) -> bool {
        if !self.has(index) {
            return false;
        }
        let text = self.layout().removed(index);
        let mut list = self.written.list.clone();
        list.items.remove(index);
        self.take_edit(text, &list)
    }

    /// Moves an item to the index `to`; those in between move up or down. If each has a line of its own, the comment on
    /// the line moves with the item, else only the items change.
    pub fn move_item(&mut self, from: usize, to: usize) -> bool {
        if !self.has(from) || !self.has(to) {
            return false;
        }
        let text = self.layout().moved(from, to);
        let mut list = self.written.list.clone();
        let item = list.items.remove(from);
        list.items.insert(to, item);
        self.take_edit(text, &list)
    }

    fn has(&self, index: usize) -> bool {
        index < self.spans().len()
    }

    fn layout(&self) -> Layout<'_> {
        Layout {
            text: &self.text,
            spans: &self.written.spans,
        }
    }

    /// Takes over the edited text if it parses to exactly the edited list.
    fn take_edit(&mut self, text: String, meant: &TaskList) -> bool {
        match text::parse(&text) {
            Ok(written) if written.list == *meant => {
                self.written = written;
                self.text = text;
                true
            }
            _ => false,
        }
    }
}

/// Trims the name; an empty name becomes none.
fn with_tidy_name(mut item: Item) -> Item {
    item.name = item
        .name
        .map(|name| text::trimmed(&name).to_owned())
        .filter(|name| !name.is_empty());
    item
}

/// A readable text and the spans of its items.
///
/// ```text
///   users: 2s, orders: 1s   # a comment ⏎
///   ├───────┤  ├────────┤                   spans
///   ├──────────────────────────────────┤    line
/// ```
struct Layout<'a> {
    text: &'a str,
    spans: &'a [Range<usize>],
}

impl Layout<'_> {
    fn replaced(&self, range: Range<usize>, with: &str) -> String {
        [&self.text[..range.start], with, &self.text[range.end..]].concat()
    }

    fn inserted(&self, index: usize, item: &str) -> String {
        if self.spans.is_empty() {
            let last_line = &self.text[self.line_start(self.text.len())..];
            let line_end = if last_line.contains('#') {
                self.line_end_mark()
            } else {
                ""
            };
            return [self.text, line_end, item].concat();
        }
        let Some(before) = index.checked_sub(1) else {
            let first = self.spans[0].start;
            let indent = &self.text[self.line_start(first)..first];
            let separator = if self.in_lines(0, 1) && indent.trim().is_empty() {
                [self.line_end_mark(), indent].concat()
            } else {
                ", ".to_owned()
            };
            return self.replaced(first..first, &[item, &separator].concat());
        };
        let end = self.spans[before].end;
        let last_on_its_line = !self.shares_line(before, index);
        let in_lines = if index < self.spans.len() {
            last_on_its_line
        } else {
            self.in_lines(before.saturating_sub(1), before)
        };
        if in_lines && last_on_its_line {
            let line = self.line_of(before);
            let lead = &self.text[line.start..];
            let indent = &lead[..lead.len() - lead.trim_start_matches([' ', '\t']).len()];
            self.replaced(line.end..line.end, &[self.line_end_mark(), indent, item].concat())
        } else {
            self.replaced(end..end, &[", ", item].concat())
        }
    }

    fn removed(&self, index: usize) -> String {
        let span = self.spans[index].clone();
        if self.shares_line(index, index + 1) {
            return self.replaced(span.start..self.spans[index + 1].start, "");
        }
        if let Some(before) = index.checked_sub(1)
            && self.shares_line(before, index)
        {
            return self.replaced(self.spans[before].end..span.end, "");
        }
        let line = self.line_of(index);
        if let Some(comment) = self.text[span.end..line.end].find('#') {
            return self.replaced(span.start..span.end + comment, "");
        }
        let behind = &self.text[line.end..];
        if !behind.is_empty() {
            let mark = if behind.starts_with("\r\n") { 2 } else { 1 };
            return self.replaced(line.start..line.end + mark, "");
        }
        let before = &self.text[..line.start];
        let kept = before
            .strip_suffix("\r\n")
            .or_else(|| before.strip_suffix(['\n', '\r']))
            .unwrap_or(before);
        kept.to_owned()
    }

    fn moved(&self, from: usize, to: usize) -> String {
        let (first, last) = (from.min(to), from.max(to));
        let alone = (first..=last).all(|index| {
            let shares_before = index
                .checked_sub(1)
                .is_some_and(|before| self.shares_line(before, index));
            !shares_before && !self.shares_line(index, index + 1)
        });
        let ranges: Vec<Range<usize>> = (first..=last)
            .map(|index| {
                if alone {
                    self.line_of(index)
                } else {
                    self.spans[index].clone()
                }
            })
            .collect();
        let mut contents: Vec<&str> = ranges.iter().map(|range| &self.text[range.clone()]).collect();
        let content = contents.remove(from - first);
        contents.insert(to - first, content);

        let mut moved = String::with_capacity(self.text.len());
        let mut end = 0;
        for (range, content) in ranges.iter().zip(contents) {
            moved.push_str(&self.text[end..range.start]);
            moved.push_str(content);
            end = range.end;
        }
        moved.push_str(&self.text[end..]);
        moved
    }

    /// Whether the items of a list with these two neighbours have lines of their own. For a single item, decides by its
    /// text.
    fn in_lines(&self, one: usize, next: usize) -> bool {
        if one < next && next < self.spans.len() {
            !self.shares_line(one, next)
        } else {
            self.text.contains(['\n', '\r'])
        }
    }

    /// Whether two neighbours are on the same line.
    fn shares_line(&self, one: usize, next: usize) -> bool {
        self.spans
            .get(next)
            .is_some_and(|next| !self.text[self.spans[one].end..next.start].contains(['\n', '\r']))
    }

    /// The line of an item, without its line break.
    fn line_of(&self, index: usize) -> Range<usize> {
        let span = &self.spans[index];
        let end = self.text[span.end..]
            .find(['\n', '\r'])
            .map_or(self.text.len(), |length| span.end + length);
        self.line_start(span.start)..end
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind(['\n', '\r']).map_or(0, |mark| mark + 1)
    }

    /// The line break of this text.
    fn line_end_mark(&self) -> &'static str {
        if self.text.contains("\r\n") {
            "\r\n"
        } else if self.text.contains('\r') && !self.text.contains('\n') {
            "\r"
        } else {
            "\n"
        }
    }
}
