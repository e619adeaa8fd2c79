//! Step, pause and cancelling one task by hand, in virtual time.

mod support;

use recording::{CancelReason, ClockChange, ClockKind, EventKind, Lanes, RunOutcome, State, TaskId, Trace, WokenBy};
use runtime::clock::{Clock, Spent, VirtualClock};
use runtime::stopwatch::Stopwatch;
use runtime::{DriveResult, DueTimer, EventLoop, TimerKey, Timers, simulate};
use scenario::Speed;
use scenario::time::Micros;
use std::cell::Cell;
use std::rc::Rc;
use support::{Draws, Family, open, random_link};

fn start(link: &str) -> EventLoop {
    EventLoop::new(&open(&link.replace(' ', "%20")), Box::new(VirtualClock::default()))
}

fn to_the_end(event_loop: EventLoop) -> Trace {
    while event_loop.step() != DriveResult::Done {}
    assert_eq!(event_loop.held_resources(), (0, 0, 0));
    event_loop.into_trace()
}

/// The events, without changes of the clock by the person.
fn without_clock_changes(trace: &Trace) -> Vec<(Micros, Option<TaskId>, EventKind<'_>)> {
    let own = trace
        .events
        .iter()
        .filter(|event| !matches!(event.kind, EventKind::Clock { .. }));
    own.map(|event| (event.at, event.task, event.kind)).collect()
}

fn polls(trace: &Trace) -> usize {
    trace
        .events
        .iter()
        .filter(|event| event.kind == EventKind::PollStart)
        .count()
}

#[test]
fn stepping_does_what_running_does() {
    for case in 0..600 {
        let family = Family {
            ties: case % 2 == 0,
            cpu: case % 3 == 0,
            joined: true,
        };
        let link = random_link(&mut Draws::of(40_000 + case), family);
        let stepped = to_the_end(EventLoop::new(&open(&link), Box::new(VirtualClock::default())));
        let ran = simulate(&open(&link));
        assert_eq!(without_clock_changes(&stepped), without_clock_changes(&ran), "#{link}");
        assert_eq!(stepped.outcome, ran.outcome, "#{link}");
    }
}

#[test]
fn a_step_runs_the_queue_up_to_and_with_one_poll() {
    let event_loop = start("tasks=2,1&await=gather");
    assert_eq!(event_loop.step(), DriveResult::Paused);
    assert_eq!(polls(&event_loop.trace()), 1, "main");
    event_loop.step();
    assert_eq!(polls(&event_loop.trace()), 2, "the first operation");
    assert_eq!(event_loop.trace().last_stamp(), Micros::ZERO);
}

#[test]
fn with_nothing_ready_a_step_moves_to_exactly_the_next_deadline_and_stops_there() {
    let event_loop = start("tasks=2,1&await=gather");
    for _ in 0..3 {
        event_loop.step();
    }
    let before = polls(&event_loop.trace());
    event_loop.step();
    assert_eq!(event_loop.now(), Micros::from_secs(1));
    assert_eq!(polls(&event_loop.trace()), before, "what is due is queued, not served");
    assert!(
        !event_loop
            .trace()
            .events
            .iter()
            .any(|event| matches!(event.kind, EventKind::TimerFired { .. }))
    );
    event_loop.step();
    assert_eq!(polls(&event_loop.trace()), before + 1);
}

#[test]
fn while_paused_nothing_runs() {
    let event_loop = start("tasks=2,1");
    event_loop.pause();
    let events = event_loop.trace().events.len();
    assert_eq!(event_loop.drive(), DriveResult::Paused);
    assert_eq!(event_loop.trace().events.len(), events);
    event_loop.resume();
    assert_eq!(event_loop.drive(), DriveResult::Done);
    let trace = event_loop.trace();
    let clock: Vec<_> = trace.events.iter().filter(|it| it.task.is_none()).collect();
    assert_eq!(
        clock[0].kind,
        EventKind::Clock {
            what: ClockChange::Paused
        }
    );
    assert_eq!(
        clock[1].kind,
        EventKind::Clock {
            what: ClockChange::Resumed
        }
    );
}

#[test]
fn a_stepped_trace_records_that_it_was_stepped() {
    let trace = to_the_end(start("tasks=1"));
    assert!(trace.events.iter().any(|event| event.kind
        == EventKind::Clock {
            what: ClockChange::Stepped
        }));
}

