//! What main does with its operations, by policy.

use super::view::View;
use recording::{State, TaskId};
use scenario::words;

/// How many operations have not ended, of those that main awaits; `None` where that cannot be told at little cost.
pub fn left(view: &View) -> Option<usize> {
    view.scenario()?;
    let last = view
        .moment
        .events
        .checked_sub(1)
        .and_then(|last| u32::try_from(last).ok())?;
    Some(view.folds.history.lanes.children_after(view.trace, TaskId::MAIN, last))
}

/// Those that go on, by name where they are few, with the verb: `A and C go on`; `None` if none do, or it cannot be told.
pub fn go_on(view: &View) -> Option<String> {
    let left = left(view).filter(|&left| left > 0)?;
    let unended = |task: &TaskId| !view.state(*task).ended() && view.state(*task) != State::Created;
    let names = view.few_tasks().map(|tasks| tasks.filter(unended).collect::<Vec<_>>());
    Some(match names.as_deref() {
        Some([one]) => format!("{} goes on", view.name(*one)),
        Some(named) if !named.is_empty() => format!("{} go on", view.names(named, named.len())),
        _ if left == 1 => "1 task goes on".into(),
        _ => format!("{} tasks go on", words::thousands(left as u64)),
    })
}
