//! The index equals the replay, over random scenarios and at every event of each.

use crate::folded;
use crate::replay::Replay;
use crate::support::{Draws, Family, open, random_link};
use recording::{EventKind, History, Moment, Poll, State, TaskId, TimerEnd, Trace};
use scenario::Scenario;
use scenario::time::Micros;

/// Some hundreds of each of the eight families.
const CASES: u64 = 1_600;

/// Draws no other test makes.
const FIRST_CASE: u64 = 300_000;

fn every_run(law: impl Fn(&str, &Scenario, &Trace)) {
    for case in 0..CASES {
        let family = Family {
            ties: case & 1 > 0,
            cpu: case & 2 > 0,
            joined: case & 4 > 0,
        };
        let link = random_link(&mut Draws::of(FIRST_CASE + case), family);
        let scenario = open(&link);
        law(&link, &scenario, &runtime::simulate(&scenario));
    }
}

fn ids(trace: &Trace) -> impl Iterator<Item = TaskId> + use<> {
    (0..trace.tasks.len() as u32).map(TaskId)
}

#[test]
fn the_state_at_any_moment_equals_a_fold_from_the_start() {
    every_run(|link, scenario, trace| {
        let history = folded(trace);
        let limit = scenario.limit.map(std::num::NonZeroU32::get);
        let mut replay = Replay::start(trace, limit);
        for events in 0..=trace.events.len() {
            if let Some(event) = events.checked_sub(1).and_then(|last| trace.events.get(last)) {
                replay.step(trace, &event);
            }
            let moment = Moment::after(trace, events);
            let states: Vec<_> = ids(trace).map(|task| history.state(task, moment)).collect();
            assert_eq!(states, replay.states, "#{link} after {events}");

            let counters = history.counters(trace, moment);
            for state in states.iter().copied() {
                let counted = states.iter().filter(|one| **one == state).count();
                assert_eq!(
                    counters.tasks.of(state) as usize,
                    counted,
                    "#{link} after {events}: {state}"
                );
            }
            assert_eq!(counters.tasks.total() as usize, states.len(), "#{link} after {events}");
            assert_eq!(counters.operations().total() as usize, states.len() - 1);
            assert_eq!(counters.main, states[0], "#{link} after {events}");
            assert_eq!(
                counters.live_timers as usize,
                replay.timers.len(),
                "#{link} after {events}"
            );
            assert_eq!(counters.free_permits, replay.free, "#{link} after {events}");
            assert_eq!(history.lines(moment), replay.lines, "#{link} after {events}");

            let holder = history.holder(moment);
            let outer = holder.map(|holder| (holder.task, holder.since));
            assert_eq!(outer, replay.polling.first().copied(), "#{link} after {events}");
            let inside = replay.polling.get(1).map(|(task, _)| *task);
            assert_eq!(
                holder.and_then(|holder| holder.inside),
                inside,
                "#{link} after {events}"
            );

            assert_eq!(
                counters.ready_queue(),
                history.loops.depth(moment),
                "#{link} after {events}"
            );
            let whole = Micros::ZERO..moment.at;
            assert_eq!(history.loops.busy(whole.clone()), replay.busy, "#{link} after {events}");
            assert_eq!(history.loops.ready(whole), replay.ready, "#{link} after {events}");
        }
    });
}

#[test]
fn folding_event_by_event_equals_folding_at_once() {
    every_run(|link, _, trace| {
        let mut growing = Trace {
            events: recording::Events::default(),
            outcome: None,
            ..trace.clone()
        };
        let mut history = History::default();
        for event in &trace.events {
            history.extend(&growing);
            growing.events.push(event);
        }
        history.extend(trace);
        history.extend(trace);
        assert_eq!(history, folded(trace), "#{link}");
    });
}

