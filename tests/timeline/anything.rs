//! Property test: no input makes the layout, the painter or the hit test panic.

use super::*;
use proptest::prelude::*;
use recording::{Event, PollResult};

/// Mostly small stamps, as in real runs, and some that are far too large.
fn stamps() -> impl Strategy<Value = u64> {
    prop_oneof![0..5_000_u64, 0..3 * SECOND, Just(u64::MAX)]
}

fn kinds() -> impl Strategy<Value = EventKind<'static>> {
    let on = prop_oneof![
        Just(None),
        Just(Some(WaitingOn::Timer)),
        Just(Some(WaitingOn::Child)),
        Just(Some(WaitingOn::Semaphore)),
        Just(Some(WaitingOn::Backoff))
    ];
    let set = |deadline| EventKind::TimerSet {
        timer: TimerId(1),
        what: TimerKind::Sleep,
        deadline: Micros(deadline),
    };
    prop_oneof![
        Just(EventKind::Spawned { parent: None }),
        Just(EventKind::Woken { by: WokenBy::Itself }),
        Just(EventKind::PollStart),
        on.prop_map(|on| EventKind::PollEnd(PollResult::Pending { on })),
        stamps().prop_map(set),
        Just(EventKind::Finished { value: "2" }),
        Just(EventKind::Failed { message: "no" }),
        Just(EventKind::Cancelled),
    ]
}

/// Polls, depths, late timers and turns.
type Activity = (Vec<Poll>, Vec<Depth>, Vec<LateTimer>, Vec<Turn>);

/// In any order, with tasks that may not exist.
fn activities() -> impl Strategy<Value = Activity> {
    let micros = || stamps().prop_map(Micros);
    let polls = (0..5_u32, micros(), micros()).prop_map(|(task, from, to)| polled(TaskId(task), from, to));
    let late = (0..5_u32, micros(), micros()).prop_map(|(task, deadline, served)| LateTimer {
        task: TaskId(task),
        deadline,
        served,
    });
    (
        prop::collection::vec(polls, 0..20),
        prop::collection::vec((micros(), 0..9_u32).prop_map(|(at, ready)| queued(at, ready)), 0..20),
        prop::collection::vec(late, 0..20),
        prop::collection::vec(micros().prop_map(turn), 0..20),
    )
}

fn wakes() -> impl Strategy<Value = Vec<DrawnWake>> {
    let wake = (stamps(), 0..6_u32, 0..5_u32).prop_map(|(at, from, to)| DrawnWake {
        at: Micros(at),
        from: from
            .checked_sub(1)
            .map_or(WakeSource::Loop, |task| WakeSource::Lane(TaskId(task))),
        to: TaskId(to),
        kind: WakeKind::Permit,
    });
    prop::collection::vec(wake, 0..20)
}

proptest! {
    #[test]
    fn a_trace_of_any_events_is_folded_and_laid_out_without_a_panic(
        events in prop::collection::vec((stamps(), 0..5_u32, kinds()), 0..60),
        (edge, now, end) in (stamps(), stamps(), stamps()),
        (width, lane, scroll_top, zoom, x) in (0.0..2e3, 1.0..40.0, -100.0..1e4, 1e-3..1e9, -50.0..2e3),
        (polls, depth, late, turns) in activities(),
        wakes in wakes(),
        (joined, live, band, y) in (any::<bool>(), any::<bool>(), prop_oneof![Just(0.0), Just(42.0), Just(64.0)], -9.0..500.0),
    ) {
        let unit = if joined { Unit::Future } else { Unit::Task };
        let mut trace = Handmade::new(3, unit).trace;
        let event = |(at, task, kind)| Event { at: Micros(at), task: Some(TaskId(task)), cause: None, kind };
        trace.events = events.into_iter().map(event).collect();
        let mut lanes = Lanes::default();
        lanes.extend(&trace);
        for (_, lane) in lanes.iter(&trace) {
            prop_assert!(lane.segments().is_sorted_by_key(|segment| segment.from));
            let spawned = lane.spawned().unwrap_or(Micros(now));
            let until = lane.end().map_or(Micros(now), |end| end.at.min(Micros(now)));
            prop_assert_eq!(lane.split(Micros(now)).total(), until.since(spawned));
            let _ = lane.state_at(Micros(now));
        }
        let input = Input {
            focus: Some(SelectedMoment { task: TaskId(1), at: Micros(now) }),
            event_loop: Some(LoopActivity { polls: (&polls).into(), depth: &depth, late: &late, turns: (&turns).into(), busy: None }),
            wakes: &wakes,
            live,
            edge: Micros(edge),
            now: Micros(now),
            scale: Scale::fit(Micros(end), width, false).zoomed(zoom, x),
            rows: Rows { scroll_top, band, ..Rows::new(lanes.len(), lane, 400.0) },
            forecast: Some(Forecast { trace: &trace, lanes: &lanes, }),
            ..input(&trace, &lanes, Micros(now))
        };
        let _ = hit(&input, x, y);
        let scene = layout(&input);
        for arrow in &scene.arrows {
            prop_assert!(arrow.from.max(arrow.to) <= scene.size.height.max(scene.lanes.y));
        }
        for bar in &scene.bars {
            prop_assert!(bar.rect.x >= -8.0 && bar.rect.right() <= width + 8.0 + 1e-6);
        }
        let mut log = painting::Log::default();
        paint(&scene, &mut log);
    }
}
