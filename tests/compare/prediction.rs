//! Predictions: runs of the same scenario in virtual time.

use super::support::open;
use compare::{MOST_PREDICTED_TASKS, Prediction};
use scenario::time::Micros;

#[test]
fn a_prediction_is_the_run_in_virtual_time_with_its_indexes() {
    let scenario = open("tasks=2,1,3&await=gather");
    let prediction = Prediction::of(&scenario).expect("three tasks are few");
    assert_eq!(prediction.trace, runtime::simulate(&scenario));
    assert_eq!(prediction.history.folded(), prediction.trace.events.len());
    assert_eq!(prediction.reach(), Micros::from_secs(3));
}

#[test]
fn a_long_list_is_not_predicted() {
    assert_eq!(MOST_PREDICTED_TASKS, 1_000);
    assert!(Prediction::of(&open("tasks=1%20x1000")).is_some());
    assert!(Prediction::of(&open("tasks=1%20x1001")).is_none());
}

#[test]
fn the_reach_includes_the_plan_of_a_cancelled_task() {
    let prediction = Prediction::of(&open("tasks=2,1&await=race")).expect("two tasks are few");
    assert_eq!(prediction.trace.last_stamp(), Micros::from_secs(1));
    assert_eq!(prediction.reach(), Micros::from_secs(2));
}
