//! The slow way: every moment worked out from the first event on, by the table of moves and by counting.

use recording::{Event, EventKind, PollResult, State, TaskId, TimerId, Trace};
use scenario::Unit;
use scenario::time::Micros;
use std::collections::HashSet;

/// Everything after some events.
pub struct Replay {
    /// By task. Who was woken while it runs still runs.
    pub states: Vec<State>,
    /// The timers that are set.
    pub timers: HashSet<TimerId>,
    /// How many lines were printed.
    pub lines: usize,
    /// The polls under way, main's before its child's, and when they began.
    pub polling: Vec<(TaskId, Micros)>,
    /// The time that tasks were ready, added up.
    pub ready: Micros,
    /// The time that the thread was held.
    pub busy: Micros,
    exact: Vec<State>,
    last: Micros,
}

impl Replay {
    /// Before the first event.
    pub fn start(trace: &Trace) -> Self {
        let states = vec![State::Created; trace.tasks.len()];
        Self {
            exact: states.clone(),
            states,
            timers: HashSet::new(),
            lines: 0,
            polling: Vec::new(),
            ready: Micros::ZERO,
            busy: Micros::ZERO,
            last: Micros::ZERO,
        }
    }

    /// After one event more.
    pub fn step(&mut self, trace: &Trace, event: &Event) {
        let passed = event.at - self.last;
        let ready = self.states.iter().filter(|state| **state == State::Ready).count();
        self.ready = self.ready + Micros(passed.0 * ready as u64);
        if !self.polling.is_empty() {
            self.busy = self.busy + passed;
        }
        self.last = event.at;
        let Some(task) = event.task else { return };
        let joined = trace.tasks[task.index()].unit == Some(Unit::Future);
        let state = self.exact[task.index()].after(joined, &event.kind).expect("legal");
        self.exact[task.index()] = state;
        self.states[task.index()] = if state == State::RunningWoken {
            State::Running
        } else {
            state
        };
        match &event.kind {
            EventKind::TimerSet { timer, .. } => drop(self.timers.insert(*timer)),
            EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => drop(self.timers.remove(timer)),
            EventKind::Printed { .. } => self.lines += 1,
            EventKind::PollStart => self.polling.push((task, event.at)),
            EventKind::PollEnd(PollResult::Ended | PollResult::Pending { .. }) => drop(self.polling.pop()),
            _ => {}
        }
    }
}
