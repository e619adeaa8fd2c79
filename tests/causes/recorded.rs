//! Cases that the virtual clock does not produce: the precision of a real clock, a browser that is late, a task
//! cancelled by hand.
//!
//! The recordings are those of virtual runs, edited by hand.

use crate::answers::{indexed, last, simulated, text_of, why_of};
use crate::edited::{self, edit};
use recording::causes::why;
use recording::{CancelReason, ClockChange, ClockKind, Event, EventKind, PollResult, TaskId, Trace, WokenBy};
use scenario::time::Micros;

/// A run of one sleep of 1 s on a clock with steps of 0.1 ms, whose timer is served `late` and whose task is polled
/// `queued` later.
fn served(late: u64, queued: u64) -> Trace {
    let mut trace = simulated("tasks=orders: 1&await=gather");
    (trace.clock, trace.resolution) = (ClockKind::Real, Micros(100));
    let fired = last(&trace, "orders", "timer-fired");
    let polled = last(&trace, "orders", "poll-start");
    edit(&mut trace, |events| {
        for (index, event) in events.iter_mut().enumerate() {
            if index >= fired {
                event.at = event.at + Micros(late);
            }
            if index >= polled {
                event.at = event.at + Micros(queued);
            }
        }
    });
    trace
}

#[test]
fn a_browser_that_serves_a_timer_late_is_named_with_the_precision_measured() {
    let chain = why_of(&served(437, 0), "orders", "timer-fired");
    assert_eq!(
        chain.answer,
        "It was set at 0 s for 1 s, and was served 0.4 ms late by the browser."
    );
}

#[test]
fn lateness_below_the_clocks_resolution_is_given_as_less_than_it() {
    assert_eq!(
        text_of(&why_of(&served(99, 1), "orders", "finished")),
        "Why did orders finish at 1.000 s?\n\
         orders slept 1 s, was served < 0.1 ms late by the browser, was polled after < 0.1 ms in the queue, \
         and finished with 2.\n\
         0.000 main started orders\n\
         0.000 orders set its timer for 1 s\n\
         1.000 the timer of orders fired, served < 0.1 ms late by the browser, and woke orders\n\
         1.000 orders was polled after < 0.1 ms in the queue\n\
         1.000 orders finished with 2"
    );
}

#[test]
fn a_timer_that_was_due_while_the_tab_was_hidden_says_so() {
    let mut trace = served(900_000, 0);
    let fired = last(&trace, "orders", "timer-fired");
    let hidden = Event {
        at: trace.events.get(fired - 2).expect("the event is there").at,
        task: None,
        cause: None,
        kind: EventKind::Clock {
            what: ClockChange::Hidden,
        },
    };
    edited::insert(&mut trace, fired - 1, hidden);
    assert_eq!(
        why_of(&trace, "orders", "timer-fired").answer,
        "It was set at 0 s for 1 s, and was served 900 ms late because the clock was held or the tab was hidden."
    );
}

/// A gather of two tasks of which the person cancels `b` at 0.5 s, after which main fails.
fn cancelled_by_hand() -> Trace {
    let mut trace = simulated("tasks=a: 1, b: 2&await=gather");
    edit(&mut trace, |events| events.retain(|event| event.at == Micros::ZERO));
    let b = TaskId(2);
    let happened = [
        (
            Some(b),
            EventKind::CancelRequested {
                by: None,
                why: CancelReason::User,
            },
        ),
        (Some(b), EventKind::Cancelled),
        (None, EventKind::Turn),
        (Some(TaskId::MAIN), EventKind::Woken { by: WokenBy::Task(b) }),
        (None, EventKind::Turn),
        (Some(TaskId::MAIN), EventKind::PollStart),
        (Some(TaskId::MAIN), EventKind::Failed { message: "cancelled" }),
        (Some(TaskId::MAIN), EventKind::PollEnd(PollResult::Ended)),
    ];
    let at = Micros::from_millis(500);
    let cancelled = trace.events.len() as u32 + 1;
    let events = happened.into_iter().map(|(task, kind)| Event {
        at,
        task,
        cause: matches!(kind, EventKind::Failed { .. }).then_some(cancelled),
        kind,
    });
    trace.events.extend(events);
    trace
}

#[test]
fn a_task_cancelled_by_hand_says_that_the_person_did_it() {
    assert_eq!(
        text_of(&why_of(&cancelled_by_hand(), "b", "cancelled")),
        "Why was b cancelled at 0.500 s?\n\
         The person cancelled b by hand, with 1.5 s left to sleep.\n\
         0.500 the person cancelled b by hand"
    );
}

#[test]
fn main_treats_a_task_cancelled_by_hand_as_a_failure() {
    assert_eq!(
        text_of(&why_of(&cancelled_by_hand(), "main", "failed")),
        "Why did main fail at 0.500 s?\n\
         b was cancelled at 0.500 s, and main took it at once.\n\
         0.500 the person cancelled b by hand, which woke main\n\
         0.500 main failed: cancelled"
    );
}

#[test]
fn a_turn_is_a_chain_of_its_own() {
    let trace = simulated("");
    let turn = trace.events.iter().position(|event| event.kind == EventKind::Turn);
    let chain = why(&trace, &indexed(&trace), turn.expect("a run has turns"));
    assert_eq!(
        text_of(&chain),
        "Why did a turn begin at 0 s?\n\
         The loop began a turn with the entries that were ready.\n\
         0.000 the loop began a turn with the entries that were ready"
    );
}
