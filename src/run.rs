//! The browser's clock and the task that drives a loop on it: the only place that reads real time or sets a timer.
//!
//! ```text
//!   setTimeout ─► gloo TimeoutFuture ─► its waker notes the timer ─► the driver's waker
//!                                                                        │ microtask
//!                                                    driver (wasm-bindgen-futures) ─► EventLoop::drive
//! ```

use crate::self_message::SelfMessage;
use gloo_timers::future::TimeoutFuture;
use recording::{Budget, ClockKind, TaskId, Trace};
use runtime::clock::{Clock, Spent};
use runtime::stopwatch::Stopwatch;
use runtime::{DriveResult, EventLoop};
use runtime::{DueTimer, TimerKey, Timers};
use scenario::time::Micros;
use scenario::{Scenario, Speed, TimerMode};
use std::cell::Ref;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use web_sys::Performance;

/// The time that the loop works before it yields to the page: half a frame, so that the page can draw one in between.
const SLICE_MS: f64 = 8.0;

/// The number of entries of the ready queue, or of tasks within one entry, between two checks of the clock for the end
/// of the slice. Entries that poll something read the clock anyway; reading it for each of the others takes a tenth of
/// a long run.
const ENTRIES_A_READING: u32 = 16;

/// The number of timers due within a time, a frame in milliseconds, that keep the thread busy: each takes some
/// microseconds.
const CROWD: (usize, f64) = (200, 16.0);

/// The time that a frame of thousands of tasks can take, in milliseconds, from its update to its paint. A crowd due
/// within it would be late by the rest of the frame.
const LONG_FRAME_MS: f64 = 50.0;

/// The longest `cpu` that blocks the thread without a break; a longer one blocks it in slices (docs/semantics.md).
const LONGEST_SPIN_MS: f64 = 2_000.0;

/// The resolution of browsers' `performance.now` when the page is not isolated.
const RESOLUTION: Micros = Micros(100);

/// A run on the browser's clock. Dropping it ends it, without recording anything more.
#[must_use = "dropping a run ends it"]
pub struct Run {
    event_loop: Rc<EventLoop>,
    signal: Arc<FiredTimers>,
}

impl Run {
    /// Launches a scenario. `progressed` is called, outside any borrow of the run, after each slice, with its result.
    ///
    /// Nothing runs before the caller has returned to the browser; scenario time is 0 until then.
    pub fn launch(scenario: &Scenario, progressed: impl Fn(DriveResult) + 'static) -> Self {
        let signal = Arc::new(FiredTimers::default());
        let clock = BrowserClock::new(scenario, signal.clone());
        Self::on(clock, scenario, signal, progressed)
    }

    /// Launches a scenario paused at time 0, for the first step.
    pub fn launch_paused(scenario: &Scenario, progressed: impl Fn(DriveResult) + 'static) -> Self {
        let signal = Arc::new(FiredTimers::default());
        let clock = BrowserClock::new(scenario, signal.clone());
        let run = Self::on(clock, scenario, signal, progressed);
        run.pause();
        run
    }

    fn on(
        clock: BrowserClock,
        scenario: &Scenario,
        signal: Arc<FiredTimers>,
        progressed: impl Fn(DriveResult) + 'static,
    ) -> Self {
        let event_loop = Rc::new(EventLoop::new(scenario, Box::new(clock)));
        event_loop.pause_when_full();
        let driver = Driver {
            event_loop: event_loop.clone(),
            turn: PageTurn::new(signal.clone()),
            signal: signal.clone(),
            progressed,
        };
        wasm_bindgen_futures::spawn_local(driver);
        Self { event_loop, signal }
    }

    /// Limits the record to `budget`, instead of [`Budget::OF_A_RUN`]. A run whose record is full pauses, once; when it
    /// is resumed, it continues unrecorded.
    pub fn keep_within(&self, budget: Budget) {
        self.event_loop.keep_within(budget);
    }

