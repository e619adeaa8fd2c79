//! Filters the events of a recording, a slice at a time while the recording grows.

use crate::{Event, TaskId, Trace};

/// Which events are listed. The default lists all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// List only events of this task.
    pub task: Option<TaskId>,
    /// List only events of this kind, by its name.
    pub kind: Option<&'static str>,
}

/// The indexes of the events that a filter lists, as far as the recording has been searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilteredEvents {
    filter: EventFilter,
    searched: usize,
    indexes: Vec<u32>,
}

impl EventFilter {
    /// Whether the filter lists every event.
    #[must_use]
    pub fn lets_all(self) -> bool {
        self == Self::default()
    }

    /// Whether the filter lists this event.
    #[must_use]
    pub fn lets(self, event: &Event) -> bool {
        self.task.is_none_or(|task| event.task == Some(task)) && self.kind.is_none_or(|kind| event.kind.name() == kind)
    }
}

impl FilteredEvents {
    /// An empty list. For another recording or another filter, create a new one.
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

    /// Searches at most `most` further events. Returns whether all events are searched.
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

    /// The number of events found.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.indexes.len()
    }

    /// Whether no event is found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.indexes.is_empty()
    }

    /// The event in this row, as its index in [`Trace::events`].
    #[must_use]
    pub fn event(&self, row: usize) -> Option<usize> {
        self.indexes.get(row).map(|&index| index as usize)
    }

    /// The number of found events among the first `events` of the recording.
    #[must_use]
    pub fn count_before(&self, events: usize) -> usize {
        self.indexes.partition_point(|&index| (index as usize) < events)
    }
}
