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

/// The tone of a printed line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineTone {
    /// A line of any task, or of a program whose lines have no known meaning.
    Plain,
    /// The result that main of the playground prints.
    Result,
    /// The failure that main of the playground prints.
    Failed,
}

impl LineTone {
    /// The word for the style sheet.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Result => "result",
            Self::Failed => "failed",
        }
    }
}

impl ConsoleLine<'_> {
    /// Its tone. In the playground main prints its result; of another program the meaning of a line is unknown.
    #[must_use]
    pub fn tone(&self, trace: &Trace) -> LineTone {
        let by_main = trace.scenario().is_some() && self.task.is_some_and(|task| trace.is_root(task));
        match by_main {
            true if self.text.starts_with("Failed") => LineTone::Failed,
            true => LineTone::Result,
            false => LineTone::Plain,
        }
    }
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
