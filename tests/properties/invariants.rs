//! Invariants of a run: states, time, timers, permits, polls and ends.

use crate::cases::{Verdict, every_run, every_scenario};
use recording::{Event, EventKind, Lanes, PollResult, TaskId, TimerId, Trace};
use runtime::clock::VirtualClock;
use runtime::{DriveResult, EventLoop};
use scenario::time::Micros;
use scenario::{Scenario, Unit};
use std::collections::{HashMap, VecDeque};

#[test]
fn every_move_is_in_the_table() {
    every_run(|_, trace| {
        let mut lanes = Lanes::default();
        lanes.extend(trace);
        lanes
            .illegal()
            .first()
            .map_or(Ok(()), |misplaced| Err(misplaced.to_string()))
    });
}

#[test]
fn stamps_never_fall() {
    every_run(|_, trace| {
        let mut pairs = trace.events.iter().zip(trace.events.iter().skip(1));
        let fall = pairs.find(|(one, next)| next.at < one.at);
        fall.map_or(Ok(()), |(one, next)| Err(format!("{one:?} before {next:?}")))
    });
}

#[test]
fn running_ready_and_waiting_add_up_to_a_tasks_life() {
    every_run(|_, trace| {
        let mut lanes = Lanes::default();
        lanes.extend(trace);
        for (task, lane) in lanes.iter(trace) {
            let Some(spawned) = lane.spawned() else { continue };
            let end = lane.end().ok_or_else(|| format!("{task:?} has no end"))?.at;
            let split = lane.split(trace.last_stamp());
            let (running, ready) = counted(trace, task);
            let waiting = (end - spawned) - (running + ready);
            let parts = (split.running, split.ready, split.waiting());
            if parts != (running, ready, waiting) {
                return Err(format!(
                    "{task:?}: split {parts:?}, counted {:?}",
                    (running, ready, waiting)
                ));
            }
            if split.total() != end - spawned {
                return Err(format!("{task:?}: {:?} of {:?}", split.total(), end - spawned));
            }
            if is_joined(trace, task) && split.ready > Micros::ZERO {
                return Err(format!("{task:?} is joined, and was ready for {:?}", split.ready));
            }
        }
        Ok(())
    });
}

#[test]
fn every_timer_is_fired_or_cleared_once_and_never_early() {
    every_run(|_, trace| {
        let mut open: HashMap<TimerId, (Option<TaskId>, Micros)> = HashMap::new();
        let mut set = 0;
        for event in &trace.events {
            match event.kind {
                EventKind::TimerSet { timer, deadline, .. } => {
                    if timer != TimerId(set) {
                        return Err(format!("{timer:?} is the timer number {set}"));
                    }
                    set += 1;
                    open.insert(timer, (event.task, deadline));
                }
                EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => {
                    let Some((task, deadline)) = open.remove(&timer) else {
                        return Err(format!("{timer:?} is fired or cleared and not set: {event:?}"));
                    };
                    let early = matches!(event.kind, EventKind::TimerFired { .. }) && event.at < deadline;
                    if early || task != event.task {
                        return Err(format!("{timer:?} of {task:?}, due at {deadline:?}: {event:?}"));
                    }
                }
                _ => {}
            }
        }
        if open.is_empty() {
            Ok(())
        } else {
            Err(format!("left set: {open:?}"))
        }
    });
}

#[test]
fn every_permit_is_released_once_and_goes_to_the_first_in_line() {
    every_run(|scenario, trace| {
        let limit = scenario.limit.map_or(0, |limit| limit.get() as usize);
        let mut permits = PermitState::default();
        for event in &trace.events {
            let Some(task) = event.task else { continue };
            permits
                .take(task, &event.kind)
                .map_err(|why| format!("{why}: {event:?}"))?;
            let out = permits.held.len() + permits.handed.len();
            if out > limit {
                return Err(format!("{out} permits are out: {event:?}"));
            }
            // A released permit for which no task waits is free: no task may wait while a permit is free.
            if !permits.line.is_empty() && out < limit {
                return Err(format!("{:?} queues beside a free permit: {event:?}", permits.line));
            }
        }
        if permits.held.is_empty() && permits.handed.is_empty() {
            return Ok(());
        }
        Err(format!(
            "left out: {:?}, handed over and never taken: {:?}",
            permits.held, permits.handed
        ))
    });
}

#[test]
fn every_poll_that_starts_ends_and_only_main_polls_inside_its_own() {
    every_run(|_, trace| {
        let mut polling: Vec<(TaskId, bool)> = Vec::new();
        for event in &trace.events {
            let (Some(task), innermost) = (event.task, polling.last_mut()) else {
                continue;
            };
            match (&event.kind, innermost) {
                (EventKind::PollStart, None) if !is_joined(trace, task) => polling.push((task, false)),
                (EventKind::PollStart, Some((TaskId::MAIN, _))) if is_joined(trace, task) => {
                    polling.push((task, false));
                }
                (EventKind::PollStart, _) => return Err(format!("a poll inside {polling:?}: {event:?}")),
                (EventKind::PollEnd(result), Some(&mut (polled, ended))) => {
                    if polled != task || (*result == PollResult::Ended) != ended {
                        return Err(format!("{polled:?}, ended: {ended}, is polled: {event:?}"));
                    }
                    polling.pop();
                }
                (EventKind::PollEnd(_), None) => return Err(format!("no poll ends here: {event:?}")),
                (EventKind::Finished { .. } | EventKind::Failed { .. }, Some((polled, ended))) if *polled == task => {
                    *ended = true;
                }
                (
                    EventKind::Finished { .. }
                    | EventKind::Failed { .. }
                    | EventKind::Printed { .. }
                    | EventKind::Attempt { .. }
                    | EventKind::AttemptFailed { .. }
                    | EventKind::TimerSet { .. }
                    | EventKind::Acquired { .. },
                    innermost,
                ) if innermost.as_ref().is_none_or(|(polled, _)| *polled != task) => {
                    return Err(format!("outside its poll, in that of {polling:?}: {event:?}"));
                }
                _ => {}
            }
        }
        if polling.is_empty() {
            Ok(())
        } else {
            Err(format!("never returned: {polling:?}"))
        }
    });
}