/// Steps until the first timers are set, cancels operation 2, and runs to the end.
fn with_the_second_cancelled(link: &str) -> (Vec<String>, Trace) {
    let event_loop = start(link);
    for _ in 0..4 {
        event_loop.step();
    }
    assert!(event_loop.cancel(TaskId(2)), "#{link}");
    assert!(!event_loop.cancel(TaskId(2)), "it has ended");
    event_loop.resume();
    assert_eq!(event_loop.drive(), DriveResult::Done);
    assert_eq!(event_loop.held_resources(), (0, 0, 0));
    let trace = event_loop.into_trace();
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    assert_eq!(lanes.illegal(), []);
    let tail = trace.console().skip(3).map(Into::into).collect();
    (tail, trace)
}

#[test]
fn a_task_cancelled_by_hand_is_a_failure_for_its_awaiter() {
    for (policy, last) in [
        ("spawn", "Failed: operation with delay 1 was cancelled"),
        ("gather", "Failed: operation with delay 1 was cancelled"),
        ("group", "Failed: operation with delay 1 was cancelled"),
        ("race", "Failed: operation with delay 1 was cancelled"),
        ("first-ok", "Result: 4"),
        (
            "settle",
            "Results: [4, CancelledError('operation with delay 1 was cancelled'), 6]",
        ),
    ] {
        let (tail, trace) = with_the_second_cancelled(&format!("tasks=2,1,3&await={policy}"));
        assert_eq!(tail.last().map(String::as_str), Some(last), "{policy}");
        let by_hand = EventKind::CancelRequested {
            by: None,
            why: CancelReason::User,
        };
        assert!(
            trace
                .events
                .iter()
                .any(|it| it.task == Some(TaskId(2)) && it.kind == by_hand),
            "{policy}"
        );
        assert!(
            trace.events.iter().any(|it| it.task == Some(TaskId::MAIN)
                && it.kind
                    == EventKind::Woken {
                        by: WokenBy::Task(TaskId(2))
                    })
                || policy == "settle"
                || policy == "spawn",
            "{policy}: main is notified"
        );
    }
}

#[test]
fn as_completed_takes_a_cancelled_task_as_an_outcome() {
    let (tail, trace) = with_the_second_cancelled("tasks=2,1,3&await=as-completed");
    assert_eq!(tail[0], "Failed: operation with delay 1 was cancelled");
    assert_eq!(tail[2], "Result: 4");
    assert_eq!(trace.outcome, Some(RunOutcome::Ok));
}

/// The drawn delays are those of `each_attempt_draws_its_own_delay_from_a_range` in tests/scenario.
#[test]
fn a_task_cancelled_by_hand_has_the_delay_of_the_attempt_that_it_is_in() {
    let cancelled_in = |attempt: u32| {
        let event_loop = start("tasks=1s..3s fail 1&retry=1");
        let begun = |event: recording::Event<'_>| event.kind == EventKind::Attempt { number: attempt };
        while !event_loop.trace().events.iter().any(begun) {
            event_loop.step();
        }
        assert!(event_loop.cancel(TaskId(1)));
        let trace = to_the_end(event_loop);
        trace.console().last().map(str::to_owned)
    };
    let said = |delay| Some(format!("Failed: operation with delay {delay} was cancelled"));
    assert_eq!(cancelled_in(1), said("2.707"));
    assert_eq!(cancelled_in(2), said("1.356"));
}

#[test]
fn the_permit_of_a_task_cancelled_by_hand_passes_on() {
    let event_loop = start("tasks=2,1,3&await=settle&limit=2");
    for _ in 0..4 {
        event_loop.step();
    }
    assert!(event_loop.cancel(TaskId(1)));
    event_loop.step();
    let trace = event_loop.trace();
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    assert_eq!(
        Some(lanes.state(TaskId(3))),
        Some(State::Waiting(recording::WaitingOn::Timer))
    );
}

#[test]
fn main_joined_futures_and_ended_tasks_cannot_be_cancelled_by_hand() {
    let event_loop = start("tasks=2,1&await=gather&unit=future");
    event_loop.step();
    assert!(!event_loop.cancel(TaskId::MAIN));
    assert!(!event_loop.cancel(TaskId(1)), "a joined future is no task");
    assert_eq!(to_the_end(event_loop).outcome, Some(RunOutcome::Ok));
}

/// A clock whose wall clock is advanced by hand. It computes as the browser's clock does during a step: it holds the
/// loop, a slice at a time.
struct ManualClock {
    wall_ms: Rc<Cell<f64>>,
    time: Stopwatch,
    held_until: Option<Micros>,
}

impl Clock for ManualClock {
    fn kind(&self) -> ClockKind {
        ClockKind::Real
    }

