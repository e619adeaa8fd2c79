//! Pause, step, speed, and cancelling a task by hand, with real timers.

use crate::page::{frames, run_state, until, until_mounted};
use crate::watch::Watch;
use crate::{launch, lines, order, run_without_stalls, served};
use futurescope::run::Run;
use futurescope::ui::App;
use gloo_timers::future::TimeoutFuture;
use recording::{CancelReason, ClockChange, EventKind, RunOutcome, TaskId, Trace};
use runtime::simulate;
use scenario::time::Micros;
use scenario::{Speed, link};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

/// The trace without the changes of the clock by the person.
fn without_clock(trace: &Trace) -> Trace {
    let events = trace.events.iter();
    Trace {
        events: events
            .filter(|event| !matches!(event.kind, EventKind::Clock { .. }))
            .collect(),
        ..trace.clone()
    }
}

async fn ended(run: &Run) {
    while !run.done() {
        TimeoutFuture::new(5).await;
    }
}

async fn step_to_the_end(run: &Run) -> usize {
    let mut steps = 0;
    while !run.done() {
        run.step();
        steps += 1;
        assert!(steps < 1_000, "a short run ends after a few steps");
        // A step that computes returns control to the page in between.
        while run.moving() {
            TimeoutFuture::new(2).await;
        }
    }
    steps
}

#[wasm_bindgen_test]
async fn no_timer_fires_while_paused_for_a_second() {
    for mode in ["each", "shared"] {
        let watch = Watch::start();
        let run = launch(&format!("tasks=300ms,100ms,200ms&await=gather&timers={mode}"));
        until("all three have started", || lines(&run.trace()).len() == 3).await;
        run.pause();
        let events = run.trace().events.len();
        let now = run.now();
        assert!(!run.done(), "{mode}: nothing was due yet");
        watch.settle().await;
        assert_eq!(watch.timers(), 0, "{mode}: the armed timers are dropped");
        TimeoutFuture::new(1_000).await;
        assert_eq!(run.trace().events.len(), events, "{mode}: nothing happens");
        assert_eq!(run.now(), now, "{mode}: the time stands still");
        run.resume();
        ended(&run).await;
        let trace = run.trace().clone();
        assert_eq!(lines(&trace).last(), Some(&"Results: [0.6, 0.2, 0.4]"), "{mode}");
        let deadlines = served(&trace);
        assert!(
            deadlines.iter().all(|(_, deadline, at)| at >= deadline),
            "{mode}: none fires early"
        );
        // 0.3 s of delays in scenario time; the second of the pause does not count.
        let clock: Vec<_> = trace
            .events
            .iter()
            .filter_map(|event| match event.kind {
                EventKind::Clock { what } => Some((what, event.at)),
                _ => None,
            })
            .collect();
        assert_eq!(
            clock,
            [(ClockChange::Paused, now), (ClockChange::Resumed, now)],
            "{mode}"
        );
    }
}

#[wasm_bindgen_test]
async fn timers_of_their_own_that_are_due_together_are_served_in_few_turns() {
    let run = launch("tasks=200ms%20x200&await=gather&timers=each");
    ended(&run).await;
    let trace = run.trace();
    let (mut served, mut turns, mut last) = (0, 0, None);
    let mut turn = 0;
    for event in &trace.events {
        match event.kind {
            EventKind::Turn => turn += 1,
            EventKind::TimerFired { .. } => {
                served += 1;
                turns += usize::from(last != Some(turn));
                last = Some(turn);
            }
            _ => {}
        }
    }
    assert_eq!(served, 200);
    assert!(
        turns < 100,
        "{turns} turns for timers that were set in a few milliseconds"
    );
}

#[wasm_bindgen_test]
async fn stepping_reaches_the_same_end_as_running() {
    for fragment in [
        "tasks=2,1,3&await=gather",
        "tasks=2,1",
        "tasks=1s,2s%20fail,3s&await=group",
        "tasks=0.3,0.1%20cpu%2020ms,0.2&await=as-completed&limit=2",
        "tasks=2,1,3&await=gather&unit=future",
        "tasks=1s%20fail%202&retry=2&backoff=500ms&timers=shared",
    ] {
        let run = launch(fragment);
        run.pause();
        let steps = step_to_the_end(&run).await;
        let stepped = without_clock(&run.trace());
        let prediction = simulate(&link::read(fragment).scenario);
        assert_eq!(order(&stepped), order(&prediction), "#{fragment}");
        assert_eq!(stepped.outcome, prediction.outcome, "#{fragment}");
        assert_eq!(run.held_resources(), (0, 0, 0), "#{fragment}");
        assert!(steps > 3, "#{fragment}: {steps} steps");
    }
}

