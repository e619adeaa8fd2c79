//! Hand-made files in the format of a recorder for Python.

use crate::{derive_everything_from, error_of, opened, written};
use recording::causes::{Causes, why};
use recording::{
    ClockKind, EventKind, History, Recorder, ResourceId, ResourceKind, RunOutcome, Source, State, TaskId, TimerKind,
    WokenBy,
};

/// Two roots, a group, a lock, a queue, an event, stacks, and a final deadlock.
pub const PROGRAM: &str = r#"{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1,"language":"Python 3.14.2","program":"main.py","extra":{"a":[1,{"b":null}]}}
{"file":0,"name":"main.py","text":"import asyncio\n…"}
{"stack":0,"frames":[[0,12,"main"],[0,4,"fetch"]]}
{"resource":0,"what":"semaphore","name":"permits","size":2,"line":[0,5]}
{"resource":1,"what":"queue","name":"jobs","size":1}
{"task":0,"name":"Task-1","parent":null}
{"at_us":0,"task":0,"kind":"spawned"}
{"at_us":0,"task":0,"kind":"woken","by":"spawn","cause":0}
{"at_us":0,"task":null,"kind":"turn"}
{"at_us":0,"task":0,"kind":"poll-start","cause":1}
{"task":1,"name":"users","parent":0,"line":[0,9],"via":"gather"}
{"at_us":0,"task":1,"kind":"spawned","parent":0,"line":[0,9],"via":"gather","cause":3}
{"at_us":0,"task":1,"kind":"woken","by":"spawn","cause":4}
{"at_us":10,"task":0,"kind":"put","res":1,"size":1}
{"at_us":10,"task":0,"kind":"poll-end","result":"pending","on":"gather","tasks":[1],"stack":0}
{"at_us":10,"task":1,"kind":"poll-start","cause":5}
{"at_us":10,"task":1,"kind":"acquired","res":0,"size":1}
{"at_us":10,"task":1,"kind":"got","res":1,"size":0}
{"at_us":10,"task":1,"kind":"timer-set","timer":3,"what":"call","deadline_us":500}
{"at_us":10,"task":1,"kind":"poll-end","result":"pending","on":"lock","res":0,"stack":0}
{"task":2,"name":"other root","parent":null}
{"at_us":20,"task":2,"kind":"spawned","parent":null}
{"at_us":20,"task":2,"kind":"woken","by":"spawn"}
{"at_us":20,"task":2,"kind":"poll-start"}
{"at_us":20,"task":2,"kind":"set","res":0}
{"at_us":20,"task":1,"kind":"woken","by":"lock","id":2,"res":0,"cause":16}
{"at_us":20,"task":2,"kind":"printed","text":"to stderr","stream":"stderr","line":[0,2]}
{"at_us":20,"task":null,"kind":"printed","text":"outside of tasks"}
{"at_us":20,"task":1,"kind":"cancel-requested","by":2,"why":"program","line":[0,3]}
{"at_us":20,"task":2,"kind":"poll-end","result":"pending","on":"event"}
{"at_us":30,"task":1,"kind":"poll-start","cause":17}
{"at_us":30,"task":1,"kind":"warned","text":"coroutine was never awaited"}
{"at_us":30,"task":1,"kind":"poll-end","result":"pending","on":"io"}
{"at_us":31,"task":1,"kind":"woken","by":"io"}
{"at_us":31,"task":1,"kind":"poll-start"}
{"at_us":31,"task":1,"kind":"failed","message":"unhandled errors in a TaskGroup (2 sub-exceptions)","of":["ValueError: a","KeyError: 'b'"],"line":[0,4]}
{"at_us":31,"task":1,"kind":"poll-end","result":"ended"}
{"at_us":500,"task":1,"kind":"timer-fired","timer":3}
{"at_us":500,"task":0,"kind":"woken","by":"teleport"}
{"at_us":501,"task":0,"kind":"hovered","height":3}
{"at_us":501,"task":0,"kind":"poll-start"}
{"at_us":501,"task":0,"kind":"stuck","line":[0,7]}
{"at_us":502,"task":0,"kind":"cancelled"}
{"at_us":502,"task":0,"kind":"poll-end","result":"ended"}
{"at_us":502,"task":2,"kind":"destroyed"}
{"at_us":502,"task":null,"kind":"deadlock","tasks":[2]}
{"end":"deadlock","events":38,"message":"other root waits for ever"}
"#;

