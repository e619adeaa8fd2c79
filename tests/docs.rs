//! Compares `docs/` with the code: the examples parse, and the tables have the same entries in the same order.

use codegen::Language;
use recording::{
    AttemptFailure, Budget, CancelReason, ClockChange, ClockKind, EventKind, Missing, ResourceKind, RunOutcome,
    TimerKind, WaitingOn,
};
use scenario::{Policy, Scenario, link, text};

const SEMANTICS: &str = include_str!("../docs/semantics.md");
const LINKS: &str = include_str!("../docs/links.md");
const EMBED: &str = include_str!("../docs/embed.md");
const EMBED_SCRIPT: &str = include_str!("../embed.js");
const TRACE_FORMAT: &str = include_str!("../docs/trace-format.md");

/// The rows of the table whose first column has the heading `head`, without the white space and back quotes of the
/// cells.
fn table<'a>(document: &'a str, head: &str) -> Vec<Vec<&'a str>> {
    let first = format!("| {head} |");
    let rows: Vec<Vec<&str>> = document
        .lines()
        .skip_while(|line| !line.starts_with(&first))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            line.trim_matches('|')
                .split(" | ")
                .map(|cell| cell.trim().trim_matches('`'))
                .collect()
        })
        .collect();
    assert!(!rows.is_empty(), "there is no table headed {head}");
    rows
}

/// The code block with the language `mark`.
fn block<'a>(document: &'a str, mark: &str) -> &'a str {
    let (_, after) = document.split_once(&format!("```{mark}\n")).expect("the block begins");
    after.split_once("```").expect("the block ends").0
}

#[test]
fn the_table_of_policies_matches_the_code() {
    let written: Vec<Vec<&str>> = table(SEMANTICS, "id")
        .into_iter()
        .map(|row| vec![row[0], row[1], row[3], row[4], row[5]])
        .collect();
    let known: Vec<Vec<&str>> = Policy::ALL
        .into_iter()
        .map(|policy| {
            vec![
                policy.id(),
                policy.label(),
                Language::Python.word_for(policy),
                Language::Rust.word_for(policy),
                Language::JavaScript.word_for(policy),
            ]
        })
        .collect();
    assert_eq!(written, known);
}

