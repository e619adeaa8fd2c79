//! All figures as JSON.

use crate::{Folded, all};
use export::FileKind;
use serde_json::{Value, json};

fn parsed(folded: &Folded) -> Value {
    let text = folded.text(FileKind::Figures);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn the_figures_are_those_of_the_record() {
    for (of, folded) in all() {
        let file = parsed(&folded);
        let metrics = folded.folds.history.metrics(&folded.trace, folded.trace.last_stamp());
        assert_eq!(file["total_us"], json!(metrics.makespan.0), "{of}");
        assert_eq!(file["one_by_one_us"], json!(metrics.one_by_one.0), "{of}");
        assert_eq!(file["most_at_once"], json!(metrics.most_at_once), "{of}");
        assert_eq!(file["loop_busy_us"], json!(metrics.busy.0), "{of}");
        assert_eq!(file["waited_for_loop_us"], json!(metrics.ready.0), "{of}");
        assert_eq!(
            file["work_cancelled_us"],
            json!(metrics.wasted.map(|wasted| wasted.0)),
            "{of}"
        );
        let median = metrics.lateness.map(|late| late.median.0);
        assert_eq!(file["timers_late"]["median_us"], json!(median), "{of}");
        let tally = folded.folds.history.tally;
        assert_eq!(file["ended"]["finished"], json!(tally.finished), "{of}");
        assert_eq!(file["ended"]["failed"], json!(tally.failed), "{of}");
        assert_eq!(file["ended"]["cancelled"], json!(tally.cancelled), "{of}");
        let found = folded.folds.findings().map_or(0, <[_]>::len);
        assert_eq!(file["findings"].as_array().map_or(0, Vec::len), found, "{of}");
        assert_eq!(file["shown"].as_array().map(Vec::len), Some(7), "{of}");
        let bins = file["histogram"].as_array().expect("there is a histogram");
        let counted: u64 = bins.iter().map(|bin| bin["tasks"].as_u64().expect("a count")).sum();
        assert_eq!(counted, file["durations"]["tasks"].as_u64().unwrap_or_default(), "{of}");
    }
}

#[test]
fn every_key_of_a_small_run_is_as_documented() {
    let file = parsed(&Folded::of_link("tasks=2,1,3&await=gather"));
    assert_eq!(
        file,
        json!({
            "format": "futurescope-figures", "version": 1,
            "source": "playground", "program": null, "language": null, "link": "tasks=2,1,3&await=gather",
            "policy": "gather", "policy_label": "Join all", "clock": "virtual", "resolution_us": 1,
            "outcome": "ok", "message": null, "events": 60, "tasks": 3, "missing_events": null,
            "shown": file["shown"],
            "total_us": 3_000_000, "recorded_us": 3_000_000, "one_by_one_us": 6_000_000, "speed_up": 2,
            "most_at_once": 3, "loop_busy_us": 0, "loop_busy_share": 0, "waited_for_loop_us": 0, "work_cancelled_us": 0,
            "timers_late": { "timers": 3, "median_us": 0, "p99_us": 0, "worst_us": 0 },
            "ended": { "finished": 3, "failed": 0, "timed_out": 0, "retried": 0, "cancelled": 0, "not_ended": 0 },
            "durations": {
                "tasks": 3, "min_us": 1_000_000, "p50_us": 2_000_000, "p95_us": 3_000_000, "p99_us": 3_000_000,
                "max_us": 3_000_000,
            },
            "histogram": file["histogram"],
            "findings": [],
            "longer_than_predicted_us": null, "main_later_than_predicted_us": null,
        })
    );
    let total = &file["shown"][0];
    assert_eq!(
        *total,
        json!({ "name": "Total time", "value": "3.00", "unit": "s", "note": "", "speed": "" })
    );
}

/// The first cells of the table of this heading in the description of the files.
fn documented(head: &str) -> Vec<&'static str> {
    const DOCUMENT: &str = include_str!("../../docs/exported-files.md");
    let rows = DOCUMENT
        .lines()
        .skip_while(|line| !line.starts_with(&format!("| {head} |")));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| Some(row.split(" | ").next()?.trim_matches(['|', ' ', '`'])))
        .collect()
}

#[test]
fn every_key_and_every_column_is_documented() {
    let folded = Folded::of_link("tasks=2,1");
    let file = folded.text(FileKind::Figures);
    let keys = documented("key");
    assert!(keys.len() > 30, "{keys:?}");
    let mut behind = 0;
    for key in &keys {
        let at = file[behind..].find(&format!("\"{key}\":"));
        behind += at.unwrap_or_else(|| panic!("{key} is not in the file at its place: {file}"));
    }
    let written = serde_json::from_str::<Value>(&file).expect("it is JSON");
    assert_eq!(written.as_object().map(|it| it.len()), Some(keys.len()));
    let rows = folded.text(FileKind::Tasks);
    let heads: Vec<&str> = rows.lines().next().unwrap_or_default().split(',').collect();
    assert_eq!(documented("column"), heads);
}

#[test]
fn findings_are_told_in_words() {
    let file = parsed(&Folded::of_link(
        "tasks=a:%202,b:%201%20fail,c:%201.5%20fail&await=gather&leftovers=finish",
    ));
    let findings = file["findings"].as_array().expect("the run is searched");
    let swallowed = findings.iter().find(|finding| finding["kind"] == "swallowed");
    let swallowed = swallowed.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(swallowed["first_tasks"], json!(["c"]));
    assert_eq!(swallowed["tasks"], json!(1));
    for key in ["title", "text", "matters", "change", "severity"] {
        assert!(swallowed[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
}
