//! Folding a trace into states and lanes.

mod handmade;

use handmade::{Handmade, two_and_one};
use recording::{
    AttemptFailure, CancelReason, End, Ended, Event, EventKind, Lane, Lanes, Missing, PollResult, ResourceId, Segment,
    Split, State, TaskId, TimerId, TimerKind, Trace, WaitingOn, WokenBy,
};
use scenario::Unit;
use scenario::time::Micros;

const STATES: [State; 13] = [
    State::Created,
    State::Spawned,
    State::Ready,
    State::Running,
    State::RunningWoken,
    State::Waiting(WaitingOn::Timer),
    State::Waiting(WaitingOn::Child),
    State::Waiting(WaitingOn::Semaphore),
    State::Waiting(WaitingOn::Backoff),
    State::Finished,
    State::Failed,
    State::Cancelled,
    State::Destroyed,
];

fn woken() -> EventKind<'static> {
    EventKind::Woken { by: WokenBy::Itself }
}

fn pending(on: Option<WaitingOn>) -> EventKind<'static> {
    EventKind::PollEnd(PollResult::Pending { on })
}

/// The states in which an event is legal, with the states that follow.
fn moves(joined: bool, kind: &EventKind) -> Vec<(State, State)> {
    STATES
        .into_iter()
        .filter_map(|state| Some((state, state.after(joined, kind).ok()?)))
        .collect()
}

fn stays(states: &[State]) -> Vec<(State, State)> {
    states.iter().map(|&state| (state, state)).collect()
}

fn folded(trace: &Trace) -> Lanes {
    let mut lanes = Lanes::default();
    lanes.extend(trace);
    lanes
}

fn lane<'a>(trace: &'a Trace, lanes: &Lanes, task: u32) -> Lane<'a> {
    lanes.lane(trace, TaskId(task)).expect("the trace lists it")
}

#[test]
fn a_task_goes_from_spawned_to_its_end_by_the_table() {
    use State::{Finished, Ready, Running, RunningWoken, Spawned, Waiting};
    let steps = [
        (EventKind::Spawned { parent: None }, Spawned),
        (woken(), Ready),
        (EventKind::PollStart, Running),
        (pending(Some(WaitingOn::Semaphore)), Waiting(WaitingOn::Semaphore)),
        (woken(), Ready),
        (EventKind::PollStart, Running),
        (woken(), RunningWoken),
        (pending(None), Ready),
        (EventKind::PollStart, Running),
        (EventKind::Finished { value: "2" }, Finished),
        (EventKind::PollEnd(PollResult::Ended), Finished),
    ];
    let mut state = State::Created;
    for (kind, next) in steps {
        state = state.after(false, &kind).expect("legal");
        assert_eq!(state, next, "after {}", kind.name());
    }
}

#[test]
fn only_a_task_is_woken_and_only_a_joined_future_or_an_eager_task_is_polled_without_it() {
    let tasks = [
        WaitingOn::Timer,
        WaitingOn::Child,
        WaitingOn::Semaphore,
        WaitingOn::Backoff,
    ]
    .map(State::Waiting);
    let mut wakes = vec![(State::Spawned, State::Ready), (State::Running, State::RunningWoken)];
    wakes.extend(tasks.map(|state| (state, State::Ready)));
    assert_eq!(moves(false, &woken()), wakes);
    assert_eq!(moves(true, &woken()), []);

    assert_eq!(
        moves(false, &EventKind::PollStart),
        [(State::Spawned, State::Running), (State::Ready, State::Running)]
    );
    let mut polls = vec![(State::Spawned, State::Running)];
    polls.extend(tasks.map(|state| (state, State::Running)));
    assert_eq!(moves(true, &EventKind::PollStart), polls);
}

#[test]
fn only_a_joined_future_that_woke_itself_waits_on_nothing() {
    assert_eq!(moves(false, &pending(None)), [(State::RunningWoken, State::Ready)]);
    let joined = moves(true, &pending(None));
    assert!(joined.contains(&(State::Running, State::Waiting(WaitingOn::Timer))));
}

