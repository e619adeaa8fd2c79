//! The deviation of a run from its prediction. The real runs here are runs on a simulated machine with known delays.

#[path = "support/edited.rs"]
mod edited;
#[path = "support/machine.rs"]
mod machine;
mod support;

use machine::Machine;
use recording::deviation::{Cause, Deviation, NotComparable, Share, TaskDeviation};
use recording::{ClockChange, Event, EventKind, Missing, RunOutcome, TaskId, Trace};
use runtime::{self, DriveResult, EventLoop};
use scenario::time::{Micros, Shift};
use support::{Draws, Family, open, random_link};

fn ms(whole: u64) -> Micros {
    Micros::from_millis(whole)
}

fn shift(ms: i64) -> Shift {
    Shift(ms * 1_000)
}

/// The prediction of a link, and its run on a machine.
fn both(link: &str, machine: Machine) -> (Trace, Trace) {
    let scenario = open(link);
    let event_loop = EventLoop::new(&scenario, Box::new(machine));
    assert_eq!(event_loop.drive(), DriveResult::Done);
    (runtime::simulate(&scenario), event_loop.into_trace())
}

fn deviated(link: &str, machine: Machine) -> (Deviation, Trace) {
    let (prediction, real) = both(link, machine);
    let deviation = Deviation::between(&prediction, &real).expect("they are of one scenario");
    (deviation, real)
}

fn task(deviation: &Deviation, task: u32) -> &TaskDeviation {
    deviation.task(TaskId(task)).expect("the trace lists it")
}

/// The cause and the length of each share, the largest first.
fn parts(why: &[Share]) -> Vec<(Cause, Shift)> {
    why.iter().map(|share| (share.cause, share.by)).collect()
}

/// Inserts a change of the clock by the person or the browser.
fn insert(trace: &mut Trace, at: Micros, what: ClockChange) {
    let index = trace.events.count_until(at);
    let kind = EventKind::Clock { what };
    let event = Event {
        at,
        task: None,
        cause: None,
        kind,
    };
    edited::insert(trace, index, event);
}

// --- one cause at a time ----------------------------------------------------------------------------------------------

#[test]
fn a_timer_that_is_served_late_makes_its_task_late() {
    let (deviation, real) = deviated("tasks=2,1", Machine::late(12));
    assert_eq!(task(&deviation, 1).by, Some(shift(12)));
    assert_eq!(parts(&task(&deviation, 1).why), [(Cause::Timers, shift(12))]);
    assert_eq!(
        task(&deviation, 1).text(&real),
        "A finishes at 2.012 s, 12 ms later than predicted: timers that it depends on are served 12 ms late."
    );
    // The path of main depends on the first task's timer, not on the second's.
    assert_eq!(parts(&task(&deviation, 0).why), [(Cause::Timers, shift(12))]);
    assert_eq!((deviation.outcome, deviation.order), (None, None));
    assert_eq!(
        deviation.text(&real),
        "The run takes 2.012 s, 12 ms longer than predicted: timers that it depends on are served 12 ms late."
    );
}

#[test]
fn a_task_that_waits_for_a_permit_is_late_by_all_the_timers_before() {
    let (deviation, _) = deviated("tasks=2,1,3&limit=1&await=gather", Machine::late(5));
    let by: Vec<_> = deviation.tasks.iter().map(|task| task.by).collect();
    assert_eq!(by, [15, 5, 10, 15].map(|late| Some(shift(late))));
    assert_eq!(parts(&task(&deviation, 3).why), [(Cause::Timers, shift(15))]);
    assert_eq!(deviation.furthest().map(|furthest| furthest.task), Some(TaskId(3)));
}

#[test]
fn one_by_one_adds_up_the_lateness_of_all_timers() {
    let (deviation, _) = deviated("tasks=2,1,3&await=one-by-one", Machine::late(5));
    assert_eq!(deviation.makespan, shift(15));
    assert_eq!(parts(&deviation.why), [(Cause::Timers, shift(15))]);
}

