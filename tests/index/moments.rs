//! Finding moments by time, by event, by task and by step.

use crate::handmade::{Handmade, two_and_one};
use crate::{folded, ran};
use recording::{Event, EventKind, History, Missing, Moment, State, TaskId, TimerId, Trace};
use scenario::Unit;
use scenario::time::Micros;

const GATHER: &str = "tasks=a: 2, b: 1&await=gather";

fn moment(events: usize, at_ms: u64) -> Moment {
    Moment {
        events,
        at: Micros::from_millis(at_ms),
    }
}

#[test]
fn the_moment_of_a_time_includes_all_events_with_that_stamp() {
    let (trace, _) = ran(GATHER);
    assert_eq!(Moment::at_time(&trace, Micros::ZERO), moment(20, 0));
    assert_eq!(
        Moment::at_time(&trace, Micros(999_999)),
        Moment {
            events: 20,
            at: Micros(999_999)
        }
    );
    assert_eq!(Moment::at_time(&trace, Micros::from_secs(1)), moment(29, 1_000));
    assert_eq!(Moment::at_time(&trace, Micros::from_secs(9)).events, trace.events.len());
}

#[test]
fn steps_stop_after_every_poll_and_at_every_deadline_the_loop_waited_for() {
    let (trace, history) = ran(GATHER);
    let mut stops = vec![Moment::START];
    while let Some(next) = history.moments.next_stop(&trace, stops[stops.len() - 1]) {
        stops.push(next);
    }
    let expected = [
        moment(0, 0),
        moment(9, 0),      // main
        moment(15, 0),     // a
        moment(20, 0),     // b
        moment(21, 1_000), // b's deadline
        moment(28, 1_000), // b
        moment(30, 2_000), // a's deadline
        moment(37, 2_000), // a
        moment(44, 2_000), // main
    ];
    assert_eq!(stops, expected);
    assert_eq!(trace.events.len(), 44);
    assert_eq!(
        history.state(&trace, TaskId(2), stops[4]),
        State::Waiting(recording::WaitingOn::Timer)
    );
}

#[test]
fn a_step_back_from_between_two_stops_goes_to_the_stop_before() {
    let (trace, history) = ran(GATHER);
    let between = Moment::at_time(&trace, Micros::from_millis(500));
    assert_eq!(history.moments.previous_stop(&trace, between), Some(moment(20, 0)));
    assert_eq!(history.moments.next_stop(&trace, between), Some(moment(21, 1_000)));
    assert_eq!(between.previous_event(&trace), Some(moment(20, 0)));
    assert_eq!(between.next_event(&trace), Some(moment(21, 1_000)));
    assert_eq!(
        history.moments.previous_of_task(&trace, between, TaskId(2)),
        Some(moment(20, 0))
    );
    assert_eq!(
        history.moments.next_of_task(&trace, between, TaskId(2)),
        Some(moment(22, 1_000))
    );
}

#[test]
fn there_is_nothing_before_the_start_or_after_the_end() {
    let (trace, history) = ran(GATHER);
    let end = Moment::end(&trace);
    assert_eq!(Moment::START.previous_event(&trace), None);
    assert_eq!(history.moments.previous_stop(&trace, Moment::START), None);
    assert_eq!(
        history.moments.previous_of_task(&trace, Moment::START, TaskId::MAIN),
        None
    );
    assert_eq!(end.next_event(&trace), None);
    assert_eq!(history.moments.next_stop(&trace, end), None);
    assert_eq!(history.moments.next_of_task(&trace, end, TaskId::MAIN), None);
    assert_eq!(history.moments.next_of_task(&trace, Moment::START, TaskId(99)), None);
}

