//! A cancel from the request to what became of it: asked, cleaning up, refused, lost; and what is not known.

use crate::{HEADER, Recorded, pictures};
use recording::cancelling::{CancelPhase, told};
use recording::facts::facts;
use recording::{History, Moment, TaskId};
use scenario::time::Micros;
use timeline::Scale;
use timeline::key::{DrawnRecord, KeyEntry};

/// A recording in `tests/recorded`.
fn recorded(name: &str) -> Recorded {
    let path = format!("{}/tests/recorded/{name}.trace.jsonl", env!("CARGO_MANIFEST_DIR"));
    Recorded::of(&std::fs::read_to_string(path).expect("there is such a recording"))
}

/// The phase after each of its events, without those that repeat it.
fn phases(it: &Recorded, name: &str) -> Vec<Option<CancelPhase>> {
    let cancels = it.history.lanes.cancels();
    let task = it.task(name);
    let mut all: Vec<_> = (0..=it.trace.events.len())
        .map(|events| cancels.phase(task, events))
        .collect();
    all.dedup();
    all
}

fn words_at(it: &Recorded, name: &str, ms: u64) -> (String, String) {
    let moment = Moment::at_time(&it.trace, Micros::from_millis(ms));
    let facts = facts(&it.trace, &it.history, it.task(name), moment);
    (facts.all_state_words().into_owned(), facts.note)
}

fn told_at(it: &Recorded, name: &str, ms: u64) -> Option<String> {
    let moment = Moment::at_time(&it.trace, Micros::from_millis(ms));
    told(&it.trace, it.history.lanes.cancels(), it.task(name), moment)
}

fn in_key(it: &Recorded) -> bool {
    let drawn = DrawnRecord {
        trace: &it.trace,
        lanes: &it.history.lanes,
        resources: &it.history.resources,
        overdue: false,
        critical_path: false,
    };
    KeyEntry::Cancelling.occurs(drawn, None)
}

use CancelPhase::{Arrived, Asked, CleaningUp, Refused};

#[test]
fn a_task_that_waits_after_the_cancel_and_then_ends_cleans_up() {
    let it = recorded("cancel_cleanup");
    assert_eq!(phases(&it, "transfer"), [None, Some(Asked), Some(CleaningUp), None]);
    assert_eq!(phases(&it, "main"), [None]);
    assert_eq!(words_at(&it, "transfer", 10).0, "waiting on a timer");
    assert_eq!(
        words_at(&it, "transfer", 30),
        ("waiting on a timer, cleaning up".into(), "cleaning up".into())
    );
    assert_eq!(words_at(&it, "transfer", 50).0, "cancelled");
    assert_eq!(told_at(&it, "transfer", 10), None);
    assert_eq!(
        told_at(&it, "transfer", 30).as_deref(),
        Some("main asked it to stop at 0.020 s (line 18). The cancel arrived at 0.020 s; it is cleaning up.")
    );
    assert_eq!(
        told_at(&it, "transfer", 50).as_deref(),
        Some(
            "main asked it to stop at 0.020 s (line 18). The cancel arrived at 0.020 s; it cleaned up for 30 ms and ended."
        )
    );
}

#[test]
fn a_task_that_catches_the_cancel_and_returns_has_refused_it_and_is_in_its_usual_state() {
    let it = recorded("cancel_refused");
    assert_eq!(phases(&it, "stubborn"), [None, Some(Asked), Some(Refused)]);
    assert_eq!(
        words_at(&it, "stubborn", 30),
        ("waiting on a timer, refused the cancel".into(), "10 ms left".into())
    );
    assert_eq!(words_at(&it, "stubborn", 40).0, "finished, refused the cancel");
    assert!(told_at(&it, "stubborn", 30).is_some_and(|told| told.ends_with("it refused the cancel, and goes on.")));
    assert!(!in_key(&it));
    assert_eq!(pictures::scene(&it).hatches, []);
}

#[test]
fn as_long_as_its_end_is_not_recorded_nobody_knows_whether_it_cleans_up_or_goes_on() {
    for name in ["cancel_cleanup", "cancel_refused"] {
        let it = recorded(name);
        let task = TaskId(1);
        let end = it.history.lanes.ended_by(task).expect("it has ended");
        let mut history = History::default();
        for until in 0..=it.trace.events.len() {
            history.extend_to(&it.trace, until);
            let phase = history.lanes.cancels().phase(task, until);
            assert!(!matches!(phase, Some(CleaningUp)), "{name}, {until}");
            assert_eq!(
                phase == Some(Refused),
                until > end && name == "cancel_refused",
                "{until}"
            );
        }
        let mut history = History::default();
        history.extend_to(&it.trace, end);
        assert_eq!(history.lanes.cancels().phase(task, end), Some(Arrived), "{name}");
        let moment = Moment::after(&it.trace, end);
        assert!(
            told(&it.trace, history.lanes.cancels(), task, moment)
                .is_some_and(|told| told.ends_with("it is cleaning up, or goes on."))
        );
    }
}

#[test]
fn the_time_of_the_clean_up_is_hatched_below_the_bars_and_in_the_key() {
    let it = recorded("cancel_cleanup");
    let scene = pictures::scene(&it);
    let task = it.task("transfer");
    let scale = Scale::fit(it.history.lanes.reach(&it.trace), 3_000.0, false);
    let strips: Vec<_> = scene.hatches.iter().filter(|hatch| hatch.task == task).collect();
    let [strip] = strips[..] else { panic!("{strips:?}") };
    let x = |ms| scale.x_from_time(Micros::from_millis(ms));
    assert!(
        (strip.rect.x - x(20)).abs() < 0.01 && (strip.rect.right() - x(50)).abs() < 0.01,
        "{strip:?}"
    );
    let bar = scene
        .bars
        .iter()
        .find(|bar| bar.task == task)
        .expect("it has bars")
        .rect;
    assert_eq!((strip.rect.y, strip.rect.height), (bar.bottom() + 1.0, 4.0));
    assert!(in_key(&it));
    assert!(!in_key(&recorded("gather_cancelled")));
}

