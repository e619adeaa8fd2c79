//! The lane of the event loop to the pixel: polls, the length of the queue, and late timers.
//!
//! With a band of 64 px: polls at y = 44 to 62, the baseline at 62, an empty queue at 88.

use super::*;

fn with_the_third_named(name: &str) -> Trace {
    let mut trace = two_and_one();
    let named = trace.tasks.iter().zip(0..).map(|(task, index)| match index {
        2 => recording::TaskInfo {
            name: name.into(),
            ..task
        },
        _ => task,
    });
    trace.tasks = named.collect();
    trace
}

/// The loop's lane at 2 s in a recording of three tasks, the third named `render`.
fn band(record: LoopActivity<'_>, height: f64) -> Option<LoopLane> {
    let trace = with_the_third_named("render");
    let lanes = folded(&trace);
    layout(&Input {
        rows: rows_with_band(&lanes, height),
        event_loop: Some(record),
        ..input(&trace, &lanes, secs(2))
    })
    .event_loop
}

fn of_polls(polls: &[Poll]) -> Vec<(usize, Rect, Option<Label>)> {
    let record = LoopActivity {
        polls: polls.into(),
        ..LoopActivity::default()
    };
    let marks = band(record, BAND_HEIGHT).expect("there is a band").marks;
    marks
        .into_iter()
        .map(|mark| (mark.count, mark.rect, mark.label))
        .collect()
}

fn label(x: f64, baseline: f64, text: &str) -> Option<Label> {
    let text = text.into();
    Some(Label { x, baseline, text })
}

#[test]
fn a_short_poll_is_a_column_several_have_a_count_and_a_long_one_has_its_task_s_name() {
    let mut polls = vec![held(0, 0, 0); 6];
    polls.push(held(1, 1_000, 1_000));
    polls.push(held(2, 1_500, 1_800));
    let expected = [
        (6, Rect::new(15.0, 61.0, 1.0, 1.0), label(21.0, 53.0, "6 steps")),
        (1, Rect::new(515.0, 61.0, 1.0, 1.0), None),
        (1, Rect::new(766.0, 44.0, 150.0, 18.0), label(772.0, 57.0, "render")),
    ];
    assert_eq!(of_polls(&polls), expected);
}

/// The marks of these polls in a view that is 500 px for a second.
fn marks_of(polls: &[Poll]) -> Vec<timeline::scene::LoopMark> {
    let record = LoopActivity {
        polls: polls.into(),
        ..LoopActivity::default()
    };
    band(record, BAND_HEIGHT).expect("there is a band").marks
}

#[test]
fn a_column_is_as_high_as_the_share_of_its_pixel_that_the_loop_was_busy() {
    // A pixel is 2 ms. Ten polls of 20 µs in it are a tenth: 1.8 of 18 px.
    let polls: Vec<Poll> = (0..10)
        .map(|index| polled(TaskId(1), Micros(100_000 + index * 198), Micros(100_020 + index * 198)))
        .collect();
    let [mark] = &marks_of(&polls)[..] else {
        panic!("one column")
    };
    assert_eq!(mark.count, 10);
    assert!(
        (mark.rect.height - 1.8).abs() < 1e-9 && (mark.rect.width - 1.0).abs() < 1e-9,
        "{:?}",
        mark.rect
    );
    assert_eq!(mark.rect.bottom(), 62.0);
    // A busy pixel is full, and one busy for 0.4 % of its time has one pixel, not none.
    let full = marks_of(&[polled(TaskId(1), Micros(100_000), Micros(102_000))]);
    assert_eq!((full[0].rect.y, full[0].rect.height), (44.0, 18.0));
    let little = marks_of(&[polled(TaskId(1), Micros(100_000), Micros(100_008))]);
    assert_eq!(little[0].rect.height, 1.0);
}

#[test]
fn a_loop_that_is_busy_for_a_thousandth_of_the_time_is_not_a_solid_band() {
    let polls: Vec<Poll> = (0..1_000)
        .map(|index| polled(TaskId(1), Micros(index * 2_000), Micros(index * 2_000 + 2)))
        .collect();
    let marks = marks_of(&polls);
    let area: f64 = marks.iter().map(|mark| mark.rect.width * mark.rect.height).sum();
    assert!(area <= 1_001.0, "a line of 1 px, not {area} px²");
    assert_eq!(
        marks.iter().filter(|mark| mark.tick.is_some()).count(),
        0,
        "and no faint lines"
    );
    let apart = marks_of(&[held(1, 100, 100), held(1, 200, 200)]);
    assert!(
        apart
            .iter()
            .all(|mark| mark.tick.is_some_and(|tick| tick.height == 18.0))
    );
}

