//! The events that a filter lets through, and the sentences about a moment.

use recording::filter::{EventFilter, FilteredEvents};
use recording::sentences::{just_happened, progress, task_in_words, thread_in_words};
use recording::{EventKind, History, Moment, TaskId, Trace};
use runtime::simulate;
use scenario::link;

fn trace(fragment: &str) -> Trace {
    simulate(&link::read(fragment).scenario)
}

fn folded(fragment: &str) -> (Trace, History) {
    let trace = trace(fragment);
    let mut history = History::default();
    history.extend(&trace);
    (trace, history)
}

/// Every filter there is, over the first three tasks.
fn filters() -> Vec<EventFilter> {
    let tasks = [
        None,
        Some(TaskId(0)),
        Some(TaskId(1)),
        Some(TaskId(2)),
        Some(TaskId(99)),
    ];
    let kinds = || std::iter::once(None).chain(EventKind::NAMES.into_iter().map(Some));
    let of_task = |task| kinds().map(move |kind| EventFilter { task, kind });
    tasks.into_iter().flat_map(of_task).collect()
}

#[test]
fn any_pieces_find_what_a_look_at_every_event_finds() {
    let trace = trace("tasks=1,2%20fail,0.5%20cpu%2010ms&await=settle&limit=2&retry=1");
    let mut found_some = 0;
    for filter in filters() {
        let wanted: Vec<usize> = (0..)
            .zip(&trace.events)
            .filter(|(_, it)| filter.lets(it))
            .map(|(at, _)| at)
            .collect();
        for most in [1, 7, usize::MAX] {
            let mut found = FilteredEvents::new(filter);
            let mut pieces = 1;
            while !found.extend(&trace, most) {
                pieces += 1;
            }
            assert_eq!(pieces, trace.events.len().div_ceil(most), "{filter:?}");
            let rows: Vec<usize> = (0..found.len()).filter_map(|row| found.event(row)).collect();
            assert_eq!(rows, wanted, "{filter:?}");
            assert_eq!(found.event(found.len()), None);
            assert_eq!(found.is_empty(), wanted.is_empty());
            for events in 0..=trace.events.len() {
                let before = wanted.iter().filter(|index| **index < events).count();
                assert_eq!(found.count_before(events), before);
            }
        }
        found_some += usize::from(!wanted.is_empty());
    }
    assert!(found_some > 20, "{found_some} filters find something");
}

#[test]
fn a_record_that_grows_is_searched_on_from_where_it_was() {
    let whole = trace("tasks=1,2,3&await=gather");
    let filter = EventFilter {
        task: Some(TaskId(1)),
        kind: None,
    };
    let mut growing = Trace {
        events: recording::Events::default(),
        ..whole.clone()
    };
    let mut found = FilteredEvents::new(filter);
    assert!(found.extend(&growing, 10), "there is nothing to search");
    for event in &whole.events {
        growing.events.push(event);
        assert!(found.extend(&growing, 10));
    }
    let mut at_once = FilteredEvents::new(filter);
    at_once.extend(&whole, usize::MAX);
    assert_eq!(found, at_once);
    assert_eq!(found.filter(), filter);
    assert!(!filter.lets_all() && EventFilter::default().lets_all());
}

#[test]
fn a_moment_is_told_by_its_last_event() {
    let (trace, _) = folded("tasks=a:1,b:2&await=gather");
    assert_eq!(just_happened(&trace, 0), "Nothing has happened yet.");
    let all: Vec<String> = (1..=trace.events.len())
        .map(|events| just_happened(&trace, events))
        .collect();
    assert!(all.iter().all(|told| told.ends_with('.')));
    let of_loop = trace
        .events
        .iter()
        .position(|event| event.task.is_none())
        .expect("turns are the loop's");
    assert!(
        all[of_loop].starts_with(|first: char| first.is_ascii_uppercase()),
        "{}",
        all[of_loop]
    );
    let of_a = trace
        .events
        .iter()
        .position(|event| event.task == Some(TaskId(1)))
        .expect("a runs");
    assert!(all[of_a].starts_with("a "), "{}", all[of_a]);
}

#[test]
fn progress_counts_the_operations() {
    assert_eq!(progress(&trace("tasks=1"), 0), "0 of 1 task has ended.");
    assert_eq!(progress(&trace("tasks=1,2"), 1), "1 of 2 tasks have ended.");
    assert_eq!(
        progress(&trace("tasks=1%20x1200"), 1_100),
        "1,100 of 1,200 tasks have ended."
    );
}

#[test]
fn a_task_is_told_by_name_state_and_result() {
    let (trace, history) = folded("tasks=a:1,b:2%20fail&await=settle");
    let told = |task, moment| task_in_words(&trace, &history, TaskId(task), moment);
    assert_eq!(told(1, Moment::START).as_deref(), Some("a, not started"));
    assert_eq!(told(1, Moment::end(&trace)).as_deref(), Some("a, finished, 2"));
    let failed = told(2, Moment::end(&trace)).expect("it is listed");
    assert!(failed.starts_with("b, failed, "), "{failed}");
    assert_eq!(told(9, Moment::end(&trace)), None);
}

#[test]
fn the_thread_is_told_by_who_holds_it_and_how_many_wait() {
    let (trace, history) = folded("tasks=a:1,b:1%20cpu%20100ms&await=gather");
    let told: Vec<String> = (0..=trace.events.len())
        .map(|events| thread_in_words(&trace, &history, Moment::after(&trace, events)))
        .collect();
    assert_eq!(told[0], "");
    for wanted in ["held by main", "held by a, 1 queued", "held by b", "2 queued", "idle"] {
        assert!(told.iter().any(|it| it == wanted), "{wanted}: {told:?}");
    }
}
