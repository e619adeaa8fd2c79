//! The rules of docs/links.md for links, and the examples, which are links.

use crate::samples;
use proptest::prelude::*;
use scenario::examples::EXAMPLES;
use scenario::link::{read, write};
use scenario::{Policy, Quantity, Scenario, Unit};
use std::collections::BTreeSet;

fn problems(fragment: &str) -> Vec<String> {
    read(fragment).problems.iter().map(ToString::to_string).collect()
}

#[test]
fn an_empty_link_is_the_default() {
    let addresses = [
        "https://example.org/futurescope/#",
        "https://example.org/play/",
        "http://localhost:8080/?a=b",
    ];
    for fragment in ["", "#", "&&"].into_iter().chain(addresses) {
        let opened = read(fragment);
        assert_eq!(opened.scenario, Scenario::default(), "{fragment}");
        assert_eq!(opened.problems, [], "{fragment}");
    }
    assert_eq!(write(&Scenario::default()), "");
}

#[test]
fn the_documented_link_reads_and_writes_back() {
    let link = "tasks=2,1,3&await=gather&limit=2&timeout=1.5s&deadline=4s&retry=2&backoff=200ms&seed=7&unit=future\
                &leftovers=finish&timers=shared&speed=0.5";
    for fragment in [
        link.to_owned(),
        format!("#{link}"),
        format!("http://localhost:8080/#{link}"),
    ] {
        let opened = read(&fragment);
        assert_eq!(opened.problems, []);
        assert_eq!(write(&opened.scenario), link);
    }
    assert_eq!(read(link).scenario.unit, Unit::Future);
}

#[test]
fn the_list_is_encoded_and_plus_is_a_plus() {
    let opened = read("tasks=a+b:%202s%20fail%2030%25,%C3%BC&tasks=a+b:%202s%20fail%2030%25,%C3%BC:1%23%20late");
    assert_eq!(opened.problems, []);
    assert_eq!(opened.scenario.tasks.canonical(), "a+b: 2s fail 30%, ü: 1");
    assert_eq!(write(&opened.scenario), "tasks=a%2Bb:%202s%20fail%2030%25,%C3%BC:%201");
}

#[test]
fn a_value_may_hold_an_equals_sign() {
    assert_eq!(read("tasks=a=b:2").scenario.tasks.canonical(), "a=b: 2");
}

#[test]
fn the_last_of_a_key_wins() {
    let opened = read("limit=0&limit=3&await=race&await=gather");
    assert_eq!(opened.problems, []);
    assert_eq!(opened.scenario.limit.map(u32::from), Some(3));
    assert_eq!(opened.scenario.policy, Policy::Gather);
}

#[test]
fn embed_autorun_and_present_count_only_as_one() {
    let opened = read("embed=1&autorun=1");
    assert!(opened.embed && opened.autorun && opened.problems.is_empty());
    let opened = read("tasks=1&present=1");
    assert!(opened.present && !opened.embed && opened.problems.is_empty());
    let opened = read("embed=true&autorun&present=yes");
    assert!(!opened.embed && !opened.autorun && !opened.present);
    assert_eq!(opened.problems.len(), 3);
    assert!(!read("present=0").present);
}

#[test]
fn predict_counts_only_as_zero() {
    assert!(read("predict=0").predict_off);
    assert!(!read("predict=1").predict_off && read("predict=1").problems.is_empty());
    assert!(!read("").predict_off);
    let opened = read("predict=off");
    assert!(!opened.predict_off);
    assert_eq!(opened.problems.len(), 1);
    assert_eq!(
        write(&read("tasks=3&predict=0").scenario),
        "tasks=3",
        "it is no part of the scenario"
    );
}

