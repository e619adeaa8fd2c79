//! The tasks of a recording: those that follow from a scenario answer as the same tasks kept one by one.

#[allow(dead_code, reason = "only its chance is used")]
mod support;

use recording::{Budget, ClockKind, TaskId, TaskInfo, Tasks, Trace};
use scenario::time::Micros;
use scenario::{Scenario, Unit, link};
use support::{Draws, Family, open, random_link};

/// The number of random scenarios.
const CASES: u64 = 2_000;

/// Main and the operations of the expanded list.
fn expanded(scenario: &Scenario) -> Vec<TaskInfo<'static>> {
    let main = TaskInfo {
        name: "main".into(),
        parent: None,
        unit: None,
        delay: None,
    };
    let operations = scenario.operations().into_iter().map(|operation| TaskInfo {
        name: operation.name.into(),
        parent: Some(TaskId::MAIN),
        unit: Some(scenario.runs_as()),
        delay: Some(operation.delay),
    });
    std::iter::once(main).chain(operations).collect()
}

fn planned(scenario: &Scenario) -> Trace {
    Trace::planned(scenario, ClockKind::Virtual, Micros(1))
}

fn scenarios() -> impl Iterator<Item = Scenario> {
    (0..CASES).map(|number| {
        let mut draws = Draws::of(number);
        let family = Family {
            ties: false,
            cpu: number % 3 == 0,
            joined: number % 5 == 0,
        };
        let mut scenario = open(&random_link(&mut draws, family));
        for item in &mut scenario.tasks.items {
            item.repeat = [1, item.repeat, 1 + draws.below(9) as u32][draws.below(3) as usize];
            let name = ["users", "a 1", "a", "2", "main", "é"][draws.below(6) as usize];
            item.name = draws.once_in(2).then(|| name.into());
        }
        scenario
    })
}

