//! The state of the editor, as signals: the task list's text, the policy, the modifiers. Parses them into a
//! [`Scenario`], if all are valid. Does not know runs.

pub mod cells;
pub mod field;
pub mod history;
mod typed;

pub use cells::{CellError, CellErrors, Column};
pub use field::{Field, FieldView};
pub use history::{EditGroup, EditHistory};

use crate::ui::reactive::{Handle, Memo, RwSignal, lasting, memo};
use ::kept::WorkKind;
use leptos::prelude::{Callable, Callback};
use scenario::draft::Draft;
use scenario::examples::{Example, Library};
use scenario::{Item, Leftovers, Policy, Quantity, Scenario, Speed, TimerMode, Unit, link, modifiers};
use std::num::NonZeroU32;

/// Everything that can be edited, with one signal for each part that changes separately on screen. Copies are handles
/// to the same state.
pub type Edit = Handle<EditParts>;

/// The parts of [`Edit`].
pub struct EditParts {
    /// The task list's text, which both the table and the text view show.
    pub draft: RwSignal<Draft>,
    /// Invalid input in cells of the table; the draft still has the previous values.
    pub cell_errors: RwSignal<CellErrors>,
    /// The policy: how main awaits.
    pub policy: RwSignal<Policy>,
    /// `Limit`.
    pub limit: Field<Option<NonZeroU32>>,
    /// `Timeout`.
    pub timeout: Field<Option<Quantity>>,
    /// `Deadline`.
    pub deadline: Field<Option<Quantity>>,
    /// `Retries`.
    pub retry: Field<u32>,
    /// `Backoff`.
    pub backoff: Field<Quantity>,
    /// The speed of runs and replays, which the transport chooses.
    pub speed: RwSignal<Speed>,
    /// `Seed`.
    pub seed: Field<u32>,
    /// The chosen unit, tasks or futures; [`Policy::Spawn`] always makes tasks.
    pub unit: RwSignal<Unit>,
    /// What happens to leftovers.
    pub leftovers: RwSignal<Leftovers>,
    /// How sleeps use the browser's timers.
    pub timers: RwSignal<TimerMode>,
    /// The examples that the page offers.
    pub library: RwSignal<Library>,
    /// The example that was opened last, as an index into the library; `None` for the user's own scenario.
    pub example: RwSignal<Option<usize>>,
    /// The example to which the person has come along its path and that has not run since.
    asked: RwSignal<Option<usize>>,
    /// The Python program as typed; empty if there is none. Its own editor has its steps for undo.
    pub program: RwSignal<String>,
    /// What the program is to read from its standard input, as typed. No link holds it.
    pub input: RwSignal<String>,
    /// What Run runs: the list, or the program.
    pub kind: RwSignal<WorkKind>,
    /// The steps for undo and redo.
    pub history: EditHistory,
    scenario: Memo<Option<Scenario>>,
    edited: Memo<bool>,
}

