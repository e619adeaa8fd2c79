//! Where in its source the tasks of a recorded program are at a moment: beside the lines of the editor.

use recording::{EventKind, FileId, Folds, Moment, RunOutcome, SourceLine, StackId, State, TaskId, Trace};

/// The number of events of a task that are looked at for its line: its last poll has one, unless it is very long.
const LOOKED_AT: usize = 200;

/// The number of events that are looked at for the tasks at a line.
const SEARCHED: usize = 200_000;

/// A task at a line of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskAtLine {
    /// The task.
    pub task: TaskId,
    /// The line in the program's file, from 1.
    pub line: u32,
    /// Its state at the moment.
    pub state: State,
}

/// The program's own file, which a recorder declares first.
const PROGRAM_FILE: FileId = FileId(0);

/// The line at which each of the first `most` tasks waits or runs, or at which it was last before it ended. Tasks that have not
/// reached a line yet are left out. Those that have not ended come first, in the order of their ids.
#[must_use]
pub fn tasks_at_lines(trace: &Trace, folds: &Folds, moment: Moment, most: usize) -> Vec<TaskAtLine> {
    let history = &folds.history;
    let at_line = |(task, lane): (TaskId, recording::Lane<'_>)| {
        let state = lane.state_after(moment.events);
        if state == State::Created {
            return None;
        }
        let mut back = history.moments.of_task_back(trace, task, moment.events).take(LOOKED_AT);
        let line = back.find_map(|index| line_of(trace, index))?;
        Some(TaskAtLine { task, line, state })
    };
    let found: Vec<TaskAtLine> = history.lanes.iter(trace).take(most).filter_map(at_line).collect();
    let (ended, alive): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.state.ended());
    alive.into_iter().chain(ended).collect()
}

/// The tasks that have been at a line of the program, in the order of their first visit; at most `most`.
#[must_use]
pub fn tasks_once_at(trace: &Trace, line: u32, most: usize) -> Vec<TaskId> {
    let mut tasks = Vec::new();
    for index in 0..trace.events.len().min(SEARCHED) {
        if tasks.len() == most {
            break;
        }
        let Some(task) = trace.events.task(index) else { continue };
        if line_of(trace, index) == Some(line) && !tasks.contains(&task) {
            tasks.push(task);
        }
    }
    tasks
}

/// The line of the program that an event of a task was at: where it began to wait, printed or failed.
pub(crate) fn line_of(trace: &Trace, index: usize) -> Option<u32> {
    let kind = trace.events.get(index)?.kind;
    let extra = trace.events.extra(index);
    let in_program = |line: &SourceLine| line.file == PROGRAM_FILE;
    match kind {
        EventKind::PollEnd { .. } => innermost(trace, extra.stack?),
        EventKind::Printed { .. } | EventKind::Failed { .. } => extra.line.filter(in_program).map(|at| at.line),
        _ => None,
    }
}

/// The line of the innermost call of the program's file in a stack.
fn innermost(trace: &Trace, stack: StackId) -> Option<u32> {
    let calls = trace.code.stacks.get(stack.0 as usize)?;
    let call = calls.iter().rev().find(|call| call.at.file == PROGRAM_FILE)?;
    Some(call.at.line)
}

/// The line at which a program failed, by the last traceback that it has printed; `None` if it did not fail, or not in its own
/// file.
#[must_use]
pub fn failed_at(trace: &Trace, folds: &Folds, file_name: &str) -> Option<u32> {
    if trace.outcome != Some(RunOutcome::Failed) {
        return None;
    }
    let mark = format!("File \"{file_name}\", line ");
    let console = &folds.history.console;
    let first = console.len().saturating_sub(LOOKED_AT);
    (first..console.len()).rev().find_map(|index| {
        let line = console.line(trace, index)?;
        let (_, rest) = line.text.split_once(&mark)?;
        let digits = rest.split(|digit: char| !digit.is_ascii_digit()).next()?;
        digits.parse().ok()
    })
}
