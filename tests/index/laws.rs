//! The index equals a replay, for random scenarios and at every event of each.

use crate::folded;
use crate::replay::Replay;
use crate::support::{Draws, Family, open, random_link};
use recording::{Depth, EventKind, History, Moment, Poll, State, TaskId, TimerEnd, TimerLife, Trace};
use scenario::Scenario;
use scenario::time::Micros;
use std::collections::HashSet;

/// Some hundreds of scenarios of each of the eight families.
const CASES: u64 = 1_600;

/// The first case number, so that no other test draws the same scenarios.
const FIRST_CASE: u64 = 300_000;

pub fn every_run(law: impl Fn(&str, &Scenario, &Trace)) {
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

pub fn ids(trace: &Trace) -> impl Iterator<Item = TaskId> + use<> {
    (0..trace.tasks.len() as u32).map(TaskId)
}

#[test]
fn the_state_at_any_moment_equals_a_replay_from_the_start() {
    every_run(|link, _, trace| {
        let history = folded(trace);
        let mut replay = Replay::start(trace);
        for events in 0..=trace.events.len() {
            if let Some(event) = events.checked_sub(1).and_then(|last| trace.events.get(last)) {
                replay.step(trace, &event);
            }
            let moment = Moment::after(trace, events);
            let states: Vec<_> = ids(trace).map(|task| history.state(trace, task, moment)).collect();
            assert_eq!(states, replay.states, "#{link} after {events}");

            let timers = history.timers.all(trace).iter();
            let live: HashSet<_> = timers
                .filter(|timer| live_after(timer, events))
                .map(|timer| timer.timer)
                .collect();
            assert_eq!(live, replay.timers, "#{link} after {events}");
            assert_eq!(history.lines(moment), replay.lines, "#{link} after {events}");

            let holder = history.holder(trace, moment);
            let outer = holder.map(|holder| (holder.task, holder.since));
            assert_eq!(outer, replay.polling.first().copied(), "#{link} after {events}");
            let inside = replay.polling.get(1).map(|(task, _)| *task);
            assert_eq!(
                holder.and_then(|holder| holder.inside),
                inside,
                "#{link} after {events}"
            );

            let ready = states.iter().filter(|state| **state == State::Ready).count();
            assert_eq!(history.loops.depth(moment) as usize, ready, "#{link} after {events}");
            let whole = Micros::ZERO..moment.at;
            assert_eq!(
                history.loops.busy(trace, whole.clone()),
                replay.busy,
                "#{link} after {events}"
            );
            assert_eq!(
                history.loops.ready(trace, whole),
                replay.ready,
                "#{link} after {events}"
            );
        }
    });
}

fn live_after(timer: &TimerLife, events: usize) -> bool {
    let happened = |event: u32| (event as usize) < events;
    let over = match timer.end {
        TimerEnd::Live => false,
        TimerEnd::Fired { event, .. } | TimerEnd::Cleared { event, .. } => happened(event),
    };
    happened(timer.event) && !over
}

#[test]
fn folding_up_to_an_event_equals_folding_a_trace_that_ends_there() {
    every_run(|link, _, trace| {
        let mut history = History::default();
        for until in (0..=trace.events.len()).step_by(7) {
            history.extend_to(trace, until);
            let part = Trace {
                events: trace.events.range(0..until).collect(),
                outcome: None,
                ..trace.clone()
            };
            let of_part = folded(&part);
            assert!(history == of_part, "#{link} up to {until}");
            assert_eq!(history.folded(), until);
            let now = part.last_stamp();
            assert_eq!(
                history.metrics(trace, now),
                of_part.metrics(&part, now),
                "#{link} up to {until}"
            );
        }
    });
}

#[test]
fn the_totals_of_all_lanes_equal_those_computed_lane_by_lane() {
    every_run(|link, _, trace| {
        let lanes = folded(trace).lanes;
        let ended = || lanes.iter(trace).filter(|(_, lane)| lane.end().is_some());
        let planned = ended().filter_map(|(_, lane)| lane.planned_end()).max();
        let end = trace.last_stamp();
        let reach = planned.map_or(end, |planned| end.max(planned.min(Micros(end.0 * 3))));
        assert_eq!(lanes.reach(trace), reach, "#{link}");
        let cancelled = ended().filter(|(task, lane)| *task != TaskId::MAIN && lane.state() == State::Cancelled);
        assert_eq!(lanes.cancelled(), cancelled.count(), "#{link}");
    });
}

#[test]
fn thinned_late_timers_equal_those_of_a_linear_scan() {
    every_run(|link, _, trace| {
        let timers = folded(trace).timers;
        let end = trace.last_stamp();
        let (from, until) = (Micros(end.0 / 5), Micros(end.0 / 5 * 4));
        for shortest in [0, 1, 40_000] {
            for apart in [0, 1, 150_000] {
                let mut expected: Vec<TimerLife> = Vec::new();
                for timer in timers.served_in(trace, from, until) {
                    let late = timer.lateness().unwrap_or_default();
                    let near = expected.last().is_some_and(|last| {
                        let served = |timer: &TimerLife| timer.deadline + timer.lateness().unwrap_or_default();
                        timer.deadline < last.deadline + Micros(apart) && served(&timer) < served(last) + Micros(apart)
                    });
                    if late >= Micros(shortest) && !near {
                        expected.push(timer);
                    }
                }
                let found = timers.late_in(trace, from, until, Micros(shortest), Micros(apart));
                assert_eq!(found, expected, "#{link} {shortest} {apart}");
            }
        }
    });
}

#[test]
fn a_column_of_the_queue_keeps_its_first_lowest_highest_and_last_depth() {
    every_run(|link, _, trace| {
        let loops = folded(trace).loops;
        let end = trace.last_stamp();
        let (from, until) = (Micros(end.0 / 7), Micros(end.0 / 7 * 6));
        for column in [0, 1, 30_000, u64::MAX] {
            let shown = loops.depth_columns(trace, from, until, Micros(column));
            let steps: Vec<Depth> = loops.depth_in(trace, from, until).iter().collect();
            let mut rest = &steps[..];
            let mut expected = Vec::new();
            while let Some(first) = rest.first() {
                let inside = |step: &&Depth| step.at == first.at || step.at < first.at + Micros(column);
                let (here, behind) = rest.split_at(rest.iter().take_while(inside).count());
                let lowest = here.iter().min_by_key(|step| step.ready);
                let highest = here.iter().rev().max_by_key(|step| step.ready);
                let mut kept: Vec<Depth> = [here.first(), lowest, highest, here.last()]
                    .into_iter()
                    .flatten()
                    .copied()
                    .collect();
                kept.sort_by_key(|step| step.event);
                kept.dedup();
                expected.extend(kept);
                rest = behind;
            }
            assert_eq!(shown, expected, "#{link} {column}");
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
fn steps_forward_and_back_stop_at_the_same_moments() {
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
                .is_some_and(|task| trace.tasks.unit(task) == Some(scenario::Unit::Future));
            matches!(event.kind, EventKind::PollEnd(_)) && !joined
        });
        for (index, _) in polls {
            assert!(forward.contains(&Moment::after(trace, index + 1)), "#{link}: {index}");
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
fn a_window_contains_exactly_the_entries_in_it() {
    every_run(|link, _, trace| {
        let history = folded(trace);
        let end = trace.last_stamp();
        let thirds = [Micros::ZERO, Micros(end.0 / 3), Micros(end.0 / 2), end, end + Micros(1)];
        for from in thirds {
            for until in thirds.into_iter().filter(|until| *until >= from) {
                let reaches = |poll: &Poll| poll.from <= until && poll.to.is_none_or(|to| to >= from);
                let expected: Vec<_> = history.loops.polls(trace).iter().filter(reaches).collect();
                let found: Vec<_> = history.loops.polls_in(trace, from, until).iter().collect();
                assert_eq!(found, expected, "#{link} {from:?} to {until:?}");

                let turns = history.loops.turns(trace).iter();
                let expected: Vec<_> = turns.filter(|turn| turn.from <= until && turn.to >= from).collect();
                let found: Vec<_> = history.loops.turns_in(trace, from, until).iter().collect();
                assert_eq!(found, expected, "#{link} {from:?} to {until:?}");

                let mut expected: Vec<_> = history.timers.all(trace).iter().collect();
                expected.retain(|timer| {
                    matches!(timer.end, TimerEnd::Fired { at, .. } if at >= from) && timer.deadline <= until
                });
                let mut found: Vec<_> = history.timers.served_in(trace, from, until).collect();
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
            .iter(trace)
            .map(|(task, lane)| (task, lane.split(end)))
            .collect();
        let ready = splits.iter().fold(Micros::ZERO, |sum, (_, split)| sum + split.ready);
        assert_eq!(metrics.ready, ready, "#{link}");

        let on_loop = splits
            .iter()
            .filter(|(task, _)| trace.tasks.unit(*task) != Some(scenario::Unit::Future));
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
        assert!(
            metrics.busy <= metrics.makespan
                && metrics
                    .wasted
                    .is_some_and(|wasted| wasted.0 <= end.0 * trace.tasks.len() as u64)
        );
    });
}

#[test]
fn no_task_timer_or_poll_is_open_after_a_run() {
    every_run(|link, _, trace| {
        let history = folded(trace);
        let end = Moment::end(trace);
        assert!(
            history
                .timers
                .all(trace)
                .iter()
                .all(|timer| timer.end != TimerEnd::Live),
            "#{link}"
        );
        assert_eq!(history.loops.depth(end), 0, "#{link}");
        let over = |state: State| state.ended() || state == State::Created;
        assert!(ids(trace).all(|task| over(history.state(trace, task, end))), "#{link}");
        assert_eq!(history.holder(trace, Moment::end(trace)), None, "#{link}");
    });
}
