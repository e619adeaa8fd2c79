//! Work on all tasks at once (cancelling them, reporting their failures) is done in slices, and recorded as if it were not.

mod support;

use recording::{CancelReason, EventKind, RunOutcome, TaskId, Trace};
use runtime::clock::VirtualClock;
use runtime::{DriveResult, EventLoop, simulate};
use scenario::Policy;
use std::num::NonZeroUsize;
use support::{Draws, Family, open, random_link};

/// Many more than fit in a slice.
const TASKS: usize = 2_000;

/// The entries of a slice.
const ENTRIES: usize = 20;

/// The most events that one entry records, such as a task's first poll with a timeout, or its cancellation with a permit.
const MOST_EVENTS_OF_AN_ENTRY: usize = 10;

/// Runs in which many tasks are cancelled at once, or end by failing without anybody looking.
fn links() -> Vec<String> {
    let mut links = Vec::new();
    for unit in ["task", "future"] {
        for policy in Policy::ALL.map(Policy::id) {
            // The operations of these two have no choice of a unit.
            if unit == "future" && matches!(policy, "one-by-one" | "spawn") {
                continue;
            }
            let unit = if policy == "one-by-one" { "" } else { unit };
            let join = format!("await={policy}&unit={unit}").replace("&unit=&", "&");
            let join = join.strip_suffix("&unit=").unwrap_or(&join);
            links.push(format!("tasks=60s x{TASKS}&{join}&deadline=1s"));
            links.push(format!("tasks=60s x{TASKS}&{join}&deadline=1s&limit=500&timeout=90s"));
            links.push(format!("tasks=1s,60s x{TASKS}&{join}&deadline=100s"));
            links.push(format!("tasks=1s fail,60s x{TASKS}&{join}&timeout=90s"));
            links.push(format!("tasks=1s fail x{TASKS}&{join}"));
            links.push(format!("tasks=1s fail x{TASKS}&{join}&deadline=1s&leftovers=finish"));
        }
    }
    links
}

fn start(link: &str, entries: usize) -> EventLoop {
    let scenario = open(&link.replace(' ', "%20"));
    let entries = NonZeroUsize::new(entries).expect("a slice has entries");
    EventLoop::new(&scenario, Box::new(VirtualClock::in_slices(entries)))
}

/// Drives the loop to its end. Returns the most events that were recorded in one slice.
fn drive_to_the_end(event_loop: &EventLoop) -> usize {
    let mut most = 0;
    loop {
        let before = event_loop.trace().events.len();
        let progress = event_loop.drive();
        most = most.max(event_loop.trace().events.len() - before);
        match progress {
            DriveResult::Yielded => {}
            DriveResult::Done => return most,
            other => panic!("a run that is neither paused nor waits ends, but drive returned {other:?}"),
        }
    }
}

fn cancelled(trace: &Trace, reason: CancelReason) -> usize {
    let asked = |kind: &EventKind<'_>| matches!(kind, EventKind::CancelRequested { why, .. } if *why == reason);
    trace.events.iter().filter(|event| asked(&event.kind)).count()
}

#[test]
fn no_slice_grows_with_the_list() {
    for link in links() {
        let event_loop = start(&link, ENTRIES);
        let most = drive_to_the_end(&event_loop);
        assert!(
            most <= ENTRIES * MOST_EVENTS_OF_AN_ENTRY,
            "{most} events in a slice: #{link}"
        );
    }
}

#[test]
fn slices_do_not_change_what_is_recorded() {
    for link in links() {
        let event_loop = start(&link, 7);
        drive_to_the_end(&event_loop);
        let whole = simulate(&open(&link.replace(' ', "%20")));
        assert_eq!(event_loop.into_trace(), whole, "#{link}");
    }
}

/// The trace of a run that is stopped after so many steps.
fn stopped_after(steps: usize, link: &str, entries: usize) -> (Trace, usize) {
    let event_loop = start(link, entries);
    for _ in 0..steps {
        if event_loop.step() == DriveResult::Yielded {
            while event_loop.drive() == DriveResult::Yielded {}
        }
    }
    let before = event_loop.trace().events.len();
    event_loop.stop();
    let first = event_loop.trace().events.len() - before;
    let most = if event_loop.done() {
        0
    } else {
        drive_to_the_end(&event_loop)
    };
    assert_eq!(event_loop.held_resources(), (0, 0, 0));
    (event_loop.into_trace(), most.max(first))
}

