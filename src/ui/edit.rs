//! What the person has on the page, as signals: the task list's text, the policy, the modifiers. Parses at the edge; what
//! comes out is a [`Scenario`] or nothing. Knows no run.

pub mod cells;
pub mod field;
pub mod history;
mod typed;

pub use cells::{CellError, CellErrors, Column};
pub use field::{Field, FieldView};
pub use history::{EditGroup, EditHistory};

use crate::ui::reactive::{Memo, RwSignal, memo};
use leptos::prelude::{Callable, Callback};
use scenario::draft::Draft;
use scenario::examples::EXAMPLES;
use scenario::{Item, Leftovers, Policy, Quantity, Scenario, Speed, TimerMode, Unit, link, modifiers};
use std::num::NonZeroU32;

/// Everything that can be edited, each at the grain of what changes on screen. Copies are handles to the same thing.
#[derive(Clone, Copy)]
pub struct Edit {
    /// The task list's text, which table and text both show.
    pub draft: RwSignal<Draft>,
    /// What is typed in the table and cannot be taken; the draft still has what was there before.
    pub cell_errors: RwSignal<CellErrors>,
    /// How main awaits.
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
    /// `Speed`.
    pub speed: Field<Speed>,
    /// `Seed`.
    pub seed: Field<u32>,
    /// Tasks or futures, as chosen; [`Policy::Spawn`] makes tasks all the same.
    pub unit: RwSignal<Unit>,
    /// What becomes of leftovers.
    pub leftovers: RwSignal<Leftovers>,
    /// How sleeps are put to the browser.
    pub timers: RwSignal<TimerMode>,
    /// The example that was opened last, by its place in [`EXAMPLES`]; `None` for a scenario of one's own.
    pub example: RwSignal<Option<usize>>,
    /// What can be taken back.
    pub history: EditHistory,
    scenario: Memo<Option<Scenario>>,
    edited: Memo<bool>,
}

impl Edit {
    /// Signals that show `first`, owned by the component that calls this.
    #[must_use]
    pub fn new(first: &Scenario) -> Self {
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
        let speed = Field::new(first.speed, modifiers::read_speed, |speed| {
            modifiers::write_speed(*speed)
        });
        let seed = Field::new(first.seed, modifiers::read_seed, u32::to_string);
        let unit = RwSignal::new(first.unit);
        let leftovers = RwSignal::new(first.leftovers);
        let timers = RwSignal::new(first.timers);
        let example = RwSignal::new(example_of(first));
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
                speed: speed.read()?,
            })
        });
        let edited = memo(move || {
            let Some(example) = example.get().and_then(|place| EXAMPLES.get(place)) else {
                return false;
            };
            let opened = link::read(example.link).scenario;
            scenario.with(|scenario| scenario.as_ref() != Some(&opened))
        });
        let edit = Self {
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
            example,
            history: EditHistory::new(),
            scenario,
            edited,
        };
        edit.follow_changes();
        edit
    }

    /// The scenario as it stands, tracked; `None` while the text cannot be read or a field is wrong. It may have no tasks.
    #[must_use]
    pub fn scenario(&self) -> Option<Scenario> {
        self.scenario.get()
    }

    /// The same as a signal, for whoever wants to look without a copy.
    #[must_use]
    pub const fn scenario_signal(&self) -> Memo<Option<Scenario>> {
        self.scenario
    }

    /// Whether the scenario is no longer the example that was opened. Tracked.
    #[must_use]
    pub fn edited(&self) -> bool {
        self.edited.get()
    }

    /// What the example that is open teaches, while it is still that example. Tracked.
    #[must_use]
    pub fn lesson(&self) -> Option<&'static str> {
        let example = self.example.get().and_then(|place| EXAMPLES.get(place))?;
        (!self.edited()).then_some(example.teaches)
    }

    /// Shows another scenario, in place of all that was there.
    pub fn open(&self, scenario: &Scenario) {
        self.draft.set(Draft::new(text_of(scenario)));
        self.cell_errors.set(CellErrors::default());
        self.policy.set(scenario.policy);
        self.limit.open(scenario.limit);
        self.timeout.open(scenario.timeout.clone());
        self.deadline.open(scenario.deadline.clone());
        self.retry.open(scenario.retry);
        self.backoff.open(scenario.backoff.clone());
        self.speed.open(scenario.speed);
        self.seed.open(scenario.seed);
        self.unit.set(scenario.unit);
        self.leftovers.set(scenario.leftovers);
        self.timers.set(scenario.timers);
        self.example.set(example_of(scenario));
    }

    /// A field whose typing is one step from entering it to leaving it.
    #[must_use]
    pub fn with_steps(&self, label: &'static str, field: FieldView) -> FieldView {
        let edit = *self;
        let join = EditGroup::Field(label);
        FieldView {
            type_in: Callback::new(move |text| edit.joined(join, || field.type_in.run(text))),
            leave: Callback::new(move |()| {
                edit.joined(join, || field.leave.run(()));
                edit.settle();
            }),
            ..field
        }
    }

    /// Takes a new text for the whole list, readable or not.
    pub fn write_text(&self, text: String) {
        self.draft.update(|draft| draft.set_text(text));
        self.cell_errors.update(CellErrors::clear);
    }

    /// Appends a task of 1 s; its index, unless the list is full or cannot be read.
    pub fn add(&self) -> Option<usize> {
        let index = self.draft.with_untracked(|draft| draft.list().items.len());
        self.draft
            .try_update(|draft| draft.insert(index, Item::of(Quantity::seconds(1))))?
            .then_some(index)
    }

    /// Writes the item at `index` anew.
    pub fn set_item(&self, index: usize, item: Item) -> bool {
        self.draft
            .try_update(|draft| draft.set_item(index, item))
            .unwrap_or(false)
    }

    /// Puts a copy of the item behind it.
    pub fn duplicate(&self, index: usize) -> bool {
        let made = self.draft.try_update(|draft| draft.duplicate(index)).unwrap_or(false);
        if made {
            self.cell_errors.update(|cell_errors| cell_errors.inserted(index + 1));
        }
        made
    }

    /// Takes the item out.
    pub fn remove(&self, index: usize) -> bool {
        let made = self.draft.try_update(|draft| draft.remove(index)).unwrap_or(false);
        if made {
            self.cell_errors.update(|cell_errors| cell_errors.removed(index));
        }
        made
    }

    /// Moves the item at `from` so that it stands at `to`.
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

/// More items than this read better one a line, even in a field that scrolls.
const MOST_ON_ONE_LINE: usize = 3;

/// The list as a person would write it: a short list without names on one line, anything else in lines.
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

fn example_of(scenario: &Scenario) -> Option<usize> {
    let fragment = link::write(scenario);
    EXAMPLES.iter().position(|example| example.link == fragment)
}

fn write_duration(duration: &Option<Quantity>) -> String {
    modifiers::write_timeout(duration.as_ref())
}
