//! What is read of a lane equals a fold that keeps every segment, over random scenarios and over events in any order.

use crate::handmade::Handmade;
use crate::laws::{every_run, ids};
use crate::support::Draws;
use recording::{
    AttemptFailure, CancelReason, End, Ended, Event, EventKind, Lanes, PollResult, ResourceId, Segment, Split, State,
    TaskId, TimerId, TimerKind, Trace, WaitFamily, WaitingOn, WokenBy,
};
use scenario::Unit;
use scenario::time::Micros;

/// A lane as it is kept by whoever has room for everything.
#[derive(Default)]
struct Kept {
    state: State,
    spawned: Option<(usize, Micros)>,
    segments: Vec<Segment>,
    end: Option<(usize, End)>,
}

impl Kept {
    fn of(trace: &Trace, task: TaskId) -> Self {
        let mut kept = Self::default();
        let joined = trace.is_joined(task);
        for (index, event) in trace.events.iter().enumerate() {
            if event.task != Some(task) {
                continue;
            }
            let Ok(next) = kept.state.after(joined, &event.kind) else {
                continue;
            };
            let how = match next {
                State::Finished => Some(Ended::Finished),
                State::Failed => Some(Ended::Failed),
                State::Cancelled => Some(Ended::Cancelled),
                _ => None,
            };
            if next != kept.state {
                match (how, next) {
                    (Some(how), _) => kept.end = Some((index, End { at: event.at, how })),
                    (None, State::Spawned) => kept.spawned = Some((index, event.at)),
                    (None, State::RunningWoken) => {}
                    (None, state) => kept.segments.push(Segment {
                        from: event.at,
                        state,
                        event: index as u32,
                    }),
                }
            }
            kept.state = next;
        }
        kept
    }

    fn state_after(&self, events: usize) -> State {
        match (self.spawned, self.end) {
            (Some((spawned, _)), _) if spawned >= events => State::Created,
            (None, _) => State::Created,
            (_, Some((ended, end))) if ended < events => end.how.state(),
            _ => self.segment_before(events).map_or(State::Spawned, |last| last.state),
        }
    }

    fn segment_before(&self, events: usize) -> Option<Segment> {
        let mut back = self.segments.iter().rev();
        back.find(|segment| (segment.event as usize) < events).copied()
    }

    fn over(&self, place: usize, now: Micros) -> Micros {
        match (self.segments.get(place + 1), self.end) {
            (Some(next), _) => next.from,
            (None, Some((_, end))) => end.at,
            (None, None) => now,
        }
    }

    fn split(&self, now: Micros) -> Split {
        let mut split = Split::default();
        let Some((_, spawned)) = self.spawned else {
            return split;
        };
        let until = self.end.map_or(now, |(_, end)| end.at.min(now));
        let first = Segment {
            from: spawned,
            state: State::Spawned,
            event: 0,
        };
        let all: Vec<Segment> = std::iter::once(first).chain(self.segments.iter().copied()).collect();
        for (place, segment) in all.iter().enumerate() {
            let over = all.get(place + 1).map_or(until, |next| next.from).min(until);
            let part = match segment.state {
                State::Running | State::RunningWoken => &mut split.running,
                State::Waiting(on) => match on.family() {
                    WaitFamily::Timer => &mut split.waiting_timer,
                    WaitFamily::Awaited => &mut split.waiting_child,
                    WaitFamily::Permit => &mut split.waiting_permit,
                    WaitFamily::Resource => &mut split.waiting_resource,
                    WaitFamily::Backoff => &mut split.waiting_backoff,
                },
                _ => &mut split.ready,
            };
            *part = *part + (over - segment.from.min(over));
        }
        split
    }
}

