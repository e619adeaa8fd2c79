//! What is said at which step of which scenario.

use crate::captioned::{Run, words};
use codegen::Language;
use explain::caption::{CaptionKind, Tone, at, live};
use recording::{Moment, Trace};
use scenario::time::Micros;

fn step(link: &str, number: usize) -> String {
    step_in(link, number, Language::Python)
}

fn step_in(link: &str, number: usize, language: Language) -> String {
    let steps = Run::of(link, language).steps();
    words(&steps[number])
}

/// The first step whose caption begins so.
#[track_caller]
fn starts_with(link: &str, begin: &str) -> String {
    let steps = Run::of(link, Language::Python).steps();
    let found = steps.iter().map(words).find(|said| said.starts_with(begin));
    found.unwrap_or_else(|| {
        panic!(
            "no step begins with {begin:?}: {:#?}",
            steps.iter().map(words).collect::<Vec<_>>()
        )
    })
}

#[test]
fn two_tasks_from_start_to_end() {
    let run = Run::of("tasks=ann:2,bob:1", Language::Python);
    let said: Vec<String> = run.steps().iter().map(words).collect();
    assert_eq!(
        said,
        [
            "Nothing has run yet: the event loop is about to start main. | The loop runs one task at a time, and the \
             next one when that one pauses or ends.",
            "main makes tasks ann and bob, then awaits ann. | They have not started: they wait in the loop’s queue \
             until main awaits (line 14). Now main lets the loop go, which starts them in the order they were made.",
            "ann runs for the first time, prints and asks for a 2 s timer. | It pauses (line 6). While it sleeps it \
             holds no thread. bob is next in the queue.",
            "bob runs for the first time, prints and asks for a 1 s timer. | It pauses (line 6). ann sleeps too, so \
             their times overlap. Now nothing can run. Next: bob’s timer, at 1.000 s.",
            "bob’s timer is up, so the event loop resumes bob after line 6. | Its sleep of 1 s is over: what follows \
             the await runs next. main will not notice yet: it awaits ann first (line 14).",
            "bob prints, returns 2 and is finished. | main does not notice yet: it awaits ann first (line 14). The \
             result is kept until then. Now nothing can run. Next: ann’s timer, at 2.000 s.",
            "ann’s timer is up, so the event loop resumes ann after line 6. | Its sleep of 2 s is over, and nobody else \
             sleeps.",
            "ann prints, returns 4 and is finished. | main awaits it (line 14), so the loop resumes main soon. main is \
             next in the queue.",
            "main has all it awaited, prints 4, 2 and ends. | The results are in the order of the list, whoever was \
             done first.",
        ]
    );
    assert_eq!(
        words(&run.ended(None)),
        "main had its results after 2 s; if run one by one, it would have taken 3 s. | 2 finished."
    );
}

#[test]
fn within_a_step_the_last_event_is_told() {
    let run = Run::of("tasks=ann:2,bob:1", Language::Python);
    let after = |events: usize| words(&at(&run.source(), Moment::after(&run.trace, events)));
    assert_eq!(
        after(5),
        "main makes task ann (line 12). | It has not started: it waits in the loop’s queue until main next awaits."
    );
    assert_eq!(
        after(4),
        "The event loop runs main. | Until it reaches an await that has to wait, nothing else can run."
    );
    assert_eq!(after(13), "ann prints “Starting operation with delay 2”. | ");
    assert_eq!(
        after(14),
        "ann asks for a 2 s timer (line 6). | A sleeping task holds no thread."
    );
}

#[test]
fn while_nothing_can_run_it_says_who_sleeps_and_what_comes_next() {
    let run = Run::of("tasks=ann:2,bob:1", Language::Python);
    let caption = at(&run.source(), Moment::at_time(&run.trace, Micros::from_millis(500)));
    assert_eq!(
        words(&caption),
        "Nothing can run: ann and bob sleep, so the event loop waits. | This is the time saved: their timers tick at \
         once. Next: bob’s timer, at 1.000 s."
    );
    assert_eq!(caption.kicker(), "At this moment");
    assert_eq!(caption.kicker_note(), "at 0.500 s");
}

#[test]
fn the_words_are_those_of_the_language() {
    let link = "tasks=ann:2,bob:1&await=gather&unit=future";
    assert!(step_in(link, 1, Language::Python).contains("They are coroutines, and no tasks"));
    assert!(step_in(link, 1, Language::Rust).contains("They are futures, and no tasks"));
    assert!(step_in(link, 1, Language::JavaScript).contains("They are promises, and no tasks"));
    let link = "tasks=ann:2,bob:1&await=gather";
    assert!(step_in(link, 1, Language::JavaScript).starts_with("main makes promises ann and bob, then awaits them"));
    let first_end = |language| step_in(link, 5, language);
    assert!(first_end(Language::Python).contains("gather hands it all results together"));
    assert!(first_end(Language::Rust).contains("try_join_all hands it all results together"));
    assert!(first_end(Language::JavaScript).contains("Promise.all hands it all results together"));
}

