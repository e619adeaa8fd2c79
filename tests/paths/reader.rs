//! Path files: what is read, and with which line and words others are refused.

use proptest::prelude::*;
use scenario::examples::{
    EXAMPLES, Example, KEYS, LONGEST_PATH_TITLE, LONGEST_SENTENCE, LONGEST_TITLE, MOST_BYTES, MOST_EXAMPLES, read_path,
};
use scenario::link;

const DOCUMENT: &str = include_str!("../../docs/paths.md");

fn refused(file: &str) -> String {
    match read_path(file) {
        Ok(path) => panic!("{path:?} was read"),
        Err(error) => error.to_string(),
    }
}

/// A path with one example, which ends with these lines.
fn with(lines: &str) -> String {
    format!("path: Week 2\n\nexample: Four\nlesson: A lesson.\nlink: tasks=4\n{lines}")
}

#[test]
fn the_documented_file_is_a_path() {
    let (_, after) = DOCUMENT.split_once("```path\n").expect("the document has a file");
    let (file, _) = after.split_once("```").expect("it ends");
    let path = read_path(file).expect("it is a path");
    assert_eq!(path.title, "Week 2");
    let titles: Vec<&str> = path.examples.iter().map(|example| example.title.as_str()).collect();
    assert_eq!(titles, ["Three requests", "The same in turn"]);
    assert_eq!(
        path.examples[0],
        Example {
            title: "Three requests".into(),
            question: "When does main end?".into(),
            teaches: "Three requests at once take as long as the slowest alone.".into(),
            seen: "The three took 2 s together, as long as orders alone.".into(),
            link: "tasks=users:%201s,orders:%202s,prices:%201.5s&await=gather".into(),
        }
    );
    let second = &path.examples[1];
    assert_eq!((second.question.as_str(), &second.seen), ("", &second.teaches));
}

#[test]
fn the_document_names_the_keys_and_the_limits() {
    for key in KEYS {
        assert!(DOCUMENT.contains(&format!("| `{key}` |")), "{key}");
    }
    for (limit, of) in [
        (MOST_BYTES / 1024, "KB"),
        (MOST_EXAMPLES, "examples"),
        (LONGEST_TITLE, "characters"),
        (LONGEST_SENTENCE, "characters"),
    ] {
        assert!(DOCUMENT.contains(&format!("{limit} {of}")), "{limit} {of}");
    }
    assert_eq!(LONGEST_TITLE, LONGEST_PATH_TITLE);
}

#[test]
fn blanks_comments_and_line_ends_of_all_kinds_are_read() {
    let plain = read_path(&with("")).expect("it is a path");
    for file in [
        with("").replace('\n', "\r\n"),
        format!("\u{feff}# A comment: of the teacher.\n\n{}", with("\n\n# the end")),
        with("").replace("lesson: A lesson.", "lesson: A\n   lesson."),
        with("").replace("lesson: A lesson.", "LESSON :\n\tA lesson.  "),
        with("").replace("tasks=4", "https://example.org/page?q=1#tasks=4&autorun=1"),
    ] {
        assert_eq!(read_path(&file).as_ref(), Ok(&plain), "{file}");
    }
    let no_link = read_path("path: P\nexample: E\nlesson: L.\nlink:\n").expect("it is a path");
    assert_eq!(no_link.examples[0].link, EXAMPLES[0].link);
}

