//! The guess of the person about the next run. While Predict is on, nothing is foretold: the person says when each task
//! ends, and after the run the guess is graded. The guess about each list is kept until the tab is closed.

use super::prediction::Predicted;
use super::record::{Record, RecordState};
use crate::ui::edit::Edit;
use crate::ui::page::is_embedded;
use crate::ui::reactive::{Handle, Memo, RwSignal, effect, lasting, memo};
use crate::ui::whole::when_whole;
use explain::caption::Asked;
use explain::guess::{self, Grade, Guess, GuessedEnd, GuessedLine, can_be_guessed, guessed_lines};
use leptos::prelude::*;
use recording::TaskId;
use scenario::time::Micros;
use scenario::{Scenario, Speed, link};

/// The key of the guesses in the tab's storage.
const STORAGE_KEY: &str = "futurescope-guesses";
/// Guesses about so many lists are kept.
const MOST_KEPT: usize = 32;

/// Whether the person guesses, and the guess. Copies are handles to the same state.
pub type Guessing = Handle<GuessingParts>;

/// The parts of [`Guessing`].
pub struct GuessingParts {
    on: RwSignal<bool>,
    guess: RwSignal<Guess>,
    /// The list that the guess is about, as a link; `None` for one that is not guessed.
    list: Memo<Option<String>>,
    asks: Memo<bool>,
    withholds: Memo<bool>,
    lines: Memo<Vec<GuessedLine>>,
    axis_end: Memo<Micros>,
    grade: Memo<Option<Grade>>,
    edit: Edit,
    predicted: Predicted,
    kept: StoredValue<Vec<KeptGuess>, LocalStorage>,
}

/// The guess about a list.
#[derive(Clone, PartialEq)]
struct KeptGuess {
    list: String,
    guess: String,
}

impl Guessing {
    /// Follows the editor and the record; `on` is whether the person guesses. Owned by the component that calls this.
    pub(super) fn new(on: RwSignal<bool>, record: Record, edit: Edit, predicted: Predicted) -> Self {
        let scenario = predicted.readable();
        let list = memo(move || {
            if edit.runs_program() {
                return None; // it has a question of its own, or none
            }
            scenario.with(|scenario| scenario.as_ref().filter(|it| can_be_guessed(it)).map(without_speed))
        });
        let asks = memo(move || on.get() && record.state() == RecordState::Planned && list.with(Option::is_some));
        let withholds = memo(move || record.state() == RecordState::Planned && !predicted.foretells());
        let lines = memo(move || {
            let of = |scenario: &Option<Scenario>| scenario.as_ref().map(guessed_lines).unwrap_or_default();
            scenario.with(of)
        });
        let axis_end = memo(move || {
            if edit.runs_program() {
                return Micros::ZERO;
            }
            scenario.with(|scenario| match scenario {
                Some(scenario) if can_be_guessed(scenario) => guess::axis_end(scenario),
                Some(scenario) => scenario.rough_length(),
                None => Micros::ZERO,
            })
        });
        let guess = RwSignal::new(Guess::default());
        let grade = memo(move || {
            let over = matches!(record.state(), RecordState::Ended(_)) && !predicted.stale();
            if !on.get() || !over {
                return None;
            }
            let graded = record.with_causes(|trace, folds| {
                let known = folds.causes.folded() >= trace.events.len();
                known
                    .then(|| guess.with(|guess| guess::grade(guess, trace, folds)))
                    .flatten()
            });
            graded.flatten()
        });
        let guessing = lasting(GuessingParts {
            on,
            guess,
            list,
            asks,
            withholds,
            lines,
            axis_end,
            grade,
            edit,
            predicted,
            kept: StoredValue::new_local(read_kept()),
        });
        when_whole(move || guessing.follow_the_list(record, edit));
        guessing
    }

    /// Whether Predict is on. Tracked.
    #[must_use]
    pub fn on(&self) -> bool {
        self.on.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn on_untracked(&self) -> bool {
        self.on.get_untracked()
    }

    /// Whether the person guesses about the list: Predict is on, and Run does not run a program. Tracked.
    #[must_use]
    pub fn about_the_list(&self) -> bool {
        self.on.get() && !self.edit.runs_program()
    }

    /// Switches Predict on or off. The guess is kept.
    pub fn set(&self, on: bool) {
        if self.on.get_untracked() != on {
            self.on.set(on);
        }
    }

    /// Switches Predict.
    pub fn switch(&self) {
        self.on.update(|on| *on = !*on);
    }

    /// Whether the person is asked for ends: nothing has run, and the list is short enough. Tracked.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.asks.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn asks_untracked(&self) -> bool {
        self.asks.get_untracked()
    }

    /// Whether nothing has run and what will happen is not to be told: Predict is on, or an example asks its question. Tracked.
    #[must_use]
    pub fn withholds(&self) -> bool {
        self.withholds.get()
    }

    /// Calls `look` with the guess. Tracked.
    pub fn with<T>(&self, look: impl FnOnce(&Guess) -> T) -> T {
        self.guess.with(look)
    }

    /// The same, not tracked.
    pub fn with_untracked<T>(&self, look: impl FnOnce(&Guess) -> T) -> T {
        self.guess.with_untracked(look)
    }

    /// When this task is guessed to end. Tracked.
    #[must_use]
    pub fn end(&self, task: TaskId) -> Option<GuessedEnd> {
        self.guess.with(|guess| guess.end(task))
    }

    /// How much is guessed of what can be. Tracked.
    #[must_use]
    pub fn asked(&self) -> Asked {
        let readable = self.predicted.readable();
        let tasks = readable.with(|scenario| scenario.as_ref().map_or(0, |scenario| scenario.tasks.count()));
        let lanes = usize::try_from(tasks).unwrap_or(usize::MAX).saturating_add(1);
        let guessed = self.guess.with(|guess| guess.count(lanes));
        Asked { tasks, guessed }
    }