#[test]
fn a_stop_in_slices_records_what_one_at_once_records() {
    for unit in ["task", "future"] {
        for policy in ["gather", "group", "race", "as-completed"] {
            let link = format!("tasks=60s x500&await={policy}&unit={unit}&limit=300");
            // One step polls all that are joined into main, and the next is at the end of their sleeps.
            for steps in if unit == "task" { &[0, 1, 200, 450][..] } else { &[0, 1] } {
                let steps = *steps;
                let (whole, _) = stopped_after(steps, &link, usize::MAX);
                let (sliced, most) = stopped_after(steps, &link, ENTRIES);
                assert_eq!(sliced, whole, "#{link} after {steps} steps");
                assert_eq!(sliced.outcome, Some(RunOutcome::Stopped));
                assert!(most <= ENTRIES * MOST_EVENTS_OF_AN_ENTRY, "{most} events: #{link}");
            }
        }
    }
}

#[test]
fn random_runs_that_are_stopped_record_the_same_in_slices() {
    for case in 0..400 {
        let family = Family {
            ties: case & 1 > 0,
            cpu: case & 2 > 0,
            joined: case & 4 > 0,
        };
        let mut draws = Draws::of(750_000 + case);
        let link = random_link(&mut draws, family);
        let steps = draws.below(30) as usize;
        let (whole, _) = stopped_after(steps, &link, usize::MAX);
        for entries in [1, 2, 5] {
            assert_eq!(
                stopped_after(steps, &link, entries).0,
                whole,
                "#{link} after {steps} steps"
            );
        }
    }
}

/// A loop in the middle of cancelling what main's failure has left over.
fn amid_leftovers() -> EventLoop {
    let event_loop = start(&format!("tasks=1s fail,60s x{TASKS}&await=gather"), ENTRIES);
    while cancelled(&event_loop.trace(), CancelReason::Leftovers) == 0 {
        assert_eq!(event_loop.drive(), DriveResult::Yielded);
    }
    event_loop
}

#[test]
fn a_pause_holds_a_cancellation_under_way() {
    let event_loop = amid_leftovers();
    event_loop.pause();
    let before = event_loop.trace().events.len();
    assert_eq!(event_loop.drive(), DriveResult::Paused);
    assert_eq!(event_loop.trace().events.len(), before);
    event_loop.resume();
    drive_to_the_end(&event_loop);
    assert_eq!(cancelled(&event_loop.trace(), CancelReason::Leftovers), TASKS);
}

#[test]
fn a_stop_ends_a_cancellation_under_way_and_cancels_the_rest() {
    let event_loop = amid_leftovers();
    let by_leftovers = cancelled(&event_loop.trace(), CancelReason::Leftovers);
    event_loop.stop();
    assert!(!event_loop.cancel(TaskId(1_999)), "it is being cancelled already");
    drive_to_the_end(&event_loop);
    let trace = event_loop.into_trace();
    assert_eq!(cancelled(&trace, CancelReason::Leftovers), by_leftovers);
    assert_eq!(cancelled(&trace, CancelReason::Stop), TASKS - by_leftovers);
    assert_eq!(trace.outcome, Some(RunOutcome::Stopped));
}

#[test]
fn a_paused_run_can_be_stopped_in_slices() {
    let event_loop = start(&format!("tasks=60s x{TASKS}&await=gather"), ENTRIES);
    event_loop.step();
    while event_loop.drive() == DriveResult::Yielded {}
    event_loop.stop();
    assert!(!event_loop.done());
    drive_to_the_end(&event_loop);
    assert_eq!(event_loop.trace().outcome, Some(RunOutcome::Stopped));
}

#[test]
fn a_step_goes_through_a_whole_cancellation() {
    let link = format!("tasks=1s fail,60s x{TASKS}&await=group");
    let event_loop = start(&link, ENTRIES);
    loop {
        let before = cancelled(&event_loop.trace(), CancelReason::Group);
        let mut progress = event_loop.step();
        while progress == DriveResult::Yielded {
            progress = event_loop.drive();
        }
        let in_step = cancelled(&event_loop.trace(), CancelReason::Group) - before;
        assert!(in_step == 0 || in_step == TASKS, "{in_step} cancelled in a step");
        if progress == DriveResult::Done {
            break;
        }
    }
    assert_eq!(cancelled(&event_loop.trace(), CancelReason::Group), TASKS);
}
