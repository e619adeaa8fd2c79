//! An independent, slow implementation: computes every moment from the first event on, with the table of states and by
//! counting.

use recording::{Event, EventKind, PollResult, State, TaskId, TimerId, Trace};
use scenario::Unit;
use scenario::time::Micros;
use std::collections::HashSet;

/// The state after some events.
pub struct Replay {
    /// Indexed by task. A task that was woken while it runs counts as running.
    pub states: Vec<State>,
    /// The timers that are set.
    pub timers: HashSet<TimerId>,
    /// The number of printed lines.
    pub lines: usize,
    /// The polls in progress, main's before that of a joined future, with their start.
    pub polling: Vec<(TaskId, Micros)>,
    /// The total time that tasks were ready.
    pub ready: Micros,
    /// The total time that the thread was busy.
    pub busy: Micros,
    exact: Vec<State>,
    last: Micros,
}

impl Replay {
    /// The state before the first event.
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

    /// Applies one more event.
    pub fn step(&mut self, trace: &Trace, event: &Event) {
        let passed = event.at - self.last;
        let ready = self.states.iter().filter(|state| **state == State::Ready).count();
        self.ready = self.ready + Micros(passed.0 * ready as u64);
        if !self.polling.is_empty() {
            self.busy = self.busy + passed;
        }
        self.last = event.at;
        let Some(task) = event.task else { return };
        let joined = trace.tasks.unit(task) == Some(Unit::Future);
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
