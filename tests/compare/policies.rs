//! The eight policies side by side.

use super::compared;
use super::support::open;
use compare::{Comparison, ComparisonError, ComparisonProgress, EndCounts, PolicyFigures};
use scenario::Policy;
use scenario::time::Micros;

/// Makespan in ms, most at once, time queued and thrown away in ms, and the outcome.
fn figures(figure: &PolicyFigures) -> (u64, u32, u64, u64, &'static str) {
    let ms = |length: Micros| length.0 / 1_000;
    (
        ms(figure.makespan),
        figure.most_at_once,
        ms(figure.queued),
        ms(figure.wasted),
        figure.outcome.word(),
    )
}

#[test]
fn two_at_a_time_the_third_waits_for_the_shortest() {
    let comparison = compared("tasks=2,1,3&limit=2");
    let of = |policy| figures(comparison.figure(policy).expect("all eight are made"));
    assert_eq!(of(Policy::OneByOne), (6_000, 1, 0, 0, "ok"));
    for policy in [
        Policy::Spawn,
        Policy::Gather,
        Policy::Settle,
        Policy::Group,
        Policy::AsCompleted,
    ] {
        // The third starts at 1 s, when the second has ended.
        assert_eq!(of(policy), (4_000, 2, 1_000, 0, "ok"), "{}", policy.id());
    }
    for policy in [Policy::Race, Policy::FirstOk] {
        // At 1 s the first has slept for 1 s, and the third has only just started.
        assert_eq!(of(policy), (1_000, 2, 1_000, 1_000, "ok"), "{}", policy.id());
    }
    let speed_ups = comparison.figures().iter().map(|figure| figure.speed_up);
    let speed_ups: Vec<f64> = speed_ups
        .map(|speed_up| speed_up.expect("one by one is whole"))
        .collect();
    assert_eq!(speed_ups, [1.0, 1.5, 1.5, 1.5, 1.5, 6.0, 6.0, 1.5]);
    assert_eq!(comparison.longest(), Micros::from_secs(6));
}

/// The drawn delays are those of `each_attempt_draws_its_own_delay_from_a_range` in tests/scenario.
#[test]
fn every_policy_has_the_delays_that_its_attempts_have_drawn() {
    let comparison = compared("tasks=1s..3s fail 1 x2&retry=1");
    let of = |policy| figures(comparison.figure(policy).expect("all eight are made")).0;
    assert_eq!(of(Policy::OneByOne), 2_707 + 1_356 + 1_598 + 1_742);
    assert_eq!(of(Policy::Gather), 2_707 + 1_356);
    assert_eq!(of(Policy::Race), 1_598 + 1_742);
}

#[test]
fn a_failure_ends_each_policy_in_its_own_way() {
    let comparison = compared("tasks=2,1 fail,3");
    let all: Vec<_> = comparison.figures().iter().map(figures).collect();
    assert_eq!(
        all,
        [
            (3_000, 1, 0, 0, "failed"),     // one by one: the third never starts
            (2_000, 3, 0, 2_000, "failed"), // spawn: main awaits the first before it sees the failure
            (1_000, 3, 0, 2_000, "failed"), // gather: the others are left over
            (3_000, 3, 0, 0, "ok"),         // settle
            (1_000, 3, 0, 2_000, "failed"), // group
            (1_000, 3, 0, 2_000, "failed"), // race: the first to end fails
            (2_000, 3, 0, 2_000, "ok"),     // first success: the third is cancelled at 2 s
            (3_000, 3, 0, 0, "ok"),         // as completed
        ]
    );
}

#[test]
fn nothing_is_measured_against_a_one_by_one_that_does_not_complete_the_list() {
    let comparison = compared("tasks=2,1 fail,3");
    assert!(comparison.figures().iter().all(|figure| figure.speed_up.is_none()));
    let baseline = comparison.baseline().expect("it is made");
    assert_eq!(
        baseline.note().as_deref(),
        Some("One by one ends after 2 of 3 operations: it is no measure for the others.")
    );
    // If the last one fails, all others have ended before.
    let comparison = compared("tasks=2,1,3 fail");
    assert_eq!(comparison.baseline().and_then(|baseline| baseline.note()), None);
    let settled = comparison.figure(Policy::Settle).expect("all eight are made");
    assert_eq!(settled.speed_up, Some(2.0));
}

#[test]
fn a_run_of_length_0_has_no_speed_up() {
    let comparison = compared("tasks=0,0");
    assert!(comparison.figures().iter().all(|figure| figure.speed_up.is_none()));
    assert_eq!(comparison.longest(), Micros::ZERO);
}

#[test]
fn the_policies_come_in_the_order_of_the_radio_group_one_at_a_time() {
    let mut comparison = Comparison::new(&open("tasks=2,1")).expect("the list may be compared");
    assert_eq!(comparison.progress(), ComparisonProgress { done: 0, total: 8 });
    let mut done = 0;
    while !comparison.progress().finished() {
        let progress = comparison.step();
        assert!(progress.done - done <= 1, "a step makes one simulation at most");
        done = progress.done;
        let made: Vec<Policy> = comparison.figures().iter().map(|figure| figure.policy).collect();
        assert_eq!(made, Policy::ALL[..done]);
    }
    assert_eq!(comparison.step(), ComparisonProgress { done: 8, total: 8 });
}

#[test]
fn an_error_says_why_a_list_cannot_be_compared() {
    let refused = |link: &str| Comparison::new(&open(link)).err().map(|refused| refused.to_string());
    assert_eq!(
        refused("tasks="),
        Some("There are no tasks to compare. Add a task, or pick an example.".into())
    );
    assert_eq!(
        refused("tasks=1 x20001"),
        Some("The list has 20001 tasks, and at most 20000 are compared.".into())
    );
    assert_eq!(refused("tasks=1 x20000"), None);
    assert_eq!(refused("tasks=1 x20000&retry=20"), None, "nothing is ever retried");
    assert_eq!(
        Comparison::new(&open("tasks=1 fail x5000&retry=20")).err(),
        Some(ComparisonError::TooMany {
            tasks: 5_000,
            most: 60_000 / 21,
            runs: 1
        })
    );
}

#[test]
fn of_very_long_runs_the_figures_are_kept_and_the_traces_dropped() {
    let comparison = compared("tasks=1 x20000&limit=100");
    let kept = comparison.figures().iter().filter(|figure| figure.recording.is_some());
    assert!(kept.count() < 8);
    let gathered = comparison.figure(Policy::Gather).expect("all eight are made");
    assert_eq!(figures(gathered).0, 200_000);
    assert_eq!(gathered.speed_up, Some(100.0));
}

#[test]
fn every_operation_ends_in_one_way_or_never_starts() {
    let comparison = compared("tasks=2,1 fail,3");
    let of = |policy| {
        let EndCounts {
            finished,
            failed,
            cancelled,
            never_started,
        } = comparison.figure(policy).expect("all eight are made").ends;
        [finished, failed, cancelled, never_started]
    };
    assert_eq!(of(Policy::OneByOne), [1, 1, 0, 1]);
    assert_eq!(of(Policy::Gather), [0, 1, 2, 0]);
    assert_eq!(of(Policy::Settle), [2, 1, 0, 0]);
    assert_eq!(of(Policy::FirstOk), [1, 1, 1, 0]);
}