#[test]
fn steps_forward_and_back_stop_at_the_same_places() {
    every_run(|link, _, trace| {
        let moments = folded(trace).moments;
        let mut forward = vec![Moment::START];
        while let Some(next) = moments.next_stop(trace, forward[forward.len() - 1]) {
            forward.push(next);
        }
        assert!(forward.is_sorted_by(|one, next| one < next), "#{link}");
        let polls = trace.events.iter().enumerate().filter(|(_, event)| {
            let joined = event
                .task
                .is_some_and(|task| trace.tasks[task.index()].unit == Some(scenario::Unit::Future));
            matches!(event.kind, EventKind::PollEnd(_)) && !joined
        });
        for (place, _) in polls {
            assert!(forward.contains(&Moment::after(trace, place + 1)), "#{link}: {place}");
        }
        let mut back = vec![Moment::end(trace)];
        while let Some(previous) = moments.previous_stop(trace, back[back.len() - 1]) {
            back.push(previous);
        }
        back.reverse();
        assert_eq!(back, forward, "#{link}");
    });
}

#[test]
fn a_window_holds_what_lies_in_it_and_nothing_else() {
    every_run(|link, _, trace| {
        let history = folded(trace);
        let end = trace.last_stamp();
        let thirds = [Micros::ZERO, Micros(end.0 / 3), Micros(end.0 / 2), end, end + Micros(1)];
        for from in thirds {
            for until in thirds.into_iter().filter(|until| *until >= from) {
                let reaches = |poll: &&Poll| poll.from <= until && poll.to.is_none_or(|to| to >= from);
                let expected: Vec<_> = history.loops.polls().iter().filter(reaches).collect();
                let found: Vec<_> = history.loops.polls_in(from, until).iter().collect();
                assert_eq!(found, expected, "#{link} {from:?} to {until:?}");

                let turns = history.loops.turns().iter();
                let expected: Vec<_> = turns.filter(|turn| turn.from <= until && turn.to >= from).collect();
                let found: Vec<_> = history.loops.turns_in(from, until).iter().collect();
                assert_eq!(found, expected, "#{link} {from:?} to {until:?}");

                let mut expected: Vec<_> = history.timers.all().iter().collect();
                expected.retain(|timer| {
                    matches!(timer.end, TimerEnd::Fired { at, .. } if at >= from) && timer.deadline <= until
                });
                let mut found: Vec<_> = history.timers.served_in(from, until).collect();
                found.sort_by_key(|timer| timer.timer);
                assert_eq!(found, expected, "#{link} {from:?} to {until:?}");
            }
        }
    });
}

#[test]
fn the_metrics_agree_with_the_lanes() {
    every_run(|link, scenario, trace| {
        let history = folded(trace);
        let metrics = history.metrics(trace, Micros::ZERO);
        let end = trace.last_stamp();
        assert_eq!(metrics.makespan, end, "#{link}");
        let splits: Vec<_> = history
            .lanes
            .iter()
            .map(|(task, lane)| (task, lane.split(end)))
            .collect();
        let ready = splits.iter().fold(Micros::ZERO, |sum, (_, split)| sum + split.ready);
        assert_eq!(metrics.ready, ready, "#{link}");

        let on_loop = splits
            .iter()
            .filter(|(task, _)| trace.tasks[task.index()].unit != Some(scenario::Unit::Future));
        let busy = on_loop.fold(Micros::ZERO, |sum, (_, split)| sum + split.running);
        assert_eq!(metrics.busy, busy, "#{link}");

        let took = splits.iter().skip(1).fold(Micros::ZERO, |sum, (_, split)| {
            sum + split.running + split.waiting_timer + split.waiting_backoff
        });
        let computes = scenario.tasks.items.iter().any(|item| item.cpu.is_some());
        assert!(metrics.one_by_one <= took, "#{link}: {metrics:?}, {took:?}");
        assert!(computes || metrics.one_by_one == took, "#{link}: {metrics:?}, {took:?}");
        if let Some(limit) = scenario.limit {
            assert!(metrics.most_at_once <= limit.get(), "#{link}: {metrics:?}");
        }
        assert!(metrics.busy <= metrics.makespan && metrics.thrown_away.0 <= end.0 * trace.tasks.len() as u64);
    });
}

#[test]
fn nothing_is_under_way_when_a_run_is_over() {
    every_run(|link, _, trace| {
        let history = folded(trace);
        let counters = history.counters(trace, Moment::end(trace));
        assert_eq!((counters.live_timers, counters.ready_queue()), (0, 0), "#{link}");
        assert_eq!(
            counters.tasks.ended() + counters.tasks.of(State::Created),
            counters.tasks.total(),
            "#{link}"
        );
        assert_eq!(history.holder(Moment::end(trace)), None, "#{link}");
    });
}
