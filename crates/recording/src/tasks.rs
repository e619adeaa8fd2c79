//! The tasks of a recording: names, parents, units and delays. Those of a run in the playground follow from its scenario and
//! take no memory of their own; those that a recorder lists are kept in columns.

use super::TaskId;
use scenario::time::Micros;
use scenario::{Operations, Unit};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// What is known of a task before it does anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskInfo<'a> {
    /// `main`, or the operation's name. Names may repeat; ids do not.
    pub name: Cow<'a, str>,
    /// Who spawns it; `None` for a root, which the playground has one of: main.
    pub parent: Option<TaskId>,
    /// What it runs as; `None` for main, and for a task of another program.
    pub unit: Option<Unit>,
    /// The delay of its first attempt, as drawn; `None` for main, and for a task of another program.
    pub delay: Option<Micros>,
}

/// The tasks of a recording; the index is the [`TaskId`]. In the playground main first, then the operations in list order;
/// of another program any trees of tasks, in the order in which they were made.
///
/// Two are equal if their tasks are, whichever way they are kept.
#[derive(Clone, Default)]
pub struct Tasks(Kept);

/// How they are kept.
#[derive(Clone)]
enum Kept {
    /// Main and the operations of a scenario: the first `len` of them, where a file declares them one by one.
    Planned(PlannedTasks),
    /// One by one.
    Listed(Columns),
}

#[derive(Clone)]
struct PlannedTasks {
    operations: Arc<Operations>,
    unit: Unit,
    len: u32,
}

/// Tasks one by one, column by column.
#[derive(Clone, Default)]
struct Columns {
    /// All names, one behind the other.
    names: String,
    /// Where each name ends.
    ends: Vec<u32>,
    /// [`NOBODY`] for a root.
    parents: Vec<u32>,
    /// [`NO_UNIT`], or the index in [`Unit::ALL`]. Shorter than the others where the rest have none.
    units: Vec<u8>,
    /// [`NO_DELAY`], or microseconds. Shorter than the others where the rest have none.
    delays: Vec<u64>,
}

const MAIN: &str = "main";
const NOBODY: u32 = u32::MAX;
const NO_UNIT: u8 = u8::MAX;
const NO_DELAY: u64 = u64::MAX;

/// What the columns take for a task, beside its name.
pub(crate) const BYTES_IN_COLUMNS: usize = 4 + 4 + 1 + 8;

impl TaskInfo<'_> {
    /// The same, with a name of its own.
    #[must_use]
    pub fn into_owned(self) -> TaskInfo<'static> {
        TaskInfo {
            name: self.name.into_owned().into(),
            parent: self.parent,
            unit: self.unit,
            delay: self.delay,
        }
    }
}

impl Tasks {
    /// Main and these operations. Takes no memory for each.
    #[must_use]
    pub fn planned(operations: Arc<Operations>) -> Self {
        let unit = operations.scenario().runs_as();
        let len = operations.len() as u32 + 1;
        Self(Kept::Planned(PlannedTasks { operations, unit, len }))
    }

    /// The same before a file has declared any of them.
    pub fn undeclared(operations: Arc<Operations>) -> Self {
        let mut all = Self::planned(operations);
        if let Kept::Planned(planned) = &mut all.0 {
            planned.len = 0;
        }
        all
    }

    /// How many there are.
    #[must_use]
    #[inline]
    pub const fn len(&self) -> usize {
        match &self.0 {
            Kept::Planned(planned) => planned.len as usize,
            Kept::Listed(columns) => columns.ends.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is this one.
    #[must_use]
    #[inline]
    pub const fn contains(&self, task: TaskId) -> bool {
        task.index() < self.len()
    }

    /// All that is known of this task. To ask for one thing only, the methods below cost less.
    #[must_use]
    pub fn get(&self, task: TaskId) -> Option<TaskInfo<'_>> {
        Some(TaskInfo {
            name: self.name(task)?,
            parent: self.parent(task),
            unit: self.unit(task),
            delay: self.delay(task),
        })
    }

    /// What this task is called. Borrowed where the list has it as it is; else formatted.
    #[must_use]
    pub fn name(&self, task: TaskId) -> Option<Cow<'_, str>> {
        match &self.0 {
            Kept::Planned(planned) => planned.name(planned.listed(task)?),
            Kept::Listed(columns) => columns.name(task.index()).map(Into::into),
        }
    }

    /// Whether this task has this name. Formats nothing.
    #[must_use]
    pub fn is_called(&self, task: TaskId, name: &str) -> bool {
        match &self.0 {
            Kept::Planned(planned) => planned.listed(task).is_some_and(|task| planned.is_called(task, name)),
            Kept::Listed(columns) => columns.name(task.index()) == Some(name),
        }
    }

    /// Who spawns this task; `None` for a root, and for one that is not listed.
    #[must_use]
    #[inline]
    pub fn parent(&self, task: TaskId) -> Option<TaskId> {
        match &self.0 {
            Kept::Planned(planned) => PlannedTasks::parent(planned.listed(task)?),
            Kept::Listed(columns) => {
                let parent = columns.parents.get(task.index()).copied();
                parent.filter(|&parent| parent != NOBODY).map(TaskId)
            }
        }
    }

    /// What this task runs as, if it is an operation of the playground.
    #[must_use]
    #[inline]
    pub fn unit(&self, task: TaskId) -> Option<Unit> {
        match &self.0 {
            Kept::Planned(planned) => planned.unit(planned.listed(task)?),
            Kept::Listed(columns) => {
                let unit = columns.units.get(task.index())?;
                Unit::ALL.get(usize::from(*unit)).copied()
            }
        }
    }