#[test]
fn every_spawned_task_ends_once_and_has_no_events_afterwards() {
    every_run(|_, trace| {
        for index in 0..trace.tasks.len() {
            let task = TaskId(index as u32);
            let events: Vec<Event<'_>> = trace.events.iter().filter(|event| event.task == Some(task)).collect();
            let Some(end) = events.iter().position(|event| ends(&event.kind)) else {
                if events.is_empty() {
                    continue;
                }
                return Err(format!("{task:?} does not end"));
            };
            let after = |event: &&Event<'_>| !matches!(event.kind, EventKind::PollEnd(_) | EventKind::NeverRetrieved);
            if let Some(event) = events[end + 1..].iter().find(after) {
                return Err(format!("after its end: {event:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn a_cancel_drops_the_future_immediately() {
    every_run(|_, trace| {
        let mut pending: Option<Event<'_>> = None;
        for event in &trace.events {
            match (&event.kind, pending) {
                (EventKind::CancelRequested { .. }, None) => pending = Some(event),
                (EventKind::Cancelled, Some(request)) if (request.at, request.task) == (event.at, event.task) => {
                    pending = None;
                }
                (EventKind::CancelRequested { .. } | EventKind::Cancelled, _) => {
                    return Err(format!("after {pending:?}: {event:?}"));
                }
                // Its timers are cleared and its permits released, and a permit wakes the next in line.
                (EventKind::TimerCleared { .. } | EventKind::Released { .. } | EventKind::Woken { .. }, _) => {}
                (_, Some(request)) => return Err(format!("between {request:?} and its end: {event:?}")),
                (_, None) => {}
            }
        }
        pending.map_or(Ok(()), |request| Err(format!("never cancelled: {request:?}")))
    });
}

#[test]
fn a_run_leaves_no_timer_permit_or_task_behind() {
    every_scenario(|scenario: &Scenario| {
        let event_loop = EventLoop::new(scenario, Box::new(VirtualClock::default()));
        let (progress, held) = (event_loop.drive(), event_loop.held_resources());
        if (progress, held) == (DriveResult::Done, (0, 0, 0)) {
            return Ok(());
        }
        Err(format!("{progress:?}, timers, permits and tasks left: {held:?}"))
    });
}

/// The running time from poll-start to poll-end (or the end), and the ready time from being woken to poll-start.
/// Counted independently, as a reader of the trace file would.
fn counted(trace: &Trace, task: TaskId) -> (Micros, Micros) {
    let (mut running, mut ready) = (Micros::ZERO, Micros::ZERO);
    let (mut polled_from, mut ready_from, mut woken) = (None, None, false);
    for event in trace.events.iter().filter(|event| event.task == Some(task)) {
        match &event.kind {
            EventKind::Spawned { .. } => ready_from = Some(event.at),
            EventKind::Woken { .. } if polled_from.is_some() => woken = true,
            EventKind::Woken { .. } => ready_from = ready_from.or(Some(event.at)),
            EventKind::PollStart => {
                ready = ready + ready_from.take().map_or(Micros::ZERO, |from| event.at - from);
                (polled_from, woken) = (Some(event.at), false);
            }
            kind => {
                if ends(kind) || matches!(kind, EventKind::PollEnd(_)) {
                    running = running + polled_from.take().map_or(Micros::ZERO, |from| event.at - from);
                    ready = ready + ready_from.take().map_or(Micros::ZERO, |from| event.at - from);
                    ready_from = std::mem::take(&mut woken).then_some(event.at);
                }
                if ends(kind) {
                    break;
                }
            }
        }
    }
    (running, ready)
}

/// The tasks that hold a permit, those that were handed one and have not been polled since, and those that wait.
#[derive(Default)]
struct PermitState {
    held: Vec<TaskId>,
    handed: Vec<TaskId>,
    line: VecDeque<TaskId>,
}

impl PermitState {
    fn take(&mut self, task: TaskId, kind: &EventKind) -> Verdict {
        match kind {
            kind if kind.queues_for_permit() => self.line.push_back(task),
            EventKind::Acquired { .. } => {
                if self.held.contains(&task) {
                    return Err("it holds one already".into());
                }
                remove(&mut self.handed, task); // else it was free
                self.held.push(task);
            }
            EventKind::Released { to, .. } => {
                // A task that is cancelled before it was polled with its permit passes it on.
                if !remove(&mut self.held, task) && !remove(&mut self.handed, task) {
                    return Err("it has none".into());
                }
                if self.line.pop_front() != *to {
                    return Err("it passes on to another than the first in line".into());
                }
                self.handed.extend(*to);
            }
            EventKind::CancelRequested { .. } => self.line.retain(|waiting| *waiting != task),
            _ => {}
        }
        Ok(())
    }
}

fn remove(from: &mut Vec<TaskId>, task: TaskId) -> bool {
    let index = from.iter().position(|one| *one == task);
    index.map(|index| from.remove(index)).is_some()
}

const fn ends(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled
    )
}

fn is_joined(trace: &Trace, task: TaskId) -> bool {
    trace.tasks.unit(task) == Some(Unit::Future)
}
