//! Where a tooltip stands.

use explain::placement::{GAP, TooltipSide, WindowBox, place};

const WINDOW: (f64, f64) = (1_440.0, 900.0);
const SIZE: (f64, f64) = (292.0, 120.0);

fn at(left: f64, top: f64, width: f64, height: f64) -> WindowBox {
    WindowBox {
        left,
        top,
        width,
        height,
    }
}

#[test]
fn it_stands_below_and_points_at_what_it_explains() {
    let anchor = at(400.0, 100.0, 60.0, 20.0);
    let placed = place(anchor, anchor, SIZE, WINDOW, TooltipSide::Below);
    assert_eq!(placed.side, TooltipSide::Below);
    assert_eq!(placed.top, 120.0 + GAP);
    assert_eq!(placed.left + placed.arrow, 430.0);
}

#[test]
fn it_stands_above_where_there_is_no_room_below() {
    let anchor = at(400.0, 800.0, 60.0, 20.0);
    let placed = place(anchor, anchor, SIZE, WINDOW, TooltipSide::Below);
    assert_eq!(placed.side, TooltipSide::Above);
    assert_eq!(placed.top + SIZE.1 + GAP, 800.0);
}

#[test]
fn it_stands_above_if_that_is_wanted_and_there_is_room() {
    let anchor = at(400.0, 400.0, 60.0, 20.0);
    assert_eq!(
        place(anchor, anchor, SIZE, WINDOW, TooltipSide::Above).side,
        TooltipSide::Above
    );
    let high = at(400.0, 40.0, 60.0, 20.0);
    assert_eq!(
        place(high, high, SIZE, WINDOW, TooltipSide::Above).side,
        TooltipSide::Below
    );
}

#[test]
fn it_never_covers_the_lane_of_what_it_explains() {
    let lane = at(320.0, 300.0, 1_100.0, 44.0);
    let glyph = at(330.0, 312.0, 14.0, 14.0);
    for wanted in [TooltipSide::Below, TooltipSide::Above, TooltipSide::Beside] {
        let placed = place(glyph, lane, SIZE, WINDOW, wanted);
        let clear = placed.top >= lane.bottom() || placed.top + SIZE.1 <= lane.top || placed.left >= lane.right();
        assert!(clear, "{wanted:?}: {placed:?}");
    }
}

#[test]
fn it_stands_beside_an_option_if_there_is_room() {
    let option = at(16.0, 300.0, 290.0, 28.0);
    let placed = place(option, option, SIZE, WINDOW, TooltipSide::Beside);
    assert_eq!(placed.side, TooltipSide::Beside);
    assert_eq!(placed.left, 306.0 + GAP);
    assert_eq!(placed.top + placed.arrow, 314.0);
    let narrow = (390.0, 844.0);
    assert_eq!(
        place(option, option, SIZE, narrow, TooltipSide::Beside).side,
        TooltipSide::Below
    );
}

#[test]
fn it_is_inside_of_the_window_wherever_what_it_explains_is() {
    for window in [(1_440.0, 900.0), (390.0, 844.0), (320.0, 640.0)] {
        for left in [-40.0, 0.0, 150.0, 300.0, window.0 - 20.0, window.0 + 30.0] {
            for top in [-30.0, 0.0, 200.0, 500.0, window.1 - 20.0, window.1 + 50.0] {
                for wanted in [TooltipSide::Below, TooltipSide::Above, TooltipSide::Beside] {
                    let anchor = at(left, top, 40.0, 20.0);
                    let placed = place(anchor, anchor, SIZE, window, wanted);
                    assert!(
                        placed.left >= 0.0 && placed.left + SIZE.0 <= window.0,
                        "{anchor:?}: {placed:?}"
                    );
                    assert!(
                        placed.top >= 0.0 && placed.top + SIZE.1 <= window.1,
                        "{anchor:?}: {placed:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn it_covers_nothing_of_what_it_explains_if_either_side_has_room() {
    for top in [8.0, 100.0, 300.0, 424.0, 700.0, 860.0] {
        let anchor = at(700.0, top, 40.0, 20.0);
        let placed = place(anchor, anchor, SIZE, WINDOW, TooltipSide::Below);
        assert!(
            placed.top >= anchor.bottom() || placed.top + SIZE.1 <= anchor.top,
            "{placed:?}"
        );
    }
}