#[test]
fn only_a_running_task_ends_and_an_ended_one_cannot_end_again() {
    let ends = [
        EventKind::Cancelled,
        EventKind::Finished { value: "2" },
        EventKind::Failed { message: "no" },
    ];
    for kind in ends {
        for (from, to) in moves(false, &kind) {
            let running = matches!(from, State::Running | State::RunningWoken);
            assert!(!from.ended() && from != State::Created && to.ended());
            // A recorded program raises a cancel within a poll; the playground never does, see trace_file.rs.
            assert!(running || kind == EventKind::Cancelled, "{from} took {}", kind.name());
        }
    }
}

#[test]
fn every_other_event_keeps_the_state_in_which_it_is_legal() {
    let running = stays(&[State::Running, State::RunningWoken]);
    let failure = EventKind::AttemptFailed {
        number: 1,
        message: "no",
        why: AttemptFailure::Failed,
    };
    let res = ResourceId::PERMITS;
    let inside_a_poll = [
        EventKind::Attempt { number: 1 },
        failure,
        EventKind::Printed { text: "x" },
        EventKind::Acquired { res, size: None },
        EventKind::Put { res, size: Some(1) },
        EventKind::Got { res, size: Some(0) },
        EventKind::Set { res, size: None },
    ];
    for kind in inside_a_poll {
        assert_eq!(moves(false, &kind), running, "{}", kind.name());
        assert_eq!(moves(true, &kind), running, "{}", kind.name());
    }
    let timer = TimerId(1);
    // A timer that a recorded program has set may outlive its task.
    assert_eq!(moves(false, &EventKind::TimerFired { timer }), stays(&STATES[2..]));
    assert_eq!(moves(false, &EventKind::TimerCleared { timer }), stays(&STATES[1..]));
    assert_eq!(
        moves(
            false,
            &EventKind::Released {
                res,
                to: None,
                size: None
            }
        ),
        // Clean-up runs when a task is thrown away.
        stays(&[&STATES[1..9], &[State::Destroyed]].concat())
    );
    assert_eq!(moves(false, &EventKind::NeverRetrieved), stays(&[State::Failed]));
    let set = EventKind::TimerSet {
        timer,
        what: TimerKind::Sleep,
        deadline: Micros::ZERO,
    };
    assert_eq!(moves(false, &set), stays(&STATES[1..]));
    assert_eq!(
        moves(
            false,
            &EventKind::CancelRequested {
                by: None,
                why: CancelReason::Stop
            }
        ),
        stays(&STATES[1..])
    );
}

#[test]
fn destroyed_ends_a_task_that_has_not_ended() {
    let ends = STATES.into_iter().filter(|state| state.ended());
    let mut expected: Vec<_> = STATES[1..9].iter().map(|&state| (state, State::Destroyed)).collect();
    expected.extend(ends.map(|state| (state, state)));
    assert_eq!(moves(false, &EventKind::Destroyed), expected);
    assert!(State::Destroyed.ended());
}

#[test]
fn an_illegal_move_names_the_event_and_the_state() {
    let illegal = State::Waiting(WaitingOn::Timer)
        .after(false, &EventKind::PollStart)
        .expect_err("not ready");
    assert_eq!(
        illegal.to_string(),
        "poll-start cannot happen to a task that is waiting on a timer"
    );
}

#[test]
fn a_lane_keeps_every_poll_even_those_of_length_0() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    assert!(lanes.illegal().is_empty());
    let segment = |from, state, event| Segment {
        from: Micros::from_secs(from),
        state,
        event,
    };
    let two = lane(&trace, &lanes, 1);
    assert_eq!(two.spawned(), Some(Micros::ZERO));
    assert_eq!(
        two.segments().collect::<Vec<_>>(),
        [
            segment(0, State::Ready, 4),
            segment(0, State::Running, 8),
            segment(0, State::Waiting(WaitingOn::Timer), 10),
            segment(2, State::Ready, 20),
            segment(2, State::Running, 21),
        ]
    );
    assert_eq!(
        two.end(),
        Some(End {
            at: Micros::from_secs(2),
            how: Ended::Finished
        })
    );
    assert_eq!(two.planned_end(), None);
}

