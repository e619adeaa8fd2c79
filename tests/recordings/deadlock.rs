//! Runs that end in a deadlock.

use crate::Recorded;
use recording::causes::MOST_LINKS;

#[test]
fn a_deadlock_names_the_waiting_tasks_the_resources_and_their_holders() {
    for it in [Recorded::read("deadlock"), Recorded::without_causes("deadlock")] {
        let chain = it.chain("", "deadlock", 0);
        assert_eq!(chain.question, "Why can nothing run any more at 0.100 s?");
        assert_eq!(
            chain.answer,
            "Nothing could run any more: one was waiting for lock right, two was waiting for lock left and main was awaiting 2 \
             tasks."
        );
        let links: Vec<&str> = chain.links.iter().map(|link| link.text.as_str()).collect();
        assert_eq!(
            links,
            [
                "main went to await 2 tasks",
                "one went to wait for lock right, which two held",
                "two went to wait for lock left, which one held",
                "nothing could run any more: one was waiting for lock right, two was waiting for lock left and main was \
                 awaiting 2 tasks",
            ]
        );
        assert_eq!(
            it.describe("", "deadlock", 0),
            "nothing can run any more, and tasks wait"
        );
        assert_eq!(it.note("one", 100), "for lock right");
        assert_eq!(it.note("two", 100), "for lock left");
        assert_eq!(it.note("main", 100), "0 of 2 done");
        assert_eq!(
            it.verdict(),
            "deadlock.py can go no further (nothing is ready and no timer is set: every task waits for ever)."
        );
    }
}

#[test]
fn a_deadlock_of_many_tasks_counts_those_it_does_not_name() {
    let mut lines = Vec::new();
    for task in 0..5 {
        lines.push(format!(r#"{{"task":{task},"name":"t{task}","parent":null}}"#));
        for kind in [
            r#""spawned","parent":null"#,
            r#""woken","by":"spawn""#,
            r#""poll-start""#,
            r#""poll-end","result":"pending","on":"event""#,
        ] {
            lines.push(format!(r#"{{"at_us":0,"task":{task},"kind":{kind}}}"#));
        }
    }
    lines.push(r#"{"at_us":0,"task":null,"kind":"deadlock","tasks":[0,1,2,3,4]}"#.into());
    lines.push(r#"{"end":"deadlock","events":21}"#.into());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let it = Recorded::by_hand(&lines);
    assert_eq!(
        it.answer("", "deadlock", 0),
        "Nothing could run any more: t0 was waiting for an event to be set, t1 was waiting for an event to be set, t2 was \
         waiting for an event to be set, and 2 others waited too."
    );
    assert_eq!(it.verdict(), "main.py can go no further.");
}

#[test]
fn a_deadlock_of_very_many_is_answered_with_few_links() {
    let all = 100_000;
    let mut lines = String::new();
    for task in 0..all {
        lines += &format!("{{\"task\":{task},\"name\":\"t\",\"parent\":null}}\n");
        for kind in [
            r#""spawned","parent":null"#,
            r#""woken","by":"spawn""#,
            r#""poll-start""#,
            r#""poll-end","result":"pending","on":"child""#,
        ] {
            lines += &format!("{{\"at_us\":0,\"task\":{task},\"kind\":{kind}}}\n");
        }
    }
    let tasks: Vec<String> = (0..all).map(|task| task.to_string()).collect();
    lines += &format!(
        "{{\"at_us\":0,\"task\":null,\"kind\":\"deadlock\",\"tasks\":[{}]}}",
        tasks.join(",")
    );
    let it = Recorded::by_hand(&[&lines]);
    let chain = it.chain("", "deadlock", 0);
    assert_eq!(chain.links.len(), MOST_LINKS);
    assert!(
        chain.answer.ends_with(", and 99997 others waited too."),
        "{}",
        chain.answer
    );
}

#[test]
fn a_deadlock_of_which_nobody_is_named_is_one_all_the_same() {
    let it = Recorded::by_hand(&[
        r#"{"at_us":0,"task":null,"kind":"deadlock"}"#,
        r#"{"end":"deadlock","events":1}"#,
    ]);
    assert_eq!(
        it.answer("", "deadlock", 0),
        "Nothing could run any more, and tasks waited."
    );
}
