//! The tree of tasks, who started whom: the order of the lanes, and which of them are folded. Knows no pixels.
//!
//! ```text
//!   lane  place  task              folded: job 1
//!   0     0      main      ▾
//!   1     1      ├ job 1   ▸       its two tasks have no lanes
//!         2      │ ├ a
//!         3      │ └ b
//!   2     4      └ job 2
//! ```
//!
//! Building it and folding cost the number of tasks; reading it costs a binary search.

use recording::{TaskId, Trace};

/// Deeper tasks are moved in no further, so that their names keep some room.
pub const MOST_INDENTED: usize = 6;
/// Letters of a note beside the name of a task in a tree.
const LONGEST_NOTE: usize = 14;

/// Whether this note stands beside the name of a task in a tree. A longer one is left out: the name comes first, and the lanes of
/// resources say what is waited for.
#[must_use]
pub fn has_room_for(note: &str) -> bool {
    note.chars().count() <= LONGEST_NOTE
}

/// The tasks of a record of another program, each before those that it has started. Copies of a lane's number are valid until
/// something is folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskTree {
    /// The task at each place.
    order: Vec<u32>,
    /// The place of each task.
    places: Vec<u32>,
    /// The number of descendants of each task.
    descendants: Vec<u32>,
    /// The tasks whose descendants have no lanes, in the order of their ids.
    folded: Vec<TaskId>,
    /// The place of each lane; empty if nothing is folded, and each place has a lane.
    lanes: Vec<u32>,
}

/// A part of the lines from a task to the one that started it, in one column of the indentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guide {
    /// Nothing: the last task of that level is above.
    None,
    /// A line that goes on to a task further down.
    Through,
    /// A branch to this task, and the line goes on.
    Branch,
    /// A branch to this task, the last one.
    Last,
}

impl Guide {
    /// A word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Through => "through",
            Self::Branch => "branch",
            Self::Last => "last",
        }
    }
}

impl TaskTree {
    /// The tree of a record of another program in which some task has started another, with nothing folded. `None` for other
    /// records, whose lanes are in the order of the list.
    #[must_use]
    pub fn of(trace: &Trace) -> Option<Self> {
        if trace.scenario().is_some() {
            return None;
        }
        let count = trace.tasks.len();
        // A parent is declared before its children; anything else is a root here.
        let parent = |index: usize| {
            let parent = trace.tasks.parent(TaskId::from_index(index))?.index();
            (parent < index).then_some(parent)
        };
        let mut descendants = vec![0_u32; count];
        let mut any = false;
        for index in (0..count).rev() {
            if let Some(parent) = parent(index) {
                descendants[parent] += descendants[index] + 1;
                any = true;
            }
        }
        if !any {
            return None;
        }
        let (mut places, mut order) = (vec![0_u32; count], vec![0_u32; count]);
        // Where the next child of each task begins, and the next root.
        let (mut next, mut next_root) = (vec![0_u32; count], 0);
        for index in 0..count {
            let after = match parent(index) {
                Some(parent) => &mut next[parent],
                None => &mut next_root,
            };
            let place = *after;
            *after += descendants[index] + 1;
            places[index] = place;
            next[index] = place + 1;
            order[place as usize] = index as u32;
        }
        Some(Self {
            order,
            places,
            descendants,
            ..Self::default()
        })
    }

    /// The number of tasks.
    #[must_use]
    pub const fn tasks(&self) -> usize {
        self.order.len()
    }

    /// The number of lanes.
    #[must_use]
    pub fn lanes(&self) -> usize {
        if self.lanes.is_empty() {
            self.order.len()
        } else {
            self.lanes.len()
        }
    }

    /// The task in this lane.
    #[must_use]
    pub fn task_in(&self, lane: usize) -> Option<TaskId> {
        let place = if self.lanes.is_empty() {
            lane
        } else {
            *self.lanes.get(lane)? as usize
        };
        self.order.get(place).copied().map(TaskId)
    }

    /// The lane of this task, or of the folded task that it is in.
    #[must_use]
    pub fn lane_of(&self, task: TaskId) -> Option<usize> {
        let place = *self.places.get(task.index())?;
        if self.lanes.is_empty() {
            return Some(place as usize);
        }
        // What has no lane is behind the folded task that it is in.
        self.lanes.partition_point(|lane| *lane <= place).checked_sub(1)
    }

