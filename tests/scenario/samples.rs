//! Random items, lists and scenarios that can be written as text.

use proptest::option;
use proptest::prelude::*;
use scenario::{
    Delay, FailureMode, Item, Leftovers, Percent, Policy, Quantity, Scenario, Speed, TaskList, TimerMode, Unit,
};
use std::num::NonZeroU32;

/// A duration up to an hour, in any spelling.
pub fn quantity() -> impl Strategy<Value = Quantity> {
    prop_oneof![
        "[0-9]{1,3}(\\.[0-9]{1,3})?s?",
        "[0-9]{1,6}(\\.[0-9])?ms",
        "[0-5]?[0-9](\\.[0-9]{1,2})?m"
    ]
    .prop_map(|text| Quantity::parse(&text).expect("up to an hour"))
}

fn percent() -> impl Strategy<Value = Percent> {
    "[1-9]?[0-9](\\.[0-9]{1,3})?|100|007".prop_map(|digits| Percent::new(&digits).expect("up to 100"))
}

fn failure_mode() -> impl Strategy<Value = FailureMode> {
    prop_oneof![
        Just(FailureMode::Succeeds),
        Just(FailureMode::Fails),
        (1..=u32::MAX).prop_map(FailureMode::FailsFirst),
        percent().prop_map(FailureMode::FailsByChance),
    ]
}

fn delay() -> impl Strategy<Value = Delay> {
    (quantity(), option::of(quantity())).prop_map(|(one, other)| match other {
        Some(other) if other.as_secs() < one.as_secs() => Delay {
            low: other,
            high: Some(one),
        },
        high => Delay { low: one, high },
    })
}

pub fn item() -> impl Strategy<Value = Item> {
    let name = option::of("[^,#\n\r\\s\u{feff}]([^,#\n\r]{0,8}[^,#\n\r\\s\u{feff}])?");
    let cpu = option::of((0..=2000_u64).prop_map(Quantity::millis));
    (name, delay(), cpu, failure_mode(), 1..=50_u32).prop_map(|(name, delay, cpu, failure_mode, repeat)| Item {
        name,
        delay,
        cpu,
        failure_mode,
        repeat,
    })
}

pub fn list() -> impl Strategy<Value = TaskList> {
    prop::collection::vec(item(), 0..8).prop_map(|items| TaskList { items })
}

pub fn scenario() -> impl Strategy<Value = Scenario> {
    let timeout = || option::of((1..=86_400_000_u64).prop_map(Quantity::millis));
    let limit = option::of((1..=1_000_000_u32).prop_map(|limit| NonZeroU32::new(limit).expect("from 1")));
    let speed = (0.1..=10.0_f64).prop_map(|factor| Speed::new(factor).expect("0.1 to 10"));
    let choices = (0..8_usize, any::<[bool; 3]>());
    (
        list(),
        limit,
        timeout(),
        timeout(),
        0..=20_u32,
        quantity(),
        any::<u32>(),
        speed,
        choices,
    )
        .prop_map(
            |(tasks, limit, timeout, deadline, retry, backoff, seed, speed, choices)| {
                let (policy, [future, finish, shared]) = choices;
                let policy = Policy::ALL[policy];
                Scenario {
                    tasks,
                    policy,
                    limit,
                    timeout,
                    deadline,
                    retry,
                    backoff,
                    seed,
                    unit: if future && policy != Policy::Spawn {
                        Unit::Future
                    } else {
                        Unit::Task
                    },
                    leftovers: if finish { Leftovers::Finish } else { Leftovers::Cancel },
                    timers: if shared { TimerMode::Shared } else { TimerMode::Each },
                    speed,
                }
            },
        )
}
