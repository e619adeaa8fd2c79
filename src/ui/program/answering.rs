//! The question of an example program while Predict is on: its answers to choose from before the run, and after it which was right.
//! That follows from the record ([`explain::guess::GradedAnswers`]).

use super::ProgramTab;
use crate::ui::page::focus_on;
use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use crate::ui::session::{RecordState, Session};
use crate::ui::stage::report_row;
use crate::ui::whole::when_whole;
use explain::glossary::Term;
use explain::guess::GradedAnswers;
use leptos::prelude::*;
use recording::{Folds, RunOutcome, Trace};
use scenario::programs::ProgramExample;

/// The answer of the person, and what it comes to.
#[derive(Clone, Copy)]
pub struct ProgramGuess {
    session: Session,
    example: Memo<Option<ProgramExample>>,
    /// The index of the answer that was given.
    given: RwSignal<Option<usize>>,
    has_answers: Memo<bool>,
    asks: Memo<bool>,
    grade: Memo<Option<GradedAnswers>>,
}

impl ProgramGuess {
    /// Follows the example that is open. Owned by the component that calls this.
    pub(super) fn new(session: Session, example: Memo<Option<ProgramExample>>) -> Self {
        let (guessing, record) = (session.guessing, session.record);
        let given = RwSignal::new(None);
        let title = memo(move || example.with(|example| example.as_ref().map(|example| example.title.clone())));
        when_whole(move || {
            effect(move || {
                let kept = title.with(|title| guessing.kept_answer(title.as_ref()?));
                given.set(kept);
            });
        });
        let has_answers =
            memo(move || example.with(|example| example.as_ref().is_some_and(|example| !example.answers.is_empty())));
        let asks = memo(move || {
            let planned = record.state() == RecordState::Planned;
            planned && guessing.on() && has_answers.get() && session.edit.runs_program()
        });
        let grade = memo(move || {
            let ended = matches!(record.state(), RecordState::Ran(outcome) if outcome != RunOutcome::Stopped);
            // What is played tells no more than the moment that is shown.
            if !ended || !guessing.on() || !session.playhead.live() || session.program.edited_since() {
                return None;
            }
            let given = given.get()?;
            let graded = |trace: &Trace, folds: &Folds| {
                let known = folds.history.folded() >= trace.events.len();
                let of = |example: &Option<ProgramExample>| {
                    GradedAnswers::of(&example.as_ref()?.answers, given, trace, folds)
                };
                known.then(|| example.with(of)).flatten()
            };
            record.with_growth(graded).flatten()
        });
        Self {
            session,
            example,
            given,
            has_answers,
            asks,
            grade,
        }
    }

    /// Whether the open example has answers to choose from. Tracked.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        self.has_answers.get()
    }

    /// Whether the person is asked: Predict is on, and the example has not run. Tracked.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.asks.get()
    }

    /// The grade of the answer, once the run has been played. Tracked.
    #[must_use]
    pub fn grade(&self) -> Option<GradedAnswers> {
        self.grade.get()
    }

    /// What stands by the clock. Tracked. Not inlined, so that the first part of the program does not have it.
    #[must_use]
    #[inline(never)]
    pub fn words(&self) -> Option<String> {
        if self.asks() {
            let answered = if self.given.with(Option::is_some) { 1 } else { 0 };
            return Some(format!("Predict is on. {answered} of 1 guessed"));
        }
        self.grade.with(|grade| grade.as_ref().map(GradedAnswers::score))
    }

    /// Takes the answer back, and the run with which it was compared.
    pub fn ask_again(&self) {
        self.give(None);
        self.session.clear();
        focus_on_the_answers();
    }

    fn give(&self, answer: Option<usize>) {
        self.given.set(answer);
        self.example.with_untracked(|example| {
            if let Some(example) = example {
                self.session.guessing.keep_answer(&example.title, answer);
            }
        });
    }
}

/// They come into the page in this turn.
pub fn focus_on_the_answers() {
    request_animation_frame(|| focus_on(".answer > input:checked, .answers:not(:has(:checked)) input"));
}

/// The question with its answers before the run, and what became of the answer after it, at the head of the Console.
#[component]
pub fn ProgramAnswers(
    /// The program's place.
    program_tab: ProgramTab,
) -> impl IntoView {
    let guess = program_tab.guess;
    let question = move || {
        guess.example.with(|example| {
            let example = example.as_ref()?;
            let answer = |(index, answer): (usize, &scenario::programs::ProgramAnswer)| {
                view! {
                    <label class="answer">
                        <input
                            type="radio"
                            name="answer"
                            prop:checked=move || guess.given.get() == Some(index)
                            on:change=move |_| guess.give(Some(index))
                        />
                        <span>{answer.text.clone()}</span>
                    </label>
                }
                .into_any()
            };
            let answers = example.answers.iter().enumerate().map(answer).collect::<Vec<_>>();
            let question = example.question.clone();
            Some(view! {
                <fieldset class="answers">
                    <legend class="guess-lines-title"><span data-explains=Term::AnswerGuess.id()>{question}</span></legend>
                    {answers}
                </fieldset>
            }.into_any())
        })
    };
    let report = move || {
        guess.grade.with(|grade| {
            let grade = grade.as_ref()?;
            let answer = |index: usize| grade.answers[index].clone();
            let given = report_row(grade.is_right(), "You said".to_owned(), answer(grade.given), None);
            let right = grade.right.filter(|_| !grade.is_right());
            let right = right.map(|right| report_row(true, "It is".to_owned(), answer(right), None));
            let rows = std::iter::once(given).chain(right).collect::<Vec<_>>();
            let title = format!("Your guess: {}", grade.score());
            Some(
                view! {
                    <section class="guess-report" aria-label="Your guess">
                        <h2 class="guess-lines-title" data-explains=Term::YourGuess.id()>{title}</h2>
                        <ul class="guess-report-list">{rows}</ul>
                    </section>
                }
                .into_any(),
            )
        })
    };
    move || if guess.asks() { question() } else { report() }
}
