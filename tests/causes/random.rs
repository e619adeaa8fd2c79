//! Properties of the answers about every event of thousands of random runs.

use crate::answers::{indexed, seconds, simulated};
use crate::edited::edit;
use crate::mixtures::{random_mixture, random_overrun};
use crate::support::{Draws, Family, open, random_link};
use recording::causes::{Causes, Chain, LinkKind, MOST_LINKS, failure_handling, for_task, why};
use recording::findings::{FindingSearch, findings};
use recording::{CancelReason, Event, EventKind, Lanes, Split, TaskId, TimerId, Trace};
use runtime::clock::VirtualClock;
use runtime::{self, EventLoop};
use scenario::time::Micros;
use scenario::{Policy, Unit, link};

/// Enough to meet each policy with each modifier dozens of times, in a second or two.
const CASES: u64 = 1_000;

/// The number of runs in which the loop is blocked past the deadline, and the number of runs with all features mixed.
const MIXTURES: u64 = 250;

fn every_run(check: impl Fn(&Trace, &Causes)) {
    for case in 0..CASES + 2 * MIXTURES {
        let family = Family {
            ties: case % 2 == 0,
            cpu: case % 3 == 0,
            joined: case % 5 < 2,
        };
        let draws = &mut Draws::of(case);
        let scenario = open(&match case {
            0..CASES => random_link(draws, family),
            case if case - CASES < MIXTURES => random_overrun(draws),
            _ => random_mixture(draws),
        });
        let trace = runtime::simulate(&scenario);
        check(&trace, &indexed(&trace));
    }
}

/// Fails with the link that reproduces it.
#[track_caller]
fn check(holds: bool, trace: &Trace, event: usize, chain: &Chain) {
    assert!(holds, "#{} event {event}: {:#?}", trace.link(), chain);
}

#[test]
fn every_event_has_an_answer_whose_links_are_real_and_in_time_order() {
    every_run(|trace, causes| {
        for event in 0..trace.events.len() {
            let chain = why(trace, causes, event);
            check(chain.question.ends_with('?'), trace, event, &chain);
            check(
                chain.answer.ends_with('.') && chain.answer.len() > 1,
                trace,
                event,
                &chain,
            );
            check((1..=MOST_LINKS).contains(&chain.links.len()), trace, event, &chain);
            check(
                chain.links.last().is_some_and(|last| last.event == event),
                trace,
                event,
                &chain,
            );
            check(
                chain.links.is_sorted_by_key(|link| (link.at, link.event)),
                trace,
                event,
                &chain,
            );
            for link in &chain.links {
                let event_at = trace.events.get(link.event);
                check(
                    event_at.is_some_and(|event_at| (event_at.at, event_at.task) == (link.at, link.task)),
                    trace,
                    event,
                    &chain,
                );
                check(!link.text.is_empty(), trace, event, &chain);
            }
        }
    });
}

#[test]
fn every_cancelled_task_says_who_cancelled_it_and_why() {
    every_run(|trace, causes| {
        for (event, cancelled) in trace.events.iter().enumerate() {
            if cancelled.kind != EventKind::Cancelled {
                continue;
            }
            let request = trace.events.range(0..event).rfind(|request| {
                request.task == cancelled.task && matches!(request.kind, EventKind::CancelRequested { .. })
            });
            let Some(EventKind::CancelRequested { by, why: reason }) = request.map(|request| request.kind) else {
                panic!("#{}: no cancel request for event {event}", trace.link());
            };
            let chain = why(trace, causes, event);
            let who = match (reason, by) {
                (CancelReason::Leftovers, _) => "the end of main".into(),
                (CancelReason::Group, _) | (_, None) => "the group".into(),
                (_, Some(by)) => trace.name_in_words(by),
            };
            let reason = match reason {
                CancelReason::Group => "failed at",
                CancelReason::Race => "ended first",
                CancelReason::FirstOk => "first success",
                CancelReason::Deadline => "deadline passed",
                CancelReason::Leftovers => "left over",
                CancelReason::Dropped => "decided the join",
                CancelReason::Stop | CancelReason::User => "person",
                CancelReason::Timeout | CancelReason::Gather | CancelReason::Program => {
                    panic!("{reason:?} in the playground")
                }
            };
            check(
                chain.answer.contains(&*who) && chain.answer.contains(reason),
                trace,
                event,
                &chain,
            );
            // The chain also has what led to the cancel, unless the person caused it.
            check(chain.links.len() > 1, trace, event, &chain);
        }
    });
}

