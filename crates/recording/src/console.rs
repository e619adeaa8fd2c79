//! The events that printed a line: the index of the console. Folded from the trace as it grows.

use super::lanes::as_u32;
use super::lists::Ascending;
use super::{Event, EventKind, TaskId, Trace};
use scenario::time::Micros;

/// The printed lines of a trace, up to the last folded event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Console {
    /// The indexes of the events that printed a line, in [`Trace::events`].
    printed: Ascending,
}

/// A printed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleLine<'a> {
    /// When it was printed.
    pub at: Micros,
    /// The task that printed it; `None` for a line printed outside of tasks.
    pub task: Option<TaskId>,
    /// The line.
    pub text: &'a str,
}

impl Console {
    /// Folds one more event.
    pub(super) fn fold(&mut self, index: usize, event: &Event) {
        if matches!(event.kind, EventKind::Printed { .. }) {
            self.printed.push(as_u32(index));
        }
    }

    /// The number of lines.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.printed.len()
    }

    /// Whether nothing was printed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.printed.len() == 0
    }

    /// The number of lines printed by the first `events` events of the trace.
    #[must_use]
    pub fn lines_after(&self, events: usize) -> usize {
        self.printed.count_below(events)
    }

    /// The line with this index, from 0.
    #[must_use]
    pub fn line<'a>(&self, trace: &'a Trace, number: usize) -> Option<ConsoleLine<'a>> {
        let event = trace.events.get(self.printed.get(number)? as usize)?;
        match &event.kind {
            EventKind::Printed { text } => Some(ConsoleLine {
                at: event.at,
                task: event.task,
                text,
            }),
            _ => None,
        }
    }
}
