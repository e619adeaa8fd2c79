//! Tests of the layout of a recording, to the pixel.

use super::*;

#[test]
fn two_sleeps_become_three_bars_at_exact_positions() {
    let scene = scene_of(&two_and_one(), secs(2));
    assert_eq!(
        bar_rects(&scene),
        [
            (0, BarKind::Child, Rect::new(16.0, 41.0, 1_000.0, 18.0)),
            (1, BarKind::Timer, Rect::new(16.0, 77.0, 1_000.0, 18.0)),
            (2, BarKind::Timer, Rect::new(16.0, 113.0, 500.0, 18.0)),
        ]
    );
    let labels: Vec<&str> = scene
        .bars
        .iter()
        .filter_map(|bar| Some(bar.label.as_ref()?.text.as_str()))
        .collect();
    assert_eq!(labels, ["awaiting A, B", "sleeps 2 s", "sleeps 1 s"]);
    let label = scene.bars[1].label.as_ref().expect("it fits");
    assert_eq!((label.x, label.baseline), (24.0, 90.0));
}

#[test]
fn every_poll_without_length_is_a_tick_of_2_px_that_ends_where_the_poll_ended() {
    let scene = scene_of(&two_and_one(), secs(2));
    let polls: Vec<_> = scene
        .polls
        .iter()
        .map(|poll| (poll.task.0, poll.rect.x, poll.rect.width))
        .collect();
    let expected = [
        (0, 14.0, 2.0),
        (0, 1_014.0, 2.0),
        (1, 14.0, 2.0),
        (1, 1_014.0, 2.0),
        (2, 14.0, 2.0),
        (2, 514.0, 2.0),
    ];
    assert_eq!(polls, expected);
}

#[test]
fn an_end_has_a_cap_a_glyph_and_its_result() {
    let scene = scene_of(&two_and_one(), secs(2));
    assert_eq!(scene.caps[2].rect, Rect::new(514.0, 111.0, 3.0, 22.0));
    let end = &scene.ends[2];
    assert_eq!(
        (end.how, end.glyph),
        (EndKind::Finished, Rect::new(522.0, 115.0, 14.0, 14.0))
    );
    assert_eq!(
        end.label,
        Some(Label {
            x: 540.0,
            baseline: 126.0,
            text: "2".into()
        })
    );
    let texts: Vec<_> = scene
        .ends
        .iter()
        .filter_map(|end| Some(end.label.as_ref()?.text.clone()))
        .collect();
    assert_eq!(texts, ["[4, 2]", "4", "2"]);
}

#[test]
fn a_state_that_has_not_ended_is_drawn_up_to_the_edge() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1).sleep(0, 1, TimerKind::Sleep, 2_000);
    let lanes = folded(&made.trace);
    let scene = layout(&Input {
        live: true,
        ..input(&made.trace, &lanes, ms(500))
    });
    assert_eq!(
        bar_rects(&scene),
        [(1, BarKind::Timer, Rect::new(16.0, 77.0, 250.0, 18.0))]
    );
    assert_eq!(scene.veil, Some(Rect::new(266.0, 32.0, WIDTH - 266.0, 368.0)));
    assert!(scene.ends.is_empty() && scene.caps.is_empty());
    let now = scene.now.expect("in view");
    assert_eq!(
        (now.x, now.width, now.flag, now.text.as_str()),
        (266.0, 1.5, Rect::new(235.0, 5.0, 62.0, 18.0), "0.500 s")
    );
}

#[test]
fn times_after_the_playhead_are_veiled_and_show_no_results() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let scene = layout(&Input {
        now: ms(1_500),
        ..input(&trace, &lanes, secs(2))
    });
    assert_eq!(scene.bars[0].rect.right(), 1_016.0);
    assert_eq!(scene.veil.map(|veil| veil.x), Some(766.0));
    let labelled: Vec<_> = scene.ends.iter().map(|end| end.task.0).collect();
    assert_eq!(labelled, [2]);
    assert_eq!(scene_of(&trace, secs(2)).veil, None);
}

#[test]
fn a_cancelled_task_is_hatched_to_its_planned_end() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1).sleep(0, 1, TimerKind::Sleep, 2_000);
    made.push(
        1_600,
        1,
        EventKind::CancelRequested {
            by: None,
            why: CancelReason::Group,
        },
    );
    made.push(1_600, 1, EventKind::TimerCleared { timer: TimerId(1) })
        .push(1_600, 1, EventKind::Cancelled);
    let scene = scene_of(&made.trace, ms(1_600));
    assert_eq!(scene.hatches[0].rect, Rect::new(816.0, 77.0, 200.0, 18.0));
    assert_eq!((scene.caps[0].rect.x, scene.caps[0].how), (815.0, EndKind::Cancelled));
    let label = scene.ends[0].label.as_ref().expect("it fits");
    assert_eq!((label.x, label.text.as_str()), (1_040.0, "400 ms"));
}

