//! The scenario that a comparison is of: choosing one of its results must not change it.

use super::support::open;
use compare::{ComparedOver, Modifier};
use scenario::Unit;

#[test]
fn choosing_a_result_does_not_change_what_is_compared() {
    let over = ComparedOver::Policies;
    let gather = over.base(&open("tasks=2,1&await=gather&speed=2"), Unit::Task);
    for chosen in ["spawn", "race", "group", "as-completed"] {
        let link = format!("tasks=2,1&await={chosen}");
        assert_eq!(over.base(&open(&link), Unit::Task), gather, "{chosen}");
    }
    for (modifier, values) in [
        (Modifier::Limit, ["&limit=1", "&limit=2", ""]),
        (Modifier::Timeout, ["&timeout=1s", "&timeout=2s", ""]),
        (Modifier::Retries, ["&retry=1", "&retry=2", ""]),
    ] {
        let base = |value: &str| {
            let scenario = open(&format!("tasks=2,1&await=gather{value}"));
            ComparedOver::Range(modifier).base(&scenario, scenario.unit)
        };
        assert_eq!(base(values[0]), base(values[1]), "{modifier:?}");
        assert_eq!(base(values[0]), base(values[2]), "{modifier:?}");
    }
}

#[test]
fn what_is_not_varied_is_kept() {
    let scenario = open("tasks=2,1&await=gather&limit=1&timeout=1s&retry=3&unit=future");
    let policies = ComparedOver::Policies.base(&scenario, Unit::Future);
    assert_eq!((policies.limit, policies.retry), (scenario.limit, 3));
    assert_eq!(policies.unit, Unit::Future, "whatever `spawn` makes of it");
    let limits = ComparedOver::Range(Modifier::Limit).base(&scenario, Unit::Future);
    assert_eq!((limits.limit, limits.policy), (None, scenario.policy));
    assert_eq!(limits.timeout, scenario.timeout);
    assert_eq!(
        ComparedOver::ALL.map(ComparedOver::label),
        ["Policies", "Limit", "Timeout", "Retries"]
    );
}
