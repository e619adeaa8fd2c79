//! What the person wrote: a list of operations and how they are awaited.
//!
//! Text is parsed at the edge ([`text`], [`link`]); past that point a [`Scenario`] cannot be invalid. Knows nothing of
//! running it.

pub mod chance;
pub mod draft;
pub mod examples;
pub mod link;
pub mod modifiers;
pub mod number;
pub mod places;
pub mod policy;
pub mod text;
pub mod time;
pub mod validation_error;
pub mod words;

pub use draft::Draft;
pub use number::{PyNumber, Quantity, TimeUnit};
pub use policy::Policy;
pub use text::{Delay, FailureMode, Item, ParseError, Percent, TaskList};
pub use validation_error::ValidationError;

use crate::time::Micros;
use std::num::NonZeroU32;

/// Everything that decides a run, but for chance in the machine it runs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What is awaited, as written.
    pub tasks: TaskList,
    /// How main awaits it.
    pub policy: Policy,
    /// How many operations may be under way at once, 1 to 1,000,000; `None` is no limit.
    pub limit: Option<NonZeroU32>,
    /// The longest an attempt may take, 1 ms to 24 h.
    pub timeout: Option<Quantity>,
    /// The longest the whole may take, 1 ms to 24 h.
    pub deadline: Option<Quantity>,
    /// How many attempts follow a failed first one, 0 to 20.
    pub retry: u32,
    /// The pause after the first failed attempt, doubled after each further one, 0 to 1 h.
    pub backoff: Quantity,
    /// Where chance starts from.
    pub seed: u32,
    /// Whether an operation is a task of its own or a future joined into main.
    pub unit: Unit,
    /// What becomes of operations that still run when main has ended.
    pub leftovers: Leftovers,
    /// How sleeps are put to the browser.
    pub timers: TimerMode,
    /// Scenario seconds in a second of the real clock.
    pub speed: Speed,
}

impl Scenario {
    /// The list multiplied out, in order, with the chance of each delay drawn from the seed.
    ///
    /// Never more than [`text::MOST_TASKS`].
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        let tasks = self.tasks.items.iter().flat_map(|item| {
            // Once an item, not once a task: a written number may be long.
            let fixed = item
                .delay
                .high
                .is_none()
                .then(|| chance::delay(self.seed, 0, &item.delay));
            let cpu = item.cpu.as_ref().map_or(Micros::ZERO, Quantity::micros);
            (1..=item.repeat).map(move |number| (item, fixed, cpu, number))
        });
        (1..=text::MOST_TASKS as u32)
            .zip(tasks)
            .map(|(place, (item, fixed, cpu, number))| {
                let (delay, as_number) = fixed.unwrap_or_else(|| chance::delay(self.seed, place, &item.delay));
                let name = item.name_of(place, number);
                Operation {
                    place,
                    name,
                    delay,
                    number: as_number,
                    cpu,
                    failure_mode: item.failure_mode.clone(),
                }
            })
            .collect()
    }
}

impl Scenario {
    /// How long a run takes, roughly: its operations all at once, or one after the other. Of a range its high end counts, so
    /// that nothing is drawn and a list of a million tasks costs no more than its items.
    #[must_use]
    pub fn rough_length(&self) -> Micros {
        let lengths = self.tasks.items.iter().map(|item| {
            let delay = item.delay.high.as_ref().unwrap_or(&item.delay.low).micros();
            let cpu = item.cpu.as_ref().map_or(Micros::ZERO, Quantity::micros);
            (delay + cpu, item.repeat)
        });
        match self.policy {
            Policy::OneByOne => lengths.fold(Micros::ZERO, |sum, (length, repeat)| {
                sum + Micros(length.0.saturating_mul(u64::from(repeat)))
            }),
            _ => lengths.map(|(length, _)| length).max().unwrap_or_default(),
        }
    }