#[wasm_bindgen_test]
async fn a_step_goes_to_exactly_the_next_deadline() {
    let run = launch("tasks=120m,60m&await=gather");
    run.pause();
    step_to_the_end(&run).await;
    let late: Vec<_> = served(&run.trace())
        .iter()
        .map(|(_, deadline, at)| *at - *deadline)
        .collect();
    assert_eq!(late.len(), 2);
    // Hours pass in steps, and each deadline is met to the microsecond.
    assert!(late.iter().all(|late| late.0 == 0), "{late:?}");
}

#[wasm_bindgen_test]
async fn speed_keeps_order() {
    let fragment = "tasks=400ms,100ms,300ms,200ms&await=as-completed";
    let prediction = simulate(&link::read(fragment).scenario);
    for speed in [0.5, 2.0] {
        let trace = run_without_stalls(&format!("{fragment}&speed={speed}")).await;
        assert_eq!(order(&trace), order(&prediction), "at {speed} times the speed");
    }
}

#[wasm_bindgen_test]
async fn a_change_of_speed_in_a_run_keeps_order() {
    let fragment = "tasks=1s,400ms,700ms&await=gather";
    let run = launch(fragment);
    until("all three have started", || lines(&run.trace()).len() == 3).await;
    run.set_speed(Speed::new(10.0).expect("it is in range"));
    ended(&run).await;
    let trace = without_clock(&run.trace());
    assert_eq!(order(&trace), order(&simulate(&link::read(fragment).scenario)));
    assert!(served(&trace).iter().all(|(_, deadline, at)| at >= deadline));
}

#[wasm_bindgen_test]
async fn a_task_cancelled_by_hand_is_a_failure_to_gather() {
    let watch = Watch::start();
    let run = launch("tasks=5s,100ms&await=gather");
    until("both have started", || lines(&run.trace()).len() == 2).await;
    assert!(run.cancel(TaskId(1)));
    assert!(!run.cancel(TaskId(1)), "it has ended");
    ended(&run).await;
    let trace = run.trace().clone();
    assert_eq!(trace.outcome, Some(RunOutcome::Failed));
    let asked = trace.events.iter().find_map(|event| match event.kind {
        EventKind::CancelRequested { by, why } if event.task == Some(TaskId(1)) => Some((by, why)),
        _ => None,
    });
    assert_eq!(asked, Some((None, CancelReason::User)));
    watch.settle().await;
    assert_eq!(watch.timers(), 0, "its timer is cleared");
}

#[wasm_bindgen_test]
async fn a_change_of_speed_does_not_move_the_clock() {
    let performance = web_sys::window()
        .and_then(|window| window.performance())
        .expect("a test page has a clock");
    let run = launch("tasks=60s&speed=0.25");
    until("time passes", || run.now() > Micros::from_millis(20)).await;
    let mut fastest = 0.25_f64;
    for speed in [2.0, 0.5, 4.0] {
        fastest = fastest.max(speed);
        let (began_ms, before) = (performance.now(), run.now());
        run.set_speed(Speed::new(speed).expect("it is in range"));
        let (after, took_ms) = (run.now(), performance.now() - began_ms);
        let stamp = run.trace().last_stamp();
        assert!(
            before <= stamp && stamp <= after,
            "{speed}: {before:?}, {stamp:?}, {after:?}"
        );
        // No more time has passed than the wall clock allows, given its resolution.
        let most = Micros(((took_ms + 1.0) * 1_000.0 * fastest) as u64);
        assert!(
            after - before <= most,
            "{speed}: {before:?} to {after:?} in {took_ms} ms"
        );
        until("time passes at this speed", || {
            run.now() > after + Micros::from_millis(20)
        })
        .await;
    }
    run.stop();
}

