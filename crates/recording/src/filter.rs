//! The events of a record that a filter lets through, searched a part at a time while the record grows.

use crate::{Event, TaskId, Trace};

/// Which events are listed. The default lets all through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Only those of this task.
    pub task: Option<TaskId>,
    /// Only those of this kind, by its name.
    pub kind: Option<&'static str>,
}

/// The indexes of the events that a filter lets through, as far as the record has been searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilteredEvents {
    filter: EventFilter,
    searched: usize,
    indexes: Vec<u32>,
}

impl EventFilter {
    /// Whether it lets every event through.
    #[must_use]
    pub fn lets_all(self) -> bool {
        self == Self::default()
    }

    /// Whether it lets this event through.
    #[must_use]
    pub fn lets(self, event: &Event) -> bool {
        self.task.is_none_or(|task| event.task == Some(task)) && self.kind.is_none_or(|kind| event.kind.name() == kind)
    }
}

impl FilteredEvents {
    /// Nothing is searched yet. For another record or another filter, start anew.
    #[must_use]
    pub const fn new(filter: EventFilter) -> Self {
        Self {
            filter,
            searched: 0,
            indexes: Vec::new(),
        }
    }

    /// The filter.
    #[must_use]
    pub const fn filter(&self) -> EventFilter {
        self.filter
    }

    /// Searches at most `most` events more. Whether all of them are searched.
    pub fn extend(&mut self, trace: &Trace, most: usize) -> bool {
        let until = trace.events.len().min(self.searched.saturating_add(most));
        for (index, event) in (self.searched..until).zip(trace.events.range(self.searched..until)) {
            if self.filter.lets(&event) {
                self.indexes.extend(u32::try_from(index));
            }
        }
        self.searched = self.searched.max(until);
        self.searched == trace.events.len()
    }

    /// How many are found.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.indexes.len()
    }

    /// Whether none is found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.indexes.is_empty()
    }

    /// The event in this row, as its index in [`Trace::events`].
    #[must_use]
    pub fn event(&self, row: usize) -> Option<usize> {
        self.indexes.get(row).map(|&index| index as usize)
    }

    /// How many of those found are among the first `events` events of the record.
    #[must_use]
    pub fn count_before(&self, events: usize) -> usize {
        self.indexes.partition_point(|&index| (index as usize) < events)
    }
}
