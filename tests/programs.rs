//! The example programs and their paths: the files of `paths/programs/` are read, their texts can stand in the page, and files that
//! are wrong are refused with a line. What the programs do is tested by `recorder/python/tests/test_examples.py`.

#[path = "support/program_paths.rs"]
mod program_paths;

use program_paths::{all_files, files, paths};
use proptest::prelude::*;
use scenario::examples::{EXAMPLES, LONGEST_ANSWER, PATHS, PROGRAM_KEYS};
use scenario::programs::{LONGEST_PROGRAM, ProgramExample, ProgramPath, join, read};
use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../docs/paths.md");

fn examples() -> Vec<ProgramExample> {
    paths().into_iter().flat_map(|path| path.examples).collect()
}

/// What is said when these files are read together.
fn refused(files: &[(&str, &str)]) -> String {
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    match read(&join(&files)) {
        Ok(paths) => panic!("{paths:?} was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn there_are_five_paths_of_twenty_four_programs() {
    let of = |path: &ProgramPath| (path.title.clone(), path.examples.len());
    let expected = [
        ("First programs", 6),
        ("Results and threads", 5),
        ("Queues and locks", 5),
        ("Cancelling and cleaning up", 5),
        ("Groups and retries", 3),
    ];
    let found: Vec<(String, usize)> = paths().iter().map(of).collect();
    assert_eq!(found, expected.map(|(title, count)| (title.to_owned(), count)));
}

#[test]
fn the_document_lists_the_paths_and_their_examples() {
    for ProgramPath { title, examples } in paths() {
        let titles: Vec<&str> = examples.iter().map(|example| example.title.as_str()).collect();
        let row = format!("| {title} | {} |", titles.join(" · "));
        assert!(DOCUMENT.contains(&row), "{row}");
    }
    let (_, after) = DOCUMENT.split_once("```programs\n").expect("it has an example");
    let (shown, _) = after.split_once("```").expect("that ends");
    assert!(files("txt").iter().any(|(_, path)| path.contains(shown)), "{shown}");
}

#[test]
fn the_first_two_are_the_tutorials_programs_as_code_shows_them() {
    let examples = examples();
    for (example, listed) in examples.iter().zip(EXAMPLES.iter()).take(2) {
        let opened = scenario::link::read(&listed.link);
        let shown = codegen::program(codegen::Language::Python, &opened.scenario);
        assert_eq!(example.text, shown.text(), "{}", example.title);
    }
    assert!(
        examples[0]
            .text
            .contains("task2 = asyncio.create_task(slow_operation(1))")
    );
    assert!(
        examples[1]
            .text
            .contains("asyncio.gather(slow_operation(2), slow_operation(1), slow_operation(3))")
    );
}

#[test]
fn each_program_is_in_one_path_in_the_order_of_the_files() {
    let named: Vec<String> = examples().into_iter().map(|example| example.name).collect();
    let found: Vec<String> = files("py").into_iter().map(|(name, _)| name).collect();
    assert_eq!(named, found);
}

#[test]
fn no_two_examples_of_any_kind_have_the_same_title() {
    let examples = examples();
    let titles: BTreeSet<&str> = EXAMPLES
        .iter()
        .map(|example| example.title.as_str())
        .chain(examples.iter().map(|example| example.title.as_str()))
        .collect();
    assert_eq!(titles.len(), EXAMPLES.len() + examples.len());
    let paths = paths();
    let paths: BTreeSet<&str> = paths.iter().map(|path| path.title.as_str()).collect();
    assert_eq!(paths.len(), 5);
    assert!(PATHS.iter().all(|path| !paths.contains(path.title.as_str())));
}

/// Titles fit into the list of examples, and sentences into the caption.
#[test]
fn titles_and_sentences_have_the_length_of_those_of_lists() {
    for ProgramExample {
        title,
        question,
        lesson,
        seen,
        ..
    } in examples()
    {
        assert!((4..=22).contains(&title.chars().count()), "{title}");
        assert!(question.ends_with('?'), "{title}: {question}");
        for sentence in [&question, &lesson, &seen] {
            assert!((30..=105).contains(&sentence.chars().count()), "{title}: {sentence}");
        }
        assert!(lesson.ends_with('.') && seen.ends_with('.'), "{title}");
        assert_ne!(lesson, seen, "{title}");
    }
}

#[test]
fn programs_are_short_plain_ascii() {
    for ProgramExample { name, text, .. } in examples() {
        let is_plain = |it: u8| it == b'\n' || (b' '..=b'~').contains(&it);
        assert!(text.bytes().all(is_plain), "{name}");
        assert!(text.len() <= LONGEST_PROGRAM && text.len() < 1_200, "{name}");
        assert!((12..=40).contains(&text.lines().count()), "{name}");
        assert!(
            text.lines().all(|line| line == line.trim_end() && line.len() <= 100),
            "{name}"
        );
        assert!(text.ends_with("\n\n\nasyncio.run(main())\n"), "{name}");
    }
}

#[test]
fn the_files_are_not_changed_on_their_way() {
    let examples = examples();
    for (name, text) in files("py") {
        let example = examples.iter().find(|example| example.name == name);
        assert_eq!(example.map(|example| &example.text), Some(&text), "{name}");
    }
    let of_windows: Vec<(String, String)> = all_files()
        .into_iter()
        .map(|(name, text)| (name, text.replace('\n', "\r\n")))
        .collect();
    assert_eq!(read(&join(&of_windows)), Ok(paths()));
}

#[test]
fn what_is_wrong_is_refused_with_a_line_and_a_fix() {
    const ONE: &str = "path: P\nexample: E\nlesson: L.\nprogram: e.py\n";
    assert_eq!(
        refused(&[]),
        "Line 1: There is no path in the file. Build the page again."
    );
    assert_eq!(
        refused(&[("p.txt", ONE)]),
        "Line 4: There is no file “e.py”. Write the name of a program beside the path."
    );
    assert_eq!(
        refused(&[
            ("p.txt", &format!("{ONE}example: F\nlesson: L.\nprogram: e.py")),
            ("e.py", "")
        ]),
        "Line 7: This is the program of “E” already. Give each example a program of its own."
    );
    assert_eq!(
        refused(&[("p.txt", "path: P\nexample: E\nlesson: L.")]),
        "Line 2: The example “E” has no program. Add a line with program: and the name of its file."
    );
    assert_eq!(
        refused(&[("p.txt", "path: P\nexample: E\nlesson: L.\nlink: tasks=2,1")]),
        "Line 4: “link: tasks=2,1” does not begin with a word of a path file and a colon. The words are path, example, \
         question, answer, if, lesson, seen, program. Indent a line that continues the one before."
    );
    assert_eq!(
        refused(&[("p.txt", ONE), ("e.py", &"#\n".repeat(LONGEST_PROGRAM / 2 + 1))]),
        "Line 1: e.py is longer than 32768 bytes. Shorten it, so that a link can carry it."
    );
}

#[test]
fn answers_without_a_check_that_can_be_read_are_refused() {
    let refused_with = |lines: &str| {
        let path = format!("path: P\nexample: E\n{lines}\nlesson: L.\nprogram: e.py\n");
        refused(&[("p.txt", &path), ("e.py", "")])
    };
    assert_eq!(
        refused_with("question: Q?\nanswer: A\nanswer: B\nif: deadlock"),
        "Line 2: An answer has no check. Add a line with if: below it."
    );
    assert_eq!(
        refused_with("question: Q?\nanswer: A\nif: it works"),
        "Line 5: “it works” is no check of a record. Write for example prints at 2 s: done, or main ends at 3 s."
    );
    assert_eq!(
        refused_with("question: Q?\nanswer: A\nif: main ends at 2 sec"),
        "Line 5: “2sec” is not a duration. Try 2s or 2000ms."
    );
    assert_eq!(
        refused_with("question: Q?\nanswer: A\nif: -1 tasks"),
        "Line 5: “-1” is no number. Write digits."
    );
    let long = "A".repeat(LONGEST_ANSWER + 1);
    assert_eq!(
        refused_with(&format!("question: Q?\nanswer: {long}\nif: deadlock")),
        "Line 4: This has 61 characters. answer: may have 60."
    );
}

#[test]
fn each_question_has_three_short_answers() {
    for ProgramExample { title, answers, .. } in examples() {
        assert_eq!(answers.len(), 3, "{title}");
        for answer in &answers {
            assert!(
                (1..=46).contains(&answer.text.chars().count()),
                "{title}: {}",
                answer.text
            );
            assert!(!answer.text.ends_with('.'), "{title}: {}", answer.text);
        }
        let texts: BTreeSet<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
        assert_eq!(texts.len(), 3, "{title}");
    }
}

#[test]
fn the_document_lists_the_words_and_the_checks() {
    for word in PROGRAM_KEYS {
        assert!(DOCUMENT.contains(&format!("| `{word}` |")), "{word}");
    }
    let (_, after) = DOCUMENT
        .split_once("| check | the record meets it if |\n|---|---|\n")
        .expect("there is a table");
    let rows: Vec<&str> = after.lines().take_while(|line| line.starts_with("| `")).collect();
    assert_eq!(rows.len(), 11);
    for row in rows {
        let check = row.split('`').nth(1).expect("the check is code");
        let file = format!(
            "path: P\nexample: E\nquestion: Q?\nanswer: A\nif: {check}\nanswer: B\nif: deadlock\nlesson: L.\nprogram: e.py"
        );
        let files = [("1.txt".to_owned(), file), ("e.py".to_owned(), String::new())];
        read(&join(&files)).unwrap_or_else(|error| panic!("{check}: {error}"));
    }
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(
        joined in "(?s)((=== )?(p.txt|e.py|path: P|example: E|lesson: L.|program: e.py|print\\(1\\)|)(\n|\r\n| |)){0,16}|.{0,80}"
    ) {
        if let Ok(paths) = read(&joined) {
            prop_assert!(paths.iter().all(|path| !path.examples.is_empty()));
        }
    }
}