    fn resolution(&self) -> Micros {
        Micros(1)
    }

    fn now(&mut self) -> Micros {
        self.time.now(self.wall_ms.get())
    }

    fn arm(&mut self, _: TimerKey, _: Micros) {}

    fn disarm(&mut self, _: TimerKey) {}

    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer> {
        timers.take_until(now)
    }

    fn pause(&mut self) {
        self.time.stop(self.wall_ms.get());
    }

    fn resume(&mut self, _: Vec<(TimerKey, Micros)>) {
        self.time.start(self.wall_ms.get());
    }

    fn set_speed(&mut self, speed: Speed, _: Vec<(TimerKey, Micros)>) {
        self.time.set_speed(speed, self.wall_ms.get());
    }

    fn jump_to(&mut self, at: Micros) {
        self.time.jump_to(at);
    }

    fn pass_the_hold(&mut self) {
        if let Some(until) = self.held_until {
            self.time.go_to(until, self.wall_ms.get());
        }
    }

    fn skip_to_next(&mut self, _: &Timers) -> bool {
        false
    }

    fn finish(&mut self) {}

    fn spend(&mut self, cpu: Micros) -> Spent {
        self.held_until = Some(self.now() + cpu);
        Spent::Held
    }

    fn hold_is_over(&mut self) -> bool {
        let over = self.held_until.is_none_or(|until| self.now() >= until);
        if over {
            self.held_until = None;
            self.time.arrive();
        }
        over
    }

    fn begin_slice(&mut self) {}

    fn slice_is_over(&mut self) -> bool {
        false
    }
}

/// Steps until the operation computes; returns the loop and the wall clock.
fn stepped_into_a_computation(link: &str) -> (EventLoop, Rc<Cell<f64>>) {
    let wall_ms = Rc::new(Cell::new(1_000.0));
    let scenario = open(&link.replace(' ', "%20"));
    let clock = ManualClock {
        wall_ms: wall_ms.clone(),
        time: Stopwatch::new(scenario.speed),
        held_until: None,
    };
    let event_loop = EventLoop::new(&scenario, Box::new(clock));
    while event_loop.step() != DriveResult::Yielded {}
    assert_eq!(
        event_loop.drive(),
        DriveResult::Yielded,
        "the time it takes begins to pass"
    );
    (event_loop, wall_ms)
}

fn speed(factor: f64) -> Speed {
    Speed::new(factor).expect("it is in range")
}

#[test]
fn a_change_of_speed_while_a_step_computes_keeps_the_end_of_the_computation() {
    for changed in [0.1, 0.2, 10.0] {
        let (event_loop, wall_ms) = stepped_into_a_computation("tasks=1 cpu 500ms&speed=0.1");
        assert_eq!(event_loop.now(), Micros::from_secs(1));
        wall_ms.set(2_000.0);
        event_loop.set_speed(speed(changed));
        assert_eq!(
            event_loop.now(),
            Micros::from_millis(1_100),
            "the time so far has passed at the old speed"
        );
        // A second step continues the same computation.
        assert_eq!(event_loop.step(), DriveResult::Yielded);
        wall_ms.set(60_000.0);
        assert_eq!(event_loop.drive(), DriveResult::Paused);
        assert_eq!(
            event_loop.now(),
            Micros::from_millis(1_500),
            "at {changed} times the speed"
        );
        wall_ms.set(90_000.0);
        assert_eq!(event_loop.drive(), DriveResult::Paused);
        assert_eq!(
            event_loop.now(),
            Micros::from_millis(1_500),
            "time does not advance while paused"
        );
    }
}

#[test]
fn a_change_of_speed_applies_from_its_moment_on() {
    let (event_loop, wall_ms) = stepped_into_a_computation("tasks=1 cpu 500ms&speed=0.1");
    wall_ms.set(2_000.0); // 0.1 s of the computation
    event_loop.set_speed(speed(2.0));
    wall_ms.set(2_150.0); // 0.3 s more
    assert_eq!(event_loop.drive(), DriveResult::Yielded);
    assert_eq!(event_loop.now(), Micros::from_millis(1_400));
}

#[test]
fn a_change_of_speed_while_paused_does_not_change_the_time() {
    let mut time = Stopwatch::new(speed(1.0));
    time.jump_to(Micros::from_secs(3));
    time.set_speed(speed(5.0), 1_000.0);
    assert_eq!(time.now(9_000.0), Micros::from_secs(3));
    assert!(!time.goes());
    time.start(9_000.0);
    assert_eq!(time.now(9_100.0), Micros::from_millis(3_500));
}
