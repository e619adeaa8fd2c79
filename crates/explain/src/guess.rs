//! A person's guess about a run: when each task ends and, if they like, in which order the lines are printed. [`grade`]
//! compares it with a record that has ended, and says what a difference comes from, out of the recorded causes.

mod answers;
mod grade;
mod lines;
mod reason;

pub use answers::{GradedAnswers, meets};
pub use grade::{Grade, GradedTask, Verdict, grade, rounded};
pub use lines::{GradedLine, GuessedLine, LineKind, LineOrder, guessed_lines};
pub use reason::{Reason, Weight};

use recording::TaskId;
use scenario::time::Micros;
use scenario::{Quantity, Scenario};

/// Guesses are asked for up to this many tasks: more would be work, and teach nothing more.
pub const MOST_GUESSED_TASKS: u64 = 24;
/// The order of the lines is asked for up to this many tasks.
pub const MOST_ORDERED_TASKS: u64 = 8;
/// A guess is right if it is no further off than this.
pub const TOLERANCE: Micros = Micros::from_millis(50);
/// It is also right if it is no further off than one part in so many of the time that it took.
pub const TOLERANCE_PART: u64 = 20;
/// Both, in words.
pub const TOLERANCE_IN_WORDS: &str = "50 ms or 5 %";
/// How far a key moves a guess, on an axis of usual length.
pub const STEP: Micros = Micros::from_millis(100);
/// How far it moves it with Shift.
pub const LONG_STEP: Micros = Micros::from_millis(500);

/// A step is at least one part in so many of the axis.
const MOST_STEPS: u64 = 1_000;
/// And at most one part in so many.
const LEAST_STEPS: u64 = 10;
/// Attempts that the axis has room for, if a task may make more than one.
const MOST_ATTEMPTS_ON_THE_AXIS: u32 = 3;

/// What is guessed about a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuessedEnd {
    /// It ends at this time, however it does.
    At(Micros),
    /// It never finishes: it fails, is cancelled, or is never started.
    Never,
}

impl GuessedEnd {
    /// `2 s`, or `never`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::At(end) => rounded(end),
            Self::Never => "never".into(),
        }
    }

    /// What is expected of `it`: `ends at 2 s`, or `never finishes`.
    #[must_use]
    pub fn clause(self) -> String {
        match self {
            Self::At(end) => format!("ends at {}", rounded(end)),
            Self::Never => "never finishes".into(),
        }
    }

    /// The guessed time.
    #[must_use]
    pub const fn at(self) -> Option<Micros> {
        match self {
            Self::At(end) => Some(end),
            Self::Never => None,
        }
    }
}

/// A guess: as much of it as was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// When each task ends, main first. May be shorter or longer than the list, which can change.
    ends: Vec<Option<GuessedEnd>>,
    /// The indexes of the lines in the guessed order.
    order: Option<Vec<usize>>,
}

impl Guess {
    /// When this task ends, or that it never finishes.
    #[must_use]
    pub fn end(&self, task: TaskId) -> Option<GuessedEnd> {
        self.ends.get(task.index()).copied().flatten()
    }

    /// Guesses the end of a task.
    pub fn set_end(&mut self, task: TaskId, end: Option<GuessedEnd>) {
        let index = task.index();
        if index >= self.ends.len() {
            self.ends.resize(index + 1, None);
        }
        self.ends[index] = end;
    }

    /// How many of the first `tasks` tasks, main included, have a guess.
    #[must_use]
    pub fn count(&self, tasks: usize) -> usize {
        self.ends.iter().take(tasks).flatten().count()
    }

    /// The latest guessed end.
    #[must_use]
    pub fn latest(&self) -> Micros {
        self.ends
            .iter()
            .flatten()
            .filter_map(|end| end.at())
            .max()
            .unwrap_or_default()
    }

    /// When all is over, if main's end is guessed: with the last guessed end.
    #[must_use]
    pub fn total(&self) -> Option<Micros> {
        self.end(TaskId::MAIN)?.at()?;
        Some(self.latest())
    }

