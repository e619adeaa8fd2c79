//! The operations of a list, and their chance.

use crate::samples;
use proptest::prelude::*;
use scenario::chance::{DrawnFor, draw, draw_within};
use scenario::text::{MOST_TASKS, parse};
use scenario::time::Micros;
use scenario::{Item, Operation, Operations, Quantity, Scenario, TaskList};
use std::collections::BTreeSet;

fn operations(text: &str, seed: u32) -> Vec<Operation> {
    let tasks = parse(text).expect("a list").list;
    Scenario {
        tasks,
        seed,
        ..Scenario::default()
    }
    .operations()
}

#[test]
fn the_default_is_the_tutorials_program() {
    let numbers: Vec<String> = Scenario::default()
        .operations()
        .iter()
        .map(|each| each.number.to_string())
        .collect();
    assert_eq!(numbers, ["2", "1"]);
}

#[test]
fn an_operation_without_a_name_is_named_by_its_index() {
    let names: Vec<String> = operations("2, users: 1s x3, 1 x2, cart: 1", 1)
        .into_iter()
        .map(|each| each.name)
        .collect();
    assert_eq!(names, ["1", "users 1", "users 2", "users 3", "5", "6", "cart"]);
}

#[test]
fn every_operation_is_found_in_the_list_by_its_index() {
    let text = "2, users: 1s x3, 1 x2, cart: 1";
    let list = parse(text).expect("a list").list;
    for operation in operations(text, 1) {
        let member = list.member(operation.index).expect("it is of an item");
        let item = &list.items[member.item];
        assert_eq!(item.name_of(operation.index, member.number), operation.name);
        assert_eq!(list.first_index(member.item) + member.number - 1, operation.index);
    }
    assert_eq!(list.member(0), None);
    assert_eq!(list.member(8), None);
    assert_eq!(list.first_index(4), 8);
}

#[test]
fn indexes_start_at_one() {
    let indexes: Vec<u32> = operations("2 x2, 1", 1).into_iter().map(|each| each.index).collect();
    assert_eq!(indexes, [1, 2, 3]);
}

#[test]
fn a_range_draws_every_whole_millisecond_and_nothing_else() {
    let drawn: BTreeSet<u64> = operations("0.9ms..4.1ms x1000", 1)
        .iter()
        .map(|each| each.delay.0)
        .collect();
    assert_eq!(drawn, BTreeSet::from([1_000, 2_000, 3_000, 4_000]));
}

/// Computed by hand from the generator: the state takes in seed, index, 1 for a delay, and the number of attempts before;
/// its first number, modulo 2001, is added to 1000 ms.
#[test]
fn each_attempt_draws_its_own_delay_from_a_range() {
    let drawn = |seed: u32, index: u32| {
        let operations = Operations::of(Scenario {
            tasks: parse("1s..3s x2, 2").expect("a list").list,
            seed,
            ..Scenario::default()
        });
        [1, 2, 3, 4].map(|attempt| operations.delay(index, attempt).expect("it is in the list").0.0 / 1_000)
    };
    assert_eq!(drawn(1, 1), [2_707, 1_356, 1_469, 1_829]);
    assert_eq!(drawn(1, 2), [1_598, 1_742, 1_603, 2_558]);
    assert_eq!(drawn(7, 1), [2_487, 2_187, 2_028, 1_890]);
    assert_eq!(drawn(7, 2), [1_087, 1_519, 2_501, 2_301]);
    assert_eq!(
        drawn(7, 3),
        [2_000; 4],
        "a delay without a range is that of every attempt"
    );
}

#[test]
fn the_shortest_delay_is_the_first_whole_millisecond_of_the_range() {
    let operations = Operations::of(Scenario {
        tasks: parse("0.9ms..4.1ms, 2, 1.2ms..1.8ms").expect("a list").list,
        ..Scenario::default()
    });
    let shortest = [1, 2, 3, 4].map(|index| operations.shortest_delay(index));
    assert_eq!(
        shortest,
        [Some(Micros(1_000)), Some(Micros(2_000_000)), Some(Micros(1_200)), None]
    );
}

#[test]
fn a_range_prints_as_a_float() {
    let drawn = operations("2..2, 1.2ms..1.8ms", 1);
    assert_eq!(
        (drawn[0].delay, drawn[0].number.to_string()),
        (Micros::from_secs(2), "2.0".to_owned())
    );
    assert_eq!(
        (drawn[1].delay, drawn[1].number.to_string()),
        (Micros(1_200), "0.0012".to_owned())
    );
}

#[test]
fn the_same_seed_draws_the_same() {
    let list = "1s..3s x20";
    assert_eq!(operations(list, 7), operations(list, 7));
    assert_ne!(operations(list, 7), operations(list, 8));
}

#[test]
fn chance_depends_on_the_index_alone_not_on_the_items_before() {
    assert_eq!(
        operations("1, 1s..3s", 7)[1].delay,
        operations("5 fail 30%, 1s..3s", 7)[1].delay
    );
}

#[test]
fn draws_for_different_purposes_differ() {
    let draws: BTreeSet<u64> = [
        draw(1, 1, DrawnFor::Delay, 0),
        draw(2, 1, DrawnFor::Delay, 0),
        draw(1, 2, DrawnFor::Delay, 0),
        draw(1, 1, DrawnFor::Failure, 0),
        draw(1, 1, DrawnFor::Delay, 1),
    ]
    .into();
    assert_eq!(draws.len(), 5);
}

#[test]
fn a_range_of_one_or_all_numbers_can_be_drawn() {
    assert_eq!(draw_within(1, 1, DrawnFor::Delay, 0, 5..=5), 5);
    assert_eq!(
        draw_within(1, 1, DrawnFor::Delay, 0, 0..=u64::MAX),
        draw(1, 1, DrawnFor::Delay, 0)
    );
}

