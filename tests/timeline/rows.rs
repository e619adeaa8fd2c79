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
