//! Which events printed a line: the index the Console reads. Folded from the trace as it grows.

use super::lanes::place;
use super::lists::Ascending;
use super::{Event, EventKind, TaskId, Trace};
use scenario::time::Micros;

/// The printed lines of a trace, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Console {
    /// The events that printed, as their places in [`Trace::events`].
    printed: Ascending,
}

/// One line, with what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleLine<'a> {
    /// When it was printed.
    pub at: Micros,
    /// By whom; `None` for what was printed outside of tasks.
    pub task: Option<TaskId>,
    /// The line itself.
    pub text: &'a str,
}

impl Console {
    /// Folds one event more.
    pub(super) fn fold(&mut self, index: usize, event: &Event) {
        if matches!(event.kind, EventKind::Printed { .. }) {
            self.printed.push(place(index));
        }
    }

    /// How many lines there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.printed.len()
    }

    /// Whether nothing was printed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.printed.len() == 0
    }

    /// How many lines had been printed when the first `events` events of the trace had happened.
    #[must_use]
    pub fn lines_after(&self, events: usize) -> usize {
        self.printed.count_below(events)
    }

    /// The line with this number, from 0.
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
