//! The finding that several tasks in a row made the total.

use crate::{folded, path_of};
use recording::critical_path::share_in_words;
use recording::findings::{Finding, FindingKind, Severity, decided_by_several};
use recording::{EventKind, TaskId};
use scenario::link;
use scenario::time::Micros;

fn found(fragment: &str) -> Option<Finding> {
    let trace = runtime::simulate(&link::read(fragment).scenario);
    decided_by_several(&trace, &folded(&trace))
}

#[test]
fn the_total_is_made_of_two_tasks_and_the_others_do_not_matter() {
    let link = "tasks=cover: 1s, portrait: 2s, thumb: 500ms x3&await=gather&limit=2";
    let finding = found(link).expect("two tasks decide the total");
    assert_eq!(
        (finding.kind, finding.severity),
        (FindingKind::DecidedBySeveral, Severity::Note)
    );
    assert_eq!(finding.title, "The total is made of portrait, then thumb 3");
    assert_eq!(
        finding.text,
        "Of the 2.5 s, portrait took 80 %, thumb 3 took 20 %. The other 3 tasks do not matter: without them it would have \
         taken as long."
    );
    assert_eq!(
        finding.change,
        "Make one of them shorter, start the longest first, or raise the limit."
    );
    assert_eq!(finding.tasks, [2, 5].map(TaskId));
    // The end of portrait's sleep, its longest step.
    let trace = runtime::simulate(&link::read(link).scenario);
    let [(task, event)] = finding.evidence[..] else {
        panic!("{:?}", finding.evidence)
    };
    let event = trace.events.get(event).expect("the event is there");
    assert_eq!((task, event.at), (TaskId(2), Micros::from_millis(2_000)));
    assert!(matches!(event.kind, EventKind::TimerFired { .. }), "{event:?}");
}

#[test]
fn one_other_task_is_named() {
    let finding = found("tasks=long: 3, one: 2, two: 2&await=gather&limit=2").expect("two tasks decide the total");
    assert_eq!(finding.title, "The total is made of one, then two");
    assert_eq!(
        finding.text,
        "Of the 4 s, one took 50 %, two took 50 %. long does not matter: without it it would have taken as long."
    );
}

#[test]
fn nothing_is_said_where_one_task_decides_or_all_do() {
    for fragment in [
        "tasks=2,1,3&await=gather",
        "tasks=2,1,3&await=one-by-one",
        "tasks=2,1,3&await=gather&limit=1",
        "tasks=render: 500ms cpu 1.5s, clicks: 800ms, scroll: 1s&await=gather",
        "tasks=1&await=gather",
        "tasks=0,0,0&await=gather",
    ] {
        assert_eq!(found(fragment).map(|finding| finding.title), None, "#{fragment}");
    }
}

#[test]
fn many_tasks_in_a_row_are_counted() {
    let finding = found("tasks=2s, 1s x20&await=gather&limit=2").expect("many tasks decide the total");
    let count = finding.tasks.len();
    assert!(count > 4);
    assert_eq!(
        finding.title,
        format!("The total is made of {count} tasks, one after the other")
    );
}

#[test]
fn its_shares_are_those_of_the_list() {
    let trace = runtime::simulate(&link::read("tasks=1s..3s x9&await=settle&limit=3&seed=4").scenario);
    let finding = decided_by_several(&trace, &folded(&trace)).expect("some tasks decide the total");
    let path = path_of(&trace).expect("main has ended");
    for &task in &finding.tasks {
        let mut length = Micros::ZERO;
        for step in path.steps.iter().filter(|step| step.task == task) {
            length = length + step.length();
        }
        let said = format!(
            "{} took {}",
            trace.name_in_words(task),
            share_in_words(length, path.total)
        );
        assert!(finding.text.contains(&said), "{said} is not in {}", finding.text);
    }
}
