//! A clock that returns control to the page must not change a run; and Stop at any point of a run.

use crate::rendered::{assert_lines, rendered, rendered_from, scenario, simulated};
use recording::{ClockKind, EventKind, Lanes, RunOutcome, TaskId, Trace};
use runtime::clock::{Clock, Spent, VirtualClock};
use runtime::{DriveResult, DueTimer, EventLoop, TimerKey, Timers};
use scenario::time::Micros;
use std::cell::RefCell;
use std::rc::Rc;

/// Enough slices for every run here; a loop that needs more makes no progress.
const MOST_SLICES: usize = 10_000;

#[test]
fn a_slice_over_after_each_entry_changes_nothing() {
    for link in links() {
        for entries in [1, 2, 3, 7] {
            let trace = driven(
                &link,
                SlicedClock {
                    entries_a_slice: entries,
                    ..SlicedClock::default()
                },
            );
            assert_lines(&trace, &rendered(&trace), &rendered(&simulated(&link)));
        }
    }
}

#[test]
fn a_loop_held_while_it_computes_polls_nothing_meanwhile_and_changes_nothing() {
    for link in links() {
        for checks in [0, 1, 5] {
            let trace = driven(
                &link,
                SlicedClock {
                    holds_for: Some(checks),
                    ..SlicedClock::default()
                },
            );
            assert_lines(&trace, &rendered(&trace), &rendered(&simulated(&link)));
        }
    }
}

#[test]
fn a_poll_of_mains_that_is_cut_goes_on_at_a_later_stamp_and_nothing_happens_in_between() {
    let cutting = || SlicedClock {
        cuts_polls: true,
        the_page_takes: Micros::from_millis(10),
        ..SlicedClock::default()
    };
    let trace = driven("tasks=1,2&await=gather", cutting());
    let of_main: Vec<String> = trace
        .events
        .iter()
        .filter(|event| matches!(event.task, Some(TaskId::MAIN)) || matches!(event.kind, EventKind::Spawned { .. }))
        .map(|event| format!("{} {}", event.at.0 / 1_000, event.kind.name()))
        .collect();
    // The page has a turn after each task that is spawned, and after each whose result is taken.
    let expected = [
        "0 spawned",
        "0 woken",
        "0 poll-start",
        "0 spawned",
        "10 spawned",
        "20 poll-end",
        "2020 woken",
        "2020 poll-start",
        "2040 printed",
        "2040 finished",
        "2040 poll-end",
    ];
    assert_eq!(of_main, expected);

    for link in links() {
        let trace = driven(&link, cutting());
        let mut polled = None;
        for event in &trace.events {
            match event.kind {
                EventKind::PollStart if polled.is_none() => polled = event.task,
                EventKind::PollEnd(_) if polled == event.task => polled = None,
                EventKind::Turn | EventKind::TimerFired { .. } => {
                    assert_eq!(polled, None, "#{link}: {} within a poll", event.kind.name());
                }
                // Only operations that are joined into main are polled within main's polls.
                EventKind::PollStart => assert_eq!(polled, Some(TaskId::MAIN), "#{link}"),
                _ => {}
            }
        }
        let mut lanes = Lanes::default();
        lanes.extend(&trace);
        assert!(lanes.illegal().is_empty(), "#{link}: {:?}", lanes.illegal());
    }
}

#[test]
fn the_clock_starts_when_the_loop_does_and_is_not_read_before() {
    let log = Log::default();
    let event_loop = EventLoop::new(
        &scenario("tasks=1,2&await=gather"),
        Box::new(LoggedClock::writing(log.clone())),
    );
    assert_eq!(
        log.take(),
        Vec::<&str>::new(),
        "the list is expanded, and no time passes"
    );
    assert_eq!(event_loop.drive(), DriveResult::Done);
    let log = log.take();
    assert_eq!(log[..2], ["start", "now"]);
    assert_eq!(log.iter().filter(|&&call| call == "start").count(), 1);
}

