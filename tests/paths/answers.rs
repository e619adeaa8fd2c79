//! The answer to each example's question, found without the runtime: how and when each task ends.

use recording::findings::FindingKind;
use recording::{EventKind, FoldDepth, Folds, TaskId, Trace};
use scenario::examples::{EXAMPLES, Example};
use scenario::link;
use std::collections::BTreeSet;

fn trace(example: &Example) -> Trace {
    runtime::simulate(&link::read(&example.link).scenario)
}

/// How and when each task ended, in the order of the ends: `B ok 1000, A ok 2000, main ok 2000`, in milliseconds.
fn ends(trace: &Trace) -> String {
    let end = |kind: EventKind| match kind {
        EventKind::Finished { .. } => Some("ok"),
        EventKind::Failed { .. } => Some("failed"),
        EventKind::Cancelled => Some("cancelled"),
        _ => None,
    };
    let ends = trace.events.iter().filter_map(|event| {
        let task = trace.name_in_words(event.task?);
        Some(format!("{task} {} {}", end(event.kind)?, event.at.0 / 1_000))
    });
    ends.collect::<Vec<_>>().join(", ")
}

/// When a task printed its first line, in milliseconds.
fn starts(trace: &Trace, name: &str) -> Option<u64> {
    let first = trace.events.iter().find(|event| {
        matches!(event.kind, EventKind::Printed { .. })
            && event.task.is_some_and(|task| trace.name_in_words(task) == name)
    })?;
    Some(first.at.0 / 1_000)
}

fn example(title: &str) -> &'static Example {
    let found = EXAMPLES.iter().find(|example| example.title == title);
    found.unwrap_or_else(|| panic!("there is no example {title}"))
}

/// Of each example with few tasks: the ends, and main's last line.
const ANSWERS: [(&str, &str, &str); 14] = [
    ("Two tasks", "B ok 1000, A ok 2000, main ok 2000", "Results: 4, 2"),
    (
        "Gather three",
        "B ok 1000, A ok 2000, C ok 3000, main ok 3000",
        "Results: [4, 2, 6]",
    ),
    (
        "One by one",
        "users ok 1000, orders ok 3000, prices ok 4500, main ok 4500",
        "Results: 2, 4, 3.0",
    ),
    (
        "Join all",
        "users ok 1000, prices ok 1500, orders ok 2000, main ok 2000",
        "Results: [2, 4, 3.0]",
    ),
    (
        "As completed",
        "weather ok 1000, traffic ok 2000, news ok 3000, main ok 3000",
        "Result: 6",
    ),
    (
        "A race",
        "mirror Lyon ok 1200, mirror Oslo cancelled 1200, mirror Turin cancelled 1200, main ok 1200",
        "Result: 2.4",
    ),
    (
        "Fail fast",
        "payment failed 1000, profile cancelled 1000, stock cancelled 1000, main failed 1000",
        "Failed: operation with delay 1 failed",
    ),
    (
        "A failure left behind",
        "orders failed 1000, main failed 1000, invoices failed 2000, report ok 3000",
        "Failed: operation with delay 1 failed",
    ),
    (
        "Settle all",
        "chat failed 1000, mail ok 2000, calendar ok 3000, main ok 3000",
        "Results: [4, RuntimeError('operation with delay 1 failed'), 6]",
    ),
    (
        "First success",
        "cache failed 300, replica ok 1000, origin cancelled 1000, main ok 1000",
        "Result: 2",
    ),
    (
        "Two at a time",
        "cover ok 1000, thumb 1 ok 1500, portrait ok 2000, thumb 2 ok 2000, thumb 3 ok 2500, main ok 2500",
        "Results: [2, 4, 1.0, 1.0, 1.0]",
    ),
    // login: two attempts of 500 ms, pauses of 200 and 400 ms, and the third. maps: three of 1 s with the same pauses.
    (
        "Timeout and retries",
        "search ok 800, login ok 2100, maps failed 3600, main ok 3600",
        "Results: [1.0, 1.6, TimeoutError('operation with delay 3 timed out after 1')]",
    ),
    (
        "A deadline",
        "menu ok 1000, photos ok 2000, reviews cancelled 2500, main failed 2500",
        "Failed: timed out after 2.5",
    ),
    // render computes from 0.5 s to 2 s, so that neither of the others can go on before that.
    (
        "Blocking the loop",
        "render ok 2000, clicks ok 2000, scroll ok 2000, main ok 2000",
        "Results: [1.0, 1.6, 2]",
    ),
];