    /// The lines whose order can be guessed; none of a long list.
    #[must_use]
    pub fn lines(&self) -> Memo<Vec<GuessedLine>> {
        self.lines
    }

    /// How long an axis has to be on which the ends are guessed: the same however main awaits. Tracked.
    #[must_use]
    pub fn axis_end(&self) -> Micros {
        self.axis_end.get().max(self.guess.with(Guess::latest))
    }

    /// The same, not tracked.
    #[must_use]
    pub fn axis_end_untracked(&self) -> Micros {
        let latest = self.guess.with_untracked(Guess::latest);
        self.axis_end.get_untracked().max(latest)
    }

    /// The grade of the guess, once the run has ended.
    #[must_use]
    pub fn grade(&self) -> Memo<Option<Grade>> {
        self.grade
    }

    /// Guesses the end of a task, or takes the guess back.
    pub fn set_end(&self, task: TaskId, end: Option<GuessedEnd>) {
        if self.guess.with_untracked(|guess| guess.end(task)) != end {
            self.change(|guess| guess.set_end(task, end));
        }
    }

    /// Moves a line of the guessed order.
    pub fn move_line(&self, from: usize, to: usize) {
        let count = self.lines.with_untracked(Vec::len);
        self.change(|guess| guess.move_line(from, to, count));
    }

    /// Makes the order that is shown part of the guess, or takes it out.
    pub fn set_order(&self, guessed: bool) {
        let count = self.lines.with_untracked(Vec::len);
        self.change(|guess| {
            if guessed {
                guess.confirm_order(count);
            } else {
                guess.clear_order();
            }
        });
    }

    /// The index of the answer that was given to the question of the example program with this title, and is kept.
    #[must_use]
    pub fn kept_answer(&self, title: &str) -> Option<usize> {
        let key = key_of_program(title);
        self.kept
            .with_value(|kept| kept.iter().find(|kept| kept.list == key)?.guess.parse().ok())
    }

    /// Keeps the answer to the question of the example program with this title, as guesses are kept; or forgets it.
    pub fn keep_answer(&self, title: &str, answer: Option<usize>) {
        let kept = KeptGuess {
            list: key_of_program(title),
            guess: answer.map_or_else(String::new, |answer| answer.to_string()),
        };
        self.keep(kept);
    }

    /// Takes the whole guess back.
    pub fn clear(&self) {
        self.change(|guess| *guess = Guess::default());
    }

    fn change(&self, change: impl FnOnce(&mut Guess)) {
        if !self.asks.get_untracked() && !self.grade.with_untracked(Option::is_some) {
            return;
        }
        self.guess.update(change);
        if let Some(list) = self.list.get_untracked() {
            let guess = self.guess.with_untracked(Guess::to_text);
            self.keep(KeptGuess { list, guess });
        }
    }

    /// Another list has its own guess. One that is edited before a run keeps the guess until it has one of its own.
    fn follow_the_list(self, record: Record, edit: Edit) {
        let before = StoredValue::new_local(None::<(String, u32)>);
        let series = memo(move || record.id().series());
        effect(move || {
            edit.example.track();
            let now = self.list.get();
            let series = series.get();
            let Some(now) = now else { return };
            let was = before.get_value();
            before.set_value(Some((now.clone(), series)));
            if was.as_ref().is_some_and(|(list, _)| *list == now) {
                return;
            }
            let kept = self.kept.with_value(|kept| {
                let found = kept.iter().find(|kept| kept.list == now);
                found.map(|kept| Guess::from_text(&kept.guess))
            });
            let run = untrack(|| record.state()) != RecordState::Planned;
            let still_the_same = !run && was.is_some_and(|(_, before)| before == series);
            if kept.is_some() || !still_the_same {
                self.guess.set(kept.unwrap_or_default());
            }
        });
    }

    fn keep(&self, guess: KeptGuess) {
        self.kept.try_update_value(|kept| {
            kept.retain(|it| it.list != guess.list);
            let is_answer = guess.list.starts_with(OF_PROGRAM) && !guess.guess.is_empty();
            if is_answer || !Guess::from_text(&guess.guess).is_empty() {
                kept.push(guess);
            }
            let over = kept.len().saturating_sub(MOST_KEPT);
            kept.drain(..over);
            write_kept(kept);
        });
    }
}

/// Begins the key of the answer to the question of a program. No link begins with it.
const OF_PROGRAM: &str = "program ";

fn key_of_program(title: &str) -> String {
    format!("{OF_PROGRAM}{title}")
}

/// The scenario as a link. The speed changes no end.
fn without_speed(scenario: &Scenario) -> String {
    link::write(&Scenario {
        speed: Speed::default(),
        ..scenario.clone()
    })
}

/// One guess a line: `guess#list`.
fn read_kept() -> Vec<KeptGuess> {
    let storage = window().session_storage().ok().flatten();
    let kept = storage.and_then(|storage| storage.get_item(STORAGE_KEY).ok().flatten());
    let one = |line: &str| {
        let (guess, list) = line.split_once('#')?;
        Some(KeptGuess {
            list: list.to_owned(),
            guess: guess.to_owned(),
        })
    };
    kept.unwrap_or_default().lines().filter_map(one).collect()
}

/// If storage is disabled, and in a page that is embedded in another, the guesses last until the page is left.
fn write_kept(kept: &[KeptGuess]) {
    if is_embedded() {
        return;
    }
    let lines: Vec<String> = kept
        .iter()
        .map(|kept| format!("{}#{}", kept.guess, kept.list))
        .collect();
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(STORAGE_KEY, &lines.join("\n"));
    }
}
