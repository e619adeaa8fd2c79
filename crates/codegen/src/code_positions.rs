//! How many tasks are at each line of a program. Following a run from moment to moment costs only the events in
//! between.
//!
//! Drawing the markers is the page's part.

use super::code_position::{NUMBERS, position_of};
use super::{CodePosition, Program};
use recording::{Lane, Lanes, Moment, State, TaskId, Trace};

/// The number of tasks that are looked up in one call: a small part of a frame.
const TASKS_PER_CALL: usize = 4_096;

/// Marks a task that is at no line.
const NOWHERE: u32 = u32::MAX;

/// The line that each task of a run is at.
#[derive(Clone, Debug)]
pub struct CodePositions {
    /// Indexed by [`CodePosition::number`]: the line.
    lines: [u32; NUMBERS],
    /// Indexed by task: its line.
    at: Vec<u32>,
    /// Indexed by line: the number of tasks at it.
    counts: Vec<u32>,
    /// The tasks that are being polled: a task and, inside main, a joined future.
    running: Vec<TaskId>,
    /// The number of events up to the moment that is shown.
    events: usize,
    /// The number of tasks looked up for that moment. Less than all of them while a jump is in progress.
    looked_up: usize,
}

impl CodePositions {
    /// Positions for `program` before the run: no task is at any line.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        let mut lines = [NOWHERE; NUMBERS];
        for (number, line) in lines.iter_mut().enumerate() {
            let found = CodePosition::numbered(number).and_then(|position| program.line_of(position));
            *line = found.and_then(|line| u32::try_from(line).ok()).unwrap_or(NOWHERE);
        }
        Self {
            lines,
            at: Vec::new(),
            counts: vec![0; program.lines.len()],
            running: Vec::new(),
            events: 0,
            looked_up: 0,
        }
    }

    /// Moves to `moment`. Returns false if a long jump is not complete: call it again in the next frame.
    ///
    /// `lanes` are folded from `trace`, which may only have grown since the last call. For another trace create new
    /// positions.
    pub fn follow(&mut self, trace: &Trace, lanes: &Lanes, moment: Moment) -> bool {
        let events = moment.events.min(trace.events.len());
        if self.at.len() != lanes.len() {
            self.at = vec![NOWHERE; lanes.len()];
            self.jump(0);
        }
        if self.looked_up == self.at.len() && self.events != events {
            let passed = self.events.min(events)..self.events.max(events);
            self.events = events;
            if passed.len() > TASKS_PER_CALL {
                self.jump(events);
            } else {
                for event in trace.events.range(passed) {
                    if let Some((task, lane)) = event.task.and_then(|task| Some((task, lanes.lane(trace, task)?))) {
                        self.look_up(trace, lanes, task, &lane);
                    }
                }
                // An operation that ends moves main to another line.
                if let Some(lane) = lanes.lane(trace, TaskId::MAIN) {
                    self.look_up(trace, lanes, TaskId::MAIN, &lane);
                }
            }
        }
        let until = self.at.len().min(self.looked_up + TASKS_PER_CALL);
        lanes.each_in(trace, self.looked_up..until, |task, lane| {
            self.look_up(trace, lanes, task, lane);
        });
        self.looked_up = until;
        self.looked_up == self.at.len() && self.events == events
    }

    /// The number of tasks at a line, from 0.
    #[must_use]
    pub fn count(&self, line: usize) -> usize {
        self.counts.get(line).map_or(0, |&count| count as usize)
    }

    /// The tasks at a line, in list order. Linear in the number of tasks.
    #[must_use]
    pub fn at(&self, line: usize) -> Vec<TaskId> {
        let is_at = |at: &u32| *at as usize == line;
        let found = (0_u32..).zip(&self.at).filter(|(_, at)| is_at(at));
        found.map(|(task, _)| TaskId(task)).collect()
    }

    /// For each line, the first tasks at it, at most `most`, in list order.
    #[must_use]
    pub fn first(&self, most: usize) -> Vec<Vec<TaskId>> {
        let mut missing: usize = self.counts.iter().map(|&count| most.min(count as usize)).sum();
        let mut first = vec![Vec::new(); self.counts.len()];
        for (task, &at) in (0_u32..).zip(&self.at) {
            if missing == 0 {
                break;
            }
            if let Some(there) = first.get_mut(at as usize).filter(|there| there.len() < most) {
                there.push(TaskId(task));
                missing -= 1;
            }
        }
        first
    }

    /// The line that this task is at, from 0.
    #[must_use]
    pub fn line_of(&self, task: TaskId) -> Option<usize> {
        let line = *self.at.get(task.index())?;
        (line != NOWHERE).then_some(line as usize)
    }

    /// The tasks that are being polled.
    #[must_use]
    pub fn running(&self) -> &[TaskId] {
        &self.running
    }

    /// Starts to look up all tasks anew, for the moment after `events` events.
    fn jump(&mut self, events: usize) {
        self.events = events;
        self.looked_up = 0;
        self.running.clear();
        self.counts.fill(0);
        self.at.fill(NOWHERE);
    }

    fn look_up(&mut self, trace: &Trace, lanes: &Lanes, task: TaskId, lane: &Lane<'_>) {
        let moment = Moment {
            events: self.events,
            ..Moment::START
        };
        let running = matches!(lane.state_after(self.events), State::Running | State::RunningWoken);
        match self.running.iter().position(|&other| other == task) {
            Some(index) if !running => {
                self.running.swap_remove(index);
            }
            None if running => self.running.push(task),
            Some(_) | None => {}
        }
        let position = position_of(trace, lanes, task, lane, moment);
        let line = position.map_or(NOWHERE, |position| self.lines[position.number()]);
        let Some(at) = self.at.get_mut(task.index()) else {
            return;
        };
        let before = std::mem::replace(at, line);
        if let Some(count) = self.counts.get_mut(before as usize) {
            *count -= 1;
        }
        if let Some(count) = self.counts.get_mut(line as usize) {
            *count += 1;
        }
    }
}