#[test]
fn very_many_polls_of_a_pixel_are_added_up_by_the_record_and_as_one_by_one() {
    let trace = runtime::simulate(&scenario::link::read("tasks=0s..15s cpu 1ms x20000&await=gather").scenario);
    let mut history = History::default();
    history.extend(&trace);
    let scene = |busy| {
        layout(&Input {
            rows: rows_with_band(&history.lanes, BAND_HEIGHT),
            scale: Scale::fit(trace.last_stamp(), WIDTH, false).zoomed(0.5, 0.0),
            event_loop: Some(LoopActivity {
                polls: history.loops.polls(&trace),
                busy,
                ..LoopActivity::default()
            }),
            ..input(&trace, &history.lanes, trace.last_stamp())
        })
        .event_loop
        .expect("there is a band")
        .marks
    };
    let (by_record, one_by_one) = (scene(Some(&history.loops)), scene(None));
    assert_eq!(by_record, one_by_one);
}

#[test]
fn polls_less_than_a_pixel_apart_share_a_column() {
    let counts = |second| {
        of_polls(&[held(0, 100, 100), held(1, second, second)])
            .iter()
            .map(|(count, ..)| *count)
            .collect::<Vec<_>>()
    };
    assert_eq!(counts(101), [2]);
    assert_eq!(counts(102), [1, 1]);
}

#[test]
fn polls_without_length_at_one_moment_share_a_column_at_the_closest_zoom_too() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let polls = [held(0, 1_000, 1_000); 3];
    let scene = layout(&Input {
        rows: rows_with_band(&lanes, BAND_HEIGHT),
        event_loop: Some(LoopActivity {
            polls: polls[..].into(),
            ..LoopActivity::default()
        }),
        scale: Scale::fit(secs(2), WIDTH, false).zoomed(1e12, 516.0),
        ..input(&trace, &lanes, secs(2))
    });
    let marks = scene.event_loop.expect("there is a band").marks;
    assert_eq!(marks.iter().map(|mark| mark.count).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_count_without_room_before_the_next_poll_is_left_out() {
    // `2 steps` is 33.1 px and begins 5 px after its column.
    let labelled = |next| {
        let marks = of_polls(&[
            held(0, 100, 100),
            held(1, 100, 100),
            held(0, next, next),
            held(1, next, next),
        ]);
        marks.iter().map(|(.., label)| label.is_some()).collect::<Vec<_>>()
    };
    assert_eq!(labelled(182), [false, true]);
    assert_eq!(labelled(186), [true, true]);
}

#[test]
fn a_poll_under_70_px_has_no_name_and_a_long_name_is_shortened() {
    assert_eq!(of_polls(&[held(2, 100, 239)])[0].2, None);
    assert_eq!(of_polls(&[held(2, 100, 240)])[0].2, label(72.0, 57.0, "render"));
    let trace = with_the_third_named("render the first page");
    let lanes = folded(&trace);
    let polls = [held(2, 100, 240)];
    let scene = layout(&Input {
        rows: rows_with_band(&lanes, BAND_HEIGHT),
        event_loop: Some(LoopActivity {
            polls: polls[..].into(),
            ..LoopActivity::default()
        }),
        ..input(&trace, &lanes, secs(2))
    });
    let mark = &scene.event_loop.expect("there is a band").marks[0];
    assert_eq!(mark.label.as_ref().map(|label| label.text.as_str()), Some("render th…"));
}

#[test]
fn the_queue_is_a_stepped_line_that_keeps_lengths_of_no_duration() {
    let depth = [
        queued(ms(0), 1),
        queued(ms(0), 3),
        queued(ms(0), 0),
        queued(ms(1_000), 2),
        queued(ms(1_200), 7),
        queued(ms(1_400), 0),
    ];
    let record = LoopActivity {
        depth: &depth,
        ..LoopActivity::default()
    };
    let queue = band(record, BAND_HEIGHT).expect("there is a band").queue;
    let low = 88.0;
    let up = |count: f64| low - 3.6 * count;
    let expected = [
        (16.0, low),
        (16.0, up(3.0)),
        (16.0, low),
        (516.0, low),
        (516.0, up(2.0)),
        (616.0, up(2.0)),
        (616.0, up(3.0)),
        (716.0, up(3.0)),
        (716.0, low),
        (1_016.0, low),
    ];
    assert_eq!(queue, expected);
}

#[test]
fn a_step_at_the_largest_stamp_is_drawn_once() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let never = Micros(u64::MAX);
    let depth = [queued(never, 1)];
    let scene = layout(&Input {
        rows: rows_with_band(&lanes, BAND_HEIGHT),
        event_loop: Some(LoopActivity {
            depth: &depth,
            ..LoopActivity::default()
        }),
        scale: Scale::fit(never, WIDTH, false),
        ..input(&trace, &lanes, never)
    });
    let queue = scene.event_loop.expect("there is a band").queue;
    assert_eq!(queue, [(16.0, 88.0), (1_016.0, 88.0), (1_016.0, 84.4)]);
}

