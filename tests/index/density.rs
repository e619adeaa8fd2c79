//! The buckets of the whole run equal what a walk through all events finds.

use crate::handmade::Handmade;
use crate::laws::{every_run, ids};
use crate::{folded, ran};
use recording::{DensityBucket, EventKind, History, Moment, State, Trace, WaitFamily, WaitingOn, WokenBy};
use scenario::Unit;
use scenario::time::Micros;

const HOLD: Micros = Micros::from_millis(50);

/// The buckets' lengths with the microseconds of all tasks in flight, found by asking for each task's state after each
/// event.
fn areas(trace: &Trace, history: &History, buckets: &[DensityBucket]) -> Vec<f64> {
    let mut areas = vec![0.0; buckets.len()];
    let mut in_flight = vec![false; trace.tasks.len()];
    for events in 0..trace.events.len() {
        let moment = Moment::after(trace, events);
        for task in ids(trace).filter(|task| trace.tasks.parent(*task).is_some()) {
            match history.state(trace, task, moment) {
                State::Ready => {}
                State::Running | State::RunningWoken => in_flight[task.index()] = true,
                State::Waiting(on) => {
                    in_flight[task.index()] = !matches!(on.family(), WaitFamily::Permit | WaitFamily::Resource)
                }
                _ => in_flight[task.index()] = false,
            }
        }
        let until = trace.events.at(events).unwrap_or_default();
        let count = in_flight.iter().filter(|it| **it).count() as f64;
        for (area, bucket) in areas.iter_mut().zip(buckets) {
            let both = until.min(bucket.to).since(moment.at.max(bucket.from));
            *area += count * both.0 as f64;
        }
    }
    areas
}

#[test]
fn the_buckets_have_every_task_in_flight_every_failure_and_every_long_hold() {
    let case = std::cell::Cell::new(0);
    every_run(|link, _, trace| {
        let history = folded(trace);
        let end = trace.last_stamp();
        let buckets = history.density.buckets(end);
        let at = |moment: Micros| {
            let found = buckets.iter().rposition(|bucket| bucket.from <= moment);
            found.expect("the first begins at 0")
        };
        let mut failures = vec![0; buckets.len()];
        for event in trace.events.iter() {
            if matches!(event.kind, EventKind::Failed { .. }) {
                failures[at(event.at)] += 1;
            }
        }
        let mut held = vec![false; buckets.len()];
        for poll in history.loops.polls(trace).iter() {
            let to = poll.to.unwrap_or(end);
            if to - poll.from >= HOLD {
                held[at(poll.from)..=at(to)].fill(true);
            }
        }
        assert_eq!(
            buckets.iter().map(|it| it.failures).collect::<Vec<_>>(),
            failures,
            "#{link}"
        );
        assert_eq!(buckets.iter().map(|it| it.held).collect::<Vec<_>>(), held, "#{link}");
        // Asking for every state after every event takes a while: a tenth of the runs do.
        case.set(case.get() + 1);
        if case.get() % 10 == 0 {
            for (bucket, area) in buckets.iter().zip(areas(trace, &history, &buckets)) {
                let length = (bucket.to - bucket.from).0 as f64;
                assert!(
                    (bucket.in_flight * length - area).abs() < 1e-3 * area.max(1.0),
                    "#{link}: {bucket:?}"
                );
            }
        }
    });
}

#[test]
fn a_failure_is_not_lost_when_buckets_become_longer() {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1).spawn(0, 2).fail(3, 1, "no");
    made.poll(3, 3, 2, WaitingOn::Child).wake(3, 2, WokenBy::User);
    made.finish(40_000_000, 40_000_000, 2, "late");
    let buckets = folded(&made.trace).density.buckets(Micros::from_secs(40_000));
    assert!((512..=1_024).contains(&buckets.len()), "{}", buckets.len());
    assert_eq!(buckets[0].failures, 1);
    assert_eq!(buckets.iter().map(|bucket| bucket.failures).sum::<u32>(), 1);
    assert!((buckets[7].in_flight - 1.0).abs() < 1e-9, "{:?}", buckets[7]);
}