#[test]
fn every_failure_says_where_it_went() {
    every_run(|trace, causes| {
        for (event, failed) in trace.events.iter().enumerate() {
            let (EventKind::Failed { .. }, Some(task)) = (&failed.kind, failed.task) else {
                continue;
            };
            if task == TaskId::MAIN {
                continue;
            }
            let chain = why(trace, causes, event);
            let failure_mode = failure_handling(trace, causes, task).map(|failure_mode| failure_mode.to_string());
            let failure_mode =
                failure_mode.unwrap_or_else(|| panic!("#{}: no failure mode for event {event}", trace.link()));
            check(chain.answer.contains(&failure_mode), trace, event, &chain);
            let unseen = trace
                .events
                .iter()
                .any(|event| event.task == Some(task) && event.kind == EventKind::NeverRetrieved);
            check(failure_mode.contains("nobody looked") == unseen, trace, event, &chain);
            // Python does not warn where `gather` has marked a failure as seen, or where the deadline has cancelled
            // all.
            let scenario = link::read(&trace.link()).scenario;
            let main_failed = trace.events.iter().find_map(|event| match &event.kind {
                EventKind::Failed { message } if event.task == Some(TaskId::MAIN) => Some(&**message),
                _ => None,
            });
            let timed_out = main_failed.is_some_and(|message| message.starts_with("timed out after"));
            let may_be_silent = timed_out || main_failed.is_some() && scenario.policy == Policy::Gather;
            let swallowed = failure_mode.contains("swallowed");
            check(
                !swallowed || may_be_silent && trace.tasks.unit(task) == Some(Unit::Task),
                trace,
                event,
                &chain,
            );
            // With settle, or after a deadline, there is no failure that main could have taken.
            let taken_none = timed_out && matches!(scenario.policy, Policy::Settle | Policy::Spawn | Policy::Race);
            let is_task = scenario.runs_as() == Unit::Task;
            check(swallowed || !(taken_none && is_task), trace, event, &chain);
            check(!failure_mode.contains("yet"), trace, event, &chain);
        }
    });
}

#[test]
fn an_index_folded_up_to_an_event_is_that_of_a_trace_that_ends_there() {
    every_run(|trace, causes| {
        let (mut sliced, mut part) = (Causes::default(), trace.clone());
        for until in (0..trace.events.len() + 7).step_by(7) {
            sliced.extend_to(trace, until);
            part.events = trace.events.range(0..until).collect();
            assert!(sliced == indexed(&part), "#{} up to {until}", trace.link());
        }
        assert!(sliced == *causes, "#{}", trace.link());
    });
}

#[test]
fn findings_searched_in_slices_are_those_of_the_whole() {
    every_run(|trace, causes| {
        let whole = findings(trace, causes);
        for steps in [1, 7, 64] {
            let mut search = FindingSearch::default();
            let mut slices = 0;
            while !search.over() {
                assert_eq!(search.found(), None, "#{}", trace.link());
                search.advance(trace, causes, steps);
                slices += 1;
            }
            assert_eq!(search.found(), Some(&*whole), "#{} in steps of {steps}", trace.link());
            assert!(steps > 1 || slices > trace.tasks.len(), "#{}", trace.link());
        }
    });
}

#[test]
fn an_index_grown_event_by_event_is_the_index_of_the_whole() {
    every_run(|trace, causes| {
        let mut grown = Causes::default();
        let mut so_far = trace.clone();
        so_far.events = recording::Events::default();
        for event in &trace.events {
            so_far.events.push(event);
            grown.extend(&so_far);
            let newest = so_far.events.len() - 1;
            assert!(!why(&so_far, &grown, newest).links.is_empty(), "#{}", trace.link());
        }
        assert_eq!(&grown, causes, "#{}", trace.link());
    });
}