#[test]
fn each_console_line_is_printed_by_a_scenario() {
    let scenarios = [
        "",
        "tasks=2,1,3&await=gather",
        "tasks=2,1 fail,3&await=settle",
        "tasks=2,1&await=race",
        "tasks=1&await=race",
        "tasks=1 fail,2&await=gather",
        "tasks=3&timeout=1.5s",
        "tasks=5&deadline=4s",
        "tasks=1 fail,1 fail,1 fail&await=first-ok",
    ];
    let printed: Vec<String> = scenarios
        .iter()
        .flat_map(|fragment| {
            let trace = runtime::simulate(&link::read(fragment).scenario);
            trace.console().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    for row in table(SEMANTICS, "when") {
        assert!(printed.iter().any(|line| line == row[1]), "nothing prints {:?}", row[1]);
    }
}

#[test]
fn the_documented_list_and_its_canonical_text_parse() {
    let written = text::parse(block(LINKS, "tasks")).expect("the example can be read");
    let again = text::parse(&written.list.canonical()).expect("canonical text can be read");
    assert_eq!(written.list.canonical(), again.list.canonical());
    assert_eq!(written.list.count(), 3 + 2 + 1 + 5 + 1 + 10);
}

#[test]
fn the_documented_link_reads_without_problems_and_writes_back() {
    let fragment = block(LINKS, "link").trim();
    let opened = link::read(fragment);
    assert_eq!(opened.problems, []);
    assert_eq!(format!("#{}", link::write(&opened.scenario)), fragment);
}

#[test]
fn the_documented_defaults_match_the_code() {
    for row in table(LINKS, "key") {
        let (key, default) = (row[0], row[1]);
        let fragment = if default == "none" {
            continue;
        } else {
            format!("{key}={default}")
        };
        let opened = link::read(&fragment);
        assert_eq!(opened.problems, [], "{fragment}");
        assert_eq!(opened.scenario, Scenario::default(), "{fragment} is not the default");
    }
    let default = Scenario::default();
    assert!(default.limit.is_none() && default.timeout.is_none() && default.deadline.is_none());
}

#[test]
fn the_attributes_of_a_figure_are_the_keys_of_a_link() {
    // A figure is always embedded, and never a presentation.
    let keys: Vec<&str> = link::KEYS
        .into_iter()
        .filter(|key| !["embed", "present"].contains(key))
        .collect();
    let documented: Vec<&str> = table(EMBED, "attribute").into_iter().map(|row| row[0]).collect();
    assert_eq!(documented, keys);
    let (_, list) = EMBED_SCRIPT
        .split_once("const KEYS = [")
        .expect("the script lists them");
    let list = list.split_once(']').expect("the list ends").0;
    let written: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(written, keys);
}

#[test]
fn the_documented_messages_and_events_are_those_of_the_code() {
    let page = include_str!("../src/ui/embed.rs");
    for row in table(EMBED, "from") {
        let kind = format!("\"{}\"", row[1]);
        let from_host = format!("Some({kind}) =>");
        assert!(row[0] == "page" || page.contains(&from_host), "{row:?}");
        assert!(page.contains(&kind) && EMBED_SCRIPT.contains(&kind), "{row:?}");
    }
    for row in table(EMBED, "event") {
        let kind = row[0].strip_prefix("futurescope-").expect("it begins so");
        assert!(EMBED_SCRIPT.contains(&format!("\"{kind}\"")), "{row:?}");
    }
    for row in table(EMBED, "method") {
        assert!(EMBED_SCRIPT.contains(&format!("    {} {{ return", row[0])), "{row:?}");
    }
}

#[test]
fn the_demonstration_has_the_pictures_that_share_gives() {
    let demonstration = include_str!("../embed-demo.html");
    for fragment in ["tasks=2,1,3&await=gather", "tasks=2,1"] {
        let scenario = link::read(fragment).scenario;
        let svg = figure::figure_of(&scenario, Language::Python).expect("it has tasks");
        let written = format!("cargo run -q --example figure -- --embed '{fragment}'");
        assert!(
            demonstration.contains(&svg),
            "the picture is not the output of: {written}"
        );
    }
}

#[test]
fn the_documented_ranges_match_the_code() {
    // Values just out of range, for each key with a range; there is none below a minimum of 0.
    let outside = [
        ("limit", "0", "1000001"),
        ("timeout", "0.999ms", "1440.001m"),
        ("deadline", "0.999ms", "1440.001m"),
        ("retry", "-1", "21"),
        ("backoff", "-1", "60.001m"),
        ("seed", "-1", "4294967296"),
        ("speed", "0.09", "10.1"),
    ];
    let ranges: Vec<_> = table(LINKS, "key").into_iter().filter(|row| row[2] != "–").collect();
    assert_eq!(
        ranges.iter().map(|row| row[0]).collect::<Vec<_>>(),
        outside.map(|(key, _, _)| key)
    );
    for (row, (key, below, above)) in ranges.iter().zip(outside) {
        for inside in [row[2], row[3]] {
            let opened = link::read(&format!("{key}={inside}"));
            assert_eq!(opened.problems, [], "{key}={inside}");
        }
        for refused in [below, above] {
            let opened = link::read(&format!("{key}={refused}"));
            assert_eq!(opened.problems.len(), 1, "{key}={refused} is taken");
        }
    }
}

#[test]
fn the_documented_lines_of_a_trace_file_are_a_recording() {
    let lines = block(TRACE_FORMAT, "lines");
    let opened = trace_file::read(lines.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(opened.notices(), Vec::<String>::new());
    let mut written = Vec::new();
    trace_file::write(&opened.trace, &mut written).expect("a vector takes all that is written");
    assert_eq!(String::from_utf8_lossy(&written), lines);
}

#[test]
fn the_table_of_events_matches_the_code() {
    let written: Vec<&str> = table(TRACE_FORMAT, "kind").into_iter().map(|row| row[0]).collect();
    assert_eq!(written, EventKind::NAMES);
}

#[test]
fn the_documented_words_of_the_trace_format_match_the_code() {
    fn all<T: Copy>(values: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
        values.iter().map(|&value| word(value)).collect()
    }
    let wakers = ["spawn", "timer", "task", "self", "user", "cancel", "io", "thread"];
    let known = [
        ("clock", all(ClockKind::ALL, ClockKind::word)),
        ("end", all(RunOutcome::ALL, RunOutcome::word)),
        ("on", all(WaitingOn::ALL, WaitingOn::word)),
        (
            "by` of `woken",
            [&wakers[..], &all(ResourceKind::ALL, ResourceKind::word)].concat(),
        ),
        ("what` of `timer-set", all(TimerKind::ALL, TimerKind::word)),
        (
            "why` of `attempt-failed",
            all(AttemptFailure::ALL, AttemptFailure::word),
        ),
        ("why` of `cancel-requested", all(CancelReason::ALL, CancelReason::word)),
        ("what` of `clock", all(ClockChange::ALL, ClockChange::word)),
        ("why` of `truncated", all(Missing::ALL, Missing::word)),
    ];
    let written: Vec<(&str, Vec<&str>)> = table(TRACE_FORMAT, "key")
        .into_iter()
        .map(|row| (row[0], row[1].split("`, `").collect()))
        .collect();
    assert_eq!(written, known);
}

#[test]
fn the_documented_limits_of_the_trace_format_match_the_code() {
    let written: Vec<u64> = table(TRACE_FORMAT, "limit")
        .into_iter()
        .map(|row| row[1].parse().expect("a limit is a number"))
        .collect();
    let known = [
        trace_file::LONGEST_LINE as u64,
        trace_file::LONGEST_HEADER_LINK as u64,
        trace_file::DEEPEST as u64,
        trace_file::MOST_ITEMS as u64,
        trace_file::MOST_BYTES,
        trace_file::MOST_TASKS as u64,
        trace_file::MOST_STACKS as u64,
        trace_file::MOST_FRAMES as u64,
        trace_file::MOST_FILES as u64,
        trace_file::MOST_RESOURCES as u64,
        trace_file::LATEST,
        Budget::OF_A_RUN.as_bytes(),
    ];
    assert_eq!(written, known);
}