#[test]
fn one_reading_serves_the_end_of_a_poll_and_the_start_of_the_next_and_each_timer_has_its_own() {
    let clock = LoggedClock {
        a_reading_takes: Micros(1),
        ..LoggedClock::writing(Log::default())
    };
    let event_loop = EventLoop::new(&scenario("tasks=1,1,1&await=gather"), Box::new(clock));
    assert_eq!(event_loop.drive(), DriveResult::Done);
    let trace = event_loop.trace();
    let events: Vec<_> = trace.events.iter().map(|it| (it.at, it.kind.name())).collect();
    let neighbours = |first: &str, second: &str| -> Vec<u64> {
        let pairs = events
            .windows(2)
            .filter(|pair| pair[0].1 == first && pair[1].1 == second);
        pairs.map(|pair| pair[1].0.0 - pair[0].0.0).collect()
    };
    // Two in the turn in which all three begin, one where the first two continue; the third timer is due one reading
    // later.
    assert_eq!(neighbours("poll-end", "poll-start"), [0; 3]);
    let stamps = |kind: &str| -> Vec<u64> {
        let events = events.iter().filter(|(_, name)| *name == kind);
        events.map(|(at, _)| at.0).collect()
    };
    let polls = stamps("poll-start").into_iter().zip(stamps("poll-end"));
    assert_eq!(polls.map(|(start, end)| end - start).collect::<Vec<_>>(), [1; 8]);
    let fired = stamps("timer-fired");
    assert_eq!((fired.len(), fired[1] - fired[0]), (3, 1));
}

#[test]
fn a_run_that_begins_paused_starts_its_clock_when_it_is_resumed() {
    let log = Log::default();
    let event_loop = EventLoop::new(&scenario("tasks=1"), Box::new(LoggedClock::writing(log.clone())));
    event_loop.pause();
    assert_eq!(event_loop.drive(), DriveResult::Paused);
    event_loop.step();
    event_loop.resume();
    assert_eq!(event_loop.drive(), DriveResult::Done);
    let log = log.take();
    let moves: Vec<&str> = log.into_iter().filter(|&call| call != "now").collect();
    assert_eq!(
        moves,
        ["pause", "resume"],
        "what was set while paused is set by resuming, once"
    );
}

#[test]
fn a_complete_run_does_not_change() {
    let event_loop = EventLoop::new(&scenario("tasks=2,1"), Box::new(VirtualClock::default()));
    assert_eq!(event_loop.drive(), DriveResult::Done);
    let before = event_loop.trace().clone();
    event_loop.stop();
    assert_eq!((event_loop.drive(), event_loop.done()), (DriveResult::Done, true));
    assert_eq!(event_loop.into_trace(), before);
}

#[test]
fn stop_cancels_in_list_order_then_main_and_prints_nothing() {
    // Five entries: main, a, b and c are polled, then b's timer is served. c waits for a permit.
    assert_stopped_from(
        Micros::from_secs(1),
        "tasks=a: 2, b: 1, c: 3&await=spawn&limit=2",
        5,
        "
        1.000 turn
        1.000 b timer 1 fired · woken by timer 1
        1.000 a cancel requested for stop · timer 0 cleared · permit released to c
        1.000 c woken by permit of a
        1.000 a cancelled
        1.000 b cancel requested for stop · permit released · cancelled
        1.000 c cancel requested for stop · permit released · cancelled
        1.000 main cancel requested for stop · cancelled
        ",
    );
}

#[test]
fn stop_before_the_first_turn_cancels_main_alone() {
    assert_stopped_from(
        Micros::ZERO,
        "tasks=2,1&await=gather",
        0,
        "
        0.000 main spawned · woken by spawn · cancel requested for stop · cancelled
        ",
    );
}

#[test]
fn stop_in_the_first_turn_finds_the_tasks_ready() {
    assert_stopped_from(
        Micros::ZERO,
        "tasks=2,1&await=gather&deadline=9",
        1,
        "
        0.000 main spawned · woken by spawn
        0.000 turn
        0.000 main [ sets timer 0 for deadline, due 9.000
        0.000 1 spawned · woken by spawn
        0.000 2 spawned · woken by spawn
        0.000 main ] on child
        0.000 1 cancel requested for stop · cancelled
        0.000 2 cancel requested for stop · cancelled
        0.000 main timer 0 cleared · cancel requested for stop · cancelled
        ",
    );
}

