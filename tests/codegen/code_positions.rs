//! Which line a task is at: every code position has a line in every language.

use crate::scenarios::{examples, matrix, opened};
use crate::support::open;
use codegen::{CodePosition, CodePositions, Language, Program, Target, code_position_at, program};
use recording::{EventKind, Lanes, Moment, TaskId, Trace};
use scenario::Scenario;
use scenario::time::Micros;

/// The text of the line that `task` is at after `seconds`.
fn line_text(scenario: &Scenario, program: &Program, task: u32, seconds: f64) -> Option<String> {
    let trace = runtime::simulate(scenario);
    let moment = Moment::at_time(&trace, Micros((seconds * 1e6) as u64));
    let position = code_position_at(&trace, &folded(&trace), TaskId(task), moment)?;
    let line = program.line_of(position).expect("every position has a line");
    Some(program.lines[line].text().trim().to_owned())
}

fn folded(trace: &Trace) -> Lanes {
    let mut lanes = Lanes::default();
    lanes.extend(trace);
    lanes
}

#[test]
fn main_is_at_the_await_of_the_first_operation_that_has_not_ended() {
    let scenario = Scenario::default();
    let program = program(Language::Python, &scenario);
    assert_eq!(
        line_text(&scenario, &program, 0, 0.5).as_deref(),
        Some("result1 = await task1")
    );
    assert_eq!(
        line_text(&scenario, &program, 0, 2.0).as_deref(),
        Some("print(f'Results: {result1}, {result2}')")
    );
}

#[test]
fn an_operation_is_at_its_sleep_and_then_at_its_return() {
    let scenario = Scenario::default();
    for (language, sleeps, returns) in [
        (Language::Python, "await asyncio.sleep(delay)", "return delay * 2"),
        (Language::JavaScript, "await sleep(delay);", "return delay * 2;"),
        (
            Language::Rust,
            "sleep(Duration::from_secs_f64(delay)).await;",
            "delay * 2.0",
        ),
    ] {
        let program = program(language, &scenario);
        assert_eq!(line_text(&scenario, &program, 2, 0.5).as_deref(), Some(sleeps));
        assert_eq!(line_text(&scenario, &program, 2, 1.5).as_deref(), Some(returns));
    }
}

#[test]
fn an_operation_that_waits_for_a_permit_is_at_the_permit_and_one_that_computes_at_the_computation() {
    let scenario = open("tasks=1%20cpu%201,2&await=gather&limit=1");
    let program = program(Language::Python, &scenario);
    assert_eq!(
        line_text(&scenario, &program, 1, 1.5).as_deref(),
        Some("time.sleep(cpu)  # stands for computing: it blocks the event loop")
    );
    assert_eq!(
        line_text(&scenario, &program, 2, 1.5).as_deref(),
        Some("async with permits:")
    );
}

#[test]
fn a_cancelled_operation_is_at_no_line() {
    let scenario = open("tasks=1,2&await=race");
    let program = program(Language::Python, &scenario);
    assert_eq!(
        line_text(&scenario, &program, 2, 0.5).as_deref(),
        Some("await asyncio.sleep(delay)")
    );
    assert_eq!(line_text(&scenario, &program, 2, 1.5), None);
}

#[test]
fn every_position_of_every_run_has_a_line_in_every_language() {
    for scenario in opened(&[matrix(), examples()].concat()) {
        let trace = runtime::simulate(&scenario);
        let lanes = folded(&trace);
        let mut positions: Vec<CodePosition> = Vec::new();
        // Some hundred moments are enough for a thousand tasks.
        let every = 1 + trace.events.len() / 200;
        for events in (0..=trace.events.len()).step_by(every) {
            let moment = Moment::after(&trace, events);
            for (task, _) in lanes.iter(&trace).take(20) {
                positions.extend(
                    code_position_at(&trace, &lanes, task, moment).filter(|position| !positions.contains(position)),
                );
            }
        }
        assert!(positions.len() > 2, "{}: {positions:?}", trace.link());
        for language in Language::ALL {
            let program = program(language, &scenario);
            for &position in &positions {
                assert!(
                    program.line_of(position).is_some(),
                    "#{}: no line for {position:?} in {language:?}",
                    trace.link()
                );
            }
        }
    }
}