#[test]
fn everything_in_a_recorders_file_is_read() {
    let back = opened(PROGRAM);
    let trace = &back.trace;
    let recorder = Recorder {
        name: "python".into(),
        language: Some("Python 3.14.2".into()),
        program: Some("main.py".into()),
    };
    assert_eq!(trace.source, Source::Recorder(recorder));
    assert_eq!((trace.clock, trace.resolution.0), (ClockKind::Virtual, 1));
    assert_eq!(trace.outcome, Some(RunOutcome::Deadlock));
    assert_eq!(trace.message.as_deref(), Some("other root waits for ever"));
    assert_eq!(trace.code.files[0].text.as_deref(), Some("import asyncio\n…"));
    assert_eq!(trace.code.stacks[0][1].function, "fetch");
    assert_eq!(trace.code.origins[1].via.as_deref(), Some("gather"));
    assert_eq!(trace.resources[0].line.map(|line| line.line), Some(5));
    assert_eq!(
        (trace.tasks.parent(TaskId(2)), trace.tasks.parent(TaskId(1))),
        (None, Some(TaskId(0)))
    );

    assert_eq!(trace.events.extra(4).via, Some("gather"));
    assert_eq!(trace.events.extra(7).tasks, [TaskId(1)]);
    assert_eq!(trace.events.extra(7).stack, Some(recording::StackId(0)));
    assert_eq!(trace.events.extra(12).res, Some(ResourceId(0)));
    assert_eq!(trace.events.extra(18).stream, Some("stderr"));
    assert_eq!(trace.events.extra(27).of, ["ValueError: a", "KeyError: 'b'"]);
    assert_eq!(trace.events.extra(30).word, Some("teleport"));
    let kind = |index: usize| trace.events.get(index).expect("the event is there").kind;
    assert_eq!(
        kind(17),
        EventKind::Woken {
            by: WokenBy::Resource {
                what: ResourceKind::Lock,
                res: Some(ResourceId(0)),
                by: Some(TaskId(2))
            }
        }
    );
    assert_eq!(kind(31), EventKind::Unknown { name: "hovered" });
    assert!(matches!(
        kind(11),
        EventKind::TimerSet {
            what: TimerKind::Call,
            ..
        }
    ));
}

#[test]
fn unknown_kinds_are_kept_and_counted() {
    let notice = "1 event is of a kind that this version does not know; it is kept without meaning.";
    assert_eq!(opened(PROGRAM).notices(), [notice]);
}

#[test]
fn a_recorder_s_file_is_written_again_as_the_same_recording() {
    let first = opened(PROGRAM).trace;
    let text = String::from_utf8(written(&first)).expect("JSON is UTF-8");
    let second = opened(&text).trace;
    assert!(second == first, "{text}");
    assert_eq!(String::from_utf8(written(&second)).expect("JSON is UTF-8"), text);
}

#[test]
fn its_events_are_legal_and_cancelled_tasks_continue() {
    let trace = opened(PROGRAM).trace;
    derive_everything_from(&trace);
    let mut history = History::default();
    history.extend(&trace);
    assert_eq!(history.lanes.illegal(), []);
    let state = |task: u32| history.lanes.state(TaskId(task));
    // The second was asked to cancel, was polled again, waited, and failed.
    assert_eq!(state(1), State::Failed);
    assert_eq!(state(0), State::Cancelled);
    assert_eq!(state(2), State::Destroyed);
}

#[test]
fn why_reports_only_recorded_causes_and_infers_no_policy() {
    let trace = opened(PROGRAM).trace;
    let mut causes = Causes::default();
    causes.extend(&trace);
    let answer = |event: usize| why(&trace, &causes, event).answer;
    assert_eq!(answer(17), "users was woken by other root, through semaphore permits.");
    assert_eq!(
        answer(27),
        "users failed: unhandled errors in a TaskGroup (2 sub-exceptions)."
    );
    assert_eq!(answer(30), "Task-1 was woken by teleport.");
    assert_eq!(
        answer(37),
        "Nothing could run any more: other root was waiting for an event to be set."
    );
    let wake = why(&trace, &causes, 17);
    let events: Vec<usize> = wake.links.iter().map(|link| link.event).collect();
    assert_eq!(events, [13, 16, 17], "{wake:?}");
}

