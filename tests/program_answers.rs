//! The answers to the questions of the example programs: each program is run under the recorder on a virtual clock, and its record
//! meets exactly one of them. Needs python3, as `cpython.rs`.

#[path = "support/others.rs"]
#[allow(dead_code, reason = "these programs answer by files, not by lines of JSON")]
mod others;
#[path = "support/program_paths.rs"]
mod program_paths;

use explain::guess::{GradedAnswers, meets};
use others::PYTHON;
use program_paths::{FOLDER, paths};
use recording::{FoldDepth, Folds, RunOutcome, Trace};
use scenario::programs::{ProgramAnswer, ProgramExample, RecordCheck, TaskEnd};
use scenario::time::Micros;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

const RECORDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recorder/python");

/// Runs a program under the recorder, and reads its record.
fn recorded(python: &str, example: &ProgramExample) -> (Trace, Folds) {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("answers-{}.trace.jsonl", example.name));
    let output = Command::new(python)
        .current_dir(FOLDER)
        .env("PYTHONPATH", RECORDER)
        .args(["-m", "futurescope_recorder", "--clock", "virtual", "-o"])
        .arg(&file)
        .arg(&example.name)
        .output()
        .expect("the interpreter was found a moment ago");
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}: {output:?}", example.name));
    opened(&bytes)
}

fn opened(bytes: &[u8]) -> (Trace, Folds) {
    let trace = trace_file::read(bytes).expect("the recorder writes trace files").trace;
    let mut folds = Folds::default();
    while !folds.extend(&trace, FoldDepth::Everything, || false) {}
    (trace, folds)
}

/// All examples with their records; `None` without Python.
fn all() -> Option<&'static [(ProgramExample, Trace, Folds)]> {
    static ALL: OnceLock<Option<Vec<(ProgramExample, Trace, Folds)>>> = OnceLock::new();
    let run = || {
        let python = PYTHON.command()?;
        let examples = paths().into_iter().flat_map(|path| path.examples);
        let with_record = |example: ProgramExample| {
            let (trace, folds) = recorded(python, &example);
            (example, trace, folds)
        };
        Some(examples.map(with_record).collect())
    };
    ALL.get_or_init(run).as_deref()
}

fn met(answers: &[ProgramAnswer], trace: &Trace, folds: &Folds) -> Vec<usize> {
    let is_met = |answer: &ProgramAnswer| answer.checks.iter().all(|check| meets(trace, folds, check));
    (0..answers.len()).filter(|&index| is_met(&answers[index])).collect()
}

#[test]
fn the_record_of_each_program_meets_exactly_one_answer() {
    let Some(all) = all() else { return };
    let mut places = Vec::new();
    for (example, trace, folds) in all {
        let right = met(&example.answers, trace, folds);
        assert_eq!(right.len(), 1, "{}: {right:?} of {:#?}", example.title, example.answers);
        for given in 0..example.answers.len() {
            let graded = GradedAnswers::of(&example.answers, given, trace, folds).expect("there is such an answer");
            assert_eq!(
                (graded.right, graded.is_right()),
                (Some(right[0]), right[0] == given),
                "{}",
                example.title
            );
        }
        places.push(right[0]);
    }
    assert_eq!(places.len(), 24);
    // Nobody learns the place instead of the program.
    for place in 0..3 {
        let there = places.iter().filter(|&&it| it == place).count();
        assert!(there >= 5, "{there} answers at the place {place} are right: {places:?}");
    }
}

/// What a task did is read from its record, so the record of another program decides otherwise.
#[test]
fn the_answer_follows_from_the_record_and_is_written_nowhere() {
    let Some(all) = all() else { return };
    let of = |title: &str| {
        all.iter()
            .find(|(example, ..)| example.title == title)
            .expect("there is such an example")
    };
    let ((one, trace, folds), (other, other_trace, other_folds)) = (of("Cancel one waiter"), of("Shield"));
    assert_eq!(one.answers, other.answers);
    assert_eq!(met(&one.answers, trace, folds), [2]);
    assert_eq!(met(&other.answers, other_trace, other_folds), [1]);
}

