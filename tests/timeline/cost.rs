//! The cost of a frame depends on what is in view, not on the length of the recording.

use super::*;

fn many(count: u32) -> Trace {
    let mut made = Handmade::new(count, Unit::Task);
    made.spawn(0, 0);
    for task in 1..=count {
        made.spawn(0, task).sleep(0, task, TimerKind::Sleep, 1_000);
    }
    made.trace
}

#[test]
fn only_visible_lanes_are_laid_out_however_many_there_are() {
    let size_of = |count: u32| {
        let trace = many(count);
        let lanes = folded(&trace);
        let rows = Rows {
            scroll_top: 600.0,
            ..Rows::new(lanes.len(), 24.0, 32.0 + 240.0)
        };
        let scene = layout(&Input {
            rows,
            ..input(&trace, &lanes, secs(1))
        });
        assert!(scene.bars.iter().all(|bar| (25..35).contains(&bar.task.0)));
        (scene.bars.len(), scene.polls.len(), scene.rules.len())
    };
    assert_eq!(size_of(100), (10, 10, 10));
    assert_eq!(size_of(20_000), (10, 10, 10));
}

#[test]
fn a_lane_of_100_000_polls_yields_a_few_items_for_each_pixel() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1);
    for step in 0..100_000 {
        let at = step / 50;
        made.poll(at, at, 1, WaitingOn::Child).wake(at, 1, WokenBy::Itself);
    }
    let scene = scene_of(&made.trace, secs(2));
    assert!((1_000..=2_100).contains(&scene.polls.len()), "{}", scene.polls.len());
    assert!(scene.bars.len() <= 3_000, "{}", scene.bars.len());
}

#[test]
fn only_times_in_view_are_laid_out_when_zoomed_in() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1);
    for at in (0..2_000).step_by(10) {
        made.poll(at, at + 2, 1, WaitingOn::Child)
            .wake(at + 8, 1, WokenBy::User);
    }
    let lanes = folded(&made.trace);
    let scale = Scale::fit(secs(2), WIDTH, false).zoomed(100.0, 516.0);
    let scene = layout(&Input {
        scale,
        ..input(&made.trace, &lanes, secs(2))
    });
    let (first, last) = (scene.bars.first().expect("some"), scene.bars.last().expect("some"));
    assert!(scene.bars.len() <= 12, "{}", scene.bars.len());
    assert!(first.rect.x <= 0.0 && first.rect.x >= -8.0);
    assert!(last.rect.right() >= WIDTH && last.rect.right() <= WIDTH + 8.0);
}

#[test]
fn a_loop_of_100_000_polls_yields_a_few_items_for_each_pixel() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let polls: Vec<Poll> = (0..100_000)
        .map(|index| polled(TaskId(1), Micros(index * 20), Micros(index * 20 + 5)))
        .collect();
    let depth: Vec<Depth> = (0..100_000)
        .map(|index| queued(Micros(index * 20), index as u32 % 2))
        .collect();
    let turns: Vec<Turn> = polls.iter().map(|poll| turn(poll.from)).collect();
    let record = LoopActivity {
        polls: polls[..].into(),
        depth: &depth,
        turns: turns[..].into(),
        late: &[],
        busy: None,
    };
    let of = |scale| {
        layout(&Input {
            rows: rows_with_band(&lanes, BAND_HEIGHT),
            event_loop: Some(record),
            scale,
            ..input(&trace, &lanes, secs(2))
        })
        .event_loop
        .expect("there is a band")
    };
    let all = of(Scale::fit(secs(2), WIDTH, false));
    assert!((900..=1_001).contains(&all.marks.len()), "{}", all.marks.len());
    assert_eq!(all.marks.iter().map(|mark| mark.count).sum::<usize>(), 100_000);
    assert!(all.queue.len() <= 4_000, "{}", all.queue.len());
    assert!(all.turns.len() <= 168, "{}", all.turns.len());
    let near = of(Scale::fit(secs(2), WIDTH, false).zoomed(10_000.0, 516.0));
    assert!(near.marks.len() <= 14, "{}", near.marks.len());
    assert!(
        near.marks
            .iter()
            .all(|mark| mark.rect.right() > 0.0 && mark.rect.x < WIDTH)
    );
}

