//! Recordings that the recorder for Python wrote of programs of its corpus (`recorder/python/tests/make_fixtures.py`), each
//! with the number of its events of each kind, counted by code that shares nothing with the reader.

use crate::{derive_everything_from, opened, written};
use recording::{History, RunOutcome, Source};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recorded")
}

/// The recordings in order: name, text, and what was counted.
fn recordings() -> Vec<(String, String, Value)> {
    let counts = std::fs::read_to_string(folder().join("counts.json")).expect("the counts are in the repository");
    let counts: Value = serde_json::from_str(&counts).expect("the counts are JSON");
    let counts = counts["recordings"].as_object().expect("the counts have recordings");
    counts
        .iter()
        .map(|(name, counted)| {
            let path = folder().join(format!("{name}.trace.jsonl"));
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (name.clone(), text, counted.clone())
        })
        .collect()
}

#[test]
fn recordings_of_the_corpus_have_no_kind_or_word_that_the_reader_does_not_know() {
    let recordings = recordings();
    assert!(recordings.len() >= 12, "{} recordings", recordings.len());
    for (name, text, _) in &recordings {
        let back = opened(text);
        assert_eq!(back.notices(), Vec::<String>::new(), "{name}");
        assert!(!back.cut_off, "{name}");
        assert!(
            matches!(&back.trace.source, Source::Recorder(recorder) if recorder.name == "python"),
            "{name}"
        );
        for index in 0..back.trace.events.len() {
            assert_eq!(back.trace.events.extra(index).word, None, "{name}, event {index}");
        }
    }
}

#[test]
fn as_many_tasks_resources_and_events_of_each_kind_are_read_as_were_counted() {
    for (name, text, counted) in recordings() {
        let trace = opened(&text).trace;
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for event in &trace.events {
            *kinds.entry(event.kind.name().to_owned()).or_default() += 1;
        }
        let kinds = serde_json::to_value(kinds).expect("numbers are JSON");
        assert_eq!(kinds, counted["kinds"], "{name}");
        assert_eq!(Some(trace.tasks.len() as u64), counted["tasks"].as_u64(), "{name}");
        assert_eq!(
            Some(trace.resources.len() as u64),
            counted["resources"].as_u64(),
            "{name}"
        );
    }
}

#[test]
fn every_event_of_a_recording_of_the_corpus_is_a_legal_move() {
    for (name, text, _) in recordings() {
        let trace = opened(&text).trace;
        derive_everything_from(&trace);
        let mut history = History::default();
        history.extend(&trace);
        assert_eq!(history.lanes.illegal(), [], "{name}");
    }
}

#[test]
fn a_recording_of_the_corpus_is_written_again_as_the_same() {
    for (name, text, _) in recordings() {
        let first = opened(&text).trace;
        let again = String::from_utf8(written(&first)).expect("JSON is UTF-8");
        assert!(opened(&again).trace == first, "{name}");
    }
}

#[test]
fn the_outcomes_are_those_of_the_programs() {
    let wanted = [
        ("deadlock_top", RunOutcome::Deadlock),
        ("sys_exit_message", RunOutcome::Failed),
        ("queue_workers", RunOutcome::Ok),
        ("two_runs", RunOutcome::Ok),
    ];
    let recordings = recordings();
    for (name, outcome) in wanted {
        let (_, text, _) = recordings
            .iter()
            .find(|(other, ..)| other == name)
            .unwrap_or_else(|| panic!("{name} is not recorded"));
        assert_eq!(opened(text).trace.outcome, Some(outcome), "{name}");
    }
}
