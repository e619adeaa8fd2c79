//! The states of many tasks at once: neighbours in the list are grouped into at most 32 rows, and the run is divided into
//! at most 1,024 buckets. Folded from the trace as it grows; reading it costs the same for any number of tasks and events.
//!
//! ```text
//!   tasks  1 to 40   ▁▂▅███▇▅▂▁     how many of them wait for a timer, in each bucket: a mean
//!   tasks 41 to 80       ▁▂▅███▇    and how many wait for a permit, run or have ended
//!                     ╵     ╵       a failure is never averaged away
//! ```
//!
//! A task that changes its state changes two numbers of its row: how many tasks enter or leave a state in the bucket, and
//! for how much of the bucket. The rest follows when it is read. When a run becomes longer than the buckets reach, two
//! neighbours are merged into one; when it gets more tasks than the rows hold, so are two rows.
//!
//! A timer that was served late moved its task twice: from waiting to overdue when it was due, and on when it was served. Both
//! are known when the wait ends.

use super::{EventKind, State, TaskId, TimerKind, Trace, WaitFamily};
use scenario::time::Micros;

/// The most rows: at 6 px each, they are as high as eight lanes.
pub const MOST_ROWS: usize = 32;
/// The number of buckets; after the first merge at least half of them are in use.
const BUCKETS: usize = 1_024;
/// The length of the first buckets, as a power of two: about a millisecond, the resolution of timers in browsers.
const SHORTEST_LOG2: u32 = 10;
/// The number of groups of states.
const GROUPS: usize = 5;
/// The deadline of a task that waits for no timer.
const NEVER: Micros = Micros(u64::MAX);
/// The row of a task that is in none.
const NO_ROW: u32 = u32::MAX;

/// A group of states that is drawn alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateGroup {
    /// Waiting for a timer or for what the task awaits.
    Waiting,
    /// Waiting for a permit, or something else that others hold.
    Blocked,
    /// Being polled, or ready to be.
    Busy,
    /// Ended, in whatever way.
    Ended,
    /// Waiting for a timer that is due and has not been served.
    Overdue,
}

impl StateGroup {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; GROUPS] = [Self::Waiting, Self::Blocked, Self::Busy, Self::Ended, Self::Overdue];

    /// The group of a state whose timer, if it waits for one, is not due yet; `None` before the task is spawned.
    #[must_use]
    pub const fn of(state: State) -> Option<Self> {
        Some(match state {
            State::Created => return None,
            State::Waiting(on) => match on.family() {
                WaitFamily::Permit | WaitFamily::Resource => Self::Blocked,
                WaitFamily::Timer | WaitFamily::Awaited | WaitFamily::Backoff => Self::Waiting,
            },
            State::Spawned | State::Ready | State::Running | State::RunningWoken => Self::Busy,
            State::Finished | State::Failed | State::Cancelled | State::Destroyed => Self::Ended,
        })
    }
}

/// The states of all tasks but main and other roots, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateGrid {
    tasks: Vec<TaskNow>,
    rows: Vec<Row>,
    /// The number of tasks in a row, as a factor of two.
    tasks_log2: u32,
    /// The tasks whose descendants are a row each, if rows are not groups of neighbours.
    groups: Vec<TaskId>,
    /// The row of each task, or [`NO_ROW`]; empty if rows are groups of neighbours.
    row_of: Vec<u32>,
    length_log2: u32,
    folded: usize,
    /// Whether waits that the end of the recording cut off have been counted.
    ended: bool,
}

/// A task after the last event folded.
#[derive(Clone, Copy, Debug, PartialEq)]
struct TaskNow {
    state: State,
    /// When the timer is due that it has set since its last wait, [`NEVER`] if it set none.
    due: Micros,
}

impl Default for TaskNow {
    fn default() -> Self {
        Self {
            state: State::default(),
            due: NEVER,
        }
    }
}

/// What a row shows of a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GridCell {
    /// When the bucket begins.
    pub from: Micros,
    /// When it ends, or the end of the run if that is earlier.
    pub to: Micros,
    /// The mean share of the row's tasks in each group, in the order of [`StateGroup::ALL`], each from 0 to 1.
    pub shares: [f64; GROUPS],
    /// Whether a task failed in it.
    pub failed: bool,
    /// Whether a task was cancelled or thrown away in it.
    pub cancelled: bool,
}

