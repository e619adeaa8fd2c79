//! Resources have their own words: queue, lock, event, semaphore.

use crate::Recorded;

#[test]
fn a_queue_is_not_described_as_a_permit() {
    for it in [Recorded::read("queue"), Recorded::without_causes("queue")] {
        assert_eq!(it.describe("producer", "put", 0), "puts something into queue jobs");
        assert_eq!(it.describe("ann", "got", 0), "gets something out of queue jobs");
        assert_eq!(
            it.answer("ann", "woken", 1),
            "ann was woken by producer, through queue jobs."
        );
        assert_eq!(
            it.chain("producer", "put", 0).question,
            "Why did producer put something into queue jobs at 0 s?"
        );
        assert_eq!(
            it.answer("ann", "poll-end", 0),
            "ann went to wait for something in queue jobs."
        );
        assert_eq!(
            it.links("producer", "put", 3),
            [
                "main started producer",
                "producer put something into queue jobs",
                "ann set its timer for 100 ms",
                "the timer of ann fired and woke ann",
                "ann got something out of queue jobs",
                "producer put something into queue jobs",
            ]
        );
        assert_eq!(it.note("producer", 50), "for room in queue jobs");
        assert_eq!(it.note("main", 50), "awaiting producer");
        assert_eq!(it.note("main", 150), "for queue jobs to be done");
        assert_eq!(it.note("ann", 150), "50 ms left");
    }
}

#[test]
fn a_lock_an_event_and_a_semaphore_have_their_own_words() {
    for it in [Recorded::read("locks"), Recorded::without_causes("locks")] {
        assert_eq!(it.describe("starter", "set", 0), "sets event ready");
        assert_eq!(it.describe("reader 0", "acquired", 0), "gets a slot");
        assert_eq!(it.describe("reader 0", "acquired", 1), "gets lock cache");
        assert_eq!(it.describe("reader 0", "released", 0), "gives its lock back");
        assert_eq!(
            it.answer("reader 0", "woken", 1),
            "reader 0 was woken by starter, through event ready."
        );
        assert_eq!(
            it.answer("reader 1", "poll-end", 2),
            "reader 1 went to wait for lock cache, which reader 0 held."
        );
        assert_eq!(
            it.links("reader 1", "acquired", 1),
            [
                "main started starter",
                "starter set its timer for 100 ms",
                "the timer of starter fired and woke starter",
                "starter set event ready",
                "reader 0 set its timer for 200 ms",
                "the timer of reader 0 fired and woke reader 0",
                "reader 0 set its timer for 100 ms",
                "reader 1 went to wait for lock cache, which reader 0 held",
                "the timer of reader 0 fired and woke reader 0",
                "reader 0 finished with 0 and gave its lock back, which woke reader 1",
                "reader 1 got lock cache",
            ]
        );
        // It was free: the answer names no wait for another resource.
        assert!(
            !it.links("reader 0", "acquired", 1)
                .iter()
                .any(|link| link.contains("went to wait"))
        );
        assert_eq!(it.note("reader 0", 50), "for event ready");
        assert_eq!(it.note("reader 1", 350), "for lock cache");
        assert_eq!(it.note("reader 2", 350), "for a free slot");
        assert_eq!(it.note("main", 350), "0 of 3 done");
        assert_eq!(it.note("main", 450), "1 of 3 done");
        assert_eq!(it.note("main", 550), "2 of 3 done");
    }
}

#[test]
fn conditions_and_barriers_have_their_own_words() {
    let it = Recorded::read("sundry");
    assert_eq!(it.note("consumer", 5), "to be notified by condition cond");
    // It is called what it is: once is enough.
    assert_eq!(it.note("meet(1)", 150), "at the barrier");
    assert_eq!(it.note("main", 350), "0 of 2 done");
    assert_eq!(it.note("main", 450), "1 of 2 done");
}

#[test]
fn a_resource_of_an_unknown_kind_has_the_recorders_name() {
    let it = Recorded::by_hand(&[
        r#"{"resource":0,"what":"oracle"}"#,
        r#"{"resource":1,"what":"condition","name":"full"}"#,
        r#"{"task":0,"name":"a","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#,
        r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-start"}"#,
        r#"{"at_us":0,"task":0,"kind":"acquired","res":0}"#,
        r#"{"at_us":0,"task":0,"kind":"set","res":1}"#,
        r#"{"at_us":0,"task":0,"kind":"poll-end","result":"pending","on":"condition","res":1}"#,
        r#"{"at_us":5,"task":0,"kind":"woken","by":"moonlight","res":0}"#,
        r#"{"at_us":5,"task":null,"kind":"hovered"}"#,
        r#"{"end":"limit","events":8,"message":"8 events are enough"}"#,
    ]);
    assert_eq!(it.describe("a", "acquired", 0), "gets an oracle");
    assert_eq!(it.describe("a", "set", 0), "notifies condition full");
    assert_eq!(
        it.chain("a", "set", 0).question,
        "Why did a notify condition full at 0 s?"
    );
    assert_eq!(
        it.answer("a", "poll-end", 0),
        "a went to wait to be notified by condition full."
    );
    assert_eq!(it.answer("a", "woken", 1), "a was woken by moonlight.");
    assert_eq!(
        it.answer("", "hovered", 0),
        "“hovered” happened, which this version does not know."
    );
    assert_eq!(
        it.verdict(),
        "The recorder stopped at its limit, before main.py had come to its end (8 events are enough)."
    );
}

#[test]
fn lines_of_another_program_have_no_tone() {
    let it = Recorded::read("lost");
    let lines = (0..it.history.console.len()).filter_map(|line| it.history.console.line(&it.trace, line));
    assert!(
        lines
            .map(|line| line.tone(&it.trace).word())
            .all(|tone| tone == "plain")
    );
}