    /// Cancels everything. The run is over when this returns, or soon after if there is so much to cancel that the loop
    /// yields to the page in between.
    pub fn stop(&self) {
        self.event_loop.stop();
        self.signal.call_driver();
    }

    /// Stops scenario time: nothing is polled and no timer fires.
    pub fn pause(&self) {
        self.event_loop.pause();
        self.signal.call_driver(); // to report that the thread is no longer busy
    }

    /// Continues scenario time.
    pub fn resume(&self) {
        self.event_loop.resume();
        self.signal.call_driver();
    }

    /// Changes the speed of scenario time.
    pub fn set_speed(&self, speed: Speed) {
        self.event_loop.set_speed(speed);
        self.signal.call_driver();
    }

    /// One step; see [`EventLoop::step`].
    pub fn step(&self) {
        self.event_loop.step();
        self.signal.call_driver();
    }

    /// Cancels one operation, as `task.cancel()` does; see [`EventLoop::cancel`].
    pub fn cancel(&self, task: TaskId) -> bool {
        let cancelled = self.event_loop.cancel(task);
        self.signal.call_driver();
        cancelled
    }

    /// Records that the page was hidden or shown.
    pub fn note_visibility(&self, hidden: bool) {
        self.event_loop.note_visibility(hidden);
    }

    /// Whether scenario time passes: the run is not over and not paused, or a step computes.
    #[must_use]
    pub fn moving(&self) -> bool {
        !self.done() && (!self.event_loop.paused() || self.event_loop.stepping())
    }

    /// Whether scenario time stands still.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.event_loop.paused()
    }

    /// The trace so far.
    #[must_use]
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.event_loop.trace()
    }

    /// Whether the run is over.
    #[must_use]
    pub fn done(&self) -> bool {
        self.event_loop.done()
    }

    /// Scenario time now; the last stamp once the run is over, and when its record is full.
    #[must_use]
    pub fn now(&self) -> Micros {
        if self.done() || self.trace().truncation().is_some() {
            self.trace().last_stamp()
        } else {
            self.event_loop.now().max(self.trace().last_stamp())
        }
    }

    /// The numbers of timers, permits that are not free, and tasks that are alive.
    #[must_use]
    pub fn held_resources(&self) -> (usize, u32, usize) {
        self.event_loop.held_resources()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.event_loop.discard();
        self.signal.call_driver(); // which ends
    }
}

/// Drives the loop whenever a timer has fired or the page has done its work after a slice; ends with the run.
struct Driver<F> {
    event_loop: Rc<EventLoop>,
    signal: Arc<FiredTimers>,
    turn: PageTurn,
    progressed: F,
}

impl<F> Unpin for Driver<F> {}

