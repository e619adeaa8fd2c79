//! Tests of the key: the states that occur in the drawing, and no others.

use super::tree::fixture;
use super::*;
use recording::ResourceRecord;
use timeline::key::{DrawnPrediction, DrawnRecord, KeyEntry, KeyWords, entry_of_resource, overdue_is_drawn};

fn lanes(fragment: &str) -> Lanes {
    folded(&runtime::simulate(&scenario::link::read(fragment).scenario))
}

fn key(recorded: &Lanes, prediction: Option<(&Lanes, bool)>) -> Vec<KeyEntry> {
    let drawn = prediction.map(|(lanes, by_itself)| DrawnPrediction { lanes, by_itself });
    let recorded = DrawnRecord {
        trace: &Handmade::new(0, Unit::Task).trace,
        lanes: recorded,
        resources: &ResourceRecord::default(),
        overdue: false,
        critical_path: false,
    };
    let entries = KeyEntry::ALL.into_iter();
    entries.filter(|entry| entry.occurs(recorded, drawn)).collect()
}

#[test]
fn a_recording_has_an_entry_for_each_state_that_some_task_was_in() {
    use KeyEntry::{Backoff, Cancelled, Child, Failed, Finished, Permit, Ready, Running, Timer};
    assert_eq!(key(&Lanes::default(), None), []);
    let simple = lanes("tasks=2,1");
    assert_eq!(key(&simple, None), [Ready, Running, Timer, Child, Finished]);
    let all = lanes("tasks=1%20fail,2&await=group&limit=1&retry=1&backoff=0.5");
    assert_eq!(
        key(&all, None),
        [Ready, Running, Timer, Backoff, Child, Permit, Cancelled, Failed]
    );
}

#[test]
fn before_a_run_the_prediction_has_entries_for_what_takes_time_in_it() {
    use KeyEntry::{Child, Permit, Predicted, Timer};
    let predicted = lanes("tasks=2,1&limit=1");
    assert_eq!(
        key(&Lanes::default(), Some((&predicted, true))),
        [Predicted, Timer, Child, Permit]
    );
}

#[test]
fn during_a_run_the_prediction_is_grey() {
    use KeyEntry::{Predicted, Ready};
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1);
    let recorded = folded(&made.trace);
    let predicted = lanes("tasks=2,1&limit=1");
    assert_eq!(key(&recorded, Some((&predicted, false))), [Predicted, Ready]);
}

#[test]
fn waiting_for_a_lock_or_a_queue_has_an_entry_of_its_own() {
    for on in [
        WaitingOn::Lock,
        WaitingOn::QueueGet,
        WaitingOn::Event,
        WaitingOn::Barrier,
    ] {
        let mut made = Handmade::new(1, Unit::Task);
        made.spawn(0, 1)
            .push(0, 1, EventKind::PollStart)
            .pending(1, 1, Some(on));
        let entries = key(&folded(&made.trace), None);
        assert!(entries.contains(&KeyEntry::Resource), "{on:?}");
        assert!(!entries.contains(&KeyEntry::Permit), "{on:?}");
    }
}

#[test]
fn a_timer_that_is_visibly_overdue_has_an_entry() {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1).sleep(0, 1, TimerKind::Sleep, 1_000).fire(1_100, 1);
    let mut history = History::default();
    history.extend(&made.trace);
    // 100 ms are 50 px when 2 s are in view, and less than 3 px when a minute is.
    let drawn = |whole: u64| overdue_is_drawn(&history.timers, &Scale::fit(secs(whole), WIDTH, false));
    assert_eq!((drawn(2), drawn(60)), (true, false));
    let recorded = |overdue| DrawnRecord {
        trace: &made.trace,
        lanes: &history.lanes,
        resources: &history.resources,
        overdue,
        critical_path: false,
    };
    assert!(KeyEntry::Overdue.occurs(recorded(true), None));
    assert!(!KeyEntry::Overdue.occurs(recorded(false), None));
}

#[test]
fn a_deadline_that_passed_late_is_not_an_overdue_bar() {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1).sleep(0, 1, TimerKind::Timeout, 1_000).fire(1_100, 1);
    let mut history = History::default();
    history.extend(&made.trace);
    assert_eq!(history.timers.longest_overdue(), Micros::ZERO);
}