#[test]
fn a_wrong_file_is_refused_with_a_line_and_a_fix() {
    let long = "x".repeat(LONGEST_SENTENCE + 1);
    let long_title = "x".repeat(LONGEST_TITLE + 1);
    let cases: &[(String, &str)] = &[
        (
            String::new(),
            "Line 1: The file has no path. Begin it with a line such as path: First steps.",
        ),
        (
            "path: P\n\n".into(),
            "Line 2: The path has no examples. Add a line such as example: Two tasks.",
        ),
        (
            "# P\nexample: E".into(),
            "Line 2: The path has no title yet. Begin the file with a line such as path: First steps.",
        ),
        (
            "path: P\nlesson: L.".into(),
            "Line 2: “lesson” belongs to an example, and none has begun. Write a line such as example: Two tasks above it.",
        ),
        (
            "path:\nexample: E".into(),
            "Line 1: There is nothing after path:. Write it there, or indented in the lines below.",
        ),
        (
            with("path: Q"),
            "Line 6: A file has one path. Write the other path into a file of its own.",
        ),
        (
            with("hint: Look."),
            "Line 6: “hint: Look.” does not begin with a word of a path file and a colon. The words are path, example, \
             question, lesson, seen, link. Indent a line that continues the one before.",
        ),
        (
            with("lesson: Another."),
            "Line 6: The example “Four” has a lesson already. Leave one of them out.",
        ),
        (
            with("link: tasks=5"),
            "Line 6: The example “Four” has a link already. Leave one of them out.",
        ),
        (
            with("example: Four"),
            "Line 6: “Four” is the title of an example before. Give each example a title of its own.",
        ),
        (
            with("example: Five\nlesson: L.\nlink: tasks=4"),
            "Line 8: This is the program of “Four” already. Give each example a program of its own.",
        ),
        (
            with("example: Five\nlink: tasks=5"),
            "Line 6: The example “Five” has no lesson. Add a line with lesson: and what it teaches.",
        ),
        (
            with("example: Five\nlesson: L."),
            "Line 6: The example “Five” has no link. Add a line with link: and the address of its program.",
        ),
        (
            with("example: Five: more"),
            "Line 6: A title cannot have a colon before a blank. Write a dash or a comma.",
        ),
        (
            with("example: Five\nlesson: L.\nlink: tasks=5&limit=0"),
            "Line 8: limit: “0” is out of range. Write 1 to 1000000, or none.",
        ),
        (
            with("example: Five\nlesson: L.\nlink: tasks=5 fail 30%"),
            "Line 8: tasks: “%” is not an encoded character. Write % as %25.",
        ),
        (
            with(&format!("question: {long}")),
            "Line 6: This has 201 characters. question: may have 200.",
        ),
        (
            with(&format!("example: {long_title}")),
            "Line 6: This has 41 characters. example: may have 40.",
        ),
    ];
    for (file, expected) in cases {
        assert_eq!(refused(file), *expected);
    }
}

#[test]
fn a_file_and_a_path_have_a_largest_size() {
    let large = with(&"#".repeat(MOST_BYTES));
    assert_eq!(
        refused(&large),
        "Line 1: The file is larger than 65536 bytes. Divide it into several paths."
    );
    let examples = |count: usize| -> String {
        let one = |index: usize| format!("example: E{index}\nlesson: L.\nlink: tasks={}\n", index + 1);
        format!("path: P\n{}", (0..count).map(one).collect::<String>())
    };
    let most = read_path(&examples(MOST_EXAMPLES)).expect("it is a path");
    assert_eq!(most.examples.len(), MOST_EXAMPLES);
    assert_eq!(
        refused(&examples(MOST_EXAMPLES + 1)),
        "Line 152: The path has more than 50 examples. Divide it into several paths."
    );
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(
        file in "(?s)((path|example|lesson|question|seen|link|hint| |#|é|\u{feff})(: |:|\n|)(A|tasks=2,1|tasks=%|)(\n|\r\n| |)){0,12}|.{0,80}"
    ) {
        match read_path(&file) {
            Ok(path) => {
                for example in &path.examples {
                    let opened = link::read(&example.link);
                    prop_assert_eq!(opened.problems, []);
                    prop_assert_eq!(&link::write(&opened.scenario), &example.link);
                }
            }
            Err(error) => prop_assert!((1..=file.lines().count().max(1)).contains(&error.line), "{}", error),
        }
    }
}
