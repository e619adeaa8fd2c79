//! Two records side by side: matching of tasks, the differences, and their causes, in total and for each task.
use recording::Deviation;
use recording::pairing::{FoldedRecord, PairedTask, Pairing, causes_in_words, change};
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
    let rows = rows(&pairing).into_iter();
    rows.map(|pair| (pair.name(traces), pair.tasks.map(|task| task.is_some()), pair.change))
        .collect()
}

/// The tasks that changed, those that changed most first.
fn rows(pairing: &Pairing) -> Vec<PairedTask> {
    (0..pairing.changed()).filter_map(|row| pairing.row(row)).collect()
}

/// All tasks, in the order of the records.
fn pairs(pairing: &Pairing) -> Vec<PairedTask> {
    (0..pairing.len()).filter_map(|pair| pairing.pair(pair)).collect()
}

#[test]
fn a_record_does_not_differ_from_itself() {
    for name in [
        "deadlock", "late", "locks", "lost", "nested", "queue", "roots", "sundry",
    ] {
        let record = Record::fixture(name);
        let pairing = between(&record, &record);
        assert_eq!(
            (pairing.by(), pairing.why(), pairing.changed()),
            (Shift(0), [].as_slice(), 0),
            "{name}"
        );
        assert_eq!(pairing.len(), record.trace.tasks.len());
        for pair in pairs(&pairing) {
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
        ]
    );
    let pairs = pairs(&between(&first, &second));
    let third = pairs.iter().find(|pair| pair.tasks[0] == Some(TaskId(3)));
    assert_eq!(third.map(|pair| pair.tasks[1]), Some(Some(TaskId(2))));
}

