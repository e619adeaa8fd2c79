//! The pictures of recordings: lanes for all tasks, and labels that name what a task waits for.

use crate::Recorded;
use recording::TaskId;
use scenario::time::Micros;
use timeline::scene::{BarKind, EndKind};
use timeline::{Input, Rows, Scale, Scene, layout};

/// The scene of the whole run, 3,000 px wide.
pub fn scene(it: &Recorded) -> Scene {
    let end = it.trace.last_stamp();
    let lanes = &it.history.lanes;
    let scale = Scale::fit(lanes.reach(&it.trace), 3_000.0, false);
    layout(&Input::of(
        &it.trace,
        lanes,
        end,
        scale,
        Rows::new(lanes.len(), 36.0, 400.0),
    ))
}

/// The kinds and the labels of the bars of this task.
fn bars(it: &Recorded, name: &str) -> Vec<(BarKind, String)> {
    let task = it.task(name);
    let scene = scene(it);
    let bars = scene.bars.iter().filter(|bar| bar.task == task);
    bars.map(|bar| {
        (
            bar.kind,
            bar.label.as_ref().map_or(String::new(), |label| label.text.clone()),
        )
    })
    .collect()
}

#[test]
fn bars_name_what_a_task_waits_for() {
    for it in [Recorded::read("locks"), Recorded::without_causes("locks")] {
        assert_eq!(
            bars(&it, "main"),
            [(BarKind::Child, "awaiting reader 0, reader 1, reader 2".into())]
        );
        assert_eq!(
            bars(&it, "reader 1"),
            [
                (BarKind::Resource, "waiting for event ready".into()),
                (BarKind::Timer, "sleeps 200 ms".into()),
                (BarKind::Resource, "waiting for lock cache".into()),
                (BarKind::Timer, "sleeps 100 ms".into()),
            ]
        );
        assert_eq!(
            bars(&it, "reader 2"),
            [
                (BarKind::Resource, "waiting for event ready".into()),
                (BarKind::Permit, "waiting for a free slot".into()),
                (BarKind::Timer, "sleeps 200 ms".into()),
                (BarKind::Timer, "sleeps 100 ms".into()),
            ]
        );
    }
    let it = Recorded::read("queue");
    assert_eq!(
        bars(&it, "producer"),
        [(BarKind::Resource, "waiting for room in queue jobs".into())]
    );
    assert_eq!(
        bars(&it, "main"),
        [
            (BarKind::Child, "awaiting producer".into()),
            (BarKind::Resource, "waiting for queue jobs to be done".into()),
        ]
    );
}

#[test]
fn a_task_that_is_spawned_late_has_a_lane_from_then_on() {
    let it = Recorded::read("late");
    let scene = scene(&it);
    let save = scene
        .bars
        .iter()
        .find(|bar| bar.task == it.task("save"))
        .expect("save is drawn");
    let request = scene.bars.iter().filter(|bar| bar.task == it.task("request")).nth(1);
    // It starts when the first sleep of its parent ends.
    assert_eq!(Some(save.rect.x), request.map(|bar| bar.rect.x));
    // The 5 s that a timeout cut short are not a planned end.
    assert_eq!(scene.hatches, []);
    assert_eq!(it.history.lanes.reach(&it.trace), Micros::from_millis(500));
}

#[test]
fn bars_that_wait_for_children_name_them() {
    let it = Recorded::read("nested");
    assert_eq!(bars(&it, "main"), [(BarKind::Child, "awaiting pages, images".into())]);
    assert_eq!(
        bars(&it, "pages"),
        [(BarKind::Child, "awaiting first page, second page, third page".into())]
    );
    let it = Recorded::read("roots");
    assert_eq!(
        bars(&it, "first"),
        [(BarKind::Child, "awaiting work('a', 0.2), work('b', 0.1)".into())]
    );
    let scene = scene(&it);
    let ends: Vec<(TaskId, EndKind)> = scene.ends.iter().map(|end| (end.task, end.how)).collect();
    assert_eq!(
        ends,
        [
            (it.task("first"), EndKind::Finished),
            (it.task("work('a', 0.2)"), EndKind::Finished),
            (it.task("work('b', 0.1)"), EndKind::Finished),
            (it.task("second"), EndKind::Failed),
            (it.task("c"), EndKind::Cancelled),
        ]
    );
    assert_eq!(
        (scene.rail, scene.parent_polls),
        (Vec::new(), Vec::new()),
        "nobody is joined"
    );
}
