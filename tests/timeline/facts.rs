//! Tests of the sentences about a task and about a run.

use super::*;
use recording::RunOutcome;
use recording::facts::{RecordedBy, duration, facts as facts_of, first_sleep, unique_task_name, verdict};

fn ran(link: &str) -> (Trace, History) {
    let trace = runtime::simulate(&scenario::link::read(link).scenario);
    let mut history = History::default();
    history.extend(&trace);
    (trace, history)
}

fn verdict_on(link: &str) -> String {
    let (trace, history) = ran(link);
    verdict(
        &trace,
        &history.lanes,
        trace.outcome.expect("it has ended"),
        RecordedBy::You,
    )
}

#[test]
fn the_verdict_is_the_last_line_main_printed_and_the_number_of_cancelled_tasks() {
    assert_eq!(verdict_on("tasks=2,1&await=gather"), "main printed “Results: [4, 2]”.");
    assert_eq!(
        verdict_on("tasks=2,1&await=race"),
        "main printed “Result: 2”. 1 task was cancelled."
    );
    assert_eq!(
        verdict_on("tasks=9,9,1&await=race"),
        "main printed “Result: 2”. 2 tasks were cancelled."
    );
    let (trace, history) = ran("tasks=2,1&await=race");
    let stopped = |by| verdict(&trace, &history.lanes, RunOutcome::Stopped, by);
    assert_eq!(stopped(RecordedBy::You), "You stopped the run. 1 task was cancelled.");
    assert_eq!(
        stopped(RecordedBy::Others),
        "The run was stopped. 1 task was cancelled.",
        "of an opened file, nobody knows who"
    );
}

#[test]
fn a_long_last_line_is_shortened() {
    let text = verdict_on("tasks=1%20x100&await=gather");
    assert!(text.ends_with("2, 2…”.") && text.chars().count() < 100, "{text}");
}

#[test]
fn a_result_as_long_as_the_list_is_shortened_and_says_how_much_is_left_out() {
    let (trace, history) = ran("tasks=1%20x1000&await=gather");
    let facts = facts_of(&trace, &history, TaskId::MAIN, recording::Moment::end(&trace));
    assert!(facts.result.ends_with("… (2,000 more letters)"), "{}", facts.result);
    assert_eq!(facts.result.chars().count(), 1_022);
    assert_eq!(facts.note, facts.result);
}

#[test]
fn the_first_sleep_is_that_of_the_first_attempt_and_a_delay_of_0_has_no_length() {
    let (trace, history) = ran("tasks=1%20fail,0,2&await=settle&retry=2&backoff=0.5");
    let sleep = |task| first_sleep(&trace, &history.moments, TaskId(task));
    assert_eq!(sleep(1), Some((Micros::ZERO, secs(1))));
    assert_eq!(sleep(2), Some((Micros::ZERO, Micros::ZERO)));
    assert_eq!(sleep(3), Some((Micros::ZERO, secs(2))));
    assert_eq!(sleep(4), None);
}

#[test]
fn a_first_attempt_that_drew_a_delay_of_0_has_no_length_though_the_second_sleeps() {
    // Drawn: 0 and 1 ms.
    let (trace, history) = ran("tasks=0..1ms%20fail%201&retry=1");
    let ms = Micros::from_millis;
    assert!(
        trace
            .console()
            .any(|line| line == "Starting operation with delay 0.001")
    );
    assert_eq!(first_sleep(&trace, &history.moments, TaskId(1)), Some((ms(0), ms(0))));
}

#[test]
fn main_prints_a_result_or_a_failure_and_operations_print_plain_lines() {
    let tones = |link: &str| {
        let (trace, history) = ran(link);
        let lines = (0..history.console.len()).filter_map(|line| history.console.line(&trace, line));
        lines.map(|line| line.tone(&trace).word()).collect::<Vec<_>>()
    };
    assert_eq!(tones("tasks=1&await=gather"), ["plain", "plain", "result"]);
    assert_eq!(tones("tasks=1%20fail&await=gather").last(), Some(&"failed"));
}

#[test]
fn the_end_of_a_failed_run_says_when_main_failed_and_when_the_last_task_ended() {
    let said = |link: &str| {
        let (trace, history) = ran(link);
        let outcome = trace.outcome.expect("a simulation ends");
        duration(&trace, &history.lanes, outcome)
    };
    assert_eq!(said("tasks=2,1"), " in 2.000 s");
    assert_eq!(
        said("tasks=1 fail,3&await=gather&leftovers=finish"),
        ": main after 1.000 s, the last task after 3.000 s"
    );
    assert_eq!(said("tasks=1 fail,3&await=group"), " after 1.000 s");
}

#[test]
fn a_task_without_a_name_is_a_letter_to_people_and_its_index_in_files() {
    let (trace, _) = ran("tasks=1,named: 2,3 x2,4 x30");
    let task = TaskId;
    let labels = [0, 1, 2, 3, 4, 5, 26, 27, 34].map(|index| trace.label(task(index)).unwrap_or_default().into_owned());
    assert_eq!(labels, ["main", "A", "named", "C", "D", "E", "Z", "27", "34"]);
    assert_eq!(trace.label(task(35)), None);
    assert_eq!(trace.name(task(1)).as_deref(), Some("1"));
    assert_eq!(trace.name_in_words(task(4)), "D");
    assert_eq!(unique_task_name(&trace, task(3)), "C");
    // Someone calls a task by a letter that stands for another.
    let (trace, _) = ran("tasks=1,A: 2");
    let names = [1, 2].map(|index| unique_task_name(&trace, task(index)));
    assert_eq!(names, ["A, task 1", "A"]);
}