impl Edit {
    /// Signals that show `first`, owned by the component that calls this. `library` has the examples to recognise it by.
    #[must_use]
    pub fn new(first: &Scenario, library: Library) -> Self {
        let draft = RwSignal::new(Draft::new(text_of(first)));
        let cell_errors = RwSignal::new(CellErrors::default());
        let policy = RwSignal::new(first.policy);
        let limit = Field::new(first.limit, modifiers::read_limit, |limit| {
            modifiers::write_limit(*limit)
        });
        let timeout = Field::new(first.timeout.clone(), modifiers::read_timeout, write_duration);
        let deadline = Field::new(first.deadline.clone(), modifiers::read_deadline, write_duration);
        let retry = Field::new(first.retry, modifiers::read_retry, u32::to_string);
        let backoff = Field::new(first.backoff.clone(), modifiers::read_backoff, Quantity::to_string);
        let speed = RwSignal::new(first.speed);
        let seed = Field::new(first.seed, modifiers::read_seed, u32::to_string);
        let unit = RwSignal::new(first.unit);
        let leftovers = RwSignal::new(first.leftovers);
        let timers = RwSignal::new(first.timers);
        let example = RwSignal::new(example_of(first, &library));
        let library = RwSignal::new(library);
        let scenario = memo(move || {
            let tasks = draft.with(|draft| draft.readable().then(|| draft.list().clone()))?;
            if cell_errors.with(|cell_errors| !cell_errors.is_empty()) {
                return None;
            }
            let policy = policy.get();
            Some(Scenario {
                tasks,
                policy,
                limit: limit.read()?,
                timeout: timeout.read()?,
                deadline: deadline.read()?,
                retry: retry.read()?,
                backoff: backoff.read()?,
                seed: seed.read()?,
                unit: if policy == Policy::Spawn {
                    Unit::Task
                } else {
                    unit.get()
                },
                leftovers: leftovers.get(),
                timers: timers.get(),
                speed: speed.get(),
            })
        });
        let edited = memo(move || {
            let Some(index) = example.get() else { return false };
            let opened = library.with(|library| Some(link::read(&library.example(index)?.link).scenario));
            let Some(opened) = opened else { return false };
            scenario.with(|scenario| scenario.as_ref() != Some(&opened))
        });
        let edit = lasting(EditParts {
            draft,
            cell_errors,
            policy,
            limit,
            timeout,
            deadline,
            retry,
            backoff,
            speed,
            seed,
            unit,
            leftovers,
            timers,
            library,
            example,
            asked: RwSignal::new(None),
            program: RwSignal::new(String::new()),
            input: RwSignal::new(String::new()),
            kind: RwSignal::new(WorkKind::List),
            history: EditHistory::new(),
            scenario,
            edited,
        });
        edit.follow_changes();
        edit
    }

    /// The current scenario; `None` while the text or a field is invalid. It may have no tasks. Tracked.
    #[must_use]
    pub fn scenario(&self) -> Option<Scenario> {
        self.scenario.get()
    }

    /// The same as a signal, which can be read without a copy.
    #[must_use]
    pub fn scenario_signal(&self) -> Memo<Option<Scenario>> {
        self.scenario
    }

    /// Whether the scenario differs from the example that was opened. Tracked.
    #[must_use]
    pub fn edited(&self) -> bool {
        self.edited.get()
    }

    /// Whether Run runs the program and not the list. Tracked.
    #[must_use]
    pub fn runs_program(&self) -> bool {
        self.kind.get() == WorkKind::Program
    }

    /// The example that was opened last, edited or not. Tracked.
    #[must_use]
    pub fn open_example(&self) -> Option<Example> {
        let index = self.example.get()?;
        self.library.with(|library| library.example(index).cloned())
    }

    /// The open example, which is a lesson; `None` once it has been edited. Tracked.
    #[must_use]
    pub fn lesson(&self) -> Option<Example> {
        self.open_example().filter(|_| !self.edited() && !self.runs_program())
    }

    /// The index of that example. Tracked.
    #[must_use]
    pub fn lesson_index(&self) -> Option<usize> {
        self.lesson().and_then(|_| self.example.get())
    }

    /// Whether the question of the open example is to be answered by a run, and so neither the lesson nor what will happen is
    /// told. Tracked.
    #[must_use]
    pub fn question_is_open(&self) -> bool {
        let asked = self.asked.get();
        asked.is_some() && asked == self.example.get() && !self.edited() && !self.runs_program()
    }

    /// Asks the question of the open example, if it has one.
    pub fn ask_its_question(&self) {
        let index = self.example.get_untracked();
        let has_question = |index: &usize| {
            let of = |library: &Library| Some(!library.example(*index)?.question.is_empty());
            self.library.with_untracked(of).unwrap_or_default()
        };
        self.asked.set(index.filter(has_question));
    }

    /// Asks no longer: the example has run, or the person wants to be told.
    pub fn close_its_question(&self) {
        if self.asked.with_untracked(Option::is_some) {
            self.asked.set(None);
        }
    }