#[test]
fn a_loop_that_served_20_000_timers_late_yields_a_few_items_for_each_pixel() {
    let scenario = scenario::link::read("tasks=0s..15s cpu 1ms x20000&await=gather&timers=shared").scenario;
    let trace = runtime::simulate(&scenario);
    let mut history = History::default();
    history.extend(&trace);
    let scale = Scale::fit(trace.last_stamp(), WIDTH, false);
    let (late, steps) = (
        late_timers(&trace, &history.timers, &scale),
        queue_steps(&trace, &history.loops, &scale),
    );
    assert!((500..=2_000).contains(&late.len()), "{}", late.len());
    assert!((500..=4_000).contains(&steps.len()), "{}", steps.len());
    let drawn = |late: &[LateTimer], depth: &[Depth]| {
        let rows = rows_with_band(&history.lanes, BAND_HEIGHT);
        let event_loop = Some(LoopActivity {
            late,
            depth,
            ..LoopActivity::default()
        });
        let scene = layout(&Input {
            rows,
            event_loop,
            scale,
            ..input(&trace, &history.lanes, trace.last_stamp())
        });
        scene.event_loop.expect("there is a band")
    };
    let every: Vec<LateTimer> = (history.timers.served_in(&trace, Micros::ZERO, trace.last_stamp()))
        .map(|timer| LateTimer {
            deadline: timer.deadline,
            served: timer.deadline + timer.lateness().unwrap_or_default(),
            task: timer.task,
        })
        .collect();
    let depth: Vec<Depth> = (history.loops.depth_in(&trace, Micros::ZERO, trace.last_stamp()).iter()).collect();
    let whole = drawn(&every, &depth);
    let thinned = drawn(&late, &steps);
    assert_eq!(every.len(), 20_000);
    let (most, marks) = (whole.late.len(), thinned.late.len());
    assert!(marks <= most && marks * 10 >= most * 9, "{marks} of {most}");
    let level = |corners: &[(f64, f64)]| corners.iter().map(|(_, y)| *y).fold(f64::INFINITY, f64::min);
    assert_eq!(level(&thinned.queue), level(&whole.queue));
}

/// The number of items of each kind in a frame of 1,000 running lanes, after `recorded` polls in 2 s.
fn items_in_a_frame(recorded: u64) -> [usize; 7] {
    let trace = many(1_000);
    let lanes = folded(&trace);
    let every_ns = 2_000_000_000 / recorded;
    let at = |index: u64| Micros(index * every_ns / 1_000);
    let polls: Vec<Poll> = (0..recorded)
        .map(|index| polled(TaskId(index as u32 % 1_000 + 1), at(index), at(index)))
        .collect();
    let depth: Vec<Depth> = (0..recorded).map(|index| queued(at(index), index as u32 % 3)).collect();
    let turns: Vec<Turn> = polls.iter().map(|poll| turn(poll.from)).collect();
    let late: Vec<LateTimer> = (0..100)
        .map(|index| LateTimer {
            deadline: Micros(index * 20_000),
            served: Micros(index * 20_000 + 20_000),
            task: TaskId(1),
        })
        .collect();
    let wakes: Vec<DrawnWake> = (0..1_000)
        .map(|index| DrawnWake {
            at: Micros(index * 1_000),
            from: WakeSource::Lane(TaskId(index as u32 + 1)),
            to: TaskId::MAIN,
            kind: WakeKind::End,
        })
        .collect();
    let rows = Rows {
        band: BAND_HEIGHT,
        ..Rows::new(lanes.len(), 4.0, 4_100.0)
    };
    let scene = layout(&Input {
        rows,
        event_loop: Some(LoopActivity {
            polls: polls[..].into(),
            depth: &depth,
            late: &late,
            busy: None,
            turns: turns[..].into(),
        }),
        wakes: &wakes,
        live: true,
        ..input(&trace, &lanes, secs(2))
    });
    let of_loop = scene.event_loop.expect("there is a band");
    [
        scene.bars.len(),
        scene.rules.len(),
        scene.arrows.len(),
        of_loop.marks.len(),
        of_loop.queue.len(),
        of_loop.turns.len(),
        of_loop.late.len(),
    ]
}

#[test]
fn a_frame_of_1_000_running_lanes_has_as_many_items_for_ten_times_the_polls() {
    let items = items_in_a_frame(100_000);
    // 1,001 because main's lane has a bar too.
    assert_eq!(items, [1_001, 1_001, 1_000, 1_000, 2_668, 167, 100]);
    assert_eq!(items_in_a_frame(1_000_000), items);
}

#[test]
fn an_empty_recording_draws_only_the_axis() {
    let empty = Trace {
        tasks: recording::Tasks::default(),
        events: recording::Events::default(),
        ..two_and_one()
    };
    let scene = scene_of(&empty, Micros::ZERO);
    assert!(scene.bars.is_empty() && scene.rules.is_empty() && !scene.axis.ticks.is_empty());
}
