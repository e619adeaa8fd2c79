//! The figures of a run, worked out by hand: for each policy, each way to end, each modifier.

#[path = "support/edited.rs"]
mod edited;
mod handmade;

use handmade::Handmade;
use recording::{
    CancelReason, ClockChange, ClockKind, Event, EventKind, History, Lateness, Metrics, TaskId, TimerId, TimerKind,
    Trace, WaitingOn,
};
use runtime::clock::{Clock, Spent, VirtualClock};
use runtime::{self, DriveResult, DueTimer, EventLoop, TimerKey, Timers};
use scenario::time::Micros;
use scenario::{Scenario, Unit, link};

fn ms(whole: u64) -> Micros {
    Micros::from_millis(whole)
}

fn of_trace(trace: &Trace) -> Metrics {
    let mut history = History::default();
    history.extend(trace);
    history.metrics(trace, trace.last_stamp())
}

fn of(link: &str) -> Metrics {
    of_trace(&runtime::simulate(&open(link)))
}

fn open(fragment: &str) -> Scenario {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "{fragment}: {:?}", opened.problems);
    opened.scenario
}

/// Makespan, one by one and thrown away in milliseconds, and the most at once.
fn figures(metrics: &Metrics) -> (u64, u64, u64, u32) {
    let whole = |micros: Micros| micros.0 / 1_000;
    (
        whole(metrics.makespan),
        whole(metrics.one_by_one),
        whole(metrics.wasted.expect("the playground says it")),
        metrics.most_at_once,
    )
}

#[track_caller]
fn assert_figures(link: &str, expected: (u64, u64, u64, u32)) {
    assert_eq!(figures(&of(link)), expected, "#{link}");
}

// --- policies ---------------------------------------------------------------------------------------------------------

#[test]
fn one_by_one_has_a_speed_up_of_1() {
    let link = "tasks=2,1,3&await=one-by-one";
    assert_figures(link, (6_000, 6_000, 0, 1));
    assert_eq!(of(link).speed_up(), Some(1.0));
    assert_figures("tasks=2,1 fail,3&await=one-by-one", (3_000, 3_000, 0, 1));
}

#[test]
fn all_at_once_take_as_long_as_the_longest() {
    for policy in ["spawn", "gather", "settle", "group", "as-completed"] {
        for unit in ["task", "future"] {
            if (policy, unit) == ("spawn", "future") {
                continue;
            }
            let link = format!("tasks=2,1,3&await={policy}&unit={unit}");
            assert_figures(&link, (3_000, 6_000, 0, 3));
            assert_eq!(of(&link).speed_up(), Some(2.0), "#{link}");
        }
    }
}

#[test]
fn a_race_throws_away_the_work_of_the_other_tasks() {
    for unit in ["task", "future"] {
        // 1 s each, until the first has ended; 2 s of it are thrown away.
        assert_figures(&format!("tasks=2,1,3&await=race&unit={unit}"), (1_000, 3_000, 2_000, 3));
        // 2 s, 1 s that failed, and 2 s thrown away.
        assert_figures(
            &format!("tasks=2,1 fail,3&await=first-ok&unit={unit}"),
            (2_000, 5_000, 2_000, 3),
        );
    }
}

// --- ways to end ------------------------------------------------------------------------------------------------------

#[test]
fn a_failure_throws_away_the_work_of_leftovers() {
    assert_figures("tasks=2,1 fail,3&await=gather", (1_000, 3_000, 2_000, 3));
    assert_figures("tasks=2,1 fail,3&await=group", (1_000, 3_000, 2_000, 3));
    // The handles are awaited in order: main sees the failure at 2 s.
    assert_figures("tasks=2,1 fail,3&await=spawn", (2_000, 5_000, 2_000, 3));
}

#[test]
fn a_failure_that_is_one_of_the_outcomes_throws_nothing_away() {
    assert_figures("tasks=2,1 fail,3&await=settle", (3_000, 6_000, 0, 3));
    assert_figures("tasks=2,1 fail,3&await=as-completed", (3_000, 6_000, 0, 3));
    assert_figures("tasks=2 fail,1 fail&await=first-ok", (2_000, 3_000, 0, 2));
}

#[test]
fn leftovers_that_finish_belong_to_the_makespan() {
    assert_figures("tasks=2,1 fail,3&await=gather&leftovers=finish", (3_000, 6_000, 0, 3));
}