#[test]
fn tasks_that_wait_for_a_permit_are_not_in_flight() {
    let (trace, history) = ran("tasks=1%20x200&await=gather&limit=10");
    let buckets = history.density.buckets(trace.last_stamp());
    for bucket in buckets.iter().filter(|bucket| bucket.to < trace.last_stamp()) {
        assert!((9.0..=10.5).contains(&bucket.in_flight), "{bucket:?}");
    }
    assert!(!buckets.iter().any(|bucket| bucket.failures > 0 || bucket.held));
}

#[test]
fn the_most_in_flight_are_those_of_some_length_of_time() {
    // Each task is polled before it waits for a permit: for no time there is one more than the limit.
    let (trace, history) = ran("tasks=1%20x200&await=gather&limit=10");
    assert_eq!((history.density.most(), history.most_in_flight(&trace)), (10, 10));
    let (trace, history) = ran("tasks=1,2,3&await=gather");
    assert_eq!((history.density.most(), history.most_in_flight(&trace)), (3, 3));
}

#[test]
fn the_current_poll_holds_the_loop_and_tasks_stay_in_flight_up_to_now() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1);
    made.push(10, 1, EventKind::PollStart);
    let density = folded(&made.trace).density;
    let held = |now: u64| {
        let buckets = density.buckets(Micros::from_millis(now));
        (buckets.iter().any(|it| it.held), buckets.last().map(|it| it.in_flight))
    };
    assert_eq!(held(59), (false, Some(1.0)));
    assert_eq!(held(60), (true, Some(1.0)));
}

#[test]
fn a_moment_has_its_tasks_in_flight_and_the_failures_so_far() {
    // Ten at a time: ten end at each whole second, and every second wave fails.
    let (trace, history) = ran("tasks=1%20x10,1%20fail%20x10,1%20x10,1%20fail%20x10&await=settle&limit=10");
    let end = trace.last_stamp();
    assert_eq!(end, Micros::from_secs(4));
    let at = |ms: u64| {
        let counts = history.density.at(&trace, Micros::from_millis(ms), end);
        counts.map(|it| (it.least, it.most, it.failed))
    };
    assert_eq!(at(500), Some((10, 10, 0)));
    assert_eq!(at(1_990), Some((10, 10, 0)));
    assert_eq!(at(2_100), Some((10, 10, 10)));
    assert_eq!(at(3_500), Some((10, 10, 10)));
    assert_eq!(at(4_000).map(|it| it.2), Some(20), "all have failed at the end");
    assert_eq!(at(4_001), None, "it is not known what comes later");
}

#[test]
fn the_failures_so_far_are_those_up_to_a_moment_within_a_bucket() {
    let mut made = Handmade::new(3, Unit::Task);
    made.spawn(0, 1).spawn(0, 2).spawn(0, 3);
    made.fail(3, 1, "no").fail(20_000, 2, "no");
    made.finish(40_000_000, 40_000_000, 3, "late");
    let density = folded(&made.trace).density;
    // A bucket is longer than half a minute now.
    let failed = |ms: u64| {
        let counts = density.at(&made.trace, Micros::from_millis(ms), Micros::from_secs(40_000));
        counts.map(|it| it.failed)
    };
    assert_eq!(
        [failed(2), failed(3), failed(19_999), failed(20_000)],
        [Some(0), Some(1), Some(1), Some(2)]
    );
}

#[test]
fn at_every_moment_of_random_runs_the_counts_are_those_of_a_walk_through_all_events() {
    let case = std::cell::Cell::new(0);
    every_run(|link, _, trace| {
        case.set(case.get() + 1);
        if case.get() % 10 != 0 {
            return;
        }
        let history = folded(trace);
        let end = trace.last_stamp();
        for index in 0..trace.events.len() {
            let at = trace.events.at(index).unwrap_or_default();
            let counts = history.density.at(trace, at, end).expect("it is no later than the end");
            let failed = trace.events.iter().take_while(|event| event.at <= at);
            let failed = failed
                .filter(|event| matches!(event.kind, EventKind::Failed { .. }))
                .count();
            assert_eq!(counts.failed, failed as u64, "#{link} at {at:?}");
            assert!(
                counts.least <= counts.most && counts.most <= history.density.most().max(counts.least),
                "#{link}"
            );
        }
    });
}
