//! The exact trace files of small scenarios, because other programs read them.

use crate::rendered::simulated;

#[test]
fn the_trace_file_of_one_task_with_a_timeout() {
    let expected = [
        r#"{"format":"futurescope-trace","version":2,"source":"playground","clock":"virtual","resolution_us":1,"link":"tasks=users:%201s&timeout=2s"}"#,
        r#"{"task":0,"name":"main","parent":null}"#,
        r#"{"task":1,"name":"users","parent":0,"unit":"task","delay_us":1000000}"#,
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn","cause":0}"#,
        r#"{"at_us":0,"task":null,"kind":"turn"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-start","cause":1}"#,
        r#"{"at_us":0,"task":1,"kind":"spawned","parent":0,"cause":3}"#,
        r#"{"at_us":0,"task":1,"kind":"woken","by":"spawn","cause":4}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-end","result":"pending","on":"child"}"#,
        r#"{"at_us":0,"task":null,"kind":"turn"}"#,
        r#"{"at_us":0,"task":1,"kind":"poll-start","cause":5}"#,
        r#"{"at_us":0,"task":1,"kind":"attempt","number":1}"#,
        r#"{"at_us":0,"task":1,"kind":"timer-set","timer":0,"what":"timeout","deadline_us":2000000}"#,
        r#"{"at_us":0,"task":1,"kind":"printed","text":"Starting operation with delay 1"}"#,
        r#"{"at_us":0,"task":1,"kind":"timer-set","timer":1,"what":"sleep","deadline_us":1000000}"#,
        r#"{"at_us":0,"task":1,"kind":"poll-end","result":"pending","on":"timer"}"#,
        r#"{"at_us":1000000,"task":null,"kind":"turn"}"#,
        r#"{"at_us":1000000,"task":1,"kind":"timer-fired","timer":1}"#,
        r#"{"at_us":1000000,"task":1,"kind":"woken","by":"timer","id":1,"cause":15}"#,
        r#"{"at_us":1000000,"task":null,"kind":"turn"}"#,
        r#"{"at_us":1000000,"task":1,"kind":"poll-start","cause":16}"#,
        r#"{"at_us":1000000,"task":1,"kind":"printed","text":"Operation with delay 1 finished"}"#,
        r#"{"at_us":1000000,"task":1,"kind":"timer-cleared","timer":0}"#,
        r#"{"at_us":1000000,"task":1,"kind":"finished","value":"2"}"#,
        r#"{"at_us":1000000,"task":1,"kind":"poll-end","result":"ended"}"#,
        r#"{"at_us":1000000,"task":null,"kind":"turn"}"#,
        r#"{"at_us":1000000,"task":0,"kind":"woken","by":"task","id":1,"cause":21}"#,
        r#"{"at_us":1000000,"task":0,"kind":"poll-start","cause":24}"#,
        r#"{"at_us":1000000,"task":0,"kind":"printed","text":"Results: 2"}"#,
        r#"{"at_us":1000000,"task":0,"kind":"finished","value":"2"}"#,
        r#"{"at_us":1000000,"task":0,"kind":"poll-end","result":"ended"}"#,
        r#"{"end":"ok","events":29}"#,
    ];
    assert_eq!(written("tasks=users: 1s&timeout=2s"), expected.join("\n") + "\n");
}

#[test]
fn the_trace_file_names_permits_failures_and_cancels_as_the_format_does() {
    let text = written("tasks=a: 1 fail 1, b: 2, c: 3&await=race&limit=1&retry=1&backoff=1ms");
    for row in [
        r#"{"resource":0,"what":"semaphore","name":"permits","size":1}"#,
        r#"{"at_us":0,"task":1,"kind":"acquired","res":0,"size":0}"#,
        r#"{"at_us":0,"task":2,"kind":"poll-end","result":"pending","on":"semaphore"}"#,
        r#"{"at_us":1000000,"task":1,"kind":"attempt-failed","number":1,"message":"operation with delay 1 failed","why":"failed"}"#,
        r#"{"at_us":1000000,"task":1,"kind":"timer-set","timer":1,"what":"backoff","deadline_us":1001000}"#,
        r#"{"at_us":1000000,"task":1,"kind":"poll-end","result":"pending","on":"backoff"}"#,
        r#"{"at_us":2001000,"task":1,"kind":"released","res":0,"to":2,"size":0}"#,
        r#"{"at_us":2001000,"task":2,"kind":"woken","by":"semaphore","id":1,"res":0,"cause":45}"#,
        r#"{"at_us":2001000,"task":2,"kind":"cancel-requested","by":0,"why":"race","cause":47}"#,
        r#"{"at_us":2001000,"task":2,"kind":"cancelled"}"#,
        r#"{"at_us":2001000,"task":3,"kind":"released","res":0,"to":null,"size":1}"#,
    ] {
        assert_eq!(text.matches(row).count(), 1, "{row}\n{text}");
    }
}

#[test]
fn the_trace_file_names_unretrieved_failures_and_who_cancelled_leftovers() {
    let text = written("tasks=a: 1 fail, b: 1 fail, c: 2, d: 0&await=spawn");
    for row in [
        r#"{"at_us":0,"task":4,"kind":"woken","by":"self","cause":29}"#,
        r#"{"at_us":0,"task":4,"kind":"poll-end","result":"pending"}"#,
        r#"{"at_us":1000000,"task":1,"kind":"failed","message":"operation with delay 1 failed"}"#,
        r#"{"at_us":1000000,"task":3,"kind":"cancel-requested","by":null,"why":"leftovers","cause":58}"#,
        r#"{"at_us":1000000,"task":2,"kind":"never-retrieved"}"#,
    ] {
        assert_eq!(text.matches(row).count(), 1, "{row}\n{text}");
    }
    assert!(text.contains(r#"{"end":"failed","events":"#));
}

fn written(link: &str) -> String {
    let mut bytes = Vec::new();
    trace_file::write(&simulated(link), &mut bytes).expect("a vector takes all that is written");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}