#[test]
fn a_deadline_throws_away_the_work_of_the_tasks_it_cancels() {
    for policy in ["spawn", "gather", "settle", "group", "as-completed"] {
        // 1.5 s, 1 s, 1.5 s.
        assert_figures(
            &format!("tasks=2,1,3&await={policy}&deadline=1.5"),
            (1_500, 4_000, 3_000, 3),
        );
    }
    assert_figures("tasks=2,1,3&await=one-by-one&deadline=2.5", (2_500, 2_500, 500, 1));
}

#[test]
fn stop_throws_away_the_work_in_progress() {
    let scenario = open("tasks=2,1,3&await=gather");
    let clock = UntilClock {
        inner: VirtualClock::default(),
        until: ms(1_600),
    };
    let event_loop = EventLoop::new(&scenario, Box::new(clock));
    assert_eq!(event_loop.drive(), DriveResult::Waiting);
    event_loop.stop();
    // 1.6 s, 1 s, 1.6 s.
    assert_eq!(figures(&of_trace(&event_loop.into_trace())), (1_600, 4_200, 3_200, 3));
}

#[test]
fn an_empty_list_has_no_speed_up() {
    let metrics = of("tasks=0&await=gather");
    assert_eq!(figures(&metrics), (0, 0, 0, 1));
    assert_eq!((metrics.speed_up(), metrics.busy_share()), (None, None));
    assert_eq!(metrics.lateness, None);
}

// --- modifiers --------------------------------------------------------------------------------------------------------

#[test]
fn a_limit_bounds_the_operations_at_once_and_waiting_for_it_is_not_work() {
    assert_figures("tasks=2,1,3&await=gather&limit=1", (6_000, 6_000, 0, 1));
    assert_figures("tasks=2,1,3&await=gather&limit=2", (4_000, 6_000, 0, 2));
    assert_figures("tasks=2,1,3&await=gather&limit=3", (3_000, 6_000, 0, 3));
}

#[test]
fn a_task_without_a_permit_has_no_work_to_throw_away() {
    assert_figures("tasks=2 fail,1,3&await=group&limit=1", (2_000, 2_000, 0, 1));
}

#[test]
fn an_attempt_that_times_out_took_as_long_as_its_timeout() {
    assert_figures("tasks=3,1&await=settle&timeout=2", (2_000, 3_000, 0, 2));
    // Twice 2 s, and 1 s.
    assert_figures("tasks=3,1&await=settle&timeout=2&retry=1", (4_000, 5_000, 0, 2));
}

#[test]
fn retries_and_their_backoff_are_work() {
    // 1 s, 0.5 s of backoff, 1 s.
    assert_figures(
        "tasks=1 fail 1&await=gather&retry=1&backoff=500ms",
        (2_500, 2_500, 0, 1),
    );
    // Cancelled at 1.2 s, in its backoff.
    assert_figures(
        "tasks=1 fail,1.2&await=race&retry=1&backoff=500ms",
        (1_200, 2_400, 1_200, 2),
    );
}

#[test]
fn a_task_that_computes_keeps_the_loop_busy_and_the_others_ready() {
    for unit in ["task", "future"] {
        let metrics = of(&format!("tasks=1 cpu 1s,1 cpu 1s&await=gather&unit={unit}"));
        assert_eq!(figures(&metrics), (3_000, 4_000, 0, 2));
        assert_eq!(metrics.busy, ms(2_000));
        assert_eq!(metrics.busy_share(), Some(2.0 / 3.0));
        // A joined future is never ready.
        assert_eq!(metrics.ready, ms(if unit == "task" { 1_000 } else { 0 }));
    }
}

#[test]
fn a_sleep_is_work_only_until_it_is_due() {
    for unit in ["task", "future"] {
        let metrics = of(&format!("tasks=1 cpu 1s,1.5&await=gather&unit={unit}"));
        // 1 s and 1 s of computing; 1.5 s, although its timer was served at 2 s.
        assert_eq!(figures(&metrics), (2_000, 3_500, 0, 2));
        let lateness = Lateness {
            timers: 2,
            median: ms(0),
            percentile_99: ms(500),
            worst: ms(500),
        };
        assert_eq!(metrics.lateness, Some(lateness));
    }
}