fn agrees(trace: &Trace, said: &str) {
    let mut lanes = Lanes::default();
    lanes.extend(trace);
    let now = trace.last_stamp() + Micros(7);
    let mut together = Vec::new();
    lanes.each_in(trace, 0..usize::MAX, |task, lane| {
        let segments: Vec<Segment> = lane.segments().collect();
        together.push((
            task,
            segments,
            lane.segment_before(trace.events.len() / 2),
            lane.split(now),
        ));
    });
    for task in ids(trace) {
        let kept = Kept::of(trace, task);
        let lane = lanes.lane(trace, task).expect("it is listed");
        assert_eq!(lane.state(), kept.state, "{said} {task:?}");
        assert_eq!(lane.spawned(), kept.spawned.map(|(_, at)| at), "{said} {task:?}");
        assert_eq!(lane.end(), kept.end.map(|(_, end)| end), "{said} {task:?}");
        assert_eq!(lane.ended_by(), kept.end.map(|(event, _)| event), "{said} {task:?}");
        let segments: Vec<Segment> = lane.segments().collect();
        assert_eq!(segments, kept.segments, "{said} {task:?}");
        let half = kept.segment_before(trace.events.len() / 2);
        let known = (task, segments, half, kept.split(now));
        assert_eq!(together.get(task.index()), Some(&known), "{said} {task:?}");

        for events in 0..=trace.events.len() {
            assert_eq!(
                lane.state_after(events),
                kept.state_after(events),
                "{said} {task:?} {events}"
            );
            let before = kept.segment_before(events);
            assert_eq!(lane.segment_before(events), before, "{said} {task:?} {events}");
            let first = before.map_or(0, |before| before.event);
            let from = kept.segments.partition_point(|segment| segment.event < first);
            assert!(
                lane.segments_from(events).eq(kept.segments[from..].iter().copied()),
                "{said} {task:?} {events}"
            );
            let stretches = (from..kept.segments.len()).map(|place| (kept.segments[place], kept.over(place, now)));
            assert!(
                lane.stretches_from(events, now).eq(stretches),
                "{said} {task:?} {events}"
            );
        }
        for at in trace.events.iter().map(|event| event.at).chain([Micros::ZERO, now]) {
            let until = trace.events.iter().filter(|event| event.at <= at).count();
            assert_eq!(lane.state_at(at), kept.state_after(until), "{said} {task:?} {at:?}");
            assert_eq!(
                lane.segment_at(at),
                kept.segment_before(until),
                "{said} {task:?} {at:?}"
            );
            assert_eq!(lane.split(at), kept.split(at), "{said} {task:?} {at:?}");
        }
    }
}

#[test]
fn of_every_run_a_lane_says_what_keeping_all_of_it_says() {
    every_run(|link, _, trace| agrees(trace, link));
}

#[test]
fn of_events_in_any_order_too() {
    for case in 0..400 {
        let mut draws = Draws::of(700_000 + case);
        let unit = if draws.once_in(3) { Unit::Future } else { Unit::Task };
        let mut trace = Handmade::new(2, unit).trace;
        let mut at = 0;
        for _ in 0..draws.below(60) {
            at += draws.below(3);
            let pending = |on| EventKind::PollEnd(PollResult::Pending { on });
            let kind = match draws.below(20) {
                0 | 1 => EventKind::Spawned {
                    parent: Some(TaskId::MAIN),
                },
                2..=5 => EventKind::PollStart,
                6 => pending(None),
                7 | 8 => pending(Some(WaitingOn::Timer)),
                9 => pending(Some(WaitingOn::Semaphore)),
                10 => EventKind::PollEnd(PollResult::Ended),
                11..=13 => EventKind::Woken { by: WokenBy::Itself },
                14 => EventKind::Printed { text: "line" },
                15 => EventKind::TimerSet {
                    timer: TimerId(at as u32),
                    what: TimerKind::Sleep,
                    deadline: Micros(at + 5),
                },
                16 => EventKind::AttemptFailed {
                    number: 1,
                    message: "no",
                    why: AttemptFailure::Failed,
                },
                17 => EventKind::Released {
                    res: ResourceId::PERMITS,
                    to: None,
                    size: None,
                },
                18 => EventKind::CancelRequested {
                    by: None,
                    why: CancelReason::Stop,
                },
                _ => match draws.below(3) {
                    0 => EventKind::Cancelled,
                    1 => EventKind::Finished { value: "2" },
                    _ => EventKind::Failed { message: "no" },
                },
            };
            let task = (!draws.once_in(9)).then(|| TaskId(draws.below(3) as u32));
            trace.events.push(Event {
                at: Micros(at),
                task,
                cause: None,
                kind,
            });
        }
        agrees(&trace, &format!("case {case}"));
    }
}