impl<F: Fn(DriveResult)> Future for Driver<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.signal.set_driver(cx.waker());
        if self.signal.page_has_its_turn() && !self.event_loop.done() {
            return Poll::Pending;
        }
        let one_timer_fired = self.signal.one_timer_fired();
        let progress = self.event_loop.drive();
        match progress {
            // Other timers may be due. A turn of the loop for each, with a frame in between, would take seconds.
            DriveResult::Waiting if one_timer_fired => {
                self.turn.give_to_timers();
                (self.progressed)(DriveResult::Yielded);
                return Poll::Pending;
            }
            DriveResult::Yielded => self.turn.give(),
            DriveResult::Done | DriveResult::Waiting | DriveResult::Paused => {}
        }
        (self.progressed)(match progress {
            DriveResult::Waiting if self.event_loop.is_crowded() => DriveResult::Yielded,
            progress => progress,
        });
        if progress == DriveResult::Done {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

/// Yields to the page between two slices, with a message to itself, which the browser delivers after its other tasks.
struct PageTurn {
    message: SelfMessage,
    signal: Arc<FiredTimers>,
    after_timers: Option<TimeoutFuture>,
}

impl PageTurn {
    /// Calls the driver when the page has done its work.
    fn new(signal: Arc<FiredTimers>) -> Self {
        let message = {
            let signal = signal.clone();
            SelfMessage::new(move || signal.end_turn_of_page())
        };
        Self {
            message,
            signal,
            after_timers: None,
        }
    }

    fn give(&self) {
        self.signal.page_has_its_turn.store(true, Ordering::Relaxed);
        self.message.post();
    }

    /// Yields to the page until all timeouts that are due now have fired. Chromium delivers a message, or a timeout of
    /// 0 ms, before the fourth of them.
    fn give_to_timers(&mut self) {
        self.signal.page_has_its_turn.store(true, Ordering::Relaxed);
        let waker = Waker::from(Arc::new(TurnWaker(self.signal.clone())));
        let mut timeout = TimeoutFuture::new(1);
        let _ = Pin::new(&mut timeout).poll(&mut Context::from_waker(&waker)); // pending: it has only just been set
        self.after_timers = Some(timeout);
    }
}

/// Calls the driver after timeouts that were due.
struct TurnWaker(Arc<FiredTimers>);

impl Wake for TurnWaker {
    fn wake(self: Arc<Self>) {
        self.0.end_turn_of_page();
    }
}

/// The gloo timers that have fired, and the waker of the driver. Wakers must be `Send`, so it has mutexes, which are
/// never contended.
#[derive(Default)]
struct FiredTimers {
    fired: Mutex<Vec<Timeout>>,
    driver: Mutex<Option<Waker>>,
    /// The loop has yielded to the page: the driver does nothing until it is called again.
    page_has_its_turn: AtomicBool,
}

impl FiredTimers {
    fn set_driver(&self, waker: &Waker) {
        let mut driver = self.driver.lock().unwrap_or_else(PoisonError::into_inner);
        if !driver.as_ref().is_some_and(|known| known.will_wake(waker)) {
            *driver = Some(waker.clone());
        }
    }

    fn call_driver(&self) {
        let driver = self.driver.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(driver) = driver {
            driver.wake();
        }
    }

    fn end_turn_of_page(&self) {
        self.page_has_its_turn.store(false, Ordering::Relaxed);
        self.call_driver();
    }

    fn page_has_its_turn(&self) -> bool {
        self.page_has_its_turn.load(Ordering::Relaxed)
    }

    /// Whether a gloo timer that was set for a single timer of the run has fired.
    fn one_timer_fired(&self) -> bool {
        let fired = self.fired.lock().unwrap_or_else(PoisonError::into_inner);
        fired.iter().any(|timeout| matches!(timeout, Timeout::Of(_)))
    }

    fn take_fired(&self) -> Vec<Timeout> {
        std::mem::take(&mut *self.fired.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The purpose of a gloo timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Timeout {
    /// A single timer of the run.
    Of(TimerKey),
    /// The earliest timer of the run.
    Shared,
}

/// The waker of one gloo timer.
struct TimerWaker {
    timeout: Timeout,
    signal: Arc<FiredTimers>,
}

impl Wake for TimerWaker {
    fn wake(self: Arc<Self>) {
        self.signal
            .fired
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(self.timeout);
        if !self.signal.page_has_its_turn() {
            self.signal.call_driver();
        }
    }
}

/// `performance.now` times the speed, while it is not paused.
struct BrowserClock {
    performance: Performance,
    /// Scenario time. While paused, a step lets it pass until a hold is over.
    time: Stopwatch,
    mode: TimerMode,
    signal: Arc<FiredTimers>,
    /// The gloo timers that are set, by the index of their timer of the run.
    armed: Vec<Option<TimeoutFuture>>,
    /// With shared timers: the only gloo timer, and its deadline.
    armed_for_all: Option<(Micros, TimeoutFuture)>,
    /// Timers to set again after a pause or a change of speed, in the order of serving.
    to_arm: VecDeque<(TimerKey, Micros)>,
    slice_began_ms: f64,
    /// The last reading.
    read_ms: f64,
    /// The number of entries of the ready queue since then.
    entries_since_read: u32,
    held_until: Option<Micros>,
}

impl BrowserClock {
    /// A clock that stands at 0.
    fn new(scenario: &Scenario, signal: Arc<FiredTimers>) -> Self {
        let performance = web_sys::window()
            .and_then(|window| window.performance())
            .expect("a page that runs wasm has a window with a performance clock");
        let now_ms = performance.now();
        Self {
            performance,
            time: Stopwatch::new(scenario.speed),
            mode: scenario.timers,
            signal,
            armed: Vec::new(),
            armed_for_all: None,
            to_arm: VecDeque::new(),
            slice_began_ms: now_ms,
            read_ms: now_ms,
            entries_since_read: 0,
            held_until: None,
        }
    }

    /// Drops all gloo timers.
    fn disarm_all(&mut self) {
        self.armed = Vec::new();
        self.armed_for_all = None;
        self.to_arm.clear();
        drop(self.signal.take_fired());
    }

    /// Reads the wall clock.
    fn read(&mut self) -> f64 {
        self.entries_since_read = 0;
        self.read_ms = self.performance.now();
        self.read_ms
    }

    /// Sets timers again until the slice is over, except those that were cleared meanwhile.
    fn arm_some(&mut self, timers: &Timers) {
        while self.time.goes()
            && let Some((timer, deadline)) = self.to_arm.pop_front()
        {
            if timers.get(timer).is_some() {
                let now = self.now();
                self.set_one(timer, deadline, now);
            }
            if self.slice_is_over() {
                return;
            }
        }
    }

    /// Sets a gloo timer for the time left until `deadline`, rounded up to milliseconds. If it fires early, which only
    /// happens by the browser's own error, it is set again.
    fn set(&self, timeout: Timeout, deadline: Micros, now: Micros) -> TimeoutFuture {
        let left_ms = deadline.since(now).0 as f64 / 1_000.0 / self.time.speed().factor();
        let mut future = TimeoutFuture::new(left_ms.ceil().clamp(0.0, f64::from(i32::MAX)) as u32);
        let waker = Waker::from(Arc::new(TimerWaker {
            timeout,
            signal: self.signal.clone(),
        }));
        let _ = Pin::new(&mut future).poll(&mut Context::from_waker(&waker)); // pending: it has only just been set
        future
    }

    /// Sets a gloo timer for this timer only.
    fn set_one(&mut self, timer: TimerKey, deadline: Micros, now: Micros) {
        let future = self.set(Timeout::Of(timer), deadline, now);
        if self.armed.len() <= timer.index() {
            self.armed.resize_with(timer.index() + 1, || None);
        }
        self.armed[timer.index()] = Some(future);
    }

    /// Spins until scenario time is `until`, at most to the end of the slice if `sliced`.
    fn spin_until(&mut self, until: Micros, sliced: bool) {
        while self.now() < until && !(sliced && self.slice_is_over()) {
            std::hint::spin_loop();
        }
    }

    /// Sets the shared gloo timer for the earliest deadline, unless it is already set for it.
    fn set_for_all(&mut self, deadline: Option<Micros>) {
        let armed = self.armed_for_all.as_ref();
        if armed.map(|(deadline, _)| *deadline) != deadline {
            let now = self.now();
            self.armed_for_all = None;
            self.armed_for_all = deadline.map(|deadline| (deadline, self.set(Timeout::Shared, deadline, now)));
        }
    }
}

impl Clock for BrowserClock {
    fn kind(&self) -> ClockKind {
        ClockKind::Real
    }

    fn resolution(&self) -> Micros {
        RESOLUTION
    }

    fn now(&mut self) -> Micros {
        let wall_ms = self.read();
        self.time.now(wall_ms)
    }

    fn start(&mut self) {
        self.time.start(self.performance.now());
    }

    fn pause(&mut self) {
        self.time.stop(self.performance.now());
        self.disarm_all();
    }

    fn resume(&mut self, pending: Vec<(TimerKey, Micros)>) {
        self.time.start(self.performance.now());
        if self.mode == TimerMode::Each {
            self.to_arm = pending.into();
        }
    }

    fn set_speed(&mut self, speed: Speed, pending: Vec<(TimerKey, Micros)>) {
        self.disarm_all();
        self.time.set_speed(speed, self.performance.now());
        if self.time.goes() && self.mode == TimerMode::Each {
            self.to_arm = pending.into();
        }
    }

    fn jump_to(&mut self, at: Micros) {
        self.time.jump_to(at);
    }

    fn pass_the_hold(&mut self) {
        if let Some(until) = self.held_until {
            self.time.go_to(until, self.performance.now());
        }
    }

    fn arm(&mut self, timer: TimerKey, deadline: Micros) {
        if self.mode == TimerMode::Each && self.time.goes() {
            // The deadline was computed from the last reading, and only a part of a poll has passed since.
            let now = self.time.now(self.read_ms);
            self.set_one(timer, deadline, now);
        }
    }

    fn disarm(&mut self, timer: TimerKey) {
        if let Some(armed) = self.armed.get_mut(timer.index()) {
            *armed = None;
        }
    }

    fn take_due(&mut self, now: Micros, timers: &mut Timers) -> Vec<DueTimer> {
        if !self.time.goes() {
            return timers.take_until(now); // a step has moved the clock: no gloo timer is set
        }
        self.arm_some(timers);
        let fired = self.signal.take_fired();
        if self.mode == TimerMode::Shared {
            if fired.contains(&Timeout::Shared) {
                self.armed_for_all = None;
            }
            return timers.take_until(now);
        }
        let mut due = Vec::with_capacity(fired.len());
        for timeout in fired {
            let Timeout::Of(timer) = timeout else { continue };
            let Some(&runtime::Timer { deadline, .. }) = timers.get(timer) else {
                continue;
            };
            if deadline > now {
                self.set_one(timer, deadline, now);
            } else {
                due.extend(timers.take(timer));
                self.disarm(timer); // another may take its slot before it is served
            }
        }
        due
    }

    fn skip_to_next(&mut self, timers: &Timers) -> bool {
        if self.mode == TimerMode::Shared && self.time.goes() {
            self.set_for_all(timers.next_deadline());
        }
        false
    }

    fn finish(&mut self) {
        self.disarm_all();
        self.held_until = None;
    }

    fn spend(&mut self, cpu: Micros) -> Spent {
        let until = self.now() + cpu;
        let wall_ms = cpu.0 as f64 / 1_000.0 / self.time.speed().factor();
        if wall_ms > LONGEST_SPIN_MS || !self.time.goes() {
            self.held_until = Some(until);
            return Spent::Held;
        }
        self.spin_until(until, false);
        Spent::Done
    }

    fn hold_is_over(&mut self) -> bool {
        let Some(until) = self.held_until else { return true };
        // The thread is really blocked, a slice at a time, so that the page can work in between.
        self.spin_until(until, true);
        if self.now() < until {
            return false;
        }
        self.held_until = None;
        self.time.arrive();
        true
    }

    /// Whether timers have to be set again, for which the loop has to be driven.
    fn busy(&self) -> bool {
        self.time.goes() && !self.to_arm.is_empty()
    }

    fn is_crowded(&mut self, timers: &Timers) -> bool {
        let factor = self.time.speed().factor();
        let scenario_time = |wall_ms: f64| Micros((wall_ms * 1_000.0 * factor) as u64);
        let (least, within_ms) = CROWD;
        let now = self.now();
        let by = now + scenario_time(LONG_FRAME_MS);
        self.time.goes() && timers.are_crowded_by(by, now, scenario_time(within_ms), least)
    }

    fn begin_slice(&mut self) {
        self.slice_began_ms = self.read();
    }

    fn slice_is_over(&mut self) -> bool {
        self.entries_since_read += 1;
        if self.entries_since_read >= ENTRIES_A_READING {
            self.read();
        }
        self.read_ms - self.slice_began_ms >= SLICE_MS
    }

    fn slice_is_over_in_poll(&mut self) -> bool {
        self.slice_is_over()
    }
}
