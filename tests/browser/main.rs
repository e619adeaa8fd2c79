//! Tests that need a browser: real timers, Stop, pause and step, unmounting, and the order of a run compared with its
//! prediction.
//!
//! The tests compare order, never times: the trace records how late a timer is, and no test limits it.
#![cfg(target_arch = "wasm32")]

pub mod again;
mod all_tasks;
pub mod bars;
pub mod caption;
pub mod code;
pub mod compare;
pub mod drag;
pub mod editor;
pub mod explain;
pub mod export;
pub mod frame_loop;
pub mod growth;
pub mod held;
pub mod import;
pub mod long;
pub mod page;
pub mod path;
pub mod paths;
pub mod popups;
pub mod predict;
pub mod present;
mod program;
pub mod rows;
pub mod session;
pub mod set_up;
pub mod signals;
pub mod stage;
pub mod table;
pub mod time;
pub mod tree;
pub mod turns;
pub mod visit;
pub mod watch;
pub mod zoom;

use futurescope::run::Run;
use futurescope::ui::App;
use gloo_timers::future::TimeoutFuture;
use page::until;
use recording::{EventKind, Lanes, RunOutcome, TaskId, TimerId, Trace};
use runtime::simulate;
use scenario::link;
use scenario::time::Micros;
use std::collections::HashMap;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use watch::Watch;

wasm_bindgen_test_configure!(run_in_browser);

fn launch(fragment: &str) -> Run {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "{fragment}: {:?}", opened.problems);
    Run::launch(&opened.scenario, |_| {})
}

async fn to_the_end(fragment: &str) -> Trace {
    let run = launch(fragment);
    while !run.done() {
        TimeoutFuture::new(5).await;
    }
    assert_eq!(
        run.held_resources(),
        (0, 0, 0),
        "a run leaves no timer, permit or task behind"
    );
    run.trace().clone()
}

fn lines(trace: &Trace) -> Vec<&str> {
    trace.console().collect()
}

/// A run in which no timer was served after one that the prediction serves later was already due: if the machine stalls
/// for that long, two timers are served in one turn, which is a different program. Consecutive timers may each be late
/// by less than the time between a timer and a timeout that it clears.
async fn run_without_stalls(fragment: &str) -> Trace {
    const LATEST: Micros = Micros::from_millis(15);
    let predicted = served(&simulate(&link::read(fragment).scenario));
    for _ in 0..20 {
        let trace = to_the_end(fragment).await;
        let real: HashMap<TimerId, (Micros, Micros)> = served(&trace)
            .into_iter()
            .map(|(timer, deadline, at)| (timer, (deadline, at)))
            .collect();
        let apart = |(first, _, before): &(TimerId, Micros, Micros), (second, _, after): &(TimerId, Micros, Micros)| {
            before == after
                || match (real.get(first), real.get(second)) {
                    (Some((_, at)), Some((deadline, _))) => at < deadline,
                    _ => true,
                }
        };
        let mut pairs = predicted
            .iter()
            .enumerate()
            .flat_map(|(index, first)| predicted[index + 1..].iter().map(move |second| (first, second)));
        let in_time = real.values().all(|(deadline, at)| *at < *deadline + LATEST);
        if in_time && pairs.all(|(first, second)| apart(first, second)) {
            return trace;
        }
    }
    panic!("#{fragment}: in each of 20 runs the machine stalls for longer than two timers lie apart");
}

/// The events in order, without turns, which depend on the browser: the part that a real run has in common with its
/// prediction.
fn order(trace: &Trace) -> Vec<(Option<TaskId>, &'static str)> {
    let events = trace.events.iter().filter(|event| event.kind != EventKind::Turn);
    events.map(|event| (event.task, event.kind.known_name())).collect()
}

/// Each served timer with its deadline and the time when it was served, in that order.
fn served(trace: &Trace) -> Vec<(TimerId, Micros, Micros)> {
    let mut deadlines = HashMap::new();
    let mut served = Vec::new();
    for event in &trace.events {
        match event.kind {
            EventKind::TimerSet { timer, deadline, .. } => {
                deadlines.insert(timer, deadline);
            }
            EventKind::TimerFired { timer } => served.push((timer, deadlines[&timer], event.at)),
            _ => {}
        }
    }
    served
}

#[wasm_bindgen_test]
async fn the_tutorials_programs_print_their_lines() {
    let spawned = to_the_end("tasks=0.2,0.1").await;
    assert_eq!(
        lines(&spawned),
        [
            "Starting operation with delay 0.2",
            "Starting operation with delay 0.1",
            "Operation with delay 0.1 finished",
            "Operation with delay 0.2 finished",
            "Results: 0.4, 0.2",
        ]
    );
    let gathered = to_the_end("tasks=0.2,0.1,0.3&await=gather").await;
    assert_eq!(gathered.console().last(), Some("Results: [0.4, 0.2, 0.6]"));
    assert_eq!(gathered.outcome, Some(RunOutcome::Ok));
}

#[wasm_bindgen_test]
async fn timers_fire_in_order_and_never_early() {
    for mode in ["each", "shared"] {
        let trace = to_the_end(&format!("tasks=90ms,30ms,150ms,60ms,120ms&await=gather&timers={mode}")).await;
        let served = served(&trace);
        assert_eq!(served.len(), 5, "{mode}: every sleep has one timer, served once");
        for (timer, deadline, at) in &served {
            assert!(
                at >= deadline,
                "{mode}: {timer:?} was due at {deadline:?} and served at {at:?}"
            );
        }
        assert!(
            served.is_sorted_by_key(|(_, deadline, _)| *deadline),
            "{mode}: {served:?}"
        );
        assert!(
            trace.events.iter().is_sorted_by_key(|event| event.at),
            "{mode}: stamps never fall"
        );
    }
}