#[test]
fn a_poll_that_computes_longer_delays_the_others() {
    // Predicted: 1 computes from 500 ms to 2 s, and 2, due at 800 ms, waits for it until then.
    let machine = Machine {
        slower: ms(300),
        ..Machine::default()
    };
    let (deviation, real) = deviated("tasks=render: 500ms cpu 1.5s,clicks: 800ms&await=gather", machine);
    assert_eq!(parts(&task(&deviation, 1).why), [(Cause::Polls, shift(300))]);
    assert_eq!(
        task(&deviation, 1).text(&real),
        "render finishes at 2.300 s, 300 ms later than predicted: the polls that lead there take 300 ms longer."
    );
    let held = Share {
        cause: Cause::Held,
        by: shift(300),
        predicted: ms(1_200),
        holder: Some(TaskId(1)),
    };
    assert_eq!(task(&deviation, 2).why, [held]);
    assert_eq!(
        task(&deviation, 2).text(&real),
        "clicks finishes at 2.300 s, 300 ms later than predicted: others hold the only thread for 300 ms more, render the \
         longest."
    );
}

#[test]
fn less_time_than_predicted_names_the_task_that_was_to_take_it() {
    let prediction = runtime::simulate(&open(
        "tasks=render: 1s cpu 400ms,parse: 1s cpu 10ms,clicks: 1s&await=gather",
    ));
    let mut real = runtime::simulate(&open("tasks=render: 1s,parse: 1s cpu 10ms,clicks: 1s&await=gather"));
    real.source = prediction.source.clone();
    real.tasks = prediction.tasks.clone();
    let deviation = Deviation::between(&prediction, &real).expect("they are of one scenario");
    assert_eq!(
        task(&deviation, 3).text(&real),
        "clicks finishes at 1.010 s, 400 ms earlier than predicted: others hold the only thread for 400 ms less, render \
         the longest."
    );
}

#[test]
fn a_timer_that_is_late_while_the_tab_is_hidden_names_the_hidden_tab() {
    let (prediction, mut real) = both("tasks=2,1", Machine::late(900));
    // Due at 1 s and at 2 s, served at 1.9 s and at 2.9 s; the tab is hidden from 1.5 s to 2.6 s.
    insert(&mut real, ms(1_500), ClockChange::Hidden);
    insert(&mut real, ms(2_600), ClockChange::Shown);
    let deviation = Deviation::between(&prediction, &real).expect("they are of one scenario");
    let both = |hidden, timers| [(Cause::Timers, shift(timers)), (Cause::Hidden, shift(hidden))];
    assert_eq!(parts(&task(&deviation, 2).why), both(400, 500));
    assert_eq!(
        parts(&task(&deviation, 1).why),
        [(Cause::Hidden, shift(600)), (Cause::Timers, shift(300))]
    );
    assert_eq!(
        task(&deviation, 1).text(&real),
        "A finishes at 2.900 s, 900 ms later than predicted: the tab is hidden, and timers are served 600 ms late, and \
         timers that it depends on are served 300 ms late."
    );
}

#[test]
fn a_tab_that_stays_hidden_counts_as_hidden_to_the_end() {
    let (prediction, mut real) = both("tasks=2,1", Machine::late(900));
    insert(&mut real, ms(500), ClockChange::Hidden);
    let deviation = Deviation::between(&prediction, &real).expect("they are of one scenario");
    assert_eq!(parts(&deviation.why), [(Cause::Hidden, shift(900))]);
}

#[test]
fn a_deviation_below_the_clocks_resolution_counts_as_predicted() {
    let machine = Machine {
        late: Micros(60),
        ..Machine::default()
    };
    let (deviation, real) = deviated("tasks=2,1", machine);
    assert_eq!(task(&deviation, 1).by, Some(Shift(60)));
    assert_eq!(task(&deviation, 1).text(&real), "A finishes at 2.000 s, as predicted.");
    assert_eq!(deviation.text(&real), "The run takes 2 s, as predicted.");
}

// --- other outcomes ------------------------------------------------------------------------------------------------------

