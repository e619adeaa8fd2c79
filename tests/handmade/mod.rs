//! Traces built by hand, event by event, for tests of everything derived from traces. Runs nothing.

use recording::{
    ClockKind, Event, EventKind, PollResult, TaskId, TaskInfo, TimerId, TimerKind, Trace, WaitingOn, WokenBy,
};
use scenario::Unit;
use scenario::time::Micros;

/// Builds a trace. Times are in milliseconds.
pub struct Handmade {
    /// The trace so far.
    pub trace: Trace,
    timers: u32,
}

#[allow(dead_code, reason = "each test file uses its part")]
impl Handmade {
    /// Main and `count` operations of this unit, named by their indexes, without events.
    pub fn new(count: u32, unit: Unit) -> Self {
        let main = TaskInfo {
            name: "main".into(),
            parent: None,
            unit: None,
            delay: None,
        };
        let operation = |index: u32| TaskInfo {
            name: index.to_string().into(),
            parent: Some(TaskId::MAIN),
            unit: Some(unit),
            delay: Some(Micros::from_secs(1)),
        };
        let trace = Trace {
            source: recording::Source::default(),
            clock: ClockKind::Virtual,
            resolution: Micros(1),
            tasks: std::iter::once(main).chain((1..=count).map(operation)).collect(),
            resources: Vec::new(),
            code: recording::SourceCode::default(),
            events: recording::Events::default(),
            outcome: None,
            message: None,
        };
        Self { trace, timers: 0 }
    }

    /// Records any event.
    pub fn push(&mut self, at_ms: u64, task: u32, kind: EventKind) -> &mut Self {
        self.trace.events.push(Event {
            at: Micros::from_millis(at_ms),
            task: Some(TaskId(task)),
            cause: None,
            kind,
        });
        self
    }

    /// Records that the task was spawned, and woken by that.
    pub fn spawn(&mut self, at_ms: u64, task: u32) -> &mut Self {
        let parent = (task > 0).then_some(TaskId::MAIN);
        self.push(at_ms, task, EventKind::Spawned { parent })
            .wake(at_ms, task, WokenBy::Spawn)
    }

    /// Records that the task was woken.
    pub fn wake(&mut self, at_ms: u64, task: u32, by: WokenBy) -> &mut Self {
        self.push(at_ms, task, EventKind::Woken { by })
    }

    /// Records a poll that ends with the task waiting.
    pub fn poll(&mut self, from_ms: u64, to_ms: u64, task: u32, on: WaitingOn) -> &mut Self {
        self.push(from_ms, task, EventKind::PollStart)
            .pending(to_ms, task, Some(on))
    }

    /// Records the end of a poll that does not end the task.
    pub fn pending(&mut self, at_ms: u64, task: u32, on: Option<WaitingOn>) -> &mut Self {
        self.push(at_ms, task, EventKind::PollEnd(PollResult::Pending { on }))
    }

    /// Records a poll of length 0 that sets a timer and waits for it.
    pub fn sleep(&mut self, at_ms: u64, task: u32, what: TimerKind, length_ms: u64) -> &mut Self {
        self.timers += 1;
        let timer = TimerId(self.timers);
        let deadline = Micros::from_millis(at_ms + length_ms);
        let on = if what == TimerKind::Backoff {
            WaitingOn::Backoff
        } else {
            WaitingOn::Timer
        };
        self.push(at_ms, task, EventKind::PollStart)
            .push(at_ms, task, EventKind::TimerSet { timer, what, deadline })
            .pending(at_ms, task, Some(on))
    }

    /// Records that the task's timer fires and wakes it.
    pub fn fire(&mut self, at_ms: u64, task: u32) -> &mut Self {
        let timer = TimerId(self.timers);
        self.push(at_ms, task, EventKind::TimerFired { timer })
            .wake(at_ms, task, WokenBy::Timer(timer))
    }

    /// Records a poll in which the task returns.
    pub fn finish(&mut self, from_ms: u64, to_ms: u64, task: u32, value: &str) -> &mut Self {
        self.push(from_ms, task, EventKind::PollStart)
            .push(to_ms, task, EventKind::Finished { value })
            .push(to_ms, task, EventKind::PollEnd(PollResult::Ended))
    }

    /// Records a poll of length 0 in which the task raises an error.
    pub fn fail(&mut self, at_ms: u64, task: u32, message: &str) -> &mut Self {
        self.push(at_ms, task, EventKind::PollStart)
            .push(at_ms, task, EventKind::Failed { message })
            .push(at_ms, task, EventKind::PollEnd(PollResult::Ended))
    }
}

/// Main gathers a sleep of 2 s and one of 1 s on the virtual clock: `Results: [4, 2]`.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn two_and_one() -> Trace {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 0)
        .push(0, 0, EventKind::PollStart)
        .spawn(0, 1)
        .spawn(0, 2)
        .pending(0, 0, Some(WaitingOn::Child));
    made.sleep(0, 1, TimerKind::Sleep, 2_000)
        .sleep(0, 2, TimerKind::Sleep, 1_000);
    made.fire(1_000, 2).finish(1_000, 1_000, 2, "2");
    made.fire(2_000, 1).finish(2_000, 2_000, 1, "4");
    made.wake(2_000, 0, WokenBy::Task(TaskId(1)))
        .finish(2_000, 2_000, 0, "[4, 2]");
    made.trace
}