#[test]
fn stop_drops_joined_futures_before_main() {
    assert_stopped_from(
        Micros::from_secs(1),
        "tasks=a: 2, b: 1&await=gather&unit=future",
        2,
        "
        1.000 turn
        1.000 b timer 1 fired
        1.000 main woken by timer 1
        1.000 a cancel requested for stop · timer 0 cleared · cancelled
        1.000 b cancel requested for stop · cancelled
        1.000 main cancel requested for stop · cancelled
        ",
    );
}

#[test]
fn stop_after_mains_end_cancels_the_leftovers_alone() {
    // main, a, b, fire a, a, notify of a, main: main has failed, and b continues.
    assert_stopped_from(
        Micros::from_secs(1),
        "tasks=a: 1 fail, b: 2&await=gather&leftovers=finish",
        7,
        r#"
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 turn
        1.000 main woken by task a
        1.000 turn
        1.000 main [ prints "Failed: operation with delay 1 failed" · failed: operation with delay 1 failed ]
        1.000 b cancel requested for stop · timer 1 cleared · cancelled
        "#,
    );
}

#[test]
fn a_failure_that_main_had_not_taken_before_stop_was_never_retrieved() {
    // main, a, b, fire a, a: a has failed, and main has not been notified.
    assert_stopped_from(
        Micros::from_secs(1),
        "tasks=a: 1 fail, b: 2&await=settle",
        5,
        "
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ attempt 1 failed: operation with delay 1 failed · failed: operation with delay 1 failed ]
        1.000 b cancel requested for stop · timer 1 cleared · cancelled
        1.000 main cancel requested for stop · cancelled
        1.000 a never retrieved
        ",
    );
}

#[test]
fn stop_while_a_poll_computes_first_returns_the_task_to_the_queue() {
    let clock = SlicedClock {
        holds_for: Some(usize::MAX),
        ..SlicedClock::default()
    };
    let event_loop = EventLoop::new(&scenario("tasks=a: 1 cpu 1, b: 2&await=gather"), Box::new(clock));
    for _ in 0..3 {
        assert_eq!(event_loop.drive(), DriveResult::Yielded);
    }
    event_loop.stop();
    assert_stopped(
        &event_loop,
        Micros::from_secs(1),
        "
        1.000 turn
        1.000 a timer 0 fired · woken by timer 0
        1.000 turn
        1.000 a [ woken by itself ] pending · cancel requested for stop · cancelled
        1.000 b cancel requested for stop · timer 1 cleared · cancelled
        1.000 main cancel requested for stop · cancelled
        ",
    );
}

#[test]
fn stop_while_a_joined_future_computes_ends_both_polls_first() {
    let clock = SlicedClock {
        holds_for: Some(usize::MAX),
        ..SlicedClock::default()
    };
    let event_loop = EventLoop::new(
        &scenario("tasks=a: 1 cpu 1, b: 2&await=gather&unit=future"),
        Box::new(clock),
    );
    assert_eq!(event_loop.drive(), DriveResult::Yielded);
    event_loop.stop();
    assert_stopped(
        &event_loop,
        Micros::from_secs(1),
        "
        1.000 turn
        1.000 a timer 0 fired
        1.000 main woken by timer 0
        1.000 turn
        1.000 main [
        1.000 a [ ] pending
        1.000 main woken by itself ] pending
        1.000 a cancel requested for stop · cancelled
        1.000 b cancel requested for stop · timer 1 cleared · cancelled
        1.000 main cancel requested for stop · cancelled
        ",
    );
}