    /// Whether nothing is guessed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_none() && self.ends.iter().all(Option::is_none)
    }

    /// Whether the order of the lines is part of the guess.
    #[must_use]
    pub const fn has_order(&self) -> bool {
        self.order.is_some()
    }

    /// The guessed order of so many lines: an index of each, once.
    #[must_use]
    pub fn order(&self, lines: usize) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::with_capacity(lines);
        let guessed = self.order.iter().flatten().copied();
        for line in guessed.chain(0..lines) {
            if line < lines && !order.contains(&line) {
                order.push(line);
            }
        }
        order
    }

    /// Makes the shown order of so many lines the guess.
    pub fn confirm_order(&mut self, lines: usize) {
        self.order = Some(self.order(lines));
    }

    /// Takes the order out of the guess.
    pub fn clear_order(&mut self) {
        self.order = None;
    }

    /// Moves the line at the position `from` to the position `to`.
    pub fn move_line(&mut self, from: usize, to: usize, lines: usize) {
        let mut order = self.order(lines);
        if from < order.len() && to < order.len() {
            let line = order.remove(from);
            order.insert(to, line);
            self.order = Some(order);
        }
    }

    /// The guess as a text to keep: `2000000 - never/0 2 1`, the ends in microseconds and, behind a stroke, the order.
    ///
    /// ```
    /// use explain::guess::{Guess, GuessedEnd};
    /// use recording::TaskId;
    /// use scenario::time::Micros;
    ///
    /// let mut guess = Guess::default();
    /// guess.set_end(TaskId(1), Some(GuessedEnd::At(Micros::from_secs(2))));
    /// guess.set_end(TaskId(2), Some(GuessedEnd::Never));
    /// guess.move_line(2, 0, 3);
    /// assert_eq!(guess.to_text(), "- 2000000 never/2 0 1");
    /// assert_eq!(Guess::from_text(&guess.to_text()), guess);
    /// ```
    #[must_use]
    pub fn to_text(&self) -> String {
        let end = |end: &Option<GuessedEnd>| match end {
            None => "-".to_owned(),
            Some(GuessedEnd::Never) => NEVER.to_owned(),
            Some(GuessedEnd::At(end)) => end.0.to_string(),
        };
        let ends = self.ends.iter().map(end).collect::<Vec<_>>().join(" ");
        match &self.order {
            None => ends,
            Some(order) => {
                let order = order.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
                format!("{ends}/{order}")
            }
        }
    }

    /// Reads such a text. What cannot be read counts as not guessed.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let (ends, order) = text
            .split_once('/')
            .map_or((text, None), |(ends, order)| (ends, Some(order)));
        let lanes = MOST_GUESSED_TASKS as usize + 1;
        let ends = ends.split_whitespace().take(lanes);
        Self {
            ends: ends.map(read_end).collect(),
            order: order.map(|order| order.split_whitespace().filter_map(|line| line.parse().ok()).collect()),
        }
    }
}

/// A task that never finishes, in a text to keep.
const NEVER: &str = "never";

fn read_end(text: &str) -> Option<GuessedEnd> {
    match text {
        NEVER => Some(GuessedEnd::Never),
        _ => text.parse().ok().map(|end| GuessedEnd::At(Micros(end))),
    }
}

/// Whether the ends of this scenario's tasks can be guessed: it has some, and not too many.
#[must_use]
pub fn can_be_guessed(scenario: &Scenario) -> bool {
    (1..=MOST_GUESSED_TASKS).contains(&scenario.tasks.count())
}

