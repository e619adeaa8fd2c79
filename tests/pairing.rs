//! Two records side by side: matching of tasks, the differences, and the causes of the difference in total.
use recording::pairing::{FoldedRecord, MOST_PAIRED_TASKS, Pairing, change};
use recording::{FoldDepth, Folds, RunOutcome, State, TaskId, Trace};
use scenario::link;
use scenario::time::{Micros, Shift};

struct Record {
    trace: Trace,
    folds: Folds,
}

impl Record {
    fn of(trace: Trace) -> Self {
        let mut folds = Folds::default();
        assert!(folds.extend(&trace, FoldDepth::Everything, || false) || trace.outcome.is_none());
        Self { trace, folds }
    }

    fn run(link: &str) -> Self {
        Self::of(runtime::simulate(&link::read(link).scenario))
    }

    fn fixture(name: &str) -> Self {
        let path = format!("{}/tests/fixtures/{name}.trace.jsonl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read(path).expect("there is such a fixture");
        Self::of(trace_file::read(text.as_slice()).expect("it is valid").trace)
    }

    fn folded(&self) -> FoldedRecord<'_> {
        FoldedRecord {
            trace: &self.trace,
            folds: &self.folds,
        }
    }
}

fn between(first: &Record, second: &Record) -> Pairing {
    Pairing::between(first.folded(), second.folded())
}

fn said(first: &Record, second: &Record) -> String {
    between(first, second).text([first.folded(), second.folded()], ["Before", "after"])
}

/// The names of the pairs, with what changed in each.
fn changes(first: &Record, second: &Record) -> Vec<(String, [bool; 2], Micros)> {
    let pairing = between(first, second);
    let traces = [&first.trace, &second.trace];
    let rows = pairing
        .tasks
        .iter()
        .map(|pair| (pair.name(traces), pair.tasks.map(|task| task.is_some()), pair.change));
    rows.collect()
}

#[test]
fn a_record_does_not_differ_from_itself() {
    for name in [
        "deadlock", "late", "locks", "lost", "nested", "queue", "roots", "sundry",
    ] {
        let record = Record::fixture(name);
        let pairing = between(&record, &record);
        assert_eq!(
            (pairing.by, pairing.why.as_slice()),
            (Shift(0), [].as_slice()),
            "{name}"
        );
        assert_eq!(pairing.tasks.len(), record.trace.tasks.len());
        for pair in &pairing.tasks {
            assert_eq!((pair.tasks[0], pair.change), (pair.tasks[1], Micros::ZERO), "{name}");
        }
    }
}

#[test]
fn tasks_are_matched_by_name_and_then_by_their_order() {
    let first = Record::run("tasks=a:1,b:2,a:3&await=gather");
    let second = Record::run("tasks=a:1.5,a:3,c:0.5&await=gather");
    let both = [true, true];
    assert_eq!(
        changes(&first, &second),
        [
            ("b".into(), [true, false], Micros::from_secs(2)),
            ("a".into(), both, Micros::from_millis(500)),
            ("c".into(), [false, true], Micros::from_millis(500)),
            ("main".into(), both, Micros::ZERO),
            ("a".into(), both, Micros::ZERO),
        ]
    );
    let pairing = between(&first, &second);
    let third = pairing.tasks.iter().find(|pair| pair.tasks[0] == Some(TaskId(3)));
    assert_eq!(third.map(|pair| pair.tasks[1]), Some(Some(TaskId(2))));
}

#[test]
fn the_figures_of_a_task_are_those_of_each_record() {
    let first = Record::run("tasks=a:1,b:2&await=gather");
    let second = Record::run("tasks=a:1,b:2%20fail&await=gather&limit=1");
    let pairing = between(&first, &second);
    let pair = pairing.tasks.iter().find(|pair| pair.tasks[0] == Some(TaskId(2)));
    let [Some(one), Some(other)] = pair.expect("it is there").figures else {
        panic!("it is in both");
    };
    assert_eq!(
        (one.state, one.ended, one.waited),
        (State::Finished, Some(Micros::from_secs(2)), Micros::from_secs(2))
    );
    assert_eq!(
        (other.state, other.ended, other.waited),
        (State::Failed, Some(Micros::from_secs(3)), Micros::from_secs(3))
    );
    assert_eq!(pairing.outcomes, [Some(RunOutcome::Ok), Some(RunOutcome::Failed)]);
}

#[test]
fn the_causes_add_up_to_the_difference() {
    let links = [
        "tasks=a:1,b:2&await=gather",
        "tasks=a:1,b:3&await=gather",
        "tasks=a:1,b:2,c:1%20cpu%20500ms&await=gather",
        "tasks=a:1,b:2&await=one-by-one",
        "tasks=a:1,b:2&await=gather&limit=1",
        "tasks=a:1%20fail,b:2&await=gather&retry=2&backoff=100ms",
    ];
    let records: Vec<Record> = links.into_iter().map(Record::run).collect();
    for first in &records {
        for second in &records {
            let pairing = between(first, second);
            let sum: i64 = pairing.why.iter().map(|share| share.by.0).sum();
            assert_eq!(sum, pairing.by.0);
        }
    }
}

#[test]
fn the_difference_is_said_in_a_sentence() {
    let plain = Record::run("tasks=a:1,b:2&await=gather");
    assert_eq!(said(&plain, &plain), "Both take 2 s.");
    assert_eq!(
        said(&plain, &Record::run("tasks=a:1,b:3&await=gather")),
        "after takes 1 s longer than Before: 1 s in the timers that led to the end."
    );
    assert_eq!(
        said(&Record::run("tasks=a:1,b:3&await=gather"), &plain),
        "after takes 1 s less than Before: 1 s in the timers that led to the end."
    );
    let held = Record::run("tasks=a:1,b:2,c:1.9%20cpu%20500ms&await=gather");
    assert_eq!(
        said(&plain, &held),
        "after takes 400 ms longer than Before: 400 ms while others held the only thread, c the longest."
    );
    let failed = Record::run("tasks=a:1,b:2%20fail&await=gather");
    assert_eq!(
        said(&plain, &failed),
        "Both take 2 s. Of the two, Before finished and after failed."
    );
}

#[test]
fn long_records_are_compared_in_total_only() {
    let long = Record::run(&format!("tasks=1x{MOST_PAIRED_TASKS}&await=gather").replace('x', "%20x"));
    let pairing = between(&long, &Record::run("tasks=2"));
    assert_eq!((pairing.by, pairing.tasks.len()), (Shift(1_000_000), 0));
}

#[test]
fn a_change_has_its_sign() {
    let of = |first, second| change(Micros::from_millis(first), Micros::from_millis(second));
    assert_eq!([of(1, 1_201), of(400, 100), of(5, 5)], ["+1.2 s", "−300 ms", "0 ms"]);
}
