//! One modifier over a range.

use super::support::open;
use super::swept;
use compare::{ComparisonProgress, Modifier, Point, Spread, Sweep};
use scenario::Scenario;
use scenario::time::Micros;

/// For each setting of a sweep with a single run: the makespan in ms, the failures, and the number of runs whose
/// outcome is ok.
fn curve(link: &str, modifier: Modifier) -> Vec<(String, u64, u32, u32)> {
    let sweep = swept(link, modifier);
    assert_eq!(sweep.runs(), 1, "there is no chance in it");
    let row = |point: &Point| {
        let Spread { low, median, high } = point.makespan;
        assert_eq!((low, high), (median, median), "of one run");
        assert_eq!(point.runs, 1);
        (
            point.setting.to_string(),
            median.0 / 1_000,
            point.failures.median,
            point.ok,
        )
    };
    sweep.points().iter().map(row).collect()
}

fn rows(expected: &[(&str, u64, u32, u32)]) -> Vec<(String, u64, u32, u32)> {
    let owned = |&(setting, makespan, failures, ok): &(&str, u64, u32, u32)| (setting.into(), makespan, failures, ok);
    expected.iter().map(owned).collect()
}

#[test]
fn doubling_the_limit_halves_the_time_until_no_task_waits() {
    assert_eq!(
        curve("tasks=1 x4&await=gather", Modifier::Limit),
        rows(&[
            ("1", 4_000, 0, 1),
            ("2", 2_000, 0, 1),
            ("4", 1_000, 0, 1),
            ("8", 1_000, 0, 1),
            ("none", 1_000, 0, 1),
        ])
    );
}

#[test]
fn a_timeout_up_to_the_delay_fails_and_a_longer_one_changes_nothing() {
    assert_eq!(
        curve("tasks=2&await=gather", Modifier::Timeout),
        rows(&[
            ("1s", 1_000, 1, 0),
            ("1.2s", 1_200, 1, 0),
            ("1.5s", 1_500, 1, 0),
            ("2s", 2_000, 1, 0), // a timeout wins a tie
            ("2.5s", 2_000, 0, 1),
            ("3s", 2_000, 0, 1),
            ("none", 2_000, 0, 1),
        ])
    );
}

#[test]
fn retries_help_once_there_are_enough_of_them() {
    assert_eq!(
        curve("tasks=1 fail 2&await=gather&retry=7", Modifier::Retries),
        rows(&[
            ("0", 1_000, 1, 0),
            ("1", 2_000, 1, 0),
            ("2", 3_000, 0, 1),
            ("3", 3_000, 0, 1),
            ("4", 3_000, 0, 1),
        ])
    );
}

#[test]
fn a_task_that_a_failure_cancels_is_not_counted_as_failed() {
    let rows = curve("tasks=2,1 fail,3&await=group", Modifier::Limit);
    // One at a time: 2 s, then 1 s that fails; the third is cancelled before it starts.
    assert_eq!(rows[0], ("1".into(), 3_000, 1, 0));
    assert_eq!(rows[4], ("none".into(), 1_000, 1, 0));
    // With settle, each failure counts, and the outcome is ok.
    let rows = curve("tasks=2 fail,1 fail,3&await=settle", Modifier::Limit);
    assert_eq!(rows[4], ("none".into(), 3_000, 2, 1));
}

#[test]
fn with_chance_each_setting_is_run_with_200_seeds_from_its_own_on() {
    let scenario = open("tasks=1..3&await=gather&seed=4294967290");
    assert!(scenario.has_chance());
    let delays = (0..200).map(|nth| {
        let seed = scenario.seed.wrapping_add(nth);
        let operations = Scenario {
            seed,
            ..scenario.clone()
        }
        .operations();
        operations[0].delay
    });
    let mut delays: Vec<Micros> = delays.collect();
    delays.sort();
    let sweep = swept("tasks=1..3&await=gather&seed=4294967290", Modifier::Limit);
    assert_eq!(
        sweep.progress(),
        ComparisonProgress {
            done: 1_000,
            total: 1_000
        }
    );
    for point in sweep.points() {
        // By nearest rank: the 10th, the 100th and the 190th.
        let expected = Spread {
            low: delays[9],
            median: delays[99],
            high: delays[189],
        };
        assert_eq!((point.makespan, point.runs, point.ok), (expected, 200, 200));
        assert_eq!(point.ok_share(), 1.0);
    }
}