#[test]
fn a_run_can_be_stopped_after_any_entry() {
    for (link, cuts_polls) in links()
        .into_iter()
        .flat_map(|link| [(link.clone(), false), (link, true)])
    {
        for entries in 0..MOST_SLICES {
            let event_loop = sliced(&link, entries, cuts_polls);
            if event_loop.done() {
                break;
            }
            let printed = event_loop.trace().console().count();
            event_loop.stop();
            while event_loop.drive() != DriveResult::Done {}
            let (timers, permits, tasks) = event_loop.held_resources();
            let trace = event_loop.into_trace();
            let mut lanes = Lanes::default();
            lanes.extend(&trace);
            assert_eq!(
                (timers, permits, tasks),
                (0, 0, 0),
                "#{link} stopped after {entries} entries"
            );
            assert!(
                lanes.illegal().is_empty(),
                "#{link} stopped after {entries} entries: {:?}",
                lanes.illegal()
            );
            assert!(
                lanes
                    .iter(&trace)
                    .all(|(_, lane)| lane.spawned().is_none() || lane.end().is_some()),
                "#{link}"
            );
            assert_eq!(
                trace.outcome,
                Some(RunOutcome::Stopped),
                "#{link} stopped after {entries} entries"
            );
            assert_eq!(
                trace.console().count(),
                printed,
                "#{link} stopped after {entries} entries"
            );
        }
    }
}

/// Every policy, with tasks and with joined futures, over lists that succeed, fail, compute, retry and time out.
fn links() -> Vec<String> {
    let lists = [
        "2,1,3",
        "a: 1 fail, b: 1 cpu 500ms, c: 0, d: 1.2&limit=2",
        "a: 0.5 cpu 1 fail 1, b: 1 fail, c: 1.5 cpu 250ms, d: 3&retry=2&backoff=250ms&timeout=2&limit=3",
        "a: 3 cpu 1s, b: 1 cpu 2s, c: 2&deadline=2.5&limit=2",
        "a: 1 fail, b: 2 cpu 1s, c: 3&leftovers=finish&limit=2",
        "a: 0 fail 1, b: 0 cpu 1s, c: 0 cpu 500ms&retry=1",
    ];
    let mut links = Vec::new();
    for policy in [
        "one-by-one",
        "spawn",
        "gather",
        "settle",
        "group",
        "race",
        "first-ok",
        "as-completed",
    ] {
        for list in lists {
            links.push(format!("tasks={list}&await={policy}"));
            if policy != "spawn" {
                links.push(format!("tasks={list}&await={policy}&unit=future"));
            }
        }
    }
    links
}

/// Runs to the end on this clock, in as many slices as it takes.
fn driven(link: &str, clock: SlicedClock) -> Trace {
    let event_loop = EventLoop::new(&scenario(link), Box::new(clock));
    let slices = (0..MOST_SLICES)
        .take_while(|_| event_loop.drive() == DriveResult::Yielded)
        .count();
    assert!(slices < MOST_SLICES && event_loop.done(), "#{link} does not end");
    assert_eq!(event_loop.held_resources(), (0, 0, 0), "#{link}");
    event_loop.into_trace()
}

/// A loop that has run this many entries. If main's polls are cut, each piece counts as an entry.
fn sliced(link: &str, entries: usize, cuts_polls: bool) -> EventLoop {
    let event_loop = EventLoop::new(
        &scenario(link),
        Box::new(SlicedClock {
            entries_a_slice: 1,
            cuts_polls,
            ..SlicedClock::default()
        }),
    );
    for _ in 0..entries {
        event_loop.drive();
    }
    event_loop
}

#[track_caller]
fn assert_stopped_from(start: Micros, link: &str, entries: usize, expected: &str) {
    let event_loop = sliced(link, entries, false);
    assert!(!event_loop.done(), "#{link} was over before it was stopped");
    event_loop.stop();
    assert_stopped(&event_loop, start, expected);
}

#[track_caller]
fn assert_stopped(event_loop: &EventLoop, start: Micros, expected: &str) {
    assert_lines(
        &event_loop.trace(),
        &rendered_from(&event_loop.trace(), start),
        expected,
    );
    assert_eq!(event_loop.trace().outcome, Some(RunOutcome::Stopped));
    assert_eq!((event_loop.held_resources(), event_loop.done()), ((0, 0, 0), true));
}

/// The calls of a clock, in order.
type Log = Rc<RefCell<Vec<&'static str>>>;

/// The virtual clock, which logs when it is started, paused, resumed and read.
struct LoggedClock {
    inner: VirtualClock,
    log: Log,
    a_reading_takes: Micros,
}