    /// The delay of the first attempt of this task as drawn, if it is an operation of the playground.
    #[must_use]
    pub fn delay(&self, task: TaskId) -> Option<Micros> {
        match &self.0 {
            Kept::Planned(planned) => planned.delay(planned.listed(task)?),
            Kept::Listed(columns) => {
                let delay = columns.delays.get(task.index()).copied();
                delay.filter(|&delay| delay != NO_DELAY).map(Micros)
            }
        }
    }

    /// The shortest delay that an attempt of this task can have, as far as is known: each draws its own from a range.
    #[must_use]
    pub fn shortest_delay(&self, task: TaskId) -> Option<Micros> {
        match &self.0 {
            Kept::Planned(planned) => planned.shortest_delay(planned.listed(task)?),
            Kept::Listed(_) => self.delay(task),
        }
    }

    /// The ids of all, in their order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TaskId> + ExactSizeIterator + use<> {
        (0..self.len()).map(|index| TaskId(index as u32))
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = TaskInfo<'_>> {
        self.ids().filter_map(|task| self.get(task))
    }

    /// The first one of this name.
    #[must_use]
    pub fn first_called(&self, name: &str) -> Option<TaskId> {
        self.ids().find(|&task| self.is_called(task, name))
    }

    /// Adds a task; its id is the length before. Takes no memory where it is the next one of the scenario.
    pub fn push(&mut self, task: &TaskInfo<'_>) {
        if let Kept::Planned(planned) = &mut self.0 {
            if planned.is_next(task) {
                planned.len += 1;
                return;
            }
            // A file that lists other tasks than its scenario has.
            let mut columns = Columns::default();
            self.iter().for_each(|listed| columns.push(&listed));
            self.0 = Kept::Listed(columns);
        }
        if let Kept::Listed(columns) = &mut self.0 {
            columns.push(task);
        }
    }

    /// What they take by the count of a [`Budget`](super::Budget), beside what is folded for each task.
    pub fn counted(&self) -> u64 {
        match &self.0 {
            Kept::Planned(planned) => {
                let items = planned.operations.items() * scenario::operations::BYTES_OF_AN_ITEM;
                items as u64
            }
            Kept::Listed(columns) => {
                let bytes = columns.ends.len() * BYTES_IN_COLUMNS + columns.names.len();
                2 * bytes as u64
            }
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::Listed(Columns::default())
    }
}

impl PlannedTasks {
    /// This task, if it is declared.
    #[inline]
    fn listed(&self, task: TaskId) -> Option<TaskId> {
        (task.0 < self.len).then_some(task)
    }

    fn name(&self, task: TaskId) -> Option<Cow<'_, str>> {
        match task {
            TaskId::MAIN => Some(MAIN.into()),
            TaskId(index) => self.operations.name(index),
        }
    }

    fn is_called(&self, task: TaskId, name: &str) -> bool {
        match task {
            TaskId::MAIN => name == MAIN,
            TaskId(index) => self.operations.is_called(index, name),
        }
    }

    #[inline]
    fn parent(task: TaskId) -> Option<TaskId> {
        (task != TaskId::MAIN).then_some(TaskId::MAIN)
    }

    #[inline]
    fn unit(&self, task: TaskId) -> Option<Unit> {
        (task != TaskId::MAIN).then_some(self.unit)
    }

    fn shortest_delay(&self, task: TaskId) -> Option<Micros> {
        self.operations.shortest_delay(task.0)
    }

    fn delay(&self, task: TaskId) -> Option<Micros> {
        self.operations.delay(task.0, 1).map(|(delay, _)| delay)
    }

    /// Whether this is the first task that is not declared yet.
    fn is_next(&self, task: &TaskInfo<'_>) -> bool {
        let next = TaskId(self.len);
        next.index() <= self.operations.len()
            && self.is_called(next, &task.name)
            && (Self::parent(next), self.unit(next), self.delay(next)) == (task.parent, task.unit, task.delay)
    }
}

impl Columns {
    fn name(&self, index: usize) -> Option<&str> {
        let until = *self.ends.get(index)?;
        let from = match index {
            0 => 0,
            _ => *self.ends.get(index - 1)?,
        };
        self.names.get(from as usize..until as usize)
    }

    fn push(&mut self, task: &TaskInfo<'_>) {
        let index = self.ends.len();
        self.names.push_str(&task.name);
        // Behind 4 GB there are no names.
        self.ends.push(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.parents.push(task.parent.map_or(NOBODY, |parent| parent.0));
        if let Some(unit) = task.unit {
            self.units.resize(index, NO_UNIT);
            let unit = Unit::ALL.iter().position(|&one| one == unit);
            self.units.push(unit.map_or(NO_UNIT, |unit| unit as u8));
        }
        if let Some(delay) = task.delay {
            self.delays.resize(index, NO_DELAY);
            self.delays.push(delay.0);
        }
    }
}

impl PartialEq for Tasks {
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        if let (Kept::Planned(one), Kept::Planned(two)) = (&self.0, &other.0)
            && one.unit == two.unit
            && one.operations.same_list(&two.operations)
        {
            return true;
        }
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> FromIterator<TaskInfo<'a>> for Tasks {
    fn from_iter<T: IntoIterator<Item = TaskInfo<'a>>>(tasks: T) -> Self {
        let mut made = Self::default();
        for task in tasks {
            made.push(&task);
        }
        made
    }
}