/// A record of `recorder/python/tests/corpus/shield.py`: main gives up waiting at 20 ms, and waits again until 80 ms.
#[test]
fn each_kind_of_check_is_true_and_false_of_a_record() {
    let (trace, folds) = opened(include_bytes!("recorded/shield.trace.jsonl"));
    let (first, last) = ("gave up waiting", "ok");
    let millis = Micros::from_millis;
    let name = || "main".to_owned();
    let prints = |line: &str, at| RecordCheck::Prints {
        line: line.to_owned(),
        at,
    };
    let times = |times, until| RecordCheck::PrintsTimes {
        line: last.to_owned(),
        times,
        from: millis(80),
        until,
    };
    let before = |line: &str, other: &str| RecordCheck::PrintsBefore {
        line: line.to_owned(),
        other: other.to_owned(),
    };
    let waits = |length, line| RecordCheck::Waits {
        task: name(),
        length,
        line,
    };
    let ends = |task: &str, at| RecordCheck::EndsAt(task.to_owned(), at);
    let becomes = |end| RecordCheck::Becomes(name(), end);
    let pairs = [
        (prints(first, None), prints("no such line", None)),
        // Off by as much as a guess may be, and by more.
        (prints(first, Some(millis(70))), prints(first, Some(millis(71)))),
        (
            RecordCheck::NeverPrints("no such line".to_owned()),
            RecordCheck::NeverPrints(first.to_owned()),
        ),
        (times(1, millis(80)), times(2, millis(80))),
        (times(0, millis(79)), times(1, millis(79))),
        (before(first, last), before(last, first)),
        (before(first, "no such line"), before("no such line", first)),
        (ends("main", millis(80)), ends("main", millis(131))),
        (ends("save", millis(80)), ends("nobody", millis(80))),
        (becomes(TaskEnd::Finished), becomes(TaskEnd::Cancelled)),
        (waits(millis(60), 19), waits(millis(60), 8)),
        (RecordCheck::Tasks(2), RecordCheck::Tasks(3)),
    ];
    for (true_of_it, false_of_it) in &pairs {
        assert!(meets(&trace, &folds, true_of_it), "{true_of_it:?}");
        assert!(!meets(&trace, &folds, false_of_it), "{false_of_it:?}");
    }
    assert_eq!(trace.outcome, Some(RunOutcome::Ok));
    assert!(!meets(&trace, &folds, &RecordCheck::Deadlock));
    let (stuck, stuck_folds) = opened(include_bytes!("recorded/deadlock_top.trace.jsonl"));
    assert!(meets(&stuck, &stuck_folds, &RecordCheck::Deadlock));
}

#[test]
fn a_record_that_meets_no_answer_says_so() {
    let (trace, folds) = opened(include_bytes!("recorded/queue_workers.trace.jsonl"));
    let answer = |text: &str, count| ProgramAnswer {
        text: text.to_owned(),
        checks: vec![RecordCheck::Tasks(count)],
    };
    let right = trace.tasks.len();
    let answers = [answer("few", 0), answer("all", right)];
    let said = |given: usize, answers: &[ProgramAnswer]| {
        let graded = GradedAnswers::of(answers, given, &trace, &folds).expect("there is such an answer");
        format!("{}, {} {}", graded.score(), graded.headline(), graded.sentence())
    };
    assert_eq!(said(1, &answers), "1 of 1 right, Your guess is right. You said “all”.");
    assert_eq!(
        said(0, &answers),
        "0 of 1 right, Your guess is not right. You said “few”; it is “all”."
    );
    assert_eq!(
        said(0, &answers[..1]),
        "0 of 1 right, The record shows none of the answers. You said “few”."
    );
    assert_eq!(GradedAnswers::of(&answers, 2, &trace, &folds), None);
}
