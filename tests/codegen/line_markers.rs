//! The markers beside the lines of a program.

use crate::support::open;
use codegen::{CodePositions, Language, LineMarker, line_in_view, line_markers, program};
use recording::{Lanes, Moment, TaskId};
use scenario::time::Micros;

/// The positions after `ms` milliseconds of a run, and the line of the sleep.
fn positions(fragment: &str, ms: u64) -> (CodePositions, usize) {
    let scenario = open(fragment);
    let program = program(Language::Python, &scenario);
    let trace = runtime::simulate(&scenario);
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    let mut positions = CodePositions::new(&program);
    while !positions.follow(&trace, &lanes, Moment::at_time(&trace, Micros::from_millis(ms))) {}
    let sleep = program
        .lines
        .iter()
        .position(|line| line.text().contains("asyncio.sleep("));
    (positions, sleep.expect("it sleeps"))
}

fn marker(positions: &CodePositions, line: usize, selected: Option<u32>, most: usize) -> LineMarker {
    let markers = line_markers(positions, [line], selected.map(TaskId), most);
    markers.into_iter().next().expect("one line, one marker")
}

fn tasks(tasks: &[u32]) -> Vec<TaskId> {
    tasks.iter().copied().map(TaskId).collect()
}

#[test]
fn the_first_tasks_at_a_line_are_named_and_all_are_counted() {
    let (positions, sleep) = positions("tasks=1%20x9&await=gather", 500);
    let at_sleep = marker(&positions, sleep, None, 3);
    assert_eq!((at_sleep.named, at_sleep.count), (tasks(&[1, 2, 3]), 9));
    assert!(!at_sleep.running && !at_sleep.selected);
    assert_eq!(marker(&positions, sleep, None, 20).named.len(), 9);
    let elsewhere = marker(&positions, 0, None, 3);
    assert_eq!(elsewhere, LineMarker::default(), "nobody is at the first line");
}

#[test]
fn the_selected_task_is_named_however_many_come_before_it() {
    let (positions, sleep) = positions("tasks=1%20x9&await=gather", 500);
    let far = marker(&positions, sleep, Some(8), 3);
    assert_eq!((far.named, far.count), (tasks(&[1, 2, 8]), 9));
    assert!(far.selected);
    assert_eq!(marker(&positions, sleep, Some(8), 1).named, tasks(&[8]));
    assert_eq!(
        marker(&positions, sleep, Some(2), 3).named,
        tasks(&[1, 2, 3]),
        "it is among the first"
    );
    let main = marker(&positions, sleep, Some(0), 3);
    assert!(!main.selected, "main is elsewhere");
}

#[test]
fn the_task_that_is_polled_is_named_at_its_line() {
    let scenario = open("tasks=1%20cpu%201%20x3&await=gather");
    let program = program(Language::Python, &scenario);
    let trace = runtime::simulate(&scenario);
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    let third = trace
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.task == Some(TaskId(3)) && event.kind.name() == "poll-start")
        .nth(1)
        .map(|(index, _)| index)
        .expect("it is polled after its sleep");
    let mut positions = CodePositions::new(&program);
    while !positions.follow(&trace, &lanes, Moment::after(&trace, third + 1)) {}
    let line = positions.line_of(TaskId(3)).expect("it computes");
    let computes = marker(&positions, line, None, 1);
    assert_eq!((computes.named, computes.running), (tasks(&[3]), true));
}

#[test]
fn the_line_in_view_is_the_selected_tasks_or_that_of_what_happened_last() {
    let (positions, sleep) = positions("tasks=1,2&await=gather", 1_500);
    let in_view = |selected: Option<u32>, last: Option<u32>, moves| {
        line_in_view(&positions, selected.map(TaskId), last.map(TaskId), moves)
    };
    assert_eq!(in_view(Some(2), None, true), Some(sleep));
    assert_eq!(
        in_view(Some(2), Some(0), false),
        Some(sleep),
        "before what happened last"
    );
    assert_eq!(in_view(None, Some(2), false), Some(sleep));
    assert_eq!(in_view(None, Some(2), true), None, "while the run moves, nothing");
    assert_eq!(in_view(None, None, false), None);
    assert_eq!(
        in_view(Some(9), Some(2), false),
        Some(sleep),
        "an unknown task is at no line"
    );
}