#[wasm_bindgen_test]
async fn a_run_that_begins_with_a_step_begins_at_0() {
    let opened = link::read("tasks=2,1&await=gather");
    let run = Run::launch_paused(&opened.scenario, |_| {});
    step_to_the_end(&run).await;
    let trace = run.trace().clone();
    assert!(trace.events.iter().all(|event| event.at.0 < 2_005_000));
    let first = trace.events.get(0).expect("something happened");
    assert_eq!(first.at.0, 0);
    let due: Vec<u64> = served(&trace).iter().map(|(_, deadline, _)| deadline.0).collect();
    assert_eq!(due, [1_000_000, 2_000_000]);
}

#[wasm_bindgen_test]
async fn a_change_of_speed_while_a_step_computes_leaves_the_run_paused_where_the_computation_ends() {
    let run = Run::launch_paused(&link::read("tasks=1%20cpu%20500ms&speed=0.1").scenario, |_| {});
    while !run.moving() {
        run.step();
    }
    until("it computes", || run.now() > Micros::from_secs(1)).await;
    run.set_speed(Speed::new(10.0).expect("it is in range"));
    run.step();
    while run.moving() {
        TimeoutFuture::new(2).await;
    }
    assert_eq!(run.now(), Micros::from_millis(1_500));
    let events = run.trace().events.len();
    TimeoutFuture::new(100).await;
    assert_eq!(run.now(), Micros::from_millis(1_500), "paused, it stands still");
    assert_eq!(run.trace().events.len(), events);
    step_to_the_end(&run).await;
    assert_eq!(run.trace().last_stamp(), Micros::from_millis(1_500));
}

#[wasm_bindgen_test]
async fn a_run_begins_at_0_when_its_loop_starts() {
    let wall = StoppedWallClock::stop();
    let run = launch("tasks=0,0.0&await=gather");
    wall.advance(5_000);
    let before = run.now();
    ended(&run).await;
    drop(wall);
    let trace = run.trace().clone();
    assert_eq!(before, Micros::ZERO, "the caller has not returned to the browser");
    assert_eq!(lines(&trace).last(), Some(&"Results: [0, 0.0]"));
    let late = trace.events.iter().find(|event| event.at > Micros::ZERO);
    assert_eq!(late, None, "the wall clock has stood still since the loop started");
}

#[wasm_bindgen_test]
async fn a_run_of_the_page_begins_at_0_however_long_setting_it_up_takes() {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .expect("a test page has a document");
    let root = document.create_element("div").expect("div is an element's name");
    document
        .body()
        .expect("a test page has a body")
        .append_child(&root)
        .expect("a body takes a div");
    crate::visit::forget_earlier_work();
    let mounted = leptos::mount::mount_to(root.clone().unchecked_into(), App);
    until_mounted(&root).await;
    let find = |selector: &str| root.query_selector(selector).expect("the selector is right");
    let click = |selector: &str| {
        let button: web_sys::HtmlElement = find(selector).expect("there is a button").unchecked_into();
        button.click();
    };
    let first_time = || find(".console-time")?.get_attribute("data-text");
    let wall = StoppedWallClock::stop();
    let mut times = Vec::new();
    for _run in ["first", "second, over the record of the first"] {
        click(".run-button:not([data-kind=stop])");
        wall.advance(5_000);
        until("the run is on", || run_state() == "running").await;
        frames().await;
        until("a line is printed", || first_time().is_some()).await;
        times.push(first_time());
        click(".run-button[data-kind=stop]");
        until("the run is over", || run_state() == "done").await;
    }
    drop(wall);
    drop(mounted);
    root.remove();
    assert_eq!(times, [Some("0.000".to_owned()), Some("0.000".to_owned())]);
}

/// The wall clock of this window, stopped: it advances only by `advance`, and runs again when this is dropped.
struct StoppedWallClock;

impl StoppedWallClock {
    fn stop() -> Self {
        js_sys::eval("{ const now = performance.now(); window.__wall = now; performance.now = () => window.__wall; }")
            .expect("the script is right");
        Self
    }

    fn advance(&self, milliseconds: u32) {
        js_sys::eval(&format!("window.__wall += {milliseconds}")).expect("the script is right");
    }
}

impl Drop for StoppedWallClock {
    fn drop(&mut self) {
        let _ = js_sys::eval("delete performance.now");
    }
}
