//! The rules of docs/links.md for the task list.

use crate::samples;
use proptest::prelude::*;
use scenario::text::{WrittenList, parse};
use scenario::{Item, TaskList};

fn read(text: &str) -> WrittenList {
    parse(text).unwrap_or_else(|errors| panic!("{text:?}: {errors:?}"))
}

fn canonical(text: &str) -> String {
    read(text).list.canonical()
}

/// All errors of a text, one a line.
fn validation_errors(text: &str) -> String {
    let errors = parse(text).expect_err(text);
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_list_reads_to_its_canonical_form() {
    for (text, expected) in [
        ("2, 1, 3                     # seconds", "2, 1, 3"),
        ("2,1\n3", "2, 1, 3"),
        ("2\r\n1\r3", "2, 1, 3"),
        (",, 2 ,\n\n , # nothing, here\n1,", "2, 1"),
        ("", ""),
        (" # only a comment", ""),
        ("\u{feff}2, 1", "2, 1"),
        ("users: 2s, orders: 1s fail", "users: 2s, orders: 1s fail"),
        ("render:300ms   cpu 120ms", "render: 300ms cpu 120ms"),
        ("1s..3s x5", "1s..3s x5"),
        ("1s .. 3m x 5", "1s..3m x5"),
        ("500ms..1", "500ms..1"),
        ("flaky: 0.5s fail 2", "flaky: 0.5s fail 2"),
        ("lossy: 0.5s fail 30% x10", "lossy: 0.5s fail 30% x10"),
        ("2 fail 12.50%", "2 fail 12.50%"),
        ("2 fail 30 %", "2 fail 30%"),
        ("2 fail 0%, 2 fail 100%", "2 fail 0%, 2 fail 100%"),
        ("2s x3 fail 2 cpu 120ms", "2s cpu 120ms fail 2 x3"),
        ("users: 2s cpu 120ms fail 2 x3", "users: 2s cpu 120ms fail 2 x3"),
        ("2 x1", "2"),
        ("2 cpu 2", "2 cpu 2"),
        (": 2", "2"),
        ("12:30: 2", "12:30: 2"),
        ("two words : 2", "two words: 2"),
        ("x5: 2, fail: 1", "x5: 2, fail: 1"),
        ("2#comment", "2"),
        ("2 x1000000", "2 x1000000"),
    ] {
        assert_eq!(canonical(text), expected, "{text:?}");
    }
}

#[test]
fn an_error_has_its_position_and_a_fix() {
    for (text, message) in [
        (
            "2,\n1\na: 3sec",
            "Line 3, column 4: “3sec” is not a duration. Try 3s or 3000ms.",
        ),
        (
            "2\r\n1\rü: 3sec",
            "Line 3, column 4: “3sec” is not a duration. Try 3s or 3000ms.",
        ),
        ("2 s", "Line 1, column 1: “2 s” has a space before its unit. Try 2s."),
        (
            "2 hours",
            "Line 1, column 1: “2 hours” is in hours, which are not a unit. Try 120m or 7200s.",
        ),
        (
            "-1",
            "Line 1, column 1: “-1” is negative, and a duration cannot be. Try 1 or 0.",
        ),
        (
            "25h",
            "Line 1, column 1: “25h” is longer than 24 h, and hours are not a unit. Write at most 1440m.",
        ),
        (
            "users:",
            "Line 1, column 1: “users” has no delay. Write one behind the colon, as in users: 2s.",
        ),
        (
            ":",
            "Line 1, column 1: The colon has no delay behind it. Write one there, as in users: 2s.",
        ),
        (
            "users 2s",
            "Line 1, column 1: “users” has no colon behind it. Try users: 2s.",
        ),
        (
            "a: x5",
            "Line 1, column 4: There is no delay before “x5”. Write one first, as in 2s x5.",
        ),
        (
            "2 1",
            "Line 1, column 3: “1” stands where a modifier would. Put a comma before it if it is a delay of its own.",
        ),
        (
            "2 fast",
            "Line 1, column 3: “fast” is not a modifier. Write cpu, fail or x behind the delay, as in 2s cpu 120ms fail x3.",
        ),
        ("2 fail2", "Line 1, column 3: “fail2” is not a modifier. Try fail 2."),
        (
            "2 fail30%",
            "Line 1, column 3: “fail30%” is not a modifier. Try fail 30%.",
        ),
        ("2 Fails", "Line 1, column 3: “Fails” is not a modifier. Try fail."),
        (
            "2 cpu120ms",
            "Line 1, column 3: “cpu120ms” is not a modifier. Try cpu 120ms.",
        ),
        ("2 X5", "Line 1, column 3: “X5” is not a modifier. Try x5."),
        ("2 5x", "Line 1, column 3: “5x” is not a modifier. Try x5."),
        ("2 ×5", "Line 1, column 3: “×5” is not a modifier. Try x5."),
        (
            "2 fail -1",
            "Line 1, column 8: “-1” is not a number of attempts. Write fail, fail 2 or fail 30%.",
        ),
        (
            "2 fail 0",
            "Line 1, column 8: “0” lets no attempt fail. Leave fail out, or try fail 1.",
        ),
        (
            "2 fail 1.5",
            "Line 1, column 8: “1.5” is not a number of attempts. Try fail 1, or fail 1.5% for a chance.",
        ),
        (
            "2 fail 9999999999",
            "Line 1, column 8: “9999999999” is more attempts than there can be. Write fail alone: every attempt fails.",
        ),
        (
            "2 fail 130%",
            "Line 1, column 8: “130%” is not a chance. Write at most fail 100%.",
        ),
        (
            "2 fail -3%",
            "Line 1, column 8: “-3%” is not a chance. Write 0% to 100%, as in fail 30%.",
        ),
        (
            "2 cpu 3s",
            "Line 1, column 7: “3s” of cpu is more than 2 s. Write at most cpu 2s.",
        ),
        (
            "2 cpu",
            "Line 1, column 3: “cpu” has no duration behind it. Write one, as in cpu 120ms.",
        ),
        (
            "2 cpu 120 ms",
            "Line 1, column 7: “120 ms” has a space before its unit. Try 120ms.",
        ),
        (
            "2 x0",
            "Line 1, column 3: “x0” makes no task. Write x1 or more, or take the item out.",
        ),
        (
            "2 x",
            "Line 1, column 3: “x” has no count behind it. Write one, as in x5.",
        ),
        (
            "2 x-1",
            "Line 1, column 3: “x-1” is not a count. Write a whole number, as in x5.",
        ),
        (
            "2 x 1.5",
            "Line 1, column 3: “x 1.5” is not a count. Write a whole number, as in x5.",
        ),
        (
            "2 x1000000000",
            "Line 1, column 3: “x1000000000” is more than 1,000,000 tasks. Write at most x1000000.",
        ),
        ("2 x1 x 1", "Line 1, column 6: “x” is given twice. Keep one of the two."),
        (
            "2 fail fail 2",
            "Line 1, column 8: “fail” is given twice. Keep one of the two.",
        ),
        (
            "3s..1s",
            "Line 1, column 1: “3s..1s” runs from its high end to its low one. Try 1s..3s.",
        ),
        (
            "1s..",
            "Line 1, column 1: “1s..” has one end only. Write both, as in 1s..3s.",
        ),
        ("1s...3s", "Line 1, column 1: “1s...3s” is not a range. Try 1s..3s."),
        ("1s-3s", "Line 1, column 1: “1s-3s” is not a range. Try 1s..3s."),
        ("1s to 3s", "Line 1, column 1: “1s to 3s” is not a range. Try 1s..3s."),
        (
            "1s..3sec",
            "Line 1, column 5: “3sec” is not a duration. Try 3s or 3000ms.",
        ),
    ] {
        assert_eq!(validation_errors(text), message, "{text:?}");
    }
}

#[test]
fn the_whole_list_has_a_limit() {
    assert_eq!(read("2 x999999, 1").list.count(), 1_000_000);
    assert_eq!(
        validation_errors("2 x999990\n1 x20, 1"),
        "Line 2, column 1: The list has more than 1,000,000 tasks from here on. Try x10 or less here."
    );
    assert_eq!(
        validation_errors("2 x1000000, 1"),
        "Line 1, column 13: The list has more than 1,000,000 tasks from here on. Take some out, or lower an x."
    );
}

#[test]
fn a_name_has_a_limit() {
    let longest = "é".repeat(200);
    assert_eq!(read(&format!("{longest}: 2")).list.items[0].name, Some(longest));
    let error = parse(&format!("{}: 2", "é".repeat(201)))
        .expect_err("too long")
        .remove(0);
    assert_eq!((error.column, error.length), (1, 201));
    assert_eq!(
        error.what,
        format!("The name “{}…” has 201 characters.", "é".repeat(40))
    );
}

#[test]
fn up_to_a_hundred_errors_of_a_text_are_reported() {
    assert_eq!(validation_errors("3sec fast cpu 3s, 1\ny").lines().count(), 4);
    assert_eq!(parse(&"?,".repeat(1_000)).expect_err("no durations").len(), 100);
}

#[test]
fn the_underline_covers_the_bad_word_in_characters() {
    let error = &parse("ü: 2 fäst, 1").expect_err("no such modifier")[0];
    assert_eq!((error.line, error.column, error.length), (1, 6, 4));
}

#[test]
fn spans_are_trimmed_and_leave_comments_out() {
    let text = " users: 2s  # slow\n,\u{a0}1\u{a0}, ü: 3 x2";
    let written = read(text);
    let items: Vec<&str> = written.spans.iter().map(|span| &text[span.clone()]).collect();
    assert_eq!(items, ["users: 2s", "1", "ü: 3 x2"]);
}

#[test]
fn a_modifier_before_the_delay_is_a_name() {
    let item = &read("cpu: 2").list.items[0];
    assert_eq!(item.name.as_deref(), Some("cpu"));
    assert_eq!(item.cpu, None);
}

proptest! {
    #[test]
    fn canonical_text_parses_to_the_same_list(list in samples::list()) {
        let written = read(&list.canonical());
        prop_assert_eq!(&written.list, &list);
        let joined: Vec<String> = list.items.iter().map(Item::to_string).collect();
        prop_assert_eq!(read(&joined.join(",")).list, list);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "(?s).{0,40}|[0-9a-z:.,#x%\r\n -]{0,40}|([0-9]{1,3}|s|ms|cpu|fail|x|%|:|\\.\\.|,|\n| |é){0,12}") {
        match parse(&text) {
            Ok(written) => {
                let again = read(&written.list.canonical()).list;
                prop_assert_eq!(again, written.list);
            }
            Err(errors) => {
                for error in errors {
                    prop_assert!(error.line >= 1 && error.column >= 1 && error.length >= 1);
                    prop_assert!(error.to_string().chars().count() < 400);
                }
            }
        }
    }
}

#[test]
fn an_empty_list_is_a_list() {
    assert_eq!(read("").list, TaskList::default());
    assert_eq!(read("").list.count(), 0);
}
