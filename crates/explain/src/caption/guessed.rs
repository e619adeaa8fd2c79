//! While ends are guessed: the question before the run, and after it the grade, with the wrong guess that teaches most.

use super::view::View;
use super::{Caption, CaptionKind, CaptionSource, Said};
use crate::guess::{
    Grade, GradedAnswers, GradedTask, GuessedEnd, MOST_GUESSED_TASKS, TOLERANCE_IN_WORDS, Verdict, rounded,
};
use recording::{Moment, TaskId};
use scenario::examples::Example;
use scenario::programs::ProgramExample;
use scenario::words;

/// How much is guessed before a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Tasks of the list.
    pub tasks: u64,
    /// Ends that are guessed, main's included.
    pub guessed: usize,
}

impl Asked {
    /// Ends that can be guessed, main's included.
    fn ends(self) -> u64 {
        self.tasks.saturating_add(1)
    }

    /// What stands by the clock: `Predict is on: nothing is foretold. 2 of 3 guessed`.
    #[must_use]
    pub fn words(self) -> String {
        let on = "Predict is on: nothing is foretold";
        if self.tasks > MOST_GUESSED_TASKS {
            return on.to_owned();
        }
        format!("{on}. {} of {} guessed", self.guessed, self.ends())
    }
}

/// The question before a run, with the title of the example. `question` is the example's own.
#[must_use]
pub fn question(title: &str, question: Option<&str>, asked: Asked) -> Caption {
    let said = if asked.tasks > MOST_GUESSED_TASKS {
        let tasks = words::thousands(asked.tasks);
        Said::new("Predict is on, so nothing is foretold.").with(format!(
            "Ends can be guessed for up to {MOST_GUESSED_TASKS} tasks, and this list has {tasks}. Run shows what happens."
        ))
    } else {
        Said::new(question.unwrap_or("When does each task end, and when does main?"))
            .with("Drag each handle to the end that you expect, or focus it and press →; past the axis, it never finishes.")
            .with("Then Run: what happens is drawn over your guess.")
    };
    let note = match asked.guessed {
        0 => title.to_owned(),
        guessed => format!("{guessed}/{} guessed", asked.ends()),
    };
    said.into_caption(CaptionKind::Question { note })
}

/// The question of an example to whoever comes to it along its path, before the run: its lesson would answer it.
#[must_use]
pub fn open_question(example: &Example) -> Caption {
    let title = example.title.clone();
    Said::new(&example.question)
        .with("Nothing is foretold: decide what you expect, then Run. The lesson follows.")
        .with("To mark the end of each task first, press Predict.")
        .into_caption(CaptionKind::Question { note: title })
}

/// The question of a program before it runs. It stands below the title, because it is longer than that of a list. `asked` is
/// whether its answers can be chosen.
#[must_use]
pub fn program_question(example: &ProgramExample, asked: bool) -> Caption {
    let what_to_do = match (asked, example.answers.is_empty()) {
        (true, _) => "Choose your answer in the Console, then press Run.",
        (false, true) => "Make up your mind, then press Run.",
        (false, false) => "Make up your mind, then press Run. To choose from answers first, press Predict.",
    };
    Said::new(&example.title)
        .with(&example.question)
        .with(what_to_do)
        .into_caption(CaptionKind::Question { note: String::new() })
}

/// The grade of the answer to the question of a program, and what was `seen` in its run.
#[must_use]
pub fn answered(grade: &GradedAnswers, seen: &str) -> Caption {
    Said::new(grade.headline())
        .with(grade.sentence())
        .with(seen)
        .into_caption(CaptionKind::Guess { score: grade.score() })
}

/// The grade of a guess, once the run has ended: of the `chosen` task, or of the guess that teaches most.
#[must_use]
pub fn guessed(source: &CaptionSource, grade: &Grade, chosen: Option<TaskId>) -> Caption {
    let view = View::new(source, Moment::end(source.trace));
    let chosen = chosen.and_then(|task| grade.task(task));
    let said = match chosen.or_else(|| grade.most_instructive()) {
        Some(graded) => one_guess(&view, graded),
        None => Said::new(all_right(grade)),
    };
    let order = grade
        .order
        .as_ref()
        .map(|order| match (&order.difference, order.elsewhere()) {
            (Some(difference), lines) => format!("{} stood elsewhere: {difference}", words::count(lines, "line")),
            (None, _) => "The order of the lines is right.".into(),
        });
    said.with(order.unwrap_or_default())
        .with(format!("Right is within {TOLERANCE_IN_WORDS}."))
        .into_caption(CaptionKind::Guess { score: grade.score() })
}

fn all_right(grade: &Grade) -> String {
    match grade.tasks.as_slice() {
        [] if grade.order.as_ref().is_some_and(|order| order.right()) => "The lines came in your order.".into(),
        [] => "The lines came in another order than you said.".into(),
        [_] => "Your guess is right.".into(),
        tasks => format!("All {} are right: each ended when you said.", tasks.len()),
    }
}

/// `B ended at 3 s, not 1 s: it could not start before A was done.`
fn one_guess(view: &View, graded: &GradedTask) -> Said {
    let GradedTask {
        task, guessed, reason, ..
    } = graded;
    let name = view.name(*task);
    let at = graded.ended.map(rounded).unwrap_or_default();
    let happened = match graded.verdict {
        Verdict::OnTime => format!("{name} ended at {at}"),
        Verdict::NeverStarted => format!("{name} never started"),
        Verdict::Unknown => format!("{name} has no end in the record"),
        Verdict::Cancelled => format!("{name} was cancelled at {at}"),
        Verdict::Failed => format!("{name} failed at {at}"),
        Verdict::TimedOut => format!("{name} timed out at {at}"),
        Verdict::Finished => format!("{name} finished at {at}"),
        Verdict::Late(_) | Verdict::Early(_) => format!("{name} ended at {at}"),
    };
    let happened = match (graded.right, guessed, graded.verdict) {
        (true, GuessedEnd::At(_), _) => format!("{happened}, as you said"),
        (true, GuessedEnd::Never, Verdict::NeverStarted) => format!("{happened}, as you said"),
        (true, GuessedEnd::Never, Verdict::Unknown) => format!("{name} never finished, as you said"),
        (true, GuessedEnd::Never, _) => format!("{happened} and never finished, as you said"),
        (false, GuessedEnd::Never, Verdict::Finished) => format!("{name} did finish, at {at}"),
        (false, GuessedEnd::Never, _) => happened,
        (_, _, Verdict::NeverStarted | Verdict::Unknown) => happened,
        (_, GuessedEnd::At(guessed), Verdict::Cancelled) => format!("{happened}, not done at {}", rounded(*guessed)),
        (_, GuessedEnd::At(guessed), _) => format!("{happened}, not {}", rounded(*guessed)),
    };
    if graded.right {
        return Said::new(format!("{happened}.")).with(super::pieces::plain(&reason.detail));
    }
    let short = format!("{happened}.");
    let whole = format!("{happened}: {}.", reason.clause);
    let fits = super::pieces::letters(&whole) <= super::LONGEST_HEADLINE;
    // Of main the clause is a part of the answer.
    let said = match (fits, *task == TaskId::MAIN) {
        (true, _) => Said::new(whole),
        (false, true) => Said::new(short),
        (false, false) => Said::new(short).with(super::pieces::plain(&reason.sentence())),
    };
    // A headline that says all of the answer needs no detail.
    if fits && reason.detail.trim_end_matches('.').eq_ignore_ascii_case(&reason.clause) {
        return said;
    }
    said.with(super::pieces::plain(&reason.detail))
}
