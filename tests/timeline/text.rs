//! Tests of durations as text, and of text shortened to a width.

use super::*;

#[test]
fn durations_are_written_in_the_usual_units() {
    let read = [
        0,
        500,
        600_000,
        1_800_000,
        2 * SECOND,
        90 * SECOND,
        150 * SECOND,
        7_200 * SECOND,
        7_260 * SECOND,
    ];
    let words = [
        "0 s",
        "0.5 ms",
        "600 ms",
        "1.8 s",
        "2 s",
        "90 s",
        "2 min 30 s",
        "2 h",
        "2 h 1 min",
    ];
    assert_eq!(read.map(|micros| length(Micros(micros))), words);
    assert_eq!(moment(Micros(2_120_999)), "2.120 s");
}

#[test]
fn text_is_cut_between_letters() {
    assert_eq!(elided("größer", 100.0, &estimate_width).as_deref(), Some("größer"));
    assert_eq!(elided("größer", 34.0, &estimate_width).as_deref(), Some("größ…"));
    assert_eq!(elided("größer", 12.0, &estimate_width), None);
    let long = "x".repeat(100_000);
    assert!(elided(&long, 1e9, &estimate_width).is_some_and(|text| text.chars().count() <= 501));
}
