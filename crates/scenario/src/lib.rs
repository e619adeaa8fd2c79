//! The scenario that the person wrote: a list of operations and how main awaits them.
//!
//! Text is parsed at the edge ([`text`], [`link`]); past that point a [`Scenario`] cannot be invalid. Knows nothing of
//! running it.

pub mod chance;
pub mod draft;
pub mod examples;
pub mod link;
pub mod members;
pub mod modifiers;
pub mod number;
pub mod operations;
pub mod policy;
pub mod program_link;
pub mod programs;
pub mod share;
pub mod sort;
pub mod text;
pub mod time;
pub mod validation_error;
pub mod words;

pub use draft::Draft;
pub use number::{PyNumber, Quantity, TimeUnit};
pub use operations::Operations;
pub use policy::Policy;
pub use text::{Delay, FailureMode, Item, ParseError, Percent, TaskList};
pub use validation_error::ValidationError;

use crate::time::Micros;
use std::num::NonZeroU32;

/// Everything that determines a run, except the timing of the real machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The operations to await, as written.
    pub tasks: TaskList,
    /// How main awaits them.
    pub policy: Policy,
    /// The number of operations that may be under way at once, 1 to 1,000,000; `None` is no limit.
    pub limit: Option<NonZeroU32>,
    /// The longest time that an attempt may take, 1 ms to 24 h.
    pub timeout: Option<Quantity>,
    /// The longest time that main may take, 1 ms to 24 h.
    pub deadline: Option<Quantity>,
    /// The number of attempts after a failed first one, 0 to 20.
    pub retry: u32,
    /// The pause after the first failed attempt, 0 to 1 h. It doubles after each further one.
    pub backoff: Quantity,
    /// The seed of all random numbers.
    pub seed: u32,
    /// Whether an operation is a task of its own or a future joined into main.
    pub unit: Unit,
    /// What happens to operations that are still running when main ends.
    pub leftovers: Leftovers,
    /// How sleeps become browser timers.
    pub timers: TimerMode,
    /// Scenario seconds in a second of the real clock.
    pub speed: Speed,
}

impl Scenario {
    /// The operations of the list in order, each item repeated `xN` times, with the delay of the first attempt
    /// drawn from the seed.
    ///
    /// At most [`text::MOST_TASKS`]. [`Operations`] looks them up one at a time, without a list of all.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        let tasks = self.tasks.items.iter().flat_map(|item| {
            // Computed once per item, not once per task: a written number may be long.
            let fixed = item
                .delay
                .high
                .is_none()
                .then(|| chance::delay(self.seed, 0, 1, &item.delay));
            let cpu = item.cpu.as_ref().map_or(Micros::ZERO, Quantity::micros);
            (1..=item.repeat).map(move |number| (item, fixed, cpu, number))
        });
        (1..=text::MOST_TASKS as u32)
            .zip(tasks)
            .map(|(index, (item, fixed, cpu, number))| {
                let (delay, as_number) = fixed.unwrap_or_else(|| chance::delay(self.seed, index, 1, &item.delay));
                let name = item.name_of(index, number).into_owned();
                Operation {
                    index,
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
    /// A rough length of the run: its operations at once, or one after the other. Uses the high end of each range and
    /// draws nothing, so that the cost depends on the number of items, not of tasks.
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

    /// Whether a run of this scenario and one of the `other` give the same result: they differ at most in the speed.
    #[must_use]
    pub fn same_but_for_speed(&self, other: &Self) -> bool {
        let same_speed = Self {
            speed: other.speed,
            ..self.clone()
        };
        same_speed == *other
    }

    /// Whether another seed can give another run: a delay or a failure is left to chance.
    ///
    /// A range with only one whole millisecond, or a failure at 0 % or at 100 %, is not left to chance.
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
    /// The scenario of an empty link: two tasks, spawned, then awaited.
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
    /// The unit that its operations really run as: `OneByOne` awaits inline whatever `unit` says, and `Spawn` cannot
    /// join.
    #[must_use]
    pub const fn runs_as(&self) -> Unit {
        match self.policy {
            Policy::OneByOne => Unit::Future,
            Policy::Spawn => Unit::Task,
            _ => self.unit,
        }
    }
}

/// The `unit` of a link: what an operation runs as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Spawned: a task of its own in the ready queue.
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

/// What happens to operations that are still running when main ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Leftovers {
    /// Cancelled, as `asyncio.run` does.
    #[default]
    Cancel,
    /// They run to their end.
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
            Self::Cancel => "cancel the rest",
            Self::Finish => "let them finish",
        }
    }
}

/// How sleeps become browser timers. Without effect on the virtual clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimerMode {
    /// Each sleep has a gloo timer of its own.
    #[default]
    Each,
    /// A heap of deadlines shares one gloo timer, set for the earliest.
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
    /// The speed of the real clock.
    pub const NORMAL: Self = Self(1.0);

    /// A speed, if `factor` is between 0.1 and 10.
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

/// One operation of the list, with the delay of its first attempt drawn: an item with `x5` has five of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its index in the list, from 1. Also its task id.
    pub index: u32,
    /// Its name as written, with ` 1`, ` 2`, … appended for `xN`; without a name, its index.
    pub name: String,
    /// How long its first attempt sleeps. With a range, each further attempt draws its own: [`Operations::delay`].
    pub delay: Micros,
    /// The delay as the program prints it, in seconds.
    pub number: PyNumber,
    /// How long it then computes and blocks the thread, at most 2 s.
    pub cpu: Micros,
    /// Whether its attempts fail.
    pub failure_mode: FailureMode,
}

impl Operation {
    /// Whether its `attempt`, from 1, fails by its failure mode. Independent of that, it may time out.
    #[must_use]
    pub fn attempt_fails(&self, seed: u32, attempt: u32) -> bool {
        self.failure_mode.fails(seed, self.index, attempt)
    }
}
