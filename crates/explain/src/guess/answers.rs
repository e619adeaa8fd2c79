//! Which answer to the question of an example program is right: the one that the record of its run meets.

use super::TOLERANCE;
use crate::program_lines::line_of;
use recording::{Ended, EventKind, Folds, RunOutcome, TaskId, Trace};
use scenario::programs::{ProgramAnswer, RecordCheck, TaskEnd};
use scenario::time::Micros;

/// The answers to a question, graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradedAnswers {
    /// The answers.
    pub answers: Vec<String>,
    /// The index of the one that was given.
    pub given: usize,
    /// The index of the one that the record meets; `None` if it meets none, as that of a run that a limit has ended.
    pub right: Option<usize>,
}

impl GradedAnswers {
    /// Compares the answer with this index with a record that has ended; `None` if there is no such answer.
    #[must_use]
    pub fn of(answers: &[ProgramAnswer], given: usize, trace: &Trace, folds: &Folds) -> Option<Self> {
        answers.get(given)?;
        let met = |answer: &ProgramAnswer| answer.checks.iter().all(|check| meets(trace, folds, check));
        Some(Self {
            answers: answers.iter().map(|answer| answer.text.clone()).collect(),
            given,
            right: answers.iter().position(met),
        })
    }

    /// Whether the given answer is right.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.right == Some(self.given)
    }

    /// `1 of 1 right`, as of a list.
    #[must_use]
    pub fn score(&self) -> String {
        format!("{} of 1 right", usize::from(self.is_right()))
    }

    /// Whether it is right, in a few words.
    #[must_use]
    pub const fn headline(&self) -> &'static str {
        match self.right {
            Some(right) if right == self.given => "Your guess is right.",
            Some(_) => "Your guess is not right.",
            None => "The record shows none of the answers.",
        }
    }

    /// What was said and what is so: `You said “save”; it is “Neither”.`
    #[must_use]
    pub fn sentence(&self) -> String {
        let text = |index: usize| self.answers.get(index).map_or("", String::as_str);
        let given = text(self.given);
        match self.right {
            Some(right) if right != self.given => format!("You said “{given}”; it is “{}”.", text(right)),
            _ => format!("You said “{given}”."),
        }
    }
}

/// Whether a record that has ended, and is folded, shows this. Times may be off by [`TOLERANCE`]: a slow machine's computing counts.
#[must_use]
pub fn meets(trace: &Trace, folds: &Folds, check: &RecordCheck) -> bool {
    match check {
        RecordCheck::Prints { line, at: None } => printed(trace, folds, line).next().is_some(),
        RecordCheck::Prints { line, at: Some(at) } => printed(trace, folds, line).any(|printed| is_near(printed, *at)),
        RecordCheck::NeverPrints(line) => printed(trace, folds, line).next().is_none(),
        RecordCheck::PrintsTimes {
            line,
            times,
            from,
            until,
        } => {
            let counted = printed(trace, folds, line).filter(|at| (from..=until).contains(&at));
            counted.count() == *times
        }
        RecordCheck::PrintsBefore { line, other } => {
            let console = &folds.history.console;
            let first = |wanted: &str| {
                (0..console.len()).find(|&index| console.line(trace, index).is_some_and(|it| it.text == wanted))
            };
            let other = first(other).unwrap_or(usize::MAX);
            first(line).is_some_and(|line| line < other)
        }
        RecordCheck::EndsAt(task, at) => end(trace, folds, task).is_some_and(|(ended, _)| is_near(ended, *at)),
        RecordCheck::Becomes(task, wanted) => end(trace, folds, task).is_some_and(|(_, how)| how == *wanted),
        RecordCheck::Waits { task, length, line } => {
            let task = trace.tasks.first_called(task);
            task.is_some_and(|task| is_near(waited(trace, task, *line), *length))
        }
        RecordCheck::Tasks(count) => trace.tasks.len() == *count,
        RecordCheck::Deadlock => trace.outcome == Some(RunOutcome::Deadlock),
    }
}

/// When this line was printed.
fn printed<'a>(trace: &'a Trace, folds: &'a Folds, line: &'a str) -> impl Iterator<Item = Micros> + 'a {
    let console = &folds.history.console;
    let all = (0..console.len()).filter_map(|index| console.line(trace, index));
    all.filter(move |printed| printed.text == line)
        .map(|printed| printed.at)
}

/// When and how the first task with this name ended.
fn end(trace: &Trace, folds: &Folds, name: &str) -> Option<(Micros, TaskEnd)> {
    let task = trace.tasks.first_called(name)?;
    let end = folds.history.lanes.lane(trace, task)?.end()?;
    let how = match end.how {
        Ended::Finished => TaskEnd::Finished,
        Ended::Failed => TaskEnd::Failed,
        _ => TaskEnd::Cancelled,
    };
    Some((end.at, how))
}

/// How long a task has waited in this line of the program: from each end of a poll there until its next poll.
fn waited(trace: &Trace, task: TaskId, line: u32) -> Micros {
    let mut sum = Micros::ZERO;
    let mut since = None;
    for index in trace.events.of_task(task, 0..trace.events.len()) {
        let Some(event) = trace.events.get(index) else { continue };
        match event.kind {
            EventKind::PollEnd(_) => since = (line_of(trace, index) == Some(line)).then_some(event.at),
            EventKind::PollStart => {
                if let Some(since) = since.take() {
                    sum = sum + (event.at - since);
                }
            }
            _ => {}
        }
    }
    sum
}

fn is_near(one: Micros, other: Micros) -> bool {
    one.0.abs_diff(other.0) <= TOLERANCE.0
}
