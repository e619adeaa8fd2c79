//! Recordings truncated at any line: every answer for the part also holds for the whole.

use crate::{Recorded, text_of, text_without_causes};
use recording::causes::{failure_handling, why};
use recording::findings::findings;
use recording::{History, Moment, TaskId, describe};

const ALL: [&str; 8] = [
    "nested", "queue", "locks", "late", "roots", "deadlock", "lost", "sundry",
];

#[test]
fn a_file_cut_off_at_any_line_is_the_beginning_of_the_whole() {
    for name in ALL {
        for text in [text_of(name), text_without_causes(name)] {
            let whole = Recorded::of(&text);
            for lines in 1..text.lines().count() {
                let part: String = text.lines().take(lines).map(|line| format!("{line}\n")).collect();
                let opened = trace_file::read(part.as_bytes()).expect("it is cut off between lines");
                assert!(opened.cut_off, "{name}: {lines} lines");
                let part = Recorded::of(&part);
                assert_consistent(&part, &whole, &format!("{name}: {lines} lines"));
            }
        }
    }
}

fn assert_consistent(part: &Recorded, whole: &Recorded, context: &str) {
    let events = part.trace.events.len();
    let tasks = (0..part.trace.tasks.len()).map(|task| TaskId(task as u32));
    for task in tasks {
        let moment = Moment::after(&part.trace, events);
        assert_eq!(
            part.history.state(&part.trace, task, moment),
            whole.history.state(&whole.trace, task, moment),
            "{context}"
        );
        let failure_mode = failure_handling(&part.trace, &part.causes, task);
        assert!(
            failure_mode.is_none() || failure_mode == failure_handling(&whole.trace, &whole.causes, task),
            "{context}: {failure_mode:?}"
        );
    }
    let Some(last) = events.checked_sub(1) else { return };
    let (short, long) = (
        why(&part.trace, &part.causes, last),
        why(&whole.trace, &whole.causes, last),
    );
    let events = |links: &[recording::causes::Link]| links.iter().map(|link| link.event).collect::<Vec<_>>();
    assert_eq!(short.question, long.question, "{context}");
    assert_eq!(events(&short.links), events(&long.links), "{context}");
    let event = part.trace.events.get(last).expect("the event is there");
    assert_eq!(
        describe::describe(&part.trace, &event),
        describe::describe(&whole.trace, &event),
        "{context}"
    );
    let of_whole = findings(&whole.trace, &whole.causes);
    for finding in findings(&part.trace, &part.causes) {
        assert!(
            of_whole.iter().any(|known| known.kind == finding.kind),
            "{context}: {finding:?}"
        );
    }
}

#[test]
fn a_recorder_that_stopped_at_a_limit_says_so() {
    let whole = text_of("lost");
    let mut lines: Vec<&str> = whole
        .lines()
        .take_while(|line| !line.contains("never-retrieved"))
        .collect();
    let events = lines.iter().filter(|line| line.contains("\"kind\"")).count();
    lines.push(r#"{"at_us":400000,"task":null,"kind":"truncated","count":9,"why":"limit"}"#);
    let end = format!(r#"{{"end":"limit","events":{}}}"#, events + 1);
    lines.push(&end);
    let it = Recorded::of(&lines.join("\n"));
    assert_eq!(
        it.answer("", "truncated", 0),
        "The recorder stopped: what happened from here on is missing."
    );
    assert_eq!(
        it.describe("", "truncated", 0),
        "the recorder stopped; missing from here: 9 events"
    );
    assert_eq!(
        it.verdict(),
        "The recorder stopped at its limit, before lost.py had come to its end."
    );
    let kinds: Vec<_> = it.findings().iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [recording::findings::FindingKind::LoopBlocked]);
    assert_eq!(it.answer("lost", "failed", 0), "lost failed: KeyError: 'b'.");
}

#[test]
fn a_recording_folds_event_by_event_as_it_does_at_once() {
    for name in ALL {
        let whole = Recorded::read(name);
        let mut growing = recording::Trace {
            events: recording::Events::default(),
            outcome: None,
            ..whole.trace.clone()
        };
        let mut history = History::default();
        let mut causes = recording::causes::Causes::default();
        for (index, event) in whole.trace.events.iter().enumerate() {
            growing.events.push_with(event, &whole.trace.events.extra(index));
            history.extend(&growing);
            causes.extend(&growing);
        }
        assert!(history == whole.history && causes == whole.causes, "{name}");
    }
}
