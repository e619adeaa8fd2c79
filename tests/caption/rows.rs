//! What the rows of all tasks answer: a table of scenarios, tasks, times and texts, and a count of its own over random runs.

use crate::captioned::Run;
use crate::support::{Draws, Family, random_link};
use codegen::Language;
use explain::bar::BarSource;
use explain::rows::{RowAnswer, answer};
use recording::{Moment, State, TaskId, bars};
use scenario::time::Micros;
use std::ops::Range;

/// Five at a time, one that computes while others are due, and one that fails.
const MIXED: &str = "tasks=1%20x3,0.5%20cpu%201s,0.5%20fail,1%20x3&limit=5&await=settle";

fn told(run: &Run, tasks: Range<usize>, at_ms: u64, predicted: bool) -> Option<RowAnswer> {
    let edge = run.trace.last_stamp();
    let source = BarSource {
        trace: &run.trace,
        history: &run.folds.history,
        program: run.program.as_ref(),
        moment: Moment::at_time(&run.trace, edge),
        edge,
        predicted,
    };
    let at = Micros::from_millis(at_ms);
    let near = Micros::from_millis(at_ms.saturating_sub(10))..Micros::from_millis(at_ms + 10);
    answer(&source, tasks, at, near)
}

/// What these tasks answer, and the one that is selected.
#[track_caller]
fn answers(link: &str, tasks: Range<usize>, at_ms: u64, expected: &str, selected: u32) {
    let run = Run::of(link, Language::Python);
    let answer = told(&run, tasks, at_ms, false).expect("an answer");
    assert_eq!(answer.told.sentence(), expected);
    assert_eq!(answer.task, Some(TaskId(selected)));
}

#[test]
fn a_row_says_which_tasks_they_are_and_what_they_wait_for() {
    answers(
        MIXED,
        0..9,
        200,
        "8 tasks, A to H, at 0.200 s, waiting 5 on a timer, 3 for a free slot, selects A.",
        1,
    );
    answers(
        MIXED,
        6..8,
        0,
        "F and G, at 0 s, waiting 2 for a free slot, selects F.",
        6,
    );
    answers(MIXED, 8..9, 2_500, "H, at 2.500 s, ended 1 finished, selects H.", 8);
}

#[test]
fn tasks_whose_timer_is_due_are_told_as_overdue_with_what_holds_the_loop() {
    answers(
        MIXED,
        0..9,
        1_200,
        "8 tasks, A to H, at 1.200 s, overdue 3 as D holds the loop, running D, ready 1, waiting 3 for a free slot, \
         selects A.",
        1,
    );
}

#[test]
fn what_failed_where_the_pointer_is_comes_first_and_is_selected() {
    answers(
        MIXED,
        0..9,
        1_505,
        "8 tasks, A to H, at 1.505 s, failed here E, waiting 3 on a timer, ended 4 finished, 1 failed, selects E.",
        5,
    );
}

#[test]
fn a_row_without_tasks_answers_nothing_and_a_prediction_says_that_it_is_one() {
    let run = Run::of(MIXED, Language::Python);
    assert_eq!(told(&run, 0..1, 200, false), None, "main is no task of the list");
    assert_eq!(told(&run, 9..20, 200, false), None);
    let predicted = told(&run, 1..2, 200, true).expect("an answer");
    assert_eq!(predicted.told.title, "A, at 0.200 s, predicted");
}

#[test]
fn many_are_counted_and_a_few_are_named() {
    let run = Run::of("tasks=1%20x5,1%20fail%20x1500&await=settle", Language::Python);
    let answer = told(&run, 1..1_506, 1_000, false).expect("an answer");
    assert_eq!(
        answer.told.sentence(),
        "1,505 tasks, A to 1505, at 1.000 s, failed here F, G, H and 1,497 more, ended 5 finished, 1,500 failed, \
         selects F."
    );
}

/// In random runs, at many times: the facts of a row add up to its tasks, and as many are overdue as have a bar that says so.
#[test]
fn the_counts_of_a_row_are_those_of_its_tasks_in_any_run() {
    let mut late = 0;
    for case in 0..200 {
        let family = Family {
            ties: case & 1 > 0,
            cpu: case & 2 == 0,
            joined: case & 4 > 0,
        };
        let link = random_link(&mut Draws::of(9_000 + case), family);
        let run = Run::of(&link, Language::Python);
        let (trace, lanes) = (&run.trace, &run.folds.history.lanes);
        let tasks = || (1..trace.tasks.len() as u32).map(TaskId);
        for step in 0..40 {
            let at = Micros(trace.last_stamp().0 * step / 40);
            let source = BarSource {
                trace,
                history: &run.folds.history,
                program: None,
                moment: Moment::at_time(trace, at),
                edge: trace.last_stamp(),
                predicted: false,
            };
            let Some(told) = answer(&source, 0..trace.tasks.len(), at, at..at) else {
                continue;
            };
            let number = |label| {
                let fact = told.told.rows.iter().find(|fact| fact.label == label);
                fact.map_or(0, |fact| numbers(&fact.text))
            };
            let overdue = tasks().filter(|task| {
                let lane = lanes.lane(trace, *task).expect("a lane");
                let wait = lane.segment_before(source.moment.events);
                let waits = lane.state_after(source.moment.events) != State::Created
                    && !lane.state_after(source.moment.events).ended();
                let times = wait
                    .filter(|_| waits)
                    .and_then(|wait| bars::times(trace, lanes, *task, wait.event));
                times.and_then(|times| times.timer).is_some_and(|timer| timer.due < at)
            });
            let overdue = overdue.count();
            assert_eq!(number("Overdue"), overdue, "#{link} at {at:?}");
            late += overdue;
            let running = tasks().filter(|task| run.folds.history.state(trace, *task, source.moment) == State::Running);
            let all = number("Ready") + number("Waiting") + number("Ended") + number("Not started") + overdue;
            assert_eq!(all + running.count(), tasks().count(), "#{link} at {at:?}: {told:?}");
        }
    }
    assert!(late > 50, "only {late} tasks are overdue");
}

/// The sum of the numbers in a text.
fn numbers(text: &str) -> usize {
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    words.filter_map(|word| word.parse::<usize>().ok()).sum()
}