/// How many tasks of a row are in each group at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts {
    /// The time: that of all events before it.
    pub at: Micros,
    /// The tasks, in the order of [`StateGroup::ALL`].
    pub tasks: [usize; GROUPS],
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    /// The number of its tasks that have a parent.
    tasks: u32,
    /// The buckets up to the last one in which something changed.
    buckets: Vec<StateChanges>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct StateChanges {
    /// How many more tasks are in each group at its end than at its start.
    entered: [i32; GROUPS],
    /// The microseconds in each group within it, of those that entered; negative for those that left.
    area: [i64; GROUPS],
    failed: bool,
    cancelled: bool,
}

/// The number of tasks in a row of so many tasks: the least power of two that needs no more than [`MOST_ROWS`] rows.
#[must_use]
pub const fn tasks_in_a_row(tasks: usize) -> usize {
    tasks.div_ceil(MOST_ROWS).next_power_of_two()
}

impl StateGrid {
    /// A grid with a row for the descendants of each of these tasks, none of which is a descendant of another. A row takes up to
    /// 64 KB.
    #[must_use]
    pub fn of_groups(mut groups: Vec<TaskId>) -> Self {
        scenario::sort::by_key(&mut groups, |group| *group);
        Self {
            groups,
            ..Self::default()
        }
    }

    /// The row of this task's descendants.
    #[must_use]
    pub fn row_of_group(&self, group: TaskId) -> Option<usize> {
        self.groups.binary_search(&group).ok()
    }

    /// The number of tasks in a row.
    #[must_use]
    pub fn count_in(&self, row: usize) -> usize {
        if self.groups.is_empty() {
            return self.tasks_of(row).len();
        }
        self.rows.get(row).map_or(0, |row| row.tasks as usize)
    }

    /// Folds events of `trace` that are not folded yet, up to index `until`. For another trace, start from the default.
    pub fn extend_to(&mut self, trace: &Trace, until: usize) {
        let until = until.min(trace.events.len());
        if self.rows.is_empty() {
            self.length_log2 = SHORTEST_LOG2;
        }
        if trace.tasks.len() > self.tasks.len() {
            self.hold(trace);
        }
        if until <= self.folded {
            return;
        }
        for event in trace.events.range(self.folded..until) {
            let Some(task) = event.task.filter(|task| trace.tasks.parent(*task).is_some()) else {
                continue;
            };
            let Some(now) = self.tasks.get_mut(task.index()) else {
                continue;
            };
            let before = now.state;
            // An event out of place is reported by the lanes; here it changes nothing.
            let Ok(after) = before.after(trace.is_joined(task), &event.kind) else {
                continue;
            };
            if after != before {
                let due = now.due;
                now.state = after;
                if matches!(before, State::Waiting(_)) {
                    now.due = NEVER;
                } else if waits_for_timer(after) {
                    // A poll may go on after its timer was due.
                    now.due = due.max(event.at);
                } else if matches!(after, State::Waiting(_)) {
                    now.due = NEVER;
                }
                self.move_task(task, event.at, (before, due), after);
            } else if let EventKind::TimerSet {
                what: TimerKind::Sleep | TimerKind::Backoff,
                deadline,
                ..
            } = event.kind
            {
                now.due = deadline;
            }
        }
        self.folded = until;
    }

