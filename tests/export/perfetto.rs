//! The file for Perfetto, checked against the rules of its format.

use crate::trace_events::{TraceEvents, check};
use crate::{Folded, all};
use export::{FileKind, LOOP_TRACK};
use recording::{EventKind, State, TaskId};

fn checked(of: &str, folded: &Folded) -> TraceEvents {
    let file = folded.file(FileKind::Perfetto);
    check(&file).unwrap_or_else(|error| panic!("{of}: {error}"))
}

/// The polls, and the polls that an event with a cause led to, by the table of states alone.
fn polls(folded: &Folded) -> (usize, usize) {
    let trace = &folded.trace;
    let mut states = vec![(State::Created, false); trace.tasks.len()];
    let (mut polls, mut caused) = (0, 0);
    for event in &trace.events {
        let Some((state, woken)) = event.task.and_then(|task| states.get_mut(task.index())) else {
            continue;
        };
        let joined = event.task.is_some_and(|task| trace.is_joined(task));
        let Ok(after) = state.after(joined, &event.kind) else {
            continue;
        };
        *state = after;
        match event.kind {
            EventKind::Woken { .. } => *woken = event.cause.is_some(),
            EventKind::PollStart => {
                polls += 1;
                caused += usize::from(std::mem::take(woken));
            }
            _ => {}
        }
    }
    (polls, caused)
}

#[test]
fn every_record_keeps_the_rules_and_has_all_polls_and_arrows() {
    let mut arrows = 0;
    for (of, folded) in all() {
        let events = checked(&of, &folded);
        let trace = &folded.trace;
        assert_eq!(events.tracks.len(), trace.tasks.len() + 1, "{of}");
        for task in trace.tasks.ids() {
            let track = u64::from(task.0) + 2;
            assert_eq!(events.tracks[&track], trace.label(task).unwrap_or_default(), "{of}");
        }
        let (polls, caused) = polls(&folded);
        assert_eq!(events.count("running"), polls, "{of}");
        assert_eq!(events.arrows.len(), caused, "{of}");
        for (from, to) in &events.arrows {
            assert_eq!(to.1.name, "running", "{of}: {from:?} to {to:?}");
            assert!(
                from.0 == u64::from(LOOP_TRACK) || from.1.name == "running",
                "{of}: {from:?}"
            );
        }
        arrows += events.arrows.len();
        let printed = trace.console().count();
        let prints = events.instants.iter().filter(|(.., text)| text.starts_with("prints "));
        assert_eq!(prints.count(), printed, "{of}");
        // Both counters come back to nothing with the last task, unless the record ends before that.
        let ended = trace
            .tasks
            .ids()
            .all(|task| folded.folds.history.lanes.state(task).ended());
        for values in events.counters.values().filter(|_| ended) {
            assert_eq!(values.last().map(|value| value.1), Some(0), "{of}");
        }
    }
    assert!(arrows > 5_000, "{arrows} arrows were checked");
}

/// The slices of a track, as texts.
fn slices(events: &TraceEvents, track: u64) -> Vec<String> {
    let slices = events.slices.get(&track).map(Vec::as_slice).unwrap_or_default();
    let words = |slice: &crate::trace_events::Slice| format!("{} {}–{}", slice.name, slice.from, slice.until);
    slices.iter().map(words).collect()
}

#[test]
fn a_small_run_is_drawn_to_the_microsecond() {
    let folded = Folded::of_link("tasks=a:%202%20cpu%20500ms,b:%201&await=gather");
    let events = checked("a small run", &folded);
    assert_eq!(
        events.tracks.values().collect::<Vec<_>>(),
        ["event loop", "main", "a", "b"]
    );
    assert_eq!(
        slices(&events, 3),
        ["running 0–1", "waiting on a timer 1–2000000", "running 2000000–2500000"],
    );
    assert_eq!(
        slices(&events, 4),
        ["running 0–1", "waiting on a timer 1–1000000", "running 1000000–1000001"],
    );
    assert_eq!(
        slices(&events, u64::from(LOOP_TRACK)),
        [
            "wakes 0–1",
            "short polls 1–2",
            "wakes 1000000–1000001",
            "short polls 1000001–1000002",
            "wakes 2000000–2000001",
            "a 2000001–2500000",
            "short polls 2500000–2500001",
        ],
    );
    let main = slices(&events, 2);
    assert_eq!(main.first().map(String::as_str), Some("running 0–1"));
    assert_eq!(main.last().map(String::as_str), Some("running 2500000–2500001"));
    // The loop → main, main → a, main → b, a timer → a, a timer → b, the last of them → main.
    let mut arrows: Vec<(u64, u64)> = events.arrows.iter().map(|(from, to)| (from.0, to.0)).collect();
    arrows.sort_unstable();
    assert_eq!(arrows, [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 2)]);
    let ready = &events.counters["ready tasks"];
    assert_eq!(ready.first(), Some(&(0, 2)), "main makes both ready: {ready:?}");
}