#[test]
fn the_header_and_each_declaration_are_validated() {
    let line = |number: usize, with: &str| {
        let mut lines: Vec<&str> = PROGRAM.lines().collect();
        lines[number - 1] = with;
        error_of(&lines.join("\n"))
    };
    let cases = [
        (
            1,
            "{}",
            "line 1: this is no trace file, expected a header with \"format\":\"futurescope-trace\"",
        ),
        (
            1,
            r#"{"format":"futurescope-trace","version":3}"#,
            "line 1: `version` is 3, expected 2",
        ),
        (
            1,
            r#"{"format":"futurescope-trace","version":1,"link":"tasks=2,1"}"#,
            "line 1: this is a trace file of version 1, expected version 2; make it again with this program",
        ),
        (
            2,
            r#"{"file":1,"name":"x"}"#,
            "line 2: `file` is 1, expected 0, the next number",
        ),
        (
            3,
            r#"{"stack":0,"frames":[[7,1,"f"]]}"#,
            "line 3: a line is in file 7, expected a file that is declared before",
        ),
        (
            6,
            r#"{"task":0,"name":"a","parent":0}"#,
            "line 6: `parent` is 0, expected a task that is declared before",
        ),
        (
            7,
            r#"{"at_us":-1,"task":0,"kind":"spawned"}"#,
            "line 7: `at_us` is a negative number, expected a whole number up to 9007199254740992",
        ),
        (
            8,
            r#"{"at_us":0,"task":9,"kind":"turn"}"#,
            "line 8: `task` is 9, expected a task that is declared before",
        ),
        (
            8,
            r#"{"at_us":0,"task":0,"kind":"poll-start","cause":1}"#,
            "line 8: `cause` is 1, expected the number of an event before 1",
        ),
        (
            9,
            r#"{"at_us":0,"task":0,"kind":"turn"}"#,
            "line 9: `task` is 0 of turn, expected null",
        ),
        (
            15,
            r#"{"at_us":9,"task":0,"kind":"poll-end","result":"maybe"}"#,
            "line 15: `at_us` is 9, expected 10 or more: stamps never fall",
        ),
        (
            15,
            r#"{"at_us":10,"task":0,"kind":"poll-end","result":"maybe"}"#,
            "line 15: `result` is \"maybe\", expected pending or ended",
        ),
        (
            14,
            r#"{"at_us":10,"task":0,"kind":"put","res":2}"#,
            "line 14: `res` is 2, expected a resource that is declared before",
        ),
        (
            14,
            r#"{"at_us":10,"task":0,"kind":"timer-set","timer":0,"what":"nap","deadline_us":1}"#,
            "line 14: `what` is \"nap\", expected sleep, timeout, deadline, backoff or call",
        ),
        (
            14,
            r#"{"x":1}"#,
            "line 14: nothing says what this line is, expected one of the keys kind, task, file, stack, resource and end",
        ),
        (14, "[1]", "line 14: this is no object, expected an object in one line"),
        (
            47,
            r#"{"end":"ok","events":3}"#,
            "line 47: `events` is 3, expected 38, as many as there are",
        ),
    ];
    for (number, with, said) in cases {
        assert_eq!(line(number, with), said);
    }
    let twice = format!("{PROGRAM}{{}}");
    assert_eq!(
        error_of(&twice),
        "line 48: this stands behind the end of the recording, expected nothing"
    );
    assert_eq!(
        error_of(""),
        "line 1: the file is empty, expected a header with \"format\":\"futurescope-trace\""
    );
}

#[test]
fn the_playgrounds_declarations_must_match_its_link() {
    let header = r#"{"format":"futurescope-trace","version":2,"source":"playground","clock":"real","resolution_us":100,"link":"tasks=2"}"#;
    let main = r#"{"task":0,"name":"main","parent":null}"#;
    let said = error_of(&format!(
        "{header}\n{main}\n{}\n",
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#
    ));
    assert_eq!(said, "line 3: 0 declared beside main, expected the link's 1");
    let said = error_of(&format!(
        "{header}\n{main}\n{}\n",
        r#"{"task":1,"name":"1","parent":0,"unit":"future","delay_us":2}"#
    ));
    assert_eq!(said, "line 3: `unit` is another than the link's, expected the same");
    let bad = header.replace("tasks=2", "tasks=two");
    assert!(error_of(&bad).starts_with("line 1: `link` has a bad part, expected one that opens: tasks: "));
    // Cut off before the tasks are declared; the tasks are known from the link.
    let back = trace_file::read(format!("{header}\n{main}\n").as_bytes()).expect("it is cut off");
    assert_eq!((back.cut_off, back.trace.tasks.len()), (true, 2));
}
