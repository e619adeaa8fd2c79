//! Tests of the lanes of resources.

use super::tree::fixture;
use super::*;
use timeline::scene::ResourceRows;
use timeline::{DrawnResources, ResourceLanes, ResourceShape, resource_at};

struct Recorded {
    trace: Trace,
    history: History,
}

fn recorded(name: &str) -> Recorded {
    let trace = fixture(name);
    let mut history = History::default();
    history.extend(&trace);
    Recorded { trace, history }
}

impl Recorded {
    fn rows(&self, height: f64, room: f64) -> (Rows, ResourceLanes) {
        let rows = Rows::new(self.trace.tasks.len(), 36.0, height);
        let lanes = ResourceLanes::within(&self.trace, &self.history.resources, room, rows.lane);
        let rows = Rows {
            foot: lanes.height(),
            ..rows
        };
        (rows, lanes)
    }

    fn scene(&self, scale: Scale, height: f64) -> Scene {
        let (rows, lanes) = self.rows(height, 252.0);
        let end = self.trace.last_stamp();
        layout(&Input {
            scale,
            rows,
            resources: Some(DrawnResources {
                record: &self.history.resources,
                lanes: &lanes.lanes,
            }),
            ..input(&self.trace, &self.history.lanes, end)
        })
    }

    fn drawn(&self) -> ResourceRows {
        let scale = Scale::fit(self.trace.last_stamp(), WIDTH, false);
        self.scene(scale, 500.0).resources.expect("there are some")
    }
}

fn labels(rows: &ResourceRows) -> Vec<String> {
    let text = |label: &Option<Label>| label.as_ref().map_or(String::new(), |label| label.text.clone());
    rows.held.iter().map(|held| text(&held.label)).collect()
}

#[test]
fn a_semaphore_of_one_shows_its_holders() {
    let rows = recorded("consumers").drawn();
    let one_after_the_other = ["consumer 1", "consumer 2"].into_iter().cycle().take(7);
    // The first is 0.5 s long; its name has no room, but its number.
    let labels = labels(&rows);
    assert_eq!(labels.len(), 7);
    for (label, name) in labels.iter().zip(one_after_the_other) {
        assert!(name.ends_with(label.as_str()) && !label.is_empty(), "{label} of {name}");
    }
    assert!(
        rows.held
            .iter()
            .all(|held| held.kind == BarKind::Permit && !held.several)
    );
    // From 0.120 s to 0.620 s, in a scale of 1,000 px for 5.720 s.
    let first = rows.held[0].rect;
    assert!((first.x - (16.0 + 1_000.0 * 0.12 / 5.72)).abs() < 0.01, "{first:?}");
    assert!((first.width - 1_000.0 * 0.5 / 5.72).abs() < 0.01, "{first:?}");
}

#[test]
fn a_queue_shows_its_length_its_limit_and_when_it_is_full_or_empty() {
    let rows = recorded("consumers").drawn();
    let [line] = &rows.lines[..] else {
        panic!("{:?}", rows.lines)
    };
    assert_eq!(line.kind, BarKind::Resource);
    let levels: Vec<f64> = line.points.iter().map(|(_, y)| *y).collect();
    let (top, bottom) = (rows.rect.y + 9.0, rows.rect.y + 44.0 - 7.0);
    assert!(levels.contains(&top) && levels.contains(&bottom));
    assert!(levels.iter().all(|y| (top..=bottom).contains(y)));
    assert!(line.points.is_sorted_by(|one, next| one.0 <= next.0));
    assert_eq!(rows.limits, [(BarKind::Resource, Rect::new(16.0, top, 1_000.0, 1.0))]);
    let words: Vec<&str> = rows.words.iter().map(|word| word.label.text.as_str()).collect();
    assert_eq!(words, ["full, line 6 waits", "empty, line 10 waits", "maxsize 3"]);
}

#[test]
fn locks_and_events_are_boxes_and_the_others_steps() {
    let it = recorded("gates");
    let (_, lanes) = it.rows(600.0, 252.0);
    use ResourceShape::{Holders, Level, Set};
    let shapes: Vec<ResourceShape> = lanes.lanes.iter().map(|lane| lane.shape).collect();
    assert_eq!(shapes, [Set, Level, Holders, Level, Level]);
    let rows = it
        .scene(Scale::fit(it.trace.last_stamp(), WIDTH, false), 600.0)
        .resources;
    let rows = rows.expect("there are some");
    assert_eq!(labels(&rows), ["set", "w0", "w1", "w2"]);
    assert_eq!(rows.lines.len(), 3);
}

