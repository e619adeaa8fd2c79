//! The set-up in one line: what it says, and what of it fits a width.

use codegen::Language;
use explain::set_up::{FittedLine, SEPARATOR, SetUpLine};
use scenario::link;

fn line(fragment: &str) -> SetUpLine {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "#{fragment}: {:?}", opened.problems);
    SetUpLine::new(&opened.scenario, Language::Python)
}

/// Every letter is one wide.
fn letters(text: &str) -> f64 {
    text.chars().count() as f64
}

/// What is read at this width: the line, and the total behind a bar.
fn read(line: &SetUpLine, room: usize) -> String {
    let FittedLine { mut parts, more, total } = line.fitted(room as f64, &letters);
    if !more.is_empty() {
        parts.push(more);
    }
    let end = if total {
        format!(" | {}", line.total)
    } else {
        String::new()
    };
    parts.join(SEPARATOR) + &end
}

#[test]
fn the_line_says_tasks_policy_limit_timeout_and_what_is_not_the_default() {
    for (fragment, expected) in [
        (
            "tasks=2,1,3&await=gather",
            "3 tasks: 2, 1, 3 s · Join all (gather) · no limit · no timeout",
        ),
        (
            "tasks=2",
            "1 task: 2 s · Spawn, then await (create_task) · no limit · no timeout",
        ),
        (
            "tasks=2,450ms",
            "2 tasks: 2 s, 450 ms · Spawn, then await (create_task) · no limit · no timeout",
        ),
        (
            "tasks=90ms,30ms",
            "2 tasks: 90, 30 ms · Spawn, then await (create_task) · no limit · no timeout",
        ),
        (
            "tasks=",
            "no tasks · Spawn, then await (create_task) · no limit · no timeout",
        ),
        (
            "tasks=1..3,2",
            "2 tasks · Spawn, then await (create_task) · no limit · no timeout",
        ),
        (
            "tasks=1,1,1,1,1,1",
            "6 tasks · Spawn, then await (create_task) · no limit · no timeout",
        ),
        (
            "tasks=1%20x1500",
            "1,500 tasks · Spawn, then await (create_task) · no limit · no timeout",
        ),
        (
            "tasks=1&await=settle&limit=3&timeout=900ms&deadline=5&retry=2&backoff=0.2&leftovers=finish&unit=future&timers=shared&seed=7&speed=2",
            "1 task: 1 s · Settle all (gather, keep errors) · limit 3 · timeout 900 ms · deadline 5 s · 2 retries · backoff 200 ms · \
             let them finish · futures · shared timers · seed 7",
        ),
        (
            "tasks=1&retry=1",
            "1 task: 1 s · Spawn, then await (create_task) · no limit · no timeout · 1 retry",
        ),
    ] {
        assert_eq!(line(fragment).parts.join(SEPARATOR), expected, "#{fragment}");
    }
}

#[test]
fn the_words_of_the_policy_are_those_of_the_language() {
    let scenario = link::read("tasks=1&await=gather").scenario;
    assert_eq!(
        SetUpLine::new(&scenario, Language::JavaScript).parts[1],
        "Join all (Promise.all)"
    );
}

#[test]
fn parts_go_from_the_right_and_are_counted() {
    let line = line("tasks=2,1,3&await=gather&limit=2&retry=2");
    for (room, expected) in [
        (
            200,
            "3 tasks: 2, 1, 3 s · Join all (gather) · limit 2 · no timeout · 2 retries | 6 s if run one by one",
        ),
        (
            97,
            "3 tasks: 2, 1, 3 s · Join all (gather) · limit 2 · no timeout · 2 retries | 6 s if run one by one",
        ),
        (
            94,
            "3 tasks: 2, 1, 3 s · Join all (gather) · limit 2 · +2 more | 6 s if run one by one",
        ),
        (
            81,
            "3 tasks: 2, 1, 3 s · Join all (gather) · +3 more | 6 s if run one by one",
        ),
        (70, "3 tasks: 2, 1, 3 s · Join all (gather) · limit 2 · +2 more"),
        (57, "3 tasks: 2, 1, 3 s · Join all (gather) · +3 more"),
        (46, "3 tasks: 2, 1, 3 s · Join all · +3 more"),
        (38, "3 tasks: 2, 1, 3 s · gather · +3 more"),
        (33, "3 tasks · Join all · +3 more"),
        (27, "3 tasks · gather · +3 more"),
        (25, "3 tasks · +4 more"),
        (3, "3 tasks · +4 more"),
    ] {
        assert_eq!(read(&line, room), expected, "{room}");
    }
}

#[test]
fn no_width_cuts_a_part() {
    let line = line("tasks=2,1,3&await=as-completed&limit=2&timeout=3&deadline=9&retry=2&backoff=1&seed=4");
    for room in 0..250 {
        let fitted = line.fitted(room as f64, &letters);
        let kept = fitted.parts.len();
        let shown = fitted.parts.iter().zip(&line.parts).enumerate();
        for (index, (part, whole)) in shown {
            let shortened = match index {
                0 => *part == line.short_tasks,
                1 => line.short_policies.contains(part),
                _ => false,
            };
            assert!(part == whole || shortened, "{room}: {part}");
        }
        let left_out = line.parts.len() - kept;
        let more = if left_out == 0 {
            String::new()
        } else {
            format!("+{left_out} more")
        };
        assert_eq!(fitted.more, more, "{room}");
        if kept > 1 {
            assert!(read(&line, room).chars().count() <= room, "{room}");
        }
    }
}

#[test]
fn a_mistake_is_all_that_is_said() {
    assert_eq!(read(&SetUpLine::unreadable(false), 80), "The list cannot be read");
    assert_eq!(read(&SetUpLine::unreadable(true), 80), "A setting cannot be read");
}
