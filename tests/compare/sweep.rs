//! One modifier over a range.

use super::support::open;
use super::swept;
use compare::{ComparisonError, ComparisonProgress, MOST_SETTINGS, Modifier, Point, Setting, Spread, Sweep};
use recording::{EventKind, TaskId};
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
            ("7", 3_000, 0, 1), // the scenario's own
        ])
    );
}

#[test]
fn a_sweep_contains_the_scenarios_own_setting_once() {
    let settings = |link: &str, modifier: Modifier| {
        let settings = modifier.settings(&open(link));
        settings.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(settings("tasks=1 x9&limit=3", Modifier::Limit), "1 2 3 4 8 none");
    assert_eq!(settings("tasks=1 x9&limit=20", Modifier::Limit), "1 2 4 8 20 none");
    assert_eq!(settings("tasks=1 x9&limit=4", Modifier::Limit), "1 2 4 8 none");
    assert_eq!(settings("tasks=1 x9", Modifier::Limit), "1 2 4 8 none");
    assert_eq!(settings("tasks=1&retry=20", Modifier::Retries), "0 1 2 3 4 20");
    assert_eq!(
        settings("tasks=2&timeout=1500ms", Modifier::Timeout),
        "1s 1.2s 1.5s 2s 2.5s 3s none"
    );
    assert_eq!(
        settings("tasks=2&timeout=1.7s", Modifier::Timeout),
        "1s 1.2s 1.5s 1.7s 2s 2.5s 3s none"
    );
    assert_eq!(
        settings("tasks=2&timeout=0.1m", Modifier::Timeout),
        "1s 1.2s 1.5s 2s 2.5s 3s 0.1m none"
    );
}

#[test]
fn typed_settings_are_read_as_their_input_reads_them() {
    let read = |modifier: Modifier, text: &str| {
        let settings = modifier.read(text).map_err(|error| error.to_string());
        settings.map(|settings| settings.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(read(Modifier::Limit, " 3, 5 ,none"), Ok("3 5 none".into()));
    assert_eq!(read(Modifier::Timeout, "300ms,1.5"), Ok("300ms 1.5".into()));
    assert_eq!(read(Modifier::Retries, "7"), Ok("7".into()));
    assert_eq!(read(Modifier::Retries, " , "), Ok(String::new()));
    assert!(read(Modifier::Retries, "7, 21").is_err_and(|error| error.contains("0 to 20")));
    assert!(read(Modifier::Limit, "0").is_err());
    assert!(read(Modifier::Timeout, "soon").is_err());
}

#[test]
fn a_setting_that_is_added_in_the_middle_of_a_sweep_gets_the_runs_of_all_others() {
    let link = "tasks=1..3 fail 20%25 x3&await=gather";
    let own = swept(&format!("{link}&limit=3"), Modifier::Limit);
    let three = Modifier::Limit.setting_of(&open(&format!("{link}&limit=3")));
    for steps in [0, 1, 2, 3, 40, 100_000] {
        let mut sweep = Sweep::new(&open(link), Modifier::Limit).expect("the list may be swept");
        for _ in 0..steps {
            let _ = sweep.step();
        }
        sweep.add(&three).expect("there is room for it");
        sweep.add(&three).expect("adding it again does nothing");
        assert_eq!(sweep.progress().total, 6 * 200);
        while !sweep.step().finished() {}
        // The limit is replaced in every run, so it does not matter which one the scenario has.
        assert_eq!(sweep.points(), own.points(), "added after {steps} steps");
        sweep.remove(&three);
        assert_eq!(sweep.points(), swept(link, Modifier::Limit).points(), "removed");
    }
}

#[test]
fn settings_beside_the_usual_ones_are_exchanged_and_the_rest_is_kept() {
    let mut sweep = Sweep::new(&open("tasks=1 x3&limit=5"), Modifier::Limit).expect("the list may be swept");
    while !sweep.step().finished() {}
    let listed = |sweep: &Sweep| sweep.settings().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let limits = |text: &str| Modifier::Limit.read(text).expect("they are limits");
    assert_eq!(sweep.set_more(&limits("3,6")), Ok(()));
    assert_eq!(listed(&sweep), "1 2 3 4 5 6 8 none");
    assert_eq!(
        sweep.progress(),
        ComparisonProgress { done: 6, total: 8 },
        "six are kept"
    );
    assert_eq!(sweep.set_more(&limits("6,7,2")), Ok(()));
    assert_eq!(listed(&sweep), "1 2 4 5 6 7 8 none");
    assert_eq!(sweep.set_more(&[Setting::Retries(3)]), Ok(()), "of another modifier");
    assert_eq!(listed(&sweep), "1 2 4 5 8 none");
    while !sweep.step().finished() {}
    assert_eq!(sweep.points(), swept("tasks=1 x3&limit=5", Modifier::Limit).points());
}

#[test]
fn a_setting_can_be_removed_while_it_is_measured() {
    let link = "tasks=1..3 x3";
    let five = Modifier::Limit.read("5").expect("it is a limit");
    for steps in 0..40 {
        let mut sweep = Sweep::new(&open(link), Modifier::Limit).expect("the list may be swept");
        sweep.add(&five[0]).expect("there is room for it");
        for _ in 0..steps {
            let _ = sweep.step();
        }
        sweep.remove(&five[0]);
        sweep.remove(&five[0]);
        while !sweep.step().finished() {}
        assert_eq!(
            sweep.points(),
            swept(link, Modifier::Limit).points(),
            "removed after {steps} steps"
        );
    }
}

#[test]
fn a_sweep_refuses_a_setting_that_takes_too_long_and_one_too_many() {
    let mut sweep =
        Sweep::new(&open("tasks=1 fail 5%25 x1200"), Modifier::Retries).expect("five attempts are few enough");
    assert!(matches!(
        sweep.add(&Setting::Retries(5)),
        Err(ComparisonError::TooMany { .. })
    ));
    assert_eq!(sweep.settings().count(), 5, "it is as before");
    let mut sweep = Sweep::new(&open("tasks=1 x3"), Modifier::Limit).expect("the list may be swept");
    let limits = Modifier::Limit
        .read("11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26")
        .expect("they are limits");
    let added: Vec<bool> = limits.iter().map(|limit| sweep.add(limit).is_ok()).collect();
    assert_eq!(added.iter().filter(|added| **added).count(), MOST_SETTINGS - 5);
    assert_eq!(sweep.add(&limits[15]), Err(ComparisonError::TooManySettings));
    assert_eq!(
        ComparisonError::TooManySettings.to_string(),
        "20 values are the most. Remove one first."
    );
    sweep.add(&Setting::Retries(3)).expect("another modifier is ignored");
    assert_eq!(sweep.settings().count(), MOST_SETTINGS);
}

#[test]
fn ok_counts_the_runs_in_which_main_raised_no_error() {
    for policy in [
        "one-by-one",
        "spawn",
        "gather",
        "settle",
        "group",
        "race",
        "first-ok",
        "as-completed",
    ] {
        for more in ["", "&deadline=2", "&leftovers=finish"] {
            let link = format!("tasks=1..3 fail 40%25 x3&await={policy}{more}");
            let sweep = swept(&link, Modifier::Limit);
            for point in sweep.points() {
                let raised_none = (0..200).filter(|nth| {
                    let mut scenario = point.setting.applied_to(&open(&link));
                    scenario.seed += nth;
                    let trace = runtime::simulate(&scenario);
                    let of_main = |event: recording::Event| event.task == Some(TaskId::MAIN);
                    let end = trace
                        .events
                        .iter()
                        .filter(|event| of_main(*event))
                        .find_map(|event| match event.kind {
                            EventKind::Finished { .. } => Some(true),
                            EventKind::Failed { .. } => Some(false),
                            _ => None,
                        });
                    end.expect("main ends")
                });
                assert_eq!(
                    point.ok as usize,
                    raised_none.count(),
                    "#{link} limit {}",
                    point.setting
                );
            }
        }
    }
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
