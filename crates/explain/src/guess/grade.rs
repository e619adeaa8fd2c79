//! The comparison of a guess with a record that has ended.

use super::lines::{GuessedLine, LineOrder, grade_order, guessed_lines};
use super::reason::{Reason, reason};
use super::{Guess, GuessedEnd, TOLERANCE_IN_WORDS, is_right};
use recording::{AttemptFailure, CancelReason, EventKind, Folds, State, TaskId, Trace};
use scenario::time::Micros;
use scenario::words::{self, length};

/// A guess, graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// Every task with a guess, main first.
    pub tasks: Vec<GradedTask>,
    /// The lines that were ordered.
    pub lines: Vec<GuessedLine>,
    /// Their order; `None` if it was not part of the guess.
    pub order: Option<LineOrder>,
}

/// The guess about one task, graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradedTask {
    /// The task.
    pub task: TaskId,
    /// When it was guessed to end.
    pub guessed: GuessedEnd,
    /// When it ended, however; `None` if it did not.
    pub ended: Option<Micros>,
    /// Whether the guess is right.
    pub right: bool,
    /// What happened, against the guess.
    pub verdict: Verdict,
    /// What the difference comes from. Of a right guess, why it ended when it did.
    pub reason: Reason,
}

/// What happened, against the guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It ended when it was guessed to, however it did.
    OnTime,
    /// It returned, and was guessed never to.
    Finished,
    /// It returned later than guessed, by so much.
    Late(Micros),
    /// It returned sooner than guessed, by so much.
    Early(Micros),
    /// It did not return: it was cancelled, at another time than guessed or as guessed.
    Cancelled,
    /// It did not return: it failed, at another time than guessed or as guessed.
    Failed,
    /// It did not return: its last attempt outlasted its timeout, at another time than guessed or as guessed.
    TimedOut,
    /// It was never started.
    NeverStarted,
    /// Its end is not in the record.
    Unknown,
}

impl Verdict {
    /// In a word or two, for the gutter.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::OnTime => "right".into(),
            Self::Finished => "finished".into(),
            Self::Late(by) => format!("{} later", rounded(by)),
            Self::Early(by) => format!("{} sooner", rounded(by)),
            Self::Cancelled => "cancelled".into(),
            Self::Failed => "failed".into(),
            Self::TimedOut => "timed out".into(),
            Self::NeverStarted => "never started".into(),
            Self::Unknown => "no end".into(),
        }
    }
}

/// Grades a guess. `folds` are of the whole record. `None` for a recording of another program, and if nothing was
/// guessed.
///
/// ```
/// use explain::guess::{Guess, GuessedEnd, Verdict, grade};
/// use recording::{FoldDepth, Folds, TaskId};
/// use scenario::{link, time::Micros};
///
/// let trace = runtime::simulate(&link::read("tasks=2,1&await=one-by-one").scenario);
/// let mut folds = Folds::default();
/// while !folds.extend(&trace, FoldDepth::Everything, || false) {}
/// let mut guess = Guess::default();
/// guess.set_end(TaskId(2), Some(GuessedEnd::At(Micros::from_secs(1))));
/// let grade = grade(&guess, &trace, &folds).expect("one task is guessed");
/// assert_eq!(grade.tasks[0].verdict, Verdict::Late(Micros::from_secs(2)));
/// assert_eq!(grade.tasks[0].reason.clause, "it could not start before A was done");
/// ```
#[must_use]
pub fn grade(guess: &Guess, trace: &Trace, folds: &Folds) -> Option<Grade> {
    let scenario = trace.scenario()?;
    let tasks: Vec<GradedTask> = trace
        .tasks
        .ids()
        .filter_map(|task| Some(graded(trace, folds, task, guess.end(task)?)))
        .collect();
    let lines = guessed_lines(scenario);
    let order = grade_order(guess, &lines, trace);
    (!tasks.is_empty() || order.is_some()).then_some(Grade { tasks, lines, order })
}

impl Grade {
    /// How many of the guessed tasks are right.
    #[must_use]
    pub fn right(&self) -> usize {
        self.tasks.iter().filter(|task| task.right).count()
    }

    /// The guess about this task, graded.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<&GradedTask> {
        self.tasks.iter().find(|graded| graded.task == task)
    }

    /// `1 of 3 right`; of a guess about nothing but the order, `order right` or `2 lines elsewhere`.
    #[must_use]
    pub fn score(&self) -> String {
        let whole = self.whole_score();
        whole
            .split_once(", ")
            .map_or(whole.clone(), |(ends, _)| ends.to_owned())
    }

    /// `1 of 3 right`, and of the order `order right` or `2 lines elsewhere`.
    #[must_use]
    pub fn whole_score(&self) -> String {
        let ends = (!self.tasks.is_empty()).then(|| format!("{} of {} right", self.right(), self.tasks.len()));
        let order = self.order.as_ref().map(|order| match order.elsewhere() {
            0 => "order right".to_owned(),
            lines => format!("{} elsewhere", words::count(lines, "line")),
        });
        ends.into_iter().chain(order).collect::<Vec<_>>().join(", ")
    }

    /// The wrong guess that teaches most: the one with the most telling cause, and of those the one that is furthest off.
    #[must_use]
    pub fn most_instructive(&self) -> Option<&GradedTask> {
        let wrong = self.tasks.iter().filter(|graded| !graded.right);
        wrong.max_by_key(|graded| {
            let times = graded.ended.zip(graded.guessed.at());
            let off = times.map_or(u64::MAX, |(ended, guessed)| ended.0.abs_diff(guessed.0));
            (graded.reason.weight, off, std::cmp::Reverse(graded.task))
        })
    }
}