#[test]
fn a_timeout_and_a_group_that_interrupt_their_own_task_do_not_want_its_end() {
    for (name, task) in [
        ("shield", "main"),
        ("timeout", "main"),
        ("group_second_failure", "main"),
    ] {
        assert_eq!(phases(&recorded(name), task), [None], "{name}");
    }
    // The members of a group are asked to end, and so is one that has a group of its own, which waits for its tasks.
    let it = recorded("group_nested");
    assert_eq!(phases(&it, "y"), [None, Some(Asked), Some(CleaningUp), None]);
}

/// Tasks 0 and 1, of which 0 awaits 1.
const AWAITED: [&str; 10] = [
    r#"{"task":0,"name":"main","parent":null}"#,
    r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
    r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
    r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
    r#"{"task":1,"name":"inner","parent":0}"#,
    r#"{"at_us":0,"task":1,"kind":"spawned","parent":0}"#,
    r#"{"at_us":0,"task":1,"kind":"woken","by":"spawn"}"#,
    r#"{"at_us":0,"task":0,"kind":"poll-end","result":"pending","on":"child","tasks":[1]}"#,
    r#"{"at_us":0,"task":1,"kind":"poll-start"}"#,
    r#"{"at_us":0,"task":1,"kind":"poll-end","result":"pending","on":"io"}"#,
];

fn by_hand(rest: &[&str]) -> Recorded {
    Recorded::of(&format!("{HEADER}\n{}\n{}\n", AWAITED.join("\n"), rest.join("\n")))
}

#[test]
fn a_cancel_that_the_awaited_task_has_taken_is_lost() {
    let asked = [
        r#"{"at_us":5,"task":0,"kind":"cancel-requested","by":null,"why":"program"}"#,
        r#"{"at_us":5,"task":1,"kind":"cancel-requested","by":0,"why":"program"}"#,
        r#"{"at_us":5,"task":1,"kind":"woken","by":"cancel"}"#,
        r#"{"at_us":6,"task":1,"kind":"poll-start"}"#,
    ];
    let goes_on = |end: &'static str| {
        let rest = [
            end,
            r#"{"at_us":7,"task":0,"kind":"woken","by":"task","id":1}"#,
            r#"{"at_us":7,"task":1,"kind":"poll-end","result":"ended"}"#,
            r#"{"at_us":8,"task":0,"kind":"poll-start"}"#,
            r#"{"at_us":9,"task":0,"kind":"poll-end","result":"pending","on":"io"}"#,
        ];
        by_hand(&[&asked[..], &rest[..]].concat())
    };
    let refused = goes_on(r#"{"at_us":7,"task":1,"kind":"finished","value":"1"}"#);
    assert_eq!(phases(&refused, "inner"), [None, Some(Asked), Some(Refused)]);
    assert_eq!(phases(&refused, "main"), [None, Some(Asked), None]);
    assert!(told_at(&refused, "main", 1).is_some_and(|told| told.contains("The cancel did not arrive")));
    // It does arrive with a task that ends as cancelled.
    let passed_on = goes_on(r#"{"at_us":7,"task":1,"kind":"cancelled"}"#);
    assert_eq!(phases(&passed_on, "inner"), [None, Some(Asked), Some(Arrived), None]);
    assert_eq!(phases(&passed_on, "main"), [None, Some(Asked), Some(Arrived)]);
}

#[test]
fn whether_a_task_that_is_asked_again_had_cleaned_up_is_not_known() {
    let ask = |at: u64| format!(r#"{{"at_us":{at},"task":1,"kind":"cancel-requested","by":0,"why":"program"}}"#);
    let (first, second) = (ask(5), ask(20));
    let it = by_hand(&[
        &first,
        r#"{"at_us":5,"task":1,"kind":"woken","by":"cancel"}"#,
        // A second one before the first has arrived is one with it.
        &ask(6),
        r#"{"at_us":7,"task":1,"kind":"poll-start"}"#,
        r#"{"at_us":8,"task":1,"kind":"poll-end","result":"pending","on":"io"}"#,
        &second,
        r#"{"at_us":20,"task":1,"kind":"woken","by":"cancel"}"#,
        r#"{"at_us":21,"task":1,"kind":"poll-start"}"#,
        r#"{"at_us":21,"task":1,"kind":"cancelled"}"#,
        r#"{"at_us":21,"task":1,"kind":"poll-end","result":"ended"}"#,
    ]);
    let expected = [None, Some(Asked), Some(Arrived), Some(Asked), Some(Arrived), None];
    assert_eq!(phases(&it, "inner"), expected);
    assert!(in_key(&it));
}

#[test]
fn in_the_playground_a_cancel_and_the_end_are_one_moment() {
    let trace = runtime::simulate(&scenario::link::read("tasks=1%20fail,2&await=group").scenario);
    let mut history = History::default();
    history.extend(&trace);
    assert!(history.lanes.cancelled() > 0);
    for task in trace.tasks.ids() {
        assert_eq!(history.lanes.cancels().of_task(task).count(), 0);
    }
}
