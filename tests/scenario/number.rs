//! Parsing durations and printing numbers as Python does.

use proptest::prelude::*;
use scenario::time::Micros;
use scenario::{PyNumber, Quantity, TimeUnit};

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn validation_error(text: &str) -> String {
    Quantity::parse(text).expect_err(text).to_string()
}

#[test]
fn another_length_keeps_the_unit_if_possible_and_has_the_fewest_digits() {
    for (written, micros, expected) in [
        ("2s", 2_050_000, "2.05s"),
        ("2", 2_500_000, "2.5"),
        ("2.50s", 3_000_000, "3s"),
        ("1800ms", 1_850_000, "1850ms"),
        ("1800ms", 1_850_250, "1850.25ms"),
        ("1.5m", 120_000_000, "2m"),
        ("1.5m", 90_050_000, "90.05s"), // no number of minutes lasts exactly that
        ("1m", 66_000_000, "1.1m"),
        ("0.01m", 650_000, "0.65s"),
        ("2s", 0, "0s"),
        ("0.1", 1, "0.000001"),
    ] {
        let changed = quantity(written).with_length(Micros(micros));
        assert_eq!(changed.to_string(), expected, "{written} to {micros} µs");
        assert_eq!(changed.micros(), Micros(micros), "{written} to {micros} µs");
    }
}

#[test]
fn the_same_length_stays_as_it_was_written() {
    for written in ["2.0", "2000ms", "0.50m", "00.5s"] {
        let before = quantity(written);
        assert_eq!(before.with_length(before.micros()), before);
    }
}

#[test]
fn a_length_is_limited_to_a_day() {
    assert_eq!(quantity("1m").with_length(Micros(u64::MAX)).to_string(), "1440m");
}

proptest! {
    #[test]
    fn every_length_can_be_written_from_every_unit(micros in 0_u64..=86_400_000_000, unit in 0_usize..4) {
        let written = quantity(["1", "1s", "1ms", "1m"][unit]);
        let changed = written.with_length(Micros(micros));
        prop_assert_eq!(changed.micros(), Micros(micros));
        prop_assert_eq!(quantity(&changed.to_string()), changed);
    }
}

#[test]
fn a_duration_prints_as_python_prints_it() {
    for (text, delay, result, micros) in [
        ("2", "2", "4", 2_000_000),
        ("2s", "2", "4", 2_000_000),
        ("1m", "60", "120", 60_000_000),
        ("2.0", "2.0", "4.0", 2_000_000),
        ("1.5", "1.5", "3.0", 1_500_000),
        ("300ms", "0.3", "0.6", 300_000),
        ("2000ms", "2.0", "4.0", 2_000_000),
        ("1.5m", "90.0", "180.0", 90_000_000),
        ("0.01ms", "1e-05", "2e-05", 10),
        ("0.1ms", "0.0001", "0.0002", 100),
        ("0", "0", "0", 0),
        ("0ms", "0.0", "0.0", 0),
        ("0.1m", "6.0", "12.0", 6_000_000),
        ("0.07m", "4.2", "8.4", 4_200_000),
        ("007", "7", "14", 7_000_000),
        ("86400", "86400", "172800", 86_400_000_000),
        ("86400000ms", "86400.0", "172800.0", 86_400_000_000),
        ("1440m", "86400", "172800", 86_400_000_000),
    ] {
        let read = quantity(text);
        assert_eq!(read.to_string(), text);
        assert_eq!(read.number().to_string(), delay, "{text}");
        assert_eq!(read.number().doubled().to_string(), result, "{text}");
        assert_eq!(read.micros(), Micros(micros), "{text}");
    }
}

#[test]
fn half_a_microsecond_is_rounded_up() {
    assert_eq!(quantity("0.0000005").micros(), Micros(1));
    assert_eq!(quantity("0.00000049").micros(), Micros(0));
}

#[test]
fn floats_take_an_exponent_where_python_gives_them_one() {
    for (value, printed) in [
        (1e-5, "1e-05"),
        (0.0001, "0.0001"),
        (1.5e-7, "1.5e-07"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1.25e100, "1.25e+100"),
        (5e-324, "5e-324"),
        (0.1 + 0.2, "0.30000000000000004"),
        (123_456.0, "123456.0"),
    ] {
        assert_eq!(PyNumber::Float(value).to_string(), printed);
    }
    assert_eq!(PyNumber::from_micros_float(Micros(1_234_000)).to_string(), "1.234");
    assert_eq!(PyNumber::from_micros_float(Micros(2_000_000)).to_string(), "2.0");
}

#[test]
fn three_spellings_of_one_length_are_three_quantities() {
    assert_ne!(quantity("2"), quantity("2s"));
    assert_ne!(quantity("2s"), quantity("2000ms"));
    assert_eq!(quantity("2s"), Quantity::seconds(2));
    assert_eq!(quantity("2"), Quantity::plain(2));
    assert_eq!(quantity("300ms"), Quantity::millis(300));
    assert_eq!(quantity("3m"), Quantity::minutes(3));
    assert_eq!(quantity("3m").unit(), Some(TimeUnit::Minutes));
    assert_eq!(Quantity::seconds(u64::MAX).micros(), Micros::from_secs(86_400));
}

