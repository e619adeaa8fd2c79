//! Which tasks stand beside which line of a recorded program.

use explain::program_lines::{failed_at, tasks_at_lines, tasks_once_at};
use recording::{Folds, Moment, TaskId, Trace};
use scenario::time::Micros;

/// A recording of `recorder/python/tests/corpus/queue_workers.py`: three workers share a queue of four jobs.
fn queue_workers() -> (Trace, Folds) {
    opened(include_str!("recorded/queue_workers.trace.jsonl"))
}

fn opened(text: &str) -> (Trace, Folds) {
    let trace = trace_file::read(text.as_bytes()).expect("it is valid").trace;
    let mut folds = Folds::default();
    while !folds.extend(&trace, recording::FoldDepth::Everything, || false) {}
    (trace, folds)
}

/// Each task with its line: `ann 12`.
fn at(trace: &Trace, folds: &Folds, at: Micros) -> Vec<String> {
    let lines = tasks_at_lines(trace, folds, Moment::at_time(trace, at), 100);
    let words = |it: &explain::program_lines::TaskAtLine| format!("{} {}", trace.name_in_words(it.task), it.line);
    lines.iter().map(words).collect()
}

const GET: u32 = 12;
const SLEEP: u32 = 13;
const JOIN: u32 = 26;

#[test]
fn each_task_stands_where_it_waits() {
    let (trace, folds) = queue_workers();
    let source = trace.code.files[0].text.as_deref().expect("the recorder has it");
    let line = |number: u32| source.lines().nth(number as usize - 1).expect("there is such a line");
    assert!(
        line(GET).contains("await self.jobs.get()")
            && line(SLEEP).contains("asyncio.sleep")
            && line(JOIN).contains("jobs.join")
    );
    let expected = [
        format!("main {JOIN}"),
        format!("ann {SLEEP}"),
        format!("bob {SLEEP}"),
        format!("cid {SLEEP}"),
    ];
    assert_eq!(at(&trace, &folds, Micros::from_millis(50)), expected);
    // 0.1, 0.2 and 0.3 s are done, and the first worker has the last job.
    let expected = [
        format!("main {JOIN}"),
        format!("ann {SLEEP}"),
        format!("bob {GET}"),
        format!("cid {GET}"),
    ];
    assert_eq!(at(&trace, &folds, Micros::from_millis(350)), expected);
}

#[test]
fn before_its_first_wait_a_task_stands_nowhere() {
    let (trace, folds) = queue_workers();
    assert!(tasks_at_lines(&trace, &folds, Moment::START, 100).is_empty());
}

#[test]
fn a_line_tells_who_has_been_there() {
    let (trace, _) = queue_workers();
    let names = |line: u32| -> Vec<String> {
        let tasks = tasks_once_at(&trace, line, 100);
        tasks
            .into_iter()
            .map(|task: TaskId| trace.name_in_words(task).into_owned())
            .collect()
    };
    assert_eq!(names(SLEEP), ["ann", "bob", "cid"]);
    assert_eq!(names(JOIN), ["main"]);
    assert!(names(1).is_empty());
    assert_eq!(tasks_once_at(&trace, SLEEP, 2).len(), 2);
}

#[test]
fn a_failure_is_at_the_line_of_its_last_traceback() {
    let text = |end: &str| {
        format!(
            "{}\n{}\n{}\n{}\n{}\n{{\"end\":\"{end}\",\"events\":3}}\n",
            r#"{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1,"program":"main.py"}"#,
            r#"{"file":0,"name":"main.py","text":"x"}"#,
            r#"{"at_us":0,"task":null,"kind":"printed","text":"  File \"main.py\", line 3, in <module>","stream":"stderr"}"#,
            r#"{"at_us":0,"task":null,"kind":"printed","text":"  File \"main.py\", line 12, in work","stream":"stderr"}"#,
            r#"{"at_us":0,"task":null,"kind":"printed","text":"ValueError: no","stream":"stderr"}"#,
        )
    };
    let (trace, folds) = opened(&text("failed"));
    assert_eq!(failed_at(&trace, &folds, "main.py"), Some(12));
    assert_eq!(failed_at(&trace, &folds, "other.py"), None);
    let (trace, folds) = opened(&text("ok"));
    assert_eq!(failed_at(&trace, &folds, "main.py"), None);
}
