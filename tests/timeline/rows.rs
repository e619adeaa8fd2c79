//! Tests of the heights of lanes.

use super::*;

#[test]
fn lanes_shrink_with_the_number_of_tasks() {
    let heights = [1, 12, 13, 40, 41, 1_000_000].map(|tasks| Rows::lane_height(tasks, 900.0));
    assert_eq!(heights, [36.0, 36.0, 24.0, 24.0, 12.0, 12.0]);
    assert_eq!(Rows::lane_height(12, 849.0), 32.0);
    // The lowest limit of any browser on the height of an element.
    assert!(Rows::new(1_000_001, Rows::lane_height(1_000_000, 900.0), 400.0).content_height() < 17_000_000.0);
}

#[test]
fn a_lane_height_decides_bar_and_detail() {
    let of = |lane| (Rows::new(1, lane, 400.0).bar(), Rows::new(1, lane, 400.0).detail());
    assert_eq!(of(36.0), (18.0, Detail::Full));
    assert_eq!(of(30.0), (18.0, Detail::Full));
    assert_eq!(of(24.0), (12.0, Detail::Full));
    assert_eq!(of(12.0), (8.0, Detail::Glyphs));
    assert_eq!(of(4.0), (3.0, Detail::Solid));
}

#[test]
fn the_first_lanes_have_a_height_together() {
    let rows = |count| Rows {
        band: LOW_BAND_HEIGHT,
        ..Rows::new(count, 32.0, 900.0)
    };
    assert_eq!(rows(4).height_of_first(3), 32.0 + 42.0 + 3.0 * 32.0);
    assert_eq!(rows(2).height_of_first(3), 32.0 + 42.0 + 2.0 * 32.0);
}

#[test]
fn only_lanes_in_view_are_visible() {
    let rows = Rows {
        scroll_top: 90.0,
        ..Rows::new(1_000, 24.0, 32.0 + 240.0)
    };
    assert_eq!(rows.visible(), 3..14);
    assert_eq!(rows.lane_y(3), 14.0);
    let beyond = Rows {
        scroll_top: 1e9,
        ..rows
    };
    assert_eq!(beyond.visible(), 1_000..1_000);
}

#[test]
fn while_all_tasks_are_in_rows_main_and_the_selected_task_have_lanes() {
    let all = Rows::new(1_001, 24.0, 400.0);
    let (none, one) = (all.of_main_and(None), all.of_main_and(Some(TaskId(700))));
    assert_eq!((none.task_in(0), none.task_in(1)), (Some(TaskId::MAIN), None));
    assert_eq!((one.task_in(1), one.task_in(2)), (Some(TaskId(700)), None));
    assert_eq!((one.lane_of(TaskId(700)), one.lane_of(TaskId(1))), (Some(1), None));
    assert_eq!(one.task_y(TaskId(700)), 32.0 + 24.0);
    assert_eq!(one.lane_at(32.0 + 30.0), Some(TaskId(700)));
    assert_eq!((one.lane_at(32.0 + 50.0), none.lane_at(32.0 + 30.0)), (None, None));
    assert!(one.shows(TaskId(700)) && one.shows(TaskId::MAIN) && !one.shows(TaskId(1)));
    assert_eq!(one.tasks_in_view(), 700..701);
    assert!(none.tasks_in_view().is_empty());
    assert_eq!(
        none.content_height(),
        one.content_height(),
        "nothing moves when a task is selected"
    );
    // Main has a lane already, and a task of another list has none.
    assert_eq!(all.of_main_and(Some(TaskId::MAIN)), none);
    assert_eq!(all.of_main_and(Some(TaskId(1_001))), none);
    assert_eq!(
        (all.task_in(700), all.lane_of(TaskId(700))),
        (Some(TaskId(700)), Some(700))
    );
}
