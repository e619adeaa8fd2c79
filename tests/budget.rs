//! A recording that exceeds its budget: it ends with `truncated`, the run continues unchanged, and everything folded
//! from it is a correct part of what is folded from the whole recording.

mod support;

use recording::causes::{Causes, why};
use recording::deviation::{Deviation, NotComparable};
use recording::findings::{FindingKind, findings};
use recording::{Budget, EventKind, History, Missing, Moment, RunOutcome, TaskId, Trace, Truncation, budget};
use runtime::clock::VirtualClock;
use runtime::{DriveResult, EventLoop, simulate, simulate_within};
use scenario::Scenario;
use support::{Draws, Family, open, random_link};

/// The number of random scenarios of each test.
const CASES: u64 = 2_000;

/// A random scenario, its whole run, and the same run within a budget that is too small for it.
struct Case {
    link: String,
    whole: Trace,
    budget: Budget,
    cut: Trace,
}

/// Random scenarios of all policies, each truncated at a random event.
fn cases() -> impl Iterator<Item = Case> {
    (0..CASES).map(|number| {
        let mut draws = Draws::of(number);
        let family = Family {
            ties: number % 2 == 0,
            cpu: number % 3 == 0,
            joined: number % 5 == 0,
        };
        let link = random_link(&mut draws, family);
        let scenario = open(&link);
        let whole = simulate(&scenario);
        // The budget is checked only after main was spawned and woken.
        let nothing = budget::taken_by(&Trace {
            events: whole.events.range(0..2).collect(),
            ..whole.clone()
        });
        let all = budget::taken_by(&whole);
        let budget = Budget::bytes(nothing + draws.below(all - nothing));
        let cut = simulate_within(&scenario, budget);
        Case {
            link,
            whole,
            budget,
            cut,
        }
    })
}

fn folded(trace: &Trace) -> (History, Causes) {
    let (mut history, mut causes) = (History::default(), Causes::default());
    history.extend(trace);
    causes.extend(trace);
    (history, causes)
}

/// The number of recorded events, without `truncated` itself.
fn recorded(trace: &Trace) -> usize {
    trace.events.len() - usize::from(trace.truncation().is_some())
}

#[test]
fn a_full_record_is_the_beginning_of_the_whole_one_and_counts_the_rest() {
    for case in cases() {
        let (cut, whole, link) = (&case.cut, &case.whole, &case.link);
        let recorded = recorded(cut);
        assert!(
            cut.events.range(0..recorded).eq(whole.events.range(0..recorded)),
            "{link}"
        );
        let missing = (whole.events.len() - recorded) as u64;
        let last = cut.events.last().expect("a run records something");
        assert_eq!(
            last.kind,
            EventKind::Truncated {
                count: missing,
                why: Missing::Budget
            },
            "{link}"
        );
        assert_eq!(
            (last.task, last.at),
            (None, whole.events.get(recorded).expect("the event is there").at),
            "{link}"
        );
        let truncated = cut.events.iter().filter(|event| event.kind.name() == "truncated");
        assert_eq!(truncated.count(), 1, "{link}");
        assert_eq!(cut.outcome, whole.outcome, "the run goes on to its own end: {link}");
        assert!(budget::taken_by(cut) <= case.budget.as_bytes(), "{link}");
    }
}

#[test]
fn a_run_that_fits_is_recorded_whole() {
    for case in cases() {
        let fits = Budget::bytes(budget::taken_by(&case.whole));
        assert_eq!(simulate_within(&open(&case.link), fits), case.whole, "{}", case.link);
    }
}

#[test]
fn a_full_record_shows_the_state_at_its_last_event() {
    for case in cases() {
        let (cut, whole, link) = (&case.cut, &case.whole, &case.link);
        let (of_cut, _) = folded(cut);
        let (of_whole, _) = folded(whole);
        assert_eq!(of_cut.lanes.illegal(), [], "{link}");
        for events in 0..=cut.events.len() {
            let here = Moment::after(cut, events);
            let there = Moment {
                events: events.min(recorded(cut)),
                ..here
            };
            assert_eq!(of_cut.loops.depth(here), of_whole.loops.depth(there), "{link}");
            assert_eq!(of_cut.lines(here), of_whole.lines(there), "{link}");
            assert_eq!(of_cut.holder(cut, here), of_whole.holder(whole, there), "{link}");
            for task in (0..cut.tasks.len()).map(|task| TaskId(task as u32)) {
                assert_eq!(
                    of_cut.state(cut, task, here),
                    of_whole.state(whole, task, there),
                    "{link}"
                );
            }
        }
    }
}

#[test]
fn a_full_record_folds_in_pieces_as_it_does_at_once() {
    for case in cases() {
        let (at_once, causes_at_once) = folded(&case.cut);
        let (mut history, mut causes) = (History::default(), Causes::default());
        let mut growing = Trace {
            events: recording::Events::default(),
            ..case.cut.clone()
        };
        for event in &case.cut.events {
            growing.events.push(event);
            history.extend(&growing);
            causes.extend(&growing);
        }
        assert!(history == at_once && causes == causes_at_once, "{}", case.link);
    }
}