#[test]
fn draws_are_uniformly_distributed() {
    let mut counts = [0_u32; 10];
    for place in 1..=100_000 {
        counts[draw_within(3, place, DrawnFor::Delay, 0, 0..=9) as usize] += 1;
    }
    // Five standard deviations of a uniform draw are 474.
    assert!(counts.iter().all(|count| count.abs_diff(10_000) < 474), "{counts:?}");
}

#[test]
fn a_failure_mode_decides_each_attempt() {
    let fails = |text: &str| -> Vec<bool> {
        let operation = &operations(text, 1)[0];
        (1..=4).map(|attempt| operation.attempt_fails(1, attempt)).collect()
    };
    assert_eq!(fails("1"), [false; 4]);
    assert_eq!(fails("1 fail"), [true; 4]);
    assert_eq!(fails("1 fail 2"), [true, true, false, false]);
    assert_eq!(fails("1 fail 0%"), [false; 4]);
    assert_eq!(fails("1 fail 100%"), [true; 4]);
}

#[test]
fn a_chance_of_thirty_percent_fails_about_three_in_ten() {
    let failed = operations("1 fail 30% x100000", 5)
        .iter()
        .filter(|each| each.attempt_fails(5, 1))
        .count();
    // Five standard deviations are 725.
    assert!(failed.abs_diff(30_000) < 725, "{failed}");
}

#[test]
fn the_rough_length_is_the_longest_or_the_sum_of_all() {
    let length = |fragment: &str| scenario::link::read(fragment).scenario.rough_length();
    let ms = Micros::from_millis;
    assert_eq!(length("tasks=2,1s..3s x4,1 cpu 500ms&await=gather"), ms(3_000));
    assert_eq!(length("tasks=1 cpu 500ms,0.2&await=race"), ms(1_500));
    assert_eq!(length("tasks=2,1s..3s x4,1 cpu 500ms&await=one-by-one"), ms(15_500));
    assert_eq!(length("tasks=1s x1000000&await=one-by-one"), ms(1_000_000_000));
    assert_eq!(length("tasks=&await=gather"), Micros::ZERO);
}

proptest! {
    #[test]
    fn an_operation_looked_up_by_its_index_is_that_of_the_expanded_list(scenario in samples::scenario()) {
        let expanded = scenario.operations();
        let operations = Operations::of(scenario.clone());
        prop_assert_eq!(operations.len(), expanded.len());
        prop_assert_eq!(operations.get(0), None);
        prop_assert_eq!(operations.get(expanded.len() as u32 + 1), None);
        prop_assert_eq!(operations.get(u32::MAX), None);
        for (index, operation) in (1..).zip(&expanded) {
            prop_assert_eq!(operations.get(index), Some(operation.clone()));
            prop_assert_eq!(operations.name(index), Some(operation.name.as_str().into()));
            prop_assert_eq!(operations.delay(index, 1), Some((operation.delay, operation.number)));
            prop_assert_eq!(operations.cpu(index), Some(operation.cpu));
            for attempt in 1..=21 {
                let fails = operation.attempt_fails(scenario.seed, attempt);
                prop_assert_eq!(operations.attempt_fails(index, attempt), fails, "attempt {} of {}", attempt, index);
            }
        }
    }

    #[test]
    fn an_operation_is_called_by_its_name_and_by_no_other(scenario in samples::scenario(), noise in "[ 0+1]{0,3}") {
        let expanded = scenario.operations();
        let operations = Operations::of(scenario);
        for (index, one) in (1..).zip(&expanded) {
            for other in expanded.iter().step_by(1 + expanded.len() / 20) {
                for name in [other.name.clone(), format!("{}{noise}", other.name), format!("{noise}{}", one.name)] {
                    prop_assert_eq!(operations.is_called(index, &name), one.name == name, "{} and {}", index, name);
                }
            }
        }
    }
}

#[test]
fn a_name_that_is_no_number_as_it_is_displayed_is_another() {
    let operations = Operations::of(Scenario {
        tasks: parse("1 x3, a: 1 x3").expect("a list").list,
        ..Scenario::default()
    });
    for (index, name) in [(1, "1"), (4, "a 1")] {
        assert!(operations.is_called(index, name));
    }
    for (index, name) in [
        (1, "01"),
        (1, "+1"),
        (1, ""),
        (4, "a"),
        (4, "a "),
        (4, "a 01"),
        (4, "a +1"),
        (4, "a 2"),
    ] {
        assert!(!operations.is_called(index, name), "{name:?}");
    }
}

#[test]
fn operations_past_the_most_are_left_out() {
    let item = |repeat| Item {
        repeat,
        ..Item::of(Quantity::seconds(1))
    };
    let scenario = Scenario {
        tasks: TaskList {
            items: vec![item(1), item(u32::MAX), item(u32::MAX), item(1)],
        },
        ..Scenario::default()
    };
    let operations = Operations::of(scenario.clone());
    let last = MOST_TASKS as u32;
    assert_eq!(operations.len() as u64, MOST_TASKS);
    assert_eq!(operations.get(last), scenario.operations().pop());
    assert_eq!(operations.get(last + 1), None);
}

#[test]
fn only_the_speed_does_not_change_the_result() {
    let open = |fragment: &str| scenario::link::read(fragment).scenario;
    let launched = open("tasks=2,1&speed=2");
    assert!(open("tasks=2,1").same_but_for_speed(&launched));
    assert!(launched.same_but_for_speed(&launched));
    for other in ["tasks=2,1,3", "tasks=2,1&limit=1", "tasks=2,1&seed=2", "tasks=2.0,1"] {
        assert!(!open(other).same_but_for_speed(&launched), "{other}");
    }
}
