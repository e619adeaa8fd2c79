//! The figures of a run as they are shown: when each is known, its unit and its note.

mod handmade;

use handmade::Handmade;
use recording::figures::{Figure, FigureKind, figures, foretold};
use recording::{Budget, ClockChange, ClockKind, EventKind, History, Moment, Trace, WaitingOn};
use scenario::time::Micros;
use scenario::{Scenario, Unit, link};

fn open(fragment: &str) -> Scenario {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "{fragment}: {:?}", opened.problems);
    opened.scenario
}

fn of_trace(trace: &Trace) -> [Figure; 7] {
    let mut history = History::default();
    history.extend(trace);
    figures(trace, &history, trace.last_stamp(), true)
}

fn of(fragment: &str) -> [Figure; 7] {
    of_trace(&runtime::simulate(&open(fragment)))
}

fn figure(figures: &[Figure; 7], kind: FigureKind) -> &Figure {
    figures
        .iter()
        .find(|figure| figure.kind == kind)
        .expect("all are there")
}

/// The number, the unit and the note.
fn words(figures: &[Figure; 7], kind: FigureKind) -> (&str, &str, &str) {
    let figure = figure(figures, kind);
    (&figure.value, figure.unit, &figure.note)
}

#[test]
fn before_a_run_no_figure_is_known() {
    let trace = Trace::planned(&Scenario::default(), ClockKind::Real, Micros(1));
    let figures = figures(&trace, &History::default(), Micros::ZERO, false);
    for (figure, kind) in figures.iter().zip(FigureKind::ALL) {
        assert_eq!((figure.kind, figure.value.as_str()), (kind, "–"));
        assert_eq!((figure.unit, figure.note.as_str(), figure.warns), ("", "", false));
    }
}

#[test]
fn a_prediction_foretells_all_but_what_the_machine_takes() {
    let trace = runtime::simulate(&open("tasks=2,1,3&await=gather"));
    let mut history = History::default();
    history.extend(&trace);
    let of = foretold(&trace, &history);
    assert_eq!(words(&of, FigureKind::Makespan), ("3.00", "s", "predicted"));
    assert_eq!(words(&of, FigureKind::SpeedUp), ("2.00", "×", "from 6 s"));
    assert_eq!(words(&of, FigureKind::MostAtOnce), ("3", "", ""));
    assert_eq!(words(&of, FigureKind::ThrownAway), ("0", "ms", "by cancelling"));
    for kind in [FigureKind::LoopBusy, FigureKind::ReadyTime, FigureKind::TimerLateness] {
        assert_eq!(words(&of, kind), ("–", "", "after a run"));
    }
    assert!(of.iter().all(|figure| figure.foretold == figure.known()));
    assert!(of_trace(&trace).iter().all(|figure| !figure.foretold), "of a run");
}

#[test]
fn the_figures_of_three_gathered_sleeps() {
    let of = of("tasks=2,1,3&await=gather");
    assert_eq!(words(&of, FigureKind::Makespan), ("3.00", "s", ""));
    assert_eq!(words(&of, FigureKind::SpeedUp), ("2.00", "×", "from 6 s"));
    assert_eq!(words(&of, FigureKind::MostAtOnce), ("3", "", ""));
    assert_eq!(words(&of, FigureKind::LoopBusy), ("0.00", "%", "0 s"));
    assert_eq!(words(&of, FigureKind::ReadyTime), ("0", "ms", "in the queue"));
    assert_eq!(words(&of, FigureKind::TimerLateness), ("0", "ms", "typical, worst 0 s"));
    assert_eq!(words(&of, FigureKind::ThrownAway), ("0", "ms", "by cancelling"));
    assert!(of.iter().all(|figure| !figure.warns));
}

#[test]
fn a_run_without_length_has_no_shares() {
    let of = of("tasks=0");
    assert_eq!(words(&of, FigureKind::SpeedUp), ("–", "×", "from 0 s"));
    assert_eq!(words(&of, FigureKind::LoopBusy), ("–", "%", "0 s"));
    assert_eq!(words(&of, FigureKind::TimerLateness), ("–", "", "none served"));
}

#[test]
fn what_was_thrown_away_and_a_noticeable_lateness() {
    let race = of("tasks=2,0.5&await=race");
    assert_eq!(words(&race, FigureKind::ThrownAway), ("500", "ms", "by cancelling"));
    let late = of("tasks=100ms%20cpu%20100ms,150ms&await=gather");
    let lateness = figure(&late, FigureKind::TimerLateness);
    assert_eq!(
        (lateness.value.as_str(), lateness.note.as_str()),
        ("0", "typical, worst 50 ms")
    );
    assert!(lateness.warns, "50 ms are noticeable");
    let less = of("tasks=100ms%20cpu%2099ms,150ms&await=gather");
    assert!(!figure(&less, FigureKind::TimerLateness).warns);
}