#[test]
fn folding_event_by_event_equals_folding_at_once() {
    let whole = two_and_one();
    let mut growing = Trace {
        events: recording::Events::default(),
        ..whole.clone()
    };
    let mut lanes = Lanes::default();
    for event in &whole.events {
        growing.events.push(event);
        lanes.extend(&growing);
        lanes.extend(&growing);
        assert_eq!(lanes, folded(&growing));
    }
    assert_eq!(lanes, folded(&whole));
}

#[test]
fn a_poll_during_which_the_task_is_woken_is_one_segment() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1)
        .push(1, 1, EventKind::PollStart)
        .wake(1, 1, WokenBy::Itself)
        .pending(3, 1, None);
    let lanes = folded(&made.trace);
    let states: Vec<_> = lane(&made.trace, &lanes, 1)
        .segments()
        .map(|segment| (segment.from.0, segment.state))
        .collect();
    assert_eq!(
        states,
        [(0, State::Ready), (1_000, State::Running), (3_000, State::Ready)]
    );
    assert_eq!(lane(&made.trace, &lanes, 1).state(), State::Ready);
}

#[test]
fn a_split_adds_up_to_the_microsecond() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(5, 1)
        .poll(7, 8, 1, WaitingOn::Semaphore)
        .wake(20, 1, WokenBy::User);
    made.sleep(21, 1, TimerKind::Sleep, 30)
        .fire(51, 1)
        .poll(52, 55, 1, WaitingOn::Backoff);
    made.wake(75, 1, WokenBy::User).finish(75, 80, 1, "2");
    let lanes = folded(&made.trace);
    assert!(lanes.illegal().is_empty(), "{:?}", lanes.illegal());
    let lane = lane(&made.trace, &lanes, 1);
    let ms = Micros::from_millis;
    let whole = Split {
        running: ms(1 + 3 + 5),
        ready: ms(2 + 1 + 1),
        waiting_timer: ms(30),
        waiting_child: Micros::ZERO,
        waiting_permit: ms(12),
        waiting_resource: Micros::ZERO,
        waiting_backoff: ms(20),
    };
    assert_eq!(lane.split(ms(80)), whole);
    assert_eq!(lane.split(ms(1_000)), whole);
    for now in (5_000..=80_000).step_by(500).map(Micros) {
        assert_eq!(lane.split(now).total(), now - ms(5));
    }
    assert_eq!(lane.split(ms(3)), Split::default());
}

#[test]
fn spawned_adds_no_time_and_a_joined_future_is_never_ready() {
    let mut made = Handmade::new(1, Unit::Future);
    made.push(
        2,
        1,
        EventKind::Spawned {
            parent: Some(TaskId::MAIN),
        },
    );
    made.sleep(2, 1, TimerKind::Sleep, 10)
        .push(12, 1, EventKind::TimerFired { timer: TimerId(1) });
    made.finish(12, 13, 1, "2");
    let lanes = folded(&made.trace);
    assert!(lanes.illegal().is_empty());
    let split = lane(&made.trace, &lanes, 1).split(Micros::from_millis(20));
    assert_eq!(split.ready, Micros::ZERO);
    assert_eq!((split.waiting_timer.0, split.running.0), (10_000, 1_000));
}