    /// Whether another seed may give another run: a delay or a failure is left to chance.
    ///
    /// A range of one whole millisecond, and a failure at 0 % or at 100 %, are not chance.
    #[must_use]
    pub fn has_chance(&self) -> bool {
        let drawn = |item: &Item| match &item.failure_mode {
            FailureMode::FailsByChance(chance) => chance.value() > 0.0 && chance.value() < 100.0,
            FailureMode::Succeeds | FailureMode::Fails | FailureMode::FailsFirst(_) => false,
        };
        let mut items = self.tasks.items.iter();
        items.any(|item| chance::can_differ(&item.delay) || drawn(item))
    }
}

impl Default for Scenario {
    /// What an empty link means: two tasks, spawned, then awaited.
    fn default() -> Self {
        Self {
            tasks: TaskList {
                items: vec![Item::of(Quantity::plain(2)), Item::of(Quantity::plain(1))],
            },
            policy: Policy::default(),
            limit: None,
            timeout: None,
            deadline: None,
            retry: 0,
            backoff: Quantity::plain(0),
            seed: 1,
            unit: Unit::default(),
            leftovers: Leftovers::default(),
            timers: TimerMode::default(),
            speed: Speed::default(),
        }
    }
}

impl Scenario {
    /// What its operations really run as: one by one awaits inline whatever `unit` says, and `spawn` cannot join.
    #[must_use]
    pub const fn runs_as(&self) -> Unit {
        match self.policy {
            Policy::OneByOne => Unit::Future,
            Policy::Spawn => Unit::Task,
            _ => self.unit,
        }
    }
}

/// `unit` of a link: what an operation runs as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Spawned: a lane in the ready queue of its own.
    #[default]
    Task,
    /// Joined: polled by main, inside main's polls.
    Future,
}

impl Unit {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Task, Self::Future];

    /// The id in a link, as in `unit=future`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Future => "future",
        }
    }

    /// The visible label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::Future => "Future",
        }
    }
}

/// What becomes of operations that still run when main has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Leftovers {
    /// Cancelled, as `asyncio.run` does.
    #[default]
    Cancel,
    /// Run to their ends.
    Finish,
}

impl Leftovers {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Cancel, Self::Finish];

    /// The id in a link, as in `leftovers=finish`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Finish => "finish",
        }
    }

    /// The visible label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cancel => "Cancel",
            Self::Finish => "Finish",
        }
    }
}

/// How sleeps are put to the browser. Without effect on the virtual clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimerMode {
    /// Every sleep is a gloo timer of its own.
    #[default]
    Each,
    /// A heap of deadlines and one gloo timer for the earliest.
    Shared,
}

impl TimerMode {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Each, Self::Shared];

    /// The id in a link, as in `timers=shared`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Shared => "shared",
        }
    }

    /// The visible label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Each => "One each",
            Self::Shared => "Shared",
        }
    }
}

/// Scenario seconds in a real second, 0.1 to 10.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Speed(f64);

impl Speed {
    /// The speed at which a second takes a second.
    pub const NORMAL: Self = Self(1.0);

    /// A speed, if `factor` lies in 0.1 to 10.
    #[must_use]
    pub fn new(factor: f64) -> Option<Self> {
        (0.1..=10.0).contains(&factor).then_some(Self(factor))
    }

    /// Scenario seconds in a real second.
    #[must_use]
    pub const fn factor(self) -> f64 {
        self.0
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::NORMAL
    }
}

/// One `slow_operation`, with its chance already drawn: a written item with `x5` is five of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its place in the list, from 1. Also its task id.
    pub place: u32,
    /// As written, or its place where nothing is; with ` 1`, ` 2`, … behind it for `xN`.
    pub name: String,
    /// How long it sleeps.
    pub delay: Micros,
    /// The delay as the program prints it, in seconds.
    pub number: PyNumber,
    /// How long it then holds the thread, at most 2 s.
    pub cpu: Micros,
    /// Whether its attempts fail.
    pub failure_mode: FailureMode,
}

impl Operation {
    /// Whether its `attempt`, from 1, fails by its failure mode. A timeout may fail it all the same.
    #[must_use]
    pub fn attempt_fails(&self, seed: u32, attempt: u32) -> bool {
        self.failure_mode.fails(seed, self.place, attempt)
    }
}