#[test]
fn every_answer_about_a_full_record_is_part_of_the_whole_answer() {
    for case in cases() {
        let (_, of_cut) = folded(&case.cut);
        let (_, of_whole) = folded(&case.whole);
        for event in 0..recorded(&case.cut) {
            let partial = why(&case.cut, &of_cut, event);
            let long = why(&case.whole, &of_whole, event);
            assert_eq!(partial.question, long.question, "{}", case.link);
            // If nothing else is known, the answer is the event itself.
            let happened = partial
                .links
                .last()
                .is_some_and(|link| format!("{}.", link.text) == partial.answer);
            assert!(
                happened || partial.answer.contains("the record ends") || is_shortened(&partial.answer, &long.answer),
                "{}\n{}\n{}",
                case.link,
                partial.answer,
                long.answer
            );
        }
        let last = why(&case.cut, &of_cut, recorded(&case.cut));
        assert_eq!(last.question, "Why are events missing here?");
        assert!(last.answer.contains("record is full"), "{}", last.answer);
    }
}

/// Whether all words of `partial` occur in `long` in this order.
fn is_shortened(partial: &str, long: &str) -> bool {
    let mut words = long.split(' ');
    partial.split(' ').all(|said| words.any(|word| word == said))
}

#[test]
fn findings_that_need_the_whole_run_are_left_out() {
    for case in cases() {
        let (_, causes) = folded(&case.cut);
        let of_the_end = [
            FindingKind::NeverRetrieved,
            FindingKind::Swallowed,
            FindingKind::UnawaitedWork,
            FindingKind::LimitNeverBound,
        ];
        for finding in findings(&case.cut, &causes) {
            assert!(!of_the_end.contains(&finding.kind), "{}: {finding:?}", case.link);
        }
    }
}

#[test]
fn a_full_record_is_not_compared_with_its_prediction() {
    for case in cases() {
        let refused = Deviation::between(&case.whole, &case.cut).err();
        assert_eq!(refused, Some(NotComparable::Truncated), "{}", case.link);
    }
}

#[test]
fn the_trace_file_of_a_full_record_states_that_it_is_full() {
    let scenario = open("tasks=0%20fail%20x20&await=settle&retry=3");
    let trace = simulate_within(&scenario, Budget::bytes(20_000));
    let mut written = Vec::new();
    trace_file::write(&trace, &mut written).expect("a vector takes all that is written");
    let written = String::from_utf8(written).expect("JSON is UTF-8");
    let Some(Truncation { at, missing }) = trace.truncation() else {
        panic!("20 KB are not enough for 20 tasks of 4 attempts");
    };
    let said = format!(
        r#"{{"at_us":{},"task":null,"kind":"truncated","why":"budget","count":{missing}}}"#,
        at.0
    );
    assert_eq!(written.matches(&said).count(), 1, "{written}");
    assert_eq!(written.matches("truncated").count(), 1);
}

#[test]
fn the_event_loop_pauses_once_when_its_record_is_full() {
    let scenario = open("tasks=1%20fail%20x20&await=settle&retry=3");
    let whole = simulate(&scenario);
    let full = || {
        let event_loop = event_loop(&scenario);
        event_loop.pause_when_full();
        assert_eq!(event_loop.drive(), DriveResult::Paused);
        assert!(event_loop.trace().truncation().is_some());
        event_loop
    };

    let goes_on = full();
    assert_eq!(goes_on.drive(), DriveResult::Paused, "nobody has decided yet");
    goes_on.resume();
    assert_eq!(goes_on.drive(), DriveResult::Done);
    assert_eq!(goes_on.held_resources(), (0, 0, 0));
    let trace = goes_on.into_trace();
    assert_eq!(trace.outcome, whole.outcome);
    let missing = (whole.events.len() - recorded(&trace)) as u64;
    let clock_changes = 2; // paused and resumed
    assert_eq!(trace.truncation().map(|it| it.missing), Some(missing + clock_changes));

    let stops = full();
    stops.stop();
    assert_eq!(stops.drive(), DriveResult::Done);
    assert_eq!(stops.held_resources(), (0, 0, 0));
    assert_eq!(stops.into_trace().outcome, Some(RunOutcome::Stopped));
}

#[test]
fn a_record_that_a_step_has_filled_pauses_the_loop_once() {
    let scenario = open("tasks=1%20fail%20x20&await=settle&retry=3");
    let event_loop = event_loop(&scenario);
    event_loop.pause_when_full();
    while event_loop.trace().truncation().is_none() {
        assert_eq!(event_loop.step(), DriveResult::Paused);
    }
    event_loop.resume();
    assert_eq!(event_loop.drive(), DriveResult::Done);
}

fn event_loop(scenario: &Scenario) -> EventLoop {
    let event_loop = EventLoop::new(scenario, Box::new(VirtualClock::default()));
    event_loop.keep_within(Budget::bytes(20_000));
    event_loop
}
