//! The lines whose order can be guessed, and how the order is graded.

use super::{Guess, MOST_ORDERED_TASKS};
use recording::{EventKind, TaskId, Trace};
use scenario::operations::Operations;
use scenario::time::Micros;
use scenario::{FailureMode, Scenario};

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A task starts its first attempt.
    Starts,
    /// A task has succeeded.
    Finishes,
    /// The last line of main.
    Result,
}

/// A line that the program may print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuessedLine {
    /// Who prints it.
    pub task: TaskId,
    /// What it says.
    pub kind: LineKind,
    /// The line, or of what main prints only that it does.
    pub text: String,
}

/// The lines that the program may print, in the order of the list: what a task prints when it starts and when it has
/// succeeded, then what main prints last. Whether each is printed is not foretold, except that a task that always fails
/// never succeeds. Empty for a long list.
#[must_use]
pub fn guessed_lines(scenario: &Scenario) -> Vec<GuessedLine> {
    if scenario.tasks.count() > MOST_ORDERED_TASKS || scenario.tasks.count() == 0 {
        return Vec::new();
    }
    let operations = Operations::of(scenario.clone());
    let line = |index: usize, kind: LineKind| {
        let number = u32::try_from(index + 1).ok()?;
        let (_, delay) = operations.delay(number, 1)?;
        let text = match kind {
            LineKind::Starts => format!("Starting operation with delay {delay}"),
            _ => format!("Operation with delay {delay} finished"),
        };
        let task = TaskId(number);
        Some(GuessedLine { task, kind, text })
    };
    let items = &scenario.tasks.items;
    let modes = items
        .iter()
        .flat_map(|item| (0..item.repeat).map(|_| &item.failure_mode));
    let may_finish: Vec<bool> = modes.map(|mode| !matches!(mode, FailureMode::Fails)).collect();
    let starts = (0..may_finish.len()).filter_map(|index| line(index, LineKind::Starts));
    let finishes = (0..may_finish.len()).filter(|&index| may_finish[index]);
    let finishes = finishes.filter_map(|index| line(index, LineKind::Finishes));
    let result = GuessedLine {
        task: TaskId::MAIN,
        kind: LineKind::Result,
        text: "the last line of main".into(),
    };
    starts.chain(finishes).chain([result]).collect()
}

/// The guessed order of the lines, graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineOrder {
    /// The lines in the order in which they were printed, then those that were not.
    pub lines: Vec<GradedLine>,
    /// The first line that came before one that was guessed to come before it: `“…” came before “…”.`
    pub difference: Option<String>,
}

/// A line of the guess, graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradedLine {
    /// Its index among the guessed lines.
    pub line: usize,
    /// When it was printed.
    pub printed: Option<Micros>,
    /// Whether it stood in the guessed order. As few lines as possible do not.
    pub right: bool,
}

impl LineOrder {
    /// The number of printed lines that stood in another order.
    #[must_use]
    pub fn elsewhere(&self) -> usize {
        let printed = self.lines.iter().filter(|line| line.printed.is_some());
        printed.filter(|line| !line.right).count()
    }

    /// Whether all that was printed came in the guessed order.
    #[must_use]
    pub fn right(&self) -> bool {
        self.elsewhere() == 0
    }
}

/// Compares the guessed order with the record.
pub fn grade_order(guess: &Guess, lines: &[GuessedLine], trace: &Trace) -> Option<LineOrder> {
    if lines.is_empty() || !guess.has_order() {
        return None;
    }
    let printed: Vec<Option<(usize, Micros)>> = lines.iter().map(|line| printed(line, trace)).collect();
    let guessed = guess.order(lines.len());
    // The printed lines in the guessed order, each as the index of its event.
    let came: Vec<(usize, usize)> = guessed
        .iter()
        .filter_map(|&line| Some((line, printed[line]?.0)))
        .collect();
    let in_order = longest_rising(&came.iter().map(|(_, event)| *event).collect::<Vec<_>>());
    let right: Vec<usize> = in_order.into_iter().map(|at| came[at].0).collect();
    let mut graded: Vec<GradedLine> = guessed
        .iter()
        .map(|&line| GradedLine {
            line,
            printed: printed[line].map(|(_, at)| at),
            right: right.contains(&line),
        })
        .collect();
    // Few lines: a sort of their own would be more code than it saves time.
    for from in 1..graded.len() {
        let event = |graded: &GradedLine| printed[graded.line].map_or(usize::MAX, |(event, _)| event);
        let at = (0..from).find(|&at| event(&graded[at]) > event(&graded[from]));
        if let Some(at) = at {
            graded[at..=from].rotate_right(1);
        }
    }
    let swapped = came.windows(2).find(|pair| pair[0].1 > pair[1].1);
    let difference = swapped.map(|pair| {
        let said = |line: usize| {
            let GuessedLine { task, kind, text } = &lines[line];
            match kind {
                LineKind::Result => text.clone(),
                _ => format!("“{text}” of {}", trace.name_in_words(*task)),
            }
        };
        let first = said(pair[1].0).replacen("the last", "The last", 1);
        format!("{first} came before {}.", said(pair[0].0))
    });
    Some(LineOrder {
        lines: graded,
        difference,
    })
}

/// The event that printed a line, as its index, and when.
fn printed(line: &GuessedLine, trace: &Trace) -> Option<(usize, Micros)> {
    let of_task = trace
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.task == Some(line.task));
    let mut said = of_task.filter_map(|(index, event)| match event.kind {
        EventKind::Printed { text } => Some((index, event.at, text)),
        _ => None,
    });
    let found = match line.kind {
        LineKind::Starts => said.find(|(_, _, text)| text.starts_with("Starting")),
        LineKind::Finishes => said.find(|(_, _, text)| text.ends_with("finished")),
        LineKind::Result => said.last(),
    };
    found.map(|(index, at, _)| (index, at))
}

/// The positions of a longest rising subsequence.
fn longest_rising(values: &[usize]) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let before = (0..at).filter(|&earlier| values[earlier] < *value);
        let before = before.max_by_key(|&earlier| (best[earlier].0, std::cmp::Reverse(earlier)));
        best.push((before.map_or(1, |before| best[before].0 + 1), before));
    }
    let mut at = (0..values.len()).max_by_key(|&at| (best[at].0, std::cmp::Reverse(at)));
    let mut positions = Vec::new();
    while let Some(position) = at {
        positions.push(position);
        at = best[position].1;
    }
    positions.reverse();
    positions
}