#[test]
fn the_runs_end_as_the_questions_are_answered() {
    for (title, expected, line) in ANSWERS {
        let trace = trace(example(title));
        assert_eq!(ends(&trace), expected, "{title}");
        let of_main = |line: &&str| line.starts_with("Result") || line.starts_with("Failed");
        let printed = trace.console().rfind(of_main);
        assert_eq!(printed, Some(line), "{title}");
    }
}

#[test]
fn orders_starts_when_users_has_ended() {
    assert_eq!(starts(&trace(example("One by one")), "orders"), Some(1_000));
}

#[test]
fn the_first_thumb_starts_when_cover_has_ended() {
    let trace = trace(example("Two at a time"));
    assert_eq!(starts(&trace, "portrait"), Some(0));
    assert_eq!(starts(&trace, "thumb 1"), Some(1_000));
}

#[test]
fn portrait_and_thumb_3_make_the_total_of_two_at_a_time() {
    let trace = trace(example("Two at a time"));
    let mut folds = Folds::default();
    folds.extend(&trace, FoldDepth::Everything, || false);
    let found = folds.findings().unwrap_or_default();
    let decided = found
        .iter()
        .find(|finding| finding.kind == FindingKind::DecidedBySeveral);
    assert_eq!(
        decided.map(|finding| &*finding.title),
        Some("The total is made of portrait, then thumb 3")
    );
}

#[test]
fn main_takes_the_outcomes_as_they_come() {
    let trace = trace(example("As completed"));
    let results: Vec<&str> = trace.console().filter(|line| line.starts_with("Result:")).collect();
    assert_eq!(results, ["Result: 2", "Result: 4", "Result: 6"]);
}

#[test]
fn two_runs_with_a_seed_are_the_same() {
    let example = example("Chance with a seed");
    let first = trace(example);
    assert!(first == trace(example), "{}", example.title);
    let failed = |kind: EventKind| matches!(kind, EventKind::AttemptFailed { .. } | EventKind::Failed { .. });
    assert!(first.events.iter().any(|event| failed(event.kind)), "nothing fails");
}

#[test]
fn joined_futures_are_polled_by_main_and_never_queued() {
    let trace = trace(example("Joined, not spawned"));
    let queued = trace.events.iter().filter_map(|event| {
        let woken = matches!(event.kind, EventKind::Woken { .. });
        event
            .task
            .filter(|task| woken && *task != TaskId::MAIN && !trace.is_joined(*task))
    });
    assert_eq!(queued.count(), 0);
    assert!((1..=3).all(|index| trace.is_joined(TaskId::from_index(index))));
    assert!(ends(&trace).ends_with("prices ok 3000, main ok 3000"));
}

#[test]
fn a_thousand_sleeps_take_about_two_seconds() {
    let trace = trace(example("A thousand tasks"));
    assert_eq!(trace.work_count(), 1_000);
    let end = trace.last_stamp().0;
    assert!((1_900_000..=2_000_000).contains(&end), "{end}");
    // One after the other they would take about twenty minutes.
    let alone = link::read("tasks=sensor: 0.5s..2s x1000&await=one-by-one").scenario;
    let minutes = runtime::simulate(&alone).last_stamp().0 / 60_000_000;
    assert!((19..=22).contains(&minutes), "{minutes}");
}

#[test]
fn each_example_has_a_question_of_one_sentence_and_the_tests_above_answer_it() {
    let answered: BTreeSet<&str> = ANSWERS
        .iter()
        .map(|(title, ..)| *title)
        .chain(["Chance with a seed", "Joined, not spawned", "A thousand tasks"])
        .collect();
    for example in EXAMPLES.iter() {
        let question = &example.question;
        assert!(
            question.ends_with('?') && question.matches('?').count() == 1,
            "{question}"
        );
        assert!(question.chars().count() <= 90, "{question}");
        assert!(answered.contains(example.title.as_str()), "{}", example.title);
    }
    assert_eq!(answered.len(), EXAMPLES.len());
}
