//! Eager tasks, as Python 3.12 has them: a task that its creator runs at once, within its own poll.

use crate::Recorded;
use recording::causes::{Causes, for_task};
use recording::{Moment, Poll, State, TaskId, WokenBy};
use scenario::time::Micros;

/// `main` starts `fetch`, which computes for 2 ms, starts `parse`, which ends at once, and sleeps; then `main` computes for
/// 3 ms and awaits `fetch`.
const EAGER: [&str; 32] = [
    r#"{"task":0,"name":"main","parent":null}"#,
    r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
    r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn","cause":0}"#,
    r#"{"at_us":0,"task":null,"kind":"turn"}"#,
    r#"{"at_us":0,"task":0,"kind":"poll-start","cause":1}"#,
    r#"{"task":1,"name":"fetch","parent":0}"#,
    r#"{"at_us":1000,"task":1,"kind":"spawned","parent":0,"cause":3}"#,
    r#"{"at_us":1000,"task":1,"kind":"poll-start","cause":4}"#,
    r#"{"task":2,"name":"parse","parent":1}"#,
    r#"{"at_us":3000,"task":2,"kind":"spawned","parent":1,"cause":5}"#,
    r#"{"at_us":3000,"task":2,"kind":"poll-start","cause":6}"#,
    r#"{"at_us":3000,"task":2,"kind":"printed","text":"parsed"}"#,
    r#"{"at_us":3000,"task":2,"kind":"finished","value":"None"}"#,
    r#"{"at_us":3000,"task":2,"kind":"poll-end","result":"ended"}"#,
    r#"{"at_us":3000,"task":1,"kind":"timer-set","timer":0,"what":"sleep","deadline_us":103000}"#,
    r#"{"at_us":3000,"task":1,"kind":"poll-end","result":"pending","on":"timer"}"#,
    r#"{"at_us":6000,"task":0,"kind":"poll-end","result":"pending","on":"child","tasks":[1]}"#,
    r#"{"at_us":103000,"task":null,"kind":"turn"}"#,
    r#"{"at_us":103000,"task":1,"kind":"timer-fired","timer":0}"#,
    r#"{"at_us":103000,"task":1,"kind":"woken","by":"timer","id":0,"cause":15}"#,
    r#"{"at_us":103000,"task":null,"kind":"turn"}"#,
    r#"{"at_us":103000,"task":1,"kind":"poll-start","cause":16}"#,
    r#"{"at_us":104000,"task":1,"kind":"finished","value":"7"}"#,
    r#"{"at_us":104000,"task":1,"kind":"poll-end","result":"ended"}"#,
    r#"{"at_us":104000,"task":null,"kind":"turn"}"#,
    r#"{"at_us":104000,"task":0,"kind":"woken","by":"task","id":1,"cause":19}"#,
    r#"{"at_us":104000,"task":null,"kind":"turn"}"#,
    r#"{"at_us":104000,"task":0,"kind":"poll-start","cause":22}"#,
    r#"{"at_us":104000,"task":0,"kind":"finished","value":"None"}"#,
    r#"{"at_us":104000,"task":0,"kind":"poll-end","result":"ended"}"#,
    r#"{"at_us":104000,"task":null,"kind":"turn"}"#,
    r#"{"end":"ok","events":28}"#,
];

fn eager() -> [Recorded; 2] {
    let without = |line: &&str| match line.rsplit_once(",\"cause\":") {
        Some((before, _)) => format!("{before}}}"),
        None => (*line).to_owned(),
    };
    let plain: Vec<String> = EAGER.iter().map(without).collect();
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    [Recorded::by_hand(&EAGER), Recorded::by_hand(&plain)]
}

fn ms(ms: u64) -> Micros {
    Micros::from_millis(ms)
}

#[test]
fn an_eager_task_is_running_from_its_start_within_its_creators_poll() {
    for it in eager() {
        let segments = |name: &str| {
            let lane = it.history.lanes.lane(&it.trace, it.task(name)).expect("it has a lane");
            lane.segments()
                .map(|segment| (segment.from.0, segment.state))
                .collect::<Vec<_>>()
        };
        let waiting = |on| State::Waiting(on);
        assert_eq!(
            segments("fetch"),
            [
                (1_000, State::Running),
                (3_000, waiting(recording::WaitingOn::Timer)),
                (103_000, State::Ready),
                (103_000, State::Running)
            ]
        );
        assert_eq!(segments("parse"), [(3_000, State::Running)]);
        assert_eq!(segments("main")[1].0, 0);
        assert_eq!(
            segments("main")[2],
            (6_000, waiting(recording::WaitingOn::Child)),
            "its poll goes on"
        );
    }
}