    /// Replaces everything by another scenario.
    pub fn open(&self, scenario: &Scenario) {
        self.close_its_question();
        self.kind.set(WorkKind::List);
        self.draft.set(Draft::new(text_of(scenario)));
        self.cell_errors.set(CellErrors::default());
        self.policy.set(scenario.policy);
        self.limit.open(scenario.limit);
        self.timeout.open(scenario.timeout.clone());
        self.deadline.open(scenario.deadline.clone());
        self.retry.open(scenario.retry);
        self.backoff.open(scenario.backoff.clone());
        self.speed.set(scenario.speed);
        self.seed.open(scenario.seed);
        self.unit.set(scenario.unit);
        self.leftovers.set(scenario.leftovers);
        self.timers.set(scenario.timers);
        self.example
            .set(self.library.with_untracked(|library| example_of(scenario, library)));
    }

    /// Opens the program of a link, if it has one: Run runs it then. It has nothing to read.
    pub fn open_program(&self, program: Option<&str>) {
        if let Some(program) = program {
            self.program.set(program.to_owned());
            self.input.set(String::new());
            self.kind.set(WorkKind::Program);
        }
    }

    /// A field in which all typing between focus and blur is one step of undo.
    #[must_use]
    pub fn with_steps(&self, label: &'static str, field: FieldView) -> FieldView {
        let edit = *self;
        let group = EditGroup::Field(label);
        FieldView {
            type_in: Callback::new(move |text| edit.grouped(group, || field.type_in.run(text))),
            leave: Callback::new(move |()| {
                edit.grouped(group, || field.leave.run(()));
                edit.end_group();
            }),
            ..field
        }
    }

    /// Replaces the text of the whole list, valid or not.
    pub fn write_text(&self, text: String) {
        self.draft.update(|draft| draft.set_text(text));
        self.cell_errors.update(CellErrors::clear);
    }

    /// Appends a task of 1 s and returns its index; `None` if the list is full or invalid.
    pub fn add(&self) -> Option<usize> {
        let index = self.draft.with_untracked(|draft| draft.list().items.len());
        self.draft
            .try_update(|draft| draft.insert(index, Item::of(Quantity::seconds(1))))?
            .then_some(index)
    }

    /// Replaces the item at `index`. Returns whether it was possible.
    pub fn set_item(&self, index: usize, item: Item) -> bool {
        self.draft
            .try_update(|draft| draft.set_item(index, item))
            .unwrap_or(false)
    }

    /// Inserts a copy of the item after it. Returns whether it was possible.
    pub fn duplicate(&self, index: usize) -> bool {
        let made = self.draft.try_update(|draft| draft.duplicate(index)).unwrap_or(false);
        if made {
            self.cell_errors.update(|cell_errors| cell_errors.inserted(index + 1));
        }
        made
    }

    /// Removes the item. Returns whether it was possible.
    pub fn remove(&self, index: usize) -> bool {
        let made = self.draft.try_update(|draft| draft.remove(index)).unwrap_or(false);
        if made {
            self.cell_errors.update(|cell_errors| cell_errors.removed(index));
        }
        made
    }

    /// Moves the item at `from` to the index `to`. Returns whether it was possible.
    pub fn move_item(&self, from: usize, to: usize) -> bool {
        let made = self
            .draft
            .try_update(|draft| draft.move_item(from, to))
            .unwrap_or(false);
        if made {
            self.cell_errors.update(|cell_errors| cell_errors.moved(from, to));
        }
        made
    }
}

/// Lists of more items than this are easier to read with one item on each line.
const MOST_ON_ONE_LINE: usize = 3;

/// The list as text: a short list without names on one line, others with one item on each line.
fn text_of(scenario: &Scenario) -> String {
    let items = &scenario.tasks.items;
    let plain = items.len() <= MOST_ON_ONE_LINE && items.iter().all(|item| item.name.is_none());
    let separator = if plain { ", " } else { "\n" };
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(separator)
}

fn example_of(scenario: &Scenario, library: &Library) -> Option<usize> {
    library.with_link(&link::write(scenario))
}

fn write_duration(duration: &Option<Quantity>) -> String {
    modifiers::write_timeout(duration.as_ref())
}