#[test]
fn what_is_under_way_at_the_end_of_a_record_lasts_to_its_end() {
    let whole = Folded::of_link("tasks=2,1&await=spawn");
    let mut trace = whole.trace.clone();
    trace.outcome = None;
    while trace.last_stamp().0 >= 2_000_000 {
        trace.events.pop();
    }
    let cut = Folded::of(trace);
    let events = checked("a cut record", &cut);
    assert_eq!(slices(&events, 3), ["running 0–1", "waiting on a timer 1–1000000"]);
}

#[test]
fn failures_and_cancellations_are_marked() {
    let folded = Folded::of_link("tasks=a:%202,b:%201%20fail&await=group");
    let events = checked("a failure", &folded);
    let of = |task: TaskId| {
        let track = u64::from(task.0) + 2;
        let own = events.instants.iter().filter(move |instant| instant.0 == track);
        own.map(|(_, at, text)| format!("{at} {text}")).collect::<Vec<_>>()
    };
    assert!(
        of(TaskId(1)).contains(&"1000000 cancelled".to_owned()),
        "{:?}",
        of(TaskId(1))
    );
    assert!(
        of(TaskId(2)).iter().any(|text| text.starts_with("1000000 failed: ")),
        "{:?}",
        of(TaskId(2))
    );
}

#[test]
fn hostile_names_stay_texts() {
    let folded = Folded::of_link("tasks=%22%5D%7D%2C:%201,%3Cscript%3E:%202");
    let events = checked("hostile names", &folded);
    assert_eq!(events.tracks[&3], folded.trace.label(TaskId(1)).expect("it is listed"));
}

/// The checker itself finds what is wrong.
#[test]
fn a_file_that_breaks_a_rule_is_found() {
    let head = r#"{"ph":"M","pid":1,"name":"process_name","args":{"name":"p"}},{"ph":"M","pid":1,"tid":1,"name":"thread_name","args":{"name":"t"}}"#;
    let slice = r#"{"ph":"X","pid":1,"tid":1,"ts":0,"dur":10,"name":"a"}"#;
    let error = |events: &[&str]| {
        let file = format!("{{\"traceEvents\":[{}]}}", [&[head], events].concat().join(","));
        check(file.as_bytes()).err().unwrap_or_default()
    };
    assert_eq!(error(&[slice]), "");
    for (events, expected) in [
        (
            vec![r#"{"ph":"X","pid":1,"tid":1,"ts":0,"dur":0,"name":"a"}"#],
            "shorter",
        ),
        (
            vec![r#"{"ph":"X","pid":1,"tid":1,"ts":-1,"dur":1,"name":"a"}"#],
            "no time",
        ),
        (
            vec![r#"{"ph":"X","pid":1,"tid":2,"ts":0,"dur":1,"name":"a"}"#],
            "without a name",
        ),
        (
            vec![slice, r#"{"ph":"X","pid":1,"tid":1,"ts":5,"dur":10,"name":"b"}"#],
            "overlaps",
        ),
        (vec![slice, head], "metadata"),
        (
            vec![r#"{"ph":"C","pid":1,"ts":0,"name":"c","args":{"n":"1"}}"#],
            "not a number",
        ),
        (
            vec![
                slice,
                r#"{"ph":"s","pid":1,"tid":1,"ts":1,"name":"w","cat":"w","id":1}"#,
            ],
            "begin",
        ),
        (
            vec![r#"{"ph":"f","pid":1,"tid":1,"ts":1,"name":"w","cat":"w","id":1,"bp":"e"}"#],
            "before it begins",
        ),
        (
            vec![
                slice,
                r#"{"ph":"s","pid":1,"tid":1,"ts":1,"name":"w","cat":"w","id":1}"#,
                r#"{"ph":"f","pid":1,"tid":1,"ts":10,"name":"w","cat":"w","id":1,"bp":"e"}"#,
            ],
            "in no slice",
        ),
    ] {
        let found = error(&events);
        assert!(
            found.contains(expected),
            "{found:?} should say {expected:?} of {events:?}"
        );
    }
}