#[test]
fn a_swallowed_error_is_named_where_it_happens() {
    let link = "tasks=orders:%201s%20fail,invoices:%202s%20fail,report:%203s&await=gather&leftovers=finish";
    assert_eq!(
        starts_with(link, "orders failed: "),
        "orders failed: operation with delay 1 failed. | gather hands it to main at once: the loop resumes main soon. \
         invoices and report go on until then."
    );
    assert_eq!(
        starts_with(link, "invoices failed"),
        "invoices failed: operation with delay 2 failed. Nobody hears of it. | gather passes on the first failure \
         only: main had already failed with orders. No warning comes either."
    );
    let run = Run::of(link, Language::Python);
    let caption = run.ended(None);
    assert_eq!(
        words(&caption),
        "orders failed, and that ended main at 1.000 s. | The failure of invoices was heard by nobody, and no warning \
         came. 1 finished, 2 failed."
    );
    assert_eq!(caption.tone, Tone::Failed);
    assert!(matches!(caption.kind, CaptionKind::Ended { findings: Some(2) }));
}

#[test]
fn a_blocked_loop_is_named_with_those_who_waited() {
    let link = "tasks=render:%20500ms%20cpu%201.5s,clicks:%20800ms,scroll:%201s&await=gather";
    let blocked = starts_with(link, "render computed");
    assert!(blocked.starts_with(
        "render computed for 1.5 s without an await and held the event loop. | The timers of clicks and scroll were up \
         in that time, and they could not run."
    ));
    assert_eq!(
        starts_with(link, "The timers of clicks"),
        "The timers of clicks and scroll were up; only now does the event loop come to them. | The longest has waited \
         for 1.2 s. render held the loop meanwhile, for 1.5 s."
    );
    // In the middle of it, at 1.9 s.
    let run = Run::of(link, Language::Python);
    let caption = at(&run.source(), Moment::at_time(&run.trace, Micros::from_millis(1_900)));
    assert_eq!(
        words(&caption),
        "render computes and holds the event loop, 1.4 s so far. | The timers of clicks and scroll are up, but they can \
         go on only when render pauses or ends. It is at line 8."
    );
    assert_eq!(caption.tone, Tone::Warning);
}

#[test]
fn a_slot_is_waited_for_and_handed_on() {
    let link = "tasks=ann:1,bob:2&await=gather&limit=1";
    assert_eq!(
        step(link, 3),
        "bob waits for a free slot: 1 of 1 are taken. | It has not started its work: the next slot that is given back \
         goes to the first in line. Now nothing can run. Next: ann’s timer, at 1.000 s."
    );
    assert!(step(link, 5).contains("Its slot goes to bob, the next in line."));
    assert!(step(link, 6).starts_with("bob has a slot now, prints and asks for a 2 s timer."));
}

#[test]
fn a_retry_a_backoff_and_a_timeout() {
    let link = "tasks=ann:%20500ms%20fail%201,bob:%203s&await=settle&timeout=1s&retry=1&backoff=200ms&limit=2";
    assert!(starts_with(link, "ann failed").starts_with(
        "ann failed, try 1 of 2. It pauses 200 ms (backoff), then tries again. | The pause holds a slot but not the loop."
    ));
    assert_eq!(
        starts_with(link, "ann’s backoff"),
        "ann’s backoff of 200 ms is over, so it tries again. | Try 2 of 2 is its last: if that fails too, the task fails."
    );
    assert!(starts_with(link, "ann tries again, try 2 of 2, and asks for a 500 ms timer.").contains("It pauses"));
    assert!(starts_with(link, "bob has run out of time").contains("the timeout of 1 s is over"));
    assert!(starts_with(link, "bob failed after 2 tries").contains("gather keeps it among the results"));
    let run = Run::of(link, Language::Python);
    assert!(words(&run.ended(None)).ends_with("1 finished, 1 timed out, 2 retried."));
}

#[test]
fn a_deadline_cancels_what_goes_on() {
    let link = "tasks=ann:1,bob:4&await=gather&deadline=2.5s";
    assert_eq!(
        starts_with(link, "main’s deadline"),
        "main’s deadline of 2.5 s has passed: what goes on is cancelled. | That is bob, however far along. Then main \
         fails, as the time for the whole is over."
    );
    assert_eq!(
        starts_with(link, "main fails"),
        "main fails: timed out after 2.5. | Its deadline has passed, so it does not wait for the rest. bob was \
         cancelled: the deadline passed."
    );
}

#[test]
fn what_main_leaves_behind_is_cancelled_with_it() {
    let link = "tasks=ann:%201s%20fail,bob:%203s&await=gather";
    assert_eq!(
        starts_with(link, "ann failed, and that"),
        "ann failed, and that ends main: operation with delay 1 failed. | gather handed main the failure, and main does \
         not catch it. bob has not ended and is cancelled with it."
    );
    assert_eq!(
        starts_with(link, "main has ended"),
        "main has ended, so bob is cancelled. | bob had 2 s left to sleep. A cancel arrives at the await where the task \
         pauses: nothing behind it runs."
    );
}