#[test]
fn every_kind_of_wait_is_a_bar_with_its_own_label() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1)
        .poll(0, 0, 1, WaitingOn::Semaphore)
        .wake(400, 1, WokenBy::permit_of(TaskId(1)));
    made.sleep(500, 1, TimerKind::Sleep, 300)
        .fire(800, 1)
        .sleep(800, 1, TimerKind::Backoff, 400)
        .fire(1_200, 1);
    made.finish(1_200, 1_500, 1, "2");
    let scene = scene_of(&made.trace, ms(1_500));
    let seen: Vec<_> = scene
        .bars
        .iter()
        .map(|bar| {
            (
                bar.kind,
                bar.rect.x,
                bar.rect.right(),
                bar.label.as_ref().map(|label| label.text.as_str()),
            )
        })
        .collect();
    let expected = [
        (BarKind::Permit, 16.0, 216.0, Some("waiting for a free slot")),
        (BarKind::Ready, 216.0, 266.0, None),
        (BarKind::Timer, 266.0, 416.0, Some("sleeps 300 ms")),
        (BarKind::Backoff, 416.0, 616.0, Some("backoff 400 ms")),
        (BarKind::Running, 616.0, 766.0, Some("CPU")),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_label_that_does_not_fit_with_10_px_to_spare_is_left_out() {
    // `sleeps 181 ms` is 72.8 px and needs 90.8; at 500 px a second, 181 ms are 90.5 px and 182 ms are 91.
    for (length, fits) in [(181, false), (182, true)] {
        let mut made = Handmade::new(1, Unit::Task);
        made.spawn(0, 1).sleep(0, 1, TimerKind::Sleep, length).fire(length, 1);
        let scene = scene_of(&made.trace, ms(length));
        assert_eq!(scene.bars[0].label.is_some(), fits, "{length} ms");
    }
    let lanes = folded(&two_and_one());
    let trace = two_and_one();
    let compact = Rows::new(3, 24.0, 400.0);
    let scene = layout(&Input {
        rows: compact,
        ..input(&trace, &lanes, secs(2))
    });
    assert!(scene.bars.iter().all(|bar| bar.label.is_none()));
    assert!(scene.ends.iter().all(|end| end.label.is_some()));
}

#[test]
fn phones_leave_out_long_labels_and_wide_plots_shorten_them() {
    let label_of = |error: &str| {
        let mut made = Handmade::new(1, Unit::Task);
        made.spawn(0, 1).fail(2_000, 1, error);
        let lanes = folded(&made.trace);
        let wide = layout(&input(&made.trace, &lanes, secs(2)));
        wide.ends[0].label.as_ref().map(|label| label.text.clone())
    };
    assert_eq!(label_of("no answer").as_deref(), Some("no answer"));
    // Most of it shows.
    assert_eq!(label_of("no answer of it").as_deref(), Some("no answer…"));
    // The first words of a long one say less than that it is an error.
    assert_eq!(label_of("operation with delay 2 failed").as_deref(), Some("failed"));
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1).fail(2_000, 1, "operation with delay 2 failed");
    let lanes = folded(&made.trace);
    let phone = layout(&Input {
        phone: true,
        ..input(&made.trace, &lanes, secs(2))
    });
    assert_eq!((phone.ends.len(), phone.ends[0].label.is_none()), (1, true));
}

#[test]
fn axis_labels_make_room_for_the_flag_which_stays_inside() {
    let scene = scene_of(&two_and_one(), Micros::ZERO);
    let now = scene.now.expect("in view");
    assert_eq!(now.flag.x, 0.0);
    assert!(
        scene
            .axis
            .ticks
            .iter()
            .filter(|tick| tick.x < 66.0)
            .all(|tick| tick.label.is_none())
    );
    assert!(scene.axis.ticks.iter().any(|tick| tick.label.is_some()));
}