#[test]
fn a_sleep_that_is_cancelled_after_it_was_due_is_work_only_until_then() {
    // b computes from 1 s to 3 s and fails; a, due at 2 s, is cancelled at 3 s, when the group is notified of the
    // failure.
    let metrics = of("tasks=2,1 cpu 2s fail&await=group");
    assert_eq!(figures(&metrics).0, 3_000);
    assert_eq!(metrics.one_by_one, ms(2_000 + 3_000));
}

// --- lateness ---------------------------------------------------------------------------------------------------------

/// Operations that sleep for 10 ms and whose timers are served late by these times.
fn late_by(late_ms: impl IntoIterator<Item = u64>) -> Handmade {
    let late: Vec<u64> = late_ms.into_iter().collect();
    let mut made = Handmade::new(late.len() as u32, Unit::Task);
    let mut now = 0;
    for (task, late) in (1..).zip(late) {
        made.spawn(now, task).sleep(now, task, TimerKind::Sleep, 10);
        now += 10 + late;
        made.fire(now, task).finish(now, now, task, "2");
    }
    made
}

#[test]
fn the_median_and_the_99th_percentile_are_measured_lengths() {
    let lateness = of_trace(&late_by((1..=200).rev()).trace)
        .lateness
        .expect("timers were served");
    assert_eq!(
        (lateness.timers, lateness.median, lateness.percentile_99),
        (200, ms(100), ms(198))
    );
    assert_eq!(lateness.worst, ms(200));
    let lateness = of_trace(&late_by([3]).trace).lateness.expect("a timer was served");
    assert_eq!(
        (lateness.median, lateness.percentile_99, lateness.worst),
        (ms(3), ms(3), ms(3))
    );
}

#[test]
fn a_stepped_run_is_left_out_of_lateness_and_a_paused_one_is_not() {
    let clock = |what| Event {
        at: Micros::ZERO,
        task: None,
        cause: None,
        kind: EventKind::Clock { what },
    };
    let mut made = late_by([1, 2, 3]);
    edited::insert(&mut made.trace, 0, clock(ClockChange::Paused));
    assert_eq!(
        of_trace(&made.trace).lateness.map(|lateness| lateness.median),
        Some(ms(2))
    );
    edited::insert(&mut made.trace, 1, clock(ClockChange::Stepped));
    assert_eq!(of_trace(&made.trace).lateness, None);
}

// --- a run under way --------------------------------------------------------------------------------------------------

#[test]
fn the_figures_of_a_run_in_progress_are_those_up_to_now() {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 0).push(0, 0, EventKind::PollStart);
    made.spawn(10, 1).spawn(10, 2).pending(10, 0, Some(WaitingOn::Child));
    for (task, from) in [(1, 10), (2, 20)] {
        let (timer, what, deadline) = (TimerId(task), TimerKind::Sleep, ms(1_000));
        made.push(from, task, EventKind::PollStart)
            .push(from, task, EventKind::Attempt { number: 1 })
            .push(from, task, EventKind::TimerSet { timer, what, deadline })
            .pending(from + 10, task, Some(WaitingOn::Timer));
    }
    let mut history = History::default();
    history.extend(&made.trace);
    let metrics = history.metrics(&made.trace, ms(220));
    // 210 ms and 200 ms, polled for 10 ms each; the second was queued for 10 ms.
    assert_eq!(figures(&metrics), (220, 410, 0, 2));
    assert_eq!((metrics.busy, metrics.ready), (ms(30), ms(10)));
    assert_eq!(metrics.speed_up(), Some(410.0 / 220.0));

    let by = Some(TaskId::MAIN);
    let why = CancelReason::Race;
    made.push(300, 1, EventKind::CancelRequested { by, why });
    made.push(300, 1, EventKind::Cancelled);
    history.extend(&made.trace);
    assert_eq!(
        figures(&history.metrics(&made.trace, ms(400))),
        (400, 290 + 380, 290, 2)
    );
}

/// The virtual clock, which does not jump beyond a given moment.
struct UntilClock {
    inner: VirtualClock,
    until: Micros,
}

impl Clock for UntilClock {
    fn kind(&self) -> ClockKind {
        self.inner.kind()
    }
    fn resolution(&self) -> Micros {
        self.inner.resolution()
    }
    fn now(&mut self) -> Micros {
        self.inner.now().min(self.until)
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
        self.inner.skip_to_next(timers) && self.inner.now() <= self.until
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
