//! Tests of the axis: ticks and their labels.

use super::*;

/// The labels of a fitted axis of 1,000 px between the paddings, up to its end.
fn labels(end: Micros) -> Vec<String> {
    labels_of(&Scale::fit(end, WIDTH, false), end)
}

fn labels_of(scale: &Scale, end: Micros) -> Vec<String> {
    ticks(scale)
        .into_iter()
        .filter(|tick| tick.at <= end)
        .filter_map(|tick| tick.label)
        .collect()
}

#[test]
fn labels_name_whole_seconds() {
    let three = [
        "0", "0.2", "0.4", "0.6", "0.8", "1.0 s", "1.2", "1.4", "1.6", "1.8", "2.0 s", "2.2", "2.4", "2.6",
    ];
    assert_eq!(labels(secs(3))[..14], three);
    assert_eq!(
        labels(secs(5)),
        [
            "0", "0.5", "1.0 s", "1.5", "2.0 s", "2.5", "3.0 s", "3.5", "4.0 s", "4.5", "5.0 s"
        ]
    );
    assert_eq!(labels(secs(10))[..4], ["0", "1.0 s", "2.0 s", "3.0 s"]);
    assert_eq!(labels(secs(100))[..3], ["0", "10 s", "20 s"]);
}

#[test]
fn short_spans_are_labelled_in_milliseconds_and_long_ones_in_minutes_and_hours() {
    assert_eq!(labels(ms(500))[..3], ["0", "50 ms", "100 ms"]);
    assert_eq!(labels(ms(5))[..3], ["0", "0.5 ms", "1.0 ms"]);
    assert_eq!(labels(secs(600))[..3], ["0", "1 min", "2 min"]);
    assert_eq!(labels(secs(3_600))[..3], ["0", "5 min", "10 min"]);
    assert_eq!(labels(secs(3_600))[12..], ["1 h"]);
    assert_eq!(labels(secs(86_400))[..3], ["0", "2 h", "4 h"]);
    assert_eq!(labels(secs(86_400))[12..], ["1 d"]);
    assert_eq!(labels(secs(5 * 86_400))[..4], ["0", "12 h", "1 d", "1 d 12 h"]);
    assert_eq!(labels(secs(365 * 86_400))[..3], ["0", "50 d", "100 d"]);
}

#[test]
fn labels_are_64_px_and_minor_ticks_7_px_apart_at_every_zoom() {
    let mut scale = Scale::fit(secs(100_000), WIDTH, false);
    for _ in 0..200 {
        let ticks = ticks(&scale);
        let majors: Vec<f64> = ticks.iter().filter(|tick| tick.major).map(|tick| tick.x).collect();
        assert!(
            majors.windows(2).all(|pair| pair[1] - pair[0] >= 63.999),
            "{:?}",
            scale.span()
        );
        assert!(
            ticks.windows(2).all(|pair| pair[1].x - pair[0].x >= 6.999),
            "{:?}",
            scale.span()
        );
        assert!(ticks.len() < 170);
        scale = scale.zoomed(1.13, 700.0);
    }
}

#[test]
fn a_minor_step_is_a_fifth_of_a_major_step() {
    let scale = Scale::fit(secs(5), WIDTH, false);
    let ticks = ticks(&scale);
    let first: Vec<_> = ticks.iter().take(6).map(|tick| (tick.at, tick.x, tick.major)).collect();
    let at = |tenths: u64| ms(tenths * 100);
    let expected = [
        (at(0), 16.0, true),
        (at(1), 36.0, false),
        (at(2), 56.0, false),
        (at(3), 76.0, false),
        (at(4), 96.0, false),
        (at(5), 116.0, true),
    ];
    assert_eq!(first, expected);
}

#[test]
fn no_label_is_cut_by_the_edge_of_the_plot() {
    for zoom in 0..40 {
        let scale = Scale::fit(secs(3), WIDTH, false).zoomed(1.0 + f64::from(zoom) * 0.3, 1_000.0);
        for tick in ticks(&scale) {
            let half = tick.label.as_deref().map_or(0.0, estimate_width) / 2.0;
            assert!(tick.label.is_none() || (tick.x >= half && tick.x + half <= WIDTH));
        }
    }
}

/// A year, with a view of this length around a moment in its last month.
fn in_a_year(span: f64) -> Scale {
    let year = secs(365 * 86_400);
    let scale = Scale::fit(year, WIDTH, false);
    let at = Micros(29_000_000_123_456);
    let half = Micros((span / 2.0) as u64);
    scale.showing(TimeWindow::between(at.since(half), at + Micros(span as u64 - half.0)))
}

#[test]
fn labels_never_touch_from_a_year_to_a_microsecond() {
    for power in 0..=13 {
        for mantissa in [1.0, 2.3, 4.9, 7.7] {
            let scale = in_a_year(mantissa * 10_f64.powi(power));
            let labels: Vec<(f64, f64)> = ticks(&scale)
                .into_iter()
                .filter_map(|tick| Some((tick.x, estimate_width(&tick.label?) / 2.0)))
                .collect();
            assert!(
                labels
                    .windows(2)
                    .all(|pair| pair[1].0 - pair[1].1 - pair[0].0 - pair[0].1 >= 11.9),
                "{:?}",
                scale.span()
            );
            assert!(ticks(&scale).iter().any(|tick| tick.major), "{:?}", scale.span());
        }
    }
}

#[test]
fn a_view_far_from_the_start_has_labels_as_fine_as_its_steps() {
    let first = |scale: &Scale| ticks(scale).into_iter().find_map(|tick| tick.label).expect("one fits");
    assert_eq!(first(&in_a_year(1.0)), "29000000.123457");
    assert_eq!(first(&in_a_year(50.0)), "29000000.123435");
    assert_eq!(first(&in_a_year(1e6)), "28999999.7");
    assert_eq!(first(&in_a_year(3.6e9)), "335 d 15 h 10 min");
    let short = Scale::fit(ms(5), WIDTH, false);
    assert_eq!(
        labels_of(&short.zoomed(50.0, 16.0), ms(5))[..3],
        ["0", "10 µs", "20 µs"]
    );
    assert_eq!(
        labels_of(&short.zoomed(50.0, 516.0), ms(5))[..2],
        ["2.46 ms", "2.47 ms"]
    );
}