#[test]
fn those_that_have_no_room_are_counted() {
    let it = recorded("gates");
    let (rows, lanes) = it.rows(600.0, 100.0);
    // 44 + 34 px and a line that counts the others fit into 100, and the most used come first: the condition and the lock.
    assert_eq!((lanes.lanes.len(), lanes.left_out), (2, 3));
    assert_eq!((rows.foot, lanes.top_of_note()), (44.0 + 34.0 + 20.0, 78.0));
    assert_eq!(
        (ResourceLanes::room(1_440.0, 900.0), ResourceLanes::room(390.0, 844.0)),
        (252.0, 84.0)
    );
    let (rows, lanes) = it.rows(600.0, 252.0);
    assert_eq!((lanes.lanes.len(), lanes.left_out), (5, 0));
    assert_eq!(rows.foot, 34.0 + 44.0 + 34.0 + 44.0 + 44.0);
    // Below four lanes of 36 px.
    assert_eq!(rows.foot_top(), 32.0 + 4.0 * 36.0);
    assert_eq!(
        resource_at(&lanes.lanes, &rows, rows.foot_top() + 35.0),
        Some(lanes.lanes[1])
    );
    assert_eq!(resource_at(&lanes.lanes, &rows, rows.foot_top() - 1.0), None);
    assert_eq!(resource_at(&lanes.lanes, &rows, rows.foot_top() + rows.foot), None);
    assert_eq!(rows.lane_at(rows.foot_top() + 1.0), None);
    // Where tasks scroll, they stay at the bottom.
    let scrolled = Rows { count: 100, ..rows };
    assert_eq!(scrolled.foot_top(), 600.0 - rows.foot);
    assert_eq!(
        scrolled.visible().end,
        ((600.0 - 32.0 - rows.foot) / 36.0_f64).ceil() as usize
    );
}

#[test]
fn the_drawing_of_a_resource_does_not_grow_with_what_happens_to_it() {
    let mut lines = vec![
        r#"{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1}"#
            .to_owned(),
        r#"{"task":0,"name":"main","parent":null}"#.into(),
        r#"{"resource":0,"what":"queue","name":"q","size":9}"#.into(),
        r#"{"resource":1,"what":"lock","name":"l"}"#.into(),
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#.into(),
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#.into(),
        r#"{"at_us":0,"task":0,"kind":"poll-start"}"#.into(),
    ];
    for at in 0..20_000 {
        let kind = if at % 2 == 0 { "put" } else { "got" };
        let lock = if at % 2 == 0 { "acquired" } else { "released" };
        lines.push(format!(
            r#"{{"at_us":{at},"task":0,"kind":"{kind}","res":0,"size":{}}}"#,
            at % 9
        ));
        lines.push(format!(r#"{{"at_us":{at},"task":0,"kind":"{lock}","res":1}}"#));
    }
    let trace = trace_file::read(lines.join("\n").as_bytes())
        .expect("it is valid")
        .trace;
    let mut history = History::default();
    history.extend(&trace);
    let it = Recorded { trace, history };
    let rows = it.drawn();
    assert!(
        rows.lines[0].points.len() <= 5 * 1_010,
        "{}",
        rows.lines[0].points.len()
    );
    assert!(rows.held.len() < 1_010, "{}", rows.held.len());
    assert!(rows.areas.len() <= 1_010, "{}", rows.areas.len());
    // Zoomed in, each step is drawn, and those in the padding before and after.
    let scale = Scale::fit(it.trace.last_stamp(), WIDTH, false).showing(TimeWindow::between(Micros(100), Micros(120)));
    let rows = it.scene(scale, 500.0).resources.expect("there are some");
    assert_eq!(rows.held.iter().filter(|held| !held.several).count(), 12);
    assert!(
        rows.held
            .iter()
            .any(|held| held.label.as_ref().is_some_and(|label| label.text == "main"))
    );
}

#[test]
fn resources_are_painted_over_the_band_and_under_the_playhead() {
    let it = recorded("consumers");
    let scene = it.scene(Scale::fit(it.trace.last_stamp(), WIDTH, false), 500.0);
    let log = painting::Log::of(&scene);
    let position = |what: &str| {
        let found = log.iter().position(|call| call.contains(what));
        found.unwrap_or_else(|| panic!("{what} is missing: {log:?}"))
    };
    let band = position("fill --surface-2");
    let line = position("lines --st-queue");
    let held = position("outline --st-permit");
    let now = position("5.720 s");
    assert!(band < line && line < now && held < now, "{band} {line} {held} {now}");
}
