//! The prediction of a scenario: a run of it in virtual time, with its indexes.

use recording::{History, Trace};
use runtime::simulate;
use scenario::Scenario;
use scenario::time::Micros;

/// Scenarios of up to this many tasks are predicted: within a frame.
pub const MOST_PREDICTED_TASKS: u64 = 1_000;

/// A prediction.
pub struct Prediction {
    /// The predicted recording.
    pub trace: Trace,
    /// Its indexes.
    pub history: History,
}

impl Prediction {
    /// The prediction of `scenario`; `None` if it has more than [`MOST_PREDICTED_TASKS`] tasks.
    ///
    /// ```
    /// use compare::Prediction;
    /// use scenario::{Scenario, time::Micros};
    ///
    /// let prediction = Prediction::of(&Scenario::default()).expect("it has two tasks"); // 2 and 1
    /// assert_eq!(prediction.trace.last_stamp(), Micros::from_secs(2));
    /// ```
    #[must_use]
    pub fn of(scenario: &Scenario) -> Option<Self> {
        if scenario.tasks.count() > MOST_PREDICTED_TASKS {
            return None;
        }
        let trace = simulate(scenario);
        let mut history = History::default();
        history.extend(&trace);
        Some(Self { trace, history })
    }

    /// How long the axis of a picture of it has to be.
    #[must_use]
    pub fn reach(&self) -> Micros {
        self.history.lanes.reach(&self.trace)
    }
}
