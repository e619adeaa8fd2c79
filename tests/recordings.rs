//! Recordings of other programs: real asyncio programs, recorded into `tests/fixtures`, and files made by hand.
//! Compares the exact texts and pictures; without causes, only what is still known.

#[path = "recordings/cancelling.rs"]
mod cancelling;
#[path = "recordings/cut.rs"]
mod cut;
#[path = "recordings/deadlock.rs"]
mod deadlock;
#[path = "recordings/destroyed.rs"]
mod destroyed;
#[path = "recordings/eager.rs"]
mod eager;
#[path = "recordings/failures.rs"]
mod failures;
#[path = "recordings/figures.rs"]
mod figures;
#[path = "recordings/pictures.rs"]
mod pictures;
#[path = "recordings/resources.rs"]
mod resources;
#[path = "recordings/trees.rs"]
mod trees;
#[path = "recordings/waits.rs"]
mod waits;

use recording::causes::{Causes, Chain, why};
use recording::facts::facts;
use recording::findings::{Finding, findings};
use recording::{Event, History, Metrics, Moment, TaskId, Trace, describe};
use scenario::time::Micros;
use std::path::Path;

/// A recording with everything folded from it.
struct Recorded {
    trace: Trace,
    history: History,
    causes: Causes,
}

/// The text of the recording `name` in `tests/fixtures`.
fn text_of(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}.trace.jsonl"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The same recording without causes.
fn text_without_causes(name: &str) -> String {
    let text = text_of(name);
    let without = |line: &str| match line.rsplit_once(",\"cause\":") {
        Some((before, _)) => format!("{before}}}\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(without).collect()
}

/// A header for recordings made by hand.
const HEADER: &str = r#"{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1,"program":"main.py"}"#;

impl Recorded {
    fn read(name: &str) -> Self {
        Self::of(&text_of(name))
    }

    fn without_causes(name: &str) -> Self {
        Self::of(&text_without_causes(name))
    }

    fn by_hand(lines: &[&str]) -> Self {
        Self::of(&format!("{HEADER}\n{}\n", lines.join("\n")))
    }

    fn of(text: &str) -> Self {
        let opened = trace_file::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let trace = opened.trace;
        let (mut history, mut causes) = (History::default(), Causes::default());
        history.extend(&trace);
        causes.extend(&trace);
        assert_eq!(history.lanes.illegal(), [], "{text}");
        Self { trace, history, causes }
    }

    #[track_caller]
    fn task(&self, name: &str) -> TaskId {
        let task = self.trace.tasks.first_called(name);
        task.unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    /// The nth event of this kind of this task, from 0; with an empty name, of no task.
    #[track_caller]
    fn event(&self, name: &str, kind: &str, nth: usize) -> usize {
        let task = (!name.is_empty()).then(|| self.task(name));
        let is_it = |event: &Event<'_>| event.task == task && event.kind.name() == kind;
        let mut events = self.trace.events.iter().enumerate().filter(|(_, event)| is_it(event));
        let found = events.nth(nth).map(|(index, _)| index);
        found.unwrap_or_else(|| panic!("no {kind} {nth} of {name}"))
    }

    fn chain(&self, name: &str, kind: &str, nth: usize) -> Chain {
        why(&self.trace, &self.causes, self.event(name, kind, nth))
    }

    fn answer(&self, name: &str, kind: &str, nth: usize) -> String {
        self.chain(name, kind, nth).answer
    }

    /// The texts of the links.
    fn links(&self, name: &str, kind: &str, nth: usize) -> Vec<String> {
        let links = self.chain(name, kind, nth).links;
        links.into_iter().map(|link| link.text).collect()
    }

    fn describe(&self, name: &str, kind: &str, nth: usize) -> String {
        let event = self.trace.events.get(self.event(name, kind, nth));
        describe::describe(&self.trace, &event.expect("the event is there"))
    }

    /// The note about this task after `at_ms` milliseconds.
    fn note(&self, name: &str, at_ms: u64) -> String {
        let moment = Moment::at_time(&self.trace, Micros::from_millis(at_ms));
        facts(&self.trace, &self.history, self.task(name), moment).note
    }

    fn findings(&self) -> Vec<Finding> {
        findings(&self.trace, &self.causes)
    }

    fn metrics(&self) -> Metrics {
        self.history.metrics(&self.trace, self.trace.last_stamp())
    }

    fn verdict(&self) -> String {
        let outcome = self.trace.outcome.expect("it has come to an end");
        recording::facts::verdict(
            &self.trace,
            &self.history.lanes,
            outcome,
            recording::facts::RecordedBy::Others,
        )
    }
}
