//! Tests of the frame around the timeline: the classes of window sizes.

use super::*;

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
