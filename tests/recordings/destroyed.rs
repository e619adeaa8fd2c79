//! Tasks that are thrown away while they wait.

use crate::Recorded;
use crate::pictures::scene;
use recording::{End, Ended, State};
use scenario::time::Micros;
use timeline::scene::EndKind;

fn forgotten() -> Recorded {
    Recorded::by_hand(&[
        r#"{"resource":0,"what":"lock","name":"cache"}"#,
        r#"{"task":0,"name":"main","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
        r#"{"task":1,"name":"forgotten","parent":0}"#,
        r#"{"at_us":0,"task":1,"kind":"spawned","parent":0}"#,
        r#"{"at_us":0,"task":1,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":0,"kind":"timer-set","timer":0,"what":"sleep","deadline_us":900000}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-end","result":"pending","on":"timer"}"#,
        r#"{"at_us":0,"task":1,"kind":"poll-start"}"#,
        r#"{"at_us":0,"task":1,"kind":"acquired","res":0}"#,
        r#"{"at_us":0,"task":1,"kind":"poll-end","result":"pending","on":"future"}"#,
        r#"{"at_us":400000,"task":1,"kind":"destroyed"}"#,
        r#"{"at_us":400000,"task":1,"kind":"released","res":0}"#,
        r#"{"at_us":900000,"task":0,"kind":"timer-fired","timer":0}"#,
        r#"{"at_us":900000,"task":0,"kind":"woken","by":"timer","id":0}"#,
        r#"{"at_us":900000,"task":0,"kind":"poll-start"}"#,
        r#"{"at_us":900000,"task":0,"kind":"finished","value":"None"}"#,
        r#"{"at_us":900000,"task":0,"kind":"poll-end","result":"ended"}"#,
        r#"{"end":"ok","events":17}"#,
    ])
}

#[test]
fn a_destroyed_task_has_ended() {
    let it = forgotten();
    let task = it.task("forgotten");
    let at = Micros::from_millis(400);
    let lane = it.history.lanes.lane(&it.trace, task).expect("it has a lane");
    assert_eq!(
        lane.end(),
        Some(End {
            at,
            how: Ended::Destroyed
        })
    );
    assert_eq!(
        lane.split(it.trace.last_stamp()).total(),
        at,
        "nothing is counted after it"
    );
    assert_eq!(lane.segments().count(), 3);
    assert_eq!(it.history.lanes.state(task), State::Destroyed);
    assert_eq!(it.note("forgotten", 399), "for a future");
    assert_eq!(it.note("forgotten", 400), "at 0.400 s");
    assert_eq!(
        (it.note("main", 100), it.note("main", 500)),
        ("800 ms left".into(), "400 ms left".into())
    );
    assert_eq!(it.history.lanes.ended_after(it.trace.events.len()), 1);
    assert_eq!(it.verdict(), "main.py came to its end.", "nobody was cancelled");
    assert_eq!(
        it.chain("forgotten", "destroyed", 0).question,
        "Why was forgotten thrown away at 0.400 s?"
    );
    assert_eq!(it.metrics().wasted, None);
}

#[test]
fn its_bar_ends_where_it_was_destroyed() {
    let it = forgotten();
    let scene = scene(&it);
    let task = it.task("forgotten");
    let own: Vec<_> = scene.bars.iter().filter(|bar| bar.task == task).collect();
    let end = scene
        .ends
        .iter()
        .find(|end| end.task == task)
        .expect("its end is drawn");
    let cap = scene
        .caps
        .iter()
        .find(|cap| cap.task == task)
        .expect("its end has a cap");
    assert_eq!(own.len(), 1);
    assert!((own[0].rect.right() - (cap.rect.x + 1.0)).abs() < 0.01);
    assert_eq!(end.how, EndKind::Cancelled, "drawn as one that is cancelled");
    assert_eq!(end.label.as_ref().map(|label| label.text.as_str()), Some("destroyed"));
    assert_eq!(scene.hatches, [], "it had no plan");
}

#[test]
fn a_task_that_has_ended_is_not_destroyed_again() {
    for end in [
        r#""finished","value":"1""#,
        r#""failed","message":"no""#,
        r#""cancelled""#,
    ] {
        let ended = format!(r#"{{"at_us":0,"task":0,"kind":{end}}}"#);
        let it = Recorded::by_hand(&[
            r#"{"task":0,"name":"a","parent":null}"#,
            r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
            r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
            r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
            &ended,
            r#"{"at_us":5,"task":0,"kind":"destroyed"}"#,
        ]);
        assert_ne!(it.history.lanes.state(it.task("a")), State::Destroyed, "{end}");
        assert_eq!(
            it.causes.end_of(it.task("a")),
            Some(it.event("a", end.split('"').nth(1).unwrap_or(""), 0))
        );
    }
}

/// One task that waits when the recorder stops.
fn stopped() -> Recorded {
    Recorded::by_hand(&[
        r#"{"task":0,"name":"main","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-end","result":"pending","on":"io"}"#,
        r#"{"at_us":9,"task":0,"kind":"cancel-requested","by":null,"why":"stop"}"#,
        r#"{"at_us":9,"task":0,"kind":"cancelled"}"#,
        r#"{"end":"stopped","events":6}"#,
    ])
}

#[test]
fn a_run_that_a_recorder_stopped_was_not_stopped_by_you() {
    let it = stopped();
    assert_eq!(it.verdict(), "main.py was stopped.");
    assert_eq!(
        it.describe("main", "cancel-requested", 0),
        "its end is asked for: the run was stopped"
    );
    assert_eq!(
        it.answer("main", "cancelled", 0),
        "The run was stopped, which cancelled main, while it was waiting for input or output."
    );
    assert_eq!(
        it.links("main", "cancelled", 0),
        ["the run cancelled main, as it was stopped"]
    );
}