#[test]
fn a_race_and_a_first_success_are_decided_where_they_are() {
    let race = "tasks=ann:2,bob:1&await=race";
    assert!(starts_with(race, "bob prints").contains("It is the first to end, so asyncio.wait wakes main"));
    assert_eq!(
        starts_with(race, "bob has won"),
        "bob has won: main takes its outcome and ends. | ann was cancelled: the race is over."
    );
    let first_ok = "tasks=ann:%201s%20fail,bob:2&await=first-ok";
    assert!(
        starts_with(first_ok, "ann failed")
            .contains("main is resumed to look at it, but only a success ends its wait.")
    );
    assert!(starts_with(first_ok, "main looks at ann’s failure").contains("bob goes on."));
}

#[test]
fn one_by_one_nothing_starts_before_the_one_before_has_ended() {
    let link = "tasks=ann:1,bob:2&await=one-by-one";
    assert!(step(link, 1).starts_with("main calls ann and awaits it (line"));
    assert!(step(link, 3).starts_with(
        "main runs ann on: it prints, returns 2 and is finished. | Only now does main call bob and await it."
    ));
}

#[test]
fn tasks_of_one_name_are_told_apart() {
    let link = "tasks=thumb:%201s,thumb:%201s&await=gather";
    assert!(step(link, 1).starts_with("main makes tasks thumb (task 1) and thumb (task 2), then awaits them"));
}

/// A record of the first events only, as at the edge of a run under way.
fn cut(trace: &Trace, events: usize) -> Trace {
    let mut cut = trace.clone();
    while cut.events.len() > events {
        cut.events.pop();
    }
    cut.outcome = None;
    cut
}

#[test]
fn at_the_edge_of_a_run_the_weightiest_recent_step_is_told() {
    let whole = Run::of(
        "tasks=ann:%201s%20fail,bob:%201s,carl:%203s&await=settle",
        Language::Python,
    );
    let edge = Moment::at_time(&whole.trace, Micros::from_millis(1_100));
    let run = Run::recorded(cut(&whole.trace, edge.events), Language::Python);
    let before = Moment::at_time(&whole.trace, Micros::from_millis(900));
    let said = live(&run.source(), edge, before.events);
    assert!(
        words(&said.caption).starts_with("ann failed: "),
        "{}",
        words(&said.caption)
    );
    assert_eq!(said.caption.kicker(), "Now");
    // Once it has stood long enough, what goes on is told.
    let later = live(&run.source(), edge, said.events);
    assert!(
        words(&later.caption).starts_with("Nothing can run: carl sleeps"),
        "{}",
        words(&later.caption)
    );
    assert!(!later.outweighs(&said, 250.0));
    assert!(later.outweighs(&said, 1_500.0));
}

#[test]
fn at_the_edge_of_a_stepped_run_a_timer_that_is_up_is_known_before_it_is_served() {
    let whole = Run::of("tasks=ann:2,bob:1", Language::Python);
    let stop = whole.folds.history.moments.stop(4).expect("the deadline");
    let run = Run::recorded(cut(&whole.trace, stop), Language::Python);
    let said = words(&at(&run.source(), Moment::end(&run.trace)));
    assert!(
        said.starts_with("bob’s timer is up, so the event loop resumes bob after line 6."),
        "{said}"
    );
    assert_eq!(at(&run.source(), Moment::end(&run.trace)).kicker(), "Step 4");
}

#[test]
fn a_run_that_strays_a_little_is_not_said_to() {
    let run = Run::of("tasks=ann:2,bob:1", Language::Python);
    let same = recording::Deviation::between(&run.trace, &run.trace).expect("one scenario");
    let mut strayed = same.clone();
    let outcome = recording::RunOutcome::Ok;
    let said = |deviation: &recording::Deviation| {
        words(&explain::caption::ended(&run.source(), outcome, None, Some(deviation)))
    };
    strayed.makespan = scenario::time::Shift(40_000);
    assert!(!said(&strayed).contains("than predicted"));
    strayed.makespan = scenario::time::Shift(51_000);
    assert!(
        said(&strayed).contains("51 ms longer than predicted"),
        "{}",
        said(&strayed)
    );
}

#[test]
fn at_another_speed_it_says_that_a_run_strayed_at_that_speed() {
    let mut fast = runtime::simulate(&scenario::link::read("tasks=ann:2,bob:1&speed=4").scenario);
    fast.clock = recording::ClockKind::Real;
    let run = Run::recorded(fast, Language::Python);
    let mut strayed = recording::Deviation::between(&run.trace, &run.trace).expect("one scenario");
    strayed.makespan = scenario::time::Shift(80_000);
    let outcome = recording::RunOutcome::Ok;
    let said = words(&explain::caption::ended(&run.source(), outcome, None, Some(&strayed)));
    assert!(said.contains("80 ms longer than predicted (at 4×)."), "{said}");
    let history = &run.folds.history;
    let busy = recording::sentences::busy_in_words(&run.trace, history, run.trace.last_stamp());
    assert_eq!(busy, "0.00 % busy at 4×");
}