#[test]
fn the_figures_of_a_task_are_those_of_each_record() {
    let first = Record::run("tasks=a:1,b:2&await=gather");
    let second = Record::run("tasks=a:1,b:2%20fail&await=gather&limit=1");
    let pairing = between(&first, &second);
    let pairs = pairs(&pairing);
    let pair = pairs.iter().find(|pair| pair.tasks[0] == Some(TaskId(2)));
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
    assert_eq!(pairing.outcomes(), [Some(RunOutcome::Ok), Some(RunOutcome::Failed)]);
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
            let sum: i64 = pairing.why().iter().map(|share| share.by.0).sum();
            assert_eq!(sum, pairing.by().0);
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

/// The causes of a task's difference, however many calls they take.
fn causes(
    pairing: &mut Pairing,
    records: [FoldedRecord<'_>; 2],
    task: &PairedTask,
) -> Vec<recording::deviation::Share> {
    loop {
        if let Some(why) = pairing.causes(records, task) {
            return why;
        }
    }
}

/// The changed tasks by name, with the causes of the difference of their ends.
fn causes_of_tasks(first: &str, second: &str) -> Vec<(String, String)> {
    let (first, second) = (Record::run(first), Record::run(second));
    let records = [first.folded(), second.folded()];
    let mut pairing = between(&first, &second);
    let rows = rows(&pairing).into_iter();
    rows.map(|task| {
        let why = causes(&mut pairing, records, &task);
        (task.name([&first.trace, &second.trace]), causes_in_words(&why, records))
    })
    .collect()
}

#[test]
fn each_task_has_the_causes_of_its_difference() {
    let said = |name: &str, why: &str| (name.to_owned(), why.to_owned());
    assert_eq!(
        causes_of_tasks("tasks=a:1,b:2&await=gather", "tasks=a:1,b:3&await=gather"),
        [said("main", "+1 s sleeps"), said("b", "+1 s sleeps")]
    );
    // c holds the thread from 1.9 s to 2.4 s; b was to end at 2 s.
    assert_eq!(
        causes_of_tasks(
            "tasks=a:1,b:2,c:1.9&await=gather",
            "tasks=a:1,b:2,c:1.9%20cpu%20500ms&await=gather"
        ),
        [
            said("c", "+500 ms polls"),
            said("main", "+400 ms held by c"),
            said("b", "+400 ms held by c"),
        ]
    );
    // With one permit, b waits for a.
    assert_eq!(
        causes_of_tasks("tasks=a:1,b:2&await=gather", "tasks=a:1,b:2&await=gather&limit=1"),
        [said("main", "+1 s sleeps"), said("b", "+1 s sleeps")]
    );
    // Only in one of the two: there is nothing to compare with.
    assert_eq!(
        causes_of_tasks("tasks=a:1,b:2&await=gather", "tasks=a:1,c:2&await=gather"),
        [said("b", ""), said("c", "")]
    );
}

/// Of two runs of one scenario, the causes of each task are those of the deviation, which is computed in another way: all at
/// once, from folds of its own.
#[test]
fn the_causes_of_tasks_are_those_of_the_deviation() {
    let links = [
        "tasks=a:1,b:2,c:1.9%20cpu%20500ms&await=gather",
        "tasks=1%20x300&await=gather&limit=3&cpu=1ms",
        "tasks=a:1%20fail,b:2&await=gather&retry=2&backoff=100ms",
        "tasks=1s..3s%20x40&await=gather",
    ];
    for link in links {
        let scenario = link::read(link).scenario;
        let planned = Record::of(runtime::simulate(&scenario));
        for seed in 0..4 {
            let late = Record::of(served_late(&planned.trace, seed));
            let deviation = Deviation::between(&planned.trace, &late.trace).expect("both are runs of one scenario");
            let records = [planned.folded(), late.folded()];
            let mut pairing = Pairing::between(records[0], records[1]);
            assert_eq!(pairing.why(), deviation.why);
            assert!(pairing.changed() > 1, "{link}: nothing is late");
            for task in pairs(&pairing) {
                let of_deviation = deviation
                    .task(task.tasks[0].expect("it is in both"))
                    .expect("it is listed");
                assert_eq!(task.tasks[0], task.tasks[1]);
                let why = causes(&mut pairing, records, &task);
                assert_eq!(why, of_deviation.why, "{link}");
                let sum: i64 = why.iter().map(|share| share.by.0).sum();
                assert_eq!(Some(sum), of_deviation.by.map(|by| by.0));
            }
        }
    }
}

/// The same run on a clock that serves every second timer late: from there on, all is later.
fn served_late(trace: &Trace, seed: u64) -> Trace {
    let mut file = Vec::new();
    trace_file::write(trace, &mut file).expect("a vector takes all");
    let text = String::from_utf8(file).expect("it is text");
    let (mut late, mut fired) = (0, seed);
    let lines = text.lines().map(|line| {
        if line.contains("\"kind\":\"timer-fired\"") {
            fired += 1;
            late += 700 * (seed + 1) * (fired % 2);
        }
        let Some(rest) = line.strip_prefix("{\"at_us\":") else {
            return line.to_owned();
        };
        let digits = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_digit()).len();
        let at: u64 = rest[..digits].parse().expect("it is a number");
        format!("{{\"at_us\":{}{}", at + late, &rest[digits..])
    });
    let lines: Vec<String> = lines.collect();
    let text = lines.join("\n") + "\n";
    trace_file::read(text.as_bytes()).expect("it is valid").trace
}

/// However long the records are, each call does a bounded piece of work, and all tasks are compared.
#[test]
fn long_records_are_compared_in_slices() {
    let long = Record::run("tasks=1%20x30000&await=gather&limit=1");
    let other = Record::run("tasks=1%20x15000,2,1%20x14999&await=gather&limit=1");
    let records = [long.folded(), other.folded()];
    let mut pairing = Pairing::default();
    let mut calls = 0;
    while !pairing.advance(records) {
        calls += 1;
    }
    assert!(calls > 100, "in {calls} calls");
    assert_eq!(
        (pairing.by(), pairing.len(), pairing.changed()),
        (Shift(1_000_000), 30_001, 15_001)
    );
    let last = pairing.row(15_000).expect("so many have changed");
    assert_eq!(last.change, Micros::from_secs(1));
    // The path to the last end leads through all tasks: it is known from the total, so that this costs a few steps.
    let end = pairing.pair(30_000).expect("it is the last");
    assert_eq!(
        pairing.causes(records, &end).map(|why| causes_in_words(&why, records)),
        Some("+1 s sleeps".to_owned())
    );
    assert!(pairing.row(15_001).is_none());
}

#[test]
fn names_are_matched_wherever_they_are() {
    // All of one name; the same names in another order; and more of one name than the other has.
    let first = Record::run("tasks=a:1,b:2,a:3,c:4,a:5&await=gather");
    let second = Record::run("tasks=c:4,a:1,a:3,b:2&await=gather");
    let matched: Vec<[Option<u32>; 2]> = pairs(&between(&first, &second))
        .iter()
        .map(|pair| pair.tasks.map(|task| task.map(|task| task.0)))
        .collect();
    let both = |one, other| [Some(one), Some(other)];
    assert_eq!(
        matched,
        [
            both(0, 0),
            both(1, 2),
            both(2, 4),
            both(3, 3),
            both(4, 1),
            [Some(5), None]
        ]
    );
}

#[test]
fn a_change_has_its_sign() {
    let of = |first, second| change(Micros::from_millis(first), Micros::from_millis(second));
    assert_eq!([of(1, 1_201), of(400, 100), of(5, 5)], ["+1.2 s", "−300 ms", "0 ms"]);
}