#[test]
fn operations_of_a_list_share_the_line_that_creates_them() {
    let scenario = open("tasks=0.5%20x10000&await=gather");
    let program = program(Language::Python, &scenario);
    let line = program.line_of(CodePosition::Made(Target::One(7_000)));
    assert_eq!(line, program.line_of(CodePosition::Made(Target::All)));
    assert!(line.is_some());
}

#[test]
fn moments_with_the_same_stamp_are_distinguished_by_their_events() {
    let scenario = open("tasks=1,1&await=gather");
    let trace = runtime::simulate(&scenario);
    let lanes = folded(&trace);
    let ends =
        |event: recording::Event<'_>| matches!(event.kind, EventKind::Finished { .. }) && event.task == Some(TaskId(1));
    let end = trace.events.iter().position(ends).expect("the first finishes");
    let before = Moment::after(&trace, end);
    let after = Moment::after(&trace, end + 1);
    assert_eq!(before.at, after.at);
    assert_eq!(
        code_position_at(&trace, &lanes, TaskId(1), before),
        Some(CodePosition::Compute)
    );
    assert_eq!(
        code_position_at(&trace, &lanes, TaskId(1), after),
        Some(CodePosition::Returned)
    );
    assert_eq!(
        code_position_at(&trace, &lanes, TaskId(2), after),
        Some(CodePosition::Sleep)
    );
}

#[test]
fn positions_are_followed_in_both_directions() {
    let every = [matrix(), examples()].concat();
    for scenario in opened(&every).into_iter().step_by(7) {
        let trace = runtime::simulate(&scenario);
        let lanes = folded(&trace);
        let program = program(Language::Python, &scenario);
        let length = trace.events.len();
        let stride = 1 + length / 40;
        let forward: Vec<usize> = (0..=length).step_by(stride).collect();
        let mut code_positions = CodePositions::new(&program);
        let back = forward.iter().rev();
        for &events in forward.iter().chain(back).chain(&[length, 0, length / 2]) {
            let moment = Moment::after(&trace, events);
            while !code_positions.follow(&trace, &lanes, moment) {}
            let mut expected = vec![Vec::new(); program.lines.len()];
            for (task, _) in lanes.iter(&trace) {
                let line =
                    code_position_at(&trace, &lanes, task, moment).and_then(|position| program.line_of(position));
                if let Some(line) = line {
                    expected[line].push(task);
                }
            }
            for (line, tasks) in expected.iter().enumerate() {
                assert_eq!(
                    code_positions.count(line),
                    tasks.len(),
                    "#{} line {line} at {events}",
                    trace.link()
                );
                assert_eq!(
                    &code_positions.at(line),
                    tasks,
                    "#{} line {line} at {events}",
                    trace.link()
                );
                assert_eq!(
                    code_positions.first(3)[line],
                    tasks[..tasks.len().min(3)],
                    "#{} line {line} at {events}",
                    trace.link()
                );
            }
        }
    }
}

#[test]
fn a_jump_over_many_tasks_is_made_in_pieces() {
    let scenario = open("tasks=0.5%20x100000&await=gather");
    let trace = runtime::simulate(&scenario);
    let lanes = folded(&trace);
    let program = program(Language::Python, &scenario);
    let mut code_positions = CodePositions::new(&program);
    let moment = Moment::at_time(&trace, Micros(250_000));
    let mut pieces = 1;
    while !code_positions.follow(&trace, &lanes, moment) {
        pieces += 1;
    }
    assert!((10..=60).contains(&pieces), "{pieces} pieces");
    let sleep = program.line_of(CodePosition::Sleep).expect("they sleep");
    assert_eq!(code_positions.count(sleep), 100_000);
}