impl LoggedClock {
    fn writing(log: Log) -> Self {
        Self {
            inner: VirtualClock::default(),
            log,
            a_reading_takes: Micros::ZERO,
        }
    }
}

impl Clock for LoggedClock {
    fn kind(&self) -> ClockKind {
        self.inner.kind()
    }

    fn resolution(&self) -> Micros {
        self.inner.resolution()
    }

    fn start(&mut self) {
        self.log.borrow_mut().push("start");
    }

    fn now(&mut self) -> Micros {
        self.log.borrow_mut().push("now");
        self.inner.spend(self.a_reading_takes);
        self.inner.now()
    }

    fn arm(&mut self, timer: TimerKey, deadline: Micros) {
        self.inner.arm(timer, deadline);
    }

    fn disarm(&mut self, timer: TimerKey) {
        self.inner.disarm(timer);
    }

    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer> {
        self.inner.take_due(now, timers)
    }

    fn pause(&mut self) {
        self.log.borrow_mut().push("pause");
    }

    fn resume(&mut self, _: Vec<(TimerKey, Micros)>) {
        self.log.borrow_mut().push("resume");
    }

    fn skip_to_next(&mut self, timers: &Timers) -> bool {
        self.inner.skip_to_next(timers)
    }

    fn finish(&mut self) {
        self.inner.finish();
    }

    fn spend(&mut self, cpu: Micros) -> Spent {
        self.inner.spend(cpu)
    }

    fn hold_is_over(&mut self) -> bool {
        self.inner.hold_is_over()
    }

    fn begin_slice(&mut self) {
        self.inner.begin_slice();
    }

    fn slice_is_over(&mut self) -> bool {
        self.inner.slice_is_over()
    }
}

/// The virtual clock, which ends a slice after some entries and can hold the loop during computations.
#[derive(Default)]
struct SlicedClock {
    inner: VirtualClock,
    /// 0: a slice never ends.
    entries_a_slice: usize,
    entries: usize,
    /// How often it reports that the hold is not over yet; `None` does not hold.
    holds_for: Option<usize>,
    held: Option<Hold>,
    /// Whether it ends a slice after each piece of a poll of main.
    cuts_polls: bool,
    /// The length of the page's turn.
    the_page_takes: Micros,
}

struct Hold {
    cpu: Micros,
    checks: usize,
}

impl Clock for SlicedClock {
    fn kind(&self) -> ClockKind {
        self.inner.kind()
    }

    fn resolution(&self) -> Micros {
        self.inner.resolution()
    }

    fn now(&mut self) -> Micros {
        self.inner.now()
    }

    fn arm(&mut self, timer: TimerKey, deadline: Micros) {
        self.inner.arm(timer, deadline);
    }

    fn disarm(&mut self, timer: TimerKey) {
        self.inner.disarm(timer);
    }

    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer> {
        self.inner.take_due(now, timers)
    }

    fn skip_to_next(&mut self, timers: &Timers) -> bool {
        assert!(self.held.is_none(), "nothing runs while the loop is held");
        self.inner.skip_to_next(timers)
    }

    fn finish(&mut self) {
        self.inner.finish();
    }

    fn spend(&mut self, cpu: Micros) -> Spent {
        if self.holds_for.is_none() {
            return self.inner.spend(cpu);
        }
        self.held = Some(Hold { cpu, checks: 0 });
        Spent::Held
    }

    fn hold_is_over(&mut self) -> bool {
        let Some(hold) = &mut self.held else {
            self.inner.spend(self.the_page_takes);
            return true;
        };
        hold.checks += 1;
        if self.holds_for.is_some_and(|times| hold.checks <= times) {
            return false;
        }
        self.inner.spend(hold.cpu);
        self.held = None;
        true
    }

    fn begin_slice(&mut self) {
        self.entries = 0;
    }

    fn slice_is_over(&mut self) -> bool {
        self.entries += 1;
        self.entries_a_slice > 0 && self.entries >= self.entries_a_slice
    }

    fn slice_is_over_in_poll(&mut self) -> bool {
        self.cuts_polls
    }
}
