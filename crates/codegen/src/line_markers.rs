//! The markers beside the lines of a program: which tasks are named beside a line, and which line a reader wants in view.

use super::CodePositions;
use recording::TaskId;

/// The marker beside one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMarker {
    /// The tasks that are named, in list order.
    pub named: Vec<TaskId>,
    /// The number of all tasks at this line.
    pub count: usize,
    /// Whether one of them is being polled.
    pub running: bool,
    /// Whether the selected task is one of them.
    pub selected: bool,
}

/// The markers beside `lines`, in their order, with at most `most` names each. The selected task and one that is being polled
/// are always named; the other names are the first in list order.
#[must_use]
pub fn line_markers(
    positions: &CodePositions,
    lines: impl IntoIterator<Item = usize>,
    selected: Option<TaskId>,
    most: usize,
) -> Vec<LineMarker> {
    let mut first = positions.first(most);
    let markers = lines.into_iter().map(|line| {
        let here = |task: &TaskId| positions.line_of(*task) == Some(line);
        let running = positions.running().iter().copied().find(here);
        let selected = selected.filter(here);
        let mut named = first.get_mut(line).map(std::mem::take).unwrap_or_default();
        for task in [selected, running].into_iter().flatten() {
            if !named.contains(&task) {
                named.truncate(most.saturating_sub(1));
                named.push(task);
            }
        }
        scenario::sort::by(&mut named, Ord::cmp);
        LineMarker {
            named,
            count: positions.count(line),
            running: running.is_some(),
            selected: selected.is_some(),
        }
    });
    markers.collect()
}

/// The line to bring into view: that of the selected task or else, unless the run `moves`, that of the task whose event was
/// the last, `last`. While a run moves the lines would jump about.
#[must_use]
pub fn line_in_view(
    positions: &CodePositions,
    selected: Option<TaskId>,
    last: Option<TaskId>,
    moves: bool,
) -> Option<usize> {
    let selected = selected.and_then(|task| positions.line_of(task));
    selected.or_else(|| last.filter(|_| !moves).and_then(|task| positions.line_of(task)))
}