#[test]
fn the_share_of_ok_runs_is_that_of_the_seeds() {
    let scenario = open("tasks=1 fail 30%25&await=gather");
    let operation = &scenario.operations()[0];
    let seeds = || (0..200).map(|nth| scenario.seed + nth);
    let ok = |retries: u32| {
        seeds()
            .filter(|&seed| (1..=1 + retries).any(|attempt| !operation.attempt_fails(seed, attempt)))
            .count() as u32
    };
    let points = swept("tasks=1 fail 30%25&await=gather", Modifier::Retries).points();
    let counted: Vec<u32> = points.iter().map(|point| point.ok).collect();
    assert_eq!(counted, [ok(0), ok(1), ok(2), ok(3), ok(4)]);
    // 30 % of 200 fail at first, and about 30 % of those fail again.
    assert!((120..=160).contains(&counted[0]), "{counted:?}");
    assert_eq!(
        points[0].failures,
        Spread {
            low: 0,
            median: 0,
            high: 1
        }
    );
    assert_eq!(
        points[4].failures,
        Spread {
            low: 0,
            median: 0,
            high: 0
        }
    );
}

#[test]
fn the_curve_has_all_points_after_one_seed() {
    let mut sweep = Sweep::new(&open("tasks=1..3 x3"), Modifier::Limit).expect("the list may be swept");
    while sweep.progress().done < 7 {
        assert!(!sweep.step().finished());
    }
    let runs: Vec<u32> = sweep.points().iter().map(|point| point.runs).collect();
    assert_eq!(runs, [2, 2, 1, 1, 1]);
}

#[test]
fn the_same_scenario_gives_the_same_curve() {
    let link = "tasks=1..3 fail 20%25 x5&retry=1&limit=2";
    let points = swept(link, Modifier::Timeout).points();
    assert_eq!(points, swept(link, Modifier::Timeout).points());
    assert_eq!(points.len(), 8);
}

#[test]
fn an_error_says_why_a_list_is_too_long_for_a_sweep() {
    let refused = |link: &str, modifier| {
        let sweep = Sweep::new(&open(link), modifier);
        sweep.err().map(|refused| refused.to_string())
    };
    assert_eq!(
        refused("tasks=1..2 x2001", Modifier::Limit),
        Some(
            "The list has 2001 tasks, and at most 2000 are run with 200 seeds. Shorten the list, or take chance out of it."
                .into()
        )
    );
    assert_eq!(refused("tasks=1 x2001", Modifier::Limit), None);
    assert_eq!(refused("tasks=1..2 x2000", Modifier::Limit), None);
    // At most five attempts each, so 6,000 attempts are 1,200 tasks.
    assert!(refused("tasks=1 fail 5%25 x1201", Modifier::Retries).is_some());
    assert_eq!(refused("tasks=1 fail 5%25 x1200", Modifier::Retries), None);
}

#[test]
fn a_setting_knows_whether_the_scenario_has_it_already() {
    let scenario = open("tasks=2&timeout=1500ms&retry=3");
    let own = |modifier: Modifier| {
        let settings = modifier.settings(&scenario);
        let own = settings.iter().filter(|setting| setting.is_set_in(&scenario));
        own.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(own(Modifier::Timeout), ["1.5s"]);
    assert_eq!(own(Modifier::Retries), ["3"]);
    assert_eq!(own(Modifier::Limit), ["none"]);
    let settings = Modifier::Limit.settings(&scenario);
    assert_eq!(
        settings[1].applied_to(&scenario),
        open("tasks=2&timeout=1500ms&retry=3&limit=2")
    );
}

#[test]
fn chance_is_a_range_of_more_than_one_millisecond_or_a_failure_with_a_probability() {
    let has_chance = |list: &str| open(&format!("tasks={list}")).has_chance();
    assert!(has_chance("1,2..3"));
    assert!(has_chance("1 fail 1%25"));
    assert!(!has_chance("1,2 fail 3,1s..1000ms"));
    assert!(!has_chance("1 fail 0%25,1 fail 100%25"));
}
