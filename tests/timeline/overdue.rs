//! Timers that were due and not served: the rest of their bar in its own texture, with how long and who held the loop.

use super::*;

/// A task that sleeps for a second, and is served 400 ms late, because `render` computes from 0.9 s on.
fn held_up(due_ms: u64, served_ms: u64) -> Trace {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1)
        .sleep(0, 1, TimerKind::Sleep, due_ms)
        .fire(served_ms, 1);
    let mut trace = made.trace;
    let named = trace.tasks.iter().zip(0..).map(|(task, index)| match index {
        2 => recording::TaskInfo {
            name: "render".into(),
            ..task
        },
        _ => task,
    });
    trace.tasks = named.collect();
    trace
}

fn scene_with(trace: &Trace, polls: &[Poll], rows: Rows) -> Scene {
    let lanes = folded(trace);
    layout(&Input {
        event_loop: Some(LoopActivity {
            polls: polls.into(),
            ..LoopActivity::default()
        }),
        rows,
        ..input(trace, &lanes, secs(2))
    })
}

#[test]
fn the_time_after_a_timer_was_due_is_overdue_and_says_who_holds_the_loop() {
    let trace = held_up(1_000, 1_500);
    let rows = Rows::new(3, 36.0, 400.0);
    let scene = scene_with(&trace, &[held(2, 900, 1_500)], rows);
    let timer = scene
        .bars
        .iter()
        .find(|bar| bar.kind == BarKind::Timer)
        .expect("it sleeps");
    assert_eq!(timer.rect, Rect::new(16.0, 77.0, 500.0, 18.0));
    let [overdue] = &scene.overdue[..] else {
        panic!("one timer is late: {:?}", scene.overdue)
    };
    assert_eq!(
        (overdue.task, overdue.rect),
        (TaskId(1), Rect::new(516.0, 77.0, 250.0, 18.0))
    );
    let text = |scene: &Scene| scene.overdue[0].label.as_ref().map(|label| label.text.clone());
    assert_eq!(text(&scene).as_deref(), Some("overdue 500 ms: render holds the loop"));
    assert!(overdue.texture_x > 516.0 + 150.0, "the texture begins after the label");
    // With nobody known, or no room for both, only the length.
    assert_eq!(text(&scene_with(&trace, &[], rows)).as_deref(), Some("overdue 500 ms"));
    let narrow = scene_with(&held_up(1_000, 1_250), &[held(2, 900, 1_500)], rows);
    assert_eq!(text(&narrow).as_deref(), Some("overdue 250 ms"));
}

#[test]
fn a_task_without_a_name_that_holds_the_loop_is_called_by_its_letter() {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1).sleep(0, 1, TimerKind::Sleep, 1_000).fire(1_500, 1);
    let scene = scene_with(&made.trace, &[held(2, 900, 1_500)], Rows::new(3, 36.0, 400.0));
    let label = scene.overdue[0].label.as_ref().map(|label| label.text.as_str());
    assert_eq!(label, Some("overdue 500 ms: B holds the loop"));
}

#[test]
fn a_timer_that_is_served_on_time_or_invisibly_late_is_not_overdue() {
    // 2 ms are 1 px, and 6 ms are 3 px.
    for (served, expected) in [(1_000, 0), (1_004, 0), (1_006, 1)] {
        let scene = scene_with(&held_up(1_000, served), &[], Rows::new(3, 36.0, 400.0));
        assert_eq!(scene.overdue.len(), expected, "served at {served} ms");
    }
}

#[test]
fn a_pause_between_attempts_is_overdue_too_and_low_lanes_are_solid() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1).sleep(0, 1, TimerKind::Backoff, 1_000).fire(1_500, 1);
    let scene = scene_with(&made.trace, &[], Rows::new(2, 8.0, 400.0));
    assert_eq!((scene.overdue.len(), scene.overdue[0].solid), (1, true));
    assert_eq!(scene.overdue[0].label, None);
    let log = painting::Log::of(&scene);
    assert!(log.contains(&"fill --st-overdue ×1".to_owned()), "{log:?}");
}

#[test]
fn an_overdue_timer_has_a_box_a_texture_and_its_words() {
    let scene = scene_with(&held_up(1_000, 1_500), &[], Rows::new(3, 36.0, 400.0));
    let log = painting::Log::of(&scene);
    let first = log
        .iter()
        .position(|line| line == "fill --st-overdue-fill ×1")
        .expect("it is filled");
    assert!(log[first + 1].starts_with("texture Overdue"), "{log:?}");
    assert!(log[first + 2].contains("--st-overdue"), "{log:?}");
}
