//! Tests of the frame around the timeline: the classes of window sizes, and how timeline and panels share the height.

use super::*;
use timeline::frame::{docks_code, kept_share};
use timeline::{embedded_height, leaves_labels_out};

#[test]
fn a_window_has_room_for_the_set_up_from_1024_by_640_on() {
    for ((width, height), expected) in [
        ((1_440.0, 900.0), SizeClass::Wide),
        ((1_024.0, 640.0), SizeClass::Wide),
        ((1_023.0, 900.0), SizeClass::Small),
        ((1_440.0, 639.0), SizeClass::Small),
        ((853.0, 480.0), SizeClass::Small),
        ((640.0, 360.0), SizeClass::Small),
        ((639.0, 900.0), SizeClass::Phone),
        ((320.0, 256.0), SizeClass::Phone),
    ] {
        assert_eq!(SizeClass::of(width, height), expected, "{width} by {height}");
    }
}

#[test]
fn the_program_is_docked_from_the_start_from_1360_by_760_on() {
    assert!(docks_code(1_360.0, 760.0));
    assert!(!docks_code(1_359.0, 900.0));
    assert!(!docks_code(1_440.0, 759.0));
}

#[test]
fn the_set_up_is_open_from_the_start_in_a_wide_window_with_at_most_200_tasks() {
    assert!(SizeClass::Wide.opens_set_up(200));
    assert!(!SizeClass::Wide.opens_set_up(201));
    assert!(!SizeClass::Small.opens_set_up(3));
    assert!(!SizeClass::Phone.opens_set_up(3));
}

#[test]
fn the_splitter_stops_where_the_timeline_has_four_lanes_and_where_the_panels_have_160_px() {
    let split = HeightSplit {
        room: 600.0,
        least_timeline: 240.0,
        least_panels: 160.0,
    };
    assert_eq!((split.smallest(), split.largest()), (240.0, 440.0));
    for (wanted, height) in [
        (-50.0, 240.0),
        (239.0, 240.0),
        (300.0, 300.0),
        (441.0, 440.0),
        (9e9, 440.0),
    ] {
        assert_eq!(split.height(wanted), height, "{wanted}");
    }
    assert_eq!(split.share(300.0), 0.5);
    assert_eq!(split.share(0.0), 0.4);
    // Where both do not fit, the page scrolls: the timeline keeps its lanes.
    let low = HeightSplit { room: 300.0, ..split };
    assert_eq!(
        (low.smallest(), low.largest(), low.height(100.0)),
        (240.0, 240.0, 240.0)
    );
    assert_eq!(low.share(100.0), 0.8);
}

#[test]
fn a_share_stays_between_the_stops_in_any_room() {
    for room in 0..1_500 {
        let split = HeightSplit {
            room: f64::from(room),
            least_timeline: 202.0,
            least_panels: 160.0,
        };
        for wanted in [0.0, 150.0, 202.0, 333.0, 1e6] {
            let height = split.height(wanted);
            assert!(height >= 202.0);
            assert!(height <= 202.0 || split.room - height >= 160.0, "{wanted} of {room}");
            assert!(kept_share(split.share(wanted)).is_some());
        }
    }
}

#[test]
fn only_a_part_of_the_room_is_a_share() {
    assert_eq!(kept_share(0.4), Some(0.4));
    for odd in [f64::NAN, 0.0, 1.0, -1.0, 7.0, f64::INFINITY] {
        assert_eq!(kept_share(odd), None, "{odd}");
    }
}

#[test]
fn lanes_share_the_height_up_to_52_px_and_dense_ones_do_not() {
    let rows = |count, lane, height| Rows {
        band: 42.0,
        ..Rows::new(count, lane, height)
    };
    // 32 for the axis, 42 for the loop.
    assert_eq!(rows(4, 32.0, 74.0 + 4.0 * 46.0).sharing().lane, 46.0);
    assert_eq!(rows(4, 32.0, 900.0).sharing().lane, 52.0);
    assert_eq!(rows(9, 32.0, 260.0).sharing().lane, 32.0);
    assert_eq!(rows(21, 24.0, 74.0 + 21.0 * 30.5).sharing().lane, 30.0);
    assert_eq!(rows(61, 12.0, 2_000.0).sharing().lane, 12.0);
}

#[test]
fn an_embedded_page_shows_all_lanes_of_a_short_list_whatever_its_height() {
    // Transport and caption have 94 px, in a low or narrow frame 76.
    let fits = |count, height: f64| {
        let rows = Rows::embedded(count, height);
        assert!(rows.content_height() <= height, "{count} lanes in {height}: {rows:?}");
        rows
    };
    let rows = fits(4, 300.0 - 94.0);
    assert_eq!((rows.axis, rows.band, rows.lane), (28.0, 42.0, 34.0));
    // Lanes keep their labels as long as the loop's band can give way.
    let rows = fits(4, 200.0 - 76.0);
    assert_eq!((rows.band, rows.lane), (0.0, 24.0));
    assert_eq!(fits(6, 200.0 - 76.0).lane, 16.0);
    assert_eq!(fits(3, 900.0).lane, 52.0);
    // A long list scrolls.
    assert_eq!(Rows::embedded(101, 200.0).lane, 12.0);
    assert_eq!(Rows::embedded(0, 0.0).count, 0);
}

#[test]
fn the_reported_height_has_room_for_lanes_of_the_usual_height() {
    for tasks in 0..=12 {
        let timeline = f64::from(embedded_height(tasks)) - 94.0;
        let rows = Rows::embedded(tasks as usize + 1, timeline);
        assert_eq!((rows.band, rows.lane), (42.0, 33.0), "{tasks} tasks");
    }
    assert_eq!(embedded_height(3), 296);
    assert_eq!(embedded_height(12), embedded_height(1_000_000));
}

#[test]
fn labels_are_left_out_where_a_plot_is_narrow() {
    assert!(leaves_labels_out(639.0, false) && !leaves_labels_out(640.0, false));
    assert!(leaves_labels_out(399.0, true) && !leaves_labels_out(400.0, true));
}
