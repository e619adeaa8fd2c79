//! The exact text of some programs, and properties of all programs.

use crate::scenarios::{matrix, opened};
use crate::support::open;
use codegen::{Language, TokenKind, program};
use scenario::{Scenario, TaskList};

/// The programs that were reviewed line by line, with their links.
const EXPECTED: [(Language, &str, &str); 14] = [
    (Language::Python, "", include_str!("expected/two_tasks.py")),
    (
        Language::Python,
        "tasks=2,1,3&await=gather",
        include_str!("expected/gather_three.py"),
    ),
    (
        Language::Python,
        "tasks=cover:%201s,portrait:%202s,thumb:%20500ms%20x4&await=gather&limit=2",
        include_str!("expected/two_at_a_time.py"),
    ),
    (
        Language::Python,
        "tasks=profile:%203s,payment:%201s%20fail,stock:%202s&await=group",
        include_str!("expected/fail_fast.py"),
    ),
    (
        Language::Python,
        "tasks=login:%20500ms%20fail%202,search:%20800ms,maps:%203s&await=settle&timeout=1s&retry=2&backoff=200ms",
        include_str!("expected/timeout_and_retries.py"),
    ),
    (
        Language::Python,
        "tasks=upload:%20500ms..2s%20fail%2030%25%20x8&await=settle&retry=1&seed=7",
        include_str!("expected/chance_with_a_seed.py"),
    ),
    (Language::JavaScript, "", include_str!("expected/two_tasks.mjs")),
    (
        Language::JavaScript,
        "tasks=mirror%20Oslo:%202s,mirror%20Lyon:%201.2s,mirror%20Turin:%203s&await=race",
        include_str!("expected/a_race.mjs"),
    ),
    (
        Language::JavaScript,
        "tasks=login:%20500ms%20fail%202,search:%20800ms,maps:%203s&await=settle&timeout=1s&retry=2&backoff=200ms",
        include_str!("expected/timeout_and_retries.mjs"),
    ),
    (
        Language::JavaScript,
        "tasks=flaky:%200.5s..2s%20fail%201%20x2,steady:%201s&await=settle&timeout=1.5&retry=3",
        include_str!("expected/delays_of_attempts.mjs"),
    ),
    (
        Language::Rust,
        "tasks=flaky:%200.5s..2s%20fail%201%20x2,steady:%201s&await=settle&timeout=1.5&retry=3",
        include_str!("expected/delays_of_attempts.rs"),
    ),
    (Language::Rust, "", include_str!("expected/two_tasks.rs")),
    (
        Language::Rust,
        "tasks=profile:%203s,payment:%201s%20fail,stock:%202s&await=group",
        include_str!("expected/fail_fast.rs"),
    ),
    (
        Language::Rust,
        "tasks=users:%202s,orders:%201s,prices:%203s&await=gather&unit=future",
        include_str!("expected/joined_not_spawned.rs"),
    ),
];

#[test]
fn the_reviewed_programs_have_not_changed() {
    for (language, link, expected) in EXPECTED {
        let text = program(language, &open(link)).text();
        assert_eq!(text, expected, "#{link} in {}:\n{text}", language.label());
    }
}

#[test]
fn ten_thousand_tasks_are_one_line() {
    let scenario = open("tasks=0.5%20x10000&await=gather");
    let holds = |language, line: &str| {
        let text = program(language, &scenario).text();
        assert!(text.contains(line), "{text}");
        assert!(text.lines().count() < 30, "{text}");
    };
    holds(Language::Python, "delays = [0.5] * 10_000\n");
    holds(Language::JavaScript, "const delays = Array(10000).fill(0.5);\n");
    holds(Language::Rust, "const DELAYS: &[f64] = &[0.5; 10_000];\n");
}

#[test]
fn many_drawn_values_stay_within_a_few_hundred_lines() {
    let scenario = open("tasks=0.5s..2s%20fail%2030%25%20x20000&await=settle&retry=2&timeout=1s");
    for language in Language::ALL {
        let lines = program(language, &scenario).lines.len();
        assert!(lines < 600, "{lines} lines in {}", language.label());
    }
}

#[test]
fn an_empty_list_has_a_program() {
    for scenario in opened(&matrix()) {
        let scenario = Scenario {
            tasks: TaskList::default(),
            ..scenario
        };
        for language in Language::ALL {
            assert!(!program(language, &scenario).lines.is_empty());
        }
    }
}