#[test]
fn the_parts_of_every_story_add_up_and_its_arrows_are_real() {
    every_run(|trace, causes| {
        let mut lanes = Lanes::default();
        lanes.extend(trace);
        for index in 0..trace.tasks.len() {
            let task = TaskId(index as u32);
            let story = for_task(trace, &lanes, causes, task, trace.last_stamp());
            let waited = story
                .waits
                .iter()
                .fold(Micros::ZERO, |sum, wait| sum + (wait.until - wait.from));
            assert_eq!(waited, story.split.waiting(), "#{} {task:?}", trace.link());
            for edge in story.woken.iter().chain(&story.woke) {
                assert!(
                    edge.cause.is_none_or(|cause| cause < edge.wake),
                    "#{} {edge:?}",
                    trace.link()
                );
                assert_eq!(
                    trace.events.at(edge.wake).expect("the wake is there"),
                    edge.at,
                    "#{} {edge:?}",
                    trace.link()
                );
            }
            assert!(story.woken.iter().all(|edge| edge.to == task));
            assert!(story.woke.iter().all(|edge| edge.to != task));
        }
    });
}

#[test]
fn a_stopped_run_says_that_it_was_stopped() {
    let event_loop = EventLoop::new(
        &link::read("tasks=a:%201,b:%202").scenario,
        Box::new(VirtualClock::default()),
    );
    event_loop.stop();
    let trace = event_loop.into_trace();
    let end = trace.events.len() - 1;
    assert_eq!(
        trace.events.get(end).expect("the event is there").kind,
        EventKind::Cancelled
    );
    let chain = why(&trace, &indexed(&trace), end);
    assert_eq!(chain.question, "Why was main cancelled at 0 s?");
    assert_eq!(chain.answer, "The run was stopped, which cancelled main.");
    let texts: Vec<&str> = chain.links.iter().map(|link| link.text.as_str()).collect();
    assert_eq!(texts, ["the person cancelled main with Stop"]);
}

#[test]
fn an_inconsistent_recording_still_gets_an_answer() {
    // The events of a run in reverse order, those of a task that is not listed, and a timer that nobody set.
    let mut trace = runtime::simulate(&link::read("tasks=a:%201%20fail,b:%202&await=group&limit=1").scenario);
    let last = trace.last_stamp();
    edit(&mut trace, |events| {
        events.reverse();
        for event in events {
            event.at = last.since(event.at);
        }
    });
    for kind in [
        EventKind::PollStart,
        EventKind::TimerFired {
            timer: TimerId(u32::MAX),
        },
    ] {
        for task in [TaskId(u32::MAX), TaskId(1)] {
            trace.events.push(Event {
                at: last,
                task: Some(task),
                cause: None,
                kind,
            });
        }
    }
    let causes = indexed(&trace);
    for event in 0..trace.events.len() {
        let chain = why(&trace, &causes, event);
        assert!(!chain.answer.is_empty() && !chain.links.is_empty(), "{event}");
    }
    assert_eq!(why(&trace, &causes, trace.events.len()), Chain::default());
    assert_eq!(
        why(&trace, &Causes::default(), 0).links.len(),
        1,
        "an index that knows nothing"
    );
    let _ = findings(&trace, &causes);
}

#[test]
fn a_chain_of_thousands_is_cut_and_says_so() {
    let trace = runtime::simulate(&link::read("tasks=1ms%20x2000&await=gather&limit=1").scenario);
    let causes = indexed(&trace);
    let end = causes.end_of(TaskId(2_000)).expect("the last of them ends");
    let chain = why(&trace, &causes, end);
    assert!(chain.links.len() <= MOST_LINKS);
    assert_eq!(chain.links[0].kind, LinkKind::Elided);
    assert!(chain.links[0].text.starts_with("more than "), "{}", chain.links[0].text);
}

#[test]
fn a_story_splits_the_time_of_a_task_and_lists_its_wakes() {
    let trace = simulated("tasks=a: 1, b: 1&await=gather&limit=1");
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    let story = for_task(&trace, &lanes, &indexed(&trace), TaskId(2), trace.last_stamp());
    let second = Micros::from_secs(1);
    let expected = Split {
        waiting_permit: second,
        waiting_resource: Micros::ZERO,
        waiting_timer: second,
        ..Split::default()
    };
    assert_eq!(story.split, expected);
    let edges = |edges: &[recording::causes::Edge]| -> Vec<String> {
        edges
            .iter()
            .map(|edge| {
                let name = |task: TaskId| trace.name_in_words(task);
                format!(
                    "{} {} → {}",
                    seconds(edge.at),
                    edge.from.map_or("?".into(), name),
                    name(edge.to)
                )
            })
            .collect()
    };
    assert_eq!(edges(&story.woken), ["0.000 main → b", "1.000 a → b", "2.000 b → b"]);
    assert_eq!(edges(&story.woke), ["2.000 b → main"]);
}