    /// Makes tasks overdue whose wait had not ended when the recording did, at `now`. Costs the number of tasks, once.
    pub fn end_at(&mut self, now: Micros) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        for index in 0..self.tasks.len() {
            let TaskNow { state, due } = self.tasks[index];
            if waits_for_timer(state) && due < now {
                self.change(index, due, Some(StateGroup::Waiting), Some(StateGroup::Overdue));
            }
        }
    }

    /// The number of folded events.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.folded
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The number of tasks in a row; the last row can have fewer.
    #[must_use]
    pub const fn tasks_in_a_row(&self) -> usize {
        1 << self.tasks_log2
    }

    /// The ids of a row's tasks, roots included.
    #[must_use]
    pub fn tasks_of(&self, row: usize) -> std::ops::Range<usize> {
        let first = row << self.tasks_log2;
        first..(first + self.tasks_in_a_row()).min(self.tasks.len())
    }

    /// The cells of a row from the start of the run up to `now`, which is at or after the last event folded.
    pub fn cells(&self, row: usize, now: Micros) -> impl Iterator<Item = GridCell> {
        let length = 1_u64 << self.length_log2;
        let (tasks, buckets) = self
            .rows
            .get(row)
            .map_or((0, &[][..]), |row| (row.tasks, &row.buckets[..]));
        let count = (now.0 >> self.length_log2) as usize + 1;
        let mut within = [0_i64; GROUPS];
        let padded = buckets
            .iter()
            .copied()
            .chain(std::iter::repeat(StateChanges::default()));
        padded.take(count).enumerate().map(move |(index, bucket)| {
            let from = index as u64 * length;
            let to = (from + length).min(now.0).max(from);
            // What entered is counted up to the end of the bucket, which is ahead in the last one.
            let ahead = (from + length - to) as i64;
            let of_whole = 1.0 / (((to - from) as f64).max(1.0) * f64::from(tasks.max(1)));
            let mut shares = [0.0; GROUPS];
            for (group, share) in shares.iter_mut().enumerate() {
                let entered = i64::from(bucket.entered[group]);
                let area = within[group] * (to - from) as i64 + bucket.area[group] - entered * ahead;
                *share = (area as f64 * of_whole).clamp(0.0, 1.0);
                within[group] += entered;
            }
            GridCell {
                from: Micros(from),
                to: Micros(to),
                shares,
                failed: bucket.failed,
                cancelled: bucket.cancelled,
            }
        })
    }

    /// How many tasks of a row are in each group at the start of the bucket of this time: exactly, and at a cost that does not
    /// depend on the number of tasks.
    #[must_use]
    pub fn counted_at(&self, row: usize, at: Micros) -> GroupCounts {
        let before = (at.0 >> self.length_log2) as usize;
        let buckets = self.rows.get(row).map_or(&[][..], |row| &row.buckets[..]);
        let mut within = [0_i64; GROUPS];
        for bucket in buckets.iter().take(before) {
            for (count, entered) in within.iter_mut().zip(bucket.entered) {
                *count += i64::from(entered);
            }
        }
        GroupCounts {
            at: Micros((before as u64) << self.length_log2),
            tasks: within.map(|count| usize::try_from(count).unwrap_or_default()),
        }
    }

    /// Makes the rows hold the tasks that are new in `trace`.
    fn hold(&mut self, trace: &Trace) {
        let (known, tasks) = (self.tasks.len(), trace.tasks.len());
        self.tasks.resize(tasks, TaskNow::default());
        if !self.groups.is_empty() {
            self.hold_in_groups(trace, known);
            return;
        }
        while self.tasks_in_a_row() < tasks_in_a_row(tasks) {
            self.tasks_log2 += 1;
            self.rows = self.rows.chunks(2).map(together).collect();
        }
        self.rows
            .resize_with(tasks.div_ceil(1 << self.tasks_log2), Row::default);
        for (index, row) in self.rows.iter_mut().enumerate() {
            let first = (index << self.tasks_log2).max(known);
            let after = ((index + 1) << self.tasks_log2).min(tasks);
            row.tasks += after.saturating_sub(first) as u32;
        }
        // In the playground only main has no parent: its tasks are not listed one by one.
        let listed = if trace.scenario().is_some() { 1 } else { tasks };
        for root in (known..listed).filter(|index| trace.tasks.parent(TaskId(*index as u32)).is_none()) {
            if let Some(row) = self.rows.get_mut(root >> self.tasks_log2) {
                row.tasks -= 1;
            }
        }
    }

    /// A task is in the row of its parent, or in that of which its parent is the group. Parents are declared first.
    fn hold_in_groups(&mut self, trace: &Trace, known: usize) {
        self.rows.resize_with(self.groups.len(), Row::default);
        for index in known..trace.tasks.len() {
            let parent = trace.tasks.parent(TaskId::from_index(index));
            let row = parent.map_or(NO_ROW, |parent| match self.row_of_group(parent) {
                Some(row) => row as u32,
                None => self.row_of.get(parent.index()).copied().unwrap_or(NO_ROW),
            });
            self.row_of.push(row);
            if let Some(row) = self.rows.get_mut(row as usize) {
                row.tasks += 1;
            }
        }
    }

    /// The row of a task; that of one in no row does not exist.
    fn row_index(&self, task: usize) -> usize {
        if self.groups.is_empty() {
            task >> self.tasks_log2
        } else {
            self.row_of.get(task).map_or(usize::MAX, |row| *row as usize)
        }
    }

    fn move_task(&mut self, task: TaskId, at: Micros, (before, due): (State, Micros), after: State) {
        let index = task.index();
        let mut left = StateGroup::of(before);
        if due < at && waits_for_timer(before) {
            self.change(index, due, left, Some(StateGroup::Overdue));
            left = Some(StateGroup::Overdue);
        }
        if let Some(bucket) = self.change(index, at, left, StateGroup::of(after)) {
            bucket.failed |= after == State::Failed;
            bucket.cancelled |= matches!(after, State::Cancelled | State::Destroyed);
        }
    }

    /// Counts a task that leaves one group at this time and enters another, and returns the bucket.
    fn change(
        &mut self,
        task: usize,
        at: Micros,
        left: Option<StateGroup>,
        entered: Option<StateGroup>,
    ) -> Option<&mut StateChanges> {
        let (bucket, rest) = self.bucket(task, at)?;
        for (group, change) in [(left, -1), (entered, 1)] {
            if let Some(group) = group {
                bucket.entered[group as usize] += change;
                bucket.area[group as usize] += i64::from(change) * rest;
            }
        }
        Some(bucket)
    }

    /// The bucket of a task's row at this time, and the microseconds from this time to its end.
    fn bucket(&mut self, task: usize, at: Micros) -> Option<(&mut StateChanges, i64)> {
        while at.0 >> self.length_log2 >= BUCKETS as u64 {
            self.length_log2 += 1;
            for row in &mut self.rows {
                row.merge_neighbours(1 << (self.length_log2 - 1));
            }
        }
        let index = (at.0 >> self.length_log2) as usize;
        let row = self.row_index(task);
        let row = self.rows.get_mut(row)?;
        if index >= row.buckets.len() {
            row.buckets.resize(index + 1, StateChanges::default());
        }
        let rest = ((index as u64 + 1) << self.length_log2) - at.0;
        Some((row.buckets.get_mut(index)?, rest as i64))
    }
}

