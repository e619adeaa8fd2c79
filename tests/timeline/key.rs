//! Tests of the key: the states that occur in the drawing, and no others.

use super::*;
use timeline::key::{DrawnPrediction, DrawnRecord, KeyEntry, overdue_is_drawn};

fn lanes(fragment: &str) -> Lanes {
    folded(&runtime::simulate(&scenario::link::read(fragment).scenario))
}

fn key(recorded: &Lanes, prediction: Option<(&Lanes, bool)>) -> Vec<KeyEntry> {
    let drawn = prediction.map(|(lanes, by_itself)| DrawnPrediction { lanes, by_itself });
    let recorded = DrawnRecord {
        lanes: recorded,
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
        lanes: &history.lanes,
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