impl GradedTask {
    /// `right: 2 s`, `3 s, you said 1 s`, `cancelled at 1 s, you said 3 s`: beside the end of the bar.
    #[must_use]
    pub fn beside_the_bar(&self) -> String {
        let ended = self.ended.map(rounded);
        let happened = match (self.verdict, &ended) {
            (Verdict::OnTime | Verdict::Late(_) | Verdict::Early(_), Some(ended)) => ended.clone(),
            (other, Some(ended)) => format!("{} at {ended}", other.words()),
            (other, None) => other.words(),
        };
        if self.right {
            format!("right: {happened}")
        } else {
            format!("{happened}, you said {}", self.guessed.words())
        }
    }

    /// The whole verdict in a sentence or two, for a tooltip and for assistive technology.
    #[must_use]
    pub fn sentence(&self, name: &str) -> String {
        let beside = self.beside_the_bar();
        match self.guessed {
            GuessedEnd::At(_) if self.right => format!("{name}: {beside}, within {TOLERANCE_IN_WORDS}."),
            GuessedEnd::Never if self.right => format!("{name}: {beside}. It never finished, as you said."),
            _ => format!("{name}: {beside}. {}", self.reason.sentence()),
        }
    }
}

/// A length as people guess it: to 50 ms, or of one below a second to 5 ms. What is smaller is the browser's.
#[must_use]
pub fn rounded(exact: Micros) -> String {
    let to = match exact {
        Micros(0..1_000) => 1,
        Micros(1_000..50_000) => 1_000,
        Micros(50_000..1_000_000) => 5_000,
        _ => 50_000,
    };
    length(Micros(exact.0.saturating_add(to / 2) / to * to))
}

fn graded(trace: &Trace, folds: &Folds, task: TaskId, guessed: GuessedEnd) -> GradedTask {
    let lane = folds.history.lanes.lane(trace, task);
    let end = lane.as_ref().and_then(|lane| lane.end());
    let ended = end.map(|end| end.at);
    let verdict = match (end, guessed) {
        (None, _) if lane.is_none_or(|lane| lane.spawned().is_none()) && trace.outcome.is_some() => {
            Verdict::NeverStarted
        }
        (None, _) => Verdict::Unknown,
        (Some(end), GuessedEnd::At(guessed)) if is_right(guessed, end.at) => Verdict::OnTime,
        (Some(end), _) => match (end.how.state(), guessed) {
            (State::Failed, _) if timed_out(trace, folds, task).is_some() => Verdict::TimedOut,
            (State::Failed, _) => Verdict::Failed,
            (State::Cancelled | State::Destroyed, _) => Verdict::Cancelled,
            (_, GuessedEnd::Never) => Verdict::Finished,
            (_, GuessedEnd::At(guessed)) if end.at > guessed => Verdict::Late(end.at - guessed),
            (_, GuessedEnd::At(guessed)) => Verdict::Early(guessed - end.at),
        },
    };
    let right = match guessed {
        GuessedEnd::At(_) => verdict == Verdict::OnTime,
        GuessedEnd::Never => never_finished(trace, folds, task, verdict),
    };
    GradedTask {
        task,
        guessed,
        ended,
        right,
        verdict,
        reason: reason(trace, folds, task, guessed, verdict),
    }
}

/// Whether a task did not finish, by the program’s own doing: what the person ended proves nothing.
fn never_finished(trace: &Trace, folds: &Folds, task: TaskId, verdict: Verdict) -> bool {
    match verdict {
        Verdict::Failed | Verdict::TimedOut | Verdict::NeverStarted => true,
        Verdict::Cancelled => {
            let why = cancelled_by(trace, folds, task);
            !matches!(why, Some(CancelReason::User | CancelReason::Stop))
        }
        // Where nothing can run any more, it has no end.
        Verdict::Unknown => trace.outcome.is_some() && trace.truncation().is_none(),
        Verdict::OnTime | Verdict::Finished | Verdict::Late(_) | Verdict::Early(_) => false,
    }
}

/// Why a task was cancelled.
pub fn cancelled_by(trace: &Trace, folds: &Folds, task: TaskId) -> Option<CancelReason> {
    let request = folds.causes.cancel_of(task)?;
    match trace.events.get(request)?.kind {
        EventKind::CancelRequested { why, .. } => Some(why),
        _ => None,
    }
}

/// The timeout of the last attempt of a task that failed because of it, as the index of its event.
pub fn timed_out(trace: &Trace, folds: &Folds, task: TaskId) -> Option<usize> {
    let mut own = folds.causes.events_of(trace, task).rev();
    let (index, why) = own.find_map(|index| match trace.events.get(index)?.kind {
        EventKind::AttemptFailed { why, .. } => Some((index, why)),
        _ => None,
    })?;
    (why == AttemptFailure::Timeout).then_some(index)
}
