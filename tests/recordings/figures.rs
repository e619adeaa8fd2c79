//! The figures of recordings: any task may do work, including roots.

use crate::Recorded;

/// One by one in milliseconds, and the most at once.
fn figures(name: &str) -> (u64, u32) {
    let metrics = Recorded::read(name).metrics();
    assert_eq!(
        metrics,
        Recorded::without_causes(name).metrics(),
        "{name}: figures need no causes"
    );
    assert_eq!(metrics.wasted, None, "{name}");
    (metrics.one_by_one.0 / 1_000, metrics.most_at_once)
}

#[test]
fn every_sleep_is_work_in_any_task() {
    // 100 + 300 + 300 of the pages, 200 + 300 of the images; five at once, while main and the groups wait.
    assert_eq!(figures("nested"), (1_200, 5));
    // Four jobs of 100 ms, two at a time; waiting for the queue is not work.
    assert_eq!(figures("queue"), (400, 2));
    // Three times 200 + 100, and the starter's 100; two permits.
    assert_eq!(figures("locks"), (1_000, 2));
    // The request's 200, the save's 400, and the root's own 100 of 5,000.
    assert_eq!(figures("late"), (700, 2));
    assert_eq!(figures("roots"), (300, 2));
    assert_eq!(figures("deadlock"), (200, 2));
    // The root sleeps for 500, another for 100, the third for 50 and computes for 133.759.
    assert_eq!(figures("lost"), (783, 3));
}

#[test]
fn a_program_that_only_computes_is_one_at_once() {
    let it = Recorded::by_hand(&[
        r#"{"task":0,"name":"root","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
        r#"{"at_us":8000,"task":0,"kind":"finished","value":"None"}"#,
        r#"{"at_us":8000,"task":0,"kind":"poll-end","result":"ended"}"#,
        r#"{"end":"ok","events":5}"#,
    ]);
    let metrics = it.metrics();
    assert_eq!((metrics.one_by_one.0, metrics.most_at_once), (8_000, 1));
    assert_eq!((metrics.speed_up(), metrics.busy_share()), (Some(1.0), Some(1.0)));
}

#[test]
fn io_and_threads_are_work() {
    let mut lines = vec![r#"{"task":0,"name":"root","parent":null}"#.to_owned()];
    let mut push = |at: u64, kind: &str| lines.push(format!(r#"{{"at_us":{at},"task":0,"kind":{kind}}}"#));
    push(0, r#""spawned","parent":null"#);
    push(0, r#""woken","by":"spawn""#);
    for (at, on, by) in [
        (0, "io", "io"),
        (3_000, "thread", "thread"),
        (7_000, "queue-get", "queue"),
    ] {
        push(at, r#""poll-start""#);
        push(at, &format!(r#""poll-end","result":"pending","on":"{on}""#));
        let until = match on {
            "io" => 3_000,
            "thread" => 7_000,
            _ => 9_000,
        };
        push(until, &format!(r#""woken","by":"{by}""#));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let metrics = Recorded::by_hand(&lines).metrics();
    assert_eq!(
        (metrics.one_by_one.0, metrics.makespan.0, metrics.most_at_once),
        (7_000, 9_000, 1)
    );
}