#[test]
fn before_the_run_everything_is_predicted_with_labels_and_rings() {
    let plan = two_and_one();
    let plan_lanes = folded(&plan);
    let empty = Trace {
        events: recording::Events::default(),
        ..plan.clone()
    };
    let lanes = folded(&empty);
    let forecast = Some(Forecast {
        trace: &plan,
        lanes: &plan_lanes,
    });
    let scene = layout(&Input {
        forecast,
        ..input(&empty, &lanes, Micros::ZERO)
    });
    assert!(scene.bars.is_empty() && scene.polls.is_empty() && scene.veil.is_none());
    let seen: Vec<_> = scene
        .predicted_bars
        .iter()
        .map(|predicted_bar| (predicted_bar.kind, predicted_bar.rect.right(), predicted_bar.ring))
        .collect();
    let expected = [
        (Some(BarKind::Child), 1_016.0, Some((1_016.0, 50.0))),
        (Some(BarKind::Timer), 1_016.0, Some((1_016.0, 86.0))),
        (Some(BarKind::Timer), 516.0, Some((516.0, 122.0))),
    ];
    assert_eq!(seen, expected);
    assert_eq!(
        scene.predicted_bars[1].label.as_ref().map(|label| label.text.as_str()),
        Some("sleeps 2 s")
    );
    // What each task is predicted to end with stands beside its ring, as far as there is room.
    let ends = scene.predicted_bars.iter().map(|bar| bar.end.as_ref());
    let ends: Vec<_> = ends.map(|end| end.map(|end| (end.x, end.text.as_str()))).collect();
    assert_eq!(
        ends,
        [(1_027.0, "[4, 2]"), (1_027.0, "returns 4"), (527.0, "returns 2")].map(Some)
    );
}

#[test]
fn a_failure_that_nobody_heard_says_so_in_its_lane() {
    let opened = scenario::link::read("tasks=0.5 fail,1 fail&await=gather&leftovers=finish").scenario;
    let trace = runtime::simulate(&opened);
    let lanes = folded(&trace);
    let mut causes = recording::causes::Causes::default();
    causes.extend(&trace);
    let labels = |width: f64| -> Vec<String> {
        let scene = layout(&Input {
            causes: Some(&causes),
            scale: Scale::fit(secs(2), width, false),
            ..input(&trace, &lanes, secs(1))
        });
        scene.ends.into_iter().filter_map(|end| Some(end.label?.text)).collect()
    };
    assert_eq!(
        labels(WIDTH),
        [
            "operation with delay 0.5 failed",
            "operation with delay 0.5 failed",
            "operation with delay 1 failed: heard by nobody"
        ]
    );
    // Where both do not fit, that nobody heard it is what matters.
    assert_eq!(labels(400.0)[2], "heard by nobody");
}

#[test]
fn a_bar_names_the_tasks_that_it_waits_for_until_they_are_many_or_do_not_fit() {
    let label = |tasks: u32, until_ms: u64| {
        let mut made = Handmade::new(tasks, Unit::Task);
        made.spawn(0, 0).push(0, 0, EventKind::PollStart);
        for task in 1..=tasks {
            made.spawn(0, task);
        }
        made.pending(0, 0, Some(WaitingOn::Child));
        let scene = scene_of(&made.trace, ms(until_ms));
        scene.bars.into_iter().find_map(|bar| Some(bar.label?.text))
    };
    // At 500 px a second.
    assert_eq!(label(4, 2_000).as_deref(), Some("awaiting A, B, C, D"));
    assert_eq!(label(5, 2_000).as_deref(), Some("awaiting 5 tasks"));
    let mut narrower = (150..300).filter_map(|until_ms| label(4, until_ms));
    assert_eq!(narrower.next().as_deref(), Some("awaiting 4 tasks"));
}

#[test]
fn during_the_run_the_prediction_begins_at_the_edge_and_leaves_out_ended_tasks() {
    let plan = two_and_one();
    let plan_lanes = folded(&plan);
    let happened = plan.events.iter().filter(|event| event.at <= secs(1)).collect();
    let trace = Trace {
        events: happened,
        ..plan.clone()
    };
    let lanes = folded(&trace);
    let forecast = Some(Forecast {
        trace: &plan,
        lanes: &plan_lanes,
    });
    let scene = layout(&Input {
        forecast,
        live: true,
        ..input(&trace, &lanes, ms(1_500))
    });
    let seen: Vec<_> = scene
        .predicted_bars
        .iter()
        .map(|predicted_bar| (predicted_bar.task.0, predicted_bar.kind, predicted_bar.rect.x))
        .collect();
    assert_eq!(seen, [(0, None, 766.0), (1, None, 766.0)]);
}