#[test]
fn a_bad_part_is_named_and_the_rest_is_taken() {
    for (fragment, problem) in [
        ("limit=0", "limit: “0” is out of range. Write 1 to 1000000, or none."),
        (
            "limit=1000001",
            "limit: “1000001” is out of range. Write 1 to 1000000, or none.",
        ),
        (
            "limit=-1",
            "limit: “-1” is not a whole number. Write 1 to 1000000, or none.",
        ),
        (
            "timeout=0",
            "timeout: “0” is shorter than 1 ms. Write 1ms or more, or none.",
        ),
        (
            "timeout=25h",
            "timeout: “25h” is longer than 24 h, and hours are not a unit. Write at most 1440m.",
        ),
        ("deadline=4sec", "deadline: “4sec” is not a duration. Try 4s or 4000ms."),
        ("retry=21", "retry: “21” is out of range. Write 0 to 20."),
        ("retry=", "retry: “” is not a whole number. Write 0 to 20."),
        (
            "backoff=61m",
            "backoff: “61m” is longer than 1 h. Write at most 3600s or 60m.",
        ),
        (
            "seed=4294967296",
            "seed: “4294967296” is out of range. Write 0 to 4294967295.",
        ),
        (
            "speed=0.05",
            "speed: “0.05” is out of range. Write 0.1 to 10; 1 is real time.",
        ),
        (
            "speed=fast",
            "speed: “fast” is not a speed. Write 0.1 to 10; 1 is real time.",
        ),
        ("await=Gather", "await: “Gather” is not one of its values. Try gather."),
        (
            "unit=thread",
            "unit: “thread” is not one of its values. Write task, future.",
        ),
        (
            "leftovers=keep",
            "leftovers: “keep” is not one of its values. Write cancel, finish.",
        ),
        (
            "timers=one",
            "timers: “one” is not one of its values. Write each, shared.",
        ),
        (
            "timeout=%zz",
            "timeout: “%zz” is not an encoded character. Write % as %25.",
        ),
        ("timeout=%", "timeout: “%” is not an encoded character. Write % as %25."),
        (
            "timeout=%FF",
            "timeout: “%FF” is not encoded UTF-8. Encode it as UTF-8, as in %C3%A9 for é.",
        ),
        (
            "unit=future",
            "unit: “future” does not go with await=spawn, which makes tasks. Write unit=task, or another await such as gather.",
        ),
    ] {
        assert_eq!(problems(fragment), [problem]);
        let opened = read(&format!("{fragment}&tasks=3"));
        assert_eq!(opened.scenario.tasks.canonical(), "3");
        assert_eq!(
            Scenario {
                tasks: Scenario::default().tasks,
                ..opened.scenario
            },
            Scenario::default()
        );
        assert!(!opened.tasks_unreadable);
    }
    assert_eq!(
        problems("task=2"),
        [
            "“task”: This is not a part of a link. The parts are tasks, program, await, limit, timeout, deadline, retry, backoff, \
          seed, unit, leftovers, timers, speed, embed, autorun, present, predict."
        ]
    );
}

#[test]
fn none_is_no_limit() {
    let opened = read("limit=none&timeout=none&deadline=none");
    assert_eq!(opened.problems, []);
    assert_eq!(opened.scenario, Scenario::default());
}

#[test]
fn an_empty_part_is_named() {
    for fragment in ["limit=", "timeout=", "seed=", "retry=%202", "speed=2%20", "await="] {
        let opened = read(fragment);
        assert_eq!(opened.problems.len(), 1, "{fragment}");
        assert_eq!(opened.scenario, Scenario::default(), "{fragment}");
    }
}

#[test]
fn unreadable_tasks_open_the_first_examples_list() {
    let opened = read("tasks=3sec,y&await=gather");
    assert!(opened.tasks_unreadable);
    assert_eq!(opened.scenario.tasks, read(&EXAMPLES[0].link).scenario.tasks);
    assert_eq!(opened.scenario.policy, Policy::Gather);
    assert_eq!(
        opened.problems[0].to_string(),
        "tasks: Line 1, column 1: “3sec” is not a duration. Try 3s or 3000ms. And 1 more."
    );
    assert!(read("tasks=%FF").tasks_unreadable);
}

#[test]
fn an_empty_list_is_written_and_read() {
    let mut scenario = Scenario::default();
    scenario.tasks.items.clear();
    assert_eq!(write(&scenario), "tasks=");
    assert_eq!(read("tasks=").scenario, scenario);
}

#[test]
fn spawn_writes_no_unit() {
    let scenario = Scenario {
        unit: Unit::Future,
        ..Scenario::default()
    };
    assert_eq!(write(&scenario), "");
}

#[test]
fn the_spelling_of_the_backoff_is_kept() {
    let scenario = Scenario {
        backoff: Quantity::millis(0),
        ..Scenario::default()
    };
    assert_eq!(read(&write(&scenario)).scenario, scenario);
}

#[test]
fn every_example_reads_without_problems_and_writes_back() {
    let mut titles = BTreeSet::new();
    for example in EXAMPLES.iter() {
        let opened = read(&example.link);
        assert_eq!(opened.problems, [], "{}", example.title);
        assert_eq!(write(&opened.scenario), example.link);
        assert!(titles.insert(&example.title), "{} is there twice", example.title);
        assert!(
            example.teaches.ends_with('.') && example.teaches.matches(". ").count() == 0,
            "{}",
            example.teaches
        );
    }
}

#[test]
fn the_first_two_examples_are_the_tutorials_programs() {
    let tasks = |index: usize| read(&EXAMPLES[index].link).scenario.tasks.canonical();
    assert_eq!((tasks(0), tasks(1)), ("2, 1".to_owned(), "2, 1, 3".to_owned()));
    assert_eq!(read(&EXAMPLES[0].link).scenario.policy, Policy::Spawn);
    assert_eq!(read(&EXAMPLES[1].link).scenario.policy, Policy::Gather);
}

proptest! {
    #[test]
    fn a_written_link_reads_back(scenario in samples::scenario()) {
        let link = write(&scenario);
        prop_assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.,:~*%&=".contains(&byte)), "{}", link);
        let opened = read(&link);
        prop_assert_eq!(opened.problems, []);
        prop_assert_eq!(opened.scenario, scenario);
    }

    #[test]
    fn any_fragment_is_read_without_a_panic(fragment in "(?s).{0,60}|((tasks|await|limit|unit|seed|speed|embed|%|%2|2|=|&|,|#|é|%C3){0,12})") {
        let opened = read(&fragment);
        prop_assert_eq!(read(&write(&opened.scenario)).scenario, opened.scenario);
    }
}