/// How long the axis is on which the ends are guessed. It depends on the list alone and not on how main awaits it, so
/// that it foretells nothing.
#[must_use]
pub fn axis_end(scenario: &Scenario) -> Micros {
    let lengths = scenario.tasks.items.iter().map(|item| {
        let delay = item.delay.high.as_ref().unwrap_or(&item.delay.low).micros();
        let cpu = item.cpu.as_ref().map_or(Micros::ZERO, Quantity::micros);
        (delay + cpu).0.saturating_mul(u64::from(item.repeat))
    });
    let attempts = scenario.retry.saturating_add(1).min(MOST_ATTEMPTS_ON_THE_AXIS);
    let all = lengths
        .fold(0_u64, u64::saturating_add)
        .saturating_mul(u64::from(attempts));
    Micros(all.saturating_add(all / 4))
}

/// How far a key moves a guess on an axis of this length: [`STEP`], unless that is too much or too little on it.
#[must_use]
pub fn step(axis_end: Micros, long: bool) -> Micros {
    let (least, most) = (axis_end.0 / MOST_STEPS, axis_end.0 / LEAST_STEPS);
    let usual = Micros(round_number(STEP.0.clamp(least.min(most), most.max(1))));
    if long {
        Micros(usual.0.saturating_mul(LONG_STEP.0 / STEP.0))
    } else {
        usual
    }
}

/// The largest of 1, 2, 5, 10, 20, 50 … that is not larger.
fn round_number(most: u64) -> u64 {
    let power = 10_u64.pow(most.max(1).ilog10());
    [5, 2]
        .into_iter()
        .map(|times| times * power)
        .find(|it| *it <= most)
        .unwrap_or(power)
}

/// What a guess dragged to this time is, on the grid of half steps, and not before the start. `beyond` says whether the end of the
/// axis was left behind: what is dragged there never finishes.
#[must_use]
pub fn dragged(to: f64, axis_end: Micros, beyond: bool) -> GuessedEnd {
    if beyond {
        return GuessedEnd::Never;
    }
    let grid = (step(axis_end, false).0 / 2).max(1);
    let steps = (to.max(0.0) / grid as f64).round();
    GuessedEnd::At(Micros((steps as u64).saturating_mul(grid)))
}

/// What a key makes of a guess; `None` for a key that moves none. `long` is with Shift.
///
/// ```
/// use explain::guess::{GuessedEnd, moved};
/// use scenario::time::Micros;
///
/// let axis = Micros::from_secs(4);
/// let end = moved("End", false, None, axis).flatten();
/// assert_eq!(end, Some(GuessedEnd::At(axis)));
/// let again = moved("End", false, end, axis).flatten();
/// assert_eq!(again, Some(GuessedEnd::Never), "beyond the end of the axis");
/// assert_eq!(moved("Enter", false, end, axis), None);
/// ```
#[must_use]
pub fn moved(key: &str, long: bool, from: Option<GuessedEnd>, axis_end: Micros) -> Option<Option<GuessedEnd>> {
    let by = step(axis_end, long);
    let at = from.and_then(GuessedEnd::at);
    let never = from == Some(GuessedEnd::Never);
    let to = match key {
        "ArrowRight" if never => GuessedEnd::Never,
        "ArrowLeft" if never => GuessedEnd::At(axis_end),
        "ArrowRight" => GuessedEnd::At(at.unwrap_or_default() + by),
        "ArrowLeft" => GuessedEnd::At(at.unwrap_or_default().since(by)),
        "Home" => GuessedEnd::At(Micros::ZERO),
        "End" if never || at >= Some(axis_end) => GuessedEnd::Never,
        "End" => GuessedEnd::At(axis_end),
        "n" | "N" if !never => GuessedEnd::Never,
        "n" | "N" | "Delete" | "Backspace" => return Some(None),
        _ => return None,
    };
    Some(Some(to))
}

/// Whether a guess is right: closer to the end than [`TOLERANCE`], or than a part of it.
#[must_use]
pub fn is_right(guessed: Micros, ended: Micros) -> bool {
    let off = Micros(guessed.0.abs_diff(ended.0));
    off <= TOLERANCE.max(Micros(ended.0 / TOLERANCE_PART))
}