    /// Whether the task has a lane of its own.
    #[must_use]
    pub fn has_lane(&self, task: TaskId) -> bool {
        self.lane_of(task).and_then(|lane| self.task_in(lane)) == Some(task)
    }

    /// The number of tasks that it has started, and those have, and so on.
    #[must_use]
    pub fn descendants(&self, task: TaskId) -> usize {
        self.descendants.get(task.index()).map_or(0, |count| *count as usize)
    }

    /// Whether the descendants of this task have no lanes.
    #[must_use]
    pub fn is_folded(&self, task: TaskId) -> bool {
        self.folded.binary_search(&task).is_ok()
    }

    /// The folded tasks that have lanes among these.
    pub fn folded_in(&self, lanes: std::ops::Range<usize>) -> impl Iterator<Item = TaskId> {
        let none = self.folded.is_empty();
        let lanes = if none { 0..0 } else { lanes };
        lanes
            .filter_map(|lane| self.task_in(lane))
            .filter(|task| self.is_folded(*task))
    }

    /// Folds a task that has children, or unfolds it. Returns whether anything changed.
    pub fn fold(&mut self, task: TaskId, fold: bool) -> bool {
        match (self.folded.binary_search(&task), fold) {
            (Err(place), true) if self.descendants(task) > 0 => self.folded.insert(place, task),
            (Ok(place), false) => {
                self.folded.remove(place);
            }
            _ => return false,
        }
        self.list_lanes();
        true
    }

    /// Folds what is deeper than the first levels that have at most so many lanes together, if all have more. The roots and what
    /// they have started are not folded themselves.
    pub fn fold_deep(&mut self, trace: &Trace, most_lanes: usize) {
        if self.tasks() <= most_lanes {
            return;
        }
        let mut depths = vec![0_u32; self.tasks()];
        let mut at_depth: Vec<usize> = Vec::new();
        for index in 0..self.tasks() {
            let parent = self.parent(trace, TaskId::from_index(index));
            let depth = parent.map_or(0, |parent| depths[parent.index()] + 1);
            depths[index] = depth;
            if at_depth.len() <= depth as usize {
                at_depth.push(0);
            }
            at_depth[depth as usize] += 1;
        }
        let mut lanes = 0;
        let fitting = at_depth.iter().take_while(|count| {
            lanes += **count;
            lanes <= most_lanes
        });
        let last = (fitting.count() as u32).saturating_sub(1).max(1);
        let deep = |index: &usize| depths[*index] == last && self.descendants[*index] > 0;
        self.folded = (0..self.tasks()).filter(deep).map(TaskId::from_index).collect();
        self.list_lanes();
    }

    /// Keeps what was folded in this tree, which had fewer tasks.
    pub fn fold_as(&mut self, earlier: &Self) {
        self.folded = earlier.folded.clone();
        self.folded
            .retain(|task| self.descendants.get(task.index()).is_some_and(|count| *count > 0));
        self.list_lanes();
    }

    /// The lines in the indentation of this task, from the left.
    #[must_use]
    pub fn guides(&self, trace: &Trace, task: TaskId) -> Vec<Guide> {
        let mut guides = Vec::new();
        let mut at = task;
        while let Some(parent) = self.parent(trace, at) {
            let last = self.end(at) == self.end(parent);
            guides.push(match (guides.is_empty(), last) {
                (true, true) => Guide::Last,
                (true, false) => Guide::Branch,
                (false, true) => Guide::None,
                (false, false) => Guide::Through,
            });
            if guides.len() == MOST_INDENTED {
                break;
            }
            at = parent;
        }
        guides.reverse();
        guides
    }

    /// The place after a task's last descendant.
    fn end(&self, task: TaskId) -> u32 {
        let place = self.places.get(task.index()).copied().unwrap_or_default();
        place + self.descendants(task) as u32 + 1
    }

    fn parent(&self, trace: &Trace, task: TaskId) -> Option<TaskId> {
        trace.tasks.parent(task).filter(|parent| *parent < task)
    }

    fn list_lanes(&mut self) {
        self.lanes.clear();
        if self.folded.is_empty() {
            return;
        }
        let mut place = 0;
        while let Some(&task) = self.order.get(place as usize) {
            self.lanes.push(place);
            let task = TaskId(task);
            place = if self.is_folded(task) {
                self.end(task)
            } else {
                place + 1
            };
        }
    }
}