impl Row {
    /// Merges each two buckets, which are this many microseconds long, into one.
    fn merge_neighbours(&mut self, length: i64) {
        self.buckets = self
            .buckets
            .chunks(2)
            .map(|two| {
                let second = two.get(1).copied().unwrap_or_default();
                let mut both = two[0].with(&second);
                // What the first changed lasts through the second.
                for (area, entered) in both.area.iter_mut().zip(two[0].entered) {
                    *area += i64::from(entered) * length;
                }
                both
            })
            .collect();
    }
}

impl StateChanges {
    /// The sum of both.
    fn with(&self, other: &Self) -> Self {
        Self {
            entered: std::array::from_fn(|group| self.entered[group] + other.entered[group]),
            area: std::array::from_fn(|group| self.area[group] + other.area[group]),
            failed: self.failed || other.failed,
            cancelled: self.cancelled || other.cancelled,
        }
    }
}

const fn waits_for_timer(state: State) -> bool {
    match state {
        State::Waiting(on) => matches!(on.family(), WaitFamily::Timer | WaitFamily::Backoff),
        _ => false,
    }
}

/// The row of the tasks of these rows.
fn together(rows: &[Row]) -> Row {
    let longest = rows.iter().map(|row| row.buckets.len()).max().unwrap_or_default();
    let at = |row: &Row, index: usize| row.buckets.get(index).copied().unwrap_or_default();
    let sum = |index| {
        rows.iter()
            .fold(StateChanges::default(), |sum, row| sum.with(&at(row, index)))
    };
    Row {
        tasks: rows.iter().map(|row| row.tasks).sum(),
        buckets: (0..longest).map(sum).collect(),
    }
}