#[test]
fn the_state_at_a_moment_is_the_last_one_with_that_stamp() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let one = lane(&trace, &lanes, 2);
    assert_eq!(one.state_at(Micros::ZERO), State::Waiting(WaitingOn::Timer));
    assert_eq!(one.state_at(Micros(999_999)), State::Waiting(WaitingOn::Timer));
    assert_eq!(one.state_at(Micros::from_secs(1)), State::Finished);

    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(5, 1).poll(7, 9, 1, WaitingOn::Timer);
    let lanes = folded(&made.trace);
    let states = [4, 5, 7, 8, 9].map(|at| lane(&made.trace, &lanes, 1).state_at(Micros::from_millis(at)));
    let waiting = State::Waiting(WaitingOn::Timer);
    assert_eq!(
        states,
        [State::Created, State::Ready, State::Running, State::Running, waiting]
    );
}

#[test]
fn a_cancelled_task_keeps_the_planned_end_of_its_sleep() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1).sleep(0, 1, TimerKind::Sleep, 2_000);
    made.push(
        1_600,
        1,
        EventKind::CancelRequested {
            by: None,
            why: CancelReason::Group,
        },
    );
    made.push(1_600, 1, EventKind::TimerCleared { timer: TimerId(1) })
        .push(1_600, 1, EventKind::Cancelled);
    let lanes = folded(&made.trace);
    assert!(lanes.illegal().is_empty());
    assert_eq!(lane(&made.trace, &lanes, 1).planned_end(), Some(Micros::from_secs(2)));
    assert_eq!(
        lane(&made.trace, &lanes, 1).end(),
        Some(End {
            at: Micros::from_millis(1_600),
            how: Ended::Cancelled
        })
    );
}

#[test]
fn every_illegal_move_is_reported_and_the_fold_goes_on() {
    let mut made = Handmade::new(1, Unit::Task);
    made.push(0, 1, EventKind::PollStart)
        .spawn(0, 1)
        .push(1, 1, EventKind::Printed { text: "x" });
    made.push(1, 9, EventKind::Cancelled).sleep(2, 1, TimerKind::Sleep, 5);
    let lanes = folded(&made.trace);
    let found: Vec<_> = lanes
        .illegal()
        .iter()
        .map(|found| (found.event, found.task.0, found.illegal.kind))
        .collect();
    assert_eq!(found, [(0, 1, "poll-start"), (3, 1, "printed"), (4, 9, "cancelled")]);
    assert_eq!(lane(&made.trace, &lanes, 1).state(), State::Waiting(WaitingOn::Timer));
    assert_eq!(
        lanes.illegal()[1].to_string(),
        "Event 3 at 1000 µs, task 1: printed cannot happen to a task that is ready"
    );
}

#[test]
fn missing_events_after_truncated_are_not_reported() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1);
    let truncated = EventKind::Truncated {
        count: 3,
        why: Missing::Budget,
    };
    made.trace.events.push(Event {
        at: Micros(1),
        task: None,
        cause: None,
        kind: truncated,
    });
    made.finish(1, 1, 1, "2").push(2, 1, EventKind::PollStart);
    assert!(folded(&made.trace).illegal().is_empty());
}

#[test]
fn descending_stamps_do_not_break_the_order_of_segments() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(5, 1).poll(3, 4, 1, WaitingOn::Timer);
    let lanes = folded(&made.trace);
    assert!(
        lane(&made.trace, &lanes, 1)
            .segments()
            .is_sorted_by_key(|segment| segment.from)
    );
    assert_eq!(
        lane(&made.trace, &lanes, 1).split(Micros::from_millis(9)).total(),
        Micros::from_millis(4)
    );
}

#[test]
fn the_children_that_main_waits_for_are_counted_at_an_event() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let child_wait = lane(&trace, &lanes, 0).segments().nth(2).expect("main was polled");
    assert_eq!(child_wait.state, State::Waiting(WaitingOn::Child));
    assert_eq!(lanes.children_after(&trace, TaskId::MAIN, child_wait.event), 2);
    let first_end = trace
        .events
        .iter()
        .position(|event| event.kind.name() == "finished")
        .expect("one finishes");
    assert_eq!(lanes.children_after(&trace, TaskId::MAIN, first_end as u32), 1);
    assert_eq!(lanes.children_after(&trace, TaskId::MAIN, u32::MAX), 0);
}