#[test]
fn a_line_is_split_into_tokens_and_expressions_in_strings_are_separate() {
    let cut = |language| {
        let program = program(language, &open("tasks=1%20fail,2"));
        let line = program
            .lines
            .iter()
            .find(|line| line.text().contains("failed"))
            .expect("it fails");
        line.tokens
            .iter()
            .map(|token| (token.kind, token.text.clone()))
            .collect::<Vec<_>>()
    };
    use TokenKind::{Function, Keyword, Plain, Text, Type};
    let tokens = |tokens: &[(TokenKind, &str)]| -> Vec<(TokenKind, String)> {
        tokens.iter().map(|&(kind, text)| (kind, text.to_owned())).collect()
    };
    assert_eq!(
        cut(Language::Python),
        tokens(&[
            (Plain, "        "),
            (Keyword, "raise"),
            (Plain, " "),
            (Type, "RuntimeError"),
            (Plain, "("),
            (Text, "f'operation with delay "),
            (Plain, "{delay}"),
            (Text, " failed'"),
            (Plain, ")"),
        ])
    );
    assert_eq!(
        cut(Language::JavaScript),
        tokens(&[
            (Plain, "  "),
            (Keyword, "if"),
            (Plain, " (fails) "),
            (Keyword, "throw"),
            (Plain, " "),
            (Keyword, "new"),
            (Plain, " "),
            (Type, "Error"),
            (Plain, "("),
            (Text, "`operation with delay "),
            (Plain, "${delay}"),
            (Text, " failed`"),
            (Plain, ");"),
        ])
    );
    assert_eq!(
        cut(Language::Rust),
        tokens(&[
            (Plain, "            "),
            (Type, "Self"),
            (Plain, "::"),
            (Type, "Raised"),
            (Plain, " { delay } => "),
            (Function, "write"),
            (Plain, "!(f, "),
            (Text, "\"operation with delay {delay} failed\""),
            (Plain, "),"),
        ])
    );
}

#[test]
fn a_line_with_surprising_behaviour_has_a_note() {
    let note = |language, link: &str, part: &str| {
        let program = program(language, &open(link));
        let line = program.lines.iter().find(|line| line.text().contains(part));
        line.unwrap_or_else(|| panic!("{part} is not in {}", program.text()))
            .note
            .is_some()
    };
    assert!(note(Language::JavaScript, "await=race", "Promise.race"));
    assert!(note(
        Language::Python,
        "tasks=1,2%20fail&await=gather",
        "asyncio.gather"
    ));
    assert!(note(Language::Python, "await=group", "asyncio.TaskGroup"));
    assert!(note(Language::Rust, "await=race&unit=future", "select_all(operations)"));
    assert!(note(Language::Rust, "deadline=1", "timeout(Duration"));
    let joined = |list: &str| {
        let program = program(Language::Rust, &open(&format!("tasks={list}&await=gather&unit=future")));
        let mut notes = program.lines.iter().filter_map(|line| line.note);
        notes.any(|note| note.contains("when all before it have ended"))
    };
    assert!(!joined("1%20fail%20x30"), "a list of 30 is gone through");
    assert!(joined("1%20fail%20x31"), "a failure in a list of 31 waits");
    assert!(!note(Language::Python, "", "await task1"));
}

#[test]
fn of_a_million_drawn_delays_only_the_first_thousands_are_written_out() {
    for (link, written, entries) in [
        (
            "tasks=1s..3s%20x1000000",
            "the first 2,000 of 1,000,000 operations",
            2_000,
        ),
        (
            "tasks=2,1s%20fail%2050%25%20x6000,3",
            "the first 2,000 of 6,002 operations",
            2_000,
        ),
        // Equal operations share an entry, also beyond the limit; the operations after them are left out in list order.
        (
            "tasks=1s%20x900000,1..3%20x5000",
            "the first 901,999 of 905,000 operations",
            901_999,
        ),
    ] {
        let scenario = open(link);
        for language in Language::ALL {
            let program = program(language, &scenario);
            let all = scenario.tasks.count();
            assert_eq!(program.left_out, all - entries, "#{link} in {language:?}");
            let text = program.text();
            assert!(
                text.contains(&format!("Only {written} are written out.")),
                "#{link}: {text:.300}"
            );
            assert!(text.len() < 200_000, "#{link}: {} bytes in {language:?}", text.len());
        }
    }
}

#[test]
fn a_shorter_list_and_a_list_of_equal_operations_are_written_out_whole() {
    for link in ["tasks=1s..3s%20x2000", "tasks=1s%20x1000000", "tasks=2,1"] {
        let program = program(Language::Python, &open(link));
        assert_eq!(program.left_out, 0, "#{link}");
        assert!(!program.text().contains("Only the first"), "#{link}");
    }
}