#[wasm_bindgen_test]
async fn speed_changes_only_the_length_of_the_run() {
    let trace = to_the_end("tasks=1s,400ms,700ms&await=as-completed&speed=10").await;
    let slow = simulate(&link::read("tasks=1s,400ms,700ms&await=as-completed").scenario);
    assert_eq!(order(&trace), order(&slow));
    assert!(served(&trace).iter().all(|(_, deadline, at)| at >= deadline));
}

#[wasm_bindgen_test]
async fn a_run_has_the_order_of_its_prediction() {
    let list = "tasks=120ms,40ms fail 1,200ms,80ms cpu 5ms,160ms".replace(' ', "%20");
    let modifiers = [
        "",
        "&limit=2",
        "&deadline=100ms",
        "&retry=1&backoff=60ms",
        "&timeout=180ms",
        "&leftovers=finish",
    ];
    for policy in [
        "one-by-one",
        "spawn",
        "gather",
        "settle",
        "group",
        "race",
        "first-ok",
        "as-completed",
    ] {
        for modifier in modifiers {
            for unit in ["", "&unit=future&timers=shared"] {
                if policy == "spawn" && !unit.is_empty() {
                    continue;
                }
                let fragment = format!("{list}&await={policy}{modifier}{unit}");
                let prediction = simulate(&link::read(&fragment).scenario);
                let trace = run_without_stalls(&fragment).await;
                assert_eq!(order(&trace), order(&prediction), "#{fragment}");
                assert_eq!(trace.outcome, prediction.outcome, "#{fragment}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn every_move_of_a_real_run_is_legal() {
    let trace = to_the_end("tasks=5ms%20x300&await=settle&limit=40").await;
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    assert_eq!(lanes.illegal(), []);
    for (task, lane) in lanes.iter(&trace) {
        let (Some(spawned), Some(end)) = (lane.spawned(), lane.end()) else {
            panic!("{task:?} did not end")
        };
        assert_eq!(lane.split(trace.last_stamp()).total(), end.at - spawned, "{task:?}");
    }
}

#[wasm_bindgen_test]
async fn stop_leaves_no_timer_and_no_event_follows() {
    for mode in ["each", "shared"] {
        let watch = Watch::start();
        let run = launch(&format!("tasks=200ms,300ms,5s&await=gather&limit=2&timers={mode}"));
        until("both that may start have", || lines(&run.trace()).len() == 2).await;
        run.stop();
        assert!(run.done());
        assert_eq!(run.held_resources(), (0, 0, 0));
        assert_eq!(run.trace().outcome, Some(RunOutcome::Stopped));
        let events = run.trace().events.len();
        watch.settle().await;
        assert_eq!(watch.timers(), 0, "{mode}: no timer is pending");
        TimeoutFuture::new(400).await;
        assert_eq!(run.trace().events.len(), events, "{mode}: nothing happens after Stop");
        assert_eq!(lines(&run.trace()).len(), 2, "{mode}: Stop prints nothing");
    }
}

#[wasm_bindgen_test]
async fn stop_ends_a_long_computation_at_once() {
    let run = launch("tasks=0.01%20cpu%202s&speed=0.1");
    until("it computes", || {
        let trace = run.trace();
        let last = trace.events.last();
        last.is_some_and(|event| event.task == Some(TaskId(1)) && event.kind == EventKind::PollStart)
            && !served(&trace).is_empty()
    })
    .await;
    assert!(!run.done(), "2 s of computing at a tenth of the speed take 20 s");
    run.stop();
    assert!(run.done());
    let mut lanes = Lanes::default();
    lanes.extend(&run.trace());
    assert_eq!(lanes.illegal(), []);
}

#[wasm_bindgen_test]
async fn dropping_a_run_stops_it() {
    let watch = Watch::start();
    drop(launch("tasks=2,1,3&await=gather"));
    watch.settle().await;
    assert_eq!(watch.timers(), 0);
}

#[wasm_bindgen_test]
async fn unmounting_the_page_leaves_nothing_running() {
    let watch = Watch::start();
    let document = web_sys::window()
        .and_then(|window| window.document())
        .expect("a test page has a document");
    let root = document.create_element("div").expect("div is an element's name");
    document
        .body()
        .expect("a test page has a body")
        .append_child(&root)
        .expect("a body takes a div");
    visit::forget_earlier_work();
    let mounted = leptos::mount::mount_to(root.clone().unchecked_into(), App);
    page::until_mounted(&root).await;
    let button: web_sys::HtmlElement = root
        .query_selector(".run-button")
        .expect("the selector is right")
        .expect("there is a Run button")
        .unchecked_into();
    button.click();
    until("the run is on", || page::run_state() == "running").await;
    page::frames().await;
    assert_ne!(watch.listeners(), [""; 0], "a page has listeners");
    drop(mounted);
    watch.settle().await;
    assert_eq!(watch.timers(), 0, "no timer is pending");
    assert_eq!(watch.frames(), 0, "no frame is pending");
    assert_eq!(watch.listeners(), [""; 0], "no listener is left");
    let frames = watch.frames_asked();
    TimeoutFuture::new(300).await;
    assert_eq!(watch.frames_asked(), frames, "nothing draws after unmount");
    root.remove();
}
