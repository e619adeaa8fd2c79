//! The rules for a turn in docs/semantics.md, checked on the trace alone.

use crate::cases::every_run;
use recording::{Event, EventKind, TaskId, TimerId, Trace, WokenBy};
use scenario::Policy;
use scenario::time::Micros;
use std::collections::{BTreeSet, HashMap};

#[test]
fn a_polled_task_was_woken_in_an_earlier_turn() {
    every_run(|scenario, trace| {
        let mut woken: HashMap<TaskId, usize> = HashMap::new();
        for turn in turns(trace) {
            for (index, event) in turn.events.iter().enumerate() {
                let Some(task) = event.task else { continue };
                match &event.kind {
                    EventKind::Woken { .. } => {
                        woken.insert(task, turn.number);
                    }
                    EventKind::PollStart if is_joined(trace, task) => {}
                    EventKind::PollStart => {
                        let queued_at = woken.remove(&task);
                        // With `spawn`, the end of the awaited handle notifies main, which is polled at once.
                        let notified = scenario.policy == Policy::Spawn
                            && task == TaskId::MAIN
                            && matches!(
                                turn.events[..index].last(),
                                Some(Event {
                                    kind: EventKind::Woken { by: WokenBy::Task(_) },
                                    ..
                                })
                            );
                        if !notified && queued_at.is_none_or(|queued_at| queued_at >= turn.number) {
                            return Err(format!("turn {}, woken in {queued_at:?}: {event:?}", turn.number));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    });
}

#[test]
fn tasks_are_polled_in_the_order_in_which_they_were_queued() {
    every_run(|_, trace| {
        let mut queued: HashMap<TaskId, usize> = HashMap::new();
        let mut polling: Option<(TaskId, bool)> = None;
        for turn in turns(trace) {
            let mut last = 0;
            let mut notified = None;
            for (index, event) in turn.events.iter().enumerate() {
                let Some(task) = event.task else { continue };
                let number = turn.first + index + 1;
                match &event.kind {
                    // A task that is woken while it is polled is queued when the poll returns.
                    EventKind::Woken { .. } if polling.is_some_and(|(polled, _)| polled == task) => {
                        polling = Some((task, true));
                    }
                    EventKind::Woken { by } => {
                        queued.insert(task, number);
                        notified = matches!(by, WokenBy::Task(_)).then_some(number);
                    }
                    EventKind::PollStart if is_joined(trace, task) => {}
                    EventKind::PollStart => {
                        let queued_at = queued.remove(&task).ok_or_else(|| format!("not queued: {event:?}"))?;
                        polling = Some((task, false));
                        if notified == Some(queued_at) && notified == Some(number - 1) {
                            continue; // polled by a notification, without the queue
                        }
                        if queued_at < last {
                            return Err(format!("turn {}, out of turn: {event:?}", turn.number));
                        }
                        last = queued_at;
                    }
                    EventKind::PollEnd(_) => {
                        let returned = polling.take_if(|(polled, _)| *polled == task);
                        let woken = returned.is_some_and(|(_, woken)| woken);
                        queued.extend(woken.then_some((task, number)));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    });
}

#[test]
fn timers_are_served_by_deadline_and_registration_after_all_polls() {
    every_run(|_, trace| {
        let mut deadlines: HashMap<TimerId, Micros> = HashMap::new();
        for turn in turns(trace) {
            let mut last = None;
            for event in turn.events {
                match event.kind {
                    EventKind::TimerSet { timer, deadline, .. } => {
                        deadlines.insert(timer, deadline);
                    }
                    EventKind::TimerFired { timer } => {
                        let order = (deadlines[&timer], timer);
                        if last.is_some_and(|last| last > order) {
                            return Err(format!("turn {}, {last:?} before {order:?}", turn.number));
                        }
                        last = Some(order);
                    }
                    EventKind::PollStart if last.is_some() => {
                        return Err(format!("turn {}, behind a timer: {event:?}", turn.number));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_turn_serves_all_timers_that_were_due_when_it_began() {
    every_run(|_, trace| {
        let mut pending: BTreeSet<(Micros, TimerId)> = BTreeSet::new();
        let mut deadlines: HashMap<TimerId, Micros> = HashMap::new();
        for turn in turns(trace) {
            let began = turn.began;
            let set_before = deadlines.len();
            for event in turn.events {
                match event.kind {
                    EventKind::TimerSet { timer, deadline, .. } => {
                        deadlines.insert(timer, deadline);
                        pending.insert((deadline, timer));
                    }
                    EventKind::TimerFired { timer } if deadlines[&timer] > began => {
                        return Err(format!("turn {} began at {began:?}: {event:?}", turn.number));
                    }
                    EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => {
                        pending.remove(&(deadlines[&timer], timer));
                    }
                    _ => {}
                }
            }
            // A timer set in this turn waits for the next one, even if it is already due.
            let due = |&&(deadline, timer): &&(Micros, TimerId)| deadline <= began && (timer.0 as usize) < set_before;
            if let Some(&(deadline, timer)) = pending.iter().find(due) {
                return Err(format!(
                    "turn {} began at {began:?}: {timer:?}, due at {deadline:?}",
                    turn.number
                ));
            }
        }
        Ok(())
    });
}

#[test]
fn time_advances_only_to_the_next_deadline_or_while_a_task_computes() {
    every_run(|scenario, trace| {
        let operations = scenario.operations();
        let mut pending: BTreeSet<(Micros, TimerId)> = BTreeSet::new();
        let mut deadlines: HashMap<TimerId, Micros> = HashMap::new();
        let mut polling: Vec<TaskId> = Vec::new();
        let mut ready: BTreeSet<TaskId> = BTreeSet::new();
        let mut now = Micros::ZERO;
        for event in &trace.events {
            let moved = event.at - now;
            if moved > Micros::ZERO && event.kind == EventKind::Turn {
                let next = pending.first().map(|&(deadline, _)| deadline);
                if !ready.is_empty() || next != Some(event.at) {
                    return Err(format!("{ready:?} are ready, {next:?} is next: {event:?}"));
                }
            } else if moved > Micros::ZERO {
                let cpu = polling
                    .last()
                    .filter(|task| **task != TaskId::MAIN)
                    .map(|task| operations[task.index() - 1].cpu);
                if cpu != Some(moved) {
                    return Err(format!("{moved:?} pass, {cpu:?} is computed: {event:?}"));
                }
            }
            now = event.at;
            let Some(task) = event.task else { continue };
            match event.kind {
                EventKind::PollStart => {
                    polling.push(task);
                    ready.remove(&task);
                }
                EventKind::PollEnd(_) => {
                    polling.pop();
                }
                EventKind::Woken { .. } => {
                    ready.insert(task);
                }
                EventKind::Cancelled => {
                    ready.remove(&task);
                }
                EventKind::TimerSet { timer, deadline, .. } => {
                    deadlines.insert(timer, deadline);
                    pending.insert((deadline, timer));
                }
                EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => {
                    pending.remove(&(deadlines[&timer], timer));
                }
                _ => {}
            }
        }
        Ok(())
    });
}

#[test]
fn main_prints_nothing_after_its_end_and_leftovers_are_cancelled_after_the_last_turn() {
    every_run(|_, trace| {
        let is_leftover = |event: &Event<'_>| {
            matches!(
                event.kind,
                EventKind::CancelRequested {
                    why: recording::CancelReason::Leftovers,
                    ..
                }
            )
        };
        let Some(first) = trace.events.iter().position(|event| is_leftover(&event)) else {
            return Ok(());
        };
        let behind = |event: &Event<'_>| {
            matches!(
                event.kind,
                EventKind::Turn | EventKind::PollStart | EventKind::Printed { .. }
            )
        };
        trace
            .events
            .iter()
            .skip(first)
            .find(behind)
            .map_or(Ok(()), |event| Err(format!("behind the leftovers: {event:?}")))
    });
}

/// The events of a turn, starting with `turn`.
struct Turn<'a> {
    /// The number, from 1. Events before the first turn are in turn 0.
    number: usize,
    began: Micros,
    /// The index of its first event in the trace.
    first: usize,
    events: Vec<Event<'a>>,
}

fn turns(trace: &Trace) -> Vec<Turn<'_>> {
    let mut starts = vec![0];
    starts.extend(
        (0..trace.events.len())
            .filter(|&index| trace.events.get(index).expect("the event is there").kind == EventKind::Turn),
    );
    starts.push(trace.events.len());
    let pairs = starts.windows(2).enumerate();
    pairs
        .map(|(number, pair)| {
            let events: Vec<Event<'_>> = trace.events.range(pair[0]..pair[1]).collect();
            let began = events.first().map_or(Micros::ZERO, |event| event.at);
            Turn {
                number,
                began,
                first: pair[0],
                events,
            }
        })
        .collect()
}

fn is_joined(trace: &Trace, task: TaskId) -> bool {
    trace.tasks.unit(task) == Some(scenario::Unit::Future)
}
