//! The data that does not change during a run: the scenario, and the properties of each of its operations.

use super::failure::Failure;
use recording::{AttemptFailure, TaskId};
use scenario::time::Micros;
use scenario::{Operations, PyNumber, Scenario};
use std::sync::Arc;

/// The scenario as it was when the run began. An operation takes no room of its own here: what it is to do follows from
/// its item of the list and from its id.
pub struct RunPlan {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    operations: Arc<Operations>,
}

impl RunPlan {
    /// The plan of a run of these operations, which its trace shares.
    pub fn new(operations: Arc<Operations>) -> Self {
        Self {
            scenario: Arc::clone(operations.scenario()),
            operations,
        }
    }

    /// The number of operations.
    pub fn operations(&self) -> usize {
        self.operations.len()
    }

    /// The number of tasks: the operations, and main.
    pub fn tasks(&self) -> usize {
        self.operations() + 1
    }

    /// The ids of the operations, in list order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = TaskId> + use<> {
        (1..=self.operations() as u32).map(TaskId)
    }

    /// The length of the sleep of the operation's `attempt`, from 1, and its delay as the program prints it. 0 is before
    /// the first attempt, and gives the delay of that.
    pub fn delay(&self, id: TaskId, attempt: u8) -> (Micros, PyNumber) {
        self.operations.delay(id.0, attempt.into()).expect(IS_AN_OPERATION)
    }

    /// That delay as the program prints it.
    pub fn number(&self, id: TaskId, attempt: u8) -> PyNumber {
        self.delay(id, attempt).1
    }

    /// The time for which it then holds the thread.
    pub fn cpu(&self, id: TaskId) -> Micros {
        self.operations.cpu(id.0).expect(IS_AN_OPERATION)
    }

    /// Whether its `attempt`, from 1, raises.
    pub fn attempt_fails(&self, id: TaskId, attempt: u8) -> bool {
        self.operations.attempt_fails(id.0, attempt.into())
    }

    /// The exception of its `attempt`, from 1, which failed for this reason.
    pub fn failure(&self, id: TaskId, attempt: u8, why: AttemptFailure) -> Failure {
        let delay = self.number(id, attempt);
        match (why, &self.scenario.timeout) {
            (AttemptFailure::Timeout, Some(timeout)) => Failure::TimedOut {
                delay,
                timeout: timeout.number(),
            },
            _ => Failure::Raised { delay },
        }
    }
}

const IS_AN_OPERATION: &str = "every task of a run but main is an operation of its list";