#[test]
fn a_task_with_another_outcome_is_reported_first_and_has_no_length() {
    // The sleep and its timeout are both due when the loop wakes: the timeout wins.
    let (deviation, real) = deviated("tasks=1&timeout=1.005s&await=gather", Machine::late(10));
    assert_eq!(deviation.outcome, Some((RunOutcome::Ok, RunOutcome::Failed)));
    let deviated = task(&deviation, 1);
    assert!(deviated.ended_differently());
    assert_eq!((deviated.by, deviated.why.len()), (None, 0));
    assert_eq!(
        deviated.text(&real),
        "A fails at 1.010 s; predicted was that it finishes at 1.000 s."
    );
    assert_eq!(
        deviation.text(&real),
        "The run fails; predicted was that it ends without an error. The run takes 1.01 s, 10 ms longer than predicted: timers that \
         it depends on are served 5 ms late, and it waits for other timers than predicted, 5 ms longer."
    );
}

#[test]
fn a_task_that_never_starts_says_so() {
    let (deviation, real) = deviated("tasks=1,2&timeout=1.005s&await=one-by-one", Machine::late(10));
    // Predicted: 1 finishes, 2 runs out of time.
    assert_eq!(
        task(&deviation, 2).text(&real),
        "B does not start; predicted was that it fails at 2.005 s."
    );
    let (deviation, real) = deviated("tasks=1 fail,2&await=one-by-one", Machine::default());
    assert_eq!(task(&deviation, 2).text(&real), "B does not start, as predicted.");
    assert!(!task(&deviation, 2).ended_differently());
}

#[test]
fn ends_in_another_order_are_named() {
    let machine = Machine {
        backwards: true,
        ..Machine::late(10)
    };
    let (deviation, real) = deviated("tasks=1,1.005,3&await=gather", machine);
    assert_eq!(deviation.order, Some((TaskId(2), TaskId(1))));
    assert_eq!(
        deviation.text(&real),
        "B ends before A; predicted was the other way round. The run takes 3.01 s, 10 ms longer than predicted: timers \
         that it depends on are served 10 ms late."
    );
    assert_eq!(parts(&task(&deviation, 2).why), [(Cause::Timers, shift(5))]);
}

#[test]
fn a_path_over_other_sleeps_than_predicted_is_a_cause_of_its_own() {
    // With two permits. Predicted: 3 gets the permit of 1 at 1 s. In the run 2 is served first, at 1.01 s, and passes
    // its permit on.
    let machine = Machine {
        backwards: true,
        ..Machine::late(10)
    };
    let (deviation, real) = deviated("tasks=1,1.005,2&limit=2&await=gather", machine);
    let by = task(&deviation, 3).by.expect("it finishes both times");
    assert_eq!(by, shift(20));
    assert_eq!(
        parts(&task(&deviation, 3).why),
        [(Cause::Timers, shift(15)), (Cause::Sleeps, shift(5))]
    );
    assert_eq!(
        task(&deviation, 3).text(&real),
        "C finishes at 3.020 s, 20 ms later than predicted: timers that it depends on are served 15 ms late, and it waits \
         for other timers than predicted, 5 ms longer."
    );
}

// --- what is left out -------------------------------------------------------------------------------------------------

#[test]
fn an_error_says_why_two_runs_cannot_be_compared() {
    let (prediction, real) = both("tasks=2,1", Machine::late(1));
    let refused = |real: &Trace| Deviation::between(&prediction, real).err();

    let (other, _) = both("tasks=2,3", Machine::default());
    assert_eq!(refused(&other), Some(NotComparable::OtherScenario));

    let mut stepped = real.clone();
    insert(&mut stepped, ms(1_500), ClockChange::Stepped);
    assert_eq!(refused(&stepped), Some(NotComparable::Stepped));
    assert_eq!(
        NotComparable::Stepped.to_string(),
        "The run was stepped, so its times say nothing about lateness."
    );

    let mut running = real.clone();
    running.outcome = None;
    assert_eq!(refused(&running), Some(NotComparable::Running));

    let mut truncated = real.clone();
    let kind = EventKind::Truncated {
        count: 7,
        why: Missing::Budget,
    };
    let at = ms(1_500);
    let event = Event {
        at,
        task: None,
        cause: None,
        kind,
    };
    edited::insert(&mut truncated, 9, event);
    assert_eq!(refused(&truncated), Some(NotComparable::Truncated));

    let mut paused = real;
    insert(&mut paused, ms(1_500), ClockChange::Paused);
    insert(&mut paused, ms(1_500), ClockChange::Resumed);
    assert_eq!(refused(&paused), None, "while paused, scenario time does not advance");
}