#[test]
fn the_loop_polled_the_creator_and_nobody_else_at_that_time() {
    for it in eager() {
        let (trace, loops) = (&it.trace, &it.history.loops);
        let of = |poll: &Poll| (poll.task, poll.from.0, poll.to.map(|to| to.0));
        let polls: Vec<_> = loops.polls(trace).iter().map(|poll| of(&poll)).collect();
        let (main, fetch) = (it.task("main"), it.task("fetch"));
        assert_eq!(
            polls,
            [
                (main, 0, Some(6_000)),
                (fetch, 103_000, Some(104_000)),
                (main, 104_000, Some(104_000))
            ]
        );
        let first = loops.polls(trace).get(0).expect("main's");
        let inside: Vec<_> = loops.inside(trace, &first).iter().map(|poll| of(&poll)).collect();
        assert_eq!(inside, [(fetch, 1_000, Some(3_000))]);
        assert_eq!(loops.busy(trace, Micros::ZERO..ms(200)), ms(7));
        assert_eq!(loops.turns(trace).get(0).map(|turn| turn.polls), Some(1));
        let holder = |events: usize| it.history.holder(trace, Moment::after(trace, events));
        let in_fetch = holder(it.event("fetch", "poll-start", 0) + 1).expect("main is polled");
        assert_eq!((in_fetch.task, in_fetch.inside), (main, Some(fetch)));
        let in_parse = holder(it.event("parse", "printed", 0) + 1).expect("main is polled");
        assert_eq!((in_parse.task, in_parse.inside), (main, Some(fetch)));
        let after = holder(it.event("fetch", "poll-end", 0) + 1).expect("main is still polled");
        assert_eq!((after.task, after.inside), (main, None));
        assert_eq!(
            loops.depth(Moment::after(trace, it.event("fetch", "poll-start", 0) + 1)),
            0
        );
    }
}

#[test]
fn a_step_goes_over_the_polls_of_eager_tasks_with_their_creators() {
    for it in eager() {
        let mut stops = Vec::new();
        let mut here = Moment::START;
        while let Some(next) = it.history.moments.next_stop(&it.trace, here) {
            stops.push(next.events);
            here = next;
        }
        let ends = [("main", 0), ("fetch", 1), ("main", 1)].map(|(name, nth)| it.event(name, "poll-end", nth) + 1);
        assert_eq!(stops[0], ends[0]);
        for end in ends {
            assert!(stops.contains(&end), "{stops:?} {end}");
        }
        for (name, nth) in [("fetch", 0), ("parse", 0)] {
            assert!(!stops.contains(&(it.event(name, "poll-end", nth) + 1)), "{name}");
        }
    }
}

#[test]
fn the_time_of_an_eager_poll_is_counted_once() {
    for it in eager() {
        let metrics = it.metrics();
        // 6 ms and 1 ms of polls, and 100 ms of sleep.
        assert_eq!((metrics.one_by_one, metrics.busy), (ms(107), ms(7)));
        assert_eq!(metrics.most_at_once, 1);
        let spent = |name: &str| {
            let lane = it.history.lanes.lane(&it.trace, it.task(name));
            lane.map(|lane| lane.split(it.trace.last_stamp()).running)
        };
        assert_eq!([spent("main"), spent("fetch")], [Some(ms(6)), Some(ms(3))]);
    }
}

#[test]
fn an_eager_poll_is_explained_by_its_creator() {
    for it in eager() {
        assert_eq!(
            it.answer("fetch", "poll-start", 0),
            "main started fetch at 0.001 s, and it was polled at once."
        );
        assert_eq!(
            it.links("parse", "finished", 0),
            ["fetch started parse", "parse finished with None"]
        );
        assert_eq!(
            it.links("parse", "poll-start", 0).last().map(String::as_str),
            Some("fetch polled parse at once")
        );
        let told = |name: &str| {
            for_task(
                &it.trace,
                &it.history.lanes,
                &it.causes,
                it.task(name),
                it.trace.last_stamp(),
            )
        };
        let wakes: Vec<(WokenBy, Option<TaskId>, u64)> = told("fetch")
            .woken
            .iter()
            .map(|edge| (edge.by, edge.from, edge.at.0))
            .collect();
        assert_eq!(wakes[0], (WokenBy::Spawn, Some(it.task("main")), 1_000));
        assert_eq!(wakes.len(), 2);
        let woke: Vec<TaskId> = told("main").woke.iter().map(|edge| edge.to).collect();
        assert_eq!(woke, [it.task("fetch")]);
    }
}

#[test]
fn an_eager_recording_folds_event_by_event_as_it_does_at_once() {
    for it in eager() {
        let mut growing = recording::Trace {
            events: recording::Events::default(),
            outcome: None,
            ..it.trace.clone()
        };
        let (mut history, mut causes) = (recording::History::default(), Causes::default());
        for (index, event) in it.trace.events.iter().enumerate() {
            growing.events.push_with(event, &it.trace.events.extra(index));
            history.extend(&growing);
            causes.extend(&growing);
        }
        assert!(history == it.history && causes == it.causes);
    }
}

/// A poll without its end, as in a broken file, hides no later poll.
#[test]
fn a_poll_that_never_returns_does_not_make_later_tasks_eager() {
    let it = Recorded::by_hand(&[
        r#"{"task":0,"name":"a","parent":null}"#,
        r#"{"task":1,"name":"b","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":1,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":1,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
        r#"{"at_us":10,"task":1,"kind":"poll-start"}"#,
        r#"{"at_us":20,"task":1,"kind":"poll-end","result":"pending","on":"io"}"#,
    ]);
    let polls: Vec<_> = it.history.loops.polls(&it.trace).iter().map(|poll| poll.task).collect();
    assert_eq!(polls, [TaskId(0), TaskId(1)]);
}