#[test]
fn a_length_below_the_clocks_resolution_is_not_made_up() {
    let mut made = Handmade::new(1, Unit::Task);
    made.spawn(0, 1)
        .push(0, 1, EventKind::PollStart)
        .pending(0, 1, Some(WaitingOn::Timer));
    made.trace.resolution = Micros(100);
    let mut history = History::default();
    history.extend(&made.trace);
    let at = |now: u64| {
        let all = figures(&made.trace, &history, Micros(now), true);
        let (value, unit, _) = words(&all, FigureKind::Makespan);
        format!("{value} {unit}")
    };
    assert_eq!(at(0), "0 ms");
    assert_eq!(at(99), "< 0.10 ms");
    assert_eq!(at(100), "0.10 ms");
    assert_eq!(at(999_999), "1000 ms");
    assert_eq!(at(1_000_000), "1.00 s");
}

#[test]
fn lateness_is_unknown_in_a_stepped_run() {
    let mut trace = runtime::simulate(&open("tasks=1"));
    let mut stepped = trace.clone();
    stepped.events = trace.events.iter().take(3).collect();
    stepped.events.push(recording::Event {
        at: Micros::ZERO,
        task: None,
        cause: None,
        kind: EventKind::Clock {
            what: ClockChange::Stepped,
        },
    });
    stepped.events.extend(trace.events.iter().skip(3));
    assert_eq!(
        words(&of_trace(&stepped), FigureKind::TimerLateness),
        ("–", "", "stepped by hand")
    );
    trace.outcome = None;
    assert_eq!(words(&of_trace(&trace), FigureKind::TimerLateness).0, "0");
}

#[test]
fn the_makespan_is_unknown_if_the_record_is_full() {
    let full = runtime::simulate_within(&open("tasks=1%20x200&await=gather"), Budget::bytes(60_000));
    assert!(full.truncation().is_some());
    let of = of_trace(&full);
    assert_eq!(words(&of, FigureKind::Makespan), ("–", "", "not recorded to its end"));
    assert_ne!(words(&of, FigureKind::MostAtOnce).0, "–", "as far as it was recorded");
}

#[test]
fn a_run_under_way_has_the_figures_of_now() {
    let whole = runtime::simulate(&open("tasks=2,1&await=gather"));
    let mut part = whole.clone();
    let until = Moment::at_time(&whole, Micros::from_millis(500)).events;
    part.events = whole.events.iter().take(until).collect();
    part.outcome = None;
    let mut history = History::default();
    history.extend(&part);
    let of = figures(&part, &history, Micros::from_millis(700), true);
    assert_eq!(words(&of, FigureKind::Makespan), ("700", "ms", ""));
    assert_eq!(words(&of, FigureKind::SpeedUp), ("2.00", "×", "from 1.4 s"));
}

#[test]
fn how_much_work_was_thrown_away_is_not_known_of_another_program() {
    for name in ["queue", "locks"] {
        let path = format!("{}/tests/fixtures/{name}.trace.jsonl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read(path).expect("the fixture is there");
        let opened = trace_file::read(text.as_slice()).expect("it is readable").trace;
        assert_eq!(
            words(&of_trace(&opened), FigureKind::ThrownAway),
            ("–", "", ""),
            "{name}"
        );
    }
}

#[test]
fn figures_that_another_speed_distorts_say_so() {
    let speeds = |fragment: &str, clock: ClockKind, change: Option<ClockChange>| {
        let mut trace = runtime::simulate(&open(fragment));
        trace.clock = clock;
        let clock = |what| recording::Event {
            at: trace.last_stamp(),
            task: None,
            cause: None,
            kind: EventKind::Clock { what },
        };
        let change = change.map(clock);
        trace.events = trace.events.iter().chain(change).collect();
        let of = of_trace(&trace);
        FigureKind::ALL.map(|kind| figure(&of, kind).speed.clone())
    };
    let (usual, fast) = ("tasks=2,1,3&await=gather", "tasks=2,1,3&await=gather&speed=4");
    assert_eq!(speeds(usual, ClockKind::Real, None), [""; 7]);
    assert_eq!(speeds(fast, ClockKind::Virtual, None), [""; 7]);
    let distorted = |speed| [speed, speed, "", speed, speed, speed, ""];
    assert_eq!(speeds(fast, ClockKind::Real, None), distorted("at 4×"));
    let changed = Some(ClockChange::Speed);
    assert_eq!(speeds(usual, ClockKind::Real, changed), distorted("at several speeds"));
}
