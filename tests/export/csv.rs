//! Tasks as CSV, read by a reader of RFC 4180.

use crate::{Folded, all, opened};
use export::FileKind;
use recording::facts::facts;
use recording::{Moment, TaskId};

/// The rows of a file.
///
/// # Panics
/// Where the file breaks a rule of RFC 4180.
fn parsed(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if cell.is_empty() => loop {
                match letters.next().expect("a quoted cell ends") {
                    '"' if letters.peek() == Some(&'"') => {
                        letters.next();
                        cell.push('"');
                    }
                    '"' => {
                        assert!(
                            matches!(letters.peek(), Some(',' | '\r')),
                            "a quoted cell ends with its quotes"
                        );
                        break;
                    }
                    inside => cell.push(inside),
                }
            },
            '"' => panic!("quotes in a cell without quotes: {cell}"),
            ',' => row.push(std::mem::take(&mut cell)),
            '\r' => {
                assert_eq!(letters.next(), Some('\n'), "lines end with CRLF");
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\n' => panic!("a line feed outside of quotes"),
            other => cell.push(other),
        }
    }
    assert!(row.is_empty() && cell.is_empty(), "the last line has an end");
    rows
}

fn column(rows: &[Vec<String>], head: &str) -> Vec<String> {
    let at = rows[0].iter().position(|it| it == head);
    let at = at.unwrap_or_else(|| panic!("no column {head} in {:?}", rows[0]));
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn every_task_has_a_row_with_what_the_table_says() {
    for (of, folded) in all() {
        let rows = parsed(&folded.text(FileKind::Tasks));
        let trace = &folded.trace;
        assert_eq!(rows.len(), trace.tasks.len() + 1, "{of}");
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{of}");
        let end = Moment {
            events: trace.events.len(),
            at: trace.last_stamp(),
        };
        let (states, ends) = (column(&rows, "State"), column(&rows, "end_us"));
        for task in trace.tasks.ids() {
            let said = facts(trace, &folded.folds.history, task, end);
            assert_eq!(states[task.index()], said.state_words, "{of}: {task:?}");
            let ended = said.end.map_or_else(String::new, |at| at.0.to_string());
            assert_eq!(ends[task.index()], ended, "{of}: {task:?}");
        }
    }
}

#[test]
fn times_are_in_seconds_and_in_microseconds() {
    let rows = parsed(&Folded::of_link("tasks=a:%202,1.5&await=gather&limit=1").text(FileKind::Tasks));
    assert_eq!(column(&rows, "Name"), ["main", "a", "B"]);
    assert_eq!(column(&rows, "Waited for a slot (s)"), ["0.000", "0.000", "2.000"]);
    assert_eq!(column(&rows, "waited_for_slot_us"), ["0", "0", "2000000"]);
    assert_eq!(column(&rows, "Duration (s)"), ["3.500", "2.000", "3.500"]);
    assert_eq!(column(&rows, "running_time_us"), ["3500000", "2000000", "1500000"]);
    assert_eq!(column(&rows, "Result"), ["[4, 3.0]", "4", "3.0"]);
    assert_eq!(column(&rows, "vs_predicted_us"), ["", "", ""]);
}

/// A record of one task of this name, which returned this.
fn of_task(name: &str, value: &str) -> Folded {
    let json = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    let (name, value) = (json(name), json(value));
    Folded::of(opened(&format!(
        "{{\"format\":\"futurescope-trace\",\"version\":2,\"source\":\"python\",\"clock\":\"real\",\"resolution_us\":1}}\n\
         {{\"task\":0,\"name\":{name},\"parent\":null}}\n\
         {{\"at_us\":0,\"task\":0,\"kind\":\"spawned\",\"parent\":null}}\n\
         {{\"at_us\":0,\"task\":0,\"kind\":\"woken\",\"by\":\"spawn\"}}\n\
         {{\"at_us\":0,\"task\":0,\"kind\":\"poll-start\"}}\n\
         {{\"at_us\":5,\"task\":0,\"kind\":\"finished\",\"value\":{value}}}\n\
         {{\"at_us\":5,\"task\":0,\"kind\":\"poll-end\",\"result\":\"ended\"}}\n\
         {{\"end\":\"ok\",\"events\":5}}\n"
    )))
}

/// What the cells Name and Result of a hostile task say when they are read.
fn cells(name: &str, value: &str) -> (String, String) {
    let rows = parsed(&of_task(name, value).text(FileKind::Tasks));
    (column(&rows, "Name").remove(0), column(&rows, "Result").remove(0))
}

#[test]
fn a_text_never_becomes_a_formula() {
    for hostile in [
        "=1+1",
        "=HYPERLINK(\"http://evil.example\",\"click\")",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "＝1+1",
        "=",
        "-",
    ] {
        let quoted = format!("'{hostile}");
        assert_eq!(cells(hostile, hostile), (quoted.clone(), quoted), "{hostile:?}");
    }
}

#[test]
fn numbers_and_other_texts_stay_as_they_are() {
    for usual in [
        "4",
        "-4",
        "+4",
        "-0.5",
        "a=b",
        "1-2",
        "a, b",
        "“so”",
        "say \"so\"",
        "two\nlines",
        " spaced ",
        "",
        "'quoted'",
        "None",
        "ü 名前",
    ] {
        assert_eq!(cells(usual, usual), (usual.to_owned(), usual.to_owned()), "{usual:?}");
    }
}

#[test]
fn a_deviation_is_a_number_with_its_sign() {
    let folded = Folded::of_link("tasks=2,1&await=gather");
    let prediction = &folded.trace;
    let mut deviation =
        recording::Deviation::between(prediction, prediction).expect("a run can be compared with itself");
    for task in &mut deviation.tasks {
        task.by = Some(scenario::time::Shift(if task.task == TaskId::MAIN {
            -1_200
        } else {
            2_500_000
        }));
    }
    let saved = export::Saved {
        deviation: Some(&deviation),
        ..folded.saved()
    };
    let text = String::from_utf8(export::write_whole(FileKind::Tasks, &saved)).expect("files are UTF-8");
    let rows = parsed(&text);
    assert_eq!(
        column(&rows, "vs. predicted (s)"),
        ["-0.001200", "2.500000", "2.500000"]
    );
    assert_eq!(column(&rows, "vs_predicted_us"), ["-1200", "2500000", "2500000"]);
}

#[test]
fn a_long_result_is_counted_as_in_the_table() {
    let (_, result) = cells("long", &"x".repeat(5_000));
    assert!(result.len() < 1_100, "{}", result.len());
    assert!(result.starts_with("xxxx"));
}
