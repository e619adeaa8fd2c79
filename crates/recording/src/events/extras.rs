//! Data that few events have besides their kind: lines, stacks, lists. Stored by event index, so that rows without it
//! take no space.

use super::{Events, TextTable};
use crate::{ResourceId, SourceLine, StackId, TaskId};

/// The data of an event besides its [`EventKind`](crate::EventKind).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra<'a> {
    /// The line of the program: of a spawn, a printed line, a failure, a request to cancel, a stuck task.
    pub line: Option<SourceLine>,
    /// Of the time of a poll on a virtual clock, what the program computed: measured by the processor's time, and not the
    /// same at every run. In microseconds; at the end of the poll.
    pub measured: Option<u32>,
    /// Where the task waits, at the end of a poll.
    pub stack: Option<StackId>,
    /// The resource it waits for, at the end of a poll.
    pub res: Option<ResourceId>,
    /// The tasks it waits for, at the end of a poll; of a deadlock, the tasks that wait.
    pub tasks: Vec<TaskId>,
    /// The messages of an exception group's members.
    pub of: Vec<&'a str>,
    /// How a task was spawned: `create-task`, `gather`.
    pub via: Option<&'a str>,
    /// A word that this version does not know, where the trace file permits any word: who woke a task, why events are
    /// missing.
    pub word: Option<&'a str>,
    /// The stream that a line was printed to, if it is not the program's usual one: `stderr`.
    pub stream: Option<&'a str>,
}

impl Extra<'_> {
    /// Whether it has no data.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The extra data of all events of a recording, in order.
#[derive(Clone, Default)]
pub struct Extras {
    rows: Vec<ExtraRow>,
    /// The lists, one after another: numbers of tasks or of texts.
    lists: Vec<u32>,
}

#[derive(Clone, Copy)]
struct ExtraRow {
    event: u32,
    what: ExtraKind,
}

#[derive(Clone, Copy)]
enum ExtraKind {
    Line(SourceLine),
    Measured(u32),
    Stack(StackId),
    Res(ResourceId),
    Tasks { from: u32, len: u32 },
    Of { from: u32, len: u32 },
    Via(u32),
    Word(u32),
    Stream(u32),
}

impl Extras {
    pub fn push(&mut self, event: usize, extra: &Extra<'_>, texts: &mut TextTable) {
        let Ok(event) = u32::try_from(event) else { return };
        let mut row = |what| self.rows.push(ExtraRow { event, what });
        if let Some(line) = extra.line {
            row(ExtraKind::Line(line));
        }
        if let Some(measured) = extra.measured {
            row(ExtraKind::Measured(measured));
        }
        if let Some(stack) = extra.stack {
            row(ExtraKind::Stack(stack));
        }
        if let Some(res) = extra.res {
            row(ExtraKind::Res(res));
        }
        if !extra.tasks.is_empty() {
            let from = self.lists.len() as u32;
            self.lists.extend(extra.tasks.iter().map(|task| task.0));
            let len = extra.tasks.len() as u32;
            row(ExtraKind::Tasks { from, len });
        }
        if !extra.of.is_empty() {
            let from = self.lists.len() as u32;
            self.lists.extend(extra.of.iter().map(|text| texts.number(text)));
            let len = extra.of.len() as u32;
            row(ExtraKind::Of { from, len });
        }
        if let Some(via) = extra.via {
            row(ExtraKind::Via(texts.number(via)));
        }
        if let Some(word) = extra.word {
            row(ExtraKind::Word(texts.number(word)));
        }
        if let Some(stream) = extra.stream {
            row(ExtraKind::Stream(texts.number(stream)));
        }
    }

    /// Drops the data of this event and later ones.
    pub fn truncate(&mut self, event: usize) {
        let kept = self.rows.partition_point(|row| (row.event as usize) < event);
        let first_list = self.rows[kept..].iter().find_map(|row| match row.what {
            ExtraKind::Tasks { from, .. } | ExtraKind::Of { from, .. } => Some(from),
            _ => None,
        });
        if let Some(from) = first_list {
            self.lists.truncate(from as usize);
        }
        self.rows.truncate(kept);
    }

    /// The bytes that the budget counts: rows and lists, including the spare room of vectors that double.
    pub const fn counted(&self) -> usize {
        2 * (self.rows.len() * size_of::<ExtraRow>() + self.lists.len() * size_of::<u32>())
    }

    fn of(&self, event: usize) -> &[ExtraRow] {
        let from = self.rows.partition_point(|row| (row.event as usize) < event);
        let own = self.rows[from..].iter().take_while(|row| row.event as usize == event);
        &self.rows[from..from + own.count()]
    }
}

impl Events {
    /// The data of the event with this index besides its kind. Costs a binary search among the events that have such
    /// data.
    #[must_use]
    pub fn extra(&self, index: usize) -> Extra<'_> {
        let mut extra = Extra::default();
        for row in self.extras.of(index) {
            let list = |from: u32, len: u32| {
                let from = from as usize;
                self.extras.lists.get(from..from + len as usize).unwrap_or_default()
            };
            match row.what {
                ExtraKind::Line(line) => extra.line = Some(line),
                ExtraKind::Measured(measured) => extra.measured = Some(measured),
                ExtraKind::Stack(stack) => extra.stack = Some(stack),
                ExtraKind::Res(res) => extra.res = Some(res),
                ExtraKind::Tasks { from, len } => {
                    extra.tasks = list(from, len).iter().map(|&task| TaskId(task)).collect()
                }
                ExtraKind::Of { from, len } => {
                    extra.of = list(from, len).iter().map(|&text| self.texts.text(text)).collect();
                }
                ExtraKind::Via(text) => extra.via = Some(self.texts.text(text)),
                ExtraKind::Word(text) => extra.word = Some(self.texts.text(text)),
                ExtraKind::Stream(text) => extra.stream = Some(self.texts.text(text)),
            }
        }
        extra
    }

    /// The indexes of all events that have extra data, in order.
    pub(super) fn with_extras(&self) -> impl Iterator<Item = usize> {
        let rows = &self.extras.rows;
        let mut last = None;
        rows.iter().filter_map(move |row| {
            let new = last != Some(row.event);
            last = Some(row.event);
            new.then_some(row.event as usize)
        })
    }
}
