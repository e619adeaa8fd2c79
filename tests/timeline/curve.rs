//! Tests of the path data of a curve over settings.

use timeline::curve::{CurveFrame, Value, round_step};

/// Two columns of 100 px from x = 10 on; one pixel per unit, with the value 100 at y = 20.
const FRAME: CurveFrame = CurveFrame {
    left: 10.0,
    width: 200.0,
    top: 20.0,
    height: 100.0,
    columns: 2,
    most: 100.0,
};

fn certain(value: f64) -> Value {
    Value {
        low: value,
        median: value,
        high: value,
    }
}

#[test]
fn dots_are_in_the_middle_of_their_columns_and_0_is_at_the_bottom() {
    let curve = FRAME.curve(&[(0, certain(100.0)), (1, certain(0.0))]);
    assert_eq!(curve.line, "M60.0 20.0L160.0 120.0");
    assert_eq!(curve.rings.matches('M').count(), 2);
    assert!(curve.band.is_empty(), "equal bounds have no band");
}

#[test]
fn the_band_follows_the_high_bounds_and_returns_along_the_low_ones() {
    let value = Value {
        low: 10.0,
        median: 20.0,
        high: 60.0,
    };
    assert_eq!(
        FRAME.curve(&[(0, value), (1, certain(50.0))]).band,
        "M60.0 60.0L160.0 70.0L160.0 70.0L60.0 110.0z"
    );
}

#[test]
fn the_line_passes_over_a_column_without_a_value() {
    let frame = CurveFrame { columns: 4, ..FRAME };
    let curve = frame.curve(&[(1, certain(100.0)), (3, certain(0.0))]);
    assert_eq!(curve.line, "M85.0 20.0L185.0 120.0");
    assert_eq!(curve.rings.matches('M').count(), 2);
}

#[test]
fn a_click_finds_its_column() {
    assert_eq!(FRAME.column_at(9.0), None);
    assert_eq!(FRAME.column_at(10.0), Some(0));
    assert_eq!(FRAME.column_at(209.0), Some(1));
    assert_eq!(FRAME.column_at(211.0), None);
}

#[test]
fn a_curve_without_values_is_empty() {
    let frame = CurveFrame {
        columns: 0,
        most: 0.0,
        width: 0.0,
        ..FRAME
    };
    assert_eq!(frame.curve(&[]).line, "");
    assert_eq!(frame.column_at(10.0), None);
}

#[test]
fn steps_are_round() {
    assert_eq!(
        [0.0, 1.5, 3.0, 7.0, 12.0, 1e300].map(round_step),
        [1.0, 2.0, 5.0, 10.0, 20.0, 1e15]
    );
}
