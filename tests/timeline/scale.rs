//! Tests of the conversion between time and x.

use super::*;

#[test]
fn time_0_and_the_end_are_at_the_paddings() {
    let scale = Scale::fit(secs(2), WIDTH, false);
    assert_eq!(
        (scale.x_from_time(Micros::ZERO), scale.x_from_time(secs(2))),
        (16.0, 1_016.0)
    );
    let phone = Scale::fit(secs(2), 390.0, true);
    assert_eq!(
        (phone.x_from_time(Micros::ZERO), phone.x_from_time(secs(2))),
        (16.0, 356.0)
    );
}

#[test]
fn zoom_keeps_the_time_under_the_pointer() {
    let scale = Scale::fit(secs(2), WIDTH, false);
    for x in [16.0, 266.0, 516.0, 1_016.0] {
        let mut zoomed = scale;
        for factor in [1.1, 3.0, 0.9, 7.0] {
            zoomed = zoomed.zoomed(factor, x);
            assert_eq!(zoomed.time_from_x(x), scale.time_from_x(x), "{factor} at {x}");
        }
    }
}

#[test]
fn zooming_out_stops_at_the_whole_run_and_in_at_a_microsecond() {
    let scale = Scale::fit(secs(2), WIDTH, false);
    assert_eq!(scale.zoomed(4.0, 700.0).zoomed(0.01, 20.0), scale);
    assert_eq!(scale.zoomed(1e12, 700.0).span(), Micros(1));
    for nonsense in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(scale.zoomed(nonsense, 500.0), scale);
    }
}

#[test]
fn panning_follows_the_pointer_and_stops_at_the_start_and_the_end() {
    let zoomed = Scale::fit(secs(2), WIDTH, false).zoomed(2.0, 516.0);
    assert_eq!(zoomed.visible().0, Micros(484_000));
    let panned = zoomed.panned(100.0);
    assert_eq!(panned.time_from_x(616.0), zoomed.time_from_x(516.0));
    assert_eq!(zoomed.panned(1e9).x_from_time(Micros::ZERO), 16.0);
    assert_eq!(zoomed.panned(-1e9).x_from_time(secs(2)), 1_016.0);
}

#[test]
fn x_and_time_are_inverse_for_a_day_too() {
    let scale = Scale::fit(secs(86_400), WIDTH, false);
    for at in [0, 1, 999_999_999, 86_399_999_999].map(Micros) {
        assert_eq!(scale.time_from_x(scale.x_from_time(at)), at);
    }
}

#[test]
fn a_live_axis_grows_in_steps() {
    let expected = secs(2);
    assert_eq!(Scale::live_end(expected, ms(1_999)), secs(2));
    assert_eq!(Scale::live_end(expected, ms(2_001)), ms(2_500));
    assert_eq!(Scale::live_end(expected, ms(2_500)), ms(2_500));
    assert_eq!(Scale::live_end(expected, ms(2_501)), ms(3_125));
    assert_eq!(Scale::live_end(Micros::ZERO, Micros::ZERO), ms(1));
}

#[test]
fn a_new_end_keeps_what_is_zoomed_and_refits_what_was_fitted() {
    let scale = Scale::fit(secs(2), WIDTH, false);
    assert_eq!(scale.with_end(secs(4)), Scale::fit(secs(4), WIDTH, false));
    let zoomed = scale.zoomed(4.0, 516.0);
    assert_eq!(zoomed.with_end(secs(4)).visible(), zoomed.visible());
}

#[test]
fn a_plot_narrower_than_its_paddings_still_has_a_scale() {
    let scale = Scale::fit(secs(2), 0.0, false);
    assert!(scale.x_from_time(secs(1)).is_finite());
    assert_eq!(ticks(&scale).len(), 1);
}

#[test]
fn the_axis_of_a_run_ends_where_the_prediction_does_until_the_run_passes_it() {
    let live = |expected, now| {
        AxisEnd {
            expected,
            now,
            ..AxisEnd::default()
        }
        .end()
    };
    assert_eq!(live(secs(2), Micros::ZERO), secs(2));
    assert_eq!(live(secs(2), secs(2)), secs(2));
    assert_eq!(live(secs(2), ms(2_001)), ms(2_500));
    assert_eq!(live(secs(2), ms(2_501)), ms(3_125));
}

#[test]
fn the_axis_of_a_complete_recording_ends_where_it_does_and_fits_a_prediction_drawn_over_it() {
    let end = |stale, expected| {
        AxisEnd {
            recorded: Some(secs(3)),
            expected,
            stale,
            now: secs(99),
            held: None,
        }
        .end()
    };
    assert_eq!(end(false, secs(5)), secs(3));
    assert_eq!(end(true, secs(5)), secs(5));
    assert_eq!(end(true, secs(1)), secs(3));
}

#[test]
fn an_axis_of_no_length_is_a_second_and_a_held_one_does_not_become_shorter() {
    let nothing = AxisEnd {
        recorded: Some(Micros::ZERO),
        ..AxisEnd::default()
    };
    assert_eq!(nothing.end(), secs(1));
    // Before a program has run, and of a list whose tasks sleep for 0 s.
    assert_eq!(AxisEnd::default().end(), secs(1));
    let running = AxisEnd {
        now: ms(1_001),
        ..AxisEnd::default()
    };
    assert_eq!(running.end(), ms(1_250));
    let held = |held| {
        AxisEnd {
            recorded: Some(secs(3)),
            held: Some(held),
            ..AxisEnd::default()
        }
        .end()
    };
    assert_eq!((held(secs(4)), held(secs(2))), (secs(4), secs(3)));
}
