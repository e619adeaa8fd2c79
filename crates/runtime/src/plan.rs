//! What does not change during a run: the scenario, and what each of its operations is to do.

use super::failure::Failure;
use recording::{AttemptFailure, TaskId};
use scenario::chance::PreparedDelay;
use scenario::time::Micros;
use scenario::{FailureMode, PyNumber, Quantity, Scenario, text};

/// The scenario as it was when the run began. An operation takes no room of its own here: what it is to do follows from
/// its item of the list and from its id.
pub struct RunPlan {
    /// The scenario.
    pub scenario: Scenario,
    items: Vec<PlannedItem>,
    operations: u32,
}

/// An item of the list, which may stand for many operations.
struct PlannedItem {
    /// The id of the last of its operations.
    last: TaskId,
    delay: PreparedDelay,
    cpu: Micros,
}

impl RunPlan {
    /// The plan of a run of `scenario`.
    pub fn new(scenario: &Scenario) -> Self {
        let most = text::MOST_TASKS as u32;
        let mut operations = 0;
        let items = scenario.tasks.items.iter().map(|item| {
            operations = most.min(operations + item.repeat);
            PlannedItem {
                last: TaskId(operations),
                delay: PreparedDelay::of(&item.delay),
                cpu: item.cpu.as_ref().map_or(Micros::ZERO, Quantity::micros),
            }
        });
        Self {
            items: items.collect(),
            scenario: scenario.clone(),
            operations,
        }
    }

    /// How many operations there are.
    pub const fn operations(&self) -> usize {
        self.operations as usize
    }

    /// How many tasks there are: the operations, and main.
    pub const fn tasks(&self) -> usize {
        self.operations() + 1
    }

    /// The ids of the operations, in list order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TaskId> + use<> {
        (1..=self.operations).map(TaskId)
    }

    /// How long the operation sleeps, and its delay as the program prints it.
    pub fn delay(&self, id: TaskId) -> (Micros, PyNumber) {
        self.items[self.item(id)].delay.draw(self.scenario.seed, id.0)
    }

    /// Its delay as the program prints it.
    pub fn number(&self, id: TaskId) -> PyNumber {
        self.delay(id).1
    }

    /// How long it then holds the thread.
    pub fn cpu(&self, id: TaskId) -> Micros {
        self.items[self.item(id)].cpu
    }

    /// Whether its `attempt`, from 1, raises.
    pub fn attempt_fails(&self, id: TaskId, attempt: u32) -> bool {
        match &self.scenario.tasks.items[self.item(id)].failure_mode {
            FailureMode::Succeeds => false,
            failure_mode => failure_mode.fails(self.scenario.seed, id.0, attempt),
        }
    }

    /// What an attempt of it that failed for this reason raises.
    pub fn failure(&self, id: TaskId, why: AttemptFailure) -> Failure {
        let delay = self.number(id);
        match (why, &self.scenario.timeout) {
            (AttemptFailure::Timeout, Some(timeout)) => Failure::TimedOut {
                delay,
                timeout: timeout.number(),
            },
            _ => Failure::Raised { delay },
        }
    }

    fn item(&self, id: TaskId) -> usize {
        self.items.partition_point(|item| item.last < id)
    }
}