#[test]
fn an_error_suggests_a_fix() {
    for (text, message) in [
        ("3sec", "“3sec” is not a duration. Try 3s or 3000ms."),
        (
            "1.5 seconds",
            "“1.5 seconds” has a space before its unit. Try 1.5s or 1500ms.",
        ),
        ("300msec", "“300msec” is not a duration. Try 300ms."),
        ("2min", "“2min” is not a duration. Try 2m or 120s."),
        ("2 s", "“2 s” has a space before its unit. Try 2s."),
        ("2S", "“2S” has its unit in capitals. Try 2s."),
        ("5MS", "“5MS” has its unit in capitals. Try 5ms."),
        ("-1", "“-1” is negative, and a duration cannot be. Try 1 or 0."),
        ("-1s", "“-1s” is negative, and a duration cannot be. Try 1s or 0."),
        ("+2", "“+2” has a sign. Try 2."),
        (".5", "“.5” starts with a point. Try 0.5."),
        (".5s", "“.5s” starts with a point. Try 0.5s."),
        ("5.", "“5.” has a point and nothing behind it. Try 5."),
        ("1,5", "“1,5” is not a duration. Try 1.5."),
        ("1h", "“1h” is in hours, which are not a unit. Try 60m or 3600s."),
        ("24h", "“24h” is in hours, which are not a unit. Try 1440m or 86400s."),
        (
            "25h",
            "“25h” is longer than 24 h, and hours are not a unit. Write at most 1440m.",
        ),
        ("1d", "“1d” is in days, which are not a unit. Try 1440m."),
        ("500us", "“500us” is in microseconds, which are not a unit. Try 0.5ms."),
        ("1m30s", "“1m30s” has two units. Try 90s."),
        ("1e3", "“1e3” has an exponent. Try 1000."),
        ("5e-1s", "“5e-1s” has an exponent. Try 0.5s."),
        (
            "1e400",
            "“1e400” has an exponent, and 24 h is the longest. Write at most 86400 or 1440m.",
        ),
        ("NaN", "“NaN” is not a number. Write digits, such as 2 or 0.5."),
        (
            "inf",
            "“inf” has no end, and 24 h is the longest. Write at most 86400 or 1440m.",
        ),
        ("86401", "“86401” is longer than 24 h. Write at most 86400."),
        ("86400.1s", "“86400.1s” is longer than 24 h. Write at most 86400s."),
        ("1441m", "“1441m” is longer than 24 h. Write at most 1440m."),
        (
            "86400001ms",
            "“86400001ms” is longer than 24 h. Write at most 86400000ms.",
        ),
        ("", "There is no duration. Write a number, such as 2, 300ms or 1m."),
        (
            "abc",
            "“abc” is not a duration. Write a number with ms, s or m, such as 300ms, 2s or 1m.",
        ),
        (
            "٣",
            "“٣” is not a duration. Write a number with ms, s or m, such as 300ms, 2s or 1m.",
        ),
    ] {
        assert_eq!(validation_error(text), message);
    }
}

#[test]
fn a_megabyte_of_digits_is_read_or_rejected_quickly() {
    let nines = "9".repeat(1 << 20);
    for unit in ["", "ms", "s", "m", "sec", "x"] {
        let message = validation_error(&format!("{nines}{unit}"));
        assert!(message.chars().count() < 150, "{message}");
    }
    let zeros = "0".repeat(1 << 20);
    assert_eq!(quantity(&format!("{zeros}2m")).number(), PyNumber::Int(120));
    assert_eq!(quantity(&format!("1.{zeros}1m")).micros(), Micros(60_000_000));
}

proptest! {
    #[test]
    fn any_string_is_parsed_without_a_panic(text in "\\PC{0,12}|[-+0-9.eE msh_,]{0,12}|.{0,60}") {
        if let Ok(read) = Quantity::parse(&text) {
            prop_assert_eq!(read.to_string(), text);
            prop_assert!(read.micros() <= Micros::from_secs(86_400));
        }
    }

    #[test]
    fn the_suggested_fix_is_valid(text in "[-+]?[0-9]{0,4}[.]?[0-9]{0,2}(e[0-9])? ?[a-zA-Z]{0,3}") {
        if let Err(error) = Quantity::parse(&text)
            && let Some(tries) = error.fix.strip_prefix("Try ")
        {
            for spelling in tries.trim_end_matches('.').split(" or ") {
                prop_assert!(Quantity::parse(spelling).is_ok(), "{}", error);
            }
        }
    }

    #[test]
    fn a_printed_float_reads_back(value in 0.0..1e20_f64) {
        prop_assert_eq!(PyNumber::Float(value).to_string().parse::<f64>(), Ok(value));
    }
}

#[test]
fn a_range_of_lengths_names_a_common_unit_once() {
    let range = |from: u64, until: u64| scenario::words::lengths(Micros(from), Micros(until));
    assert_eq!(range(300_000, 450_000), "300 – 450 ms");
    assert_eq!(range(1_800_000, 2_300_000), "1.8 – 2.3 s");
    assert_eq!(range(900_000, 1_100_000), "900 ms – 1.1 s");
    assert_eq!(range(0, 50_000), "0 – 50 ms");
    assert_eq!(range(119_000_000, 150_000_000), "119 s – 2 min 30 s");
}