#[test]
fn a_low_band_leaves_out_the_queue_and_no_band_leaves_out_everything() {
    let depth = [queued(ms(0), 1)];
    let polls = [held(1, 0, 0)];
    let record = LoopActivity {
        polls: polls[..].into(),
        depth: &depth,
        ..LoopActivity::default()
    };
    let low = band(record, LOW_BAND_HEIGHT).expect("there is a band");
    assert_eq!((low.marks.len(), low.queue.len()), (1, 0));
    assert_eq!(band(record, 0.0), None);
}

#[test]
fn turns_are_marked_where_they_can_be_distinguished() {
    let turns = [0, 0, 8, 12, 1_000].map(|at| turn(ms(at)));
    let record = LoopActivity {
        turns: turns[..].into(),
        ..LoopActivity::default()
    };
    let marks = band(record, BAND_HEIGHT).expect("there is a band").turns;
    let expected = [15.5, 21.5, 515.5].map(|x| Rect::new(x, 63.0, 1.0, 3.0));
    assert_eq!(marks, expected);
}

#[test]
fn a_late_timer_has_a_dotted_line_from_its_deadline_to_its_service() {
    let polls = [held(2, 1_500, 1_800)];
    let late = |task: u32, deadline: u64, served: u64| LateTimer {
        deadline: ms(deadline),
        served: ms(served),
        task: TaskId(task),
    };
    // 3 ms are 1.5 px: left out.
    let late = [
        late(1, 500, 503),
        late(1, 600, 700),
        late(1, 1_600, 1_800),
        late(2, 1_608, 1_800),
        late(2, 1_700, 1_800),
    ];
    let record = LoopActivity {
        polls: polls[..].into(),
        late: &late,
        ..LoopActivity::default()
    };
    let marks = band(record, BAND_HEIGHT).expect("there is a band").late;
    assert_eq!(marks.len(), 3);
    assert_eq!(marks[0].over, None);
    assert_eq!(
        marks[1].line,
        [(816.0, 39.0), (816.0, 69.0), (916.0, 69.0), (916.0, 63.0)]
    );
    assert_eq!(marks[1].over, Some([(816.0, 44.0), (816.0, 62.0)]));
    assert_eq!(
        marks[2].line,
        [(866.0, 39.0), (866.0, 69.0), (866.0, 69.0), (866.0, 69.0)]
    );
}

#[test]
fn the_baseline_reaches_to_the_edge_and_before_a_run_it_is_dashed() {
    let lane = band(LoopActivity::default(), BAND_HEIGHT).expect("there is a band");
    assert_eq!(
        (lane.baseline, lane.predicted),
        (Rect::new(16.0, 62.0, 1_000.0, 1.0), false)
    );
    let empty = Handmade::new(2, Unit::Task).trace;
    let lanes = folded(&empty);
    let scene = layout(&Input {
        rows: rows_with_band(&lanes, BAND_HEIGHT),
        event_loop: Some(LoopActivity::default()),
        ..input(&empty, &lanes, Micros::ZERO)
    });
    let lane = scene.event_loop.as_ref().expect("there is a band");
    assert_eq!(
        (lane.baseline, lane.predicted),
        (Rect::new(16.0, 62.0, 1_000.0, 1.0), true)
    );
    assert!(painting::Log::of(&scene).contains(&"dashes --line-control ×1".into()));
}