/// The entries of a recording of another program, with their words.
fn foreign_key(trace: &Trace) -> Vec<(KeyEntry, String)> {
    let mut history = History::default();
    history.extend(trace);
    let recorded = DrawnRecord {
        trace,
        lanes: &history.lanes,
        resources: &history.resources,
        overdue: false,
        critical_path: false,
    };
    let words = KeyWords::of(trace, &history.resources);
    let entries = KeyEntry::ALL.into_iter().filter(|entry| entry.occurs(recorded, None));
    entries.map(|entry| (entry, entry.words(words).into_owned())).collect()
}

fn words_of_lanes(key: &[(KeyEntry, String)]) -> Vec<&str> {
    let lanes = key.iter().filter(|(entry, _)| entry.is_lane());
    lanes.map(|(_, words)| words.as_str()).collect()
}

fn words_of_waits(key: &[(KeyEntry, String)]) -> Option<&str> {
    let wait = key.iter().find(|(entry, _)| *entry == KeyEntry::Resource);
    wait.map(|(_, words)| words.as_str())
}

#[test]
fn each_kind_of_resource_lane_says_what_it_shows() {
    let consumers = foreign_key(&fixture("consumers"));
    assert_eq!(words_of_lanes(&consumers), ["who has the permit", "items in a queue"]);
    let gates = foreign_key(&fixture("gates"));
    assert_eq!(
        words_of_lanes(&gates),
        [
            "free permits",
            "who holds a lock",
            "event is set",
            "waiting at a condition",
            "waiting at a barrier"
        ]
    );
    // A run of the playground has no such lanes, though its tasks wait for slots.
    let limited = runtime::simulate(&scenario::link::read("tasks=2,1&limit=1").scenario);
    assert_eq!(words_of_lanes(&foreign_key(&limited)), [""; 0]);
}

#[test]
fn the_entry_of_a_wait_names_what_is_waited_for_where_that_is_one_thing_or_two() {
    assert_eq!(
        words_of_waits(&foreign_key(&fixture("consumers"))),
        Some("waiting for a queue")
    );
    assert_eq!(
        words_of_waits(&foreign_key(&fixture("gates"))),
        Some("for what others hold")
    );
    let waits = |all: &[WaitingOn]| {
        let mut lines = vec![
            r#"{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1}"#
                .to_owned(),
        ];
        for (task, on) in all.iter().enumerate() {
            let on = on.word();
            lines.push(format!(r#"{{"task":{task},"name":"t{task}","parent":null}}"#));
            for rest in [
                r#""kind":"spawned","parent":null"#,
                r#""kind":"woken","by":"spawn""#,
                r#""kind":"poll-start""#,
                &format!(r#""kind":"poll-end","result":"pending","on":"{on}""#),
            ] {
                lines.push(format!(r#"{{"at_us":0,"task":{task},{rest}}}"#));
            }
        }
        let trace = trace_file::read(lines.join("\n").as_bytes())
            .expect("it is valid")
            .trace;
        words_of_waits(&foreign_key(&trace)).map(str::to_owned)
    };
    use WaitingOn::{Event, Lock, QueueGet, QueuePut, Semaphore};
    assert_eq!(waits(&[Semaphore]), None);
    assert_eq!(waits(&[QueuePut, QueueGet]).as_deref(), Some("waiting for a queue"));
    assert_eq!(
        waits(&[QueuePut, Lock, QueueGet]).as_deref(),
        Some("waiting for a lock or a queue")
    );
    assert_eq!(waits(&[Event, Lock, QueueGet]).as_deref(), Some("for what others hold"));
}

#[test]
fn a_future_has_no_lane_and_no_entry() {
    let resource = |what: &str, size| recording::Resource {
        what: what.into(),
        size,
        ..recording::Resource::default()
    };
    assert_eq!(entry_of_resource(&resource("future", None)), None);
    assert_eq!(entry_of_resource(&resource("teapot", None)), None);
    assert_eq!(
        entry_of_resource(&resource("semaphore", Some(1))),
        Some(KeyEntry::PermitHolder)
    );
    assert_eq!(
        entry_of_resource(&resource("semaphore", Some(2))),
        Some(KeyEntry::FreePermits)
    );
}