#[test]
fn a_stopped_run_is_cancelled_at_its_current_moment() {
    let scenario = open("tasks=2,1");
    let event_loop = EventLoop::new(&scenario, Box::new(Machine::default()));
    event_loop.stop();
    let real = event_loop.into_trace();
    let deviation = Deviation::between(&runtime::simulate(&scenario), &real).expect("both are over");
    assert!(
        deviation
            .text(&real)
            .starts_with("The run is stopped; predicted was that it ends without an error.")
    );
    assert_eq!(
        task(&deviation, 0).text(&real),
        "main is cancelled at 0 s; predicted was that it finishes at 2.000 s."
    );
}

// --- laws -------------------------------------------------------------------------------------------------------------

/// About fifty scenarios of each family.
const CASES: u64 = 800;

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 800_000;

#[test]
fn the_causes_add_up_to_the_deviation_to_the_microsecond() {
    let mut seen = 0;
    for case in 0..CASES {
        let family = Family {
            ties: case & 1 > 0,
            cpu: case & 2 > 0,
            joined: case & 4 > 0,
        };
        let mut draws = Draws::of(FIRST_CASE + case);
        let link = random_link(&mut draws, family);
        let machine = Machine {
            reading: Micros(draws.below(40)),
            slower: ms(draws.below(30)),
            backwards: draws.once_in(3),
            draws: Some(draws),
            ..Machine::late(20)
        };
        let (prediction, mut real) = both(&link, machine);
        if case % 3 == 0 {
            insert(&mut real, ms(700), ClockChange::Hidden);
            insert(&mut real, ms(1_900), ClockChange::Shown);
        }
        let deviation = Deviation::between(&prediction, &real).expect("they are of one scenario");
        let sum = |why: &[Share]| why.iter().map(|share| share.by).sum::<Shift>();
        assert_eq!(sum(&deviation.why), deviation.makespan, "#{link}");
        assert_eq!(
            deviation.makespan,
            Shift::between(prediction.last_stamp(), real.last_stamp())
        );
        for task in &deviation.tasks {
            assert_eq!(
                sum(&task.why),
                task.by.unwrap_or_default(),
                "#{link}, task {}",
                task.task.0
            );
            assert!(!task.text(&real).contains("unknown"), "#{link}");
            seen += usize::from(task.by.is_some());
        }
    }
    assert!(seen > 2_000, "{seen} ends were compared");
}

#[test]
fn a_run_as_predicted_has_no_deviation() {
    for case in 0..CASES {
        let family = Family {
            ties: case & 1 > 0,
            cpu: case & 2 > 0,
            joined: case & 4 > 0,
        };
        let link = random_link(&mut Draws::of(FIRST_CASE + CASES + case), family);
        let (deviation, real) = deviated(&link, Machine::default());
        assert_eq!(
            (deviation.outcome, deviation.order, deviation.furthest()),
            (None, None, None),
            "#{link}"
        );
        assert_eq!((deviation.makespan, deviation.why.len()), (Shift(0), 0), "#{link}");
        let still = |task: &TaskDeviation| task.by.is_none_or(|by| by == Shift(0)) && task.why.is_empty();
        assert!(deviation.tasks.iter().all(still), "#{link}");
        assert!(deviation.text(&real).ends_with(", as predicted."), "#{link}");
    }
}

#[test]
fn a_short_deviation_has_a_sign_and_a_unit() {
    let run = runtime::simulate(&open("tasks=1,2&await=gather"));
    let deviation = Deviation::between(&run, &run).expect("they are runs of the same scenario");
    let task = deviation.task(TaskId(1)).expect("it is listed");
    assert_eq!(task.short(), "0 ms");
    let by = |by| TaskDeviation {
        by: Some(Shift(by)),
        ..task.clone()
    };
    assert_eq!(by(500_000).short(), "+500 ms");
    assert_eq!(by(-1_200).short(), "−1.2 ms");
    let otherwise = TaskDeviation {
        by: None,
        ..task.clone()
    };
    assert_eq!(
        otherwise.short(),
        "otherwise",
        "it ended in both, but not in the same state"
    );
    let (predicted, real) = (None, None);
    let never = TaskDeviation {
        predicted,
        real,
        ..otherwise
    };
    assert_eq!(never.short(), "");
}