#[test]
fn the_last_step_is_the_end_of_a_run_that_is_over() {
    let link = "tasks=a: 2, b: 1 fail&await=gather"; // a is cancelled after main's last poll
    let (trace, history) = ran(link);
    let end = Moment::end(&trace);
    let last_poll = history.moments.previous_stop(&trace, end).expect("main was polled");
    assert!(last_poll.events < end.events);
    assert_eq!(history.moments.next_stop(&trace, last_poll), Some(end));

    let under_way = Trace { outcome: None, ..trace };
    assert_eq!(folded(&under_way).moments.next_stop(&under_way, last_poll), None);
}

#[test]
fn a_poll_of_a_joined_future_is_not_a_stop() {
    let (trace, history) = ran("tasks=a: 2, b: 1&await=gather&unit=future");
    let first = history
        .moments
        .next_stop(&trace, Moment::START)
        .expect("main is polled");
    let last = trace.events.get(first.events - 1).expect("main is polled");
    assert_eq!((last.task, last.kind.name()), (Some(TaskId::MAIN), "poll-end"));
    assert_eq!(history.lines(first), 2);
}

#[test]
fn a_tasks_events_are_its_own() {
    let trace = two_and_one();
    let history = folded(&trace);
    for task in [0, 1, 2].map(TaskId) {
        let expected: Vec<u32> = (0..trace.events.len() as u32)
            .filter(|event| trace.events.get(*event as usize).expect("the event is there").task == Some(task))
            .collect();
        let own: Vec<u32> = history
            .moments
            .of_task(&trace, task)
            .map(|event| event as u32)
            .collect();
        assert_eq!(own, expected);
        let mut found = Vec::new();
        let mut here = Moment::START;
        while let Some(next) = history.moments.next_of_task(&trace, here, task) {
            found.push(next.events as u32 - 1);
            here = next;
        }
        assert_eq!(found, expected);
    }
}

#[test]
fn a_broken_trace_causes_no_panic() {
    let mut made = Handmade::new(1, Unit::Task);
    let timer = TimerId(7);
    made.push(9, 1, EventKind::TimerFired { timer })
        .push(3, 5, EventKind::PollStart)
        .push(1, 1, EventKind::PollStart)
        .push(
            2,
            0,
            EventKind::Released {
                res: recording::ResourceId::PERMITS,
                to: None,
                size: None,
            },
        )
        .push(0, 1, EventKind::TimerCleared { timer })
        .spawn(0, 1)
        .finish(8, 4, 1, "2");
    made.trace.source = recording::Source::Playground(std::sync::Arc::new(scenario::link::read("limit=1").scenario));
    made.trace.events.push(Event {
        at: Micros(3),
        task: None,
        cause: None,
        kind: EventKind::Truncated {
            count: 2,
            why: Missing::Budget,
        },
    });
    let trace = made.trace;
    let history = folded(&trace);
    for events in 0..trace.events.len() + 3 {
        let here = Moment { events, at: Micros(5) };
        let _ = (history.holder(&trace, here), history.lines(here));
        let _ = (
            history.moments.next_stop(&trace, here),
            history.moments.previous_stop(&trace, here),
        );
        let _ = (here.next_event(&trace), here.previous_event(&trace));
    }
    let ends = [Micros::ZERO, Micros(5_000), Micros(u64::MAX)];
    for from in ends {
        for until in ends {
            let _ = (
                history.loops.polls_in(&trace, from, until),
                history.loops.turns_in(&trace, from, until),
            );
            let _ = (
                history.loops.depth_in(&trace, from, until),
                history.loops.busy(&trace, from..until),
            );
            let _ = history.loops.depth_columns(&trace, from, until, from);
            let _ = history.timers.late_in(&trace, from, until, from, until);
            let _ = (
                history.timers.served_in(&trace, from, until).count(),
                history.timers.set_in(&trace, from, until),
            );
        }
    }
    let _ = history.metrics(&trace, Micros(u64::MAX));
    let nothing = History::default();
    assert_eq!(nothing.state(&trace, TaskId(1), Moment::end(&trace)), State::Created);
}