/// Each answer about these tasks is that of the list.
#[track_caller]
fn check_answers(tasks: &Tasks, list: &[TaskInfo<'_>]) {
    assert_eq!(tasks.len(), list.len());
    assert!(tasks.iter().eq(list.iter().cloned()));
    for (task, info) in tasks.ids().zip(list) {
        assert_eq!(tasks.get(task).as_ref(), Some(info));
        assert_eq!(tasks.name(task).as_ref(), Some(&info.name));
        assert_eq!((tasks.parent(task), tasks.unit(task)), (info.parent, info.unit));
        assert_eq!(tasks.delay(task), info.delay);
        assert!(tasks.contains(task) && tasks.is_called(task, &info.name));
        let first = list.iter().position(|other| other.name == info.name);
        assert_eq!(tasks.first_called(&info.name), first.map(TaskId::from_index));
    }
    for beyond in [TaskId::from_index(list.len()), TaskId(u32::MAX)] {
        assert_eq!((tasks.get(beyond), tasks.name(beyond)), (None, None));
        assert_eq!(
            (tasks.parent(beyond), tasks.unit(beyond), tasks.delay(beyond)),
            (None, None, None)
        );
        assert!(!tasks.contains(beyond) && !tasks.is_called(beyond, "main") && !tasks.is_called(beyond, ""));
    }
}

#[test]
fn planned_tasks_and_listed_ones_answer_as_the_expanded_list() {
    for scenario in scenarios() {
        let list = expanded(&scenario);
        let trace = planned(&scenario);
        check_answers(&trace.tasks, &list);
        let listed: Tasks = list.iter().cloned().collect();
        check_answers(&listed, &list);
        assert_eq!(trace.tasks, listed);
        assert_eq!(listed, trace.tasks);
        assert_eq!(format!("{:?}", trace.tasks), format!("{list:?}"));
    }
}

#[test]
fn tasks_differ_when_one_of_their_answers_does() {
    let of = |link: &str| planned(&link::read(link).scenario).tasks;
    let tasks = of("tasks=a: 1s..3s x3, 2&seed=7");
    assert_eq!(tasks, of("tasks=a: 1s..3s x3, 2&seed=7&await=gather&limit=2"));
    assert_eq!(tasks, of("tasks=a: 1000ms..3s x3, 2s&seed=7"), "written differently");
    for other in [
        "tasks=b: 1s..3s x3, 2&seed=7",
        "tasks=a: 1s..3s x3, 2&seed=8",
        "tasks=a: 1s..3s x4&seed=7",
        "tasks=a: 1s..3s x3, 3&seed=7",
        "tasks=a: 1s..3s x3&seed=7",
        "tasks=a: 1s..3s x3, 2&seed=7&unit=future&await=gather",
    ] {
        assert_ne!(tasks, of(other), "{other}");
    }
}

/// The first line that has `from`, with `to` in its place.
fn edited(file: &str, from: &str, to: &str) -> String {
    assert!(file.contains(from), "{file}");
    file.replacen(from, to, 1)
}

fn written(trace: &Trace) -> String {
    let mut bytes = Vec::new();
    trace_file::write(trace, &mut bytes).expect("a vector takes all that is written");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

#[test]
fn a_file_of_the_playground_may_list_other_names_and_delays_than_its_link_gives() {
    let trace = runtime::simulate(&link::read("tasks=a: 1s x3, b: 2s&await=gather").scenario);
    let file = written(&trace);
    for (from, to, at) in [
        (r#""name":"main""#, r#""name":"run""#, 0),
        (r#""name":"a 2""#, r#""name":"second""#, 2),
        (r#""name":"b""#, r#""name":"a 1""#, 4),
    ] {
        let file = edited(&file, from, to);
        let back = trace_file::read(file.as_bytes()).expect("names are anything").trace;
        let list = back.tasks.iter().zip(trace.tasks.iter());
        let different: Vec<_> = list
            .zip(0..)
            .filter(|((one, other), _)| one != other)
            .map(|(_, at)| at)
            .collect();
        assert_eq!(different, [at], "{to}");
        assert_ne!(back.tasks, trace.tasks);
        assert_eq!(written(&back), file);
    }
    let slower = edited(&file, r#""delay_us":2000000"#, r#""delay_us":2000001"#);
    let back = trace_file::read(slower.as_bytes()).expect("delays are anything").trace;
    assert_eq!(back.tasks.delay(TaskId(4)), Some(Micros(2_000_001)));
    assert_eq!(written(&back), slower);
    let unsaid = edited(&file, r#","delay_us":2000000"#, "");
    let back = trace_file::read(unsaid.as_bytes())
        .expect("a delay may be missing")
        .trace;
    assert_eq!(back.tasks.delay(TaskId(4)), None);
    assert_eq!(
        (back.tasks.delay(TaskId(3)), back.tasks.unit(TaskId(4))),
        (Some(Micros::from_secs(1)), Some(Unit::Task))
    );
    assert_eq!(written(&back), unsaid);
}

#[test]
fn the_tasks_of_a_recorder_are_any_trees() {
    let mut draws = Draws::of(1);
    let mut list: Vec<TaskInfo<'_>> = Vec::new();
    for index in 0..500_u64 {
        let name = ["", "Task-1", "é", "worker"][draws.below(4) as usize];
        let maybe = |draws: &mut Draws| draws.once_in(3).then(|| draws.below(1_000));
        list.push(TaskInfo {
            name: name.into(),
            parent: maybe(&mut draws)
                .filter(|_| index > 0)
                .map(|parent| TaskId((parent % index.max(1)) as u32)),
            unit: maybe(&mut draws).map(|unit| Unit::ALL[unit as usize % 2]),
            delay: maybe(&mut draws).map(Micros),
        });
    }
    let tasks: Tasks = list.iter().cloned().collect();
    check_answers(&tasks, &list);
}

#[test]
fn a_file_that_lists_the_tasks_of_its_link_keeps_none_of_them() {
    let scenario = link::read("tasks=1s%20x20000&await=gather").scenario;
    let file = written(&planned(&scenario));
    // What is folded for a task counts; its name does not.
    let fits = Budget::bytes(20_001 * 106 + 10_000);
    let mut reader = trace_file::TraceReader::new(fits);
    for line in file.lines() {
        reader.line(line.as_bytes()).expect("it fits");
    }
    assert_eq!(
        reader.finish().expect("there is a header").trace.tasks,
        planned(&scenario).tasks
    );
}
